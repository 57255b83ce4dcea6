"""
Migrations and restorations are killed, again and again, and called again: each comes to the same end.

One warm process forks those that are killed, so that a life costs milliseconds. How long one lives is drawn, counted from
its birth or from when it begins to fill the target; PADANAN_KILLS=200 looks harder. Between two lives the source changes.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest

from memory.errors import Invalid, NotFound, Unavailable
from memory.stores import Change, Record, move, open_store, verify
from memory.stores.move import MIGRATION, Move
from tests.conftest import ROOT
from tests.database import Server
from web.access import Access
from web.backup import backup
from web.migrate import migrate
from web.settings import Settings

KILLS = int(os.environ.get("PADANAN_KILLS", "10"))
RECORDS = 400

WARM = """
import json, os, signal, sys, threading, traceback
from pathlib import Path
from memory.stores import move, postgres
from web.backup import restore
from web.migrate import migrate
from web.settings import Settings

move._RECORDS = 20

def settings(place):
    return Settings(data=Path(sys.argv[1]), store=place) if "://" in place else Settings(data=Path(place))

def die_after(seconds):
    timer = threading.Timer(seconds, os.kill, [os.getpid(), signal.SIGKILL])
    timer.daemon = True
    timer.start()

def live(what, source, place, seconds, from_):
    if from_ == "birth":
        die_after(seconds)
    elif from_ == "begin":
        begin = move.Move.begin
        move.Move.begin = lambda self: (die_after(seconds), begin(self))
    if what == "migrate":
        migrate(settings(source), place, print)
    else:
        restore(Path(source), settings(place), print, tokens=True)

