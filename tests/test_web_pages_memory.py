"""The Memory page: found by phrase and by likeness, edited where it stands, forgotten, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from memory import amend
from memory.recall import Memory
from memory.units import Origin, Unit, unit_id
from tests.web_desk import ENGLISH, HTMX, desk, page, sent, shown
from tests.web_small import PAIRS, SCRIPT

TRUCE = unit_id({"id": PAIRS[0][0], "en": PAIRS[0][1]})


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over the small store, for somebody who may edit."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may edit and forget."""
    return app.test_client()


def memory(app: Flask) -> Memory:
    """The memory of the app."""
    found: Memory = app.extensions["padanan"].memory
    return found


def more(app: Flask, count: int, **fields: object) -> None:
    """Remember so many units more."""
    pairs = [{"id": f"Banjir nomor {n} surut.", "en": f"Flood number {n} fell."} for n in range(count)]
    project = str(fields.get("project", ""))
    memory(app).remember(
        Unit(unit_id(texts, project), texts, (Origin("banjir.tmx", position=n),), **fields)  # type: ignore[arg-type]
        for n, texts in enumerate(pairs, start=1)
    )


def asked(client: FlaskClient, **query: str) -> TestResponse:
    """What the page answers."""
    return client.get("/memory", query_string=query, headers=ENGLISH)


def rows(answer: TestResponse) -> int:
    """How many units are shown."""
    return len(page(answer).xpath("//article[contains(@class, 'unit')]"))


def edited(client: FlaskClient, id_: str, **fields: str) -> TestResponse:
    """What comes of opening the form of a unit and sending it so."""
    return sent(client, client.get(f"/memory/{id_}/edit", headers=ENGLISH), "//article//form", **fields)


# found


def test_a_phrase_is_marked_on_the_side_on_which_it_stands(editor: FlaskClient) -> None:
    answer = asked(editor, q="gencatan senjata")

    assert (rows(answer), shown(answer, "//mark")) == (2, ["Gencatan senjata"] * 2)
    assert shown(answer, "//h2") == ["Found 2"]


def test_quotes_make_a_phrase_of_it_and_both_languages_are_looked_through(editor: FlaskClient) -> None:
    answer = asked(editor, q="“the two countries”", how="like")

    assert shown(answer, "//mark") == ["The two countries"]
    assert page(answer).xpath("string(//article/p[1]/@lang)") == "en"


def test_a_sentence_shows_what_differs_and_which_terms_the_match_lacks(editor: FlaskClient) -> None:
    answer = asked(editor, q="Gencatan senjata ini rapuh.", how="like")

    assert (shown(answer, "//del"), shown(answer, "//ins")) == (["itu"], ["ini"])
    assert shown(answer, "//p[@class='problem missing']") == ["Approved terms it lacks: ceasefire"]


def test_without_a_question_all_are_listed_page_by_page(app: Flask, editor: FlaskClient) -> None:
    more(app, 50)
    answer, seen = asked(editor), []

    while True:
        seen += page(answer).xpath("//article/@id")
        following = page(answer).xpath("//a[@rel='next']/@href")
        if not following:
            break
        answer = editor.get(following[0], headers=ENGLISH)

    assert (len(seen), len(set(seen))) == (56, 56)


def test_the_pages_of_a_phrase_follow_each_other(app: Flask, editor: FlaskClient) -> None:
    more(app, 30)
    first = asked(editor, q="banjir", **{"from": "id"})

    second = editor.get(page(first).xpath("string(//a[@rel='next']/@href)"), headers=ENGLISH)

    assert (rows(first), rows(second), shown(second, "//h2")) == (25, 5, ["Found 30"])
    assert not set(page(first).xpath("//article/@id")) & set(page(second).xpath("//article/@id"))


