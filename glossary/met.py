"""
What was met of each Indonesian phrase, partition by partition, put together.

A partition tells the phrases in it (`Met`); `Harvest` joins them in the order of the partitions, as if one had read them
all. What is in memory is bounded: beyond so many phrases they go to a temporary file by the alphabet, and such files are
merged at the end; how often a phrase was met is counted by a sum over its letters, twelve bytes a phrase (`Often`).
"""

from __future__ import annotations

import heapq
import pickle
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from glossary.spool import kept_by
from glossary.support import Key

KEPT = 12  # places kept as evidence
_AROUND = 8  # longer phrases that a phrase is remembered to have been in
_ROOM = 40_000  # phrases and renderings in memory
_FRESH = 250_000  # sums that are counted before they are filed


class Place(NamedTuple):
    """Where a pair was met: the number of the unit, the spans on both sides in code points, and how the English is written."""

    unit: int
    start: int
    end: int
    en_start: int
    en_end: int
    form: str


@dataclass(slots=True)
class Rendering:
    """What is known of one English for a phrase so far."""

    count: int = 0
    mirrored: int = 0
    places: list[Place] = field(default_factory=list)  # the first ones
    forms: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)

    def note(self, place: Place, document: str, *, mirrored: bool) -> None:
        """One more place."""
        self.count += 1
        self.mirrored += mirrored
        self.forms[place.form] = self.forms.get(place.form, 0) + 1
        self.documents[document] = self.documents.get(document, 0) + 1
        if len(self.places) < KEPT:
            self.places.append(place)

    def join(self, later: Rendering) -> None:
        """What a later partition knows of it, too."""
        self.count += later.count
        self.mirrored += later.mirrored
        self.places += later.places[: KEPT - len(self.places)]
        for own, other in ((self.forms, later.forms), (self.documents, later.documents)):
            for name, count in other.items():
                own[name] = own.get(name, 0) + count

    @property
    def text(self) -> str:
        """Its commonest form, the first met of several."""
        return max(self.forms, key=self.forms.__getitem__)


@dataclass(slots=True)
class Met:
    """What is known of an Indonesian phrase so far; `first` is its place in the order in which phrases were met."""

    text: str
    parts: int
    first: tuple[int, int]
    count: int = 0
    alone: int = 0
    capital: int = 0
    small: bool = False  # its text is written as no name is
    yang: bool = False
    passing: bool = False
    turned: bool = False
    renderings: dict[Key, Rendering] = field(default_factory=dict)
    within: list[frozenset[str]] = field(default_factory=list)  # the longer phrases of each place that told a new one

    @property
    def longer(self) -> frozenset[str]:
        """The longer phrases that it was met in, of the first places."""
        return frozenset().union(*self.within)

    def inside(self, around: frozenset[str]) -> None:
        """Note the longer phrases around it at a place, while few are known."""
        known = self.longer
        if len(known) < _AROUND and not around <= known:
            self.within.append(around)

    def join(self, later: Met) -> None:
        """What a later partition knows of it, too."""
        self.count += later.count
        self.alone += later.alone
        self.capital += later.capital
        self.text = later.text if later.small else self.text
        self.small, self.yang = self.small or later.small, self.yang or later.yang
        self.passing, self.turned = later.passing, later.turned
        for key, rendering in later.renderings.items():
            if key in self.renderings:
                self.renderings[key].join(rendering)
            else:
                self.renderings[key] = rendering
        for around in later.within:
            self.inside(around)


@dataclass(slots=True)
class Read:
    """What a partition holds: its phrases, its Indonesian words, and how often each English was linked to a phrase."""

    met: dict[str, Met] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    english: Counter[Key] = field(default_factory=Counter)


class Often:
    """How often things were met, each known by a sum of 64 bits: two of ten million are taken for one in 1 of 400,000 runs."""

    def __init__(self) -> None:
        self._fresh: dict[int, int] = {}
        self._sums: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._counts: npt.NDArray[np.int32] = np.zeros(0, np.int32)

    def __len__(self) -> int:
        """How many different things there are."""
        self._file()
        return len(self._sums)

    def add(self, name: str, count: int) -> None:
        """Met so often more."""
        number = _number(name)
        self._fresh[number] = self._fresh.get(number, 0) + count
        if len(self._fresh) >= _FRESH:
            self._file()

    def __call__(self, name: str) -> int:
        """How often it was met in all; 0 for what never was."""
        self._file()
        number = np.uint64(_number(name))
        at = int(np.searchsorted(self._sums, number))
        return int(self._counts[at]) if at < len(self._sums) and self._sums[at] == number else 0

    def _file(self) -> None:
        if not self._fresh:
            return
        sums = np.concatenate([self._sums, np.fromiter(self._fresh, np.uint64, len(self._fresh))])
        counts = np.concatenate([self._counts, np.fromiter(self._fresh.values(), np.int32, len(self._fresh))])
        self._sums, where = np.unique(sums, return_inverse=True)
        self._counts = np.bincount(where, counts, minlength=len(self._sums)).astype(np.int32)
        self._fresh = {}


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Harvest:
    """The phrases of all partitions so far."""

    def __init__(self, *, room: int = _ROOM) -> None:
        self.words: Counter[str] = Counter()
        self._room = room
        self._met: dict[str, Met] = {}
        self._size = 0
        self._files: list[IO[bytes]] = []
        self._phrases, self._english = Often(), Often()

    def join(self, read: Read) -> None:
        """What the next partition holds, too."""
        self.words.update(read.words)
        for there, count in read.english.items():
            self._english.add("\x1f".join(there), count)
        for key, seen in read.met.items():
            self._phrases.add(key, seen.count)
            here = self._met.setdefault(key, seen)
            before = 0 if here is seen else 1 + len(here.renderings)
            if before:
                here.join(seen)
            self._size += 1 + len(here.renderings) - before
        if self._size > self._room:
            self._put_away()

    def __len__(self) -> int:
        """How many different phrases there are."""
        return len(self._phrases)

    def phrases(self, key: str) -> int:
        """How often a phrase was met."""
        return self._phrases(key)

    def english(self, key: Key) -> int:
        """How often an English phrase was linked to any phrase."""
        return self._english("\x1f".join(key))

    def met(self) -> Iterator[tuple[str, Met]]:
        """Every phrase with what is known of it, by the alphabet."""
        rows = [_rows(file) for file in self._files] + [iter(sorted(self._met.items()))]
        for key, same in groupby(heapq.merge(*rows, key=itemgetter(0)), key=itemgetter(0)):
            (_, seen), *rest = same
            for _, later in rest:
                seen.join(later)
            yield key, seen

    def _put_away(self) -> None:
        file = kept_by(self)
        for row in sorted(self._met.items(), key=itemgetter(0)):
            pickle.dump(row, file, protocol=5)
        self._files.append(file)
        self._met, self._size = {}, 0


def _rows(file: IO[bytes]) -> Iterator[tuple[str, Met]]:
    file.seek(0)
    while True:
        try:
            yield pickle.load(file)  # noqa: S301 - written by this process
        except EOFError:
            return
