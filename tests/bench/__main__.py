"""
`make bench`: how long things take here, now. Compare figures of one run with each other, not with another day's.

All of it, up to a million units, takes the better part of an hour; `python -m tests.bench --units 10000` a few minutes.
`python -m tests.bench mining` is the miner on much text, in one process and in two; `python -m tests.bench load` and `python -m tests.bench soak` are many clients at once, and a server at work for half an hour.

Units are lines of ../shared/corpora where it is there, and of our own seeds, varied by a seeded script, where it is not.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from glossary.extract import extract
from glossary.lexicon import SEEDS, seeds
from glossary.lookup import Glossary
from glossary.mine import mine
from memory.recall import Memory
from memory.stores import open_store
from memory.units import Origin, Unit, unit_id
from tests.bench import load, soak
from tests.bench import mining as much
from tests.bench.durable import durable
from tests.bench.enforcement import enforcement
from tests.bench.matching import matching
from tests.bench.measure import percentiles, show, taken
from tests.bench.serving import serving
from tests.conftest import ROOT, SHARED

CORPORA = ("libreoffice-help", "libreoffice-ui", "geovedi", "tico19", "ntrex", "pud")


def corpus(count: int) -> list[Unit]:
    """So many different units: real pairs first, then pairs with a number of their own."""
    pairs = list(_pairs())
    chance = random.Random(5)
    while len(pairs) < count:
        here, there = pairs[chance.randrange(len(pairs))]
        number = len(pairs)
        pairs.append((f"{here} ({number})", f"{there} ({number})"))
    found: dict[str, Unit] = {}
    for position, (here, there) in enumerate(pairs[:count]):
        texts = {"id": here, "en": there}
        id_ = unit_id(texts)  # type: ignore[arg-type]
        found[id_] = Unit(id_, texts, (Origin("bench", "bench", position),))  # type: ignore[arg-type]
    return list(found.values())


def _pairs() -> Iterator[tuple[str, str]]:
    folder = SHARED / "corpora"
    if not folder.is_dir():
        folder = SEEDS / "corpus"
        for path in sorted(folder.glob("*.id.txt")):
            other = path.with_name(path.name.replace(".id.", ".en."))
            yield from zip(path.read_text("utf-8").split("\n\n"), other.read_text("utf-8").split("\n\n"), strict=False)
        return
    for name in CORPORA:
        sides = [(folder / name / f"{name}.{side}").read_text(encoding="utf-8").splitlines() for side in ("id", "en")]
        yield from ((here, there) for here, there in zip(*sides, strict=True) if here.strip() and there.strip())


def stores(count: int, directory: Path) -> None:
    """Writing, opening, looking up with so many units."""
    units = corpus(count)
    with open_store(directory) as store:
        memory = Memory(store)
        seconds = taken(lambda: [memory.remember(units[k : k + 1000]) for k in range(0, len(units), 1000)])
        show(f"remember {len(units):,} units, 1,000 a batch", len(units) / seconds, "/s")
        texts = {"id": "Satu unit lagi.", "en": "One more unit."}
        one = Unit(unit_id(texts), texts)  # type: ignore[arg-type]
        show("remember one unit, durably", 1000 * taken(lambda: memory.remember([one])), "ms")
    opened = taken(lambda: open_store(directory, writable=False).close())
    show(f"open a store of {count:,} units", 1000 * opened, "ms")
    with open_store(directory, writable=False) as store:
        memory = Memory(store)
        show("build both indexes", 1000 * taken(memory.warm), "ms")
        chance = random.Random(6)
        queries = [_worn(chance.choice(units).texts["id"], chance) for _ in range(200)]
        for matter, work in (
            ("fuzzy match, p50", lambda q: memory.recall(q, "id", min_score=50)),
            ("concordance of two words, p50", lambda q: memory.concordance(" ".join(q.split()[1:3]), side="id")),
        ):
            middle, late = percentiles(work, queries)
            show(f"{matter} at {count:,}", middle, "ms", f"p95 {late:.2f} ms")


def _worn(text: str, chance: random.Random) -> str:
    """A text with a fifth of its words lost or doubled."""
    return " ".join(w for word in text.split() for w in [word] * chance.choice((1, 1, 1, 1, 1, 1, 1, 1, 0, 2)))


def mining(directory: Path) -> None:
    """The miner on a document pair's worth and on more."""
    units = corpus(100)
    show("extract terms from 100 units", taken(lambda: extract(units, seeds())), "s")
    much.rows(list(_pairs()))
    with open_store(directory) as store:
        memory, glossary = Memory(store), Glossary(store)
        show("mine seeds/ into a new store", taken(lambda: mine([SEEDS], memory=memory, glossary=glossary)), "s")
        if SHARED.is_dir():
            seconds = taken(lambda: mine([SHARED / "seeds"], memory=memory, glossary=glossary))
            show("mine the five articles", seconds, "s")
        queries = [c.terms[0].text for c in glossary.concepts()][:400]
        middle, late = percentiles(glossary.look_up, queries)
        show(f"term look-up, p50 at {len(glossary)} concepts", middle, "ms", f"p95 {late:.2f} ms")


def _shuffled() -> list[tuple[str, str]]:
    pairs = list(_pairs())
    random.Random(11).shuffle(pairs)
    return pairs[:20_000]


def process(directory: Path) -> None:
    """Whole processes."""
    command = [sys.executable, "-m", "web", "lookup", "gencatan senjata", "--data", str(directory), "--json"]
    runs = [taken(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True)) for _ in range(5)]
    show("padanan lookup, whole process, median of 5", statistics.median(runs), "s")


COMMANDS = {"load": load.main, "soak": soak.main, "mining": lambda asked: much.main(list(_pairs()), asked)}

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
    asked = argparse.ArgumentParser(description="How long things take here, now.")
    asked.add_argument(
        "--units", type=int, action="append", help="so many units, instead of 10,000, 100,000 and 1,000,000"
    )
    sizes = asked.parse_args().units or [10_000, 100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as folder:
        mining(Path(folder) / "mined")
        process(Path(folder) / "mined")
        enforcement(Path(folder) / "terms", _shuffled())
        for size in sizes:
            stores(size, Path(folder) / str(size))
            serving(Path(folder) / str(size), [here for here, _ in _shuffled()])
            with tempfile.TemporaryDirectory(dir=folder) as inside:
                durable(size, Path(inside))
        matching(Path(folder), sizes)
