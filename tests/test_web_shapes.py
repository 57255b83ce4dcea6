"""The shapes of DESIGN §7: which keys callers rely on, and what is in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web_small import CEASEFIRE, HAZE, LANDSLIDE, PAIRS, small
from web import Context, opened, settings, shapes

CONCEPT = {
    "id", "subject", "definition", "note", "lifecycle", "terms", "evidence", "confidence", "version", "created", "changed",
    "occurrences", "why", "missing", "seen", "url",
}  # fmt: skip
TERM = {
    "language", "text", "type", "pos", "status", "enforce", "match", "case", "lookup_forms", "inflected",
    "do_not_translate", "source", "usage",
}  # fmt: skip
UNIT = {
    "id", "texts", "origin", "status", "context", "project", "subject", "doubts", "created", "changed", "uses",
}  # fmt: skip
MATCH = {
    "unit", "source", "target", "score", "raw", "class", "penalties", "diff", "repaired", "ambiguous", "warnings",
    "missing_terms",
}  # fmt: skip


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The small memory and glossary."""
    data: Path = small(tmp_path_factory.mktemp("shapes") / "data")
    with opened(settings({}, data=data), writable=False) as context:
        yield context


def test_a_concept_has_the_keys_of_the_design(known: Context) -> None:
    told = shapes.concept(known.glossary.get(CEASEFIRE))

    assert set(told) >= CONCEPT
    assert all(set(term) >= TERM for term in told["terms"])


def test_a_concept_carries_its_permalink(known: Context) -> None:
    assert shapes.concept(known.glossary.get(CEASEFIRE))["url"] == f"/k/{CEASEFIRE}"


def test_the_first_english_term_is_the_proposal(known: Context) -> None:
    told = shapes.concept(known.glossary.get(CEASEFIRE))["terms"]

    assert [(t["text"], t["status"]) for t in told if t["language"] == "en"] == [
        ("ceasefire", "preferred"),
        ("truce", "admitted"),
        ("weapon stop", "forbidden"),
    ]


def test_evidence_says_where_and_in_which_document(known: Context) -> None:
    place = shapes.concept(known.glossary.get(LANDSLIDE))["evidence"][0]

    assert set(place) == {"texts", "spans", "document", "line", "unit"}
    assert [place["texts"][side][slice(*place["spans"][side][0])] for side in ("id", "en")] == [
        "Tanah longsor",
        "landslide",
    ]


def test_a_concept_without_english_says_which_word_is_missing(known: Context) -> None:
    told = shapes.concept(known.glossary.get(HAZE))

    assert list(told["missing"]) == ["kabut"]
    assert [t for t in told["terms"] if t["language"] == "en"] == []


def test_a_unit_has_the_keys_of_the_design(known: Context) -> None:
    told = shapes.unit(next(iter(known.memory.units())))

    assert set(told) >= UNIT
    assert set(told["origin"][0]) == {"file", "document", "position", "import_id", "kind"}
    assert set(told["context"]) == {"key", "previous", "next"}


def test_a_match_has_the_keys_of_the_design(known: Context) -> None:
    told = shapes.match(known.memory.recall(PAIRS[0][0], "id")[0], [])

    assert set(told) >= MATCH
    assert (told["score"], told["class"], told["penalties"], told["repaired"]) == (100.0, 100, [], None)


def test_a_difference_points_into_both_texts(known: Context) -> None:
    asked = "Gencatan senjata mulai berlaku pada hari Senin."

    told = shapes.match(known.memory.recall(asked, "id")[0], [])

    changed = [step for step in told["diff"] if step["kind"] == "replace"]
    assert [(asked[slice(*s["query"])], told["source"][slice(*s["match"])]) for s in changed] == [("Senin", "Minggu")]


def test_a_penalty_is_itemised(known: Context) -> None:
    from memory.units import Match, Penalty, unit

    found = known.memory.recall(PAIRS[0][0], "id")[0]
    drafted = Match(unit(found.unit.id, found.unit.record()), "a", "b", 95.0, 100.0, 100, (Penalty("draft", 5),))

    assert shapes.match(drafted, [])["penalties"] == [{"reason": "draft", "points": 5}]


def test_a_line_of_a_concordance_has_places_per_language(known: Context) -> None:
    lines, total = known.memory.concordance("12")

    assert total == 1
    assert shapes.line(lines[0])["spans"] == {"id": [[48, 50]], "en": [[39, 41]]}
