"""Passages judged: each checked in the direction that it has, and all of it as one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from glossary.findings import Checked, Scores, Severity
from glossary.lookup import Glossary
from glossary.passages import Placed
from memory.text import LANGUAGES, Language
from web.verdict import Verdict


def judged(
    glossary: Glossary,
    placed: Sequence[Placed],
    skipped: Sequence[tuple[int, str]] = (),
    *,
    path: Path | None = None,
    project: str = "",
    fail_on: Severity = "error",
    language: Language = "en",
) -> Verdict:
    """The verdict on what was read of a file (None: of none), with its messages in `language`."""
    parts = []
    for side in LANGUAGES:
        here = [item.passage for item in placed if item.source == side]
        if here:
            document = path.name if path else ""
            told = {"document": document, "project": project}
            parts.append(glossary.check(here, side, fail_on=fail_on, language=language, **told))
    lines = {item.passage.key: item.line for item in placed}
    return Verdict(path, [item.passage for item in placed], lines, _joined(parts, placed), skipped)


def _joined(parts: Sequence[Checked], placed: Sequence[Placed]) -> Checked:
    """What both directions gave, in the order of the file."""
    if len(parts) == 1:
        return parts[0]
    at = {item.passage.key: number for number, item in enumerate(placed)}
    findings = sorted((f for part in parts for f in part.findings), key=lambda f: at[f.segment])
    return Checked(all(part.ok for part in parts), tuple(findings), _scores([part.scores for part in parts]))


def _scores(parts: Sequence[Scores]) -> Scores:
    """The scores of all parts; each counts by the terms that are asked for in it."""
    weighed = {
        name: [(value, part.terms) for part in parts if (value := getattr(part, name)) is not None]
        for name in ("exact", "inflected", "missing", "consistency")
    }
    means = {
        name: round(sum(v * w for v, w in some) / sum(w for _, w in some), 4) for name, some in weighed.items() if some
    }
    return Scores(sum(part.terms for part in parts), **means)
