"""English for words that no dictionary lists, because a rule forms them; and what English is used to."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from glossary import usage
from glossary.formed import formed
from glossary.lexicon import Entry, Lexicon
from glossary.parts import parse
from glossary.phrases import phrases
from glossary.render import render
from memory.errors import Invalid


def english(word: str, lexicon: Lexicon, written: str = "") -> list[str]:
    """What the rules make of a word."""
    return [text for entry in formed(word, written or word, lexicon) for text in entry.english]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("antarpulau", "inter-island"),
        ("non-minyak", "non-oil"),
        ("prakolonial", "pre-colonial"),
        ("konformasi", "conformation"),
        ("trigeminal", "trigeminal"),
        ("sarkastis", "sarcastic"),
        ("sektarian", "sectarian"),
        ("pengaktifan", "activating"),
        ("pengubah", "changer"),
        ("terlemah", "weakest"),
        ("terberbahaya", "most dangerous"),
        ("maisonette", "maisonette"),
    ],
)
def test_a_rule_forms_the_english(word: str, expected: str, lexicon: Lexicon) -> None:
    assert not lexicon.knows(word)
    assert expected in english(word, lexicon)


@pytest.mark.parametrize(
    "word", ["zwargon", "pezwargonan", "antarzwargon", "terzwargon", "kelontongan", "zwargonisasi"]
)
def test_a_native_word_that_nobody_lists_has_no_english(word: str, lexicon: Lexicon) -> None:
    assert english(word, lexicon) == []


@pytest.mark.parametrize("written", ["PPh", "Zwargon", "ZWRG"])
def test_what_is_written_as_a_name_stays(written: str, lexicon: Lexicon) -> None:
    assert english(written.casefold(), lexicon, written) == [written]


def test_english_words_in_a_row_keep_their_order(lexicon: Lexicon) -> None:
    found = phrases(parse("Mereka menjual steam cylinder itu.", lexicon))[0]

    assert render(found, lambda _: 0, lexicon).renderings[0].text == "steam cylinder"


def test_the_doer_is_what_it_does_before_a_noun(lexicon: Lexicon) -> None:
    found = phrases(parse("Mereka menjual zat pengubah itu.", lexicon))[0]

    assert "changing substance" in [r.text for r in render(found, lambda _: 0, lexicon).renderings]


@pytest.mark.parametrize(
    ("adjective", "superlative"),
    [
        ("free", "freest"),
        ("true", "truest"),
        ("blue", "bluest"),
        ("vague", "vaguest"),
        ("grey", "greyest"),
        ("shy", "shyest"),
        ("sly", "slyest"),
        ("dry", "driest"),
        ("busy", "busiest"),
        ("young", "youngest"),
        ("quick", "quickest"),
        ("simple", "simplest"),
        ("fluent", "most fluent"),
        ("giant", "most giant"),
        ("hybrid", "most hybrid"),
        ("naive", "most naive"),
        ("unique", "most unique"),
        ("Arctic", "most Arctic"),
    ],
)
def test_the_superlative_goes_by_syllables(adjective: str, superlative: str) -> None:
    found = formed("terzwargon", "terzwargon", Lexicon([Entry("zwargon", "ADJ", (adjective,))]))

    assert [entry.english for entry in found] == [(superlative,)]


def test_habits_of_english_are_told_from_chance_in_either_number() -> None:
    habits = usage.shipped()

    assert (habits.lift("peace", "talk") or 0) >= (habits.lift("peace", "talks") or 0) > 5
    assert (habits.lift("climate", "change") or 0) > 10
    assert habits.lift("climate", "alteration") is None
    assert "climate" in habits
    assert "zwargon" not in habits


def test_a_table_that_holds_no_usage_is_refused(tmp_path: Path) -> None:
    for name, text in (("header", "words\tcount\n"), ("row", "english\tdoublings\nclimate change\tmany\n")):
        path = tmp_path / f"{name}.tsv.gz"
        path.write_bytes(gzip.compress(text.encode()))
        with pytest.raises(Invalid, match=r"header|line 2"):
            usage.read(path)


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "english.tsv.gz"
    path.write_bytes(b"climate change")

    with pytest.raises(Invalid, match="holds no usage"):
        usage.read(path)