print("warm", flush=True)
for line in sys.stdin:
    child = os.fork()
    if not child:
        sys.stdout = sys.stderr
        try:
            live(*json.loads(line))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Warm:
    """The process that forks those that are killed."""

    def __init__(self, log: Path) -> None:
        self._log = open(log, "ab")  # noqa: SIM115  # closed with the process
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # a process that forks has one thread
        self._process = subprocess.Popen(
            [sys.executable, "-c", WARM, str(log.with_name("node"))],
            cwd=ROOT,
            env=alone,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def live(self, *words: str, seconds: float = 0, from_: str = "") -> bool:
        """Let one do its work, and die so long after its birth or after it begins; whether it came to its end."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([*words, seconds, from_]), file=self._process.stdin, flush=True)
        status = int(self._process.stdout.readline())
        assert status in (0, signal.SIGKILL), Path(self._log.name).read_text(encoding="utf-8")
        return status == 0

    def lasts(self, *words: str) -> float:
        """How many seconds this takes to its end."""
        assert self._process.stdout
        assert self._process.stdout.readline() == "warm\n"
        began = time.monotonic()
        assert self.live(*words)
        return time.monotonic() - began

    def __enter__(self) -> Self:
        """The process, until the block is left."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()
        self._log.close()


def death(dice: random.Random, whole: float) -> dict[str, Any]:
    """How one dies of those that live for so long."""
    return {"seconds": dice.uniform(0, whole), "from_": dice.choice(["birth", "begin", "begin"])}


@pytest.fixture
def warm(tmp_path: Path) -> Iterator[Warm]:
    """A process that forks."""
    with Warm(tmp_path / "warm.log") as made:
        yield made


@pytest.fixture
def place(tmp_path: Path, postgres: Server) -> Iterator[Callable[[str], str]]:
    """Makes new places of an engine."""
    made: list[str] = []

    def new(engine: str) -> str:
        made.append(f"kills_{len(made)}")
        return postgres.create(made[-1]) if engine == "database" else str(tmp_path / made[-1])

    yield new
    for name in made:
        postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def filled(where: str) -> str:
    """An installation of three parts."""
    with open_store(where) as store, open_store(where, "jobs") as jobs:
        store.write([Change("unit", f"u-{n}", {"n": n, "pad": "gunung " * 20}) for n in range(RECORDS)])
        store.write([Change("history", f"h-{n}", {"n": n}) for n in range(40)])
        jobs.write([Change("job", f"j-{n}", {"ended": "2026"}) for n in range(20)])
        store.advance(3000)
    with closing(Access(where, "access")) as access:
        access.add("CI", "reader", by="test")
    return where


def changed(where: str, dice: random.Random) -> None:
    """Some records are other than before, some gone, some new."""
    with open_store(where) as store:
        ids = [f"u-{dice.randrange(RECORDS)}" for _ in range(30)]
        store.write([Change("unit", id, {"n": dice.random()}) for id in ids[:20]])
        store.write([Change("unit", id, None) for id in ids[20:]])


def held(where: str, part: str) -> dict[tuple[str, str], Record]:
    """Every record of a part, but for what a store says of its own making."""
    with open_store(where, part, writable=False) as store:
        return {(k, id): record for k in store.kinds() if k != MIGRATION for id, record in store.records(k)}


def state(where: str) -> str:
    """How the target stands after a death."""
    try:
        with open_store(where, writable=False) as store:
            return "whole" if store.kinds() else "empty"
    except (NotFound, Invalid):  # perhaps a directory in which a store was about to be made
        return "nothing"
    except Unavailable as problem:
        assert "is not whole" in problem.message  # noqa: PT017
        return "half"


@pytest.mark.parametrize(("here", "there"), [("directory", "database"), ("database", "directory")])
def test_a_migration_that_is_killed_goes_on_and_comes_to_the_same_end(
    warm: Warm, place: Callable[[str], str], here: str, there: str
) -> None:
    dice, source, died = random.Random(f"{here} {there}"), filled(place(here)), Counter[str]()
    whole = warm.lasts("migrate", source, place(there))

    target, kills = place(there), 0
    while kills < KILLS:
        if warm.live("migrate", source, target, **death(dice, whole)):
            target = place(there)
            continue
        kills += 1
        died[stands := state(target)] += 1
        if stands == "whole":
            assert held(target, "") == held(source, "")
        elif dice.random() < 0.5:
            changed(source, dice)
    assert warm.live("migrate", source, target)

    for part in ("", "access", "jobs"):
        assert held(target, part) == held(source, part)
    with open_store(source, writable=False) as before, open_store(target) as after:
        assert after.revision >= before.revision
        assert after.verify() == []
    assert died["half"] >= KILLS // 5, died


@pytest.mark.parametrize("there", ["directory", "database"])
def test_a_restoration_that_is_killed_leaves_nothing_that_looks_whole(
    warm: Warm, place: Callable[[str], str], tmp_path: Path, there: str
) -> None:
    dice, source, died = random.Random(there), filled(place("directory")), Counter[str]()
    archive = tmp_path / "all.tar.gz"
    with closing(backup(Settings(data=Path(source)))) as pieces:
        archive.write_bytes(b"".join(pieces))
    whole = warm.lasts("restore", str(archive), place(there))

    target, kills = place(there), 0
    while kills < KILLS:
        ended = warm.live("restore", str(archive), target, **death(dice, whole))
        kills += not ended
        died[stands := state(target)] += not ended
        if stands == "whole":
            assert held(target, "") == held(source, "")
            assert held(target, "access") == held(source, "access")
            target = place(there)
    if state(target) != "whole":
        assert warm.live("restore", str(archive), target)

    for part in ("", "access"):
        assert held(target, part) == held(source, part)
    assert died["half" if there == "database" else "nothing"] >= KILLS // 5, died
    assert there == "database" or verify(target) == []
    assert [*tmp_path.glob("*.unfinished"), *tmp_path.glob("*.restoring")] == []


@pytest.mark.parametrize(("here", "there"), [("directory", "database"), ("database", "directory")])
def test_a_database_that_dies_in_the_middle_costs_nothing_but_a_second_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str, there: str
) -> None:
    monkeypatch.setattr(move, "_RECORDS", 20)
    write, calls = Move._write, 0
    server = Server({}).start()
    try:
        source, target = (server.create("x") if one == "database" else str(tmp_path / "x") for one in (here, there))
        filled(source)

        def dying(self: Move, changes: list[Change]) -> None:
            nonlocal calls
            calls += 1
            if calls == 10:
                server.kill()
            write(self, changes)

        with monkeypatch.context() as during:
            during.setattr(Move, "_write", dying)
            with pytest.raises(Unavailable):
                migrate(settings(source), target, quiet)
        server.start()
        assert state(target) == "half"
        migrate(settings(source), target, quiet)

        for part in ("", "access", "jobs"):
            assert held(target, part) == held(source, part)
    finally:
        server.remove()


def settings(place: str) -> Settings:
    """The settings of an installation there."""
    return Settings(store=place) if "://" in place else Settings(data=Path(place))


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody looks."""
