"""Places of stores: sought without being made; a revision raised; a shared store that somebody moves away from."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from memory.errors import Conflict, NotFound, Unavailable
from memory.stores import Change, open_store
from memory.stores.move import MIGRATION, THERE, Move
from memory.stores.seek import known, seek, there
from tests.database import Server


@pytest.fixture(params=["directory", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is no store yet."""
    return str(tmp_path / "a") if request.param == "directory" else request.getfixturevalue("database")


def test_a_revision_that_was_raised_stays_and_the_next_follows_it(place: str) -> None:
    with open_store(place) as store, open_store(place, writable=False) as beside:
        store.write([Change("word", "1", {})])
        assert (store.advance(500), store.advance(20), store.revision) == (500, 500, 500)
        assert store.write([Change("word", "2", {})]) == 501
        beside.refresh()
        assert (beside.revision, beside.count("word")) == (501, 2)
        assert (store.verify(), beside.verify()) == ([], [])
        with store.batch(), pytest.raises(Conflict):
            store.advance(600)
        with pytest.raises(Unavailable):
            beside.advance(600)

    with open_store(place) as again:
        assert (again.revision, again.kinds(), list(again.notes)) == (501, ["word"], [])
        assert again.verify() == []


def test_kinds_are_those_that_hold_something(place: str) -> None:
    with open_store(place) as store:
        store.write([Change("word", "1", {}), Change("bird", "1", {})])
        with store.batch():
            store.write([Change("word", "1", None), Change("air", "1", {})])
            assert store.kinds() == ["air", "bird"]
        assert store.kinds() == ["air", "bird"]


def test_a_place_is_sought_without_being_made(place: str) -> None:
    assert not there(place)
    open_store(place).close()

    assert there(place)
    assert not there(place, "access")
    with pytest.raises(NotFound):
        seek(place, "access")


def test_a_shared_source_tells_where_it_went(database: str, tmp_path: Path) -> None:
    with open_store(database) as source, open_store(database) as other:
        source.write([Change("word", "1", {})])
        with closing(Move(source, lambda: open_store(tmp_path / "b", unfinished=True), origin="x", place="b")) as move:
            move.begin()
            with source.batch():
                move.bring()
                move.reopen()
                move.compare()
                move.depart()
            move.finish()
        other.refresh()
        assert (other.get(MIGRATION, THERE) or {})["to"] == "b"
    with open_store(tmp_path / "b") as target:
        assert (target.revision > 2, target.kinds()) == (True, [MIGRATION, "word"])
        assert target.get(MIGRATION, THERE) is None


def test_a_source_whose_lock_was_lost_in_the_end_finishes_nothing(
    database: str, postgres: Server, tmp_path: Path
) -> None:
    """Otherwise what others wrote in between would be missing, and nobody would know."""
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
    with open_store(database) as source, open_store(database) as other:
        source.write([Change("word", "1", {})])
        with closing(Move(source, lambda: open_store(tmp_path / "b", unfinished=True), origin="x")) as move:
            move.begin()

            def walk() -> None:
                with source.batch():
                    move.bring()
                    move.compare()
                    postgres.execute(cut)
                    other.write([Change("word", "2", {})])
                    move.depart()

            with pytest.raises(Unavailable):
                walk()

    with pytest.raises(Unavailable, match="not whole"):
        open_store(tmp_path / "b")


def test_what_a_node_keeps_is_no_store_and_half_a_store_is_one(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "NODE").write_text("n_1")
    open_store(tmp_path, "access").close()
    (tmp_path / "access" / "CURRENT").unlink()

    assert [there(tmp_path, part) for part in ("", "jobs", "access", "none")] == [True, False, True, False]


def test_a_place_is_known_by_what_is_always_the_same_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert known("data") == known(tmp_path / "data") == f"{tmp_path}/data"
    assert known("postgresql://ana:rahasia@db:5432/padanan") == "postgresql://ana@db:5432/padanan"
    assert known("postgresql://ana@db:5432/padanan?password=lain") == "postgresql://ana@db:5432/padanan"
