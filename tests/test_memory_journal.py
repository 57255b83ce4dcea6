"""
What becomes of a journal's files: torn, flipped, full disks, kills, compaction, and a reader in another process.

The promise behind all of them: what was acknowledged is there, what was not is gone, and damage is never passed over.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from memory.errors import Invalid, Unavailable
from memory.stores import Change, Effect, repair, verify
from memory.stores.entry import Records
from memory.stores.files import draft, snapshot
from memory.stores.files.directory import Directory
from memory.stores.journal import JournalStore


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where a test's store lies."""
    return tmp_path / "store"


def put(id: str, **record: Any) -> Change:
    return Change("unit", id, record)


def written(place: Path, count: int) -> Path:
    """A closed store of so many revisions, each with one unit; its journal."""
    with JournalStore(place) as store:
        for number in range(1, count + 1):
            store.write([put(f"u-{number}", number=number)], by="ana", why="test")
    return place / "journal.1.jsonl"


def units(place: Path) -> dict[str, Any]:
    """What a process that reads the store finds there."""
    with JournalStore(place, writable=False) as store:
        return dict(store.records("unit"))


def numbered(*numbers: int) -> dict[str, Any]:
    """The units that `written` writes."""
    return {f"u-{number}": {"number": number} for number in numbers}


# Files ------------------------------------------------------------------------------------------------------------


def test_a_batch_is_one_line_with_its_checksum_and_length(place: Path) -> None:
    line = written(place, 1).read_bytes()
    crc, length, body = line.split(b" ", 2)
    batch = json.loads(body)

    assert line.endswith(b"\n")
    assert len(crc) == 8
    assert int(length) == len(body) - 1
    assert batch.pop("at").endswith("Z")
    assert batch == {"r": 1, "by": "ana", "why": "test", "c": [["unit", "u-1", {"number": 1}]]}


def test_nobody_else_may_look_into_the_files(place: Path) -> None:
    with JournalStore(place) as store:
        store.write([put("air")])
        store.compact()
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in place.iterdir()}

    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert modes == dict.fromkeys(["lock", "CURRENT", "snapshot.2.jsonl", "journal.2.jsonl"], 0o600)


def test_a_second_writer_is_told_who_holds_the_store(place: Path) -> None:
    other = subprocess.run(
        [sys.executable, "-c", "import sys; from memory.stores import open_store; open_store(sys.argv[1])", place],
        check=False,
        capture_output=True,
        text=True,
    )
    assert other.returncode == 0, other.stderr
    with JournalStore(place):
        other = subprocess.run(other.args, check=False, capture_output=True, text=True)

    assert other.returncode == 1
    assert f"Unavailable: {place} is being written by another process (pid {os.getpid()})." in other.stderr
    assert "use its API" in other.stderr


def test_making_a_store_may_be_cut_off_anywhere(tmp_path: Path) -> None:
    made = tmp_path / "made"
    JournalStore(made).close()
    names = ["lock", "journal.1.jsonl", "snapshot.1.jsonl.unfinished", "snapshot.1.jsonl", "CURRENT.unfinished"]
    for count in range(len(names) + 1):
        place = tmp_path / f"cut-{count}"
        place.mkdir()
        for name in names[:count]:
            shutil.copy(made / name.removesuffix(".unfinished"), place / name)

        with JournalStore(place) as store:
            assert store.write([put("air")]) == 1
        assert verify(place) == []


def test_a_store_from_a_newer_padanan_is_left_alone(place: Path) -> None:
    JournalStore(place).close()
    body = b'{"padanan":2,"generation":1}'
    (place / "CURRENT").write_bytes(log_frame(body))

    with pytest.raises(Invalid, match="newer Padanan"):
        JournalStore(place)


def test_a_journal_without_tabs_between_its_entries_is_read_all_the_same(place: Path) -> None:
    JournalStore(place).close()
    first = b'{"r":1,"at":"","by":"","why":"","c":[["unit","u-1",{"number":1}],["unit","u-2",{"tab":"a\\tb"}]]}'
    second = b'{"r":2,"at":"","by":"","why":"","c":[["unit","u-1",null],["unit","\\"",{"number":3}]]}'
    (place / "journal.1.jsonl").write_bytes(log_frame(first) + log_frame(second))

    assert units(place) == {"u-2": {"tab": "a\tb"}, '"': {"number": 3}}


def log_frame(body: bytes) -> bytes:
    """A line as the file format describes it, written out here so that a change of format shows."""
    return f"{zlib.crc32(body):08x} {len(body)} ".encode() + body + b"\n"


# Torn ends --------------------------------------------------------------------------------------------------------


