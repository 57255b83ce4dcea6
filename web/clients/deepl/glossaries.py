"""
DeepL's glossary calls: version 2, whose glossaries have one direction, and version 3, whose have several.

What is approved is read here and changed in Padanan: a view refuses every change. What a client sends is a glossary of its
own; it makes nothing approved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, current_app, jsonify, request

from memory.errors import Invalid, NotFound
from web.auth import needs, who
from web.clients.deepl import entries
from web.clients.deepl.books import MOST, Book, Books, fresh
from web.clients.deepl.entries import Entries
from web.clients.deepl.wire import (
    DIRECTIONS,
    LARGEST,
    Direction,
    blueprint,
    direction,
    given,
    moment,
    refused,
    word,
)
from web.context import here

_FULL = 456  # DeepL's own status for a quota that is exceeded
_TYPES = {"text/tab-separated-values": "tsv", "text/csv": "csv"}
_LONGEST = 1024  # characters of a glossary's name


def books() -> Books:
    """The glossaries of the present app."""
    found: Books = current_app.extensions.setdefault("deepl glossaries", Books(here().glossary))
    return found


@blueprint.get("/v2/glossary-language-pairs")
@needs("reader")
def pairs() -> Response:
    """List the directions."""
    return jsonify({"supported_languages": [{"source_lang": s, "target_lang": t} for s, t in DIRECTIONS]})


@blueprint.post("/v2/glossaries")
@needs("translator")
def create_one_way() -> tuple[Response, int]:
    """Keep a glossary of one direction."""
    said = given(largest=LARGEST)
    way, found = _dictionary(said)
    return _created(fresh(_name(said), {way: found}), _one_way)


@blueprint.post("/v3/glossaries")
@needs("translator")
def create() -> tuple[Response, int]:
    """Keep a glossary of several directions."""
    said = given(largest=LARGEST)
    return _created(fresh(_name(said), _dictionaries(said)), _several)


def _created(book: Book, shape: Any) -> tuple[Response, int]:
    _refuse_large(book)
    known = books()
    with known.store.batch():
        if len(known.kept()) >= MOST:
            return refused(_FULL, f"There are {MOST} glossaries already.", "Delete one of them.")
        return jsonify(shape(known.put(book, by=who().name))), 201


@blueprint.get("/v2/glossaries")
@needs("reader")
def list_one_way() -> Response:
    """List the glossaries of one direction."""
    return jsonify({"glossaries": [_one_way(book) for book in books().one_way()]})


@blueprint.get("/v3/glossaries")
@needs("reader")
def list_all() -> Response:
    """List the glossaries."""
    return jsonify({"glossaries": [_several(book) for book in books().all()]})


@blueprint.get("/v2/glossaries/<id_>")
@needs("reader")
def read_one_way(id_: str) -> Response:
    """Describe a glossary of one direction."""
    return jsonify(_one_way(_single(id_)))


@blueprint.get("/v3/glossaries/<id_>")
@needs("reader")
def read(id_: str) -> Response:
    """Describe a glossary."""
    return jsonify(_several(books().get(id_)))


@blueprint.get("/v2/glossaries/<id_>/entries")
@needs("reader")
def entries_one_way(id_: str) -> Response:
    """Give the entries as TSV, or as CSV to those who accept that alone."""
    book = _single(id_)
    ((way, found),) = book.dictionaries.items()
    # deepl-node accepts JSON and plain text, and reads TSV.
    mime = request.accept_mimetypes.best_match(_TYPES, "text/tab-separated-values")
    answer = Response(entries.write(found, _TYPES[mime]), content_type=f"{mime}; charset=utf-8")
    return _with_left_out(answer, book, way)


@blueprint.get("/v3/glossaries/<id_>/entries")
@needs("reader")
def entries_of(id_: str) -> Response:
    """Give the entries of one direction."""
    book, way = books().get(id_), direction(given())
    told = {"source_lang": way[0], "target_lang": way[1], "entries": entries.write(_of(book, way))}
    answer = jsonify({"dictionaries": [{**told, "entries_format": "tsv"}]})
    return _with_left_out(answer, book, way)


@blueprint.delete("/v2/glossaries/<id_>")
@needs("translator")
def delete_one_way(id_: str) -> tuple[str, int]:
    """Delete a glossary of one direction."""
    _single(id_)
    return delete(id_)


@blueprint.delete("/v3/glossaries/<id_>")
@needs("translator")
def delete(id_: str) -> tuple[str, int]:
    """Delete a glossary."""
    known = books()
    with known.store.batch():
        known.drop(_own(id_), by=who().name)
    return "", 204


@blueprint.patch("/v3/glossaries/<id_>")
@needs("translator")
def patch(id_: str) -> Response:
    """Rename a glossary, or add entries; those of a source that it has already take the place of the old."""
    said = given(largest=LARGEST)
    if not {"name", "dictionaries"} & set(said):
        raise Invalid("Missing or invalid argument: name or dictionaries.")
    known = books()
    with known.store.batch():
        book = _own(id_)
        merged = dict(book.dictionaries)
        for way, found in (_dictionaries(said) if "dictionaries" in said else {}).items():
            merged[way] = {**merged.get(way, {}), **found}
        changed = replace(book, name=_name(said, book.name), dictionaries=merged)
        _refuse_large(changed)
        return jsonify(_several(known.put(changed, by=who().name)))


@blueprint.put("/v3/glossaries/<id_>/dictionaries")
@needs("translator")
def replace_dictionary(id_: str) -> Response:
    """Replace the entries of a direction."""
    way, found = _dictionary(given(largest=LARGEST))
    known = books()
    with known.store.batch():
        book = _own(id_)
        changed = replace(book, dictionaries={**book.dictionaries, way: found})
        _refuse_large(changed)
        known.put(changed, by=who().name)
    return jsonify(_told(way, found))


@blueprint.delete("/v3/glossaries/<id_>/dictionaries")
@needs("translator")
def delete_dictionary(id_: str) -> tuple[str, int]:
    """Delete the entries of a direction."""
    way, known = direction(given()), books()
    with known.store.batch():
        book = _own(id_)
        _of(book, way)
        left = {one: found for one, found in book.dictionaries.items() if one != way}
        known.put(replace(book, dictionaries=left), by=who().name)
    return "", 204


def _single(id_: str) -> Book:
    """A glossary of one direction; Invalid for one that has more."""
    book = books().get(id_)
    if len(book.dictionaries) != 1:
        said = f"“{book.name}” has {len(book.dictionaries)} dictionaries; glossaries of version 2 have one."
        raise Invalid(said, hint="Ask /v3/glossaries.")
    return book


def _own(id_: str) -> Book:
    """A glossary that may be changed here; Invalid for a view."""
    book = books().get(id_)
    if book.view:
        hint = "Change the concepts in Padanan; what is approved shows here at once."
        raise Invalid(f"“{book.name}” is the approved terms, which nobody can change here.", hint=hint)
    return book


def _of(book: Book, way: Direction) -> Entries:
    found = book.dictionaries.get(way)
    if found is None:
        raise NotFound(f"“{book.name}” has no dictionary from {way[0]} to {way[1]}.")
    return found


def _name(said: Mapping[str, Any], default: str | None = None) -> str:
    name = word(said, "name", default).strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise Invalid("Missing or invalid argument: name.", hint=f"Give at most {_LONGEST} printable characters.")
    return name


def _dictionary(said: Mapping[str, Any]) -> tuple[Direction, Entries]:
    way = direction(said)
    return way, entries.read(word(said, "entries"), word(said, "entries_format", "tsv").lower(), way)


def _dictionaries(said: Mapping[str, Any]) -> dict[Direction, Entries]:
    """The dictionaries of a call, one for each direction that it has."""
    sent = said.get("dictionaries")
    if not isinstance(sent, list) or not sent or not all(isinstance(one, dict) for one in sent):
        raise Invalid("Missing or invalid argument: dictionaries.")
    found: dict[Direction, Entries] = {}
    for one in sent:
        way, read_ = _dictionary(one)
        if way in found:
            raise Invalid(f"There are two dictionaries from {way[0]} to {way[1]}.", hint="Send them as one.")
        found[way] = read_
    return found


def _refuse_large(book: Book) -> None:
    size = sum(map(entries.size, book.dictionaries.values()))
    if size > entries.LARGEST:
        hint = f"A glossary has at most {entries.LARGEST / 2**20:.0f} MiB."
        raise Invalid(f"The entries come to {size / 2**20:.1f} MiB.", hint=hint)


def _with_left_out(answer: Response, book: Book, way: Direction) -> Response:
    """The answer, with a count of the terms that a glossary of DeepL's cannot hold."""
    if book.left_out.get(way):
        answer.headers["Padanan-Left-Out"] = str(len(book.left_out[way]))
    return answer


def _told(way: Direction, found: Entries) -> dict[str, Any]:
    return {"source_lang": way[0], "target_lang": way[1], "entry_count": len(found)}


def _one_way(book: Book) -> dict[str, Any]:
    """A glossary of one direction as version 2 describes it."""
    ((way, found),) = book.dictionaries.items()
    about = {"glossary_id": book.id, "name": book.name, "ready": True}
    return {**about, **_told(way, found), "creation_time": moment(book.changed)}


def _several(book: Book) -> dict[str, Any]:
    """A glossary as version 3 describes it."""
    told = [_told(way, found) for way, found in book.dictionaries.items()]
    about = {"glossary_id": book.id, "name": book.name, "creation_time": moment(book.changed)}
    return {**about, "dictionaries": told}
