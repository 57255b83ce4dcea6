"""
PostgreSQL killed, failed over and set back under running nodes: nothing acknowledged is lost, nothing is there twice.

A server that is killed alone writes to the disk for good; one of a pair replicates before it answers.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from threading import Event, Thread

import psycopg
import pytest

from memory.errors import Unavailable
from memory.stores import Change, Effect
from memory.stores.postgres import PostgresStore
from tests.database import Server
from tests.test_memory_stores_following import SOON, put, sessions, until

SYNCED: dict[str, str] = {}
WRITTEN = {"fsync": "off", "full_page_writes": "off"}
"""What a process has written survives its end without that: these servers are killed, and their machine is not."""


class Crowd:
    """Threads on several nodes, each writing one record after another, whatever happens; and what each was told."""

    def __init__(self, nodes: Sequence[PostgresStore], each: int = 2) -> None:
        self.kept: set[str] = set()
        self.refused: set[str] = set()
        self.unknown: set[str] = set()
        self._enough = Event()
        self._threads = [
            Thread(target=self._write, args=(node, f"{at}-{n}")) for at, node in enumerate(nodes) for n in range(each)
        ]
        for thread in self._threads:
            thread.start()

    def _write(self, node: PostgresStore, name: str) -> None:
        number = 0
        while not self._enough.is_set():
            number += 1
            id = f"{name}-{number}"
            try:
                node.write([put(id)])
            except Unavailable as refusal:
                (self.unknown if "is not known" in str(refusal) else self.refused).add(id)
                time.sleep(0.02)
            else:
                self.kept.add(id)

    def more(self, count: int) -> None:
        """Return when so many more are kept."""
        wanted = len(self.kept) + count
        until(lambda: len(self.kept) >= wanted)

    def refused_more(self) -> None:
        """Return when one more has been refused."""
        before = len(self.refused)
        until(lambda: len(self.refused) > before)

    def stop(self) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join(timeout=60)
            assert not thread.is_alive()

    def check(self, address: str, nodes: Sequence[PostgresStore]) -> None:
        """Hold what is there against what was told."""
        with PostgresStore(address, writable=False, follow=False) as fresh:
            there = dict(fresh.records("unit"))
            assert self.kept <= there.keys()
            assert not self.refused & there.keys()
            assert there.keys() <= self.kept | self.unknown
            assert fresh.revision == len(there), "each write is one batch, and there once"
            assert fresh.verify() == []
            for node in nodes:
                until(lambda node=node: dict(node.records("unit")) == there)  # type: ignore[misc]


@pytest.fixture
def crash() -> Iterator[Server]:
    """A server to be killed."""
    server = Server(SYNCED).start()
    yield server
    server.remove()


def test_a_killed_server_loses_nothing_and_writers_recover_without_reopening(crash: Server) -> None:
    address = crash.create("toko")
    with PostgresStore(address) as first, PostgresStore(address) as second:
        crowd = Crowd([first, second], each=3)
        for _ in range(3):
            crowd.more(40)
            crash.kill()
            until(lambda: not (first.connected or second.connected))
            count = first.count("unit")
            assert count == len(list(first.records("unit")))  # reading goes on
            crowd.refused_more()
            crash.start()
        crowd.more(40)
        crowd.stop()

        assert crowd.refused
        crowd.check(address, [first, second])
        until(lambda: first.connected and first.silence < 5)


def test_while_the_server_is_away_writing_is_refused_at_once_and_reading_goes_on(crash: Server) -> None:
    address = crash.create("toko")
    with PostgresStore(address) as store:
        store.write([put("air")])
        crash.kill()
        start = time.monotonic()
        with pytest.raises(
            Unavailable, match=r"database at postgresql://postgres@127.0.0.1:\d+/toko cannot be reached"
        ):
            store.write([put("api")])

        assert time.monotonic() - start < SOON
        assert store.get("unit", "air") == {"number": 0}
        until(lambda: not store.connected)
        until(lambda: store.silence > 0.3)
        with pytest.raises(Unavailable):
            store.refresh()
        crash.start()
        assert store.write([put("api")]) == 2


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    """A primary, and a standby that it waits for before a COMMIT is answered."""
    with ExitStack() as ends:
        primary = Server(WRITTEN).start()
        ends.callback(primary.remove)
        primary.create("toko")
        standby = Server(WRITTEN, of=primary).start()
        ends.callback(standby.remove)
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.execute("SELECT pg_reload_conf()")
        until(lambda: primary.execute("SELECT sync_state FROM pg_stat_replication") == [("sync",)])
        yield primary, standby


def test_a_promoted_standby_takes_over_and_has_everything_acknowledged(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    address = primary.address("toko", standby)
    with PostgresStore(address) as first, PostgresStore(address) as second:
        crowd = Crowd([first, second])
        crowd.more(100)
        until(lambda: first.count("unit") >= 100)
        primary.kill()
        crowd.refused_more()
        assert first.count("unit") >= 100
        standby.promote()
        crowd.more(100)
        crowd.stop()

        assert crowd.refused
        # A dying primary may show what it has neither replicated nor acknowledged; a node that saw that reads all anew.
        crowd.check(standby.address("toko"), [first, second])


def test_loads_and_polls_go_to_the_standby_and_go_on_while_the_primary_is_away(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    address = primary.address("toko", standby)
    with PostgresStore(primary.address("toko")) as writer:
        writer.write([put("air")])
        reader = PostgresStore(address, writable=False, notify=False)
        until(lambda: reader.count("unit") == 1)
        until(lambda: sessions(standby) == 1)
        writer.write([put("api")])
        until(lambda: reader.count("unit") == 2, 5)
        told = PostgresStore(address)
        writer.write([put("atap")])
        until(lambda: told.count("unit") == 3, 5)
    primary.kill()
    until(lambda: not told.connected)
    with PostgresStore(address, follow=False) as opened_late:
        assert opened_late.count("unit") == told.count("unit") == reader.count("unit") == 3
        with pytest.raises(Unavailable, match="cannot be reached"):
            opened_late.write([put("angin")])
    reader.close()
    told.close()


def test_a_commit_that_waits_for_its_standby_in_vain_is_not_acknowledged(
    pair: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memory.stores.database.writing.ANSWER", 1)
    monkeypatch.setattr("memory.stores.database.writing.AFTER", 0.5)
    primary, standby = pair
    with PostgresStore(primary.address("toko")) as store:
        store.write([put("air")])
        standby.stop()
        with pytest.raises(Unavailable, match="Whether the change is kept is not known"):
            store.write([put("api")])
        standby.start()

        until(lambda: store.count("unit") == 2, 20)
        assert store.write([put("atap")]) == 3


def test_a_standby_that_lost_batches_takes_over_and_every_node_says_so(pair: tuple[Server, Server]) -> None:
    primary, standby = pair
    primary.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
    primary.execute("SELECT pg_reload_conf()")
    told: dict[str, object] = {}

    def hear(effects: Sequence[Effect]) -> None:
        for effect in effects:
            assert told.pop(effect.id, None) == effect.before
            if effect.after is not None:
                told[effect.id] = effect.after

    with (
        PostgresStore(primary.address("toko", standby)) as first,
        PostgresStore(primary.address("toko", standby)) as second,
    ):
        second.watch(hear)
        first.write([put("air"), put("api")])
        until(lambda: standby.execute("SELECT revision FROM padanan.head", "toko") == [(1,)])
        standby.stop()
        first.write([put("lost"), Change("unit", "api", None)])
        until(lambda: second.revision == 2)
        primary.kill()
        standby.start()
        standby.promote()
        assert first.write([put("angin")]) == 2  # the same number, another batch
        until(lambda: "angin" in told)  # listeners hear of it a moment after it can be read

        assert dict(first.records("unit")) == dict(second.records("unit")) == told
        assert told.keys() == {"air", "api", "angin"}
        for node in (first, second):
            (note,) = node.notes
            assert "The database has gone back: revision 2" in note
            assert node.verify() == []


def test_a_database_restored_to_an_earlier_state_is_read_anew(crash: Server) -> None:
    address = crash.create("toko")
    with PostgresStore(address) as writer, PostgresStore(address) as node:
        writer.write([put("air")])
        saved = crash.home / "saved"
        told = [f"--dbname={address}", f"--file={saved}", "--format=custom"]
        subprocess.run([crash.bin / "pg_dump", *told], check=True)
        for number in range(5):
            writer.write([put(f"lost-{number}")])
        until(lambda: node.revision == 6)
        whole = ["--clean", "--single-transaction", f"--dbname={address}", saved]
        subprocess.run([crash.bin / "pg_restore", *whole], check=True)
        until(lambda: node.revision == 1 and writer.revision == 1)
        writer.write([put("api")])
        until(lambda: node.count("unit") == 2)

        assert (
            list(node.records("unit"))
            == list(writer.records("unit"))
            == [("air", {"number": 0}), ("api", {"number": 0})]
        )
        assert [note.partition(",")[0] for note in node.notes] == ["The database has gone back: revision 6"]
        assert node.verify() == []


def test_a_full_disk_of_the_server_refuses_and_changes_nothing(crash: Server) -> None:
    small = crash.home / "small"
    small.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(small)]
    if subprocess.run(mounting, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        crash.owned(small)
        crash.execute(f"CREATE TABLESPACE small LOCATION '{small}'")
        crash.execute("CREATE DATABASE toko TEMPLATE template0 TABLESPACE small")
        with PostgresStore(crash.address("toko")) as store:
            kept = 0

            def fill() -> None:
                nonlocal kept
                while kept < 100:
                    store.write([Change("unit", f"{kept}-{n}", {"text": "x" * 1000}) for n in range(1000)])
                    kept += 1

            with pytest.raises(Unavailable, match=r"Nothing was changed\. Make room on the server's disk"):
                fill()

            assert store.count("unit") == kept * 1000
            store.refresh()
            assert store.verify() == []
            with psycopg.connect(crash.address("toko"), autocommit=True) as connection:
                connection.execute("ALTER DATABASE toko SET default_tablespace = ''")
                connection.execute("ALTER TABLE padanan.record SET TABLESPACE pg_default")
            assert store.write([put("air")]) == kept + 1
    finally:
        crash.remove()
        subprocess.run(["umount", "-l", small], check=False)
