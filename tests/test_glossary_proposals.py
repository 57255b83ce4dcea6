"""Candidates and term lists: what becomes of what is there already, and what is never overwritten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Term
from tests.glossary_small import add, candidate, found, place, term


class TestPropose:
    """Candidates into the review queue."""

    def test_a_candidate_that_nobody_knows_is_new(self, glossary: Glossary) -> None:
        made = candidate(
            "kebijakan hegemonik", "hegemonic policy", "policy of hegemony", variants=("kebijakan yang hegemonik",)
        )
        [(concept, outcome)] = glossary.propose([made])
        stored = glossary.get(concept.id)

        assert outcome == "new"
        assert (stored.lifecycle, stored.confidence, stored.version) == ("proposed", 0.5, 1)
        assert [(t.language, t.text, t.status, t.type) for t in stored.terms] == [
            ("id", "kebijakan hegemonik", "preferred", "full"),
            ("id", "kebijakan yang hegemonik", "admitted", "variant"),
            ("en", "hegemonic policy", "preferred", "full"),
            ("en", "policy of hegemony", "admitted", "full"),
        ]
        assert stored.why == ("composed", "a → b")
        assert stored.evidence == made.evidence

    @pytest.mark.parametrize("pos", ["NOUN", "ADJ"])
    def test_its_terms_have_its_part_of_speech_on_both_sides(self, pos: str, glossary: Glossary) -> None:
        [(concept, _)] = glossary.propose([candidate("bertanggung jawab", "responsible", pos=pos)])

        assert [(t.language, t.pos) for t in concept.terms] == [("id", pos), ("en", pos)]

    def test_the_same_again_changes_nothing(self, glossary: Glossary) -> None:
        once = [candidate("kebijakan hegemonik", "hegemonic policy"), candidate("kapal perang", "warship")]
        glossary.propose(once)
        before, version = glossary.concepts(), glossary.version

        assert [outcome for _, outcome in glossary.propose(once)] == ["unchanged", "unchanged"]
        assert (glossary.concepts(), glossary.version) == (before, version)

    def test_a_proposed_concept_gains_evidence_and_renderings_and_keeps_its_own_first(self, glossary: Glossary) -> None:
        glossary.propose([candidate("bantuan militer", "military aid", places=(place("Satu."),))])
        again = candidate("bantuan militer", "military assistance", places=(place("Dua.", "b.txt"),), confidence=0.4)
        [(concept, outcome)] = glossary.propose([again])

        assert outcome == "evidence"
        assert [t.text for t in concept.in_language("en")] == ["military aid", "military assistance"]
        assert [t.status for t in concept.in_language("en")] == ["preferred", "admitted"]
        assert concept.occurrences == {"a.txt": 1, "b.txt": 1}
        assert (len(concept.evidence), concept.confidence) == (2, 0.5)
        assert glossary.get(concept.id).version == 2

    def test_an_approved_concept_gains_evidence_and_none_of_its_terms_changes(self, glossary: Glossary) -> None:
        approved = term("gencatan senjata", "ceasefire")
        add(glossary, approved)
        [(concept, outcome)] = glossary.propose([candidate("Gencatan Senjata", "truce")])

        assert outcome == "known"
        assert (concept.id, concept.lifecycle, concept.terms) == (approved.id, "approved", approved.terms)
        assert len(glossary.get(approved.id).evidence) == 1
        assert len(glossary) == 1

    def test_an_old_spelling_belongs_to_the_concept_that_has_it(self, glossary: Glossary) -> None:
        known = Concept(
            "c_1", (Term("id", "izin", "preferred", lookup_forms=("ijin",)), Term("en", "permit", "preferred"))
        )
        add(glossary, replace(known, lifecycle="approved"))

        assert glossary.propose([candidate("ijin", "licence")])[0][1] == "known"

    def test_a_rejected_candidate_comes_back_only_with_new_evidence(self, glossary: Glossary) -> None:
        once = candidate("kebijakan besar", "big policy", places=(place("Satu."),))
        [(concept, _)] = glossary.propose([once])
        glossary.decide(concept.id, Decision("reject", "ani", "no term"))

        assert glossary.propose([once])[0][1] == "rejected"
        assert glossary.get(concept.id).lifecycle == "rejected"
        assert (
            glossary.propose([replace(once, evidence=(place("Dua.", "b.txt"),), occurrences={"b.txt": 1})])[0][1]
            == "evidence"
        )
        assert glossary.get(concept.id).lifecycle == "proposed"

    def test_a_sentence_that_moved_down_a_line_is_no_new_evidence(self, glossary: Glossary) -> None:
        once = candidate("kebijakan besar", "big policy", places=(place("Satu.", line=1),))
        [(concept, _)] = glossary.propose([once])
        glossary.decide(concept.id, Decision("reject", "ani", "no term"))

        assert glossary.propose([replace(once, evidence=(place("Satu.", line=2),))])[0][1] == "rejected"

    def test_a_retired_concept_stays_retired(self, glossary: Glossary) -> None:
        old = term("gencatan senjata", "truce", "retired")
        add(glossary, old)

        assert glossary.propose([candidate("gencatan senjata", "ceasefire")])[0][1] == "known"
        assert glossary.get(old.id).lifecycle == "retired"

    def test_of_two_owners_the_approved_one_is_meant(self, glossary: Glossary) -> None:
        approved, proposed = term("sanksi", "sanction"), term("sanksi", "penalty", "proposed")
        add(glossary, proposed, approved)

        assert glossary.propose([candidate("sanksi", "x")])[0][0].id == approved.id

    def test_a_name_keeps_its_capitals(self, glossary: Glossary) -> None:
        [(concept, _)] = glossary.propose([candidate("Dewan Federasi", "Federation Council", proper=True)])

        assert {(t.type, t.case) for t in concept.terms} == {("proper", "title")}

    def test_twelve_places_are_kept_and_all_are_counted(self, glossary: Glossary) -> None:
        places = tuple(place(f"Kalimat {k}.", line=k) for k in range(20))
        [(concept, _)] = glossary.propose([candidate("kapal perang", "warship", places=places)])

        assert (len(concept.evidence), concept.seen) == (12, 20)

    def test_two_candidates_of_one_concept_both_bring_their_evidence(self, glossary: Glossary) -> None:
        add(
            glossary,
            Concept(
                "c_1",
                (
                    Term("id", "kerja sama", "preferred"),
                    Term("id", "kerjasama"),
                    Term("en", "cooperation", "preferred"),
                ),
            ),
        )
        glossary.propose(
            [
                candidate("kerja sama", "cooperation", places=(place("Satu.", "a.txt"),)),
                candidate("kerjasama", "collaboration", places=(place("Dua.", "b.txt"),)),
            ]
        )

        assert glossary.get("c_1").occurrences == {"a.txt": 1, "b.txt": 1}

    @pytest.mark.parametrize("warm", [False, True])
    def test_what_was_added_in_the_same_batch_gets_no_twin(self, warm: bool, glossary: Glossary) -> None:
        if warm:
            glossary.warm()
        with glossary.store.batch():
            add(glossary, term("gencatan senjata", "ceasefire"))
            outcomes = [outcome for _, outcome in glossary.propose([candidate("gencatan senjata", "truce")])]

        assert (outcomes, len(glossary)) == (["known"], 1)

    def test_what_was_taken_back_is_forgotten(self, glossary: Glossary) -> None:
        def interrupted() -> None:
            with glossary.store.batch():
                add(glossary, term("gencatan senjata", "ceasefire"))
                glossary.propose([candidate("kapal perang", "warship")])
                raise InterruptedError

        with pytest.raises(InterruptedError):
            interrupted()
        assert found(glossary, "gencatan senjata") == []

    def test_a_term_that_an_editor_has_renamed_is_not_put_back(self, glossary: Glossary) -> None:
        once = candidate("kebijakan hegemoniknya", "hegemonic policy")
        [(concept, _)] = glossary.propose([once])
        right = [{"language": "id", "text": "kebijakan hegemonik"}, {"language": "en", "text": "hegemonic policy"}]
        edited = glossary.edit(concept.id, {"terms": right}, by="ani")

        assert glossary.propose([once])[0][1] == "unchanged"
        assert glossary.get(concept.id) == edited

    def test_what_was_removed_stays_so(self, glossary: Glossary) -> None:
        once = candidate("kebijakan besar", "big policy")
        [(concept, _)] = glossary.propose([once])
        glossary.remove(concept.id, by="ani", why="no term")

        assert glossary.propose([replace(once, evidence=(place("Dua."),))])[0][1] == "rejected"
        assert len(glossary) == 0

    def test_evidence_for_an_edit_in_review_leaves_both_versions(self, glossary: Glossary) -> None:
        known = term("sanksi", "sanction")
        add(glossary, known)
        glossary.edit(known.id, {"subject": ["law"]}, by="ani")
        glossary.propose([candidate("sanksi", "penalty")])
        now, enforced = glossary.get(known.id), glossary.enforced(known.id)

        assert (now.lifecycle, now.subject, now.seen) == ("in_review", ("law",), 1)
        assert enforced is not None
        assert enforced.version == now.approved_version == 1


class TestAdd:
    """Concepts as somebody else approved them."""

    def test_adding_counts_what_is_new_and_what_was_there(self, glossary: Glossary) -> None:
        assert add(glossary, term("sanksi", "sanction")) == {"new": 1, "unchanged": 0}
        version = glossary.version

        assert add(glossary, term("sanksi", "sanction"), term("pakta", "pact")) == {"new": 1, "unchanged": 1}
        assert add(glossary, term("sanksi", "sanction")) == {"new": 0, "unchanged": 1}
        assert glossary.version == version + 1

    def test_the_version_grows_with_every_change_and_with_nothing_else(self, glossary: Glossary) -> None:
        add(glossary, term("sanksi", "sanction"))
        version = glossary.version
        glossary.look_up("sanksi")
        glossary.propose([])

        assert glossary.version == version

    def test_concepts_come_by_term_or_by_confidence(self, glossary: Glossary) -> None:
        glossary.propose(
            [
                candidate("b", "b", confidence=0.2),
                candidate("a", "a", confidence=0.1),
                candidate("c", "c", confidence=0.9),
            ]
        )

        assert [c.terms[0].text for c in glossary.concepts()] == ["a", "b", "c"]
        assert [c.terms[0].text for c in glossary.concepts("proposed", order="confidence")] == ["c", "b", "a"]
        assert glossary.concepts("approved") == []
        assert glossary.stages() == {"proposed": 3, "in_review": 0, "approved": 0, "retired": 0, "rejected": 0}

    def test_the_same_concept_twice_in_a_list_is_added_once(self, glossary: Glossary) -> None:
        assert add(glossary, term("sanksi", "sanction"), term("sanksi", "sanction")) == {"new": 1, "unchanged": 1}
        assert [h["version"] for h in glossary.history(glossary.concepts()[0].id)] == [1]

    def test_what_was_removed_is_counted_and_stays_so(self, glossary: Glossary) -> None:
        known = term("sanksi", "sanction")
        add(glossary, known)
        glossary.remove(known.id, by="ani", why="twice")

        assert add(glossary, known, term("pakta", "pact")) == {"new": 1, "unchanged": 0, "removed": 1}
        assert [c.terms[0].text for c in glossary.concepts()] == ["pakta"]

    def test_the_approved_version_of_another_termbase_means_nothing_here(self, glossary: Glossary) -> None:
        add(glossary, replace(term("sanksi", "sanction", "in_review"), approved_version=7))
        (known,) = glossary.concepts()

        assert (known.approved_version, glossary.enforced(known.id)) == (None, None)
