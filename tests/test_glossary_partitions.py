"""Work in partitions: the same end whoever works, however the text is cut, and whoever dies meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.extract import extract
from glossary.learn import counts, learn
from glossary.lexicon import Lexicon
from glossary.lookup import Glossary
from glossary.met import Harvest, Met, Often, Place, Read, Rendering
from glossary.mine import mine
from glossary.partitions import HERE, Processes, Workers, in_order, portions, workers
from memory.errors import Invalid, Problem, Unavailable
from memory.recall import Memory
from memory.stores import Store, open_store
from memory.units import Origin, Unit, unit_id
from tests.conftest import PADANAN, ROOT, SEEDS
from tests.partition_work import broken, dead, refused, squared, who
from tests.test_glossary_resume import content, folder

__all__ = ["folder"]
SIDES = ("id", "en")


@pytest.fixture(scope="module", params=[2, 3])
def processes(request: pytest.FixtureRequest) -> Iterator[Workers]:
    """Two workers, and three."""
    with Processes(request.param) as found:
        yield found


def pairs() -> list[tuple[str, str]]:
    """The paragraphs of our own corpus."""
    found: list[tuple[str, str]] = []
    for path in sorted((SEEDS / "corpus").glob("*.id.txt")):
        sides = (path, path.with_name(path.name.replace(".id.", ".en.")))
        here, there = (side.read_text(encoding="utf-8").split("\n\n") for side in sides)
        found += zip(here, there, strict=False)
    return found


def units() -> list[Unit]:
    """The same as units, of two documents."""
    texts: list[Any] = [dict(zip(SIDES, pair, strict=True)) for pair in pairs()]
    return [Unit(unit_id(t), t, (Origin("x", f"{k % 2}.txt", k),)) for k, t in enumerate(texts[:60])]


# The same end.


@pytest.mark.parametrize("size", [7, 250])
def test_the_same_candidates_whoever_reads_them(size: int, processes: Workers, lexicon: Lexicon) -> None:
    assert extract(units(), lexicon, workers=processes, size=size) == extract(units(), lexicon)


def test_the_same_candidates_however_often_they_are_put_away(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = extract(units(), lexicon)
    monkeypatch.setattr("glossary.extract.Harvest", lambda: Harvest(room=40))

    assert extract(units(), lexicon, size=3) == whole


def test_the_same_links_are_carried_from_block_to_block(
    processes: Workers, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossary.words.BLOCK", 16)
    assert extract(units(), lexicon, workers=processes, size=5) == extract(units(), lexicon)


def test_the_same_counts_are_learnt(processes: Workers, lexicon: Lexicon) -> None:
    doubled = [*pairs(), *pairs()[:5]]

    assert counts(doubled, lexicon, workers=processes) == counts(doubled, lexicon)


def test_a_folder_is_mined_to_the_same_end(processes: Workers, folder: Path, tmp_path: Path) -> None:
    told = []
    for name, some in (("a", HERE), ("b", processes)):
        with open_store(tmp_path / name) as store:
            report = mine([folder], memory=Memory(store), glossary=Glossary(store), workers=some).as_json()
            told.append((content(store), {k: v for k, v in report.items() if k != "seconds"}))

    assert told[0] == told[1]


def test_a_folder_is_learnt_from_to_the_same_table(processes: Workers, folder: Path, tmp_path: Path) -> None:
    reports = [learn([folder], tmp_path / name, workers=some) for name, some in (("a", HERE), ("b", processes))]

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert reports[0] == reports[1]


def _phrase(told: tuple[str, str, int, frozenset[str], bool]) -> tuple[str, Met]:
    text, english, at, around, small = told
    found = Met(text.title() if not small else text, 2, (at, 0), count=1, alone=at % 2, small=small, turned=not small)
    found.inside(around)
    place = Place(at, 0, 1, 0, 1, english if small else english.title())
    found.renderings.setdefault((english,), Rendering()).note(place, f"{at % 3}.txt", mirrored=small)
    return text, found


phrases = st.tuples(
    st.sampled_from(["a b", "b c", "c d"]),
    st.sampled_from(["x", "y"]),
    st.just(0),
    st.frozensets(st.sampled_from("pqrstuvwxyz"), max_size=4),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(phrases, max_size=40), st.integers(1, 9), st.integers(1, 60))
def test_partitions_are_joined_as_if_one_had_read_them_all(told: list[Any], size: int, room: int) -> None:
    rows = [_phrase((text, there, at, around, small)) for at, (text, there, _, around, small) in enumerate(told)]
    one, many = Harvest(), Harvest(room=room)
    for key, seen in deepcopy(rows):
        one.join(Read({key: seen}))
    for some in portions(deepcopy(rows), size):
        read = Read()
        for key, seen in some:
            if (here := read.met.setdefault(key, seen)) is not seen:
                here.join(seen)
        many.join(read)

    assert dict(one.met()) == dict(many.met())
    assert [key for key, _ in many.met()] == sorted({key for key, _ in rows})


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(1, 5)), max_size=50))
def test_how_often_is_counted_as_a_counter_does(told: list[tuple[str, int]]) -> None:
    often, plain = Often(), dict[str, int]()
    for name, times in told:
        often.add(name, times)
        plain[name] = plain.get(name, 0) + times

    assert {name: often(name) for name in plain} == plain
    assert (len(often), often("never met")) == (len(plain), 0)


# Order, and how much is on its way.


def test_what_is_found_comes_in_order(processes: Workers) -> None:
    assert list(processes.map(squared, None, range(50))) == [n * n for n in range(50)]


def test_no_more_is_asked_for_than_there_is_room_for() -> None:
    class Done:
        def cancel(self) -> None: ...

    asked = count()
    found = in_order(lambda _: Done(), iter(lambda: next(asked), -1), lambda _: None, ahead=8)
    for _ in range(3):
        next(found)

    assert next(asked) == 10


def test_few_partitions_start_no_process() -> None:
    with Processes(2, few=9) as found:
        assert {me for _, me in found.map(who, None, range(9))} == {os.getpid()}
        assert os.getpid() not in {me for _, me in found.map(who, None, range(10))}


def test_one_worker_is_this_process() -> None:
    assert workers(1) is HERE


# Ends that nobody wished for.


def test_a_problem_of_the_work_is_told_as_it_is(processes: Workers) -> None:
    with pytest.raises(Invalid, match="There is no five") as told:
        list(processes.map(refused, None, range(40)))

    assert (told.value.hint, told.value.details) == ("Try four.", {"file": "x.txt"})


def test_a_mistake_in_the_work_is_a_problem(processes: Workers) -> None:
    with pytest.raises(Unavailable, match=r"failed on a part of the text .ZeroDivisionError"):
        list(processes.map(broken, None, range(40)))


def test_a_worker_that_dies_is_a_problem() -> None:
    with Processes(2) as found, pytest.raises(Unavailable, match="ended before it was done"):
        list(found.map(dead, None, range(40)))


def test_a_worker_that_dies_leaves_nothing_half_done(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossary.streams._judged", dead)
    with Processes(2) as found, pytest.raises(Problem, match="ended before it was done"):
        mine([folder], memory=Memory(store), glossary=Glossary(store), workers=found)

    assert store.revision == 0


MINER = """
import sys
from pathlib import Path
from glossary.partitions import Processes
from tests.partition_work import who
if __name__ == "__main__":
    with Processes(2) as found:
        for _, worker in found.map(who, None, range(100_000)):
            print(worker, flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_whoever_started_them(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "miner.py"
    script.write_text(MINER, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        found: set[int] = set()
        while len(found) < 2:
            found.add(int(process.stdout.readline()))
        # A terminal sends Ctrl-C to all of them.
        os.killpg(process.pid, how) if how == signal.SIGINT else process.kill()
        process.stdout.read()
    until = time.monotonic() + 60
    while any(map(_lives, found)) and time.monotonic() < until:
        time.sleep(0.05)

    assert not any(map(_lives, found))


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_whole_goes_forward_from_nothing_to_all(folder: Path, store: Store) -> None:
    heard: list[float] = []
    mine([folder], memory=Memory(store), glossary=Glossary(store), whole=heard.append)

    assert heard == sorted(heard)
    assert 0 <= heard[0] < 0.5
    assert heard[-1] == 1.0


# A cluster.


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.filterwarnings("ignore")  # the cluster's own
class TestCluster:
    """Dask's workers, in processes of this machine."""

    def test_a_cluster_finds_the_same(self, scheduler: str, lexicon: Lexicon) -> None:
        from glossary.cluster import Cluster

        with Cluster(scheduler) as found:
            assert extract(units(), lexicon, workers=found, size=7) == extract(units(), lexicon)
            with pytest.raises(Invalid, match="There is no five"):
                list(found.map(refused, None, range(40)))
            with pytest.raises(Unavailable, match="ZeroDivisionError"):
                list(found.map(broken, None, range(40)))

    def test_a_worker_that_is_lost_is_made_up_for(self, scheduler: str) -> None:
        from glossary.cluster import Cluster

        with Cluster(scheduler) as found:
            killed = False
            for at, (number, worker) in enumerate(found.map(who, None, range(200))):
                assert number == at
                if at == 20 and not killed:
                    os.kill(worker, signal.SIGKILL)
                    killed = True

    def test_the_command_mines_on_it(self, scheduler: str, folder: Path, tmp_path: Path) -> None:
        for path in folder.glob("0[2-4]-*.txt"):
            path.unlink()
        for data, where in (("a", ("--cluster", scheduler)), ("b", ("--workers", "1"))):
            command = [*PADANAN, "mine", str(folder), "--data", str(tmp_path / data), *where]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

        with open_store(tmp_path / "a") as one, open_store(tmp_path / "b") as other:
            assert content(one) == content(other)


def test_nothing_is_sent_to_processes_that_are_gone_and_that_is_the_same_problem() -> None:
    with Processes(2) as found:
        with pytest.raises(Unavailable, match="ended before it was done"):
            list(found.map(dead, None, range(5, 6)))
        with pytest.raises(Unavailable, match="ended before it was done") as again:
            list(found.map(squared, None, range(3)))

    assert again.value.details == {"lost": "worker"}
