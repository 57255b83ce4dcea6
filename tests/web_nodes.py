"""Nodes: server processes with directories of their own, over one database, and what to ask them."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tests.conftest import PADANAN
from tests.web_cli import Ended, environment
from tests.web_small import fill
from web.access import GRANTED, Access

SOON = 60.0
PASSWORD = "kucing-di-atap"  # of the database; it lets everybody in, and so nobody notices that it is there
Found = TypeVar("Found")


@dataclass(frozen=True)
class Answer:
    """Status, headers, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass
class Node:
    """A server: its process, where it is, its directory."""

    process: subprocess.Popen[str]
    host: str
    port: int
    data: Path
    before: list[str] = field(default_factory=list)  # lines that it said before it served

    def ask(self, path: str, secret: str = "", given: object = None, method: str = "", **headers: str) -> Answer:
        """An answer of the API, or of whatever path there is; JSON goes as JSON, bytes as they are."""
        path = path if path.startswith("//") else f"/api/v1{path}"
        sent = {"Authorization": f"Bearer {secret}"} if secret else {}
        if given is not None and not isinstance(given, bytes):
            sent["Content-Type"], given = "application/json", json.dumps(given).encode()
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection(self.host, self.port, timeout=60)) as connection:
            connection.request(method or ("GET" if given is None else "POST"), path.replace("//", "/"), given, sent)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())

    def kill(self) -> None:
        """As if the machine was switched off."""
        self.process.kill()
        self.process.wait()


@dataclass
class House:
    """A database, and a token for each role."""

    address: str
    secrets: dict[str, str]

    def padanan(self, cwd: Path, *words: object) -> Ended:
        """Run a command over the database."""
        told = [*PADANAN, *map(str, words)]
        env = environment(PADANAN_STORE=self.address, PADANAN_DATA=str(cwd / "terminal"))
        return subprocess.run(told, cwd=cwd, env=env, capture_output=True, text=True, timeout=90, check=False)


def house(address: str) -> House:
    """The small store in a database, with its tokens."""
    address = address.replace("postgres@", f"postgres:{PASSWORD}@")
    fill(address)
    with closing(Access(address, "access")) as access:
        return House(address, {role: access.add(f"{role} Rini", role, by="test")[0] for role in GRANTED})


@contextmanager
def node(known: House, data: Path, *options: str) -> Iterator[Node]:
    """A node over a database, until the end of the block."""
    data.parent.mkdir(parents=True, exist_ok=True)
    told = [*PADANAN, "serve", "--port", "0", "--data", str(data), *options]
    env = environment(PADANAN_STORE=known.address, PADANAN_ANONYMOUS="none")
    log = data.with_suffix(".log")
    with log.open("w") as stderr, subprocess.Popen(told, cwd=data.parent, env=env, stderr=stderr, text=True) as process:
        try:
            lines = sooner_or_later(lambda: _served(log, process))
            place = urlsplit(lines[-1].split()[3])
            yield Node(process, str(place.hostname), int(place.port or 0), data, lines[:-1])
        finally:
            process.kill()
    assert PASSWORD not in log.read_text()


def _served(log: Path, process: subprocess.Popen[str]) -> list[str]:
    lines = log.read_text().splitlines()
    assert process.poll() is None, lines
    return lines if any(line.startswith("Padanan serves on ") for line in lines) else []


def sooner_or_later(look: Callable[[], Found], *, within: float = SOON) -> Found:
    """What comes of looking again and again, when it is something."""
    until = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < until, f"not within {within} s"
        time.sleep(0.005)
    return found


def taking(look: Callable[[], object]) -> float:
    """How many milliseconds it takes until looking finds something."""
    began = time.perf_counter()
    sooner_or_later(look)
    return 1000 * (time.perf_counter() - began)
