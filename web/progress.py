"""Progress of long work: a bar on a terminal, plain lines elsewhere. Always on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from tqdm import tqdm

from web.remaining import Remaining

_SECONDS = 5.0  # between plain lines of one stage


class Progress:
    """Hears of stages from `mine` and shows them. A context manager, so that no bar is left half-drawn."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._bar: tqdm[Any] | None = None
        self._stage = ""
        self._said = 0.0
        self._remaining = Remaining()
        self._left: float | None = None

    def whole(self, share: float) -> None:
        """So much of all stages together is done (0–1): from now on the time left is that of the whole."""
        self._left = self._remaining.seconds({"stage": "", "done": share, "total": 1.0})

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A stage has got this far; a total of 0 is not known."""
        if self._quiet:
            return
        if self._terminal:
            self._draw(stage, done, total)
        else:
            self._line(stage, done, total)

    def _draw(self, stage: str, done: int, total: int) -> None:
        bar = self._bar
        if bar is None or stage != self._stage:
            self.close()
            bar, self._stage = tqdm(desc=stage, total=total or None, unit="", leave=True), stage
            self._bar = bar
        bar.total = total or None
        if self._left is not None:
            bar.set_postfix_str(f"about {_time(self._left)} left in all", refresh=False)
        bar.update(done - bar.n)

    def _line(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == self._stage and done != total and now - self._said < _SECONDS:
            return
        self._stage, self._said = stage, now
        told = f" of {total}" if total else ""
        if self._left is not None:
            told += f", about {_time(self._left)} left in all"
        elif (left := self._remaining.seconds({"stage": stage, "done": done, "total": total})) is not None:
            told += f", about {_time(left)} left"
        print(f"{stage}: {done}{told}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Finish the bar that is being drawn."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Progress:
        """Nothing to do yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bar, whatever happened."""
        self.close()


def _time(seconds: float) -> str:
    """A time as people say it: 40 s, 3 min, 2 h."""
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= 1.5 * size:
            return f"{round(seconds / size)} {unit}"
    return f"{max(1, round(seconds))} s"
