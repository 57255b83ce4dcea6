"""
The memory in parts, as DeepL's translation memories are: the units of each project, and all of them, by id.

They are sorted when they are first asked for and kept sorted from then on, so that a page costs the same however many
units there are.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sortedcontainers import SortedList

from memory.errors import NotFound
from memory.recall import Memory
from memory.stores.base import Effect, Record
from memory.text import LANGUAGES, Language
from memory.units import UNIT, Unit, unit

_MEMORIES = uuid.UUID("0e1f3f0c-5f0c-4f5e-8a0e-9f9f5a7c2b44")  # under which the ids of parts are made


@dataclass(frozen=True, slots=True)
class Part:
    """The units of a project (None: all), seen from one language; how many there are."""

    project: str | None
    source: Language
    count: int = 0

    @property
    def id(self) -> str:
        """The same for the same project and language, always."""
        return str(uuid.uuid5(_MEMORIES, f"{self.source}\x1f{'' if self.project is None else self.project}"))

    @property
    def target(self) -> Language:
        """The other language."""
        return "en" if self.source == "id" else "id"


class Parts:
    """The parts of a memory, as it is."""

    def __init__(self, memory: Memory) -> None:
        self._store = memory.store
        self._ids: dict[str | None, SortedList] | None = None
        self._moved: dict[str, str | None] = {}  # what has changed since, and the project that it was in
        self._reading, self._marking = threading.Lock(), threading.Lock()
        memory.store.watch(self._follow)

    def all(self) -> list[Part]:
        """The whole memory, then project by project, each from Indonesian and from English."""
        with self._reading:
            ids = self._present()
            ordered = sorted(ids, key=lambda project: (project is not None, project or ""))
            return [Part(project, source, len(ids[project])) for project in ordered for source in LANGUAGES]

    def get(self, id_: str) -> Part:
        """The part with this id; NotFound if there is none."""
        found = next((part for part in self.all() if part.id == id_), None)
        if found is None:
            hint = "List them: GET /v3/translation_memories."
            raise NotFound(f"There is no translation memory {id_[:60]}.", hint=hint)
        return found

    def units(self, part: Part, after: str = "") -> Iterator[Unit]:
        """The units of a part by id, those after an id."""
        with self._reading:
            known = self._present().get(part.project, SortedList())
            ids = list(known.irange(minimum=after, inclusive=(False, True)))
        for id_ in ids:
            record = self._store.get(UNIT, id_)
            if record is not None:
                yield unit(id_, record)

    def _present(self) -> dict[str | None, SortedList]:
        """The ids by project, brought up to the store."""
        with self._marking:
            moved, self._moved = self._moved, {}
        if self._ids is None:
            self._ids = self._read()
        for id_, before in moved.items():
            _leave(self._ids, id_, before)
            record = self._store.get(UNIT, id_)
            if record is not None:
                _enter(self._ids, id_, _project(record))
        return self._ids

    def _read(self) -> dict[str | None, SortedList]:
        found: dict[str | None, list[str]] = {None: []}
        for id_, record in self._store.records(UNIT):
            found[None].append(id_)
            if project := _project(record):
                found.setdefault(project, []).append(id_)
        return {project: SortedList(ids) for project, ids in found.items()}

    def _follow(self, effects: Sequence[Effect]) -> None:
        """Mark what has changed. Called by the store after every durable batch."""
        changed = {one.id: _project(one.before) if one.before else None for one in effects if one.kind == UNIT}
        with self._marking:
            self._moved = changed | self._moved


def _project(record: Record) -> str | None:
    return record.get("project") or None


def _leave(ids: dict[str | None, SortedList], id_: str, project: str | None) -> None:
    for part in {None, project} & ids.keys():
        ids[part].discard(id_)
        if part is not None and not ids[part]:
            del ids[part]


def _enter(ids: dict[str | None, SortedList], id_: str, project: str | None) -> None:
    # What was read after it had been marked is there already.
    for part in {None, project}:
        known = ids.setdefault(part, SortedList())
        if id_ not in known:
            known.add(id_)
