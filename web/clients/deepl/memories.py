"""
DeepL's translation memories: the memory, seen from each language, whole and project by project.

DeepL's memories have one source language, ours have none; so each is listed twice. An import makes a memory of its own
name, which is the project of its units. What goes in and out as files is in `errands.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import Response, current_app, jsonify

from memory.errors import Invalid
from memory.units import Unit
from web.auth import needs, who
from web.clients.deepl.parts import Part, Parts
from web.clients.deepl.wire import blueprint, given, moment, whole, word
from web.context import here

_KEY = "deepl memories"
_ALL = "Padanan"
_SHORTEST = 2  # characters of a filter


def parts() -> Parts:
    """The translation memories of the present app."""
    if _KEY not in current_app.extensions:
        current_app.extensions[_KEY] = Parts(here().memory)
    found: Parts = current_app.extensions[_KEY]
    return found


@blueprint.get("/v3/translation_memories")
@needs("reader")
def list_memories() -> Response:
    """List the translation memories, a page at a time; the first page is 0."""
    said = given()
    size = whole(said, "page_size", 25, 1, 25)
    first = whole(said, "page", 0, 0, 10**6) * size
    found = parts().all()
    shown = [_described(part) for part in found[first : first + size]]
    return jsonify({"translation_memories": shown})


@blueprint.get("/v3/translation_memories/<id_>")
@needs("reader")
def read_memory(id_: str) -> Response:
    """Describe a translation memory."""
    return jsonify(_described(parts().get(id_)))


@blueprint.get("/v3/translation_memories/<id_>/segments")
@needs("reader")
def segments(id_: str) -> Response:
    """List segments by id, a page at a time; with a filter those that have it on either side."""
    part, said = parts().get(id_), given()
    size = whole(said, "page_size", 50, 1, 100)
    after, wanted = word(said, "page_cursor", ""), word(said, "filter_text", "")
    if wanted and len(wanted) < _SHORTEST:
        raise Invalid("Value for 'filter_text' not supported.", hint=f"It has at least {_SHORTEST} characters.")
    as_it_is = str(said.get("filter_case_sensitive")).lower() == "true"
    found = list(islice(_found(part, after, wanted, as_it_is=as_it_is), size + 1))
    told: dict[str, Any] = {"segments": [_segment(part, one) for one in found[:size]], "segment_count": part.count}
    return jsonify({**told, "next_page_cursor": found[size - 1].id} if len(found) > size else told)


@blueprint.delete("/v3/translation_memories/<id_>")
@needs("editor")
def delete_memory(id_: str) -> tuple[str, int]:
    """Forget the units of a project; Invalid for the memory as a whole."""
    part, known = parts().get(id_), here().memory
    if part.project is None:
        raise Invalid("The whole memory cannot be deleted here.", hint="Its projects can, one by one.")
    with known.store.batch():
        ids = [one.id for one in parts().units(part)]
        known.forget(ids, by=who().name, why=f"translation memory {part.project} deleted")
    return "", 204


def _described(part: Part) -> dict[str, Any]:
    about = {"translation_memory_id": part.id, "name": part.project or _ALL, "source_language": part.source}
    return {**about, "target_languages": [part.target], "segment_count": part.count}


def _found(part: Part, after: str, wanted: str, *, as_it_is: bool) -> Iterator[Unit]:
    """The units of a part after an id, by id, with a text in either language."""
    wanted = wanted if as_it_is else wanted.casefold()
    for one in parts().units(part, after):
        if not wanted or any(wanted in (text if as_it_is else text.casefold()) for text in one.texts.values()):
            yield one


def _segment(part: Part, one: Unit) -> dict[str, Any]:
    """A unit as a segment with its one target."""
    times = _times(one.created.at, one.changed.at)
    target = {"target_segment_id": f"{one.id}-{part.target}", "target_language": part.target}
    target["target_text"] = one.texts[part.target]
    source = {"source_segment_id": one.id, "source_text": one.texts[part.source]}
    return {**source, "targets": [{**target, **times}], **times}


def _times(created: str, changed: str) -> dict[str, str]:
    """When it was made and changed, where that is known."""
    known = {"creation_time": created, "updated_time": changed}
    return {name: moment(at) for name, at in known.items() if at}
