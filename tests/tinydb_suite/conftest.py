"""
TinyDB's own tests, unchanged from its 4.9.0 source distribution, on our journal instead of on TinyDB's storages.

Where they say `TinyDB`, they get a `JournalDB`: on the path they name, or on a new one where they ask for memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB
from tinydb.storages import MemoryStorage

from memory.stores.files.tables import JournalDB

ABOUT_OTHER_STORAGES = {
    "test_tinydb.py::test_storage_closed_once": "brings a storage that counts how often it is closed",
    "test_tinydb.py::test_empty_write": "opens the same path as a JSON file; our own test is in test_memory_tinydb.py",
    "test_tinydb.py::test_access_storage": "asserts that the storage is TinyDB's MemoryStorage",
    "test_tinydb.py::test_storage_access": "asserts that the storage is TinyDB's MemoryStorage",
}
ABOUT_A_CLASS_NAME = {
    "test_tinydb.py::test_repr": "expects <TinyDB …>; ours is a <JournalDB …>",
    "test_tables.py::test_table_repr": "expects <Table …>; ours is a <JournalTable …>",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    theirs = {f"{item.path.name}::{item.name}": item for item in items if item.path.parent == here}
    others = [item for name, item in theirs.items() if name in ABOUT_OTHER_STORAGES]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]
    for name in ABOUT_A_CLASS_NAME.keys() & theirs.keys():
        theirs[name].add_marker(pytest.mark.xfail(strict=True, reason=ABOUT_A_CLASS_NAME[name]))


@pytest.fixture(autouse=True)
def opened(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[list[JournalDB]]:
    """Every JournalDB of a test. One that opens none says nothing about us and fails; queries alone need none."""
    databases: list[JournalDB] = []
    number = count()

    def journal(path: Any = None, *, storage: Any = MemoryStorage, **_: Any) -> TinyDB:
        assert storage is MemoryStorage
        databases.append(JournalDB(path or tmp_path / f"memory-{next(number)}"))
        return databases[-1]

    if hasattr(request.module, "TinyDB"):
        monkeypatch.setattr(request.module, "TinyDB", journal)
    yield databases
    for database in databases:
        database.close()
    assert databases or request.module.__name__ == "test_queries"


@pytest.fixture
def db(opened: list[JournalDB], tmp_path: Path) -> JournalDB:
    """TinyDB's own fixture of this name: three documents."""
    database = JournalDB(tmp_path / "db")
    opened.append(database)
    database.insert_multiple({"int": 1, "char": c} for c in "abc")
    return database
