"""The server: waitress, one process, threads; it stops when asked, and lets go of the store."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from waitress.server import create_server

from web.app import create_app
from web.context import Context


def serve(context: Context) -> None:
    """Serve until SIGINT or SIGTERM. The indexes are built before the first request is taken."""
    chosen = context.settings
    context.memory.warm()
    context.glossary.warm()
    server = create_server(
        create_app(context),
        host=chosen.host,
        port=chosen.port,
        threads=chosen.threads,
        ident="padanan",
        max_request_body_size=chosen.largest_request,
        clear_untrusted_proxy_headers=True,
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    # "localhost" may be two addresses, and then waitress opens two sockets.
    listening = getattr(server, "effective_listen", None) or [
        (chosen.host, getattr(server, "effective_port", chosen.port))
    ]
    print(f"Padanan serves on http://{chosen.host}:{listening[0][1]} (Ctrl-C stops it).", file=sys.stderr, flush=True)
    try:
        server.run()
    finally:
        server.close()
