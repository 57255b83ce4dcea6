"""What may vary on a word without making it another term, and what only looks as if it might."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.morphology import core, english, indonesian
from memory.text import words
from tests.conftest import CASES

TRUTHS = json.loads((CASES / "morphology.json").read_text(encoding="utf-8"))
Case = dict[str, Any]


def told(kind: str) -> list[Any]:
    """The cases of a kind, and after them its known failures, which must fail."""
    known = [
        pytest.param(case, id=case["label"], marks=pytest.mark.xfail(strict=True, reason=f"known: {case['label']}"))
        for case in TRUTHS.get(f"{kind}_known_failures", [])
    ]
    return [pytest.param(case, id=case["label"]) for case in TRUTHS[kind]] + known


@pytest.mark.parametrize("case", told("clitics"))
def test_a_clitic_comes_off(case: Case) -> None:
    assert indonesian.bare(case["word"]) == case["bare"]


@pytest.mark.parametrize("case", told("looks_like_a_clitic"))
def test_what_only_looks_like_a_clitic_stays(case: Case) -> None:
    assert indonesian.bare(case["word"]) == case["word"]


@pytest.mark.parametrize("case", told("doubled"))
def test_a_doubled_word_is_the_plural_of_the_word_once(case: Case) -> None:
    assert indonesian.single(case["word"]) == case["single"]


@pytest.mark.parametrize("case", told("looks_doubled"))
def test_what_only_looks_doubled_stays(case: Case) -> None:
    assert indonesian.single(case["word"]) == case["word"]


@pytest.mark.parametrize("case", told("voice"))
def test_a_passive_knows_its_active(case: Case) -> None:
    assert case["active"] in list(indonesian.active(case["passive"]))


@pytest.mark.parametrize("word", ["negara", "dinas", "diri", "di", "mendukung"])
def test_what_is_no_passive_or_too_short_to_be_one_has_no_active_in_the_lexicon(word: str, lexicon: Any) -> None:
    assert not [active for active in indonesian.active(word) if lexicon.knows(active)]


@pytest.mark.parametrize("case", told("same_term"))
def test_inflected_forms_of_a_term_meet(case: Case) -> None:
    one, other = (core(words(case[side]), case["language"]) for side in ("one", "other"))

    assert one == other


@pytest.mark.parametrize("case", told("other_term"))
def test_derived_words_never_meet(case: Case) -> None:
    one, other = (core(words(case[side]), case["language"]) for side in ("one", "other"))

    assert one != other


@pytest.mark.parametrize("case", told("english_plurals"))
def test_english_singulars_and_plurals_know_each_other(case: Case) -> None:
    assert (english.plural(case["one"]), english.singular(case["many"])) == (case["many"], case["one"])


def test_a_word_stands_for_itself_first_then_for_what_inflection_hides() -> None:
    assert list(indonesian.forms("perjanjian-perjanjiannya")) == [
        "perjanjian-perjanjiannya",
        "perjanjian-perjanjian",
        "perjanjian",
    ]


def test_a_known_word_is_believed_before_it_is_cut() -> None:
    assert list(indonesian.forms("hasilnya", {"hasilnya"}.__contains__)) == ["hasilnya"]


@pytest.mark.parametrize(
    ("written", "dictionary_form"),
    [("signed", "sign"), ("signing", "sign"), ("imposed", "impose"), ("banned", "ban"), ("ratified", "ratify")],
)
def test_an_english_verb_form_leads_to_its_dictionary_form(written: str, dictionary_form: str) -> None:
    found = list(english.forms(written))

    assert found[0] == written
    assert dictionary_form in found


def test_nothing_is_left_of_nothing() -> None:
    assert (core([], "id"), core([], "en"), core(["yang"], "id")) == ((), (), ("yang",))


indonesian_words = st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9})?(nya|ku|mu|lah|kah|pun)?", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(indonesian_words, max_size=5))
def test_cores_never_gain_words(found: list[str]) -> None:
    assert len(core(found, "id")) <= len(found)
    assert len(core(found, "en")) == len(found)


@settings(max_examples=60, deadline=None)
@given(indonesian_words)
def test_what_a_word_stands_for_is_a_beginning_of_it(word: str) -> None:
    found = list(indonesian.forms(word))

    assert found[0] == word
    assert all(word.startswith(form) and form for form in found)
    assert len(found) == len(set(found))
