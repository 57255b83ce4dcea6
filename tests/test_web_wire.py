"""The wire: clients that are slow, go away, come by the hundred or send everything at once; others are answered meanwhile."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memory.recall import Memory
from memory.units import Unit, unit_id
from tests.conftest import missing
from tests.web_small import small_app
from web.wire import Bounds, Wire

THREADS = 4
SOON = 30.0
QUICK = Bounds(connections=60, head=1.0, pace=1000.0, silent=2.0, parting=5.0)
PATIENT = replace(QUICK, head=SOON, silent=SOON)  # for what must not end because the machine has no time for it
GET = b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


class House:
    """An app that is served in this process, and its port."""

    def __init__(self, app: Any, wire: Wire) -> None:
        self.app, self.wire, self.port = app, wire, wire.port
        self.context = app.extensions["padanan"]

    def connect(self, sent: bytes = b"", *, room: int = 0) -> socket.socket:
        """A new connection, on which this has been sent; it takes in no more than `room` at a time."""
        made = socket.socket()
        if room:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        made.settimeout(SOON)
        try:
            made.connect(("127.0.0.1", self.port))
            made.sendall(sent)
        except BaseException:
            made.close()
            raise
        return made

    def asked(self, path: str = "/api/v1/lookup?q=truce") -> tuple[int, float]:
        """The status of an answer to somebody who comes now, and how long it took."""
        began = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status, time.monotonic() - began

    def connections(self) -> int:
        """How many connections are open."""
        return sum(len(server.channels()) for server in self.wire._servers)


@contextmanager
def house(directory: Path, bounds: Bounds = PATIENT, **options: Any) -> Iterator[House]:
    """The small store, served."""
    with small_app(directory / "data", anonymous="editor", writes_per_minute=0) as app:
        wire = Wire(app, bounds, host="127.0.0.1", port=0, threads=THREADS, **options)
        running = threading.Thread(target=wire.run)
        running.start()
        try:
            yield House(app, wire)
        finally:
            wire.stop()
            running.join(SOON)
            wire.close()
            assert not running.is_alive()


def everything(connection: socket.socket) -> bytes:
    """What comes until the other side closes the connection."""
    found = b""
    with connection:
        while piece := connection.recv(2**16):
            found += piece
    return found


def answered(connection: socket.socket) -> bytes:
    """One whole answer, on a connection that stays open."""
    found = b""
    while (end := found.find(b"\r\n\r\n")) < 0:
        found += connection.recv(2**16)
    length = int(found.lower().partition(b"content-length: ")[2].split()[0])
    while len(found) < end + 4 + length:
        found += connection.recv(2**16)
    return found


def soon(fact: Callable[[], bool]) -> bool:
    """Whether something is so before long."""
    until = time.monotonic() + SOON
    while not fact() and time.monotonic() < until:
        time.sleep(0.02)
    return fact()


def test_a_head_that_comes_byte_by_byte_is_waited_for_so_long_and_no_longer(tmp_path: Path) -> None:
    with house(tmp_path, QUICK) as served, served.connect(b"GET / HTTP/1.1\r\nX: ") as slow:
        began = time.monotonic()
        told = b""
        while not told:
            assert time.monotonic() - began < SOON
            slow.sendall(b"y")  # each byte is a sign of life, and no reason to wait longer
            slow.settimeout(0.2)
            try:
                told = slow.recv(100)
            except TimeoutError:
                continue

        assert told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert 0.9 < time.monotonic() - began < SOON


def test_a_body_that_hardly_comes_is_given_up(tmp_path: Path) -> None:
    head = b"POST /api/v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n"

    with house(tmp_path, QUICK) as served:
        told = everything(served.connect(head + b"{"))

    assert told.startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_body_that_comes_slowly_and_steadily_is_taken(tmp_path: Path) -> None:
    body = json.dumps({"from": "id", "text": "Gencatan senjata itu rapuh.", "limit": 5}).encode() + b" " * 6000
    head = b"POST /api/v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"

    with house(tmp_path, replace(QUICK, pace=250.0)) as served:
        slow = served.connect(head + f"Content-Length: {len(body)}\r\n\r\n".encode())
        for at in range(0, len(body), 400):  # two kilobytes a second, three seconds in all
            slow.sendall(body[at : at + 400])
            time.sleep(0.2)
        told = everything(slow)

    assert told.startswith(b"HTTP/1.1 200 OK\r\n")


def test_who_connects_and_says_nothing_is_let_go(tmp_path: Path) -> None:
    with house(tmp_path, QUICK) as served:
        assert everything(served.connect()) == b""


def test_a_kept_connection_may_be_silent_for_longer_than_a_head_takes(tmp_path: Path) -> None:
    with house(tmp_path, replace(QUICK, silent=6.0)) as served, served.connect(GET) as kept:
        answered(kept)
        time.sleep(1.5)
        kept.sendall(GET)

        assert answered(kept).startswith(b"HTTP/1.1 200 OK\r\n")
        assert everything(kept) == b""  # and then it ends


def test_slow_readers_of_a_large_export_hold_no_thread(tmp_path: Path) -> None:
    texts = [{"id": f"Baris {k}. " + "isi " * 500, "en": f"Line {k}. " + "text " * 400} for k in range(3000)]
    ask = b"GET /api/v1/export/memory.tmx HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    # An answer that waits for its reader beyond these bytes holds its thread, whoever makes it piece by piece.
    with (
        house(tmp_path, Bounds(head=7, silent=20, parting=5), outbuf_high_watermark=2**16) as served,
        ExitStack() as open_,
    ):
        Memory(served.context.store).remember(Unit(unit_id(pair), pair) for pair in texts)  # type: ignore[arg-type]
        slow = [open_.enter_context(served.connect(ask, room=4096)) for _ in range(THREADS + 2)]
        for reader in slow:
            assert reader.recv(15) == b"HTTP/1.1 200 OK"
        times = [served.asked() for _ in range(20)]
        whole = everything(slow[0])

        assert {status for status, _ in times} == {200}
        assert max(took for _, took in times) < 20
        assert whole.endswith(b"</tmx>\n")
        assert soon(lambda: served.connections() == 0)  # who reads nothing at all is let go


def test_newcomers_are_answered_though_more_hold_connections_than_there_may_be(tmp_path: Path) -> None:
    with house(tmp_path) as served, ExitStack() as open_:
        for _ in range(3 * QUICK.connections):
            open_.enter_context(served.connect(b"GET / HT"))
        times = [served.asked() for _ in range(20)]

        assert {status for status, _ in times} == {200}
        assert max(took for _, took in times) < 10
        assert served.connections() <= QUICK.connections


def test_no_newcomer_is_taken_for_one_who_is_given_up_to_make_room(tmp_path: Path) -> None:
    with small_app(tmp_path / "data", anonymous="editor") as app, ExitStack() as open_:
        wire = Wire(app, PATIENT, host="127.0.0.1", port=0, threads=THREADS)
        served = House(app, wire)
        for _ in range(2 * QUICK.connections):
            open_.enter_context(served.connect(b"GET / HT"))
        come = [open_.enter_context(served.connect(GET)) for _ in range(20)]  # all of them before the first is let in
        running = threading.Thread(target=wire.run)
        running.start()
        try:
            answers = {one.recv(12) for one in come}
        finally:
            wire.stop()
            running.join()
            wire.close()

    assert answers == {b"HTTP/1.1 200"}


def test_who_has_come_last_goes_last_though_those_before_are_heard_later(tmp_path: Path) -> None:
    with house(tmp_path) as served, ExitStack() as open_:
        before = open_.enter_context(served.connect())
        assert soon(lambda: served.connections() == 1)
        open_.enter_context(served.connect())
        assert soon(lambda: served.connections() == 2)
        channels = [channel for server in served.wire._servers for channel in server.channels()]

        before.sendall(b"GET / HT")
        assert soon(lambda: any(channel.request for channel in channels))

        first_to_go = min(channels, key=lambda channel: channel.waited)
        assert first_to_go.request is not None


def test_requests_that_come_all_at_once_are_answered_in_their_order(tmp_path: Path) -> None:
    words = ["truce", "longsor", "atase perdagangan", "Mahkamah"] * 5
    sent = b"".join(
        f"GET /api/v1/lookup?q={word.replace(' ', '+')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for word in words
    )
    last = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    with house(tmp_path) as served:
        told = everything(served.connect(sent + last))

    queries = [json.loads(piece.partition(b"\r\n\r\n")[2])["query"] for piece in told.split(b"HTTP/1.1 200 OK")[1:-1]]
    assert queries == words[:-1]
    assert b"HTTP/1.1 404" in told


def test_a_head_without_end_is_refused(tmp_path: Path) -> None:
    with house(tmp_path) as served:
        told = everything(served.connect(b"GET / HTTP/1.1\r\nX: ".ljust(2**16, b"y")))

    assert told.startswith(b"HTTP/1.0 431 ")


@pytest.mark.parametrize("half", [1, 40, 150])
def test_clients_that_go_away_in_mid_request_leave_nothing(tmp_path: Path, half: int) -> None:
    body = b'{"from": "id", "text": "Gencatan senjata itu rapuh."}'
    whole = b"POST /api/v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    whole += f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    with house(tmp_path) as served:
        for _ in range(50):
            served.connect(whole[: min(half, len(whole) - 1)]).close()

        assert soon(lambda: served.connections() == 0)
        assert served.asked()[0] == 200


def test_clients_that_go_away_before_the_answer_leave_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ask = b"GET /api/v1/export/memory.tmx HTTP/1.1\r\nHost: localhost\r\n\r\n"

    with house(tmp_path) as served:
        for _ in range(30):
            gone = served.connect(ask)
            gone.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
            )  # a reset, as when a cable is cut
            gone.close()

        assert soon(lambda: served.connections() == 0)
        assert served.asked()[0] == 200
    assert [record.getMessage() for record in caplog.records] == []


def test_watchers_that_go_away_make_room_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def wait(*_: object, **__: object) -> dict[str, object]:
        assert go_on.wait(3 * SOON)
        return {"imports": [], "terms": []}

    monkeypatch.setattr("web.work.work", wait)
    monkeypatch.setattr("web.jobs._BEAT", 0.1)
    with house(tmp_path, Bounds(head=5, silent=20, parting=5)) as served:
        job = served.context.jobs.add("import", lambda _: [], by="test")
        ask = f"GET /api/v1/jobs/{job.id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

        for _ in range(3 * THREADS):  # each of them would hold a thread, if one that has gone did
            with served.connect(ask) as watcher:
                assert b"text/event-stream" in watcher.recv(2**12)
        statuses = [served.asked()[0] for _ in range(5)]
        assert soon(lambda: served.context.jobs._watchers._free._value == THREADS // 2 or served.connections() == 0)
        last = served.connect(ask)
        go_on.set()

        assert statuses == [200] * 5
        assert b"event: end" in everything(last)


def test_a_stop_answers_who_asked_before_and_nobody_after(tmp_path: Path) -> None:
    body = b'{"from": "id", "text": "Gencatan senjata itu rapuh."}'
    head = b"POST /api/v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n".encode()

    with house(tmp_path) as served, served.connect(head + body[:5]) as coming, served.connect(GET) as idle:
        answered(idle)
        time.sleep(0.2)
        served.wire.stop()
        assert everything(idle) == b""
        with pytest.raises(OSError, match="refused"):
            served.connect()
        coming.sendall(body[5:])
        told = everything(coming)

    assert told.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nConnection: close\r\n" in told
    assert json.loads(told.partition(b"\r\n\r\n")[2])["results"][0]["matches"]


def test_a_thousand_files_and_more_can_be_open(tmp_path: Path) -> None:
    import resource

    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 5000:
        missing("5,000 open files are not allowed here")
    with house(tmp_path, Bounds(connections=1500, head=20)) as served, ExitStack() as open_:
        for _ in range(1000):
            open_.enter_context(served.connect(b"GET / HT"))
        assert soon(lambda: served.connections() == 1000)
        times = sorted(took for status, took in (served.asked() for _ in range(50)) if status == 200)

        assert len(times) == 50
        assert times[25] < 5
        print(f"1,000 half-open connections: p50 {1000 * times[25]:.1f} ms, p95 {1000 * times[47]:.1f} ms")
