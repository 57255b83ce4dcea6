"""The life of a concept: made, edited, decided, revived, removed, merged; and what is enforced meanwhile."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from glossary.lookup import Glossary
from glossary.terms import Concept, Decision
from memory.errors import Conflict, Forbidden, Invalid, NotFound
from memory.stores import Store, open_store
from memory.stores.base import Change
from tests.glossary_small import candidate, found, place, term

TRUCE = [{"language": "id", "text": "gencatan senjata"}, {"language": "en", "text": "truce"}]


@pytest.fixture
def known(glossary: Glossary) -> Concept:
    """An approved concept of ani's that budi has approved."""
    made = glossary.create(term("gencatan senjata", "ceasefire"), by="ani")
    return glossary.decide(made.id, Decision("approve", "budi"))


def spotted(glossary: Glossary, text: str = "A ceasefire, a truce.") -> list[str]:
    """The approved English terms in a text."""
    return [text[s.start : s.end] for s in glossary.spot(text, "en")]


def english(concept: Concept | None) -> list[str]:
    """The English terms of a concept."""
    return [t.text for t in concept.in_language("en")] if concept else []


class TestDecide:
    """What a person says of a concept."""

    @pytest.fixture
    def id_(self, glossary: Glossary) -> str:
        """A proposed concept."""
        return glossary.propose([candidate("bantuan militer", "military aid")])[0][0].id

    def test_a_decision_makes_the_next_version(self, glossary: Glossary, id_: str) -> None:
        decided = glossary.decide(id_, Decision("approve", "ani"), version=1)

        assert (decided.lifecycle, decided.version, decided.changed["by"]) == ("approved", 2, "ani")
        assert decided == glossary.get(id_)

    def test_a_stale_version_is_a_conflict_and_changes_nothing(self, glossary: Glossary, id_: str) -> None:
        glossary.decide(id_, Decision("approve", "ani"))

        with pytest.raises(Conflict) as refused:
            glossary.decide(id_, Decision("reopen", "budi"), version=1)
        assert str(refused.value) == (
            "The concept has changed: it is at version 2, you saw 1. Read it again and decide anew."
        )
        assert glossary.get(id_).lifecycle == "approved"

    def test_of_two_who_decide_at_once_one_is_told(self, glossary: Glossary, id_: str) -> None:
        said: list[str] = []

        def decide(decision: Decision) -> None:
            try:
                said.append(glossary.decide(id_, decision, version=1).lifecycle)
            except Conflict as refused:
                said.append(f"{refused.details['present']}, not {refused.details['seen']}")

        with glossary.store.batch():  # both wait until it is left
            both = [Decision("approve", "ani"), Decision("reject", "budi", "no term")]
            threads = [threading.Thread(target=decide, args=(decision,)) for decision in both]
            for thread in threads:
                thread.start()
        for thread in threads:
            thread.join()

        assert sorted(said) in (["2, not 1", "approved"], ["2, not 1", "rejected"])
        assert glossary.get(id_).version == 2

    def test_a_rejection_without_reason_changes_nothing(self, glossary: Glossary, id_: str) -> None:
        with pytest.raises(Invalid):
            glossary.decide(id_, Decision("reject", "ani", " "))
        assert (glossary.get(id_).lifecycle, glossary.get(id_).version) == ("proposed", 1)

    def test_an_unknown_concept_is_not_found(self, glossary: Glossary) -> None:
        with pytest.raises(NotFound) as missing:
            glossary.decide("c_0", Decision("approve", "ani"))
        assert str(missing.value) == "There is no concept c_0."

    def test_history_has_every_version_with_who_and_why(self, glossary: Glossary, id_: str) -> None:
        glossary.decide(id_, Decision("reject", "ani", "too general"))
        glossary.decide(id_, Decision("reopen", "budi"))
        seen = [(h["version"], h["by"], h["why"], h["concept"]["lifecycle"]) for h in glossary.history(id_)]  # type: ignore[index]

        assert seen == [
            (1, "miner", "mined", "proposed"),
            (2, "ani", "reject: too general", "rejected"),
            (3, "budi", "reopen", "proposed"),
        ]

    def test_history_of_nothing_is_not_found(self, glossary: Glossary) -> None:
        with pytest.raises(NotFound):
            glossary.history("c_0")

    def test_who_made_it_stays_who_made_it(self, glossary: Glossary, id_: str) -> None:
        created = glossary.get(id_).created
        glossary.decide(id_, Decision("approve", "ani"))

        assert glossary.get(id_).created == created
        assert created["by"] == "miner"

    def test_another_process_finds_the_same(self, glossary: Glossary, store: Store, id_: str, tmp_path: Any) -> None:
        glossary.decide(id_, Decision("approve", "ani"))

        with open_store(tmp_path / "store", writable=False) as reader:
            there = Glossary(reader)
            assert there.get(id_) == glossary.get(id_)
            assert found(there, "bantuan militer") == [("bantuan militer", "exact")]
            assert there.history(id_) == glossary.history(id_)


