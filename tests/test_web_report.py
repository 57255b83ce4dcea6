"""The report of a run: one page that can be mailed, and the same as JSON."""

import json
import re
from pathlib import Path

import pytest
from lxml import html

from glossary.lookup import Glossary
from glossary.mine import mine
from glossary.report import FileReport, Report
from glossary.terms import Candidate, Concept, Evidence, Term
from memory.recall import Memory
from memory.stores import open_store
from tests.web_small import IMAGE, SCRIPT
from web.report import page


@pytest.fixture
def hostile() -> Report:
    """A report in which every text would run if it were not escaped."""
    place = Evidence({"id": f"{SCRIPT} tanah", "en": IMAGE}, {"id": [[0, len(SCRIPT)]], "en": []}, IMAGE, 7)
    candidate = Candidate(
        SCRIPT, (IMAGE,), (place,), {"a": 2}, "aligned", {"llr": 1.23456}, 0.5, (IMAGE,), why=(SCRIPT,)
    )
    concept = Concept("c_1", (Term("id", SCRIPT), Term("en", IMAGE)))
    file = FileReport(
        IMAGE,
        "document",
        "id",
        read=[{"line": 1, "language": "id", "text": SCRIPT, "headline": False}],
        dropped=[{"line": 2, "text": IMAGE, "reason": "menu", "why": SCRIPT}],
        doubted=[{"texts": {"id": SCRIPT, "en": IMAGE}, "doubts": [SCRIPT]}],
        skipped=[{"line": 3, "why": IMAGE}],
        units={"created": 4, "updated": 1, "unchanged": 2},
        names=[IMAGE],
    )
    unsure = Candidate(IMAGE, (), (), {"a": 1}, "composed", missing=(SCRIPT,))
    return Report([file], [], [(candidate, concept, "new")], [unsure], 1.5)


def test_a_report_shows_texts_and_runs_none(hostile: Report) -> None:
    tree = html.document_fromstring(page(hostile))

    assert tree.xpath("//script | //img | //@*[starts-with(name(), 'on')]/..") == []
    assert tree.xpath("string(//summary/b)") == SCRIPT
    assert tree.xpath("string(//mark)") == SCRIPT
    assert tree.xpath("string(//figcaption)") == f"{IMAGE}:7"


def test_a_report_needs_nothing_from_anywhere(hostile: Report) -> None:
    text = page(hostile)
    tree = html.document_fromstring(text)

    assert tree.xpath("//@src | //@href | //link | //iframe") == []
    style = "".join(tree.xpath("//style/text()"))
    assert style.startswith("/* A dictionary page")
    assert not any(word in style for word in ("url(", "@import", "http"))


def test_a_report_is_read_in_the_dark_too(hostile: Report) -> None:
    """Its style has dark colours for marks and rules, so the ground must be dark with them."""
    tree = html.document_fromstring(page(hostile))
    declared = tree.xpath("//meta[@name='color-scheme']/@content")

    assert declared == ["light dark"] or re.search(r"(?<!-)color-scheme:", tree.xpath("string(//style)"))


def test_a_report_counts_what_was_done(hostile: Report) -> None:
    counts = hostile.as_json()["counts"]

    assert {name: count for name, count in counts.items() if count} == {
        "files": 1,
        "paragraphs": 1,
        "dropped": 1,
        "doubted": 1,
        "skipped": 1,
        "units_created": 4,
        "units_updated": 1,
        "units_unchanged": 2,
        "proposed": 1,
        "without_english": 1,
    }


def test_a_report_as_json_says_of_each_candidate_why(hostile: Report) -> None:
    told = json.loads(json.dumps(hostile.as_json()))

    assert told["candidates"][0] == {
        "concept": "c_1",
        "outcome": "new",
        "id": SCRIPT,
        "en": [IMAGE],
        "variants": [IMAGE],
        "counts": {},
        "confidence": 0.5,
        "method": "aligned",
        "why": [SCRIPT],
        "features": {"llr": 1.235},
        "seen": 2,
        "occurrences": {"a": 2},
        "evidence": [
            {
                "texts": {"id": f"{SCRIPT} tanah", "en": IMAGE},
                "spans": {"id": [[0, len(SCRIPT)]], "en": []},
                "document": IMAGE,
                "line": 7,
                "unit": "",
            }
        ],
    }
    assert told["without_english"] == [{"id": IMAGE, "missing": [SCRIPT], "seen": 1}]


def test_the_report_of_a_run_with_nothing_to_propose_is_a_page(tmp_path: Path) -> None:
    text = tmp_path / "catatan.txt"
    text.write_text("Hujan turun sejak pagi dan belum juga berhenti.\n", encoding="utf-8")

    with open_store(tmp_path / "data") as store:
        report = mine([text], memory=Memory(store), glossary=Glossary(store))

    assert html.document_fromstring(page(report)).xpath("string(//h1)") == "What was mined"
    assert report.as_json()["counts"]["files"] == 1
