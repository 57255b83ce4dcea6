"""Files that carry terms: TBX, tables, styles for Vale. `read` and `write` choose by the file's name."""

from glossary.formats.rows import COLUMNS
from glossary.formats.suffixes import SUFFIXES, WRITTEN, pour, present, read, write
from memory.formats.pair import Skipped

__all__ = ["COLUMNS", "SUFFIXES", "WRITTEN", "Skipped", "pour", "present", "read", "write"]