class TestCreate:
    """Concepts of one's own."""

    def test_it_is_proposed_under_an_id_of_its_own(self, glossary: Glossary) -> None:
        made = [glossary.create(term("sanksi", "sanction", "approved"), by="ani", why="seen") for _ in "12"]

        assert [(c.lifecycle, c.version, c.approved_version, c.created["by"]) for c in made] == [
            ("proposed", 1, None, "ani")
        ] * 2
        assert made[0].id != made[1].id
        assert glossary.history(made[0].id)[0]["act"] == "create"

    def test_a_draft_that_is_refused_leaves_nothing(self, glossary: Glossary) -> None:
        with pytest.raises(Invalid):
            glossary.create(Concept("", ()), by="ani")
        assert (len(glossary), glossary.version) == (0, 0)


class TestEdit:
    """What an edit changes, and what goes on being enforced."""

    @pytest.mark.parametrize("warm", [False, True])
    def test_an_approved_concept_is_enforced_as_approved_until_its_edit_is(
        self, warm: bool, glossary: Glossary, known: Concept
    ) -> None:
        if warm:
            glossary.warm()
        edited = glossary.edit(known.id, {"terms": TRUCE}, by="ani", version=2)
        waiting = (edited.lifecycle, edited.version, edited.approved_version, spotted(glossary))
        glossary.decide(known.id, Decision("approve", "budi"))

        assert waiting == ("in_review", 3, 2, ["ceasefire"])
        assert (glossary.get(known.id).approved_version, spotted(glossary)) == (4, ["truce"])

    def test_a_second_edit_leaves_the_approved_version_enforced(self, glossary: Glossary, known: Concept) -> None:
        glossary.edit(known.id, {"terms": TRUCE}, by="ani")
        glossary.edit(known.id, {"subject": ["law"], "note": "See the treaty."}, by="ani")

        assert (glossary.get(known.id).approved_version, english(glossary.enforced(known.id))) == (2, ["ceasefire"])

    @pytest.mark.parametrize(
        ("given", "stage"),
        [
            ({"note": "In law only."}, "approved"),
            ({"subject": ["law"]}, "in_review"),
            ({"definition": {"en": "An end of firing."}}, "in_review"),
            ({"enforce": "advise"}, "in_review"),
        ],
    )
    def test_what_is_judged_is_reviewed_anew(
        self, given: dict[str, Any], stage: str, glossary: Glossary, known: Concept
    ) -> None:
        edited = glossary.edit(known.id, given, by="ani")

        assert (edited.lifecycle, edited.version) == (stage, 3)
        assert edited.terms == known.terms or "enforce" in given
        assert english(glossary.enforced(known.id)) == ["ceasefire"]

    def test_no_change_makes_no_version(self, glossary: Glossary, known: Concept) -> None:
        before = glossary.version

        assert glossary.edit(known.id, {"note": "", "terms": known.terms}, by="ani") == known
        assert glossary.version == before

    def test_a_stale_version_is_a_conflict_that_says_both(self, glossary: Glossary, known: Concept) -> None:
        with pytest.raises(Conflict) as refused:
            glossary.edit(known.id, {"note": "x"}, by="ani", version=1)
        assert refused.value.details == {"concept": known.id, "present": 2, "seen": 1}
        assert glossary.get(known.id) == known

    def test_a_rejected_edit_leaves_what_was_approved(self, glossary: Glossary, known: Concept) -> None:
        glossary.edit(known.id, {"terms": TRUCE, "definition": {"en": "x"}}, by="ani")
        glossary.propose([candidate("gencatan senjata", places=(place("Ada gencatan senjata."),))])
        after = glossary.decide(known.id, Decision("reject", "budi", "not the same"))

        assert (after.lifecycle, after.version, after.approved_version) == ("approved", 5, 5)
        assert (after.terms, after.definition, len(after.evidence)) == (known.terms, {}, 1)
        assert glossary.history(known.id)[-1]["why"] == "reject: not the same"
        assert spotted(glossary) == ["ceasefire"]

    def test_another_process_enforces_the_same(self, glossary: Glossary, known: Concept, tmp_path: Any) -> None:
        with open_store(tmp_path / "store", writable=False) as reader:
            there = Glossary(reader)
            there.warm()
            glossary.edit(known.id, {"terms": TRUCE}, by="ani")
            reader.refresh()

            assert spotted(there) == ["ceasefire"]
            assert there.page("in_review")[1] == 1


