"""
Connections that break: while nothing is asked, inside a batch, and on either side of a COMMIT.

A proxy of a hundred lines stands between a node and the server, and cuts where the test says.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from typing import Literal

import psycopg
import pytest

from memory.errors import Unavailable
from memory.stores.postgres import PostgresStore
from tests.database import Server
from tests.test_memory_stores_following import Opened, opened, put, sessions, until  # noqa: F401  # a fixture

Cut = Literal["", "before", "after"]


class Proxy:
    """Passes everything on, but once cuts the connection of a batch before its COMMIT is passed on, or before it is answered."""

    def __init__(self, port: int) -> None:
        self.cut: Cut = ""
        self.closed = False
        self._to = port
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def end(self) -> None:
        self._listening.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Cut every connection there is."""
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.closed:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [client, server]
                heard: dict[str, bool] = {"batch": False, "committed": False}
                Thread(target=self._pass, args=(client, server, heard), daemon=True).start()
                Thread(target=self._back, args=(server, client, heard), daemon=True).start()

    def _pass(self, client: socket.socket, server: socket.socket, heard: dict[str, bool]) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                heard["batch"] |= b"FOR UPDATE" in data
                if self.cut and heard["batch"] and b"Q\0\0\0\x0bCOMMIT" in data:
                    cut, self.cut = self.cut, ""
                    if cut == "before":
                        break
                    heard["committed"] = True
                server.sendall(data)
        self._drop(client, server)

    def _back(self, server: socket.socket, client: socket.socket, heard: dict[str, bool]) -> None:
        with suppress(OSError):
            while (data := server.recv(65536)) and not heard["committed"]:
                client.sendall(data)
        self._drop(client, server)

    def _drop(self, *both: socket.socket) -> None:
        for one in both:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(postgres: Server, database: str) -> Iterator[Proxy]:
    """A proxy before the server of this run."""
    made = Proxy(postgres.port)
    yield made
    made.end()


@pytest.fixture
def through(database: str, postgres: Server, proxy: Proxy) -> str:
    """The empty database, through the proxy."""
    return database.replace(str(postgres.port), str(proxy.port))


def test_a_commit_that_never_arrived_is_refused_and_nothing_was_changed(through: str, proxy: Proxy) -> None:
    with PostgresStore(through, follow=False) as store:
        store.write([put("air")])
        proxy.cut = "before"
        with pytest.raises(Unavailable, match=r"The connection to the database broke\. Nothing was changed\."):
            store.write([put("api")])

        assert store.write([put("atap")]) == 2
        assert [id for id, _ in store.records("unit")] == ["air", "atap"]
        assert store.verify() == []


def test_a_commit_whose_answer_was_lost_is_acknowledged_once_it_is_found(
    through: str, proxy: Proxy, database: str
) -> None:
    heard: list[str] = []
    with PostgresStore(through, follow=False) as store:
        store.watch(lambda effects: heard.extend(effect.id for effect in effects))
        store.write([put("air")])
        proxy.cut = "after"

        assert store.write([put("api")]) == 2
        assert store.write([put("atap")]) == 3
        assert heard == ["air", "api", "atap"]
        assert store.verify() == []
    with PostgresStore(database, writable=False, follow=False) as fresh:
        assert [id for id, _ in fresh.records("unit")] == heard


def caught_up(store: PostgresStore) -> bool:
    """Ask the database; False where a connection has not noticed yet that it was hung up on."""
    try:
        store.refresh()
    except Unavailable:
        return False
    return True


@pytest.mark.parametrize("cut", ["before", "after"])
def test_what_cannot_be_found_out_in_time_is_said_and_shows_later(
    through: str, proxy: Proxy, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memory.stores.database.writing.AFTER", 0.5)
    with PostgresStore(through) as store:
        store.write([put("air")])
        proxy.cut, proxy.closed = cut, True
        with pytest.raises(Unavailable, match="Whether the change is kept is not known"):
            store.write([put("api")])
        proxy.hang_up()
        proxy.closed = False
        until(lambda: caught_up(store))

        kept = ["air", "api"] if cut == "after" else ["air"]
        assert [id for id, _ in store.records("unit")] == kept
        assert store.write([put("atap")]) == len(kept) + 1


def terminated(database: str, asking: str) -> int:
    """End the sessions of ours whose last statement was like this; how many there were."""
    with psycopg.connect(database, autocommit=True) as connection:
        sessions = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE %s"
        )
        return len(connection.execute(sessions, (asking,)).fetchall())


def test_a_session_that_was_ended_in_quiet_times_is_replaced_unnoticed(
    opened: Opened,  # noqa: F811
    database: str,
    postgres: Server,
) -> None:
    store = opened()
    store.write([put("air")])
    until(lambda: sessions(postgres) >= 2)
    assert terminated(database, "%") >= 2

    assert store.write([put("api")]) == 2
    until(lambda: store.connected)


def test_a_session_that_is_ended_inside_a_batch_has_changed_nothing(opened: Opened, database: str) -> None:  # noqa: F811
    store = opened(follow=False)
    store.write([put("air")])

    def broken() -> None:
        with store.batch():
            store.write([put("api")])
            assert terminated(database, "%FOR UPDATE") == 1

    with pytest.raises(Unavailable, match=r"Nothing was changed"):
        broken()

    assert (store.count("unit"), store.revision) == (1, 1)
    assert store.write([put("api")]) == 2


def test_a_listener_that_was_cut_off_listens_again(
    opened: Opened,  # noqa: F811
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, there = opened(follow=False), opened()
    here.write([put("air")])
    until(lambda: there.revision == 1)
    for number in range(5):
        terminated(database, "%")
        here.write([put(f"u-{number}")])
        until(lambda: there.get("unit", f"u-{number}"))  # noqa: B023
    monkeypatch.setattr("memory.stores.database.following.POLL", 60)
    time.sleep(0.7)  # it has looked for the last time
    here.write([put("api")])

    until(lambda: there.get("unit", "api"))  # told
    assert list(there.notes) == []


def test_a_server_that_stands_still_is_given_up_and_says_so(
    through: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memory.stores.database.following._STILL", 0.3)
    with PostgresStore(through, notify=False) as store:
        store.write([put("air")])
        for one in list(proxy._open):
            with suppress(OSError):
                one.settimeout(0.0)  # what comes is no longer passed on, and nobody hangs up
        proxy.closed = True
        until(lambda: not store.connected)

        assert store.get("unit", "air") == {"number": 0}
