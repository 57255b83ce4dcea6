"""Long work: queued, done one after the other, told, cancelled, and gone on with after the server was killed."""

import json
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from memory.errors import Conflict, Invalid, NotFound, Unavailable
from memory.stores import Change, open_store
from web.jobs import Job, Jobs, Progress

SOON = 10.0


class Bench:
    """Work that a test can hold up, and what was done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __call__(self, job: Job, files: Sequence[Path], progress: Progress) -> dict[str, Any]:
        progress("begin", 0, 2)
        self.begun.set()
        assert self.go_on.wait(SOON)
        progress("middle", 1, 2)
        self.done.append(job.id)
        return {"read": [path.read_text(encoding="utf-8") for path in files]}


def file(directory: Path) -> list[str]:
    """Save one file."""
    (directory / "a.txt").write_text("isi", encoding="utf-8")
    return ["a.txt"]


@contextmanager
def jobs(directory: Path, work: Any, **more: int) -> Iterator[Jobs]:
    """A queue over a directory."""
    with closing(Jobs(directory, work, **{"most": 5, "watchers": 2, **more})) as found:
        yield found


def ended(queue: Jobs, id_: str) -> Job:
    """The job when it has ended."""
    until = time.monotonic() + SOON
    while not (job := queue.get(id_)).over:
        assert time.monotonic() < until, job
        time.sleep(0.01)
    return job


def test_a_job_is_done_and_reports(tmp_path: Path) -> None:
    with jobs(tmp_path, Bench()) as queue:
        job = queue.add("import", file, by="ana", project="p", content="auto")
        done = ended(queue, job.id)

    assert (job.state, job.by, job.project, job.files) == ("queued", "ana", "p", ("a.txt",))
    assert (done.state, done.report) == ("done", {"read": ["isi"]})
    assert done.created <= done.started <= done.ended
    assert list((tmp_path / "files").iterdir()) == []


def test_jobs_are_done_one_after_the_other_in_order(tmp_path: Path) -> None:
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench) as queue:
        ids = [queue.add("mine", file, by="ana").id for _ in range(3)]
        bench.begun.wait(SOON)
        assert [queue.get(id_).state for id_ in ids] == ["running", "queued", "queued"]
        bench.go_on.set()
        ended(queue, ids[-1])

        assert [job.id for job in queue.all()] == ids[::-1]
    assert bench.done == ids


def test_a_job_that_fails_says_why_and_the_next_is_done(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    errors = [Invalid("a.txt is empty.", hint="Is it the right file?", file="a.txt"), ZeroDivisionError("oops")]

    def work(job: Job, files: Sequence[Path], progress: Progress) -> dict[str, Any]:
        if errors:
            raise errors.pop(0)
        return {}

    with jobs(tmp_path, work) as queue, caplog.at_level(logging.CRITICAL):
        ids = [queue.add("import", file, by="ana").id for _ in range(3)]
        first, second, third = (ended(queue, id_) for id_ in ids)

    assert first.error == {
        "code": "invalid",
        "message": "a.txt is empty.",
        "hint": "Is it the right file?",
        "details": {"file": "a.txt"},
    }
    assert second.error is not None
    assert second.error["message"] == "Something went wrong on our side (ZeroDivisionError)."
    assert [job.state for job in (first, second, third)] == ["failed", "failed", "done"]


def test_reports_and_errors_name_the_files_as_the_caller_did(tmp_path: Path) -> None:
    def work(job: Job, files: Sequence[Path], progress: Progress) -> dict[str, Any]:
        if job.kind == "import":
            raise Invalid(f"{files[0]} is torn.", hint=f"See {files[0].name}.", file=str(files[0]), line=3)
        return {"documents": [{"path": str(path), "read": [{"text": "isi", "line": 1}]} for path in files]}

    with jobs(tmp_path, work) as queue:
        done, failed = (ended(queue, queue.add(kind, file, by="ana").id) for kind in ("mine", "import"))  # type: ignore[arg-type]

    assert done.report == {"documents": [{"path": "a.txt", "read": [{"text": "isi", "line": 1}]}]}
    assert failed.error == {
        "code": "invalid",
        "message": "a.txt is torn.",
        "hint": "See a.txt.",
        "details": {"file": "a.txt", "line": 3},
    }


def test_a_waiting_job_is_cancelled_at_once(tmp_path: Path) -> None:
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench) as queue:
        first, second = (queue.add("mine", file, by="ana").id for _ in range(2))
        bench.begun.wait(SOON)
        cancelled = queue.cancel(second, by="budi")
        bench.go_on.set()
        ended(queue, first)

        assert cancelled.state == queue.get(second).state == "cancelled"
        with pytest.raises(Conflict, match="has ended: it is cancelled"):
            queue.cancel(second, by="budi")
    assert bench.done == [first]


def test_a_running_job_stops_at_its_next_step(tmp_path: Path) -> None:
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench) as queue:
        id_ = queue.add("mine", file, by="ana").id
        bench.begun.wait(SOON)
        queue.cancel(id_, by="budi")
        bench.go_on.set()

        assert ended(queue, id_).state == "cancelled"
    assert bench.done == []


def test_too_many_waiting_jobs_are_refused_and_leave_no_file(tmp_path: Path) -> None:
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench, most=1) as queue:
        queue.add("mine", file, by="ana")
        bench.begun.wait(SOON)
        queue.add("mine", file, by="ana")
        with pytest.raises(Unavailable, match="1 jobs are waiting already") as refused:
            queue.add("mine", file, by="ana")
        assert refused.value.details["retry_after"] == 60
        assert len(list((tmp_path / "files").iterdir())) == 2
        bench.go_on.set()


def test_files_that_cannot_be_saved_make_no_job(tmp_path: Path) -> None:
    def full(directory: Path) -> list[str]:
        raise Invalid("There is no file.")

    with jobs(tmp_path, Bench()) as queue:
        with pytest.raises(Invalid):
            queue.add("mine", full, by="ana")

        assert queue.all() == []
    assert list((tmp_path / "files").iterdir()) == []


def test_a_job_that_never_was_is_not_found(tmp_path: Path) -> None:
    with jobs(tmp_path, Bench()) as queue, pytest.raises(NotFound):
        queue.get("j_none")


def test_a_server_that_ends_leaves_the_running_job_to_the_next(tmp_path: Path) -> None:
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench) as queue:
        ids = [queue.add("mine", file, by="ana").id for _ in range(2)]
        bench.begun.wait(SOON)
        threading.Timer(0.1, bench.go_on.set).start()
    assert bench.done == []

    with jobs(tmp_path, bench) as queue:
        queue.resume()
        found = [ended(queue, id_) for id_ in ids]

    assert bench.done == ids
    assert [(job.state, job.tries) for job in found] == [("done", 1), ("done", 1)]


@pytest.mark.parametrize(("tries", "state"), [(1, "done"), (2, "done"), (3, "failed")])
def test_a_job_that_ended_the_server_thrice_is_not_begun_again(tmp_path: Path, tries: int, state: str) -> None:
    with jobs(tmp_path, Bench()) as queue:
        id_ = queue.add("mine", file, by="ana").id
        ended(queue, id_)
    with open_store(tmp_path) as store:
        record = store.get("job", id_) or {}
        store.write([Change("job", id_, {**record, "state": "running", "tries": tries, "files": []})])

    with jobs(tmp_path, Bench()) as queue:
        queue.resume()

        assert ended(queue, id_).state == state


def test_a_queue_that_was_never_used_leaves_no_trace(tmp_path: Path) -> None:
    with jobs(tmp_path / "jobs", Bench()) as queue:
        queue.resume()

    assert list(tmp_path.iterdir()) == []


def test_the_queue_remembers_the_last_that_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.roster.KEPT", 2)
    with jobs(tmp_path, Bench()) as queue:
        ids = []
        for _ in range(5):
            ids.append(queue.add("mine", file, by="ana").id)
            ended(queue, ids[-1])

        assert [job.id for job in queue.all()][:3] == ids[::-1][:3]
        assert len(queue.all()) <= 3


# watching


def test_a_watcher_sees_every_state_and_the_end(tmp_path: Path) -> None:
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench) as queue:
        id_ = queue.add("mine", file, by="ana").id
        bench.begun.wait(SOON)
        threading.Timer(0.3, bench.go_on.set).start()
        seen = [job for job in queue.watch(id_) if job]

    assert (seen[0].state, seen[-1].state) == ("running", "done")
    assert seen[0].progress == {"stage": "begin", "done": 0, "total": 2, "left": None, "share": None}
    assert seen[-1].progress == {"stage": "middle", "done": 1, "total": 2, "left": None, "share": None}


def test_a_watcher_is_given_a_sign_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.jobs._BEAT", 0.05)
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench) as queue:
        id_ = queue.add("mine", file, by="ana").id
        bench.begun.wait(SOON)
        with closing(queue.watch(id_)) as watching:  # type: ignore[type-var]
            seen = [next(watching) for _ in range(3)]
        bench.go_on.set()

    assert None in seen


def test_one_watcher_too_many_is_told_once(tmp_path: Path) -> None:
    """Each watcher holds a thread of the server; whoever finds none free asks again."""
    bench = Bench()
    bench.go_on.clear()
    with jobs(tmp_path, bench, watchers=1) as queue:
        id_ = queue.add("mine", file, by="ana").id
        bench.begun.wait(SOON)
        with closing(queue.watch(id_)) as first:  # type: ignore[type-var]
            next(first)
            assert [job.state for job in queue.watch(id_) if job] == ["running"]
        with closing(queue.watch(id_)) as freed:  # type: ignore[type-var]
            next(freed)
            bench.go_on.set()
            assert [job.state for job in freed if job][-1] == "done"


def test_watchers_are_let_go_of_when_the_server_ends(tmp_path: Path) -> None:
    bench = Bench()
    bench.go_on.clear()
    seen: list[str] = []
    queue = Jobs(tmp_path, bench, most=5, watchers=2)
    id_ = queue.add("mine", file, by="ana").id
    bench.begun.wait(SOON)
    watcher = threading.Thread(target=lambda: seen.extend(job.state for job in queue.watch(id_) if job))
    watcher.start()
    while not seen:
        time.sleep(0.01)
    threading.Timer(0.1, bench.go_on.set).start()

    queue.close()
    watcher.join(SOON)

    assert not watcher.is_alive()
    assert json.dumps(seen)


def test_a_list_of_jobs_does_without_their_reports(tmp_path: Path) -> None:
    """A report may be megabytes, and two hundred are kept."""
    with jobs(tmp_path, Bench()) as queue:
        done = ended(queue, queue.add("mine", file, by="rina").id)

        assert [job.report for job in queue.all()] == [None]
        assert done.report == {"read": ["isi"]}
