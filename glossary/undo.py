"""
What is left of a concept when a run of the miner is taken back. Pure; who keeps runs is `ledger.py`, who writes `termbase.py`.

    nobody else has written it             nothing is left
    the run only added to it               it is as it was before
    another run has added to it since      what this one added is taken out
    somebody has judged it since           it stays as it is

Everything is told by the concept's versions: those that a run wrote bear its id as `run`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from glossary.terms import Concept, concept
from memory.stores.base import Record


@dataclass(frozen=True, slots=True)
class Stay:
    """What stays though its run was taken back, by its id and its Indonesian; `by` has changed it or decided on it since."""

    kind: Literal["unit", "concept"]
    id: str
    text: str
    by: str


def life(history: Sequence[Record]) -> Sequence[Record]:
    """The versions since a concept was last removed, oldest first."""
    removed = [at for at, told in enumerate(history) if told.get("act") == "remove"]
    return history[removed[-1] + 1 :] if removed else history


def judge(known: Concept, told: Sequence[Record], run: str) -> str:
    """
    Who last decided on a concept, changed or remarked on it since a run first wrote it; "" for nobody but runs.

    What was removed since the run wrote it is there because somebody has revived it.
    """
    first = _first(told, run)
    if first is None:
        return str(told[0]["by"])
    judged = [one for one in told[first:] if "run" not in one and one.get("act") != "propose"]
    # Remarks make no version. Times are whole seconds: what was said within that of the run counts as said after it.
    judged += [one for one in known.remarks if one["at"] >= told[first]["at"]]
    return str(max(judged, key=lambda one: one["at"])["by"]) if judged else ""


def without(known: Concept, told: Sequence[Record], run: str) -> Concept | None:
    """
    A concept that nobody has judged, without what a run added; None where that is all of it.

    Terms and confidence that the run added stay where another run came after it: which of the two they are due to is
    not kept.
    """
    undone = {run} | {one["run"] for one in told if one.get("act") == "undo" and "run" in one}
    begin, first = _tail(told, undone), _first(told, run) or 0
    if begin == 0 or (told[0].get("run") == run and told[0]["act"] == "add"):
        return None  # what a term list approved nobody has approved without it, whoever met it since
    if begin <= first:
        return replace(_snapshot(told[begin - 1]), remarks=known.remarks)
    for at, one in enumerate(told):
        if one.get("run") == run:
            known = _less(known, _snapshot(told[at - 1]) if at else None, _snapshot(one))
    return known


def _first(told: Sequence[Record], run: str) -> int | None:
    """The first version that a run wrote."""
    return next((at for at, one in enumerate(told) if one.get("run") == run), None)


def _tail(told: Sequence[Record], undone: Collection[str]) -> int:
    """Where the last versions begin that nobody has written but runs that are taken back, and the taking back itself."""
    begin = len(told)
    while begin and told[begin - 1].get("run") in undone:
        begin -= 1
    return begin


def _less(known: Concept, before: Concept | None, after: Concept) -> Concept:
    """A concept without the places and counts that came between two versions; counts that have grown since stay."""
    old = {place.key for place in before.evidence} if before else set()
    came = {place.key for place in after.evidence} - old
    earlier: dict[str, int] = dict(before.occurrences) if before else {}
    counts = dict[str, Any](known.occurrences)
    for document, times in after.occurrences.items():
        if times != earlier.get(document) and counts.get(document) == times:
            counts[document] = earlier.get(document, 0)
    left = {document: times for document, times in counts.items() if times}
    return replace(known, evidence=tuple(place for place in known.evidence if place.key not in came), occurrences=left)


def _snapshot(told: Record) -> Concept:
    record = dict(told["concept"])
    return concept(record.pop("id"), record)
