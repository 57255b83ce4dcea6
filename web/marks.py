"""Texts cut into pieces for showing: what is marked in them, what differs. Templates escape every piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from memory.units import Match

Label = TypeVar("Label")


def marked(text: str, spans: Iterable[Sequence[int]]) -> Iterator[tuple[str, bool]]:
    """
    The text in pieces, each with whether it is marked. Spans are in code points; overlapping ones are joined.

    >>> list(marked("gencatan senjata baru", [(0, 16)]))
    [('gencatan senjata', True), (' baru', False)]
    """
    at = 0
    for start, end in sorted((int(s), int(e)) for s, e in spans):
        if end <= at:
            continue
        start = max(start, at)  # noqa: PLW2901 - an overlap begins where the last one ended
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def labelled(
    text: str, spans: Iterable[tuple[Sequence[int], Label]]
) -> Iterator[tuple[str, tuple[Label, ...], tuple[Label, ...]]]:
    """
    The text in pieces, each with the labels of the spans that it is in, and of those that end with it. Code points.

    >>> list(labelled("gencatan senjata baru", [((0, 16), "a"), ((9, 16), "b")]))
    [('gencatan ', ('a',), ()), ('senjata', ('a', 'b'), ('a', 'b')), (' baru', (), ())]
    """
    known = [(start, min(end, len(text)), label) for (start, end), label in spans if start < min(end, len(text))]
    cuts = sorted({0, len(text), *(start for start, _, _ in known), *(end for _, end, _ in known)})
    for at, until in pairwise(cuts):
        over = tuple(label for start, end, label in known if start <= at and until <= end)
        yield text[at:until], over, tuple(label for start, end, label in known if end == until and start <= at)


def compared(match: Match, query: str) -> Iterator[tuple[str, str]]:
    """
    A match's source as a reader sees it against the query: (kind, text), kind one of same, gone, new.

    gone is in the match and not in the query; new is in the query and not in the match.
    """
    source, at = match.source, 0
    for step in match.diff:
        start, end = step.match
        if start > at:
            yield "same", source[at:start]
        if step.kind in ("delete", "replace"):
            yield "gone", source[start:end]
        if step.kind in ("insert", "replace"):
            yield "new", query[step.query[0] : step.query[1]]
        if step.kind == "equal":
            yield "same", source[start:end]
        elif step.kind == "insert":
            yield "same", " "
        at = max(at, end)
    if at < len(source):
        yield "same", source[at:]
