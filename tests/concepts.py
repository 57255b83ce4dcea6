"""Concepts for the tests of formats: one that says everything, and any that hypothesis can think of."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from glossary.terms import (
    LIFECYCLES,
    CaseMode,
    Concept,
    Enforce,
    Evidence,
    MatchMode,
    Status,
    Term,
    TermType,
    concept_id,
)
from memory.formats.fields import tidy
from memory.text import LANGUAGES, Language, squeeze

# Words, and what has broken formats before.
PIECES = st.sampled_from(
    [
        *(
            "perjanjian",
            "Café",
            "anak-anak",
            "1.000,50",
            " ",
            "  ",
            "\n",
            "\n  ",
            "\t",
            "\r\n",
            "\u2028",
            "漢字",
            "e\u0301",
        ),
        *("<term>", "</note>", "<", ">", "&", "&amp;", "]]>", "<!--", "<?x?>", "padanan:", 'padanan:match="fixed"'),
        *(
            '"',
            "'",
            '""',
            "'=",
            "\\",
            "\\|",
            "|",
            "||",
            ",",
            ";",
            "=",
            "+",
            "-",
            "@",
            "#",
            "{",
            "}",
            "_x000D_",
            "_x0041_",
        ),
        *("\u200f", "\u00ad", "\ufeff", "\x00", "\x0b", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff", "🇮🇩👩🏽‍🚀"),
    ]
)
# What reads like UTF-8 taken for Windows-1252 is refused in text files, as in documents.
CHARACTERS = st.characters(exclude_characters="Ãâ\ufffd")
TEXTS = st.lists(PIECES | st.text(CHARACTERS, max_size=5), min_size=1, max_size=8).map("".join).map(tidy)
LINES = TEXTS.map(squeeze).map(tidy)
NAMES = LINES.filter(bool)
STAMPS = st.fixed_dictionaries({"at": st.sampled_from(["", "2026-03-01T08:00:00+00:00", "kemarin"]), "by": LINES})
PLACES = st.builds(
    Evidence,
    st.fixed_dictionaries({"id": st.text(max_size=9), "en": st.text(max_size=9)}),
    st.dictionaries(
        st.sampled_from(LANGUAGES), st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), max_size=2)
    ),
    st.text(max_size=5),
    st.integers(0, 99),
    st.text(max_size=5),
)


def terms(language: Language) -> st.SearchStrategy[Term]:
    """Any term of a language but a preferred one."""
    return st.builds(
        Term,
        st.just(language),
        NAMES,
        st.sampled_from([status for status in get_args(Status) if status != "preferred"]),
        st.sampled_from(get_args(TermType)),
        st.sampled_from(["", "NOUN", "PROPN", "VERB", "NUM"]),
        st.sampled_from(get_args(Enforce)),
        st.sampled_from(get_args(MatchMode)),
        st.sampled_from(get_args(CaseMode)),
        st.lists(NAMES, max_size=2).map(tuple),
        st.lists(NAMES, max_size=2).map(tuple),
        st.booleans(),
        TEXTS,
        TEXTS,
    )


@st.composite
def sides(draw: st.DrawFn, language: Language) -> list[Term]:
    """The terms of a language: each said once, one of them or none preferred, and not always the first."""
    found = draw(st.lists(terms(language), max_size=3, unique_by=lambda term: term.text))
    at = draw(st.none() | st.integers(0, 2))
    return [_with(term, status="preferred") if place == at else term for place, term in enumerate(found)]


def _with(term: Term, **more: object) -> Term:
    from dataclasses import replace

    return replace(term, **more)  # type: ignore[arg-type]


@st.composite
def concepts(draw: st.DrawFn, *, stored: bool = True) -> Concept:
    """Any concept; with `stored`, also what a store adds to what a person says: evidence, counts, history."""
    found = [*draw(sides("id")), *draw(sides("en"))] or [Term("id", draw(NAMES), "preferred")]
    usable = {term.language for term in found if term.status in ("preferred", "admitted")}
    definition = draw(st.dictionaries(st.sampled_from(["id", "en", "source"]), TEXTS.filter(bool)))
    more: dict[str, object] = {}
    if stored:
        more = {
            "evidence": tuple(draw(st.lists(PLACES, max_size=2))),
            "occurrences": draw(st.dictionaries(st.text(max_size=5), st.integers(0, 9), max_size=2)),
            "confidence": draw(st.none() | st.floats(0, 1)),
            "why": tuple(draw(st.lists(TEXTS, max_size=2))),
            "missing": tuple(draw(st.lists(LINES, max_size=2))),
            "version": draw(st.integers(1, 9)),
            "created": draw(st.just({}) | STAMPS),
            "changed": draw(st.just({}) | STAMPS),
        }
    return Concept(
        id=concept_id("key", draw(NAMES)),
        terms=tuple(found),
        lifecycle=draw(st.sampled_from([one for one in LIFECYCLES if one != "approved" or len(usable) == 2])),
        subject=tuple(draw(st.lists(NAMES, max_size=2, unique=True))),
        definition=definition,
        note=draw(TEXTS),
        **more,  # type: ignore[arg-type]
    )


MANY = st.lists(concepts(), max_size=3, unique_by=lambda here: here.id)
SAID = st.lists(concepts(stored=False), max_size=3, unique_by=lambda here: here.id)


def pair(id_: str, en: str, *more: Term, **fields: object) -> Concept:
    """An approved concept of two preferred terms and more."""
    all_ = (Term("id", id_, "preferred"), Term("en", en, "preferred"), *more)
    by_language = tuple(sorted(all_, key=lambda term: LANGUAGES.index(term.language)))
    return Concept(concept_id("key", id_), by_language, lifecycle="approved", **fields)  # type: ignore[arg-type]


FULL = pair(
    "nota kesepahaman",
    "memorandum of understanding",
    Term("id", "memorandum saling pengertian", lookup_forms=("memorandum saling-pengertian",), usage="surat resmi"),
    Term("id", "MoU", "admitted", "acronym", case="as_is", source="Kemlu"),
    Term("id", "nota kesefahaman", "deprecated", match="exact"),
    Term("en", "MOU", "admitted", "acronym", case="as_is"),
    Term("en", "MoU", "admitted", "acronym", case="as_is", enforce="off"),
    Term("en", "note of understanding", "forbidden", do_not_translate=True),
    subject=("law", "diplomacy"),
    definition={"id": "Naskah niat bersama.", "en": "A paper of shared intent.", "source": "Kemlu 2019"},
    note="Never “agreement”.",
)
