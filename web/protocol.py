"""
The protocols of other programs: where they ask, how they bring a token, and how they want to be told of an error.

    speak(app, Protocol("/deepl/", secret, refused))

`web/auth.py` asks for the token, `web/errors.py` for the shape; what no protocol claims is ours: a bearer token, JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, current_app, request

_KEY = "padanan protocols"


@dataclass(frozen=True, slots=True)
class Protocol:
    """
    Everything under a path that starts so, or in one of these ways.

    `secret` gives the token of the present request, "" for what can be none, None where none was brought. `refused` makes
    an error's answer and status of our status, what happened, and what to try.
    """

    prefix: str | tuple[str, ...]
    secret: Callable[[], str | None]
    refused: Callable[[HTTPStatus, str, str], tuple[Response, int]]


def speak(app: Flask, protocol: Protocol) -> None:
    """Have an app speak a protocol."""
    app.extensions.setdefault(_KEY, []).append(protocol)


def spoken() -> Protocol | None:
    """The protocol of the present request; None for our own."""
    known: list[Protocol] = current_app.extensions.get(_KEY, [])
    return next((protocol for protocol in known if request.path.startswith(protocol.prefix)), None)


def bearer() -> str | None:
    """The token of the present request as RFC 6750 has it brought."""
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, secret = given.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
