"""
Files that are read as they are mined and not before: memories and term lists. What cannot be read in them is reported.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from glossary import formats as lists
from glossary.partitions import HERE, PAIRS, Workers, portions
from glossary.report import FileReport
from glossary.terms import Concept
from memory import formats
from memory.exchange import refuse_empty
from memory.quality import doubts
from memory.units import Origin, Unit

_OFTEN = 500  # units between two signs of progress


def concepts(path: Path, file: FileReport) -> Iterator[Concept]:
    """The concepts of a term list."""
    for item in lists.read(path):
        if isinstance(item, lists.Skipped):
            file.skipped.append({"line": item.line, "why": item.why})
        else:
            yield item


def units(
    path: Path, file: FileReport, progress: Callable[[str, int, int], None], workers: Workers = HERE
) -> Iterator[Unit]:
    """The units of a file of segments. Raises Invalid when it holds none."""
    count = position = 0
    ahead: deque[list[formats.Pair | formats.Skipped]] = deque()
    for found in workers.map(_judged, None, _told(portions(formats.read(path), PAIRS), ahead)):
        for item, reasons in zip(ahead.popleft(), found, strict=True):
            position += 1
            if position % _OFTEN == 0:
                progress(f"read {path.name}", position, 0)
            if isinstance(item, formats.Skipped):
                file.skipped.append({"line": item.line, "why": item.why})
                continue
            here = Origin(path.name, path.name, position, kind=item.kind)
            count += 1
            yield replace(item.unit(), doubts=reasons).met(here)
    refuse_empty(path, count, [(skipped["line"], skipped["why"]) for skipped in file.skipped])
    if position >= _OFTEN:
        progress(f"read {path.name}", position, position)


def _told(
    some: Iterable[list[formats.Pair | formats.Skipped]], ahead: deque[list[formats.Pair | formats.Skipped]]
) -> Iterator[list[tuple[str, str] | None]]:
    for portion in some:
        ahead.append(portion)
        yield [None if isinstance(i, formats.Skipped) else (i.texts["id"], i.texts["en"]) for i in portion]


def _judged(_: None, some: list[tuple[str, str] | None]) -> list[tuple[str, ...]]:
    """The doubts of each pair of texts."""
    return [tuple(doubts(*texts)) if texts else () for texts in some]
