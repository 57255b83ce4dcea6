"""People of the small app: one for each role, who has a password and is signed in with a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.web_asking import QUICK
from tests.web_small import small_app
from web.access import GRANTED
from web.accounts import Person
from web.context import Context

PASSWORD = "tiga kucing di atap"
ENGLISH = {"Accept-Language": "en"}


class People:
    """An app, a person for each role, and their browsers."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.context: Context = app.extensions["padanan"]
        self.persons = {role: self.join(f"{role} Wayan", role) for role in GRANTED}
        self.reader, self.translator, self.editor, self.admin = (self.browser(f"{role} Wayan") for role in GRANTED)
        self.nobody = app.test_client()

    def join(self, name: str, role: str) -> Person:
        """A new person, who has come by an invitation."""
        accounts = self.context.accounts
        return accounts.accept(accounts.invite(name, role, by="test")[0], name, PASSWORD)

    def browser(self, name: str) -> FlaskClient:
        """A browser in which this person has just signed in."""
        client = self.app.test_client()
        answer = sent(client, "/sign-in", name=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return client


@contextmanager
def people(directory: Path, **options: object) -> Iterator[People]:
    """The people of an app over a new small store; their passwords are hashed in a moment."""
    swift = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with (
        patch("web.passwords._HASHER", swift),
        patch("web.passwords._NOBODYS", swift.hash("nobody's")),
        small_app(directory / "data", **{**QUICK, **options}) as app,
    ):
        yield People(app)


def proof(client: FlaskClient) -> str:
    """What the forms of this browser carry."""
    for path in ("/sign-in", "/settings"):
        found = html.document_fromstring(client.get(path).text or "<p>").xpath("//main//input[@name='csrf']/@value")
        if found:
            return str(found[0])
    raise AssertionError("no form")


def sent(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """The answer to a form that this browser sends from a page of ours."""
    return client.post(path, data={"csrf": proof(client), **fields}, headers=ENGLISH)


def texts(answer: TestResponse, path: str) -> list[str]:
    """The texts of the elements at an XPath, on one line each."""
    return [" ".join(one.text_content().split()) for one in html.document_fromstring(answer.text).xpath(path)]
