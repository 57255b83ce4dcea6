"""
What English is used to: its words, and which of them stand side by side more often than chance would put them.

*Climate change* is a habit of English, *climate alteration* is none. The table that ships with Padanan
(`seeds/english.tsv.gz`) has one or two folded words to a row. A word has its frequency, a pair its lift: how many times
likelier the two stand in a row than their frequencies say; both in doublings (binary logarithm). Small words are not in
it, but *of* after a word is: *importance of*. Nothing in it is text.
"""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from itertools import pairwise
from pathlib import Path

from glossary.lexicon import SEEDS
from glossary.morphology import english
from memory.errors import Invalid
from memory.files import load
from memory.text import words

HEADER = ["english", "doublings"]
SHIPPED = SEEDS / "english.tsv.gz"


class Usage:
    """English words with their frequency, and pairs with their lift."""

    def __init__(self, rows: dict[str, int]) -> None:
        self._rows = rows

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is English."""
        return word in self._rows

    def frequency(self, word: str) -> int:
        """How frequent a folded word is, in doublings; 0 for what is no English word."""
        return self._rows.get(word, 0)

    def words(self) -> list[str]:
        """The words, without the pairs."""
        return [row for row in self._rows if " " not in row]

    def lift(self, left: str, right: str) -> int | None:
        """
        How much likelier than chance English has two folded words in a row, in doublings, the second in either number.

        >>> usage = Usage({"climate change": 14})
        >>> usage.lift("climate", "change"), usage.lift("climate", "alteration")
        (14, None)
        """
        found = (self._rows.get(f"{left} {form}") for form in {right, english.plural(right)})
        return max((lift for lift in found if lift is not None), default=None)

    def usual(self, text: str) -> bool:
        """Whether English has all the words of a text side by side more often than by chance."""
        return all(self.lift(*pair) is not None for pair in pairwise(words(text)))


def read(path: Path) -> Usage:
    """
    Usage from a table of ours.

    Raises Invalid for a wrong header, and with the line for a row that is not words and a whole number.
    """
    try:
        text = gzip.decompress(load(path)).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as problem:
        raise Invalid(f"{path.name} holds no usage: {problem}.", hint="Fetch it anew.", file=str(path)) from problem
    rows = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    if next(rows, None) != HEADER:
        raise Invalid(
            f"{path.name} holds no usage: its first line is not {' / '.join(HEADER)}.", file=str(path), line=1
        )
    found = {}
    for line, row in enumerate(rows, start=2):
        if len(row) != len(HEADER) or not row[1].removeprefix("-").isdigit():
            raise Invalid(f"{path.name}, line {line}: words and a whole number are needed.", file=str(path), line=line)
        found[row[0]] = int(row[1])
    return Usage(found)


@cache
def shipped() -> Usage:
    """The usage that ships with Padanan."""
    return read(SHIPPED)
