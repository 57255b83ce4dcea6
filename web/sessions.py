"""
Who is signed in, in which browser: records of the server, found by the hash of what the browser's cookie holds.

A session ends by signing out, after some days without a request, and in any case after a month; all of a person's end when
their password or role changes, and when they are shut out. Signing in always begins a new one, so that a cookie which
somebody planted in the browser before is worth nothing after (session fixation).
"""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from memory.errors import Unavailable
from memory.stores import Change, Store
from web.access import BYTES, Access, digest, now
from web.accounts import Accounts, Person

IDLE, ABSOLUTE = timedelta(days=3), timedelta(days=30)
_NOTED = timedelta(minutes=15)  # how exactly the last request is noted: each note is a write
_REST = 60.0  # seconds after a note that could not be written
_SESSION = "session"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which a person is signed in."""

    person: str
    created: str
    seen: str

    @property
    def valid(self) -> bool:
        """Whether it has neither been silent for too long nor lasted too long."""
        return _age(self.seen) < IDLE and _age(self.created) < ABSOLUTE


class Sessions:
    """The sessions of an installation."""

    def __init__(self, access: Access, accounts: Accounts) -> None:
        self._access, self._accounts = access, accounts
        self._again = 0.0  # the monotonic time before which no note is tried

    def begin(self, person: Person) -> str:
        """Sign a person in: what their browser is to keep."""
        secret = secrets.token_urlsafe(BYTES)
        moment = now()
        session = Session(person.id, moment, moment)
        with self._access.writing() as store:
            changes = [*_outdated(store), Change(_SESSION, digest(secret), asdict(session))]
            store.write(changes, by=person.name, why="sign in")
        return secret

    def find(self, secret: str) -> Person | None:
        """Who is signed in with this secret; None for a session that has ended, and for who is shut out."""
        record = self._access.record(_SESSION, digest(secret)) if secret else None
        if record is None:
            return None
        session = Session(**record)
        person = self._accounts.person(session.person)
        if not session.valid or person.disabled:
            return None
        if _age(session.seen) > _NOTED and time.monotonic() >= self._again:
            self._note(secret, person)
        return person

    def end(self, secret: str, *, by: str) -> None:
        """Sign out; nothing happens where nobody is signed in."""
        with self._access.writing() as store:
            if store.get(_SESSION, digest(secret)):
                store.write([Change(_SESSION, digest(secret), None)], by=by, why="sign out")

    def end_all(self, person: Person, *, by: str) -> int:
        """Sign a person out everywhere; from how many browsers that was."""
        with self._access.writing() as store:
            found = [hashed for hashed, record in store.records(_SESSION) if record["person"] == person.id]
            store.write([Change(_SESSION, hashed, None) for hashed in found], by=by, why=f"sign {person.name} out")
        return len(found)

    def count(self, person: Person) -> int:
        """In how many browsers a person is signed in."""
        store = self._access.store()
        found = [Session(**record) for _, record in store.records(_SESSION)] if store else []
        return sum(one.person == person.id and one.valid for one in found)

    def _note(self, secret: str, person: Person) -> None:
        try:
            with self._access.writing() as store:
                record = store.get(_SESSION, digest(secret))
                if record:  # they may have signed out meanwhile
                    changed = Change(_SESSION, digest(secret), {**record, "seen": now()})
                    store.write([changed], by=person.name, why="seen")
        except Unavailable:
            # To try costs whoever only reads some seconds while the database is away.
            self._again = time.monotonic() + _REST
            logger.warning("It cannot be noted that %s was seen; it is tried again in a minute", person.name)


def _outdated(store: Store) -> list[Change]:
    old = [hashed for hashed, record in store.records(_SESSION) if not Session(**record).valid]
    return [Change(_SESSION, hashed, None) for hashed in old]


def _age(moment: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(moment)
