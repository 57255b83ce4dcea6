"""A store's files with bits turned and ends cut off: it is said what is damaged, or the end was never acknowledged."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from memory.errors import Problem
from memory.stores import Change, Store, open_store
from tests.web_small import small


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = small(tmp_path_factory.mktemp("kept") / "data")
    with open_store(directory) as store:
        for number in range(20):
            store.write([Change("note", str(number), {"text": "naskah " * number})], by="test")
    return directory


def records(store: Store) -> dict[tuple[str, str], object]:
    return {(kind, id_): record for kind in ("note", "unit", "concept") for id_, record in store.records(kind)}


def opened(directory: Path) -> dict[tuple[str, str], object] | None:
    """What a damaged store holds; None where it is refused or finds itself damaged."""
    try:
        with open_store(directory, writable=False) as store:
            return None if store.verify() else records(store)
    except Problem:  # and no other exception
        return None


@pytest.mark.parametrize("seed", range(60))
def test_a_bit_that_turns_is_found(kept: Path, tmp_path: Path, seed: int) -> None:
    directory = Path(shutil.copytree(kept, tmp_path / "data"))
    chance = random.Random(seed)
    path = chance.choice([one for one in sorted(directory.iterdir()) if one.name != "lock" and one.stat().st_size])
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    with open_store(kept, writable=False) as store:
        whole = records(store)

    found = opened(directory)

    # The line end of the last line alone may turn: then it is a write that was never acknowledged, or nothing is lost.
    assert found is None or found == whole or (found.items() <= whole.items() and len(whole) - len(found) <= 1)


@pytest.mark.parametrize("seed", range(20))
def test_an_end_that_is_cut_off_loses_what_came_last_and_nothing_else(kept: Path, tmp_path: Path, seed: int) -> None:
    directory = Path(shutil.copytree(kept, tmp_path / "data"))
    (path,) = directory.glob("journal.*.jsonl")
    data = path.read_bytes()
    path.write_bytes(data[: random.Random(seed).randrange(len(data))])
    with open_store(kept, writable=False) as store:
        whole = [id_ for id_, _ in store.records("note")]

    found = opened(directory)

    assert found is not None
    notes = [id_ for kind, id_ in found if kind == "note"]
    assert notes == whole[: len(notes)]


@pytest.mark.parametrize("what", [b"", b"\0" * 4096, b"x\n", b"00000000 2 {}\n", b"\xff" * 100 + b"\n"])
def test_rubbish_after_the_end_is_found_or_is_no_batch(kept: Path, tmp_path: Path, what: bytes) -> None:
    directory = Path(shutil.copytree(kept, tmp_path / "data"))
    (path,) = directory.glob("journal.*.jsonl")
    path.write_bytes(path.read_bytes() + what)
    with open_store(kept, writable=False) as store:
        whole = records(store)

    assert opened(directory) in (None, whole)
