"""
What a node holds of a store in PostgreSQL: every present record, packed, and the head that it stands at.

`landing` is held by whoever changes that: a batch of this node from the moment it has the head's lock, and the follower
while it brings what others have done. `swap` is held only while memory changes or a table is copied; reading a record
takes neither.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from threading import get_ident

from psycopg import Connection

from memory.stores.base import Listeners, Record
from memory.stores.database.ledger import Head, Ledger, Row
from memory.stores.database.proposal import Proposal
from memory.stores.entry import Change, Effects, unpacked
from memory.stores.files.draft import Layer
from memory.stores.files.snapshot import Tables, without_collecting
from memory.stores.files.storage import differences

logger = logging.getLogger(__name__)


class Present:
    """Tables of packed records at one head, as any thread reads them; and who is told when they change."""

    def __init__(self, head: Head, rows: Iterable[Row]) -> None:
        self.landing = threading.RLock()
        self.notes: list[str] = []
        self.listeners = Listeners(self.notes)
        self.proposal: Proposal | None = None
        self.head = head
        self.tables = _tables(rows)
        self._swap = threading.Lock()

    def record(self, kind: str, id: str) -> Record | None:
        """The record, unpacked, in constant time, without a lock."""
        proposal = self.own()
        if proposal and id in (changed := proposal.changed.get(kind, {})):
            return unpacked(changed[id])
        table = self.tables.get(kind)
        return unpacked(table.get(id)) if table else None

    def layer(self, kind: str) -> Layer:
        """A kind as the calling thread sees it."""
        proposal = self.own()
        changed = proposal.changed.get(kind, {}) if proposal else {}
        return Layer(self.tables.get(kind), changed=changed, swap=self._swap)

    def kinds(self) -> list[str]:
        """The kinds of which there are records, as the calling thread sees them."""
        proposal = self.own()
        names = self.tables.copy().keys() | (proposal.changed.keys() if proposal else ())
        return sorted(name for name in names if len(self.layer(name)))

    def own(self) -> Proposal | None:
        """The batch in the making, if it is the calling thread's."""
        proposal = self.proposal
        return proposal if proposal and proposal.owner == get_ident() else None

    def land(self, head: Head, rows: Iterable[Row]) -> None:
        """Make what is durable visible, all at once, and tell the listeners. The caller holds `landing`."""
        with self._swap:
            changes = [change for change in map(self._applied, rows) if change]
            self.head = head
        self.listeners.tell(Effects(changes))

    def catch_up(self, ledger: Ledger, connection: Connection, head: Head, *, certain: bool) -> bool:
        """
        Bring what a database has that stands at this head, in the transaction that is open; whether we now stand there.

        The caller holds `landing`. A database that does not know our own state has gone back, or has purged what leads on
        from it: then everything is read anew, if it is `certain` that it is not merely late.
        """
        mine = self.head
        if (head.revision, head.token) == (mine.revision, mine.token):
            return True
        known = head.revision >= mine.revision and ledger.knows(connection, mine.revision, mine.token)
        if known and mine.revision >= head.purged:
            self.land(head, ledger.since(connection, mine.revision))
        elif certain:
            gone_back = head.revision < mine.revision or mine.revision >= head.purged
            self._replace(head, _tables(ledger.all(connection)), gone_back=gone_back)
        return known or certain

    def _replace(self, head: Head, tables: Tables, *, gone_back: bool) -> None:
        """Begin afresh from these records, and tell the listeners of every difference."""
        mine, before = self.head, self.tables
        with self._swap:
            self.tables, self.head = tables, head
        changes = list(differences(before, tables))
        if gone_back:
            self.notes.append(
                f"The database has gone back: revision {mine.revision}, which this node had seen, is no part of its history,"
                f" which stands at {head.revision}. All was read again ({len(changes)} records differ)."
            )
            logger.warning(self.notes[-1])
        self.listeners.tell(Effects(changes))

    def _applied(self, row: Row) -> Change | None:
        """Do what a row says; what that changed of a record, if it was or is there."""
        table = self.tables.setdefault(row.kind, {})
        before = table.get(row.id)
        if row.body is None:
            table.pop(row.id, None)
        else:
            if row.place > self.head.place:  # it was gone for a while: it comes after those that were not
                table.pop(row.id, None)
            table[row.id] = row.body
        return None if before is row.body is None else (row.kind, row.id, before, row.body)


def counts(tables: Mapping[str, Mapping[str, bytes]]) -> dict[str, int]:
    """How many records there are of each kind that has any."""
    return {kind: len(table) for kind, table in tables.items() if table}


def _tables(rows: Iterable[Row]) -> Tables:
    """Tables of these records, each in order of place."""
    places: dict[str, list[tuple[int, str, bytes]]] = {}
    with without_collecting():
        for kind, id, body, place in rows:
            if body is not None:
                places.setdefault(kind, []).append((place, id, body))
        return {kind: {id: body for _, id, body in sorted(found)} for kind, found in places.items()}
