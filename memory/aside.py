"""
Work that is done aside: the first few items here, what comes after them in a second process, all of it in order.

A second process costs half a second to start, so few items are not worth one. It is started afresh, and not forked: a
server has threads, and what these hold when it forks the other process would hold for ever.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

Item = TypeVar("Item")
Told = TypeVar("Told")
Found = TypeVar("Found")

FEW = 8000  # items that are done here
_TOGETHER = 500  # items handed over at once
_AHEAD = 6  # such portions on their way: enough that neither waits for the other


def aside(
    work: Callable[[list[Told]], list[Found]], items: Iterable[Item], told: Callable[[Item], Told], *, few: int = FEW
) -> Iterator[tuple[Item, Found]]:
    """
    Each item with what `work` finds of it, in order; `told` says what the work has to know of an item.

    `work` is a function of a module, for another process has to find it. What it raises is raised here.
    """
    portions = _portions(items)
    for _ in range(-(-few // _TOGETHER) if (os.cpu_count() or 1) > 1 else 2**62):
        portion = next(portions, None)
        if portion is None:
            return
        yield from zip(portion, work([told(item) for item in portion]), strict=True)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        sent: deque[tuple[list[Item], Future[list[Found]]]] = deque()
        for portion in portions:
            sent.append((portion, other.submit(work, [told(item) for item in portion])))
            if len(sent) > _AHEAD:
                done, found = sent.popleft()
                yield from zip(done, found.result(), strict=True)
        for done, found in sent:
            yield from zip(done, found.result(), strict=True)


def both(work: Callable[[Told], Found], here: Told, there: Told) -> tuple[Found, Found]:
    """What `work` finds of two things; of the second meanwhile in a second process, where there is a processor for it."""
    if (os.cpu_count() or 1) < 2:
        return work(here), work(there)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        coming = other.submit(work, there)
        return work(here), coming.result()


def _portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while portion := list(islice(rest, _TOGETHER)):
        yield portion
