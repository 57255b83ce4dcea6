"""
Who may do what: roles, and the tokens that programs bring.

Tokens live in a store of their own beside the other, in `<data>/access`, which a process opens for writing only for the
moment of a change: `padanan token add` works while a server runs, and the server knows the token at its next request. In a
database every node follows them. With them live people and invitations (`web/accounts.py`) and sessions (`web/sessions.py`).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from memory.errors import Conflict, Invalid, NotFound, Unavailable
from memory.stores import Change, Record, Store, open_store
from web.follow import caught_up
from web.pace import Pace
from web.roles import GRANTED, ROLES, Role

__all__ = ["GRANTED", "PREFIX", "ROLES", "Access", "Role", "Token"]
PREFIX = "pdn_"
_TOKEN = "token"  # noqa: S105 - a kind of record
BYTES = 32  # of a secret
LONGEST_NAME = 100
_PATIENCE = 10.0  # seconds that a change waits for another process's
_ASKED = 600  # times a minute that the database is asked for what is not known here; who guesses must not tire it


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: never the token itself. `last_four` are its last characters, for whoever has several."""

    id: str
    name: str
    role: Role
    created: str
    by: str
    last_four: str
    revoked: str = ""
    revoked_by: str = ""


class Access:
    """
    The tokens of an installation, and the store that all of access lives in: in a directory, or in a part of a database.

    Reading costs a few microseconds; nothing is made on disk before the first change.
    """

    def __init__(self, where: Path | str, part: str = "") -> None:
        self._shared = "://" in str(where)
        self._place = (where, part) if self._shared else (Path(where) / part, "")
        self._opened: Store | None = None
        self._changing = threading.Lock()
        self._asked = Pace(_ASKED)

    def find(self, secret: str) -> Token | None:
        """
        The token that is valid under this secret, or None for one that is unknown or revoked.

        It is found by its hash, so that how long the search takes tells nothing of the tokens there are.
        """
        record = self.record(_TOKEN, digest(secret))
        return None if record is None or record["revoked"] else Token(**record)

    def record(self, kind: str, hashed: str) -> Record | None:
        """
        What is kept under the hash of a secret; None if there is nothing.

        Another node may have made it a moment ago: where it is not here yet, the database is asked.
        """
        store = self.store()
        record = store.get(kind, hashed) if store else None
        if record is None and store and store.shared and not self._asked.wait("") and caught_up(store):
            record = store.get(kind, hashed)
        return record

    def tokens(self) -> list[Token]:
        """All tokens, revoked ones too, oldest first."""
        store = self.store()
        found = [Token(**record) for _, record in store.records(_TOKEN)] if store else []
        return sorted(found, key=lambda token: (token.created, token.id))

    def add(self, name: str, role: str, *, by: str) -> tuple[str, Token]:
        """A new token: its secret, which nobody can show again, and what is kept of it."""
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            hint = f"Give one of at most {LONGEST_NAME} printable characters: whose token it is."
            raise Invalid("A token needs a name.", hint=hint, parameter="name")
        secret = PREFIX + secrets.token_urlsafe(BYTES)
        hashed = digest(secret)
        token = Token(f"t_{hashed[:16]}", name.strip(), granted(role), now(), by, secret[-4:])
        with self.writing() as store:
            store.write([Change(_TOKEN, hashed, asdict(token))], by=by, why=f"token for {token.name}")
        return secret, token

    def revoke(self, id_: str, *, by: str) -> Token:
        """Make a token worthless from the next request on. NotFound if there is none, Conflict if it is revoked already."""
        with self.writing() as store:
            hashed, token = next(((d, Token(**r)) for d, r in store.records(_TOKEN) if r["id"] == id_), ("", None))
            if token is None:
                raise NotFound(
                    f"There is no token {id_}.",
                    hint="List them: GET /api/v1/tokens, or “padanan token list”.",
                    token=id_,
                )
            if token.revoked:
                raise Conflict(f"The token {id_} was revoked at {token.revoked}.", token=id_)
            ended = replace(token, revoked=now(), revoked_by=by)
            store.write([Change(_TOKEN, hashed, asdict(ended))], by=by, why=f"revoke {id_}")
        return ended

    def close(self) -> None:
        """Let go of the store."""
        if self._opened:
            self._opened.close()
            self._opened = None

    def store(self) -> Store | None:
        """The records as they are now, to be read; None where there have never been any."""
        if self._shared:
            return self._database()
        directory = Path(self._place[0])
        if self._opened is None and (directory / "CURRENT").exists():
            with self._changing:
                self._opened = self._opened or open_store(directory, writable=False)
        if self._opened:
            self._opened.refresh()
        return self._opened

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The store as nobody else changes it for a moment; waits while somebody does."""
        if self._shared:
            store = self._database()
            with store.batch():
                yield store
        else:
            with self._changing, self._alone() as store:
                yield store

    def _database(self) -> Store:
        """The part of the database, followed from the first question on."""
        if self._opened is None:
            with self._changing:
                self._opened = self._opened or open_store(*self._place)
        return self._opened

    def _alone(self) -> Store:
        """The store in the directory, open for writing."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return open_store(*self._place)
            except Unavailable:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)


def granted(role: str) -> Role:
    """A role that somebody may be given; Invalid for what is none."""
    if role not in GRANTED:
        raise Invalid(f"“{role}” is no role.", hint=f"It is one of {', '.join(GRANTED)}.", parameter="role")
    return role


def digest(secret: str) -> str:
    """What is kept of a secret."""
    # One round is right: a token is 256 random bits, so nobody can try them all. Slow hashes are for passwords.
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> str:
    """The present moment, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
