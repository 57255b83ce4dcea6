"""
Term lists as text: CSV, or, by its ending, tab-separated; UTF-8 either way. What the columns mean is in `rows`.

Read, the separator is the one under which the first line is a header: a spreadsheet in Indonesia writes semicolons.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from glossary.formats import rows
from glossary.formats.rows import COLUMNS, is_terms
from glossary.terms import Concept, Lifecycle
from memory.errors import Invalid
from memory.files import decode, load
from memory.formats.pair import Skipped, bearable

_SEPARATORS = (",", ";", "\t")


def read(path: Path, *, lifecycle: Lifecycle = "approved") -> list[Concept | Skipped]:
    """
    The concepts of a term list, in order, and the rows that are none, each with its line and why.

    Raises Invalid for a header that is none of ours, and with the line for what is no text or badly quoted.
    """
    text = decode(load(path), path)
    found = rows.concepts(_rows(text, _separator(text, path), path), path, lifecycle=lifecycle)
    return list(bearable(found, path))


def header(text: str, path: Path) -> list[str]:
    """The first row of a table that is there as text."""
    return next((cells for _, cells in _rows(text, _separator(text, path), path)), [])


def delimiter(path: Path) -> str:
    """What separates the cells of a table that we write, by its ending."""
    return "\t" if path.suffix.lower() in (".tsv", ".tab") else ","


def _separator(text: str, path: Path) -> str:
    first = text.partition("\n")[0]
    for candidate in _SEPARATORS:
        with suppress(csv.Error):  # which are said, with their line, when the rows are read
            if is_terms(cell.strip() for cell in next(csv.reader([first], delimiter=candidate), [])):
                return candidate
    return delimiter(path)


def _rows(text: str, separator: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line on which each starts."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 0
    try:
        for cells in reader:
            yield line + 1, cells
            line = reader.line_num
    except csv.Error as error:
        raise Invalid(
            f"{path.name}, line {line + 1}: {error}.",
            hint="Is a quotation mark not closed? Inside a quoted cell it is written twice.",
            file=str(path),
            line=line + 1,
        ) from error


def write(concepts: Iterable[Concept], file: IO[str], *, delimiter: str = ",") -> int:
    """Concepts as a term list that `read` takes back; how many."""
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for here in concepts:
        writer.writerow(rows.cells(here))
        count += 1
    return count
