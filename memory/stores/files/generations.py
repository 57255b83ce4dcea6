"""
The writing side of a store's files: the lock, the journal in use, and the way from one generation to the next.

    rotate    under the writer's lock: begin the next journal, copy the tables (shallow, for packed records are never altered)
    settle    without it: write the copies as the next snapshot, switch CURRENT to it, remove the generation before

Reading and writing go on while `settle` works. `directory.py` says why it may be cut off anywhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Self

from memory.stores.files import snapshot
from memory.stores.files.chain import Chain, loaded
from memory.stores.files.directory import Directory, roomy
from memory.stores.files.log import Damage, Writer, refuse
from memory.stores.files.repair import set_aside
from memory.stores.files.snapshot import Tables

COMPACT_AT = 16 * 1024 * 1024
"""A shorter journal is read in a moment: no reason to compact, however small the snapshot is."""


class Generations:
    """A writer's files. Whoever calls `rotate` holds the writer's lock, and `busy` until all is settled."""

    def __init__(self, files: Directory, held: IO[str], *, compact_at: int) -> None:
        self.busy = threading.Lock()
        self.notes: list[str] = []
        self._files = files
        self._held = held
        self._at = compact_at
        files.sweep(files.current())
        self.chain: Chain = loaded(files)
        self._generation = self.chain.generation
        self._limit = self._twice(files.snapshot(files.current()).stat().st_size)
        # Journals before the one in use were left by a compaction that was cut off; they count as one with it.
        before = (files.journal(g) for g in files.generations("journal") if g < self._generation)
        self._before = sum(path.stat().st_size for path in before)
        self.journal = self._continued(self.chain)

    @classmethod
    def open(cls, path: Path, *, compact_at: int) -> Self:
        """Take the lock of the store at this path, making the store if there is none, and read it."""
        files = roomy(path)
        held = files.lock()
        try:
            if not (path / "CURRENT").exists():
                _begin(files)
            return cls(files, held, compact_at=compact_at)
        except BaseException:
            held.close()
            raise

    def due(self) -> bool:
        """Whether the journals have outgrown the snapshot."""
        return self._before + self.journal.end > self._limit

    def postpone(self) -> None:
        """After a failure, wait until the journal has grown by as much again."""
        self._limit = self._before + self.journal.end + self._at

    def rotate(self, tables: Tables, revision: int) -> Callable[[], None]:
        """Begin the next generation, and return the work that is left: call it, without the lock, to settle."""
        generation = self._generation + 1
        journal = self._successor(generation)
        copies = {name: records.copy() for name, records in tables.items()}
        self.journal.close()
        self.journal, self._generation, self._before = journal, generation, 0
        return partial(self._settle, copies, revision, generation)

    def close(self) -> None:
        """Wait for a compaction that is under way, then let go of the journal and the lock."""
        with self.busy:
            self.journal.close()
            self._held.close()

    def _continued(self, chain: Chain) -> Writer:
        """The last journal, to be written on; an unfinished write at its end is dropped, and noted."""
        reader = chain.reader or refuse(Damage(self._files.journal(chain.generation).name, 0, 0, "the file is missing"))
        chain.close()
        tail = reader.path.read_bytes()[reader.offset :]
        if tail:
            copy = set_aside(reader.path, tail)
            self.notes.append(
                f"{reader.path.name}: dropped {len(tail)} bytes after line {reader.line}, byte {reader.offset}: "
                f"a write that was cut off before it was acknowledged{copy and f' (kept as {copy})'}."
            )
        return Writer(reader.path, end=reader.offset)

    def _successor(self, generation: int) -> Writer:
        path = self._files.journal(generation)
        journal = Writer(path, end=0)
        try:
            self._files.sync()
        except OSError:
            # A reading process that finds a later journal believes the one before it to be finished.
            journal.close()
            path.unlink(missing_ok=True)
            raise
        return journal

    def _settle(self, tables: Tables, revision: int, generation: int) -> None:
        size = snapshot.write(self._files, generation, tables, revision=revision)
        self._files.point(generation)
        self._files.sweep(generation)
        self._limit = self._twice(size)

    def _twice(self, size: int) -> int:
        return max(self._at, 2 * size)


def _begin(files: Directory) -> None:
    """Make an empty store. CURRENT comes last: without it there is no store yet."""
    Writer(files.journal(1), end=0).close()
    snapshot.write(files, 1, {}, revision=0)
    files.point(1)
