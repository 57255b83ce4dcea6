"""
Term lists as Excel workbooks (XLSX). What the columns mean is in `rows`; how a workbook is read, in `memory.formats`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import openpyxl

from glossary.formats import rows
from glossary.terms import Concept, Lifecycle
from memory.errors import Invalid
from memory.formats import workbook
from memory.formats.pair import Skipped

_ROWS = 2**20  # what Excel holds
_CELL = 32_767  # characters; openpyxl would cut the rest off in silence


def read(path: Path, *, lifecycle: Lifecycle = "approved") -> Iterator[Concept | Skipped]:
    """
    The concepts of a workbook's first sheet, in order.

    Raises Invalid, at once, for what is no workbook or has a first row that is no header.
    """
    return rows.concepts(workbook.rows(path), path, lifecycle=lifecycle)


def header(path: Path) -> list[str]:
    """The first row of a workbook."""
    return next((cells for _, cells in workbook.rows(path)), [])


def write(concepts: Iterable[Concept], file: IO[bytes]) -> int:
    """
    Concepts as a workbook that `read` takes back; how many.

    Raises Invalid for a concept that no row can hold, and for more concepts than a sheet has rows.
    """
    book = openpyxl.Workbook(write_only=True)
    try:
        written = _fill(book, concepts)
    except BaseException:
        with tempfile.TemporaryFile() as nowhere:  # only by saving does openpyxl let go of its own files
            book.save(nowhere)
        raise
    book.save(file)
    return written


def _fill(book: openpyxl.Workbook, concepts: Iterable[Concept]) -> int:
    sheet = book.create_sheet("terms")
    sheet.freeze_panes = "A2"
    sheet.append(list(rows.COLUMNS))
    written = 0
    for here in concepts:
        written += 1
        if written >= _ROWS:
            raise Invalid(f"A sheet holds {_ROWS - 1:,} concepts at most.", hint="Export as TBX or CSV.")
        sheet.append(_fitting(rows.cells(here), here))
    return written


def _fitting(cells: list[str], here: Concept) -> list[str]:
    longest = max(map(len, cells))
    if longest > _CELL:
        raise Invalid(
            f"The concept {here.id} has a text of {longest:,} characters; a cell holds {_CELL:,}.",
            hint="Export as TBX or CSV.",
            concept=here.id,
        )
    return cells
