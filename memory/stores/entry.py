"""
Entries: what the files of a store say of one record, and how memory holds it.

    (table, id, record)     the record packed, as JSON bytes; None where there is no record any more
    (table, None, {})       the table itself is made; with None for the record it is dropped

A packed record takes a fourth of the memory of what it unpacks to, goes to the disk as it is, and is nothing to the
garbage collector. It is unpacked for whoever asks, each time anew, so nobody can change what is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

import orjson

from memory.stores.base import Effect, Record

Entry = tuple[str, str | None, bytes | None]
"""Table, id, packed record."""

_JSON = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""Records are JSON already: a date that someone forgot to write out is refused, not guessed at."""


def packed(record: Record | None) -> bytes | None:
    """The record as JSON bytes; TypeError if it is not JSON."""
    if record is None:
        return None
    # A copy, for orjson gives away its whole buffer: four kilobytes for a unit of three hundred bytes (seen in 3.13).
    return bytes(memoryview(orjson.dumps(record, option=_JSON)))


def unpacked(record: bytes | None) -> Record | None:
    """The record, a new object."""
    return None if record is None else orjson.loads(record)


def written(entry: Entry) -> bytes:
    """
    An entry as a snapshot's line and a journal's batch hold it; TypeError if its table or id is not text.

    >>> written(("unit", "u-17", b'{"uses":3}'))
    b'["unit","u-17",{"uses":3}]'
    """
    name, id, record = entry
    return b"[%b,%b,%b]" % (orjson.dumps(name), orjson.dumps(id), b"null" if record is None else record)


_PLAIN = re.compile(rb'\["([^"\\]*)","([^"\\]*)",(\{.*\})\]', re.DOTALL)


def read(body: bytes) -> Entry:
    """
    The entry that was written so. Nearly always it is cut out, which is quicker than to read its JSON.

    >>> read(b'["unit","u-17",{"uses":3}]')
    ('unit', 'u-17', b'{"uses":3}')
    """
    plain = _PLAIN.fullmatch(body)
    if plain is None:
        return repacked(orjson.loads(body))
    name, id, record = plain.groups()
    return name.decode(), id.decode(), record


def repacked(entry: Sequence[Any]) -> Entry:
    """The entry whose JSON has been read."""
    name, id, record = entry
    return name, id, packed(record)


class Records(Mapping[str, Record]):
    """Packed records by id, read as what they unpack to."""

    def __init__(self, records: Mapping[str, bytes]) -> None:
        self._records = records

    def __getitem__(self, id: str) -> Record:
        """The record, unpacked; KeyError if there is none."""
        found: Record = orjson.loads(self._records[id])
        return found

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._records)

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self._records)


Change = tuple[str, str, bytes | None, bytes | None]
"""Table, id, and the packed record before and after."""


class Effects(Sequence[Effect]):
    """What a batch did, unpacked one by one: all of a large batch would take more memory than the store."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes

    @overload
    def __getitem__(self, at: int) -> Effect: ...

    @overload
    def __getitem__(self, at: slice) -> Effects: ...

    def __getitem__(self, at: int | slice) -> Effect | Effects:
        """One effect, or some."""
        return Effects(self._changes[at]) if isinstance(at, slice) else _effect(self._changes[at])

    def __iter__(self) -> Iterator[Effect]:
        """Every effect, in order."""
        return map(_effect, self._changes)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._changes)


def _effect(change: Change) -> Effect:
    name, id, before, after = change
    return Effect(name, id, unpacked(before), unpacked(after))
