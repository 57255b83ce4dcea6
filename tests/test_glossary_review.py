"""Which decisions may follow which: every transition that is allowed, and every one that is not."""

from __future__ import annotations

from itertools import product

import pytest

from glossary.review import FOLLOWS, after
from glossary.terms import LIFECYCLES, Concept, Decision, Lifecycle, Term
from memory.errors import Conflict, Invalid

BOTH = (Term("id", "kerja sama", "preferred"), Term("en", "cooperation", "preferred"))
DECISIONS = ("approve", "reject", "reopen", "retire")
# Told once more and not taken from review.py, so that a change there is seen here.
ALLOWED: dict[tuple[str, str], Lifecycle] = {
    ("proposed", "approve"): "approved",
    ("proposed", "reject"): "rejected",
    ("in_review", "approve"): "approved",
    ("in_review", "reject"): "rejected",
    ("approved", "reopen"): "in_review",
    ("approved", "retire"): "retired",
    ("rejected", "reopen"): "proposed",
    ("retired", "reopen"): "proposed",
}
FORBIDDEN = [pair for pair in product(LIFECYCLES, DECISIONS) if pair not in ALLOWED]


def standing(lifecycle: str, terms: tuple[Term, ...] = BOTH) -> Concept:
    """A concept at a stage of its life."""
    return Concept("c_1", terms, lifecycle=lifecycle)  # type: ignore[arg-type]


def decided(decision: str, reason: str = "as agreed") -> Decision:
    """A decision."""
    return Decision(decision, "ani", reason)  # type: ignore[arg-type]


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert FOLLOWS == ALLOWED
    assert len(ALLOWED) + len(FORBIDDEN) == len(LIFECYCLES) * len(DECISIONS)


@pytest.mark.parametrize(("stage", "decision"), ALLOWED)
def test_an_allowed_decision_leads_where_it_should(stage: str, decision: str) -> None:
    assert after(standing(stage), decided(decision)) == ALLOWED[stage, decision]


@pytest.mark.parametrize(("stage", "decision"), FORBIDDEN)
def test_any_other_decision_is_a_conflict_that_says_what_can_be_decided(stage: str, decision: str) -> None:
    with pytest.raises(Conflict) as refused:
        after(standing(stage), decided(decision))
    can = sorted(name for here, name in ALLOWED if here == stage)
    assert refused.value.message == f"A concept that is {stage} cannot be decided “{decision}”."
    assert refused.value.hint == f"It can be: {', '.join(can)}."
    assert refused.value.details == {"concept": "c_1"}


@pytest.mark.parametrize(
    ("stage", "decision"), [("proposed", "reject"), ("in_review", "reject"), ("approved", "retire")]
)
@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_turning_something_down_needs_a_reason(stage: str, decision: str, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        after(standing(stage), decided(decision, reason))
    assert str(refused.value) == f"“{decision}” needs a reason. Say why; the next person will ask."


@pytest.mark.parametrize(
    ("stage", "decision"), [("proposed", "approve"), ("approved", "reopen"), ("rejected", "reopen")]
)
def test_nothing_else_needs_one(stage: str, decision: str) -> None:
    assert after(standing(stage), decided(decision, "")) == ALLOWED[stage, decision]


@pytest.mark.parametrize("terms", [BOTH[:1], BOTH[1:], ()])
@pytest.mark.parametrize("stage", ["proposed", "in_review"])
def test_a_concept_without_terms_in_both_languages_is_not_approved(stage: str, terms: tuple[Term, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        after(standing(stage, terms), decided("approve"))
    assert str(refused.value) == (
        "A concept needs a term in both languages before it is approved. Add the missing one first."
    )


def test_such_a_concept_may_be_rejected_all_the_same() -> None:
    assert after(standing("proposed", BOTH[:1]), decided("reject")) == "rejected"
