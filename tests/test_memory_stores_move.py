"""A store brought into another: everything, verified, and taken up again wherever it was cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory.errors import Conflict, Unavailable
from memory.stores import Change, Store, open_store
from memory.stores import move as moving
from memory.stores.base import Record
from memory.stores.move import FINISHED, HERE, MIGRATION, Move, Tally, settled, tallies

Open = Callable[[], Store]
STRANGE = [
    "plain",
    "n\0l",
    "a b",
    "ta\tb",
    "new\nline",
    'quo"te',
    "back\\slash",
    "\\N",
    "\\.",
    "é ✓ 𝕏",
    "%s",
    "'",
    "x" * 300,
    "",
]


@pytest.fixture(params=["directory to directory", "directory to database", "database to directory"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Where from, and where to."""
    here, there = request.param.split(" to ")
    kinds = {"directory": lambda name: str(tmp_path / name), "database": lambda _: request.getfixturevalue("database")}
    return kinds[here]("source"), kinds[there]("target")


@pytest.fixture
def source(places: tuple[str, str]) -> Iterator[Store]:
    """Some kinds of records, with changes and removals behind them."""
    with open_store(places[0]) as store:
        store.write([Change("unit", f"u-{n}", {"texts": {"id": "gunung " * n, "en": "mountain"}}) for n in range(40)])
        store.write([Change("unit", "u-3", None), Change("moved", "u-3", {"to": "u-4"})])
        store.write([Change("strange", id, {"said": id, "n": [1, 1.5, None, True, {"é": id}]}) for id in STRANGE])
        for n in range(30):
            store.write([Change("history", "c-1", {"version": n})], by="ani", why="edit")
        store.write([Change("gone", "1", {}), Change("gone", "1", None)])
        yield store


@pytest.fixture
def opened(places: tuple[str, str]) -> Open:
    """Opens the target."""
    return lambda: open_store(places[1], unfinished=True)


def moved(source: Store, opened: Open, origin: str = "there", **more: Any) -> dict[str, Tally]:
    """The whole walk."""
    with closing(Move(source, opened, origin=origin, **more)) as move:
        move.admit()
        move.begin()
        move.bring()
        move.reopen()
        found = move.compare()
        move.finish()
    return found


def held(store: Store) -> dict[str, dict[str, Record]]:
    """Everything, but for what a store says of its own making."""
    return {kind: dict(store.records(kind)) for kind in store.kinds() if kind != MIGRATION}


def test_everything_is_in_the_target_and_no_revision_goes_back(source: Store, opened: Open) -> None:
    found = moved(source, opened)

    with opened() as target:
        assert held(target) == held(source)
        assert target.revision > source.revision
        settled(target)
        said = target.get(MIGRATION, HERE)
        assert said is not None
        assert (said["from"], said["state"], said["revision"]) == ("there", FINISHED, target.revision)
    assert {kind: tally.count for kind, tally in found.items()} == {
        **{"history": 1, "moved": 1, "unit": 39},
        "strange": len(STRANGE),
    }


def test_a_target_that_was_moved_itself_does_not_pass_on_where_it_came_from(
    source: Store, opened: Open, tmp_path: Path
) -> None:
    moved(source, opened)

    with opened() as second:
        moved(second, lambda: open_store(tmp_path / "third", unfinished=True), origin="second")
        with open_store(tmp_path / "third") as third:
            assert held(third) == held(source)
            assert (third.get(MIGRATION, HERE) or {})["from"] == "second"


