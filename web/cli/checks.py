"""`padanan check`: files or a pair of texts against the approved terms; exit code 1 on findings, for CI."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from glossary import passages
from glossary.findings import SEVERITIES, Checked, Passage, Scores, Severity
from glossary.passages import Placed
from memory.errors import Invalid
from memory.formats import Skipped
from memory.text import LANGUAGES, Language
from web import shapes, verdict
from web.cli.command import FILE, padanan, reading, stored
from web.context import Context
from web.show import colours
from web.verdict import Verdict

_FORMATS = ("text", "json", "sarif", "junit")


@padanan.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option("--source", help="A text, to be checked with --target.")
@click.option("--target", help="Its translation; without --source it is checked alone.")
@click.option("--pair", nargs=2, type=FILE, help="An Indonesian and an English document that say the same.")
@click.option(
    "--from",
    "language",
    type=click.Choice(LANGUAGES),
    help="The language translated from, where a file does not say [default id].",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="error",
    show_default=True,
    help="The least grave finding that makes the exit code 1.",
)
@click.option(
    "--messages", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of messages."
)
@click.option("--project", default="", help="The project, for waivers.")
@click.option("-o", "--output", type=FILE, help="Write there instead of to the terminal.")
@stored
def check(
    files: tuple[Path, ...],
    source: str | None,
    target: str | None,
    pair: tuple[Path, Path] | None,
    language: Language | None,
    form: str,
    as_json: bool,
    fail_on: Severity,
    messages: Language,
    project: str,
    output: Path | None,
    data: Path | None,
) -> None:
    """Check FILES (TMX, XLIFF, PO, CSV, TSV, XLSX), a pair of documents, or a text and its translation."""
    if sum((bool(files), pair is not None, target is not None)) != 1 or (source is not None and target is None):
        raise click.UsageError("Give files, or --pair ID EN, or --target TEXT with its --source TEXT.")
    with reading(data) as context:
        judge = _judge(context, fail_on, messages, project)
        if target is not None:
            passage = Passage("1", source or "", target)
            verdicts = [judge("text", [Placed(passage, 0, language or "id")])]
        elif pair is not None:
            found = passages.of_documents(*pair, context.lexicon, language or "id")
            verdicts = [judge(pair[1 if language != "en" else 0].name, found)]
        else:
            verdicts = [judge(str(path), passages.of_file(path, language)) for path in files]
        told = _told(verdicts, "json" if as_json else form, fail_on, context.glossary.version)
    _write(told, output)
    if not all(one.checked.ok for one in verdicts):
        raise click.exceptions.Exit(1)


def _judge(
    context: Context, fail_on: Severity, messages: Language, project: str
) -> Callable[[str, Iterable[Placed | Skipped]], Verdict]:
    """What checks a file: in each direction that its passages have."""

    def judge(file: str, found: Iterable[Placed | Skipped]) -> Verdict:
        items = list(found)
        placed = [item for item in items if isinstance(item, Placed)]
        skipped = [(item.line, item.why) for item in items if isinstance(item, Skipped)]
        if not placed:
            why = f"; the first: line {skipped[0][0]}: {skipped[0][1]}" if skipped else ""
            raise Invalid(f"{file} has nothing to check{why}.", hint="It needs units in Indonesian and English.")
        parts = [_check(context, placed, side, fail_on, messages, project, file) for side in LANGUAGES]
        checked = _joined([part for part in parts if part is not None], placed)
        return Verdict(file, [p.passage for p in placed], {p.passage.key: p.line for p in placed}, checked, skipped)

    return judge


def _check(
    context: Context,
    placed: Sequence[Placed],
    source: Language,
    fail_on: Severity,
    messages: Language,
    project: str,
    file: str,
) -> Checked | None:
    here = [item.passage for item in placed if item.source == source]
    if not here:
        return None
    document = Path(file).name
    return context.glossary.check(here, source, fail_on=fail_on, document=document, project=project, language=messages)


def _joined(parts: Sequence[Checked], placed: Sequence[Placed]) -> Checked:
    """What both directions gave, in the order of the file; the scores are those of the direction with more terms."""
    if len(parts) == 1:
        return parts[0]
    at = {item.passage.key: number for number, item in enumerate(placed)}
    findings = sorted((f for part in parts for f in part.findings), key=lambda f: at[f.segment])
    scores: Scores = max((part.scores for part in parts), key=lambda score: score.terms)
    return Checked(all(part.ok for part in parts), tuple(findings), scores)


def _told(verdicts: Sequence[Verdict], form: str, fail_on: Severity, version: int) -> str:
    if form == "sarif":
        return json.dumps(verdict.sarif(verdicts), ensure_ascii=False, indent=2) + "\n"
    if form == "junit":
        return verdict.junit(verdicts, fail_on).decode("utf-8")
    if form == "json":
        files = [_json(one, version) for one in verdicts]
        return (
            json.dumps(
                files[0] if len(files) == 1 else {"ok": all(f["ok"] for f in files), "files": files},
                ensure_ascii=False,
                indent=2,
            )
            + "\n"
        )
    paint = colours()
    return "\n".join(line for one in verdicts for line in verdict.text(one, paint) if line) + "\n"


def _json(one: Verdict, version: int) -> dict[str, object]:
    skipped = [{"line": line, "why": why} for line, why in one.skipped]
    return {"file": one.file, **shapes.checked(one.checked, version), "skipped": skipped}


def _write(told: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(told)
        return
    try:
        output.write_text(told, encoding="utf-8")
    except OSError as error:
        raise Invalid(f"{output} cannot be written: {error.strerror}.") from error
