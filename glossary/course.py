"""
How far a run has come: each step tells what it is at, and all steps together, weighed by what they take, tell the share done.

What a step takes was measured on one core with `python -m tests.bench mining`; how much of it there will be is expected of
the files before they are read, and known better with every step.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is (0: not known)."""
Whole = Callable[[float], None]
"""How much of a run is done (0–1); never less than before."""

# Milliseconds that one item takes.
_COSTS = {
    "documents": 60.0,  # of one language: cleaned, split, its names and phrases
    "twins": 300.0,  # split and aligned
    "pairs": 0.1,  # of a file of segments: read and judged
    "remember": 0.1,  # pairs
    "link": 0.4,  # pairs
    "extract": 1.35,  # pairs
    "weigh": 0.2,  # phrases
    "propose": 0.25,  # candidates
}
_PHRASES, _CANDIDATES = 0.6, 0.3  # expected of a pair


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def unheard(share: float) -> None:
    """Tell nobody."""


class Course:
    """The steps of one run, and whoever hears of them."""

    def __init__(self, progress: Progress = silent, whole: Whole = unheard) -> None:
        self._progress, self._whole = progress, whole
        self._wanted = dict.fromkeys(_COSTS, 0.0)
        self._done = dict.fromkeys(_COSTS, 0.0)
        self._told = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A step that is told by its name has got so far."""
        self._progress(stage, done, total)

    def expect_pairs(self, pairs: float) -> None:
        """So many pairs will be remembered, and mined for terms."""
        for name in ("remember", "link", "extract"):
            self._wanted[name] = pairs
        self._wanted["weigh"], self._wanted["propose"] = _PHRASES * pairs, _CANDIDATES * pairs

    def expect(self, name: str, amount: float) -> None:
        """So much of one kind of work there will be."""
        self._wanted[name] = amount

    def did(self, name: str, done: float) -> None:
        """So much of one kind of work is done."""
        self._done[name] = done
        self._wanted[name] = max(done, self._wanted[name])
        whole = sum(_COSTS[kind] * amount for kind, amount in self._wanted.items())
        gone = sum(_COSTS[kind] * min(amount, self._wanted[kind]) for kind, amount in self._done.items())
        self._told = max(self._told, gone / whole if whole else 0.0)
        self._whole(self._told)

    def end(self) -> None:
        """All is done."""
        self._whole(1.0)
