"""
A batch in the making, and the tables as the thread that makes it sees them.

`Draft.put` packs each record at once: what is not JSON is refused where it was handed in, nothing of the caller's is
kept, and what memory will hold is what the disk will hold. The changes wait in the draft until they are durable. Of a large batch only the records wait: their lines go to the file, part by part, while it grows.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping
from threading import Lock, get_ident
from typing import Any

import orjson

from memory.errors import Invalid, Problem
from memory.stores.base import Record
from memory.stores.entry import Entry, Records, packed, unpacked, written
from memory.stores.files.log import Writer, frame, line
from memory.stores.files.snapshot import now

PART = 1024 * 1024
"""Bytes of JSON after which a part of a batch goes to the file."""

Changed = dict[str, bytes | None]


class Signatures:
    """Who makes a batch, and why; what several write() calls say is joined."""

    def __init__(self) -> None:
        self._said: dict[str, list[str]] = {"by": [], "why": []}

    def add(self, *, by: str, why: str) -> None:
        """Say it; Invalid if it is not text."""
        try:
            orjson.dumps((by, why))  # now, rather than when the batch is to be durable
        except TypeError as error:
            raise Invalid(f"Who makes a change, and why, must be text ({by!r}, {why!r}): {error}.") from error
        for key, value in (("by", by), ("why", why)):
            if value and value not in self._said[key]:
                self._said[key].append(value)

    def joined(self) -> dict[str, str]:
        """`by` and `why`."""
        return {key: "; ".join(values) for key, values in self._said.items()}


class Draft:
    """Changes that are accepted, and not yet durable. Only the thread that holds the writer's lock has one."""

    def __init__(self, journal: Writer, *, revision: int) -> None:
        self.owner = get_ident()
        self.revision = revision
        self.durable = False
        self._journal = journal
        self.start = journal.end
        self._signatures = Signatures()
        self.changed: dict[str, Changed] = {}
        self._clear()

    def put(self, name: str, id: str | None, record: Record | None) -> None:
        """Accept one change; TypeError if it is not JSON. Without an id it makes ({}) or drops (None) the table."""
        self._put((name, id, packed(record)))

    def _put(self, entry: Entry) -> None:
        data = written(entry)
        name, id, record = entry
        self.entries.append(entry)
        if id is None:
            self.names[name] = record is not None
        else:
            self.names[name] = True
            self.changed.setdefault(name, {})[id] = record
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= PART:
            self._part()

    def sign(self, *, by: str, why: str) -> None:
        """Say who makes the batch, and why."""
        self._signatures.add(by=by, why=why)

    def rewind(self, kept: int) -> None:
        """Take back all but the first changes. If the disk does not even take those again, the batch has failed."""
        if len(self.entries) <= kept:
            return
        entries = self.entries[:kept]
        self.abandon()
        for entry in entries:
            self._put(entry)

    def commit(self) -> None:
        """Return when the batch is on the disk, whole."""
        if self._failure:
            raise self._failure
        parts = {"parts": self._parts} if self._parts else {}
        if self._parts:
            # The line that commits must not reach the disk before its parts: see `log.py` on damage and accident.
            self._journal.sync()
        self._append({"r": self.revision, "at": now(), **self._signatures.joined(), **parts})
        self._journal.sync()
        self.durable = True

    def abandon(self) -> None:
        """Take back everything, in the file too."""
        self._clear()
        if self._journal.end != self.start:
            self._journal.cut(self.start)

    def _clear(self) -> None:
        self.entries: list[Entry] = []
        self.names: dict[str, bool] = {}
        for changed in self.changed.values():  # which layers hold on to
            changed.clear()
        self._waiting: list[bytes] = []
        self._size = 0
        self._parts = 0
        self._failure: Problem | None = None

    def _part(self) -> None:
        try:
            self._append({"r": self.revision, "part": self._parts})
        except Problem as failure:
            self._failure = failure
            raise
        self._parts += 1

    def _append(self, head: dict[str, Any]) -> None:
        self._journal.append(frame(line(head, self._waiting)))
        self._waiting.clear()
        self._size = 0


class Layer(Mapping[str, Record]):
    """A table as one thread sees it: the durable records, and over them the changes of its own draft, if it has one."""

    def __init__(self, records: dict[str, bytes] | None, *, changed: Changed, swap: Lock) -> None:
        self.exists = records is not None
        self._records = records or {}
        self._changed = changed
        self._swap = swap

    def __getitem__(self, id: str) -> Record:
        """The record, unpacked; KeyError if there is none."""
        record = unpacked(self._changed[id] if id in self._changed else self._records[id])
        if record is None:
            raise KeyError(id)
        return record

    def __len__(self) -> int:
        """How many records there are; as much work as the draft has changes."""
        more = sum((record is not None) - (id in self._records) for id, record in self._changed.items())
        return len(self._records) + more

    def __iter__(self) -> Iterator[str]:
        """The ids as they are at this moment."""
        return iter(self.copy())

    def keys(self) -> KeysView[str]:
        """The ids as they are at this moment."""
        return self.copy().keys()

    def items(self) -> ItemsView[str, Record]:
        """The ids and records as they are at this moment."""
        return self.copy().items()

    def copy(self) -> Records:
        """The table as it is at this moment, for the caller to keep."""
        with self._swap:
            records = self._records.copy()
        for id, record in self._changed.items():
            if record is None:
                records.pop(id, None)
            else:
                records[id] = record
        return Records(records)
