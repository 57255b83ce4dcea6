"""
`padanan import`: units, term lists and dictionaries from files, all of them or, where one cannot be read, nothing.

`padanan undo`: take one of units, or a run of the miner, back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import click

from glossary import intake, ledger, lexicon
from glossary.bring import How
from glossary.formats import dictd
from glossary.lexicon import Entry
from memory import exchange
from memory.errors import Invalid
from memory.exchange import Imported
from memory.formats import Skipped
from memory.text import LANGUAGES, Language
from web.cli.command import FILE, padanan, printing, put, reading, stored, writing
from web.context import Context
from web.progress import Progress
from web.shapes import undone as told
from web.show import show_imports, show_term_lists, show_undone

_BY = "cli"


@padanan.command("import")
@click.argument("files", nargs=-1, type=FILE)
@click.option(
    "--memory", "kind", flag_value="memory", help="The files hold units: TMX, XLIFF, PO, CSV, TSV, XLSX [default]."
)
@click.option("--terms", "kind", flag_value="terms", help="They are term lists: TBX [its default], CSV, TSV, XLSX.")
@click.option("--dictionary", "kind", flag_value="dictionary", help="They are indexes of dictd's dictionaries.")
@click.option(
    "--how",
    type=click.Choice(get_args(How)),
    help="Terms that are known: fill what is empty (keep, the default), replace, or only add terms.",
)
@click.option(
    "--from",
    "source",
    type=click.Choice(LANGUAGES),
    help="The language translated from, where a file of units does not say; that of a dictionary's head words.",
)
@click.option("--project", default="", help="The project that the units belong to.")
@click.option("--undo", "undone", metavar="ID", help="Take an import of units back instead, as “padanan undo ID” does.")
@click.option("--list", "listed", is_flag=True, help="List the imports of units and the runs of the miner instead.")
@stored
@printing
def import_(
    files: tuple[Path, ...],
    kind: str | None,
    how: How | None,
    source: Language | None,
    project: str,
    undone: str | None,
    listed: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """
    Take in units, term lists or dictionaries from files: all of them or, where one cannot be read, nothing.

    Terms are approved, for whoever may write to the store may decide: those that are new, and changes to approved ones.
    """
    if listed:
        _list(data, as_json=as_json)
    elif undone:
        _undo(undone, data, "import --undo", as_json=as_json)
    elif not files:
        raise click.UsageError("Give files, or --list, or --undo ID.")
    else:
        kind = kind or _kind(files)
        _refuse_idle(kind, how, source, project)
        with writing("import", data) as context, Progress(quiet=as_json) as progress, context.store.batch():
            if kind == "memory":
                units = [_units(path, context, project, source, progress) for path in files]
            elif kind == "terms":
                counts = {str(f): intake.take(f, context.glossary, how or "keep", by=_BY).record() for f in files}
            else:
                counts = {str(f): _dictionary(f, source, context) for f in files}
        if kind == "memory":
            show_imports(units, as_json=as_json)
        else:
            put(counts) if as_json else show_term_lists(counts)


def _kind(files: Iterable[Path]) -> str:
    """What files hold that nobody says anything of: terms if they are TBX, units otherwise."""
    kinds = {"terms" if path.suffix.lower() == ".tbx" else "memory" for path in files}
    if len(kinds) > 1:
        raise Invalid("Some of the files hold terms, others units.", hint="Import them one after the other.")
    return kinds.pop()


def _refuse_idle(kind: str, how: How | None, source: Language | None, project: str) -> None:
    """An option that would do nothing is a misunderstanding."""
    idle = {
        "--how is for term lists (--terms).": how and kind != "terms",
        "--from is for units and dictionaries.": source and kind == "terms",
        "--project is for units (--memory).": project and kind != "memory",
    }
    if said := next((said for said, so in idle.items() if so), None):
        raise click.UsageError(said)


def _units(path: Path, context: Context, project: str, source: Language | None, progress: Progress) -> Imported:
    return exchange.bring(path, context.memory, by=_BY, project=project, source=source, progress=progress)


def _dictionary(index: Path, source: Language | None, context: Context) -> dict[str, Any]:
    """What came of a dictionary: how many entries the lexicon gained, and those that were skipped."""
    found = list(dictd.read(index, source=source))
    entries = [one for one in found if isinstance(one, Entry)]
    skipped = [one for one in found if isinstance(one, Skipped)]
    if not entries:
        first = (
            f"the first of {len(skipped)}, in line {skipped[0].line}: {skipped[0].why}" if skipped else "it is empty"
        )
        raise Invalid(f"{index.name} gives no entry: {first}.", hint="Is it the index of a dictd dictionary?")
    counts = lexicon.keep(entries, context.store, by=_BY, why=index.name)
    return {**counts, "skipped": [asdict(one) for one in skipped]}


def _list(data: Path | None, *, as_json: bool) -> None:
    with reading(data) as context:
        found = exchange.imports(context.memory)
    show_imports(found, as_json=as_json)
    if not (found or as_json):
        print("Nothing was imported yet.")


def _undo(id_: str, data: Path | None, command: str, *, as_json: bool) -> None:
    with writing(command, data) as context:
        done = ledger.undo(id_, context.memory, context.glossary, by=_BY)
    put(told(done)) if as_json else show_undone(done)


@padanan.command()
@click.argument("id_", metavar="ID")
@stored
@printing
def undo(id_: str, data: Path | None, as_json: bool) -> None:
    """
    Take an import of units, or a run of the miner, back. “padanan import --list” lists both.

    What came by it and by no other way is forgotten; what somebody has changed or decided on since a run stays, and is named.
    """
    _undo(id_, data, "undo", as_json=as_json)
