"""Three ways of bringing a file's concepts onto known ones; an absent column is not an empty one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from glossary import formats
from glossary.bring import How, Known, bring, merge
from glossary.formats import COLUMNS
from glossary.terms import Concept, Evidence, Term
from tests.concepts import FULL, MANY, pair

KNOWN = pair(
    "sanksi",
    "sanction",
    Term("id", "hukuman", pos="NOUN", usage="olahraga"),
    Term("en", "penalty", "deprecated"),
    subject=("law",),
    definition={"id": "Tindakan paksa.", "source": "KBBI"},
    note="Plural in English.",
    evidence=(Evidence({"id": "sanksi"}, {}),),
    version=3,
)
WAYS: tuple[How, ...] = ("keep", "overwrite", "add")


def table(folder: Path, text: str) -> tuple[list[Concept], frozenset[str] | None]:
    """The concepts and the columns of a term list."""
    path = folder / "terms.csv"
    path.write_text(text.replace("KEY", KNOWN.id), encoding="utf-8")
    return [item for item in formats.read(path) if isinstance(item, Concept)], formats.present(path)


def brought(folder: Path, text: str, how: How) -> Concept:
    """What becomes of KNOWN."""
    (new,), present = table(folder, text)
    return merge(KNOWN, new, how, present)


def shown(here: Concept) -> list[tuple[str, str]]:
    """Its terms and their status."""
    return [(term.text, term.status) for term in here.terms]


@pytest.mark.parametrize("how", WAYS)
def test_what_is_not_known_is_the_files(how: How) -> None:
    assert merge(None, FULL, how, frozenset({"key", "id", "en"})) == FULL


@pytest.mark.parametrize("how", WAYS)
@given(MANY)
@settings(max_examples=25, deadline=None)
def test_a_concept_brought_onto_itself_changes_nothing(how: How, concepts: list[Concept]) -> None:
    for present in (None, frozenset(COLUMNS), frozenset({"key", "id", "en"})):
        for here in concepts:
            # Where only some columns are there, the terms of the others are not in the file either.
            assert merge(here, here, how, present) == here


@pytest.mark.parametrize("how", WAYS)
def test_life_evidence_and_history_are_never_the_files(how: How) -> None:
    new = replace(KNOWN, lifecycle="retired", evidence=(), version=1, note="other", confidence=1.0)
    merged = merge(KNOWN, new, how, frozenset(COLUMNS))

    assert (merged.lifecycle, merged.evidence, merged.version, merged.confidence) == (
        "approved",
        KNOWN.evidence,
        3,
        None,
    )


def test_keep_fills_what_is_empty_and_nothing_else(tmp_path: Path) -> None:
    text = (
        "key,id,en,id_admitted,id_acronym,note,definition_id,definition_en,definition_source,pos,id_lookup\n"
        "KEY,embargo,measure,hukuman|denda,SNK,New.,Lain.,A measure.,Lain,NOUN,sangsi\n"
    )
    merged = brought(tmp_path, text, "keep")

    assert (merged.note, merged.subject) == (KNOWN.note, ("law",))
    assert merged.definition == {"id": "Tindakan paksa.", "source": "KBBI", "en": "A measure."}
    assert shown(merged) == [*shown(KNOWN), ("SNK", "admitted")]


def test_keep_fills_the_empty_fields_of_a_term(tmp_path: Path) -> None:
    merged = brought(tmp_path, "key,id,en,pos,id_lookup,case\nKEY,Sanksi,sanction,NOUN,sangsi,title\n", "keep")

    assert merged.terms[0] == replace(KNOWN.terms[0], pos="NOUN", lookup_forms=("sangsi",))


def test_overwrite_leaves_alone_what_the_file_has_no_column_for(tmp_path: Path) -> None:
    merged = brought(tmp_path, "key,id,en\nKEY,sanksi,measure\n", "overwrite")

    assert shown(merged) == [
        ("sanksi", "preferred"),
        ("hukuman", "admitted"),
        ("measure", "preferred"),
        ("penalty", "deprecated"),
    ]
    assert merged.terms[1] == KNOWN.terms[1]
    assert (merged.note, merged.subject, merged.definition) == (KNOWN.note, KNOWN.subject, KNOWN.definition)


def test_overwrite_clears_what_a_column_has_empty(tmp_path: Path) -> None:
    text = "key,id,en,id_admitted,en_deprecated,note,subject,definition_id\nKEY,sanksi,sanction,,,,,\n"
    merged = brought(tmp_path, text, "overwrite")

    assert shown(merged) == [("sanksi", "preferred"), ("sanction", "preferred")]
    assert (merged.note, merged.subject, merged.definition) == ("", (), {"source": "KBBI"})


@pytest.mark.parametrize("how", ["keep", "add"])
def test_only_overwrite_clears(how: How, tmp_path: Path) -> None:
    text = "key,id,en,id_admitted,en_deprecated,note,subject,definition_id\nKEY,sanksi,sanction,,,,,\n"

    assert brought(tmp_path, text, how) == KNOWN


def test_a_column_of_the_row_changes_only_the_terms_that_the_file_has(tmp_path: Path) -> None:
    merged = brought(tmp_path, "key,id,en,match\nKEY,sanksi,sanction,fixed\n", "overwrite")

    assert [(t.text, t.match) for t in merged.terms] == [
        ("sanksi", "fixed"),
        ("hukuman", "auto"),
        ("sanction", "fixed"),
        ("penalty", "auto"),
    ]


def test_a_term_that_moves_to_another_column_keeps_what_is_said_of_it(tmp_path: Path) -> None:
    merged = brought(tmp_path, "key,id,en,id_admitted\nKEY,hukuman,sanction,sanksi\n", "overwrite")

    assert shown(merged)[:2] == [("hukuman", "preferred"), ("sanksi", "admitted")]
    assert (merged.terms[0].pos, merged.terms[0].usage) == ("NOUN", "olahraga")


def test_add_adds_right_terms_as_admitted_and_wrong_ones_as_wrong(tmp_path: Path) -> None:
    text = "key,id,en,en_forbidden,note,id_lookup\nKEY,embargo,SANCTION,sanctioning,New.,embargo-embargo\n"
    merged = brought(tmp_path, text, "add")

    assert shown(merged) == [*shown(KNOWN), ("embargo", "admitted"), ("sanctioning", "forbidden")]
    assert merged.terms[4].lookup_forms == ("embargo-embargo",)
    assert merged.note == KNOWN.note


def test_in_tbx_what_is_not_said_is_not_there(tmp_path: Path) -> None:
    new = replace(
        KNOWN, terms=(Term("en", "measure", "preferred", pos="NOUN"),), note="", subject=("trade",), definition={}
    )
    merged = merge(KNOWN, new, "overwrite", None)

    assert shown(merged) == [
        ("sanksi", "preferred"),
        ("hukuman", "admitted"),
        ("measure", "preferred"),
        ("penalty", "deprecated"),
    ]
    assert (merged.note, merged.subject, merged.definition) == (KNOWN.note, ("trade",), KNOWN.definition)


def test_a_concept_is_known_by_its_id_or_else_by_what_it_is_called() -> None:
    known = Known([KNOWN, FULL])

    assert known.find(replace(FULL, terms=KNOWN.terms)) == FULL
    assert known.find(replace(pair("Sanksi", "Sanction"), id="c_other")) == KNOWN
    assert known.find(replace(pair("sanksi", "penalty"), id="c_other")) is None


def test_of_two_with_one_name_the_one_of_the_same_subject_is_meant() -> None:
    river, money = (replace(pair("bank", "bank", subject=(s,)), id=f"c_{s}") for s in ("river", "money"))
    known = Known([river, money])

    assert known.find(replace(pair("bank", "bank", subject=("money",)), id="c_x")) == money
    assert known.find(replace(pair("bank", "bank"), id="c_x")) is None


def test_a_file_is_brought_in_order_and_says_what_came_of_each() -> None:
    renamed = replace(KNOWN, note="Changed.")
    fresh = pair("pakta", "pact")
    outcomes = [one.outcome for one in bring(Known([KNOWN]), [renamed, renamed, fresh, fresh], "overwrite", None)]

    assert outcomes == ["changed", "unchanged", "new", "unchanged"]
