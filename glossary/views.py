"""
Concepts in order, a page at a time: by term, by confidence, by when they were changed.

A view is one order of the concepts at one stage of their life and, where asked, of one subject. It is sorted when it is
first asked for and kept sorted from then on, so that a page costs the same however many concepts there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal, get_args

from sortedcontainers import SortedList

from glossary.terms import LIFECYCLES, Lifecycle
from memory.errors import Invalid
from memory.stores.base import Record
from memory.text import fold

Order = Literal["term", "confidence", "changed"]
ORDERS: tuple[Order, ...] = get_args(Order)
_MOST = 48  # views that are kept; subjects are few, but anybody may ask for one that nobody has
_Which = tuple[Order, Lifecycle | None, str | None]


def _title(record: Record) -> str:
    return fold(record["terms"][0]["text"]) if record["terms"] else ""


def _by_term(id_: str, record: Record) -> tuple[Any, ...]:
    return _title(record), id_


def _by_confidence(id_: str, record: Record) -> tuple[Any, ...]:
    return -(record["confidence"] or 0.0), -sum(record["occurrences"].values()), _title(record), id_


def _by_change(id_: str, record: Record) -> tuple[Any, ...]:
    at = record["changed"].get("at")
    return -datetime.fromisoformat(at).timestamp() if at else 0.0, _title(record), id_


_KEYS: dict[Order, Callable[[str, Record], tuple[Any, ...]]] = {
    "term": _by_term,
    "confidence": _by_confidence,
    "changed": _by_change,
}


def key(order: str) -> Callable[[str, Record], tuple[Any, ...]]:
    """
    What records are sorted by: "term"; "confidence", likeliest first; "changed", latest first. A total order.

    Raises Invalid for any other order.
    """
    if order not in _KEYS:
        raise Invalid(f"“{order}” is no order.", hint=f"It is one of {', '.join(ORDERS)}.", parameter="order")
    return _KEYS[order]


class Views:
    """The records of concepts, in every order that was asked for."""

    def __init__(self, records: Iterable[tuple[str, Record]]) -> None:
        self._records = dict(records)
        self._stages = Counter(record["lifecycle"] for record in self._records.values())
        self._views: dict[_Which, SortedList] = {}

    def put(self, id_: str, record: Record) -> None:
        """Show this record; the one that was shown under the id is shown no more."""
        self.drop(id_)
        self._records[id_] = record
        self._stages[record["lifecycle"]] += 1
        for which, view in self._views.items():
            if _belongs(record, which):
                view.add(_KEYS[which[0]](id_, record))

    def drop(self, id_: str) -> None:
        """Show it no more; unknown ones are ignored."""
        record = self._records.pop(id_, None)
        if record is None:
            return
        self._stages[record["lifecycle"]] -= 1
        for which, view in self._views.items():
            if _belongs(record, which):
                view.remove(_KEYS[which[0]](id_, record))

    def stages(self) -> dict[Lifecycle, int]:
        """How many there are at each stage."""
        return {stage: self._stages[stage] for stage in LIFECYCLES}

    def page(
        self, lifecycle: Lifecycle | None, *, order: Order, subject: str | None, offset: int, limit: int
    ) -> tuple[list[str], int]:
        """The ids of a part of a view, and how many the whole view has."""
        view = self._view((order, lifecycle, subject))
        return [found[-1] for found in view[offset : offset + limit]], len(view)

    def _view(self, which: _Which) -> SortedList:
        view = self._views.pop(which, None)
        if view is None:
            made = key(which[0])
            view = SortedList(made(id_, record) for id_, record in self._records.items() if _belongs(record, which))
        if not view:
            return view  # a subject that nobody has is not worth a place
        self._views[which] = view  # the one asked for last stands last
        if len(self._views) > _MOST:
            del self._views[next(iter(self._views))]
        return view


def _belongs(record: Record, which: _Which) -> bool:
    _, lifecycle, subject = which
    return lifecycle in (None, record["lifecycle"]) and (subject is None or subject in record["subject"])
