"""How often a check is right: precision and recall of findings over labelled pairs, and what it got wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glossary.check import check
from glossary.findings import Finding, Passage
from glossary.formats import read
from glossary.spot import Spotter
from glossary.terms import Concept, Term
from memory.formats import Skipped
from memory.text import LANGUAGES, Language

CASES = Path(__file__).parent.parent / "cases"
SEEDS = Path(__file__).parent.parent.parent / "seeds"


class Listed:
    """Concepts as a check asks for them, without a store."""

    def __init__(self, concepts: list[Concept]) -> None:
        self._concepts = {concept.id: concept for concept in concepts}
        self.spotters: dict[Language, Spotter] = {language: Spotter(language) for language in LANGUAGES}
        for concept in concepts:
            for spotter in self.spotters.values() if concept.lifecycle == "approved" else ():
                spotter.put(concept)

    def enforced(self, id: str) -> Concept | None:
        """The concept."""
        return self._concepts.get(id)


@dataclass
class Tally:
    """What was found and what was to be found."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of findings that were to be found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was to be found that was."""
        return self.right / self.wanted if self.wanted else 1.0


def seeds() -> Listed:
    """The approved concepts that ship."""
    return Listed([item for item in read(SEEDS / "terms.csv") if not isinstance(item, Skipped)])


def inline(terms: list[dict[str, Any]]) -> Listed:
    """The concepts that a case brings along; the first term of a language is preferred unless it says otherwise."""
    found = []
    for number, concept in enumerate(terms):
        given, seen = list[Term](), set[str]()
        for term in concept["terms"]:
            tuples = {key: tuple(term[key]) for key in ("lookup_forms", "inflected") if key in term}
            status = term.get("status") or ("admitted" if term["language"] in seen else "preferred")
            seen.add(term["language"])
            given.append(Term(**{**term, **tuples, "status": status}))
        subject = tuple(concept.get("subject", ()))
        found.append(Concept(f"c{number}", tuple(given), concept.get("lifecycle", "approved"), subject))
    return Listed(found)


def cases(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The cases of a file, each with its group."""
    for group, some in json.loads((CASES / f"{name}.json").read_text(encoding="utf-8")).items():
        for case in some:
            yield group, case


def judged(case: dict[str, Any], known: Listed) -> list[Finding]:
    """What a check says of a case."""
    segments = case.get("segments") or [{"source": case["source"], "target": case["target"]}]
    passages = [Passage(str(k), s["source"] or "", s["target"]) for k, s in enumerate(segments)]
    terms = inline(case["terms"]) if "terms" in case else known
    return list(check(passages, case["source_language"], terms).findings)


def matches(finding: Finding, wanted: dict[str, Any], case: dict[str, Any]) -> bool:
    """Whether a finding is the wanted one: kind, gravity, term, and places and suggestion where the label gives them."""
    segments = case.get("segments") or [case]
    segment = segments[int(finding.segment)]
    sides = {"source": finding.source_spans, "target": finding.target_spans}
    for side, spans in sides.items():
        told = [segment[side][a:b] for a, b in spans] if segment[side] else []
        if side in wanted and not set(wanted[side]) <= set(told):
            return False
    return (
        (finding.kind, finding.severity) == (wanted["kind"], wanted["severity"])
        and finding.term.casefold() == wanted["term"].casefold()
        and ("segment" not in wanted or finding.segment == str(wanted["segment"]))
        and ("replacement" not in wanted or wanted["replacement"] in finding.replacements[:1])
    )


def tally(name: str, *, skip: str = "known to fail") -> Tally:
    """A file of cases, counted."""
    total, known = Tally(), seeds()
    for group, case in cases(name):
        if group == skip:
            continue
        found, wanted = judged(case, known), list(case["findings"])
        total.found += len(found)
        total.wanted += len(wanted)
        for finding in found:
            fit = next((w for w in wanted if matches(finding, w, case)), None)
            if fit is None:
                total.wrong.append(
                    f"{case['label']}: found {finding.kind} {finding.severity} “{finding.term}” {finding.target_spans} {finding.replacements[:1]}"
                )
            else:
                wanted.remove(fit)
                total.right += 1
        total.wrong += [f"{case['label']}: wanted {w}" for w in wanted]
    return total


def main() -> None:
    """Print both splits."""
    for split in ("checks", "checks-test"):
        here = tally(split)
        print(
            f"{split:12} precision {here.precision:.3f}  recall {here.recall:.3f}  ({here.wanted} wanted, {here.found} found)"
        )


if __name__ == "__main__":
    main()
