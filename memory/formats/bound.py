"""
A bound on what a parser of XML may hold: so much between the end of one unit and the end of the next, and no more.

A parser keeps what it has read until somebody throws it away, which can only be done where a unit ends. A file of a
hundred megabytes in which none does would become gigabytes of tree.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

from memory.errors import Invalid

_MOST = 11 * 2**20  # bytes; the header of an XLIFF may hold the document that it was made from, in 10 MB of text
_TAGS = 200_000


class Bound:
    """An open file to be parsed, which refuses to be read on when a unit has become too large."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path = file, path
        self.ended(0)

    def ended(self, line: int) -> None:
        """A unit that began in this line (or row) has been read, and what was kept of it is gone."""
        self._bytes = self._tags = 0
        self._line = line

    def read(self, size: int = -1) -> bytes:
        """The next bytes; Invalid, with the line where the last unit began, for too many without an end."""
        piece = self._file.read(size)
        self._bytes += len(piece)
        self._tags += piece.count(b"<")
        if self._bytes > _MOST or self._tags > _TAGS:
            raise Invalid(
                f"{self._path.name} goes on after line {self._line} for more than {_MOST // 2**20} MB or {_TAGS:,} tags "
                "without the end of a unit.",
                hint="Is it the right file? A unit is a sentence, or a concept with its terms.",
                file=str(self._path),
                line=self._line,
            )
        return piece

    def close(self) -> None:
        """Close the file."""
        self._file.close()
