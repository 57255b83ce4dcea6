"""`padanan serve --workers N`: processes that answer on one address, and a parent that looks after them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Server
from tests.test_web_serve import padanan
from tests.web_nodes import House, Node, house, node, sooner_or_later


@pytest.fixture(scope="module")
def known(postgres: Server) -> House:
    """The small store in a database."""
    return house(postgres.create("crew"))


@pytest.fixture
def crew(known: House, tmp_path: Path) -> Iterator[Node]:
    """Two workers."""
    with node(known, tmp_path / "a", "--workers", "2") as found:
        yield found


def workers(parent: Node) -> set[int]:
    """The process ids of the workers."""
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent.process.pid)], capture_output=True, text=True, check=False
    )
    return set(map(int, told.stdout.split()))


def alive(pid: int) -> bool:
    """Whether a process is there."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def test_workers_share_an_address_and_the_link_is_shown_once(crew: Node, known: House) -> None:
    assert len(workers(crew)) == 2
    assert len([line for line in crew.before if "/welcome/" in line]) == len(crew.before) == 1
    assert {crew.ask("/lookup?q=truce", known.secrets["reader"]).status for _ in range(20)} == {200}


def test_a_worker_that_dies_is_replaced_and_nobody_notices(crew: Node, known: House) -> None:
    before = workers(crew)
    killed = min(before)
    os.kill(killed, signal.SIGKILL)

    answers = {crew.ask("/lookup?q=truce", known.secrets["reader"]).status for _ in range(50)}
    sooner_or_later(lambda: len(workers(crew)) == 2 and killed not in workers(crew))

    assert answers == {200}
    log = crew.data.with_suffix(".log")
    sooner_or_later(lambda: f"Worker {killed} was ended by signal 9; another one takes its place." in log.read_text())


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_when_it_is_asked_to_stop_every_worker_ends(crew: Node, asked: signal.Signals) -> None:
    pids = workers(crew)

    with socket.create_connection((crew.host, crew.port)) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle.recv(1)
        crew.process.send_signal(asked)
        assert crew.process.wait(timeout=40) == 0

    assert not any(map(alive, pids))
    assert crew.data.with_suffix(".log").read_text().splitlines()[-1].startswith("Padanan serves on ")


def test_workers_whose_parent_was_killed_end_too(crew: Node) -> None:
    pids = workers(crew)
    crew.kill()

    sooner_or_later(lambda: not any(map(alive, pids)))


def test_one_of_them_does_the_jobs_and_another_takes_over(crew: Node, known: House) -> None:
    from tests.test_web_nodes_jobs import long, over, sent

    ids = [sent(crew, known, long(name))["id"] for name in ("satu", "dua")]
    way = f"/jobs/{ids[0]}"
    sooner_or_later(lambda: crew.ask(way, known.secrets["reader"]).json["state"] == "running")
    with (crew.data / "jobs/worker").open() as file:
        inode = os.fstat(file.fileno()).st_ino
    os.kill(holder(inode), signal.SIGKILL)

    assert sooner_or_later(lambda: over(crew, known, ids), within=240) == ["done", "done"]


def holder(inode: int) -> int:
    """The process that holds the lock of a file."""
    locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return next(int(line[4]) for line in locks if line[5].endswith(f":{inode}"))


def test_a_worker_that_cannot_begin_ends_them_all_and_says_why(known: House, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("no directory")
    began = time.monotonic()

    ended = known.padanan(tmp_path, "serve", "--workers", "2", "--port", "0", "--data", tmp_path / "a")

    assert ended.returncode in (2, 3), ended
    assert "padanan: " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert time.monotonic() - began < 60


def test_the_embedded_store_is_served_by_one_process(tmp_path: Path) -> None:
    ended = padanan(tmp_path / "data", "serve", "--workers", "2")

    assert ended.returncode == 2
    assert ended.stderr == (
        "padanan: The embedded store is served by one process, not by 2.\n"
        "  Several need PostgreSQL (PADANAN_STORE=postgresql://…); or give the one more threads: --threads 16.\n"
    )


def test_a_port_that_is_taken_is_said_in_a_sentence(crew: Node, known: House, tmp_path: Path) -> None:
    words = ("serve", "--workers", "2", "--port", crew.port, "--data", tmp_path / "b")

    ended = known.padanan(tmp_path, *words)

    assert ended.returncode == 3
    assert ended.stderr.startswith(f"padanan: 127.0.0.1:{crew.port} cannot be listened on: ")
