"""
Which word translates which, in pairs of sentences: word alignment with the lexicon as prior.

IBM Model 1 (Brown et al. 1993) in both directions, with fast_align's preference for the diagonal (Dyer et al. 2013) and
the lexicon's translations as pseudo-counts, because ten sentences alone teach nothing. The two directions are joined
by grow-diag (Och & Ney 2003): where they agree, and next to where they agree. Deterministic; no randomness, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from memory.text import fold

Translations = Callable[[str], dict[str, float]]
"""What a folded Indonesian word may be in English, each folded word with its share (0–1)."""

_ROUNDS = 5
_PRIOR = 6.0  # pseudo-counts that the lexicon gives to each word it knows
_UNKNOWN = 0.01  # what any pair of words starts with
_NULL = 0.06  # how readily a word is translated by nothing
_DIAGONAL = 2.0  # how strongly the same place in both sentences is preferred
_CHUNK = 4000  # sentence pairs in memory at once
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Linked:
    """A pair of token lists and the links between them: (source index, target index)."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: frozenset[tuple[int, int]]


def link(pairs: Sequence[tuple[Sequence[str], Sequence[str]]], translations: Translations) -> list[Linked]:
    """
    The word links of sentence pairs (Indonesian, English), learnt from all of them together.

    >>> known = {"perjanjian": {"treaty": 1.0}, "baru": {"new": 1.0}}
    >>> found = link([(["perjanjian", "baru"], ["new", "treaty"])], lambda word: known.get(word, {}))
    >>> sorted(found[0].links)
    [(0, 1), (1, 0)]
    """
    folded = [([fold(w) for w in source], [fold(w) for w in target]) for source, target in pairs]
    forth = _posteriors(folded, lambda s, t: translations(s).get(t, 0.0))
    back = _posteriors([(t, s) for s, t in folded], lambda t, s: translations(s).get(t, 0.0))
    return [
        Linked(tuple(source), tuple(target), _joined(there, here.T))
        for (source, target), there, here in zip(pairs, forth, back, strict=True)
    ]


def hull(
    links: Iterable[tuple[int, int]],
    inside: Container[int],
    matters: Callable[[int], bool],
    counts: Callable[[int], bool],
) -> tuple[int, int] | None:
    """
    The first and last target word that the source words `inside` are linked to, or None.

    None also when a source word outside, one that `matters`, is linked to between them: then the two are no pair of
    phrases (Koehn, Och & Marcu 2003). Only target words that `counts` are looked at.
    """
    targets = {j for i, j in links if i in inside and counts(j)}
    if not targets:
        return None
    first, last = min(targets), max(targets)
    if any(first <= j <= last and i not in inside and matters(i) for i, j in links):
        return None
    return first, last


def _posteriors(
    pairs: Sequence[tuple[Sequence[str], Sequence[str]]], prior: Callable[[str, str], float]
) -> list[_Floats]:
    """For each pair the chance that source word i (row) made target word j (column)."""
    sources, targets = _numbers(s for s, _ in pairs), _numbers(t for _, t in pairs)
    chunks = [_Cells(sources[k : k + _CHUNK], targets[k : k + _CHUNK]) for k in range(0, len(pairs), _CHUNK)]
    codes, where = np.unique(
        np.concatenate([cells.codes for cells in chunks] or [np.empty(0, np.int64)]), return_inverse=True
    )
    start = 0
    for cells in chunks:
        cells.where, start = where[start : start + len(cells.codes)], start + len(cells.codes)
    known = _known(codes, sources.names, targets.names, prior)
    table = known + _UNKNOWN
    for _ in range(_ROUNDS):
        counts = np.zeros(len(codes))
        for cells in chunks:
            counts += np.bincount(cells.where, cells.shares(table), minlength=len(codes))
        counts += _PRIOR * known
        owners = codes >> 32
        _, inverse = np.unique(owners, return_inverse=True)
        table = counts / np.maximum(np.bincount(inverse, counts)[inverse], 1e-12)
    return [matrix for cells in chunks for matrix in cells.matrices(table)]


class _Numbered:
    """Words as numbers, sentence by sentence; 0 is the empty word."""

    def __init__(self, sentences: Sequence[npt.NDArray[np.int64]], names: list[str]) -> None:
        self.sentences, self.names = sentences, names

    def __getitem__(self, part: slice) -> Sequence[npt.NDArray[np.int64]]:
        return self.sentences[part]


