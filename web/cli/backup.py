"""`padanan backup` and `padanan restore`: the store, and who has access to it, as one file and back."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import click

from memory.errors import Invalid, NotFound, Unavailable
from memory.stores.backup import restore as made_of
from memory.stores.log import private
from web.backup import backup as everything
from web.cli.command import FILE, padanan, stored
from web.settings import settings


@padanan.command()
@click.option("-o", "--output", type=FILE, required=True, help="The file, such as padanan.tar.gz; none may be there.")
@stored
def backup(output: Path, data: Path | None) -> None:
    """Write everything to one file, whoever writes meanwhile. The queue of jobs is not in it."""
    try:
        archive = everything(settings(data=data))
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
@stored
def restore(archive: Path, data: Path | None) -> None:
    """Make a store of a backup, in a new directory (--data)."""
    chosen = settings(data=data)
    if chosen.store:
        raise Invalid("A backup becomes a directory, not a database.", hint="Name one with --data.")
    damage = made_of(archive, chosen.data)
    print("\n".join(damage) or f"{chosen.data} is as it was.", file=sys.stderr)
    if damage:
        hint = "Mend it with “padanan verify --repair”."
        raise Unavailable(f"What was restored has {len(damage)} damaged places, as the backup has.", hint=hint)
