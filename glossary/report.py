"""What a run of the miner read, dropped, aligned, doubted and proposed: for people (HTML, made by web) and programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from glossary.spool import Spool, of_values
from glossary.terms import Candidate, Concept
from memory.align import Bead
from memory.documents import Document


@dataclass
class FileReport:
    """One source: what it was, and what came of it."""

    path: str
    kind: str  # document, pair, comparable, memory, terms, dictionary
    language: str = ""
    read: list[dict[str, Any]] = field(default_factory=list)  # kept paragraphs: line, language, text
    dropped: list[dict[str, Any]] = field(default_factory=list)  # line, text, reason, why
    sentences: int = 0
    aligned: int = 0
    loose: int = 0  # sentences without a partner
    related: float | None = None  # share of anchors (0–1) that comparable texts have in common
    units: dict[str, int] = field(default_factory=dict)  # created, updated, unchanged
    doubted: list[dict[str, Any]] = field(default_factory=list)  # texts, doubts
    skipped: list[dict[str, Any]] = field(default_factory=list)  # line, why
    names: list[str] = field(default_factory=list)
    concepts: dict[str, int] = field(default_factory=dict)  # of term lists: new, unchanged
    proposed: list[str] = field(default_factory=list)  # candidates met here

    def note(self, document: Document) -> None:
        """Take down what a document says and what was dropped from it."""
        self.language = "+".join(filter(None, [self.language, document.language]))
        self.read += [
            {"line": p.line, "language": p.language, "text": p.text, "headline": p.headline}
            for p in document.paragraphs
        ]
        self.dropped += [{"line": d.line, "text": d.text, "reason": d.reason, "why": d.why} for d in document.dropped]


@dataclass
class Report:
    """A run: its files, its candidates with what became of them, and its counts."""

    files: list[FileReport] = field(default_factory=list)
    passed_over: list[dict[str, str]] = field(default_factory=list)
    candidates: Spool[tuple[Candidate, Concept, str]] = field(default_factory=lambda: of_values(few=2_000))
    unsure: list[Candidate] = field(default_factory=list)  # not proposed: a word has no translation
    seconds: float = 0.0
    names: list[dict[str, Any]] = field(default_factory=list)  # name, kind, seen, documents
    run: str = ""  # by which it can be taken back; where it has changed nothing, it has none

    def counts(self) -> dict[str, int]:
        """The run in numbers."""
        units: Counter[str] = Counter()
        for file in self.files:
            units.update(file.units)
        outcomes = Counter(outcome for _, _, outcome in self.candidates)
        return {
            "files": len(self.files),
            "paragraphs": sum(len(file.read) for file in self.files),
            "dropped": sum(len(file.dropped) for file in self.files),
            "sentences": sum(file.sentences for file in self.files),
            "aligned": sum(file.aligned for file in self.files),
            "doubted": sum(len(file.doubted) for file in self.files),
            "skipped": sum(len(file.skipped) for file in self.files),
            "units_created": units["created"],
            "units_updated": units["updated"],
            "units_unchanged": units["unchanged"],
            "concepts": sum(sum(file.concepts.values()) for file in self.files),
            "proposed": outcomes["new"],
            "strengthened": outcomes["evidence"],
            "known": outcomes["known"],
            "unchanged": outcomes["unchanged"],
            "rejected": outcomes["rejected"],
            "without_english": len(self.unsure),
        }

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "run": self.run,
            "counts": self.counts(),
            "seconds": round(self.seconds, 2),
            "documents": [asdict(file) for file in self.files],
            "passed_over": self.passed_over,
            "names": self.names,
            "candidates": [_candidate(*item) for item in self.candidates],
            "without_english": [
                {"id": c.text, "missing": list(c.missing), "seen": sum(c.occurrences.values())} for c in self.unsure
            ],
        }


def _candidate(candidate: Candidate, concept: Concept, outcome: str) -> dict[str, Any]:
    return {
        "concept": concept.id,
        "outcome": outcome,
        "id": candidate.text,
        "en": list(candidate.renderings),
        "variants": list(candidate.variants),
        "counts": candidate.counts,
        "confidence": candidate.confidence,
        "method": candidate.method,
        "why": list(candidate.why),
        "features": {name: round(value, 3) for name, value in candidate.features.items()},
        "seen": sum(candidate.occurrences.values()),
        "occurrences": candidate.occurrences,
        "evidence": [asdict(place) for place in candidate.evidence],
    }


def aligned(beads: list[Bead], report: FileReport) -> None:
    """Take down how two documents were aligned."""
    report.aligned += sum(bool(bead.source and bead.target) for bead in beads)
    report.loose += sum(len(bead.source or bead.target) for bead in beads if not (bead.source and bead.target))
