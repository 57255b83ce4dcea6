"""The small store with candidates that wait, an editor beside the one who looks, and pages read as trees."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from glossary.lookup import Glossary
from glossary.terms import Candidate, Evidence, concept_id
from tests.web_small import small
from web import create_app, opened, settings

ENGLISH = {"Accept-Language": "en-GB"}
HTMX = {**ENGLISH, "HX-Request": "true"}


def candidate(text: str, *renderings: str, sure: float = 0.9, document: str = "berita.txt") -> Candidate:
    """A candidate as the miner proposes it, met once."""
    texts = {"id": f"Soal {text} dibahas lagi.", "en": f"The {renderings[0] if renderings else '?'} came up again."}
    spans = {"id": [[5, 5 + len(text)]], "en": [[4, 4 + len(renderings[0])]] if renderings else []}
    why = (f"{renderings[0]}: 1 of 1",) if renderings else ()
    place = Evidence(texts, spans, document, 1)
    return Candidate(text, renderings, (place,), {document: 1}, "aligned", {}, sure, why=why)


WAITING = (
    candidate("bank sentral", "central bank", sure=0.97),
    candidate("perjanjian damai", "peace treaty", "peace agreement", "peace accord", sure=0.96),
    candidate("penghentian tembak", "ceasefire", sure=0.95, document="laporan.txt"),
)
BANK, TREATY, HALT = (concept_id("mined", one.text) for one in WAITING)


@contextmanager
def desk(directory: Path, **options: object) -> Iterator[Flask]:
    """An app over candidates that wait, to somebody who has signed in as nobody and may edit."""
    data = small(directory / "data")
    with opened(settings({}, data=data, **{"anonymous": "editor", **options}), writable=True) as context:
        context.glossary.propose(WAITING)
        yield create_app(context)


def glossary(app: Flask) -> Glossary:
    """The glossary of the app."""
    found: Glossary = app.extensions["padanan"].glossary
    return found


def page(answer: TestResponse) -> html.HtmlElement:
    """An answer as a tree."""
    return html.document_fromstring(answer.text)


def shown(answer: TestResponse, path: str) -> list[str]:
    """The texts of the elements at an XPath, on one line each."""
    return [" ".join(element.text_content().split()) for element in page(answer).xpath(path)]


def sent(client: FlaskClient, answer: TestResponse, path: str, **changes: object) -> TestResponse:
    """
    What comes of sending the form at an XPath of a page as a browser does, with these fields changed; a None is left out.
    """
    (form,) = page(answer).xpath(path)
    fields: dict[str, object] = {}
    for name, value in form.form_values():
        fields.setdefault(name, [])
        fields[name].append(value)  # type: ignore[attr-defined]
    fields |= changes
    data = {name: value for name, value in fields.items() if value is not None}
    return client.post(form.get("action"), data=data, headers=ENGLISH, follow_redirects=True)


@contextmanager
def answering(app: Flask) -> Iterator[str]:
    """Where the app answers a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing of what was asked."""
