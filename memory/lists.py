"""
Units in order of their ids, by project and status: pages of a list, whatever its length.

The ids are sorted when a list is first asked for, and kept sorted from then on; the units themselves stay in the store.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from heapq import merge
from itertools import islice

from sortedcontainers import SortedList

from memory.stores.base import Effect, Record

_Which = tuple[str, str]  # project, status


class Lists:
    """The ids of units, in order."""

    def __init__(self, records: Iterable[tuple[str, Record]]) -> None:
        self._lock = threading.Lock()
        grouped: dict[_Which, list[str]] = {}
        for id_, record in records:
            grouped.setdefault(_which(record), []).append(id_)
        self._groups = {which: SortedList(ids) for which, ids in grouped.items()}

    def note(self, effect: Effect) -> None:
        """Keep the lists as the store is, told of a change of a unit."""
        before = _which(effect.before) if effect.before is not None else None
        after = _which(effect.after) if effect.after is not None else None
        if before == after:
            return
        with self._lock:
            if before is not None and (ids := self._groups.get(before)) is not None:
                ids.discard(effect.id)
                if not ids:
                    del self._groups[before]
            if after is not None:
                self._groups.setdefault(after, SortedList()).add(effect.id)

    def page(self, *, after: str, limit: int, project: str | None, status: str | None) -> tuple[list[str], int]:
        """The ids that come after one, of a project and a status (None: of any); and how many there are in all."""
        with self._lock:
            groups = [ids for (of, at), ids in self._groups.items() if project in (None, of) and status in (None, at)]
            ordered = merge(*(ids.irange(after, inclusive=(False, True)) for ids in groups))
            return list(islice(ordered, limit)), sum(map(len, groups))

    def projects(self) -> list[str]:
        """The projects that there are, in order."""
        with self._lock:
            return sorted({project for project, _ in self._groups})


def _which(record: Record) -> _Which:
    return record.get("project", ""), record.get("status", "confirmed")
