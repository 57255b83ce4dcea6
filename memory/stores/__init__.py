"""The door to the stores: where records are kept, whatever they mean. Start reading at `base.py`."""

from __future__ import annotations

from pathlib import Path

from memory.errors import Invalid
from memory.stores.base import Change, Effect, Listener, Record, Store
from memory.stores.journal import JournalStore
from memory.stores.repair import repair, verify

__all__ = ["Change", "Effect", "Listener", "Record", "Store", "open_store", "repair", "verify"]


def open_store(where: Path | str, *, writable: bool = True) -> Store:
    """The store at this place: made there if it is to be written and there is none, NotFound if it is to be read."""
    if "://" in str(where):
        raise Invalid(
            f"No store can be opened at {where!r}: stores are directories on this machine.",
            hint="Name a directory, as in --data ./padanan-data.",
        )
    return JournalStore(where, writable=writable)
