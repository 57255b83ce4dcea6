"""
Where a store in PostgreSQL is: `postgresql://user:password@host,standby/database`, as libpq reads it.

Whatever is said of an address is said without its secrets: `shown` names it, `redacted` goes over a message of the
driver's. A second host may be a standby: reading prefers one, writing takes the host that may be written to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from memory.errors import Invalid
from memory.stores.where import public

_SECRETS = ("password", "sslpassword")
_PORTS = re.compile(r"[0-9,]*")
_PART = re.compile(r"[a-z][a-z0-9_]{0,40}")

# A host that is gone without a word is noticed within a quarter of a minute, also while an answer is waited for.
_PATIENCE: dict[str, str | int] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "application_name": "padanan",
}
_OURS = {"client_encoding": "UTF8"}

Wanted = Literal["primary", "standby"]
_ATTRIBUTES: dict[Wanted, str] = {"primary": "read-write", "standby": "prefer-standby"}


@dataclass(frozen=True, slots=True)
class Address:
    """A database, and how it is named to people."""

    shown: str
    several: bool
    _given: dict[str, str] = field(repr=False)

    def conninfo(self, wanted: Wanted) -> str:
        """What to connect with: the primary, the host that may be written to; or a standby where there is one."""
        asked = {**_PATIENCE, **self._given, **_OURS}
        if self.several:
            asked["target_session_attrs"] = _ATTRIBUTES[wanted]
        return make_conninfo("", **asked)

    def redacted(self, message: str) -> str:
        """A message without the secrets of this address."""
        for name in _SECRETS:
            if secret := self._given.get(name):
                message = message.replace(secret, "…")
        return message


def address(where: str) -> Address:
    """The address that is written so; Invalid, without its secrets, for one that is none."""
    try:
        given = {key: str(value) for key, value in conninfo_to_dict(where).items() if value is not None}
    except ProgrammingError:  # whose message may quote a piece of the password
        raise _unreadable(where) from None
    # A / or ? in a password that is not written as a % code makes the user a host, and pieces of the password the rest.
    if not _PORTS.fullmatch(given.get("port", "")) or "@" in given.get("dbname", ""):
        raise _unreadable(where)
    given.pop("target_session_attrs", None)
    hosts = given.get("host") or given.get("hostaddr", "")
    return Address(_shown(given), "," in hosts, given)


def _unreadable(where: str) -> Invalid:
    return Invalid(
        f"{public(where)!r} is not the address of a database.",
        hint="It is written postgresql://user:password@host:5432/database, with % codes for : / @ ? # in a password.",
    )


def schema(part: str) -> str:
    """
    The schema of a part of the store; Invalid for a name that is none.

    >>> schema(""), schema("access")
    ('padanan', 'padanan_access')
    """
    if part and not _PART.fullmatch(part):
        raise Invalid(f"{part!r} is no name for a part of a store.", hint="Small letters, digits and underscores.")
    return f"padanan_{part}" if part else "padanan"


def _shown(given: dict[str, str]) -> str:
    hosts = (given.get("host") or given.get("hostaddr") or "localhost").split(",")
    ports = given.get("port", "").split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    places = ",".join(f"{host}:{port}" if port else host for host, port in zip(hosts, ports, strict=False))
    user = given.get("user", "")
    return f"postgresql://{user}{'@' if user else ''}{places}/{given.get('dbname', user)}"
