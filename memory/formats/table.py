"""
Tables of segments: what the columns mean, whatever the file keeps them in.

`separated` (CSV, TSV) and `workbook` (XLSX) give rows of cells and take them; a row here becomes a pair, and a unit a row.
A first row names the columns of `COLUMNS`, the two languages and what else there is, in any order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from memory.errors import Invalid
from memory.formats.fields import (
    Unreadable,
    count,
    dated,
    direction,
    language,
    moment,
    origin,
    other,
    segment,
    status,
    tidy,
    traced,
)
from memory.formats.pair import Pair, Skipped
from memory.text import LANGUAGES, Language, squeeze
from memory.units import Context, Stamp, Unit

COLUMNS = {
    "id": "the Indonesian text",
    "en": "the English text",
    "from": "the language it was translated from: id or en",
    "key": "its name in the program or document it is from",
    "previous": "the segment before it",
    "next": "the segment after it",
    "project": "the project it was translated for",
    "subject": "its field, such as diplomacy or law",
    "status": "draft, confirmed (where nothing is said) or reviewed",
    "created": "when, ISO 8601",
    "created_by": "by whom",
    "changed": "when it was last changed",
    "changed_by": "by whom",
    "uses": "how often it was used",
    "doubts": "reasons to distrust it",
    "origin": "where it was met, as Padanan writes it down",
    "note": "what a translator should know",
    "properties": "what else its file said of it, as Padanan writes it down",
}
_ALSO = {
    **{"context": "key", "msgctxt": "key", "identifier": "key", "domain": "subject", "state": "status"},
    **{"comment": "note", "comments": "note", "notes": "note", "translator_comments": "note"},
}


@dataclass(frozen=True, slots=True)
class Header:
    """The first row of a table: where each column is, and from which language to which it goes if it says so."""

    places: Mapping[str, int]
    others: Mapping[str, int]
    source: Language | Literal[""]
    width: int


def header(cells: Sequence[str], given: tuple[Language, Language] | None = None) -> Header | None:
    """
    The columns in a first row; None if both languages are not among them.

    `given` says what the columns “source” and “target” are in. Beside those, “id” is no language but a key.
    """
    names = [squeeze(cell).lower() for cell in cells]
    places: dict[str, int] = {}
    others: dict[str, int] = {}
    directed = "source" in names and "target" in names and not {"id", "en"} <= set(names)
    if directed and given:
        places |= {given[0]: names.index("source"), given[1]: names.index("target")}
        keyed = any(name == "key" or _ALSO.get(name) == "key" for name in names)
        names = ["key" if name == "id" and not keyed else name for name in names]
    for at, (name, cell) in enumerate(zip(names, cells, strict=True)):
        known = name if name in COLUMNS else _ALSO.get(name) or (None if directed else language(name))
        if at in places.values() or (directed and known in LANGUAGES):
            continue
        if known and known not in places:
            places[known] = at
        elif cell:
            others[squeeze(cell)] = at
    if not places.keys() >= set(LANGUAGES):
        return None
    return Header(places, others, given[0] if given else "", len(cells))


def pairs(
    rows: Iterable[tuple[int, list[str]]], path: Path, source: Language | None, target: Language | None
) -> Iterator[Pair | Skipped]:
    """
    The pairs in numbered rows, the first of which is the header.

    Raises Invalid, with the columns seen and wanted, where that is no header of ours.
    """
    given, numbered = direction(source, target), iter(rows)
    at, cells = next(numbered, (1, []))
    columns = header(cells, given)
    if columns is None:
        raise _headless(cells, path, at)
    for line, row in numbered:
        if not any(cell.strip() for cell in row):
            continue
        try:
            yield _pair(columns, row, line)
        except Unreadable as why:
            yield Skipped(line, str(why))


def _headless(cells: Sequence[str], path: Path, at: int) -> Invalid:
    names = {squeeze(cell).lower() for cell in cells}
    hint = f"It needs id and en, or source and target; it may have {', '.join(list(COLUMNS)[2:])}."
    if {"source", "target"} <= names:
        hint = "Say with --from what language source is in."
    seen = ", ".join(filter(None, map(squeeze, cells))) or "none"
    return Invalid(
        f"{path.name} is no table of segments: its columns are {seen[:160]}.", hint=hint, file=str(path), line=at
    )


def _pair(columns: Header, row: Sequence[str], line: int) -> Pair:
    if len(row) > columns.width and any(cell.strip() for cell in row[columns.width :]):
        raise Unreadable(f"it has {len(row)} cells under {columns.width} columns; is a text with a comma not quoted?")

    def cell(name: str) -> str:
        at = columns.places.get(name, columns.width)
        return unguarded(tidy(row[at])) if at < len(row) else ""

    source = cell("from")
    if source and language(source) is None:
        raise Unreadable(f"“{source[:40]}” is no language it can be from")
    return Pair(
        texts={one: segment(cell(one), one) for one in LANGUAGES},
        line=line,
        context=Context(cell("key"), cell("previous"), cell("next")),
        source=language(source) or columns.source,
        status=status(cell("status") or "confirmed"),
        project=cell("project"),
        subject=cell("subject"),
        note=cell("note"),
        created=Stamp(moment(cell("created")), cell("created_by")),
        changed=Stamp(moment(cell("changed")), cell("changed_by")),
        uses=count(cell("uses")),
        doubts=tuple(cell("doubts").split()),
        origin=tuple(origin(told) for told in cell("origin").split("\n") if told),
        properties={
            **{name: value for name, at in columns.others.items() if at < len(row) and (value := tidy(row[at]))},
            **_heard(cell("properties")),
        },
    )


def _told(properties: Mapping[str, str]) -> str:
    return json.dumps(properties, ensure_ascii=False) if properties else ""


def _heard(told: str) -> dict[str, str]:
    """The properties that a cell holds; Unreadable where they are not as we write them."""
    try:
        found = json.loads(told or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Unreadable(f"its properties are no JSON object of texts: “{told[:40]}”")
    return found


def titles(source: Language) -> list[str]:
    """The first row of a table that we write."""
    return [source, other(source), *list(COLUMNS)[2:]]


def cells(unit: Unit, source: Language) -> list[str]:
    """A unit as the cells under `titles`, with nothing in them that a spreadsheet would run."""
    told: dict[str, str] = {
        "id": unit.texts["id"],
        "en": unit.texts["en"],
        "from": unit.source,
        "key": unit.context.key,
        "previous": unit.context.previous,
        "next": unit.context.next,
        "project": unit.project,
        "subject": unit.subject,
        "status": unit.status,
        "created": dated(unit.created.at, unit.id),
        "created_by": unit.created.by,
        "changed": dated(unit.changed.at, unit.id),
        "changed_by": unit.changed.by,
        "uses": str(unit.uses or ""),
        "doubts": " ".join(unit.doubts),
        "origin": "\n".join(traced(place) for place in unit.origin),
        "note": unit.note,
        "properties": _told(unit.properties),
    }
    return [guarded(tidy(told[name])) for name in titles(source)]


_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # OWASP, CSV Injection; tab and line end are never at the start


def guarded(cell: str) -> str:
    """
    A tidy cell that no spreadsheet will run: what begins like a formula gets an apostrophe before it.

    A translator sees the apostrophe, and a segment that begins with a dash has one, too; `unguarded` takes it off again,
    so that nothing is lost between two exports.

    >>> guarded("=1+1"), guarded("'=1"), guarded("’tis")
    ("'=1+1", "''=1", '’tis')
    """
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """
    The cell without the apostrophe that guards it.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'ya'")
    ('=1+1', "'=1", "'ya'")
    """
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
