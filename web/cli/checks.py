"""`padanan check`: files or a pair of texts against the approved terms; exit code 1 on findings, for CI."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click

from glossary import passages
from glossary.findings import SEVERITIES, Passage, Severity
from glossary.passages import Placed
from memory.errors import Invalid, NotFound, Problem
from memory.formats import Skipped
from memory.formats.replacement import replacement
from memory.text import LANGUAGES, Language
from web import shapes, verdict
from web.cli.command import FILE, padanan, reading, stored
from web.context import Context
from web.judge import judged
from web.show import Paint, colours, plain
from web.verdict import Refused, Verdict

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
    """
    Check files, a pair of documents, or a text and its translation.

    FILES are TMX, XLIFF, PO, CSV, TSV, XLSX. Findings make the exit code 1, a file that cannot be checked makes it 2.
    """
    if sum((bool(files), pair is not None, target is not None)) != 1 or (source is not None and target is None):
        raise click.UsageError("Give files, or --pair ID EN, or --target TEXT with its --source TEXT.")
    with reading(data) as context:
        judge = _Judge(context, fail_on, messages, project)
        if target is not None:
            placed = Placed(Passage("1", source or "", target), 0, language or "id")
            judge.judge(None, lambda: [placed])
        elif pair is not None:
            side = 0 if language == "en" else 1
            judge.judge(pair[side], lambda: passages.of_documents(*pair, context.lexicon, language or "id"))
        else:
            for path in files:
                judge.judge(path, partial(passages.of_file, path, language))
        form = "json" if as_json else form
        told = _told(judge, form, fail_on, context.glossary.version, colours() if output is None else plain)
    _write(told, output)
    if judge.refused:
        raise _together(judge.refused)
    if not all(one.checked.ok for one in judge.verdicts):
        raise click.exceptions.Exit(1)


@dataclass
class _Judge:
    """Checks files, each in the directions that its passages have; one that cannot be checked does not stop the others."""

    context: Context
    fail_on: Severity
    messages: Language
    project: str
    verdicts: list[Verdict] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def judge(self, path: Path | None, read: Callable[[], Iterable[Placed | Skipped]]) -> None:
        """Check what is read of a file; None is no file."""
        try:
            self.verdicts.append(self._verdict(path, list(read())))
        except (NotFound, Invalid) as problem:
            if path is None:
                raise
            self.refused.append(Refused(path, problem))

    def _verdict(self, path: Path | None, items: Sequence[Placed | Skipped]) -> Verdict:
        placed = [item for item in items if isinstance(item, Placed)]
        skipped = [(item.line, item.why) for item in items if isinstance(item, Skipped)]
        if not placed:
            why = f"; the first: line {skipped[0][0]}: {skipped[0][1]}" if skipped else ""
            name = path.name if path else "The text"
            raise Invalid(f"{name} has nothing to check{why}.", hint="It needs units in Indonesian and English.")
        told = {"project": self.project, "fail_on": self.fail_on, "language": self.messages}
        return judged(self.context.glossary, placed, skipped, path=path, **told)  # type: ignore[arg-type]


def _told(judge: _Judge, form: str, fail_on: Severity, version: int, paint: Paint) -> str:
    verdicts, refused = judge.verdicts, judge.refused
    match form:
        case "sarif":
            return _pretty(verdict.sarif(verdicts, refused))
        case "junit":
            return verdict.junit(verdicts, refused, fail_on).decode("utf-8")
        case "json":
            files = [*(_json(one, version) for one in verdicts), *map(_refusal, refused)]
            alone = len(files) == 1 and not refused
            return _pretty(files[0] if alone else {"ok": all(f["ok"] for f in files), "files": files})
    return "".join(f"{line}\n" for one in verdicts for line in verdict.text(one, paint))


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _json(one: Verdict, version: int) -> dict[str, object]:
    skipped = [{"line": line, "why": why} for line, why in one.skipped]
    return {"file": one.name, **shapes.checked(one.checked, version), "skipped": skipped}


def _refusal(one: Refused) -> dict[str, object]:
    problem = one.problem
    return {
        "file": one.name,
        "ok": False,
        "error": {name: getattr(problem, name) for name in ("code", "message", "hint")},
    }


def _together(refused: Sequence[Refused]) -> Problem:
    """The one problem, or all of them as one."""
    if len(refused) == 1:
        return refused[0].problem
    lines = [f"\n  {one.problem}" for one in refused]
    return Invalid(f"{len(refused)} files cannot be checked:{''.join(lines)}")


def _write(told: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(told)
        return
    with replacement(output) as file:
        file.write(told.encode())
