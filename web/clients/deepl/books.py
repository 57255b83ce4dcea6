"""
The glossaries that DeepL's clients see: the approved terms as they are now, and glossaries of the clients' own.

The approved terms are shown as *views*, which nobody can change here: all of them, and those of each subject. A view has
an id that stays the same, and for the clients of version 2, whose glossaries have one direction, one more for each. What a
client sends is kept as it is, in the store, under "glossary".
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from glossary.lookup import Glossary
from glossary.spot import targets
from glossary.terms import STATUSES, Concept
from memory.errors import NotFound
from memory.stores.base import Change, Store
from web.clients.deepl import entries
from web.clients.deepl.entries import Entries
from web.clients.deepl.wire import DIRECTIONS, Direction

KIND = "glossary"
MOST = 1000  # kept glossaries; DeepL's limit, too
_VIEWS = uuid.UUID("6f2ad4a4-6e1c-4c5e-9d5b-6a4e1c0d2f11")  # under which the ids of views are made
_NEVER = "1970-01-01T00:00:00+00:00"
_TITLE = "Padanan"
_USABLE = STATUSES[:2]


@dataclass(frozen=True, slots=True)
class Book:
    """
    A glossary: a name, and entries for each direction that it has.

    `changed` is when it was made, or when the latest of a view's concepts changed (ISO 8601). `left_out` says which terms
    of a view DeepL's form has no room for.
    """

    id: str
    name: str
    changed: str
    dictionaries: Mapping[Direction, Entries]
    view: bool = False
    left_out: Mapping[Direction, tuple[str, ...]] = field(default_factory=dict)

    def only(self, direction: Direction) -> Book:
        """Of a view the part that goes in one direction, under an id and a name of its own."""
        id_ = str(uuid.uuid5(uuid.UUID(self.id), "-".join(direction)))
        name = f"{self.name} ({direction[0]} → {direction[1]})"
        return Book(id_, name, self.changed, {direction: self.dictionaries[direction]}, True, self.left_out)


class Books:
    """The glossaries of a termbase and its store."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary, self._store = glossary, glossary.store
        self._views: tuple[int, list[Book]] = (-1, [])

    def views(self) -> list[Book]:
        """The approved terms: all, then by subject. Made anew when the termbase has changed."""
        version = self._glossary.version
        if self._views[0] != version:
            self._views = (version, _views(self._glossary))
        return self._views[1]

    def one_way(self) -> list[Book]:
        """Those that go in one direction only, as version 2 has them."""
        parts = [view.only(way) for view in self.views() for way in view.dictionaries]
        return parts + [book for book in self.kept() if len(book.dictionaries) == 1]

    def all(self) -> list[Book]:
        """Those that version 3 has."""
        return [*self.views(), *self.kept()]

    def kept(self) -> list[Book]:
        """Those that clients have sent, oldest first."""
        found = [_book(id_, record) for id_, record in self._store.records(KIND)]
        return sorted(found, key=lambda book: (book.changed, book.id))

    def get(self, id_: str) -> Book:
        """The glossary with this id; NotFound if there is none."""
        record = self._store.get(KIND, id_)
        if record is not None:
            return _book(id_, record)
        parts = chain.from_iterable((view, *map(view.only, view.dictionaries)) for view in self.views())
        found = next((book for book in parts if book.id == id_), None)
        if found is None:
            raise NotFound(f"There is no glossary {id_[:60]}.", hint="List them: GET /v3/glossaries.")
        return found

    def put(self, book: Book, *, by: str) -> Book:
        """Keep a glossary; the one before it under its id is no more."""
        self._store.write([Change(KIND, book.id, _record(book, by))], by=by, why=f"glossary {book.name}")
        return book

    def drop(self, book: Book, *, by: str) -> None:
        """Keep it no longer."""
        self._store.write([Change(KIND, book.id, None)], by=by, why=f"glossary {book.name}")

    @property
    def store(self) -> Store:
        """Where they are kept."""
        return self._store


def fresh(name: str, dictionaries: Mapping[Direction, Entries]) -> Book:
    """A new glossary, made now."""
    return Book(str(uuid.uuid4()), name, datetime.now(UTC).isoformat(timespec="microseconds"), dictionaries)


def _record(book: Book, by: str) -> dict[str, Any]:
    dictionaries = [
        {"source": way[0], "target": way[1], "entries": list(map(list, found.items()))}
        for way, found in book.dictionaries.items()
    ]
    return {"name": book.name, "created": {"at": book.changed, "by": by}, "dictionaries": dictionaries}


def _book(id_: str, record: Mapping[str, Any]) -> Book:
    dictionaries = {(one["source"], one["target"]): dict(one["entries"]) for one in record["dictionaries"]}
    return Book(id_, record["name"], record["created"]["at"], dictionaries)


def _views(glossary: Glossary) -> list[Book]:
    waiting = (glossary.enforced(one.id) for one in glossary.concepts("in_review"))
    enforced = [*glossary.concepts("approved"), *filter(None, waiting)]
    subjects = sorted({subject for concept in enforced for subject in concept.subject})
    of_subjects = (_view(s, [concept for concept in enforced if s in concept.subject]) for s in subjects)
    return [_view("", enforced), *of_subjects]


def _view(subject: str, concepts: list[Concept]) -> Book:
    changed = max((c.changed.get("at") or _NEVER for c in concepts), default=_NEVER)
    made = {way: _entries(concepts, way) for way in DIRECTIONS}
    return Book(
        str(uuid.uuid5(_VIEWS, subject)),
        f"{_TITLE}: {subject}" if subject else _TITLE,
        changed,
        {way: found for way, (found, _) in made.items()},
        view=True,
        left_out={way: left_out for way, (_, left_out) in made.items()},
    )


def _entries(concepts: Iterable[Concept], way: Direction) -> tuple[Entries, tuple[str, ...]]:
    """
    The best target of every preferred and admitted term, and what is left out.

    DeepL has one target for a source: of two concepts with one name that one has it whose preferred term it is.
    """
    found: Entries = {}
    left_out: list[str] = []
    for status in _USABLE:
        for concept in concepts:
            target = next(iter(targets(concept, way[1])), None)
            for term in concept.in_language(way[0]) if target else ():
                if term.status != status or found.get(term.text) == target:
                    continue
                if why := entries.refusal(term.text) or entries.refusal(target or ""):
                    left_out.append(f"{concept.id}: {why}")
                elif term.text in found:
                    left_out.append(f"{concept.id}: “{term.text}” is “{found[term.text]}” already")
                else:
                    found[term.text] = str(target)
    return found, tuple(left_out)
