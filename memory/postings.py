"""
Postings: for each code, the rows that have it; and which rows share enough codes with a query.

Sharing enough is decided without looking at every row, and without losing one. Of a query's m codes a row must share at
least a; so it has one of any m - a + 1 of them, and those of the fewest rows are read. Rows so found are then held
against the other codes, the rarest first, and dropped as soon as the codes that are left could not make up for what is
missing. Rows stand in order of length, so that those of lengths that could do at all are one slice of each posting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from memory.signatures import Array

_NONE = np.empty(0, np.int64)
_SPARSE = 16  # rows for each one read, from which sorting what was read is quicker than going through all
_READ_AT_LEAST = 4096  # rows of further codes that cost less to read than what they save


@dataclass(frozen=True, slots=True)
class Lookup:
    """Rows by a checksum that nearly each has for itself."""

    sums: Array  # uint32, in ascending order
    rows: Array  # uint32, theirs

    @classmethod
    def of(cls, sums: Array) -> Self:
        """The look-up of rows with these checksums."""
        rows = np.argsort(sums, kind="stable")
        return cls(sums[rows].astype(np.uint32), rows.astype(np.uint32))

    def under(self, checksum: int) -> Array:
        """The rows that have this checksum, in order."""
        first, last = (self.sums.searchsorted(np.uint32(checksum), side) for side in ("left", "right"))
        return self.rows[first:last]

    def by_row(self) -> Array:
        """The checksums in order of the rows."""
        found = np.empty_like(self.sums)
        found[self.rows] = self.sums
        return found


@dataclass(frozen=True, slots=True)
class Postings:
    """Codes in ascending order, and under each its values (rows, or places) in ascending order."""

    codes: Array  # uint64
    starts: Array  # uint32, one more than codes
    values: Array  # uint32

    @classmethod
    def of(cls, codes: Array, values: Array) -> tuple[Self, Array]:
        """The postings of codes and their values, which come in ascending order; and for each, which code it is."""
        order = np.argsort(codes, kind="stable")
        ordered = codes[order]
        first = np.ones(len(ordered), bool)
        first[1:] = ordered[1:] != ordered[:-1]
        which = np.empty(len(order), np.int32)
        which[order] = np.cumsum(first) - 1
        starts = np.append(np.flatnonzero(first), len(ordered)).astype(np.uint32)
        return cls(ordered[first], starts, values[order].astype(np.uint32)), which

    @classmethod
    def merged(cls, parts: Sequence[Self], moved: Sequence[Array]) -> tuple[Self, list[Array]]:
        """
        One from several: `moved` says, per part, where each value goes, or that it is dropped (-1).

        Also, per part, what each of its codes is called in the one.
        """
        codes = np.unique(np.concatenate([part.codes for part in parts]))
        named = [np.searchsorted(codes, part.codes) for part in parts]
        pairs = np.concatenate([_pairs(p, names, there) for p, names, there in zip(parts, named, moved, strict=True)])
        pairs.sort()
        starts = np.searchsorted(pairs, np.arange(len(codes) + 1, dtype=np.uint64) << np.uint64(32))
        return cls(codes, starts.astype(np.uint32), (pairs & np.uint64(2**32 - 1)).astype(np.uint32)), named

    def under(self, code: np.uint64) -> Array:
        """The values of one code; none if it is unknown."""
        at = int(self.codes.searchsorted(code))
        if at == len(self.codes) or self.codes[at] != code:
            return self.values[:0]
        return self.values[self.starts[at] : self.starts[at + 1]]

    def within(self, codes: Array, low: int, high: int) -> list[Array]:
        """The values from low to high of those codes that have any, the codes of the fewest values first."""
        if not len(self.codes):
            return []
        at = np.minimum(self.codes.searchsorted(codes), len(self.codes) - 1)
        at = at[self.codes[at] == codes]
        found = []
        for start, end in zip(self.starts[at].tolist(), self.starts[at + 1].tolist(), strict=True):
            values = self.values[start:end]
            first, last = values.searchsorted(np.array((low, high), np.uint32)).tolist()
            if first < last:
                found.append(values[first:last])
        return sorted(found, key=len)

    def sharing(self, codes: Array, share: float, sizes: Array, low: int, high: int) -> tuple[Array, Array]:
        """
        The rows from low to high that have at least this share of the codes, and how many of them they have.

        The share is of the codes, or of the row's own, `sizes[row]`, whichever are more.
        """
        lists = self.within(codes, low, high)
        fewest = _part(share, len(codes))
        if len(lists) < fewest:
            return _NONE, _NONE
        read = _worth_reading(lists, len(lists) - fewest + 1)
        rows, counts = _counted(lists[:read], max(1, fewest - (len(lists) - read)), low, high)
        return _held(rows, counts, lists[read:], _part(share, np.maximum(sizes[rows], len(codes))))

    def shared(self, codes: Array, rows: Array) -> Array:
        """How many of the codes each of the rows has; rows ascend."""
        lists = self.within(codes, int(rows[0]), int(rows[-1]) + 1) if len(rows) else []
        counts: Array = np.zeros(len(rows), np.int64)
        for values in lists:
            counts = counts + _among(values, rows)
        return counts


def _pairs(part: Postings, names: Array, there: Array) -> Array:
    """Each value with its code before it, in 64 bits, without the dropped ones."""
    values = there[part.values]
    pairs = np.repeat(names.astype(np.uint64) << np.uint64(32), np.diff(part.starts)) | values.astype(np.uint64)
    return pairs[values >= 0]


def _worth_reading(lists: list[Array], read: int) -> int:
    """How many lists to read: as many as it takes to lose nothing, and further ones while they cost less than they save."""
    spent = sum(map(len, lists[:read]))
    while read < len(lists) and len(lists[read]) <= max(_READ_AT_LEAST, spent):
        spent += len(lists[read])
        read += 1
    return read


def _counted(lists: list[Array], least: int, low: int, high: int) -> tuple[Array, Array]:
    """The rows from low to high that come in so many lists at least, in order, and in how many they do."""
    places = np.concatenate(lists).astype(np.intp) - low
    counts: Array = np.zeros(high - low, np.uint8 if len(lists) < 256 else np.uint32)
    np.add.at(counts, places, counts.dtype.type(1))  # a 1 of another type takes ten times as long
    if len(places) < len(counts) // _SPARSE:
        rows = np.sort(places[counts[places] >= least])
        rows = rows[np.append(True, rows[1:] != rows[:-1])] if len(rows) else rows
    else:
        rows = np.flatnonzero(counts >= least)
    return rows + low, counts[rows].astype(np.int64)


def _part(share: float, size: Any) -> Any:
    """The least whole number that is this share of a size."""
    return np.ceil(share * size - 1e-9).astype(np.int64)


def _held(rows: Array, counts: Array, lists: list[Array], needed: Array) -> tuple[Array, Array]:
    """Those of the rows that turn out to have enough when the other lists are counted too."""
    for left in range(len(lists), -1, -1):
        enough = counts + left >= needed
        rows, counts, needed = rows[enough], counts[enough], needed[enough]
        if left and len(rows):
            counts = counts + _among(lists[len(lists) - left], rows)
    return rows, counts


def _among(values: Array, rows: Array) -> Array:
    """Whether each of the rows is among the values; both ascend."""
    at = values.searchsorted(rows.astype(values.dtype))
    found: Array = values[np.minimum(at, len(values) - 1)] == rows
    return found
