"""
Files that are read as they are mined and not before: memories and term lists. What cannot be read in them is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from glossary import formats as lists
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


def units(path: Path, file: FileReport, progress: Callable[[str, int, int], None]) -> Iterator[Unit]:
    """The units of a file of segments. Raises Invalid when it holds none."""
    count = position = 0
    for position, item in enumerate(formats.read(path), start=1):
        if position % _OFTEN == 0:
            progress(f"read {path.name}", position, 0)
        if isinstance(item, formats.Skipped):
            file.skipped.append({"line": item.line, "why": item.why})
            continue
        found = tuple(doubts(item.texts["id"], item.texts["en"]))
        here = Origin(path.name, path.name, position, kind=item.kind)
        count += 1
        yield replace(item.unit(), doubts=found).met(here)
    refuse_empty(path, count, [(skipped["line"], skipped["why"]) for skipped in file.skipped])
    if position >= _OFTEN:
        progress(f"read {path.name}", position, position)
