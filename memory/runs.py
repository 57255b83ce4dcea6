"""
A run: the segments of one language that were filed together, as arrays that never change.

Rows stand in order of length (in lexemes), and of key where they are equally long. A run is made by `built`, of texts,
or by `merged`, of runs; either way the same segments give the same answers. Only which rows are dead changes. How
likely a row is comes from the share of lexemes that it has in common with the query and from how alike their letters
are, in the proportion in which `similarity.py` weighs tokens and characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple, Self
from zlib import crc32

import numpy as np

from memory.postings import Lookup, Postings
from memory.signatures import Array, Reading, occurrences, read, spoken

_TOKENS, _CHARACTERS = 0.6, 0.4  # as similarity.py weighs them
_GRAMS = 0.4  # the least share of trigrams in common that makes a short text likely
_CHUNK = 4000  # texts read at once: more would be slower, for want of cache
_NOWHERE = np.full(1, -1)


class Hit(NamedTuple):
    """A likely segment. The likeliest sorts first, then the shorter, then the lesser key: a total order."""

    unlikeness: float
    length: int
    key: str
    share: float  # of lexemes in common: T is at most that; 1 for what differs in numbers and tags only


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Segments by row."""

    keys: Array  # bytes, of one width
    lengths: Array  # uint32: lexemes
    profiles: Array  # uint8: a line for each row
    gram_counts: Array  # uint32
    starts: Array  # uint32: where a row begins in the stream; one more than rows
    stream: Array  # int32: the words of all rows, by their place in words.codes, and -1 after each row
    key_sums: Lookup  # by crc32 of the key
    text_sums: Lookup  # by crc32 of the text
    essences: Lookup  # by what signatures.py calls so
    tokens: Postings  # what likeness is asked of: rows
    words: Postings  # what phrases are made of: places in the stream
    grams: Postings  # trigrams of short texts: rows
    dead: Array = field(init=False)  # bool

    def __post_init__(self) -> None:
        """Nobody is dead yet."""
        object.__setattr__(self, "dead", np.zeros(len(self.keys), bool))

    def __len__(self) -> int:
        """How many rows there are, dead ones too."""
        return len(self.keys)

    @classmethod
    def built(cls, items: Sequence[tuple[str, str]]) -> Self:
        """The run of these keys and texts."""
        keys = np.array([key.encode() for key, _ in items], np.bytes_)
        readings = [read([text for _, text in items[k : k + _CHUNK]]) for k in range(0, len(items), _CHUNK)]
        reading = _together(readings)
        order = np.lexsort((keys, reading.lengths))
        rows = np.arange(len(items))
        lengths, gram_counts = reading.lengths[order], reading.gram_counts[order]
        codes = _gathered(reading.codes, reading.lengths, order)
        row_of = np.repeat(rows, lengths)
        grams = _gathered(reading.grams, reading.gram_counts, order)
        said = spoken(codes)
        places = np.arange(int(said.sum())) + row_of[said]  # a -1 stands after each row
        words, which = Postings.of(codes[said], places)
        starts = np.concatenate([[0], np.cumsum(np.bincount(row_of[said], minlength=len(rows)) + 1)])
        stream = np.full(int(starts[-1]), -1, np.int32)
        stream[places] = which
        return cls(
            keys=keys[order],
            key_sums=_key_sums(keys[order]),
            text_sums=Lookup.of(reading.sums[order]),
            essences=Lookup.of(reading.essences[order]),
            lengths=lengths,
            profiles=reading.profiles[order],
            gram_counts=gram_counts,
            starts=starts.astype(np.uint32),
            stream=stream,
            tokens=Postings.of(*occurrences(codes, row_of))[0],
            words=words,
            grams=Postings.of(grams, np.repeat(rows, gram_counts))[0],
        )

    @classmethod
    def merged(cls, runs: Sequence[Self], dead: Sequence[Array]) -> Self:
        """The run of what is in these runs and not dead."""
        living = [np.flatnonzero(~gone) for gone in dead]

        def joined(name: str) -> Array:
            return np.concatenate([getattr(run, name)[rows] for run, rows in zip(runs, living, strict=True)])

        keys, lengths = joined("keys"), joined("lengths")
        order = np.lexsort((keys, lengths))

        def summed(name: str) -> Array:
            return np.concatenate([getattr(run, name).by_row()[rows] for run, rows in zip(runs, living, strict=True)])[
                order
            ]

        moved = _moved(order, living, dead)
        sizes = np.concatenate([np.diff(run.starts)[rows] for run, rows in zip(runs, living, strict=True)])[order]
        starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        places = [_places(run, there, starts) for run, there in zip(runs, moved, strict=True)]
        words, named = Postings.merged([run.words for run in runs], places)
        stream = np.full(int(starts[-1]), -1, np.int32)
        for run, there, names in zip(runs, places, named, strict=True):
            kept = (there >= 0) & (run.stream >= 0)
            stream[there[kept]] = names[run.stream[kept]]
        return cls(
            keys=keys[order],
            key_sums=_key_sums(keys[order]),
            text_sums=Lookup.of(summed("text_sums")),
            essences=Lookup.of(summed("essences")),
            lengths=lengths[order],
            profiles=joined("profiles")[order],
            gram_counts=joined("gram_counts")[order],
            starts=starts.astype(np.uint32),
            stream=stream,
            tokens=Postings.merged([run.tokens for run in runs], moved)[0],
            words=words,
            grams=Postings.merged([run.grams for run in runs], moved)[0],
        )

    def near(self, query: Reading, share: float, limit: int) -> list[Hit]:
        """The likeliest rows that have at least this share of lexemes in common with the query."""
        size = int(query.lengths[0])
        shortest, longest = np.ceil(share * size - 1e-9), np.floor(size / share + 1e-9)
        low, high = self.lengths.searchsorted(np.array((shortest, longest + 1), np.uint32)).tolist()
        rows, shared = self.tokens.sharing(query.bag, share, self.lengths, low, high)
        return self._hits(query, rows, shared / np.maximum(self.lengths[rows], size), limit)

    def spelt(self, query: Reading, limit: int) -> list[Hit]:
        """The likeliest short rows that have many trigrams in common with a short query."""
        rows, _ = self.grams.sharing(query.grams, _GRAMS, self.gram_counts, 0, len(self))
        size = int(query.lengths[0])
        shared = self.tokens.shared(query.bag, rows)
        return self._hits(query, rows, shared / np.maximum(self.lengths[rows], size), limit)

    def alike(self, query: Reading, limit: int) -> list[Hit]:
        """The likeliest rows that say what the query says but for numbers, placeables and tags."""
        rows = self.essences.under(int(query.essences[0]))
        return self._hits(query, rows, np.ones(len(rows)), limit)

    def _hits(self, query: Reading, rows: Array, shares: Array, limit: int) -> list[Hit]:
        living = ~self.dead[rows]
        rows, shares = rows[living], shares[living]
        unlikeness = 1 - _TOKENS * shares - _CHARACTERS * _alike(query.profiles[0], self.profiles[rows])
        best = _least(unlikeness, limit)
        rows = rows[best]
        return [
            Hit(*values[:2], values[2].decode(), values[3])
            for values in zip(
                unlikeness[best].tolist(),
                self.lengths[rows].tolist(),
                self.keys[rows].tolist(),
                shares[best].tolist(),
                strict=True,
            )
        ]

    def phrase(self, codes: Array) -> Array:
        """The living rows in which these words stand one after the other, in order."""
        if len(codes) == 1 and codes[0] & np.uint64(3) == 0:
            return self._living(self.tokens.under(codes[0]))
        found = [self.words.under(code) for code in codes]
        rarest = min(range(len(codes)), key=lambda k: len(found[k]))
        places = found[rarest].astype(np.int64) - rarest
        places = places[places >= 0]
        for k, values in enumerate(found):
            if k != rarest and len(places):
                name = self.words.codes.searchsorted(codes[k]) if len(values) else -2
                places = places[self.stream[np.minimum(places + k, len(self.stream) - 1)] == name]
        rows = self.starts.searchsorted(places.astype(np.uint32), "right") - 1
        return self._living(rows[np.append(True, rows[1:] != rows[:-1])] if len(rows) else rows)

    def holding(self, codes: Array) -> Array:
        """The living rows that hold all of these words, in order."""
        found = sorted((self.phrase(codes[k : k + 1]) for k in range(len(codes))), key=len)
        for rows in found[1:]:
            found[0] = np.intersect1d(found[0], rows, assume_unique=True)
        return found[0]

    def same(self, checksum: int) -> list[str]:
        """The keys of the living rows whose text has this checksum."""
        return self.named(self._living(self.text_sums.under(checksum)))

    def named(self, rows: Array) -> list[str]:
        """The keys of rows."""
        return [key.decode() for key in self.keys[rows].tolist()]

    def located(self, keys: Sequence[str]) -> Array:
        """The row of each key, dead or not; -1 where there is none."""
        if len(keys) == 1 and not len(self.key_sums.under(crc32(keys[0].encode()))):
            return _NOWHERE  # the way of a new key that comes alone
        wanted = np.array([key.encode() for key in keys], np.bytes_)
        sums = np.fromiter((crc32(key.encode()) for key in keys), np.uint32, len(keys))
        at = self.key_sums.sums.searchsorted(sums)
        found = np.full(len(keys), -1)
        asked = np.arange(len(keys))
        while len(asked := asked[at[asked] < len(self)]):  # several keys may have one checksum
            asked = asked[self.key_sums.sums[at[asked]] == sums[asked]]
            rows = self.key_sums.rows[at[asked]].astype(np.int64)
            right = self.keys[rows] == wanted[asked]
            found[asked[right]] = rows[right]
            asked = asked[~right]
            at[asked] += 1
        return found

    def _living(self, rows: Array) -> Array:
        return rows[~self.dead[rows]]


