"""A file on the Check page: sent, gone through, mended, let pass, taken along, thrown away."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.test_web_pages_check import RIGHT, SOURCE, WRONG, key, proof, verdict
from tests.web_desk import ENGLISH, desk, page, shown
from tests.web_small import IMAGE
from web.papers import Paper, Papers

TABLE = f"id,en\n{SOURCE},{WRONG}\nHujan turun.,It rains.\n,nothing\n"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over the small store, for somebody who may edit."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may let findings pass."""
    return app.test_client()


def sent(client: FlaskClient, *, follow: bool = True, **files: tuple[str, str]) -> TestResponse:
    """What comes of sending files: by field, the name and the text."""
    fields = {name: (io.BytesIO(text.encode()), file) for name, (file, text) in files.items()}
    data = {"csrf": proof(client), "from": "auto", **fields}
    return client.post("/check/files", data=data, headers=ENGLISH, follow_redirects=follow)


def way(answer: TestResponse) -> str:
    """The address of a file's page."""
    return str(page(answer).xpath("string(//form[@id='checking']/@action)"))


def pressed(client: FlaskClient, answer: TestResponse, path: str = "", **fields: str) -> TestResponse:
    """What comes of pressing a button on a file's page."""
    data = {"csrf": proof(client), **fields}
    return client.post(way(answer) + path, data=data, headers=ENGLISH, follow_redirects=True)


def test_a_file_is_shown_with_what_is_found_and_what_was_not_read(editor: FlaskClient) -> None:
    answer = sent(editor, file=("naskah.csv", TABLE))

    assert (shown(answer, "//h1"), "Segments: 2" in verdict(answer)) == (["naskah.csv"], True)
    assert shown(answer, "//p[@class='place']") == ["1 · line 2"]
    assert shown(answer, "//mark") == ["Gencatan senjata", "weapon stop"]
    assert shown(answer, "//ul[@class='skipped']/li")[0].startswith("4: ")


def test_all_segments_are_shown_to_whoever_asks(editor: FlaskClient) -> None:
    answer = editor.get(way(sent(editor, file=("naskah.csv", TABLE))) + "?every=1", headers=ENGLISH)

    assert len(page(answer).xpath("//article")) == 2


def test_a_file_is_checked_in_the_directions_that_its_segments_have(editor: FlaskClient) -> None:
    table = f"id,en,from\n{SOURCE},{WRONG},id\nHujan turun.,The ceasefire is fragile.,en\n"

    answer = sent(editor, file=("naskah.csv", table))

    assert shown(answer, "//div[@class='sides']/p/@lang/..") == [
        "Gencatan senjatafinding 1 itu rapuh.",
        "The weapon stopfinding 1 is fragile.",
        "The ceasefirefinding 2 is fragile.",
        "Hujan turun.",
    ]
    assert page(answer).xpath("//div[@class='sides']/p/@lang") == ["id", "en", "en", "id"]


def test_two_documents_are_aligned_and_checked(editor: FlaskClient) -> None:
    answer = sent(editor, there_id=("a.id.txt", f"{SOURCE}\n"), there_en=("a.en.txt", f"{WRONG}\n"))

    assert (shown(answer, "//h1"), shown(answer, "//mark")) == (["a.en.txt"], ["Gencatan senjata", "weapon stop"])


def test_what_was_mended_stays_until_it_is_taken_back(editor: FlaskClient) -> None:
    first = sent(editor, file=("naskah.csv", TABLE))

    mended = pressed(editor, first, fix=f"{key(first)}.0")
    again = editor.get(way(first), headers=ENGLISH)
    back = pressed(editor, first, undo="1")

    assert (verdict(mended)[:2], verdict(again)[:2], verdict(back)[:2]) == ("✓ ", "✓ ", "✗ ")
    assert not page(back).xpath("//button[@name='undo']")


def test_a_translation_is_written_anew_and_taken_along(editor: FlaskClient) -> None:
    first = sent(editor, file=("naskah.csv", TABLE))

    saved = pressed(editor, first, save="0", **{"target-0": RIGHT})
    taken = editor.get(f"{way(first)}/segments.csv")

    assert verdict(saved).startswith("✓")
    assert [line.split(",")[:2] for line in taken.text.splitlines()] == [
        ["id", "en"],
        [SOURCE, RIGHT],
        ["Hujan turun.", "It rains."],
    ]


@pytest.mark.parametrize("at", ["2", "-1", "99999999999", "x"])
def test_a_segment_that_is_none_is_refused(editor: FlaskClient, at: str) -> None:
    first = sent(editor, file=("naskah.csv", TABLE))

    assert pressed(editor, first, save=at, **{f"target-{at}": "x"}).status_code == 422


def test_an_empty_translation_is_refused(editor: FlaskClient) -> None:
    answer = pressed(editor, sent(editor, file=("naskah.csv", TABLE)), save="0", **{"target-0": " \r\n"})

    assert (answer.status_code, shown(answer, "//mark")) == (422, ["Gencatan senjata", "weapon stop"])


