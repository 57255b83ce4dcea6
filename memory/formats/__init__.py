"""Files that carry segments: TMX, XLIFF, PO, tables. `read` and `write` choose by the file's name."""

from memory.formats.pair import Pair, Skipped
from memory.formats.suffixes import SUFFIXES, WRITTEN, read, write

__all__ = ["SUFFIXES", "WRITTEN", "Pair", "Skipped", "read", "write"]
