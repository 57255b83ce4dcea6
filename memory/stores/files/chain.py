"""
A store's files read in order: the current snapshot, then every journal from its generation on.

The writer reads the chain once, when it opens. A reading process keeps its `Chain` and asks it again for what has been
appended since, through any number of compactions. `padanan verify` and `repair` read it with a `damaged` that takes
notes and goes on, so there is one opinion on what damage is.
"""

from __future__ import annotations

from collections.abc import Iterator

from memory.errors import Unavailable
from memory.stores.files import snapshot
from memory.stores.files.directory import Directory
from memory.stores.files.log import Batch, Damage, OnDamage, Reader, refuse
from memory.stores.files.snapshot import Tables


class Chain:
    """A place in a store's files, after the last batch read; `tables` is what the batches read so far amount to."""

    def __init__(self, files: Directory, damaged: OnDamage = refuse) -> None:
        self._files = files
        self._damaged = damaged
        self.tables: Tables = {}
        self.revision: int | None = None
        self.reader: Reader | None = None
        current = files.current(damaged) or max(files.generations("snapshot"), default=1)
        self.generation = current - 1  # no journal has been entered yet
        try:
            self.tables, self.revision = snapshot.read(files.snapshot(current), damaged)
        except FileNotFoundError:
            self._missing(files.snapshot(current).name)

    def batches(self) -> Iterator[Batch]:
        """Every batch committed since the last call, from journal to journal; what is damaged is told to `damaged`."""
        while True:
            # Look for the next journal before reading this one to its end: only in this order is the end the end.
            following = self._following()
            if self.reader:
                for batch in self.reader.batches(self._damaged):
                    self.revision = batch.revision
                    yield batch
            if not following:
                break
            self._enter(following)
        if self.reader is None:
            self._missing(self._files.journal(self.generation + 1).name)

    def load(self) -> None:
        """Bring `tables` up to the last committed batch."""
        with snapshot.without_collecting():
            for batch in self.batches():
                for entry in batch.entries:
                    snapshot.apply(self.tables, entry)

    def close(self) -> None:
        """Let go of the files."""
        if self.reader:
            self.reader.close()

    def _following(self) -> int | None:
        """The generation of the next journal, if it has been begun."""
        return min((g for g in self._files.generations("journal") if g > self.generation), default=None)

    def _enter(self, generation: int) -> None:
        """Go on to a later journal. The one before it was whole when the later one was begun."""
        if self.reader and (tail := self.reader.tail()):
            what = f"{len(tail)} bytes cannot be read, and another journal follows"
            self._damaged(Damage(self.reader.path.name, self.reader.line + 1, self.reader.offset, what))
        for skipped in range(self.generation + 1, generation):
            self._missing(self._files.journal(skipped).name)
        self.close()
        self.generation = generation
        try:
            self.reader = Reader(self._files.journal(generation), revision=self.revision)
        except FileNotFoundError:
            self._missing(self._files.journal(generation).name)

    def _missing(self, name: str) -> None:
        self._damaged(Damage(name, 0, 0, "the file is missing"))


def loaded(files: Directory) -> Chain:
    """
    The chain read to its end; Unavailable at the first damage.

    A file may be missing only because the writer has compacted the store while we read. Then CURRENT has moved on, and
    we begin again.
    """
    while True:
        current = files.current()
        try:
            return _loaded(Chain(files))
        except Unavailable:
            if files.current() == current:
                raise


def _loaded(chain: Chain) -> Chain:
    try:
        chain.load()
    except BaseException:
        chain.close()
        raise
    return chain
