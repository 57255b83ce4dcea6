"""
Which decision may follow which: the life of a concept, as a table. Pure; who stores what comes of it is elsewhere.

    proposed ──approve→ approved ──retire→ retired
        └────reject──→ rejected ──reopen→ proposed      (retired ──reopen→ proposed)

    approved ──edit, revive or reopen→ in_review ──approve→ approved, with the new content
                                           └───────reject→ approved, with the content it had
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from glossary.terms import Concept, Decision, Lifecycle
from memory.errors import Conflict, Forbidden, Invalid

FOLLOWS: dict[tuple[Lifecycle, str], Lifecycle] = {
    ("proposed", "approve"): "approved",
    ("in_review", "approve"): "approved",
    ("proposed", "reject"): "rejected",
    ("in_review", "reject"): "rejected",
    ("rejected", "reopen"): "proposed",
    ("retired", "reopen"): "proposed",
    ("approved", "reopen"): "in_review",
    ("approved", "retire"): "retired",
}
_REASONED = frozenset({"reject", "retire"})
# What is judged. A note explains and evidence shows; neither says what a translator must write.
JUDGED = ("terms", "definition", "subject")


def after(concept: Concept, decision: Decision) -> Lifecycle:
    """
    Where a concept stands after a decision.

    A concept in review that has an approved version is approved again when the edit is rejected. Raises Conflict when the
    decision cannot follow where it stands, Invalid when it needs a reason and has none, or when a concept without terms
    in both languages would be approved.
    """
    found = FOLLOWS.get((concept.lifecycle, decision.decision))
    if found is None:
        allowed = sorted(name for (stage, name) in FOLLOWS if stage == concept.lifecycle)
        raise Conflict(
            f"A concept that is {concept.lifecycle} cannot be decided “{decision.decision}”.",
            hint=f"It can be: {', '.join(allowed)}.",
            concept=concept.id,
        )
    if decision.decision in _REASONED and not decision.reason.strip():
        raise Invalid(
            f"“{decision.decision}” needs a reason.", hint="Say why; the next person will ask.", concept=concept.id
        )
    if found == "approved" and not (concept.in_language("id") and concept.in_language("en")):
        raise Invalid(
            "A concept needs a term in both languages before it is approved.",
            hint="Add the missing one first.",
            concept=concept.id,
        )
    return "approved" if found == "rejected" and standing(concept) else found


def after_edit(old: Concept, new: Concept) -> Lifecycle:
    """Where a concept stands after an edit: one that was approved is looked at again when what is judged has changed."""
    judged = any(getattr(old, name) != getattr(new, name) for name in JUDGED)
    return "in_review" if old.lifecycle == "approved" and judged else old.lifecycle


def standing(concept: Concept) -> int | None:
    """The number of the version that is enforced, or None where nothing is."""
    if concept.lifecycle == "approved":
        return concept.version
    return concept.approved_version if concept.lifecycle == "in_review" else None


def author(history: Sequence[Mapping[str, Any]]) -> str | None:
    """
    Who last changed what is judged of a concept, given its history, oldest first.

    None when that was approved already, or when nobody but the miner has written it.
    """
    for before, here in zip([None, *history[:-1]][::-1], history[::-1], strict=True):
        changed = before is None or any(before["concept"][name] != here["concept"][name] for name in JUDGED)
        if changed and not _mined(here):
            return str(here["by"])
        if before is not None and before["concept"]["lifecycle"] == "approved":
            return None
    return None


def _mined(entry: Mapping[str, Any]) -> bool:
    # Histories from before acts were recorded say it by the reason alone.
    undone = entry.get("act") == "undo" and "run" in entry
    return bool(undone or entry.get("act") == "propose" or ("act" not in entry and entry["why"] == "mined"))


def refuse_author(concept: Concept, decision: Decision, history: Sequence[Mapping[str, Any]]) -> None:
    """Raise Forbidden when somebody would approve what they wrote themselves."""
    if decision.decision == "approve" and author(history) == decision.by:
        raise Forbidden(
            f"{decision.by} wrote this version and may not approve it.",
            hint="Ask somebody else to look at it: four eyes see more than two.",
            concept=concept.id,
        )
