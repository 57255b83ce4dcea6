"""A run of the miner taken back: what is left of each concept, by who has touched it since."""

from __future__ import annotations

from typing import Any

import pytest

from glossary.lookup import Glossary
from glossary.terms import Candidate, Concept, Decision, Term, concept_id
from glossary.undo import Stay
from tests.glossary_small import candidate, place, term

AID = concept_id("mined", "bantuan militer")
HERE, THERE = place("bantuan militer di sini.", "a.txt"), place("bantuan militer di sana.", "b.txt")


def aid(*places: Any, english: str = "military aid") -> Candidate:
    """What a run finds, in these places."""
    return candidate("bantuan militer", english, places=places or (HERE,))


def found(glossary: Glossary, run: str, *candidates: Candidate) -> list[str]:
    """What came of the candidates of a run."""
    return [outcome for _, outcome in glossary.proposing(candidates or (aid(),), run=run)]


def said(one: Concept) -> dict[str, Any]:
    """What a concept says, but for its version and who wrote that."""
    return {k: v for k, v in one.record().items() if k not in ("version", "changed", "created", "approved_version")}


def documents(glossary: Glossary) -> tuple[dict[str, int], set[str]]:
    """Where the concept was counted, and where its evidence is from."""
    known = glossary.get(AID)
    return known.occurrences, {one.document for one in known.evidence}


def test_what_a_run_alone_proposed_is_gone_with_its_history_kept(glossary: Glossary) -> None:
    found(glossary, "r_1", aid(), candidate("kapal perang", "warship"))

    assert glossary.take_back("r_1", by="rina") == (2, [])
    assert (len(glossary), [one["act"] for one in glossary.history(AID)]) == (0, ["propose", "remove"])
    assert glossary.look_up("bantuan militer").hits == ()


def test_what_went_with_its_run_may_be_proposed_again_and_what_somebody_removed_may_not(glossary: Glossary) -> None:
    found(glossary, "r_1")
    glossary.take_back("r_1", by="rina")

    assert found(glossary, "r_2") == ["new"]
    assert glossary.get(AID).version == 3
    glossary.remove(AID, by="rina", why="no term")
    assert found(glossary, "r_3") == ["rejected"]


def test_a_second_time_there_is_nothing_to_take_back(glossary: Glossary) -> None:
    found(glossary, "r_1")
    glossary.take_back("r_1", by="rina")
    revision = glossary.version

    assert glossary.take_back("r_1", by="rina") == (0, [])
    assert glossary.version == revision


def test_other_runs_and_people_are_let_be(glossary: Glossary) -> None:
    found(glossary, "r_1")
    made = glossary.create(term("kapal perang", "warship"), by="ani")

    assert glossary.take_back("r_2", by="rina") == (0, [])
    assert glossary.get(made.id) == made
    assert glossary.get(AID).version == 1


def test_a_concept_that_was_there_is_as_it_was(glossary: Glossary) -> None:
    found(glossary, "r_1")
    before = said(glossary.get(AID))
    assert found(glossary, "r_2", aid(THERE, english="armed aid")) == ["evidence"]

    assert glossary.take_back("r_2", by="rina") == (1, [])
    assert said(glossary.get(AID)) == before


def test_a_rejected_concept_that_a_run_brought_back_is_rejected_again(glossary: Glossary) -> None:
    found(glossary, "r_1")
    glossary.decide(AID, Decision("reject", "ani", "no term"))
    assert found(glossary, "r_2", aid(THERE)) == ["evidence"]

    glossary.take_back("r_2", by="rina")

    assert glossary.get(AID).lifecycle == "rejected"
    assert found(glossary, "r_3") == ["rejected"]


def test_an_approved_concept_stays_enforced_and_loses_the_evidence(glossary: Glossary) -> None:
    found(glossary, "r_1")
    glossary.decide(AID, Decision("approve", "ani"))
    assert found(glossary, "r_2", aid(THERE)) == ["known"]

    assert glossary.take_back("r_2", by="rina") == (1, [])
    assert documents(glossary) == ({"a.txt": 1}, {"a.txt"})
    assert glossary.enforced(AID) == glossary.get(AID)


