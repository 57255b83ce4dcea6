"""
The shared store: records in PostgreSQL, written by any number of nodes, each of which holds all of them in memory.

Reading never leaves the node; PostgreSQL is the record, the lock and the messenger. Read on downwards, in `database/`:

    present.py       what the node holds, and how changes land in it
    proposal.py      a batch in the making
    writing.py       a batch on its way into the database, and what became of one whose answer was lost
    following.py     how a node hears of what others write
    ledger.py        the statements; migrations.py, ../schema.sql: the tables
    link.py          a connection, and what can go wrong with it; address.py: where to
    upkeep.py        verify and compact
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from psycopg import IsolationLevel

from memory.errors import Conflict, Invalid, NotFound, Unavailable
from memory.stores.base import Change, Listener, Record, checked
from memory.stores.database import upkeep
from memory.stores.database.address import Wanted, address, schema
from memory.stores.database.following import Follower
from memory.stores.database.ledger import Ledger
from memory.stores.database.link import Link
from memory.stores.database.migrations import Outdated, prepared
from memory.stores.database.present import Present
from memory.stores.database.proposal import Proposal
from memory.stores.database.writing import Writing
from memory.stores.files.log import private

KEEP = timedelta(days=7)
"""How long a tombstone stays: a node that was away for longer reads everything anew."""

_CLOSED = "has been closed"
_READING = "has been opened for reading only"


class PostgresStore:
    """
    A `Store` in a database. With `follow` a thread brings what others write; without, only refresh() and batches do.

    `notify` is whether batches tell the other nodes at once; those that are not told find them by looking.
    """

    engine = "postgresql"
    shared = True

    def __init__(
        self,
        where: str,
        part: str = "",
        *,
        writable: bool = True,
        beside: Path | None = None,
        follow: bool = True,
        notify: bool = True,
        keep: timedelta = KEEP,
    ) -> None:
        self.address = address(where)
        self.beside = beside
        self._ledger = Ledger(schema(part))
        self._lock = threading.RLock()
        self._refused = "" if writable else _READING
        self._keep = keep
        self._present = self._loaded(make=writable)
        self._opened = time.monotonic()
        self._writing = Writing(Link(self.address, "primary", writes=True), self._ledger, notify=notify)
        self._follower = Follower(self.address, self._ledger, self._present, listens=notify)
        self._kept = _lock_beside(beside) if beside and writable else None
        if self.address.several:
            self._catch_up_with_primary()
        if follow:
            self._follower.start()

    @property
    def writable(self) -> bool:
        """Whether it takes changes: it is neither closed nor opened for reading only."""
        return not self._refused

    @property
    def keeps(self) -> bool:
        """Whether this process may write beside: of those that follow one database from there, the first."""
        return self._kept is not None and self.writable

    @property
    def revision(self) -> int:
        """The last batch that this node has seen, whoever wrote it."""
        return self._present.head.revision

    @property
    def mark(self) -> str:
        """Names the present state: its revision, and the token of the batch that made it."""
        head = self._present.head
        return f"{head.revision}.{head.token}"

    @property
    def connected(self) -> bool:
        """Whether the primary answered when it was last asked."""
        return self._follower.connected

    @property
    def silence(self) -> float:
        """Seconds since the database last answered."""
        return max(0.0, time.monotonic() - max(self._follower.contact, self._writing.contact, self._opened))

    @property
    def notes(self) -> Sequence[str]:
        """What a person looking after this store should know."""
        return self._present.notes

    def get(self, kind: str, id: str) -> Record | None:
        """The record, unpacked for the caller; None if there is none."""
        return self._present.record(kind, id)

    def records(self, kind: str) -> Iterator[tuple[str, Record]]:
        """Every id and record of a kind as they are at the moment of the call, in the order in which they came."""
        return iter(self._present.layer(kind).items())

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        return len(self._present.layer(kind))

    def kinds(self) -> list[str]:
        """The kinds of which there are records, in order."""
        return self._present.kinds()

    def write(self, changes: Iterable[Change], *, by: str = "", why: str = "") -> int:
        """Land all changes or none, and return the new revision when they are durable."""
        with self._batch(by=by, why=why) as proposal:
            for change in map(checked, changes):
                _put(proposal, change)
            revision = proposal.revision if proposal.entries else self.revision
        return revision

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Let all write() calls of the block land as one batch; batches of other nodes wait until it is left."""
        with self._batch():
            yield

    @contextmanager
    def still(self) -> Iterator[None]:
        """Hold what this node sees as it is while the block runs."""
        with self._present.landing:
            yield

    def watch(self, listener: Listener) -> None:
        """Call the listener with the effects of every durable batch, whoever wrote it."""
        with self._present.landing:
            self._present.listeners.add(listener)

    def refresh(self) -> int:
        """Catch up with the database now; how many batches that brought."""
        self._present.listeners.admit()
        if self._refused == _CLOSED or self._present.own():
            return 0
        before = self.revision
        self._follower.look()
        return max(0, self.revision - before)

    def verify(self) -> list[str]:
        """Read the tables again and list what is wrong in them, or differs from what this node holds."""
        link = Link(self.address, "primary")
        try:
            with link.reaching() as connection:
                return upkeep.findings(self._ledger, connection, self._present)
        finally:
            link.close()

    def advance(self, to: int) -> int:
        """Raise the revision to this one, durably, and return it; one that is as high already stays."""
        with self._lock:
            self._admit()
            if self._present.own():
                raise Conflict("A revision cannot be raised inside a batch.", hint="Leave the batch first.")
            with self._writing.locked() as (connection, head), self._present.landing:
                self._present.catch_up(self._ledger, connection, head, certain=True)
                if to > head.revision:
                    proposal = Proposal(self._present.tables, head._replace(revision=to - 1))
                    self._writing.commit(connection, proposal, [])
                    self._present.land(proposal.head(), [])
            return self.revision

    def compact(self) -> None:
        """Forget the tombstones and batches of long ago, and let the server collect what is free."""
        self._admit()
        if self._present.own():
            raise Conflict("A store cannot be compacted inside a batch.", hint="Leave the batch first.")
        link = Link(self.address, "primary", writes=True)
        try:
            with link.reaching() as connection:
                self._present.notes += upkeep.compacted(self._ledger, connection, self._keep)
        finally:
            link.close()

    def close(self) -> None:
        """Let go of the connections; what was in memory can still be read. A second time does nothing."""
        self._present.listeners.admit()
        with self._lock:
            if self._refused == _CLOSED:
                return
            if self._present.own():
                raise Conflict("A store cannot be closed inside a batch.", hint="Leave the batch first.")
            self._refused = _CLOSED
            self._writing.close()
        self._follower.stop()
        if self._kept:
            self._kept.close()

    def __enter__(self) -> Self:
        """The store, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    @contextmanager
    def _batch(self, *, by: str = "", why: str = "") -> Iterator[Proposal]:
        """A proposal to put changes in; one inside another of the same thread takes back only its own when it fails."""
        self._admit()
        with self._lock:
            proposal = self._present.own()
            if proposal is None:
                with self._outermost() as proposal:
                    proposal.signatures.add(by=by, why=why)
                    yield proposal
                return
            kept = len(proposal.entries)
            try:
                proposal.signatures.add(by=by, why=why)
                yield proposal
            except BaseException:
                proposal.rewind(kept)
                raise

    @contextmanager
    def _outermost(self) -> Iterator[Proposal]:
        self._admit()  # it may have been closed while we waited
        with self._writing.locked() as (connection, head), self._present.landing:
            self._present.catch_up(self._ledger, connection, head, certain=True)
            proposal = self._present.proposal = Proposal(self._present.tables, head)
            try:
                yield proposal
            finally:
                self._present.proposal = None
            if proposal.entries:
                rows = list(proposal.rows())
                self._writing.commit(connection, proposal, rows)
                self._present.land(proposal.head(), rows)

    def _admit(self) -> None:
        self._present.listeners.admit()
        if self._refused:
            raise Unavailable(
                f"{self.address.shown} {self._refused}: it takes no changes.", hint="Open it for writing."
            )

    def _loaded(self, *, make: bool) -> Present:
        """Everything, read at one moment, from a standby where there is one; the tables are made if there are none."""
        tries: tuple[tuple[Wanted, bool], ...] = (("standby", False), ("primary", True))
        for wanted, writes in tries:
            link = Link(self.address, wanted, writes=writes)
            try:
                with link.reaching() as connection:
                    prepared(connection, self._ledger.schema, self.address, make=writes)
                    connection.isolation_level = IsolationLevel.REPEATABLE_READ
                    with connection.transaction():
                        return Present(self._ledger.head(connection), self._ledger.all(connection))
            except (NotFound, Outdated):
                if writes or not make:
                    raise
            finally:
                link.close()
        raise AssertionError("the second of them returns or raises")

    def _catch_up_with_primary(self) -> None:
        """A standby may be late; where the primary does not answer, what it has is all there is to be had."""
        with suppress(Unavailable):
            self._follower.look()


def _put(proposal: Proposal, change: Change) -> None:
    try:
        proposal.put(change.kind, change.id, change.record)
    except TypeError as error:
        raise Invalid(
            f"The {change.kind} {change.id!r} cannot be stored: {error}.",
            hint="A record holds strings, numbers, booleans, null, lists and objects with string keys.",
            kind=change.kind,
            id=change.id,
        ) from error


def _lock_beside(beside: Path) -> IO[str] | None:
    """The right to write in this directory until it is closed; None if another process has it."""
    beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = open(beside / "index.lock", "a", opener=private)  # noqa: SIM115  # held open, for it is the lock
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
