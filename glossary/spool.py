"""
A long row of things that need not be in memory: the first few are, the rest wait in a temporary file.

What is put in comes out equal, by its number or in order. A row of one run; it ends with the process.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, TypeVar, overload
from weakref import finalize

import orjson

from memory.units import Unit, unit

T = TypeVar("T")
FEW = 5_000  # things that are kept in memory


class Spool(Sequence[T]):
    """A sequence that grows at its end; `pack` and `unpack` are how a thing becomes bytes and comes back."""

    def __init__(self, pack: Callable[[T], bytes], unpack: Callable[[bytes], T], *, few: int = FEW) -> None:
        self._pack, self._unpack, self._few = pack, unpack, few
        self._here: list[T] = []
        self._ends = array("Q", [0])
        self._file: IO[bytes] | None = None

    def append(self, thing: T) -> None:
        """Put a thing at the end."""
        if len(self._here) < self._few:
            self._here.append(thing)
            return
        told = self._pack(thing)
        file = self._opened()
        file.seek(0, 2)
        file.write(told)
        self._ends.append(self._ends[-1] + len(told))

    def extend(self, things: Iterable[T]) -> None:
        """Put things at the end, in order."""
        for thing in things:
            self.append(thing)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._here) + len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        """The thing with a number, or those of a slice."""
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        number = range(len(self))[at] - len(self._here)
        return self._here[number] if number < 0 else self._read(number)

    def __iter__(self) -> Iterator[T]:
        """All that there are when it is asked for, in order."""
        return (self[number] for number in range(len(self)))

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = kept_by(self)
        return self._file

    def _read(self, number: int) -> T:
        begin, end = self._ends[number], self._ends[number + 1]
        file = self._opened()
        file.seek(begin)
        return self._unpack(file.read(end - begin))


def kept_by(owner: object) -> IO[bytes]:
    """A temporary file that is there as long as its owner."""
    file = TemporaryFile(buffering=2**18)  # noqa: SIM115 - closed with its owner
    finalize(owner, file.close)
    return file


def of_units() -> Spool[Unit]:
    """A spool of units."""
    return Spool(_packed, _unpacked)


def of_values(*, few: int = FEW) -> Spool[T]:
    """A spool of values of our own making."""
    return Spool(pickle.dumps, pickle.loads, few=few)


def _packed(one: Unit) -> bytes:
    return orjson.dumps([one.id, one.kept()])


def _unpacked(told: bytes) -> Unit:
    return unit(*orjson.loads(told))
