"""`padanan backup` and `padanan restore`: the store, and who has access to it, as one file and back."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import click

from memory.errors import Invalid, NotFound, Unavailable
from memory.stores.files.log import private
from memory.stores.seek import known
from web.backup import Doors
from web.backup import backup as everything
from web.backup import restore as made_of
from web.cli.command import FILE, choose, padanan, stored
from web.progress import Progress

_INTERRUPTED = "Interrupted; the database is not whole and not to be used yet, and the same command goes on from there."


@padanan.command()
@click.option("-o", "--output", type=FILE, required=True, help="The file, such as padanan.tar.gz; none may be there.")
@stored
def backup(output: Path, data: Path | None) -> None:
    """Write everything to one file, whoever writes meanwhile. The queue of jobs is not in it."""
    try:
        archive = everything(choose(data))
    except NotFound as problem:
        raise Unavailable(problem.message, hint=problem.hint) from problem
    beside = output.with_name(output.name + ".unfinished")
    with closing(archive):
        try:
            if output.exists():
                raise Invalid(f"{output} is there already.", hint="Name another file.")
            with open(beside, "wb", opener=private) as file:
                file.writelines(archive)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(output)
        except OSError as error:
            raise Invalid(f"{output} cannot be written: {error.strerror}.", hint="Name another file.") from error
        finally:
            beside.unlink(missing_ok=True)
    print(f"{output}: {output.stat().st_size:,} bytes.", file=sys.stderr)


@padanan.command()
@click.argument("archive", type=FILE)
@click.option("--no-tokens", is_flag=True, help="End all tokens, sessions and invitations that the backup holds.")
@stored
def restore(archive: Path, no_tokens: bool, data: Path | None) -> None:
    """Make a store of a backup, in a new directory or an empty database."""
    chosen = choose(data)
    with Progress() as progress:
        try:
            restored = made_of(archive, chosen, progress, tokens=not no_tokens)
        except KeyboardInterrupt:
            if not chosen.store:
                raise
            raise KeyboardInterrupt(_INTERRUPTED) from None
    for line in restored.damage:
        print(line, file=sys.stderr)
    print(f"{known(chosen.where)} is as it was at {restored.moment:%Y-%m-%d %H:%M} UTC.", file=sys.stderr)
    if restored.doors:
        _tell(restored.doors, shut=no_tokens)
    if restored.damage:
        hint = "Mend it with “padanan verify --repair”."
        raise Unavailable(f"What was restored has {len(restored.damage)} damaged places, as the backup has.", hint=hint)


def _tell(doors: Doors, *, shut: bool) -> None:
    counts = f"tokens {doors.tokens}, sessions {doors.sessions}, invitations {doors.invitations}"
    if shut:
        print(f"Ended: {counts}. People sign in with the passwords of then.", file=sys.stderr)
        return
    print(f"Good again, also what was ended since: {counts}.", file=sys.stderr)
    if doors.tokens:
        how = "“padanan token list” shows them, “padanan token revoke ID” ends one"
        print(f"  {how}; restored with --no-tokens all are ended.", file=sys.stderr)
