"""`padanan learn`: counts of words that translate each other, from aligned text."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from glossary.learn import learn as learn_from
from glossary.learn import teach
from glossary.partitions import Workers
from memory.errors import Invalid
from web.cli.command import FILE, padanan, printing, put, stored, writing
from web.cli.working import working
from web.progress import Progress


@padanan.command()
@click.argument("corpus", nargs=-1, required=True, type=FILE)
@click.option(
    "-o", "--output", type=FILE, help="Write the table there, gzipped (counts.tsv.gz), and leave the store alone."
)
@click.option(
    "--least", type=click.IntRange(1), default=2, show_default=True, help="Leave out what was met less often."
)
@working
@stored
@printing
def learn(
    corpus: tuple[Path, ...], output: Path | None, least: int, workers: Workers, data: Path | None, as_json: bool
) -> None:
    """
    Count in aligned text which word translates which, so that mine does better from then on.

    CORPUS is TMX, XLIFF, PO, XLSX; documents x.id.txt with x.en.txt; lines side by side, x.id with x.en; or folders of them.
    The same CORPUS learnt again takes the place of what it taught before. With -o a table is written that
    `mine --prior` takes (seeds/prior.tsv.gz is one). Either holds counts and no text.
    """
    if output and (output.is_dir() or not os.access(output.parent, os.W_OK)):
        raise Invalid(f"{output} cannot be written.", hint="Name a file in a folder that is there.", file=str(output))
    if output:
        with Progress(quiet=as_json) as progress:
            report = learn_from(corpus, output, least=least, progress=progress, workers=workers)
    else:
        with writing("learn", data) as context, Progress(quiet=as_json) as progress:
            store = context.memory.store
            report = teach(corpus, store, by="learn", least=least, progress=progress, workers=workers)
    if as_json:
        put({"file": str(output) if output else None, **asdict(report)})
        return
    print(f"{output or 'learnt'}: {report.words:,} pairs of words, from {report.pairs:,} pairs of sentences.")
    if report.passed:
        print("passed over:", ", ".join(f"{count:,} {why}" for why, count in sorted(report.passed.items())))
    for path in report.unread:
        print(f"not read: {path}")
