"""
A list of terms into the termbase: read, brought onto what is known (`bring.py`), approved. Whole or not at all.

Whoever hands in a list vouches for it: what is new is approved unless the list says otherwise, and an edit that it makes of
an approved concept is approved with it. What waits for a decision goes on waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glossary import changes, formats
from glossary.archive import CONCEPT
from glossary.bring import How, Known, bring
from glossary.formats import Skipped
from glossary.review import JUDGED
from glossary.termbase import Termbase
from glossary.terms import Concept, Decision, concept
from memory.errors import Invalid

_BROUGHT = (*JUDGED, "note")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list: its concepts by outcome (new, changed, unchanged, removed), and what was skipped."""

    file: str
    outcomes: dict[str, int]
    skipped: tuple[Skipped, ...] = ()

    def record(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {**self.outcomes, "skipped": [asdict(one) for one in self.skipped]}


def take(path: Path, termbase: Termbase, how: How = "keep", *, by: str) -> Taken:
    """
    Take in a list of terms: TBX, CSV, TSV, XLSX. `how` says what becomes of concepts that are known.

    An entry that cannot be read or makes no sense is skipped and named. A concept that was removed stays so. Raises
    NotFound or Invalid, and changes nothing, where the file breaks or holds no entry.
    """
    found = list(formats.read(path))
    skipped = [item for item in found if isinstance(item, Skipped)]
    concepts = [item for item in found if isinstance(item, Concept)]
    _refuse_empty(path, concepts, skipped)
    with termbase.store.batch():
        # The store and not the views: inside a batch these do not know what the batch has added.
        known = Known(concept(id_, record) for id_, record in termbase.store.records(CONCEPT))
        brought = list(bring(known, concepts, how, formats.present(path)))
        fresh = [one.concept for one in brought if one.outcome == "new" and _sensible(one.concept, skipped)]
        outcomes = Counter[str](new=0, changed=0, unchanged=0)
        outcomes.update({str(outcome): count for outcome, count in termbase.add(fresh, by=by, why=path.name).items()})
        outcomes["unchanged"] += sum(one.outcome == "unchanged" for one in brought)
        for one in brought:
            if one.outcome == "changed" and _sensible(one.concept, skipped):
                outcomes[_changed(one.concept, termbase, by=by, why=path.name)] += 1
    return Taken(path.name, dict(outcomes), tuple(skipped))


def _refuse_empty(path: Path, concepts: Sequence[Concept], skipped: Sequence[Skipped]) -> None:
    if concepts:
        return
    said = "it holds no entries"
    if skipped:
        said = f"all of its {len(skipped)} entries were skipped; the first, in line {skipped[0].line}: {skipped[0].why}"
    raise Invalid(
        f"{path.name} gives nothing: {said}.", hint="It needs terms in Indonesian and English.", file=str(path)
    )


def _sensible(new: Concept, skipped: list[Skipped]) -> bool:
    """Whether a concept keeps the rules of concepts; one that does not is added to what is skipped, with the rule."""
    try:
        changes.checked(new)
    except Invalid as problem:
        skipped.append(Skipped(0, f"“{new.terms[0].text if new.terms else new.id}”: {problem}"))
        return False
    return True


def _changed(new: Concept, termbase: Termbase, *, by: str, why: str) -> str:
    """Have a known concept say what the list says. What came of it: an earlier entry of the list may be removed here."""
    if termbase.store.get(CONCEPT, new.id) is None:
        return "removed"
    known = termbase.get(new.id)
    edited = termbase.edit(new.id, {name: getattr(new, name) for name in _BROUGHT}, by=by, why=why)
    if known.lifecycle == "approved" and edited.lifecycle == "in_review":
        termbase.decide(new.id, Decision("approve", by, why))
    return "changed"
