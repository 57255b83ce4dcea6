"""Where a store is, as it is written: a directory, or the address of a database; and what of that may be shown."""

from __future__ import annotations

from pathlib import Path

from memory.errors import Invalid

_SCHEMES = ("postgresql://", "postgres://")


def is_address(where: Path | str) -> bool:
    """
    Whether a place is a database's address rather than a directory.

    >>> is_address("postgresql://db/padanan"), is_address("./padanan-data")
    (True, False)
    """
    return str(where).startswith(_SCHEMES)


def public(where: Path | str) -> str:
    """
    A place as it may be shown: an address without its password, whatever that is made of, and without options.

    >>> public("postgresql://ana:s3cret@db/padanan?sslpassword=x")
    'postgresql://ana@db/padanan'
    >>> public("postgresql://ana:a/b@c@db/padanan")
    'postgresql://ana@db/padanan'
    >>> public("./padanan-data")
    './padanan-data'
    """
    scheme, mark, rest = str(where).partition("://")
    if not mark:
        return str(where)
    user, at, place = rest.partition("?")[0].rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}{at}{place}"


def local(where: Path | str) -> Path:
    """A place that must be a directory of this machine; Invalid for an address."""
    if "://" in str(where):
        raise Invalid(
            f"{public(where)!r} is not a directory on this machine.",
            hint="Open the store, as `padanan verify` does; a database is repaired by its own tools, or from a backup.",
        )
    return Path(where)
