"""Callers of the small app: one for each role, who brings a token, and one who brings none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web_small import small_app
from web.access import GRANTED
from web.context import Context

API = "/api/v1"
QUICK = {"writes_per_minute": 0, "refusals_per_minute": 0}  # no test waits for its turn


class Callers:
    """An app, and a client for each role."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.context: Context = app.extensions["padanan"]
        self.secrets = {role: self.context.access.add(f"{role} Rini", role, by="test")[0] for role in GRANTED}
        self.reader, self.translator, self.editor, self.admin = (self.client(self.secrets[role]) for role in GRANTED)
        self.nobody = app.test_client()

    def client(self, secret: str) -> FlaskClient:
        """A client that brings this token."""
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        return client


@contextmanager
def callers(directory: Path, **options: object) -> Iterator[Callers]:
    """The callers of an app over a new small store."""
    with small_app(directory / "data", **{**QUICK, **options}) as app:
        yield Callers(app)


def refused(answer: TestResponse, status: int, code: str, parameter: str | None = None) -> bool:
    """Whether an answer is an error of this status and code, in the one shape that errors have."""
    assert answer.mimetype == "application/json", answer.get_data(as_text=True)[:200]
    assert answer.json is not None
    assert set(answer.json) == {"error"}
    error = answer.json["error"]
    assert set(error) == {"code", "message", "hint", "details"}
    assert error["message"]
    seen = (answer.status_code, error["code"], error["details"].get("parameter"))
    assert seen == (status, code, parameter), answer.json
    return True


def told(answer: TestResponse, status: int = 200) -> dict[str, object]:
    """The JSON of an answer that is to have this status."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    assert answer.json is not None
    found: dict[str, object] = answer.json
    return found
