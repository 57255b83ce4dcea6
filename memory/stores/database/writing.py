"""
A batch on its way into the database.

    locked    BEGIN, the head's lock: from here to the end nobody else writes
    commit    records, batch and head in one go; COMMIT; and if its answer is lost, what became of it

A connection that breaks before COMMIT was sent has changed nothing. One that breaks after it leaves a question, which
the batch's token answers: whoever takes the head's lock afterwards finds it there or does not, for good. So a batch is
never applied twice, and never acknowledged when it is not there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import Connection

from memory.errors import Problem, Unavailable
from memory.stores.database.ledger import PATIENCE, Head, Ledger, Row
from memory.stores.database.link import Link
from memory.stores.database.proposal import Proposal

logger = logging.getLogger(__name__)

_NOTHING = "Nothing was changed."
_UNKNOWN = "Whether the change is kept is not known: it shows here as soon as the database answers, if it is."
_LOST = (None, "25006", "57P01", "57P02", "57P03")  # the server has gone, or takes no changes any more
STILL = 10.0
"""Seconds after which a server that should have answered stands still."""
ANSWER = 60.0
"""Seconds in which a COMMIT is answered, or the connection is taken for lost: a standby may be waited for in vain."""
AFTER = 10.0
"""Seconds for which a lost answer is asked after."""
_AGAIN = 0.2


class Writing:
    """The connection that writes; its caller holds the writer's lock of this process."""

    def __init__(self, link: Link, ledger: Ledger, *, notify: bool) -> None:
        self._link = link
        self._ledger = ledger
        self._notify = notify

    @property
    def contact(self) -> float:
        """When the database last answered, by `time.monotonic`; 0 for not yet."""
        return self._link.contact

    def close(self) -> None:
        """Let go of the connection."""
        self._link.close()

    @contextmanager
    def locked(self) -> Iterator[tuple[Connection, Head]]:
        """A transaction that holds the head's lock; what the block has not committed is taken back."""
        connection, head = self._lock()
        try:
            yield connection, head
        except psycopg.Error as error:
            raise self._link.problem(error, _NOTHING) from error
        finally:
            self._end()

    def commit(self, connection: Connection, proposal: Proposal, rows: Sequence[Row]) -> None:
        """Return when the batch is durable; Unavailable if it is not, or if that is not to be found out."""
        signed = proposal.signatures.joined()
        rest = self._ledger.add(connection, rows, proposal.revision)
        with connection.pipeline():
            self._ledger.put(connection, rest, proposal.revision)
            self._ledger.finish(connection, proposal.head(), **signed, told=self._notify)
        try:
            with self._link.within(ANSWER):
                connection.execute("COMMIT")
        except psycopg.Error as error:
            if not connection.closed:  # the server has said no
                raise
            self._find_out(proposal, error)
            return
        # As when waiting for the standby was cancelled: it is committed here, and perhaps only here.
        if self._link.warned:
            self._find_out(proposal, None)

    def _lock(self) -> tuple[Connection, Head]:
        """A connection that was lost in quiet times is noticed only now, and replaced once."""
        fresh = not self._link.open
        connection = self._link.connection(_NOTHING)
        try:
            with self._link.within(PATIENCE + STILL):
                return connection, self._ledger.lock(connection)
        except psycopg.Error as error:
            problem = self._link.problem(error, _NOTHING)
            if fresh or error.sqlstate not in _LOST:
                raise problem from error
        return self._lock()

    def _end(self) -> None:
        """Leave no transaction open, so that the head's lock is free."""
        try:
            if self._link.open and not self._link.idle:
                self._link.connection().execute("ROLLBACK")
        except psycopg.Error:
            self._link.close()

    def _find_out(self, proposal: Proposal, error: psycopg.Error | None) -> None:
        """Return if the batch is there; Unavailable, and says which, if it is not or nobody can tell in time."""
        logger.warning("The answer to a COMMIT was lost (%s); looking for its batch", error or "a warning came instead")
        until = time.monotonic() + AFTER
        while True:
            try:
                with self._link.reaching() as connection, self._link.within(max(1.0, until - time.monotonic())):
                    there = self._ledger.landed(connection, proposal.token)
                if not self._link.warned:
                    break
            except Problem as problem:
                logger.info("Not found out yet: %s", problem)
            if time.monotonic() > until:
                raise Unavailable(f"The database at {self._link.address.shown} does not answer. {_UNKNOWN}") from error
            time.sleep(_AGAIN)
        if not there:
            raise Unavailable(f"The connection to the database broke. {_NOTHING}", hint="Try again.") from error
