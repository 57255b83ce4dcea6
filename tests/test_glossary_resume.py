"""A run of the miner that ends early: what was finished is kept, and the next run comes to the same end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from glossary import pairs
from glossary.lexicon import Entry, keep
from glossary.lookup import Glossary
from glossary.mine import mine
from memory.align import align
from memory.errors import Invalid
from memory.recall import Memory
from memory.stores import Store, open_store, verify
from tests.conftest import ROOT

CORPUS = ROOT / "seeds" / "corpus"
KILLS = int(os.environ.get("PADANAN_KILLS", "200")) // 25
UNIT = '<tu><tuv xml:lang="en"><seg>{en}</seg></tuv><tuv xml:lang="id"><seg>{id}</seg></tuv></tu>'
MINER = """
import os, sys
from pathlib import Path
from glossary.lookup import Glossary
from glossary.mine import mine
from memory.recall import Memory
from memory.stores import open_store

def live():
    with open_store(Path(sys.argv[1])) as store:
        say = lambda *step: os.write(1, (" ".join(map(str, step)) + "\\n").encode())
        mine([Path(sys.argv[2])], memory=Memory(store), glossary=Glossary(store), progress=say)

while sys.stdin.readline():
    child = os.fork()
    if not child:
        live()
        os._exit(0)
    os.write(1, f"born {child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four document pairs, a memory, a term list, a dictionary and an Indonesian document."""
    made = tmp_path / "in"
    made.mkdir()
    for path in sorted(CORPUS.glob("0[1-4]-*.txt")):
        shutil.copy(path, made)
    body = UNIT.format(id="Ia menolak kebijakan hegemonik.", en="He rejects the hegemonic policy.")
    (made / "m.tmx").write_text(f'<tmx version="1.4"><body>{body}</body></tmx>', encoding="utf-8")
    (made / "list.csv").write_text("key,id,en\ngs,gencatan senjata,ceasefire\n", encoding="utf-8")
    (made / "words.tsv").write_text("indonesian\tpos\tenglish\npezwargonan\tNOUN\tzwargonisation\n", encoding="utf-8")
    (made / "story.txt").write_text(
        "Kedua pihak menyepakati gencatan senjata dan kebijakan pezwargonan.\n", encoding="utf-8"
    )
    return made


def run(folder: Path, store: Store, **more: Any) -> dict[str, int]:
    """Mine a folder; what came of it in numbers."""
    return mine([folder], memory=Memory(store), glossary=Glossary(store), **more).counts()


def content(store: Store) -> dict[str, dict[str, Any]]:
    """All concepts and units, but for when they were made."""
    times = ("created", "changed")
    return {
        kind: {id_: {k: v for k, v in record.items() if k not in times} for id_, record in store.records(kind)}
        for kind in ("unit", "concept", "mined")
    }


@pytest.fixture
def whole(folder: Path, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What a run that nothing interrupts makes of the folder."""
    with open_store(tmp_path / "whole") as store:
        run(folder, store)
        return content(store)


def interrupting(stage: str, at: int) -> Callable[[str, int, int], None]:
    """Progress that interrupts when a stage has got so far."""

    def interrupt(here: str, done: int, _: int) -> None:
        if here == stage and done >= at:
            raise KeyboardInterrupt

    return interrupt


@pytest.mark.parametrize(
    ("stage", "at"), [("remember", 1), ("remember", 3), ("remember", 6), ("extract", 5), ("compose", 1), ("propose", 1)]
)
def test_a_run_that_was_interrupted_comes_to_the_same_end(
    stage: str, at: int, folder: Path, store: Store, whole: dict[str, dict[str, Any]]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, store, progress=interrupting(stage, at))
    assert len(Memory(store)) > 0
    run(folder, store)

    assert content(store) == whole


def test_what_was_finished_is_kept_and_not_aligned_again(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, store, progress=interrupting("remember", 3))
    assert store.count("mined") == 3
    kept, asked = len(Memory(store)), []

    def counted(*texts: Any, **more: Any) -> Any:
        asked.append(texts)
        return align(*texts, **more)

    monkeypatch.setattr(pairs, "align", counted)
    counts = run(folder, store)

    assert len(asked) == 1
    assert (counts["units_unchanged"], counts["units_created"]) == (kept, len(Memory(store)) - kept)


def test_a_file_in_work_is_taken_back(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(store)
    remember = memory.remember

    def interrupt(*units: Any, **more: Any) -> Any:
        remember(*units, **more)
        if store.count("mined") == 2:
            raise KeyboardInterrupt
        return remember([])

    monkeypatch.setattr(memory, "remember", interrupt)
    with pytest.raises(KeyboardInterrupt):
        mine([folder], memory=memory, glossary=Glossary(store))

    assert store.count("mined") == 2
    assert {o.file for u in memory.units() for o in u.origin} == {f"{n}.id.txt" for n in names()[:2]}


def names() -> list[str]:
    """The document pairs of the folder."""
    return [path.name.removesuffix(".id.txt") for path in sorted(CORPUS.glob("0[1-4]-*.id.txt"))]


@pytest.mark.parametrize("name", ["words.tsv", "aligner", "text"])
def test_documents_are_aligned_anew_when_what_the_aligner_knows_has_changed(
    name: str, folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(folder, store)
    before = dict(store.records("mined"))
    if name == "words.tsv":
        keep([Entry("pezwargonan", "NOUN", ("zwargonisation",))], store, by="ani", why="test")
    elif name == "aligner":
        monkeypatch.setattr(pairs, "_ALIGNER", 2)
    else:
        path = folder / f"{names()[0]}.id.txt"
        path.write_text(path.read_text(encoding="utf-8") + "\nSidang ditutup pada malam hari.\n", encoding="utf-8")
    run(folder, store)
    after = dict(store.records("mined"))
    changed = {id_ for id_ in after if after[id_] != before.get(id_)}

    assert len(changed) == (1 if name == "text" else 4)
    assert len(after) == (5 if name == "text" else 4)


def test_others_write_between_two_files(folder: Path, store: Store) -> None:
    depths: list[int] = []

    def look(stage: str, done: int, total: int) -> None:
        if stage == "remember":
            depths.append(store.revision)

    run(folder, store, progress=look)

    assert depths == sorted(depths)
    assert len(set(depths)) == len(depths) == 7


def test_every_stage_of_progress_goes_forward_and_reaches_its_total(folder: Path, store: Store) -> None:
    heard: dict[str, list[tuple[int, int]]] = {}
    run(folder, store, progress=lambda stage, done, total: heard.setdefault(stage, []).append((done, total)))

    assert list(heard) == ["read", "remember", "link", "extract", "weigh", "compose", "propose"]
    for steps in heard.values():
        assert steps == sorted(steps)
        assert {total for _, total in steps} == {steps[-1][0]}


def test_a_memory_that_cannot_be_read_keeps_everything_from_being_done(folder: Path, store: Store) -> None:
    (folder / "z.tmx").write_text('<tmx version="1.4"><body><tu>', encoding="utf-8")

    with pytest.raises(Invalid, match=r"z\.tmx is not well-formed"):
        run(folder, store)
    assert store.revision == 0


@pytest.fixture
def miner(folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that forks miners, each born when it is told to."""
    command = [sys.executable, "-c", MINER, str(tmp_path / "killed"), str(folder)]
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # a process that forks has one thread
    with subprocess.Popen(
        command, cwd=ROOT, env=alone, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.communicate()


def test_kills_at_any_moment_change_nothing_of_the_end(
    miner: subprocess.Popen[str], tmp_path: Path, whole: dict[str, dict[str, Any]]
) -> None:
    choose, reached = random.Random(20240620), set()
    for kill in range(KILLS + 1):
        stage = ("remember", "extract", "propose")[3 * kill // KILLS] if kill < KILLS else ""
        said = live(miner, stage, choose.uniform(0, 0.1))
        reached |= {line.split()[0] for line in said}
        assert verify(tmp_path / "killed") == [], f"kill {kill}"

    assert reached >= {"remember", "extract", "compose", "propose"}
    with open_store(tmp_path / "killed") as store:
        assert content(store) == whole


def live(miner: subprocess.Popen[str], stage: str, seconds: float) -> list[str]:
    """One life, killed so many seconds after a stage has begun, if it lives so long; the steps it told."""
    assert miner.stdin
    assert miner.stdout
    print("live", file=miner.stdin, flush=True)
    said: list[str] = []
    child = 0
    while (line := miner.stdout.readline().strip()) != "dead":
        assert line, "the process that forks is gone"
        if line.startswith("born"):
            child = int(line.split()[1])
        else:
            said.append(line)
        if stage and child and any(step.startswith(stage) for step in said):
            time.sleep(seconds)
            with suppress(ProcessLookupError):  # it had done its work
                os.kill(child, signal.SIGKILL)
            stage = ""
    return said
