"""
What every store promises (`memory/stores/base.py`), asked of every store there is.

A new kind of store joins by one more parameter of `opened`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from memory.errors import Conflict, Invalid, NotFound, Unavailable
from memory.stores import Change, Effect, Record, Store, open_store
from memory.stores.postgres import PostgresStore
from tests.database import emptied, server

Opened = Callable[..., Store]

AIR = {"texts": {"id": "air bersih", "en": "clean water"}, "doubts": [], "uses": 3}
API = {"texts": {"id": "api unggun", "en": "bonfire"}, "doubts": ["length"], "uses": 0}


@pytest.fixture(params=["journal", "postgres"])
def opened(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """
    The same place, opened as often as a test wants; all that it opened is closed at the end.

    Nobody follows by itself, so that a test sees what refresh() brings.
    """
    stores: list[Store] = []
    database = request.getfixturevalue("database") if request.param == "postgres" else ""

    def again(*, writable: bool = True) -> Store:
        if database:
            stores.append(PostgresStore(database, writable=writable, follow=False))
        else:
            stores.append(open_store(tmp_path / "store", writable=writable))
        return stores[-1]

    yield again
    for store in stores:
        store.close()


@pytest.fixture
def _restless() -> Iterator[None]:
    """Threads take turns as often as they can, so that a step that is not one step shows."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture
def store(opened: Opened) -> Store:
    """A new, empty store."""
    return opened()


def put(id: str, record: Record | None = None, *, kind: str = "unit") -> Change:
    """A change that sets a record; {} if it does not matter which."""
    return Change(kind, id, {} if record is None else record)


def forget(id: str, *, kind: str = "unit") -> Change:
    return Change(kind, id, None)


def broken_off(store: Store, changes: list[Change]) -> None:
    """A batch that writes these changes, and then fails."""
    with store.batch():
        store.write(changes)
        raise LookupError


# Writing and reading ----------------------------------------------------------------------------------------------


def test_what_was_written_is_there(store: Store) -> None:
    store.write([put("air", AIR), put("api", API)])

    assert store.get("unit", "air") == AIR
    assert dict(store.records("unit")) == {"air": AIR, "api": API}
    assert store.count("unit") == 2


def test_what_was_never_written_is_none(store: Store) -> None:
    store.write([put("air", AIR)])

    assert store.get("unit", "api") is None
    assert store.get("concept", "air") is None
    assert list(store.records("concept")) == []
    assert store.count("concept") == 0


def test_a_kind_does_not_share_ids_with_another(store: Store) -> None:
    store.write([put("1", AIR), put("1", API, kind="concept")])

    assert store.get("unit", "1") == AIR
    assert store.get("concept", "1") == API


def test_a_record_replaces_the_one_before_and_does_not_mix_with_it(store: Store) -> None:
    store.write([put("air", AIR)])
    store.write([put("air", {"uses": 4})])

    assert store.get("unit", "air") == {"uses": 4}
    assert store.count("unit") == 1


def test_the_last_change_to_an_id_in_one_write_wins(store: Store) -> None:
    store.write([put("air", AIR), put("air", API), put("api"), forget("api")])

    assert dict(store.records("unit")) == {"air": API}


def test_a_forgotten_record_is_gone(store: Store) -> None:
    store.write([put("air", AIR), put("api", API)])
    store.write([forget("air")])

    assert store.get("unit", "air") is None
    assert dict(store.records("unit")) == {"api": API}
    assert store.count("unit") == 1


def test_forgetting_what_is_not_there_is_a_batch_that_changes_nothing(store: Store) -> None:
    assert store.write([forget("air")]) == 1
    assert store.count("unit") == 0


def test_everything_is_there_again_after_reopening(opened: Opened) -> None:
    store = opened()
    store.write([put("air", AIR), put("api", API)])
    store.write([forget("air"), put("c-1", {"empty": {}}, kind="concept")])
    store.close()

    again = opened()

    assert dict(again.records("unit")) == {"api": API}
    assert dict(again.records("concept")) == {"c-1": {"empty": {}}}
    assert again.revision == 2


