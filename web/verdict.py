"""
Findings as files that other programs read: SARIF 2.1.0 for code scanning, JUnit for test reports; and as text.

A place is a line of the checked file; the code points inside the segment stand among SARIF's properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from lxml import etree

from glossary.findings import KINDS, SEVERITIES, Checked, Finding, Kind, Passage, Severity
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
    """A checked file: its name, its passages, the line of each by its key, what was found, what was not read."""

    file: str
    passages: Sequence[Passage]
    lines: dict[str, int]
    checked: Checked
    skipped: Sequence[tuple[int, str]] = ()

    def of(self, passage: Passage) -> list[Finding]:
        """The findings of a passage."""
        return [finding for finding in self.checked.findings if finding.segment == passage.key]


def sarif(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The findings as a SARIF 2.1.0 log (OASIS, 2020). What was waived is suppressed, with its reason."""
    rules = [{"id": f"TERM_{kind.upper()}", "shortDescription": {"text": _RULES[kind]}, "name": kind} for kind in KINDS]
    driver = {"name": "Padanan", "version": version("padanan"), "rules": rules}
    results = [_result(verdict, finding) for verdict in verdicts for finding in verdict.checked.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _result(verdict: Verdict, finding: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": verdict.file}}
    if line := verdict.lines.get(finding.segment):
        place["region"] = {"startLine": line}
    spans = {"source": finding.source_spans, "target": finding.target_spans}
    found = {
        "ruleId": finding.code,
        "ruleIndex": KINDS.index(finding.kind),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"name": finding.segment, "kind": "segment"}]}],
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


def junit(verdicts: Sequence[Verdict], fail_on: Severity) -> bytes:
    """
    The findings as JUnit's XML: a test for each segment, which fails with what is at least as grave as `fail_on`.

    What was waived or is less grave stands in the test's output.
    """
    root = etree.Element("testsuites", name="padanan check")
    for verdict in verdicts:
        suite = etree.SubElement(root, "testsuite", name=verdict.file, tests=str(len(verdict.passages)))
        failures = sum([_case(suite, verdict, passage, fail_on) for passage in verdict.passages])
        suite.set("failures", str(failures))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _case(suite: etree._Element, verdict: Verdict, passage: Passage, fail_on: Severity) -> bool:
    """Add the test of a segment; whether it fails."""
    case = etree.SubElement(suite, "testcase", classname=verdict.file, name=_plain(passage.key))
    grave, rest = list[Finding](), list[Finding]()
    for finding in verdict.of(passage):
        fails = SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on) and finding.waived is None
        (grave if fails else rest).append(finding)
    if grave:
        failure = etree.SubElement(case, "failure", type=grave[0].code, message=_plain(grave[0].message))
        failure.text = _plain("\n".join([*map(_told, grave), passage.source, passage.target]))
    if rest:
        etree.SubElement(case, "system-out").text = _plain("\n".join(map(_told, rest)))
    return bool(grave)


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
        line = verdict.lines.get(finding.segment)
        place = f"{verdict.file}:{line}" if line else verdict.file
        waived = f"  [waived: {finding.waived}]" if finding.waived is not None else ""
        yield f"{place}: {paint(finding.severity, _COLOURS[finding.severity])} {finding.code}: {finding.message}{waived}"
        passage = by_key[finding.segment]
        yield f"    {_marked(passage.source, finding.source_spans, paint)}" if passage.source else ""
        yield f"    {_marked(passage.target, finding.target_spans, paint)}"
    for line, why in verdict.skipped:
        yield f"{verdict.file}:{line}: not checked: {why}"
    yield _summary(verdict)


def _marked(said: str, spans: Sequence[tuple[int, int]], paint: Paint) -> str:
    at, pieces = 0, []
    for start, end in sorted(spans):
        if start >= at:
            pieces += [said[at:start], paint(said[start:end], "yellow")]
            at = end
    return "".join([*pieces, said[at:]])


def _summary(verdict: Verdict) -> str:
    checked, scores = verdict.checked, verdict.checked.scores
    counts = [(severity, sum(f.severity == severity for f in checked.findings)) for severity in SEVERITIES]
    told = ", ".join(f"{count} {severity}" for severity, count in counts if count) or "no findings"
    if scores.terms and scores.exact is not None and scores.inflected is not None and scores.missing is not None:
        told += f"; of {scores.terms} terms {scores.exact:.0%} exact, {scores.inflected:.0%} inflected, {scores.missing:.0%} missing"
    return f"{verdict.file}: {len(verdict.passages)} segments, {told}"
