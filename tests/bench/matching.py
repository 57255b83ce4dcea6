"""
Fuzzy matching and concordance at 10,000, 100,000 and (with PADANAN_BENCH=full) 1,000,000 units, beside their peers.

Units are the real pairs of ../shared/corpora first, then variants of them with words lost, exchanged and put in, by a
seeded script. Queries are worn units of 0–40%. Truth is the score of all units, from 60 on: what the blend of tokens
and characters finds best is scored again by `similarity.compare`, less the penalty for a negation on one side. Times are CPU milliseconds of one thread, after a
round to warm up, all in one process; peers that are not installed are skipped with the reason. A peer gets its hits
scored as ours are: with `compare`, so that a row compares retrieval with retrieval.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from memory.recall import Memory
from memory.signatures import read
from memory.similarity import Segment, compare
from memory.stores import open_store
from memory.stores.journal import JournalStore
from memory.text import squeeze
from memory.units import Origin, Unit, unit_id
from tests.bench import peers
from tests.conftest import ROOT, SHARED

SIZES = (10_000, 100_000, *([1_000_000] if os.environ.get("PADANAN_BENCH") == "full" else []))
CORPORA = ("libreoffice-help", "libreoffice-ui", "geovedi", "tico19", "ntrex", "pud")
CUT = 60.0
BEST = 5
HITS = 100
Ask = Callable[[str], list[int]]


def show(matter: str, value: str, note: str = "") -> None:
    """A row."""
    print(f"  {matter:56} {value:>20}  {note}", flush=True)


@dataclass
class Corpus:
    """So many pairs, and questions about them."""

    pairs: list[tuple[str, str]]
    queries: list[str]
    phrases: list[str]

    @cached_property
    def sources(self) -> list[str]:
        """The Indonesian sides, on one line each."""
        return [squeeze(here) for here, _ in self.pairs]

    @cached_property
    def encoded(self) -> tuple[list[str], list[str], dict[str, str]]:
        """What rapidfuzz compares: lexemes as one character each, and texts with a symbol for each number."""
        letters: dict[str, str] = {}
        segments = (Segment(text, "id") for text in self.sources)
        both = [(_spelt(segment, letters), segment.symbols) for segment in segments]
        return [tokens for tokens, _ in both], [symbols for _, symbols in both], letters

    @cached_property
    def truth(self) -> list[list[float]]:
        """For each query the best scores that any unit reaches, at most five."""
        return [sorted(self.scores(query, self.exhaustive(query)), reverse=True)[:BEST] for query in self.queries]

    def exhaustive(self, query: str) -> list[int]:
        """The best hundred units by the blend, of all."""
        return self.best(query, range(len(self.pairs)))

    def best(self, query: str, of: Sequence[int]) -> list[int]:
        """The best hundred by the blend, of some units."""
        tokens, symbols, letters = self.encoded
        asked = Segment(squeeze(query), "id")
        near = _similar(_spelt(asked, letters), tokens if isinstance(of, range) else [tokens[k] for k in of])
        may = np.flatnonzero(0.6 * near + 0.4 >= CUT / 100 - 1e-6)
        blend = 0.6 * near[may] + 0.4 * _similar(asked.symbols, [symbols[of[k]] for k in may])
        return [of[k] for k in may[np.argsort(-blend, kind="stable")[:HITS]].tolist()]

    def scores(self, query: str, hits: list[int]) -> list[float]:
        """What those of the units score that reach the cut."""
        asked = Segment(squeeze(query), "id")
        found = (_score(asked, self.sources[hit]) for hit in dict.fromkeys(hits))
        return [score for score in found if score >= CUT]

    def recalled(self, ask: Ask) -> float:
        """The share of the true five best that the hits contain, or as good ones: ties are nobody's fault."""
        found = wanted = 0
        for query, best in zip(self.queries, self.truth, strict=True):
            mine = sorted(self.scores(query, ask(query)), reverse=True)[:BEST]
            wanted += len(best)
            found += sum(a >= b for a, b in zip(mine, best, strict=False))
        return found / max(1, wanted)


def _score(asked: Segment, text: str) -> float:
    """
    What the product shows: the score of `compare`, less what a negation on one side only costs.

    Identical is 99, as what differs in case is: of a text with several translations the product says no more.
    """
    likeness = compare(asked, Segment(text, "id"))
    return min(99.0, likeness.score) - 8 * likeness.negation_differs