def test_nothing_is_taken_back_before_anything_was_done(editor: FlaskClient) -> None:
    answer = pressed(editor, sent(editor, file=("naskah.csv", TABLE)), undo="1")

    assert answer.status_code == 404
    assert shown(answer, "//*[@role='alert']") == ["There is nothing to take back."]


def test_what_is_let_pass_in_a_file_is_found_in_another(editor: FlaskClient) -> None:
    first = sent(editor, file=("naskah.csv", TABLE))
    one = key(first)

    waived = pressed(editor, first, "/waive", waive=one, **{f"reason-{one}": "Quoted.", f"scope-{one}": "document"})
    other = sent(editor, file=("lain.csv", TABLE))
    back = pressed(editor, first, "/waive", unwaive=one)

    assert [verdict(answer)[0] for answer in (waived, other, back)] == ["✓", "✗", "✗"]
    assert "Quoted. · this file" in shown(waived, "//details[@class='waived']//small")[0]


def test_findings_are_taken_along_with_the_lines_of_the_file(editor: FlaskClient) -> None:
    first = sent(editor, file=("naskah.csv", TABLE))

    told = editor.get(f"{way(first)}/findings.sarif").get_json(force=True)

    place = told["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("naskah.csv", {"startLine": 2})


def test_a_long_file_is_shown_page_by_page(editor: FlaskClient) -> None:
    rows = "".join(f"{SOURCE} Ke-{n}.,{WRONG} No {n}.\n" for n in range(60))
    first = sent(editor, file=("panjang.csv", f"id,en\n{rows}"))

    second = editor.get(f"{way(first)}?page=2", headers=ENGLISH)
    far = editor.get(f"{way(first)}?page=9999999999", headers=ENGLISH)

    assert [len(page(answer).xpath("//article")) for answer in (first, second, far)] == [50, 10, 50]
    assert shown(second, "//b[@class='number']")[0] == "51"
    assert page(first).xpath("//a[@rel='next']/@href") == [f"{way(first)}?page=2"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "There is not the file"),
        ({"there_id": ("a.txt", "Hujan.")}, "There is not the file"),
        ({"file": ("a.csv", TABLE), "there_id": ("a.txt", "Hujan."), "there_en": ("b.txt", "Rain.")}, "There is not"),
        ({"file": ("a.pdf", "x")}, "a.pdf"),
        ({"file": ("a.csv", "id,en\n,x\n")}, "a.csv has nothing to check; the first: line 2"),
        ({"file": ("a.tmx", "<tmx>")}, "a.tmx"),
    ],
    ids=["none", "half a pair", "too many", "unknown", "empty", "broken"],
)
def test_what_cannot_be_checked_is_told(editor: FlaskClient, files: dict[str, tuple[str, str]], said: str) -> None:
    answer = sent(editor, **files)

    assert answer.status_code == 422
    assert said in shown(answer, "//*[@role='alert']")[0]


def test_more_segments_than_a_page_can_bear_are_for_the_command(
    editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.papers.MOST", 1)

    answer = sent(editor, file=("naskah.csv", TABLE))

    assert "padanan check" in shown(answer, "//*[@role='alert']")[0]


def test_hostile_names_and_segments_are_text(editor: FlaskClient) -> None:
    answer = sent(editor, file=(f"{IMAGE}.csv", f'id,en\n{SOURCE} {IMAGE},"{WRONG}</textarea>{IMAGE}"\n'))

    assert (answer.status_code, page(answer).xpath("//main//img")) == (200, [])


@pytest.mark.parametrize("id_", ["p_0", "p_" + "0" * 32, "..%2Fsecrets", "p_" + "0" * 32 + "%0A"])
def test_a_file_that_is_not_there_is_not_found(editor: FlaskClient, id_: str) -> None:
    assert editor.get(f"/check/{id_}").status_code == 404


def test_a_closed_file_is_gone(editor: FlaskClient) -> None:
    first = sent(editor, file=("naskah.csv", TABLE))

    pressed(editor, first, "/close")

    assert editor.get(way(first)).status_code == 404


def test_a_file_goes_a_day_after_it_was_last_touched(app: Flask, editor: FlaskClient) -> None:
    first = way(sent(editor, file=("naskah.csv", TABLE)))
    kept = app.extensions["padanan"].settings.data / "checks"
    os.utime(kept / f"{first.rpartition('/')[2]}.json", times=(time.time() - 90_000,) * 2)

    second = way(sent(editor, file=("naskah.csv", TABLE)))

    assert (editor.get(first).status_code, editor.get(second).status_code) == (404, 200)


def test_of_too_many_files_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.papers._PAPERS", 2)
    papers = Papers(tmp_path)

    ids = [papers.add(Paper((), "a.csv")).id for _ in range(5)]

    assert len(list(tmp_path.iterdir())) == 3
    assert papers.get(ids[-1]).name == "a.csv"


def test_a_reader_who_sends_no_proof_is_refused(editor: FlaskClient) -> None:
    data = {"file": (io.BytesIO(TABLE.encode()), "naskah.csv")}

    assert editor.post("/check/files", data=data).status_code == 403
