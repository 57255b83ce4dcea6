"""
Long work: a queue that survives the server, one worker, progress, an end that is told.

    add → queued → running → done │ failed │ cancelled

Jobs are kept where every node sees them (`web/roster.py`); uploaded files lie in `<data>/jobs/files/<id>` until the job has
ended, so a job is done by the node that took it in. Of several processes of a node one is the worker (`web/node.py`).

An import is all or nothing; a run of the miner keeps the files that it has finished. Neither adds anything the second time,
so a job that was running when the server ended is run again when it starts, and comes to the same end.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from memory.errors import Conflict, Unavailable
from memory.stores import Store
from web.job import KINDS, STATES, Job, Kind, Progress, Work, now
from web.pace import Turns
from web.roster import Roster
from web.worker import Pulse, Worker

__all__ = ["KINDS", "STATES", "Job", "Jobs", "Kind", "Progress", "Work"]
_BEAT = 10.0  # seconds of silence after which a watcher is given a sign of life
_PAUSE = 0.2  # seconds between two signs of progress
_SILENCE = 15.0  # seconds after which a node that gives no sign is taken for gone


class Jobs:
    """The queue and its worker. Nothing is opened or started before the first call."""

    def __init__(
        self,
        directory: Path,
        work: Work,
        *,
        most: int,
        watchers: int,
        address: str = "",
        silence: float = _SILENCE,
    ) -> None:
        self._most = most
        self._watchers = Turns(watchers)  # each holds a thread of the server
        self._pulse = Pulse()
        self._roster = Roster(directory, self._follow, address=address, silence=silence)
        self._worker = Worker(self._roster, work, self._pulse)
        self._elsewhere = (-1, False)

    @property
    def store(self) -> Store:
        """Where the jobs are kept."""
        return self._roster.store

    @property
    def busy(self) -> bool:
        """Whether a job is at work, on this node or another."""
        if self._worker.running or not self._roster.shared:
            return bool(self._worker.running)
        revision = self.store.revision
        if self._elsewhere[0] != revision:
            self._elsewhere = (revision, any(job.state == "running" and not job.silent for job in self.all()))
        return self._elsewhere[1]

    def resume(self) -> None:
        """Go on with what the last server left in the queue."""
        if self._roster.there and self.store:
            self._worker.start()

    def add(
        self, kind: Kind, save: Callable[[Path], Sequence[str]], *, by: str, project: str = "", **options: str
    ) -> Job:
        """
        Queue a job. `save` is given a new directory, puts the files there and returns their names.

        Unavailable when too many are waiting.
        """
        id_ = f"j_{secrets.token_hex(8)}"
        self._refuse_full()
        place = self._roster.files(id_)
        place.mkdir(parents=True)
        try:
            files, node = tuple(save(place)), self._roster.node
            job = Job(id_, kind, files, by, now(), project, dict(options), node=node.id, host=node.host)
            with self.store.batch():
                self._refuse_full()
                self._roster.put(job, why=kind)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        self._worker.start()
        self._pulse.beat()
        return job

    def get(self, id_: str) -> Job:
        """The job as it is now; NotFound if there is none."""
        return self._worker.live(self._roster.get(id_))

    def all(self) -> list[Job]:
        """Every job that is known, newest first; without the reports."""
        return [self._worker.live(job) for job in self._roster.all()]

    def ahead(self, job: Job) -> int:
        """How many jobs are to be done before this one, if it waits."""
        if job.state != "queued":
            return 0
        return sum(not one.over and one.node == job.node and one.created < job.created for one in self._roster.all())

    def cancel(self, id_: str, *, by: str) -> Job:
        """
        Take a waiting job out of the queue, or have the running one stop at its next step: an import leaves nothing
        behind, a run of the miner the files that it has finished.

        Of a node that is gone the running one is taken out at once. Conflict when it has ended.
        """
        self.get(id_)
        with self.store.batch():
            job = self._roster.known(id_)
            if job is None or job.over:
                raise Conflict(f"The job {id_} has ended: it is {job.state if job else 'forgotten'}.", job=id_)
            if job.state == "queued" or job.silent:
                return self._roster.end(replace(job, state="cancelled"), why=f"cancelled by {by}")
            if id_ == self._worker.running or not self._roster.shared:
                self._worker.stop(id_)
            elif not self._roster.asked_to_stop(id_):
                self._roster.ask_to_stop(id_, by=by)
            return job

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
            at, job = self._pulse.now, self.get(id_)
            if job == seen and not self._pulse.closing:
                self._pulse.wait(at, _BEAT)
                job = self.get(id_)
            yield job if job != seen else None
            seen = job
            if job.over or self._pulse.closing:
                return
            time.sleep(_PAUSE)

    def close(self) -> None:
        """Stop the worker, which takes back what it was doing, and let go of the files."""
        self._pulse.end()
        self._worker.join()
        self._roster.close()

    def _follow(self, kind: str, id_: str) -> None:
        """Something has changed in the store, here or on another node."""
        self._worker.heard(kind, id_)
        self._pulse.beat()

    def _refuse_full(self) -> None:
        waiting = sum(job.state == "queued" for job in self._roster.mine())
        if waiting >= self._most:
            hint = "Wait until some of them are done, or cancel some."
            raise Unavailable(f"{waiting} jobs are waiting already.", hint=hint, retry_after=60)
