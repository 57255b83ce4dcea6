"""Who may do what: the tokens of programs, made and revoked."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, jsonify

from web import shapes
from web.api.calls import api, asked, call
from web.auth import needs, who
from web.context import here


@api.get("/tokens")
@needs("admin")
@call({200: "TokenList"})
def tokens() -> Response:
    """List the tokens, revoked ones too; of each only its last four characters are known."""
    return jsonify(shapes.whole([asdict(token) for token in here().access.tokens()]))


@api.post("/tokens")
@needs("admin")
@call({201: "NewToken"}, body="TokenDraft")
def make() -> tuple[Response, int]:
    """Make a token. It is shown here, once."""
    given = asked()
    secret, token = here().access.add(given["name"], given["role"], by=who().name)
    answer = jsonify({"token": secret, **asdict(token)})
    answer.headers["Cache-Control"] = "no-store"
    return answer, 201


@api.delete("/tokens/<id_>")
@needs("admin")
@call({200: "Token"}, problems=(404, 409))
def revoke(id_: str) -> Response:
    """Revoke a token; it is worthless from the next request on."""
    return jsonify(asdict(here().access.revoke(id_, by=who().name)))
