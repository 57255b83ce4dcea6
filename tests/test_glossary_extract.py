"""Aligned pairs in, candidate term pairs out; and how candidates are ordered."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.blocks import Pair
from glossary.extract import extract
from glossary.scores import log_likelihood
from glossary.lexicon import Entry, Lexicon
from glossary.prior import Translations
from glossary.rank import WEIGHTS, confidence, rank, standing
from glossary.terms import Candidate
from glossary.words import Linked, linked
from memory.units import Origin, Unit, unit_id

TREATIES = [
    ("Mereka menandatangani perjanjian kemitraan.", "They signed a partnership treaty."),
    ("Perjanjian kemitraan itu berlaku.", "The partnership treaty is in force."),
    ("Parlemen menyetujui perjanjian kemitraan.", "Parliament approved the partnership treaty."),
]


def units(*pairs: tuple[str, str], document: str = "a.txt") -> list[Unit]:
    """Units of one document."""
    found = []
    for position, (here, there) in enumerate(pairs, start=1):
        texts = {"id": here, "en": there}
        found.append(Unit(unit_id(texts), texts, (Origin("a.tmx", document, position),)))  # type: ignore[arg-type]
    return found


def extracted(*pairs: tuple[str, str], lexicon: Lexicon) -> dict[str, Candidate]:
    """What is extracted from pairs, by its Indonesian."""
    return {candidate.text: candidate for candidate in extract(units(*pairs), lexicon)}


def test_pairs_go_in_and_candidates_come_out(lexicon: Lexicon) -> None:
    found = extracted(*TREATIES, lexicon=lexicon)["perjanjian kemitraan"]

    assert found.renderings == ("partnership treaty",)
    assert found.method == "aligned"
    assert found.occurrences == {"a.txt": 3}
    assert found.why == ("partnership treaty: 3 of 3",)


def test_evidence_points_at_the_words_on_both_sides(lexicon: Lexicon) -> None:
    found = extracted(*TREATIES, lexicon=lexicon)["perjanjian kemitraan"]
    pointed = [
        {language: place.texts[language][slice(*place.spans[language][0])] for language in ("id", "en")}
        for place in found.evidence
    ]

    assert pointed == [
        {"id": "perjanjian kemitraan", "en": "partnership treaty"},
        {"id": "Perjanjian kemitraan", "en": "partnership treaty"},
        {"id": "perjanjian kemitraan", "en": "partnership treaty"},
    ]
    assert [(place.document, place.line) for place in found.evidence] == [("a.txt", 1), ("a.txt", 2), ("a.txt", 3)]
    assert [place.unit for place in found.evidence] == [unit.id for unit in units(*TREATIES)]


def test_what_is_met_once_counts_when_the_lexicon_vouches_for_each_word(lexicon: Lexicon) -> None:
    found = extracted(("Ia menolak kebijakan hegemonik.", "He rejects the hegemonic policy."), lexicon=lexicon)

    assert found["kebijakan hegemonik"].renderings == ("hegemonic policy",)


def test_what_is_met_once_does_not_count_when_a_word_is_unknown(lexicon: Lexicon) -> None:
    pair = ("Ia menolak kebijakan pezwargonan.", "He rejects the zwargoning policy.")

    assert extracted(pair, lexicon=lexicon) == {}


def test_what_is_met_often_counts_though_one_word_is_unknown(lexicon: Lexicon) -> None:
    pairs = [
        ("Ia menolak kebijakan pezwargonan.", "He rejects the zwargoning policy."),
        ("Kebijakan pezwargonan itu gagal.", "The zwargoning policy failed."),
        ("Mereka membahas kebijakan pezwargonan.", "They discussed the zwargoning policy."),
        ("Ia tiba di Jakarta.", "He arrived in Jakarta."),
        ("Mereka makan nasi.", "They ate rice."),
        ("Cuaca cerah.", "The weather is fine."),
        ("Anak itu membaca buku.", "The child reads a book."),
    ]

    assert extracted(*pairs, lexicon=lexicon)["kebijakan pezwargonan"].renderings == ("zwargoning policy",)


def test_a_translation_that_says_something_else_makes_no_candidate(lexicon: Lexicon) -> None:
    pair = ("Mereka menandatangani perjanjian kemitraan.", "The weather is fine in the mountains.")

    assert extracted(pair, lexicon=lexicon) == {}


def test_articles_and_marks_are_no_part_of_a_rendering(lexicon: Lexicon) -> None:
    pair = ("“Perjanjian kemitraan” itu, katanya, berlaku.", "“The partnership treaty”, he said, is in force.")

    assert extracted(pair, lexicon=lexicon)["perjanjian kemitraan"].renderings == ("partnership treaty",)


def test_a_possessive_is_no_part_of_a_rendering(lexicon: Lexicon) -> None:
    pair = ("Isi perjanjian kemitraan itu rahasia.", "The partnership treaty's content is secret.")

    assert extracted(pair, lexicon=lexicon)["perjanjian kemitraan"].renderings == ("partnership treaty",)


def test_a_sentences_capital_is_not_the_terms(lexicon: Lexicon) -> None:
    pair = ("Kebijakan hegemonik itu gagal.", "Hegemonic policy failed.")

    assert extracted(pair, lexicon=lexicon)["kebijakan hegemonik"].renderings == ("hegemonic policy",)


def test_a_phrase_that_is_one_word_in_english_is_found(lexicon: Lexicon) -> None:
    pair = ("Mereka melanggar gencatan senjata.", "They violated the ceasefire.")

    assert extracted(pair, lexicon=lexicon)["gencatan senjata"].renderings == ("ceasefire",)


WARSHIPS = [
    ("Kapal perang itu tiba.", "The warships arrived."),
    ("Mereka melihat kapal perang.", "They saw warships."),
    ("Ada kapal perang di sana.", "There is a warship there."),
]


def test_singular_and_plural_are_one_rendering(lexicon: Lexicon) -> None:
    assert extracted(*WARSHIPS, lexicon=lexicon)["kapal perang"].renderings == ("warships",)


def test_every_place_of_a_fixed_phrase_is_found(lexicon: Lexicon) -> None:
    assert extracted(*WARSHIPS, lexicon=lexicon)["kapal perang"].occurrences == {"a.txt": 3}


def test_a_predicate_is_no_part_of_a_term(lexicon: Lexicon) -> None:
    found = extracted(("Serangan bersenjata gagal.", "Armed attacks failed."), lexicon=lexicon)

    assert "serangan bersenjata gagal" not in found


def test_two_renderings_are_both_kept_the_commoner_first(lexicon: Lexicon) -> None:
    pairs = [
        ("Mereka meminta bantuan militer.", "They asked for military aid."),
        ("Bantuan militer itu tiba.", "The military aid arrived."),
        ("Ia menolak bantuan militer.", "He rejects military assistance."),
    ]

    assert extracted(*pairs, lexicon=lexicon)["bantuan militer"].renderings == ("military aid", "military assistance")


def test_the_yang_form_is_folded_in_as_a_variant(lexicon: Lexicon) -> None:
    pairs = [
        (
            "Mereka menandatangani perjanjian kemitraan yang komprehensif.",
            "They signed a comprehensive partnership treaty.",
        ),
        ("Ada perjanjian kemitraan komprehensif.", "There is a comprehensive partnership treaty."),
    ]
    found = extracted(*pairs, lexicon=lexicon)["perjanjian kemitraan komprehensif"]

    assert found.variants == ("perjanjian kemitraan yang komprehensif",)
    assert found.renderings == ("comprehensive partnership treaty",)


def test_the_background_teaches_and_yields_no_candidates(lexicon: Lexicon) -> None:
    background = units(*TREATIES, document="old.txt")
    found = extract(units(("Cuaca cerah.", "The weather is fine.")), lexicon, background=background)

    assert found == []


def test_approved_terms_are_known_to_the_word_links(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Translations] = []

    def listening(pairs: Sequence[Pair], translations: Translations) -> list[Linked]:
        heard.append(translations)
        return linked(pairs, translations)

    monkeypatch.setattr("glossary.extract.linked", listening)
    extract(units(*TREATIES), lexicon, terms=[("kebijakan blonik", "quuxian policy")])

    assert set(heard[0]("blonik")) == {"quuxian", "policy"}


def test_each_document_is_counted_by_its_name(lexicon: Lexicon) -> None:
    both = units(*TREATIES[:2], document="a.txt") + units(TREATIES[2], document="b.txt")
    found = {candidate.text: candidate for candidate in extract(both, lexicon)}

    assert found["perjanjian kemitraan"].occurrences == {"a.txt": 2, "b.txt": 1}


def test_twelve_places_are_kept_and_all_are_counted(lexicon: Lexicon) -> None:
    pairs = [
        (f"Pada hari {k} mereka menolak perjanjian kemitraan.", f"On day {k} they rejected the partnership treaty.")
        for k in range(20)
    ]
    found = extracted(*pairs, lexicon=lexicon)["perjanjian kemitraan"]

    assert (len(found.evidence), sum(found.occurrences.values())) == (12, 20)


def test_nothing_in_nothing_out(lexicon: Lexicon) -> None:
    assert extract([], lexicon) == []


def test_the_same_units_always_yield_the_same(lexicon: Lexicon) -> None:
    assert extract(units(*TREATIES), lexicon) == extract(units(*TREATIES), lexicon)


def test_progress_hears_of_every_unit(lexicon: Lexicon) -> None:
    heard: list[tuple[int, int]] = []
    extract(units(*TREATIES), lexicon, progress=lambda done, total: heard.append((done, total)))

    assert heard == [(1, 3), (2, 3), (3, 3)]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 500))
def test_log_likelihood_is_finite_and_never_negative(both: int, here: int, there: int, rest: int) -> None:
    found = log_likelihood(both, both + here, both + there, both + here + there + rest)

    assert math.isfinite(found)
    assert found >= -1e-6


def candidate(text: str, *, sure: float = 0.5, seen: int = 1) -> Candidate:
    """A candidate with a confidence."""
    return Candidate(text, ("x",), (), {"a.txt": seen}, "composed", confidence=sure)


def test_candidates_stand_in_order_of_confidence_then_of_how_often_then_of_the_alphabet() -> None:
    found = rank([candidate("c"), candidate("b"), candidate("a", seen=2), candidate("d", sure=0.9)])

    assert [c.text for c in found] == ["d", "a", "b", "c"]


SIX = [candidate(t, sure=s, seen=n) for t, s, n in zip("abcdef", [0.1, 0.9] * 3, [1, 2, 3] * 2, strict=True)]


@settings(max_examples=40, deadline=None)
@given(st.permutations(SIX))
def test_the_order_does_not_depend_on_the_order_before(found: list[Candidate]) -> None:
    assert [c.text for c in rank(found)] == ["f", "b", "d", "c", "e", "a"]


def test_confidence_is_a_share_and_every_weight_moves_it() -> None:
    plain = confidence({})

    assert plain == 0.354
    for name, weight in WEIGHTS.items():
        if name != "bias":
            assert (confidence({name: 1.0}) > plain) is (weight > 0), name


def test_a_feature_without_a_weight_is_refused() -> None:
    with pytest.raises(KeyError):
        confidence({"luck": 1.0})


def test_only_what_lives_on_its_own_stays() -> None:
    met = [candidate(text) for text in ("alone", "inside one", "inside two", "nowhere")]
    found = standing(met, {"alone": 1, "inside one": 0}, {"inside one": {"x"}, "inside two": {"x", "y"}})

    assert [c.text for c in found] == ["alone", "inside two"]


def test_a_dictionary_of_ones_own_vouches_too(lexicon: Lexicon) -> None:
    taught = Lexicon([*lexicon.all(), Entry("pezwargonan", "NOUN", ("zwargoning",))])
    pair = ("Ia menolak kebijakan pezwargonan.", "He rejects the zwargoning policy.")

    assert extracted(pair, lexicon=taught)["kebijakan pezwargonan"].renderings == ("zwargoning policy",)
