"""
`python -m tests.bench load`: look-ups, matches and checks of many clients at once, against servers as they are deployed.

Every client is a process with one connection to each server, which it asks in turn, and sends the next question when the
last is answered. Clients and servers share the machine: what a client costs is the first row, an empty route of the same
web server. Milliseconds of CPU in the server are the figure that other people's work on the machine changes least.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from memory.stores import open_store
from tests.bench.mix import ROUTES, Question, Stock, fill, questions, spread, stock
from tests.bench.serving import _EMPTY
from tests.conftest import PADANAN, ROOT

_TICKS = os.sysconf("SC_CLK_TCK")
ENGINES = ("embedded", "postgresql", "workers")
_ASKED = 3000  # different questions of each client, from the first again at the end


class Caller:
    """A connection kept alive. Nothing but the socket, for a client's own time is taken from what it measures."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._connected()

    def _connected(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, sent: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._socket.sendall(sent)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            piece = self._socket.recv(65536)
            if not piece:
                raise ConnectionError(f"port {self._port} closed the connection after {got[:60]!r}")
            got += piece
        head = got[:end].lower()
        pieces, size = [got[end + 4 :]], len(got) - end - 4
        found = re.search(rb"content-length: (\d+)", head)
        while size < (int(found[1]) if found else 0):
            pieces.append(self._socket.recv(2**20))
            size += len(pieces[-1])
        if b"connection: close" in head:
            self._socket.close()
            self._socket = self._connected()
        return int(head[9:12]), b"".join(pieces)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


@dataclass(frozen=True)
class Answered:
    """What clients saw: seconds of each answer by route, what went wrong, and how long they asked."""

    times: list[array[float]]
    wrong: list[str]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return sum(map(len, self.times)) / self.seconds


def asking(ports: Sequence[int], lists: list[list[Question]], seconds: float, rate: float = 0) -> Answered:
    """Have a client a list ask servers for some seconds: without a pause, or so many times a second each."""
    context = multiprocessing.get_context("spawn")  # a fork would inherit locks of the store's threads
    ends, clients = [], []
    for at, asked in enumerate(lists):
        end, other = context.Pipe()
        clients.append(context.Process(target=_client, args=(ports, asked, rate, at, other), daemon=True))
        clients[-1].start()
        other.close()
        ends.append(end)
    for end in ends:
        end.recv()  # it is ready
    began = time.perf_counter()
    for end in ends:
        end.send(began + seconds)
    times = [array("d") for _ in ROUTES]
    wrong: list[str] = []
    for end in ends:
        mine, said = end.recv()
        wrong += said
        for whole, part in zip(times, mine, strict=True):
            whole.extend(part)
    took = time.perf_counter() - began
    for client in clients:
        client.join()
    return Answered(times, wrong, took)


def _client(ports: Sequence[int], asked: list[Question], rate: float, first: int, end: Connection) -> None:
    callers = [Caller(port) for port in ports]
    times = [array("d") for _ in ROUTES]
    wrong: list[str] = []
    end.send("ready")
    until: float = end.recv()
    turn, due = first, time.perf_counter() + random.Random(first).random()
    while (now := time.perf_counter()) < until:
        if rate:
            time.sleep(max(0.0, due - now))
            due += 1 / rate
        question = asked[turn % len(asked)]
        began = time.perf_counter()
        status, body = callers[turn % len(callers)].ask(question.sent)
        times[question.route].append(time.perf_counter() - began)
        turn += 1
        if status != 200 and len(wrong) < 20:
            wrong.append(f"{ROUTES[question.route]}: {status} {body[:200].decode(errors='replace')}")
    end.send((times, wrong))


@contextmanager
def served(command: list[str], log: Path, environment: Mapping[str, str] = os.environ) -> Iterator[tuple[int, int]]:
    """Port and process id of a server; what it says goes to a file."""
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=ROOT, stderr=said, env=dict(environment))
    try:
        yield _port(log, process), process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _port(log: Path, process: subprocess.Popen[bytes]) -> int:
    until = time.monotonic() + 300
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"serves on http://[\d.]+:(\d+) ", log.read_text("utf-8")):
            return int(found[1])
        time.sleep(0.05)
    raise RuntimeError(f"it does not serve: {log.read_text('utf-8')}")


def family(pid: int) -> list[int]:
    """A process and those that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def burnt(pids: Sequence[int]) -> float:
    """Seconds of CPU that processes have used."""
    found = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(words[11]) + int(words[12]) for words in found) / _TICKS


def resident(pid: int, what: str = "Pss") -> int:
    """Bytes of memory that a process holds: its own and its share of what others hold, too; or, of Rss, all of both."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith(f"{what}:")))


