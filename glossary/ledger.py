"""
Runs of the miner, kept among the imports (`memory.exchange`), and taken back as one.

A run is named by the texts that it reads, so the same command continued after an interruption is the same run; repeated after
it came to its end, or was taken back, it is another one, which is kept only if it changed something. A job is its own run. What it
has done so far is written in the batch in which it is done: whatever ends it, what is kept can be taken back. What a later
run found unchanged goes with the run that brought it: that run has left no trace there, and mined again it brings it anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from glossary import sources
from glossary.sources import Source
from glossary.termbase import Termbase
from glossary.undo import Stay
from memory import exchange
from memory.errors import Conflict
from memory.exchange import IMPORT, Imported
from memory.files import reading
from memory.recall import Memory
from memory.stores.base import Change
from memory.units import Unit

_NAMED = 3  # files that a run is called by


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: how many units and concepts that touched, and what stays."""

    id: str
    units: int
    concepts: int = 0
    stay: tuple[Stay, ...] = ()


class Ledger:
    """What one run has done so far. Each of its notes belongs into the batch of what it notes."""

    def __init__(self, memory: Memory, id_: str, name: str, *, by: str) -> None:
        self.id = id_
        self._memory, self._by = memory, by
        self._new = Imported(id_, name, at=exchange.moment(), by=by, kind="mine", unfinished=True)
        self._seen = 0

    def marked(self, units: Iterable[Unit]) -> list[Unit]:
        """Units as met by this run."""
        return [
            replace(one, origin=tuple([replace(place, import_id=self.id) for place in one.origin])) for one in units
        ]

    def units(self, counts: Mapping[str, int]) -> None:
        """Note what came of the units of a file: how many were created, updated, unchanged."""
        self._seen += sum(counts.values())
        known = self._known()
        created, updated = known.created + counts["created"], known.updated + counts["updated"]
        if counts["created"] + counts["updated"]:
            self._note(replace(known, created=created, updated=updated, until=exchange.moment()))

    def concepts(self, number: int) -> None:
        """Note that so many concepts were added, or gained something."""
        known = self._known()
        if number:
            self._note(replace(known, concepts=known.concepts + number))

    def end(self) -> str:
        """Note that the run came to its end; its id, or "" where it has changed nothing and is not kept."""
        known = self._known()
        if known is self._new:
            return ""
        if known.unfinished:
            self._note(replace(known, unfinished=False))
        return self.id

    def _known(self) -> Imported:
        record = self._memory.store.get(IMPORT, self.id)
        known = exchange.imported(record) if record else self._new
        if known.undone:
            raise Conflict(f"The run over {known.file} was taken back while it went on.", hint="Mine the files again.")
        return known

    def _note(self, known: Imported) -> None:
        unchanged = max(0, self._seen - known.created - known.updated)
        record = replace(known, unchanged=unchanged).record()
        self._memory.store.write([Change(IMPORT, self.id, record)], by=self._by, why="run of the miner")


def opened(memory: Memory, found: Sequence[Source], paths: Sequence[Path], *, by: str, id_: str = "") -> Ledger:
    """The ledger of a run over these sources, which were asked for by these paths; `id_` says that of whose run it is."""
    name = ", ".join([path.name for path in paths[:_NAMED]] + ["…"] * (len(paths) > _NAMED))
    return Ledger(memory, id_ or _id(memory, _sum(found)), name, by=by)


def _id(memory: Memory, texts: str) -> str:
    """The id of the run over these texts that has not come to its end, or of a new one."""
    for number in count():
        id_ = "r_" + hashlib.blake2s(f"{texts}\x1f{number}".encode(), digest_size=8).hexdigest()
        record = memory.store.get(IMPORT, id_)
        if record is None or (record["unfinished"] and not record["undone"]):
            return id_
    raise AssertionError("numbers do not end")


def _sum(found: Iterable[Source]) -> str:
    """A sum over what sources say, under their names."""
    total = hashlib.blake2s()
    for source in found:
        total.update(f"\x1e{source.path.name}".encode())
        match source:
            case sources.Single(document=document):
                texts = [document]
            case sources.Twin(documents=both) | sources.Comparable(documents=both):
                texts = list(both.values())
            case _:
                texts = []
                with reading(source.path), source.path.open("rb") as file:
                    total.update(hashlib.file_digest(file, "blake2s").digest())
        for document in texts:
            total.update("\x1f".join([document.language, *(p.text for p in document.paragraphs)]).encode())
    return total.hexdigest()


def undo(id_: str, memory: Memory, termbase: Termbase, *, by: str) -> Undone:
    """
    Take an import or a run of the miner back, in one batch.

    Of a run, units and concepts that it made are forgotten, and those that were there lose what it added; what somebody
    has changed or decided on since stays. NotFound when there is no such import, Conflict when it is undone already.
    """
    known = exchange.kept(id_, memory)
    if known.kind == "import":
        return Undone(id_, exchange.undo(id_, memory, by=by))
    stay: list[Stay] = []

    def spared(unit: Unit) -> bool:
        if changed := _changed(unit, known):
            stay.append(Stay("unit", unit.id, unit.texts["id"], unit.changed.by))
        return changed

    with memory.store.batch():
        units = exchange.undo(id_, memory, by=by, spared=spared)
        concepts, judged = termbase.take_back(id_, by=by)
    return Undone(id_, units, concepts, (*judged, *stay))


def _changed(unit: Unit, run: Imported) -> bool:
    """
    Whether somebody has changed a unit since a run met it. Stamps are of whole seconds, and its file may have given them.

    Whoever ran it may have changed it when the last of its units were written; while they were, all stamps are the run's.
    """
    began, ended = run.at[:19], run.until[:19]
    if unit.changed.at[:19] < began or unit.changed == unit.created:
        return False
    own = unit.created.at[:19] < began and unit.changed.by == run.by and unit.changed.at[:19] <= ended
    return not own
