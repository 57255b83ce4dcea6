"""
The embedded store: TinyDB over an append-only journal, in one directory, for one writing process.

`JournalStore` is the contract of `base.py` in TinyDB's tables. Read on downwards, in `files/` but for entry.py:

    tables.py        TinyDB, by its extension points: single documents in and out
    storage.py       memory, batches, listeners, following another process
    draft.py         a batch in the making
    entry.py         records packed, as memory and files hold them
    generations.py   the writing side: the lock, the journal in use, compaction
    chain.py         the reading side: a snapshot and the journals after it
    snapshot.py  log.py  directory.py    what the files are
    repair.py        damage, and what can be saved
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from memory.stores.base import Change, Listener, Record, checked
from memory.stores.files.generations import COMPACT_AT
from memory.stores.files.tables import RecordDB, RecordTable


class JournalStore:
    """A `Store` in a directory. `db` is the same records as TinyDB tables, for a query now and then."""

    engine = "embedded"
    shared = False
    connected = True
    silence = 0.0

    def __init__(self, where: Path | str, *, writable: bool = True, compact_at: int = COMPACT_AT) -> None:
        self.db = RecordDB(where, writable=writable, compact_at=compact_at)
        self._storage = self.db.storage

    @property
    def path(self) -> Path:
        """The directory."""
        return self._storage.path

    @property
    def beside(self) -> Path:
        """Where what is made of the records may be kept: here, with them."""
        return self.path

    @property
    def keeps(self) -> bool:
        """Whether this process may write there."""
        return self.writable

    @property
    def writable(self) -> bool:
        """Whether it takes changes: it is neither closed nor opened for reading only."""
        return self._storage.writable

    @property
    def revision(self) -> int:
        """How many batches have been acknowledged since the store was made."""
        return self._storage.revision

    @property
    def mark(self) -> str:
        """Names the present state: the revision, for only one process writes."""
        return str(self.revision)

    @property
    def notes(self) -> Sequence[str]:
        """What a person looking after this store should know."""
        return self._storage.notes

    def get(self, kind: str, id: str) -> Record | None:
        """The record, unpacked for the caller; None if there is none."""
        return self._storage.record(kind, id)

    def records(self, kind: str) -> Iterator[tuple[str, Record]]:
        """Every id and record of a kind as they are at the moment of the call."""
        return iter(self._storage.layer(kind).items())

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        return len(self._storage.layer(kind))

    def kinds(self) -> list[str]:
        """The kinds of which there are records, in order."""
        return self._storage.kinds()

    def write(self, changes: Iterable[Change], *, by: str = "", why: str = "") -> int:
        """Land all changes or none, and return the new revision when they are durable."""
        with self._storage.batch(by=by, why=why) as draft:
            for kind, run in groupby(map(checked, changes), attrgetter("kind")):
                table = cast(RecordTable, self.db.table(kind))
                table.put((change.id, change.record) for change in run)
            revision = draft.revision if draft.entries else self.revision
        return revision

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Let all write() calls of the block land as one batch, durable when the block is left."""
        with self._storage.batch():
            yield

    @contextmanager
    def still(self) -> Iterator[None]:
        """Hold what is in memory as it is while the block runs."""
        with self._storage.lock:
            yield

    def watch(self, listener: Listener) -> None:
        """Call the listener with the effects of every durable batch, and of every batch that refresh() brings."""
        self._storage.watch(listener)

    def refresh(self) -> int:
        """Catch up with the process that writes; how many batches that brought."""
        return self._storage.refresh()

    def verify(self) -> list[str]:
        """Read every file again and list what is damaged, each with file, line and byte."""
        return self._storage.verify()

    def advance(self, to: int) -> int:
        """Raise the revision to this one, durably, and return it; one that is as high already stays."""
        return self._storage.advance(to)

    def compact(self) -> None:
        """Bring the files down to what the present records need; reading and writing go on meanwhile."""
        self._storage.compact()

    def close(self) -> None:
        """Let go of the files; what was in memory can still be read."""
        self.db.close()

    def __enter__(self) -> Self:
        """The store, to be closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
