"""Terms in running text: what is found, in which form, at which place, and what only looks like a term."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.spot import Spotter, targets
from glossary.terms import Concept, Term
from memory.text import Language

TREATY = "perjanjian kemitraan strategis komprehensif"


def known(language: Language, *terms: str | Term, **more: Any) -> Spotter:
    """A spotter that knows these terms, each of a concept of its own: c0, c1, and so on."""
    spotter = Spotter(language)
    for number, text in enumerate(terms):
        term = text if isinstance(text, Term) else Term(language, text, "preferred", **more)
        spotter.put(Concept(f"c{number}", (term,)))
    return spotter


def found(text: str, spotter: Spotter) -> list[tuple[str, str]]:
    """What is found in a text: as it is written there, and in which form."""
    return [(text[spotted.start : spotted.end], spotted.form) for spotted in spotter.spot(text)]


def acronym(text: str, language: Language = "id") -> Term:
    """A term that has to be written as it is."""
    return Term(language, text, "preferred", "acronym", case="as_is")


class TestIndonesian:
    """What the grammar lets hang on a term, and what makes it another word."""

    @pytest.mark.parametrize(
        ("term", "text", "form"),
        [
            (TREATY, TREATY, "exact"),
            (TREATY, "Perjanjian Kemitraan Strategis Komprehensif", "exact"),
            (TREATY, "perjanjian kemitraan\nstrategis  komprehensif", "exact"),
            (TREATY, f"{TREATY}nya", "inflected"),
            (TREATY, "perjanjian-perjanjian kemitraan strategis komprehensif", "inflected"),
            (TREATY, "perjanjian-perjanjian kemitraan strategis komprehensifnya", "inflected"),
            (TREATY, "perjanjian kemitraan strategis yang komprehensif", "yang"),
            (TREATY, "perjanjian kemitraan yang strategis komprehensif", "yang"),
            (TREATY, "perjanjian-perjanjian kemitraan strategis yang komprehensif", "yang"),
            ("kerja sama", "kerja samanya", "inflected"),
            ("kerja sama", "kerja samalah", "inflected"),
            ("kapal barang", "kapal-kapal barang", "inflected"),
            ("keamanan", "keamanannya", "inflected"),
            ("negara", "Negara-negaranya", "inflected"),
            ("undang-undang", "undang-undang", "exact"),
            ("undang-undang", "undang-undangnya", "inflected"),
            ("Jum'at", "Jum’at", "exact"),
        ],
    )
    def test_a_term_is_found_in_its_forms(self, term: str, text: str, form: str) -> None:
        assert found(f"Menurut dia, {text} itu penting.", known("id", term)) == [(text, form)]

    @pytest.mark.parametrize(
        ("term", "text"),
        [
            (TREATY, "perjanjian kemitraan strategis"),
            (TREATY, "kemitraan strategis komprehensif"),
            (TREATY, "perjanjian kemitraan strategis Indonesia–Australia yang komprehensif"),
            (TREATY, "perjanjian kemitraan strategis yang sangat komprehensif"),
            ("kerja sama", "kerjasama"),
            ("kerja sama", "bekerja sama"),
            ("antarnegara", "antar negara"),
            ("masa", "masalah"),
            ("malu", "Maluku"),
            ("nas", "naskah"),
            ("pertahanan", "ketahanan"),
            ("pertahanan", "penahanan"),
            ("tahanan", "pertahanan"),
            ("presiden", "kepresidenan"),
            ("wakil rakyat", "perwakilan rakyat"),
            ("pemerintah daerah", "pemerintahan daerah"),
            ("perang dunia", "dunia perang"),
            ("menandatangani", "penandatanganan"),
            ("hak asasi", "hak yang"),
            ("mata", "mata-mata"),
            ("undang", "undang-undang"),
        ],
    )
    def test_what_only_looks_like_the_term_is_not_found(self, term: str, text: str) -> None:
        assert found(f"Menurut dia, {text} itu penting.", known("id", term)) == []

    @pytest.mark.parametrize(
        ("term", "text"),
        [
            ("senjata api", "senjata apinya"),
            ("isu", "isunya"),
            ("orang tua", "orang tuanya"),
            ("Dewan Keamanan PBB", "Dewan Keamanan PBB-lah"),
            ("RUU", "RUU-nya"),
        ],
    )
    def test_what_hangs_on_the_last_word_belongs_to_the_place(self, term: str, text: str) -> None:
        assert found(f"Menurut dia, {text} itu penting.", known("id", term)) == [(text, "inflected")]

    def test_a_form_given_by_hand_is_found_as_inflected(self) -> None:
        spotter = known("id", "kerja sama", inflected=("bekerja sama",))

        assert found("Mereka bekerja sama; kerja sama itu erat.", spotter) == [
            ("bekerja sama", "inflected"),
            ("kerja sama", "exact"),
        ]

    @pytest.mark.parametrize("text", ["kerjasama", "kerja-sama", "kerjasamanya"])
    def test_a_known_misspelling_is_told_apart(self, text: str) -> None:
        spotter = known("id", "kerja sama")

        assert found(f"Soal {text} itu.", spotter) == []
        assert [s.form for s in spotter.all(f"Soal {text} itu.")] == ["variant"]

    def test_a_verb_is_found_in_its_voices(self) -> None:
        spotter = known("id", "menandatangani", pos="VERB")
        text = "Ia menandatangani apa yang ditandatangani mereka, yang mereka tandatangani."

        assert [written for written, _ in found(text, spotter)] == ["menandatangani", "ditandatangani", "tandatangani"]

    def test_an_old_spelling_is_looked_up_and_not_spotted(self) -> None:
        assert found("Ijin itu dicabut.", known("id", "izin", lookup_forms=("ijin",))) == []


class TestYang:
    """Before a modifier, unless the term forbids it."""

    def test_a_fixed_term_takes_no_yang(self) -> None:
        assert found("Ia orang yang tua.", known("id", "orang tua", match="fixed")) == []

    def test_a_fixed_term_is_found_with_its_plural(self) -> None:
        spotter = known("id", "orang tua", match="fixed")

        assert found("Orang tua atau orang-orang tua.", spotter) == [
            ("Orang tua", "exact"),
            ("orang-orang tua", "inflected"),
        ]

    def test_a_fixed_term_is_found_with_its_clitic(self) -> None:
        assert found("Meja hijaunya.", known("id", "meja hijau", match="fixed")) == [("Meja hijaunya", "inflected")]

    def test_yang_may_stand_twice(self) -> None:
        text = "bantuan yang militer yang modern"

        assert found(text, known("id", "bantuan militer modern")) == [(text, "yang")]

    def test_a_yang_that_is_the_terms_own_is_exact(self) -> None:
        assert found("Yang Mulia hadir.", known("id", "Yang Mulia")) == [("Yang Mulia", "exact")]

    def test_a_yang_after_the_term_is_not_its_own(self) -> None:
        assert found("Kapal perang yang tiba.", known("id", "kapal perang")) == [("Kapal perang", "exact")]

    def test_an_exact_term_takes_no_yang(self) -> None:
        assert found("Ada kemitraan yang strategis.", known("id", "kemitraan strategis", match="exact")) == []

    def test_a_fixed_term_forbids_yang_to_itself_alone(self) -> None:
        free = Term("id", "kemitraan strategis", "preferred")
        fixed = Term("id", "kemitraan strategis", "preferred", match="fixed")

        assert [s.concept for s in known("id", fixed, free).spot("Ada kemitraan yang strategis.")] == ["c1"]


class TestEnglish:
    """Plural and possessive, and no more."""

    @pytest.mark.parametrize(
        ("term", "text", "form"),
        [
            ("warship", "warship", "exact"),
            ("warship", "Warship", "exact"),
            ("warship", "warships", "inflected"),
            ("warship", "warship's", "inflected"),
            ("warship", "warship’s", "inflected"),
            ("partnership treaty", "partnership treaties", "inflected"),
            ("humanitarian crisis", "humanitarian crises", "inflected"),
            ("government spokesman", "government spokesmen", "inflected"),
            ("prime minister", "prime minister's", "inflected"),
            ("human rights", "human rights", "exact"),
            ("sanctions", "sanction", "inflected"),
            ("prisoners' rights", "prisoners’ rights", "exact"),
            ("UN Security Council", "UN Security Council", "exact"),
            ("women's rights", "women's rights", "exact"),
            ("People's Republic", "People's Republic", "exact"),
        ],
    )
    def test_a_term_is_found_in_its_forms(self, term: str, text: str, form: str) -> None:
        assert found(f"He said the {text} was there.", known("en", term)) == [(text, form)]

    @pytest.mark.parametrize(
        ("term", "text"),
        [
            ("trade war", "war trade"),
            ("secure", "security"),
            ("politic", "politics"),
            ("ship", "warship"),
            ("war", "warship"),
            ("new", "news"),
            ("sign", "signed"),
            ("partnership treaty", "partnership that is a treaty"),
        ],
    )
    def test_what_only_looks_like_the_term_is_not_found(self, term: str, text: str) -> None:
        assert found(f"He said the {text} was there.", known("en", term)) == []

    def test_a_plural_possessive_is_found_without_its_mark(self) -> None:
        assert found("The warships' guns.", known("en", "warship")) == [("warships", "inflected")]

    def test_there_is_no_yang_and_no_doubling_in_english(self) -> None:
        assert found("A trade yang war.", known("en", "trade war")) == []
        assert [text for text, _ in found("ship-ship", known("en", "ship"))] == ["ship", "ship"]


class TestAcronyms:
    """They are written as they are."""

    @pytest.mark.parametrize(
        ("term", "text", "wanted"),
        [
            (acronym("AS"), "AS menolak, as roda patah, As juga.", ["AS"]),
            (acronym("PBB"), "PBB dan pbb", ["PBB"]),
            (acronym("ASEAN"), "ASEAN, negara non-ASEAN, dan Asean", ["ASEAN", "ASEAN"]),
            (acronym("US", "en"), "They told us that the US and US's and Us", ["US", "US's"]),
            (acronym("US", "en"), "the US’s", ["US’s"]),
            (acronym("WHO", "en"), "Who asks the WHO who knows?", ["WHO"]),
            (acronym("NGO", "en"), "NGOs, ngos, an NGO", ["NGOs", "NGO"]),
            (acronym("U.S.", "en"), "the U.S. Navy", ["U.S."]),
            (acronym("AS"), "Rusia dan AS. AS menolak.", ["AS", "AS"]),
        ],
    )
    def test_only_its_own_capitals_make_an_acronym(self, term: Term, text: str, wanted: list[str]) -> None:
        assert [written for written, _ in found(text, known(term.language, term))] == wanted

    def test_what_is_no_acronym_may_have_any_case(self) -> None:
        assert found("DEWAN KEAMANAN", known("id", "Dewan Keamanan")) == [("DEWAN KEAMANAN", "exact")]

    def test_an_acronym_does_not_hide_the_word_beside_it(self) -> None:
        spotter = Spotter("id")
        spotter.put(Concept("c", (Term("id", "Menlu", "preferred", case="as_is"), Term("id", "menlu"))))

        assert found("Kata menlu itu.", spotter) == [("menlu", "exact")]


class TestTheLongest:
    """What lies inside a longer term is not told again."""

    def test_the_longest_term_wins(self) -> None:
        spotter = known("id", "kapal", "kapal perang", "kapal perang besar", "perang")

        assert found("Kapal perang besar dan kapal perang dan kapal dan perang.", spotter) == [
            ("Kapal perang besar", "exact"),
            ("kapal perang", "exact"),
            ("kapal", "exact"),
            ("perang", "exact"),
        ]

    def test_a_longer_term_that_breaks_off_leaves_the_shorter(self) -> None:
        spotter = known("id", "kapal", "kapal perang besar sekali")

        assert found("Ada kapal perang besar di sini.", spotter) == [("kapal", "exact")]

    def test_a_longer_inflected_term_wins_over_a_shorter_exact_one(self) -> None:
        spotter = known("id", "kemitraan", "kemitraan strategis")

        assert found("Kemitraan yang strategis.", spotter) == [("Kemitraan yang strategis", "yang")]

    def test_a_longer_acronym_in_the_wrong_case_leaves_the_shorter_term(self) -> None:
        spotter = known("en", Term("en", "us", "preferred"), acronym("US Navy", "en"))

        assert found("It made us navy men.", spotter) == [("us", "exact")]

    def test_a_term_begun_inside_another_is_not_told(self) -> None:
        spotter = known("id", "Dewan Keamanan", "keamanan nasional")

        assert found("Dewan Keamanan Nasional", spotter) == [("Dewan Keamanan", "exact")]


class TestPlaces:
    """Where a term stands: in code points, whole words only, within a sentence."""

    def test_places_are_in_code_points(self) -> None:
        text = "😀👩‍🚀 Kapal-kapal perangnya tiba 😀, kapal perang pergi."
        places = [(spotted.start, spotted.end) for spotted in known("id", "kapal perang").spot(text)]

        assert places == [(5, 26), (35, 47)]
        assert [text[start:end] for start, end in places] == ["Kapal-kapal perangnya", "kapal perang"]

    @pytest.mark.parametrize("text", ["", " ", "…", "123", "“”", "-"])
    def test_no_words_no_terms(self, text: str) -> None:
        assert known("id", "kapal perang", "kapal").spot(text) == []

    @pytest.mark.parametrize("term", ["", " ", "…"])
    def test_a_term_without_words_is_never_found(self, term: str) -> None:
        assert known("id", term).spot("Ada … kapal di sini.") == []

    def test_marks_around_a_term_are_no_part_of_it(self) -> None:
        assert found("(“kapal perang”)", known("id", "kapal perang")) == [("kapal perang", "exact")]

    @pytest.mark.parametrize(
        ("term", "text"),
        [
            ("presiden Rusia", "Ia menemui presiden. Rusia diam."),
            ("pertahanan keamanan", "Soal pertahanan, keamanan."),
            ("kapal barang", "Ia melihat kapal; kapal barang itu tiba."),
            ("ASEAN", "Dalam ASEAN, ASEAN sendiri berkata lain."),
        ],
    )
    def test_no_term_goes_on_over_a_mark(self, term: str, text: str) -> None:
        assert [written for written, _ in found(text, known("id", term)) if re.search(r"[.,;]", written)] == []

    def test_marks_that_a_term_has_are_its_own(self) -> None:
        term = "Kementerian Pendidikan, Kebudayaan, Riset, dan Teknologi"

        assert found(f"Ia memimpin {term}.", known("id", term)) == [(term, "exact")]

    def test_it_says_which_term_was_found(self) -> None:
        (spotted,) = known("id", "kapal perang").spot("kapal-kapal perang")

        assert (spotted.term.text, spotted.concept) == ("kapal perang", "c0")


class TestConcepts:
    """Whose a term is."""

    def test_concepts_that_share_a_term_are_each_told_at_the_same_place(self) -> None:
        spotted = known("en", "bank", "bank", "banks").spot("The bank failed.")

        assert [(s.start, s.end, s.concept) for s in spotted] == [(4, 8, "c0"), (4, 8, "c1"), (4, 8, "c2")]
        assert [s.form for s in spotted] == ["exact", "exact", "inflected"]

    def test_dropping_one_of_them_leaves_the_other(self) -> None:
        spotter = known("en", "bank", "bank")
        spotter.drop("c0")

        assert [s.concept for s in spotter.spot("The bank failed.")] == ["c1"]

    def test_a_concept_with_two_terms_is_told_once_at_a_place(self) -> None:
        spotter = Spotter("en")
        spotter.put(Concept("c", (Term("en", "sanction", "preferred"), Term("en", "sanctions"))))

        assert [s.concept for s in spotter.spot("The sanctions and the sanction.")] == ["c", "c"]

    def test_of_two_terms_the_one_that_is_written_there_is_told(self) -> None:
        spotter = Spotter("en")
        spotter.put(Concept("c", (Term("en", "sanction", "preferred"), Term("en", "sanctions"))))

        assert [(s.term.text, s.form) for s in spotter.spot("The sanctions.")] == [("sanctions", "exact")]

    def test_only_terms_of_its_language_are_known(self) -> None:
        spotter = Spotter("id")
        spotter.put(Concept("c", (Term("id", "kapal perang", "preferred"), Term("en", "warship", "preferred"))))

        assert found("A warship, kapal perang.", spotter) == [("kapal perang", "exact")]

    def test_deprecated_and_forbidden_terms_are_known_and_not_spotted(self) -> None:
        spotter = Spotter("id")
        spotter.put(Concept("c", (Term("id", "sanksi", "preferred"), Term("id", "ganjaran", "forbidden"))))

        assert found("Sanksi dan ganjaran.", spotter) == [("Sanksi", "exact")]
        assert [s.term.text for s in spotter.all("Sanksi dan ganjaran.")] == ["sanksi", "ganjaran"]

    def test_what_a_concept_may_be_called_comes_preferred_first(self) -> None:
        terms = (
            Term("en", "truce"),
            Term("en", "armistice", "deprecated"),
            Term("en", "ceasefire", "preferred"),
            Term("en", "peace", "forbidden"),
            Term("id", "gencatan senjata", "preferred"),
        )

        assert targets(Concept("c", terms), "en") == ["ceasefire", "truce"]
        assert targets(Concept("c", terms), "id") == ["gencatan senjata"]


FORMS = ("kapal", "kapal perang", "kapal perang besar", "perang besar", "perang", "Kapal", "kapal-kapal", "yang besar")
WORDS = "kapal perang besar kapal-kapal perangnya yang di Kapal 😀 , . besarnya kapal_perang x".split()
concepts = st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from(FORMS), max_size=3)), max_size=8)
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def put(spotter: Spotter, id_: str, forms: list[str]) -> None:
    """Put a concept with these forms."""
    spotter.put(Concept(id_, tuple(Term("id", form) for form in forms)))


@settings(max_examples=60, deadline=None)
@given(concepts, texts)
def test_the_history_of_a_spotter_does_not_show(history: list[tuple[str, list[str]]], text: str) -> None:
    grown, fresh = Spotter("id"), Spotter("id")
    for id_, forms in history:
        put(grown, id_, forms)
    for id_, forms in dict(history).items():
        put(fresh, id_, forms)

    assert set(grown.spot(text)) == set(fresh.spot(text))


@settings(max_examples=60, deadline=None)
@given(concepts, st.sampled_from("abcd"), texts)
def test_a_dropped_concept_leaves_no_trace(history: list[tuple[str, list[str]]], gone: str, text: str) -> None:
    grown, fresh = Spotter("id"), Spotter("id")
    for id_, forms in history:
        put(grown, id_, forms)
        if id_ != gone:
            put(fresh, id_, forms)
    grown.drop(gone)

    assert set(grown.spot(text)) == set(fresh.spot(text))
    for id_ in "abc":
        grown.drop(id_)
    assert grown.spot(text) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(FORMS), max_size=4), texts)
def test_places_are_whole_words_from_left_to_right_and_none_inside_another(forms: list[str], text: str) -> None:
    spotted = known("id", *forms).spot(text)
    places = sorted({(s.start, s.end) for s in spotted})

    assert [(s.start, s.end) for s in spotted] == sorted((s.start, s.end) for s in spotted)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    for start, end in places:
        assert start < end
        assert not text[start - 1 : start].isalnum()
        assert not text[end : end + 1].isalnum()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FORMS), texts, texts)
def test_a_term_among_other_words_is_always_found(form: str, before: str, after: str) -> None:
    assert (form, "exact") in found(f"{before} x {form} x {after}", known("id", form))
