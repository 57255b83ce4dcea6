"""The saved indexes: opened without reading the units, brought up to the store, and never trusted when damaged."""

from __future__ import annotations

import logging
import random
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from memory import arrays, index, indexes
from memory.recall import Memory
from memory.stores import Change, Store, open_store
from memory.stores.journal import JournalStore
from memory.text import LANGUAGES, Language
from memory.units import Unit, unit_id
from tests.conftest import ROOT

WORDS = {
    "id": "satu dua tiga kapal berlayar , . 7 12 {0}".split(),
    "en": "one two three ship sails , . 7 12 {0}".split(),
}


def units(count: int, seed: int = 0) -> list[Unit]:
    """So many different units."""
    chance = random.Random(seed)
    found = []
    for n in range(count):
        texts: dict[Language, str] = {
            side: " ".join([*chance.choices(WORDS[side], k=chance.randint(1, 9)), f"{side}{seed}x{n}"])
            for side in LANGUAGES
        }
        found.append(Unit(unit_id(texts), texts))
    return found


def answers(memory: Memory) -> list[object]:
    """What a memory says to some questions, in both directions."""
    asked = {"id": ("satu dua kapal , 8", "id0x3", "kapal berlayar"), "en": ("one two ship , 8", "en0x3", "ship sails")}
    matches = [memory.recall(text, side, min_score=20) for side in LANGUAGES for text in asked[side]]
    lines = [memory.concordance(text, side=side) for side in LANGUAGES for text in asked[side]]
    return [*matches, *lines, memory.concordance("7")]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store of 200 units with its indexes saved."""
    with open_store(tmp_path / "data") as store:
        memory = Memory(store)
        memory.remember(units(200))
        memory.save()
    return tmp_path / "data"


@pytest.fixture
def reading(data: Path) -> Iterator[Memory]:
    """That store, opened for reading."""
    with open_store(data, writable=False) as store:
        yield Memory(store)


@pytest.fixture
def no_pass(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no unit may be read but by its id."""

    def records(self: JournalStore, kind: str) -> Iterator[tuple[str, object]]:
        raise AssertionError("somebody went through all units")

    monkeypatch.setattr(JournalStore, "records", records)


def expected(data: Path) -> list[object]:
    """What a memory says that has no saved index."""
    copy = data.with_name("copy")
    shutil.copytree(data, copy, ignore=shutil.ignore_patterns("index"))
    try:
        with open_store(copy, writable=False) as store:
            return answers(Memory(store))
    finally:
        shutil.rmtree(copy)


@pytest.mark.usefixtures("no_pass")
def test_an_index_saved_at_the_revision_of_the_store_is_opened_without_a_look_at_the_units(reading: Memory) -> None:
    reading.warm()

    assert len(reading._index("id")) == len(reading._index("en")) == 200


def test_a_saved_index_answers_as_a_new_one(data: Path, reading: Memory) -> None:
    assert answers(reading) == expected(data)


def test_the_files_are_private(data: Path) -> None:
    assert stat.S_IMODE((data / "index").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (data / "index").iterdir()} == {0o600}