@pytest.mark.parametrize("text", ["", "Jum'at", "“kutipan” — 1½ €", "a\nb\r\u2028c\x00", "👩🏽‍⚖️", "é ≠ é"])
def test_text_comes_back_as_it_was_given(opened: Opened, text: str) -> None:
    store = opened()
    store.write([put("id " + text, {"text": text, text: 1})], by=text, why=text)
    store.close()

    assert opened().get("unit", "id " + text) == {"text": text, text: 1}


def test_the_callers_objects_are_not_kept(store: Store) -> None:
    record: Record = {"doubts": ["length"]}
    store.write([put("air", record)])
    record["doubts"].append("copy")

    assert store.get("unit", "air") == {"doubts": ["length"]}


def test_what_a_caller_does_to_a_record_that_was_given_changes_nothing_stored(store: Store) -> None:
    told: list[Sequence[Effect]] = []
    store.watch(told.append)
    store.write([put("air", {"doubts": ["length"]})])
    given = [store.get("unit", "air"), dict(store.records("unit"))["air"], told[0][0].after]
    for record in given:
        assert record == {"doubts": ["length"]}
        record["doubts"].append("copy")

    assert store.get("unit", "air") == dict(store.records("unit"))["air"] == {"doubts": ["length"]}


# Revisions --------------------------------------------------------------------------------------------------------


def test_a_write_answers_with_the_new_revision_one_more_than_before(store: Store) -> None:
    assert store.revision == 0
    assert [store.write([put("air"), put("api")]), store.write([put("air")])] == [1, 2]
    assert store.revision == 2


def test_a_write_without_changes_is_no_batch(store: Store) -> None:
    store.write([put("air")])

    assert store.write([]) == 1
    assert store.revision == 1


# All or none ------------------------------------------------------------------------------------------------------

NOT_RECORDS: dict[str, Any] = {
    "a list": [1],
    "a string": "air",
    "a set inside": {"doubts": {"length"}},
    "a key that is a number": {"uses": {1: 2}},
    "half a surrogate pair": {"text": "\ud83d"},
    "a number beyond 64 bits": {"uses": 2**64},
}


@pytest.mark.parametrize("record", NOT_RECORDS.values(), ids=NOT_RECORDS)
def test_what_is_not_a_json_object_is_refused_by_name_and_nothing_is_written(store: Store, record: Any) -> None:
    store.write([put("air", AIR)])

    with pytest.raises(Invalid, match="'api' cannot be stored"):
        store.write([forget("air"), put("api", record), put("atap")])

    assert dict(store.records("unit")) == {"air": AIR}
    assert store.revision == 1


@pytest.mark.parametrize("change", [Change(1, "air", {}), Change("unit", 1, {}), Change("unit", None, None)])  # type: ignore[arg-type]
def test_kinds_and_ids_are_strings(store: Store, change: Change) -> None:
    with pytest.raises(Invalid, match="are strings"):
        store.write([put("air"), change])

    assert store.count("unit") == 0


def test_changes_that_end_in_an_exception_are_not_written(opened: Opened) -> None:
    def changes() -> Iterator[Change]:
        yield put("air", AIR)
        raise LookupError

    store = opened()
    with pytest.raises(LookupError):
        store.write(changes())
    store.write([put("api", API)])
    store.close()

    assert dict(opened().records("unit")) == {"api": API}


def test_a_store_goes_on_after_a_refusal(opened: Opened) -> None:
    store = opened()
    with pytest.raises(Invalid):
        store.write([put("air", {"not": {"json"}})])
    store.write([put("api", API)])
    store.close()

    again = opened()

    assert dict(again.records("unit")) == {"api": API}
    assert again.revision == 1


# Batches ----------------------------------------------------------------------------------------------------------


