"""
DeepL's translate, languages and usage.

Padanan translates nothing by machine. A text is answered when the memory holds it word for word, confirmed and with one
translation, or when it is an entry of the glossary that the call names; any other is an error that says which text it was.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, jsonify, request

from memory.errors import Invalid, NotFound
from memory.text import Language, clean, fold, squeeze
from web.auth import needs
from web.clients.deepl.books import Book
from web.clients.deepl.glossaries import books
from web.clients.deepl.memories import parts
from web.clients.deepl.wire import Direction, blueprint, given, language, word
from web.context import here

_MOST = 50  # texts of one call; DeepL's limit, too
_LOOKED_AT = 50  # units that may all say the same
_LEAST = 60.0  # the identical, less all penalties that there are
_NO_LIMIT = 10**12  # DeepL's own way to say it
_TAG = re.compile(r"(<[^<>]*>)")
_NAMES = {"source": {"EN": "English", "ID": "Indonesian"}}
_NAMES["target"] = {"EN-GB": "English (British)", "EN-US": "English (American)", "ID": "Indonesian"}


@blueprint.route("/v2/languages", methods=["GET", "POST"])
@needs("reader")
def languages() -> Response:
    """List the languages from which, or into which, a glossary or a memory goes."""
    side = word(given(), "type", "source")
    if side not in _NAMES:
        raise Invalid("Value for 'type' not supported.", hint="It is source or target.")
    formality = {"supports_formality": False} if side == "target" else {}
    return jsonify([{"language": code, "name": name, **formality} for code, name in _NAMES[side].items()])


@blueprint.route("/v2/usage", methods=["GET", "POST"])
@needs("reader")
def usage() -> Response:
    """Say that nothing is counted and nothing runs out."""
    return jsonify({"character_count": 0, "character_limit": _NO_LIMIT})


@blueprint.post("/v2/translate")
@needs("reader")
def translate() -> Response:
    """Answer texts that the memory or the glossary holds; NotFound for the first that neither does."""
    said = given()
    texts, way = _texts(said), _way(said)
    glossaries = [books().get(id_) for id_ in _named(said)]
    project = parts().get(word(said, "translation_memory_id")).project if "translation_memory_id" in said else None
    tagged = said.get("tag_handling") in ("xml", "html")
    told = []
    for at, text in enumerate(texts, start=1):
        plain = _outside_tags(text, html.unescape) if tagged else text
        found = plain if not plain.strip() else _entry(plain, way, glossaries) or _known(plain, way, project)
        if found is None:
            raise _unknown(text, f"Text {at} of {len(texts)}", way)
        answer = _outside_tags(found, lambda part: html.escape(part, quote=False)) if tagged else found
        told.append({"detected_source_language": way[0].upper(), "text": answer, "billed_characters": 0})
    return jsonify({"translations": told})


@blueprint.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@needs("anyone")
def elsewhere(rest: str) -> Response:
    """Say of every other call of DeepL's that it is none of ours."""
    hint = "Glossaries, translation memories and translate are; documents, rephrasing and style rules are not."
    raise NotFound(f"{request.method} /{rest[:60]} is not served here.", hint=hint)


def _texts(said: Mapping[str, Any]) -> list[str]:
    texts = said.get("text")
    texts = [texts] if isinstance(texts, str) else texts
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise Invalid("Missing or invalid argument: text.")
    if len(texts) > _MOST:
        raise Invalid(f"There are {len(texts)} texts.", hint=f"Send at most {_MOST} in one call.")
    return texts


def _way(said: Mapping[str, Any]) -> Direction:
    """The direction; without a source language it is the other one that we have."""
    target = language(said, "target_lang")
    other: Language = "en" if target == "id" else "id"
    if said.get("source_lang") and language(said, "source_lang") == target:
        raise Invalid("source_lang and target_lang are the same.")
    return other, target


def _named(said: Mapping[str, Any]) -> list[str]:
    """The ids of the glossaries that a call names."""
    ids = said.get("glossary_ids") or said.get("glossary_id") or []
    ids = [ids] if isinstance(ids, str) else ids
    if not isinstance(ids, list) or not all(isinstance(id_, str) for id_ in ids):
        raise Invalid("Value for 'glossary_id' not supported.", hint="It is the id of a glossary.")
    return ids


def _entry(text: str, way: Direction, glossaries: Iterable[Book]) -> str | None:
    """What the first glossary that has this text as an entry says."""
    source = squeeze(clean(text))
    found = (book.dictionaries.get(way, {}).get(source) for book in glossaries)
    return next(filter(None, found), None)


def _known(text: str, way: Direction, project: str | None) -> str | None:
    """The confirmed translation of the identical segment; None where there is none, or where there are several."""
    source = squeeze(clean(text))
    matches = here().memory.recall(source, way[0], limit=_LOOKED_AT, min_score=_LEAST)
    identical = [
        match.target
        for match in matches
        if squeeze(clean(match.source)) == source
        and match.unit.status != "draft"
        and project in (None, match.unit.project)
    ]
    return identical[0] if len(set(map(fold, identical))) == 1 else None


def _unknown(text: str, which: str, way: Direction) -> NotFound:
    said = f"{which}, “{squeeze(text)[:80]}”, is not in the memory from {way[0].upper()} to {way[1].upper()}"
    hint = (
        "Padanan does not translate by machine: it answers what it holds word for word, confirmed, with one translation. "
        "POST /api/v1/match finds what is similar."
    )
    return NotFound(f"{said}, or has several translations there.", hint=hint)


def _outside_tags(text: str, change: Any) -> str:
    """The text with what is outside of its tags changed."""
    return "".join(part if at % 2 else change(part) for at, part in enumerate(_TAG.split(text)))
