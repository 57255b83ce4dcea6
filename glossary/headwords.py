"""
Terms by what a reader may type: exactly, folded, inflected, its beginning, a part of it, or misspelt.

One `Headwords` per language, changed with the store. It knows strings and keys only; what the keys mean is `lookup.py`'s.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from glossary.morphology import core
from memory.index import Index
from memory.text import Language, fold, words

How = Literal["exact", "folded", "inflected", "prefix", "part", "spelling"]
HOW: tuple[How, ...] = ("exact", "folded", "inflected", "prefix", "part", "spelling")
_SPELT = 0.74  # similarity (0–1) from which a misspelling is believed
_MOST = 300  # forms looked at of each way to answer


_Filed = dict[str, dict[tuple[str, str], None]]  # what a form is filed under → (key, form), in order


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
        self._folded: _Filed = {}
        self._fused: _Filed = {}  # without spaces and hyphens: kerjasama is kerja sama
        self._cores: _Filed = {}
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
            for filed, under in self._places(form):
                filed.setdefault(under, {})[key, form] = None

    def drop(self, key: str) -> None:
        """Forget a key; unknown ones are ignored."""
        for form in self._forms.pop(key, ()):
            folded = fold(form)
            for filed, under in self._places(form):
                filed[under].pop((key, form), None)
                if not filed[under]:
                    del filed[under]
            if folded not in self._folded:
                del self._sorted[bisect_left(self._sorted, folded)]
                self._parts.remove(folded)

    def _places(self, form: str) -> tuple[tuple[_Filed, str], ...]:
        """Where a form is filed, and under what."""
        folded = fold(form)
        kernel = " ".join(core(words(form), self.language))
        return (self._folded, folded), (self._fused, _fuse(folded)), (self._cores, kernel)

    def find(self, typed: str, *, wanted: Callable[[str], bool] = lambda _: True) -> list[Found]:
        """
        What answers the typed text, each key once, the closest way first.

        Keys that are not `wanted` are passed over. Of each way at most some hundreds are looked at, so that an answer
        does not depend on how much of it is shown.
        """
        found: dict[str, Found] = {}
        for hit in self._hits(typed):
            if hit.key not in found and wanted(hit.key):
                found[hit.key] = hit
        return sorted(found.values(), key=lambda hit: HOW.index(hit.how))

    def _hits(self, typed: str) -> Iterator[Found]:
        folded = fold(typed)
        if not words(typed):
            return
        same = self._folded.get(folded, {})
        yield from (Found(key, form, "exact") for key, form in same if form == typed.strip())
        yield from (Found(key, form, "folded") for key, form in same)
        yield from (Found(key, form, "folded") for key, form in self._fused.get(_fuse(folded), {}))
        kernel = " ".join(core(words(typed), self.language))
        yield from (Found(key, form, "inflected") for key, form in self._cores.get(kernel, {}))
        yield from self._beginning(folded)
        for part in self._parts.containing(words(typed))[:_MOST]:
            yield from self._under(part, "part")
        yield from self._misspelt(folded)

    def _under(self, folded: str, how: How) -> Iterator[Found]:
        return (Found(key, form, how) for key, form in self._folded.get(folded, {}))

    def _beginning(self, folded: str) -> Iterator[Found]:
        at = bisect_left(self._sorted, folded)
        for form in self._sorted[at : at + _MOST]:
            if not form.startswith(folded):
                return
            yield from self._under(form, "prefix")

    def _misspelt(self, folded: str) -> Iterator[Found]:
        if len(folded) < 4:
            return
        near = self._parts.likely(folded, limit=_MOST)
        scored = ((Levenshtein.normalized_similarity(folded, form), form) for form in near)
        for _, form in sorted((-score, form) for score, form in scored if score >= _SPELT):
            yield from self._under(form, "spelling")


def _fuse(folded: str) -> str:
    return folded.replace(" ", "").replace("-", "")
