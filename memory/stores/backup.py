"""
Stores as one file, `.tar.gz`, taken while they are written to, and made stores again.

A snapshot is never altered, and of the journals that there are when they are listed all but the latest are finished. So a
copy is as of one moment if it holds the latest as long as it is then, up to its last whole batch. Files that a compaction
removes meanwhile stay readable to whoever has opened them. A store in a database is packed as such files: see `dump.py`.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

import orjson

from memory.errors import Invalid, Unavailable
from memory.stores.files.directory import Directory, existing
from memory.stores.files.log import content, private
from memory.stores.files.repair import verify

_PIECE = 256 * 1024
_TRIES = 10  # a compaction may switch generations while files are opened; it seldom does so twice
_SWELLS = 400  # times its size that an archive may unpack to; records pack to a tenth, and a bomb swells a thousandfold
_OURS = re.compile(r"(?:[a-z]+/)?(?:CURRENT|(?:snapshot|journal)\.[1-9][0-9]*\.jsonl)")
_GZIP = 31  # zlib's word for a gzip frame


class Part(NamedTuple):
    """So many first bytes of an open file, under a name in the archive."""

    name: str
    file: BinaryIO
    size: int


class Backup:
    """
    The bytes of an archive of these stores, by the folder that each has in it, "" for none; to be iterated once, or closed.

    Making it opens every file: NotFound where there is no store. Iterating it reads them, 256 KB at a time.
    """

    def __init__(self, stores: Mapping[str, Path]) -> None:
        self._parts: Sequence[Part] = []
        try:
            for folder, where in stores.items():
                self._parts = [*self._parts, *_opened(where, folder and f"{folder}/")]
        except BaseException:
            self.close()
            raise

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        """An archive of files that are open already."""
        made = cls({})
        made._parts = parts
        return made

    def __iter__(self) -> Iterator[bytes]:
        """The archive, piece by piece; at its end the files are let go of."""
        gzip = zlib.compressobj(wbits=_GZIP)
        try:
            for piece in self._tar():
                yield gzip.compress(piece)
            yield gzip.flush()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the files."""
        for part in self._parts:
            part.file.close()

    def _tar(self) -> Iterator[bytes]:
        moment = int(time.time())
        for part in self._parts:
            told = tarfile.TarInfo(part.name)
            told.size, told.mode, told.mtime = part.size, 0o600, moment
            yield told.tobuf()
            yield from _pieces(part)
            yield bytes(-part.size % tarfile.BLOCKSIZE)
        yield bytes(2 * tarfile.BLOCKSIZE)


class Restored(NamedTuple):
    """What `verify` says of stores that were restored, and when they were as they are now."""

    damage: list[str]
    moment: datetime


def restore(archive: Path, where: Path, prepare: Callable[[Path, list[str]], object] = lambda *_: None) -> Restored:
    """
    Make stores of an archive, in a directory that is not there yet or empty.

    Before they are there under their name, `prepare` is called with where they are, and with the damage in them. Invalid for
    a file that is no such archive, Unavailable for a directory that is taken. Whatever fails leaves nothing behind; what is
    killed leaves a directory “….unfinished”, which the next restore removes.
    """
    if where.exists() and (not where.is_dir() or any(where.iterdir())):
        raise Unavailable(f"{where} is not empty.", hint="Name a new directory with --data, or move that one away.")
    beside = where.with_name(where.name + ".unfinished")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True, mode=0o700)
        moment = _unpack(archive, beside)
        damage = [said for store in _stores(beside) for said in verify(store)]
        prepare(beside, damage)
        if where.exists():
            where.rmdir()
        beside.rename(where)
        Directory(where.parent).sync()
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise Invalid(f"{archive} cannot be restored: {error}.", hint="Give a backup that Padanan made.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Restored(damage, moment)


def _opened(where: Path, folder: str) -> list[Part]:
    """The files of a store as they are at one moment."""
    directory = existing(where)
    for _ in range(_TRIES):
        generation = directory.current()
        journals = [directory.journal(g) for g in directory.generations("journal") if g >= generation]
        found: list[Part] = []
        try:
            for path in [directory.snapshot(generation), *journals]:
                file = path.open("rb")
                found.append(Part(folder + path.name, file, os.fstat(file.fileno()).st_size))
            present = (where / "CURRENT").read_bytes()
        except FileNotFoundError:
            present = b""
        if found and _names(present) == generation:
            whole = found[-1]._replace(size=_committed(found[-1]))
            return [Part(f"{folder}CURRENT", io.BytesIO(present), len(present)), *found[:-1], whole]
        for part in found:
            part.file.close()
    raise Unavailable(f"{where} is being compacted again and again.", hint="Try again in a minute.")


def _names(current: bytes) -> int:
    """The generation that the content of CURRENT names; 0 for none."""
    body = content(current)
    return int(orjson.loads(body)["generation"]) if body else 0


def _committed(journal: Part) -> int:
    """How many of the first bytes end with a whole batch; behind them another may be on its way."""
    at = end = 0
    journal.file.seek(0)
    for line in journal.file:
        at += len(line)
        if at > journal.size:
            break
        body = content(line)
        if body and "part" not in orjson.loads(body):
            end = at
    return end


def _pieces(part: Part) -> Iterator[bytes]:
    part.file.seek(0)
    left = part.size
    while left and (piece := part.file.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece
    if left:
        raise Unavailable(f"{part.name} has become {left} bytes shorter.", hint="Run `padanan verify`.")


def _unpack(archive: Path, where: Path) -> datetime:
    """Put the files there, durably; when the archive was made."""
    moment, room = 0.0, _SWELLS * archive.stat().st_size
    with tarfile.open(archive, "r:gz") as packed:
        for told in packed:
            room -= told.size
            if room < 0:
                raise Invalid(f"{archive} swells beyond what a store does.", hint="Is it a backup?")
            file = packed.extractfile(told) if told.isreg() and _OURS.fullmatch(told.name) else None
            if file is None:
                raise Invalid(
                    f"{archive} holds {told.name[:80]!r}, which is no file of a store.", hint="Is it a backup?"
                )
            path, moment = where / told.name, float(told.mtime)
            path.parent.mkdir(exist_ok=True, mode=0o700)
            with open(path, "wb", opener=private) as copy:
                shutil.copyfileobj(file, copy)
                copy.flush()
                os.fsync(copy.fileno())
    if not (where / "CURRENT").is_file():
        raise Invalid(f"{archive} holds no store.", hint="Give a backup that Padanan made.")
    for store in _stores(where):
        Directory(store).sync()
    return datetime.fromtimestamp(moment, UTC)


def _stores(where: Path) -> list[Path]:
    return [where, *sorted(path for path in where.iterdir() if path.is_dir())]
