"""
Fixed phrases in a pair of sentences: *virus korona* is coronavirus, and no half of it is.

Words are linked one by one, so a word that English has no word of its own for is left alone, or goes astray. Where a
fixed phrase of the lexicon, or an approved term, stands on both sides, `Fixed` links it whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from glossary.lexicon import Lexicon
from glossary.morphology import english, indonesian
from memory.text import fold, words

Links = frozenset[tuple[int, int]]
Words = tuple[str, ...]
Equivalents = dict[Words, set[Words]]
"""Folded Indonesian words, two or more, the last one bare of clitics → what they may be in English, in the singular."""


class Fixed:
    """The phrases of a lexicon, and approved pairs (Indonesian, English)."""

    def __init__(self, lexicon: Lexicon, terms: Iterable[tuple[str, str]] = ()) -> None:
        self._tables = _Table(_indexed(terms)), _of_lexicon(lexicon)

    def __call__(self, source: Sequence[str], target: Sequence[str], links: Links) -> Links:
        """
        The links of a pair of sentences as its fixed phrases want them: none from inside to outside, no word left out.

        Of several places in English the one that most links led to is taken, and none where no link led to any.
        """
        here = [fold(word) for word in source]
        phrases = list(self._met(here))
        if not phrases:
            return links
        there = [english.singular(fold(word)) for word in target]
        for inside, told in phrases:
            places = [range(at, at + len(said)) for said in told for at in _places(said, there)]
            if places:
                links = _whole(links, inside, places)
        return links

    def _met(self, here: Sequence[str]) -> Iterator[tuple[range, set[Words]]]:
        """The phrases of a sentence from left to right, the longest at each place."""
        at = 0
        while at < len(here):
            found = max((table.longest(here, at) for table in self._tables), key=itemgetter(0))
            if found[0]:
                yield range(at, at + found[0]), found[1]
            at += found[0] or 1


class _Table:
    """Phrases, found by the word that they begin with."""

    def __init__(self, phrases: Equivalents) -> None:
        self._phrases = phrases
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in phrases:
            lengths[key[0]].add(len(key))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def longest(self, here: Sequence[str], at: int) -> tuple[int, set[Words]]:
        """How many words the longest phrase at a place has, and its English; 0 for none. Its last word may have a clitic."""
        for length in self._lengths.get(here[at], ()):
            *words, last = here[at : at + length]
            if len(words) == length - 1 and (key := (*words, indonesian.bare(last))) in self._phrases:
                return length, self._phrases[key]
        return 0, set()


def _places(said: Words, there: Sequence[str]) -> Iterator[int]:
    return (at for at in range(len(there) - len(said) + 1) if tuple(there[at : at + len(said)]) == said)


def _whole(links: Links, inside: range, places: Sequence[range]) -> Links:
    led = [sum(i in inside and j in place for i, j in links) for place in places]
    if len(places) > 1 and not any(led):
        return links
    place = max(zip(led, places, strict=True), key=lambda item: (item[0], len(item[1]), -item[1].start))[1]
    kept = {(i, j) for i, j in links if (i in inside) == (j in place)}
    rows, columns = {i for i, _ in kept}, {j for _, j in kept}
    return frozenset(kept | {(i, j) for i in inside for j in place if i not in rows or j not in columns})


def _indexed(pairs: Iterable[tuple[str, str]]) -> Equivalents:
    found: Equivalents = defaultdict(set)
    for here, there in pairs:
        key, said = words(here), tuple(english.singular(word) for word in words(there))
        if len(key) > 1 and said:
            found[(*key[:-1], indonesian.bare(key[-1]))].add(said)
    return dict(found)


@lru_cache(maxsize=4)
def _of_lexicon(lexicon: Lexicon) -> _Table:
    return _Table(
        _indexed((entry.text, text) for entry in lexicon.all() if " " in entry.text for text in entry.english)
    )
