"""How fast one caller may go: a bucket of tries that fills again at a steady rate."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_CALLERS = 10_000  # remembered at once; the one that was silent longest is forgotten first


class Pace:
    """So many tries a minute for each caller, and at most a minute's worth at once. 0: as many as they like."""

    def __init__(self, a_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._rate = float(a_minute), a_minute / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tries left, and when that was

    def wait(self, caller: str) -> int:
        """Take a try: 0, or the whole seconds after which there will be one again."""
        if not self._rate:
            return 0
        with self._lock:
            now = self._clock()
            left, at = self._buckets.pop(caller, (self._most, now))
            left = min(self._most, left + (now - at) * self._rate)
            allowed = left >= 1
            self._buckets[caller] = (left - 1 if allowed else left, now)
            if len(self._buckets) > _CALLERS:
                self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) / self._rate)


class Turns:
    """So many at once; who finds no turn free in time is told so."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def take(self, *, patience: float = 0.0) -> bool:
        """Whether there was one within so many seconds. It is to be given back."""
        return self._free.acquire(timeout=patience)

    def give_back(self) -> None:
        """Let the next one have it."""
        self._free.release()
