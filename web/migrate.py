"""
Everything of an installation brought to another place: from a directory into a database, from a database into a
directory, or into another of its kind.

Three stores go over: the records (memory, glossary, their history), access, and the queue of jobs. Not so
`<data>/checks`, which is thrown away after a day, and `<data>/index`, which is made anew. A job that waits goes with its
files from one directory into another; otherwise it stays behind, for a database keeps no files, and jobs are bound to nodes.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from memory.errors import Invalid
from memory.stores import open_store
from memory.stores.move import Move, Progress, Tally
from memory.stores.place import is_address
from memory.stores.seek import known, seek, there
from web.settings import Settings

PARTS = {"records": "", "access": "access", "jobs": "jobs"}  # the records first: without them there is no installation
_JOB, _OF_JOBS = "job", ("job", "progress", "stop")  # what is kept of one that waits
_FILES = Path("jobs", "files")


@dataclass(frozen=True, slots=True)
class Moved:
    """What is now in another place, part by part and kind by kind; how many records were written for it; jobs left behind."""

    source: str
    target: str
    parts: Mapping[str, Mapping[str, Tally]]
    written: int
    left: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """How many records there are."""
        return sum(tally.count for kinds in self.parts.values() for tally in kinds.values())

    def as_json(self) -> dict[str, Any]:
        """The report."""
        parts = {name: {kind: asdict(tally) for kind, tally in kinds.items()} for name, kinds in self.parts.items()}
        told = {"from": self.source, "to": self.target, "records": self.records, "written": self.written}
        return {**told, "parts": parts, "jobs_left": list(self.left)}


def migrate(settings: Settings, place: str, progress: Progress, *, origin: str = "") -> Moved:
    """
    Bring everything to a place, a directory or the address of a database, and verify that it is there.

    Cut off anywhere and called again it goes on, and comes to the same end: `origin` is what the source is known by, the
    place where it is if nothing is said. Unavailable where a server works with a source that is a directory, where the
    target has content of its own, and where what arrived differs; NotFound where there is no source.
    """
    _refuse_nested(settings.where, place)
    with ExitStack() as stack:
        moves = _admitted(settings, place, origin or known(settings.where), progress, stack)
        for move in moves.values():
            move.begin()
        written = 0
        if is_address(settings.where):  # others write there: most is brought while they do
            written += _brought(moves, settings, place, "copy")
        with ExitStack() as still:
            for move in moves.values():
                still.enter_context(move.source.batch())
            written += _brought(moves, settings, place, "catch up" if written else "copy")
            parts = {name: _verified(move) for name, move in moves.items()}
            for move in moves.values() if is_address(settings.where) else ():
                move.depart()
        for move in reversed(moves.values()):
            move.finish()
    left = sorted(id for move in moves.values() for kind, id in move.leave if kind == _JOB)
    return Moved(known(settings.where), known(place), parts, written, tuple(left))


def _admitted(settings: Settings, place: str, origin: str, progress: Progress, stack: ExitStack) -> dict[str, Move]:
    """A move for each part that there is, none of them begun; all may be."""
    seek(settings.where)
    moves = {}
    for name, part in PARTS.items():
        if there(settings.where, part):
            source = stack.enter_context(open_store(settings.where, part))
            opened = partial(open_store, place, part, unfinished=True)
            move = Move(source, opened, origin=origin, place=known(place), progress=partial(_tell, progress, name))
            stack.callback(move.close)
            move.admit()
            moves[name] = move
    return moves


def _tell(progress: Progress, name: str, stage: str, done: int, total: int) -> None:
    progress(f"{stage} {name}", done, total)


def _brought(moves: Mapping[str, Move], settings: Settings, place: str, stage: str) -> int:
    """Bring what the target lacks, files of jobs first; how many records that were."""
    if "jobs" in moves:
        waiting = [id for id, record in moves["jobs"].source.records(_JOB) if not record["ended"]]
        files = None if is_address(settings.where) or is_address(place) else Path(place) / _FILES
        left = [id for id in waiting if not (files and _copied(settings.data / _FILES / id, files / id))]
        moves["jobs"].leave = {(kind, id) for id in left for kind in _OF_JOBS}
    return sum(move.bring(stage) for move in moves.values())


def _copied(files: Path, copy: Path) -> bool:
    """Whether the files of a job, if they are here, are there, too; they appear there whole."""
    if files.is_dir() and not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(files, unfinished)
        unfinished.rename(copy)
    return copy.exists()


def _verified(move: Move) -> Mapping[str, Tally]:
    move.reopen()
    return move.compare()


def _refuse_nested(where: str, place: str) -> None:
    if known(where) == known(place):
        hint = (
            "PADANAN_STORE names the source; set it to nothing to migrate the directory." if is_address(where) else ""
        )
        raise Invalid(f"{known(place)} is where everything is already.", hint=hint or "Name another place with --to.")
    if not (is_address(where) or is_address(place)):
        here, there_ = Path(where).resolve(), Path(place).resolve()
        if here.is_relative_to(there_) or there_.is_relative_to(here):
            raise Invalid(
                f"Of {here} and {there_} one lies in the other.", hint="Name a directory beside it with --to."
            )
