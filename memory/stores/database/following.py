"""
How a node hears of what others have written: told by NOTIFY, and looking twice a second all the same.

    head differs → landing → a snapshot of what is newer → memory → listeners

The primary notifies, and is asked for its head. Where the address names a standby, what is newer is read there as soon
as it has it, and the standby is what is looked at in quiet times. Whether this node's own state still is part of the
store's history is decided by the primary alone, for a standby may merely be late.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
import time
from contextlib import suppress

from psycopg import Connection, Notify, errors, sql

from memory.errors import Problem
from memory.stores.database.address import Address
from memory.stores.database.ledger import Head, Ledger
from memory.stores.database.link import Link
from memory.stores.database.present import Present

logger = logging.getLogger(__name__)

POLL = 0.5
_PRIMARY_EVERY = 5.0  # seconds after which the primary is looked at though a standby says that nothing is new

_STILL = 10.0  # seconds after which a server that should have answered stands still


class Follower:
    """Brings what others write. Any thread may `look`; after `start` one of its own does."""

    def __init__(self, address: Address, ledger: Ledger, present: Present, *, listens: bool) -> None:
        self.connected = True
        self._ledger = ledger
        self._present = present
        self._primary = Link(address, "primary", prepare=self._listen if listens else None)
        self._standby = Link(address, "standby") if address.several else None
        self._links = threading.RLock()  # never held by one who waits for `landing`
        self._asked = time.monotonic()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)

    @property
    def contact(self) -> float:
        """When the database last answered, by `time.monotonic`; 0 for not yet."""
        return max(link.contact for link in (self._primary, self._standby) if link)

    def start(self) -> None:
        """Follow from now on."""
        self._thread = threading.Thread(target=self._run, name=f"{self._ledger.schema} follows", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Follow no more, and let go of the connections."""
        self._stopped = True
        self._rouse()
        if self._thread:
            self._thread.join(timeout=5)
        for link in (self._primary, self._standby):
            if link:
                link.close()
        self._wake.close()
        self._woken.close()

    def look(self, *, told: bool = True) -> None:
        """
        Bring what is new; Unavailable if the database does not answer.

        `told` is whether something may be known to be new: then the primary is asked, else a standby if there is one.
        """
        if self._standby and not told and self.connected and time.monotonic() - self._asked < _PRIMARY_EVERY:
            self._look_at(self._standby)
            return
        try:
            head = self._head(self._primary)
            self.connected, self._asked = True, time.monotonic()
        except Problem:
            self.connected = False
            if self._standby:
                self._look_at(self._standby)
            raise
        if not self._stands(head) and not (self._standby and self._look_at(self._standby, head)):
            self._bring(self._primary, certain=True)

    def _look_at(self, standby: Link, wanted: Head | None = None) -> bool:
        """Bring what a standby has more than we; whether that is all that is wanted."""
        head = self._head(standby)
        if head.revision > self._present.head.revision and (wanted is None or head.revision >= wanted.revision):
            return self._bring(standby, certain=False)
        return False

    def _head(self, link: Link) -> Head:
        with self._links, link.reaching() as connection, link.within(_STILL):
            return self._ledger.head(connection)

    def _bring(self, link: Link, *, certain: bool) -> bool:
        with self._present.landing, self._links, link.reaching() as connection, connection.transaction():
            head = self._ledger.head(connection)
            return self._present.catch_up(self._ledger, connection, head, certain=certain)

    def _stands(self, head: Head) -> bool:
        mine = self._present.head
        return (mine.revision, mine.token) == (head.revision, head.token)

    def _run(self) -> None:
        told = True
        while not self._stopped:
            try:
                self.look(told=told)
            except Problem as problem:
                logger.debug("Not followed: %s", problem)
            except Exception as error:
                self._failed(error)
            told = self._told()

    def _told(self) -> bool:
        """Wait until we are told of something, for as long as a poll takes to come; whether we were."""
        poll = select.poll()  # not select(), which a process with a thousand clients cannot use
        poll.register(self._woken, select.POLLIN)
        if self._primary.open:
            with suppress(Problem, errors.Error):
                poll.register(self._primary.connection().fileno(), select.POLLIN)
        ready = [at for at, _ in poll.poll(POLL * 1000)]
        if self._woken.fileno() in ready:
            self._woken.recv(4096)
        return bool(ready)

    def _hear(self, _: Notify) -> None:
        """Wake the follower: what we are told may come with the answer to our last question, and be newer than that."""
        self._rouse()

    def _rouse(self) -> None:
        with suppress(OSError):  # full: it is roused already; closed: it has ended
            self._wake.send(b".")

    def _failed(self, error: Exception) -> None:
        logger.exception("Following the database failed; it goes on")
        note = (
            f"Following the database failed once ({type(error).__name__}: {error}); what this node shows may be late."
        )
        if note not in self._present.notes:
            self._present.notes.append(note)

    def _listen(self, connection: Connection) -> None:
        """Ask to be told. A server that cannot tell, or a standby, is looked at twice a second all the same."""
        connection.add_notify_handler(self._hear)
        with suppress(errors.FeatureNotSupported, errors.ReadOnlySqlTransaction, errors.SyntaxError):
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._ledger.schema)))
