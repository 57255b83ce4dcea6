"""
The worker of a node: takes the oldest of its jobs, does it, tells how far it is, and keeps how it ended.

Of several processes of a node one is the worker (`web/node.py`); when that one dies, another is within a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import Any

from memory.errors import Problem, Unavailable
from web.errors import told
from web.job import UNBEGUN, Job, Progress, Work, now
from web.node import claimed
from web.remaining import Remaining
from web.roster import JOB, STOP, Roster

_TRIES = 3  # a job that ends the server so often is not begun again
_REST = 10.0  # seconds after which the queue is looked at though nobody has said that it has changed
_AGAIN = 5.0  # seconds after which a queue that stood still is tried again
_TOLD = 1.0  # seconds between two signs of progress that other nodes see
_DEATH = 1.0  # seconds between the signal that ends the processes of a job and the one that ends the server
_SIGN = 4.0  # seconds after which they see that this one lives, though the job has come no further
logger = logging.getLogger(__name__)


class _Stopped(Exception):
    """Somebody cancelled the running job, or the server ends."""


class Pulse:
    """Counts what has changed, and lets others wait for it. Never held while a store is asked, for its followers beat it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._beats = 0
        self.closing = False

    @property
    def now(self) -> int:
        """How often something has changed so far."""
        return self._beats

    def beat(self) -> None:
        """Something has changed."""
        with self._changed:
            self._beats += 1
            self._changed.notify_all()

    def wait(self, at: int, seconds: float) -> None:
        """Wait until something has changed since `now` was `at`, until the end, or for so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._beats != at or self.closing, seconds)

    def ends(self, seconds: float) -> bool:
        """Whether the end has come, or comes within so long."""
        with self._changed:
            return self._changed.wait_for(lambda: self.closing, seconds)

    def end(self) -> None:
        """Let nobody wait any more."""
        self.closing = True
        self.beat()


class _Teller:
    """Tells how far one job is, and how long it will go on: the whole of it where that is known, else its stage."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell = tell
        self._remaining = Remaining()
        self._told = dict(UNBEGUN)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A stage has got this far."""
        said = {"stage": stage, "done": done, "total": total}
        if self._told["share"] is None:
            said["left"] = self._remaining.seconds(said)
        self._told = {**self._told, **said}
        self._tell(self._told)

    def whole(self, share: float) -> None:
        """So much of all stages is done."""
        left = self._remaining.seconds({"stage": "", "done": share, "total": 1.0})
        self._told = {**self._told, "share": round(share, 3), "left": left}
        self._tell(self._told)


class Worker:
    """Does the jobs of this node in a thread of its own, once it is started."""

    def __init__(self, roster: Roster, work: Work, pulse: Pulse) -> None:
        self._roster, self._work, self._pulse = roster, work, pulse
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._progress: dict[str, dict[str, Any]] = {}
        self._cancelled: set[str] = set()
        self.running = ""  # the job that this process does

    def start(self) -> None:
        """Begin to work, if that was not done."""
        with self._starting:
            if self._thread is None and not self._pulse.closing:
                self._thread = threading.Thread(target=self._run, name="padanan-jobs", daemon=True)
                self._thread.start()

    def join(self) -> None:
        """Wait until it has come to its end."""
        if self._thread:
            self._thread.join()

    def live(self, job: Job) -> Job:
        """A job as far as it is by now."""
        return replace(job, progress=self._progress.get(job.id, job.progress))

    def stop(self, id_: str) -> None:
        """Have the running job stop at its next step."""
        self._cancelled.add(id_)

    def heard(self, kind: str, id_: str) -> None:
        """Something has changed in the store: perhaps another node wants the running job to stop."""
        if id_ == self.running and (kind == STOP or (kind == JOB and self._ended_elsewhere(id_))):
            self.stop(id_)

    def _ended_elsewhere(self, id_: str) -> bool:
        known = self._roster.known(id_)
        return known is None or known.over

    def _run(self) -> None:
        while not self._pulse.closing:
            rest = _TOLD  # as long as another process of this node may be the worker
            try:
                with claimed(self._roster.directory) if self._roster.shared else nullcontext(True) as ours:
                    while ours and not self._pulse.closing:
                        self._step()
            except Unavailable as problem:  # such as a full disk: the queue cannot be written, and is tried again later
                logger.warning("The queue of jobs stands still: %s", problem)
                rest = _AGAIN
            except Exception:
                logger.exception("The queue of jobs stands still")
                rest = _AGAIN
            self._pulse.wait(self._pulse.now, rest)

    def _step(self) -> None:
        """Do a job, or wait for one."""
        at = self._pulse.now
        if (job := self._begun()) is not None:
            self._do(job)
        else:
            self._roster.sweep()
            self._pulse.wait(at, _REST)

    def _begun(self) -> Job | None:
        """The oldest job of the queue, marked as running; None when it has to be looked for again."""
        if self._pulse.closing or not self._roster.mine():
            return None
        with self._roster.store.batch():
            job = next(iter(self._roster.mine()), None)
            if job is None:
                return None
            if self._roster.asked_to_stop(job.id):
                self._roster.end(replace(job, state="cancelled"))
            elif job.tries >= _TRIES:
                said = (
                    f"It was begun {job.tries} times, and each time the server ended, or its store was not to be had."
                )
                self._roster.end(replace(job, state="failed", error=told(Unavailable(said, hint="Send less at once."))))
            else:
                return self._roster.put(replace(job, state="running", started=now(), tries=job.tries + 1), why="begin")
        return None

    def _do(self, job: Job) -> None:
        self.running = job.id
        try:
            with self._beating(job.id):
                ended = self._done(job)
            self._roster.end(self.live(ended)) if ended.over else self._roster.put(ended, why="the server ends")
        finally:
            self.running = ""
            self._cancelled.discard(job.id)
            self._progress.pop(job.id, None)

    def _done(self, job: Job) -> Job:
        """The job after it was done, well or badly; or as it is put back into the queue."""
        try:
            report = self._work(job, [self._roster.files(job.id) / name for name in job.files], self._teller(job.id))
            return replace(job, state="done", report=report)
        except _Stopped:
            if job.id in self._cancelled:
                return replace(job, state="cancelled")
            return replace(job, state="queued", tries=job.tries - 1)
        except Unavailable as problem:
            lost = "lost" in problem.details
            if lost and self._pulse.ends(_DEATH):  # whoever ended the processes that it worked in ends the server, too
                return replace(job, state="queued", tries=job.tries - 1)
            if self._roster.shared and not self._pulse.closing and not lost:
                raise  # the database is away: the job is begun again when it is back
            return replace(job, state="failed", error=told(problem))
        except Problem as problem:
            return replace(job, state="failed", error=told(problem))
        except Exception as error:
            logger.exception("The job %s failed", job.id)
            hint = "It is logged; please report it."
            wrong = Problem(f"Something went wrong on our side ({type(error).__name__}).", hint=hint)
            return replace(job, state="failed", error=told(wrong))

    def _teller(self, id_: str) -> Progress:
        def tell(told: dict[str, Any]) -> None:
            if self._pulse.closing or id_ in self._cancelled:
                raise _Stopped
            if told != self._progress.get(id_):
                self._progress[id_] = told
                self._pulse.beat()

        return _Teller(tell)

    @contextmanager
    def _beating(self, id_: str) -> Iterator[None]:
        """Have other nodes, where there may be any, see how far the job is while it is done."""
        if not self._roster.shared:
            yield
            return
        over = threading.Event()
        beat = threading.Thread(target=self._beat, args=(id_, over), name="padanan-beat", daemon=True)
        beat.start()
        try:
            yield
        finally:
            over.set()
            beat.join()

    def _beat(self, id_: str, over: threading.Event) -> None:
        said, at = None, 0.0
        while not over.wait(_TOLD):
            progress = self._progress.get(id_)
            if progress and (progress != said or time.monotonic() - at > _SIGN):
                with suppress(Unavailable):
                    self._roster.tell(id_, {**progress, "node": self._roster.node.id, "at": now()})
                    said, at = progress, time.monotonic()
