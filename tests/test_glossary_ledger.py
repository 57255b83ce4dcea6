"""Runs of the miner are kept, and taken back as one, whatever ended them, on both kinds of store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glossary import ledger
from glossary.lookup import Glossary
from glossary.mine import mine
from glossary.terms import Decision
from glossary.undo import Stay
from memory import edit, exchange
from memory.errors import Conflict, NotFound
from memory.exchange import IMPORT
from memory.recall import Memory
from memory.stores import Store, open_store
from memory.stores.base import Change
from tests.test_glossary_resume import UNIT, interrupting

PAIRS = [("Kapal perang itu tiba di pelabuhan.", "The warship arrived at the port."), ("Ia diam.", "He kept silent.")]


@pytest.fixture(params=["embedded", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of either kind."""
    where = request.getfixturevalue("database") if request.param == "postgresql" else tmp_path / "store"
    with open_store(where) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A memory, a term list, and an Indonesian document."""
    made = tmp_path / "in"
    made.mkdir()
    tmx(made / "m.tmx", *PAIRS)
    (made / "list.csv").write_text("key,id,en\ngs,gencatan senjata,ceasefire\n", encoding="utf-8")
    (made / "story.txt").write_text("Kedua pihak menyepakati bantuan kemanusiaan dan kapal perang.\n", encoding="utf-8")
    return made


def tmx(path: Path, *pairs: tuple[str, str]) -> Path:
    """A memory of pairs."""
    body = "".join(UNIT.format(id=here, en=there) for here, there in pairs)
    path.write_text(f'<tmx version="1.4"><body>{body}</body></tmx>', encoding="utf-8")
    return path


def run(path: Path, store: Store, **more: Any) -> str:
    """Mine, and give the run's id."""
    return mine([path], memory=Memory(store), glossary=Glossary(store), **more).run


def undo(id_: str, store: Store) -> ledger.Undone:
    """Take a run back."""
    return ledger.undo(id_, Memory(store), Glossary(store), by="rina")


def said(store: Store) -> dict[str, Any]:
    """What units and concepts say, but for versions, times, and by which run they were met."""
    passing = ("version", "changed", "created", "approved_version")
    found = {
        kind: {id_: {k: v for k, v in one.items() if k not in passing} for id_, one in store.records(kind)}
        for kind in ("unit", "concept")
    }
    for one in found["unit"].values():
        one["origin"] = [{k: v for k, v in place.items() if k != "import_id"} for place in one["origin"]]
    return found


def test_a_run_is_kept_and_taken_back_in_one_batch(folder: Path, store: Store) -> None:
    memory = Memory(store)
    id_ = run(folder, store)
    (kept,) = exchange.imports(memory)
    units, concepts, revision = store.count("unit"), store.count("concept"), store.revision

    undone = undo(id_, store)

    assert (kept.id, kept.kind, kept.file, kept.created, kept.unfinished) == (id_, "mine", "in", 2, False)
    assert (kept.concepts, undone) == (concepts, ledger.Undone(id_, units, concepts))
    assert (concepts > 1, store.count("unit"), store.count("concept")) == (True, 0, 0)
    assert store.revision == revision + 1
    assert exchange.imports(memory)[0].undone
    with pytest.raises(Conflict, match="The run over in was undone at "):
        undo(id_, store)


def test_mined_again_it_is_another_run_that_comes_to_the_same_end(folder: Path, store: Store) -> None:
    first = run(folder, store)
    before = said(store)
    undo(first, store)

    assert run(folder, store) not in ("", first)
    assert said(store) == before


def test_a_run_that_is_repeated_is_not_kept(folder: Path, store: Store) -> None:
    run(folder, store)
    revision = store.revision

    assert run(folder, store) == ""
    assert (store.revision, store.count(IMPORT)) == (revision, 1)


@pytest.mark.parametrize("continued", [True, False])
def test_a_run_that_was_interrupted_is_taken_back_whether_it_was_continued_or_not(
    continued: bool, folder: Path, store: Store
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, store, progress=interrupting("compose", 1))
    (kept,) = exchange.imports(Memory(store))
    assert (kept.created, kept.concepts, kept.unfinished) == (2, 1, True)

    if continued:
        assert run(folder, store) == kept.id
    undone = undo(kept.id, store)

    assert undone.units == 2
    assert (store.count("unit"), store.count("concept"), store.count(IMPORT)) == (0, 0, 1)
    assert run(folder, store) not in ("", kept.id)


def test_other_texts_are_another_run(folder: Path, store: Store) -> None:
    first = run(folder, store)
    tmx(folder / "n.tmx", ("Ia datang.", "She came."))
    second = run(folder, store)
    assert second not in ("", first)

    assert undo(second, store) == ledger.Undone(second, 1)
    assert store.count("unit") == 2