def test_a_torn_end_is_dropped_at_every_byte_of_the_last_three_batches(tmp_path: Path, place: Path) -> None:
    whole = written(place, 6).read_bytes()
    ends = [index + 1 for index, byte in enumerate(whole) if byte == ord("\n")]
    assert len(ends) == 6
    for cut in range(ends[2], len(whole) + 1):
        torn = tmp_path / "torn"
        shutil.rmtree(torn, ignore_errors=True)
        shutil.copytree(place, torn)
        os.truncate(torn / "journal.1.jsonl", cut)
        survivors = sum(end <= cut for end in ends)

        assert units(torn) == numbered(*range(1, survivors + 1))
        with JournalStore(torn) as store:
            assert store.revision == survivors
            assert len(store.notes) == (cut not in ends)
            assert store.write([put("next")]) == survivors + 1
            assert store.verify() == []
        assert units(torn) == numbered(*range(1, survivors + 1)) | {"next": {}}


def test_a_note_says_what_was_dropped(place: Path) -> None:
    journal = written(place, 2)
    end = journal.stat().st_size
    with journal.open("ab") as file:
        file.write(b"12345678 90 {")

    with JournalStore(place) as store:
        assert store.notes == [
            f"journal.1.jsonl: dropped 13 bytes after line 2, byte {end}: "
            "a write that was cut off before it was acknowledged."
        ]


def test_a_whole_last_line_that_is_wrong_is_damage_and_named(place: Path) -> None:
    journal = written(place, 2)
    damaged = journal.read_bytes().replace(b'"number":2', b'"number":7')
    journal.write_bytes(damaged)

    assert [line.split(", byte")[0] for line in verify(place)] == ["journal.1.jsonl, line 2"]
    with pytest.raises(Unavailable, match=r"journal\.1\.jsonl, line 2"):
        JournalStore(place)

    assert len(repair(place)) >= 1
    with JournalStore(place) as store:
        assert dict(store.records("unit")) == numbered(1)


def test_a_last_line_that_was_cut_short_is_no_damage(place: Path) -> None:
    journal = written(place, 2)
    journal.write_bytes(journal.read_bytes()[:-5])

    assert verify(place) == []
    with JournalStore(place) as store:
        assert dict(store.records("unit")) == numbered(1)
        assert "cut off before it was acknowledged" in store.notes[0]


# Large batches ----------------------------------------------------------------------------------------------------


