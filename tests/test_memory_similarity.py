"""
How alike two segments are, and why; the truths are in cases/similarity.json.

A case names its rung of the ladder; where it has a target, what the target is repaired to (null: none is certain); and
whether one side denies what the other says.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.similarity import Segment, compare, differences, hash_of, repair
from memory.text import LANGUAGES, Language
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
    assert len(truths("similarity")) >= 60


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