def test_the_writes_of_a_batch_are_one_revision(opened: Opened) -> None:
    store = opened()
    with store.batch():
        answers = [store.write([put("air", AIR)]), store.write([put("api", API)]), store.write([forget("air")])]
        assert store.revision == 0
    store.close()

    again = opened()

    assert answers == [1, 1, 1]
    assert again.revision == 1
    assert dict(again.records("unit")) == {"api": API}


def test_an_exception_in_a_batch_takes_all_of_it_back(opened: Opened) -> None:
    store = opened()
    store.write([put("air", AIR)])
    with pytest.raises(LookupError):
        broken_off(store, [put("api", API), forget("air")])

    assert dict(store.records("unit")) == {"air": AIR}
    assert store.revision == 1
    store.close()
    assert dict(opened().records("unit")) == {"air": AIR}


def test_a_write_refused_inside_a_batch_takes_only_itself_back(opened: Opened) -> None:
    store = opened()
    with store.batch():
        store.write([put("air", AIR)])
        with pytest.raises(Invalid):
            store.write([put("api", API), forget("air"), put("atap", {"not": {"json"}})])
        assert dict(store.records("unit")) == {"air": AIR}
        store.write([put("angin")])
    store.close()

    assert dict(opened().records("unit")) == {"air": AIR, "angin": {}}


def test_a_batch_inside_a_batch_belongs_to_it(store: Store) -> None:
    with store.batch():
        store.write([put("atap")])
        with store.batch():
            store.write([put("air", AIR)])
        with pytest.raises(LookupError):
            broken_off(store, [put("api", API), forget("air")])
        assert store.revision == 0

    assert dict(store.records("unit")) == {"atap": {}, "air": AIR}
    assert store.revision == 1


def test_a_batch_without_writes_is_no_batch(store: Store) -> None:
    with store.batch():
        pass

    assert store.revision == 0


def test_a_batch_is_seen_by_its_own_thread_at_once_and_by_others_at_its_end(store: Store) -> None:
    def view() -> tuple[object, ...]:
        return store.get("unit", "air"), store.get("unit", "api"), dict(store.records("unit")), store.count("unit")

    def elsewhere() -> tuple[object, ...]:
        seen: list[tuple[object, ...]] = []
        other = Thread(target=lambda: seen.append(view()))
        other.start()
        other.join(timeout=60)
        return seen[0]

    store.write([put("air", AIR)])
    before, after = (AIR, None, {"air": AIR}, 1), (None, API, {"api": API}, 1)
    with store.batch():
        store.write([forget("air"), put("api", API)])
        assert view() == after
        assert elsewhere() == before

    assert elsewhere() == after


def test_records_are_those_of_the_moment_of_the_call(store: Store) -> None:
    store.write([put("air", AIR), put("api", API)])
    records = store.records("unit")
    store.write([forget("air"), put("api", AIR), put("atap")])

    assert dict(records) == {"air": AIR, "api": API}


