"""A job that works in several processes: how far it is in all, stopped with them, and failed when one of them dies."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from glossary.partitions import Processes
from memory.stores import open_store
from tests.partition_work import who
from tests.web_desk import desk
from tests.web_mined import FILES, context, ended, sent_files
from web.jobs import Job, Jobs, Progress
from web.worker import _Teller

SOON = 60.0


class Endless:
    """Work without an end in two processes, and which they are."""

    def __init__(self) -> None:
        self.processes: set[int] = set()
        self.begun = 0

    def __call__(self, job: Job, files: Sequence[Path], progress: Progress) -> dict[str, Any]:
        self.begun += 1
        with Processes(2) as team:
            for done, (_, process) in enumerate(team.map(who, None, count())):
                self.processes.add(process)
                progress("count", done, 0)
        return {}


def soon(look: Callable[[], object]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + SOON
    while not look():
        assert time.monotonic() < until
        time.sleep(0.02)


def gone(processes: set[int]) -> bool:
    """Whether none of these processes is there any more."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, 0)
            return False
    return True


def running(queue: Jobs, endless: Endless) -> str:
    """The id of a job that has begun to work in other processes."""
    id_ = queue.add("mine", lambda directory: [], by="ana").id
    soon(lambda: endless.processes)
    return id_


@pytest.fixture
def queue_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Any], closing[Jobs]]:
    """Makes a queue with this work: of one server alone or, with the parameter, of a node of several."""
    address = request.getfixturevalue("database") if getattr(request, "param", "") else ""
    return lambda work: closing(Jobs(tmp_path, work, most=5, watchers=2, address=address))


def test_a_job_that_is_cancelled_stops_its_processes(queue_of: Callable[[Any], closing[Jobs]]) -> None:
    endless = Endless()
    with queue_of(endless) as queue:
        id_ = running(queue, endless)
        queue.cancel(id_, by="budi")
        soon(lambda: queue.get(id_).over)

        assert queue.get(id_).state == "cancelled"
        assert gone(endless.processes)


@pytest.mark.parametrize("queue_of", ["", "database"], indirect=True, ids=["alone", "node"])
def test_a_process_that_dies_fails_the_job_and_it_is_not_begun_again(queue_of: Callable[[Any], closing[Jobs]]) -> None:
    endless = Endless()
    with queue_of(endless) as queue:
        id_ = running(queue, endless)
        os.kill(next(iter(endless.processes)), signal.SIGKILL)
        soon(lambda: queue.get(id_).over)
        job = queue.get(id_)

    assert (job.state, endless.begun) == ("failed", 1)
    assert job.error is not None
    assert job.error["message"] == "A process that worked on a part of the text ended before it was done."


def test_who_ends_the_processes_and_then_the_server_finds_the_job_in_the_queue(
    queue_of: Callable[[Any], closing[Jobs]], tmp_path: Path
) -> None:
    """A service manager stops all processes of a service at once, in any order."""
    endless = Endless()
    with queue_of(endless) as queue:
        id_ = running(queue, endless)
        for process in endless.processes:
            os.kill(process, signal.SIGTERM)

    with open_store(tmp_path, writable=False) as store:
        record = store.get("job", id_) or {}
    assert (record["state"], record["tries"]) == ("queued", 0)


def test_a_run_of_the_miner_works_in_processes_and_tells_how_far_it_is_in_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams: list[Processes] = []

    def two() -> Processes:
        teams.append(Processes(2))
        return teams[-1]

    monkeypatch.setattr("web.work.workers", two)
    with desk(tmp_path) as app:
        job = ended(app, sent_files(app.test_client(), FILES).headers["Location"])
        live = context(app).jobs.get(job.id)

    assert (job.state, job.report and job.report["run"], live.progress["share"]) == ("done", job.id, 1.0)
    assert teams[0]._pool is not None  # they were at work


def test_the_time_left_is_that_of_the_whole_as_soon_as_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    told: list[dict[str, Any]] = []
    tell = _Teller(told.append)
    monkeypatch.setattr(tell._remaining, "_clock", lambda: now[0])
    for at, share in ((0, 0.0), (2, 0.1), (4, 0.2)):
        now[0] = at
        tell("read", at, 8)
        tell.whole(share)

    assert told[0] == {"stage": "read", "done": 0, "total": 8, "left": None, "share": None}
    assert told[-2] == {"stage": "read", "done": 4, "total": 8, "left": pytest.approx(18), "share": 0.1}
    assert told[-1] == {"stage": "read", "done": 4, "total": 8, "left": pytest.approx(16), "share": 0.2}


def test_the_time_left_is_never_told_from_when_the_machine_began(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [5000.0]
    told: list[dict[str, Any]] = []
    tell = _Teller(told.append)
    monkeypatch.setattr(tell._remaining, "_clock", lambda: now[0])
    for at, share in ((5000, 0.2), (5002, 0.4)):
        now[0] = at
        tell.whole(share)

    assert [one["left"] for one in told] == [None, pytest.approx(6)]
