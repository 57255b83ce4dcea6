"""Everything of an installation as one file: the store, and who has access to it."""

from __future__ import annotations

from memory.errors import Invalid
from memory.stores.backup import Backup
from web.settings import Settings


def backup(settings: Settings) -> Backup:
    """
    The archive, to be iterated and closed. The queue of jobs is not in it.

    NotFound where there is no store, Invalid where it is not a directory: its own programs back that one up.
    """
    if settings.store:
        raise Invalid("The store is a database.", hint="Back it up with its own programs, such as pg_dump.")
    access = settings.data / "access"
    return Backup({"": settings.data} | ({"access": access} if (access / "CURRENT").exists() else {}))
