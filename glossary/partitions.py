"""
Work cut into partitions: done here, in other processes of this machine, or on a cluster (`cluster.py`).

A partition is some hundred sentence pairs, or a document. What is found in each comes back in the order in which the
partitions were given, whoever worked on them and whoever was done first, so that whatever is put together from it is the
same with any number of workers. Only so many partitions are on their way at once, and so memory does not grow with the text.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from memory.errors import Problem, Unavailable

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Found = TypeVar("Found")
Work = Callable[[Shared, Item], Found]
"""
A function of a module, for another process has to find it: given what all partitions share (a lexicon) and one partition.
It has to say the same of the same partition wherever and however often it is asked.
"""

PAIRS = 250  # sentence pairs of a partition
FEW = 16  # partitions, 4,000 pairs: below, starting processes takes longer than they save
_THREADS = 4  # beyond, adding up their counts is what takes time
AHEAD = 32  # partitions on their way: 8,000 pairs, so that all are at work while words are linked in the next 8,000


class Workers(Protocol):
    """Whoever works on partitions. A context manager: what it holds is let go of at the end, and then nobody is at work."""

    def map(self, work: Work[Shared, Item, Found], shared: Shared, items: Iterable[Item]) -> Iterator[Found]:
        """
        What work finds in each item, in order; items are asked for when there is room for them.

        A Problem of the work is raised as it is; Unavailable says of any other end of a worker what is known of it, with
        `lost` among its details, for no store was away.
        """
        ...

    def each(self, work: Callable[[Item], Found], items: Sequence[Item]) -> Iterator[Found]:
        """The same for work that is numpy's, and needs no process of its own."""
        ...

    def __enter__(self) -> Self:
        """The workers, to be let go at the end of the block."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop all work."""
        ...


class Here:
    """The process that asks, alone: one partition after the other."""

    def map(self, work: Work[Shared, Item, Found], shared: Shared, items: Iterable[Item]) -> Iterator[Found]:
        """What work finds in each item."""
        return (work(shared, item) for item in items)

    def each(self, work: Callable[[Item], Found], items: Sequence[Item]) -> Iterator[Found]:
        """What work finds in each item."""
        return map(work, items)

    def __enter__(self) -> Self:
        """Nothing to begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to stop."""


HERE = Here()


class Processes(Here):
    """
    So many processes of this machine, started when there are more than `few` partitions; those few are worked on here.

    They are started afresh and not forked: a server has threads, and what these hold when it forks they would hold for ever.
    """

    def __init__(self, many: int, *, few: int = 0) -> None:
        self._many, self._few = many, few
        self._pool: ProcessPoolExecutor | None = None
        self._folder = TemporaryDirectory(prefix="padanan-")
        self._told: list[tuple[object, Path]] = []

    def map(self, work: Work[Shared, Item, Found], shared: Shared, items: Iterable[Item]) -> Iterator[Found]:
        """What work finds in each item, in order."""
        rest = iter(items)
        begun: list[Item] = []
        while self._pool is None and len(begun) <= self._few:
            item = next(rest, None)
            if item is None:
                break
            begun.append(item)
        if self._pool is None and len(begun) <= self._few:
            yield from super().map(work, shared, begun)
            return
        path = self._path(shared)
        yield from in_order(lambda item: self._sent(work, path, item), chain(begun, rest), _result)

    def each(self, work: Callable[[Item], Found], items: Sequence[Item]) -> Iterator[Found]:
        """What work finds in each item, in order; in threads, for numpy lets others run meanwhile."""
        if self._pool is None:  # there is little to do
            yield from map(work, items)
            return
        with ThreadPoolExecutor(min(self._many, _THREADS)) as threads:
            yield from threads.map(work, items)

    def _sent(self, work: Work[Shared, Item, Found], path: Path, item: Item) -> Future[Found]:
        try:
            return self._started().submit(_at, work, path, item)
        except BrokenProcessPool as gone:  # a process died since the last was sent
            raise _lost() from gone

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._many, mp_context=get_context("spawn"), initializer=_follow)
        return self._pool

    def _path(self, shared: object) -> Path:
        """The file that other processes read what is shared from."""
        for known, path in self._told:
            if known is shared:
                return path
        path = Path(self._folder.name) / str(len(self._told))
        path.write_bytes(pickle.dumps(shared))
        self._told.append((shared, path))
        return path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop all work: what has begun is let run to its end, which is near, and nothing else is begun."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()


def workers(many: int | None = None) -> Workers:
    """So many processes, this one alone for 1; for None as many as there are cores, where there is so much to do."""
    if many is None:
        many = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return Processes(many, few=FEW) if many > 1 else HERE
    return Processes(many) if many > 1 else HERE


Later = TypeVar("Later")  # what a partition was handed over for


def kept(one: object) -> None:
    """
    Let what was handed over be: it ends with its pool.

    A future that is cancelled while its pool breaks makes the pool's own thread fail (CPython 3.11, set_exception).
    """


def in_order(
    hand_over: Callable[[Item], Later],
    items: Iterable[Item],
    result: Callable[[Later], Found],
    *,
    ahead: int = AHEAD,
    drop: Callable[[Later], object] = kept,
) -> Iterator[Found]:
    """What was found in each item that was handed over, in order, so many ahead of what was taken; at an end, the rest is dropped."""
    sent: deque[Later] = deque()
    try:
        for item in items:
            sent.append(hand_over(item))
            if len(sent) >= ahead:
                yield result(sent.popleft())
        while sent:
            yield result(sent.popleft())
    finally:
        for one in sent:
            drop(one)


def portions(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """
    The items, so many at a time.

    >>> list(portions("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion


def _result(one: Future[Found]) -> Found:
    try:
        return one.result()
    except Problem:
        raise
    except BrokenProcessPool as gone:
        raise _lost() from gone
    except Exception as error:
        raise failed(error) from error


def _lost() -> Unavailable:
    return Unavailable(
        "A process that worked on a part of the text ended before it was done.",
        hint="Was it stopped, or is memory short? Try again, with fewer --workers.",
        lost="worker",
    )


def failed(error: Exception) -> Unavailable:
    """The Problem to raise for what work raised and did not mean to."""
    return Unavailable(
        f"A worker failed on a part of the text ({type(error).__name__}: {error}).",
        hint="Nothing of that step was stored; with --workers 1 the failure shows where it began.",
        lost="worker",
    )


def _at(work: Work[Any, Item, Found], path: Path, item: Item) -> Found:
    return work(_shared(path), item)


@lru_cache(maxsize=4)
def _shared(path: Path) -> Any:
    return pickle.loads(path.read_bytes())  # noqa: S301 - written by the process that started this one


def _follow() -> None:
    """End with the process that started this one, however that ends; Ctrl-C on a terminal reaches both, and is its to answer."""
    import signal  # noqa: PLC0415 - only a worker asks

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    born = parent.sentinel if parent else 0

    def watch() -> None:
        connection.wait([born])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