@pytest.mark.parametrize("step", range(7))
def test_cut_off_anywhere_it_is_refused_until_the_same_move_has_ended(
    source: Store, opened: Open, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches of ten: the first says what is going on, the last that it has ended."""
    monkeypatch.setattr(moving, "_RECORDS", 10)
    calls = 0

    class Cut(Exception):
        pass

    write = Move._write

    def failing(self: Move, changes: list[Change]) -> None:
        nonlocal calls
        calls += 1
        if calls > step + 1:
            raise Cut
        write(self, changes)

    with monkeypatch.context() as during:
        during.setattr(Move, "_write", failing)
        with pytest.raises(Cut):
            moved(source, opened)
    with opened() as half, pytest.raises(Unavailable, match="is not whole: what comes into it from there"):
        settled(half)
    source.write([Change("unit", "u-1", None), Change("unit", "u-2", {"texts": {}}), Change("late", "1", {})])

    moved(source, opened)

    with opened() as target:
        settled(target)
        assert held(target) == held(source)


def test_half_a_store_is_opened_by_nobody_else(source: Store, opened: Open, places: tuple[str, str]) -> None:
    with closing(Move(source, opened, origin="there")) as move:
        move.begin()

    for writable in (True, False):
        with pytest.raises(Unavailable, match="not whole") as raised:
            open_store(places[1], writable=writable)
        assert "goes on where it was cut off" in raised.value.hint
    moved(source, opened)
    open_store(places[1]).close()


def test_other_records_are_not_overwritten(source: Store, opened: Open) -> None:
    with opened() as target:
        target.write([Change("word", "1", {"text": "laut"})])

    with pytest.raises(Unavailable, match="holds other records \\(1 of the kind word\\)"):
        moved(source, opened)

    with opened() as target:
        assert (held(target), target.revision) == ({"word": {"1": {"text": "laut"}}}, 1)


@pytest.mark.parametrize("finished", [False, True])
def test_another_source_is_refused(source: Store, opened: Open, finished: bool) -> None:
    with closing(Move(source, opened, origin="there")) as move:
        move.begin()
    if finished:
        moved(source, opened)

    with pytest.raises(Unavailable, match=r"comes from there .*, not from elsewhere"):
        moved(source, opened, "elsewhere")


def test_a_second_time_brings_what_has_changed(source: Store, opened: Open) -> None:
    moved(source, opened)
    source.write([Change("unit", "u-1", None), Change("unit", "u-2", {"texts": {}})])

    moved(source, opened)

    with opened() as target:
        assert held(target) == held(source)


def test_a_target_that_is_at_work_is_left_alone(source: Store, opened: Open) -> None:
    moved(source, opened)
    with opened() as target:
        target.write([Change("unit", "new", {})])
    source.write([Change("unit", "u-1", None)])

    with pytest.raises(Unavailable, match="and has been written since"):
        moved(source, opened)

    with opened() as target:
        assert target.get("unit", "new") == {}
        assert target.get("unit", "u-1") is not None


def test_what_is_left_out_stays_behind_and_is_not_missed(source: Store, opened: Open) -> None:
    leave = {("unit", "u-1"), ("unit", "none")}

    found = moved(source, opened, leave=leave)

    assert found["unit"].count == 38
    with opened() as target:
        assert held(target).keys() == held(source).keys()
        assert held(source)["unit"].keys() - held(target)["unit"].keys() == {"u-1"}
    moved(source, opened)
    moved(source, opened, leave=leave)
    with opened() as target:
        assert target.get("unit", "u-1") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("unit", "u-7", None), "there holds 39 and 38 The target ('u-7' is missing)"),
        (Change("unit", "u-7", {"texts": {}}), "there holds 39 and 39 The target ('u-7' differs)"),
        (Change("unit", "more", {}), "there holds 39 and 40 The target ('more' is only in the target)"),
        (Change("other", "more", {}), "The other records differ: there holds 0 and 1 The target"),
        (Change("moved", "u-3", None), "The moved records differ: there holds 1 and 0 The target"),
    ],
)
def test_a_difference_is_named_and_the_target_stays_unfinished(
    source: Store, opened: Open, change: Change, said: str
) -> None:
    with closing(Move(source, opened, origin="there")) as move:
        move.begin()
        move.bring()
        move._write([change])
        move.reopen()
        with pytest.raises(Unavailable) as raised:
            move.compare()

    assert said in raised.value.message
    with opened() as target, pytest.raises(Unavailable):
        settled(target)


def test_many_differences_are_named_in_part(source: Store, opened: Open) -> None:
    with closing(Move(source, opened, origin="there")) as move, pytest.raises(Unavailable) as raised:
        move.compare()

    assert raised.value.message.count("is missing") == 1  # of history, the first kind
    with closing(Move(source, opened, origin="there")) as move:
        move._write([Change("history", "c-1", {"version": 29}), Change("moved", "u-3", {"to": "u-4"})])
        move._write([Change("strange", id, source.get("strange", id)) for id in STRANGE])
        with pytest.raises(Unavailable) as raised:
            move.compare()
    assert raised.value.message.count("is missing") == 5
    assert raised.value.details["kind"] == "unit"


def test_somebody_else_at_the_target_is_noticed(source: Store, opened: Open) -> None:
    with closing(Move(source, opened, origin="there")) as move:
        move.begin()
        move.target.write([Change("unit", "theirs", {})])

        with pytest.raises(Conflict, match="Somebody else writes to The target"):
            move.bring()


def test_a_checksum_is_of_what_is_said_and_not_of_the_order(tmp_path: Path) -> None:
    def checksum(name: str, *changes: Change) -> str:
        with open_store(tmp_path / name) as store:
            store.write(changes)
            return tallies(store)["a"].checksum

    one, two = Change("a", "1", {"x": 1, "y": [2]}), Change("a", "2", {})
    first = checksum("first", one, two)
    assert checksum("second", two, Change("a", "1", {"y": [2], "x": 1})) == first
    for n, other in enumerate(({"x": 1.0, "y": [2]}, {"x": True, "y": [2]}, {"x": 1, "y": ["2"]}, {"x": 1})):
        assert checksum(f"other{n}", Change("a", "1", other), two) != first
    assert checksum("swapped", Change("a", "2", {"x": 1, "y": [2]}), Change("a", "1", {})) != first


def test_a_large_store_goes_over_in_pieces(
    places: tuple[str, str], opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_RECORDS", 500)
    monkeypatch.setattr(moving, "_BYTES", 25_000)
    told: list[tuple[str, int, int]] = []
    with open_store(places[0]) as source:
        source.write([Change("unit", f"{n}", {"n": n}) for n in range(2100)])
        source.write([Change("report", f"{n}", {"text": "x" * 10_000}) for n in range(7)])
        moved(source, opened, progress=lambda *what: told.append(what))

        with opened() as target:
            assert held(target) == held(source)
            # begun; reports by threes, the last with 499 units; three times 500 units, and the rest; ended
            assert target.revision == 1 + 3 + 3 + 1 + 1
    assert told[0] == ("copy", 0, 2107)
    assert ("copy", 2107, 2107) in told
    assert told[-1] == ("verify", 4214, 4214)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
    max_leaves=5,
)
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
HELD = st.dictionaries(
    st.sampled_from(["unit", "concept", "Ä"]),
    st.dictionaries(NAMES, st.dictionaries(st.text(max_size=3), JSON, max_size=3), max_size=6),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=HELD, after=HELD)
def test_whatever_was_there_of_an_earlier_run_the_end_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, Any], after: dict[str, Any]
) -> None:
    place = tmp_path_factory.mktemp("move")

    def changes(all_: dict[str, Any]) -> list[Change]:
        return [Change(kind, id, record) for kind, records in all_.items() for id, record in records.items()]

    with open_store(place / "source") as source:
        source.write(changes(after))
        with closing(Move(source, lambda: open_store(place / "target", unfinished=True), origin="x")) as half:
            half.begin()
            half._write(changes(before))

        moved(source, lambda: open_store(place / "target", unfinished=True), "x")

        with open_store(place / "target", writable=False) as target:
            assert tallies(target) == tallies(source)
