"""How long the present step of a job will go on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

_SURE = 1.0  # seconds of a step before which nothing is said


class Remaining:
    """Watches the progress of one job, and says how long its step will go on at the pace at which it went so far."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage: str | None = None
        self._first, self._began = 0.0, 0.0

    def seconds(self, progress: Mapping[str, Any]) -> float | None:
        """Seconds that are left of the step; None while that cannot be told."""
        stage, done, total = progress["stage"], progress["done"], progress["total"]
        if stage != self._stage or done < self._first:
            self._stage, self._first, self._began = stage, done, self._clock()
        gone, did = self._clock() - self._began, done - self._first
        return gone * (total - done) / did if did and total > done and gone >= _SURE else None
