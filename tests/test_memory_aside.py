"""Work done aside: the same answers in the same order, here or in a second process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from memory.aside import aside


def halves(some: list[int]) -> list[tuple[float, int]]:
    """Half of each number, and which process found it."""
    return [(number / 2, os.getpid()) for number in some]


def inverse(some: list[int]) -> list[float]:
    """One by each number."""
    return [1 / number for number in some]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501])
def test_few_items_are_done_here(count: int) -> None:
    found = list(aside(halves, range(count), int))

    assert found == [(k, (k / 2, os.getpid())) for k in range(count)]


def test_many_items_are_done_in_another_process_and_in_order() -> None:
    found = list(aside(halves, range(7777), int, few=1000))

    assert [(item, half) for item, (half, _) in found] == [(k, k / 2) for k in range(7777)]
    assert {process == os.getpid() for _, (_, process) in found[:1000]} == {True}
    assert {process == os.getpid() for _, (_, process) in found[1000:]} == {False}


def test_items_are_taken_as_they_are_wanted() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(1, 100_001):
            taken = number
            yield number

    found = aside(halves, items(), int, few=500)
    for _ in range(2000):
        next(found)
    found.close()  # type: ignore[attr-defined]

    assert taken < 8000


def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(aside(inverse, [*range(1, 2000), 0], int, few=500))
