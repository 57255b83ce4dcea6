"""Backups: one moment of a store that is being written to, and a store again."""

from __future__ import annotations

import io
import os
import tarfile
import threading
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from memory.errors import Invalid, NotFound, Unavailable
from memory.stores import Change, open_store
from memory.stores.backup import Backup, restore
from memory.stores.files.log import frame
from memory.stores.journal import JournalStore


def saved(archive: Path, **stores: Path) -> Path:
    """Write the stores to an archive; `main` is the one without a folder."""
    with closing(Backup({name if name != "main" else "": where for name, where in stores.items()})) as backup:
        archive.write_bytes(b"".join(backup))
    return archive


def test_a_restored_store_has_every_record_and_the_revision(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as store, open_store(tmp_path / "b") as beside:
        store.write([Change("word", f"{n}", {"text": "gunung " * n}) for n in range(300)])
        store.compact()
        store.write([Change("word", "0", None), Change("word", "1", {"text": "laut"})])
        beside.write([Change("key", "x", {"y": 1})])
        archive = saved(tmp_path / "all.tar.gz", main=tmp_path / "a", access=tmp_path / "b")
        store.write([Change("word", "after", {})])

    assert restore(archive, tmp_path / "again").damage == []
    with open_store(tmp_path / "again") as again, open_store(tmp_path / "again" / "access") as keys:
        assert (again.count("word"), again.get("word", "1"), again.revision) == (299, {"text": "laut"}, 2)
        assert keys.get("key", "x") == {"y": 1}
        assert [list(again.notes), list(keys.notes)] == [[], []]


def test_an_archive_is_what_tar_reads(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as store:
        store.write([Change("word", "1", {"text": "x" * 700_000})])
        archive = saved(tmp_path / "a.tar.gz", main=tmp_path / "a")

    with tarfile.open(archive) as packed:
        modes = {told.name: oct(told.mode) for told in packed}
    assert modes == {"CURRENT": "0o600", "snapshot.1.jsonl": "0o600", "journal.1.jsonl": "0o600"}


def test_a_backup_taken_while_it_is_written_and_compacted_is_one_moment(tmp_path: Path) -> None:
    """Each batch writes two records alike; a copy of two moments would have them differ, or a revision missing."""
    stop = threading.Event()
    with JournalStore(tmp_path / "a", compact_at=4096) as store:

        def write() -> None:
            for n in range(1, 100_000):
                if stop.is_set():
                    return
                store.write([Change("pair", side, {"n": n, "text": "sungai " * 20}) for side in ("left", "right")])

        store.write([Change("pair", side, {"n": 0}) for side in ("left", "right")])
        writer = threading.Thread(target=write)
        writer.start()
        try:
            archives = []
            for n in range(25):
                archives.append(saved(tmp_path / f"{n}.tar.gz", main=tmp_path / "a"))
                before = store.revision
                while store.revision == before and writer.is_alive():  # the disk may be slower than we are
                    time.sleep(0.001)
        finally:
            stop.set()
            writer.join()

    seen = []
    for n, archive in enumerate(archives):
        assert restore(archive, tmp_path / f"again{n}").damage == []
        with open_store(tmp_path / f"again{n}") as again:
            left, right = again.get("pair", "left"), again.get("pair", "right")
            assert left is not None
            assert left == right
            assert (again.revision, list(again.notes)) == (left["n"] + 1, [])
            seen.append(again.revision)
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


@pytest.mark.parametrize("moment", [1, 2])
def test_a_compaction_between_two_files_is_no_mixture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    fstat, seen = os.fstat, 0

    def compacting(descriptor: int) -> os.stat_result:
        nonlocal seen
        seen += 1
        if seen == moment:
            store.compact()
        return fstat(descriptor)

    with open_store(tmp_path / "a") as store:
        store.write([Change("word", "1", {})])
        with monkeypatch.context() as during:
            during.setattr("memory.stores.backup.os", SimpleNamespace(fstat=compacting))
            archive = saved(tmp_path / "a.tar.gz", main=tmp_path / "a")

    assert restore(archive, tmp_path / "again").damage == []
    with open_store(tmp_path / "again") as again:
        assert (again.count("word"), again.revision) == (1, 1)


def test_a_batch_that_is_not_whole_yet_is_not_in_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as store:
        store.write([Change("word", "1", {})])
    with (tmp_path / "a" / "journal.1.jsonl").open("ab") as journal:
        journal.write(frame(b'{"r":2,"part":0,"c":[["word","2",{}]]}') + b"0000000 cut")

    restore(saved(tmp_path / "a.tar.gz", main=tmp_path / "a"), tmp_path / "again")

    with open_store(tmp_path / "again") as again:
        assert (again.revision, list(again.notes)) == (1, [])


def test_where_there_is_no_store_there_is_no_backup(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as store:
        store.write([Change("word", "1", {})])

    with pytest.raises(NotFound):
        Backup({"": tmp_path / "a", "access": tmp_path / "none"})


def test_a_store_is_not_restored_over_another(tmp_path: Path) -> None:
    open_store(tmp_path / "a").close()
    archive = saved(tmp_path / "a.tar.gz", main=tmp_path / "a")
    before = sorted(file.name for file in (tmp_path / "a").iterdir())

    with pytest.raises(Unavailable, match="is not empty"):
        restore(archive, tmp_path / "a")

    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == before


def test_damage_in_a_backup_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as store:
        for n in range(3):
            store.write([Change("word", f"{n}", {"text": "lembah"})])
    journal = tmp_path / "a" / "journal.1.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"lembah", b"lembar", 1))

    damage = restore(saved(tmp_path / "a.tar.gz", main=tmp_path / "a"), tmp_path / "again").damage

    assert len(damage) == 1
    assert "the checksum does not match" in damage[0]


@pytest.mark.parametrize(
    "name", ["../CURRENT", "/etc/CURRENT", "notes.txt", "access/../../CURRENT", "journal.0.jsonl", "A/CURRENT"]
)
def test_an_archive_with_other_files_is_refused_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        told = tarfile.TarInfo(name)
        told.size = 1
        packed.addfile(told, io.BytesIO(b"x"))

    with pytest.raises(Invalid, match="is no file of a store"):
        restore(tmp_path / "a.tar.gz", tmp_path / "deep" / "again")

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.tar.gz", "deep"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        told = tarfile.TarInfo("CURRENT")
        told.type, told.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(told)

    with pytest.raises(Invalid, match="is no file of a store"):
        restore(tmp_path / "a.tar.gz", tmp_path / "again")


@pytest.mark.parametrize("content", [b"", b"no archive", os.urandom(1000)])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.tar.gz").write_bytes(content)

    with pytest.raises(Invalid):
        restore(tmp_path / "a.tar.gz", tmp_path / "again")

    assert not (tmp_path / "again").exists()


def test_an_archive_that_was_cut_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "a") as store:
        store.write([Change("word", "1", {"text": os.urandom(20_000).hex()})])
    archive = saved(tmp_path / "a.tar.gz", main=tmp_path / "a")
    archive.write_bytes(archive.read_bytes()[:-9000])

    with pytest.raises(Invalid):
        restore(archive, tmp_path / "again")

    assert not (tmp_path / "again").exists()


def test_a_bomb_is_refused_before_it_fills_the_disk(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "bomb.tar.gz", "w:gz") as made:
        told = tarfile.TarInfo("journal.1.jsonl")
        told.size = 50_000_000
        made.addfile(told, io.BytesIO(bytes(told.size)))

    with pytest.raises(Invalid, match="swells beyond what a store does"):
        restore(tmp_path / "bomb.tar.gz", tmp_path / "new")

    assert not (tmp_path / "new").exists()
