"""
Two documents that say the same thing, as sentence pairs.

Start with `align`. It is Gale & Church's dynamic programme (Computational Linguistics 19(1), 1993: sentence lengths in
characters, beads 1:1, 1:0, 0:1, 1:2, 2:1, 2:2) with words in the balance: numbers, names, and the translations that the
caller hands in as `anchors`, because lengths alone lose their way at the first missing paragraph. The programme can only
walk forwards, so afterwards `_crossed` looks whether sentences left over on both sides belong together after all:
translators do reorder.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from memory.text import fold

Anchors = Callable[[str], Collection[str]]
"""What a folded Indonesian word may be in English: folded English words."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that say the same: indices on both sides (either may be empty) and how sure that is (0–1)."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float


# How often human translators keep, merge, split, drop (Gale & Church 1993, table 5), as costs in nats.
_SHAPES = {(1, 1): 0.0, (1, 0): 4.5, (0, 1): 4.5, (1, 2): 2.3, (2, 1): 2.3, (2, 2): 4.4}
_VARIANCE = 6.8  # of characters per character
_BAND = 40  # sentences to either side of where lengths say we should be
_LEXICAL = 7.0  # what a full agreement of words is worth, in nats
_RELATED = 0.34  # agreement from which two sentences left over are taken as a pair


def no_anchors(_: str) -> Collection[str]:
    """Nothing is known of any word."""
    return ()


def align(source: Sequence[str], target: Sequence[str], *, anchors: Anchors = no_anchors) -> list[Bead]:
    """
    Every sentence of both sides in exactly one bead, in the order of the source.

    >>> beads = align(["Ia tiba 5 Mei.", "Tidak ada korban jiwa."], ["He arrived on 5 May.", "Nobody was killed."])
    >>> [(bead.source, bead.target) for bead in beads]
    [((0,), (0,)), ((1,), (1,))]
    """
    if not source or not target:
        return [Bead((i,), (), 0.0) for i in range(len(source))] + [Bead((), (j,), 0.0) for j in range(len(target))]
    pages = _Pages(source, target, anchors)
    return list(_crossed(_path(pages), pages))


def _stem(word: str) -> str:
    """Five letters: enough to meet across endings (*treaties, treaty*), too few to be fooled often in one document."""
    return word[:5]


class _Pages:
    """Both sides, prepared: lengths, words by their first letters, what they are worth, what they may translate to."""

    def __init__(self, source: Sequence[str], target: Sequence[str], anchors: Anchors) -> None:
        self.lengths = [len(s) for s in source], [len(t) for t in target]
        self.words = [set(_words(s)) for s in source], [{_stem(w) for w in _words(t)} for t in target]
        self.ratio = max(sum(self.lengths[1]), 1) / max(sum(self.lengths[0]), 1)
        frequency = Counter(word for words in self.words[1] for word in words)
        count = len(target)
        self.worth = {word: math.log(1 + count / seen) for word, seen in frequency.items()}
        known: dict[str, frozenset[str]] = {}
        for words in self.words[0]:
            for word in words - known.keys():
                known[word] = frozenset(_stem(part) for part in [*anchors(word), word])
        self.reach = [frozenset().union(*(known[word] for word in words)) for words in self.words[0]]
        self.known = known

    def agreement(self, source: Sequence[int], target: Sequence[int]) -> float:
        """The share (0–1) of the words on both sides that find a partner on the other, rare words weighing more."""
        there: set[str] = set().union(*(self.words[1][j] for j in target))
        reach: frozenset[str] = frozenset().union(*(self.reach[i] for i in source))
        total = sum(self.worth[word] for word in there)
        forth = sum(self.worth[word] for word in there & reach) / total if total else 0.0
        here = [word for i in source for word in self.words[0][i] if len(self.known[word]) > 1 or word[0].isdigit()]
        back = sum(not self.known[word].isdisjoint(there) for word in here) / len(here) if here else forth
        return (forth + back) / 2

    def surprise(self, source: Sequence[int], target: Sequence[int]) -> float:
        """How unexpected these lengths are as a pair, in nats (Gale & Church's δ, halved tails)."""
        here = sum(self.lengths[0][i] for i in source)
        there = sum(self.lengths[1][j] for j in target)
        mean = (here + there / self.ratio) / 2
        delta = abs(there - here * self.ratio) / math.sqrt(max(mean, 1.0) * _VARIANCE)
        return min(-math.log(max(math.erfc(delta / math.sqrt(2)), 1e-12)), 12.0)


