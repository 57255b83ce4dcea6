"""Concepts and candidates of a line each, for tests of the glossary."""

from __future__ import annotations

from typing import Any

from glossary.lookup import Glossary
from glossary.terms import Candidate, Concept, Evidence, Lifecycle, Term, concept_id
from memory.text import Language


def term(id_: str, en: str, lifecycle: Lifecycle = "approved", **more: Any) -> Concept:
    """A concept with one term per language."""
    terms = (Term("id", id_, "preferred"), Term("en", en, "preferred"))
    return Concept(concept_id("test", id_, en), terms, lifecycle=lifecycle, **more)


def place(sentence: str, document: str = "a.txt", line: int = 1) -> Evidence:
    """A place where something was met."""
    return Evidence({"id": sentence}, {"id": [[0, 4]]}, document, line)


def candidate(text: str, *english: str, places: tuple[Evidence, ...] = (), **more: Any) -> Candidate:
    """What the miner proposes."""
    found = places or (place(f"{text} di sini."),)
    counts = {document: sum(e.document == document for e in found) for document in {e.document for e in found}}
    return Candidate(text, english, found, counts, "composed", **{"confidence": 0.5, "why": ("a → b",), **more})


def add(glossary: Glossary, *concepts: Concept) -> dict[Any, int]:
    """Add concepts."""
    return glossary.add(concepts, by="ani", why="test")


def found(glossary: Glossary, typed: str, source: Language | None = None, **more: Any) -> list[tuple[str, str]]:
    """What a look-up finds: the terms, and how."""
    return [(hit.term.text, hit.how) for hit in glossary.look_up(typed, source, **more).hits]
