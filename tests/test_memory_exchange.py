"""Imports: whole or not at all, nothing twice, and every one can be taken back."""

import re
from pathlib import Path

import pytest

from memory import exchange
from memory.errors import Conflict, Invalid, NotFound
from memory.recall import Memory
from memory.stores import open_store
from memory.units import Unit, unit_id

HEAD = '<tmx version="1.4"><header srclang="id"/><body>'


def tmx(path: Path, *pairs: tuple[str, str], rest: str = "</body></tmx>") -> Path:
    """A TMX file of pairs; an empty English side makes a bad unit."""
    units = "".join(
        f'<tu><tuv xml:lang="id"><seg>{here}</seg></tuv><tuv xml:lang="en"><seg>{there}</seg></tuv></tu>\n'
        for here, there in pairs
    )
    path.write_text(f"{HEAD}\n{units}{rest}", encoding="utf-8")
    return path


PAIRS = [(f"Perjanjian nomor {n} berlaku.", f"Treaty number {n} is in force.") for n in range(1, 6)]


def test_an_import_says_what_it_did_and_what_it_skipped(memory: Memory, tmp_path: Path) -> None:
    done = exchange.bring(tmx(tmp_path / "a.tmx", *PAIRS, ("Kosong.", "")), memory, by="ani")

    assert (done.created, done.updated, done.unchanged) == (5, 0, 0)
    assert [(skipped.line, skipped.why) for skipped in done.skipped] == [(7, "its text in en is empty")]
    assert exchange.imports(memory) == [done]


def test_the_same_file_again_adds_nothing(memory: Memory, tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", *PAIRS)
    exchange.bring(path, memory)
    revision = memory.store.revision

    again = exchange.bring(path, memory)

    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert (memory.store.revision, len(exchange.imports(memory))) == (revision, 1)


def test_a_file_that_breaks_is_imported_not_at_all(memory: Memory, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        exchange.bring(tmx(tmp_path / "a.tmx", *PAIRS, rest="<tu><tuv>"), memory)

    assert (len(memory), exchange.imports(memory), memory.recall(PAIRS[0][0], "id")) == (0, [], [])


def test_an_interrupted_import_has_done_nothing(memory: Memory, tmp_path: Path) -> None:
    def interrupted(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exchange.bring(tmx(tmp_path / "a.tmx", *PAIRS), memory, progress=interrupted)

    assert len(memory) == 0


def test_undoing_forgets_what_came_by_it_and_keeps_what_was_met_elsewhere(memory: Memory, tmp_path: Path) -> None:
    exchange.bring(tmx(tmp_path / "a.tmx", *PAIRS[:3]), memory)
    second = exchange.bring(tmx(tmp_path / "b.tmx", *PAIRS), memory)

    touched = exchange.undo(second.id, memory)

    assert (touched, sorted(u.texts["id"] for u in memory.units())) == (5, [here for here, _ in PAIRS[:3]])
    assert {origin.file for unit in memory.units() for origin in unit.origin} == {"a.tmx"}
    assert memory.recall(PAIRS[4][0], "id", min_score=100) == []


def test_an_import_is_undone_once(memory: Memory, tmp_path: Path) -> None:
    done = exchange.bring(tmx(tmp_path / "a.tmx", *PAIRS), memory)
    exchange.undo(done.id, memory)

    with pytest.raises(Conflict, match=re.escape("The import of a.tmx was undone at ")):
        exchange.undo(done.id, memory)
    with pytest.raises(NotFound, match=r"There is no import i_none\."):
        exchange.undo("i_none", memory)


def test_imports_are_known_to_the_next_process(tmp_path: Path) -> None:
    with open_store(tmp_path / "data") as store:
        done = exchange.bring(tmx(tmp_path / "a.tmx", *PAIRS), Memory(store))

    with open_store(tmp_path / "data") as store:
        assert exchange.imports(Memory(store)) == [done]
        assert exchange.undo(done.id, Memory(store)) == 5


def test_what_is_exported_comes_back_equal(memory: Memory, tmp_path: Path) -> None:
    exchange.bring(tmx(tmp_path / "a.tmx", *PAIRS), memory, by="ani", project="pakta")
    texts = {"id": "Lain.", "en": "Other."}
    memory.remember([Unit(unit_id(texts), texts)])  # type: ignore[arg-type]

    count = exchange.take(tmp_path / "out.tmx", memory, project="pakta")
    with open_store(tmp_path / "other") as store:
        exchange.bring(tmp_path / "out.tmx", other := Memory(store))
        back = {u.id: (u.texts, u.project, u.created, u.source) for u in other.units()}

    assert count == 5
    assert back == {u.id: (u.texts, u.project, u.created, u.source) for u in memory.units() if u.project == "pakta"}


def test_a_file_that_gives_nothing_is_refused_with_the_first_reason(memory: Memory, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as told:
        exchange.bring(tmx(tmp_path / "a.tmx", ("Kosong.", ""), ("Juga.", "")), memory)

    assert told.value.message == (
        "a.tmx gives nothing: all of its 2 units were skipped; the first, in line 2: its text in en is empty."
    )
    assert told.value.hint == "It needs units in Indonesian and English."


def test_a_file_without_units_is_refused(memory: Memory, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"a\.tmx gives nothing: it holds no units\."):
        exchange.bring(tmx(tmp_path / "a.tmx"), memory)
