"""
`padanan …`: asks and prints, never decides.

Every command takes `--data` (or PADANAN_DATA) and, where it prints, `--json`. Exit codes: 0 done, 1 findings, 2 bad usage
or input, 3 store unavailable; problems become codes in `main` and nowhere else.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from glossary.formats import table
from glossary.mine import mine as mine_files
from glossary.report import Report
from glossary.terms import LIFECYCLES, Concept
from memory import exchange, stores
from memory.errors import Invalid, NotFound, Problem, Unavailable
from memory.text import Language
from web import shapes
from web.context import Context, opened
from web.lookup import LIMIT, look
from web.progress import Progress
from web.settings import Settings, settings
from web.show import colours, show_imports, show_look, show_matches, show_report, show_term_lists

_EXIT_PROBLEM, _EXIT_UNAVAILABLE, _EXIT_INTERRUPTED = 2, 3, 130
Command = TypeVar("Command", bound=Callable[..., Any])

_SIDES = click.Choice(["id", "en", "auto"])
_LIFECYCLES = click.Choice([*LIFECYCLES, "all"])
_file = click.Path(path_type=Path)


def main() -> None:
    """Run a command; a Problem becomes a message and an exit code."""
    sys.exit(_run())


def _run() -> int:
    try:
        with padanan.make_context("padanan", sys.argv[1:]) as context:
            padanan.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        print("Interrupted; nothing was changed.", file=sys.stderr)
        return _EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Problem as problem:
        print(f"padanan: {problem.message}", file=sys.stderr)
        if problem.hint:
            print(f"  {problem.hint}", file=sys.stderr)
        return _EXIT_UNAVAILABLE if isinstance(problem, Unavailable) else _EXIT_PROBLEM
    except BrokenPipeError:
        # The reader has seen enough (… | head): no failure, and nothing more to say to a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="padanan")
def padanan() -> None:
    """Indonesian–English glossary and translation memory: mine, review, look up, enforce."""


def stored(command: Command) -> Command:
    """Give a command `--data`, and the settings that come of it."""
    option = click.option(
        "--data", type=_file, help="Directory of the store [env PADANAN_DATA; default ./padanan-data]."
    )
    return option(command)


def printing(command: Command) -> Command:
    """Give a command `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@contextmanager
def reading(data: Path | None) -> Iterator[Context]:
    """The store, to read; a writer may be at work beside."""
    with opened(settings(data=data), writable=False) as context:
        yield context


def put(value: object) -> None:
    """Print JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


@padanan.command()
@click.argument("paths", nargs=-1, type=_file)
@click.option("--pair", nargs=2, type=_file, help="An Indonesian and an English document that say the same.")
@click.option("--report", "report_file", type=_file, help="Write the full report there (.json or .html).")
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


@padanan.command()
@click.argument("text")
@click.option("--from", "source", type=_SIDES, default="auto", show_default=True, help="The language of TEXT.")
@click.option("--limit", type=click.IntRange(1, 100), default=LIMIT, show_default=True)
@click.option("--subject", help="Only concepts of this subject.")
@stored
@printing
def lookup(text: str, source: str, limit: int, subject: str | None, data: Path | None, as_json: bool) -> None:
    """Look TEXT up: terms, dictionary, fuzzy matches, sentences."""
    if not text.strip():
        raise click.UsageError("Give a text to look up.")
    with reading(data) as context:
        found = look(context, text, None if source == "auto" else source, limit=limit, subject=subject)  # type: ignore[arg-type]
        if as_json:
            put(shapes.answer(found, context.glossary.version))
        else:
            show_look(found, colours())


@padanan.command()
@click.argument("text")
@click.option("--from", "source", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--min-score", type=click.IntRange(0, 102), default=70, show_default=True)
@stored
@printing
def match(text: str, source: Language, limit: int, min_score: int, data: Path | None, as_json: bool) -> None:
    """Recall the units most like TEXT, with their scores."""
    with reading(data) as context:
        found = context.memory.recall(text, source, limit=limit, min_score=min_score)
        if as_json:
            lacking = context.glossary.missing_terms
            told = [shapes.match(m, lacking(text, m.target, source)) for m in found]
            put({"results": [{"text": text, "matches": told}]})
        else:
            show_matches(text, found, colours())


@padanan.command("import")
@click.argument("files", nargs=-1, type=_file)
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
            lists = [(path, table.read(path)) for path in files]
            counts = {path.name: context.glossary.add(found, by="cli", why=path.name) for path, found in lists}
            put(counts) if as_json else show_term_lists(counts)
            return
        done = [exchange.bring(path, context.memory, by="cli", project=project, progress=progress) for path in files]
    show_imports(done, as_json=as_json)


@padanan.group()
def export() -> None:
    """Write the glossary or the memory to a file."""


@export.command("memory")
@click.option("-o", "--output", required=True, type=_file, help="The file; .tmx, .xlf, .po, .csv, .tsv or .xlsx.")
@click.option("--project", help="Only the units of this project.")
@stored
def export_memory(output: Path, project: str | None, data: Path | None) -> None:
    """Write the units."""
    with reading(data) as context:
        written = exchange.take(output, context.memory, project=project)
    print(f"{written:,} units written to {output}.", file=sys.stderr)


@export.command("terms")
@click.option("-o", "--output", required=True, type=_file, help="The file; .json, .csv or .tsv.")
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


@padanan.command()
@stored
@printing
def stats(data: Path | None, as_json: bool) -> None:
    """Count what there is."""
    with reading(data) as context:
        found: dict[str, Any] = {
            "units": len(context.memory),
            "concepts": len(context.glossary),
            "lifecycles": context.glossary.stages(),
            "dictionary": len(context.lexicon),
            "termbase_version": context.glossary.version,
        }
    if as_json:
        put(found)
        return
    for name, value in found.items():
        told = (
            ", ".join(f"{stage} {count}" for stage, count in value.items()) if isinstance(value, dict) else f"{value:,}"
        )
        print(f"{name:18} {told}")


@padanan.command()
@click.option("--repair", "mend", is_flag=True, help="Recover everything undamaged; the damaged files are kept beside.")
@stored
@printing
def verify(data: Path | None, mend: bool, as_json: bool) -> None:
    """Check every record of the store against its checksum."""
    where = settings(data=data).where
    try:
        damage = stores.repair(where) if mend else stores.verify(where)
    except NotFound as problem:
        raise Unavailable(problem.message, hint=problem.hint) from problem
    if as_json:
        put({"ok": mend or not damage, "damage": damage})
    else:
        print("\n".join(damage) if damage else "The store is sound.")
    if damage and not mend:
        raise Unavailable(
            f"The store has {len(damage)} damaged places.", hint="Mend it with “padanan verify --repair”."
        )


@padanan.command()
@click.option("--host", help="Address to serve on [default 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on [default 8080].")
@click.option("--threads", type=click.IntRange(1, 64), help="Threads that answer [default 8].")
@stored
def serve(host: str | None, port: int | None, threads: int | None, data: Path | None) -> None:
    """Serve the page and the API; the only process that writes to the store meanwhile."""
    from web.serve import serve as serve_app  # noqa: PLC0415 - only this needs the server

    chosen: Settings = settings(data=data, host=host, port=port, threads=threads)
    if not chosen.store and not chosen.data.exists():
        print(f"{chosen.data} is new and empty; fill it with “padanan mine”.", file=sys.stderr)
    with opened(chosen, writable=True) as context:
        serve_app(context)
