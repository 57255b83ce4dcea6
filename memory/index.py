"""
Which segments of the memory are likely to be like a query, and which contain a phrase.

Postings of folded words, one index per language, changed together with the store. `likely` ranks by the rare words that
a segment shares with the query, for its length: top K and no threshold, so that scoring has the last word. Texts of a
few words, all of which may be misspelt, are helped by their letter trigrams. Work per query is bounded by the postings
it reads, not by the size of the memory.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from memory.text import words

_BUDGET = 40_000  # postings read per query, those of the rarest words first
_SHORT = 6  # words up to which trigrams join in
_Rows = npt.NDArray[np.uint32]


class Index:
    """The segments of one language by their words. Keys are whatever the caller files them under."""

    def __init__(self) -> None:
        self._keys: list[str | None] = []  # by row; None where a segment was removed
        self._rows: dict[str, int] = {}
        self._lengths = array("H")
        self._words: dict[str, array[int]] = {}
        self._trigrams: dict[str, array[int]] = {}

    def __len__(self) -> int:
        """How many segments are filed."""
        return len(self._rows)

    def add(self, key: str, text: str) -> None:
        """File a segment; filing a key again replaces what was under it."""
        self.remove(key)
        row, found = len(self._keys), words(text)
        self._keys.append(key)
        self._rows[key] = row
        self._lengths.append(min(len(found), 65535))
        for word in set(found):
            self._words.setdefault(word, array("I")).append(row)
        if len(found) <= _SHORT:
            for trigram in _trigrams(found):
                self._trigrams.setdefault(trigram, array("I")).append(row)

    def remove(self, key: str) -> None:
        """Forget a segment; unknown keys are ignored. Its postings stay and lead nowhere."""
        row = self._rows.pop(key, None)
        if row is not None:
            self._keys[row] = None

    def likely(self, text: str, limit: int = 100) -> list[str]:
        """The keys of the `limit` segments that share most with a text, best first; ties in the order of filing."""
        found = words(text)
        best = self._top(self._words, set(found), len(found), limit)
        if len(found) <= _SHORT:
            trigrams = _trigrams(found)
            best += self._top(self._trigrams, trigrams, len(found), limit)
        return list(dict.fromkeys(best))

    def _top(self, postings: dict[str, array[int]], parts: Iterable[str], length: int, limit: int) -> list[str]:
        read, weights = self._read(postings, parts)
        if not len(read):
            return []
        rows, where = np.unique(read, return_inverse=True)
        shared = np.bincount(where, weights=weights)
        lengths = np.frombuffer(self._lengths, dtype=np.uint16)[rows]
        score = shared / np.maximum(lengths, length)
        order = np.lexsort((rows, -score))
        keys = (self._keys[row] for row in rows[order[: limit * 2]])
        return [key for key in keys if key is not None][:limit]

    def _read(self, postings: dict[str, array[int]], parts: Iterable[str]) -> tuple[_Rows, npt.NDArray[np.float64]]:
        """The rows that hold each part, the rarest parts first, as far as the budget goes; and what each is worth."""
        rows: list[_Rows] = []
        worth: list[npt.NDArray[np.float64]] = []
        left = _BUDGET
        for posting in sorted((postings[part] for part in parts if part in postings), key=len):
            if rows and len(posting) > left:
                break
            left -= len(posting)
            rows.append(np.array(posting[-_BUDGET:], dtype=np.uint32))
            worth.append(np.full(len(rows[-1]), math.log(1 + len(self._keys) / len(posting))))
        if not rows:
            return np.empty(0, np.uint32), np.empty(0)
        return np.concatenate(rows), np.concatenate(worth)

    def containing(self, parts: Sequence[str]) -> list[str]:
        """The keys of the segments that contain all of these folded words, in the order of filing."""
        postings = sorted((self._words.get(part, array("I")) for part in set(parts)), key=len)
        if not postings or not postings[0]:
            return []
        rows = np.array(postings[0], dtype=np.uint32)
        for posting in postings[1:]:
            rows = rows[np.isin(rows, np.frombuffer(posting, dtype=np.uint32), assume_unique=True)]
        return [key for row in rows if (key := self._keys[row]) is not None]


def _trigrams(found: Iterable[str]) -> set[str]:
    return {padded[k : k + 3] for word in found for padded in (f" {word} ",) for k in range(len(padded) - 2)}
