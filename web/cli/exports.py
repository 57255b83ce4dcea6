"""`padanan export`: the glossary or the memory as a file, whole or not at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from glossary import formats as terms
from glossary.terms import LIFECYCLES, Concept
from memory import exchange
from memory.errors import Invalid
from memory.formats.replacement import replacement
from web import shapes
from web.cli.command import FILE, padanan, printing, put, reading, stored

_LIFECYCLES = click.Choice([*LIFECYCLES, "all"])
_ENDINGS = (".json", ".tbx", ".csv", ".tsv", ".xlsx", ".vale.zip")


@padanan.group()
def export() -> None:
    """Write the glossary or the memory to a file."""


@export.command("memory")
@click.option("-o", "--output", required=True, type=FILE, help="The file; .tmx, .xlf, .po, .csv, .tsv or .xlsx.")
@click.option("--project", help="Only the units of this project.")
@stored
@printing
def export_memory(output: Path, project: str | None, data: Path | None, as_json: bool) -> None:
    """Write the units."""
    with reading(data) as context:
        written = exchange.take(output, context.memory, project=project)
    _say(written, "units", output, as_json=as_json)


@export.command("terms")
@click.option(
    "-o", "--output", required=True, type=FILE, help=f"The file; {', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}."
)
@click.option("--lifecycle", type=_LIFECYCLES, default="approved", show_default=True)
@click.option(
    "--tbx",
    "version",
    type=click.Choice(["v3", "v2"]),
    help="The version of TBX [default v3]; v2 is what older programs read, and has no deprecated or forbidden terms.",
)
@stored
@printing
def export_terms(output: Path, lifecycle: str, version: str | None, data: Path | None, as_json: bool) -> None:
    """Write the concepts at a stage of their life."""
    name = output.name.lower()
    if not name.endswith(_ENDINGS):
        said = f"Terms cannot be written as “{output.suffix.lower() or output.name}”."
        raise Invalid(said, hint=f"One of: {', '.join(_ENDINGS)}.")
    if version and not name.endswith(".tbx"):
        raise click.UsageError("--tbx is for files that end in .tbx.")
    with reading(data) as context:
        glossary = context.glossary
        chosen = None if lifecycle == "all" else lifecycle
        found = glossary.all_enforced() if chosen == "approved" else glossary.concepts(chosen)  # type: ignore[arg-type]
    variant = "martif" if version == "v2" else ""
    written = _json(found, output) if name.endswith(".json") else terms.write(found, output, variant=variant)
    _say(written, "concepts", output, as_json=as_json)


def _say(written: int, what: str, output: Path, *, as_json: bool) -> None:
    if as_json:
        put({"file": str(output), "written": written})
    else:
        print(f"{written:,} {what} written to {output}.", file=sys.stderr)


def _json(found: list[Concept], output: Path) -> int:
    """The concepts as the API gives them."""
    with replacement(output) as file:
        file.write(json.dumps([shapes.concept(c) for c in found], ensure_ascii=False, indent=1).encode())
    return len(found)
