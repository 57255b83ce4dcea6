"""
The words of a running text, as terms are looked for in it: their places, what each may stand for, what stands between.

A word is letters and digits; what is no text (links, addresses, placeholders, tags, code) has none. Places are code
points. Two words may belong to one term only where nothing but space, a hyphen or a tag stands between them; a term that
has a comma of its own is compared letter by letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from glossary.morphology import english, indonesian
from memory.text import LANGUAGES, Language, fold, placeables

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OPEN = re.compile(r"[^\S\n]*\n?[^\S\n]*|[-\u2010\u2011\u2013/]")  # one line may end inside a term, a paragraph may not
_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(r"`[^`\n]*`|(?<![^\W_])[#@]\w+")  # code, hashtags, handles
_CODED = frozenset("`#@")
_HYPHEN = re.compile(r"(?<=[^\W_])[-\u2010\u2011](?=[^\W_])")


# In a name in title case these stay small (EYD V, huruf kapital 12).
SMALL = frozenset("dan di ke dari untuk yang dalam dengan atas bagi the of and for on in to at by with an a".split())


class Reading(NamedTuple):
    """What a word may stand for: itself without English plural and possessive; without its Indonesian clitic, or ""."""

    key: str
    bare: str


def reading(word: str, language: Language) -> Reading:
    """
    What a written word may stand for.

    >>> reading("Negaranya", "id"), reading("Countries", "en"), reading("masalah", "id")
    (Reading(key='negaranya', bare='negara'), Reading(key='country', bare=''), Reading(key='masalah', bare=''))
    """
    folded = fold(word)
    if language == "en":
        return Reading(english.singular(re.sub(r"'s?$", "", folded)), "")
    bare = fold(indonesian.bare(word, least=3))
    return Reading(folded, bare if bare != folded else "")


class _Readings(dict[str, Reading]):
    """The readings of the words of a language, each made once; words come again and again."""

    _MOST = 2**18

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language: Language = language

    def __missing__(self, word: str) -> Reading:
        if len(self) >= self._MOST:
            self.clear()
        self[word] = made = reading(word, self._language)
        return made


_READINGS = {language: _Readings(language) for language in LANGUAGES}


class Running:
    """A text in words."""

    def __init__(self, text: str, language: Language) -> None:
        self.text, self.language = text, language
        found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
        if hidden := _hidden(text):
            hidden.sort()
            starts, reach = [a for a, _ in hidden], list(accumulate((b for _, b in hidden), max))
            found = [word for word in found if not (at := bisect_left(starts, word[1])) or reach[at - 1] <= word[0]]
        self.places = [(start, end) for start, end, _ in found]
        known = _READINGS[language]
        self.readings = [known[word] for _, _, word in found]
        self._joined, self._doubled = self._hyphens()
        self.tied = self._joined | {at - 1 for at in self._joined}  # the words that a hyphen ties to one beside them

    def _hyphens(self) -> tuple[frozenset[int], frozenset[int]]:
        """The words that only a hyphen parts from the one before; those that are said twice, with a hyphen between."""
        ends = {match.end() for match in _HYPHEN.finditer(self.text)}
        joined = [at for at, (start, _) in enumerate(self.places) if start in ends] if ends else []
        twice = [at - 1 for at in joined if self.language == "id" and self.readings[at - 1].key in self.readings[at]]
        return frozenset(joined), frozenset(twice)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.places)

    def word(self, at: int) -> str:
        """A word as it is written."""
        start, end = self.places[at]
        return self.text[start:end]

    def between(self, at: int) -> str:
        """What stands between the word before and this one."""
        return self.text[self.places[at - 1][1] : self.places[at][0]]

    def goes_on(self, at: int) -> bool:
        """Whether a term may go on from the word before to this one."""
        between = self.between(at)
        if between == " " or _OPEN.fullmatch(between):
            return True
        return "<" in between and _OPEN.fullmatch(_TAG.sub("", between)) is not None

    def joined(self, at: int) -> bool:
        """Whether only a hyphen stands between the word before and this one."""
        return at in self._joined

    def doubled(self, at: int) -> bool:
        """Whether this word and the next are one Indonesian word said twice: kapal-kapal, negara-negaranya."""
        return at in self._doubled

    def clinging(self, at: int) -> bool:
        """Whether this is a clitic that a hyphen ties to the acronym or name before it: PBB-lah (EYD tanda hubung 5)."""
        return self.language == "id" and self.joined(at) and self.readings[at].key in indonesian.CLITICS

    def apart(self, first: int, last: int) -> bool:
        """Whether the words from `first` to `last` are no part of a longer hyphened word, such as state-owned or non-blok."""
        if not self.tied:
            return True
        left = self.joined(first) and self._common(first - 1, first)
        right = self.joined(last + 1) and not self.clinging(last + 1) and self._common(last, last + 1)
        return not (left or right)

    def name_around(self, start: int, end: int) -> str:
        """The capitalised words around a place, as far as they reach with function words in between; "" for one alone."""
        inside = range(bisect_left(self.places, (start,)), bisect_left(self.places, (end,)))
        if not inside or not all(self._capital(k) or self.word(k) in SMALL for k in inside):
            return ""
        first, last = inside[0], inside[-1]
        while (left := self._reach(first, -1)) is not None:
            first = left
        while (right := self._reach(last, 1)) is not None:
            last = right
        longer = first < inside[0] or last > inside[-1]
        return self.text[self.places[first][0] : self.places[last][1]] if longer else ""

    def _reach(self, at: int, step: int) -> int | None:
        """The next capitalised word in a direction, if nothing but spaces and one function word is between."""
        for k in (at + step, at + 2 * step):
            if not 0 <= k < len(self) or not self.goes_on(max(k, k - step)):
                return None
            if self._capital(k):
                return k
            if self.word(k) not in SMALL:
                return None
        return None

    def _capital(self, at: int) -> bool:
        return self.word(at)[0].isupper()

    def _common(self, left: int, right: int) -> bool:
        """Whether two hyphened words are no two names, as in Rusia-Ukraina."""
        return self.word(left)[0].islower() or self.word(right)[0].islower()


def _hidden(text: str) -> list[tuple[int, int]]:
    """The places of what is no text."""
    found = list(placeables(text))
    if not _CODED.isdisjoint(text):
        found += [match.span() for match in _CODE.finditer(text)]
    return found
