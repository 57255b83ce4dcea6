"""The server: waitress, one process, threads; it stops when asked, and lets go of the store."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from memory.errors import Invalid, Unavailable
from web.app import create_app
from web.context import Context


def serve(context: Context) -> None:
    """Serve until SIGINT or SIGTERM. The indexes are built before the first request is taken."""
    chosen = context.settings
    context.memory.warm()
    context.glossary.warm()
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
    print(f"Padanan serves on http://{chosen.host}:{listening[0][1]} (Ctrl-C stops it).", file=sys.stderr, flush=True)
    try:
        server.run()
    finally:
        server.close()


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
        )
    except OSError as error:
        hint = "Choose another with --port, or stop what is there."
        raise Unavailable(f"{chosen.host}:{chosen.port} cannot be listened on: {error.strerror}.", hint=hint) from error
    except ValueError as error:
        raise Invalid(f"“{chosen.host}” is no address of this machine.", hint="Try 127.0.0.1 or 0.0.0.0.") from error
