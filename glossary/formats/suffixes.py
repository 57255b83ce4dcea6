"""Which format a file of terms is in: the one that its name ends in. Here reading and writing begin."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from glossary.formats import table, tbx, vale, workbook
from glossary.formats.rows import header
from glossary.terms import Concept, Lifecycle
from memory.errors import Invalid
from memory.files import decode, load
from memory.formats.pair import Skipped, bearable
from memory.formats.replacement import replacement

_READERS: dict[str, Callable[..., Iterable[Concept | Skipped]]] = {
    ".tbx": tbx.read,
    ".csv": table.read,
    ".tsv": table.read,
    ".xlsx": workbook.read,
}


def _text(concepts: Iterable[Concept], file: IO[bytes], *, delimiter: str) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    try:
        return table.write(concepts, text, delimiter=delimiter)
    finally:
        text.detach()


_WRITERS: dict[str, Callable[[Iterable[Concept], IO[bytes]], int]] = {
    "tbx": tbx.write,
    "martif": partial(tbx.write, variant="martif"),
    "csv": partial(_text, delimiter=","),
    "tsv": partial(_text, delimiter="\t"),
    "xlsx": workbook.write,
    "vale.zip": vale.write,
}
SUFFIXES = tuple(_READERS)
WRITTEN = tuple(_WRITERS)


def read(path: Path, *, lifecycle: Lifecycle = "approved") -> Iterator[Concept | Skipped]:
    """
    The concepts of a file, in order, and what was skipped, each with its reason; `lifecycle` where the file says none.

    Raises NotFound or Invalid, at once for a name that ends in nothing known, and on the way where the file breaks; what
    was yielded before was sound.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise _unknown(path, path.suffix or path.name, "cannot be read", SUFFIXES)
    return bearable(reader(path, lifecycle=lifecycle), path)


def present(path: Path) -> frozenset[str] | None:
    """
    The columns that a file of terms has, empty or not: what an import may overwrite or clear.

    None for TBX, which has no empty fields: what an entry does not say is not there.
    """
    suffix = path.suffix.lower()
    if suffix == ".tbx":
        return None
    names = workbook.header(path) if suffix == ".xlsx" else table.header(decode(load(path), path), path)
    return frozenset(header(names, path))


def write(concepts: Iterable[Concept], path: Path, *, variant: str = "") -> int:
    """
    Concepts into a file in the format that its name ends in, or in `variant`, one of `WRITTEN`; how many.

    What was at `path` is replaced whole when all is written and durable, and left alone if anything goes wrong.
    """
    writer = _writer(variant or _variant(path), path)
    with replacement(path) as file:
        return writer(concepts, file)


def pour(concepts: Iterable[Concept], file: IO[bytes], *, variant: str) -> int:
    """Concepts into an open file, in one of the formats `WRITTEN`; how many."""
    return _writer(variant)(concepts, file)


def _variant(path: Path) -> str:
    return next((known for known in WRITTEN if path.name.lower().endswith("." + known)), path.suffix.lower())


def _writer(variant: str, path: Path | None = None) -> Callable[[Iterable[Concept], IO[bytes]], int]:
    writer = _WRITERS.get(variant)
    if writer is None:
        raise _unknown(path or Path(variant), variant, "cannot be written", WRITTEN)
    return writer


def _unknown(path: Path, suffix: str, said: str, known: Iterable[str]) -> Invalid:
    return Invalid(
        f"{path.name}: terms {said} as “{suffix}”.",
        hint=f"One of: {', '.join(sorted(known))}.",
        file=str(path),
    )
