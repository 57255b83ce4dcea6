"""
Two hundred times a process that writes is killed: in plain writes, in compactions and in imports.

One warm process forks the writers, so that a life costs milliseconds. Each writer takes the store on from where the one
before left it, and says what it begins and what is acknowledged; when it is dead, the store must hold that, or one
batch more, whole. PADANAN_KILLS=2000 looks harder.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from memory.recall import Memory
from memory.stores import verify
from memory.stores.files.directory import Directory
from memory.stores.journal import JournalStore
from tests.conftest import ROOT

KILLS = int(os.environ.get("PADANAN_KILLS", "200"))
FILES = 6
UNITS = 12

WRITER = """
import os, sys
from pathlib import Path
from memory import exchange
from memory.recall import Memory
from memory.stores import Change
from memory.stores.files import draft
from memory.stores.journal import JournalStore

place, files, draft.PART = Path(sys.argv[1]), sorted(Path(sys.argv[2]).iterdir()), 2000

def say(*words):  # in one step, so that no kill leaves half a line
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def write(store, number):
    many = range(60 if number % 10 == 0 else 1)
    changes = [Change("note", f"n-{(number + more) % 97}", {"number": number, "pad": "x" * 50}) for more in many]
    changes.append(Change("note", f"n-{number * 7 % 97}", None))
    store.write([*changes, Change("mark", "last", {"number": number})])

def import_(memory, number):
    path = files[number // 4 % len(files)]
    known = [one for one in exchange.imports(memory) if one.file == path.name and not one.undone]
    exchange.undo(known[0].id, memory) if known else exchange.bring(path, memory)

def live():
    with JournalStore(place, compact_at=4000) as store:
        memory = Memory(store)
        while number := store.revision + 1:
            phase = "import" if number % 4 == 0 else "write"
            say(phase)
            import_(memory, number) if phase == "import" else write(store, number)
            say(number)
            if number % 9 == 0:
                say("compact")
                store.compact()
                say("compacted")
            if number % 31 == 0:
                memory.save()

while sys.stdin.readline():
    child = os.fork()
    if not child:
        live()
    say("born", child)
    os.waitpid(child, 0)
    say("dead")
"""


class State:
    """What WRITER has made of the store at a revision."""

    def __init__(self) -> None:
        self.revision = 0
        self.notes: dict[str, Any] = {}
        self.last: dict[str, int] | None = None
        self.files: set[int] = set()

    def advance(self, revision: int) -> None:
        """Do what the writer does, up to a revision."""
        for number in range(self.revision + 1, revision + 1):
            if number % 4 == 0:
                self.files ^= {number // 4 % FILES}
                continue
            for more in range(60 if number % 10 == 0 else 1):
                self.notes[f"n-{(number + more) % 97}"] = {"number": number, "pad": "x" * 50}
            self.notes.pop(f"n-{number * 7 % 97}", None)
            self.last = {"number": number}
        self.revision = revision

    def check(self, store: JournalStore) -> None:
        """The store holds this and nothing else, and its index finds the units."""
        memory = Memory(store)
        assert dict(store.records("note")) == self.notes
        assert store.get("mark", "last") == self.last
        assert {unit.texts["id"] for unit in memory.units()} == {text for file in self.files for text in texts(file)}
        for file in range(FILES):
            found = memory.recall(next(texts(file)), "id", min_score=100)
            assert [match.source for match in found] == [next(texts(file))] * (file in self.files)


def texts(file: int) -> Iterator[str]:
    """The Indonesian side of a file."""
    return (f"Perjanjian {'abcdef'[file]} pasal {number} berlaku sejak hari ini." for number in range(UNITS))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Small TMX files that differ in every unit."""
    folder = tmp_path / "files"
    folder.mkdir()
    for file in range(FILES):
        units = "".join(
            f'<tu><tuv xml:lang="id"><seg>{text}</seg></tuv><tuv xml:lang="en"><seg>Treaty {file}: {text}</seg></tuv></tu>'
            for text in texts(file)
        )
        whole = f'<tmx version="1.4"><header srclang="id"/><body>{units}</body></tmx>'
        (folder / f"{file}.tmx").write_text(whole, encoding="utf-8")
    return folder


class Warm:
    """The process that forks the writers."""

    def __init__(self, place: Path, files: Path) -> None:
        command = [sys.executable, "-c", WRITER, str(place), str(files)]
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # a process that forks has one thread
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=alone, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._child = 0

    def kill_one(self, lines: int, phase: str, seconds: float) -> list[str]:
        """Let a writer say so many lines, and so long after the next that tells of the phase kill it; what it said."""
        assert self._process.stdin
        print("live", file=self._process.stdin, flush=True)
        said = [self._line()]
        while "born" not in said[-1]:
            said.append(self._line())
        self._child = int(said.pop().split()[1])
        while len(said) < lines or said[-1] != phase:
            said.append(self._line())
            assert said[-1] != "dead", f"a writer died by itself, after {said[-5:]}"
        time.sleep(seconds)
        os.kill(self._child, signal.SIGKILL)
        self._child = 0
        while (line := self._line()) != "dead":
            said.append(line)
        return said

    def __enter__(self) -> Self:
        """The process, until the block is left."""
        return self

    def __exit__(self, *_: object) -> None:
        """No more lives."""
        if self._child:
            os.kill(self._child, signal.SIGKILL)
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the process that forks is gone"
        return line.strip()


def test_no_kill_loses_what_was_acknowledged_or_leaves_half_of_anything(tmp_path: Path, files: Path) -> None:
    place, choose, died = tmp_path / "store", random.Random(20240620), Counter[str]()
    state = State()
    with Warm(place, files) as warm:
        for kill in range(KILLS):
            phase = ("write", "import", "compact")[kill % 3]
            said = warm.kill_one(choose.randint(1, 60), phase, choose.uniform(0, 0.006))
            died[said[-1] if said[-1].isalpha() else "between"] += 1
            last = max([int(line) for line in said if line.isdigit()], default=state.revision)
            assert verify(place) == [], f"kill {kill}"
            with JournalStore(place) as store:
                assert last <= store.revision <= last + 1, f"kill {kill}"
                state.advance(store.revision)
                state.check(store)

    assert KILLS > 0
    assert Directory(place).current() > KILLS, "too few compactions to have been interrupted"
    assert all(died[phase] > KILLS // 25 for phase in ("write", "import", "compact")), died
    assert sorted(place.glob("*.damaged-*")) == []
