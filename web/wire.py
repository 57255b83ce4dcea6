"""
The wire: waitress, told what a house must bear from those who ask.

waitress takes requests in and sends answers out in one loop, and gives a thread only to a request that has come whole. So
slow clients cost a connection and no thread, and what remains to be said is how many there may be, and how long each is
waited for (`Bounds`). Where there are too many, those that are waited for longest go first, so that somebody who comes and
asks at once is always answered. A stop is an orderly one: nobody new, every request that has come is answered, idle
connections are closed, and then it is over.
"""

from __future__ import annotations

import logging
import resource
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_SPARE = 200  # open files that are not connections: the store's, the indexes', uploads'
_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\nServer: padanan\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many connections there may be at once, and how long clients are waited for, in seconds."""

    connections: int = 2000
    head: float = 20.0  # until the head of a request is there; a body may take as long, and longer by its size
    pace: float = 1000.0  # bytes a second that a body comes with at least
    silent: float = 75.0  # between two requests, or for the next piece of an answer; nginx keeps upstreams for 60
    parting: float = 20.0  # for those who are being answered when the server stops


class Wire:
    """An app, listening. `run` answers until `stop` is called, from wherever."""

    def __init__(self, app: WSGIApplication, bounds: Bounds | None = None, **options: Any) -> None:
        """
        Listen; `options` are waitress's own, with `sockets` where a parent has bound them.

        Raises OSError for a port that is taken, ValueError for an address that is none of this machine's.
        """
        self._bounds = bounds or Bounds()
        adj = Adjustments(
            connection_limit=_affordable(self._bounds.connections),
            # select() ends at the thousandth file.
            asyncore_use_poll=True,
            max_request_header_size=2**16,
            cleanup_interval=max(1, int(min(5.0, self._bounds.head / 4))),
            # That clients go away is no error of ours.
            log_socket_errors=False,
            **options,
        )
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue for an instant is no news
        self._dispatcher = ThreadedTaskDispatcher()
        self._dispatcher.set_thread_count(adj.threads)
        self._map: dict[int, Any] = {}
        self._stopping = threading.Event()
        self._servers: list[_Server] = []
        try:
            made: dict[str, Any] = {"dispatcher": self._dispatcher, "adj": adj}
            for one in adj.sockets:
                known = (one.family, one.type, one.proto, one.getsockname())
                self._add(_Server(app, self._map, _sock=one, bind_socket=False, sockinfo=known, **made))
            places: list[Any] = [] if adj.sockets else adj.listen  # "localhost" may be two addresses
            for place in places:
                self._add(_Server(app, self._map, sockinfo=place, **made))
        except BaseException:
            self.close()
            raise

    def _add(self, server: _Server) -> None:
        server.bounds = self._bounds
        self._servers.append(server)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._servers[0].effective_port)  # type: ignore[attr-defined]

    def run(self) -> None:
        """Answer until `stop` is called, and until all who asked before are answered."""
        while not self._stopping.is_set():
            for server in self._servers:
                server.tend(time.time())
            wasyncore.loop(timeout=1, use_poll=True, map=self._map, count=1)
        self._part()

    def stop(self) -> None:
        """Have `run` come to its end; for signal handlers and other threads."""
        self._stopping.set()
        for server in self._servers:
            server.pull_trigger()

    def close(self) -> None:
        """Let go of everything."""
        self._dispatcher.shutdown(timeout=1)
        for server in self._servers:
            server.trigger.close()  # type: ignore[attr-defined]
        wasyncore.close_all(self._map)

    def _part(self) -> None:
        """Listen no more, and finish what has been begun."""
        for server in self._servers:
            server.accepting = False
            wasyncore.dispatcher.close(server)
        until = time.monotonic() + self._bounds.parting
        while time.monotonic() < until:
            channels = [channel for server in self._servers for channel in server.channels()]
            for channel in channels:
                channel.part()
            if not any(channel.busy for channel in channels):
                break
            wasyncore.loop(timeout=0.05, use_poll=True, map=self._map, count=1)


def _affordable(connections: int) -> int:
    """So many, or as many as this process may have files open; it asks the system for what it may ask for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _SPARE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        connections = max(100, soft - _SPARE)
    return connections


class _Channel(HTTPChannel):
    """A connection, and how long it has been waited for."""

    _began = 0.0  # when the first byte of the request came that is not yet here
    _asked = False  # whether a request has come whole

    def received(self, data: bytes) -> bool:
        """Take in what has come."""
        before = self.request
        taken = super().received(data)
        if self.request is not before:
            self._began, self._asked = time.time(), self._asked or before is not None or bool(self.requests)
        return taken

    def service(self) -> None:
        """Answer one request; what comes behind it is waited for from then on."""
        self._asked = True
        super().service()
        self._began = time.time()

    @property
    def busy(self) -> bool:
        """Whether a request is being answered, or is on its way here with its head."""
        coming = self.request is not None and self.request.headers_finished
        return bool(self.requests or self.total_outbufs_len or coming)

    @property
    def waited(self) -> float:
        """Since when it is the client that is waited for; infinity where it waits for us."""
        if self.requests and not self.total_outbufs_len:
            return float("inf")
        if not self._asked:
            return self.creation_time  # who has come last, and could not be heard yet, is not who has kept us waiting
        return self._began if self.request is not None else self.last_activity

    def overdue(self, now: float, bounds: Bounds) -> bool:
        """Whether the client has been waited for long enough."""
        if self.total_outbufs_len:
            return now - self.last_activity > bounds.silent
        if self.requests:
            return False
        if self.request is not None:
            extra = self.request.body_bytes_received / bounds.pace if self.request.headers_finished else 0.0
            return now - self._began > bounds.head + extra
        return now - self.last_activity > (bounds.silent if self._asked else bounds.head)

    def give_up(self) -> None:
        """Close it; who had begun to ask is told why, if that can be said at once."""
        if self.request is not None and not self.requests and not self.total_outbufs_len and self.socket:
            with suppress(OSError):
                self.socket.send(_LATE)
        self.handle_close()  # at once: a socket that takes nothing more would never be ready to be told

    def part(self) -> None:
        """Close it if it is idle; else have the last answer say that the connection ends with it."""
        if not self.busy:
            self.handle_close()
        elif self.requests:
            self.requests[-1].headers["CONNECTION"] = "close"  # type: ignore[index]


class _Server(TcpWSGIServer):
    """A listening socket whose connections are held to the bounds."""

    channel_class = _Channel
    bounds = Bounds()
    _tended = 0.0

    def channels(self) -> list[_Channel]:
        """The connections."""
        return list(self.active_channels.values())  # type: ignore[attr-defined]

    def maintenance(self, now: float) -> None:
        """
        Give up nobody: waitress asks while it makes the list of sockets that it polls, and the number of one that is closed
        then may be that of the next newcomer, who is taken for it. `tend` is for between two rounds.
        """

    def tend(self, now: float) -> None:
        """Give up clients that have been waited for too long; and where there are too many, some, so that others may come."""
        if now >= self._tended:
            self._tended = now + self.adj.cleanup_interval
            for channel in self.channels():
                if channel.overdue(now, self.bounds):
                    channel.give_up()
        if self.accepting and len(self._map) >= self.adj.connection_limit - 1:  # type: ignore[attr-defined]
            self._make_room()

    def _make_room(self) -> None:
        """Give up a twentieth of the connections: those where the client has been waited for longest."""
        waiting = sorted((one for one in self.channels() if one.waited != float("inf")), key=lambda one: one.waited)
        for channel in waiting[: max(1, self.adj.connection_limit // 20)]:
            channel.give_up()
