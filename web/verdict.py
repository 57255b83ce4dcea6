"""
Findings as files that other programs read: SARIF 2.1.0 for code scanning, JUnit for test reports; and as text.

A place is a line of the checked file; the code points inside the segment stand among SARIF's properties.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lxml import etree

from glossary.findings import KINDS, SEVERITIES, Checked, Finding, Kind, Passage, Severity, Span
from memory.errors import Problem
from web.marks import marked
from web.show import Paint

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "advice": "note", "info": "note"}
_RULES: dict[Kind, str] = {
    "missing": "An approved term of the source is not rendered by an approved term.",
    "forbidden": "A rendering that is wrong stands in the target.",
    "deprecated": "A rendering that is no longer used stands in the target.",
    "variant": "A term is not spelt as the termbase spells it.",
    "untranslated": "A term of the source was left as it is.",
    "do_not_translate": "What is to stay as it is was changed.",
    "case": "A term has other capitals than the termbase gives it.",
    "inconsistent": "A concept is called differently in one document.",
    "ambiguous": "A term of the source belongs to several concepts.",
}
_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "advice": "cyan", "info": "blue"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What was checked: the file, or None for a text that is in none; its passages, and the line of each by its key; what was
    found; what was not checked, each with its line (0: not known) and why.
    """

    path: Path | None
    passages: Sequence[Passage]
    lines: Mapping[str, int]
    checked: Checked
    skipped: Sequence[tuple[int, str]] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return _name(self.path)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be checked, and why."""

    path: Path
    problem: Problem

    @property
    def name(self) -> str:
        """What people call it."""
        return _name(self.path)


def _name(path: Path | None) -> str:
    return os.fsencode(path).decode("utf-8", "replace") if path else "text"


def sarif(verdicts: Sequence[Verdict], refused: Sequence[Refused] = ()) -> dict[str, Any]:
    """
    The findings as a SARIF 2.1.0 log (OASIS, 2020).

    What was waived is suppressed, with its reason (3.27.23). What was not checked is a notification of the run (3.20.21).
    """
    rules = [{"id": f"TERM_{kind.upper()}", "shortDescription": {"text": _RULES[kind]}, "name": kind} for kind in KINDS]
    driver = {"name": "Padanan", "version": version("padanan"), "rules": rules}
    results = [_result(verdict, finding) for verdict in verdicts for finding in verdict.checked.findings]
    notes = [_note("note", why, one.path, line) for one in verdicts for line, why in one.skipped]
    notes += [_note("error", str(one.problem), one.path) for one in refused]
    ran = {"executionSuccessful": not refused, "toolExecutionNotifications": notes}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "invocations": [ran], "results": results}
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _note(level: str, why: str, path: Path | None, line: int = 0) -> dict[str, Any]:
    return {"level": level, "message": {"text": why}, "locations": [_place(path, line)] if path else []}


def _place(path: Path | None, line: int | None) -> dict[str, Any]:
    if path is None:
        return {}
    place: dict[str, Any] = {"artifactLocation": {"uri": uri(path)}}
    if line:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}


def uri(path: Path) -> str:
    """A file as a URI reference (RFC 3986): relative where it is below the working directory, which is the checkout's root."""
    # A link keeps its own name: that is the file which the checkout knows.
    full = Path(os.path.abspath(path))
    return quote(os.fsencode(full.relative_to(Path.cwd()))) if full.is_relative_to(Path.cwd()) else full.as_uri()


def _result(verdict: Verdict, finding: Finding) -> dict[str, Any]:
    place = _place(verdict.path, verdict.lines.get(finding.segment))
    spans = {"source": finding.source_spans, "target": finding.target_spans}
    found = {
        "ruleId": finding.code,
        "ruleIndex": KINDS.index(finding.kind),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{**place, "logicalLocations": [{"name": finding.segment, "kind": "segment"}]}],
        "partialFingerprints": {"padanan/v1": finding.key},
        "properties": {
            "concept": finding.concept,
            "term": finding.term,
            "replacements": list(finding.replacements),
            **{f"{side}Spans": [list(span) for span in given] for side, given in spans.items()},
        },
    }
    if finding.waived is not None:
        found["suppressions"] = [{"kind": "external", "justification": finding.waived}]
    return found


