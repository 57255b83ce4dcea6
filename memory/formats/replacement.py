"""A file that takes another's place whole and durable, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from memory.errors import Invalid, NotFound, Unavailable


@contextmanager
def replacement(path: Path) -> Iterator[IO[bytes]]:
    """
    A file to write as `<name>.partial`, which takes the place of `path` when the block ends well.

    An exception leaves what was at `path` as it was, and nothing else.
    """
    if path.is_dir():
        raise Invalid(f"{path} is a folder.", hint="Name a file in it.", file=str(path))
    beside = path.with_name(path.name + ".partial")
    try:
        file = beside.open("wb")
    except FileNotFoundError:
        raise NotFound(f"There is no folder {path.parent}.", hint="Create it first.", file=str(path)) from None
    except OSError as error:
        raise Invalid(
            f"{path} cannot be written: {error.strerror}.", hint="Check its permissions.", file=str(path)
        ) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync(path.parent)
    except OSError as error:  # such as a disk that is full
        raise Unavailable(
            f"{path} could not be written: {error.strerror or error}.", hint="Make room on the disk.", file=str(path)
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Return when the names of the files are on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
