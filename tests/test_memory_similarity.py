"""
How alike two segments are, and why; the truths are in cases/similarity.json.

A case names its rung of the ladder; where it has a target, what the target is repaired to (null: none is certain); and
whether one side denies what the other says.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.matches import match as matched
from memory.matches import order
from memory.similarity import Segment, compare, differences, hash_of, repair
from memory.text import LANGUAGES, Language, alike, value
from memory.units import Origin, Stamp, Unit, unit_id
from tests.truths import truths

RUNGS = {"100": (100, 100), "99": (99, 99), "numbers": (95, 98.99), "words": (0, 94)}
QUICK = settings(max_examples=60, deadline=None)
WORDS = (
    'Rapat rapat tidak {0} {1} 1.000 1000 2,5 <b> kapal-kapal “ya” "ya" . , … https://a.id Jum’at not don\'t'.split()
)
TEXT = st.one_of(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), st.text(max_size=30))
LANGUAGE = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize("case", truths("similarity"))
def test_a_pair_of_segments_stands_on_its_rung(case: dict[str, Any]) -> None:
    language: Language = case["language"]
    query, match = Segment(case["query"], language), Segment(case["match"], language)
    low, high = case.get("score", RUNGS[case["rung"]])

    found = compare(query, match)

    assert low <= found.score <= high
    assert RUNGS[case["rung"]][0] <= found.score <= RUNGS[case["rung"]][1]
    assert found.negation_differs == case.get("negation", False)
    if "target" in case:
        assert repair(query, match, case["target"], "en" if language == "id" else "id") == case["repaired"]


def test_the_ladder_has_cases_enough() -> None:
    languages = Counter(param.values[0]["language"] for param in truths("similarity"))

    assert languages["id"] >= 110
    assert languages["en"] >= 110


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_a_score_is_the_same_both_ways(one: str, other: str, language: Language) -> None:
    here, there = Segment(one, language), Segment(other, language)

    assert compare(here, there) == compare(there, here)


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_a_score_is_between_0_and_100_and_its_parts_between_0_and_1(one: str, other: str, language: Language) -> None:
    found = compare(Segment(one, language), Segment(other, language))

    assert 0.0 <= found.score <= 100.0
    assert 0.0 <= found.tokens <= 1.0
    assert 0.0 <= found.characters <= 1.0


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_100_means_identical_always(one: str, other: str, language: Language) -> None:
    found = compare(Segment(one, language), Segment(other, language))

    assert (found.score == 100.0) == found.identical == (one == other)


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_no_score_stands_between_the_rungs(one: str, other: str, language: Language) -> None:
    score = compare(Segment(one, language), Segment(other, language)).score

    assert any(low <= score <= high for low, high in RUNGS.values())


def kinds(segment: Segment, *wanted: str) -> list[str]:
    """The lexemes of some kinds, case and looks aside; tags are codes and no kind."""
    found = [lexeme for lexeme in segment.lexemes if not lexeme.text.startswith("<") or lexeme.kind != "placeable"]
    return [alike(lexeme.text).casefold() for lexeme in found if lexeme.kind in wanted]


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_what_differs_in_a_word_or_a_mark_scores_94_at_most(one: str, other: str, language: Language) -> None:
    here, there = Segment(one, language), Segment(other, language)

    score = compare(here, there).score

    assert score <= 94.0 or kinds(here, "word", "mark") == kinds(there, "word", "mark")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), st.data(), LANGUAGE)
@QUICK
def test_what_differs_in_numbers_alone_scores_from_95_to_below_99(
    pieces: list[str], data: st.DataObject, language: Language
) -> None:
    at = data.draw(st.integers(0, len(pieces)))
    old, new = ([*pieces[:at], number, *pieces[at:]] for number in ("17", "23"))

    score = compare(Segment(" ".join(new), language), Segment(" ".join(old), language)).score

    assert 95.0 <= score < 99.0


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_steps_cover_both_texts_in_order(one: str, other: str, language: Language) -> None:
    query, match = Segment(one, language), Segment(other, language)

    steps = differences(query, match)

    for text, places in ((one, [s.query for s in steps]), (other, [s.match for s in steps])):
        assert "".join("".join(text[slice(*place)].split()) for place in places) == "".join(text.split())
        assert all(a[1] <= b[0] for a, b in pairwise(places))


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_a_step_that_is_equal_reads_the_same_on_both_sides(one: str, other: str, language: Language) -> None:
    query, match = Segment(one, language), Segment(other, language)

    for step in differences(query, match):
        sides = [
            Segment(segment.text[slice(*place)], language)
            for segment, place in ((query, step.query), (match, step.match))
        ]
        assert (sides[0].keys == sides[1].keys) == (step.kind == "equal")
        assert {"insert": sides[1], "delete": sides[0]}.get(step.kind, Segment("", language)).text == ""


NUMBER = st.from_regex(r"[1-9]\d{0,6}([.,]\d{1,3}){0,2}", fullmatch=True)


@given(NUMBER, NUMBER, LANGUAGE)
@QUICK
def test_a_number_that_is_repaired_has_the_value_that_it_has_in_the_query(
    old: str, new: str, language: Language
) -> None:
    there = LANGUAGES[language == "id"]

    made = repair(Segment(new, language), Segment(old, language), old, there)

    assert made is None or value(made, there) == value(new, language)


# Units as matches ---------------------------------------------------------------------------------------------------

UNITS = st.builds(
    lambda text, kind, status, source, project, at: Unit(
        unit_id({"id": text, "en": "Yes."}, project), {"id": text, "en": "Yes."}, (Origin("a", kind=kind),), status, source,
        project=project, changed=Stamp(at),
    ),
    TEXT,
    st.sampled_from(["human", "aligned", "machine", "mined"]),
    st.sampled_from(["draft", "confirmed", "reviewed"]),
    st.sampled_from(["", "id", "en"]),
    st.sampled_from(["", "un"]),
    st.sampled_from(["", "2024", "2024-06-20T10:11:12+00:00", "2025-06-20T10:11:12.345+00:00"]),
)  # fmt: skip
POINTS = st.integers(0, 60)


@given(TEXT, UNITS, POINTS)
@QUICK
def test_a_score_is_what_is_raw_less_every_penalty_and_never_below_nought(text: str, known: Unit, points: int) -> None:
    query = Segment(text, "id")

    found = matched(query, Segment(known.texts["id"], "id"), known, None, points)

    taken = sum(penalty.points for penalty in found.penalties)
    assert found.score == round(max(0.0, found.raw - taken), 2)
    assert 0.0 <= found.score <= found.raw <= 100.0
    assert all(penalty.points > 0 and penalty.reason for penalty in found.penalties)
    assert (found.klass >= 100) == (found.raw == 100.0) == (text == known.texts["id"])


@given(TEXT, UNITS, POINTS, POINTS)
@QUICK
def test_more_reasons_to_distrust_a_unit_never_raise_its_score(text: str, known: Unit, some: int, more: int) -> None:
    query, there = Segment(text, "id"), Segment(known.texts["id"], "id")
    worse = [
        replace(known, status="draft"),
        replace(known, origin=(Origin("a", kind="machine"),)),
        replace(known, source="en"),
    ]

    best = matched(query, there, replace(known, status="reviewed", source="id", origin=()), None, 0).score
    scores = [
        matched(query, there, one, None, points).score for one in (known, *worse) for points in (some, some + more)
    ]

    assert max(scores) <= best
    assert all(a >= b for a, b in zip(scores[::2], scores[1::2], strict=True))


@given(st.lists(UNITS, min_size=2, max_size=6, unique_by=lambda one: one.id), TEXT)
@QUICK
def test_no_two_units_compare_equal(known: list[Unit], text: str) -> None:
    found = [matched(Segment(text, "id"), Segment(one.texts["id"], "id"), one, None, 0) for one in known]

    keys = [order(match, "un") for match in found]

    assert len(set(keys)) == len(keys)
    assert sorted(keys, reverse=True) == sorted(keys)[::-1]


def test_the_newest_comes_first_and_what_has_no_date_last() -> None:
    texts: dict[Language, str] = {"id": "Ya.", "en": "Yes."}
    dates = ["2025-01-01T00:00:00+00:00", "2024-06-20T10:11:12.345+00:00", "2024-06-20T10:11:12+00:00", "2024", ""]
    known = [Unit(f"u_{n}", texts, changed=Stamp(at)) for n, at in enumerate(dates)]
    found = [matched(Segment("Ya.", "id"), Segment("Ya.", "id"), one, None, 0) for one in reversed(known)]

    assert [match.unit.changed.at for match in sorted(found, key=lambda match: order(match, ""))] == dates


@given(TEXT, TEXT, LANGUAGE)
@QUICK
def test_applying_the_differences_to_the_match_gives_the_query(one: str, other: str, language: Language) -> None:
    query, match = Segment(one, language), Segment(other, language)

    made: list[str] = []
    for step in differences(query, match):
        source, place = (match, step.match) if step.kind == "equal" else (query, step.query)
        made += [
            key
            for lexeme, key in zip(source.lexemes, source.keys, strict=True)
            if place[0] <= lexeme.start and lexeme.end <= place[1]
        ]

    assert tuple(made) == query.keys


@pytest.mark.parametrize(
    ("query", "match", "steps"),
    [
        ("Ia tahu.", "Ia tahu.", [("equal", "Ia tahu.", "Ia tahu.")]),
        ("Ia tidak tahu.", "Ia tahu.", [("equal", "Ia", "Ia"), ("insert", "tidak", ""), ("equal", "tahu.", "tahu.")]),
        ("Ia tahu.", "Ia tidak tahu.", [("equal", "Ia", "Ia"), ("delete", "", "tidak"), ("equal", "tahu.", "tahu.")]),
        ("Pasal 5", "Pasal 6", [("equal", "Pasal", "Pasal"), ("replace", "5", "6")]),
        ("", "Ia", [("delete", "", "Ia")]),
    ],
)
def test_differences_say_what_to_change_and_where(query: str, match: str, steps: list[tuple[str, str, str]]) -> None:
    found = differences(Segment(query, "id"), Segment(match, "id"))

    assert [(s.kind, query[slice(*s.query)], match[slice(*s.match)]) for s in found] == steps


def test_nothing_is_repaired_where_no_number_changed() -> None:
    same = Segment("Pasal 5 berlaku.", "id")

    assert repair(same, same, "Article 5 applies.", "en") is None


def test_nothing_is_repaired_where_one_side_has_more_numbers() -> None:
    assert repair(Segment("Pasal 5 ayat 2", "id"), Segment("Pasal 6", "id"), "Article 6", "en") is None


def test_a_number_stands_for_the_same_symbol_wherever_python_runs() -> None:
    assert (hash_of("kata"), hash_of("")) == (107 * 31**3 + 97 * 31**2 + 116 * 31 + 97, 0)
