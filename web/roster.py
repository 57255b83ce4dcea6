"""
The jobs as they are kept, for every node to see: a store of their own.

    job        what it is and how it stands      report     what came of it; apart, for lists do without
    progress   how far it is, once a second      stop       who wants it to stop, where it runs on another node

It is not kinds in the store beside it: while a job keeps what it found, that one is held by one batch, and who asks for the
progress, cancels or queues another job must not wait for its end.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from memory.errors import NotFound
from memory.stores import Change, Effect, Store, open_store
from web.follow import caught_up
from web.job import Job, job, named, now
from web.node import ALONE, Node, node

JOB, REPORT, PROGRESS, STOP = "job", "report", "progress", "stop"
KEPT = 200  # jobs that have ended, for whoever asks later
_ORPHAN = 86_400.0  # seconds that files are kept whose job nobody knows


class Roster:
    """
    The jobs of all nodes. Nothing is opened before the first call.

    With an `address` they are in that database, else in the directory. `told` is called with the kind and id of what has
    changed, by whomever, and must not wait for the store.
    """

    def __init__(self, directory: Path, told: Callable[[str, str], None], *, address: str = "", silence: float) -> None:
        self.directory, self.shared = directory, bool(address)
        self._address, self._told, self._silence = address, told, silence
        self._opening = threading.Lock()
        self._opened: Store | None = None
        self._node = ALONE
        self._heard: dict[str, float] = {}  # when a node was last heard of, on the monotonic clock
        self._since = 0.0

    @property
    def there(self) -> bool:
        """Whether there may be jobs."""
        return self.shared or (self.directory / "CURRENT").exists()

    @property
    def store(self) -> Store:
        """Where they are kept."""
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    @property
    def node(self) -> Node:
        """Which node this is."""
        return self._node if self.store else ALONE

    def get(self, id_: str) -> Job:
        """The job as it was last told of; NotFound if there is none."""
        found = self.known(id_)
        if found is None and caught_up(self.store):  # another node may have queued it a moment ago
            found = self.known(id_)
        if found is None:
            raise NotFound(f"There is no job {id_}.", hint="The last 200 that have ended are kept.", job=id_)
        return found

    def known(self, id_: str) -> Job | None:
        """The job as far as this node knows it; nobody is waited for."""
        record = self.store.get(JOB, id_)
        return self._shown(job(id_, record, self.store.get(REPORT, id_))) if record is not None else None

    def all(self) -> list[Job]:
        """Every job, newest first; without the reports."""
        found = [self._shown(job(id_, record)) for id_, record in self.store.records(JOB)]
        return sorted(found, key=lambda one: (one.created, one.id), reverse=True)

    def mine(self) -> list[Job]:
        """The open jobs of this node, oldest first."""
        return [one for one in reversed(self.all()) if not one.over and one.node == self.node.id]

    def put(self, one: Job, *, why: str) -> Job:
        """Keep a job as it is now; of those that have ended too many are forgotten."""
        with self.store.batch():
            changes = [Change(JOB, one.id, one.record())]
            if one.report is not None:
                changes.append(Change(REPORT, one.id, one.report))
            if one.over:
                changes += self._gone((PROGRESS, STOP), [one.id])
                past = [other.id for other in self.all() if other.over and other.id != one.id]
                changes += self._gone((JOB, REPORT), past[KEPT:])
            self.store.write(changes, by=one.by, why=why)
        return one

    def end(self, one: Job, why: str = "") -> Job:
        """Keep how a job has ended. What another node has ended meanwhile stays so, unless it was done all the same."""
        place = f"{self.files(one.id)}{os.sep}"
        with self.store.batch():
            ended = self.known(one.id)
            if ended is None or not ended.over or one.state == "done":
                report, error = named(one.report, place), named(one.error, place)
                ended = replace(one, ended=now(), report=report, error=error, silent=False)
                self.put(ended, why=why or one.state)
        shutil.rmtree(self.files(one.id), ignore_errors=True)
        return ended

    def files(self, id_: str) -> Path:
        """Where the files of a job lie, if it is one of this node's."""
        return self.directory / "files" / id_

    def sweep(self) -> None:
        """Remove the files of jobs that other nodes have ended, and old ones of which nobody knows a job."""
        with suppress(FileNotFoundError):
            for place in list((self.directory / "files").iterdir()):
                known = self.known(place.name)
                if known.over if known else place.stat().st_mtime < time.time() - _ORPHAN:
                    shutil.rmtree(place, ignore_errors=True)

    def tell(self, id_: str, progress: dict[str, Any]) -> None:
        """Have every node see how far a job is, and that its node lives."""
        self.store.write([Change(PROGRESS, id_, progress)], why="progress")

    def ask_to_stop(self, id_: str, *, by: str) -> None:
        """Have the node that does a job stop it."""
        self.store.write([Change(STOP, id_, {"by": by})], by=by, why=f"stop {id_}")

    def asked_to_stop(self, id_: str) -> bool:
        """Whether somebody has."""
        return self.store.get(STOP, id_) is not None

    def close(self) -> None:
        """Let go of the store."""
        with self._opening:
            if self._opened:
                self._opened.close()

    def _open(self) -> Store:
        if not self.shared:
            store = open_store(self.directory)
        else:
            self._node = node(self.directory)
            store = open_store(self._address, "jobs")
        self._since = time.monotonic()
        store.watch(self._follow)
        return store

    def _gone(self, kinds: Sequence[str], ids: Sequence[str]) -> list[Change]:
        return [Change(kind, id_, None) for kind in kinds for id_ in ids if self.store.get(kind, id_) is not None]

    def _shown(self, one: Job) -> Job:
        if not self.shared or one.over:
            return one
        told = self.store.get(PROGRESS, one.id) if one.state == "running" else None
        progress = {name: told.get(name) for name in one.progress} if told else one.progress
        return replace(one, progress=progress, silent=self._is_silent(one.node))

    def _is_silent(self, id_: str) -> bool:
        """
        Whether another node has not been heard of for long: by this machine's clock, for theirs may go differently.

        Who has just come to listen cannot tell yet, and who does not hear the database hears nobody.
        """
        if not self.store.connected:
            self._since = time.monotonic()
        heard = max(self._heard.get(id_, 0.0), self._since)
        return id_ != self._node.id and time.monotonic() - heard > self._silence

    def _follow(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            node_id = (effect.after or {}).get("node", "")
            if node_id and (effect.after or {}).get("state") != "cancelled":  # which any node may do for it
                self._heard[node_id] = time.monotonic()
            self._told(effect.kind, effect.id)
