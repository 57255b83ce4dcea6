"""
The statistics as tables: what each plot of the page shows, and what a spreadsheet gets. Shares are from 0 to 1.

`FIGURES` names them. A table is its columns and its rows; parts that are not counted yet have no rows.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from glossary.lookup import Glossary
from glossary.tally import every_day
from glossary.terms import LIFECYCLES, Concept, Lifecycle
from memory.errors import NotFound
from memory.formats.table import guarded
from memory.text import LANGUAGES
from web.census import Counted

_SHOWN = 15  # concepts on the page; a spreadsheet gets all
_OFTEN = 3  # pairs in which a concept must be met before its consistency says anything
Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Used:
    """A concept, in how many pairs its Indonesian is met, and in how many of these its English too."""

    concept: Concept
    met: int
    rendered: int

    @property
    def share(self) -> float:
        """The rendered among the met (0–1)."""
        return self.rendered / self.met


def used(counted: Counted, glossary: Glossary) -> Iterator[Used]:
    """The concepts that were met in the memory, the most frequent first."""
    found = counted.coverage
    for id_, met in sorted(found.met.items(), key=lambda item: (-item[1], item[0])) if found else ():
        known = glossary.enforced(id_)  # one that was retired since is met no more
        if known is not None and found:
            yield Used(known, met, found.rendered.get(id_, 0))


def wavering(concepts: Sequence[Used]) -> list[Used]:
    """Those that are met often enough and not always rendered by an approved term, the least consistent first."""
    found = [one for one in concepts if one.met >= _OFTEN and one.rendered < one.met]
    return sorted(found, key=lambda one: (one.share, -one.met, one.concept.id))[:_SHOWN]


def most_used(concepts: Sequence[Used]) -> list[Used]:
    """As many as a page shows."""
    return list(concepts[:_SHOWN])


def progress(counted: Counted) -> dict[date, Mapping[Lifecycle, int]]:
    """How many concepts stood where, day by day."""
    nothing: Mapping[Lifecycle, int] = {}
    return every_day(counted.tally.progress, nothing) if counted.tally else {}


def growth(counted: Counted) -> dict[date, int]:
    """How many of the pairs that are there now were added, day by day."""
    added = Counter[date]()
    for (day, _), count in (counted.tally.added if counted.tally else {}).items():
        added[day] += count
    return {day: added[day] for day in every_day(dict(added), 0)}


def by(counted: Counted, part: int) -> list[tuple[str, int]]:
    """The units by one part of their key, the kind of their origin, their project or their status; most first."""
    found = Counter[str]()
    for key, count in (counted.tally.units if counted.tally else {}).items():
        found[key[part]] += count
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def projects(counted: Counted) -> list[tuple[str, int, int, float]]:
    """By project: pairs, those with an approved term, their share. The largest project first."""
    found = counted.coverage
    ordered = sorted(found.pairs.items(), key=lambda item: (-item[1], item[0])) if found else []
    return [(name, pairs, found.covered[name], found.covered[name] / pairs) for name, pairs in ordered if found]


def written(name: str, counted: Counted, glossary: Glossary) -> str:
    """A figure as CSV (RFC 4180) that no spreadsheet will run. NotFound for a figure that is none."""
    if name not in FIGURES:
        raise NotFound(f"There is no figure “{name}”.", hint=f"There are {', '.join(FIGURES)}.")
    columns, rows = FIGURES[name]
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(columns)
    sheet.writerows([_cell(cell) for cell in row] for row in rows(counted, glossary))
    return file.getvalue()


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, float):
        return round(cell, 4)
    return guarded(cell) if isinstance(cell, str) else cell


def _progress_rows(counted: Counted, _: Glossary) -> Iterator[Sequence[Cell]]:
    return ((day, *(told.get(stage, 0) for stage in LIFECYCLES)) for day, told in progress(counted).items())


def _trust_rows(counted: Counted, _: Glossary) -> Iterator[Sequence[Cell]]:
    for one in counted.tally.trust if counted.tally else ():
        yield one.confidence, one.judged, one.accepted, one.share, *one.interval


def _unit_rows(counted: Counted, _: Glossary) -> Iterator[Sequence[Cell]]:
    return ((*key, count) for key, count in sorted((counted.tally.units if counted.tally else {}).items()))


def _used_rows(counted: Counted, glossary: Glossary) -> Iterator[Sequence[Cell]]:
    for one in used(counted, glossary):
        terms = ["; ".join(term.text for term in one.concept.in_language(side)) for side in LANGUAGES]
        yield one.concept.id, *terms, one.met, one.rendered, one.share


def _growth_rows(counted: Counted, _: Glossary) -> Iterator[Sequence[Cell]]:
    return iter(growth(counted).items())


def _import_rows(counted: Counted, _: Glossary) -> Iterator[Sequence[Cell]]:
    for one in counted.imports:
        yield one.at, one.file, one.by, one.created, one.updated, one.unchanged, len(one.skipped), one.undone


FIGURES: Mapping[str, tuple[Sequence[str], Callable[[Counted, Glossary], Iterator[Sequence[Cell]]]]] = {
    "coverage": (("project", "pairs", "covered", "share"), lambda counted, _: iter(projects(counted))),
    "progress": (("day", *LIFECYCLES), _progress_rows),
    "confidence": (("confidence", "judged", "accepted", "share", "low", "high"), _trust_rows),
    "concepts": (("concept", "id", "en", "met", "rendered", "share"), _used_rows),
    "units": (("origin", "project", "status", "pairs"), _unit_rows),
    "growth": (("day", "pairs"), _growth_rows),
    "imports": (("at", "file", "by", "created", "updated", "unchanged", "skipped", "undone"), _import_rows),
}
