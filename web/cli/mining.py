"""`padanan mine`: documents become units and candidates, with a report."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from glossary.mine import mine as mine_files
from glossary.partitions import Workers
from glossary.report import Report
from glossary.words import Aligner
from memory.errors import Invalid
from memory.formats.replacement import replacement
from memory.text import Language
from web.cli.command import FILE, padanan, printing, put, stored, writing
from web.cli.working import working
from web.progress import Progress
from web.show import show_report

_INTERRUPTED = "Interrupted; the files that were finished are kept, and the same command goes on from there."


@padanan.command()
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--pair", nargs=2, type=FILE, help="An Indonesian and an English document that say the same.")
@click.option(
    "--comparable",
    nargs=2,
    type=FILE,
    multiple=True,
    help="An Indonesian and an English document on one event, no translations of each other; may be given again.",
)
@click.option("--report", "report_file", type=FILE, help="Write the full report there (.json or .html).")
@click.option(
    "--language", type=click.Choice(["id", "en"]), help="The language of the documents, where it cannot be told."
)
@click.option("--prior", "counts", type=FILE, help="A table of word pairs that `learn -o` wrote, for this run.")
@click.option(
    "--aligner",
    type=click.Choice(["own", "eflomal"]),
    default="own",
    show_default=True,
    help="Who links words: Padanan, or eflomal where it is installed (GPL; its answers vary a little).",
)
@working
@stored
@printing
def mine(
    paths: tuple[Path, ...],
    pair: tuple[Path, Path] | None,
    comparable: tuple[tuple[Path, Path], ...],
    report_file: Path | None,
    language: Language | None,
    counts: Path | None,
    aligner: str,
    workers: Workers,
    data: Path | None,
    as_json: bool,
) -> None:
    """Read documents, document pairs and TMX files; propose the terms in them. What is parallel is remembered."""
    if not (paths or pair or comparable):
        raise click.UsageError("Give files or folders, or --pair ID EN, or --comparable ID EN.")
    suffix = report_file.suffix.lower() if report_file else ".json"
    if suffix not in (".json", ".html"):
        raise Invalid(f"A report cannot be written as “{suffix}”.", hint="End its name with .json or .html.")
    if report_file and not os.access(report_file.parent, os.W_OK):
        raise Invalid(f"There is no folder {report_file.parent} to write the report to.", hint="Make it first.")
    with writing("mine", data) as context, Progress(quiet=as_json) as progress:
        try:
            report = mine_files(
                paths,
                pair=pair,
                comparable=comparable,
                language=language,
                counts=counts,
                aligner=_eflomal() if aligner == "eflomal" else None,
                memory=context.memory,
                glossary=context.glossary,
                progress=progress,
                whole=progress.whole,
                workers=workers,
            )
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_INTERRUPTED) from None
    if report_file:
        _write_report(report, report_file)
    put(report.as_json()) if as_json else show_report(report, report_file)


def _eflomal() -> Aligner:
    from glossary import eflomal  # noqa: PLC0415 - few have it

    eflomal.admit()
    return eflomal.linked


def _write_report(report: Report, path: Path) -> None:
    if path.suffix.lower() == ".html":
        from web.report import page  # noqa: PLC0415 - only this needs templates

        text = page(report)
    else:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
    with replacement(path) as file:
        file.write(text.encode())
