"""
Plots as geometry: where lines, bars and points lie in a drawing of `WIDTH` by some height, its origin in the upper left.
Templates (`plots.html`) draw them; what they are for stands beside each as a table. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from glossary.tally import Trust

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 38, 8, 8, 22  # what ticks and labels need
_DAYS = 4  # labels under a row of days at most
_LEAST, _MOST = 2.5, 9.0  # radius of a point


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and what stands there."""

    at: float
    value: float | date


@dataclass(frozen=True, slots=True)
class Stack:
    """Layers one upon the other over days: the name of each and its outline, with the ticks of both axes."""

    layers: tuple[tuple[str, str], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: its place, its width and its height, the days that it spans, and how many there were."""

    x: float
    y: float
    width: float
    height: float
    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts by period, with the ticks of both axes."""

    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Concepts of about one confidence: where they lie, how large, from where to where the share may be, and what they are."""

    x: float
    y: float
    radius: float
    low: float
    high: float
    trust: Trust


@dataclass(frozen=True, slots=True)
class Calibration:
    """Confidence to the right, accepted share upward; what is as sure as it says lies on the diagonal."""

    points: tuple[Point, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def ticks(most: float, about: int = 4) -> list[float]:
    """
    Round numbers from 0 up to the first that is not less than `most`, about so many.

    >>> ticks(319)
    [0, 100, 200, 300, 400]
    >>> ticks(1)
    [0, 1]
    """
    rough = max(most, 1) / about
    power = 10 ** math.floor(math.log10(rough))
    step = max(1, next(k * power for k in (1, 2, 5, 10) if k * power >= rough))
    return [step * k for k in range(math.ceil(max(most, 1) / step) + 1)]


def stack(days: Mapping[date, Mapping[str, int]], names: Sequence[str]) -> Stack:
    """How many there were of each name on each of a row of days, the first name lowest."""
    heights = [list(accumulate((told.get(name, 0) for name in names), initial=0)) for told in days.values()]
    up = _up(ticks(max((one[-1] for one in heights), default=0)))
    xs = [_along(k, len(days) - 1) for k in range(len(days))]
    layers = tuple(
        (name, _outline(xs, [one[k] for one in heights], [one[k + 1] for one in heights], up))
        for k, name in enumerate(names)
    )
    return Stack(layers, _days(list(days), xs), up)


def bars(counts: Mapping[date, int], most: int = 30) -> Bars:
    """Counts of a row of days as bars, several days in one where there would be more than `most` bars."""
    days, size = list(counts), max(1, math.ceil(len(counts) / most))
    groups = [days[k : k + size] for k in range(0, len(days), size)]
    totals = [sum(counts[day] for day in group) for group in groups]
    up, wide = _up(ticks(max(totals, default=0))), _along(1, len(groups) or 1) - LEFT
    found = []
    for number, (group, total) in enumerate(zip(groups, totals, strict=True)):
        y = _height(total, up)
        place = LEFT + number * wide + wide * 0.1
        found.append(Bar(_round(place), y, _round(wide * 0.8), _round(_floor() - y), group[0], group[-1], total))
    middles = [bar.x + bar.width / 2 for bar in found]
    return Bars(tuple(found), _days([bar.first for bar in found], middles), up)


def calibration(trust: Sequence[Trust]) -> Calibration:
    """The accepted share against the confidence; the area of a point grows with how many were judged."""
    largest = max((one.judged for one in trust), default=1)
    quarters = [k / 4 for k in range(5)]
    up = _up(quarters)
    points = []
    for one in trust:
        radius = max(_LEAST, _MOST * math.sqrt(one.judged / largest))
        low, high = (_height(share, up) for share in one.interval)
        points.append(Point(_along(one.confidence, 1), _height(one.share, up), _round(radius), low, high, one))
    return Calibration(tuple(points), tuple(Tick(_along(k, 1), k) for k in quarters), up)


def _outline(xs: Sequence[float], lower: Sequence[int], upper: Sequence[int], up: Sequence[Tick]) -> str:
    """The path around a layer: along its upper edge, and back along its lower one."""
    there = [f"{x:g} {_height(value, up):g}" for x, value in zip(xs, upper, strict=True)]
    back = [f"{x:g} {_height(value, up):g}" for x, value in zip(xs, lower, strict=True)]
    return f"M{'L'.join([*there, *back[::-1]])}Z"


def _up(values: Sequence[float]) -> tuple[Tick, ...]:
    most = values[-1] or 1
    return tuple(Tick(_round(_floor() - (_floor() - TOP) * value / most), value) for value in values)


def _height(value: float, up: Sequence[Tick]) -> float:
    most = up[-1].value
    assert isinstance(most, (int, float))  # noqa: S101 - an upward axis has numbers
    return _round(_floor() - (_floor() - TOP) * value / (most or 1))


def _days(days: Sequence[date], xs: Sequence[float]) -> tuple[Tick, ...]:
    """Some of the days, evenly apart, the last among them."""
    step = max(1, math.ceil(len(days) / _DAYS))
    return tuple(Tick(x, day) for day, x in list(zip(days, xs, strict=True))[::-1][::step][::-1])


def _along(part: float, whole: float) -> float:
    return _round(LEFT + (WIDTH - LEFT - RIGHT) * part / (whole or 1))


def _floor() -> float:
    return HEIGHT - BOTTOM


def _round(value: float) -> float:
    return round(value, 2)
