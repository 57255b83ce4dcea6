"""Findings as files to take along: SARIF, JUnit, JSON as the API gives it, and CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from glossary.findings import Span
from memory.formats.table import guarded
from web import shapes, verdict
from web.verdict import Verdict

FORMS = {
    "sarif": "application/sarif+json",
    "junit.xml": "application/xml",
    "csv": "text/csv",
    "json": "application/json",
}
_COLUMNS = (
    *("file", "line", "segment", "severity", "code", "message", "source", "target", "in_source", "in_target"),
    *("replacements", "concept", "key", "waived"),
)


def written(found: Verdict, form: str, version: int) -> bytes:
    """A verdict in one of `FORMS`; `version` is that of the termbase."""
    match form:
        case "sarif":
            return _pretty(verdict.sarif([found]))
        case "junit.xml":
            return verdict.junit([found], (), "error")
        case "json":
            skipped = [{"line": line, "why": why} for line, why in found.skipped]
            return _pretty({"file": found.name, **shapes.checked(found.checked, version), "skipped": skipped})
        case "csv":
            # Spreadsheets take a file without the mark for one in their own code page.
            return b"\xef\xbb\xbf" + _table(found).encode()
    raise ValueError(form)


def _pretty(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _table(found: Verdict) -> str:
    """A row for each finding. What was marked is given as text: spreadsheets count in other units than we do."""
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    rows.writerows([guarded(cell) for cell in row] for row in _rows(found))
    return file.getvalue()


def _rows(found: Verdict) -> Iterator[list[str]]:
    by_key = {passage.key: passage for passage in found.passages}
    for one in found.checked.findings:
        passage, line = by_key[one.segment], found.lines.get(one.segment)
        yield [
            *(found.name, str(line or ""), one.segment, one.severity, one.code, one.message),
            *(passage.source, passage.target),
            *(_pieces(passage.source, one.source_spans), _pieces(passage.target, one.target_spans)),
            *(" | ".join(one.replacements), one.concept, one.key, one.waived or ""),
        ]


def _pieces(text: str, spans: tuple[Span, ...]) -> str:
    return " | ".join(text[start:end] for start, end in spans)
