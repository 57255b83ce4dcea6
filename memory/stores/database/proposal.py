"""
A batch in the making on a store in PostgreSQL: its changes, packed, until the database has them.

As in `draft.py`, a record is packed where it is handed in, so what is not JSON is refused there. Each record that comes
into being takes the next place, so that every node lists records in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import get_ident
from uuid import UUID, uuid4

from memory.stores.base import Record
from memory.stores.database.ledger import Head, Row, keyed
from memory.stores.entry import packed
from memory.stores.files.draft import Changed, Signatures
from memory.stores.files.snapshot import Tables


class Proposal:
    """Changes on top of what is present; only the thread that holds the writer's lock has one."""

    def __init__(self, tables: Tables, head: Head) -> None:
        self.owner = get_ident()
        self.token: UUID = uuid4()
        self.signatures = Signatures()
        self._tables = tables
        self._before = head
        self._begin()

    @property
    def revision(self) -> int:
        """The revision that the batch will have."""
        return self._before.revision + 1

    def put(self, kind: str, id: str, record: Record | None) -> None:
        """Accept one change; TypeError if it is not JSON."""
        keyed(kind), keyed(id)  # what is not Unicode is refused now, too
        self._put(kind, id, packed(record))

    def rewind(self, kept: int) -> None:
        """Take back all but the first changes."""
        entries = self.entries[:kept]
        self._begin()
        for entry in entries:
            self._put(*entry)

    def rows(self) -> Iterator[Row]:
        """What the database and memory are told: each record as it is at the end, those that are new by their place."""
        new: list[Row] = []
        for kind, changed in self.changed.items():
            known = self._tables.get(kind, {})
            for id, body in changed.items():
                if body is not None and (kind, id) in self._born:
                    new.append(Row(kind, id, body, self._born[kind, id]))
                elif body is not None or id in known:
                    yield Row(kind, id, body, 0)
        yield from sorted(new, key=lambda row: row.place)

    def head(self) -> Head:
        """Where the store stands when the batch is durable."""
        return self._before._replace(revision=self.revision, token=self.token, place=self._place)

    def _begin(self) -> None:
        self.entries: list[tuple[str, str, bytes | None]] = []
        self.changed: dict[str, Changed] = {}
        self._born: dict[tuple[str, str], int] = {}
        self._place = self._before.place

    def _put(self, kind: str, id: str, body: bytes | None) -> None:
        self.entries.append((kind, id, body))
        changed = self.changed.setdefault(kind, {})
        there = changed[id] if id in changed else self._tables.get(kind, {}).get(id)
        if body is not None and there is None:
            self._place += 1
            self._born[kind, id] = self._place
            changed.pop(id, None)
        changed[id] = body
