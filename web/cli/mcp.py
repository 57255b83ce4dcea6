"""`padanan mcp`: tools for an AI assistant, which starts it and asks on its standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from memory.errors import Unavailable
from web.cli.command import choose, padanan, reading, stored, writing
from web.clients.mcp.proposals import proposer


@padanan.command()
@click.option(
    "--token", envvar="PADANAN_TOKEN", help="A translator's, who may propose terms too [env PADANAN_TOKEN is safer]."
)
@click.option("--server", default="", help="The running server that proposals go to, as in http://127.0.0.1:8080.")
@stored
def mcp(token: str | None, server: str, data: Path | None) -> None:
    """
    Answer an AI assistant over MCP: look up terms, match segments, check translations.

    Assistants start it themselves. It reads the store, also beside a server that writes to it.
    """
    if server and not _is_address(server):
        raise click.BadParameter(f"“{server}” is none, such as http://127.0.0.1:8080.", param_hint="--server")
    try:
        from web.clients.mcp.server import serve  # noqa: PLC0415 - it needs the SDK, which not everybody installs
    except ModuleNotFoundError as error:
        hint = 'Install what it needs: pip install "padanan[mcp]".'
        raise Unavailable(f"The Python package {error.name} is not installed.", hint=hint) from error
    # A database takes changes from whoever may propose; a directory has one writer, which had better be a server.
    shared = token is not None and not server and bool(choose(data).store)
    with writing("mcp", data) if shared else reading(data) as context:
        translator = proposer(context.access, token, server) if token else None
        if token and translator is None:
            click.echo("The token is a reader's: nothing can be proposed with it.", err=True)
        if sys.stdin.isatty():
            click.echo("This waits for an AI assistant to ask on standard input; Ctrl-D ends it.", err=True)
        serve(context, translator)


def _is_address(server: str) -> bool:
    parts = urlsplit(server)
    return parts.scheme in ("http", "https") and bool(parts.hostname)
