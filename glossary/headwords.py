"""
Terms by what a reader may type: exactly, folded, inflected, its beginning, a part of it, or misspelt.

One `Headwords` per language, changed with the store. It knows strings and keys only; what the keys mean is `lookup.py`'s.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from glossary.morphology import core
from memory.index import Index
from memory.text import Language, fold, words

How = Literal["exact", "folded", "inflected", "prefix", "part", "spelling"]
HOW: tuple[How, ...] = ("exact", "folded", "inflected", "prefix", "part", "spelling")
_SPELT = 0.74  # similarity (0–1) from which a misspelling is believed
_PREFIXES = 200  # forms read for one beginning


@dataclass(frozen=True, slots=True)
class Found:
    """A form that answers what was typed: the key it is filed under, the form, and how it answers."""

    key: str
    form: str
    how: How


class Headwords:
    """The forms of terms in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._forms: dict[str, tuple[str, ...]] = {}
        self._folded: dict[str, dict[str, str]] = {}
        self._cores: dict[tuple[str, ...], dict[str, str]] = {}
        self._sorted: list[str] = []
        self._parts = Index()

    def put(self, key: str, forms: Iterable[str]) -> None:
        """File a key under these forms; what it was filed under before is forgotten."""
        self.drop(key)
        self._forms[key] = tuple(dict.fromkeys(forms))
        for form in self._forms[key]:
            folded = fold(form)
            if folded not in self._folded:
                insort(self._sorted, folded)
                self._parts.add(folded, folded)
            self._folded.setdefault(folded, {})[key] = form
            self._cores.setdefault(core(words(form), self.language), {})[key] = form

    def drop(self, key: str) -> None:
        """Forget a key; unknown ones are ignored."""
        forms = self._forms.pop(key, ())
        for form in forms:
            self._cores[core(words(form), self.language)].pop(key, None)
        for folded in {fold(form) for form in forms}:  # attaché and attache are folded alike
            self._folded[folded].pop(key, None)
            if not self._folded[folded]:
                del self._folded[folded]
                del self._sorted[bisect_left(self._sorted, folded)]
                self._parts.remove(folded)

    def find(self, typed: str, limit: int) -> list[Found]:
        """What answers the typed text, each key once, the closest way first."""
        found: dict[str, Found] = {}
        for hit in self._hits(typed, limit):
            found.setdefault(hit.key, hit)
            if len(found) >= 4 * limit:
                break
        return sorted(found.values(), key=lambda hit: HOW.index(hit.how))

    def _hits(self, typed: str, limit: int) -> Iterator[Found]:
        folded = fold(typed)
        if not words(typed):
            return
        same = self._folded.get(folded, {})
        yield from (Found(key, form, "exact") for key, form in same.items() if form == typed.strip())
        yield from (Found(key, form, "folded") for key, form in same.items())
        for joined in (folded.replace("-", " "), folded.replace(" ", ""), folded.replace("-", "")):
            yield from self._under(joined, "folded")
        inflected = self._cores.get(core(words(typed), self.language), {})
        yield from (Found(key, form, "inflected") for key, form in inflected.items())
        yield from self._beginning(folded)
        for key in self._parts.containing(words(typed))[: 8 * limit]:
            yield from self._under(key, "part")
        yield from self._misspelt(folded, limit)

    def _under(self, folded: str, how: How) -> Iterator[Found]:
        for key, form in self._folded.get(folded, {}).items():
            yield Found(key, form, how)

    def _beginning(self, folded: str) -> Iterator[Found]:
        at = bisect_left(self._sorted, folded)
        for form in self._sorted[at : at + _PREFIXES]:
            if not form.startswith(folded):
                return
            yield from self._under(form, "prefix")

    def _misspelt(self, folded: str, limit: int) -> Iterator[Found]:
        if len(folded) < 4:
            return
        near = self._parts.likely(folded, limit=10 * limit)
        scored = ((Levenshtein.normalized_similarity(folded, form), form) for form in near)
        for _, form in sorted((-score, form) for score, form in scored if score >= _SPELT):
            yield from self._under(form, "spelling")