def junit(verdicts: Sequence[Verdict], refused: Sequence[Refused], fail_on: Severity) -> bytes:
    """
    The findings as JUnit's XML: a test for each segment, which fails with what is at least as grave as `fail_on`.

    What was waived or is less grave stands in the test's output. What was not checked is a skipped test, a file that could
    not be is a test with an error.
    """
    root = etree.Element("testsuites", name="padanan check")
    for verdict in verdicts:
        _suite(root, verdict.name, list(_cases(verdict, fail_on)))
    for one in refused:
        case = etree.Element("testcase", classname=_plain(one.name), name="file")
        etree.SubElement(case, "error", type=one.problem.code, message=_plain(str(one.problem)))
        _suite(root, one.name, [case])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _suite(root: etree._Element, name: str, cases: Sequence[etree._Element]) -> None:
    counts = {f"{kind}s": sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error")}
    counts |= {"tests": len(cases), "skipped": sum(case.find("skipped") is not None for case in cases)}
    told = {counted: str(count) for counted, count in counts.items()}
    etree.SubElement(root, "testsuite", {"name": _plain(name), **told}).extend(cases)


def _cases(verdict: Verdict, fail_on: Severity) -> Iterator[etree._Element]:
    by_segment = defaultdict[str, list[Finding]](list)
    for finding in verdict.checked.findings:
        by_segment[finding.segment].append(finding)
    for passage in verdict.passages:
        yield _case(verdict, passage, by_segment[passage.key], fail_on)
    for number, (line, why) in enumerate(verdict.skipped, start=1):
        name = f"line {line}" if line else f"not checked {number}"
        case = etree.Element("testcase", classname=_plain(verdict.name), name=name)
        etree.SubElement(case, "skipped", message=_plain(why))
        yield case


def _case(verdict: Verdict, passage: Passage, found: Sequence[Finding], fail_on: Severity) -> etree._Element:
    case = etree.Element("testcase", classname=_plain(verdict.name), name=_plain(passage.key))
    grave, rest = list[Finding](), list[Finding]()
    for finding in found:
        fails = SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on) and finding.waived is None
        (grave if fails else rest).append(finding)
    if grave:
        failure = etree.SubElement(case, "failure", type=grave[0].code, message=_plain(grave[0].message))
        failure.text = _plain("\n".join([*map(_told, grave), passage.source, passage.target]))
    if rest:
        etree.SubElement(case, "system-out").text = _plain("\n".join(map(_told, rest)))
    return case


def _told(finding: Finding) -> str:
    waived = f" (waived: {finding.waived})" if finding.waived is not None else ""
    return f"{finding.severity}: {finding.message}{waived}"


def _plain(text: str) -> str:
    """What XML can carry (XML 1.0, 2.2)."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))


def text(verdict: Verdict, paint: Paint) -> Iterator[str]:
    """The findings of a file as lines for a person."""
    by_key = {passage.key: passage for passage in verdict.passages}
    for finding in verdict.checked.findings:
        place = _at(verdict, verdict.lines.get(finding.segment))
        waived = f"  [waived: {finding.waived}]" if finding.waived is not None else ""
        yield f"{place}: {paint(finding.severity, _COLOURS[finding.severity])} {finding.code}: {finding.message}{waived}"
        passage = by_key[finding.segment]
        if passage.source:
            yield f"    {_marked(passage.source, finding.source_spans, paint)}"
        yield f"    {_marked(passage.target, finding.target_spans, paint)}"
    for line, why in verdict.skipped:
        yield f"{_at(verdict, line)}: not checked: {why}"
    yield _summary(verdict)


def _at(verdict: Verdict, line: int | None) -> str:
    return f"{verdict.name}:{line}" if line else verdict.name


def _marked(said: str, spans: Sequence[Span], paint: Paint) -> str:
    return "".join(paint(piece, "yellow") if found else piece for piece, found in marked(said, spans))


def _summary(verdict: Verdict) -> str:
    checked, scores = verdict.checked, verdict.checked.scores
    counts = [(severity, sum(f.severity == severity for f in checked.findings)) for severity in SEVERITIES]
    told = ", ".join(_counted(count, severity) for severity, count in counts if count) or "no findings"
    if verdict.skipped:
        told += f", {len(verdict.skipped)} not checked"
    if scores.terms and scores.exact is not None and scores.inflected is not None and scores.missing is not None:
        shares = f"{scores.exact:.0%} exact, {scores.inflected:.0%} inflected, {scores.missing:.0%} missing"
        told += f"; of {_counted(scores.terms, 'term')} {shares}"
    return f"{verdict.name}: {_counted(len(verdict.passages), 'segment')}, {told}"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 or what in ('advice', 'info') else 's'}"
