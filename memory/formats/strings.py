"""
A workbook opened so that it is read in little memory, whoever made it.

Excel writes every text once, at the end of the file, and its number into each cell; openpyxl would hold them all in memory.
Here they are kept on the disk. And openpyxl throws nothing away but rows: what a sheet has beside them is bounded.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from memory.errors import Invalid
from memory.formats.bound import Bound

_MOST = 2**22  # texts that the cells may share


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """A workbook to read row by row. Raises what openpyxl and lxml raise for what is none."""
    with tempfile.TemporaryFile() as file:
        reader = _Reader(path, Strings(file))
        with closing(reader.archive):
            with warnings.catch_warnings(action="ignore"):  # of styles and validations that openpyxl does not know
                reader.read()
            with closing(reader.wb):
                yield reader.wb


class Strings:
    """
    Texts by number.

    >>> with tempfile.TemporaryFile() as file:
    ...     strings = Strings(file)
    ...     strings.extend(["ya", "", "tidak"])
    ...     strings[2], strings[1], len(strings)
    ('tidak', '', 3)
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("Q", [0])

    def extend(self, texts: Iterator[str] | list[str]) -> None:
        """Add texts, each under the next number."""
        for text in texts:
            self._ends.append(self._ends[-1] + self._file.write(text.encode()))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        """The text with a number; IndexError where there is none."""
        if not 0 <= number < len(self):
            raise IndexError(f"there is no shared text {number}")
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number]).decode()


class _Sheet(ReadOnlyWorksheet):
    """openpyxl's sheet, read once and not twice, and no further than a row may be long."""

    def _get_size(self) -> None:
        """Programs write down wrong ones, and to find out would be to read the whole sheet."""

    def _get_source(self) -> Any:
        archive = self.parent._archive  # type: ignore[attr-defined]
        self._bound = Bound(archive.open(self._worksheet_path), Path(archive.filename))  # type: ignore[attr-defined]
        return closing(self._bound)

    def _cells_by_row(self, *args: Any, **options: Any) -> Iterator[tuple[Any, ...]]:
        for number, row in enumerate(super()._cells_by_row(*args, **options), start=1):  # type: ignore[misc]
            self._bound.ended(number)
            yield row


class _Reader(ExcelReader):
    """openpyxl's reader, with the shared texts on the disk, and the first sheet alone."""

    def __init__(self, path: Path, strings: Strings) -> None:
        super().__init__(path, read_only=True, data_only=True, keep_links=False)
        self.shared_strings = strings  # type: ignore[assignment]  # openpyxl asks for one by its number, no more
        self._path = path

    def read_strings(self) -> None:
        """Read the shared texts, if there are any."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as file:
                self.shared_strings.extend(_texts(file, self._path))

    def read_worksheets(self) -> None:
        """Put the first sheet into the workbook."""
        for sheet, rel in self.parser.find_sheets():
            if rel.target in self.valid_files and "chartsheet" not in rel.Type:
                found = _Sheet(self.wb, sheet.name, rel.target, self.shared_strings)
                self.wb._sheets.append(found)  # type: ignore[attr-defined]
                return


_SPELLED = re.compile("_x([0-9A-Fa-f]{4})_")


def _texts(file: IO[bytes], path: Path) -> Iterator[str]:
    bound = Bound(file, path)
    events = etree.iterparse(bound, tag=f"{{{SHEET_MAIN_NS}}}si", resolve_entities=False, no_network=True)
    for number, (_, element) in enumerate(events, start=1):
        if number > _MOST:
            raise Invalid(f"{path.name} has more than {_MOST:,} texts.", hint="Save it as CSV.", file=str(path))
        # Excel spells what XML cannot hold, and an underscore where it would be taken for such a spelling.
        yield _SPELLED.sub(lambda found: chr(int(found[1], 16)), _text(element))
        bound.ended(0)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _text(element: etree._Element) -> str:
    if len(element) == 1 and element[0].tag == f"{{{SHEET_MAIN_NS}}}t":  # and not a text in pieces, each with its font
        return element[0].text or ""
    text = Text.from_tree(element)  # type: ignore[arg-type]  # which lxml's elements are as good for
    return text.content if text else ""
