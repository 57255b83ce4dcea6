"""Many candidates at once: what the preview shows is what is approved, and all of it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web_desk import BANK, ENGLISH, HALT, TREATY, candidate, desk, glossary, page, sent, shown

UNDO = "//form[@action='/review/undo']"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over candidates that wait."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may decide."""
    return app.test_client()


def test_the_preview_shows_what_is_as_likely_and_unticks_what_resembles_another(editor: FlaskClient) -> None:
    answer = editor.get("/review/bulk?least=90", headers=ENGLISH)

    assert shown(answer, "//tbody//td[@lang='id']") == ["bank sentral", "perjanjian damai", "penghentian tembak"]
    assert [bool(box.get("checked") is not None) for box in page(answer).xpath("//tbody//input")] == [True, True, False]


def test_a_bulk_is_approved_and_taken_back_together(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, editor.get("/review/bulk?least=90", headers=ENGLISH), "//form[@id='bulk']")
    stages = [glossary(app).get(id_).lifecycle for id_ in (BANK, TREATY, HALT)]

    assert stages == ["approved", "approved", "proposed"]
    assert glossary(app).history(BANK)[-1]["why"].endswith(": 90%")
    assert shown(answer, "//*[@id='done']") == ["Approved at once."]

    sent(editor, answer, UNDO)

    assert [glossary(app).get(id_).lifecycle for id_ in (BANK, TREATY)] == ["proposed", "proposed"]


def test_a_bulk_leaves_what_has_changed_since_and_says_so(app: Flask, editor: FlaskClient) -> None:
    preview = editor.get("/review/bulk?least=90", headers=ENGLISH)
    glossary(app).edit(BANK, {"note": "Which bank?"}, by="Rini")

    answer = sent(editor, preview, "//form[@id='bulk']")

    assert answer.status_code == 409
    assert shown(answer, "//*[@role='alert']/p") == ["1 were approved. These were not:"]
    assert [glossary(app).get(id_).lifecycle for id_ in (BANK, TREATY)] == ["proposed", "approved"]


def test_a_bulk_of_nothing_is_refused(editor: FlaskClient) -> None:
    answer = sent(editor, editor.get("/review/bulk?least=90", headers=ENGLISH), "//form[@id='bulk']", concept=None)

    assert answer.status_code == 422


def test_only_what_the_sitting_is_about_is_in_the_preview(app: Flask, editor: FlaskClient) -> None:
    glossary(app).propose([candidate("kas negara", "state treasury", sure=0.99, document="kas.txt")])

    answer = editor.get("/review/bulk?least=0&document=kas.txt", headers=ENGLISH)

    assert shown(answer, "//tbody//td[@lang='id']") == ["kas negara"]
