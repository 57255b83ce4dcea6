"""
Where a store is kept: in a directory of this machine, or in a database that several share.

    ./padanan-data                          the embedded store, for one writing process
    postgresql://user@host,standby/padanan  the shared store, for any number of nodes
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from memory.errors import Invalid, Unavailable
from memory.stores.base import Store
from memory.stores.journal import JournalStore
from memory.stores.move import settled
from memory.stores.where import is_address, public

__all__ = ["is_address", "open_store", "public"]


def open_store(
    where: Path | str,
    part: str = "",
    *,
    writable: bool = True,
    beside: Path | None = None,
    unfinished: bool = False,
) -> Store:
    """
    The store at this place: made there if it is to be written and there is none, NotFound if it is to be read.

    A `part` is another store of the same installation: a directory within it, or a schema beside it. `beside` is where
    a node of a shared store may keep what it makes of the records; an embedded store keeps it in its own directory.
    Unavailable for one that a migration has begun to fill and not ended, but for whoever asks for an `unfinished` one.
    """
    store = _opened(where, part, writable=writable, beside=beside)
    if not unfinished:
        try:
            settled(store)
        except BaseException:
            store.close()
            raise
    return store


def _opened(where: Path | str, part: str, *, writable: bool, beside: Path | None) -> Store:
    if is_address(where):
        return _shared(str(where), part, writable=writable, beside=beside)
    if "://" in str(where):
        raise Invalid(
            f"No store can be opened at {public(where)!r}: stores are directories on this machine, or in PostgreSQL.",
            hint="Name a directory, as in --data ./padanan-data, or an address, as in postgresql://user@host/padanan.",
        )
    return JournalStore(Path(where) / part, writable=writable)


def _shared(where: str, part: str, *, writable: bool, beside: Path | None) -> Store:
    try:
        postgres = import_module("memory.stores.postgres")
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] != "psycopg":
            raise
        raise Unavailable(
            "A store in PostgreSQL needs psycopg, which is not installed.", hint="pip install 'padanan[postgres]'"
        ) from error
    return cast(Store, postgres.PostgresStore(where, part, writable=writable, beside=beside))
