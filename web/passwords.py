"""
Passwords: which will do, and what is kept of one.

Kept is its Argon2id hash (RFC 9106), with the parameters that RFC recommends where memory is scarce; they are written into
the hash, so they may be raised later.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from memory.errors import Invalid, Unavailable
from web.pace import Turns

SHORTEST, LONGEST = 10, 1000  # code points; NIST SP 800-63B asks for length, and for no mixture of signs
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
# The hash of a password that nobody knows: whoever gives an unknown name waits as long as whoever gives a wrong password.
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$mlY5tWWgjCXd9WhXUbjZlg$ts7z9XiZHXBQ9EH5F/wHBb4G1qn7J2UdT3IyLGmG/R0"
_TURNS = Turns(2)  # each takes 64 MB
_PATIENCE = 3.0


def hashed(password: str, *, name: str) -> str:
    """What is kept of a new password. Invalid for one that is too short, too long or the person's name."""
    if not SHORTEST <= len(password) <= LONGEST:
        said = f"The password has {len(password)} characters."
        raise Invalid(said, hint=f"It takes {SHORTEST} to {LONGEST}: a few words are good.", parameter="password")
    if password.casefold().strip() == name.casefold() or len(set(password)) < 4:
        hint = "Take a few words that have nothing to do with each other."
        raise Invalid("That password would be guessed first.", hint=hint, parameter="password")
    with _turn():
        return _HASHER.hash(_plain(password))


def fits(kept: str, password: str) -> bool:
    """Whether this is the password of which the hash is kept; without any hash no password is, and it takes as long."""
    with _turn():
        try:
            return _HASHER.verify(kept or _NOBODYS, _plain(password[: LONGEST + 1])) and bool(kept)
        except VerificationError:
            return False


def old(kept: str) -> bool:
    """Whether the hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> bytes:
    # é typed on one machine is e and an accent on another (RFC 8265).
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@contextmanager
def _turn() -> Iterator[None]:
    """One of the few at once who may use so much memory."""
    if not _TURNS.take(patience=_PATIENCE):
        raise Unavailable("Too many people are signing in.", hint="Try again in a moment.", retry_after=int(_PATIENCE))
    try:
        yield
    finally:
        _TURNS.give_back()
