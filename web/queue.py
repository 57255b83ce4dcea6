"""What waits for an editor: candidates and edits in review, likeliest first, one after the other."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any

from glossary import changes, views
from glossary.archive import CONCEPT
from glossary.lookup import Glossary
from glossary.terms import Concept, Lifecycle
from memory.errors import NotFound

WAITING: tuple[Lifecycle, ...] = ("proposed", "in_review")
_PAGE = 200
_by_confidence = views.key("confidence")
_LAST = (math.inf,)  # after every place in the order


class Queue:
    """The concepts that wait at a stage, of a subject, met in a document; "" for any subject and any document."""

    def __init__(
        self, glossary: Glossary, stage: Lifecycle = "proposed", *, subject: str = "", document: str = ""
    ) -> None:
        self._glossary, self._stage, self._subject = glossary, stage, subject
        self._ids = self._of(document) if document else None

    def __len__(self) -> int:
        """How many wait."""
        return len(self._ids) if self._ids is not None else self._page(0, 1)[1]

    def after(self, id_: str = "") -> Concept | None:
        """The first one behind the place of this concept, whether that still waits or not; "": the first of all."""
        place = self._place(id_)
        if place is None:
            return self._at(0)
        return self._at(bisect_right(range(len(self)), place, key=lambda at: self._key(self._at(at))))

    def confident(self, least: float, *, most: int) -> list[Concept]:
        """At most so many of those that have at least this confidence (0–1), likeliest first."""
        found: list[Concept] = []
        for here in self:
            if (here.confidence or 0.0) < least or len(found) == most:
                break
            found.append(here)
        return found

    def __iter__(self) -> Iterator[Concept]:
        """Those that wait, in order."""
        if self._ids is not None:
            yield from (one for at in range(len(self._ids)) if (one := self._at(at)))
            return
        offset = 0
        while page := self._page(offset, _PAGE)[0]:
            yield from page
            offset += _PAGE

    def _of(self, document: str) -> list[str]:
        """The ids of what was met in a document, in order."""
        found = [
            _by_confidence(id_, record)
            for id_, record in self._glossary.store.records(CONCEPT)
            if record["lifecycle"] == self._stage
            and document in record["occurrences"]
            and (not self._subject or self._subject in record["subject"])
        ]
        return [key[-1] for key in sorted(found)]

    def _page(self, offset: int, limit: int) -> tuple[list[Concept], int]:
        return self._glossary.page(
            self._stage, order="confidence", offset=offset, limit=limit, subject=self._subject or None
        )

    def _at(self, offset: int) -> Concept | None:
        if self._ids is None:
            return next(iter(self._page(offset, 1)[0]), None)
        return _found(self._glossary, self._ids[offset]) if offset < len(self._ids) else None

    def _place(self, id_: str) -> tuple[Any, ...] | None:
        here = _found(self._glossary, id_) if id_ else None
        return self._key(here) if here else None

    @staticmethod
    def _key(here: Concept | None) -> tuple[Any, ...]:
        return _by_confidence(here.id, here.record()) if here else _LAST


def _found(glossary: Glossary, id_: str) -> Concept | None:
    try:
        return glossary.get(id_)
    except NotFound:
        return None


def choices(glossary: Glossary, stage: Lifecycle) -> tuple[dict[str, int], dict[str, int]]:
    """The subjects and the documents of what waits at a stage, each with how many concepts, in alphabetical order."""
    subjects, documents = Counter[str](), Counter[str]()
    for _, record in glossary.store.records(CONCEPT):
        if record["lifecycle"] == stage:
            subjects.update(record["subject"])
            documents.update(record["occurrences"].keys())
    return dict(sorted(subjects.items())), dict(sorted(documents.items()))


def pending(glossary: Glossary, here: Concept) -> list[changes.Change]:
    """What an edit in review would change of the approved version, which goes on being enforced until then."""
    if here.lifecycle != "in_review" or not here.approved_version:
        return []
    found = changes.diff(glossary.snapshot(here.id, here.approved_version), here)
    return [change for change in found if change.field != "lifecycle"]
