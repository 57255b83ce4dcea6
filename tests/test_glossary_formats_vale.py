"""The style for Vale: what it flags, what it offers instead, and that every archive of the same terms is the same."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import yaml
from hypothesis import given, settings

from glossary.formats import vale
from glossary.terms import Concept, Term
from tests.concepts import SAID, pair

BAD = pair(
    "nota kesepahaman",
    "memorandum of understanding",
    Term("id", "nota kesefahaman", "deprecated"),
    Term("id", "MoA", "forbidden", "acronym", case="as_is"),
    Term("en", "note of understanding", "forbidden"),
    Term("en", "MOU", "admitted", "acronym", case="as_is", lookup_forms=("M.O.U.",)),
)


def archive(concepts: list[Concept]) -> dict[str, str]:
    """The files of the archive with their texts."""
    file = io.BytesIO()
    vale.write(concepts, file)
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def rules(concepts: list[Concept]) -> dict[str, dict[str, object]]:
    """The rules, by their names, as a reader of YAML sees them."""
    return {
        name.removeprefix("styles/Padanan/").removesuffix(".yml"): yaml.safe_load(text)
        for name, text in archive(concepts).items()
        if name.endswith(".yml")
    }


def test_each_language_severity_and_case_has_its_rule() -> None:
    found = rules([BAD])

    assert {name: (rule["level"], rule["ignorecase"], rule["swap"]) for name, rule in found.items()} == {
        "EnglishForbidden": ("error", True, {r"\bnote\s+of\s+understanding\b": "memorandum of understanding"}),
        "EnglishSpellingExact": ("warning", False, {r"\bM\.O\.U\.": "MOU"}),
        "IndonesianDeprecated": ("warning", True, {r"\bnota\s+kesefahaman\b": "nota kesepahaman"}),
        "IndonesianForbiddenExact": ("error", False, {r"\bMoA\b": "nota kesepahaman"}),
    }
    assert {rule["extends"] for rule in found.values()} == {"substitution"}


def test_what_has_no_better_word_is_flagged_alone() -> None:
    alone = Concept("c_1", (Term("en", "crippled", "forbidden"), Term("id", "cacat", "admitted")), "approved")

    assert rules([alone])["EnglishForbiddenAlone"]["tokens"] == [r"\bcrippled\b"]
    assert rules([alone])["EnglishForbiddenAlone"]["extends"] == "existence"


def test_what_is_right_in_one_concept_is_flagged_in_none() -> None:
    court = pair("hukuman", "punishment")
    trade = pair("sanksi", "sanction", Term("id", "hukuman", "forbidden"), lookup := Term("id", "sangsi", "deprecated"))

    assert list(rules([trade, court])) == ["IndonesianDeprecated"]
    assert lookup.text in str(rules([trade, court]))


def test_the_longest_wording_comes_first() -> None:
    here = pair("a", "b", Term("en", "bad", "forbidden"), Term("en", "bad thing", "forbidden"))

    assert list(rules([here])["EnglishForbidden"]["swap"]) == [r"\bbad\s+thing\b", r"\bbad\b"]  # type: ignore[call-overload]


def test_two_concepts_with_one_wrong_word_offer_both_right_ones() -> None:
    first, second = (pair(f"i{n}", f"right {n}", Term("en", "wrong", "forbidden")) for n in "12")

    assert rules([first, second])["EnglishForbidden"]["swap"] == {r"\bwrong\b": "right 1|right 2"}


def test_the_settings_leave_out_the_other_language_where_a_name_says_which_it_is() -> None:
    assert archive([BAD])[".vale.ini"] == (
        "StylesPath = styles\nMinAlertLevel = suggestion\n\n[*]\nBasedOnStyles = Padanan\n\n"
        "[*.id.*]\nPadanan.EnglishForbidden = NO\nPadanan.EnglishSpellingExact = NO\n\n"
        "[*.en.*]\nPadanan.IndonesianDeprecated = NO\nPadanan.IndonesianForbiddenExact = NO\n"
    )


@pytest.mark.parametrize("again", [1, 2])
def test_the_same_terms_make_the_same_archive(again: int) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    assert vale.write([BAD, pair("x", "y")], first) == vale.write([BAD, pair("x", "y")], second) == 1

    assert first.getvalue() == second.getvalue()


@given(SAID)
@settings(max_examples=40, deadline=None)
def test_whatever_the_terms_are_called_the_style_is_sound_and_finds_them(concepts: list[Concept]) -> None:
    wrong = {form for here in concepts for term in here.terms for form in (term.text, *term.lookup_forms)}
    for rule in rules(concepts).values():
        flags = re.IGNORECASE if rule["ignorecase"] else 0
        for pattern in rule.get("swap") or rule["tokens"]:  # type: ignore[attr-defined]
            assert any(re.fullmatch(pattern, text, flags) for text in wrong), pattern
