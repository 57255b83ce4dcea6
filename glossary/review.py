"""
Which decision may follow which: the life of a concept, as a table. Pure; who stores what comes of it is elsewhere.

    proposed ──approve→ approved ──retire→ retired
        └────reject──→ rejected ──reopen→ proposed      (retired ──reopen→ proposed)
"""

from __future__ import annotations

from glossary.terms import Concept, Decision, Lifecycle
from memory.errors import Conflict, Invalid

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


def after(concept: Concept, decision: Decision) -> Lifecycle:
    """
    Where a concept stands after a decision.

    Raises Conflict when the decision cannot follow where it stands, Invalid when it needs a reason and has none, or when
    a concept without terms in both languages would be approved.
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
    return found
