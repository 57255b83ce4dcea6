"""`padanan serve`: one process that writes, others that read, and an end that leaves everything in order."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from memory.stores import open_store
from tests.conftest import PADANAN, ROOT
from tests.web_small import PAIRS, small
from web.wire import Bounds

ENVIRONMENT = {**{k: v for k, v in os.environ.items() if not k.startswith("PADANAN")}, "PYTHONPATH": str(ROOT)}


@contextmanager
def serving(data: Path) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """A server over a store on a free port: its process, host and port."""
    told = [*PADANAN, "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(told, cwd=data.parent, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            before: list[str] = []
            while not (said := process.stderr.readline()).startswith("Padanan serves on "):
                before.append(said)
                assert said, f"it has ended: {''.join(before)}"
            address = urlsplit(said.split()[3])
            yield process, str(address.hostname), int(address.port or 0)
        finally:
            process.kill()


def padanan(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command beside the server."""
    told = [*PADANAN, *words, "--data", str(data)]
    return subprocess.run(
        told, cwd=data.parent, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store."""
    return small(tmp_path_factory.mktemp("serve") / "data")


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """A copy of the small store."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int, str, int]]:
    """A server for all tests that only ask: its data, process id, host and port."""
    data = small(tmp_path_factory.mktemp("running") / "data")
    with serving(data) as (process, host, port):
        yield data, process.pid, host, port


def ask(host: str, port: int, path: str, **request: object) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    with closing(http.client.HTTPConnection(host, port, timeout=60)) as connection:
        connection.request("POST" if request else "GET", path, **request)  # type: ignore[arg-type]
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def test_a_second_writer_is_told_who_writes(running: tuple[Path, int, str, int], tmp_path: Path) -> None:
    data, pid, _, _ = running
    (tmp_path / "berita.txt").write_text("Kedua negara menyepakati gencatan senjata di perbatasan.\n", encoding="utf-8")

    ended = padanan(data, "mine", str(tmp_path / "berita.txt"))

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == (
        f"padanan: {data} is being written by another process (pid {pid}).\n"
        "  If it is a server, use POST /api/v1/jobs (kind=mine); or stop it first.\n"
    )


@pytest.mark.parametrize("words", [("stats", "--json"), ("lookup", "truce"), ("verify",)], ids=" ".join)
def test_readers_work_beside_the_server(running: tuple[Path, int, str, int], words: tuple[str, ...]) -> None:
    ended = padanan(running[0], *words)

    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_server_answers_while_others_read(running: tuple[Path, int, str, int]) -> None:
    status, headers, body = ask(*running[2:], "/api/v1/lookup?q=truce")

    assert (status, headers["Server"]) == (200, "padanan")
    assert json.loads(body)["terms"][0]["match"] == "exact"


def test_a_served_match_is_the_match_of_the_memory(running: tuple[Path, int, str, int]) -> None:
    body = json.dumps({"from": "id", "text": PAIRS[0][0]})

    status, _, told = ask(*running[2:], "/api/v1/match", body=body, headers={"Content-Type": "application/json"})

    assert (status, json.loads(told)["results"][0]["matches"][0]["target"]) == (200, PAIRS[0][1])


def test_a_body_that_is_too_large_is_refused_in_the_shape_of_every_error(running: tuple[Path, int, str, int]) -> None:
    body, kind = b" " * (2 * 2**20 + 1), {"Content-Type": "application/json"}

    status, _, told = ask(*running[2:], "/api/v1/match", body=body, headers=kind)

    assert status == 413
    assert set(json.loads(told)["error"]) == {"code", "message", "hint", "details"}


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_asked_to_stop_lets_go_of_the_store(data: Path, kept: Path, asked: signal.Signals) -> None:
    before = {file.name: file.read_bytes() for file in kept.iterdir() if file.is_file() and file.name != "lock"}

    with serving(data) as (process, host, port):
        ask(host, port, "/api/v1/lookup?q=truce")
        process.send_signal(asked)
        said = process.communicate(timeout=60)[1]

    assert (process.returncode, said) == (0, "")
    assert {file.name: file.read_bytes() for file in data.iterdir() if file.is_file() and file.name != "lock"} == before
    with open_store(data) as again:
        assert (again.count("unit"), list(again.notes)) == (6, [])


def test_a_server_stops_though_somebody_keeps_a_connection_open(data: Path) -> None:
    with serving(data) as (process, host, port), socket.create_connection((host, port)) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        idle.recv(1)
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=0.9 * Bounds().parting) == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(data: Path, running: tuple[Path, int, str, int]) -> None:
    ended = padanan(data, "serve", "--port", str(running[3]))

    assert ended.returncode in {2, 3}
    assert ended.stderr.startswith("padanan: ")


def test_an_address_that_is_none_is_said_in_a_sentence(data: Path) -> None:
    ended = padanan(data, "serve", "--host", "256.256.256.256", "--port", "0")

    assert ended.returncode in {2, 3}
    assert ended.stderr.startswith("padanan: ")


def test_a_server_over_a_new_store_says_that_it_is_empty(tmp_path: Path) -> None:
    told = [*PADANAN, "serve", "--port", "0", "--data", "new"]

    with subprocess.Popen(told, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        process.kill()

    assert said == "new is new and empty; fill it with “padanan mine”.\n"