def _spelt(segment: Segment, letters: dict[str, str]) -> str:
    return "".join(letters.setdefault(key, chr(0xE000 + len(letters))) for key in segment.keys)


def _similar(query: str, texts: list[str]) -> Any:
    if not texts:
        return np.empty(0)
    return process.cdist([query], texts, scorer=Levenshtein.normalized_similarity, dtype=np.float32)[0]


def corpus(count: int, asked: int = 120) -> Corpus:
    """The corpus of so many pairs."""
    chance = random.Random(5)
    pairs = list(dict.fromkeys(_real()))
    real, words = len(pairs), [[w for pair in pairs for w in pair[side].split()] for side in (0, 1)]
    while len(pairs) < count:
        here, there = pairs[chance.randrange(real)]
        rate = chance.choice((0.1, 0.2, 0.3, 0.4, 0.5))
        pairs.append((worn(here, rate, words[0], chance), worn(there, rate, words[1], chance)))
    pairs = list({unit_id({"id": a, "en": b}): (a, b) for a, b in pairs[:count]}.values())
    queries = [
        worn(chance.choice(pairs)[0], chance.choice((0, 0.1, 0.2, 0.3, 0.4)), words[0], chance) for _ in range(asked)
    ]
    return Corpus(pairs, queries, list(_phrases(pairs, chance, 4 * asked)))


def worn(text: str, rate: float, words: list[str], chance: random.Random) -> str:
    """A text with such a part of its words exchanged, lost or followed by another."""
    found = []
    for word in text.split():
        other = chance.choice(words)
        spoilt = chance.choice(([other], [other], [], [word, other]))
        found += spoilt if chance.random() < rate else [word]
    return " ".join(found) or text


def _real() -> Iterator[tuple[str, str]]:
    for name in CORPORA:
        sides = [
            (SHARED / "corpora" / name / f"{name}.{side}").read_text("utf-8").splitlines() for side in ("id", "en")
        ]
        yield from ((here, there) for here, there in zip(*sides, strict=True) if here.strip() and there.strip())


def _phrases(pairs: list[tuple[str, str]], chance: random.Random, count: int) -> Iterator[str]:
    while count:
        words, length = chance.choice(pairs)[0].split(), chance.choice((2, 3, 4))
        if len(words) >= length:
            start = chance.randrange(len(words) - length + 1)
            yield " ".join(words[start : start + length])
            count -= 1


def spent(work: Callable[[], object]) -> float:
    """CPU milliseconds that some work takes, in all threads of this process."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def times(work: Callable[[str], object], asked: list[str]) -> tuple[float, float]:
    """Median and 95th percentile."""
    for one in asked[:20]:
        work(one)
    taken = sorted(spent(lambda one=one: work(one)) for one in asked)  # type: ignore[misc]
    return taken[len(taken) // 2], taken[int(0.95 * len(taken))]


_WEIGH = """
import os, sys
from memory.recall import Memory
from memory.stores import open_store
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE")
before = resident()
with open_store(sys.argv[1], writable=False) as store:
    memory, records = Memory(store), resident()
    memory.warm()
    print(f"{(records - before) / len(memory):.0f} + {(resident() - records) / len(memory):.0f} bytes")
