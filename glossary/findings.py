"""What a check says: a finding, where it is, how grave; and how a whole document keeps to its terms."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from memory.text import fold

Kind = Literal[
    "missing",
    "forbidden",
    "deprecated",
    "variant",
    "untranslated",
    "do_not_translate",
    "case",
    "inconsistent",
    "ambiguous",
]
Severity = Literal["error", "warning", "advice", "info"]
KINDS: tuple[Kind, ...] = (
    "missing",
    "forbidden",
    "deprecated",
    "variant",
    "untranslated",
    "do_not_translate",
    "case",
    "inconsistent",
    "ambiguous",
)
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice", "info")  # gravest first
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment to check: its key in the document, the source, the target. Without a source only the target is read."""

    key: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Something in a passage that is not as the termbase wants it.

    Spans are places in code points, of source and target; `replacements` go in place of the first target span; `expected` is
    what the concept may be called in the target, best first, whether or not there is a place to put it.
    `waived` is the reason for which somebody let it pass, None where nobody did. `key` is the same for the same finding
    in the same segment, whatever else changes in the document.
    """

    segment: str
    kind: Kind
    severity: Severity
    concept: str
    term: str
    source_spans: tuple[Span, ...] = ()
    target_spans: tuple[Span, ...] = ()
    message: str = ""
    replacements: tuple[str, ...] = ()
    key: str = ""
    waived: str | None = None
    expected: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """A name for the rule, as programs filter it: TERM_MISSING."""
        return f"TERM_{self.kind.upper()}"


@dataclass(frozen=True, slots=True)
class Scores:
    """
    How the terms of a document were rendered, each 0–1, None where there was nothing to render.

    `exact`: as the termbase writes them. `inflected`: in another form of theirs. `missing`: not at all.
    `consistency`: the share of renderings that are each concept's most frequent one.
    """

    terms: int = 0
    exact: float | None = None
    inflected: float | None = None
    missing: float | None = None
    consistency: float | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of a document, in order of segment and place; whether it passes."""

    ok: bool
    findings: tuple[Finding, ...]
    scores: Scores


_folded = lru_cache(maxsize=2)(fold)  # the two texts of a passage, asked for at each of its findings


def finding_key(kind: Kind, concept: str, passage: Passage, nth: int) -> str:
    """What a waiver names: the kind, the concept, the segment as it reads, and which of several it is."""
    said = "\x1f".join([kind, concept, _folded(passage.source), _folded(passage.target), str(nth)])
    return "f_" + hashlib.blake2s(said.encode(), digest_size=8).hexdigest()
