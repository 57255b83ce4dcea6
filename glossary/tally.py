"""
How many there are: units by where they come from, concepts by where they stand, day by day; and how far a mined
confidence is to be believed. One pass over the store, so whoever asks often keeps the answer (it says of which revision).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from glossary.archive import CONCEPT, HISTORY, version_key
from glossary.terms import LIFECYCLES, Lifecycle
from memory.stores.base import Record, Store
from memory.units import UNIT

TENTHS = 10  # bins of confidence
_OFTEN = 500  # records after which a pass pauses
_Z = 1.96  # of a 95% interval
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trust:
    """
    The mined concepts of about one confidence that a person has judged: how many, their mean confidence (0–1), and how
    many were accepted. Accepted is what was approved, also if it was retired later; merged ones are neither.
    """

    confidence: float
    judged: int
    accepted: int

    @property
    def share(self) -> float:
        """The accepted ones among the judged (0–1)."""
        return self.accepted / self.judged

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share would lie if very many were judged, at 95% (Wilson 1927): two numbers from 0 to 1."""
        n, p, z = self.judged, self.share, _Z
        middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - spread) / (1 + z * z / n)), min(1.0, (middle + spread) / (1 + z * z / n))


@dataclass(frozen=True, slots=True)
class Tally:
    """
    A store in numbers, as of a revision.

    `units` counts by kind of origin, project and status; `added` by day and kind of origin. `progress` says of each day
    on which something happened how many concepts stood where at its end. `trust` has a bin for each tenth of confidence
    with anything judged in it.
    """

    revision: int
    units: Mapping[tuple[str, str, str], int]
    added: Mapping[tuple[date, str], int]
    stages: Mapping[Lifecycle, int]
    progress: Mapping[date, Mapping[Lifecycle, int]]
    trust: tuple[Trust, ...]


def tally(store: Store, rest: Callable[[], None] = lambda: None) -> Tally:
    """Count what a store holds; `rest` is called now and then, for whoever counts beside other work."""
    revision = store.revision
    units, added = _units(resting(store.records(UNIT), rest))
    stages, trust = _concepts(resting(store.records(CONCEPT), rest))
    progress = _progress(dict(_steps(resting(store.records(HISTORY), rest))))
    return Tally(revision, units, added, stages, progress, trust)


def resting(items: Iterable[T], rest: Callable[[], None]) -> Iterator[T]:
    """The items, with a pause before the first and after every few hundred."""
    for at, item in enumerate(items):
        if at % _OFTEN == 0:
            rest()
        yield item


def _units(records: Iterable[tuple[str, Record]]) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[date, str]]]:
    units, added = Counter[tuple[str, str, str]](), Counter[tuple[date, str]]()
    for _, record in records:
        kind = record["origin"][0].get("kind", "human") if record["origin"] else "human"
        units[kind, record.get("project", ""), record.get("status", "confirmed")] += 1
        if day := _day(record.get("created", {})):
            added[day, kind] += 1
    return units, added


def _concepts(records: Iterable[tuple[str, Record]]) -> tuple[Counter[Lifecycle], tuple[Trust, ...]]:
    stages = Counter[Lifecycle](dict.fromkeys(LIFECYCLES, 0))
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for _, record in records:
        stages[record["lifecycle"]] += 1
        confidence, accepted = record["confidence"], _accepted(record)
        if confidence is not None and accepted is not None:
            bins[min(TENTHS - 1, int(confidence * TENTHS))].append((confidence, accepted))
    return stages, tuple(_trust(bins[number]) for number in sorted(bins))


def _accepted(record: Record) -> bool | None:
    """What a person said of a mined concept; None for one that nobody judged by itself."""
    if record["lifecycle"] in ("proposed", "rejected"):
        return False if record["lifecycle"] == "rejected" else None
    return None if record.get("merged_into") else True


def _trust(judged: list[tuple[float, bool]]) -> Trust:
    return Trust(sum(one for one, _ in judged) / len(judged), len(judged), sum(good for _, good in judged))


def _steps(records: Iterable[tuple[str, Record]]) -> Iterator[tuple[str, tuple[date | None, Lifecycle | None]]]:
    """Of each version of a concept the day, and where the concept stood with it: None where it was removed."""
    for key, record in records:
        gone = record.get("act") == "remove"
        yield key, (_day(record), None if gone else record["concept"]["lifecycle"])


def _progress(steps: Mapping[str, tuple[date | None, Lifecycle | None]]) -> dict[date, dict[Lifecycle, int]]:
    moves: dict[date, Counter[Lifecycle]] = defaultdict(Counter)
    for key, (day, after) in steps.items():
        id_, _, version = key.rpartition(":")
        before = steps.get(version_key(id_, int(version) - 1), (None, None))[1]
        if day is None:
            continue
        if before is not None:
            moves[day][before] -= 1
        if after is not None:
            moves[day][after] += 1
    now, found = Counter[Lifecycle](), dict[date, dict[Lifecycle, int]]()
    for day in sorted(moves):
        now.update(moves[day])
        found[day] = {stage: now[stage] for stage in LIFECYCLES}
    return found


def _day(stamp: Mapping[str, str]) -> date | None:
    at = stamp.get("at", "")
    return date.fromisoformat(at[:10]) if at else None


def every_day(told: Mapping[date, T], before: T, *, least: int = 7) -> dict[date, T]:
    """
    A value for each day from the first to the last, and for at least so many: what the day before said, where it says none.

    >>> list(every_day({date(2026, 3, 1): 2, date(2026, 3, 3): 5}, 0, least=4).values())
    [0, 2, 2, 5]
    """
    if not told:
        return {}
    last = max(told)
    first = min(*told, last - timedelta(days=least - 1))
    value = before
    found: dict[date, T] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        value = told.get(day, value)
        found[day] = value
    return found
