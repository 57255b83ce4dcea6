"""`/api/v1`: parse, call, shape. What the calls promise is DESIGN §7; this part of them reads only."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request

from glossary.formats import table
from glossary.fragments import fragments
from glossary.terms import LIFECYCLES, Concept, Lifecycle
from memory.errors import Invalid
from memory.text import LANGUAGES, Language, clean
from memory.units import Context as Around
from memory.units import Match
from web import shapes
from web.context import here
from web.lookup import direction, look, number, share

api = Blueprint("api", __name__, url_prefix="/api/v1")
_TEXTS = 100  # segments in one call of /match
_LONGEST_TEXT = 200_000  # characters in one call of /spot


@api.get("/lookup")
def lookup() -> Response:
    """Terms, matches and sentences for a typed text, in either direction."""
    limit = number(request.args.get("limit"), "limit", default=10)
    found = look(
        here(),
        _query(),
        direction(request.args.get("from")),
        limit=limit,
        subject=request.args.get("subject") or None,
    )
    version = here().glossary.version
    return jsonify(shapes.answer(found, version))


def _query() -> str:
    text, longest = request.args.get("q", ""), here().settings.longest_query
    if len(text) > longest:
        raise Invalid(f"q has {len(text)} characters; the limit is {longest}.", parameter="q")
    if not text.strip():
        raise Invalid("q is empty.", hint="Give the text to look up: ?q=gencatan+senjata", parameter="q")
    return text


@api.post("/match")
def match() -> Response:
    """Fuzzy matches for one text or a list of them."""
    asked = _body("from", "to", "text", "texts", "limit", "min_score", "context")
    source = direction(asked.get("from"))
    if source is None:
        raise Invalid("from is missing.", hint='Give "id" or "en".', parameter="from")
    texts = asked.get("texts", [asked["text"]] if "text" in asked else None)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts) or not texts:
        raise Invalid("texts is to be a list of strings, or text one string.", parameter="texts")
    if len(texts) > _TEXTS or any(len(text) > here().settings.longest_query for text in texts):
        raise Invalid(
            f"At most {_TEXTS} texts of {here().settings.longest_query} characters in a call.", parameter="texts"
        )
    limit = number(asked.get("limit"), "limit", default=5)
    least = share(asked.get("min_score"), "min_score", default=70)
    around = _around(asked.get("context"))
    recall = here().memory.recall
    found = [recall(clean(text), source, limit=limit, min_score=least, context=around) for text in texts]
    return jsonify({"results": [_result(text, ms, source) for text, ms in zip(texts, found, strict=True)]})


def _result(text: str, matches: list[Match], source: Language) -> dict[str, Any]:
    """The matches of a text; where there are none, the phrases that it shares with the memory."""
    shared = [] if matches else fragments(clean(text), source, here().memory, here().lexicon)
    lacking = here().glossary.missing_terms
    found = {
        "matches": [shapes.match(m, lacking(text, m.target, source)) for m in matches],
        "fragments": [shapes.fragment(f) for f in shared],
    }
    return {"text": text, **found}


def _around(asked: object) -> Around | None:
    if asked is None:
        return None
    known = ("key", "previous", "next")
    if (
        not isinstance(asked, dict)
        or not set(asked) <= set(known)
        or not all(isinstance(v, str) for v in asked.values())
    ):
        raise Invalid(f"context is to be an object of {', '.join(known)}.", parameter="context")
    return Around(**asked)


def _body(*known: str) -> dict[str, Any]:
    """The JSON object of a request, with no key but the known ones."""
    try:
        asked = request.get_json(silent=True)
        json.dumps(asked, ensure_ascii=False).encode("utf-8")
    except (RecursionError, UnicodeEncodeError) as error:
        said = (
            "is nested too deeply" if isinstance(error, RecursionError) else "has half a character (a lone surrogate)"
        )
        raise Invalid(f"The body {said}.", hint="Send plain JSON in UTF-8.") from error
    if not isinstance(asked, dict):
        raise Invalid("The body is to be a JSON object.", hint="Send Content-Type: application/json.")
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise Invalid(
            f"The body has {', '.join(unknown)[:100]}.", hint=f"Known: {', '.join(known)}.", parameter=unknown[0]
        )
    return asked


@api.post("/spot")
def spot() -> Response:
    """The approved terms in a running text, with their places (code points) and what they are to be called."""
    asked = _body("text", "language")
    text, language = asked.get("text"), direction(asked.get("language"))
    if not isinstance(text, str) or language is None:
        raise Invalid('Give text, a string, and language, "id" or "en".', parameter="text")
    if len(text) > _LONGEST_TEXT:
        raise Invalid(f"The text has {len(text)} characters; the limit is {_LONGEST_TEXT}.", parameter="text")
    glossary = here().glossary
    found = [shapes.spotted(s, glossary.get(s.concept)) for s in glossary.spot(text, language)]
    return jsonify({"items": found, "total": len(found), "next": None, "termbase_version": glossary.version})


@api.get("/concordance")
def concordance() -> Response:
    """The units in which a phrase stands, with its places."""
    side = request.args.get("side", "both")
    if side not in (*LANGUAGES, "both"):
        raise Invalid(f"“{side}” is no side.", hint="side is id, en or both.", parameter="side")
    limit = number(request.args.get("limit"), "limit", default=20)
    offset = number(request.args.get("offset"), "offset", default=0, least=0, most=10**9)
    chosen: Language | None = None if side == "both" else side  # type: ignore[assignment]
    lines, total = here().memory.concordance(_query().strip('"“” '), side=chosen, limit=limit, offset=offset)
    return _page([shapes.line(line) for line in lines], total, limit, offset)


def _page(items: list[dict[str, Any]], total: int, limit: int, offset: int) -> Response:
    follows = offset + limit if offset + limit < total else None
    return jsonify({"items": items, "total": total, "next": follows})


@api.get("/concepts")
def concepts() -> Response:
    """The concepts, or those at one stage of their life; the review queue is `?lifecycle=proposed&order=confidence`."""
    limit = number(request.args.get("limit"), "limit", default=50, most=1000)
    offset = number(request.args.get("offset"), "offset", default=0, least=0, most=10**9)
    order = request.args.get("order", "term")
    if order not in ("term", "confidence"):
        raise Invalid(f"“{order}” is no order.", hint="order is term or confidence.", parameter="order")
    found = here().glossary.concepts(_stage(request.args.get("lifecycle")), order=order)
    return _page([shapes.concept(c) for c in found[offset : offset + limit]], len(found), limit, offset)


def _stage(text: str | None) -> Lifecycle | None:
    if text in (None, "", "all"):
        return None
    if text not in LIFECYCLES:
        raise Invalid(
            f"“{text}” is no lifecycle.", hint=f"It is one of {', '.join(LIFECYCLES)}, or all.", parameter="lifecycle"
        )
    return text


@api.get("/concepts/<id_>")
def concept(id_: str) -> Response:
    """One concept; its version is the ETag."""
    found = here().glossary.get(id_)
    answer = jsonify(shapes.concept(found))
    answer.set_etag(str(found.version))
    return answer


@api.get("/concepts/<id_>/history")
def history(id_: str) -> Response:
    """Every version of a concept, oldest first."""
    found = here().glossary.history(id_)
    return jsonify({"items": found, "total": len(found), "next": None})


@api.get("/units/<id_>")
def unit(id_: str) -> Response:
    """One unit of the memory."""
    return jsonify(shapes.unit(here().memory.get(id_)))


@api.get("/export/terms.<suffix>")
def export_terms(suffix: str) -> Response:
    """The concepts as a file, streamed: approved ones unless `lifecycle` says otherwise."""
    if suffix not in EXPORTS:
        raise Invalid(
            f"Terms cannot be exported as .{suffix}.", hint=f"One of: {', '.join(EXPORTS)}.", parameter="suffix"
        )
    mime, written = EXPORTS[suffix]
    found = here().glossary.concepts(_stage(request.args.get("lifecycle", "approved")))
    headers = {"Content-Disposition": f'attachment; filename="terms.{suffix}"'}
    return Response(written(found), mimetype=mime, headers=headers)


def _json(found: list[Concept]) -> Iterator[str]:
    yield "["
    for at, item in enumerate(found):
        yield (",\n" if at else "\n") + json.dumps(shapes.concept(item), ensure_ascii=False)
    yield "\n]\n"


def _table(delimiter: str) -> Callable[[list[Concept]], Iterator[str]]:
    def written(found: list[Concept]) -> Iterator[str]:
        for start in range(0, max(len(found), 1), 500):
            page = io.StringIO()
            table.write(found[start : start + 500], page, delimiter=delimiter)
            text = page.getvalue()
            yield text if start == 0 else text.split("\n", 1)[1]

    return written


EXPORTS: dict[str, tuple[str, Callable[[list[Concept]], Iterator[str]]]] = {
    "json": ("application/json", _json),
    "csv": ("text/csv", _table(",")),
    "tsv": ("text/tab-separated-values", _table("\t")),
}


@api.get("/stats")
def stats() -> Response:
    """Counts of what there is."""
    return jsonify(counts())


def counts() -> dict[str, Any]:
    """Units, concepts by lifecycle, dictionary entries, revision."""
    context = here()
    return {
        "units": len(context.memory),
        "concepts": len(context.glossary),
        "lifecycles": context.glossary.stages(),
        "dictionary": len(context.lexicon),
        "termbase_version": context.glossary.version,
    }


@api.get("/health")
def health() -> Response:
    """Whether the store can be read, and how far it is."""
    store = here().store
    return jsonify({"status": "ok", "revision": store.revision, "notes": list(store.notes)})
