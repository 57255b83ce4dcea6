"""What an edit makes of a concept, what it may not say, and what differs between two versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from glossary.changes import Change, checked, diff, edited
from glossary.terms import Concept, Term
from memory.errors import Invalid

ID = Term("id", "gencatan senjata", "preferred")
KNOWN = Concept("c_1", (ID, Term("en", "ceasefire", "preferred"), Term("en", "truce")), definition={"en": "x"})


def said(*terms: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The terms after an edit: language, text, status."""
    return [(t.language, t.text, t.status) for t in edited(KNOWN, {"terms": list(terms)}).terms]


def test_given_fields_replace_and_absent_ones_stay() -> None:
    new = edited(KNOWN, {"definition": {"id": " Henti  perang. ", "en": ""}, "subject": ["law", " law", ""]})

    assert (new.definition, new.subject) == ({"id": "Henti  perang."}, ("law",))
    assert new.terms == KNOWN.terms


def test_terms_are_cleaned_and_stand_best_first_with_one_preferred_per_language() -> None:
    assert said(
        {"language": "en", "text": "peace", "status": "forbidden"},
        {"language": "en", "text": " cease-  fire\u00ad"},
        {"language": "en", "text": "attache\u0301"},
        {"language": "id", "text": "gencatan senjata"},
    ) == [
        ("id", "gencatan senjata", "preferred"),
        ("en", "cease- fire", "preferred"),
        ("en", "attach\u00e9", "admitted"),
        ("en", "peace", "forbidden"),
    ]


def test_an_edit_of_something_else_leaves_terms_as_they_stand() -> None:
    unordered = replace(KNOWN, terms=KNOWN.terms[::-1])

    assert edited(unordered, {"note": "x"}).terms == unordered.terms
    assert edited(unordered, {"terms": unordered.terms}) == unordered


def test_enforce_holds_for_every_term() -> None:
    assert {t.enforce for t in edited(KNOWN, {"enforce": "off"}).terms} == {"off"}


def test_an_acronym_may_be_preferred_beside_a_full_term() -> None:
    short = {"language": "en", "text": "UN", "status": "preferred", "type": "acronym"}

    assert ("en", "UN", "preferred") in said({"language": "en", "text": "United Nations", "status": "preferred"}, short)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"terms": []}, "A concept needs a term."),
        ({"terms": [{"language": "id", "text": " \u200b"}]}, "Term 1 has no text."),
        ({"terms": [{"language": "id"}]}, "Term 1 has no text."),
        ({"terms": [{"language": "fr", "text": "trêve"}]}, "Term 1 has “fr” as its language."),
        ({"terms": [{"language": "id", "text": "a", "status": "best"}]}, "Term 1 has “best” as its status."),
        ({"terms": [{"language": "id", "text": "a", "colour": 1}]}, "Term 1 has a field colour, which terms have not."),
        ({"terms": ["a"]}, "Term 1 is no object."),
        ({"terms": "a"}, "terms is no list."),
        ({"terms": [{"language": "id", "text": 3}]}, "terms[0].text is no text."),
        ({"terms": [{"language": "id", "text": "a", "lookup_forms": "b"}]}, "lookup_forms is no list."),
        (
            {"terms": [{"language": "id", "text": "a"}, {"language": "id", "text": "a"}]},
            "“a” stands twice among the terms.",
        ),
        (
            {"terms": [{"language": "id", "text": t, "status": "preferred"} for t in "ab"]},
            "2 full terms are preferred in “id”: a, b.",
        ),
        ({"enforce": "always"}, "Term 1 has “always” as its enforce."),
        ({"definition": {"fr": "x"}}, "A definition has a text per language."),
        ({"note": None}, "note is no text."),
        ({"lifecycle": "approved"}, "A concept has no lifecycle to edit."),
    ],
)
def test_what_an_edit_may_not_say(given: dict[str, Any], message: str) -> None:
    with pytest.raises(Invalid) as refused:
        edited(KNOWN, given)
    assert refused.value.message == message


def test_a_language_with_only_forbidden_terms_gets_no_preferred_one() -> None:
    only = replace(KNOWN, terms=(ID, Term("en", "peace", "forbidden")))

    assert checked(only).terms == only.terms


def test_a_difference_names_what_changed_term_by_term() -> None:
    new = replace(
        KNOWN,
        lifecycle="in_review",
        definition={"en": "y"},
        terms=(replace(ID, match="fixed"), Term("en", "cease-fire", "preferred"), Term("en", "peace", "forbidden")),
    )

    assert diff(KNOWN, new) == [
        Change("lifecycle", "proposed", "in_review"),
        Change("definition", "x", "y", "en"),
        Change("match", "auto", "fixed", "id", "gencatan senjata"),
        Change("text", "ceasefire", "cease-fire", "en", "cease-fire"),
        Change("term", None, "peace", "en", "peace"),
        Change("term", "truce", None, "en", "truce"),
    ]


def test_the_first_version_differs_from_nothing_by_all_of_it() -> None:
    assert [change.field for change in diff(None, KNOWN)] == ["definition", "term", "term", "term"]
    assert diff(KNOWN, KNOWN) == []


def test_another_order_of_the_same_terms_is_a_difference() -> None:
    new = replace(KNOWN, terms=(ID, Term("en", "truce"), Term("en", "ceasefire", "preferred")))

    assert diff(KNOWN, new) == [Change("order", ("ceasefire", "truce"), ("truce", "ceasefire"), "en")]