@pytest.fixture
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches stream to the file from 200 bytes on, not from a mebibyte on."""
    monkeypatch.setattr(draft, "PART", 200)


@pytest.mark.usefixtures("_small_parts")
def test_a_large_batch_is_all_or_nothing_at_every_byte(tmp_path: Path, place: Path) -> None:
    journal = written(place, 1)
    start = journal.stat().st_size
    with JournalStore(place) as store:
        store.write([put(f"big-{number}", number=number) for number in range(30)])
        assert dict(store.records("unit")).keys() == {"u-1", *(f"big-{number}" for number in range(30))}
    whole = journal.read_bytes()
    assert whole.count(b"\n") > 5
    for cut in range(start, len(whole)):
        torn = tmp_path / "torn"
        shutil.rmtree(torn, ignore_errors=True)
        shutil.copytree(place, torn)
        os.truncate(torn / "journal.1.jsonl", cut)

        assert units(torn) == numbered(1)

    assert len(units(place)) == 31
    with JournalStore(torn) as store:
        assert dict(store.records("unit")) == numbered(1)
        assert store.write([put("next")]) == 2
    assert units(torn) == numbered(1) | {"next": {}}


@pytest.mark.usefixtures("_small_parts")
def test_a_large_batch_that_fails_leaves_no_trace_in_the_file(place: Path) -> None:
    def changes() -> Iterator[Change]:
        for number in range(30):
            yield put(f"big-{number}", number=number)
        sizes.append(journal.stat().st_size)
        raise LookupError

    journal, sizes = written(place, 1), list[int]()
    before = journal.read_bytes()
    with JournalStore(place) as store:
        with pytest.raises(LookupError):
            store.write(changes())

        assert sizes[0] > len(before), "nothing was streamed"
        assert journal.read_bytes() == before
        assert dict(store.records("unit")) == numbered(1)


@pytest.mark.usefixtures("_small_parts")
def test_a_large_write_refused_inside_a_batch_takes_only_itself_back(place: Path) -> None:
    many = [put(f"big-{number}", number=number) for number in range(30)]
    with JournalStore(place) as store, store.batch():
        store.write(many)
        with pytest.raises(Invalid):
            store.write([put(f"more-{number}") for number in range(30)] + [put("bad", value={"not json"})])
        store.write([put("last")])

    assert units(place) == {change.id: change.record for change in many} | {"last": {}}
    assert verify(place) == []


@pytest.mark.usefixtures("_small_parts")
def test_a_part_that_is_lost_from_an_acknowledged_batch_is_damage(place: Path) -> None:
    with JournalStore(place) as store:
        store.write([put(f"big-{number}", number=number) for number in range(30)])
    journal = place / "journal.1.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:1] + lines[2:]))

    with pytest.raises(Unavailable, match="tells of"):
        JournalStore(place)


# Damage -----------------------------------------------------------------------------------------------------------


def flips(whole: bytes, line: int) -> Iterator[tuple[int, bytes]]:
    """The file with one bit of one byte changed, for every byte of a line (counted from 1), the line break included."""
    before = whole.splitlines(keepends=True)[: line - 1]
    start = len(b"".join(before))
    for place in range(start, start + len(whole.splitlines(keepends=True)[line - 1])):
        yield place, whole[:place] + bytes([whole[place] ^ 0x01]) + whole[place + 1 :]


def test_every_flipped_bit_in_the_middle_of_a_journal_stops_the_store_at_its_line(place: Path) -> None:
    journal = written(place, 4)
    whole = journal.read_bytes()
    start = whole.index(b"\n") + 1
    flipped = list(flips(whole, 2))
    assert len(flipped) > 80
    for _, damaged in flipped:
        journal.write_bytes(damaged)

        for writable in (True, False):
            with pytest.raises(Unavailable) as refusal:
                JournalStore(place, writable=writable)
            assert f"journal.1.jsonl, line 2, byte {start}: the checksum does not match" in refusal.value.message
            assert "padanan verify --repair" in refusal.value.hint
            assert (refusal.value.details["line"], refusal.value.details["byte"]) == (2, start)
        assert f"journal.1.jsonl, line 2, byte {start}" in verify(place)[0]
        assert journal.read_bytes() == damaged, "a damaged file was touched"


def test_a_refused_store_is_not_locked(place: Path) -> None:
    journal = written(place, 3)
    whole = journal.read_bytes()
    journal.write_bytes(whole.replace(b'"number":2', b'"number":7'))
    with pytest.raises(Unavailable, match="damaged"):
        JournalStore(place)
    journal.write_bytes(whole)

    with JournalStore(place) as store:
        assert store.revision == 3


def test_a_line_that_is_missing_altogether_is_damage(place: Path) -> None:
    journal = written(place, 4)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:1] + lines[2:]))

    with pytest.raises(Unavailable, match=r"line 2, .* revision 3 follows 1"):
        JournalStore(place)


def test_repair_recovers_all_but_the_damaged_line_and_keeps_a_copy(place: Path) -> None:
    journal = written(place, 5)
    damaged = journal.read_bytes().replace(b'"number":2', b'"number":7').replace(b'"number":4', b'"number":7')
    journal.write_bytes(damaged)
    told = repair(place)
    (copy,) = place.glob("*.damaged-*")

    assert [line.split(",")[:2] for line in told[:2]] == [
        ["journal.1.jsonl", " line 2"],
        ["journal.1.jsonl", " line 4"],
    ]
    assert copy.name in told[2]
    assert copy.read_bytes() == damaged
    assert verify(place) == []
    with JournalStore(place) as store:
        assert dict(store.records("unit")) == numbered(1, 3, 5)
        assert store.revision == 5
        assert store.write([put("next")]) == 6
    assert units(place) == numbered(1, 3, 5) | {"next": {}}


def test_repair_leaves_a_sound_store_alone(place: Path) -> None:
    journal = written(place, 3)
    before = {file.name: file.read_bytes() for file in place.iterdir()}

    assert repair(place) == []
    assert {file.name for file in place.iterdir()} == before.keys()
    assert journal.read_bytes() == before[journal.name]


def test_a_repair_that_has_no_room_leaves_the_files_as_they_were(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = written(place, 3)
    journal.write_bytes(journal.read_bytes().replace(b'"number":2', b'"number":7'))
    damage = verify(place)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", crash)
        with pytest.raises(Unavailable, match="could not be repaired"):
            repair(place)

    assert verify(place) == damage != []
    repair(place)
    assert units(place) == numbered(1, 3)


def test_repair_waits_for_no_writer(place: Path) -> None:
    with JournalStore(place), pytest.raises(Unavailable, match="being written"):
        repair(place)


@pytest.mark.parametrize("line", [1, 4, 7])
def test_every_flipped_bit_in_a_snapshot_is_found_and_the_rest_recovered(place: Path, line: int) -> None:
    written(place, 5)
    with JournalStore(place) as store:
        store.compact()
    path = place / "snapshot.2.jsonl"
    whole = path.read_bytes()
    assert len(whole.splitlines()) == 8  # what it is, the table, five units, how many
    for _, damaged in flips(whole, line):
        path.write_bytes(damaged)

        with pytest.raises(Unavailable, match=rf"snapshot\.2\.jsonl, line {line}, byte"):
            JournalStore(place)
        assert f"snapshot.2.jsonl, line {line}, byte" in verify(place)[0]

    path.write_bytes(whole.replace(b'"number":2', b'"number":7'))
    repair(place)
    assert units(place) == numbered(1, 3, 4, 5)


def test_a_snapshot_that_ends_too_soon_is_damage(place: Path) -> None:
    written(place, 5)
    with JournalStore(place) as store:
        store.compact()
    path = place / "snapshot.2.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for kept in (lines[:-1], lines[:3] + lines[4:], lines[1:], []):
        path.write_bytes(b"".join(kept))

        with pytest.raises(Unavailable, match=r"snapshot\.2\.jsonl.*too soon"):
            JournalStore(place)


@pytest.mark.parametrize("name", ["CURRENT", "snapshot.2.jsonl", "journal.2.jsonl"])
def test_a_file_that_is_missing_is_damage_and_repair_does_without_it(place: Path, name: str) -> None:
    written(place, 3)
    with JournalStore(place) as store:
        store.compact()
        store.write([put("after")])
    (place / name).unlink()

    with pytest.raises(Unavailable, match=f"{name}: the file is missing"):
        JournalStore(place)
    assert f"{name}: the file is missing" in repair(place)
    expected = {
        "CURRENT": numbered(1, 2, 3) | {"after": {}},
        "snapshot.2.jsonl": {"after": {}},
        "journal.2.jsonl": numbered(1, 2, 3),
    }
    assert units(place) == expected[name]


def test_a_flipped_bit_in_current_is_found_and_repaired(place: Path) -> None:
    written(place, 3)
    (place / "CURRENT").write_bytes((place / "CURRENT").read_bytes().replace(b"1}", b"3}"))

    with pytest.raises(Unavailable, match="CURRENT, line 1"):
        JournalStore(place)
    assert "CURRENT, line 1" in repair(place)[0]
    assert units(place) == numbered(1, 2, 3)


def test_an_open_store_finds_its_last_acknowledged_line_damaged(place: Path) -> None:
    with JournalStore(place) as store:
        store.write([put("u-1", number=1)])
        store.write([put("u-2", number=2)])
        journal = place / "journal.1.jsonl"
        journal.write_bytes(journal.read_bytes().replace(b'"number":2', b'"number":7'))

        assert [f"{line.split(', byte')[0]}" for line in store.verify()] == ["journal.1.jsonl, line 2"]


# A full disk ------------------------------------------------------------------------------------------------------


class FullDisk:
    """An os.write that takes so many bytes and then has no room, until it has refused so often."""

    def __init__(self, room: int, *, refusals: int = 1000) -> None:
        self.room = room
        self.refusals = refusals
        self.refused = 0
        self._write = os.write

    def __call__(self, descriptor: int, data: memoryview) -> int:
        if self.refused == self.refusals:
            return self._write(descriptor, data)
        if not self.room:
            self.refused += 1
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = self._write(descriptor, data[: self.room])
        self.room -= taken
        return taken


@pytest.mark.usefixtures("_small_parts")
@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("room", [0, 1, 90, 300])
def test_on_a_full_disk_nothing_changes_and_later_it_goes_on(
    place: Path, monkeypatch: pytest.MonkeyPatch, room: int, count: int
) -> None:
    journal = written(place, 2)
    before = journal.read_bytes()
    changes = [put(f"new-{number}", text="x" * 300) for number in range(count)]
    told: list[Any] = []
    with JournalStore(place) as store:
        store.watch(told.append)
        disk = FullDisk(room)
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", disk)
            with pytest.raises(Unavailable, match="No space left on device") as refusal:
                store.write([Change("unit", "u-1", None), *changes])

        assert disk.refused
        assert "Make room" in refusal.value.hint
        assert journal.read_bytes() == before
        assert dict(store.records("unit")) == numbered(1, 2)
        assert (store.revision, told) == (2, [])
        assert store.write(changes) == 3
        assert store.verify() == []
    assert units(place) == numbered(1, 2) | {change.id: change.record for change in changes}


def test_a_disk_that_does_not_sync_acknowledges_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    journal = written(place, 1)
    before = journal.read_bytes()
    with JournalStore(place) as store:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fdatasync", fail)
            with pytest.raises(Unavailable, match="Input/output error"):
                store.write([put("new")])

        assert journal.read_bytes() == before
        assert store.get("unit", "new") is None
        assert store.write([put("new")]) == 2
    assert units(place) == numbered(1) | {"new": {}}


def test_a_journal_that_cannot_be_cut_back_takes_no_more_until_it_can(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int, __: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    whole = written(place, 2).read_bytes()
    with JournalStore(place) as store:
        with monkeypatch.context() as patch:
            patch.setattr(os, "ftruncate", fail)
            with monkeypatch.context() as full:
                full.setattr(os, "write", FullDisk(20))
                with pytest.raises(Unavailable, match="could not be cut back"):
                    store.write([put("new")])
            torn = (place / "journal.1.jsonl").read_bytes()
            with pytest.raises(Unavailable, match="could not be cut back"):
                store.write([put("new")])
            assert (place / "journal.1.jsonl").read_bytes() == torn
            assert torn.startswith(whole)
            assert len(torn) == len(whole) + 20
            assert dict(store.records("unit")) == numbered(1, 2)
            assert units(place) == numbered(1, 2)

        assert store.write([put("new")]) == 3
        assert store.verify() == []
    assert units(place) == numbered(1, 2) | {"new": {}}


REAL_LIMIT = """
import json, resource, sys
from memory.errors import Unavailable
from memory.stores import Change, open_store

