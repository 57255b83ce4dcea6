"""The glossary: what a look-up finds and in which order, what is spotted and what a translation lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Lifecycle, Term
from memory.stores import open_store
from memory.text import Language
from tests.glossary_small import add, candidate, found, term
from tests.truths import truths


@pytest.fixture
def seas(glossary: Glossary) -> Glossary:
    """A glossary of six approved concepts."""
    add(
        glossary,
        term("kapal perang", "warship"),
        term("kapal selam", "submarine"),
        term("kapal selam nuklir", "nuclear submarine"),
        term("gencatan senjata", "ceasefire"),
        term("perjanjian kemitraan", "partnership treaty"),
        term("Dewan Keamanan PBB", "UN Security Council"),
    )
    return glossary


class TestLookUp:
    """What a reader may type."""

    @pytest.mark.parametrize(
        ("typed", "source", "text", "how"),
        [
            ("kapal perang", "id", "kapal perang", "exact"),
            ("  kapal perang ", "id", "kapal perang", "exact"),
            ("Kapal  Perang", "id", "kapal perang", "folded"),
            ("dewan keamanan pbb", "id", "Dewan Keamanan PBB", "folded"),
            ("kapal-perang", "id", "kapal perang", "folded"),
            ("kapal-kapal perangnya", "id", "kapal perang", "inflected"),
            ("perjanjian yang kemitraan", "id", "perjanjian kemitraan", "inflected"),
            ("partnership treaties", "en", "partnership treaty", "inflected"),
            ("warship's", "en", "warship", "inflected"),
            ("genc", "id", "gencatan senjata", "prefix"),
            ("gencatan s", "id", "gencatan senjata", "prefix"),
            ("senjata", "id", "gencatan senjata", "part"),
            ("security council", "en", "UN Security Council", "part"),
            ("gencatan sejata", "id", "gencatan senjata", "spelling"),
            ("ceasfire", "en", "ceasefire", "spelling"),
        ],
    )
    def test_a_term_is_found_by_what_a_reader_may_type(
        self, typed: str, source: Language, text: str, how: str, seas: Glossary
    ) -> None:
        assert found(seas, typed, source)[0] == (text, how)

    @pytest.mark.parametrize("typed", ["", "  ", "?!", "zzz", "xqj"])
    def test_what_is_no_word_or_like_no_term_finds_nothing(self, typed: str, seas: Glossary) -> None:
        answer = seas.look_up(typed)

        assert (answer.hits, answer.did_you_mean) == ((), ())

    def test_both_directions_are_asked_and_the_closer_one_answers(self, seas: Glossary) -> None:
        assert seas.look_up("warship").source == "en"
        assert seas.look_up("kapal perang").source == "id"

    def test_a_direction_that_is_asked_for_is_kept(self, seas: Glossary) -> None:
        assert found(seas, "warship", "id") == []
        assert seas.look_up("warship", "id").source == "id"

    def test_the_language_of_a_text_without_hits_is_guessed(self, seas: Glossary) -> None:
        assert seas.look_up("what is this and that").source == "en"
        assert seas.look_up("apa yang ini").source == "id"

    def test_the_closest_way_stands_first(self, seas: Glossary) -> None:
        add(seas, term("senjata", "weapon"), term("senjata nuklir", "nuclear weapon"))

        assert found(seas, "senjata", "id") == [
            ("senjata", "exact"),
            ("senjata nuklir", "prefix"),
            ("gencatan senjata", "part"),
        ]

    def test_approved_before_proposed_then_shorter_before_longer(self, glossary: Glossary) -> None:
        add(
            glossary,
            term("kapal dagang", "merchant ship", "proposed"),
            term("kapal penangkap ikan", "fishing vessel"),
            term("kapal tanker", "tanker"),
            term("kapal layar", "sailing ship", "in_review"),
        )

        assert [text for text, _ in found(glossary, "kapal", "id")] == [
            "kapal tanker",
            "kapal penangkap ikan",
            "kapal layar",
            "kapal dagang",
        ]

    def test_each_concept_stands_once_by_its_closest_term(self, glossary: Glossary) -> None:
        one = replace(
            term("kerja sama", "cooperation"),
            terms=(
                Term("id", "kerja sama", "preferred"),
                Term("id", "kerja sama erat"),
                Term("en", "cooperation", "preferred"),
            ),
        )
        add(glossary, one)

        assert found(glossary, "kerja sama", "id") == [("kerja sama", "exact")]

    def test_an_old_spelling_leads_to_the_term(self, glossary: Glossary) -> None:
        add(
            glossary,
            Concept(
                "c_1", (Term("id", "izin", "preferred", lookup_forms=("ijin",)), Term("en", "permit", "preferred"))
            ),
        )

        assert found(glossary, "ijin", "id") == [("izin", "spelling")]

    def test_while_an_edit_waits_the_approved_terms_answer(self, glossary: Glossary) -> None:
        terms = (Term("id", "peluncur rudal", "preferred"), Term("en", "missile launcher", "preferred"))
        add(glossary, Concept("c_1", terms, "approved"))
        glossary.look_up("peluncur rudal")
        glossary.edit(
            "c_1", {"terms": [{"language": "id", "text": "peluncur rudal"}, {"language": "en", "text": "x"}]}, by="ana"
        )

        for here in (glossary, Glossary(glossary.store)):
            (hit,) = here.look_up("peluncur rudal", "id").hits
            assert [term.text for term in hit.concept.in_language("en")] == ["missile launcher"]
            assert hit.concept.lifecycle == "in_review"
            assert here.look_up("missile launcher", "en").hits[0].how == "exact"

    def test_did_you_mean_only_where_nothing_closer_is_found(self, seas: Glossary) -> None:
        assert seas.look_up("gencatan sejata").did_you_mean == ("gencatan senjata",)
        assert seas.look_up("gencatan senjata").did_you_mean == ()

    def test_a_subject_narrows_the_answer(self, glossary: Glossary) -> None:
        add(
            glossary,
            term("sanksi", "sanction", subject=("diplomacy",)),
            term("sanksi adat", "customary fine", subject=("law",)),
        )

        assert found(glossary, "sanksi", subject="law") == [("sanksi adat", "prefix")]
        assert found(glossary, "sanksi", subject="sport") == []

    @pytest.mark.parametrize("lifecycle", ["rejected", "retired"])
    def test_what_is_rejected_or_retired_is_not_found(self, lifecycle: Lifecycle, glossary: Glossary) -> None:
        add(glossary, term("gencatan senjata", "truce", lifecycle))

        assert found(glossary, "gencatan senjata") == []

    def test_a_change_is_found_at_once(self, seas: Glossary) -> None:
        assert found(seas, "kedaulatan") == []
        add(seas, term("kedaulatan", "sovereignty"))
        assert found(seas, "kedaulatan") == [("kedaulatan", "exact")]
        assert found(seas, "sovereignty") == [("sovereignty", "exact")]

    def test_a_decision_is_found_at_once(self, seas: Glossary) -> None:
        retired = next(c for c in seas.concepts() if c.terms[0].text == "kapal perang")
        seas.decide(retired.id, Decision("retire", "ani", "out of use"))

        assert found(seas, "kapal perang", "id") == []
        seas.decide(retired.id, Decision("reopen", "ani"))
        assert found(seas, "kapal perang", "id") == [("kapal perang", "exact")]

    def test_a_concept_with_singular_and_plural_can_be_retired(self, glossary: Glossary) -> None:
        forms = (Term("id", "sanksi", "preferred"), Term("en", "sanction", "preferred"), Term("en", "sanctions"))
        add(glossary, Concept("c_1", forms, lifecycle="approved"))
        glossary.warm()
        glossary.decide("c_1", Decision("retire", "ani", "out of use"))

        assert list(glossary.store.notes) == []

    def test_no_more_than_the_limit(self, seas: Glossary) -> None:
        assert len(found(seas, "kapal", "id", limit=2)) == 2

    def test_rejected_concepts_take_nobodys_place(self, glossary: Glossary) -> None:
        add(glossary, *(term(f"kapal {name}", f"{name} ship", "rejected") for name in ("abu", "biru", "coklat", "dua")))
        add(glossary, term("kapal selam", "submarine"))

        assert found(glossary, "kapal", "id", limit=1) == [("kapal selam", "prefix")]

    def test_a_short_answer_is_the_beginning_of_a_long_one(self, glossary: Glossary) -> None:
        add(glossary, *(term(f"kapal {name}", f"{name} ship", "proposed") for name in ("abu", "biru", "coklat", "dua")))
        add(glossary, term("kapal selam", "submarine"))

        assert found(glossary, "kapal", "id", limit=1) == found(glossary, "kapal", "id", limit=10)[:1]

    @pytest.mark.parametrize("case", truths("lookup"))
    def test_the_terms_come_in_the_order_that_a_reader_wants(self, case: Any, glossary: Glossary) -> None:
        other: Language = "en" if case["from"] == "id" else "id"
        add(
            glossary,
            *(
                Concept(
                    f"c_{at}",
                    (Term(case["from"], text, "preferred"), Term(other, f"{at}", "preferred")),
                    lifecycle="approved",
                )
                for at, text in enumerate(case["terms"])
            ),
        )

        assert [text for text, _ in found(glossary, case["typed"], case["from"])] == case["wanted"]

    def test_nothing_is_misspelt_where_the_term_itself_stands(self, seas: Glossary) -> None:
        add(seas, term("kapal salam", "greeting ship"))

        assert found(seas, "kapal selam", "id") == [("kapal selam", "exact"), ("kapal selam nuklir", "prefix")]

    def test_a_subject_is_asked_of_all_and_not_of_the_shortest_only(self, glossary: Glossary) -> None:
        add(glossary, *(term(f"sanksi {k}", f"sanction {k}") for k in range(150)))
        add(glossary, term("sanksi administratif berat", "severe administrative sanction", subject=("law",)))

        assert found(glossary, "sanksi", "id", subject="law") == [("sanksi administratif berat", "prefix")]

    def test_concepts_that_share_a_term_are_similar(self, seas: Glossary) -> None:
        (known,) = [c for c in seas.concepts() if c.terms[0].text == "kapal perang"]
        draft = replace(term("Kapal Perang", "man-of-war"), id="")

        assert seas.similar(draft) == [known]
        assert seas.similar(known) == []
        assert seas.similar(term("warship", "kapal perang")) == []


def spotted(glossary: Glossary, text: str, language: Language = "id") -> list[tuple[str, str]]:
    """What is spotted in a text: as it is written there, and in which form."""
    return [(text[found.start : found.end], found.form) for found in glossary.spot(text, language)]


def lacking(glossary: Glossary, source: str, target: str, language: Language = "id") -> list[str]:
    """The first terms of the concepts that a target lacks."""
    return [concept.terms[0].text for concept in glossary.missing_terms(source, target, language)]


class TestSpot:
    """Approved terms in running text."""

    def test_approved_terms_are_spotted_in_either_language(self, seas: Glossary) -> None:
        assert spotted(seas, "Dewan Keamanan PBB menolak kapal-kapal perangnya.") == [
            ("Dewan Keamanan PBB", "exact"),
            ("kapal-kapal perangnya", "inflected"),
        ]
        assert spotted(seas, "The warships obeyed the UN Security Council.", "en") == [
            ("warships", "inflected"),
            ("UN Security Council", "exact"),
        ]

    def test_the_longest_term_is_spotted(self, seas: Glossary) -> None:
        assert spotted(seas, "Kapal selam nuklir itu tiba.") == [("Kapal selam nuklir", "exact")]

    def test_it_says_which_concept_and_which_term(self, seas: Glossary) -> None:
        (spot,) = seas.spot("Ada gencatan senjata.", "id")

        assert spot.term.text == "gencatan senjata"
        assert seas.get(spot.concept).in_language("en")[0].text == "ceasefire"

    def test_a_text_in_the_other_language_has_none(self, seas: Glossary) -> None:
        assert (spotted(seas, "kapal perang", "en"), spotted(seas, "warship", "id")) == ([], [])

    @pytest.mark.parametrize("lifecycle", ["proposed", "in_review", "retired", "rejected"])
    @pytest.mark.parametrize("warm", [False, True])
    def test_what_is_not_approved_is_not_spotted(self, lifecycle: Lifecycle, warm: bool, glossary: Glossary) -> None:
        if warm:
            glossary.warm()
        add(glossary, term("gencatan senjata", "truce", lifecycle))

        assert spotted(glossary, "Ada gencatan senjata.") == []

    @pytest.mark.parametrize("warm", [False, True])
    def test_a_decision_shows_at_once(self, warm: bool, glossary: Glossary) -> None:
        if warm:
            glossary.warm()
        there = [("bantuan militer", "exact")]
        id_ = glossary.propose([candidate("bantuan militer", "military aid")])[0][0].id
        seen = [spotted(glossary, "Ada bantuan militer.")]
        for decision in ("approve", "retire", "reopen", "approve"):
            glossary.decide(id_, Decision(decision, "ani", "so it is"))
            seen.append(spotted(glossary, "Ada bantuan militer."))

        assert seen == [[], there, [], [], there]

    def test_what_was_taken_back_is_not_spotted(self, seas: Glossary) -> None:
        def interrupted() -> None:
            with seas.store.batch():
                add(seas, term("sanksi", "sanction"))
                raise InterruptedError

        seas.warm()
        with pytest.raises(InterruptedError):
            interrupted()
        assert spotted(seas, "Ada sanksi.") == []

    def test_evidence_for_an_approved_concept_leaves_it_spotted_once(self, seas: Glossary) -> None:
        seas.warm()
        seas.propose([candidate("kapal perang", "warship")])

        assert spotted(seas, "Ada kapal perang.") == [("kapal perang", "exact")]

    def test_concepts_that_share_a_term_are_each_spotted(self, glossary: Glossary) -> None:
        add(glossary, term("bank", "bank"), term("bank", "bench"))

        assert spotted(glossary, "Ada bank.") == [("bank", "exact"), ("bank", "exact")]

    @pytest.mark.parametrize("text", ["", " ", "…"])
    def test_no_words_no_terms(self, text: str, seas: Glossary) -> None:
        assert seas.spot(text, "id") == []

    def test_another_process_spots_the_same(self, seas: Glossary, tmp_path: Any) -> None:
        with open_store(tmp_path / "store", writable=False) as reader:
            assert spotted(Glossary(reader), "Ada kapal-kapal perang.") == [("kapal-kapal perang", "inflected")]


class TestMissingTerms:
    """Approved terms that a translation lacks."""

    @pytest.mark.parametrize(
        ("source", "target", "language", "wanted"),
        [
            ("Kapal perang tiba.", "The warship arrived.", "id", []),
            ("Kapal-kapal perangnya tiba.", "The warships arrived.", "id", []),
            ("Kapal perang tiba.", "The naval vessel arrived.", "id", ["kapal perang"]),
            ("The warship arrived.", "Kapal-kapal perang tiba.", "en", []),
            ("The warship arrived.", "Armada tiba.", "en", ["kapal perang"]),
            ("Kapal selam nuklir tiba.", "The submarine arrived.", "id", ["kapal selam nuklir"]),
            ("Cuaca cerah.", "The weather is fine.", "id", []),
            ("Cuaca cerah.", "The warship arrived.", "id", []),
            ("Kapal perang tiba.", "", "id", ["kapal perang"]),
            ("", "The warship arrived.", "id", []),
        ],
    )
    def test_a_translation_lacks_what_stands_in_its_source_alone(
        self, source: str, target: str, language: Language, wanted: list[str], seas: Glossary
    ) -> None:
        assert lacking(seas, source, target, language) == wanted

    def test_they_come_in_the_order_of_the_source_each_once(self, seas: Glossary) -> None:
        text = "Gencatan senjata, kapal selam, kapal perang, lalu gencatan senjata lagi."

        assert lacking(seas, text, "A submarine.") == ["gencatan senjata", "kapal perang"]

    def test_any_admitted_term_satisfies_and_a_forbidden_one_does_not(self, glossary: Glossary) -> None:
        terms = (
            Term("id", "gencatan senjata", "preferred"),
            Term("en", "ceasefire", "preferred"),
            Term("en", "truce"),
            Term("en", "armistice", "deprecated"),
            Term("en", "peace", "forbidden"),
        )
        add(glossary, Concept("c_1", terms, lifecycle="approved"))
        said = ("ceasefire", "truce", "armistice", "peace")

        assert [lacking(glossary, "Ada gencatan senjata.", f"There is a {word}.") for word in said] == [
            [],
            [],
            ["gencatan senjata"],
            ["gencatan senjata"],
        ]

    def test_only_approved_concepts_are_missed(self, glossary: Glossary) -> None:
        add(glossary, term("sanksi", "sanction", "proposed"), term("pakta", "pact", "retired"))

        assert lacking(glossary, "Ada sanksi dan pakta.", "There is nothing.") == []

    def test_a_concept_without_a_term_in_the_other_language_is_not_missed(self, glossary: Glossary) -> None:
        add(glossary, Concept("c_1", (Term("id", "kapal perang", "preferred"),), lifecycle="approved"))

        assert lacking(glossary, "Ada kapal perang.", "There is a warship.") == []

    def test_what_is_not_to_be_translated_is_there_when_it_stands_there(self, glossary: Glossary) -> None:
        kept = Term("id", "Garuda", "preferred", do_not_translate=True)
        add(glossary, Concept("c_1", (kept,), lifecycle="approved"))

        assert lacking(glossary, "Garuda tiba.", "Garuda arrived.") == []

    def test_what_is_not_enforced_is_not_missed(self, glossary: Glossary) -> None:
        terms = (
            Term("id", "kapal perang", "preferred", enforce="off"),
            Term("en", "warship", "preferred", enforce="off"),
        )
        add(glossary, Concept("c_1", terms, lifecycle="approved"))

        assert lacking(glossary, "Ada kapal perang.", "There is a vessel.") == []

    def test_a_term_inside_a_longer_one_of_the_target_is_there(self, seas: Glossary) -> None:
        assert lacking(seas, "Kapal selam bertenaga nuklir.", "A nuclear submarine.") == []

    def test_of_concepts_that_share_a_term_one_is_enough(self, glossary: Glossary) -> None:
        add(glossary, term("hak", "right"), term("hak", "heel"))

        assert lacking(glossary, "Ada hak.", "There is a right.") == []
