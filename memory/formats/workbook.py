"""
Tables of segments as Excel workbooks (XLSX), read and written row by row. What the columns mean is in `table`.

The first sheet is read. Cells are taken as the texts that they show; a formula counts as its last value.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from memory import archives
from memory.errors import Invalid, NotFound
from memory.formats import strings, table
from memory.formats.pair import Pair, Skipped
from memory.formats.replacement import replacement
from memory.text import Language
from memory.units import Unit

_UNPACKED = 256 * 2**20  # bytes that a workbook may unpack to
_ROWS = 2**20  # what Excel holds
_COLUMNS = 256  # what stands further to the right is no part of the table
_CELL = 32_767  # characters; openpyxl would cut the rest off in silence
_BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError)
_UNREADABLE = (*_BROKEN, ParseError, etree.XMLSyntaxError, zlib.error, EOFError, OSError, NotImplementedError)


def read(path: Path, *, source: Language | None = None, target: Language | None = None) -> Iterator[Pair | Skipped]:
    """
    The pairs of a workbook's first sheet, in order.

    Raises Invalid for what is no workbook, unpacks to too much, or has a first row that is no header.
    """
    return table.pairs(rows(path), path, source, target)


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet, each with its number; Invalid for what is no workbook, or unpacks to too much."""
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", hint="Check the path.", file=str(path))
    number = width = 0
    try:
        archives.bounded(path, unpacked=_UNPACKED)
        with strings.opened(path) as opened:
            sheet = opened.worksheets[0]
            for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=_COLUMNS), start=1):
                if number > _ROWS:
                    raise Invalid(
                        f"{path.name} has more rows than the {_ROWS:,} of Excel.", file=str(path), line=number
                    )
                width = width or _width(row)  # what stands to the right of the header is no part of the table
                yield number, [_shown(value) for value in row[:width]]
    except _UNREADABLE as error:
        raise Invalid(
            f"{path.name} is not a workbook that can be read: {str(error)[:160]} (after row {number}).",
            hint="Save it again as .xlsx.",
            file=str(path),
            line=number,
        ) from error


def _width(header: tuple[object, ...]) -> int:
    return max((at for at, value in enumerate(header, start=1) if value is not None), default=0)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def write(units: Iterable[Unit], path: Path, *, source: Language = "id") -> int:
    """
    Units as a workbook that `read` takes back; how many.

    Raises Invalid for a unit that no cell can hold, and for more units than a sheet has rows.
    """
    book = openpyxl.Workbook(write_only=True)
    with replacement(path) as file:
        try:
            written = _fill(book, units, source, path)
        except BaseException:
            with tempfile.TemporaryFile() as nowhere:  # only by saving does openpyxl let go of its own files
                book.save(nowhere)
            raise
        book.save(file)
    return written


def _fill(book: openpyxl.Workbook, units: Iterable[Unit], source: Language, path: Path) -> int:
    sheet = book.create_sheet("memory")
    sheet.freeze_panes = "A2"
    sheet.append(table.titles(source))
    written = 0
    for unit in units:
        written += 1
        if written >= _ROWS:
            raise Invalid(f"A sheet holds {_ROWS - 1:,} units at most.", hint="Export as TMX or CSV.", file=str(path))
        sheet.append(_fitting(table.cells(unit, source), unit))
    return written


def _fitting(cells: list[str], unit: Unit) -> list[str]:
    longest = max(map(len, cells))
    if longest > _CELL:
        raise Invalid(
            f"The unit {unit.id} has a text of {longest:,} characters; a cell holds {_CELL:,}.",
            hint="Export as TMX or CSV.",
            unit=unit.id,
        )
    return cells