place = sys.argv[1]
store = open_store(place)
store.write([Change("unit", "before", {})])
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
refused = ""
try:
    store.write(Change("unit", f"big-{n}", {"text": "x" * 1000}) for n in range(5000))
except Unavailable as error:
    refused = str(error)
seen = store.count("unit")
small = store.write([Change("unit", "small", {})])
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
large = store.write(Change("unit", f"big-{n}", {"text": "x" * 1000}) for n in range(5000))
print(json.dumps({"refused": refused, "seen": seen, "small": small, "large": large, "damage": store.verify()}))
store.close()
"""


def test_the_systems_own_limit_is_a_full_disk_too(place: Path) -> None:
    run = subprocess.run([sys.executable, "-c", REAL_LIMIT, place], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)

    assert "File too large" in told.pop("refused")
    assert told == {"seen": 1, "small": 2, "large": 3, "damage": []}
    assert len(units(place)) == 5002


@pytest.mark.usefixtures("_small_parts")
@pytest.mark.parametrize("refusals", [2, 3, 1000])
def test_a_disk_that_fills_up_again_while_a_write_is_taken_back_fails_the_batch(
    place: Path, monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    def refused(store: JournalStore) -> None:
        with store.batch():
            store.write([put(f"first-{number}", text="x" * 50) for number in range(10)])
            monkeypatch.setattr(os, "write", FullDisk(500, refusals=refusals))
            with pytest.raises(Unavailable), store.batch():
                store.write([put(f"second-{number}", text="x" * 50) for number in range(30)])
            monkeypatch.undo()

    before = written(place, 1).read_bytes()
    with JournalStore(place) as store:
        with pytest.raises(Unavailable):
            refused(store)

        assert (place / "journal.1.jsonl").read_bytes() == before
        assert dict(store.records("unit")) == numbered(1)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the disk is asked to do, in order."""
    asked: list[str] = []

    def heard(owner: Any, name: str) -> None:
        really = getattr(owner, name)

        def ask(what: Any, *rest: Any, **options: Any) -> Any:
            path = Path(os.readlink(f"/proc/self/fd/{what}")) if isinstance(what, int) else what
            asked.append(f"{name} {path.name}")
            return really(what, *rest, **options)

        monkeypatch.setattr(owner, name, ask)

    for owner, name in ((os, "write"), (os, "fdatasync"), (os, "fsync"), (Path, "replace"), (Path, "unlink")):
        heard(owner, name)
    return asked


