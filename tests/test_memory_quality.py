"""Reasons to distrust a pair; the truths are in cases/doubts.json, and no translated pair of our corpus should be there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.quality import CHECKS, doubts, why
from tests.conftest import CASES
from tests.truths import truths

KNOWN = json.loads((CASES / "doubts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", truths("doubts"))
def test_a_pair_is_doubted_for_these_reasons_and_no_others(case: dict[str, Any]) -> None:
    assert doubts(case["id"], case["en"]) == case["doubts"]


@pytest.mark.parametrize("doubt", CHECKS)
def test_every_doubt_has_a_case_that_fires(doubt: str) -> None:
    assert any(doubt in case["doubts"] for case in KNOWN["made up"])


@pytest.mark.parametrize(
    ("doubt", "told"),
    [
        ("empty", "A side is empty."),
        ("markup_only", "A side has no words, only marks, numbers or placeables."),
        ("copy", "Both sides are the same text."),
        ("wrong_language", "One side is in the other's language."),
        ("length_ratio", "One side is far longer than the other."),
        ("number_mismatch", "Numbers of one side are missing on the other."),
    ],
)
def test_a_doubt_is_told_in_words(doubt: str, told: str) -> None:
    assert why(doubt) == told
    assert set(CHECKS) == {"empty", "markup_only", "copy", "wrong_language", "length_ratio", "number_mismatch"}


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_two_texts_get_known_doubts_each_once(source: str, target: str) -> None:
    found = doubts(source, target)

    assert set(found) <= CHECKS.keys()
    assert len(found) == len(set(found))


def test_no_pair_of_our_corpus_is_doubted() -> None:
    beads = json.loads((CASES / "beads.json").read_text(encoding="utf-8"))
    found = [(here, doubts(here, there)) for pairs in beads.values() for here, there in pairs if here and there]

    assert len(found) == 452
    assert [(here, reasons) for here, reasons in found if reasons] == []