@pytest.mark.parametrize("q", ["", "banjir", "Banjir nomor 3 surut."])
@pytest.mark.parametrize(
    ("asked_for", "count"),
    [
        ({"project": "Taman"}, 5),
        ({"status": "reviewed"}, 5),
        ({"file": "BANJIR"}, 5),
        ({"file": "banjir", "project": "none"}, 0),
    ],
    ids=["project", "status", "file", "nothing"],
)
def test_only_what_is_asked_for_is_shown(
    app: Flask, editor: FlaskClient, q: str, asked_for: dict[str, str], count: int
) -> None:
    more(app, 5, project="Taman", status="reviewed")

    answer = asked(editor, q=q, how="like" if q.endswith(".") else "phrase", **asked_for)

    assert rows(answer) == count


def test_a_file_is_found_page_by_page_among_many(
    app: Flask, editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.segments._AT_ONCE", 10)
    more(app, 30)

    first = asked(editor, file="banjir")
    second = editor.get(page(first).xpath("string(//a[@rel='next']/@href)"), headers=ENGLISH)

    assert (rows(first), rows(second)) == (25, 5)


def test_a_memory_that_is_too_long_to_be_looked_through_is_gone_on_with(
    app: Flask, editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.segments._AT_ONCE", 10)
    monkeypatch.setattr("web.segments._READ", 10)
    more(app, 30)

    phrase, listed = asked(editor, q="banjir", status="draft"), asked(editor, file="kecil.tmx.none")

    assert [shown(one, "//p[@class='note']")[0][:31] for one in (phrase, listed)] == [
        "Not all of the memory has been "
    ] * 2
    assert page(phrase).xpath("//a[@rel='next']/@href") == ["/memory?after=10&q=banjir&status=draft"]


def test_what_is_no_question_is_told(editor: FlaskClient) -> None:
    for wrong in ({"q": "a" * 3000}, {"status": "gone"}, {"from": "fr"}, {"how": "magic"}):
        answer = asked(editor, **wrong)
        assert (answer.status_code, len(shown(answer, "//*[@role='alert']"))) == (422, 1), wrong


def test_nothing_found_is_said(editor: FlaskClient) -> None:
    assert shown(asked(editor, q="zzqx"), "//p[@class='nothing']") == ["Nothing found for “zzqx”."]


def test_hostile_segments_are_text(editor: FlaskClient) -> None:
    answer = asked(editor, q="tanah longsor")

    assert SCRIPT in shown(answer, "//article/p")[0]
    assert not page(answer).xpath("//main//script")


def test_htmx_is_given_what_was_found_alone_and_the_address_of_it(editor: FlaskClient) -> None:
    answer = editor.get("/memory?q=gencatan", headers=HTMX)

    assert ("<header" in answer.text, answer.headers["HX-Replace-Url"]) == (False, "/memory?q=gencatan")


# edited


def test_an_edit_is_kept_and_taken_back(app: Flask, editor: FlaskClient) -> None:
    before = memory(app).get(TRUCE)

    saved = edited(editor, TRUCE, en="The truce begins on Sunday.", status="reviewed", next="/memory?q=gencatan")
    after = unit_id({"id": PAIRS[0][0], "en": "The truce begins on Sunday."})
    assert memory(app).get(after).status == "reviewed"
    assert memory(app).get(after).changed.by == "anonymous"
    assert shown(saved, "//div[@class='last']//span") == [f"Edited last: {PAIRS[0][0]}"]
    sent(editor, saved, "//form[@class='undo']")

    assert memory(app).get(TRUCE) == before


def test_a_stale_edit_keeps_what_was_typed_and_shows_what_is_there_now(app: Flask, editor: FlaskClient) -> None:
    form = editor.get(f"/memory/{TRUCE}/edit", headers=ENGLISH)
    known = memory(app).get(TRUCE)
    amend.revise(TRUCE, {"status": "reviewed"}, memory(app), by="Budi", seen=amend.seal(known))

    answer = sent(editor, form, "//article//form", en="The truce begins.")

    assert answer.status_code == 409
    assert "changed by Budi" in shown(answer, "//*[@role='alert']")[0]
    assert shown(answer, "//textarea[@name='en']") == ["The truce begins."]
    assert PAIRS[0][1] in shown(answer, "//div[@class='differences']")[0]
    assert sent(editor, answer, "//article//form").status_code == 200
    assert memory(app).get(unit_id({"id": PAIRS[0][0], "en": "The truce begins."})).changed.by == "anonymous"


@pytest.mark.parametrize("fields", [{"en": "  "}, {"id": ""}, {"status": "gone"}])
def test_an_edit_that_says_nothing_is_refused_and_not_lost(
    app: Flask, editor: FlaskClient, fields: dict[str, str]
) -> None:
    answer = edited(editor, TRUCE, **fields)

    assert (answer.status_code, len(shown(answer, "//textarea"))) == (422, 2)
    assert memory(app).get(TRUCE).texts["en"] == PAIRS[0][1]


def test_a_unit_that_is_gone_is_not_found(app: Flask, editor: FlaskClient) -> None:
    form = editor.get(f"/memory/{TRUCE}/edit", headers=ENGLISH)
    memory(app).forget([TRUCE])

    assert sent(editor, form, "//article//form").status_code == 404
    assert editor.get(f"/memory/{TRUCE}").status_code == 404


def test_a_unit_that_has_become_another_meanwhile_is_shown_and_not_written_over(editor: FlaskClient) -> None:
    form = editor.get(f"/memory/{TRUCE}/edit", headers=ENGLISH)
    edited(editor, TRUCE, en="The truce begins.")

    assert sent(editor, form, "//article//form").status_code == 409
    assert "The truce begins." in editor.get(f"/memory/{TRUCE}").get_data(as_text=True)


def test_a_forgotten_unit_is_gone_until_it_is_taken_back(app: Flask, editor: FlaskClient) -> None:
    before = memory(app).get(TRUCE)

    gone = sent(editor, editor.get(f"/memory/{TRUCE}", headers=ENGLISH), "//form[@class='deeds']")
    assert len(memory(app)) == len(PAIRS) - 1
    sent(editor, gone, "//form[@class='undo']")

    assert memory(app).get(TRUCE) == before


def test_htmx_edits_in_the_row(editor: FlaskClient) -> None:
    form = editor.get(f"/memory/{TRUCE}/edit", headers=HTMX)
    fields = dict(page(form).xpath("//form")[0].form_values()) | {"en": "The truce begins."}

    saved = editor.post(f"/memory/{TRUCE}/edit", data=fields, headers=HTMX)

    assert (form.text.lstrip()[:8], "<header" in saved.text) == ("<article", False)
    assert shown(saved, "//article/p")[1] == "The truce begins."
    assert shown(saved, "//form[@class='undo']/span") == ["Saved."]


def test_a_translator_edits_and_does_not_forget(tmp_path: Path) -> None:
    with desk(tmp_path, anonymous="translator") as app:
        client = app.test_client()
        answer = asked(client, q="gencatan")

        assert page(answer).xpath("//a[@class='change']")
        assert not page(answer).xpath("//button[contains(@class, 'forget')]")
        assert sent(client, client.get(f"/memory/{TRUCE}"), "//form[@class='deeds']").status_code == 401


def test_a_reader_looks(tmp_path: Path) -> None:
    with desk(tmp_path, anonymous="reader") as app:
        client = app.test_client()

        assert not page(asked(client, q="gencatan")).xpath("//article//form | //article//a[@role='button']")
        assert client.get(f"/memory/{TRUCE}/edit").status_code == 401


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_no_form_leads_away_from_here(editor: FlaskClient, way: str) -> None:
    form = page(editor.get(f"/memory/{TRUCE}/edit")).xpath("//article//form")[0]
    fields = dict(form.form_values()) | {"next": way, "en": "The truce begins."}

    answer = editor.post(f"/memory/{TRUCE}/edit", data=fields)

    assert (answer.status_code, "evil" in answer.headers["Location"]) == (303, False)