class TestFourEyes:
    """Nobody approves what they wrote."""

    @pytest.fixture
    def strict(self, store: Store) -> Glossary:
        """A glossary with four eyes."""
        return Glossary(store, four_eyes=True)

    def test_an_author_may_not_approve_and_somebody_else_may(self, strict: Glossary) -> None:
        made = strict.create(term("sanksi", "sanction"), by="ani")
        with pytest.raises(Forbidden) as refused:
            strict.decide(made.id, Decision("approve", "ani"))

        assert refused.value.message == "ani wrote this version and may not approve it."
        assert strict.decide(made.id, Decision("approve", "budi")).lifecycle == "approved"

    def test_who_edited_last_is_the_author(self, strict: Glossary) -> None:
        made = strict.create(term("sanksi", "sanction"), by="ani")
        strict.edit(made.id, {"subject": ["law"]}, by="budi")
        with pytest.raises(Forbidden):
            strict.decide(made.id, Decision("approve", "budi"))

        assert strict.decide(made.id, Decision("approve", "ani")).lifecycle == "approved"

    def test_a_note_or_evidence_makes_nobody_else_the_author(self, strict: Glossary) -> None:
        made = strict.create(term("sanksi", "sanction"), by="ani")
        strict.edit(made.id, {"note": "x"}, by="budi")
        strict.propose([candidate("sanksi", "sanction")])

        with pytest.raises(Forbidden):
            strict.decide(made.id, Decision("approve", "ani"))

    def test_what_the_miner_proposed_anybody_approves(self, strict: Glossary) -> None:
        [(mined, _)] = strict.propose([candidate("sanksi", "sanction")], by="ani")

        assert strict.decide(mined.id, Decision("approve", "ani")).lifecycle == "approved"

    def test_an_author_may_reject(self, strict: Glossary) -> None:
        made = strict.create(term("sanksi", "sanction"), by="ani")

        assert strict.decide(made.id, Decision("reject", "ani", "a mistake")).lifecycle == "rejected"

    def test_without_four_eyes_an_author_may_approve(self, glossary: Glossary) -> None:
        made = glossary.create(term("sanksi", "sanction"), by="ani")

        assert glossary.decide(made.id, Decision("approve", "ani")).lifecycle == "approved"


class TestOldStores:
    """Records from before concepts had an approved version, remarks and acts."""

    def test_they_are_read_and_edited(self, glossary: Glossary, known: Concept) -> None:
        record = {**glossary.store.get("concept", known.id)}  # type: ignore[dict-item]
        for name in ("approved_version", "merged_into", "remarks"):
            del record[name]
        old = glossary.store.get("history", f"{known.id}:000002") or {}
        glossary.store.write(
            [
                Change("concept", known.id, record),
                Change("history", f"{known.id}:000002", {k: v for k, v in old.items() if k != "act"}),
            ]
        )

        assert (glossary.get(known.id).remarks, spotted(glossary)) == ((), ["ceasefire"])
        assert glossary.edit(known.id, {"terms": TRUCE}, by="ani").approved_version == 2
        assert spotted(glossary) == ["ceasefire"]
