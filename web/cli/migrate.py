"""`padanan migrate`: everything from a directory into a database, or back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from memory.errors import NotFound, Unavailable
from memory.stores.place import is_address
from web.cli.command import alone, choose, padanan, printing, put, stored
from web.migrate import Moved
from web.migrate import migrate as bring
from web.progress import Progress

_INTERRUPTED = "Interrupted; the target is not whole and not to be used yet, and the same command goes on from there."


@padanan.command()
@click.option(
    "--to", "place", required=True, metavar="PLACE", help="A new directory, or an empty database: postgresql://…"
)
@stored
@printing
def migrate(place: str, data: Path | None, as_json: bool) -> None:
    """Bring everything to another place, directory or database, and verify it there; the source stays as it is."""
    with alone("migrate"), Progress(quiet=as_json) as progress:
        try:
            moved = bring(choose(data), place, progress)
        except NotFound as problem:
            raise Unavailable(problem.message, hint=problem.hint) from problem
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_INTERRUPTED) from None
    put(moved.as_json()) if as_json else _show(moved, place)


def _show(moved: Moved, place: str) -> None:
    for name, kinds in moved.parts.items():
        for kind, tally in kinds.items():
            print(f"{name:8} {kind:12} {tally.count:>10,}  {tally.checksum}")
    print(f"{moved.source} → {moved.target}: {moved.records:,} records, each of them read back and compared.")
    if moved.left:
        hint = "let the old server end them, or send their files to the new one"
        print(f"Left behind are {len(moved.left)} jobs that wait ({', '.join(moved.left)}): {hint}.", file=sys.stderr)
    setting = "PADANAN_STORE" if is_address(place) else "PADANAN_DATA"
    print(f"Start the server with {setting}={moved.target}; {moved.source} is still there.", file=sys.stderr)
