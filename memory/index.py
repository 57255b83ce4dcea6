"""
Which segments of the memory are likely to be like a query, which are identical to it, and which contain a phrase.

An `Index` holds the segments of one language in *runs* (`runs.py`), most of them in one long run. What is filed waits
in a dict until the next question or the next thousand, then becomes a short run, and short runs are merged into longer
ones. Every question is put to every run, and the answers have a total order that does not depend on the runs: an index
answers alike whether it was built at once, one by one in any order, or read from disk.

It is all numpy. Compiled by numba the counting at its heart takes a third of the time, which saves .1 ms a question at
100,000 segments and .7 ms at a million; but every process, `padanan lookup` too, would start .3 s later and hold 119 MB
more, and an installation 208 MB more.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice, zip_longest

import numpy as np

from memory.runs import Hit, Run
from memory.signatures import Array, Reading, checksum, read
from memory.signatures import phrase as spoken_in
from memory.text import squeeze

SHARE = 1 / 3
"""The least share of lexemes in common that makes a segment likely: with less no score reaches 60, whatever the letters."""

_WAITING = 1000  # segments that may wait: making a run of them takes some ten milliseconds
_TAIL, _SHORT = 256, 4096  # rows up to which runs are always merged, and up to which a question may have to wait for it
_GROWTH = 4  # a run is merged with all shorter ones when they come to more than a fourth of it
_CHUNK = 4000  # segments compared at once


class Index:
    """The segments of one language. Keys are whatever the caller files them under. Any thread may ask at any time."""

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self._runs = tuple(runs)
        self._merged = self._runs  # as they were when long ones were last merged
        self._waiting: dict[str, str] = {}
        self._changing = threading.RLock()  # held by who files and removes, and while long runs are merged
        self._state = threading.RLock()  # held for as long as a question may have to wait; taken after the other

    @property
    def runs(self) -> tuple[Run, ...]:
        """All that is filed."""
        if self._waiting:
            with self._state:
                self._settle()
        return self._runs

    @property
    def settled(self) -> tuple[Run, ...]:
        """What is filed, without what waits for the next question."""
        return self._runs

    def __len__(self) -> int:
        """How many segments are filed."""
        with self._state:
            return len(self._waiting) + sum(len(run) - int(np.count_nonzero(run.dead)) for run in self._runs)

    def add(self, key: str, text: str) -> None:
        """File a segment; filing a key again replaces what was under it."""
        self.extend([(key, text)])

    def extend(self, items: Iterable[tuple[str, str]]) -> None:
        """File segments, by key."""
        with self._changing:
            found = dict(items)
            with self._state:
                self.discard(found)
                self._waiting.update(found)
                if len(self._waiting) >= _WAITING:
                    self._settle()
            if self._runs is not self._merged:
                self._merge_long()

    def remove(self, key: str) -> None:
        """Forget a segment; an unknown key is ignored."""
        self.discard([key])

    def discard(self, keys: Iterable[str]) -> None:
        """Forget segments; unknown keys are ignored."""
        with self._changing, self._state:
            filed = [key for key in keys if self._waiting.pop(key, None) is None]
            for run in self._runs if filed else ():
                rows = run.located(filed)
                run.dead[rows[rows >= 0]] = True

    def likely(self, text: str, limit: int = 100) -> list[str]:
        """The keys of the `limit` segments most like a text, likeliest first: by words and, if it is short, by letters in turn."""
        query = read([text])
        ways = zip_longest(self.near(query, limit), self.spelt(query, limit))
        return list(dict.fromkeys(hit.key for hits in ways for hit in hits if hit))[:limit]

    def near(self, query: Reading, limit: int, share: float = SHARE) -> list[Hit]:
        """The `limit` likeliest of all segments that have at least this share of lexemes in common with a text that was read."""
        if not query.lengths[0]:
            return []
        hits: dict[str, Hit] = {}
        for run in self.runs:
            for hit in (*run.alike(query, limit), *run.near(query, share, limit)):
                hits.setdefault(hit.key, hit)
        return sorted(hits.values())[:limit]

    def spelt(self, query: Reading, limit: int) -> list[Hit]:
        """The `limit` likeliest of the short segments that have letters in common with a short text that was read."""
        if not query.gram_counts[0]:
            return []
        return sorted(hit for run in self.runs for hit in run.spelt(query, limit))[:limit]

    def same(self, text: str) -> list[str]:
        """The keys of the segments whose text has the checksum of this one: the same, but for one in some billions."""
        wanted = checksum(squeeze(text))
        return sorted(key for run in self.runs for key in run.same(wanted))

    def phrase(self, words: Sequence[str], limit: int, offset: int = 0) -> tuple[list[str], int]:
        """
        The keys of the segments in which these words stand one after the other, the shortest first; and how many there are.

        Marks between them do not matter, nor do case and accents.
        """
        codes = spoken_in(words)
        found = [(run, run.phrase(codes)) for run in self.runs] if len(codes) else []
        first = sorted(at for run, rows in found for at in _ordered(run, rows[: offset + limit]))
        return [key for _, key in first[offset : offset + limit]], sum(len(rows) for _, rows in found)

    def containing(self, words: Sequence[str]) -> list[str]:
        """The keys of the segments that contain all of these words, the shortest first."""
        codes = np.unique(spoken_in(words))
        found = ((run, run.holding(codes)) for run in self.runs) if len(codes) else ()
        return [key for _, key in sorted(at for run, rows in found for at in _ordered(run, rows))]

    def holds(self, keys: Sequence[str], phrases: Sequence[Sequence[str]]) -> tuple[Array, Array]:
        """
        Of these keys, how many lexemes the segment of each has, 0 where there is none; and which hold a phrase.

        The latter is a line for each of the phrases, of words that stand one after the other.
        """
        lengths, found = np.zeros(len(keys), np.int64), np.zeros((len(phrases), len(keys)), bool)
        for run in self.runs if len(keys) else ():
            rows = run.located(keys)
            living = (rows >= 0) & ~run.dead[rows]
            lengths[living] = run.lengths[rows[living]]
            for at, words in enumerate(phrases):
                found[at] |= np.isin(rows, run.phrase(spoken_in(words)))
        return lengths, found

    def reconcile(self, items: Iterable[tuple[str, str]]) -> int:
        """Make these segments all that is filed, reading anew only those whose checksum differs; how many at least differed."""
        with self._changing:
            seen = [(run, run.text_sums.by_row(), np.zeros(len(run), bool)) for run in self.runs]
            chunks, different = iter(items), list[tuple[str, str]]()
            while chunk := list(islice(chunks, _CHUNK)):
                different += _different(chunk, seen)
            stale = 0
            for run, _, there in seen:
                stale += int(np.count_nonzero(~there & ~run.dead))
                run.dead[~there] = True
            self.extend(different)
            return max(len(different), stale)

    def compact(self) -> None:
        """Merge the short runs into one, and that with the long one if it comes to a tenth of it, or is a fourth dead."""
        with self._changing, self._state:
            self._settle()
            if not self._runs:
                return
            *short, long = sorted(self._runs, key=len)
            worn = 4 * int(np.count_nonzero(long.dead)) > len(long)
            taken = [*short, long] if worn or 10 * sum(map(len, short)) >= len(long) else short
            if worn or len(taken) > 1:
                new = Run.merged(taken, [run.dead.copy() for run in taken])
                self._runs = (*([new] if len(new) else []), *(run for run in self._runs if run not in taken))

    def replace(self, old: Run, new: Run) -> None:
        """Hold a run under another guise: the same rows, from a file."""
        with self._changing, self._state:
            new.dead[:] = old.dead
            self._runs = tuple(new if run is old else run for run in self._runs)

    def _settle(self) -> None:
        """Make a run of what waits, and merge it with the short ones."""
        if not self._waiting:
            return
        runs = (*self._runs, Run.built(list(self._waiting.items())))
        self._runs = _merged(runs, [run for run in runs if len(run) < _SHORT], _TAIL)
        self._waiting = {}

    def _merge_long(self) -> None:
        """Merge long runs, where it is time. Questions go on meanwhile, to the runs as they were."""
        long = [run for run in self._runs if len(run) >= _SHORT]
        merged = _merged(tuple(long), long, 0)
        if merged != tuple(long):
            with self._state:
                self._runs = (*merged, *(run for run in self._runs if run not in long))
        self._merged = self._runs


def indexed(items: Iterable[tuple[str, str]]) -> Index:
    """A new index of these segments."""
    return Index(runs(items))


def runs(items: Iterable[tuple[str, str]]) -> list[Run]:
    """What a new index of these segments is made of: nothing, or all of them in one run."""
    found = list(dict(items).items())
    return [Run.built(found)] if found else []


def _ordered(run: Run, rows: Array) -> Iterator[tuple[int, str]]:
    """Lengths and keys of rows: the order of answers."""
    return zip(run.lengths[rows].tolist(), run.named(rows), strict=True)


def _different(chunk: Sequence[tuple[str, str]], seen: Sequence[tuple[Run, Array, Array]]) -> list[tuple[str, str]]:
    """Those of the segments that no run has as they are. Of the others, mark the rows as seen."""
    keys = [key for key, _ in chunk]
    sums = np.fromiter((checksum(squeeze(text)) for _, text in chunk), np.uint32, len(chunk))
    there = np.zeros(len(chunk), bool)
    for run, run_sums, rows_seen in seen:
        rows = run.located(keys)
        at = np.flatnonzero(rows >= 0)
        at = at[(run_sums[rows[at]] == sums[at]) & ~run.dead[rows[at]]]
        rows_seen[rows[at]] = there[at] = True
    return [item for item, known in zip(chunk, there.tolist(), strict=True) if not known]


def _merged(runs: tuple[Run, ...], may: Sequence[Run], least: int) -> tuple[Run, ...]:
    """The runs with the shortest of those that may be merged made one, as many as it is time for."""
    ordered = sorted(may, key=len)
    before = accumulate(map(len, ordered), initial=0)
    due = [
        at for at, (run, size) in enumerate(zip(ordered, before, strict=False)) if len(run) < max(least, _GROWTH * size)
    ]
    taken = ordered[: max(due, default=0) + 1]
    if len(taken) < 2 and not any(2 * np.count_nonzero(run.dead) > len(run) for run in taken):
        return runs
    new = Run.merged(taken, [run.dead.copy() for run in taken])
    return (*(run for run in runs if run not in taken), *([new] if len(new) else []))
