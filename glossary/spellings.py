"""
Forms that are spelt almost as what was typed.

Levenshtein decides, as everywhere; but not for every form. A letter that one form has and the other has not costs at least
one edit, so the letters alone, as bits of a number, rule most forms out, thousands at a time.
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

SPELT = 0.74  # similarity (0–1) from which a misspelling is believed
_Letters = npt.NDArray[np.uint32]
_EPSILON = 1e-9


class Spellings:
    """Forms by their length and letters. A form is added once and removed once."""

    def __init__(self) -> None:
        self._forms: dict[int, dict[str, None]] = {}  # by length
        self._lettered: dict[
            int, tuple[list[str], _Letters]
        ] = {}  # the same with their letters, where it was asked for

    def add(self, form: str) -> None:
        """Find this form, too."""
        self._forms.setdefault(len(form), {})[form] = None
        self._lettered.pop(len(form), None)

    def remove(self, form: str) -> None:
        """Find it no more."""
        del self._forms[len(form)][form]
        self._lettered.pop(len(form), None)

    def near(self, typed: str, limit: int) -> list[str]:
        """The forms whose similarity to what was typed reaches `SPELT`, the most similar first, at most `limit`."""
        lengths = range(ceil(len(typed) * SPELT), floor(len(typed) / SPELT) + 1)
        choices = [form for length in lengths if self._forms.get(length) for form in self._possible(typed, length)]
        scored = process.extract(
            typed, choices, scorer=Levenshtein.normalized_similarity, score_cutoff=SPELT, limit=None
        )
        return [form for _, form in sorted((-score, form) for form, score, _ in scored)[:limit]]

    def _possible(self, typed: str, length: int) -> list[str]:
        """The forms of a length whose letters do not rule them out."""
        if length not in self._lettered:
            forms = list(self._forms[length])
            self._lettered[length] = forms, _letters(forms, length)
        forms, there = self._lettered[length]
        here = _letters([typed], len(typed))
        edits = int((1 - SPELT) * max(len(typed), length) + _EPSILON)
        needed = np.maximum(np.bitwise_count(there & ~here), np.bitwise_count(here & ~there))
        return [forms[at] for at in np.flatnonzero(needed <= edits)]


def _letters(forms: list[str], length: int) -> _Letters:
    """Which letters stand in each form of a length, as 32 bits; letters that share a bit only rule out less."""
    codes = np.frombuffer("".join(forms).encode("utf-32-le", "surrogatepass"), np.uint32).reshape(len(forms), length)
    found: _Letters = np.bitwise_or.reduce(np.uint32(1) << (codes & np.uint32(31)), axis=1)
    return found
