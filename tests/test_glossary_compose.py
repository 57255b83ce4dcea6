"""Candidates composed of whole documents without English: which live on their own, their evidence, and their English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glossary.compose import compose
from glossary.lexicon import Entry, Lexicon
from glossary.options import counted
from glossary.render import Attestation
from glossary.terms import Candidate
from memory.documents import Document, Paragraph
from tests.conftest import CASES
from tests.quality.composition import cases, read, shares
from tests.quality.phrases import well_formed

ATTESTED = Attestation(json.loads((CASES / "renderings.json").read_text(encoding="utf-8"))["attested"])


def document(*paragraphs: str, name: str = "a.txt", headline: bool = False) -> Document:
    """An Indonesian document."""
    return Document(name, "id", tuple(Paragraph(t, k, "id", headline) for k, t in enumerate(paragraphs, start=1)))


def composed(*documents: Document, lexicon: Lexicon) -> dict[str, Candidate]:
    """What is composed of documents, by its Indonesian."""
    return {candidate.text: candidate for candidate in compose(documents, lexicon, ATTESTED)}


def test_the_yang_form_is_a_variant_of_the_same_candidate(lexicon: Lexicon) -> None:
    here = document(
        "Mereka menandatangani perjanjian kemitraan yang komprehensif.", "Ada perjanjian kemitraan komprehensif."
    )
    found = composed(here, lexicon=lexicon)["perjanjian kemitraan komprehensif"]

    assert found.variants == ("perjanjian kemitraan yang komprehensif",)
    assert found.occurrences == {"a.txt": 2}
    assert [place.line for place in found.evidence] == [1, 2]


def test_a_phrase_met_only_with_yang_is_no_candidate(lexicon: Lexicon) -> None:
    found = composed(document("Mereka menandatangani perjanjian kemitraan yang komprehensif."), lexicon=lexicon)

    assert list(found) == ["perjanjian kemitraan"]


def test_a_phrase_met_only_inside_a_longer_one_gives_way_to_it(lexicon: Lexicon) -> None:
    inside = document("Mereka membahas kerja sama teknologi militer.")
    both = document("Mereka membahas kerja sama teknologi militer.", "Mereka membahas teknologi militer.")

    assert list(composed(inside, lexicon=lexicon)) == ["kerja sama teknologi militer"]
    assert set(composed(both, lexicon=lexicon)) == {"kerja sama teknologi militer", "teknologi militer"}


def test_a_phrase_inside_two_different_longer_ones_lives_on_its_own(lexicon: Lexicon) -> None:
    here = document("Mereka membahas kerja sama teknologi militer.", "Ada pameran teknologi militer.")

    assert "teknologi militer" in composed(here, lexicon=lexicon)


def test_evidence_points_at_the_words(lexicon: Lexicon) -> None:
    here = document("Ia setuju. Kemarin kapal-kapal perang tiba.", name="b.txt")
    place = composed(here, lexicon=lexicon)["kapal perang"].evidence[0]
    ((start, end),) = place.spans["id"]

    assert place.texts["id"][start:end] == "kapal-kapal perang"
    assert (place.document, place.line, list(place.texts)) == ("b.txt", 1, ["id"])


def test_headlines_and_english_paragraphs_make_no_candidates(lexicon: Lexicon) -> None:
    headline = document("Kapal Perang Tiba di Selat Itu", headline=True)
    english = Document("a.txt", "id", (Paragraph("kapal perang", 1, "en"),))

    assert composed(headline, english, lexicon=lexicon) == {}


def test_a_fixed_phrase_says_it_is_of_the_dictionary_and_a_made_one_that_it_was_composed(lexicon: Lexicon) -> None:
    found = composed(document("Kapal perang itu melanggar kebijakan hegemonik."), lexicon=lexicon)

    assert {text: (c.method, c.renderings[0]) for text, c in found.items()} == {
        "kapal perang": ("dictionary", "warship"),
        "kebijakan hegemonik": ("composed", "hegemonic policy"),
    }
    assert set(found["kebijakan hegemonik"].why) == {"hegemonik → hegemonic", "kebijakan → policy"}


def test_a_candidate_without_english_says_which_word_is_missing_and_ranks_lower(lexicon: Lexicon) -> None:
    here = document("Mereka menolak kebijakan pezwargonan dan kebijakan hegemonik.")
    found = composed(here, lexicon=lexicon)
    lost = found["kebijakan pezwargonan"]

    assert (lost.renderings, lost.missing, lost.why) == ((), ("pezwargonan",), ("no translation of “pezwargonan”",))
    assert lost.confidence < found["kebijakan hegemonik"].confidence


def test_a_dictionary_entry_of_ones_own_supplies_the_missing_word(lexicon: Lexicon) -> None:
    taught = Lexicon([*lexicon.all(), Entry("pezwargonan", "NOUN", ("zwargonisation",))])
    found = composed(document("Mereka menolak kebijakan pezwargonan."), lexicon=taught)

    assert found["kebijakan pezwargonan"].renderings[0] == "zwargonisation policy"


def test_progress_hears_of_every_document_when_it_is_read_and_when_it_has_its_english(lexicon: Lexicon) -> None:
    heard: list[tuple[int, int]] = []
    compose(
        [document("Ya.", name=name) for name in "abc"],
        lexicon,
        ATTESTED,
        progress=lambda done, total: heard.append((done, total)),
    )

    assert heard == [(done, 6) for done in range(7)]


def test_counts_of_aligned_text_choose_the_english(lexicon: Lexicon) -> None:
    told = [document("Mereka membeli kapal dagang kuno.")]
    senses = counted({"kapal": {"vessel": 9.0, "ship": 1.0}})

    assert compose(told, lexicon, ATTESTED)[0].renderings[0].endswith("ship")
    assert compose(told, lexicon, ATTESTED, senses=senses)[0].renderings[0].endswith("vessel")


def test_candidates_of_news_are_whole_noun_phrases(shared: Path) -> None:
    share, count = well_formed(test=True)

    assert count >= 200
    assert share >= 0.92


@pytest.mark.parametrize(("corpus", "first", "three"), [("ntrex", 0.60, 0.82), ("pud", 0.64, 0.84)])
def test_composed_english_is_the_translators(corpus: str, first: float, three: float, shared: Path) -> None:
    found = shares([case for case in cases(corpus, test=True) if case.judged])

    assert found[0] >= first
    assert found[1] >= three


@pytest.mark.parametrize(("corpus", "first", "three"), [("ntrex", 0.75, 0.85), ("pud", 0.76, 0.88)])
def test_composed_english_is_right_to_a_reader(corpus: str, first: float, three: float, shared: Path) -> None:
    found = read(corpus)

    assert found[0] >= first
    assert found[1] >= three
