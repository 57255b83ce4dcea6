"""`padanan learn`: counts of words that translate each other, from aligned text."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from glossary.learn import learn as learn_from
from glossary.partitions import Workers
from memory.errors import Invalid
from web.cli.command import FILE, padanan, printing, put
from web.cli.working import working
from web.progress import Progress


@padanan.command()
@click.argument("corpus", nargs=-1, required=True, type=FILE)
@click.option("-o", "--output", type=FILE, required=True, help="The table, gzipped: counts.tsv.gz.")
@click.option(
    "--least", type=click.IntRange(1), default=2, show_default=True, help="Leave out what was met less often."
)
@working
@printing
def learn(corpus: tuple[Path, ...], output: Path, least: int, workers: Workers, as_json: bool) -> None:
    """
    Count in aligned text which word translates which.

    CORPUS is TMX, XLIFF, PO, XLSX; documents x.id.txt with x.en.txt; lines side by side, x.id with x.en; or folders of them.
    The table is what the miner starts from (seeds/prior.tsv.gz is one). It holds counts and no text.
    """
    if output.is_dir() or not os.access(output.parent, os.W_OK):
        raise Invalid(f"{output} cannot be written.", hint="Name a file in a folder that is there.", file=str(output))
    with Progress(quiet=as_json) as progress:
        report = learn_from(corpus, output, least=least, progress=progress, workers=workers)
    if as_json:
        put({"file": str(output), **asdict(report)})
        return
    print(f"{output}: {report.words:,} pairs of words, from {report.pairs:,} pairs of sentences.")
    if report.passed:
        print("passed over:", ", ".join(f"{count:,} {why}" for why, count in sorted(report.passed.items())))
    for path in report.unread:
        print(f"not read: {path}")
