"""
The embedded store and the shared one, side by side: the same steps, then the same records in the same order, and from
a memory on each the same matches, lines and pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory import recall
from memory.recall import Memory
from memory.stores import Change, Effect, Store, open_store
from memory.stores.postgres import PostgresStore
from memory.text import LANGUAGES, Language
from memory.units import Origin, Unit, unit_id
from tests.database import emptied, server

WORDS = {
    "id": "kapal perang berlayar ke laut timur , . 7 12 menteri bukan tidak".split(),
    "en": "the warship sails to eastern seas , . 7 12 minister not no".split(),
}
KINDS = ("unit", "concept", "moved")
IDS = st.sampled_from(["air", "api", "angin", 'a"\\', "a\0b", "é", ""])
RECORDS = st.none() | st.dictionaries(IDS, st.integers(-9, 9) | st.text(max_size=3), max_size=2)
CHANGES = st.lists(st.builds(Change, kind=st.sampled_from(KINDS), id=IDS, record=RECORDS), max_size=5)


@dataclass(frozen=True)
class Step:
    """What is done to both stores: writes as one batch that is broken off or lands; then perhaps compaction or reopening."""

    writes: list[list[Change]]
    breaks: bool
    then: str


STEPS = st.lists(
    st.builds(
        Step,
        writes=st.lists(CHANGES, min_size=1, max_size=3),
        breaks=st.booleans(),
        then=st.sampled_from(["", "", "", "compact", "reopen"]),
    ),
    min_size=1,
    max_size=12,
)


def taken(store: Store, step: Step) -> list[int]:
    """Take a step; what the writes answered."""
    answers = []
    try:
        with store.batch():
            for number, changes in enumerate(step.writes):
                if number and step.breaks:
                    _broken_off(store, changes)
                answers.append(store.write(changes, by="ana\0", why="“uji”"))
            if step.breaks and len(step.writes) == 1:
                raise LookupError
    except LookupError:
        answers.append(-1)
    if step.then == "compact":
        store.compact()
    return answers


def _broken_off(store: Store, changes: Sequence[Change]) -> None:
    try:
        with store.batch():
            store.write([Change(change.kind, change.id, {"x": 1}) for change in changes])
            raise KeyError
    except KeyError:
        return


class Hearing:
    """What a listener that keeps a copy has heard of a store."""

    def __init__(self, store: Store) -> None:
        self.copy = {(kind, id): record for kind in KINDS for id, record in store.records(kind)}
        store.watch(self.hear)

    def hear(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            assert self.copy.pop((effect.kind, effect.id), None) == effect.before
            if effect.after is not None:
                self.copy[effect.kind, effect.id] = effect.after


def all_records(store: Store) -> dict[str, list[tuple[str, object]]]:
    return {kind: list(store.records(kind)) for kind in KINDS}


@given(steps=STEPS)
@settings(max_examples=25, deadline=None)
def test_the_same_steps_make_the_same_records_in_the_same_order(steps: list[Step]) -> None:
    address = emptied(server().address())
    with TemporaryDirectory() as directory, ExitStack() as open_ones:
        stores: list[Store] = [open_store(directory), PostgresStore(address, follow=False)]
        other = open_ones.enter_context(PostgresStore(address, writable=False, follow=False))
        heard = [Hearing(store) for store in (*stores, other)]
        for step in steps:
            assert taken(stores[0], step) == taken(stores[1], step)
            if step.then == "reopen":
                for store in stores:
                    store.close()
                stores = [open_store(directory), PostgresStore(address, follow=False)]
                heard = [*map(Hearing, stores), heard[2]]
            other.refresh()

            assert all_records(stores[0]) == all_records(stores[1]) == all_records(other)
            assert heard[0].copy == heard[1].copy == heard[2].copy
            assert stores[0].revision == stores[1].revision == other.revision
            assert stores[0].kinds() == stores[1].kinds() == other.kinds()
        assert [store.verify() for store in (*stores, other)] == [[], [], []]
        for store in stores:
            store.close()


def units(chance: random.Random, count: int, file: str) -> list[Unit]:
    """Units of few words, so that many are alike."""
    found = []
    for position in range(count):
        texts: dict[Language, str] = {
            side: " ".join(chance.choices(WORDS[side], k=chance.randint(1, 8))) for side in LANGUAGES
        }
        where = Origin(file=file, position=position, import_id=file, kind=chance.choice(["human", "aligned"]))
        project = chance.choice(["", "laut", "udara"])
        found.append(Unit(unit_id(texts), texts, origin=(where,), project=project))
    return found


def answers(memory: Memory, chance: random.Random) -> list[object]:
    """What a memory says to questions by chance."""
    said: list[object] = [memory.projects(), memory.page(limit=20), memory.page(project="laut", limit=7), len(memory)]
    for _ in range(12):
        side = chance.choice(LANGUAGES)
        text = " ".join(chance.choices(WORDS[side], k=chance.randint(1, 8)))
        phrase = " ".join(chance.choices(WORDS[side], k=chance.randint(1, 2)))
        said.append(memory.recall(text, side, min_score=30, limit=8, project="laut"))
        said.append(memory.concordance(phrase, side=chance.choice([side, None]), limit=10))
        said.append(memory.search(f'"{phrase}" {chance.choice(WORDS[side])}', limit=10))
    return said


class Clock:
    """The same second for all that is remembered in a turn, on whichever store."""

    turn = 0

    def now(self, zone: tzinfo) -> datetime:
        return datetime(2026, 1, 1, 12, 0, self.turn, tzinfo=zone)


@pytest.fixture
def both(tmp_path: Path, database: str) -> Iterator[list[Store]]:
    """An embedded store, a shared one, and a second node of that."""
    with ExitStack() as open_ones:
        places: list[tuple[Path | str, Path | None]] = [
            (tmp_path / "a", None),
            (database, None),
            (database, tmp_path / "b"),
        ]
        yield [open_ones.enter_context(open_store(place, beside=beside)) for place, beside in places]


@pytest.mark.parametrize("seed", range(4))
def test_a_memory_on_each_gives_the_same_matches_in_the_same_order(
    both: list[Store], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(recall, "datetime", clock)
    memories = [Memory(store) for store in both]
    for clock.turn in range(6):
        for memory, writes in zip(memories, (True, True, False), strict=True):
            if writes:
                _change(memory, random.Random(f"{seed} {clock.turn}"), clock.turn)
        both[2].refresh()
        said = [answers(memory, random.Random(f"{seed} {clock.turn} ?")) for memory in memories]

        assert said[0] == said[1] == said[2]


def _change(memory: Memory, chance: random.Random, turn: int) -> None:
    memory.remember(units(chance, 60, f"berkas-{turn}"), by="ana")
    known = sorted(unit.id for unit in memory.units())
    memory.forget(chance.sample(known, k=8))
    if turn > 2:
        memory.undo(f"berkas-{turn - 2}", by="ana")


def test_a_saved_index_is_used_by_the_node_that_keeps_it_and_by_none_that_stands_elsewhere(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(5)
    with open_store(database, beside=tmp_path) as store:
        memory = Memory(store)
        memory.remember(units(chance, 50, "a"))
        expected = answers(memory, random.Random(1))
        with open_store(database, beside=tmp_path) as second:
            assert (store.keeps, second.keeps) == (True, False)
            Memory(second).save()
            assert not (tmp_path / "index").exists()
        memory.save()

    with monkeypatch.context() as forbidden, open_store(database, writable=False, beside=tmp_path) as store:
        forbidden.setattr(PostgresStore, "records", None)
        memory = Memory(store)
        memory.warm()  # without a look at the units
    with open_store(database, writable=False, beside=tmp_path) as store:
        assert answers(Memory(store), random.Random(1)) == expected
    with open_store(database) as store:
        Memory(store).forget([next(Memory(store).units()).id])
        expected = answers(Memory(store), random.Random(1))
    with open_store(database, writable=False, beside=tmp_path) as store:
        assert answers(Memory(store), random.Random(1)) == expected
