"""
Tables of segments as text: CSV and TSV, read and written as a stream. What the columns mean is in `memory.formats.table`.

The separator (comma, semicolon, tab) is the one under which the first row is a header. Text is UTF-8, or UTF-16 with its
mark, as spreadsheets write it. Quotes are as RFC 4180 has them; a stray one is refused rather than guessed at.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from memory.errors import Invalid, NotFound
from memory.files import decode
from memory.formats import table
from memory.formats.fields import direction
from memory.formats.pair import Pair, Skipped
from memory.formats.replacement import replacement
from memory.text import Language
from memory.units import Unit

_FIRST = 2**16  # bytes
_LONGEST = 2**22  # characters of a row, which may have many lines
_SEPARATORS = (",", ";", "\t")


def read(path: Path, *, source: Language | None = None, target: Language | None = None) -> Iterator[Pair | Skipped]:
    """
    The pairs of a table, in order.

    Raises Invalid for a first row that is no header, and with the line for what is no text or badly quoted; what was
    yielded before was sound.
    """
    return table.pairs(_rows(path, direction(source, target)), path, source, target)


def _rows(path: Path, given: tuple[Language, Language] | None) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line on which each starts."""
    line = 0
    try:
        with path.open("rb") as file:
            encoding = _encoding(file.read(_FIRST), path)
            file.seek(0)
            text = io.TextIOWrapper(file, encoding=encoding, newline="")
            first = text.readline(_LONGEST)
            if first.lower().startswith("sep="):  # Excel's own way to name the separator
                first, line = text.readline(_LONGEST), 1
            lines = _Lines(_again(first, text), path, line)
            rows = csv.reader(lines, delimiter=_separator(first, given, path), strict=True)
            skipped = line
            for row in rows:
                yield line + 1, row
                line = rows.line_num + skipped
                lines.ended(line)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", hint="Check the path.", file=str(path)) from None
    except UnicodeDecodeError as error:
        raise _undecodable(path, encoding, line) from error
    except csv.Error as error:
        raise Invalid(
            f"{path.name}, line {line + 1}: {error}.",
            hint="Is a quotation mark not closed? Inside a quoted cell it is written twice.",
            file=str(path),
            line=line + 1,
        ) from error
    except OSError as error:
        raise Invalid(
            f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.", file=str(path)
        ) from error


def _undecodable(path: Path, encoding: str, line: int) -> Invalid:
    """What is wrong with a file that stops being text after this line. It was read in blocks, so the place is looked for."""
    said = f"{path.name} is not {encoding.upper().removesuffix('-SIG')}"
    if encoding == "utf-16":
        return Invalid(f"{said}: it breaks after line {line}.", hint="Save it as UTF-8.", file=str(path), line=line)
    hint = "It may be Windows-1252; save it as UTF-8."
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                raw.decode()
            except UnicodeDecodeError as error:
                told, line = f"{said}: line {number} has the byte 0x{raw[error.start]:02X}.", number
                return Invalid(told, hint=hint, file=str(path), line=line)
    return Invalid(f"{said}.", hint=hint, file=str(path), line=line)


def _again(first: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield first
    while line := rest.readline(_LONGEST):
        yield line


class _Lines:
    """Lines for the parser of rows, which keeps them all until a row ends; Invalid for a row that does not."""

    def __init__(self, lines: Iterator[str], path: Path, line: int) -> None:
        self._lines, self._path = lines, path
        self.ended(line)

    def ended(self, line: int) -> None:
        """A row has ended in this line."""
        self._line, self._size = line, 0

    def __iter__(self) -> Iterator[str]:
        """The lines, once."""
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._size += len(line)
        if self._size >= _LONGEST:
            raise Invalid(
                f"{self._path.name}, line {self._line + 1}: a row of more than {_LONGEST:,} characters.",
                hint="Is a quotation mark not closed? Is it the right file?",
                file=str(self._path),
                line=self._line + 1,
            )
        return line


def _encoding(start: bytes, path: Path) -> str:
    """The encoding of a file that starts like this; what is no text at all is refused as in documents."""
    if not start.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Invalid(f"{path.name} is empty.", hint="Is it the right file?", file=str(path))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decode(start if b"\0" in start else start.partition(b"\n")[0], path)
    return "utf-8-sig"


def _separator(first: str, given: tuple[Language, Language] | None, path: Path) -> str:
    """What the first row is separated by: what makes it a header, else what its name says."""
    for candidate in _SEPARATORS:
        cells = next(csv.reader([first], delimiter=candidate), [])
        if table.header(cells, given) is not None:
            return candidate
    tabbed = path.suffix.lower() in (".tsv", ".tab")
    return "\t" if tabbed else max(_SEPARATORS, key=first.count)


def write(units: Iterable[Unit], path: Path, *, source: Language = "id") -> int:
    """Units as a table that `read` takes back: separated by tabs if its name ends so, else by commas; how many."""
    written = 0
    with replacement(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        rows = csv.writer(text, delimiter="\t" if path.suffix.lower() in (".tsv", ".tab") else ",", lineterminator="\n")
        rows.writerow(table.titles(source))
        for unit in units:
            rows.writerow(table.cells(unit, source))
            written += 1
        text.detach()
    return written
