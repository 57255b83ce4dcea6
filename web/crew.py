"""
Several processes that answer on one address, over one database; a parent that starts them, replaces them and ends them.

    parent: binds the sockets, shows the link for the first administrator, forks
    worker: opens the store, warms up, says that it is ready, answers until it is told to stop

Each is the server of `web/serve.py`, with a store of its own that follows the database. The parent answers nobody and
opens no store for long, so there is nothing in it that a worker could break. Workers whose parent is gone stop, too.

Why not gunicorn or granian: a look-up costs waitress 1.1 to 1.3 ms of processor time, gunicorn's threads as much and granian
1.0; but sixty clients that send their bodies slowly stop those two altogether, and waitress not at all.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from waitress.adjustments import Adjustments

from memory.errors import Problem, Unavailable
from web.access import Access
from web.accounts import Accounts
from web.context import opened
from web.serve import announce, answer, begin, unusable, welcome
from web.settings import Settings

_STOPS = (signal.SIGTERM, signal.SIGINT)
_ALL = (*_STOPS, signal.SIGCHLD)
_LOOK = 0.2  # seconds between two looks at the workers
_GRACE = 45.0  # seconds that workers are given to end; a job stops at its next step
_SLOWER, _SLOWEST = 1.0, 30.0  # seconds before a worker that ended is replaced: at once, then after longer and longer
_SETTLED = 60.0  # seconds after which a worker has proved itself


@dataclass(slots=True)
class _Worker:
    """A process, and the pipe by which it says that it is ready, or why it cannot be."""

    pid: int
    pipe: int
    began: float
    said: bytes = b""

    @property
    def ready(self) -> bool:
        """Whether it answers."""
        return self.said == b"ready"

    def hear(self) -> None:
        """Take in what it says."""
        with suppress(BlockingIOError):
            self.said += os.read(self.pipe, 65_536)

    def problem(self) -> str:
        """Why it could not begin, as far as it said."""
        self.hear()
        return str(json.loads(self.said)["message"]) if self.said.startswith(b"{") else ""


class Crew:
    """So many workers over the database of these settings."""

    def __init__(self, settings: Settings, workers: int) -> None:
        self._settings = settings
        self._sockets = bound(settings)
        self._places: list[_Worker | None] = [None] * workers
        self._due, self._failures = 0.0, 0
        self._alive = os.pipe()  # whose writing end the parent alone holds: at its end, workers read the end
        self._announced = False

    def run(self) -> None:
        """
        Serve until SIGINT or SIGTERM.

        Raises the problem of a worker that cannot begin before all have begun; later ones are said and tried again.
        """
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ALL)
        try:
            with closing(Access(self._settings.where, "access")) as access:
                welcome(Accounts(access), self._settings, self._port)
            while not self._told_to_stop():
                self._fill(before)
                self._hear()
                self._reap()
        finally:
            self._end()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    @property
    def _port(self) -> int:
        return int(self._sockets[0].getsockname()[1])

    def _told_to_stop(self) -> bool:
        got = signal.sigtimedwait(_ALL, _LOOK)
        return got is not None and got.si_signo in _STOPS

    def _fill(self, mask: Iterable[int]) -> None:
        """Start the workers that are missing, when their time has come."""
        if time.monotonic() >= self._due:
            for at, worker in enumerate(self._places):
                if worker is None:
                    self._places[at] = self._started(mask)

    def _started(self, mask: Iterable[int]) -> _Worker:
        read, write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if not pid:
            os.close(read)
            self._work(write, mask)
        os.close(write)
        os.set_blocking(read, False)
        return _Worker(pid, read, time.monotonic())

    def _hear(self) -> None:
        workers = [worker for worker in self._places if worker]
        for worker in workers:
            if not worker.ready:
                worker.hear()
        if not self._announced and len(workers) == len(self._places) and all(worker.ready for worker in workers):
            self._announced = True
            announce(self._settings, self._port)

    def _reap(self) -> None:
        """See which workers have ended; raise the problem of one that could not begin with the others."""
        for at, worker in enumerate(self._places):
            if worker is None:
                continue
            pid, status = os.waitpid(worker.pid, os.WNOHANG)
            if not pid:
                continue
            why = worker.problem()
            os.close(worker.pipe)
            self._places[at] = None
            if not self._announced:
                raise Unavailable(why or f"A worker {_how(status)} before it could answer.")
            self._wait(time.monotonic() - worker.began)
            print(
                f"Worker {pid} {_how(status)}{f' ({why})' if why else ''}; another one takes its place.",
                file=sys.stderr,
            )

    def _wait(self, lasted: float) -> None:
        """Do not start workers that cannot live one after the other without a pause."""
        self._failures = 0 if lasted > _SETTLED else self._failures + 1
        pause = min(_SLOWEST, _SLOWER * 2 ** (self._failures - 2)) if self._failures > 1 else 0.0
        self._due = time.monotonic() + pause

    def _end(self) -> None:
        """Have every worker finish what it answers; who takes too long is stopped."""
        for one in self._sockets:
            one.close()
        workers = [worker for worker in self._places if worker]
        for worker in workers:
            os.kill(worker.pid, signal.SIGTERM)
        until = time.monotonic() + _GRACE
        while workers:
            if time.monotonic() > until:
                for worker in workers:
                    os.kill(worker.pid, signal.SIGKILL)
            workers = [worker for worker in workers if not os.waitpid(worker.pid, os.WNOHANG)[0]]
            time.sleep(0.02)

    def _work(self, ready: int, mask: Iterable[int]) -> NoReturn:
        """What a worker does, from its first moment to its last."""
        status = 1
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            self._mind_the_parent()
            with opened(self._settings, writable=True) as context:
                wire = begin(context, sockets=self._sockets)
                os.write(ready, b"ready")
                answer(context, wire)
            status = 0
        except Problem as problem:
            os.write(ready, json.dumps({"message": str(problem)}).encode())
        except KeyboardInterrupt:
            status = 0
        except BaseException:
            logging.getLogger(__name__).exception("A worker failed")
        finally:
            logging.shutdown()
            sys.stderr.flush()
            os._exit(status)

    def _mind_the_parent(self) -> None:
        """Stop when the parent is gone, however it went."""
        os.close(self._alive[1])

        def wait() -> None:
            os.read(self._alive[0], 1)
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=wait, name="padanan-parent", daemon=True).start()


def bound(settings: Settings) -> list[socket.socket]:
    """The sockets of an address; those of a port 0 share the first one's. Problems as of `serve`."""
    found: list[socket.socket] = []
    port = settings.port
    try:
        places: list[Any] = Adjustments(host=settings.host, port=settings.port).listen
        for family, kind, protocol, place in places:
            one = socket.socket(family, kind, protocol)
            found.append(one)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind((place[0], port, *place[2:]))
            port = one.getsockname()[1]
            one.listen(1024)
            one.setblocking(False)
    except (OSError, ValueError) as error:
        for one in found:
            one.close()
        raise unusable(settings, error) from error
    return found


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"was ended by signal {-code}" if code < 0 else f"has ended with code {code}"
