"""
The texts that the cells of a workbook share, kept on the disk.

Excel writes every text once, at the end of the file, and its number into each cell; openpyxl would hold them all in memory.
`opened` opens a workbook for reading without that.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS


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


class _Reader(ExcelReader):
    """openpyxl's reader, with the shared texts on the disk."""

    def __init__(self, path: Path, strings: Strings) -> None:
        super().__init__(path, read_only=True, data_only=True, keep_links=False)
        self.shared_strings = strings  # type: ignore[assignment]  # openpyxl asks for one by its number, no more

    def read_strings(self) -> None:
        """Read the shared texts, if there are any."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as file:
                self.shared_strings.extend(_texts(file))


_SPELLED = re.compile("_x([0-9A-Fa-f]{4})_")


def _texts(file: IO[bytes]) -> Iterator[str]:
    events = etree.iterparse(file, tag=f"{{{SHEET_MAIN_NS}}}si", resolve_entities=False, no_network=True)
    for _, element in events:
        # Excel spells what XML cannot hold, and an underscore where it would be taken for such a spelling.
        text = Text.from_tree(element)
        yield _SPELLED.sub(lambda found: chr(int(found[1], 16)), text.content if text else "")
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
