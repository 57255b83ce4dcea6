"""
The protocol of Translate Toolkit's tmserver, at `/tmserver`, and of amaGama, at `/amagama/api/v1`: fuzzy matches for
Weblate, Virtaal and whoever else asks a memory for one segment at a time.

    GET /tmserver/en/id/unit/Open%20the%20file.   →   [{"source", "target", "quality", "rank", "context"}]

The segment is the end of the path, whatever is in it: slashes, also two in a row, line ends, percent signs. The quality is
a match's score, 0–100; the rank is how often the unit was met.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from itertools import product
from typing import Any, TypeVar

import orjson
from flask import Blueprint, Response, jsonify, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

from memory import edit
from memory.errors import Invalid, Problem
from memory.quality import doubts
from memory.text import LANGUAGES, Language, clean
from memory.units import Context, Match, Origin, Unit, unit_id
from web.auth import WRITES, needs, who
from web.context import here
from web.errors import told
from web.protocol import Protocol, bearer

blueprint = Blueprint("tmserver", __name__)
View = TypeVar("View", bound=Callable[..., Response])
_ROOTS = ("/tmserver", "/amagama/api/v1")
_LEAST, _CANDIDATES = 70, 5  # what amaGama gives who does not say
_MOST = 100
_CODE = re.compile(r"(?i)(id|en)(?:[-_@][a-z_@-]+)?")


class Segment(BaseConverter):
    """The rest of a path, whatever it is: the router's own takes no line end, and no slash at the start."""

    part_isolating = False
    regex = r"(?s:.*)"


def _adopt(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["segment"] = Segment


blueprint.record_once(_adopt)


def _each(rule: str, **options: Any) -> Callable[[View], View]:
    """A route under both roots."""

    def routed(view: View) -> View:
        for root in _ROOTS:
            blueprint.route(root + rule, **options)(view)
        return view

    return routed


@_each("/languages/", strict_slashes=False)
@needs("reader")
def languages() -> Response:
    """List the languages."""
    known = sorted(LANGUAGES)
    return jsonify({"sourceLanguages": known, "targetLanguages": known})


@_each("/<source>/<target>/unit")
@needs("reader")
def asked(source: str, target: str) -> Response:
    """Recall the units like the segment that the query gives as `source`."""
    return translated(source, target, request.args.get("source", ""))


@_each("/<source>/<target>/unit/<segment:text>")
@needs("reader")
def translated(source: str, target: str, text: str) -> Response:
    """Recall the units like a segment, best first; none from or into a language that is not ours."""
    least, most = _number("min_similarity", _LEAST, 100), _number("max_candidates", _CANDIDATES, _MOST)
    way = _way(source, target)
    found = here().memory.recall(clean(text), way[0], limit=most, min_score=least) if way and most else []
    return jsonify([_candidate(match) for match in found])


@_each("/<source>/<target>/unit/<segment:text>", methods=["PUT", "POST"])
@needs("translator")
def remember(source: str, target: str, text: str) -> Response:
    """Remember a unit; the body's `source` counts before the path's."""
    sent = _body()
    if not isinstance(sent, dict):
        raise Invalid("The body is no JSON object.", hint='Send {"source": …, "target": …}.')
    unit = _unit({"source": text, **sent}, _ours(source, target))
    return jsonify({"id": unit.id, "status": edit.enter([unit], here().memory, by=who().name, why="tmserver")[0]})


@_each("/<source>/<target>/store/<segment:name>", methods=["PUT", "POST"])
@needs("translator")
def remember_all(source: str, target: str, name: str) -> Response:
    """Remember a list of units in one durable batch; per unit, in order, what came of it."""
    sent, way = _body(), _ours(source, target)
    if not isinstance(sent, list):
        hint = 'Send [{"source": …, "target": …}, …]; files go to POST /api/v1/jobs.'
        raise Invalid("The body is no JSON list.", hint=hint)
    made = [_made(one, way, name) for one in sent]
    kept = [one for one in made if isinstance(one, Unit)]
    entered = iter(edit.enter(kept, here().memory, by=who().name, why=f"tmserver {name}"))
    return jsonify([_came_of(one, entered) for one in made])


def _came_of(one: Unit | Problem, entered: Iterator[str]) -> dict[str, Any]:
    return {"id": one.id, "status": next(entered)} if isinstance(one, Unit) else {"error": told(one)}


def _made(sent: object, way: tuple[Language, Language], name: str) -> Unit | Problem:
    try:
        if not isinstance(sent, dict):
            raise Invalid("A unit is no JSON object.", hint='Each is {"source": …, "target": …}.')
        return _unit(sent, way, name)
    except Problem as problem:
        return problem


def _unit(sent: Mapping[str, Any], way: tuple[Language, Language], name: str = "tmserver") -> Unit:
    """The unit that a client sends."""
    given = {field: sent.get(field, "") for field in ("source", "target", "context")}
    if not all(isinstance(value, str) for value in given.values()):
        raise Invalid("source, target and context are to be strings.")
    texts = edit.written({way[0]: given["source"], way[1]: given["target"]})
    said, context = tuple(doubts(texts["id"], texts["en"])), Context(given["context"])
    return Unit(unit_id(texts), texts, (Origin(name or "tmserver"),), source=way[0], context=context, doubts=said)


def _candidate(match: Match) -> dict[str, Any]:
    about = {"quality": match.score, "rank": len(match.unit.origin), "context": match.unit.context.key}
    return {"source": match.source, "target": match.target, **about}


def _way(source: str, target: str) -> tuple[Language, Language] | None:
    """The two languages by their codes, whatever the case, country or variant; None for others, and for one twice."""
    known = [_CODE.fullmatch(code) for code in (source, target)]
    ways = {(one, other) for one, other in product(LANGUAGES, LANGUAGES) if one != other}
    said = tuple(found[1].lower() if found else "" for found in known)
    return next((way for way in ways if way == said), None)


def _ours(source: str, target: str) -> tuple[Language, Language]:
    way = _way(source, target)
    if way is None:
        raise Invalid(f"From “{source[:20]}” to “{target[:20]}” nothing is kept here.", hint="It is en/id or id/en.")
    return way


def _number(name: str, default: int, most: int) -> int:
    value = request.args.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,4}", value) or int(value) > most:
        raise Invalid(f"{name} is “{value[:20]}”.", hint=f"It is a whole number from 0 to {most}.")
    return int(value)


def _body() -> Any:
    try:
        # Translate Toolkit's clients send no Content-Type, or a form's.
        return orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise Invalid(f"The body is no JSON: {error.msg}.", hint="Send plain JSON in UTF-8.") from error


def _secret() -> str | None:
    """The token: a bearer's, Weblate's `Token`, or the password in an address such as http://weblate:pdn_…@host/tmserver/."""
    given = request.authorization
    if given and given.type == "token":
        return given.token or ""
    if given and given.type == "basic":
        # Browsers send a password unasked, also for a page of another site; so what writes is not let in by one.
        return None if request.method in WRITES else given.password or ""
    return bearer()


def _refused(status: HTTPStatus, message: str, hint: str) -> tuple[Response, int]:
    """An error as Weblate shows it: `error.message`."""
    return jsonify({"error": {"message": f"{message} {hint}".strip()}}), status


PROTOCOL = Protocol(tuple(f"{root}/" for root in _ROOTS), _secret, _refused)
