"""In how many of the remembered pairs the approved terms are met, and how often both languages have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from glossary.lookup import Glossary
from glossary.spot import permitted
from glossary.tally import resting
from memory.recall import Memory


@dataclass(frozen=True, slots=True)
class Coverage:
    """
    Pairs and approved terms, as of a revision of the store.

    `pairs` and `covered` count by project: all pairs, and those whose Indonesian has an approved term. `met` counts by
    concept the pairs whose Indonesian has a term of it, and `rendered` those of them whose English has one too.
    """

    revision: int
    pairs: Mapping[str, int]
    covered: Mapping[str, int]
    met: Mapping[str, int]
    rendered: Mapping[str, int]

    @property
    def share(self) -> float:
        """The covered pairs among all (0–1); 0 where there are none."""
        return sum(self.covered.values()) / max(1, sum(self.pairs.values()))

    @property
    def consistency(self) -> float | None:
        """How often a term that was met is rendered by an approved one (0–1); None where none was met."""
        met = sum(self.met.values())
        return sum(self.rendered.values()) / met if met else None


def coverage(memory: Memory, glossary: Glossary, rest: Callable[[], None] = lambda: None) -> Coverage:
    """Look for the approved terms in every pair; `rest` is called now and then, for whoever counts beside other work."""
    revision = glossary.store.revision
    pairs, covered, met, rendered = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for unit in resting(memory.units(), rest):
        here = {spotted.concept for spotted in glossary.spot(unit.texts["id"], "id")}
        pairs[unit.project] += 1
        covered[unit.project] += bool(here)
        met.update(here)
        rendered.update(here & _said(glossary, unit.texts["en"]) if here else ())
    return Coverage(revision, pairs, covered, met, rendered)


def _said(glossary: Glossary, text: str) -> set[str]:
    """The concepts that an English text has, those inside longer ones too: “law” is said where “law enforcement” is."""
    return {spotted.concept for spotted in glossary.spotters["en"].all(text) if permitted(spotted)}