def _numbers(sentences: Iterator[Sequence[str]]) -> _Numbered:
    number: dict[str, int] = {"": 0}
    found = [np.array([number.setdefault(w, len(number)) for w in words], dtype=np.int64) for words in sentences]
    return _Numbered(found, list(number))


def _known(
    codes: npt.NDArray[np.int64], sources: list[str], targets: list[str], prior: Callable[[str, str], float]
) -> _Floats:
    """What is known of each pair of words beforehand: the lexicon, and that names and numbers are themselves."""
    found = np.zeros(len(codes))
    for k, code in enumerate(codes):
        source, target = sources[int(code >> 32)], targets[int(code & 0xFFFFFFFF)]
        if source:
            found[k] = 1.0 if source == target else prior(source, target)
    return found


class _Cells:
    """Every (source word, target word) of some sentence pairs, as flat arrays."""

    def __init__(self, sources: Sequence[npt.NDArray[np.int64]], targets: Sequence[npt.NDArray[np.int64]]) -> None:
        self.shapes = [(len(s) + 1, len(t)) for s, t in zip(sources, targets, strict=True)]
        codes, weights, groups, group = [], [], [], 0
        for s, t in zip(sources, targets, strict=True):
            rows = np.concatenate([[0], s])
            codes.append(((rows[:, None] << 32) | t[None, :]).ravel())
            weights.append(_places(len(s), len(t)).ravel())
            groups.append(np.tile(np.arange(group, group + len(t)), len(rows)))
            group += len(t)
        self.codes = np.concatenate(codes) if codes else np.empty(0, np.int64)
        self.weights = np.concatenate(weights) if weights else np.empty(0)
        self.groups = np.concatenate(groups) if groups else np.empty(0, np.int64)
        self.count = group
        self.where = np.empty(0, np.int64)

    def shares(self, table: _Floats) -> _Floats:
        """How much of each target word each source word made."""
        likely = table[self.where] * self.weights
        totals = np.bincount(self.groups, likely, minlength=self.count)
        shares: _Floats = likely / np.maximum(totals, 1e-12)[self.groups]
        return shares

    def matrices(self, table: _Floats) -> Iterator[_Floats]:
        """The shares of each sentence pair, the empty word's row left out."""
        shares, start = self.shares(table), 0
        for rows, columns in self.shapes:
            yield shares[start : start + rows * columns].reshape(rows, columns)[1:]
            start += rows * columns


def _places(rows: int, columns: int) -> _Floats:
    """How likely each place is before any word is looked at: near the diagonal; the empty word (first row) anywhere."""
    here, there = (np.arange(rows) + 0.5) / max(rows, 1), (np.arange(columns) + 0.5) / max(columns, 1)
    near = np.exp(-_DIAGONAL * np.abs(here[:, None] - there[None, :]))
    near = (1 - _NULL) * near / np.maximum(near.sum(axis=0, keepdims=True), 1e-12)
    return np.vstack([np.full((1, columns), _NULL), near])


_SURE, _NEAR = 0.25, 0.3


def _joined(forth: _Floats, back: _Floats) -> frozenset[tuple[int, int]]:
    """Where both directions agree, then neighbours of links that either direction believes in and that cover a new word."""
    if not forth.size:
        return frozenset()
    agreed = forth * back
    links = {
        (int(i), int(j))
        for j, i in enumerate(agreed.argmax(axis=0))
        if agreed[i].argmax() == j and max(forth[i, j], back[i, j]) > _SURE
    }
    either = np.maximum(forth, back)
    wanted = sorted(((-either[i, j], int(i), int(j)) for i, j in np.argwhere(either > _NEAR)), key=lambda cell: cell)
    grown = True
    while grown:
        grown = False
        rows, columns = {i for i, _ in links}, {j for _, j in links}
        for _, i, j in wanted:
            near = any((i + di, j + dj) in links for di in (-1, 0, 1) for dj in (-1, 0, 1))
            if (i, j) not in links and near and (i not in rows or j not in columns):
                links.add((i, j))
                grown = True
                rows.add(i)
                columns.add(j)
    return frozenset(links)
