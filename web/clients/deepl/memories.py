"""
DeepL's translation memories: the memory, seen from each language, whole and project by project.

DeepL's memories have one source language, ours have none; so each is listed twice. An import makes a memory of its own
name, which is the project of its units. What goes in and out as files is in `errands.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from flask import Response, current_app, jsonify

from memory.errors import Invalid, NotFound
from memory.recall import UNIT, Memory
from memory.text import LANGUAGES, Language
from memory.units import Unit
from web.auth import needs, who
from web.clients.deepl.wire import blueprint, given, moment, whole, word
from web.context import here

_MEMORIES = uuid.UUID("0e1f3f0c-5f0c-4f5e-8a0e-9f9f5a7c2b44")  # under which their ids are made
_ALL = "Padanan"
_SHORTEST = 2  # characters of a filter


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the memory as a translation memory of DeepL's: the units of a project (None: of all), from one language."""

    project: str | None
    source: Language
    count: int = 0
    created: str = ""
    changed: str = ""

    @property
    def id(self) -> str:
        """The same for the same project and language, always."""
        return str(uuid.uuid5(_MEMORIES, f"{self.source}\x1f{'' if self.project is None else self.project}"))

    @property
    def target(self) -> Language:
        """The other language."""
        return "en" if self.source == "id" else "id"

    def record(self) -> dict[str, Any]:
        """As DeepL describes it."""
        about = {"translation_memory_id": self.id, "name": self.project or _ALL, "source_language": self.source}
        return {
            **about,
            "target_languages": [self.target],
            "segment_count": self.count,
            **_times(self.__getattribute__),
        }


class Parts:
    """The parts of a memory, counted when they are asked for and the store has changed since."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._counted: tuple[int, list[Part]] = (-1, [])

    def all(self) -> list[Part]:
        """The whole memory, then project by project, each from Indonesian and from English."""
        revision = self._memory.store.revision
        if self._counted[0] != revision:
            self._counted = (revision, self._count())
        return self._counted[1]

    def _count(self) -> list[Part]:
        counts: dict[str | None, list[Any]] = {None: [0, "", ""]}
        for _, record in self._memory.store.records(UNIT):
            for project in {None, record["project"] or None}:
                count, first, last = counts.setdefault(project, [0, "", ""])
                created, changed = record["created"]["at"], record["changed"]["at"]
                counts[project] = [count + 1, min(filter(None, (first, created)), default=""), max(last, changed)]
        ordered = sorted(counts, key=lambda project: (project is not None, project or ""))
        return [Part(project, source, *counts[project]) for project in ordered for source in LANGUAGES]


def memory(id_: str) -> Part:
    """The translation memory with this id; NotFound if there is none."""
    found = next((part for part in _parts().all() if part.id == id_), None)
    if found is None:
        raise NotFound(f"There is no translation memory {id_[:60]}.", hint="List them: GET /v3/translation_memories.")
    return found


def _parts() -> Parts:
    """Those of the present app."""
    found: Parts = current_app.extensions.setdefault("deepl memories", Parts(here().memory))
    return found


@blueprint.get("/v3/translation_memories")
@needs("reader")
def list_memories() -> Response:
    """List the translation memories, a page at a time; the first page is 0."""
    said = given()
    size = whole(said, "page_size", 25, 1, 25)
    first = whole(said, "page", 0, 0, 10**6) * size
    found = _parts().all()
    shown = [part.record() for part in found[first : first + size]]
    return jsonify({"translation_memories": shown, "total_count": len(found)})


@blueprint.get("/v3/translation_memories/<id_>")
@needs("reader")
def read_memory(id_: str) -> Response:
    """Describe a translation memory."""
    return jsonify(memory(id_).record())


@blueprint.get("/v3/translation_memories/<id_>/segments")
@needs("reader")
def segments(id_: str) -> Response:
    """List segments by id, a page at a time; with a filter those that have it on either side."""
    part, said = memory(id_), given()
    size = whole(said, "page_size", 50, 1, 100)
    after, wanted = word(said, "page_cursor", ""), word(said, "filter_text", "")
    if wanted and len(wanted) < _SHORTEST:
        raise Invalid("Value for 'filter_text' not supported.", hint=f"It has at least {_SHORTEST} characters.")
    as_it_is = word(
        said | {"filter_case_sensitive": str(said.get("filter_case_sensitive", ""))}, "filter_case_sensitive"
    )
    found = _found(part, after, wanted, size + 1, as_it_is=as_it_is.lower() == "true")
    told: dict[str, Any] = {"segments": [_segment(part, *one) for one in found[:size]], "segment_count": part.count}
    return jsonify({**told, "next_page_cursor": found[size - 1][0]} if len(found) > size else told)


@blueprint.delete("/v3/translation_memories/<id_>")
@needs("editor")
def delete_memory(id_: str) -> tuple[str, int]:
    """Forget the units of a project; Invalid for the memory as a whole."""
    part, known = memory(id_), here().memory
    if part.project is None:
        raise Invalid("The whole memory cannot be deleted here.", hint="Its projects can, one by one.")
    with known.store.batch():
        ids = [unit for unit, record in known.store.records(UNIT) if record["project"] == part.project]
        known.forget(ids, by=who().name, why=f"translation memory {part.project} deleted")
    return "", 204


def units(part: Part) -> Iterator[Unit]:
    """The units of a part."""
    return (one for one in here().memory.units() if part.project in (None, one.project))


def _found(part: Part, after: str, wanted: str, most: int, *, as_it_is: bool) -> list[tuple[str, dict[str, Any]]]:
    """The first units of a part after an id, by id, with a text in either language. It looks at every unit."""
    wanted = wanted if as_it_is else wanted.casefold()

    def has(record: Mapping[str, Any]) -> bool:
        texts = record["texts"].values()
        return not wanted or any(wanted in (text if as_it_is else text.casefold()) for text in texts)

    records = here().memory.store.records(UNIT)
    of_part = ((id_, r) for id_, r in records if id_ > after and part.project in (None, r["project"]))
    return nsmallest(most, (one for one in of_part if has(one[1])), key=lambda one: one[0])


def _segment(part: Part, id_: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """A unit as a segment with its one target."""
    times = _times(lambda name: record[name]["at"])
    target = {"target_segment_id": f"{id_}-{part.target}", "target_language": part.target}
    target["target_text"] = record["texts"][part.target]
    source = {"source_segment_id": id_, "source_text": record["texts"][part.source]}
    return {**source, "targets": [{**target, **times}], **times}


def _times(of: Any) -> dict[str, str]:
    """When it was made and changed, where that is known."""
    known = {"creation_time": of("created"), "updated_time": of("changed")}
    return {name: moment(at) for name, at in known.items() if at}