@pytest.mark.usefixtures("_restless")
def test_writes_of_many_threads_are_all_there(opened: Opened) -> None:
    store = opened()
    start = Barrier(8)
    answers: list[int] = []

    def write(thread: int) -> None:
        start.wait()
        for number in range(100):
            answers.append(store.write([put(f"{thread}-{number}"), put(str(thread), {"number": number})]))

    threads = [Thread(target=write, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    again = opened()

    assert sorted(answers) == list(range(1, 801))
    assert again.revision == 800
    assert {id for id, _ in again.records("unit") if "-" in id} == {f"{t}-{n}" for t in range(8) for n in range(100)}
    assert [again.get("unit", str(thread)) for thread in range(8)] == [{"number": 99}] * 8


@pytest.mark.usefixtures("_restless")
def test_reading_goes_on_while_other_threads_write(store: Store) -> None:
    ids = [f"u-{number}" for number in range(50)]

    def write() -> None:
        for number in range(40):
            store.write([put(id, {"number": number}) for id in ids[number:]] + [forget(id) for id in ids[:number]])

    writer = Thread(target=write)
    writer.start()
    seen = []
    while writer.is_alive():
        seen.append([record["number"] for _, record in store.records("unit")])
    writer.join()

    assert seen
    assert all(len(set(numbers)) <= 1 for numbers in seen), "a batch was seen in part"
    assert store.count("unit") == 11


# Listeners --------------------------------------------------------------------------------------------------------


def test_a_listener_is_told_what_was_and_what_is(store: Store) -> None:
    told: list[Sequence[Effect]] = []
    store.write([put("air", AIR)])
    store.watch(told.append)
    store.write([put("air", API), put("api", API)])
    store.write([forget("air")])

    assert [list(effects) for effects in told] == [
        [Effect("unit", "air", AIR, API), Effect("unit", "api", None, API)],
        [Effect("unit", "air", API, None)],
    ]


def test_a_listener_is_told_once_of_a_batch_and_when_it_is_durable(store: Store) -> None:
    told: list[tuple[int, int, Record | None]] = []
    store.watch(lambda effects: told.append((len(effects), store.revision, store.get("unit", "api"))))
    with store.batch():
        store.write([put("air", AIR)])
        store.write([put("api", API)])
        assert told == []

    assert told == [(2, 1, API)]


def test_a_listener_is_not_told_of_what_was_taken_back(store: Store) -> None:
    told: list[Sequence[Effect]] = []
    store.watch(told.append)
    with pytest.raises(Invalid):
        store.write([put("air"), put("api", {"not": {"json"}})])
    with pytest.raises(LookupError):
        broken_off(store, [put("air")])
    store.write([forget("never there")])

    assert told == []


def test_a_listener_that_fails_loses_nothing_and_is_noted(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    def fail(effects: Sequence[Effect]) -> None:
        raise RuntimeError("the index is broken")

    told: list[Sequence[Effect]] = []
    store = opened()
    store.watch(fail)
    store.watch(told.append)
    with caplog.at_level(logging.ERROR):
        answer = store.write([put("air", AIR)])
    notes = list(store.notes)
    store.close()

    assert answer == 1
    assert len(told) == 1
    assert "the index is broken" in caplog.text
    assert [note for note in notes if "the index is broken" in note]
    assert opened().get("unit", "air") == AIR


def test_a_listener_may_only_read(store: Store) -> None:
    refusals: list[Conflict] = []

    def write(effects: Sequence[Effect]) -> None:
        for forbidden in (lambda: store.write([put("api")]), store.compact, store.refresh, store.close):
            with pytest.raises(Conflict) as refusal:
                forbidden()
            refusals.append(refusal.value)

    store.watch(write)
    store.write([put("air")])

    assert len(refusals) == 4
    assert store.count("unit") == 1
    assert store.write([put("angin")]) == 2


# Another reader ---------------------------------------------------------------------------------------------------


def test_a_reader_sees_what_was_written_when_it_refreshes(opened: Opened) -> None:
    store = opened()
    store.write([put("air", AIR)])
    reader = opened(writable=False)
    store.write([put("api", API)])
    store.write([forget("air")])

    assert dict(reader.records("unit")) == {"air": AIR}
    assert reader.refresh() == 2
    assert dict(reader.records("unit")) == {"api": API}
    assert (reader.revision, reader.refresh()) == (3, 0)


def test_a_readers_listeners_are_told_what_refresh_brings(opened: Opened) -> None:
    store = opened()
    store.write([put("air", AIR)])
    reader = opened(writable=False)
    told: list[Sequence[Effect]] = []
    reader.watch(told.append)
    store.write([put("air", API)])
    store.write([forget("air")])
    reader.refresh()

    each = [[Effect("unit", "air", AIR, API)], [Effect("unit", "air", API, None)]]
    together = [[Effect("unit", "air", AIR, None)]]
    assert [list(effects) for effects in told] == (together if reader.shared else each)


def test_refresh_brings_the_writer_nothing(store: Store) -> None:
    store.write([put("air")])

    assert store.refresh() == 0


def test_a_reader_does_not_write(opened: Opened) -> None:
    opened().write([put("air", AIR)])
    reader = opened(writable=False)

    with pytest.raises(Unavailable, match="opened for reading only"):
        reader.write([put("api")])
    with pytest.raises(Unavailable, match="opened for reading only"):
        reader.compact()

    assert reader.count("unit") == 1


# Looking after it -------------------------------------------------------------------------------------------------


def test_compacting_changes_nothing_that_can_be_read(opened: Opened) -> None:
    store = opened()
    for number in range(20):
        store.write([put("air", {"number": number}), put(f"u-{number}", AIR), forget(f"u-{number - 1}")])
    store.compact()
    store.write([put("api", API)])
    expected = {"air": {"number": 19}, "u-19": AIR, "api": API}

    assert dict(store.records("unit")) == expected
    store.close()
    again = opened()
    assert dict(again.records("unit")) == expected
    assert again.revision == 21


def test_a_store_is_not_compacted_or_closed_inside_a_batch(store: Store) -> None:
    with store.batch():
        with pytest.raises(Conflict, match="inside a batch"):
            store.compact()
        with pytest.raises(Conflict, match="inside a batch"):
            store.close()
        store.write([put("air")])

    assert store.count("unit") == 1


def test_a_sound_store_has_no_damage_and_no_notes(opened: Opened) -> None:
    store = opened()
    store.write([put("air", AIR)])
    store.compact()
    store.write([put("api", API)])

    assert store.verify() == []
    assert opened(writable=False).verify() == []
    assert list(store.notes) == []


def test_a_closed_store_takes_no_changes_and_can_still_be_read(store: Store) -> None:
    store.write([put("air", AIR)])
    store.close()
    store.close()

    with pytest.raises(Unavailable, match="has been closed"):
        store.write([put("api")])
    assert store.get("unit", "air") == AIR


def test_a_store_is_closed_at_the_end_of_its_block(opened: Opened) -> None:
    with opened() as store:
        store.write([put("air", AIR)])

    with opened() as again:
        assert again.get("unit", "air") == AIR


# Opening ----------------------------------------------------------------------------------------------------------


def test_a_store_to_be_read_must_exist(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no store at .*nowhere.* Check the path"):
        open_store(tmp_path / "nowhere", writable=False)

    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("writable", [True, False])
def test_a_directory_with_other_things_in_it_is_not_a_store(tmp_path: Path, writable: bool) -> None:
    (tmp_path / "naskah.docx").touch()

    with pytest.raises(Invalid, match="not a Padanan store"):
        open_store(tmp_path, writable=writable)

    assert [file.name for file in tmp_path.iterdir()] == ["naskah.docx"]


@pytest.mark.parametrize("writable", [True, False])
def test_a_file_is_not_a_store(tmp_path: Path, writable: bool) -> None:
    (tmp_path / "naskah.docx").touch()

    with pytest.raises(Invalid, match="not a Padanan store"):
        open_store(tmp_path / "naskah.docx", writable=writable)


def test_an_address_of_another_kind_is_refused_with_what_is_possible_and_without_its_password() -> None:
    with pytest.raises(Invalid, match=r"'mysql://ana@db/padanan': stores are .* Name a directory") as refusal:
        open_store("mysql://ana:s3cret@db/padanan?x=s3cret")

    assert "s3cret" not in str(refusal.value)


def test_a_shared_store_to_be_read_must_exist(database: str) -> None:
    with pytest.raises(NotFound, match=r"no store at .*: it has no schema padanan. Check the address"):
        open_store(database, writable=False)


@pytest.mark.parametrize("kind", ["directory", "database"])
def test_a_part_is_another_store(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> None:
    where = tmp_path / "store" if kind == "directory" else request.getfixturevalue("database")
    with open_store(where) as store, open_store(where, "access") as access:
        store.write([put("air", AIR)])
        access.write([put("air", API)])
    with open_store(where, writable=False) as store, open_store(where, "access", writable=False) as access:
        assert (store.get("unit", "air"), access.get("unit", "air")) == (AIR, API)


# Against a plain dict ---------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["air", "api", "angin", "tanah", ""])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    # orjson refuses lone surrogates, and so do we
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
CHANGES = st.lists(
    st.builds(
        Change,
        kind=st.sampled_from(["unit", "concept"]),
        id=NAMES,
        record=st.none() | st.dictionaries(NAMES, VALUES, max_size=3),
    ),
    max_size=4,
)


class AgainstADict(RuleBasedStateMachine):
    """A store, a reader that follows it, and a copy kept by a listener say after every step what a dict says."""

    def __init__(self) -> None:
        super().__init__()
        self.settle()
        self.model: dict[str, dict[str, Record]] = {"unit": {}, "concept": {}}
        self.copy: dict[tuple[str, str], Record] = {}
        self.revision = 0

    def settle(self) -> None:
        """Find an empty place."""
        self.directory = TemporaryDirectory()

    def opened(self, *, writable: bool) -> Store:
        return open_store(self.directory.name, writable=writable)

    def leave(self) -> None:
        """Clear the place."""
        self.directory.cleanup()

    @initialize()
    def open(self) -> None:
        self.store = self.opened(writable=True)
        self.store.watch(self.hear)
        self.reader = self.opened(writable=False)

    def hear(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            assert self.copy.pop((effect.kind, effect.id), None) == effect.before
            if effect.after is not None:
                self.copy[effect.kind, effect.id] = effect.after

    def expect(self, changes: list[Change]) -> None:
        for change in changes:
            if change.record is None:
                self.model[change.kind].pop(change.id, None)
            else:
                self.model[change.kind][change.id] = change.record

    @rule(changes=CHANGES)
    def write(self, changes: list[Change]) -> None:
        self.revision += bool(changes)
        assert self.store.write(changes) == self.revision
        self.expect(changes)

    @rule(writes=st.lists(CHANGES, max_size=3))
    def batch(self, writes: list[list[Change]]) -> None:
        started = False
        with self.store.batch():
            for changes in writes:
                started = started or bool(changes)
                assert self.store.write(changes) == self.revision + started
                self.expect(changes)
                for kind, records in self.model.items():
                    assert dict(self.store.records(kind)) == records
                    assert self.store.count(kind) == len(records)
        self.revision += started

    @rule(changes=CHANGES)
    def break_off(self, changes: list[Change]) -> None:
        with pytest.raises(LookupError):
            broken_off(self.store, changes)

    @rule()
    def compact(self) -> None:
        self.store.compact()

    @rule()
    def reopen(self) -> None:
        self.shut()
        self.open()

    @rule()
    def follow(self) -> None:
        behind = self.revision - self.reader.revision
        assert self.reader.refresh() == behind
        for kind, records in self.model.items():
            assert list(self.reader.records(kind)) == list(self.store.records(kind))
            assert dict(self.reader.records(kind)) == records

    @invariant()
    def agree(self) -> None:
        if not hasattr(self, "store"):
            return
        for kind, records in self.model.items():
            assert dict(self.store.records(kind)) == records
            assert [self.store.get(kind, id) for id in ("air", "api")] == [records.get(id) for id in ("air", "api")]
            assert self.store.count(kind) == len(records)
            assert {id: record for (of, id), record in self.copy.items() if of == kind} == records
        assert self.store.revision == self.revision
        assert list(self.store.notes) == []

    def shut(self) -> None:
        self.reader.close()
        self.store.close()

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.shut()
        self.leave()


class SharedAgainstADict(AgainstADict):
    """The same, of a store in a database."""

    def settle(self) -> None:
        self.address = emptied(server().address())

    def opened(self, *, writable: bool) -> Store:
        return PostgresStore(self.address, writable=writable, follow=False)

    def leave(self) -> None:
        pass


class TestAgainstADict(AgainstADict.TestCase):  # type: ignore[misc, name-defined]  # made by hypothesis
    settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


class TestSharedAgainstADict(SharedAgainstADict.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