def test_a_batch_is_on_the_disk_before_anyone_hears_of_it(place: Path, disk: list[str]) -> None:
    with JournalStore(place) as store:
        store.watch(lambda effects: disk.append("listeners told"))
        disk.clear()
        store.write([put("air")])

    assert disk == ["write journal.1.jsonl", "fdatasync journal.1.jsonl", "listeners told"]


@pytest.mark.usefixtures("_small_parts")
def test_the_parts_of_a_large_batch_are_on_the_disk_before_it_is_committed(place: Path, disk: list[str]) -> None:
    with JournalStore(place) as store:
        disk.clear()
        store.write([put(f"big-{number}", text="x" * 50) for number in range(30)])

    assert set(disk[:-3]) == {"write journal.1.jsonl"}
    assert disk[-3:] == ["fdatasync journal.1.jsonl", "write journal.1.jsonl", "fdatasync journal.1.jsonl"]


def test_a_snapshot_is_on_the_disk_before_it_is_current_and_only_then_the_old_one_goes(
    place: Path, disk: list[str]
) -> None:
    with JournalStore(place) as store:
        store.write([put("air")])
        disk.clear()
        store.compact()
    removed = [asked for asked in disk if asked.startswith("unlink") and not asked.endswith(".unfinished")]

    assert [asked for asked in disk if not asked.startswith("unlink")] == [
        "fsync store",
        "fsync snapshot.2.jsonl.unfinished",
        "replace snapshot.2.jsonl.unfinished",
        "fsync store",
        "fsync CURRENT.unfinished",
        "replace CURRENT.unfinished",
        "fsync store",
    ]
    assert disk[-2:] == removed
    assert sorted(removed) == ["unlink journal.1.jsonl", "unlink snapshot.1.jsonl"]


