"""Where sentences end; the truths are in cases/sentences.json."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.sentences import sentences
from memory.text import ABBREVIATIONS, LANGUAGES, Language
from tests.truths import truths

ALWAYS = [
    line
    for line in ABBREVIATIONS.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#") and " " not in line
]


@pytest.mark.parametrize("case", truths("sentences"))
def test_sentences_end_where_a_reader_ends_them(case: dict[str, Any]) -> None:
    found = sentences(" ".join(case["sentences"]), case["language"])

    assert [sentence.text for sentence in found] == case["sentences"]


@pytest.mark.parametrize("abbreviation", ALWAYS)
def test_no_abbreviation_of_the_list_ends_a_sentence_before_a_small_letter(abbreviation: str) -> None:
    text = f"Mereka menyebut {abbreviation}. itu dalam rapat."

    assert [sentence.text for sentence in sentences(text, "id")] == [text]


@pytest.mark.parametrize("abbreviation", ["No", "no", "Nomor", "ps"])
def test_an_abbreviation_of_numbers_goes_on_only_before_a_number(abbreviation: str) -> None:
    assert len(sentences(f"Lihat {abbreviation}. 5 dahulu.", "id")) == 1


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_every_sentence_stands_where_it_says_and_nothing_between_them_is_lost(text: str, language: Language) -> None:
    found = sentences(text, language)

    assert all(text[s.start : s.end] == s.text == s.text.strip() for s in found)
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert sentences(text, "id") == []
