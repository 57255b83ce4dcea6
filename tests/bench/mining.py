"""
The miner on much text: whole processes, how fast, and in how much memory.

    python -m tests.bench mining [--pairs N]… [--workers N]… [--million]

Pairs are those of `tests.bench.corpus` over and over, each time otherwise: a number of its own, and in one of ten a word
that no other pair has, as in real text new words never end.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.bench.measure import show
from tests.conftest import ROOT

SIZES = (10_000, 30_000, 100_000)
MILLION = 1_000_000
_NEW = 0.1  # share of pairs with a word of their own
_SYLLABLES = "ba do ki lu ma ne po ra si tu ve wo gi ja ze".split()


def perturbed(pairs: Sequence[tuple[str, str]], count: int) -> Iterator[tuple[str, str]]:
    """So many different pairs of texts: those given in turn, and from the second turn on changed."""
    chance = random.Random(17)
    for number in range(count):
        here, there = pairs[number % len(pairs)]
        if number >= len(pairs):
            here, there = f"{here} ({number})", f"{there} ({number})"
            if chance.random() < _NEW:
                stem = "".join(chance.choices(_SYLLABLES, k=4))
                here, there = f"{here} kebijakan {stem}si.", f"{there} {stem}tion policy."
        yield here, there


def written(pairs: Sequence[tuple[str, str]], count: int, path: Path) -> None:
    """The same as a TMX file."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header srclang="en"/>\n<body>\n')
        for pair in perturbed(pairs, count):
            sides = (
                f'<tuv xml:lang="{language}"><seg>{escape(text)}</seg></tuv>'
                for language, text in zip(("id", "en"), pair, strict=True)
            )
            file.write(f"<tu>{''.join(sides)}</tu>\n")
        file.write("</body>\n</tmx>\n")


def mined(path: Path, folder: Path, workers: int) -> tuple[float, float, int]:
    """Seconds on the clock, seconds of all processors, and most memory of all its processes (bytes), of `padanan mine`."""
    command = [sys.executable, "-m", "web", "mine", str(path), "--data", str(folder), "--workers", str(workers)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder.parent / "told").open("w") as told:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=sys.stderr)
        most = [0]
        watch = threading.Thread(target=_watch, args=(process, most))
        watch.start()
        failed = process.wait()
        watch.join()
    assert not failed, f"{' '.join(command)} ended with {failed}"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, taken, most[0]


def _watch(process: subprocess.Popen[bytes], most: list[int]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], sum(map(_resident, _family(process.pid))))
        time.sleep(0.2)


def _family(pid: int) -> Iterator[int]:
    """A process and all that came of it."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


def rows(pairs: Sequence[tuple[str, str]], sizes: Sequence[int] = SIZES, workers: Sequence[int] = (1, 2)) -> None:
    """A row for each size and number of processes."""
    for count in sizes:
        for many in workers:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "pairs.tmx"
                written(pairs, count, path)
                seconds, taken, most = mined(path, Path(folder) / "data", many)
            note = f"{count / seconds:,.0f} pairs/s, {taken:,.0f} s of processors, {most / 2**20:,.0f} MB at most"
            show(f"padanan mine, {count:,} pairs, {many} process{'es' * (many > 1)}", seconds, "s", note)


def main(pairs: Sequence[tuple[str, str]], arguments: Sequence[str]) -> None:
    """The rows that were asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench mining", description="The miner on much text.")
    asked.add_argument("--pairs", type=int, action="append", help="so many pairs")
    asked.add_argument("--workers", type=int, action="append", help="so many processes, instead of 1 and 2")
    asked.add_argument("--million", action="store_true", help="1,000,000 pairs: half an hour on two cores, or more")
    told = asked.parse_args(arguments)
    sizes = [*(told.pairs or ([] if told.million else SIZES)), *([MILLION] if told.million else [])]
    rows(pairs, sizes, told.workers or [1, 2])
