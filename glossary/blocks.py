"""
Sentence pairs as numbers: what `glossary.hmm` computes with.

A block is some thousand pairs that are learnt from together. Its words are numbered, each pair of words that meets in it
is a *cell*, and sentences of like length lie side by side in batches, so that one operation serves a hundred of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Pair = tuple[Sequence[str], Sequence[str]]

_TOGETHER = 128  # pairs in one batch
_ROOM = 400_000  # cells in one batch
_READ = frozenset("%‰$€£¥&+=°")
_WIDEST = 4_000_000  # cells of one pair; two sides of 2,000 words


@dataclass(frozen=True, slots=True)
class Batch:
    """
    Pairs of like length: which pairs of the block, their words by number, and the number of each cell.

    `source` and `target` are (pair, place), 0 after a sentence's end; `cells` is (pair, source place, target place).
    """

    pairs: list[int]
    source: Ints
    target: Ints
    cells: npt.NDArray[np.int32]


class Block:
    """Folded sentence pairs, numbered. Number 0 is no word, cell 0 no cell."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.sources: dict[str, int] = {"": 0}
        self.targets: dict[str, int] = {"": 0}
        here = [_numbered(source, self.sources) for source, _ in pairs]
        there = [_numbered(target, self.targets) for _, target in pairs]
        self._marks = _marks(self.sources), _marks(self.targets)
        batches = [
            (chosen, _padded([here[k] for k in chosen]), _padded([there[k] for k in chosen]))
            for chosen in _alike([(len(s), len(t)) for s, t in zip(here, there, strict=True)])
        ]
        # A batch's codes one after the other, for all of them at once take six times the room of the cells.
        met = [np.unique(self._codes(source, target), return_inverse=True) for _, source, target in batches]
        self.codes = np.unique(np.concatenate([np.zeros(1, np.int64), *(codes for codes, _ in met)]))
        self.left, self.right = np.divmod(self.codes, len(self.targets))
        self.batches: list[Batch] = []
        for chosen, source, target in batches:
            codes, where = met.pop(0)
            cells = np.searchsorted(self.codes, codes).astype(np.int32)[where]
            self.batches.append(Batch(chosen, source, target, cells.reshape(*source.shape, -1)))

    def _codes(self, source: Ints, target: Ints) -> Ints:
        codes = source[:, :, None] * len(self.targets) + target[:, None, :]
        codes[(source == 0)[:, :, None] | (target == 0)[:, None, :]] = 0
        here, there = self._marks
        codes[here[source][:, :, None] != there[target][:, None, :]] = 0  # no comma makes a word
        return codes

    def places(self, cells: dict[tuple[int, int], float]) -> tuple[Ints, npt.NDArray[np.float64]]:
        """Of pairs of word numbers, each with a weight: the cells of those that meet in the block, and their weights."""
        wanted = sorted((left * len(self.targets) + right, weight) for (left, right), weight in cells.items())
        codes = np.array([code for code, _ in wanted], dtype=np.int64)
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        met = self.codes[at] == codes
        return at[met], np.array([weight for _, weight in wanted])[met]


def _numbered(words: Sequence[str], numbers: dict[str, int]) -> Ints:
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)


def _marks(numbers: dict[str, int]) -> npt.NDArray[np.bool_]:
    """Which of the words are marks. A sign that is read as a word is none: 5% is 5 per cent."""
    return np.array([bool(word) and not any(sign.isalnum() or sign in _READ for sign in word) for word in numbers])


def _padded(sentences: list[Ints]) -> Ints:
    found = np.zeros((len(sentences), max(map(len, sentences))), dtype=np.int64)
    for row, sentence in zip(found, sentences, strict=True):
        row[: len(sentence)] = sentence
    return found


def _alike(sizes: list[tuple[int, int]]) -> Iterator[list[int]]:
    """The pairs that have words on both sides, the shortest first, in batches that fit."""
    usable = (k for k, (here, there) in enumerate(sizes) if 0 < here * there <= _WIDEST)
    batch: list[int] = []
    rows = columns = 0
    for k in sorted(usable, key=lambda k: (max(sizes[k]), sizes[k])):
        rows, columns = max(rows, sizes[k][0]), max(columns, sizes[k][1])
        if batch and (len(batch) == _TOGETHER or (len(batch) + 1) * rows * columns > _ROOM):
            yield batch
            batch, (rows, columns) = [], sizes[k]
        batch.append(k)
    if batch:
        yield batch
