"""What becomes of a candidate: a new concept, or evidence for the one that has its term. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from glossary.changes import joined
from glossary.terms import Candidate, Concept, Lifecycle, Term, concept_id
from memory.stores.base import Record
from memory.text import fold

Outcome = Literal["new", "evidence", "known", "unchanged", "rejected", "removed"]
EVIDENCE = 12  # places kept with a concept; all are counted
_OWNING: tuple[Lifecycle, ...] = ("approved", "in_review", "proposed", "retired", "rejected")


def proposed(candidate: Candidate, known: Concept | None) -> tuple[Concept, Outcome]:
    """
    The concept after a candidate, and what came of it.

    new: nobody had its term. evidence: a proposed concept gained evidence, or a rejected one that its judge had not seen.
    known: an approved or retired one gained evidence. rejected: it was rejected before, and there is nothing new.
    unchanged: all of it was known.
    """
    if known is None:
        return made(candidate), "new"
    fresh = [e for e in candidate.evidence if e.key not in {old.key for old in known.evidence}]
    # The most that was counted in a document: two forms of one concept met there do not undo each other's count.
    counted = dict(known.occurrences)
    for document, times in candidate.occurrences.items():
        counted[document] = max(times, counted.get(document, 0))
    grown = replace(known, evidence=(*known.evidence, *fresh)[:EVIDENCE], occurrences=counted)
    if grown == known:
        return known, "rejected" if known.lifecycle == "rejected" else "unchanged"
    if known.lifecycle in ("approved", "in_review", "retired"):
        return grown, "known"
    merged = replace(
        grown,
        terms=joined(known.terms, made(candidate).terms),
        confidence=max(known.confidence or 0.0, candidate.confidence),
        lifecycle="proposed",
        missing=candidate.missing if not any(t.language == "en" for t in known.terms) else (),
    )
    return merged, "evidence"


def made(candidate: Candidate) -> Concept:
    """The concept that a candidate proposes: the first rendering preferred, the others admitted."""
    kind = "proper" if candidate.proper else "full"
    case = "title" if candidate.proper else "any"
    here = [Term("id", candidate.text, "preferred", kind, candidate.pos, case=case)]  # type: ignore[arg-type]
    here += [Term("id", variant, "admitted", "variant", candidate.pos) for variant in candidate.variants]
    there = [
        Term("en", text, "admitted" if at else "preferred", kind, candidate.pos, case=case)  # type: ignore[arg-type]
        for at, text in enumerate(candidate.renderings)
    ]
    return Concept(
        id=concept_id("mined", candidate.text),
        terms=(*here, *there),
        subject=candidate.subject,
        evidence=candidate.evidence[:EVIDENCE],
        occurrences=candidate.occurrences,
        confidence=candidate.confidence,
        why=(candidate.method, *candidate.why),
        missing=candidate.missing,
    )


def owners(records: Iterable[tuple[str, Record]]) -> dict[str, str]:
    """For each folded Indonesian text the id of the concept that has it as a term: approved ones first, then the oldest."""
    known = sorted(records, key=lambda r: (_OWNING.index(r[1]["lifecycle"]), r[1]["created"].get("at", ""), r[0]))
    found: dict[str, str] = {}
    for id_, record in known:
        for term in record["terms"]:
            if term["language"] == "id":
                for form in (term["text"], *term["lookup_forms"]):
                    found.setdefault(fold(form), id_)
    return found