def test_units_that_were_there_lose_the_place_and_those_that_somebody_changed_stay(folder: Path, store: Store) -> None:
    memory = Memory(store)
    exchange.bring(tmx(folder.parent / "before.tmx", PAIRS[1]), memory)
    id_ = run(folder, store)
    (known,) = (one for one in memory.units() if one.texts["id"] == PAIRS[0][0])
    edit.revise(known.id, {"status": "reviewed"}, memory, by="ani")
    glossary = Glossary(store)
    concept = glossary.look_up("gencatan senjata").hits[0].concept
    glossary.decide(concept.id, Decision("retire", "ani", "too old"))

    undone = undo(id_, store)

    assert undone.units == 1
    assert set(undone.stay) == {
        Stay("unit", known.id, PAIRS[0][0], "ani"),
        Stay("concept", concept.id, "gencatan senjata", "ani"),
    }
    assert {(one.texts["id"], one.origin[0].file) for one in memory.units()} == {
        (PAIRS[0][0], "m.tmx"),
        (PAIRS[1][0], "before.tmx"),
    }


def test_dates_that_a_file_gives_are_nobody_s_change(folder: Path, store: Store) -> None:
    dated = UNIT.format(id=PAIRS[0][0], en=PAIRS[0][1]).replace(
        "<tu>", '<tu creationdate="20200101T000000Z" changedate="20210101T000000Z" changeid="ani">'
    )
    half = UNIT.format(id="Ia pergi.", en="She left.").replace("<tu>", '<tu creationdate="20200101T000000Z">')
    (folder / "m.tmx").write_text(f'<tmx version="1.4"><body>{dated}{half}</body></tmx>', encoding="utf-8")

    undone = undo(run(folder, store), store)

    assert (undone.stay, store.count("unit")) == ((), 0)


def test_what_its_own_user_changes_after_the_units_were_written_stays(folder: Path, store: Store) -> None:
    half = UNIT.format(id="Ia pergi.", en="She left.").replace("<tu>", '<tu creationdate="20200101T000000Z">')
    (folder / "m.tmx").write_text(f'<tmx version="1.4"><body>{half}</body></tmx>', encoding="utf-8")
    memory, changed = Memory(store), list[str]()

    def meanwhile(stage: str, _done: int, _total: int) -> None:
        if stage == "propose" and not changed:
            time.sleep(1)  # stamps are of whole seconds
            (known,) = memory.units()
            changed.append(edit.revise(known.id, {"note": "Checked."}, memory, by="ani").id)

    undone = undo(run(folder, store, by="ani", progress=meanwhile), store)

    assert [(one.kind, one.id, one.by) for one in undone.stay] == [("unit", changed[0], "ani")]


def test_what_was_known_is_counted_though_nothing_of_it_is_written(folder: Path, store: Store) -> None:
    exchange.bring(tmx(folder / "z.tmx", PAIRS[1]), Memory(store))
    tmx(folder / "m.tmx", PAIRS[0])

    id_ = run(folder, store)

    kept = exchange.kept(id_, Memory(store))
    assert (kept.created, kept.updated, kept.unchanged) == (1, 0, 1)


def test_a_run_that_meets_its_own_units_again_has_not_changed_them(folder: Path, store: Store) -> None:
    memory = Memory(store)
    tmx(folder / "n.tmx", *PAIRS)

    id_ = run(folder, store)

    assert {len(one.origin) for one in memory.units()} == {2}
    assert all(one.created == one.changed for one in memory.units())
    assert undo(id_, store).stay == ()


def test_a_run_that_is_taken_back_while_it_goes_on_stops(folder: Path, store: Store) -> None:
    def hear(stage: str, done: int, total: int) -> None:
        (kept,) = exchange.imports(Memory(store)) or [None]
        if stage == "compose" and kept and not kept.undone:
            undo(kept.id, store)

    with pytest.raises(Conflict, match=r"The run over in was taken back while it went on\."):
        run(folder, store, progress=hear)
    assert (store.count("unit"), store.count("concept")) == (0, 0)


def test_a_run_that_has_a_name_is_kept_under_it(folder: Path, store: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, store, name="j_1", progress=interrupting("compose", 1))

    assert run(folder, store, name="j_1") == "j_1"
    assert [one.id for one in exchange.imports(Memory(store))] == ["j_1"]


def test_imports_of_old_are_listed_and_taken_back(folder: Path, store: Store) -> None:
    memory = Memory(store)
    done = exchange.bring(folder / "m.tmx", memory)
    new = ("kind", "concepts", "until", "unfinished")
    store.write([Change(IMPORT, done.id, {k: v for k, v in done.record().items() if k not in new})])

    assert exchange.imports(memory) == [replace(done, skipped=())]
    assert undo(done.id, store) == ledger.Undone(done.id, 2)
    with pytest.raises(NotFound, match=r"There is no import r_none\."):
        undo("r_none", store)


def test_a_concept_that_a_run_listed_and_met_is_counted_once(folder: Path, store: Store) -> None:
    (folder / "story.txt").write_text("Kedua pihak menyepakati gencatan senjata itu lagi.\n", encoding="utf-8")

    id_ = run(folder, store)

    assert Glossary(store).look_up("gencatan senjata").hits[0].concept.version == 2
    assert exchange.kept(id_, Memory(store)).concepts == store.count("concept") == undo(id_, store).concepts
