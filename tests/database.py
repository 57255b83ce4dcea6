"""
A PostgreSQL of our own: in a temporary directory, on a private port of the loopback, gone when the tests are.

`server()` is one server for the whole run; `database` is an empty database on it for each test. A test that kills its
server, or needs a standby, makes a `Server` of its own. By default nothing is synced to the disk.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

USER = "postgres"
ASKED = "asked"
"""A role of this name is asked for its password; the others are trusted."""
QUICK = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "logging_collector": "off",
    "wal_level": "replica",
}


def programs() -> Path:
    """Where PostgreSQL's programs are; the newest of those that Debian has installed."""
    from tests.conftest import missing

    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        missing("PostgreSQL is not here; apt-get install postgresql")
    return found[-1].parent


def free_port() -> int:
    """
    A port that nobody listens at, and that no client is given as its own: not while a killed server is away, either.

    Linux hands out 32768 and above; there, who asks for a server that is away may even find itself connected to itself.
    """
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", random.SystemRandom().randrange(20_000, 32_000)))
            return int(probe.getsockname()[1])


class Server:
    """One PostgreSQL server; `settings` go over those that all have."""

    def __init__(self, settings: dict[str, str] | None = None, *, of: Server | None = None) -> None:
        self.bin = programs()
        self.settings = {**SETTINGS, **(QUICK if settings is None else settings)}
        self.port = free_port()
        self.home = Path(tempfile.mkdtemp(prefix="padanan-pg-"))
        self.data = self.home / "data"
        self._as = {"user": USER, "group": USER, "extra_groups": []} if os.getuid() == 0 else {}
        self.owned(self.home)
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.remove)
        if of is None:
            self._call(
                "initdb", "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D", self.data
            )
            hba = self.data / "pg_hba.conf"
            hba.write_text(f"host all {ASKED} 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
        else:
            whole = f"host=127.0.0.1 port={of.port} user={USER} application_name=standby"
            self._call("pg_basebackup", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", whole, "-D", self.data)

    def address(self, name: str = "postgres", *others: Server) -> str:
        """The address of a database here or, with others, on whichever of them it is asked."""
        hosts = ",".join(f"127.0.0.1:{one.port}" for one in (self, *others))
        return f"postgresql://{USER}@{hosts}/{name}"

    def start(self) -> Server:
        """Start it, and wait until it answers."""
        told = [f"--{name}={value}" for name, value in self.settings.items()]
        command = [str(self.bin / "postgres"), "-D", str(self.data), "-p", str(self.port), "-k", str(self.home), *told]
        with open(self.home / "log", "ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd="/",
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_us,  # noqa: PLW1509  # no other thread runs when a server starts
                **self._as,  # type: ignore[call-overload]
            )
        until = time.monotonic() + 90
        while True:
            try:
                psycopg.connect(self.address(), connect_timeout=3).close()
                return self
            except psycopg.OperationalError:
                assert self._process.poll() is None, self.log()
                assert time.monotonic() < until, self.log()
                time.sleep(0.05)

    def kill(self) -> None:
        """As if the power went: kill -9 of the server and of all that it has started."""
        assert self._process is not None
        family = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self._process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in (self._process.pid, *map(int, family)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """Stop it at once, but in order; a second time does nothing."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=90)
            self._process = None

    def promote(self) -> None:
        """Make a standby a primary; return when it takes changes."""
        self.execute("SELECT pg_promote(true, 30)")

    def remove(self) -> None:
        """Stop it, and remove its files."""
        atexit.unregister(self.remove)
        if self._process is not None:
            self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def execute(self, statement: str, name: str = "postgres") -> list[tuple[object, ...]]:
        """What the server answers to one statement."""
        with psycopg.connect(self.address(name), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return list(cursor) if cursor.description else []

    def create(self, name: str) -> str:
        """An empty database of this name, in place of any that there is; its address."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.address(name)

    def owned(self, path: Path) -> None:
        """Let the server have a file of ours."""
        if self._as:
            shutil.chown(path, USER, USER)

    def log(self) -> str:
        """The end of what the server has said."""
        return (self.home / "log").read_text(errors="replace")[-4000:]

    def _call(self, program: str, *arguments: object) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **self._as)  # type: ignore[call-overload]
        assert done.returncode == 0, done.stderr


@functools.cache
def server() -> Server:
    """The server of this run."""
    return Server().start()


def emptied(address: str) -> str:
    """The database at this address, without any store of ours in it."""
    with psycopg.connect(address, autocommit=True) as connection:
        names = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'padanan%'").fetchall()
        for (name,) in names:
            connection.execute(f'DROP SCHEMA "{name}" CASCADE')  # type: ignore[call-overload]
    return address


@pytest.fixture(scope="session")
def postgres() -> Server:
    """The server of this run."""
    return server()


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The address of an empty database."""
    name = f"test_{os.getpid()}"
    address = postgres.create(name)
    yield address
    postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _die_with_us() -> None:
    """Let the server end with the process that started it, even if that is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