@pytest.mark.parametrize("act", ["approve", "reject", "edit", "remark", "merge"])
def test_what_somebody_has_judged_since_stays_and_is_named(act: str, glossary: Glossary) -> None:
    found(glossary, "r_1")
    if act == "edit":
        glossary.edit(AID, {"note": "Not food."}, by="ani")
    elif act == "remark":
        glossary.remark(AID, "Really?", by="ani")
    elif act == "merge":
        glossary.merge(AID, [glossary.create(term("bantuan tentara", "army aid"), by="ani").id], by="ani")
    else:
        glossary.decide(AID, Decision(act, "ani", "because"))  # type: ignore[arg-type]
    before = glossary.get(AID)

    assert glossary.take_back("r_1", by="rina") == (0, [Stay("concept", AID, "bantuan militer", "ani")])
    assert glossary.get(AID) == before


def test_what_another_run_met_too_stays_without_the_places_of_this_one(glossary: Glossary) -> None:
    found(glossary, "r_1")
    found(glossary, "r_2", aid(THERE))

    assert glossary.take_back("r_1", by="rina") == (1, [])
    assert documents(glossary) == ({"b.txt": 1}, {"b.txt"})


@pytest.mark.parametrize("order", [("r_1", "r_2", "r_3"), ("r_3", "r_2", "r_1"), ("r_2", "r_1", "r_3")])
def test_when_every_run_is_taken_back_nothing_is_left_in_whatever_order(
    order: tuple[str, ...], glossary: Glossary
) -> None:
    found(glossary, "r_1")
    found(glossary, "r_2", aid(HERE, THERE))
    found(glossary, "r_3", aid(place("bantuan militer lagi.", "c.txt")))

    for run in order:
        assert glossary.take_back(run, by="rina") == (1, [])
    assert len(glossary) == 0


@pytest.mark.parametrize("order", [("r_1", "r_2"), ("r_2", "r_1")])
@pytest.mark.parametrize("rejected", [False, True])
def test_what_was_there_before_two_runs_is_as_it_was_in_whatever_order(
    order: tuple[str, str], rejected: bool, glossary: Glossary
) -> None:
    found(glossary, "", aid())
    if rejected:
        glossary.decide(AID, Decision("reject", "ani", "a calque"))
    before = said(glossary.get(AID))
    found(glossary, "r_1", aid(THERE, english="armed aid"))
    found(glossary, "r_2", aid(place("bantuan militer lagi.", "c.txt"), english="troop support"))

    for run in order:
        assert glossary.take_back(run, by="rina") == (1, [])

    assert said(glossary.get(AID)) == before


@pytest.mark.parametrize("early", [True, False])
def test_what_somebody_removed_and_revived_stays(early: bool, glossary: Glossary) -> None:
    found(glossary, "r_1")
    if early:
        found(glossary, "r_2", aid(THERE))
        glossary.take_back("r_1", by="rina")
    version = glossary.get(AID).version
    glossary.remove(AID, by="rina", why="no term")
    glossary.revive(AID, version, by="budi")

    assert glossary.take_back("r_2" if early else "r_1", by="rina") == (
        0,
        [Stay("concept", AID, "bantuan militer", "budi")],
    )


def test_what_a_term_list_of_the_run_approved_goes_whoever_met_it_since(glossary: Glossary) -> None:
    listed = Concept(AID, (Term("id", "bantuan militer", "preferred"), Term("en", "military aid")), "approved")
    glossary.add([listed], by="miner", why="list", run="r_1")
    assert found(glossary, "r_2") == ["known"]

    assert glossary.take_back("r_1", by="rina") == (1, [])
    assert len(glossary) == 0
    assert glossary.add([listed], by="miner", why="list") == {"new": 1, "unchanged": 0}


def test_who_takes_a_run_back_has_written_nothing_that_they_may_not_approve(glossary: Glossary) -> None:
    glossary.four_eyes = True
    found(glossary, "r_1")
    found(glossary, "r_2", aid(THERE, english="armed aid"))
    glossary.take_back("r_2", by="rina")

    assert glossary.decide(AID, Decision("approve", "rina")).lifecycle == "approved"


def test_versions_from_before_runs_were_kept_are_nobody_s_judgement(glossary: Glossary) -> None:
    glossary.propose([aid()])
    found(glossary, "r_1", aid(THERE))
    glossary.propose([aid(place("bantuan militer lagi.", "c.txt"))])

    assert glossary.take_back("r_1", by="rina") == (1, [])
    assert documents(glossary)[0] == {"a.txt": 1, "c.txt": 1}