def _words(text: str) -> list[str]:
    # "kapal-kapal" is one word whose first half is what a dictionary knows; numbers lose their marks.
    return [re.sub(r"[.,](?=\d)", "", word) for word in re.findall(r"[^\W_]+(?:[.,]\d+)*", fold(text))]


def _path(pages: _Pages) -> list[Bead]:
    """The cheapest walk through both pages; near the diagonal, or, where that leads nowhere, anywhere."""
    rows, columns = len(pages.lengths[0]), len(pages.lengths[1])
    came = _walk(pages, _BAND)
    if (rows, columns) not in came:
        came = _walk(pages, columns + 1)
    return list(reversed(list(_back(pages, came, rows, columns))))


def _walk(pages: _Pages, band: int) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place that can be reached, the bead that the cheapest walk there ends with."""
    rows, columns = len(pages.lengths[0]), len(pages.lengths[1])
    middle = _diagonal(pages)
    cost: dict[tuple[int, int], float] = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(rows + 1):
        for j in range(max(0, middle[i] - band), min(columns, middle[i] + band) + 1):
            for (di, dj), shape in _SHAPES.items():
                before = cost.get((i - di, j - dj))
                if before is None:
                    continue
                here = before + shape + _bead_cost(pages, range(i - di, i), range(j - dj, j))
                if here < cost.get((i, j), math.inf):
                    cost[i, j], came[i, j] = here, (di, dj)
    return came


def _diagonal(pages: _Pages) -> list[int]:
    """For each number of source sentences read, how many target sentences hold as much of the whole text."""
    total, there = max(sum(pages.lengths[0]), 1), list(pages.lengths[1])
    found, read, j, reached = [0], 0, 0, 0.0
    for length in pages.lengths[0]:
        read += length
        while j < len(there) and reached < read / total * sum(there):
            reached += there[j]
            j += 1
        found.append(j)
    found[-1] = len(there)
    return found


def _bead_cost(pages: _Pages, source: range, target: range) -> float:
    if not source or not target:
        return 0.0
    return pages.surprise(source, target) + _LEXICAL * (1 - pages.agreement(source, target)) - _LEXICAL / 2


def _back(pages: _Pages, came: dict[tuple[int, int], tuple[int, int]], i: int, j: int) -> Iterator[Bead]:
    while (i, j) != (0, 0):
        di, dj = came[i, j]
        yield _bead(pages, tuple(range(i - di, i)), tuple(range(j - dj, j)))
        i, j = i - di, j - dj


def _bead(pages: _Pages, source: tuple[int, ...], target: tuple[int, ...]) -> Bead:
    if not source or not target:
        return Bead(source, target, 0.0)
    likely = math.exp(-pages.surprise(source, target) / 4)
    return Bead(source, target, round(0.75 * min(1.0, pages.agreement(source, target) * 1.6) + 0.25 * likely, 3))


def _crossed(beads: list[Bead], pages: _Pages) -> Iterator[Bead]:
    """The beads, with loose sentences that stand near related loose ones of the other side made pairs."""
    loose = [bead.target[0] for bead in beads if not bead.source]
    found: dict[int, int] = {}
    for i in (bead.source[0] for bead in beads if not bead.target):
        near = [(pages.agreement([i], [j]), -j) for j in loose if j not in found.values() and _near(i, j, pages)]
        agreement, j = max(near, default=(0.0, 0))
        if agreement >= _RELATED:
            found[i] = -j
    for bead in beads:
        if not bead.target and bead.source[0] in found:
            yield _bead(pages, bead.source, (found[bead.source[0]],))
        elif bead.source or bead.target[0] not in found.values():
            yield bead


def _near(i: int, j: int, pages: _Pages) -> bool:
    return abs(i / len(pages.lengths[0]) - j / len(pages.lengths[1])) < 0.15 or abs(i - j) <= 6
