"""Text: cleaned, folded, cut into tokens and lexemes with their places, numbers read by language."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.text import LANGUAGES, Language, clean, fold, lexemes, numbers, tokens, value, words

QUICK = settings(max_examples=60, deadline=None)
# What news is made of, so that a random text meets abbreviations, quotes, links, amounts and clitics, not only noise.
PIECES = """Rapat Jl. Sudirman No. 5 Dr. Tbk. dsb. dll. (20/6) 19.06 Rp1.500 1.000,50 “ya” ‘tidak’ "kata" Jum’at Qur'an
kapal-kapal G-20 F16 {0} %s <b> </b> https://kemlu.go.id/a?b=1&c=2 a@b.co.id ... … – — & ; : ! ? @ # * ` '' `` ,,
don't U.S. e.g. cannot $5 50% 3rd -nya Kim Jong-un _ | / \\ [1] é ñ 北京 😀 a.b.c""".split()
PROSE = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
LANGUAGE = st.sampled_from(LANGUAGES)


@given(st.text())
@QUICK
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
@QUICK
def test_clean_text_is_composed_and_has_one_kind_of_line_end(text: str) -> None:
    cleaned = clean(text)

    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\r" not in cleaned


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("satu\r\ndua\rtiga\u2028empat", "satu\ndua\ntiga\nempat"),
        ("satu\u2029dua", "satu\n\ndua"),
        ("per\u00adjan\u200bji\u2060an\ufeff", "perjanjian"),
        ("\u202akanan\u202c", "kanan"),
        ("cafe\u0301", "café"),
        ("tab\tstays", "tab\tstays"),
        ("“kutip” – tetap", "“kutip” – tetap"),
    ],
)
def test_cleaning_takes_out_what_nobody_sees_and_nothing_else(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text())
@QUICK
def test_folding_does_not_see_the_white_space_around_words(text: str) -> None:
    assert fold(f"  {text}\n") == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jum’at", "JUM'AT"),
        ("Qur`an", "qur´an"),
        ("“ya”", '"Ya"'),
        ("«ya»", '"ya"'),
        ("Korea – Rusia", "korea - rusia"),
        ("kapal\N{NON-BREAKING HYPHEN}kapal", "kapal-kapal"),
        ("Kafé", "kafe"),
        ("kerja\u00a0sama", "kerja  sama"),
        ("tunggu…", "Tunggu..."),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_that_look_alike_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("kerja sama", "kerjasama"), ("bank", "bang"), ("1.000", "1,000")])
def test_other_words_have_another_key(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(PROSE, LANGUAGE)
@QUICK
def test_every_token_stands_where_it_says(text: str, language: Language) -> None:
    found = tokens(clean(text), language)

    assert all(clean(text)[token.start : token.end] == token.text for token in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(PROSE, LANGUAGE)
@QUICK
def test_no_letter_is_lost_between_tokens(text: str, language: Language) -> None:
    inside = "".join(token.text for token in tokens(clean(text), language))

    assert "".join(inside.split()) == "".join(clean(text).split())


@given(PROSE)
@QUICK
def test_lexemes_cover_everything_but_white_space(text: str) -> None:
    found = lexemes(text)

    assert all(text[lexeme.start : lexeme.end] == lexeme.text for lexeme in found)
    assert "".join("".join(lexeme.text for lexeme in found).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ia di Jl. Merdeka, dsb. itu.", "id", ["Ia", "di", "Jl.", "Merdeka", ",", "dsb.", "itu", "."]),
        ("PT Maju Tbk. untung.", "id", ["PT", "Maju", "Tbk.", "untung", "."]),
        ("Jum’at Qur'an", "id", ["Jum’at", "Qur'an"]),
        ("lihat https://kemlu.go.id/a?b=1 ya", "id", ["lihat", "https://kemlu.go.id/a?b=1", "ya"]),
        ("(20/6/2024)", "id", ["(", "20/6/2024", ")"]),
        ("Simpan {0} ke %s", "id", ["Simpan", "{0}", "ke", "%s"]),
        ("Mr. Smith said no.", "en", ["Mr.", "Smith", "said", "no", "."]),
    ],
)
def test_moses_keeps_whole_what_is_one_thing(text: str, language: Language, expected: list[str]) -> None:
    assert [token.text for token in tokens(text, language)] == expected


def test_a_paragraph_longer_than_moses_takes_is_cut_at_white_space_and_keeps_its_places() -> None:
    text = " ".join(f"kata{n} (20/6)" for n in range(3000))

    found = tokens(text, "id")

    assert len(found) == 3000 * 4
    assert all(text[token.start : token.end] == token.text for token in found)


def test_a_text_without_white_space_is_cut_all_the_same() -> None:
    assert "".join(token.text for token in tokens("a" * 9000, "id")) == "a" * 9000


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_nothing_has_no_tokens_no_lexemes_no_words_no_numbers(text: str) -> None:
    assert (tokens(text, "id"), lexemes(text), words(text), numbers(text, "id")) == ([], [], [], [])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("kapal-kapal G-20 F16 5G", "word word word word"),
        ("don’t Jum'at Ph.D", "word word word"),
        ("1.000,50 19:06 21/6 2024", "number number number number"),
        ("{0} ${nama} %s %(name)s %1$s <b> </b> &amp; a@b.co https://x.id", " ".join(["placeable"] * 10)),
        ("! “ … _ $", "mark mark mark mark mark"),
        ("1990-an", "number mark word"),
    ],
)
def test_each_lexeme_has_its_class(text: str, kinds: str) -> None:
    assert [lexeme.kind for lexeme in lexemes(text)] == kinds.split()


def test_an_amount_written_onto_its_currency_is_a_number() -> None:
    assert numbers("Penerimaan mencapai Rp1.742,6 triliun", "id") == ["1742.6"]


@pytest.mark.parametrize(
    ("indonesian", "english", "one_value"),
    [
        ("1.000", "1,000", "1000"),
        ("1.000,50", "1,000.5", "1000.5"),
        ("0,75", "0.75", "0.75"),
        ("007", "7", "7"),
        ("2.750.000", "2,750,000", "2750000"),
        ("0", "0.0", "0"),
        ("19:06", "19:06", "19:06"),
        ("21/6", "21/6", "21/6"),
    ],
)
def test_a_number_has_one_value_in_both_languages(indonesian: str, english: str, one_value: str) -> None:
    assert (value(indonesian, "id"), value(english, "en")) == (one_value, one_value)


def test_the_same_marks_mean_another_value_in_the_other_language() -> None:
    assert (value("1.000", "id"), value("1.000", "en")) == ("1000", "1")


@pytest.mark.parametrize(("number", "expected"), [("2.5", "2.5"), ("21.30", "21.3")])
def test_an_indonesian_dot_groups_thousands_only_before_three_digits(number: str, expected: str) -> None:
    assert value(number, "id") == expected


def test_words_are_folded_and_keep_what_is_written_together() -> None:
    assert words("Kapal–kapal TNI di Jum’at, 1.000,50!") == ["kapal-kapal", "tni", "di", "jum'at", "1.000,50"]