"""


def _resident(where: Path) -> str:
    """Bytes that a process of its own holds for each unit: what the store reads, and what the indexes map."""
    command = [sys.executable, "-c", _WEIGH, str(where)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def matching(folder: Path, sizes: Sequence[int] = SIZES) -> None:
    """All sizes."""
    if not (SHARED / "corpora").is_dir():
        print("matching: skipped, for ../shared/corpora is not here")
        return
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as inside:
            _size(corpus(size), Path(inside))


def _size(made: Corpus, folder: Path) -> None:
    count = len(made.pairs)
    print(f"matching, {count:,} units", flush=True)
    keys = _imported(made, folder / "store")
    show("memory a unit: records, then indexes opened", _resident(folder / "store"))
    with open_store(folder / "store", writable=False) as store:
        memory = Memory(store)
        show("open an existing index, both languages", f"{spent(memory.warm):.1f} ms")
        ours = _ours(made, memory, {key: number for number, key in enumerate(keys)})
    _peers(made, folder, ours)


def _imported(made: Corpus, where: Path) -> list[str]:
    """A store of the corpus, its import and its index timed."""
    units = [_unit(number, pair) for number, pair in enumerate(made.pairs)]
    with open_store(where) as store:
        memory = Memory(store)
        memory.warm()
        seconds = spent(lambda: [memory.remember(units[k : k + 1000]) for k in range(0, len(units), 1000)]) / 1000
        show("remember, 1,000 a batch, both indexes live", f"{len(units) / seconds:,.0f} /s")
        show("save the indexes", f"{spent(memory.save):.0f} ms")
        index = memory._index("id")
        taken = []
        for number in range(200):
            text = f"Satu unit lagi, nomor {number}, kata{number}."
            taken.append(spent(lambda text=text: (index.add(text, text), index.same(text))))  # type: ignore[misc]
        show(
            "add until visible, p50 / p95",
            _both((sorted(taken)[100], sorted(taken)[190])),
            "filed, and found by its text",
        )
        memory.save()
        assert isinstance(store, JournalStore)
        (store.path / "index" / "MANIFEST").unlink()
    with open_store(where) as store:
        memory = Memory(store)
        show("build one index", f"{spent(lambda: memory._index('id')):.0f} ms")
        memory.save()
    return [unit.id for unit in units]


def _unit(number: int, pair: tuple[str, str]) -> Unit:
    texts = {"id": pair[0], "en": pair[1]}
    return Unit(unit_id(texts), texts, (Origin("bench", "bench", number),))  # type: ignore[arg-type]


def _ours(made: Corpus, memory: Memory, place: dict[str, int]) -> float:
    """Our rows; the median of a match."""
    index = memory._index("id")

    def likely(query: str) -> list[int]:
        return [place[hit.key] for hit in index.near(read([query]), HITS) if hit.key in place]

    def recall(query: str) -> list[int]:
        found = memory.recall(query, "id", min_score=CUT, limit=BEST)
        return [place[match.unit.id] for match in found if match.unit.id in place]

    show(
        "likely ones, best 100, p50 / p95", _both(times(likely, made.queries)), f"recall@5 {made.recalled(likely):.4f}"
    )
    middle = times(recall, made.queries)
    show(
        "recall, score 60, p50 / p95",
        _both(middle),
        f"recall@5 {made.recalled(recall):.4f}, of {sum(map(len, made.truth))}",
    )
    show("recall, score 70 (the default), p50 / p95", _both(times(lambda q: memory.recall(q, "id"), made.queries)))
    show("phrase of 2–4 words, p50 / p95", _both(times(lambda p: index.phrase(p.split(), 50), made.phrases)))
    show(
        "concordance, one side, 20 lines, p50 / p95",
        _both(times(lambda p: memory.concordance(p, side="id"), made.phrases)),
    )
    show("concordance, both sides, 20 lines, p50 / p95", _both(times(memory.concordance, made.phrases)))
    return middle[0]


def _both(taken: tuple[float, float]) -> str:
    return f"{taken[0]:.2f} / {taken[1]:.2f} ms"


_TRUTH = "rapidfuzz, exhaustive, rerank"


def _peers(made: Corpus, folder: Path, ours: float) -> None:
    for peer, make in (
        (_TRUTH, lambda: made.exhaustive),
        ("tantivy, 100 hits, rerank", lambda: peers.tantivy(made.sources, folder / "tantivy", HITS)),
        ("PostgreSQL GiST KNN, 100 hits, rerank", lambda: peers.trigrams(made.sources, HITS)),
        *(
            (
                f"PostgreSQL int[] pairs GIN, T ≥ {least}, rerank",
                partial(peers.signatures, made.sources, least, made.best),
            )
            for least in (0.6, 0.4)
        ),
    ):
        try:
            ask = make()
            alone, timed = _timed(ask, made.queries), _timed(lambda q: made.scores(q, ask(q)), made.queries)  # noqa: B023
        except (ImportError, OSError, subprocess.CalledProcessError, pytest.skip.Exception) as error:
            show(peer, "skipped", str(error))
            continue
        note = f"hits alone {_both(alone)}, {timed[0] / ours:.1f} times ours, recall@5 {made.recalled(ask):.4f}"
        show(peer + ", p50 / p95", _both(timed), note)


def _timed(work: Callable[[str], object], queries: list[str]) -> tuple[float, float]:
    """Median and 95th percentile of a peer: wall time, for a server's work is done elsewhere. It wants a quiet machine."""
    taken = []
    for query in queries[60:70]:
        work(query)
    for query in queries[:60]:
        began = time.perf_counter()
        work(query)
        taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    return taken[len(taken) // 2], taken[int(0.95 * len(taken))]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as here:
        matching(Path(here))
