"""
Long work: a queue that survives the server, one worker, progress, an end that is told.

    add → queued → running → done │ failed │ cancelled

The queue is a store of its own in `<data>/jobs`, not kinds in the store beside it: while a job keeps what it found, that
one is held by one batch, and who asks for the progress, cancels or queues another job must not wait for its end. Uploaded
files lie in `<data>/jobs/files/<id>` until the job has ended.

An import is all or nothing; a run of the miner keeps the files that it has finished. Neither adds anything the second time,
so a job that was running when the server ended is run again when it starts, and comes to the same end.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from memory.errors import Conflict, NotFound, Problem, Unavailable
from memory.stores import Change, Store, open_store
from web.errors import told
from web.pace import Turns
from web.remaining import Remaining

Kind = Literal["import", "mine"]
State = Literal["queued", "running", "done", "failed", "cancelled"]
KINDS: tuple[Kind, ...] = ("import", "mine")
STATES: tuple[State, ...] = ("queued", "running", "done", "failed", "cancelled")
_OPEN = ("queued", "running")
_JOB, _REPORT = "job", "report"  # apart, for a report is long and lists of jobs do without
_KEPT = 200  # jobs that have ended, for whoever asks later
_TRIES = 3  # a job that ends the server so often is not begun again
_BEAT = 10.0  # seconds of silence after which a watcher is given a sign of life
_PAUSE = 0.2  # seconds between two signs of progress
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work, and how far it is. `options` is what `Work` wants to know besides the files."""

    id: str
    kind: Kind
    files: tuple[str, ...]
    by: str
    created: str
    project: str = ""
    options: dict[str, str] = field(default_factory=dict)
    state: State = "queued"
    started: str = ""
    ended: str = ""
    progress: dict[str, Any] = field(default_factory=lambda: {"stage": "", "done": 0, "total": 0, "left": None})
    report: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    tries: int = 0

    @property
    def over(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.state not in _OPEN


Progress = Callable[[str, int, int], None]
Work = Callable[[Job, Sequence[Path], Progress], dict[str, Any]]
"""Does a job with its files, tells its progress, and returns the report."""


class _Stopped(Exception):
    """Somebody cancelled the running job, or the server ends."""


class Jobs:
    """The queue and its worker. Nothing is opened or started before the first call."""

    def __init__(self, directory: Path, work: Work, *, most: int, watchers: int) -> None:
        self._directory, self._work, self._most = directory, work, most
        self._watchers = Turns(watchers)  # each holds a thread of the server
        self._changed = threading.Condition(threading.RLock())
        self._opened: Store | None = None
        self._worker: threading.Thread | None = None
        self._progress: dict[str, dict[str, Any]] = {}
        self._cancelled: set[str] = set()
        self._closing = False
        self.busy = False  # whether a job is at work

    def resume(self) -> None:
        """Go on with what the last server left in the queue."""
        if (self._directory / "CURRENT").exists():
            with self._changed:
                self._start()

    def add(
        self, kind: Kind, save: Callable[[Path], Sequence[str]], *, by: str, project: str = "", **options: str
    ) -> Job:
        """
        Queue a job. `save` is given a new directory, puts the files there and returns their names.

        Unavailable when too many are waiting.
        """
        id_ = f"j_{secrets.token_hex(8)}"
        self._refuse_full()
        place = self._files(id_)
        place.mkdir(parents=True)
        try:
            job = Job(id_, kind, tuple(save(place)), by, _now(), project, dict(options))
            with self._changed:
                self._refuse_full()
                self._put(job, why=kind)
                self._start()
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return job

    def get(self, id_: str) -> Job:
        """The job as it is now; NotFound if there is none."""
        record = self._store().get(_JOB, id_)
        if record is None:
            raise NotFound(f"There is no job {id_}.", hint="The last 200 that have ended are kept.", job=id_)
        report = self._store().get(_REPORT, id_)
        return self._live(_job(id_, {**record, "report": report} if report is not None else record))

    def all(self) -> list[Job]:
        """Every job that is known, newest first; without the reports."""
        found = [self._live(_job(id_, record)) for id_, record in self._store().records(_JOB)]
        return sorted(found, key=lambda job: (job.created, job.id), reverse=True)

    def cancel(self, id_: str, *, by: str) -> Job:
        """
        Take a waiting job out of the queue, or have the running one stop at its next step: an import leaves nothing
        behind, a run of the miner the files that it has finished.

        Conflict when it has ended.
        """
        with self._changed:
            job = self.get(id_)
            if job.over:
                raise Conflict(f"The job {id_} has ended: it is {job.state}.", job=id_)
            if job.state == "running":
                self._cancelled.add(id_)
                return job
            return self._end(replace(job, state="cancelled"), why=f"cancelled by {by}")

    def watch(self, id_: str) -> Iterator[Job | None]:
        """
        The job at once and whenever it has changed, until it has ended; None after some silence.

        Where too many watch already it is given once: whoever wants more asks again.
        """
        if not self._watchers.take():
            yield self.get(id_)
            return
        try:
            yield from self._watched(id_)
        finally:
            self._watchers.give_back()

    def _watched(self, id_: str) -> Iterator[Job | None]:
        seen = None
        while True:
            with self._changed:
                job = self.get(id_)
                if job == seen and not self._closing:
                    self._changed.wait(_BEAT)
                    job = self.get(id_)
            yield job if job != seen else None
            seen = job
            if job.over or self._closing:
                return
            time.sleep(_PAUSE)

    def close(self) -> None:
        """Stop the worker, which takes back what it was doing, and let go of the files."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._worker:
            self._worker.join()
        if self._opened:
            self._opened.close()

    def _start(self) -> None:
        if self._worker is None:
            self._worker = threading.Thread(target=self._run, name="padanan-jobs", daemon=True)
            self._worker.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while not self._closing:
            try:
                job = self._begun()
                if job is not None:
                    self._do(job)
            except Exception:  # such as a full disk: the queue cannot be written, and is tried again later
                logger.exception("The queue of jobs stands still")
                with self._changed:
                    self._changed.wait(_BEAT)

    def _begun(self) -> Job | None:
        """The oldest job of the queue, marked as running; None when it has to be looked for again."""
        with self._changed:
            waiting = [job for job in self.all() if not job.over]
            if not waiting and not self._closing:
                self._changed.wait()
            if not waiting or self._closing:
                return None
            job = waiting[-1]
            if job.tries < _TRIES:
                return self._put(replace(job, state="running", started=_now(), tries=job.tries + 1), why="begin")
            problem = Unavailable(f"The server ended {job.tries} times while this was done.", hint="Send less at once.")
            self._end(replace(job, state="failed", error=told(problem)))
            return None

    def _do(self, job: Job) -> None:
        self.busy = True
        try:
            report = self._work(job, [self._files(job.id) / name for name in job.files], self._teller(job.id))
            self._end(replace(job, state="done", report=report))
        except _Stopped:
            if job.id in self._cancelled:
                self._end(replace(job, state="cancelled"))
            else:
                self._put(replace(job, state="queued", tries=job.tries - 1), why="the server ends")
        except Problem as problem:
            self._end(replace(job, state="failed", error=told(problem)))
        except Exception as error:
            logger.exception("The job %s failed", job.id)
            hint = "It is logged; please report it."
            wrong = Problem(f"Something went wrong on our side ({type(error).__name__}).", hint=hint)
            self._end(replace(job, state="failed", error=told(wrong)))
        finally:
            self.busy = False

    def _teller(self, id_: str) -> Progress:
        remaining = Remaining()

        def tell(stage: str, done: int, total: int) -> None:
            if self._closing or id_ in self._cancelled:
                raise _Stopped
            with self._changed:
                told = {"stage": stage, "done": done, "total": total}
                self._progress[id_] = {**told, "left": remaining.seconds(told)}
                self._changed.notify_all()

        return tell

    def _end(self, job: Job, why: str = "") -> Job:
        place = f"{self._files(job.id)}{os.sep}"
        report, error = _named(job.report, place), _named(job.error, place)
        ended = self._put(self._live(replace(job, ended=_now(), report=report, error=error)), why=why or job.state)
        shutil.rmtree(self._files(job.id), ignore_errors=True)
        with self._changed:
            self._cancelled.discard(job.id)
            self._progress.pop(job.id, None)
        return ended

    def _put(self, job: Job, *, why: str) -> Job:
        record = {name: value for name, value in asdict(job).items() if name not in ("id", "report")}
        with self._changed:
            past = [j.id for j in self.all() if j.over][_KEPT:]
            old = [Change(kind, id_, None) for id_ in past for kind in (_JOB, _REPORT)]
            told = [Change(_REPORT, job.id, job.report)] if job.report is not None else []
            self._store().write([Change(_JOB, job.id, record), *told, *old], by=job.by, why=why)
            self._changed.notify_all()
        return job

    def _live(self, job: Job) -> Job:
        return replace(job, progress=self._progress.get(job.id, job.progress))

    def _refuse_full(self) -> None:
        waiting = sum(job.state == "queued" for job in self.all())
        if waiting >= self._most:
            hint = "Wait until some of them are done, or cancel some."
            raise Unavailable(f"{waiting} jobs are waiting already.", hint=hint, retry_after=60)

    def _files(self, id_: str) -> Path:
        return self._directory / "files" / id_

    def _store(self) -> Store:
        with self._changed:
            if self._opened is None:
                self._opened = open_store(self._directory)
            return self._opened


def _job(id_: str, record: dict[str, Any]) -> Job:
    return Job(id=id_, **{**record, "files": tuple(record["files"])})


def _named(told: Any, place: str) -> Any:
    """The same, with the files named as the caller named them: where they lie here is nobody's business."""
    if isinstance(told, str):
        return told.replace(place, "")
    if isinstance(told, Mapping):
        return {key: _named(value, place) for key, value in told.items()}
    return [_named(value, place) for value in told] if isinstance(told, list | tuple) else told


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
