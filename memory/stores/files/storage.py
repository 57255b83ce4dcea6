"""
A TinyDB storage that keeps every table in memory and appends what changes to a journal.

    with storage.batch(by="ana") as draft:      # the writer's lock
        draft.put("unit", "u-17", {…})          # kept aside; a large batch streams to the file
    # one line, one fdatasync; only then does memory change, and only then are listeners told

Because memory changes after the disk, there is never anything to roll back in it: a batch that fails is forgotten, and
the file is cut back to its last good line. Records are packed (`entry.py`) and replaced, never altered, so a copy of a
table is a consistent view of it; compaction and `records()` rest on that.

Two locks, always taken in this order: `lock` is the writer's for as long as a batch lasts; `_swap` is held only while
memory changes or a table is copied. `record()` takes neither.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any, cast

from tinydb.storages import Storage

from memory.errors import Conflict, Unavailable
from memory.stores.base import Listener, Listeners, Record
from memory.stores.entry import Change, Effects, Entry, unpacked
from memory.stores.files import repair
from memory.stores.files.chain import loaded
from memory.stores.files.directory import Directory, existing
from memory.stores.files.draft import Draft, Layer
from memory.stores.files.generations import COMPACT_AT, Generations
from memory.stores.files.snapshot import Tables, apply

logger = logging.getLogger(__name__)

_CLOSED = "has been closed"
_READING = "has been opened for reading only"


class JournalStorage(Storage):
    """Tables of packed records in memory, durable in a directory; one process writes, any number read."""

    def __init__(self, where: Path | str, *, writable: bool = True, compact_at: int = COMPACT_AT) -> None:
        self.path = Path(where)
        self.lock = threading.RLock()
        self.notes: list[str] = []
        self._swap = threading.Lock()
        self._listeners = Listeners(self.notes)
        self._draft: Draft | None = None
        self._refused = "" if writable else _READING
        self._writing: Generations | None = None
        try:
            if writable:
                self._writing = Generations.open(self.path, compact_at=compact_at)
                self.notes += self._writing.notes
            self._chain = self._writing.chain if self._writing else loaded(existing(self.path))
        except OSError as error:
            raise Unavailable(
                f"{self.path} cannot be opened: {error.strerror}.", hint="Check the disk, and whose files they are."
            ) from error
        self.tables: Tables = self._chain.tables
        self.revision = self._chain.revision or 0

    def record(self, name: str, id: str) -> Record | None:
        """The record, unpacked, in constant time, without a lock."""
        draft = self._own_draft()
        if draft and id in (changed := draft.changed.get(name, {})):
            return unpacked(changed[id])
        table = self.tables.get(name)
        return unpacked(table.get(id)) if table else None

    @property
    def writable(self) -> bool:
        """Whether it takes changes: it is neither closed nor opened for reading only."""
        return not self._refused

    @property
    def drafting(self) -> bool:
        """Whether the calling thread is inside a batch, and so sees what nobody else does."""
        return self._own_draft() is not None

    def layer(self, name: str) -> Layer:
        """A table as the calling thread sees it."""
        draft = self._own_draft()
        changed = draft.changed.setdefault(name, {}) if draft else {}
        return Layer(self.tables.get(name), changed=changed, swap=self._swap)

    def kinds(self) -> list[str]:
        """The tables that hold something, as the calling thread sees them."""
        draft = self._own_draft()
        names = self.tables.copy().keys() | (draft.changed.copy().keys() if draft else ())
        return sorted(name for name in names if len(self.layer(name)))

    def read(self) -> dict[str, dict[str, Any]]:
        """For TinyDB: every table by name, as the calling thread sees it."""
        draft = self._own_draft()
        names = dict.fromkeys(self.tables.copy(), True) | (draft.names if draft else {})
        # TinyDB asks for dicts and gets what reads like one: to copy every table would cost more than any query.
        return cast(dict[str, dict[str, Any]], {name: self.layer(name) for name, there in names.items() if there})

    def write(self, data: Mapping[str, Any]) -> None:
        """For TinyDB, which calls this to drop tables: those that `data` lacks. All other changes come in batches."""
        if not all(isinstance(table, Layer) for table in data.values()):
            raise TypeError("A JournalStorage takes single changes, not whole tables: use it with a JournalTable.")
        with self.batch() as draft:
            for name in self.read().keys() - data.keys():
                for id in self.layer(name):
                    draft.put(name, id, None)
                draft.put(name, None, None)

    @contextmanager
    def batch(self, *, by: str = "", why: str = "") -> Iterator[Draft]:
        """
        A draft to put changes in: when the block is left they are durable, all of them, or none is there at all.

        A batch inside a batch of the same thread adds to it, and when it fails takes back only its own changes.
        """
        with self.lock:
            if self._draft is None:
                with self._outermost() as draft:
                    draft.sign(by=by, why=why)
                    yield draft
                return
            draft, kept = self._draft, len(self._draft.entries)
            try:
                draft.sign(by=by, why=why)
                yield draft
            except BaseException:
                draft.rewind(kept)
                raise

    def watch(self, listener: Listener) -> None:
        """Call the listener after each durable batch, and for each that refresh() brings."""
        with self.lock:
            self._listeners.add(listener)

    def refresh(self) -> int:
        """Read what another process has written since; how many batches that was."""
        with self.lock:
            self._listeners.admit()
            before = self.revision
            if self._refused == _READING:
                try:
                    for batch in self._chain.batches():
                        self._land(batch.entries, batch.revision)
                except Unavailable:
                    # Two compactions behind, or the writer took an unfinished batch back: begin afresh.
                    self._reload()
            return max(0, self.revision - before)

    def verify(self) -> list[str]:
        """What is damaged in the files, up to the last acknowledged batch."""
        if self._writing is None or self._refused == _CLOSED:
            return repair.verify(self.path)
        with self._writing.busy:
            with self.lock:
                end = self._draft.start if self._draft else self._writing.journal.end
            return [str(damage) for damage in repair.damages(Directory(self.path), end=end)]

    def compact(self) -> None:
        """Write a snapshot of what is there now; return when the files before it are gone."""
        writing = self._unoccupied()
        with writing.busy:
            try:
                with self.lock:
                    settle = self._unoccupied().rotate(self.tables, self.revision)
                settle()
            except OSError as error:
                raise Unavailable(
                    f"{self.path} could not be compacted: {error.strerror}. Nothing is lost.",
                    hint="Make room on the disk: for a while, the store needs as much again as it holds.",
                ) from error

    def advance(self, to: int) -> int:
        """
        Raise the revision, by a snapshot that says so: in a journal each follows the one before.

        The writer's lock is held all the while, so that the journal after that snapshot is still empty when it counts.
        """
        writing = self._unoccupied()
        with writing.busy, self.lock:
            if to > self.revision:
                settle = self._unoccupied().rotate(self.tables, to)
                try:
                    settle()
                except BaseException:  # the next batch would be numbered wrongly if the snapshot counts by now
                    self._refused = "was interrupted while its revision was raised; open it again"
                    raise
                self.revision = to
            return self.revision

    def close(self) -> None:
        """Wait for a compaction under way, then let go of the files and the lock; a second time does nothing."""
        with self.lock:
            if self._refused == _CLOSED:
                return
            self._listeners.admit()
            if self._draft:
                raise Conflict("A store cannot be closed inside a batch.", hint="Leave the batch first.")
            self._refused = _CLOSED
        if self._writing:
            self._writing.close()
        self._chain.close()

    def _own_draft(self) -> Draft | None:
        draft = self._draft
        return draft if draft and draft.owner == get_ident() else None

    @contextmanager
    def _outermost(self) -> Iterator[Draft]:
        writing = self._writable()
        draft = self._draft = Draft(writing.journal, revision=self.revision + 1)
        try:
            yield draft
            if draft.entries:
                draft.commit()
                self._draft = None
                self._land(draft.entries, draft.revision)
        except BaseException:
            if draft.durable:  # a Ctrl-C after the disk and before memory: going on would number the next batch wrongly
                self._refused = "was interrupted between disk and memory; open it again"
            else:
                draft.abandon()
            raise
        finally:
            self._draft = None
        self._compact_when_due(writing)

    def _land(self, entries: list[Entry], revision: int) -> None:
        """Make durable changes visible, all at once, and tell the listeners."""
        with self._swap:
            changes = [change for change in map(self._applied, entries) if change]
            self.revision = revision
        self._listeners.tell(Effects(changes))

    def _applied(self, entry: Entry) -> Change | None:
        """Do what an entry says; what that changed of a record, if it was or is there."""
        name, id, record = entry
        before = self.tables.get(name, {}).get(id) if id is not None else None
        apply(self.tables, entry)
        return None if id is None or before is record is None else (name, id, before, record)

    def _reload(self) -> None:
        """Read everything again, as another process sees it that opens the store now."""
        chain = loaded(existing(self.path))
        self._chain.close()
        self._chain, before = chain, self.tables
        with self._swap:
            self.tables, self.revision = chain.tables, chain.revision or 0
        self._listeners.tell(Effects(list(differences(before, chain.tables))))

    def _compact_when_due(self, writing: Generations) -> None:
        """Begin a compaction in the background. Its failure costs disk space and nothing else, so it is only noted."""
        if writing.due() and writing.busy.acquire(blocking=False):
            try:
                settle = writing.rotate(self.tables, self.revision)
                threading.Thread(target=self._settle, args=(writing, settle), name="padanan-compaction").start()
            except Exception as error:
                self._postpone(writing, error)

    def _settle(self, writing: Generations, settle: Callable[[], None]) -> None:
        try:
            settle()
        except Exception as error:
            self._postpone(writing, error)
        else:
            writing.busy.release()

    def _postpone(self, writing: Generations, error: Exception) -> None:
        logger.error("The store %s could not be compacted: %s", self.path, error)
        self.notes.append(f"The store could not be compacted ({error}); it will be tried again when it has grown.")
        writing.postpone()
        writing.busy.release()

    def _writable(self) -> Generations:
        """What to write to; Unavailable if that is closed, Conflict if a listener asks."""
        if self._refused or self._writing is None:
            raise Unavailable(f"{self.path} {self._refused}: it takes no changes.", hint="Open it for writing.")
        self._listeners.admit()
        return self._writing

    def _unoccupied(self) -> Generations:
        with self.lock:
            if self._draft:
                raise Conflict("A store cannot be compacted inside a batch.", hint="Leave the batch first.")
            return self._writable()


def differences(before: Tables, after: Tables) -> Iterator[Change]:
    """What turns one state of all tables into another."""
    for name in before.keys() | after.keys():
        old, new = before.get(name, {}), after.get(name, {})
        for id in old.keys() | new.keys():
            if old.get(id) != new.get(id):
                yield name, id, old.get(id), new.get(id)
