"""
How much a segment can score at most, for a tenth of what it costs to score it.

Of a hundred likely segments five are wanted. Those that could score highest are scored first, and when the fifth best
has more than the next could have at most, the rest need no look: the answer is that of scoring all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from memory.signatures import Array

_TOKENS, _CHARACTERS, _WORDS_DIFFER = 60.0, 40.0, 94.0  # as in similarity.py
_ROUNDING = 0.01
# At least all that may be a number or a placeable, which count as one character however many they are written with.
_SIGN = re.compile(r"[\d@%&/<{]|www\.")
_WRITTEN = re.compile(r"[\d@%&/]|www\.")
_OPENS, _SPACE = re.compile("[<{]"), re.compile(r"\s")


def ceilings(query: str, texts: Sequence[str], shares: Sequence[float]) -> list[float]:
    """What each of these texts scores at most, 0 to 100, for a query with which it shares so many lexemes."""
    query, texts = normalize("NFC", query), [normalize("NFC", text) for text in texts]
    shared = np.array(shares)
    found = _TOKENS * shared + _CHARACTERS * _characters(query, texts)
    return np.where(shared < 1, np.minimum(found, _WORDS_DIFFER) + _ROUNDING, 100.0).tolist()  # type: ignore[no-any-return]


def _characters(query: str, texts: Sequence[str]) -> Array:
    """How alike the characters are at most, 0 to 1."""
    edits = process.cdist([query], texts, scorer=Levenshtein.distance, dtype=np.int32)[0]
    spared = _loose(query) + np.fromiter(map(_loose, texts), np.int64, len(texts))
    lengths = np.maximum(len(query), np.fromiter(map(len, texts), np.int64, len(texts)))
    found: Array = 1 - np.maximum(0, edits - spared) / np.maximum(1, lengths)
    return found


def _loose(text: str) -> int:
    """
    How many characters may belong to numbers and placeables: at least as many as do.

    >>> _loose("naik 5,4 persen"), _loose("Klik <b>Simpan</b>, ya"), _loose("{ tidak")
    (3, 14, 0)
    """
    if not _SIGN.search(text):
        return 0
    opens, closes = _OPENS.search(text), max(text.rfind(">"), text.rfind("}"))
    if opens is None or closes < opens.start():
        return _signed(text)
    # All from the first bracket to the last, and the words that these stand in.
    start = max(text.rfind(" ", 0, opens.start()), text.rfind("\n", 0, opens.start())) + 1
    after = _SPACE.search(text, closes)
    end = after.start() if after else len(text)
    return end - start + _signed(text[:start]) + _signed(text[end:])


def _signed(text: str) -> int:
    return sum(len(word) for word in text.split() if _WRITTEN.search(word))
