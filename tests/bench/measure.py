"""Rows of a bench: how long some work takes, and how it is printed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def show(matter: str, value: float, unit: str, note: str = "") -> None:
    """A row."""
    print(f"{matter:52} {value:10.2f} {unit:6} {note}", flush=True)


def taken(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def percentiles(work: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    """Median and 95th percentile of a call, in milliseconds."""
    times = sorted(1000 * taken(lambda q=query: work(q)) for query in queries)  # type: ignore[misc]
    return statistics.median(times), times[int(0.95 * len(times))]
