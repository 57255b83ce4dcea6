"""The server: waitress, one process, threads; it stops when asked, and lets go of the store."""

from __future__ import annotations

import gc
import signal
import sys
import threading
from types import FrameType
from typing import Any

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from memory.errors import Invalid, Unavailable
from web.app import create_app
from web.context import Context
from web.log import open_log
from web.settings import LOOPBACK, Settings


def serve(context: Context) -> None:
    """Serve until SIGINT or SIGTERM. The indexes are built before the first request is taken."""
    chosen = context.settings
    if chosen.log:
        open_log(chosen.log)
    context.memory.warm()
    context.glossary.warm()
    _settle()
    context.jobs.resume()
    server = _listening(context)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # Beside, for whoever watches a job holds a thread, and the server waits for its threads.
        threading.Thread(target=context.jobs.close, name="padanan-stop").start()
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # "localhost" may be two addresses, and then waitress opens two sockets.
    listening = getattr(server, "effective_listen", None) or [
        (chosen.host, getattr(server, "effective_port", chosen.port))
    ]
    _welcome(context, listening[0][1])
    print(f"Padanan serves on http://{chosen.host}:{listening[0][1]} (Ctrl-C stops it).", file=sys.stderr, flush=True)
    try:
        server.run()
    finally:
        server.close()


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


def _welcome(context: Context, port: int) -> None:
    """Where nobody administers yet, show the link by which the first one comes: on the terminal, to who started this."""
    if secret := context.accounts.first():
        host = context.settings.host if context.settings.host in LOOPBACK else LOOPBACK[0]
        place = f"http://{f'[{host}]' if ':' in host else host}:{port}/welcome/{secret}"
        print(f"Nobody administers yet. Make yourself the administrator, once: {place}", file=sys.stderr, flush=True)


def _listening(context: Context) -> MultiSocketServer | BaseWSGIServer:
    """The server, bound to its address."""
    chosen = context.settings
    try:
        return create_server(
            create_app(context),
            host=chosen.host,
            port=chosen.port,
            threads=chosen.threads,
            ident="padanan",
            # What is over the app's own limit the app refuses, in its own shape.
            max_request_body_size=16 * max(chosen.largest_request, chosen.largest_upload),
            clear_untrusted_proxy_headers=True,
            **_proxied(chosen),
        )
    except OSError as error:
        hint = "Choose another with --port, or stop what is there."
        raise Unavailable(f"{chosen.host}:{chosen.port} cannot be listened on: {error.strerror}.", hint=hint) from error
    except ValueError as error:
        raise Invalid(f"“{chosen.host}” is no address of this machine.", hint="Try 127.0.0.1 or 0.0.0.0.") from error