def row(matter: str, asked: Answered, cpu: float, average: float) -> None:
    """A row for all, and one for each route."""
    many = sum(map(len, asked.times))
    note = f"{many:,} answers, {1000 * cpu / many:.2f} ms CPU of the servers each, load average before {average:.1f}"
    print(f"  {matter:44} {asked.rate:8.0f} req/s  {note}", flush=True)
    for route, times in zip(ROUTES, asked.times, strict=True):
        if times:
            middle, late, latest = (1000 * one for one in spread(times))
            print(f"    {route:42} p50 {middle:7.2f}  p95 {late:7.2f}  p99 {latest:7.2f} ms", flush=True)
    for wrong in asked.wrong[:5]:
        print(f"    WRONG {wrong}", flush=True)


def rows(
    name: str, servers: Sequence[tuple[int, int]], made: Stock, connections: Sequence[int], seconds: float
) -> None:
    """What so many clients get from these servers, each of them a port and a process id; a short round warms them up."""
    ports, roots = [port for port, _ in servers], [pid for _, pid in servers]
    asking(ports, [questions(made, 300, seed=99)], 5)
    for count in connections:
        lists = [questions(made, _ASKED, seed=100 + at) for at in range(count)]
        pids = [pid for root in roots for pid in family(root)]
        average, before = os.getloadavg()[0], burnt(pids)
        asked = asking(ports, lists, seconds)
        row(f"{name}, {count} connection{'s' if count > 1 else ''}", asked, burnt(pids) - before, average)
    weigh = [resident(pid) / 2**20 for root in roots for pid in family(root)]
    print(f"    memory: {' + '.join(f'{one:.0f}' for one in weigh)} MiB", flush=True)


def empty(folder: Path, made: Stock, connections: Sequence[int]) -> None:
    """What the clients themselves cost, and the web server: an empty route."""
    only = [q for q in questions(made, _ASKED, seed=1) if ROUTES[q.route] == "match"]
    with served([sys.executable, "-c", _EMPTY], folder / "empty.log") as (port, pid):
        for count in connections:
            average, before = os.getloadavg()[0], burnt([pid])
            asked = asking([port], [only] * count, 5)
            row(f"empty route, {count}", asked, burnt([pid]) - before, average)


def kept(folder: Path, made: Stock) -> Path:
    """The store of these in a directory, made if it is not there."""
    data, unfinished = folder / "data", folder / "unfinished"
    if not data.exists():
        shutil.rmtree(unfinished, ignore_errors=True)
        with open_store(unfinished) as store:
            print(f"  filled in {fill(store, made):.0f} s", flush=True)
        unfinished.rename(data)
    return data


def embedded(folder: Path, made: Stock, connections: Sequence[int], seconds: float) -> None:
    """The server over a directory."""
    command = [*PADANAN, "serve", "--port", "0", "--data", str(kept(folder, made))]
    began = time.perf_counter()
    with served(command, folder / "server.log") as server:
        print(f"  it serves after {time.perf_counter() - began:.1f} s", flush=True)
        rows("embedded", [server], made, connections, seconds)


@contextmanager
def nodes(
    folder: Path, made: Stock, count: int = 2, *, workers: int = 1
) -> Iterator[tuple[list[tuple[int, int]], dict[str, str]]]:
    """So many servers of so many workers over one PostgreSQL, durable as it comes; and the environment that names it."""
    from tests.database import Server

    database = Server({"shared_buffers": "256MB"}).start()
    environment = {**os.environ, "PADANAN_STORE": database.create("load")}
    try:
        with open_store(environment["PADANAN_STORE"]) as store:
            print(f"  PostgreSQL: filled in {fill(store, made):.0f} s", flush=True)
        with ExitStack() as running:
            servers = []
            for number in range(count):
                command = [*PADANAN, "serve", "--port", "0", "--data", str(folder / f"node{number}")]
                command += ["--workers", str(workers)]
                began = time.perf_counter()
                servers.append(running.enter_context(served(command, folder / f"node{number}.log", environment)))
                print(f"  node {number} serves after {time.perf_counter() - began:.1f} s", flush=True)
            yield servers, environment
    finally:
        database.remove()


def main(words: Sequence[str]) -> None:
    """The command."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench load", description=__doc__)
    asked.add_argument("--units", type=int, default=100_000)
    asked.add_argument("--concepts", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--connections", type=int, nargs="+", default=[1, 8])
    asked.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    asked.add_argument("--folder", type=Path, help="keep the store there, and take it from there the next time")
    chosen = asked.parse_args(words)
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        made = stock(chosen.units, chosen.concepts)
        print(f"load: {len(made.pairs):,} units, {len(made.concepts):,} concepts", flush=True)
        empty(folder, made, chosen.connections)
        if "embedded" in chosen.engines:
            embedded(folder, made, chosen.connections, chosen.seconds)
        if "postgresql" in chosen.engines:
            with nodes(folder, made) as (servers, _):
                rows("PostgreSQL, 2 nodes in turn", servers, made, chosen.connections, chosen.seconds)
        if "workers" in chosen.engines:
            with nodes(folder, made, 1, workers=2) as (servers, _):
                rows("PostgreSQL, 1 node of 2 workers", servers, made, chosen.connections, chosen.seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
