"""The memory as its page asks it: units like a sentence, units that hold phrases, or all; of a project, a status, a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from glossary.terms import Concept
from memory.concordance import Line
from memory.errors import Invalid
from memory.recall import Memory
from memory.text import Language, clean, squeeze
from memory.units import STATUSES, Match, Unit
from web import lookup
from web.context import Context

How = Literal["like", "phrase"]
PAGE = 25
_LIKE = 200  # matches among which those of a project, a status or a file are looked for
_READ = 20_000  # units or lines read for a page, after which the reader is told that there may be more
_AT_ONCE = 1000
_LEAST = 50.0  # points; a reader can judge what a machine must not apply
_QUOTED = re.compile(r'^["“”„«]+|["“”»]+$')


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, in which way, from which language (None: either); of which project, status and file."""

    text: str = ""
    how: How = "phrase"
    source: Language | None = None
    project: str = ""
    status: str = ""
    file: str = ""
    after: str = ""  # a page begins behind this: a number of lines, or the id of a unit

    def __post_init__(self) -> None:
        """Refuse what is too long, and what is no way, no status or no place."""
        if len(self.text) > lookup.LONGEST:
            raise Invalid(f"The query has {len(self.text)} characters; the limit is {lookup.LONGEST}.", parameter="q")
        if self.how not in ("like", "phrase") or self.status not in ("", *STATUSES):
            raise Invalid(f"There is no “{self.how}” or no “{self.status}”.", hint=f"Status: {', '.join(STATUSES)}.")

    @property
    def quoted(self) -> bool:
        """Whether the text stands in quotes, and is a phrase whatever was chosen."""
        return bool(_QUOTED.match(self.text))

    def wants(self, unit: Unit) -> bool:
        """Whether a unit is of the project, the status and the file."""
        return (
            self.project in ("", unit.project)
            and self.status in ("", unit.status)
            and (not self.file or any(self.file.casefold() in origin.file.casefold() for origin in unit.origin))
        )

    @property
    def narrowed(self) -> bool:
        """Whether only some of the units are asked for."""
        return bool(self.project or self.status or self.file)


@dataclass(frozen=True, slots=True)
class Found:
    """
    What answers: matches with the terms that each lacks, or lines, or units.

    `total` is None where not all could be counted; `following` begins the next page, "" on the last one. `gave_up` says
    that reading ended before the memory did.
    """

    matches: tuple[tuple[Match, list[Concept]], ...] = ()
    lines: tuple[Line, ...] = ()
    units: tuple[Unit, ...] = ()
    total: int | None = None
    following: str = ""
    gave_up: bool = False
    source: Language = "id"


def find(context: Context, question: Question) -> Found:
    """What the memory answers."""
    if not squeeze(clean(_QUOTED.sub("", question.text))):
        return _listed(context.memory, question)
    if question.how == "like" and not question.quoted:
        return _alike(context, question)
    return _lines(context.memory, question)


def _alike(context: Context, question: Question) -> Found:
    """The most alike; without a language, those of the language in which the best one is."""
    text = _QUOTED.sub("", question.text)
    sources: tuple[Language, ...] = (question.source,) if question.source else ("id", "en")
    limit = _LIKE if question.narrowed else PAGE
    answers = {side: context.memory.recall(text, side, limit=limit, min_score=_LEAST) for side in sources}
    source = max(sources, key=lambda side: max((match.score for match in answers[side]), default=0.0))
    wanted = [match for match in answers[source] if question.wants(match.unit)][:PAGE]
    lacking = context.glossary.missing_terms
    matches = tuple((match, lacking(text, match.target, source)) for match in wanted)
    return Found(matches=matches, total=len(matches), source=source)


def _lines(memory: Memory, question: Question) -> Found:
    at = int(question.after) if question.after.isdecimal() and len(question.after) < 9 else 0
    if not question.narrowed:
        lines, total = memory.search(question.text, side=question.source, limit=PAGE, offset=at)
        return Found(lines=tuple(lines), total=total, following=str(at + PAGE) if at + PAGE < total else "")
    start, total, chosen = at, at + 1, list[tuple[int, Line]]()
    while start < total and len(chosen) <= PAGE and start < at + _READ:
        lines, total = memory.search(question.text, side=question.source, limit=_AT_ONCE, offset=start)
        chosen += _chosen(lines, question, start)
        start += _AT_ONCE
    gave_up = start < total and len(chosen) <= PAGE
    following = str(chosen[PAGE][0]) if len(chosen) > PAGE else str(start) if gave_up else ""
    return Found(lines=tuple(line for _, line in chosen[:PAGE]), following=following, gave_up=gave_up)


def _chosen(lines: Iterable[Line], question: Question, at: int) -> Iterator[tuple[int, Line]]:
    """Those that are asked for, each with its place among all."""
    return ((number, line) for number, line in enumerate(lines, start=at) if question.wants(line.unit))


def _listed(memory: Memory, question: Question) -> Found:
    """All that are asked for, by id."""
    project, status = question.project or None, question.status or None
    if not question.file:
        units, total = memory.page(after=question.after, limit=PAGE + 1, project=project, status=status)
        return Found(units=tuple(units[:PAGE]), total=total, following=units[PAGE - 1].id if len(units) > PAGE else "")
    read, after, chosen = 0, question.after, list[Unit]()
    while len(chosen) <= PAGE and read < _READ:
        units, _ = memory.page(after=after, limit=_AT_ONCE, project=project, status=status)
        chosen += filter(question.wants, units)
        read += len(units)
        if len(units) < _AT_ONCE:
            following = chosen[PAGE - 1].id if len(chosen) > PAGE else ""
            return Found(units=tuple(chosen[:PAGE]), following=following)
        after = units[-1].id
    if len(chosen) > PAGE:
        return Found(units=tuple(chosen[:PAGE]), following=chosen[PAGE - 1].id)
    return Found(units=tuple(chosen), following=after, gave_up=True)
