"""
Environment and options → one frozen Settings; nothing else in Padanan reads the environment.

But for `padanan mcp`: its token is a secret of the one who asks, and no setting of the house.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from web.roles import GRANTED, Role

DATA = "padanan-data"
HOST, PORT, THREADS = "127.0.0.1", 8080, 8
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_DATABASE = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data is, and how the page and the API are served. Loopback unless somebody asks for more."""

    data: Path = Path(DATA)  # the embedded store; with a database, what this node keeps of its own
    store: str = field(default="", repr=False)  # a database's address, perhaps with its password; "" means `data`
    host: str = HOST
    port: int = PORT
    threads: int = THREADS
    log: str = ""  # where the access log goes: a file, or "-" for standard error; "" keeps none
    anonymous: str = ""  # the role of who brings no token, or "none"; "" is reader on loopback, none elsewhere
    largest_request: int = 2 * 2**20  # bytes
    largest_upload: int = 256 * 2**20  # bytes, all files of a job together
    most_jobs: int = 20  # waiting at once
    writes_per_minute: int = 30_000  # of one caller; 0: as many as they like
    refusals_per_minute: int = 20  # wrong tokens, or attempts to sign in, from one address; 0: as many as they like
    proxy: str = ""  # address of the server before ours, whose word on https and on who asks is taken

    def __post_init__(self) -> None:
        """Refuse a role that is none: a typing error must not open the house."""
        if self.anonymous not in ("", "none", *GRANTED):
            hint = f"It is one of {', '.join(GRANTED)}, or none."
            raise _invalid(f"PADANAN_ANONYMOUS is “{self.anonymous}”, which is no role.", hint=hint)
        if self.store and not self.store.startswith(_DATABASE):
            hint = "It begins with postgresql://. A directory is named with --data, or PADANAN_DATA."
            raise _invalid("PADANAN_STORE (--store) is not the address of a database.", hint=hint)

    @property
    def local(self) -> bool:
        """Whether only this machine is served; a server before ours, though it is on this machine, serves others."""
        return self.host in LOOPBACK and not self.proxy

    @property
    def visitor(self) -> Role:
        """The role of who brings no token."""
        if self.anonymous in ("", "none"):
            return "reader" if self.local and not self.anonymous else "anyone"
        return self.anonymous  # type: ignore[return-value]

    @property
    def where(self) -> str:
        """What to hand to `open_store`."""
        return self.store or str(self.data)


def settings(environment: Mapping[str, str] = os.environ, **options: object) -> Settings:
    """
    The settings from the environment, options winning; None options are not given.

    A database is the store whatever `data` says, which is then the directory of this node.

    Read are `PADANAN_DATA`, `PADANAN_STORE`, `PADANAN_ANONYMOUS`, `PADANAN_LOG` and `PADANAN_PROXY`.

    >>> settings({"PADANAN_DATA": "/srv/padanan"}, port=9090).port
    9090
    """
    unknown = set(options) - set(Settings.__slots__)
    if unknown:
        hint = f"Settings: {', '.join(Settings.__slots__)}."
        raise _invalid(f"There is no setting {', '.join(sorted(unknown))}.", hint=hint)
    given = {name: value for name, value in options.items() if value is not None}
    base: dict[str, object] = {"data": Path(environment.get("PADANAN_DATA") or DATA)}
    base |= {
        name: environment[f"PADANAN_{name.upper()}"]
        for name in ("store", "anonymous", "log", "proxy")
        if environment.get(f"PADANAN_{name.upper()}")
    }
    return Settings(**{**base, **given})  # type: ignore[arg-type]


def _invalid(message: str, *, hint: str) -> Exception:
    from memory.errors import Invalid  # noqa: PLC0415 - whoever only wants to know the settings waits for no memory

    return Invalid(message, hint=hint)
