"""`padanan check`: every kind of file, every form of answer, and the code that it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from junitparser import JUnitXml
from openpyxl import Workbook

from glossary.lookup import Glossary
from memory.stores import open_store
from tests.web_cli import Run, padanan, runner
from tests.web_small import CEASEFIRE, small

WRONG, RIGHT = ("Gencatan senjata itu rapuh.", "The weapon stop is fragile."), ("Gencatan senjata.", "A truce.")
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="id" datatype="plaintext" segtype="sentence" adminlang="en"
 creationtool="test" creationtoolversion="1" o-tmf="test"/><body>
<tu tuid="rapuh"><tuv xml:lang="id"><seg>Gencatan senjata itu rapuh.</seg></tuv>
<tuv xml:lang="en"><seg>The weapon stop is fragile.</seg></tuv></tu>
<tu srclang="en"><tuv xml:lang="en"><seg>The ceasefire holds.</seg></tuv>
<tuv xml:lang="id"><seg>Perdamaian bertahan.</seg></tuv></tu>
<tu><tuv xml:lang="id"><seg>Hanya Indonesia.</seg></tuv></tu>
<tu><tuv xml:lang="id"><seg>Gencatan senjata.</seg></tuv><tuv xml:lang="en"><seg>A truce.</seg></tuv></tu>
</body></tmx>
"""
UNIT = '<trans-unit id="rapuh"><source>{}</source><target>{}</target></trans-unit>'.format(*WRONG)
FILES = {
    "wrong.tmx": TMX,
    "wrong.xlf": '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x" datatype="plaintext"'
    f' source-language="id" target-language="en"><body>\n{UNIT}</body></file></xliff>',
    "wrong.xliff": '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="id" trgLang="en"><file id="f">'
    '\n<unit id="u"><segment><source>{}</source><target>{}</target></segment></unit></file></xliff>'.format(*WRONG),
    "wrong.po": 'msgid ""\nmsgstr "Language: en\\nX-Source-Language: id\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "{}"\nmsgstr "{}"\n\nmsgid "Belum."\nmsgstr ""\n'.format(*WRONG),
    "wrong.csv": "id,en\n{},{}\n,only\n".format(*WRONG),
    "wrong.tsv": "from\tid\ten\nid\t{}\t{}\n".format(*WRONG),
    "right.tsv": "id\ten\n{}\t{}\n".format(*RIGHT),
    "nothing.tsv": "id\ten\n",
    "half.tsv": "id\ten\nHanya Indonesia.\t\n",
    "empty.po": "",
    "cut.tmx": TMX[:300],
    "s.id.txt": "Gencatan senjata itu rapuh.\n\nMahkamah menolak permohonan kami kemarin sore.\n",
    "s.en.txt": "\n\nThe weapon stop is fragile.\n\nThe court refused our application yesterday afternoon.\n",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store, to read."""
    return small(tmp_path_factory.mktemp("check") / "data")


@pytest.fixture
def check(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `padanan check` beside one file of each kind."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    sheet = Workbook()
    for row in (("id", "en"), WRONG):
        sheet.active.append(row)
    sheet.save(tmp_path / "wrong.xlsx")
    run = runner(tmp_path, monkeypatch, capsys)
    return lambda *words: run("check", *words, "--data", kept)


# files


@pytest.mark.parametrize(
    ("name", "line", "skipped"),
    [
        ("wrong.tmx", 4, "8: not checked: it has no text in both id and en"),
        ("wrong.xlf", 2, ""),
        ("wrong.xliff", 2, ""),
        ("wrong.po", 4, "7: not checked: it is not translated"),
        ("wrong.csv", 2, "3: not checked: its text in id is empty"),
        ("wrong.tsv", 2, ""),
        ("wrong.xlsx", 2, ""),
    ],
)
def test_every_kind_of_file_is_checked_and_what_is_not_is_told(check: Run, name: str, line: int, skipped: str) -> None:
    ended = check(name)

    lines = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (1, "")
    assert lines[0].startswith(f"{name}:{line}: error TERM_FORBIDDEN: “weapon stop” is a wrong rendering here")
    assert lines[1:3] == [f"    {WRONG[0]}", f"    {WRONG[1]}"]
    assert [text for text in lines if "not checked:" in text] == [
        text for text in lines if skipped and text.startswith(f"{name}:{skipped}")
    ]
    assert ("1 not checked" in lines[-1]) == bool(skipped)


def test_both_directions_of_a_file_are_checked_in_its_order(check: Run) -> None:
    told = json.loads(check("wrong.tmx", "--json").stdout)

    assert [(f["segment"], f["kind"], f["term"]) for f in told["findings"]] == [
        ("1:rapuh", "forbidden", "weapon stop"),
        ("2", "missing", "ceasefire"),
    ]
    assert (told["scores"]["terms"], told["scores"]["exact"], told["scores"]["missing"]) == (3, 0.3333, 0.6667)
    assert [one["line"] for one in told["skipped"]] == [8]


def test_the_direction_is_the_files_own_and_else_what_somebody_says(check: Run, tmp_path: Path) -> None:
    (tmp_path / "told.tsv").write_text("source\ttarget\nThe ceasefire holds.\tPerdamaian bertahan.\n", encoding="utf-8")

    untold, told, own = (
        check("told.tsv"),
        check("told.tsv", "--from", "en", "--json"),
        check("wrong.tsv", "--from", "en"),
    )

    assert (untold.returncode, untold.stderr.splitlines()[1]) == (2, "  Say with --from what language source is in.")
    assert json.loads(told.stdout)["findings"][0]["term"] == "ceasefire"
    assert "weapon stop" in own.stdout


def test_a_pair_of_documents_is_checked_sentence_by_sentence(check: Run) -> None:
    ended = check("--pair", "s.id.txt", "s.en.txt")

    assert ended.returncode == 1
    assert "s.en.txt:3: error TERM_FORBIDDEN" in ended.stdout
    assert "s.en.txt: 2 segments, 1 error" in ended.stdout


# several files


def test_of_several_files_one_that_cannot_be_read_stops_no_other(check: Run) -> None:
    ended = check("right.tsv", "empty.po", "wrong.tsv", "cut.tmx")

    assert ended.returncode == 2
    assert "right.tsv: 1 segment, no findings; of 1 term 100% exact" in ended.stdout
    assert "wrong.tsv:2: error" in ended.stdout
    assert ended.stderr.startswith("padanan: 2 files cannot be checked:\n  empty.po is empty.")
    assert "\n  cut.tmx is not well-formed: line" in ended.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing.tsv", "nothing.tsv has nothing to check.\n"),
        ("half.tsv", "half.tsv has nothing to check; the first: line 2: its text in en is empty.\n"),
        ("none.tmx", "There is no file none.tmx.\n"),
        ("s.id.txt", "s.id.txt: files of segments ending in “.txt” cannot be read.\n"),
    ],
)
def test_a_file_with_nothing_to_check_does_not_pass(check: Run, name: str, said: str) -> None:
    ended = check(name)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"padanan: {said}  ")


def test_every_form_says_which_file_was_not_checked(check: Run) -> None:
    forms = {form: check("right.tsv", "nothing.tsv", "--format", form) for form in ("json", "sarif", "junit")}

    assert {ended.returncode for ended in forms.values()} == {2}
    told = json.loads(forms["json"].stdout)
    assert (told["ok"], [f["ok"] for f in told["files"]], told["files"][1]["error"]["code"]) == (
        False,
        [True, False],
        "invalid",
    )
    assert json.loads(forms["sarif"].stdout)["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert [suite.errors for suite in JUnitXml.fromstring(forms["junit"].stdout.encode())] == [0, 1]


# how it ends, where it is written


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("right.tsv",), 0),
        (("wrong.tsv",), 1),
        (("right.tsv", "wrong.tsv"), 1),
        (("wrong.csv", "--from", "en"), 0),
        (("--source", "Gencatan senjata.", "--target", "A truce."), 0),
        (("--source", "Gencatan senjata.", "--target", "Peace."), 1),
        (("--target", "A weapon stop."), 1),
        ((), 2),
        (("--source", "Gencatan senjata."), 2),
        (("right.tsv", "--target", "A truce."), 2),
        (("right.tsv", "--pair", "s.id.txt", "s.en.txt"), 2),
        (("right.tsv", "--format", "html"), 2),
    ],
)
def test_the_exit_code_says_what_was_found(check: Run, words: tuple[str, ...], code: int) -> None:
    assert check(*words).returncode == code


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 0), ("advice", 1), ("info", 1)])
def test_only_what_is_grave_enough_fails(check: Run, fail_on: str, code: int) -> None:
    some = ("--source", "Gencatan senjata, lalu gencatan senjata.", "--target", "A ceasefire, then peace.")

    ended = check(*some, "--fail-on", fail_on)

    assert "advice TERM_MISSING" in ended.stdout
    assert ended.returncode == code


def test_an_answer_is_written_whole_or_not_at_all(check: Run, tmp_path: Path) -> None:
    ended = check("wrong.tsv", "--format", "sarif", "-o", "found.sarif")
    failed = check("wrong.tsv", "-o", "none/found.txt")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(json.loads((tmp_path / "found.sarif").read_text("utf-8"))["runs"][0]["results"]) == 1
    assert (failed.returncode, failed.stdout) == (2, "")
    assert failed.stderr == "padanan: There is no folder none.\n  Create it first.\n"
    assert sorted(file.name for file in tmp_path.glob("found*")) == ["found.sarif"]


def test_messages_are_in_the_language_that_is_asked_for(check: Run) -> None:
    ended = check("wrong.tsv", "--messages", "id")

    assert "error TERM_FORBIDDEN: “weapon stop” padanan yang keliru" in ended.stdout


def test_a_waived_finding_is_shown_with_its_reason_and_does_not_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = small(tmp_path / "data")
    (tmp_path / "wrong.tsv").write_text(FILES["wrong.tsv"], encoding="utf-8")
    run = runner(tmp_path, monkeypatch, capsys)
    finding = json.loads(run("check", "wrong.tsv", "--json", "--data", data).stdout)["findings"][0]
    with open_store(data) as store:
        Glossary(store).waivers.add(
            finding["key"], reason="A quotation.", by="Rini", scope="document", document="wrong.tsv"
        )

    ended = run("check", "wrong.tsv", "--data", data)

    assert finding["concept_id"] == CEASEFIRE
    assert (ended.returncode, "[waived: A quotation.]" in ended.stdout) == (0, True)


def test_without_a_store_it_exits_3(tmp_path: Path) -> None:
    ended = padanan("check", "--target", "A truce.", "--data", "none", cwd=tmp_path)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("padanan: There is no store at none.\n")
