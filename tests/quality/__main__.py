"""
`make quality`: how well the page reader, the aligner, and the two miners do, beside what we compare them with.

Every figure is of a test split that nothing was tuned on (page dumps with an even number; every fifth forty lines of ntrex
for the aligner; documents with an odd number for phrases and their English;
reference terms by a hash), but for the alignment of our own seeds, whose
gold is whole. What needs ../shared says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.conftest import SHARED
from tests.quality import alignment, alignment_terms, comparables, composition, extraction, fit, pages, phrases

Row = tuple[str, str, float, str]


def rows() -> Iterator[Row]:
    """What was measured: the matter, the measure, the value, and what to compare it with."""
    yield from pages.rows()
    yield from alignment.rows()
    if not SHARED.is_dir():
        yield ("phrases, composition, extraction, confidence", "not measured: ../shared is not here", 0.0, "")
        return
    yield from phrases.rows()
    yield from composition.rows()
    yield from comparables.rows()
    yield from extraction.rows()
    yield from fit.rows()
    yield from alignment_terms.rows()


if __name__ == "__main__":
    for matter, measure, value, beside in rows():
        print(f"{matter:34} {measure:44} {value:7.3f}   {beside}", flush=True)