def _together(readings: Sequence[Reading]) -> Reading:
    """One reading of all texts."""
    return Reading(*(np.concatenate([getattr(r, f.name) for r in readings]) for f in fields(Reading)))


def _key_sums(keys: Array) -> Lookup:
    return Lookup.of(np.fromiter(map(crc32, keys.tolist()), np.uint32, len(keys)))


def _gathered(values: Array, counts: Array, order: Array) -> Array:
    """The values of which each row has so many, with the rows in another order."""
    counts = counts.astype(np.int64)
    starts = (np.cumsum(counts) - counts)[order]
    counts = counts[order]
    shift = starts - (np.cumsum(counts) - counts)
    found: Array = values[np.arange(len(values)) + np.repeat(shift, counts)]
    return found


def _moved(order: Array, living: Sequence[Array], dead: Sequence[Array]) -> list[Array]:
    """Where each row of each run goes when the living ones are put in order; -1 where it is dropped."""
    new = np.empty(len(order), np.int64)
    new[order] = np.arange(len(order))
    ends = np.cumsum([len(rows) for rows in living]).tolist()
    moved = [np.full(len(gone), -1) for gone in dead]
    for there, rows, end in zip(moved, living, ends, strict=True):
        there[rows] = new[end - len(rows) : end]
    return moved


def _places(run: Run, moved: Array, starts: Array) -> Array:
    """Where each place of a run's stream goes when its rows move; -1 where it is dropped."""
    shift = np.where(moved >= 0, starts[moved] - run.starts[:-1], 0)
    sizes = np.diff(run.starts)
    there = np.arange(len(run.stream)) + np.repeat(shift, sizes)
    return np.where(np.repeat(moved >= 0, sizes), there, -1)


def _alike(query: Array, profiles: Array) -> Array:
    """How alike letters are at most, 0 to 1: what one text has too many or the other too few of must be edited."""
    differences = profiles.astype(np.int32) - query
    more = np.maximum(differences, 0).sum(axis=1)
    less = more - differences.sum(axis=1)
    size = int(query.sum())
    found: Array = 1 - np.maximum(more, less) / np.maximum(1, np.maximum(size, size + more - less))
    return found


def _least(values: Array, limit: int) -> Array:
    """Where the least values are, those that come first where they are equal; in order of place."""
    if len(values) <= limit:
        return np.arange(len(values))
    last = np.partition(values, limit - 1)[limit - 1]
    below, equal = np.flatnonzero(values < last), np.flatnonzero(values == last)
    return np.concatenate([below, equal[: limit - len(below)]])
