"""Which format a file is in: the one that its name ends in. Here reading and writing begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from memory.errors import Invalid
from memory.formats import po, separated, tmx, workbook, xliff
from memory.formats.pair import Pair, Skipped, bearable
from memory.text import Language
from memory.units import Unit

_Reader = Callable[..., Iterator[Pair | Skipped]]
_Writer = Callable[..., int]

_READERS: dict[str, _Reader] = {
    ".tmx": tmx.read,
    ".xlf": xliff.read,
    ".xliff": xliff.read,
    ".po": po.read,
    ".csv": separated.read,
    ".tsv": separated.read,
    ".xlsx": workbook.read,
}
_WRITERS: dict[str, _Writer] = {
    ".tmx": tmx.write,
    ".xlf": xliff.write,
    ".xliff": xliff.write,
    ".po": po.write,
    ".csv": separated.write,
    ".tsv": separated.write,
    ".xlsx": workbook.write,
}
SUFFIXES = tuple(_READERS)
WRITTEN = tuple(_WRITERS)


def read(path: Path, *, source: Language | None = None, target: Language | None = None) -> Iterator[Pair | Skipped]:
    """
    The pairs of a file, in order, and what was skipped, each with its reason.

    `source` and `target` are the languages where the file does not say. Raises NotFound or Invalid, at once for a name
    that ends in nothing known, and on the way where the file breaks; what was yielded before was sound.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise _unknown(path, "cannot be read", SUFFIXES)
    return bearable(reader(path, source=source, target=target), path)


def write(units: Iterable[Unit], path: Path, *, source: Language = "id") -> int:
    """
    Units into a file that `read` takes back; how many. `source` is the language that comes first.
    A file that ends in .xlf is XLIFF 1.2, one that ends in .xliff is 2.1.

    What was at `path` is replaced whole when all is written and durable, and left alone if anything goes wrong.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise _unknown(path, "cannot be written", WRITTEN)
    return writer(units, path, source=source)


def _unknown(path: Path, said: str, known: Iterable[str]) -> Invalid:
    return Invalid(
        f"{path.name}: files of segments ending in “{path.suffix or path.name}” {said}.",
        hint=f"These can: {', '.join(sorted(known))}.",
        file=str(path),
    )
