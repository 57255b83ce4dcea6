"""Aligned pairs in, candidate term pairs out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from glossary.blocks import Pair
from glossary.extract import extract
from glossary.lexicon import Entry, Lexicon
from glossary.prior import Translations
from glossary.terms import Candidate
from glossary.words import Linked, Settle, linked
from memory.units import Origin, Unit, unit_id
from tests.quality.extraction import recall

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

    def listening(pairs: Sequence[Pair], translations: Translations, settle: Settle, **_: object) -> Iterable[Linked]:
        heard.append(translations)
        return linked(pairs, translations, settle)

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


def test_a_dictionary_of_ones_own_vouches_too(lexicon: Lexicon) -> None:
    taught = Lexicon([*lexicon.all(), Entry("pezwargonan", "NOUN", ("zwargoning",))])
    pair = ("Ia menolak kebijakan pezwargonan.", "He rejects the zwargoning policy.")

    assert extracted(pair, lexicon=taught)["kebijakan pezwargonan"].renderings == ("zwargoning policy",)


def test_a_name_is_a_candidate_and_says_so(lexicon: Lexicon) -> None:
    pairs = [("Mereka mengecam Dewan Keamanan PBB.", "They condemned the UN Security Council.")]
    found = extracted(*pairs, lexicon=lexicon)

    assert found["Dewan Keamanan PBB"].proper
    assert found["Dewan Keamanan PBB"].renderings == ("UN Security Council",)


def test_a_designation_may_be_in_a_term_and_a_number_may_not(lexicon: Lexicon) -> None:
    named = ("Mereka membahas kebijakan COVID-19 itu.", "They discussed the COVID-19 policy.")
    counted = ("Mereka membahas kebijakan 12-3 itu.", "They discussed the 12-3 policy.")

    assert extracted(named, lexicon=lexicon)["kebijakan COVID-19"].renderings == ("COVID-19 policy",)
    assert extracted(counted, lexicon=lexicon) == {}


def test_a_verb_with_its_noun_is_no_term_where_english_keeps_their_order(lexicon: Lexicon) -> None:
    clause = [(f"Pada hari {k} mereka mencuci tangan.", f"On day {k} they wash hands.") for k in range(4)]

    assert extracted(*clause, lexicon=lexicon) == {}


def test_a_passing_adjective_belongs_to_a_term_when_it_is_met_often(lexicon: Lexicon) -> None:
    pairs = [
        (f"Pada hari {k} mereka membantu usaha kecil.", f"On day {k} they helped small business.") for k in range(3)
    ]

    assert extracted(*pairs, lexicon=lexicon)["usaha kecil"].renderings == ("small business",)
    assert "usaha kecil" not in extracted(pairs[0], lexicon=lexicon)


def test_a_clause_of_english_is_no_rendering(lexicon: Lexicon) -> None:
    pair = ("Pengaturan jarak garis.", "Sets the line spacing.")

    assert "pengaturan jarak garis" not in extracted(pair, lexicon=lexicon)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Batasi anggaran negara.", "Limit state budgets."),
        (
            "Jika Anda memilih gunakan sistem keamanan, data aman.",
            "If you choose to use security systems, the data is safe.",
        ),
    ],
)
def test_what_english_says_with_a_verb_is_no_rendering(here: str, there: str, lexicon: Lexicon) -> None:
    assert not [r for one in extracted((here, there), lexicon=lexicon).values() for r in one.renderings]


def test_a_noun_that_could_be_a_verb_is_part_of_a_rendering(lexicon: Lexicon) -> None:
    pair = ("Batas anggaran negara itu jelas.", "The limit of the state budget is clear.")

    assert extracted(pair, lexicon=lexicon)["batas anggaran negara"].renderings == ("limit of the state budget",)


def test_a_candidate_that_english_has_an_adjective_for_is_one(lexicon: Lexicon) -> None:
    pairs = [
        ("Petani bertanggung jawab.", "The farmer is responsible."),
        ("Anak itu bertanggung jawab.", "The child is responsible."),
        ("Mereka bertanggung jawab.", "They are responsible."),
        ("Ia tiba di Jakarta.", "He arrived in Jakarta."),
    ]

    assert extracted(*pairs, lexicon=lexicon)["bertanggung jawab"].pos == "ADJ"
    assert extracted(*TREATIES, lexicon=lexicon)["perjanjian kemitraan"].pos == "NOUN"


def test_how_often_each_rendering_was_met_is_told(lexicon: Lexicon) -> None:
    pairs = [
        ("Mereka melanggar gencatan senjata.", "They violated the ceasefire."),
        ("Gencatan senjata itu berlaku.", "The ceasefire is in force."),
        ("Ia menolak gencatan senjata.", "He rejects the truce."),
    ]
    found = extracted(*pairs, lexicon=lexicon)["gencatan senjata"]

    assert found.counts == {"id": {"gencatan senjata": 3}, "en": {"ceasefire": 2, "truce": 1}}


@pytest.mark.parametrize(("count", "least"), [(300, 0.48), (3069, 0.73)])
def test_reference_terms_are_found(count: int, least: float, shared: Path) -> None:
    assert recall(count)[0] >= least
