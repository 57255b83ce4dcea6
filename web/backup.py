"""
Everything of an installation as one file: the records, and who has access to it; and an installation made of that again.

The file is the same of a directory and of a database, so that either can be made of a backup of the other. The queue of
jobs is not in it.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from memory.errors import Unavailable
from memory.stores import Change, Store, open_store
from memory.stores.backup import Backup
from memory.stores.backup import restore as made_of
from memory.stores.move import Progress
from memory.stores.seek import there
from web.access import now
from web.migrate import migrate
from web.settings import Settings

_FOLDERS = {"": "", "access": "access"}
_TOKEN, _SESSION, _INVITATION = "token", "session", "invitation"  # kinds of records
_BY = "restore"


@dataclass(slots=True)
class Doors:
    """What opens the house without a password: how many tokens, sessions and invitations are good."""

    tokens: int = 0
    sessions: int = 0
    invitations: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a backup: its moment, what is damaged in it, and the doors that were open then (None: not known)."""

    moment: datetime
    damage: list[str]
    doors: Doors | None


def backup(settings: Settings) -> Backup:
    """
    The archive, to be iterated and closed; NotFound where there is no store, Unavailable for half a database.

    Of a database it is one moment of everything, that of the call. Of a directory each store is of one moment, access of
    one a little later; so nobody is missing from access whom the records name.
    """
    if settings.store:
        from memory.stores.database.dump import dumped  # noqa: PLC0415 - with the driver, which is an extra

        return Backup.of(dumped(settings.store, _FOLDERS))
    return Backup(
        {folder: settings.data / part for folder, part in _FOLDERS.items() if not part or there(settings.data, part)}
    )


def restore(archive: Path, settings: Settings, progress: Progress, *, tokens: bool) -> Restored:
    """
    Make an installation of an archive, in a new directory or an empty database.

    What was good at that moment is good again, also what has been ended since; without `tokens` all tokens, sessions and
    invitations are ended before anybody can use them. A database that was filled in part is refused by servers until the
    same archive has been restored to the end; it is unpacked beside the directory of this node. Unavailable where the place is taken, and for damage on its way to a database.
    """
    if not settings.store:
        return _unpacked(archive, settings.data, tokens=tokens)
    data = settings.data.resolve()
    unpacked = data.with_name(f"{data.name}.restoring")
    shutil.rmtree(unpacked, ignore_errors=True)  # of one that was killed
    try:
        restored = _unpacked(archive, unpacked, tokens=tokens)
        if restored.damage:
            hint = "Restore it to a directory (--data), mend that (“padanan verify --repair”), and migrate it."
            raise Unavailable(
                f"{archive} is damaged in {len(restored.damage)} places: {restored.damage[0]}.", hint=hint
            )
        migrate(replace(settings, store="", data=unpacked), settings.store, progress, origin=_named(archive))
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return restored


def _named(archive: Path) -> str:
    """An archive by its content: with the same one an earlier restore goes on."""
    with archive.open("rb") as file:
        return f"the backup {hashlib.file_digest(file, 'sha256').hexdigest()[:16]}"


def _unpacked(archive: Path, where: Path, *, tokens: bool) -> Restored:
    found: list[Doors] = []

    def prepare(directory: Path, damage: list[str]) -> None:
        if there(directory, "access") and not (damage and tokens):  # what is damaged can only be restored as it is
            with open_store(directory, "access", writable=not tokens) as access:
                found.append(_doors(access, shut=not tokens))

    done = made_of(archive, where, prepare)
    return Restored(done.moment, done.damage, found[0] if found else None if done.damage else Doors())


def _doors(access: Store, *, shut: bool) -> Doors:
    """What is open; and, if it is to be, shut."""
    doors, moment = Doors(), now()
    changes: list[Change] = []
    for id, record in access.records(_TOKEN):
        if not record["revoked"]:
            doors.tokens += 1
            changes.append(Change(_TOKEN, id, record | {"revoked": moment, "revoked_by": _BY}))
    for id, record in access.records(_INVITATION):
        if not record["used"] and moment < record["expires"]:
            doors.invitations += 1
            changes.append(Change(_INVITATION, id, None))
    for id, _ in access.records(_SESSION):
        doors.sessions += 1
        changes.append(Change(_SESSION, id, None))
    if shut:
        access.write(changes, by=_BY, why="restored without tokens")
    return doors
