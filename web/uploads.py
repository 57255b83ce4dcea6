"""Files that people send: kept under safe names, and refused when they would unpack to more than this machine can bear."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from memory import archives
from memory.errors import Invalid

_LONGEST = 100  # characters of a name without its endings
_ENDINGS = re.compile(r"(?i)(?:\.(?:id|en))?\.[a-z0-9]{1,8}$")


def save(uploads: Iterable[FileStorage], directory: Path) -> list[str]:
    """
    Put files into a directory, and give their names there.

    A pair such as x.id.txt and x.en.txt stays a pair; of two files with one name the second gets another. Raises Invalid for
    none at all, and for an archive (docx, xlsx) that unpacks to too much.
    """
    stems: dict[str, str] = {}
    names: list[str] = []
    for upload in uploads:
        name = _name(upload.filename or "", stems)
        while name in names:
            name = f"again-{name}"
        upload.save(directory / name)
        bounded(directory / name)
        names.append(name)
    if not names:
        raise Invalid("There is no file.", hint="Send multipart/form-data with one or more “files”.", parameter="files")
    return names


def _name(given: str, stems: dict[str, str]) -> str:
    """A safe name; those with the same stem get the same one, so that pairs can be told."""
    endings = _ENDINGS.search(given)
    stem, ending = (given[: endings.start()], endings[0].lower()) if endings else (given, "")
    if stem not in stems:
        safe = secure_filename(stem)[:_LONGEST].rstrip(".") or "file"
        taken = set(stems.values())
        free = (name for name in [safe, *(f"{safe}-{n}" for n in range(2, len(taken) + 3))] if name not in taken)
        stems[stem] = next(free)
    return stems[stem] + ending


def bounded(path: Path) -> None:
    """
    Raise Invalid for an archive that unpacks to too much, by what it declares and by what it really holds.

    A file that is no archive passes, and so does a damaged one: its reader says what is wrong with it.
    """
    if zipfile.is_zipfile(path):
        with suppress(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
            archives.bounded(path)
