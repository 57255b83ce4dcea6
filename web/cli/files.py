"""Files in and out: mine, import, export."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from glossary import formats as terms
from glossary.formats import table
from glossary.mine import mine as mine_files
from glossary.report import Report
from glossary.terms import LIFECYCLES, Concept
from memory import exchange
from memory.errors import Invalid
from memory.text import Language
from web import shapes
from web.cli.command import FILE, padanan, printing, put, reading, stored
from web.context import Context, opened
from web.progress import Progress
from web.settings import settings
from web.show import show_imports, show_report, show_term_lists

_LIFECYCLES = click.Choice([*LIFECYCLES, "all"])


@padanan.command()
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--pair", nargs=2, type=FILE, help="An Indonesian and an English document that say the same.")
@click.option("--report", "report_file", type=FILE, help="Write the full report there (.json or .html).")
@click.option(
    "--language", type=click.Choice(["id", "en"]), help="The language of the documents, where it cannot be told."
)
@stored
@printing
def mine(
    paths: tuple[Path, ...],
    pair: tuple[Path, Path] | None,
    report_file: Path | None,
    language: Language | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Read documents, document pairs and TMX files; remember what is parallel and propose the terms in them."""
    if not paths and not pair:
        raise click.UsageError("Give files or folders, or --pair ID EN.")
    suffix = report_file.suffix.lower() if report_file else ".json"
    if suffix not in (".json", ".html"):
        raise Invalid(f"A report cannot be written as “{suffix}”.", hint="End its name with .json or .html.")
    if report_file and not os.access(report_file.parent, os.W_OK):
        raise Invalid(f"There is no folder {report_file.parent} to write the report to.", hint="Make it first.")
    with opened(settings(data=data), writable=True) as context, Progress(quiet=as_json) as progress:
        report = mine_files(
            paths, pair=pair, language=language, memory=context.memory, glossary=context.glossary, progress=progress
        )
    if report_file:
        _write_report(report, report_file)
    put(report.as_json()) if as_json else show_report(report, report_file)


def _write_report(report: Report, path: Path) -> None:
    if path.suffix.lower() == ".html":
        from web.report import page  # noqa: PLC0415 - only this needs templates

        text = page(report)
    else:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Invalid(f"The report cannot be written to {path}: {error.strerror}.") from error


@padanan.command("import")
@click.argument("files", nargs=-1, type=FILE)
@click.option("--terms", "kind", flag_value="terms", help="The files are term lists (CSV, TSV).")
@click.option(
    "--memory", "kind", flag_value="memory", help="The files hold units: TMX, XLIFF, PO, CSV, TSV, XLSX [default]."
)
@click.option("--project", default="", help="The project that the units belong to.")
@click.option("--undo", "undone", metavar="ID", help="Take an import back instead.")
@click.option("--list", "listed", is_flag=True, help="List the imports instead.")
@stored
@printing
def import_(
    files: tuple[Path, ...],
    kind: str | None,
    project: str,
    undone: str | None,
    listed: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Remember units, or approve term lists, from files; each file whole or not at all."""
    if listed:
        with reading(data) as context:
            show_imports(exchange.imports(context.memory), as_json=as_json)
        return
    if undone:
        with opened(settings(data=data), writable=True) as context:
            touched = exchange.undo(undone, context.memory, by="cli")
        put({"import": undone, "units": touched}) if as_json else print(f"Undone: {touched:,} units.")
        return
    if not files:
        raise click.UsageError("Give files, or --list, or --undo ID.")
    with opened(settings(data=data), writable=True) as context, Progress(quiet=as_json) as progress:
        if kind == "terms":
            lists = [(path, list(terms.read(path))) for path in files]
            counts = {path.name: _approved(found, path, context) for path, found in lists}
            put(counts) if as_json else show_term_lists(counts)
            return
        done = [exchange.bring(path, context.memory, by="cli", project=project, progress=progress) for path in files]
    show_imports(done, as_json=as_json)


def _approved(found: list[Concept | terms.Skipped], path: Path, context: Context) -> dict[str, Any]:
    """What came of a term list: its outcomes counted, and the entries that were skipped."""
    skipped = [{"line": item.line, "why": item.why} for item in found if isinstance(item, terms.Skipped)]
    concepts = [item for item in found if isinstance(item, Concept)]
    counts = context.glossary.add(concepts, by="cli", why=path.name)
    return {**{str(outcome): count for outcome, count in counts.items()}, "skipped": skipped}


@padanan.group()
def export() -> None:
    """Write the glossary or the memory to a file."""


@export.command("memory")
@click.option("-o", "--output", required=True, type=FILE, help="The file; .tmx, .xlf, .po, .csv, .tsv or .xlsx.")
@click.option("--project", help="Only the units of this project.")
@stored
def export_memory(output: Path, project: str | None, data: Path | None) -> None:
    """Write the units."""
    with reading(data) as context:
        written = exchange.take(output, context.memory, project=project)
    print(f"{written:,} units written to {output}.", file=sys.stderr)


@export.command("terms")
@click.option("-o", "--output", required=True, type=FILE, help="The file; .json, .csv or .tsv.")
@click.option("--lifecycle", type=_LIFECYCLES, default="approved", show_default=True)
@stored
def export_terms(output: Path, lifecycle: str, data: Path | None) -> None:
    """Write the concepts at a stage of their life."""
    with reading(data) as context:
        found = context.glossary.concepts(None if lifecycle == "all" else lifecycle)  # type: ignore[arg-type]
    written = _written(found, output)
    print(f"{written} concepts written to {output}.", file=sys.stderr)


def _written(found: list[Concept], output: Path) -> int:
    suffix = output.suffix.lower()
    if suffix not in (".json", ".csv", ".tsv"):
        raise Invalid(f"Terms cannot be written as “{suffix or output.name}”.", hint="One of: .json, .csv, .tsv.")
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            if suffix == ".json":
                json.dump([shapes.concept(c) for c in found], file, ensure_ascii=False, indent=1)
            else:
                table.write(found, file, delimiter=table.delimiter(output))
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise Invalid(f"{output} cannot be written: {error.strerror}.") from error
    return len(found)
