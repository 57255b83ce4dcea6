"""
The directory of an embedded store: which files lie there, who may write, and which generation is current.

    lock                  held by the one process that writes; holds its process id
    CURRENT               names the current generation; replaced whole, never edited
    snapshot.<g>.jsonl    everything as it was when generation g began
    journal.<g>.jsonl     every batch since

What the store holds is snapshot g and the journals g, g+1, … in order, g being what CURRENT says. A compaction begins
journal g+1 first, then writes snapshot g+1, then switches CURRENT, then removes g. Wherever it is cut off, the chain
from CURRENT is whole, and `sweep` removes the rest.
"""

from __future__ import annotations

import fcntl
import os
import re
from pathlib import Path
from typing import IO

import orjson

from memory.errors import Invalid, NotFound, Unavailable
from memory.stores.files.log import Damage, OnDamage, content, frame, private, refuse

FORMAT = 1
"""Raised when files written from now on could no longer be read by an older Padanan."""

_OURS = re.compile(r"(?P<name>snapshot|journal)\.(?P<generation>[1-9][0-9]*)\.jsonl")
_UNFINISHED = ".unfinished"


class Directory:
    """The files of one store, by name; it knows nothing of what is in snapshots and journals."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def snapshot(self, generation: int) -> Path:
        """Where the snapshot of a generation lies, if there is one."""
        return self.path / f"snapshot.{generation}.jsonl"

    def journal(self, generation: int) -> Path:
        """Where the journal of a generation lies, if there is one."""
        return self.path / f"journal.{generation}.jsonl"

    def generations(self, name: str) -> list[int]:
        """The generations of which there is a snapshot, or a journal, in order."""
        found = (_OURS.fullmatch(file.name) for file in self.path.iterdir())
        return sorted(int(ours["generation"]) for ours in found if ours and ours["name"] == name)

    def current(self, damaged: OnDamage = refuse) -> int:
        """The generation that CURRENT names; 0 if `damaged` is told that it cannot be read, and does not raise."""
        try:
            body = content((self.path / "CURRENT").read_bytes())
        except FileNotFoundError:
            damaged(Damage("CURRENT", 0, 0, "the file is missing"))
            return 0
        if body is None:
            damaged(Damage("CURRENT", 1, 0, "the checksum does not match"))
            return 0
        told = orjson.loads(body)
        if told["padanan"] > FORMAT:
            raise Invalid(
                f"{self.path} was written by a newer Padanan (format {told['padanan']}; this one reads {FORMAT}).",
                hint="Update Padanan.",
            )
        return int(told["generation"])

    def point(self, generation: int) -> None:
        """Make a generation the current one, durably. Its snapshot and journal must be on the disk already."""
        with self.replacing(self.path / "CURRENT") as file:
            file.write(frame(orjson.dumps({"padanan": FORMAT, "generation": generation})))

    def replacing(self, path: Path) -> Replacement:
        """A file to write under another name, which takes its place, whole and durable, when the block ends well."""
        return Replacement(self, path)

    def sync(self) -> None:
        """Return when the names of the files are on the disk, too."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def sweep(self, current: int) -> None:
        """Remove what no chain from `current` on needs: older generations, and what was left unfinished."""
        for file in list(self.path.iterdir()):
            ours = _OURS.fullmatch(file.name)
            old = ours and int(ours["generation"]) < current
            # A snapshot that CURRENT does not name is one whose compaction was cut off before the switch.
            orphan = ours and ours["name"] == "snapshot" and int(ours["generation"]) != current
            if old or orphan or file.name.endswith(_UNFINISHED):
                file.unlink(missing_ok=True)

    def lock(self) -> IO[str]:
        """Become the one process that writes, until the file is closed; Unavailable if another one is."""
        file = open(self.path / "lock", "a+", opener=private)  # noqa: SIM115  # held open, for it is the lock
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise Unavailable(
                f"{self.path} is being written by another process{f' (pid {holder})' if holder else ''}.",
                hint="Stop that process, or use its API instead (a running `padanan serve` answers under /api/v1).",
                directory=str(self.path),
                pid=holder,
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        return file


class Replacement:
    """A file being written beside the one that it will replace; left by an exception, it is gone."""

    def __init__(self, directory: Directory, path: Path) -> None:
        self._directory = directory
        self._path = path
        self._beside = path.with_name(path.name + _UNFINISHED)

    def __enter__(self) -> IO[bytes]:
        """The file to write to."""
        self._file = open(self._beside, "wb", opener=private)
        return self._file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Make it durable and put it in place, or remove it."""
        try:
            with self._file:
                if kind is None:
                    self._file.flush()
                    os.fsync(self._file.fileno())
            if kind is None:
                self._beside.replace(self._path)
                self._directory.sync()
        finally:
            self._beside.unlink(missing_ok=True)


def existing(path: Path) -> Directory:
    """The store in this directory, to be read: NotFound without the directory, Invalid if it holds no store."""
    if not path.exists():
        raise NotFound(
            f"There is no store at {path}.",
            hint="Check the path (--data, or PADANAN_DATA); the first import or `padanan mine` makes a store there.",
        )
    if not (path / "CURRENT").is_file():
        raise Invalid(f"{path} is not a Padanan store: it has no file CURRENT.", hint="Check the path (--data).")
    return Directory(path)


def roomy(path: Path) -> Directory:
    """The directory for a store to be written, made if it is not there; Invalid if it is taken by something else."""
    if path.exists() and not path.is_dir():
        raise Invalid(f"{path} is not a Padanan store: it is not a directory.", hint="Check the path (--data).")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        Directory(path.parent).sync()
    directory = Directory(path)
    if not (path / "CURRENT").exists():
        _refuse_foreign(directory)
    return directory


def _refuse_foreign(directory: Directory) -> None:
    """
    Without CURRENT a directory may become a store if it is empty, or if the making of a store was cut off in it.

    That leaves at most generation 1, with nothing written. Anything else is somebody's data.
    """
    beginnings = {"lock", "CURRENT" + _UNFINISHED, "snapshot.1.jsonl", "snapshot.1.jsonl" + _UNFINISHED}
    names = {file.name for file in directory.path.iterdir()}
    journal = directory.journal(1)
    if journal.exists() and journal.stat().st_size == 0:
        names.discard(journal.name)
    if any(_OURS.fullmatch(name) for name in names - beginnings):
        refuse(Damage("CURRENT", 0, 0, "the file is missing"))
    if names - beginnings:
        raise Invalid(
            f"{directory.path} is not a Padanan store: it has no file CURRENT, but other files "
            f"({', '.join(sorted(names - beginnings)[:3])}).",
            hint="Name an empty or a new directory (--data).",
        )