# Interruption -----------------------------------------------------------------------------------------------------


def test_a_ctrl_c_between_disk_and_memory_stops_the_store_and_the_batch_is_there(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with JournalStore(place) as store:
        store.write([put("u-1", number=1)])
        with monkeypatch.context() as patch:
            patch.setattr("memory.stores.files.storage.apply", interrupted)
            with pytest.raises(KeyboardInterrupt):
                store.write([put("u-2", number=2)])
        with pytest.raises(Unavailable, match="open it again"):
            store.write([put("u-3")])

    with JournalStore(place) as store:
        assert dict(store.records("unit")) == numbered(1, 2)
        assert store.write([put("u-3", number=3)]) == 3
    assert units(place) == numbered(1, 2, 3)


# Compaction -------------------------------------------------------------------------------------------------------


def crash(*_: object, **__: object) -> None:
    raise OSError(errno.EIO, "the machine goes down")


@pytest.mark.parametrize(
    ("owner", "name"),
    [(snapshot, "write"), (os, "fsync"), (Path, "replace"), (Directory, "point"), (Directory, "sweep")],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_a_compaction_may_be_cut_off_anywhere(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    written(place, 3)
    with JournalStore(place) as store:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, crash)
            with pytest.raises(Unavailable, match="the machine goes down"):
                store.compact()
        shutil.copytree(place, tmp_path / "at once")
        store.write([put("after")])
        shutil.copytree(place, tmp_path / "later")
        assert store.verify() == []
        store.compact()
        assert store.verify() == []
    left = sorted(file.name for file in place.iterdir())

    assert units(tmp_path / "at once") == numbered(1, 2, 3)
    assert units(tmp_path / "later") == units(place) == numbered(1, 2, 3) | {"after": {}}
    for copy in (tmp_path / "at once", tmp_path / "later"):
        with JournalStore(copy) as store:
            assert store.write([put("next")]) == (4 if copy.name == "at once" else 5)
            assert list(store.notes) == []
        assert verify(copy) == []
    generation = Directory(place).current()
    assert left == ["CURRENT", f"journal.{generation}.jsonl", "lock", f"snapshot.{generation}.jsonl"]


def test_a_compaction_cut_off_before_the_switch_leaves_a_snapshot_that_is_removed(place: Path) -> None:
    written(place, 3)
    shutil.copy(place / "snapshot.1.jsonl", place / "snapshot.2.jsonl")
    (place / "journal.2.jsonl").touch()
    (place / "snapshot.3.jsonl.unfinished").touch()

    with JournalStore(place) as store:
        assert dict(store.records("unit")) == numbered(1, 2, 3)
        assert store.write([put("next")]) == 4
    assert sorted(file.name for file in place.iterdir()) == [
        "CURRENT",
        "journal.1.jsonl",
        "journal.2.jsonl",
        "lock",
        "snapshot.1.jsonl",
    ]
    assert units(place) == numbered(1, 2, 3) | {"next": {}}


def test_a_damaged_end_is_no_torn_end_when_another_journal_follows(place: Path) -> None:
    journal = written(place, 3)
    (place / "journal.2.jsonl").touch()
    os.truncate(journal, journal.stat().st_size - 1)

    with pytest.raises(Unavailable, match=r"journal\.1\.jsonl, line 3, .* another journal follows"):
        JournalStore(place)


def held(monkeypatch: pytest.MonkeyPatch) -> tuple[Event, Event]:
    """Make the writing of snapshots wait: an event that says it has begun, and one to let it go on."""
    begun, go_on, write = Event(), Event(), snapshot.write

    def wait(*args: Any, **options: Any) -> int:
        begun.set()
        assert go_on.wait(timeout=30)
        return write(*args, **options)

    monkeypatch.setattr(snapshot, "write", wait)
    return begun, go_on


def test_a_journal_that_outgrows_its_snapshot_is_compacted_while_work_goes_on(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with JournalStore(place, compact_at=2000) as store:
        begun, go_on = held(monkeypatch)
        numbers = iter(range(1, 1000))
        while (place / "journal.1.jsonl").stat().st_size <= 2000:
            assert not begun.is_set()
            number = next(numbers)
            store.write([put(f"u-{number}", number=number)])
        assert begun.wait(timeout=30)
        sizes = {file.name: file.stat().st_size for file in place.glob("journal.*")}
        for _ in range(50):
            number = next(numbers)
            store.write([put(f"u-{number}", number=number)])
        assert dict(store.records("unit")) == numbered(*range(1, number + 1))
        assert store.get("unit", f"u-{number}") == {"number": number}
        assert Directory(place).current() == 1
        go_on.set()
    assert 2000 < sizes["journal.1.jsonl"] < 2200

    assert Directory(place).current() == 2
    assert not (place / "journal.1.jsonl").exists()
    tables, revision = snapshot.read(place / "snapshot.2.jsonl")
    assert revision == number - 50
    assert {name: dict(Records(held)) for name, held in tables.items()} == {"unit": numbered(*range(1, number - 49))}
    assert units(place) == numbered(*range(1, number + 1))


def test_compacting_waits_for_the_compaction_that_is_under_way(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(place, 3)
    with JournalStore(place) as store:
        begun, go_on = held(monkeypatch)
        threads = [Thread(target=store.compact) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert begun.wait(timeout=30)
        assert store.write([put("next")]) == 4
        assert Directory(place).current() == 1
        go_on.set()
        for thread in threads:
            thread.join()

        assert Directory(place).current() == 3
    assert units(place) == numbered(1, 2, 3) | {"next": {}}


def test_a_background_compaction_that_fails_is_noted_and_tried_again_later(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attempts = 0

    def fail(*_: object, **__: object) -> None:
        nonlocal attempts
        attempts += 1
        crash()

    with JournalStore(place, compact_at=2000) as store:
        with monkeypatch.context() as patch:
            patch.setattr(snapshot, "write", fail)
            for number in range(1, 101):
                store.write([put(f"u-{number}", number=number)])
            for _ in range(1000):
                if store.notes:
                    break
                time.sleep(0.01)
            assert "could not be compacted" in store.notes[0]
        assert 1 <= attempts <= 5, "it was tried again at every write"
        for number in range(101, 201):
            store.write([put(f"u-{number}", number=number)])

    assert "the machine goes down" in caplog.text
    assert Directory(place).current() > 1
    assert units(place) == numbered(*range(1, 201))
    assert verify(place) == []


def test_a_compaction_keeps_the_order_of_records_and_empty_tables(place: Path) -> None:
    with JournalStore(place) as store:
        store.write([put("b"), put("a"), put("c"), Change("concept", "x", {}), Change("concept", "x", None)])
        store.compact()
        tables = store.db.tables()

    with JournalStore(place) as store:
        assert [id for id, _ in store.records("unit")] == ["b", "a", "c"]
        assert store.db.tables() == tables == {"unit", "concept"}


# Another process --------------------------------------------------------------------------------------------------


class Follower:
    """A reader, and a copy that is kept up to date by nothing but what its listener is told."""

    def __init__(self, place: Path) -> None:
        self.store = JournalStore(place, writable=False)
        self.copy = {(kind, id): record for kind in ("unit", "mark") for id, record in self.store.records(kind)}
        self.store.watch(lambda effects: [self.hear(effect) for effect in effects])

    def hear(self, effect: Effect) -> None:
        assert self.copy.get((effect.kind, effect.id)) == effect.before
        if effect.after is None:
            del self.copy[effect.kind, effect.id]
        else:
            self.copy[effect.kind, effect.id] = effect.after

    def holds(self, expected: dict[str, Any]) -> bool:
        """Whether the reader's units and those of its listener's copy both are as expected."""
        copy = {id: record for (kind, id), record in self.copy.items() if kind == "unit"}
        return dict(self.store.records("unit")) == expected == copy and not self.store.notes


@pytest.fixture
def follow(place: Path) -> Iterator[Callable[[], Follower]]:
    followers: list[Follower] = []

    def new() -> Follower:
        followers.append(Follower(place))
        return followers[-1]

    yield new
    for follower in followers:
        follower.store.close()


@pytest.mark.parametrize("compactions", [1, 2, 3])
def test_a_reader_follows_across_compactions(place: Path, follow: Callable[[], Follower], compactions: int) -> None:
    written(place, 3)
    reader = follow()
    with JournalStore(place) as store:
        expected = numbered(1, 2, 3)
        for number in range(4, 4 + compactions):
            store.write([put(f"u-{number}", number=number), Change("unit", f"u-{number - 3}", None)])
            store.compact()
            del expected[f"u-{number - 3}"]
            expected[f"u-{number}"] = {"number": number}
        store.write([put("last")])

        assert reader.store.refresh() == compactions + 1
        assert reader.holds(expected | {"last": {}})
        store.write([put("later")])
        assert reader.store.refresh() == 1
        assert reader.holds(expected | {"last": {}, "later": {}})
        assert reader.store.revision == store.revision


def compacted_under_a_reader(monkeypatch: pytest.MonkeyPatch, store: JournalStore) -> list[Path]:
    """The next to read a snapshot finds that it has been removed meanwhile; its path comes into the list."""
    really, paths = snapshot.read, list[Path]()

    def read(path: Path, *damaged: Any) -> Any:
        monkeypatch.setattr(snapshot, "read", really)
        paths.append(path)
        store.compact()
        return really(path, *damaged)

    monkeypatch.setattr(snapshot, "read", read)
    return paths


def test_a_reader_that_opens_while_the_store_is_compacted_reads_the_new_files(
    place: Path, monkeypatch: pytest.MonkeyPatch, follow: Callable[[], Follower]
) -> None:
    written(place, 3)
    with JournalStore(place) as store:
        paths = compacted_under_a_reader(monkeypatch, store)
        reader = follow()

    assert [path.name for path in paths] == ["snapshot.1.jsonl"]
    assert not paths[0].exists()
    assert reader.holds(numbered(1, 2, 3))


def test_a_file_that_a_compaction_removes_under_a_reader_is_no_damage(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(place, 3)
    with JournalStore(place) as store:
        paths = compacted_under_a_reader(monkeypatch, store)

        assert verify(place) == []
        assert len(paths) == 1


def test_a_reader_takes_no_notice_of_an_unfinished_line(place: Path, follow: Callable[[], Follower]) -> None:
    journal = written(place, 3)
    whole = journal.read_bytes()
    start = whole.index(b"\n") + 1
    journal.write_bytes(whole[:start])
    reader = follow()
    for end in range(start, len(whole) + 1):
        journal.write_bytes(whole[:end])
        arrived = whole[:end].count(b"\n")
        reader.store.refresh()

        assert reader.store.revision == arrived
        assert reader.holds(numbered(*range(1, arrived + 1)))


@pytest.mark.usefixtures("_small_parts")
def test_a_reader_sees_a_large_batch_when_it_is_committed(place: Path, follow: Callable[[], Follower]) -> None:
    journal = written(place, 1)
    reader = follow()
    with JournalStore(place) as store:
        with store.batch():
            store.write([put(f"big-{number}", text="x" * 50) for number in range(30)])
            assert journal.read_bytes().count(b"\n") > 5
            assert reader.store.refresh() == 0
            assert reader.holds(numbered(1))

        assert reader.store.refresh() == 1
        assert len(reader.copy) == 31


@pytest.mark.usefixtures("_small_parts")
def test_a_reader_follows_a_writer_that_took_a_large_batch_back(place: Path, follow: Callable[[], Follower]) -> None:
    def changes() -> Iterator[Change]:
        yield from (put(f"big-{number}", text="x" * 50) for number in range(30))
        assert reader.store.refresh() == 0
        raise LookupError

    written(place, 1)
    reader = follow()
    with JournalStore(place) as store:
        with pytest.raises(LookupError):
            store.write(changes())
        store.write([put(f"other-{number}") for number in range(20)])

        assert reader.store.refresh() == 1
        assert reader.holds(numbered(1) | {f"other-{number}": {} for number in range(20)})


def test_a_reader_that_meets_damage_says_so(place: Path, follow: Callable[[], Follower]) -> None:
    journal = written(place, 1)
    reader = follow()
    with JournalStore(place) as store:
        store.write([put("u-2", number=2)])
        store.write([put("u-3", number=3)])
    journal.write_bytes(journal.read_bytes().replace(b'"number":2', b'"number":7'))

    with pytest.raises(Unavailable, match=r"journal\.1\.jsonl, line 2"):
        reader.store.refresh()


WRITER = """
import sys
from memory.stores import Change
from memory.stores.files import draft
from memory.stores.journal import JournalStore

place, last, draft.PART = sys.argv[1], int(sys.argv[2]), 2000
with JournalStore(place, compact_at=4000) as store:
    while (number := store.revision + 1) <= last:
        many = range(60 if number % 10 == 0 else 1)
        changes = [Change("unit", f"u-{(number + more) % 97}", {"number": number, "pad": "x" * 50}) for more in many]
        changes.append(Change("unit", f"u-{number * 7 % 97}", None))
        store.write([*changes, Change("mark", "last", {"number": number})])
        print(number, flush=True)
"""


def as_written(revision: int) -> dict[str, Any]:
    """What WRITER has made of the units at a revision."""
    state: dict[str, Any] = {}
    for number in range(1, revision + 1):
        for more in range(60 if number % 10 == 0 else 1):
            state[f"u-{(number + more) % 97}"] = {"number": number, "pad": "x" * 50}
        state.pop(f"u-{number * 7 % 97}", None)
    return state


def start(place: Path, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, place, str(last)], stdout=subprocess.PIPE, text=True)


def test_a_reader_follows_another_process_to_the_end(place: Path, follow: Callable[[], Follower]) -> None:
    last = 400
    with start(place, last) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        reader, seen = follow(), set[int]()
        until = time.monotonic() + 60
        while reader.store.revision < last and time.monotonic() < until:
            reader.store.refresh()
            seen.add(reader.store.revision)
            mark = reader.store.get("mark", "last")
            assert mark == {"number": reader.store.revision}
        writer.stdout.read()

    assert writer.returncode == 0
    assert reader.store.revision == last
    assert len(seen) > 3
    assert reader.holds(as_written(last))
    assert Directory(place).current() > 3
