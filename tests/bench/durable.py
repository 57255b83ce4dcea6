"""
The store and the way into it: bytes a unit, time to open, units a second through the CLI, and who waits for a compaction.

The TMX is lines of ../shared/corpora first and worn copies of them after, as in `matching.py`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from memory.stores import Change, open_store
from memory.stores.journal import JournalStore
from memory.units import UNIT
from tests.bench.matching import corpus, show
from tests.conftest import ROOT


def durable(count: int, folder: Path) -> None:
    """All rows at one size."""
    print(f"store, {count:,} units", flush=True)
    where, file = folder / "store", folder / "units.tmx"
    _tmx(corpus(count, asked=0).pairs, file)
    seconds = _run([sys.executable, "-m", "web", "import", str(file), "--data", str(where)])
    show("import of a TMX by the CLI, saved and indexed", f"{count / seconds:,.0f} /s", f"{seconds:.1f} s")
    _opened(where)
    _compacted(where)


def _tmx(pairs: list[tuple[str, str]], path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header srclang="en"/>\n<body>\n')
        for here, there in pairs:
            sides = (
                f'<tuv xml:lang="{n}"><seg>{escape(text)}</seg></tuv>' for n, text in (("id", here), ("en", there))
            )
            file.write(f"<tu>{''.join(sides)}</tu>\n")
        file.write("</body>\n</tmx>\n")


def _run(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


_OPEN = """
import os, sys, time
from memory.recall import Memory
from memory.stores import open_store

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGESIZE")

before, began = resident(), time.perf_counter()
with open_store(sys.argv[1], writable=False) as store:
    memory, opened, records = Memory(store), time.perf_counter(), resident()
    memory.warm()
    now = time.perf_counter()
    print(f"{opened - began:.2f} + {now - opened:.2f} s")
    print(f"{(records - before) / len(memory):.0f} + {(resident() - records) / len(memory):.0f} bytes")
"""


def _opened(where: Path) -> None:
    """What a process of its own takes to open it, and holds."""
    run = subprocess.run(
        [sys.executable, "-c", _OPEN, str(where)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    took, held = run.stdout.splitlines()
    show("open: the store + both indexes", took)
    show("resident memory a unit: records + indexes", held)


def _compacted(where: Path) -> None:
    """The longest that a durable write, and a read, took while a compaction went on."""
    with open_store(where) as store:
        assert isinstance(store, JournalStore)
        id_ = next(iter(store.records(UNIT)))[0]
        alone = _longest(lambda n: store.write([Change("bench", "x", {"n": n})]), until=time.perf_counter() + 1)
        work = threading.Thread(target=store.compact)
        reads: list[float] = []
        reader = threading.Thread(target=lambda: reads.extend(_times(lambda n: store.get(UNIT, id_), work)))
        work.start()
        reader.start()
        writes = sorted(_times(lambda n: store.write([Change("bench", "x", {"n": n})]), work))
        work.join()
        reader.join()
        store.write([Change("bench", "x", None)])
    note = f"{len(writes)} of them; alone {1000 * alone:.0f} ms"
    show(
        "compaction: a write waits, p50 / p100",
        f"{1000 * writes[len(writes) // 2]:.1f} / {1000 * writes[-1]:.0f} ms",
        note,
    )
    show("compaction: a read waits, p100", f"{1000 * max(reads):.1f} ms", f"{len(reads):,} of them")


def _times(work: Callable[[int], object], during: threading.Thread) -> list[float]:
    """What the calls of some work took, one after the other for as long as a thread goes on."""
    taken = []
    while during.is_alive() or not taken:
        began = time.perf_counter()
        work(len(taken))
        taken.append(time.perf_counter() - began)
    return taken


def _longest(work: Callable[[int], object], until: float) -> float:
    longest = 0.0
    while (began := time.perf_counter()) < until:
        work(0)
        longest = max(longest, time.perf_counter() - began)
    return longest


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ["10000"]):
        with tempfile.TemporaryDirectory() as here:
            durable(size, Path(here))
