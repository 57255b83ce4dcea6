"""
A connection to the database that is made when it is wanted, and made anew when it was lost.

What the server or the network says becomes one of our problems here, and nowhere else: `problem`.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import Connection, errors
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from memory.errors import Invalid, Problem, Unavailable
from memory.stores.database.address import Address, Wanted

# Set where the server knows them: a node that is gone, or stands still inside a batch, lets go of the head in the end.
_SESSION = """
SELECT set_config(wanted.name, wanted.value, false)
FROM (VALUES ('idle_in_transaction_session_timeout', '15min'),
             ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'))
     AS wanted (name, value)
WHERE wanted.name IN (SELECT name FROM pg_catalog.pg_settings)
"""

_HINTS: dict[type[psycopg.Error], str] = {
    errors.InvalidPassword: "Check the user and the password in the address.",
    errors.InvalidAuthorizationSpecification: "Check the user in the address, and the server's pg_hba.conf.",
    errors.InvalidCatalogName: "Make it first: CREATE DATABASE … ENCODING 'UTF8'.",
    errors.InsufficientPrivilege: "The user needs CREATE on the database, and owns the schemas `padanan…` in it.",
    errors.DiskFull: "Make room on the server's disk and try again.",
    errors.TooManyConnections: "Raise max_connections: each process of Padanan takes up to two for each of three stores.",
    errors.LockNotAvailable: "Another node is writing a large batch; try again in a minute.",
    errors.UndefinedTable: "Restore the database from a backup.",
}

_AWAY = "Check the address, and that the server runs. What is open goes on being read."


class Link:
    """One connection, for one thread at a time."""

    def __init__(
        self,
        address: Address,
        wanted: Wanted,
        *,
        writes: bool = False,
        prepare: Callable[[Connection], object] | None = None,
    ) -> None:
        self.address = address
        self.contact = 0.0
        self.warned = False
        self._conninfo = address.conninfo(wanted)
        self._writes = writes
        self._prepare = prepare
        self._connection: Connection | None = None

    @property
    def open(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._connection is not None and not self._connection.closed

    @property
    def idle(self) -> bool:
        """Whether no transaction is open on it."""
        return self._connection is None or self._connection.info.transaction_status == TransactionStatus.IDLE

    def connection(self, outcome: str = "") -> Connection:
        """The connection, made if there is none; Unavailable, with what that means to a change, if there can be none."""
        if self._connection is None or self._connection.closed:
            self._connection = self._connected(outcome)
        self.warned = False
        return self._connection

    def close(self) -> None:
        """Let go of the connection; what it had begun is taken back by the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def reaching(self) -> Iterator[Connection]:
        """The connection for a block that reads; Unavailable, and no connection any more, where that fails."""
        try:
            yield self.connection()
            self.contact = time.monotonic()
        except psycopg.Error as error:
            raise self.problem(error) from error

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the connection if the block takes longer: a server that stands still keeps it open for ever."""
        timer = threading.Timer(seconds, _cut, (self.connection().fileno(),))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def problem(self, error: psycopg.Error, outcome: str = "") -> Problem:
        """What this error is to a caller; the connection is let go of, for its state is not worth finding out."""
        self.close()
        return problem(error, self.address, outcome)

    def _connected(self, outcome: str) -> Connection:
        try:
            connection: Connection[TupleRow] = psycopg.connect(self._conninfo, autocommit=True)
        except psycopg.Error as error:
            raise problem(error, self.address, outcome) from error
        try:
            self._prepared(connection)
        except psycopg.Error as error:
            connection.close()
            raise problem(error, self.address, outcome) from error
        except BaseException:
            connection.close()
            raise
        self.contact = time.monotonic()
        return connection

    def _prepared(self, connection: Connection) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding not in ("UTF8", None):
            raise Invalid(
                f"The database at {self.address.shown} keeps text as {encoding}, which cannot hold all we write.",
                hint="Make one with ENCODING 'UTF8'.",
            )
        connection.add_notice_handler(self._noticed)
        connection.execute(_SESSION)
        if not self._writes:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
        if self._prepare:
            self._prepare(connection)

    def _noticed(self, said: errors.Diagnostic) -> None:
        self.warned = self.warned or said.severity_nonlocalized == "WARNING"


def _cut(descriptor: int) -> None:
    with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as connected:
        connected.shutdown(socket.SHUT_RDWR)


def problem(error: psycopg.Error, address: Address, outcome: str = "") -> Problem:
    """What went wrong with the database, as a caller may be told; `outcome` says what became of a change."""
    said = address.redacted((error.diag.message_primary or str(error)).strip().partition("\n")[0])
    then = f" {outcome}" if outcome else ""
    hint = next((text for kind, text in _HINTS.items() if isinstance(error, kind)), "")
    if isinstance(error, errors.ProgramLimitExceeded):
        return Invalid(f"The database cannot hold that: {said}.{then}", hint="Ids are short; a record is under 1 GB.")
    lost = error.sqlstate is None or error.sqlstate[:2] in ("08", "57")
    return Unavailable(
        f"The database at {address.shown} {'cannot be reached' if lost else 'refuses'}: {said}.{then}",
        hint=hint or (_AWAY if lost else "Try again; if it stays so, the server's log says more."),
        database=address.shown,
    )
