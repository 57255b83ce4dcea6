"""Imports and exports on the Memory page: files sent, followed, listed, taken back, and offered to be downloaded."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from memory.recall import Memory
from tests.web_desk import ENGLISH, HTMX, desk, page, sent, shown
from tests.web_small import IMAGE, PAIRS

TABLE = "id,en\nBanjir surut.,The flood fell.\nHujan reda.,The rain stopped.\n,nothing\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over the small store, for somebody who may edit."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may import."""
    return app.test_client()


def memory(app: Flask) -> Memory:
    """The memory of the app."""
    found: Memory = app.extensions["padanan"].memory
    return found


def brought(
    app: Flask, client: FlaskClient, text: str = TABLE, name: str = "banjir.csv", **fields: str
) -> TestResponse:
    """The page when a file that was sent has been imported, or could not be."""
    form = page(client.get("/memory/imports")).get_element_by_id("sending")
    data = {**dict(form.form_values()), **fields, "files": (io.BytesIO(text.encode()), name)}
    answer = client.post("/memory/imports", data=data, headers=ENGLISH, follow_redirects=True)
    jobs = app.extensions["padanan"].jobs
    deadline = time.monotonic() + 60
    while any(not job.over for job in jobs.all()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return client.get("/memory/imports", headers=ENGLISH) if answer.status_code == 200 else answer


def test_a_file_is_imported_listed_and_taken_back(app: Flask, editor: FlaskClient) -> None:
    answer = brought(app, editor, project="Taman")
    assert len(memory(app)) == len(PAIRS) + 2
    assert shown(answer, "//ul[contains(@class, 'imports')]/li/span[1]") == ["banjir.csv"]
    assert shown(answer, "//ul[contains(@class, 'imports')]/li/span[2]") == ["2 new · 0 met again · 0 known"]

    back = sent(editor, answer, "//ul[contains(@class, 'imports')]//form")

    assert len(memory(app)) == len(PAIRS)
    assert shown(back, "//div[@role='status']/p") == ["Undone. Pairs: 2, concepts: 0."]
    assert shown(back, "//ul[contains(@class, 'imports')]/li/span[4]")[0].startswith("undone")
    assert not page(back).xpath("//ul[contains(@class, 'imports')]//form")


def test_what_was_skipped_is_listed_with_its_line_and_why(app: Flask, editor: FlaskClient) -> None:
    answer = brought(app, editor)

    assert shown(answer, "//ul[contains(@class, 'imports')]//ul/li")[0].startswith("4: ")
    assert "1 skipped" in shown(answer, "//div[contains(@class, 'job')]")[0]


def test_an_import_that_is_undone_already_is_told(app: Flask, editor: FlaskClient) -> None:
    answer = brought(app, editor)
    sent(editor, answer, "//ul[contains(@class, 'imports')]//form")

    again = sent(editor, answer, "//ul[contains(@class, 'imports')]//form")

    assert (again.status_code, "was undone at" in shown(again, "//*[@role='alert']")[0]) == (409, True)


def test_a_file_that_cannot_be_imported_is_told_in_its_job(app: Flask, editor: FlaskClient) -> None:
    answer = brought(app, editor, "<tmx>", "rusak.tmx")

    assert shown(answer, "//div[contains(@class, 'job')]/span[@class='state']") == ["failed"]
    assert "rusak.tmx" in shown(answer, "//div[contains(@class, 'job')]/span[@class='problem']")[0]
    assert len(memory(app)) == len(PAIRS)


def test_no_file_is_told(editor: FlaskClient) -> None:
    answer = sent(editor, editor.get("/memory/imports"), "//form[@id='sending']")

    assert (answer.status_code, shown(answer, "//*[@role='alert']")[0][:17]) == (422, "There is no file.")


def test_htmx_follows_a_job_until_it_has_ended_and_is_told_then(app: Flask, editor: FlaskClient) -> None:
    id_ = page(brought(app, editor)).xpath("string(//div[contains(@class, 'job')]/@id)")

    answer = editor.get(f"/memory/jobs/{id_}", headers=HTMX)

    assert answer.headers["HX-Trigger"] == "imported"
    assert not page(answer).xpath("//*[@hx-trigger]")
    assert editor.get(f"/memory/jobs/{id_}").status_code == 303
    assert editor.get("/memory/jobs/none", headers=HTMX).status_code == 404


def test_a_job_that_has_ended_cannot_be_stopped(app: Flask, editor: FlaskClient) -> None:
    answer = brought(app, editor)
    id_, proof = (
        page(answer).xpath(f"string({path})")
        for path in ("//div[@id][contains(@class, 'job')]/@id", "//input[@name='csrf']/@value")
    )

    assert editor.post(f"/memory/jobs/{id_}/cancel", data={"csrf": proof}, headers=ENGLISH).status_code == 409


def test_hostile_names_are_text(app: Flask, editor: FlaskClient) -> None:
    assert not page(brought(app, editor, name=f"{IMAGE}.csv", project=IMAGE)).xpath("//main//img")


def test_every_export_that_is_offered_is_there(app: Flask, editor: FlaskClient) -> None:
    answer = brought(app, editor, project="Taman")

    links = page(answer).xpath("//p[@class='take']/a/@href")
    assert len(links) == 13
    assert {editor.get(link).status_code for link in links} == {200}


def test_a_reader_sees_what_was_imported_and_imports_nothing(tmp_path: Path) -> None:
    with desk(tmp_path, anonymous="reader") as app:
        client = app.test_client()
        answer = client.get("/memory/imports", headers=ENGLISH)

        assert (answer.status_code, page(answer).xpath("//main//form")) == (200, [])
        assert client.post("/memory/imports").status_code == 401
