"""Plots: where things lie in a drawing."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from glossary.tally import Trust
from web.plot import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, bars, calibration, stack, ticks

FIRST = date(2026, 3, 1)


def days(count: int) -> list[date]:
    """A row of days."""
    return [FIRST + timedelta(days=number) for number in range(count)]


@pytest.mark.parametrize("most", [0, 1, 2, 7, 99, 100, 101, 12345, 1_000_000])
def test_ticks_reach_what_is_shown_in_a_few_round_steps(most: int) -> None:
    found = ticks(most)

    assert found[0] == 0
    assert found[-1] >= most
    assert found[-2] < max(most, 1)
    assert 2 <= len(found) <= 6


def test_layers_lie_one_upon_the_other() -> None:
    drawn = stack({day: {"approved": 30, "proposed": 70} for day in days(2)}, ("approved", "proposed"))

    floor, top = HEIGHT - BOTTOM, TOP
    (_, approved), (_, proposed) = drawn.layers
    heights = [float(y) for y in re.findall(r"[\d.]+ ([\d.]+)", approved)]
    assert heights == pytest.approx([floor - 0.3 * (floor - top)] * 2 + [floor] * 2)
    assert proposed.startswith(f"M{LEFT} {top:g}L{WIDTH - RIGHT:g} {top:g}L")


def test_of_many_days_only_some_are_named_and_the_last_among_them() -> None:
    drawn = stack({day: {"a": 1} for day in days(365)}, ("a",))

    assert len(drawn.across) <= 4
    assert drawn.across[-1].value == days(365)[-1]


def test_a_row_of_many_days_becomes_few_bars_and_loses_nothing() -> None:
    drawn = bars(dict.fromkeys(days(100), 2))

    assert len(drawn.bars) <= 30
    assert sum(bar.count for bar in drawn.bars) == 200
    assert (drawn.bars[0].first, drawn.bars[-1].last) == (days(100)[0], days(100)[-1])
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH - RIGHT + 0.01 for bar in drawn.bars)


def test_what_is_as_sure_as_it_says_lies_on_the_diagonal() -> None:
    drawn = calibration([Trust(0.5, 40, 20), Trust(1.0, 10, 10)])

    middle, end = drawn.points
    assert (middle.x, middle.y) == ((LEFT + WIDTH - RIGHT) / 2, (TOP + HEIGHT - BOTTOM) / 2)
    assert (end.x, end.y) == (WIDTH - RIGHT, TOP)
    assert middle.radius == pytest.approx(2 * end.radius)
    assert middle.low > middle.y > middle.high
