"""
Finding damage in a store's files, and saving what is not damaged.

Both work on a store that cannot be opened, for that is when they are wanted: `padanan verify` and `padanan verify
--repair`. Every line carries its own checksum: one bad byte costs one record of a snapshot, or one line of a journal.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from memory.errors import Unavailable
from memory.stores.files import snapshot
from memory.stores.files.chain import Chain
from memory.stores.files.directory import Directory, existing
from memory.stores.files.log import Damage, Writer, content, private
from memory.stores.where import local


def damages(files: Directory, *, end: int = 0) -> list[Damage]:
    """Every damage in the files of a store; `end` is the byte up to which the last journal is known to be good."""
    while True:
        current = files.current(_pass)
        chain, found = _salvaged(files)
        # A file that went missing because the store was compacted while we read is no damage: look again.
        if files.current(_pass) == current:
            break
    reader = chain.reader
    if reader and reader.offset < end and not any(one.file == reader.path.name for one in found):
        what = f"{end - reader.offset} bytes that were written once cannot be read"
        found.append(Damage(reader.path.name, reader.line + 1, reader.offset, what))
    return found


def verify(where: Path | str) -> list[str]:
    """What is damaged in the store at this place, each with file, line and byte; the store need not be open."""
    return [str(damage) for damage in damages(existing(local(where)))]


def repair(where: Path | str) -> list[str]:
    """
    Recover everything undamaged into a new generation; what was damaged, and where a copy of each such file is kept.

    Nothing is touched if nothing is damaged. Unavailable while another process writes the store.
    """
    path = local(where)
    files = Directory(path) if _headless(path) else existing(path)
    try:
        return _repaired(files)
    except OSError as error:
        raise Unavailable(
            f"{where} could not be repaired: {error.strerror}. The files are as they were.",
            hint="Make room on the disk: the repair needs as much again as the store holds.",
        ) from error


def set_aside(path: Path, tail: bytes) -> str:
    """
    Keep the end of a journal, which is about to be dropped, if a whole line in it is wrong; the copy's name, or "".

    A process that is killed leaves half a line. A whole one with a wrong checksum may have been acknowledged once.
    """
    whole = [line for line in tail.splitlines(keepends=True) if line.endswith(b"\n")]
    if all(content(line) is not None for line in whole):
        return ""
    with open(_aside(path), "wb", opener=private) as copy:
        copy.write(tail)
    return Path(copy.name).name


def _repaired(files: Directory) -> list[str]:
    with files.lock():
        chain, found = _salvaged(files)
        if not found:
            return []
        kept = [_copied(files.path / name) for name in sorted({damage.file for damage in found})]
        generation = max(*files.generations("journal"), *files.generations("snapshot"), 0, 0) + 1
        snapshot.write(files, generation, chain.tables, revision=chain.revision or 0)
        Writer(files.journal(generation), end=0).close()
        files.sync()
        files.point(generation)
        files.sweep(generation)
    return [*map(str, found), *(f"{copy}: the damaged file, kept" for copy in kept if copy)]


def _salvaged(files: Directory) -> tuple[Chain, list[Damage]]:
    """The chain read past all damage, and the damage."""
    found: dict[Damage, None] = {}
    chain = Chain(files, found.setdefault)
    try:
        chain.load()
    finally:
        chain.close()
    return chain, list(found)


def _headless(where: Path) -> bool:
    """Whether a store has lost its CURRENT and nothing else."""
    return where.is_dir() and not (where / "CURRENT").exists() and bool(Directory(where).generations("snapshot"))


def _copied(path: Path) -> str:
    if not path.exists():
        return ""
    copy = _aside(path)
    os.link(path, copy)  # the original is removed with its generation; this name for it stays
    return copy.name


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")


def _pass(damage: Damage) -> None:
    """Somebody else reports this one."""
