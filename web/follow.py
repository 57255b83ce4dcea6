"""What is new in a store that others write, too, when somebody cannot wait until it comes by itself."""

from __future__ import annotations

from memory.errors import Unavailable
from memory.stores import Store


def caught_up(store: Store) -> bool:
    """
    Ask the database what is new; whether it answered.

    A store of our own has nothing new, and a database that is away is not waited for: reading goes on without it.
    """
    if not (store.shared and store.connected):
        return False
    try:
        store.refresh()
    except Unavailable:
        return False
    return True
