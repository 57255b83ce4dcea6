"""
The journal's file format: what one line is, and how lines make batches.

Every line of every file of a store is framed alike, with the checksum taken over the JSON:

    crc32 as 8 hex digits ␠ length in bytes ␠ JSON ⏎

orjson never writes a raw line break inside JSON, so a line break always ends a line, and a reader that meets a damaged
line finds its feet again at the next. In a journal most batches are one line:

    {"r": revision, "at": when, "by": who, "why": …, "c": [⇥[table, id, record or null],⇥…]}

A tab stands before each entry and nowhere else, for in JSON it is white space, and in its strings it is escaped: so the
entries are cut out as they are, and their records need not be read.

A large batch streams out as parts, `{"r": …, "part": 0, "c": […]}`, before that line, which then says `"parts": n`.
Only the line without "part" commits, and the parts are on the disk before it is written. Hence the rule by which
`Reader` tells an accident from a disaster:

* A bad line that **no commit follows**, and that is cut short, is the end of a write that was never acknowledged. It is
  dropped.
* A bad line that **a commit follows**, or that has its line break, was written whole, and perhaps acknowledged. That is
  damage, and nobody may pass it over in silence.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn
from zlib import crc32

import orjson

from memory.errors import Unavailable
from memory.stores.entry import Entry, read, repacked


@dataclass(frozen=True)
class Damage:
    """A place in a file that is not as it was written; lines count from 1, bytes from 0."""

    file: str
    line: int
    byte: int
    what: str

    def __str__(self) -> str:
        """
        >>> print(Damage("journal.3.jsonl", 17, 8123, "the checksum does not match"))
        journal.3.jsonl, line 17, byte 8123: the checksum does not match
        """
        place = f"{self.file}, line {self.line}, byte {self.byte}" if self.line else self.file
        return f"{place}: {self.what}"


OnDamage = Callable[[Damage], object]


def refuse(damage: Damage) -> NoReturn:
    """Stop at the first damage: nobody should work on with half a memory and not know it."""
    raise Unavailable(
        f"The store is damaged: {damage}.",
        hint="Run `padanan verify --repair`: it recovers everything undamaged and keeps a copy of the damaged file.",
        file=damage.file,
        line=damage.line,
        byte=damage.byte,
    )


def frame(body: bytes) -> bytes:
    r"""
    One line for the file.

    >>> frame(b'{"r":1}')
    b'715b41fd 7 {"r":1}\n'
    """
    return b"%08x %d %b\n" % (crc32(body), len(body), body)


def content(line: bytes) -> bytes | None:
    """The JSON of a whole, undamaged line; None for any other."""
    body = line[line.find(b" ", 9) + 1 : -1]
    return body if line == frame(body) else None


class Line(NamedTuple):
    """One line of a file, with its place; `body`, its JSON, is None if the line is damaged or unfinished."""

    number: int
    offset: int
    raw: bytes
    body: bytes | None

    def damage(self, file: str) -> Damage:
        """The line as a finding."""
        what = "the checksum does not match" if self.raw.endswith(b"\n") else "the line is cut short"
        return Damage(file, self.number, self.offset, f"{what} ({len(self.raw)} bytes)")


def lines(file: BinaryIO, *, offset: int = 0, number: int = 0) -> Iterator[Line]:
    """The lines from an offset on; `number` is how many lines lie before it."""
    file.seek(offset)
    for raw in file:
        number += 1
        yield Line(number, offset, raw, content(raw))
        offset += len(raw)


class Batch(NamedTuple):
    """A committed batch as a journal tells it."""

    revision: int
    entries: list[Entry]


class Reader:
    """Reads one journal forward, batch by batch, and remembers where the last committed one ended."""

    def __init__(self, path: Path, *, revision: int | None) -> None:
        self.path = path
        self.revision = revision
        self.offset = 0
        self.line = 0
        self._file = path.open("rb")

    def batches(self, damaged: OnDamage = refuse) -> Iterator[Batch]:
        """
        Every batch committed since the last call, in order; `damaged` is told of each damage that a commit follows.

        If `damaged` does not raise, all that is undamaged comes: parts whose commit is lost come with the next one.
        """
        doubtful: list[Damage] = []
        parts: list[dict[str, Any]] = []
        line = None
        for line in lines(self._file, offset=self.offset, number=self.line):
            if line.body is None:
                doubtful.append(line.damage(self.path.name))
                continue
            parts.append(_told(line.body))
            if "part" not in parts[-1]:
                doubtful = doubtful or self._gaps(line, *parts)
                for damage in doubtful:
                    damaged(damage)
                yield self._committed(line, parts)
                doubtful, parts = [], []
        # What a crash leaves is cut short; a line that is whole and wrong was written whole, and perhaps acknowledged.
        for damage in doubtful if line is not None and line.raw.endswith(b"\n") else ():
            damaged(damage)

    def tail(self) -> bytes:
        """The bytes after the last committed batch: an unfinished write, or nothing."""
        self._file.seek(self.offset)
        return self._file.read()

    def size(self) -> int:
        """How long the file is now."""
        return os.fstat(self._file.fileno()).st_size

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _committed(self, line: Line, bodies: list[dict[str, Any]]) -> Batch:
        revision: int = bodies[-1]["r"]
        self.offset, self.line, self.revision = line.offset + len(line.raw), line.number, revision
        return Batch(revision, [entry for body in bodies for entry in body["c"]])

    def _gaps(self, line: Line, *bodies: dict[str, Any]) -> list[Damage]:
        """What a commit misses though every line is whole: the revision before it, or parts of its own."""
        *parts, commit = bodies
        revision, told = commit["r"], commit.get("parts", 0)
        of_this = sum(part["r"] == revision for part in parts)
        gaps = []
        if self.revision is not None and revision != self.revision + 1:
            gaps.append(f"revision {revision} follows {self.revision}")
        if of_this != told or of_this != len(parts):
            gaps.append(f"revision {revision} tells of {told} parts, and {len(parts)} lie before it")
        return [Damage(self.path.name, line.number, line.offset, gap) for gap in gaps]


def line(head: dict[str, Any], entries: list[bytes]) -> bytes:
    r"""
    The JSON of a journal's line: what it says of itself, and its entries as they were written.

    >>> line({"r": 1}, [b'["unit","u-1",null]', b'["unit","u-2",null]'])
    b'{"r":1,"c":[\t["unit","u-1",null],\t["unit","u-2",null]]}'
    """
    return b"%b%b]}" % (orjson.dumps({**head, "c": []})[:-2], b",".join(b"\t" + entry for entry in entries))


def _told(body: bytes) -> dict[str, Any]:
    """What a journal's line says, its records packed. Without tabs it is of an older Padanan, or has no entries."""
    head, *entries = body.split(b"\t")
    found: dict[str, Any] = orjson.loads(head + b"]}" if entries else body)
    if not entries:
        return {**found, "c": [repacked(entry) for entry in found["c"]]}
    entries[-1] = entries[-1][:-1]
    return {**found, "c": [read(entry[:-1]) for entry in entries]}


