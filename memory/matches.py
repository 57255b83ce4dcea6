"""
Units as matches for a query: scored, with what is taken off and why, explained, and put in order (DESIGN §5).

`match` scores; `ambiguous` is for those that are the same but for their translations; `order` is total, so that pages
are stable; `explained` adds what only those need that are shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from memory.similarity import Segment, compare, differences, repair
from memory.text import Language, fold
from memory.trace import Trace, squeezed
from memory.units import Context, Match, Penalty, Step, Unit

_DRAFT, _ALIGNED, _MACHINE, _NEGATION, _REVERSED, _MOST = 5, 3, 10, 8, 2, 30
_CLOSE, _MENDABLE = 99.0, 95.0


def match(query: Segment, there: Segment, known: Unit, context: Context | None, points: int) -> Match:
    """A unit as a match, scored, with its penalties; `explained` adds what only those need that are shown."""
    likeness = compare(query, there)
    penalties = list(_penalties(known, query.language, points))
    warnings: tuple[str, ...] = ()
    if likeness.negation_differs:
        penalties.append(Penalty("negation on one side only", _NEGATION))
        warnings = ("negation",)
    klass = _context_class(known, context) if likeness.identical else math.floor(likeness.score)
    return Match(
        unit=known,
        source=known.texts[query.language],
        target=known.texts[_other(query.language)],
        score=round(max(0.0, likeness.score - sum(penalty.points for penalty in penalties)), 2),
        raw=likeness.score,
        klass=klass,
        penalties=tuple(penalties),
        warnings=warnings,
    )


def explained(query: Segment, there: Segment, match: Match, sent: Trace) -> Match:
    """
    The match with its difference from the query, and mended where numbers, placeables or codes are all that differs.

    The places of the difference are those of the text that was sent and of `source`, whatever was cleaned for comparing.
    """
    mendable = match.raw >= _MENDABLE and query.text != there.text
    mended = repair(query, there, match.target, _other(query.language)) if mendable else None
    source = squeezed(match.source)
    steps = (Step(s.kind, sent.back(s.query), source.back(s.match)) for s in differences(query, there))
    return replace(match, diff=tuple(steps), repaired=mended)


def _other(language: Language) -> Language:
    return "en" if language == "id" else "id"


def _penalties(known: Unit, asked: Language, points: int) -> Iterator[Penalty]:
    if known.status == "draft":
        yield Penalty("draft", _DRAFT)
    kinds = {origin.kind for origin in known.origin}
    if kinds and kinds <= {"machine"}:
        yield Penalty("machine translation", _MACHINE)
    elif kinds and kinds <= {"aligned", "machine", "mined"}:
        yield Penalty("aligned, not confirmed", _ALIGNED)
    if known.source and known.source != asked:
        yield Penalty("translated the other way", _REVERSED)
    if points:
        yield Penalty(f"project {known.project}", min(points, _MOST))


def _context_class(known: Unit, context: Context | None) -> int:
    if context is None:
        return 100
    there = known.context
    key = bool(context.key) and context.key == there.key
    around = bool(context.previous or context.next) and (context.previous, context.next) == (there.previous, there.next)
    return 100 + key + around


def ambiguous(found: list[Match]) -> list[Match]:
    """Identical sources with different targets are no 100s: a person must choose."""
    same = [match for match in found if match.klass == 100]
    if len({fold(match.target) for match in same}) < 2:
        return found
    return [
        replace(match, klass=99, raw=_CLOSE, score=round(match.score - (match.raw - _CLOSE), 2), ambiguous=True)
        if match.klass == 100
        else match
        for match in found
    ]


def order(match: Match, project: str) -> tuple[object, ...]:
    """Class, score, reviewed, same project, newest, id: a total order."""
    # The last character comes after all others, so that a date is newer than its beginning, and than none.
    newest = "".join(chr(0x10FFFF - ord(character)) for character in match.unit.changed.at) + chr(0x10FFFF)
    context = -match.klass if match.klass >= 100 else 0
    return (
        context,
        -match.score,
        match.unit.status != "reviewed",
        match.unit.project != project,
        newest,
        match.unit.id,
    )
