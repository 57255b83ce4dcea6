"""What the terminal shows: look-ups, matches, reports, in columns that a person reads."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from glossary.fragments import Fragment
from memory.text import Language
from web.lookup import Look, Recalled
from web.marks import compared

if TYPE_CHECKING:  # they bring the readers of all kinds of files, which a look-up has no use for
    from glossary.ledger import Undone
    from glossary.report import Report
    from memory.exchange import Imported

_NAMED = 20  # of what stays
Paint = Callable[[str, str], str]


def colours() -> Paint:
    """Colour on a terminal (and without NO_COLOR), plain text elsewhere."""
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        return lambda text, colour: click.style(text, fg=colour)
    return plain


def plain(text: str, colour: str) -> str:
    """The text as it is, for a file."""
    return text


def show_look(found: Look, paint: Paint) -> None:
    """A look-up: terms, dictionary, matches, sentences; or that there is nothing."""
    source = found.answer.source
    other: Language = "en" if source == "id" else "id"
    if found.answer.did_you_mean:
        print("Did you mean:", ", ".join(found.answer.did_you_mean))
    for hit in found.answer.hits:
        targets = [t for t in hit.concept.in_language(other) if t.status in ("preferred", "admitted")]
        told = ", ".join(paint(t.text, "green") if t.status == "preferred" else t.text for t in targets)
        state = hit.concept.lifecycle + (f" {hit.concept.confidence:.0%}" if hit.concept.confidence is not None else "")
        print(f"{paint(hit.term.text, 'cyan')} → {told or '(no translation known)'}  [{hit.how}, {state}]")
    for entry in found.entries:
        print(f"{paint(entry.text, 'cyan')} ({entry.pos.lower()}) → {', '.join(entry.english)}  [dictionary]")
    for match in found.matches:
        print(f"{match.score:5.1f}%  {match.source}\n        {match.target}")
    _show_fragments(found.fragments, paint)
    for line in found.lines:
        text, at, pieces = line.unit.texts[source], 0, []
        for start, end in line.spans[source]:
            pieces += [text[at:start], paint(text[start:end], "yellow")]
            at = end
        print(f"·  {''.join([*pieces, text[at:]])}\n   {line.unit.texts[other]}")
    if not (found.answer.hits or found.entries or found.matches or found.lines or found.fragments):
        print(f"Nothing found for “{found.query}”.")


def show_recalled(found: Recalled, paint: Paint) -> None:
    """Fuzzy matches with their differences, [-gone-] from the match, {+new+} in the query; or the phrases that are known."""
    for match in found.matches:
        print(
            f"{match.score:5.1f}%  {''.join(_shown(kind, piece, paint) for kind, piece in compared(match, found.text))}"
        )
        print(f"        {match.repaired or match.target}")
        for penalty in match.penalties:
            print(f"        −{penalty.points} {penalty.reason}")
    if not found.matches:
        print("Nothing like it is remembered.")
    _show_fragments(found.fragments, paint)


def _show_fragments(found: list[Fragment], paint: Paint) -> None:
    for fragment in found:
        said = ", ".join(f"{text} {count}×" for text, count in fragment.translations)
        print(f"≈  {paint(fragment.text, 'cyan')} → {said}")


def _shown(kind: str, piece: str, paint: Paint) -> str:
    if kind == "gone":
        return paint(f"[-{piece}-]", "red")
    return paint(f"{{+{piece}+}}", "green") if kind == "new" else piece


def show_imports(found: list[Imported], *, as_json: bool) -> None:
    """Imports: what each did, and what it skipped, with line and reason."""
    if as_json:
        print(json.dumps([one.record() for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        did = f"{one.created:,} created, {one.updated:,} updated, {one.unchanged:,} unchanged, {len(one.skipped):,} skipped"
        if one.kind == "mine":
            did += f", {one.concepts:,} concepts mined" + (", not finished" if one.unfinished else "")
        print(f"{one.id}  {one.file}: {did}" + (f" (undone {one.undone})" if one.undone else ""))
        for skipped in one.skipped:
            print(f"  line {skipped.line}: {skipped.why}")


def show_undone(done: Undone) -> None:
    """What was taken back, and what stays."""
    print(f"Undone. Units: {done.units:,}" + (f", concepts: {done.concepts:,}." if done.concepts else "."))
    if done.stay:
        print(f"Staying: {len(done.stay):,} (changed or decided on since).")
    for one in done.stay[:_NAMED]:
        print(f"  {one.id}  {one.text}  [{one.kind}, {one.by}]")
    if len(done.stay) > _NAMED:
        print(f"  and {len(done.stay) - _NAMED:,} more; --json names them all.")


def show_term_lists(counts: dict[str, dict[str, Any]]) -> None:
    """Term lists: how many concepts of each are new, and what was skipped, with line and reason."""
    for name, outcomes in counts.items():
        skipped = outcomes["skipped"]
        told = [f"{count} {outcome}" for outcome, count in outcomes.items() if outcome != "skipped"]
        print(f"{name}: {', '.join([*told, *([f'{len(skipped)} skipped'] if skipped else [])])}")
        for item in skipped:
            print(f"  line {item['line']}: {item['why']}")


def show_report(report: Report, written: Path | None) -> None:
    """A run of the miner: every file in a line, then every candidate, then the counts."""
    for file in report.files:
        facts = [
            f"{len(file.read)} paragraphs" if file.read else "",
            f"{file.sentences} sentences" if file.sentences else "",
        ]
        facts += [f"{len(file.dropped)} lines dropped" if file.dropped else ""]
        facts += [f"{file.aligned} pairs aligned" if file.aligned else "", f"{file.loose} loose" if file.loose else ""]
        facts += [f"{file.units['created']} new units" if file.units else ""]
        facts += [
            f"{len(file.doubted)} doubted" if file.doubted else "",
            f"{len(file.skipped)} skipped" if file.skipped else "",
        ]
        facts += [f"{file.related:.0%} in common" if file.related is not None else ""]
        facts += [f"{outcome} {count}" for outcome, count in file.concepts.items()]
        print(f"{Path(file.path).name}: {', '.join(filter(None, facts))}")
    for candidate, _, outcome in report.candidates:
        seen, met = sum(candidate.occurrences.values()), candidate.counts.get("en", {})
        told = " | ".join(
            f"{text} {met[text]}×" if len(met) > 1 and text in met else text for text in candidate.renderings
        )
        print(f"{candidate.confidence:5.0%} {seen:4}×  {candidate.text} → {told}  [{outcome}]")
    for candidate in report.unsure:
        print(
            f"    – {sum(candidate.occurrences.values()):4}×  {candidate.text} → ?  (no translation of {', '.join(candidate.missing)})"
        )
    if report.names:
        print("names:", ", ".join(f"{one['name']} {one['seen']}×" for one in report.names))
    counts = report.counts()
    print(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items() if count), end="")
    run = f"; “padanan undo {report.run}” takes it back" if report.run else ""
    print(f"{run}; {report.seconds:.1f} s" + (f"; report in {written}" if written else ""))
