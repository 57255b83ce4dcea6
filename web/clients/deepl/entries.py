"""
The entries of a glossary as DeepL has them: a source and what it is translated as, each source once, as TSV or CSV.

TSV has no quotes and no header. CSV is RFC 4180's; DeepL's site adds the two languages as a third and fourth column.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping

from memory.errors import Invalid
from web.clients.deepl.wire import Direction

FORMATS = ("tsv", "csv")
LARGEST = 10 * 2**20  # bytes of all entries of a glossary
_LONGEST = 1024  # bytes of a term
_WRONG = "Invalid glossary entries provided"
Entries = dict[str, str]


def read(text: str, form: str, direction: Direction) -> Entries:
    """
    The entries of a text in this form; spaces around a term do not count.

    Raises Invalid with the place of the first that is none: no target, nothing in it, too long, a control character, a
    source that was there before, another direction than this.
    """
    if form not in FORMATS:
        raise Invalid("Value for 'entries_format' not supported.", hint="It is tsv or csv.")
    found: Entries = {}
    for at, cells in _rows(text, form):
        if len(cells) != 2 and (form == "tsv" or len(cells) != 4):
            raise Invalid(f"{_WRONG}: entry {at} has {len(cells)} parts.", hint="It is a source and a target.")
        if cells[2:]:
            _refuse_direction(cells[2:], direction, at)
        source, target = (cell.strip() for cell in cells[:2])
        for term in (source, target):
            if why := refusal(term):
                raise Invalid(f"{_WRONG}: entry {at}: {why}.")
        if source in found:
            raise Invalid(f"{_WRONG}: entry {at}: the source “{source}” stands twice.", hint="Give one target for it.")
        found[source] = target
    if not found:
        raise Invalid(f"{_WRONG}: there is none.")
    return found


def refusal(term: str) -> str | None:
    """Why a text can be no term of a glossary; None for one that can."""
    if not term:
        return "a term is empty"
    if len(term.encode("utf-8", "surrogatepass")) > _LONGEST:
        return f"“{term[:40]}…” has more than {_LONGEST} bytes"
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in term):
        return f"“{term[:40]}” has a control character or a line end in it"
    return None


def write(entries: Mapping[str, str], form: str = "tsv") -> str:
    """Entries as a text in this form, one a line."""
    if form == "tsv":
        return "\n".join(f"{source}\t{target}" for source, target in entries.items())
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(entries.items())
    return made.getvalue().removesuffix("\n")


def size(entries: Mapping[str, str]) -> int:
    """How many bytes entries come to."""
    return len(write(entries).encode("utf-8"))


def _rows(text: str, form: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with its number."""
    text = text.removeprefix("\ufeff")
    # A term may hold U+0085 or U+2028, which is to be said; only these three end a line.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = iter([line.split("\t") for line in lines]) if form == "tsv" else csv.reader(io.StringIO(text), strict=True)
    at = 0
    try:
        for at, cells in enumerate(rows, start=1):
            if any(cell.strip() for cell in cells):
                yield at, cells
    except csv.Error as error:
        raise Invalid(
            f"{_WRONG}: after entry {at}: {error}.", hint="Inside quotes a quote is written twice."
        ) from error


def _refuse_direction(codes: list[str], direction: Direction, at: int) -> None:
    said = tuple(code.strip().lower()[:2] for code in codes)
    if said != direction:
        hint = f"This dictionary is {direction[0]} to {direction[1]}."
        raise Invalid(f"{_WRONG}: entry {at} is {' to '.join(said)}.", hint=hint)
