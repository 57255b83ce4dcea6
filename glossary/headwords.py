"""
Terms by what a reader may type: exactly, folded, inflected, its beginning, a part of it, or misspelt.

One `Headwords` per language, changed with the store. It knows strings and keys only; what the keys mean is `lookup.py`'s.
What is filed is filed once per folded form; the ways to find it lead to that form, and from there to the keys.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sortedcontainers import SortedList

from glossary.morphology import core, english, indonesian
from glossary.spellings import Spellings
from memory.text import Language, fold

How = Literal["exact", "folded", "inflected", "prefix", "part", "spelling"]
HOW: tuple[How, ...] = ("exact", "folded", "inflected", "prefix", "part", "spelling")
_RANK = {"exact": 0, "folded": 1, "inflected": 2, "head": 3, "prefix": 4, "part": 5, "spelling": 6}
_MOST = 100  # forms looked at of each way to answer
_SPELLABLE = 4  # letters from which a misspelling can be told from another word
_WORD = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LAST = chr(0x10FFFF)
# What follows an English head: a treaty of friendship, a ban on weapons, a right to asylum.
_AFTER_HEAD = frozenset("of on for in to at by with from against between among under over without within".split())


@dataclass(frozen=True, slots=True)
class Found:
    """
    A form that answers what was typed: the key it is filed under, the form, and how it answers.

    `head` tells of a prefix or part whether it is what the term is a kind of: *kapal* in *kapal selam*, *treaty* in
    *partnership treaty* and in *treaty of friendship*.
    """

    key: str
    form: str
    how: How
    head: bool = False

    @property
    def rank(self) -> int:
        """How close it is, 0 the closest: the ways in their order, but what the typed words head before what only has them."""
        return _RANK["head" if self.head else self.how]


class Headwords:
    """The forms of terms in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._forms: dict[str, tuple[str, ...]] = {}
        self._folded: dict[str, dict[tuple[str, str], None]] = {}  # folded form → (key, form), in order
        self._fused: dict[str, list[str]] = {}  # without spaces and hyphens: kerjasama is kerja sama
        self._cores: dict[str, list[str]] = {}  # without inflection, fused, where that differs
        self._parts: dict[str, dict[str, None]] = {}  # a word, in the singular → the forms that have it
        self._sorted = SortedList()
        self._spellings = Spellings()

    def put(self, key: str, forms: Iterable[str]) -> None:
        """File a key under these forms; what it was filed under before is forgotten."""
        self.extend([(key, forms)])

    def extend(self, items: Iterable[tuple[str, Iterable[str]]]) -> None:
        """File many keys, each under its forms: far quicker than one by one."""
        asked = {key: tuple(dict.fromkeys(forms)) for key, forms in items}
        fresh: list[str] = []
        for key, forms in asked.items():
            self.drop(key)
            self._forms[key] = forms
        for key, forms in asked.items():
            for form in forms:
                folded = fold(form)
                if folded not in self._folded:
                    self._folded[folded] = {}
                    fresh.append(folded)
                self._folded[folded][key, form] = None
        self._sorted.update(fresh)
        for folded in fresh:
            self._add(folded)

    def drop(self, key: str) -> None:
        """Forget a key; unknown ones are ignored."""
        for form in self._forms.pop(key, ()):
            folded = fold(form)
            filed = self._folded[folded]
            del filed[key, form]
            if not filed:
                del self._folded[folded]
                self._sorted.remove(folded)
                self._remove(folded)

    def _add(self, folded: str) -> None:
        for filed, under in self._fusions(folded):
            filed.setdefault(under, []).append(folded)
        for part in self._words(folded):
            self._parts.setdefault(part, {})[folded] = None
        self._spellings.add(folded)

    def _remove(self, folded: str) -> None:
        for filed, under in self._fusions(folded):
            filed[under].remove(folded)
            if not filed[under]:
                del filed[under]
        for part in dict.fromkeys(self._words(folded)):
            del self._parts[part][folded]
            if not self._parts[part]:
                del self._parts[part]
        self._spellings.remove(folded)

    def _fusions(self, folded: str) -> list[tuple[dict[str, list[str]], str]]:
        """Where a form is filed when it is written as one word, and under what; nowhere, where that is itself."""
        one, kernel = fused(folded), self._core(folded)
        found = [(self._fused, one)] if one != folded else []
        return [*found, (self._cores, kernel)] if kernel != one else found

    def _core(self, folded: str) -> str:
        """A form without inflection, as one word."""
        return "".join(core(_split(folded, _WORD), self.language)).replace("-", "")

    def _words(self, folded: str) -> list[str]:
        """The words of a form, those of a hyphened word one by one, without what inflection adds to each."""
        return [_plain(word, self.language) for word in _split(folded, _PIECE)]

    def same(self, form: str) -> list[str]:
        """The keys that are filed under this form, whatever its case and accents."""
        return list(dict.fromkeys(key for key, _ in self._folded.get(fold(form), {})))

    def find(self, typed: str, *, wanted: Callable[[str], bool] | None = None) -> list[Found]:
        """
        What answers the typed text, each key once, the closest way first.

        Keys that are not `wanted` are passed over. Of each way at most a hundred are looked at, the shortest first, so
        that an answer does not depend on how much of it is shown.
        """
        found: dict[str, Found] = {}
        for hit in self._hits(typed, wanted):
            if wanted is not None and not wanted(hit.key):
                continue
            if hit.key not in found or hit.rank < found[hit.key].rank:
                found[hit.key] = hit
        return sorted(found.values(), key=lambda hit: hit.rank)

    def _hits(self, typed: str, wanted: Callable[[str], bool] | None) -> Iterator[Found]:
        folded = fold(typed)
        if not self._words(folded):
            return
        near = list(self._near(typed.strip(), folded))
        yield from near
        yield from self._around(folded, wanted)
        if not near and len(folded) >= _SPELLABLE:
            for form in self._spellings.near(folded, _MOST):
                yield from (Found(key, own, "spelling") for key, own in self._folded[form])

    def _near(self, typed: str, folded: str) -> Iterator[Found]:
        """What was typed, whatever its case, spaces and inflection."""
        one, kernel = fused(folded), self._core(folded)
        same = [folded, *self._fused.get(one, ()), one]
        inflected = [kernel, *self._cores.get(kernel, ()), *self._fused.get(kernel, ())]
        for form in same:
            for key, own in self._folded.get(form, ()):
                yield Found(key, own, "exact" if own == typed else "folded")
        for form in inflected:
            yield from (Found(key, own, "inflected") for key, own in self._folded.get(form, ()))

    def _around(self, folded: str, wanted: Callable[[str], bool] | None) -> Iterator[Found]:
        """What begins with it, and what has all its words."""
        asked = self._words(folded)
        ways: tuple[tuple[How, Iterable[str]], ...] = (
            ("prefix", self._beginning(folded)),
            ("part", self._having(asked)),
        )
        for how, forms in ways:
            # What nobody wants takes no place among those that are looked at.
            there = forms if wanted is None else [f for f in forms if any(wanted(key) for key, _ in self._folded[f])]
            for form in _shortest(there):
                head = self._heads(asked, form)
                yield from (Found(key, own, how, head) for key, own in self._folded[form])

    def _beginning(self, folded: str) -> Iterator[str]:
        found: Iterator[str] = self._sorted.irange(folded, folded + _LAST)
        return found

    def _having(self, asked: list[str]) -> Iterable[str]:
        """The forms that have all these words."""
        first, *rest = sorted((self._parts.get(word, {}) for word in dict.fromkeys(asked)), key=len)
        return [form for form in first if all(form in others for others in rest)] if rest else first

    def _heads(self, asked: list[str], form: str) -> bool:
        """Whether these words are the head of a form: its first in Indonesian, in English its last before a preposition."""
        there = self._words(form)
        if self.language == "id":
            return there[: len(asked)] == asked
        end = next((at for at, word in enumerate(there) if at and word in _AFTER_HEAD), len(there))
        return there[:end][-len(asked) :] == asked


def _shortest(forms: Iterable[str]) -> list[str]:
    """As many of the shortest forms as are looked at, those of a length by letter."""
    ordered = sorted(forms, key=len)
    if len(ordered) > _MOST:
        ordered = ordered[: bisect_right(ordered, len(ordered[_MOST - 1]), key=len)]
    return sorted(ordered, key=lambda form: (len(form), form))[:_MOST]


def _split(folded: str, word: re.Pattern[str]) -> list[str]:
    """The words of a form; most are made of nothing but words and spaces."""
    return folded.split() if folded.replace(" ", "").isalnum() else word.findall(folded)


def fused(folded: str) -> str:
    """A folded text as one word: kerja sama and kerja-sama are kerjasama."""
    return folded.replace(" ", "").replace("-", "")


@lru_cache(maxsize=2**16)
def _plain(word: str, language: Language) -> str:
    return indonesian.bare(word) if language == "id" else english.singular(word.removesuffix("'s"))
