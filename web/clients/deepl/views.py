"""
The approved terms as glossaries of DeepL's: what each concept gives a glossary, and the glossaries that this makes.

What a concept gives is worked out once and again when the concept changes, so that a glossary of a hundred thousand terms
follows an editor at the price of putting it together.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from glossary.archive import CONCEPT
from glossary.lookup import Glossary
from glossary.spot import targets
from glossary.terms import STATUSES, Concept
from memory.stores.base import Effect
from memory.stores.files.snapshot import without_collecting
from memory.text import fold
from web.clients.deepl import entries
from web.clients.deepl.entries import Entries
from web.clients.deepl.wire import DIRECTIONS, Direction

_USABLE = STATUSES[:2]  # preferred, admitted
_NEVER = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Line:
    """A term and the best that it may be called, or why DeepL's form has no room for it. `rank`: 0 for a preferred one."""

    rank: int
    source: str
    target: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """What a concept gives: its lines by direction, for whom, since when, and its place among the others."""

    place: tuple[str, str]
    subjects: tuple[str, ...]
    changed: str
    lines: Mapping[Direction, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class View:
    """
    The approved terms of a subject ("": of all): entries by direction, when the latest concept changed, what is left out.
    """

    subject: str
    changed: str
    dictionaries: Mapping[Direction, Entries]
    left_out: Mapping[Direction, tuple[str, ...]]


class Views:
    """The views of a termbase, as it is."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._given: dict[str, Given] | None = None
        self._made: list[View] | None = None
        self._stale: set[str] = set()
        self._making, self._marking = threading.Lock(), threading.Lock()
        glossary.store.watch(self._follow)

    def all(self) -> list[View]:
        """All terms, then subject by subject."""
        with self._making:
            with self._marking:
                stale, self._stale = self._stale, set()
            if self._given is None:
                with without_collecting():
                    self._given = {one.id: _given(one) for one in self._enforced()}
            for id_ in stale:
                concept = self._glossary.enforced(id_)
                self._given.pop(id_, None)
                if concept is not None:
                    self._given[id_] = _given(concept)
            if self._made is None or stale:
                self._made = list(_views(sorted(self._given.values(), key=lambda given: given.place)))
            return self._made

    def _enforced(self) -> Iterator[Concept]:
        """The approved concepts, and those in review as they were approved."""
        yield from self._glossary.concepts("approved")
        yield from filter(None, (self._glossary.enforced(one.id) for one in self._glossary.concepts("in_review")))

    def _follow(self, effects: Sequence[Effect]) -> None:
        """Mark what has changed. Called by the store after every durable batch, so it waits for no glossary to be made."""
        with self._marking:
            self._stale.update(effect.id for effect in effects if effect.kind == CONCEPT)


def _given(concept: Concept) -> Given:
    title = fold(concept.terms[0].text) if concept.terms else ""
    lines = {way: tuple(_lines(concept, way)) for way in DIRECTIONS}
    return Given((title, concept.id), concept.subject, concept.changed.get("at") or _NEVER, lines)


def _lines(concept: Concept, way: Direction) -> Iterator[Line]:
    target = next(iter(targets(concept, way[1])), None)
    for term in concept.in_language(way[0]) if target else ():
        if target and term.status in _USABLE:
            why = entries.refusal(term.text) or entries.refusal(target)
            yield Line(_USABLE.index(term.status), term.text, target, f"{concept.id}: {why}" if why else None)


def _views(given: Sequence[Given]) -> Iterator[View]:
    by_subject: dict[str, list[Given]] = {"": list(given)}
    for one in given:
        for subject in one.subjects:
            by_subject.setdefault(subject, []).append(one)
    for subject in sorted(by_subject):
        of_subject = by_subject[subject]
        made = {way: _entries(line for one in of_subject for line in one.lines[way]) for way in DIRECTIONS}
        changed = max((one.changed for one in of_subject), default=_NEVER)
        dictionaries = {way: found for way, (found, _) in made.items()}
        yield View(subject, changed, dictionaries, {way: left_out for way, (_, left_out) in made.items()})


def _entries(lines: Iterable[Line]) -> tuple[Entries, tuple[str, ...]]:
    """
    The entries, and what is left out.

    DeepL has one target for a source: of two concepts with one name that one has it whose preferred term it is.
    """
    found: Entries = {}
    left_out: list[str] = []
    for line in sorted(lines, key=lambda line: line.rank):  # stable: in the order of terms otherwise
        if line.why:
            left_out.append(line.why)
        elif found.setdefault(line.source, line.target) != line.target:
            left_out.append(f"“{line.source}” is “{found[line.source]}” already, not “{line.target}”")
    return found, tuple(left_out)
