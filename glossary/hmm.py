"""
Which word made which: IBM Model 1, then a hidden Markov model (Vogel, Ney & Tillmann 1996), both directions together.

In each direction the words of one sentence are states that make the words of the other; a jump from state to state costs
by its length, and a word may be made by nothing, while the state is remembered (Och & Ney 2003). What the two directions
learn from is where they agree (Liang, Taskar & Klein 2006). Beforehand knowledge enters as pseudo-counts, so that ten
sentences are enough. Start with `posteriors`. Deterministic; no randomness, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from glossary.blocks import Batch, Block, Ints

Floats = npt.NDArray[np.float64]
Shares = npt.NDArray[np.float32]
Progress = Callable[[float], None]
"""How much of some work is done."""
Item = TypeVar("Item")
Found = TypeVar("Found")


class Each(Protocol):
    """Applies a function to items and gives what it says of them, in order, as `map` does."""

    def __call__(self, work: Callable[[Item], Found], items: Sequence[Item], /) -> Iterator[Found]:
        """What the function says of each item."""
        ...


_PLAIN, _CHAINED = 3, 2  # rounds of Model 1, rounds of the Markov model
_NOTHING = np.float32(0.2)  # how readily a word is made by nothing
_SELDOM = 0.1  # pseudo-count of each word for being made by nothing
_FRESH = 1.0  # pseudo-counts of each word for translations not met before, spread over _VOCABULARY
_VOCABULARY = 50_000
_LOAN = 1.5  # pseudo-counts of two words that sound the same
_DIAGONAL = 1.0  # how strongly Model 1 prefers the same place in both sentences (Dyer, Chahuneau & Smith 2013)
_WIDTH = 8  # jumps told apart; longer ones fade by a tenth each
_EXPECTED = 200.0  # pseudo-counts of all jumps
_FEW = 1e-30


@dataclass(frozen=True, slots=True)
class Beforehand:
    """
    What is known before reading, as counts: of each cell, of all that each source word was ever seen with, of words
    without a counterpart; and how alike the two words of each cell sound (0–1).
    """

    cells: Floats
    totals: Floats
    source_alone: Floats
    target_alone: Floats
    alike: Floats


def silent(share: float) -> None:
    """Tell nobody."""


def posteriors(
    block: Block, known: Beforehand, each: Each = map, progress: Progress = silent, *, learn: bool = True
) -> Iterator[tuple[Batch, Shares, Shares]]:
    """
    Each batch with the chances (pair, source place, target place) that the source made the target, and the reverse.

    `each` applies a function to batches, some at once if it can, and gives what it says in order: counts are added up in
    that order, and so are the same whoever made them. `progress` hears which share (0–1) of the work is done. Unless they
    are to `learn` of one another, sentences are judged by what is known beforehand alone.
    """
    forth = _Direction(block.left, len(block.sources), known, known.totals, known.target_alone)
    owned: Floats = np.bincount(block.right, known.cells, minlength=len(block.targets)).astype(np.float64)
    back = _Direction(block.right, len(block.targets), known, owned, known.source_alone)
    rounds = _PLAIN + _CHAINED if learn else 0
    for number in range(rounds):
        chained = number >= _PLAIN
        for batch, (here, stepped), (there, back_stepped) in each(_asked(forth, back, chained), block.batches):
            forth.step(stepped)
            back.step(back_stepped)
            # Model 1 is too unsure for the directions to agree on much, so each first learns for itself.
            agreed = here * there if chained else None
            forth.note(batch.cells, batch.target, here if agreed is None else agreed, axis=1)
            back.note(batch.cells, batch.source, there if agreed is None else agreed, axis=2)
        forth.learn()
        back.learn()
        progress((number + 1) / (rounds + 1))
    for batch, (here, _), (there, _) in each(_asked(forth, back, True), block.batches):
        yield batch, here, there
    progress(1.0)


_Answer = tuple[Shares, Floats | None]
"""The chances, and how much each jump was used where there are jumps."""


def _asked(forth: _Direction, back: _Direction, chained: bool) -> Callable[[Batch], tuple[Batch, _Answer, _Answer]]:
    """What both directions say of a batch, as they are now."""

    def both(batch: Batch) -> tuple[Batch, _Answer, _Answer]:
        here = forth.shares(batch.cells, batch.source, batch.target, chained)
        there, steps = back.shares(batch.cells.transpose(0, 2, 1), batch.target, batch.source, chained)
        return batch, here, (there.transpose(0, 2, 1), steps)

    return both


class _Direction:
    """What one direction knows, and what it has counted since it last learnt."""

    def __init__(self, owners: Ints, size: int, known: Beforehand, totals: Floats, alone: Floats) -> None:
        self._owners, self._size, self._totals = owners, size, totals
        self._prior = known.cells + _LOAN * known.alike + _FRESH / _VOCABULARY
        self._alone = alone + _SELDOM
        self._expected = np.exp(-0.5 * np.abs(np.arange(-_WIDTH, _WIDTH + 1) - 1)) + 0.01
        self._expected *= _EXPECTED / self._expected.sum()
        self._forget()
        self.learn()

    def _forget(self) -> None:
        self._counts, self._without = np.zeros(len(self._owners)), np.zeros(len(self._alone))
        self._jumped = np.zeros(2 * _WIDTH + 1)

    def learn(self) -> None:
        """Make probabilities of what was counted and what was known, and begin to count again."""
        seen = np.bincount(self._owners, self._counts, minlength=self._size) + self._totals + _FRESH
        table = (self._counts + self._prior) / seen[self._owners]
        table[0] = 0
        without = self._without + self._alone
        without[0] = 0
        jumps = self._jumped + self._expected
        self._table, self._nothing = (
            table.astype(np.float32),
            (without / (without.sum() + _SELDOM * _VOCABULARY)).astype(np.float32),
        )
        self._jumps = (jumps / jumps.sum()).astype(np.float32)
        self._forget()

    def note(self, cells: npt.NDArray[np.int32], made: Ints, shares: Shares, *, axis: int) -> None:
        """Count shares of links; what `axis` leaves over of a made word was made by nothing."""
        self._counts += np.bincount(cells.ravel(), shares.ravel(), minlength=len(self._counts))
        left = np.clip(1 - shares.sum(axis=axis), 0, 1)
        self._without += np.bincount(made.ravel(), left.ravel(), minlength=len(self._without))

    def step(self, steps: Floats | None) -> None:
        """Count the jumps of a batch."""
        if steps is not None:
            self._jumped += steps

    def shares(
        self, cells: npt.NDArray[np.int32], makers: Ints, made: Ints, chained: bool
    ) -> tuple[Shares, Floats | None]:
        """
        The chance of each maker (pair, maker place, made place) of having made the word; and the jumps, if they are chained.

        Only reads what the direction knows, so that several batches can be asked about at once.
        """
        likely, nothing = self._table[cells], self._nothing[made]
        if not chained:
            likely *= (1 - _NOTHING) * _near(makers > 0, made > 0)
            found: Shares = likely / np.maximum(likely.sum(1, keepdims=True) + _NOTHING * nothing[:, None], _FEW)
            return found, None
        there = makers > 0
        jumps = _spread(there.shape[1], self._jumps)
        leave: Shares = (there / np.maximum(there @ jumps.T, _FEW)).astype(np.float32)
        chain = _Chain(np.ascontiguousarray(likely.transpose(2, 0, 1)), nothing.T.copy(), made.T > 0, jumps, leave)
        found, steps = chain.walk(_first(there, self._jumps))
        return found.transpose(1, 2, 0), _binned(steps)


def _near(makers: npt.NDArray[np.bool_], made: npt.NDArray[np.bool_]) -> Shares:
    """How likely each place is before any word is looked at: near the diagonal."""
    here, there = (
        (np.arange(mask.shape[1]) + 0.5) / np.maximum(mask.sum(1), 1)[:, None].astype(np.float32)
        for mask in (makers, made)
    )
    near = np.exp(-_DIAGONAL * np.abs(here[:, :, None] - there[:, None, :])) * makers[:, :, None] * made[:, None, :]
    found: Shares = (near / np.maximum(near.sum(1, keepdims=True), _FEW)).astype(np.float32)
    return found


def _spread(size: int, jumps: Shares) -> Shares:
    """The weight of going from place (row) to place (column)."""
    distance = np.arange(size)[None, :] - np.arange(size)[:, None]
    beyond = np.maximum(np.abs(distance) - _WIDTH, 0)
    found: Shares = (jumps[np.clip(distance, -_WIDTH, _WIDTH) + _WIDTH] * np.exp(-0.1 * beyond)).astype(np.float32)
    return found


def _first(there: npt.NDArray[np.bool_], jumps: Shares) -> Shares:
    """The chance of each place of being where a sentence begins: a jump from before its first word."""
    found = there * _spread(there.shape[1] + 1, jumps)[0, 1:]
    first: Shares = (found / np.maximum(found.sum(1, keepdims=True), _FEW)).astype(np.float32)
    return first


def _binned(steps: Floats) -> Floats:
    """How much each jump was used, of a table of places."""
    distance = np.arange(len(steps))[None, :] - np.arange(len(steps))[:, None]
    short = np.abs(distance) <= _WIDTH
    found: Floats = np.bincount(distance[short] + _WIDTH, steps[short], minlength=2 * _WIDTH + 1).astype(np.float64)
    return found


class _Chain:
    """Forward and backward over a batch; arrays are (made place, pair, maker place)."""

    def __init__(
        self, likely: Shares, nothing: Shares, there: npt.NDArray[np.bool_], jumps: Shares, leave: Shares
    ) -> None:
        self._likely, self._nothing, self._there = likely, nothing, there
        self._jumps, self._leave = jumps, leave

    def walk(self, first: Shares) -> tuple[Shares, Floats]:
        """The chance of each state at each place, and how much each step between states was used."""
        made, states, scale = self._forward(first)
        later = np.ones_like(first)
        steps = np.zeros(self._jumps.shape)
        for at in range(len(made) - 1, -1, -1):
            made[at] *= later
            if at:
                here = self._there[at][:, None]
                arrive = (1 - _NOTHING) * self._likely[at] * later / scale[at] * here
                steps += (states[at - 1] * self._leave).T @ arrive
                stay = _NOTHING * self._nothing[at][:, None] / scale[at] * later
                later = np.where(here, self._leave * (arrive @ self._jumps.T) + stay, np.float32(1))
        made *= self._there[:, :, None]
        return made, steps * self._jumps

    def _forward(self, first: Shares) -> tuple[Shares, Shares, Shares]:
        made, states = np.empty_like(self._likely), np.empty_like(self._likely)
        scale = np.empty((*self._nothing.shape, 1), np.float32)
        before = come = first
        for at, likely in enumerate(self._likely):
            real = (1 - _NOTHING) * come * likely
            none = _NOTHING * before * self._nothing[at][:, None]
            scale[at] = np.maximum((real + none).sum(1, keepdims=True), _FEW)
            made[at], states[at] = real / scale[at], (real + none) / scale[at]
            before = states[at]
            come = (before * self._leave) @ self._jumps
        return made, states, scale
