"""
The words of terminology: a concept, its terms, where it stands in its life, what a person decided about it.

A concept is what an editor works on; its terms are what it is called in each language, best first. A candidate is a
concept that the miner proposes, with its evidence.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from memory.text import Language, fold

Lifecycle = Literal["proposed", "in_review", "approved", "retired", "rejected"]
Status = Literal["preferred", "admitted", "deprecated", "forbidden"]
TermType = Literal["full", "short", "acronym", "abbreviation", "variant", "phrase", "proper"]
Enforce = Literal["off", "advise", "require"]
MatchMode = Literal["auto", "exact", "fixed"]
CaseMode = Literal["any", "as_is", "title"]
LIFECYCLES: tuple[Lifecycle, ...] = ("proposed", "in_review", "approved", "retired", "rejected")
STATUSES: tuple[Status, ...] = ("preferred", "admitted", "deprecated", "forbidden")  # best first


@dataclass(frozen=True, slots=True)
class Term:
    """What a concept is called in one language."""

    language: Language
    text: str
    status: Status = "admitted"
    type: TermType = "full"
    pos: str = ""
    enforce: Enforce = "require"
    match: MatchMode = "auto"
    case: CaseMode = "any"
    lookup_forms: tuple[str, ...] = ()
    inflected: tuple[str, ...] = ()
    do_not_translate: bool = False
    source: str = ""
    usage: str = ""


Spans = dict[str, list[list[int]]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place where a concept was met: the texts, where the terms stand in them (code points), and whence they come."""

    texts: dict[str, str]
    spans: Spans
    document: str = ""
    line: int = 0
    unit: str = ""

    @property
    def key(self) -> str:
        """The same place has the same key, also when lines were added before it."""
        place = f"{self.document}\x1f{self.texts}\x1f{self.spans}"
        return hashlib.blake2s(place.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Concept:
    """
    One idea and its terms, best first; every change is a new version, and none is lost.

    `approved_version` is the version that is enforced: its own while it is approved, an earlier one while an edit of it
    waits in review. `merged_into` names the concept that took its terms. `remarks` are `at`, `by` and `text`, oldest
    first; what people say of a concept is not part of what it says, so a remark makes no version.
    """

    id: str
    terms: tuple[Term, ...]
    lifecycle: Lifecycle = "proposed"
    subject: tuple[str, ...] = ()
    definition: dict[str, str] = field(default_factory=dict)
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    occurrences: dict[str, int] = field(default_factory=dict)  # by document
    confidence: float | None = None
    why: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    version: int = 1
    created: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    approved_version: int | None = None
    merged_into: str = ""
    remarks: tuple[dict[str, str], ...] = ()

    def in_language(self, language: Language) -> list[Term]:
        """Its terms in one language, best first."""
        return [term for term in self.terms if term.language == language]

    @property
    def seen(self) -> int:
        """How often it was met, over all documents."""
        return sum(self.occurrences.values())

    def record(self) -> dict[str, Any]:
        """The concept as JSON values, for a store."""
        found = {name: getattr(self, name) for name in _CONCEPT}
        # asdict copies every string in a concept's depths, which is nine tenths of writing a large term list.
        found["terms"] = [{name: getattr(term, name) for name in _TERM} for term in self.terms]
        found["evidence"] = [{name: getattr(place, name) for name in _EVIDENCE} for place in self.evidence]
        return found


_TERM = tuple(one.name for one in fields(Term))
_EVIDENCE = tuple(one.name for one in fields(Evidence))
_CONCEPT = tuple(one.name for one in fields(Concept) if one.name != "id")


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A term pair that the miner proposes.

    `renderings` are English, best first, and may be none (`missing` then names the words without a translation);
    `variants` are other Indonesian forms met, such as the one with *yang*. `why` says how it came about; `features` are
    what the confidence (0–1) is computed from. `counts` tell how often each form was met, of those that were. `pos`
    is the part of speech (UPOS) of both sides.
    """

    text: str
    renderings: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    occurrences: dict[str, int]
    method: Literal["aligned", "composed", "dictionary", "comparable"]
    features: dict[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    variants: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    proper: bool = False
    pos: str = "NOUN"
    subject: tuple[str, ...] = ()
    counts: dict[Language, dict[str, int]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its folded Indonesian."""
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of a concept, when and why."""

    decision: Literal["approve", "reject", "reopen", "retire"]
    by: str
    reason: str = ""


def concept_id(*parts: str) -> str:
    """A permanent id made of what a concept first was called; the same parts always make the same id."""
    return "c_" + hashlib.blake2s("\x1f".join(fold(part) for part in parts).encode(), digest_size=8).hexdigest()


def concept(id_: str, record: dict[str, Any]) -> Concept:
    """The concept that a store's record holds; what older records lack has its default."""
    terms = tuple(
        Term(**{**term, "lookup_forms": tuple(term["lookup_forms"]), "inflected": tuple(term["inflected"])})
        for term in record["terms"]
    )
    evidence = tuple(Evidence(**place) for place in record["evidence"])
    plain = {name: tuple(record.get(name, ())) for name in ("subject", "why", "missing", "remarks")}
    return Concept(id_, **{**record, **plain, "terms": terms, "evidence": evidence})
