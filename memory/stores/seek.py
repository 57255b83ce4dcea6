"""Whether there is a store at a place, without reading it or making one; and how a place is known again."""

from __future__ import annotations

from pathlib import Path

from memory.errors import NotFound
from memory.stores.files.directory import Directory, existing
from memory.stores.place import is_address


def seek(where: Path | str, part: str = "") -> None:
    """Return if a store is there; NotFound if there is none, Invalid for a directory that is something else."""
    if not is_address(where):
        existing(Path(where) / part)
        return
    from memory.stores.database import dump  # noqa: PLC0415 - with the driver, which is an extra

    dump.seek(str(where), part)


def there(where: Path | str, part: str = "") -> bool:
    """Whether a store is there, be it damaged; a directory may hold other files of a node."""
    if not is_address(where):
        files = Directory(Path(where) / part)
        return (files.path / "CURRENT").exists() or (files.path.is_dir() and bool(files.generations("snapshot")))
    try:
        seek(where, part)
    except NotFound:
        return False
    return True


def known(where: Path | str) -> str:
    """A place by what is always the same of it: a directory in full, a database without its password."""
    if not is_address(where):
        return str(Path(where).resolve())
    from memory.stores.database.address import address  # noqa: PLC0415

    return address(str(where)).shown
