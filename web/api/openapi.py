"""
The OpenAPI 3.1 document, made of the calls as they are declared, and a page that shows it.

Nothing about a call is written here: its path, role, parameters, bodies and answers are where the call is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template
from werkzeug.routing import Rule

from web.access import ROLES, Role
from web.api.calls import Answer, Call, api, call
from web.api.schemas import SCHEMAS
from web.api.words import Schema, ref
from web.auth import needs
from web.context import here

docs = Blueprint("docs", __name__)
_DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base"
_ABOUT = (
    "An Indonesian–English glossary and translation memory. Errors are `{error: {code, message, hint, details}}`; "
    "lists are `{items, total, next}`; places in texts are counted in code points."
)
_HEADERS = {
    "ETag": "The version, in quotes: send it back as If-Match, so that nobody overwrites what they have not seen.",
    "Location": "Where it is.",
    "Content-Disposition": "The name of the file.",
    "WWW-Authenticate": "Bearer.",
    "Retry-After": "Seconds to wait.",
}
_SEEN = {
    "name": "If-Match",
    "in": "header",
    "description": "The version that you saw: 409 when it is not the present one any more.",
    "schema": {"type": "string", "pattern": r'^(\*|(W/)?("[0-9]{1,9}"|[0-9]{1,9}))$'},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A call at its place."""

    method: str
    path: str
    parts: tuple[str, ...]
    name: str
    summary: str
    tag: str
    least: Role
    spec: Call


@api.get("/openapi.json")
@needs("anyone")
@call({200: Answer({"application/json": {"type": "object"}})})
def openapi() -> Response:
    """Read this document."""
    return jsonify(document())


@docs.get("/api/docs")
@needs("anyone")
def show() -> str:
    """The document as a page, without a script."""
    return render_template("docs.html", document=document(), operations=list(operations()))


def operations() -> Iterator[Operation]:
    """Every call of the API, by path."""
    rules = sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule)
    for rule in rules:
        view = current_app.view_functions[rule.endpoint]
        if hasattr(view, "call"):
            yield _operation(rule, view)


def _operation(rule: Rule, view: Any) -> Operation:
    method = next(m for m in ("POST", "PUT", "DELETE", "GET") if m in (rule.methods or ()))
    parts = tuple(re.findall(r"<(\w+)>", rule.rule))
    path = re.sub(r"<(\w+?)_?>", r"{\1}", rule.rule)
    name = rule.endpoint.rpartition(".")[2]
    tag = view.__module__.rpartition(".")[2]
    return Operation(method, path, parts, name, view.__doc__.strip(), tag, view.needs, view.call)


def document() -> dict[str, Any]:
    """The document, for this installation: who brings no token may what its settings say."""
    paths: dict[str, dict[str, Any]] = {}
    for one in operations():
        paths.setdefault(one.path, {})[one.method.lower()] = _told(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Padanan", "version": version("padanan"), "description": _ABOUT, "license": _LICENCE},
        "jsonSchemaDialect": _DIALECT,
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "`padanan token add NAME --role ROLE`."}
            },
        },
    }


_LICENCE = {"name": "Apache 2.0", "identifier": "Apache-2.0"}


def _told(one: Operation) -> dict[str, Any]:
    summary, _, rest = one.summary.partition(". ")
    found: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": summary.rstrip("."),
        "description": f"{rest} Role: {one.least}.".strip(),
        "security": _security(one.least),
        "parameters": list(_parameters(one)),
        "responses": {str(status): _response(status, answer) for status, answer in one.spec.answers.items()},
    }
    found["responses"] |= {str(status): _refusal(status) for status in sorted(_refusals(one))}
    if one.spec.body:
        found["requestBody"] = _body("application/json", ref(one.spec.body))
    elif one.spec.form:
        found["requestBody"] = _body("multipart/form-data", one.spec.form)
    return found


def _security(least: Role) -> list[dict[str, list[str]]]:
    if least == "anyone":
        return []
    free = ROLES.index(here().settings.visitor) >= ROLES.index(least)
    return [{"bearer": []}, *([{}] if free else [])]


def _parameters(one: Operation) -> Iterator[dict[str, Any]]:
    for part in one.parts:
        schema = one.spec.way.get(part, {"type": "string", "minLength": 1})
        yield {"name": part.rstrip("_"), "in": "path", "required": True, "schema": schema}
    for name, schema in one.spec.query.items():
        yield {"name": name, "in": "query", "required": "default" not in schema, "schema": schema}
    if one.spec.seen:
        yield _SEEN


def _body(kind: str, schema: Schema) -> dict[str, Any]:
    return {"required": True, "content": {kind: {"schema": schema}}}


def _refusals(one: Operation) -> set[int]:
    """The statuses with which a call may be refused: what it says itself, and what follows from the rest of it."""
    found = {401, 429, 503, *one.spec.problems}
    if one.spec.query or one.spec.way or one.spec.body or one.spec.form or one.spec.seen:
        found.add(422)
    if one.least != "anyone":
        found.add(403)
    if one.spec.body or one.spec.form:
        found.add(413)
    return found


def _refusal(status: int) -> dict[str, Any]:
    headers = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}.get(status, ())
    return _response(status, Answer({"application/json": ref("Error")}, headers))


def _response(status: int, answer: Answer) -> dict[str, Any]:
    found: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if answer.content:
        found["content"] = {kind: {"schema": schema} for kind, schema in answer.content.items()}
    if answer.headers:
        found["headers"] = {name: _header(name) for name in answer.headers}
    return found


def _header(name: str) -> Mapping[str, Any]:
    return {"description": _HEADERS[name], "required": True, "schema": {"type": "string"}}
