"""The server: waitress, one process (of several: `web/crew.py`), threads; it stops when asked, and lets go of the store."""

from __future__ import annotations

import gc
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Any

from memory.errors import Invalid, Problem, Unavailable
from web.accounts import Accounts
from web.app import create_app
from web.context import Context
from web.log import open_log
from web.node import node
from web.settings import LOOPBACK, Settings
from web.wire import Wire


def serve(context: Context) -> None:
    """Serve until SIGINT or SIGTERM. The indexes are built before the first request is taken."""
    wire = begin(context)
    welcome(context.accounts, context.settings, wire.port)
    announce(context.settings, wire.port)
    answer(context, wire)


def begin(context: Context, sockets: Sequence[socket.socket] = ()) -> Wire:
    """All that comes before the first answer; listening on the address of the settings, or on these sockets."""
    if context.settings.log:
        open_log(context.settings.log)
    context.memory.warm()
    context.glossary.warm()
    _settle()
    context.access.store()
    context.jobs.resume()
    return _listening(context, sockets)


def answer(context: Context, wire: Wire) -> None:
    """Answer until SIGINT or SIGTERM, and finish what has been begun."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # Beside, for whoever watches a job holds a thread, and the server waits for its threads.
        threading.Thread(target=context.jobs.close, name="padanan-stop").start()
        wire.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        wire.run()
    finally:
        wire.close()


def announce(settings: Settings, port: int) -> None:
    """Say on the terminal where the page is."""
    print(f"Padanan serves on http://{settings.host}:{port} (Ctrl-C stops it).", file=sys.stderr, flush=True)


def _settle() -> None:
    """Leave what was built for good out of the collector's rounds: to walk a large termbase takes it seconds."""
    gc.collect()
    gc.freeze()


def _proxied(chosen: Settings) -> dict[str, Any]:
    """What waitress is told of a server before it; from anybody else such headers are dropped."""
    if not chosen.proxy:
        return {}
    said = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": chosen.proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": said}


def welcome(accounts: Accounts, settings: Settings, port: int) -> None:
    """
    Where nobody administers yet, show the link by which the first one comes: on the terminal, to who started this.

    Of several nodes that start at once one shows it.
    """
    if secret := accounts.first(node(settings.data / "jobs").id if settings.store else ""):
        host = settings.host if settings.host in LOOPBACK else LOOPBACK[0]
        place = f"http://{f'[{host}]' if ':' in host else host}:{port}/welcome/{secret}"
        print(f"Nobody administers yet. Make yourself the administrator, once: {place}", file=sys.stderr, flush=True)


def _listening(context: Context, sockets: Sequence[socket.socket]) -> Wire:
    """The server, bound to its address."""
    chosen = context.settings
    place: dict[str, Any] = {"sockets": sockets} if sockets else {"host": chosen.host, "port": chosen.port}
    try:
        return Wire(
            create_app(context),
            threads=chosen.threads,
            ident="padanan",
            # What is over the app's own limit the app refuses, in its own shape.
            max_request_body_size=2 * max(chosen.largest_request, chosen.largest_upload),
            clear_untrusted_proxy_headers=True,
            **place,
            **_proxied(chosen),
        )
    except (OSError, ValueError) as error:
        raise unusable(chosen, error) from error


def unusable(chosen: Settings, error: OSError | ValueError) -> Problem:
    """Why the address cannot be served on, as a person is told."""
    if isinstance(error, OSError):
        hint = "Choose another with --port, or stop what is there."
        return Unavailable(f"{chosen.host}:{chosen.port} cannot be listened on: {error.strerror}.", hint=hint)
    return Invalid(f"“{chosen.host}” is no address of this machine.", hint="Try 127.0.0.1 or 0.0.0.0.")