def test_what_was_written_after_saving_is_compared_and_said_so(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    with open_store(data) as store:
        memory = Memory(store)
        memory.remember(units(30, seed=1))
        memory.forget([unit.id for unit in units(200)[:20]])  # and nobody saves, as after a crash
    caplog.set_level(logging.INFO)

    with open_store(data, writable=False) as store:
        found = answers(Memory(store))

    assert found == expected(data)
    assert (
        "The index of id was saved at revision 1 and the store is at 3: compared, and 30 segments read anew"
        in caplog.messages
    )


def test_a_changed_text_is_read_anew(data: Path) -> None:
    with open_store(data) as store:
        key, record = next(iter(store.records("unit")))
        store.write([Change("unit", key, {**record, "texts": {"id": "Kalimat baru.", "en": "A new sentence."}})])
    with open_store(data, writable=False) as store:
        (match,) = Memory(store).recall("Kalimat baru.", "id")

    assert (match.unit.id, match.klass) == (key, 100)


def test_an_index_of_another_store_is_compared(data: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "other") as store:
        Memory(store).remember(units(10, seed=5))
    shutil.copytree(data / "index", tmp_path / "other" / "index")

    with open_store(tmp_path / "other", writable=False) as store:
        assert answers(Memory(store)) == expected(tmp_path / "other")


def cut(path: Path) -> None:
    """Cut a file off in the middle."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lengthen(path: Path) -> None:
    """Let a file go on after its end."""
    path.write_bytes(path.read_bytes() + b"\0" * 64)


def empty(path: Path) -> None:
    """Leave a file without anything in it."""
    path.write_bytes(b"")


def blank(path: Path) -> None:
    """Write zeroes over the second half of a file, as a lost page does."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))


def exchange(path: Path) -> None:
    """Exchange the halves of a file."""
    data = path.read_bytes()
    path.write_bytes(data[len(data) // 2 :] + data[: len(data) // 2])


def replace(path: Path) -> None:
    """Put a directory where the file was."""
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [cut, lengthen, empty, blank, exchange, Path.unlink, replace])
@pytest.mark.parametrize("name", ["MANIFEST", "id.1", "en.2"])
def test_a_damaged_file_is_never_trusted_and_never_fatal(
    data: Path, name: str, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    wanted = expected(data)
    harm(data / "index" / name)

    with open_store(data, writable=False) as store:
        assert answers(Memory(store)) == wanted
    if (name, harm) != ("MANIFEST", Path.unlink):
        assert any("The saved index" in message for message in caplog.messages)


@pytest.mark.parametrize("seed", range(20))
def test_one_wrong_bit_is_seen(data: Path, seed: int) -> None:
    wanted, chance = expected(data), random.Random(seed)
    for path in (data / "index").iterdir():
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)

    with open_store(data, writable=False) as store:
        assert answers(Memory(store)) == wanted


@pytest.mark.parametrize("harm", [cut, Path.unlink])
def test_saving_mends_what_was_damaged(
    data: Path, harm: Callable[[Path], None], request: pytest.FixtureRequest
) -> None:
    wanted = expected(data)
    harm(data / "index" / "MANIFEST")

    with open_store(data) as store:
        Memory(store).save()

    request.getfixturevalue("no_pass")
    with open_store(data, writable=False) as store:
        assert answers(Memory(store)) == wanted


def test_a_reader_writes_nothing(data: Path) -> None:
    with open_store(data) as store:
        Memory(store).remember(units(5, seed=2))
    (data / "index" / "id.1").write_bytes(b"")
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}

    with open_store(data, writable=False) as store:
        memory = Memory(store)
        memory.warm()
        memory.save()

    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_a_closed_store_is_not_written_beside(data: Path) -> None:
    with open_store(data) as store:
        memory = Memory(store)
        memory.remember(units(5, seed=2))
    before = (data / "index" / "MANIFEST").read_bytes()

    memory.save()

    assert (data / "index" / "MANIFEST").read_bytes() == before


def test_a_reader_in_another_process_keeps_its_files_and_follows(data: Path) -> None:
    script = """
import sys
from memory.recall import Memory
from memory.stores import open_store
with open_store(sys.argv[1], writable=False) as store:
    memory = Memory(store)
    memory.warm()
    print(len(memory._index("id")), flush=True)
    sys.stdin.readline()
    print(len(memory._index("id")), len(memory.recall("satu dua", "id", min_score=20)), flush=True)
    store.refresh()
    print(len(memory._index("id")), len(memory.recall("Kalimat baru.", "id")), flush=True)
"""
    command = [sys.executable, "-W", "error", "-c", script, str(data)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        assert reader.stdout.readline() == "200\n"
        with open_store(data) as store:
            memory = Memory(store)
            texts: dict[Language, str] = {"id": "Kalimat baru.", "en": "A new sentence."}
            memory.remember([Unit(unit_id(texts), texts)])
            memory.save()
            assert not (data / "index" / "id.1").exists()
        reader.stdin.write("\n")
        reader.stdin.flush()

        assert [reader.stdout.readline() for _ in range(2)] == ["200 5\n", "201 1\n"]
    assert reader.returncode == 0


@pytest.mark.usefixtures("no_pass")
def test_what_is_no_unit_leaves_the_index_as_it_is(data: Path) -> None:
    with open_store(data) as store:
        memory = Memory(store)
        store.write([Change("concept", "c-1", {"terms": []})])
        memory.save()
    files = {path.name for path in (data / "index").iterdir()}

    with open_store(data, writable=False) as store:
        Memory(store).warm()
        assert store.revision == 2
    assert files == {"MANIFEST", "id.1", "en.2"}


def test_made_side_by_side_the_indexes_answer_as_those_made_one_by_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(data / "index")
    with open_store(data) as store:
        expected = answers(Memory(store))
        monkeypatch.setattr(indexes, "FEW", 10)
        monkeypatch.setattr(indexes, "indexed", None)
        together = Memory(store)
        together.warm()

        assert answers(together) == expected
        together.save()
    with open_store(data, writable=False) as store:
        assert answers(Memory(store)) == expected


def test_much_that_is_new_is_saved_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "_MANY", 50)
    monkeypatch.setattr(index, "_WAITING", 10)
    with open_store(tmp_path / "data") as store:
        memory = Memory(store)
        memory.warm()
        for batch in range(20):
            memory.remember(units(20, seed=batch))
        saved = len(list((tmp_path / "data" / "index").iterdir()))

        assert saved >= 3
        wanted = answers(memory)
    with open_store(tmp_path / "data", writable=False) as store:
        assert answers(Memory(store)) == wanted


def test_a_full_disk_costs_time_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(arrays, "write", full)
    with open_store(tmp_path / "data") as store:
        memory = Memory(store)
        memory.remember(units(20))
        memory.save()

        assert len(memory.recall("satu dua", "id", min_score=20)) == 5
    assert "The index could not be saved" in caplog.text
    assert [path.name for path in (tmp_path / "data" / "index").iterdir()] == []


def test_dead_rows_stay_dead(data: Path) -> None:
    with open_store(data) as store:
        memory = Memory(store)
        memory.forget([unit.id for unit in units(200)[:20]])
        memory.save()

    with open_store(data, writable=False) as store:
        memory = Memory(store)
        assert len(memory._index("id")) == len(memory) == 180
        assert answers(memory) == expected(data)


def test_an_empty_memory_saves_nothing(store: Store) -> None:
    Memory(store).save()

    assert isinstance(store, JournalStore)
    assert not (store.path / "index").exists() or not list((store.path / "index").iterdir())


@pytest.mark.parametrize("count", [0, 1, 7, 8, 511, 512, 513, 5000])
def test_arrays_of_any_size_are_read_as_they_were_written(tmp_path: Path, count: int) -> None:
    made = {
        "numbers": np.arange(count, dtype=np.uint32),
        "keys": np.array([str(n).encode() for n in range(count)], "S5"),
        "lines": np.ones((count, 3), np.uint8),
    }
    with (tmp_path / "file").open("wb") as file:
        arrays.write(file, made)

    found = arrays.read(tmp_path / "file")

    assert all(np.array_equal(found[name], array) for name, array in made.items())
    assert all(found[name].dtype == array.dtype for name, array in made.items())
