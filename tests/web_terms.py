"""A small termbase for the protocols of other programs, and how LanguageTool's is asked."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from glossary.lookup import Glossary
from glossary.terms import Concept, Term
from memory.stores import open_store
from tests.concepts import pair

DOWNLOAD = pair("unduh", "download", Term("id", "donlot", "forbidden"))
CEASEFIRE = pair(
    "gencatan senjata", "ceasefire", Term("en", "truce", "admitted"), Term("en", "weapon stop", "forbidden")
)
ACCORD = pair("perjanjian", "treaty", Term("id", "traktat", "deprecated"))
COOPERATION = Concept(
    "c_kerjasama",
    (
        Term("id", "kerja sama", "preferred", lookup_forms=("kerjasama",)),
        Term("en", "cooperation", "preferred"),
    ),
    "approved",
)
CONCEPTS = (DOWNLOAD, CEASEFIRE, ACCORD, COOPERATION)


def termbase(directory: Path) -> Path:
    """Make a store of these concepts in a directory."""
    with open_store(directory) as made:
        Glossary(made).add(CONCEPTS, by="tester", why="terms for other programs")
    return directory


V2 = "/languagetool/v2"


def matches(client: FlaskClient, text: str, language: str = "id-ID", **more: str) -> list[dict]:
    """The matches of a text."""
    answer = client.post(f"{V2}/check", data={"text": text, "language": language, **more})
    assert answer.status_code == 200, answer.text
    return answer.json["matches"]


def rules(found: list[dict]) -> list[str]:
    """The rules that matches name."""
    return [match["rule"]["id"] for match in found]


def cut(text: str, match: dict) -> str:
    """What a client underlines, which counts in UTF-16 units."""
    units = text.encode("utf-16-le")
    return units[2 * match["offset"] : 2 * (match["offset"] + match["length"])].decode("utf-16-le")


def annotated(*parts: tuple[str, str] | tuple[str, str, str]) -> str:
    """LanguageTool's JSON for parts: kind, text, and what markup is read for."""
    said = [{part[0]: part[1], **({"interpretAs": part[2]} if len(part) > 2 else {})} for part in parts]
    return json.dumps({"annotation": said})


def refused(answer: TestResponse, status: HTTPStatus, *words: str) -> None:
    """Assert that an answer is an error in a sentence, and never JSON, which clients read as matches."""
    assert (answer.status_code, answer.content_type) == (status, "text/plain; charset=utf-8")
    assert answer.text.startswith("Error: ")
    assert all(word in answer.text for word in words), answer.text
