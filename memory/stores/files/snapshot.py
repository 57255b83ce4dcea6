"""
Snapshots: everything a store holds at one revision, written once, read at every start.

Lines are framed as in a journal (`log.py`). The first says what this is, the last how many lines lie between; a
snapshot without its last line is not whole. Between them, one line per table and one per record, the same entries that
a journal has:

    {"padanan": 1, "revision": r, "at": when}
    ["unit", null, {}]
    ["unit", "u-17", {…}]
    {"lines": 2}
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson

from memory.stores.entry import Entry, written
from memory.stores.entry import read as entry
from memory.stores.files.directory import FORMAT, Directory
from memory.stores.files.log import Damage, OnDamage, frame, lines, refuse

Tables = dict[str, dict[str, bytes]]
"""Every table by name, every record by id, packed."""

_AT_ONCE = 64
"""Lines written at once: few enough that a thread that wants to read or write need not wait for us."""


def now() -> str:
    """The time as files and records write it: UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def write(directory: Directory, generation: int, tables: Tables, *, revision: int) -> int:
    """Write a snapshot that is whole and durable when this returns; its size in bytes."""
    with directory.replacing(directory.snapshot(generation)) as file:
        file.write(frame(orjson.dumps({"padanan": FORMAT, "revision": revision, "at": now()})))
        entries = _entries(tables)
        count = 0
        while some := [frame(written(entry)) for entry in islice(entries, _AT_ONCE)]:
            count += len(some)
            file.write(b"".join(some))
        file.write(frame(orjson.dumps({"lines": count})))
        return file.tell()


def read(path: Path, damaged: OnDamage = refuse) -> tuple[Tables, int | None]:
    """The tables of a snapshot and its revision; what is undamaged of them, if `damaged` does not raise."""
    tables: Tables = {}
    first, last, bad = None, None, 0
    number = offset = 0
    with path.open("rb") as file, without_collecting():
        for line in lines(file):
            number, offset, _, body = line
            if body is None:
                bad += 1
                damaged(line.damage(path.name))
            elif body.startswith(b"["):
                apply(tables, entry(body))
            elif number == 1:
                first = orjson.loads(body)
            else:
                last = orjson.loads(body)
    if not bad and (first is None or last is None or last["lines"] != number - 2):
        damaged(Damage(path.name, number, offset, f"the file ends or begins too soon ({number} lines)"))
    return tables, first["revision"] if first else None


def apply(tables: Tables, entry: Entry) -> None:
    """Do to the tables what one entry says."""
    name, id, record = entry
    if id is not None:
        table = tables.setdefault(name, {})
        if record is None:
            table.pop(id, None)
        else:
            table[id] = record
    elif record is None:
        tables.pop(name, None)
    else:
        tables.setdefault(name, {})


@contextmanager
def without_collecting() -> Iterator[None]:
    """
    Hold Python's garbage collector back while records are read.

    It would walk through all of them again and again, looking for cycles that JSON cannot have: that took two thirds
    of the time to open 100,000 records.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _entries(tables: Tables) -> Iterator[Entry]:
    for name, records in tables.items():
        yield name, None, b"{}"
        for id, record in records.items():
            yield name, id, record
