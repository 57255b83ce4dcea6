"""
Which words of a pair of phrases something else vouches for: the lexicon, counts of aligned text, a common source.

What is met once is believed only when every content word on both sides is vouched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from rapidfuzz.distance import Levenshtein

from glossary.cognates import sound
from glossary.lexicon import Lexicon
from glossary.morphology import english
from memory.language import SMALL
from memory.text import words

Key = tuple[str, ...]
_BEGIN = 5  # letters that a word shares with its inflected and derived forms
_COUNTED = 0.5  # pseudo-counts from which a translation vouches
_ALIKE = 0.7  # likeness of sounds that vouches


class Support:
    """Who vouches for the words of a pair, by what is known of translations (`glossary.prior.known`)."""

    def __init__(self, lexicon: Lexicon, translations: Callable[[str], Mapping[str, float]]) -> None:
        self._lexicon = lexicon

        @cache
        def meanings(word: str) -> frozenset[str]:
            told = {other for other, count in translations(word).items() if other and count >= _COUNTED}
            return frozenset(other[:_BEGIN] for other in {word, *told, *lexicon.anchors(word)})

        self._meanings = meanings

    def __call__(self, found: Sequence[str], key: Key) -> tuple[float, float, bool]:
        """
        The share (0–1) of folded Indonesian words that have a word in the English, the share of English content words
        that have one in the Indonesian, and whether the lexicon has the whole pair.
        """
        if self._whole(found, key):
            return 1.0, 1.0, True
        content = [word for word in key if word not in SMALL["en"]] or list(key)
        linked = [[self._vouched(word, other) for other in content] for word in found]
        for at, end, others in self._fixed(found, set(key)):
            for row in linked[at:end]:
                row[:] = [met or other in others for met, other in zip(row, content, strict=True)]
        here = sum(any(row) for row in linked) / max(len(found), 1)
        there = sum(any(row[at] for row in linked) for at in range(len(content))) / max(len(content), 1)
        return here, there, False

    def _vouched(self, word: str, other: str) -> bool:
        if any(piece[:_BEGIN] in self._meanings(word) for piece in (other, *other.split("-"))):
            return True
        here, there = sound(word, "id"), sound(other, "en")
        return (
            bool(here and there and here[:3] == there[:3]) and Levenshtein.normalized_similarity(here, there) >= _ALIKE
        )

    def _fixed(self, found: Sequence[str], key: set[str]) -> Iterator[tuple[int, int, set[str]]]:
        """Fixed phrases inside that the lexicon translates by words of the English: *kasus* virus korona."""
        for at in range(len(found) - 1):
            for end in range(at + 2, min(len(found), at + 4) + 1):
                for text in (text for entry in self._lexicon.entries(found[at:end]) for text in entry.english):
                    if (others := set(english.core(words(text)))) <= key:
                        yield at, end, others

    def _whole(self, found: Sequence[str], key: Key) -> bool:
        return any(english.core(words(text)) == key for entry in self._lexicon.entries(found) for text in entry.english)