def private(path: str, flags: int) -> int:
    """An opener for open(): the file is for its owner's eyes."""
    return os.open(path, flags, 0o600)


class Writer:
    """Appends to one journal. What cannot be written whole is cut off again, so the file always ends well."""

    def __init__(self, path: Path, *, end: int) -> None:
        self.path = path
        self.end = end
        self._ends_well = True
        self._file = open(path, "ab", buffering=0, opener=private)  # noqa: SIM115  # until close()
        if self._file.tell() != end:
            self.cut(end)

    def append(self, line: bytes) -> None:
        """Write one line, or raise Unavailable and leave the file as it was."""
        self._admit()
        start = self.end
        rest = memoryview(line)
        try:
            while rest:  # a disk that fills up takes part of a line before it refuses
                written = os.write(self._file.fileno(), rest)
                rest = rest[written:]
        except BaseException as error:
            self._failed(error, start)
            raise
        self.end += len(line)

    def sync(self) -> None:
        """Return when every line is on the disk, or raise Unavailable."""
        try:
            os.fdatasync(self._file.fileno())
        except OSError as error:
            self._failed(error, self.end)

    def cut(self, end: int) -> None:
        """Forget what lies behind `end`."""
        self.end, self._ends_well = end, False
        try:
            os.ftruncate(self._file.fileno(), end)
        except OSError as error:
            raise Unavailable(
                f"{self.path} could not be cut back to its last good line: {error.strerror}.",
                hint="Nothing that was acknowledged is lost, and writing goes on when the disk is well again.",
            ) from error
        self._ends_well = True

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _admit(self) -> None:
        """See to it that the file ends well: a line behind one that was not acknowledged would make it look durable."""
        if not self._ends_well:
            self.cut(self.end)

    def _failed(self, error: BaseException, end: int) -> None:
        self.cut(end)
        if isinstance(error, OSError):
            raise Unavailable(
                f"{self.path} could not be written: {error.strerror}. Nothing was changed.",
                hint="Make room on the disk and try again.",
                file=str(self.path),
            ) from error
