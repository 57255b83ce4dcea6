"""What one node writes, the others find: told by NOTIFY, or by looking; from many processes at once, and after long batches."""

from __future__ import annotations

import statistics
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from threading import Event, Thread

import psycopg
import pytest

from memory.errors import Conflict, Unavailable
from memory.recall import Memory
from memory.stores import Change, Effect
from memory.stores.postgres import PostgresStore
from memory.units import Unit, unit_id
from tests.conftest import ROOT
from tests.database import Server

Opened = Callable[..., PostgresStore]
SOON = 30.0  # seconds, which a busy machine may take; less than the minute in which those who are told do not look


@pytest.fixture
def opened(database: str) -> Iterator[Opened]:
    """Nodes of one store; all are closed at the end."""
    with ExitStack() as open_ones:
        yield lambda **options: open_ones.enter_context(PostgresStore(database, **options))


def put(id: str, number: int = 0) -> Change:
    return Change("unit", id, {"number": number})


def sessions(server: Server) -> int:
    """How many connections of ours a server has."""
    return int(str(server.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'padanan'")[0][0]))


def until(true: Callable[[], object], seconds: float = SOON) -> float:
    """How long it took to become true; fails if it takes longer than that."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "it has not become true"
        time.sleep(0.0005)
    return time.monotonic() - start


@pytest.mark.parametrize("notify", [True, False], ids=["told", "looking"])
def test_what_one_memory_remembers_the_other_finds(
    opened: Opened, notify: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if notify:
        monkeypatch.setattr("memory.stores.database.following.POLL", 60)  # who looks comes too late
    here, there = Memory(opened(notify=notify)), Memory(opened(notify=notify))
    here.warm(), there.warm()
    took = []
    for number in range(20 if notify else 6):
        text = f"Kapal nomor {number} berlayar."
        here.remember([Unit(unit_id({"id": text, "en": f"Ship {number}"}), {"id": text, "en": f"Ship {number}"})])
        took.append(until(lambda text=text: there.recall(text, "id", min_score=100)))  # type: ignore[misc]
        time.sleep(0.03)

    print(f"found after {1000 * statistics.median(took):.0f} ms, at most {1000 * max(took):.0f} ms")


def test_no_notice_is_missed_that_comes_while_we_look(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memory.stores.database.following.POLL", 60)
    here, there = opened(), opened()
    for number in range(150):
        here.write([put("air", number)])
        here.write([put("api", number)])
        until(lambda: there.revision == here.revision)


def test_a_listener_hears_of_what_others_wrote_and_may_only_read(opened: Opened) -> None:
    here, there = opened(), opened()
    refused: list[Conflict] = []
    copy: dict[str, object] = {}

    def hear(effects: Sequence[Effect]) -> None:
        for effect in effects:
            assert copy.pop(effect.id, None) == effect.before
            if effect.after is not None:
                copy[effect.id] = effect.after
        for forbidden in (lambda: there.write([put("x")]), there.compact, there.refresh, there.close):
            with pytest.raises(Conflict) as refusal:
                forbidden()
            refused.append(refusal.value)

    there.watch(hear)
    for number in range(30):
        here.write([put("air", number), Change("unit", f"u-{number - 1}", None), put(f"u-{number}")])
    until(lambda: there.revision == 30)
    there.write([put("api")])  # another thread's batch is not taken for the listener's

    assert copy == dict(there.records("unit")) == dict(here.records("unit")) | {"api": {"number": 0}}
    assert len(refused) >= 8
    assert list(there.notes) == []


def test_what_is_still_stays_as_it_is(opened: Opened) -> None:
    here, there = opened(), opened()
    with there.still():
        here.write([put("air")])
        time.sleep(0.2)
        assert (there.count("unit"), there.revision) == (0, 0)

    until(lambda: there.count("unit") == 1)


def test_a_batch_sees_what_others_wrote_before_it_and_nobody_writes_meanwhile(opened: Opened) -> None:
    here, there = opened(follow=False), opened(follow=False)
    wrote = Event()

    def write() -> None:
        there.write([put("api")])
        wrote.set()

    there.write([put("air", 1)])
    assert here.get("unit", "air") is None
    with here.batch():
        assert here.get("unit", "air") == {"number": 1}
        other = Thread(target=write)
        other.start()
        assert not wrote.wait(0.3)
        here.write([put("air", 2)])
    other.join(SOON)

    assert there.get("unit", "air") == {"number": 2}
    assert there.revision == 3


def test_a_node_follows_while_its_own_batch_waits_for_a_long_one(opened: Opened) -> None:
    first, second, third = opened(), opened(), opened()
    with first.batch():
        waiting = Thread(target=third.write, args=([put("api")],))
        waiting.start()
        time.sleep(0.1)
        assert third.get("unit", "air") is None  # reading does not wait
        first.write([put("air")])
    waiting.join(SOON)

    until(lambda: {first.count("unit"), second.count("unit"), third.count("unit")} == {2})


WRITER = """
    import random, sys, time
    from memory.stores import Change
    from memory.stores.postgres import PostgresStore

    name, address = sys.argv[1:]
    chance = random.Random(name)
    with PostgresStore(address, follow=chance.random() < 0.5) as store:
        for number in range(60):
            with store.batch():
                count = (store.get("count", "all") or {"n": 0})["n"]
                store.write([Change("count", "all", {"n": count + 1}), Change("unit", f"{name}-{number}", {"n": number})])
                if chance.random() < 0.1:
                    time.sleep(chance.random() / 20)
                if chance.random() < 0.2:
                    store.write([Change("unit", f"{name}-{chance.randrange(number + 1)}", None)])
"""

LONG = """
    import sys, time
    from memory.stores import Change
    from memory.stores.postgres import PostgresStore

    with PostgresStore(sys.argv[2], follow=False) as store, store.batch():
        for number in range(20):
            store.write([Change("long", f"{number}-{n}", {"n": n}) for n in range(1000)])
            time.sleep(0.05)
"""


def program(text: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(text), *arguments], cwd=ROOT)


def test_nobody_misses_anything_of_many_writers_and_a_long_batch(opened: Opened, database: str) -> None:
    """A later revision is never committed before an earlier one, however long a transaction lasts."""
    opened()
    followers = [opened(notify=notify, writable=False) for notify in (True, True, False)]
    heard: list[set[tuple[str, str]]] = [set() for _ in followers]
    for follower, there in zip(followers, heard, strict=True):
        follower.watch(lambda effects, there=there: _keep(there, effects))  # type: ignore[misc]
    running = [program(WRITER, name, database) for name in ("a", "b", "c", "d")]
    running.insert(2, program(LONG, "long", database))

    assert [one.wait(timeout=120) for one in running] == [0] * 5
    with PostgresStore(database, writable=False, follow=False) as fresh:
        whole = {kind: list(fresh.records(kind)) for kind in fresh.kinds()}
    for follower, there in zip(followers, heard, strict=True):
        until(lambda follower=follower: follower.revision == 241)  # type: ignore[misc]
        assert {kind: list(follower.records(kind)) for kind in follower.kinds()} == whole
        assert there == {(kind, id) for kind, found in whole.items() for id, _ in found}
        assert follower.verify() == []
        assert list(follower.notes) == []
    assert whole["count"] == [("all", {"n": 240})]
    assert len(whole["long"]) == 20_000


def _keep(there: set[tuple[str, str]], effects: Sequence[Effect]) -> None:
    for effect in effects:
        assert ((effect.kind, effect.id) in there) == (effect.before is not None)
        (there.discard if effect.after is None else there.add)((effect.kind, effect.id))


def test_a_record_that_was_gone_comes_last_on_every_node(opened: Opened) -> None:
    here, there = opened(follow=False), opened(follow=False)
    here.write([put("air"), put("api"), put("atap")])
    there.refresh()
    here.write([Change("unit", "air", None)])
    here.write([put("air", 1), put("api", 1)])
    there.refresh()

    expected = ["api", "atap", "air"]
    assert [[id for id, _ in node.records("unit")] for node in (here, there, opened())] == [expected] * 3


def test_a_node_away_for_longer_than_tombstones_stay_reads_everything_anew(opened: Opened, database: str) -> None:
    here, away = opened(), opened(follow=False)
    for number in range(10):
        here.write([put(f"u-{number}"), Change("unit", f"u-{number - 1}", None)])
    away.refresh()
    here.write([Change("unit", "u-9", None), put("api")])
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE padanan.batch SET at = now() - interval '8 days' WHERE revision < 11")
        here.compact()
        assert connection.execute("SELECT count(*) FROM padanan.record").fetchone() == (2,)  # the last is not old
        connection.execute("UPDATE padanan.batch SET at = now() - interval '8 days'")
        here.compact()
        assert connection.execute("SELECT count(*) FROM padanan.record").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM padanan.batch").fetchone() == (1,)
    told: list[Effect] = []
    away.watch(told.extend)
    here.write([put("atap")])
    away.refresh()

    assert list(away.records("unit")) == list(here.records("unit")) == [("api", {"number": 0}), ("atap", {"number": 0})]
    assert {(effect.id, effect.after is None) for effect in told} == {("u-9", True), ("api", False), ("atap", False)}
    assert list(away.notes) == []
    assert here.verify() == away.verify() == []


def test_what_is_wrong_in_the_tables_is_found(opened: Opened, database: str) -> None:
    store = opened()
    store.write([put("air"), put("api"), put("atap")])
    store.write([put("angin")])
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE padanan.record SET body = '{\"number\":' WHERE id = 'air'")
        connection.execute("UPDATE padanan.record SET body = '{\"number\":7}' WHERE id = 'api'")
        connection.execute("DELETE FROM padanan.record WHERE id = 'atap'")
        connection.execute("UPDATE padanan.record SET revision = 9, place = 9 WHERE id = 'angin'")
        connection.execute("UPDATE padanan.batch SET follows = 17 WHERE revision = 2")

    found = "\n".join(store.verify())

    for said in (
        "padanan.record, unit 'air': the body is not a JSON object",
        "padanan.record, unit 'api': this node holds another record",
        "padanan.record, unit 'atap': this node holds it, and the table does not",
        "1 records are of later revisions than the head's, 2",
        "1 records have later places than the head's, 4",
        "1 batches follow one that is not there",
    ):
        assert said in found
    assert "angin" not in found


def test_a_batch_does_not_wait_for_ever_for_another_node(opened: Opened, database: str) -> None:
    store = opened()
    store._ledger._lock = store._ledger.said(
        "BEGIN; SET LOCAL lock_timeout = '200ms'; SELECT revision, token, place, purged FROM {head} FOR UPDATE"
    )
    with opened().batch(), pytest.raises(Unavailable, match=r"Nothing was changed. Another node is writing"):
        store.write([put("air")])

    assert store.write([put("air")]) == 1
