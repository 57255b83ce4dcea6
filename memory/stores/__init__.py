"""The door to the stores: where records are kept, whatever they mean. Start reading at `base.py`."""

from __future__ import annotations

from memory.stores.base import Change, Effect, Listener, Record, Store
from memory.stores.files.repair import repair, verify
from memory.stores.place import open_store

__all__ = ["Change", "Effect", "Listener", "Record", "Store", "open_store", "repair", "verify"]
