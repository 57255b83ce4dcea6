"""Where a term may begin and end: the noun phrases of Indonesian sentences."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lexicon import Lexicon, seeds
from glossary.parts import Part, parse
from glossary.phrases import Phrase, phrases
from tests.conftest import CASES

TRUTHS = json.loads((CASES / "phrases.json").read_text(encoding="utf-8"))


def told() -> list[Any]:
    """The cases, and after them the known failures, which must fail."""
    known = [
        pytest.param(case, id=case["label"], marks=pytest.mark.xfail(strict=True, reason=f"known: {case['label']}"))
        for case in TRUTHS["known_failures"]
    ]
    return [pytest.param(case, id=case["label"]) for case in TRUTHS["cases"]] + known


def of(sentence: str, lexicon: Lexicon) -> list[Phrase]:
    """The phrases of a sentence."""
    return phrases(parse(sentence, lexicon))


@pytest.mark.parametrize("case", told())
def test_a_sentence_has_these_phrases_and_not_those(case: dict[str, Any], lexicon: Lexicon) -> None:
    found = [phrase.text for phrase in of(case["sentence"], lexicon)]

    assert set(case.get("found", [])) <= set(found)
    assert not {text.casefold() for text in case.get("never", [])} & {text.casefold() for text in found}
    if case.get("none"):
        assert found == []


def test_every_rule_has_cases_that_fire_and_cases_that_must_not() -> None:
    fire = [case for case in TRUTHS["cases"] if case.get("found")]
    must_not = [case for case in TRUTHS["cases"] if case.get("never") or case.get("none")]

    assert len(fire) >= 15
    assert len(must_not) >= 15


def test_a_phrase_stands_where_it_says(lexicon: Lexicon) -> None:
    sentence = "Menurutnya, perjanjian kemitraan yang komprehensif itu berlaku."
    found = {phrase.text: sentence[phrase.start : phrase.end] for phrase in of(sentence, lexicon)}

    assert found == {
        "perjanjian kemitraan komprehensif": "perjanjian kemitraan yang komprehensif",
        "perjanjian kemitraan": "perjanjian kemitraan",
        "kemitraan komprehensif": "kemitraan yang komprehensif",
    }


def test_only_the_phrase_that_lost_its_yang_says_so(lexicon: Lexicon) -> None:
    found = {p.text: p.yang for p in of("Ada perjanjian kemitraan yang komprehensif.", lexicon)}

    assert found["perjanjian kemitraan komprehensif"] is True
    assert found["perjanjian kemitraan"] is False


def test_what_stands_before_a_yang_is_as_whole_as_the_phrase_around_it(lexicon: Lexicon) -> None:
    found = {p.text: p.maximal for p in of("Ada perjanjian kemitraan yang komprehensif.", lexicon)}

    assert found == {
        "perjanjian kemitraan komprehensif": True,
        "perjanjian kemitraan": True,
        "kemitraan komprehensif": False,
    }


def test_a_name_inside_a_phrase_is_whole_and_a_common_phrase_inside_is_not(lexicon: Lexicon) -> None:
    found = {p.text: p.maximal for p in of("Ia menghormati resolusi Dewan Keamanan PBB.", lexicon)}

    assert found == {"resolusi Dewan Keamanan PBB": True, "resolusi Dewan Keamanan": False, "Dewan Keamanan PBB": True}


def test_small_letters_make_no_name_and_capitals_do(lexicon: Lexicon) -> None:
    small, name = (of(f"Ia menyebut {text}.", lexicon)[0] for text in ("operasi militer", "Operasi Militer"))

    assert (small.text, small.proper) == ("operasi militer", False)
    assert (name.text, name.proper) == ("Operasi Militer", True)
    assert small.key == name.key


def test_a_capital_that_only_opens_the_sentence_makes_no_name(lexicon: Lexicon) -> None:
    phrase = of("Operasi militer itu gagal.", lexicon)[0]

    assert (phrase.text, phrase.proper) == ("operasi militer", False)


def test_unknown_names_are_told_apart_from_terms(lexicon: Lexicon) -> None:
    parsed = parse("Retno Marsudi menemui Zarwick di Jakarta, kata Retno Marsudi.", lexicon)

    assert parsed.names == ("Retno Marsudi", "Zarwick")


@pytest.mark.parametrize(
    ("sentence", "part", "pos"),
    [
        ("Ia mengirim 2.500 tentara.", "2.500", "NUM"),
        ("Ia memzwargonkan semua.", "memzwargonkan", "VERB"),
        ("Ia menolak pezwargonan itu.", "pezwargonan", "NOUN"),
        ("Ada sikap zwargonistis di sana.", "zwargonistis", "ADJ"),
        ("Ia anggota ZWRG.", "ZWRG", "PROPN"),
        ("Ia tinggal di Zwargon.", "Zwargon", "PROPN"),
    ],
)
def test_the_look_of_an_unknown_word_betrays_its_class(sentence: str, part: str, pos: str, lexicon: Lexicon) -> None:
    found: dict[str, Part] = {p.surface: p for p in parse(sentence, lexicon).parts}

    assert found[part].pos == pos
    assert not found[part].known


@pytest.mark.parametrize("text", ["", " ", "…", "123", "“”"])
def test_no_words_no_phrases(text: str, lexicon: Lexicon) -> None:
    assert of(text, lexicon) == []


SOME = """Dewan Keamanan PBB yang komprehensif perjanjian kemitraan strategis militer ekonomi baru itu tidak dan di
    menandatangani kapal-kapal perangnya Rusia Korea Utara Zwargon 2024 , . ( ) “ ” Senin negara lain""".split()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SOME), max_size=14).map(" ".join))
def test_phrases_lie_in_their_sentence_and_the_parts_cover_it(text: str) -> None:
    parsed = parse(text, seeds())
    found = phrases(parsed)

    assert "".join(part.surface for part in parsed.parts).replace(" ", "") == text.replace(" ", "")
    assert all(text[part.start : part.end] == part.surface for part in parsed.parts)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    assert len({(p.start, p.end) for p in found}) == len(found)
    assert all(a.end <= b.start for p in found for a, b in zip(p.parts, p.parts[1:], strict=False))


def test_english_beside_it_lets_more_be_a_phrase() -> None:
    parsed = parse("Mereka menganjurkan cuci tangan, dan usaha kecil tutup.", seeds())
    alone, witnessed = ({phrase.key for phrase in phrases(parsed, witnessed=there)} for there in (False, True))

    assert alone.isdisjoint({"cuci tangan", "usaha kecil"})
    assert witnessed >= {"cuci tangan", "usaha kecil"}


@pytest.mark.parametrize("written", ["COVID-19", "G20"])
def test_letters_and_a_number_are_a_name_together(written: str) -> None:
    found = phrases(parse(f"Mereka membahas kebijakan {written} itu.", seeds()), witnessed=True)

    assert found[0].text == f"kebijakan {written}"
