"""
A call of the API: what it takes and what it answers, said once.

    @api.post("/concepts/<id_>/remarks")
    @needs("translator")
    @call({201: "Concept"}, body="RemarkDraft", problems=(404,))
    def remark(id_: str) -> Response:
        "Say something of a concept."
        return …(asked()["text"])

What is said here is what requests are held to (`asked()` holds only what passed, defaults filled in) and what the OpenAPI
document is made of (`openapi.py`), so the one cannot drift from the other. The words are JSON Schema, which is what OpenAPI
3.1 uses; jsonschema-rs (MIT) reads it in microseconds and costs 14 ms to import, a tenth of what pydantic would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, TypeVar, cast

import orjson
from flask import Blueprint, g, request
from jsonschema_rs import Draft202012Validator

from memory.errors import Invalid
from web.api.schemas import SCHEMAS
from web.api.wording import refusal
from web.api.words import Schema

api = Blueprint("api", __name__, url_prefix="/api/v1")
View = TypeVar("View", bound=Callable[..., Any])
_NOTHING: Mapping[str, Schema] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes with a status: a schema by media type (none: no body), and headers, each with its description."""

    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """
    What a call takes and answers.

    `way` is a schema for each part of the path that is more than an id; `query` is a schema per parameter, and one
    without a "default" has to be given; `body` names a component; `form` is the schema of a multipart form, which the view
    reads. `problems` are the statuses of errors that do not follow from the rest. `seen` says that If-Match is honoured.
    """

    answers: Mapping[int, Answer]
    way: Mapping[str, Schema]
    query: Mapping[str, Schema]
    body: str
    form: Schema | None
    problems: tuple[int, ...]
    seen: bool
    fits: Draft202012Validator

    def read(self, way: Mapping[str, str]) -> dict[str, Any]:
        """What the present request asks; Invalid where it does not fit."""
        found = _query(self, way)
        return {**found, **_body(self.body)} if self.body else found


def json(component: str) -> Answer:
    """A JSON answer of this component."""
    return Answer({"application/json": {"$ref": f"#/components/schemas/{component}"}})


def call(
    answers: Mapping[int, Answer | str],
    *,
    way: Mapping[str, Schema] = _NOTHING,
    query: Mapping[str, Schema] = _NOTHING,
    body: str = "",
    form: Schema | None = None,
    problems: tuple[int, ...] = (),
    seen: bool = False,
) -> Callable[[View], View]:
    """Declare what a view takes and answers; a name stands for the JSON of that component."""
    told = {status: json(answer) if isinstance(answer, str) else answer for status, answer in answers.items()}
    spec = Call(told, way, query, body, form, problems, seen, Draft202012Validator(query_schema({**way, **query})))

    def declared(view: View) -> View:
        @wraps(view)
        def checked(**way: str) -> object:
            g.asked = spec.read(way)
            return view(**way)

        checked.call = spec  # type: ignore[attr-defined]
        return cast(View, checked)

    return declared


def asked() -> dict[str, Any]:
    """What the present request asks: query and body together, held to the schema."""
    found: dict[str, Any] = g.asked
    return found


def seen_version() -> int | None:
    """The version that a caller says to have seen: `"3"`, `W/"3"` or `3` in If-Match; None for none and for `*`."""
    said = request.headers.get("If-Match", "*").strip()
    if said == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"?([0-9]{1,9})"?', said)
    if not found:
        raise Invalid(
            f"If-Match is “{said[:60]}”, which is no version.",
            hint='Send the ETag of what you saw, as in If-Match: "3".',
            parameter="If-Match",
        )
    return int(found[1])


def defaults(schema: Schema, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, and the default of every property that was not."""
    properties: Mapping[str, Schema] = schema.get("properties", {})
    filled = {name: one["default"] for name, one in properties.items() if "default" in one and name not in given}
    return {**given, **filled}


@cache
def validator(component: str) -> Draft202012Validator:
    """What holds a value to a component."""
    schema = {"$ref": f"#/components/schemas/{component}", "components": {"schemas": SCHEMAS}}
    return Draft202012Validator(schema, validate_formats=True)


def held(component: str, value: object, whole: str = "The body") -> dict[str, Any]:
    """A value that fits a component, its defaults filled in; Invalid for one that does not."""
    errors = list(validator(component).iter_errors(value))
    if errors:
        raise refusal(errors, whole)
    return defaults(SCHEMAS[component], cast(dict[str, Any], value))


def _query(spec: Call, way: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {name: part for name, part in way.items() if name in spec.way}
    given |= {name: _read(text, spec.query[name]) for name, text in request.args.items() if name in spec.query}
    errors = list(spec.fits.iter_errors(given))
    if errors:
        raise refusal(errors, "The query")
    return defaults(query_schema(spec.query), given)


def query_schema(query: Mapping[str, Schema]) -> dict[str, Any]:
    """The parameters of a query as one object."""
    required = [name for name, schema in query.items() if "default" not in schema]
    return {"type": "object", "properties": dict(query), "required": required}


def _read(text: str, schema: Schema) -> object:
    """A parameter as its type wants it; left as it is where it is none of that type, which validation then says."""
    if schema.get("type") == "integer" and re.fullmatch(r"-?[0-9]{1,12}", text):
        return int(text)
    return text


def _body(component: str) -> dict[str, Any]:
    if not request.is_json:
        raise Invalid("The body is to be a JSON object.", hint="Send Content-Type: application/json.")
    try:
        # Strict where Python's own is not: no NaN, no half characters, no bottomless nesting.
        value = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise Invalid(f"The body is no JSON: {error.msg}.", hint="Send plain JSON in UTF-8.", at=error.pos) from error
    return held(component, value)
