"""
Who may do what: roles, and the tokens that programs bring.

Tokens live in a store of their own beside the other, in `<data>/access`, which a process opens for writing only for the
moment of a change: `padanan token add` works while a server runs, and the server knows the token at its next request.
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
from typing import Literal

from memory.errors import Conflict, Invalid, NotFound, Unavailable
from memory.stores import Change, Store, open_store

Role = Literal["anyone", "reader", "translator", "editor", "admin"]
ROLES: tuple[Role, ...] = ("anyone", "reader", "translator", "editor", "admin")  # each may all that those before it may
GRANTED: tuple[Role, ...] = ROLES[1:]
PREFIX = "pdn_"
_TOKEN = "token"  # noqa: S105 - a kind of record
_BYTES = 32
_LONGEST_NAME = 100
_PATIENCE = 3.0  # seconds that a change waits for another process's


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
    """The tokens of an installation. Reading costs a few microseconds; nothing is made on disk before the first change."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._reader: Store | None = None
        self._changing = threading.Lock()

    def find(self, secret: str) -> Token | None:
        """
        The token that is valid under this secret, or None for one that is unknown or revoked.

        It is found by its hash, so that how long the search takes tells nothing of the tokens there are.
        """
        record = self._current(_digest(secret))
        return None if record is None or record.revoked else record

    def tokens(self) -> list[Token]:
        """All tokens, revoked ones too, oldest first."""
        store = self._store()
        found = [Token(**record) for _, record in store.records(_TOKEN)] if store else []
        return sorted(found, key=lambda token: (token.created, token.id))

    def add(self, name: str, role: str, *, by: str) -> tuple[str, Token]:
        """A new token: its secret, which nobody can show again, and what is kept of it."""
        if role not in GRANTED:
            raise Invalid(f"“{role}” is no role.", hint=f"It is one of {', '.join(GRANTED)}.", parameter="role")
        if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
            hint = f"Give one of at most {_LONGEST_NAME} printable characters: whose token it is."
            raise Invalid("A token needs a name.", hint=hint, parameter="name")
        secret = PREFIX + secrets.token_urlsafe(_BYTES)
        digest = _digest(secret)
        token = Token(f"t_{digest[:16]}", name.strip(), role, _now(), by, secret[-4:])
        with self._writing() as store:
            store.write([Change(_TOKEN, digest, asdict(token))], by=by, why=f"token for {token.name}")
        return secret, token

    def revoke(self, id_: str, *, by: str) -> Token:
        """Make a token worthless from the next request on. NotFound if there is none, Conflict if it is revoked already."""
        with self._writing() as store:
            digest, token = next(((d, Token(**r)) for d, r in store.records(_TOKEN) if r["id"] == id_), ("", None))
            if token is None:
                raise NotFound(f"There is no token {id_}.", hint="List them: GET /api/v1/tokens.", token=id_)
            if token.revoked:
                raise Conflict(f"The token {id_} was revoked at {token.revoked}.", token=id_)
            ended = replace(token, revoked=_now(), revoked_by=by)
            store.write([Change(_TOKEN, digest, asdict(ended))], by=by, why=f"revoke {id_}")
        return ended

    def close(self) -> None:
        """Let go of the files."""
        if self._reader:
            self._reader.close()
            self._reader = None

    def _current(self, digest: str) -> Token | None:
        store = self._store()
        record = store.get(_TOKEN, digest) if store else None
        return Token(**record) if record else None

    def _store(self) -> Store | None:
        """The tokens as they are now; None where there have never been any."""
        if self._reader is None and (self._directory / "CURRENT").exists():
            with self._changing:
                self._reader = self._reader or open_store(self._directory, writable=False)
        if self._reader:
            self._reader.refresh()
        return self._reader

    @contextmanager
    def _writing(self) -> Iterator[Store]:
        """The store, ours alone for a moment; waits while another process changes it."""
        with self._changing:
            until = time.monotonic() + _PATIENCE
            while True:
                try:
                    store = open_store(self._directory)
                    break
                except Unavailable:
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.02)
            with store:
                yield store


def _digest(secret: str) -> str:
    # One round is right: a token is 256 random bits, so nobody can try them all. Slow hashes are for passwords.
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
