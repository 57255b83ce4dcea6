"""Fixed phrases on both sides of a pair, and what they make of its word links."""

from __future__ import annotations

import pytest

from glossary.lexicon import Entry, Lexicon
from glossary.settle import Fixed, Links

LEXICON = Lexicon(
    [
        Entry("virus korona", "NOUN", ("coronavirus",)),
        Entry("gencatan senjata", "NOUN", ("ceasefire", "truce")),
        Entry("Dewan Keamanan", "PROPN", ("Security Council",)),
        Entry("kapal", "NOUN", ("sea vessel",)),
    ]
)


def settled(here: str, there: str, links: set[tuple[int, int]], *, terms: list[tuple[str, str]] | None = None) -> Links:
    """The links after the fixed phrases had their say."""
    return Fixed(LEXICON, terms or [])(here.split(), there.split(), frozenset(links))


def test_a_word_that_english_has_no_word_for_is_linked_with_its_phrase() -> None:
    assert settled("kasus virus korona", "coronavirus cases", {(0, 1), (2, 0)}) == {(0, 1), (1, 0), (2, 0)}


def test_no_link_leads_out_of_a_phrase_or_into_it() -> None:
    strayed = {(0, 1), (1, 0), (2, 2)}

    assert settled("mereka gencatan senjata", "the truce held", strayed) == {(1, 1), (2, 1)}


def test_words_of_a_phrase_that_found_each_other_stay_so() -> None:
    links = {(0, 1), (1, 0)}

    assert settled("Dewan Keamanan", "Security Council", links) == links


@pytest.mark.parametrize("form", ["ceasefires", "Ceasefire", "truce"])
def test_a_plural_a_capital_and_another_translation_count(form: str) -> None:
    assert settled("gencatan senjatanya gagal", f"the {form} failed", {(2, 2)}) == {(0, 1), (1, 1), (2, 2)}


def test_of_two_places_the_one_that_links_led_to_is_taken() -> None:
    links = {(1, 3)}

    assert settled("gencatan senjata", "truce , a truce", links) == {(0, 3), (1, 3)}
    assert settled("gencatan senjata", "truce , a truce", set()) == set()


def test_single_words_and_phrases_of_one_side_change_nothing() -> None:
    links = {(0, 1)}

    assert settled("kapal", "the vessel", links) == links
    assert settled("kapal", "sea vessel", links) == links
    assert settled("gencatan senjata", "they stopped", links) == links


def test_an_approved_term_is_a_fixed_phrase() -> None:
    found = settled("uji tuntas itu", "that diligence", {(1, 1), (2, 0)}, terms=[("uji tuntas", "diligence")])

    assert found == {(0, 1), (1, 1), (2, 0)}
