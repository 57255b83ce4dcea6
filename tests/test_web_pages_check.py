"""The Check page: what was pasted, what is found in it, what a button does, what is let pass and taken along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from tests.web_desk import ENGLISH, HTMX, desk, page, shown
from tests.web_small import CEASEFIRE, FORMULA, IMAGE

SOURCE, WRONG, RIGHT = "Gencatan senjata itu rapuh.", "The weapon stop is fragile.", "The ceasefire is fragile."


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over the small store, for somebody who may edit."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may let findings pass."""
    return app.test_client()


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[FlaskClient]:
    """Somebody who may only look, and check."""
    with desk(tmp_path / "reading", anonymous="reader") as made:
        yield made.test_client()


def proof(client: FlaskClient) -> str:
    """What the form of this browser carries."""
    return str(page(client.get("/check")).xpath("string(//form[@id='checking']//input[@name='csrf']/@value)"))


def pasted(
    client: FlaskClient, source: str = SOURCE, target: str = WRONG, path: str = "/check", **fields: str
) -> TestResponse:
    """What comes of sending the form."""
    data = {"csrf": proof(client), "source": source, "target": target, "from": "auto", **fields}
    return client.post(path, data=data, headers=ENGLISH)


def key(answer: TestResponse, at: int = 0) -> str:
    """What the page calls a finding."""
    return str(page(answer).xpath("//li[contains(@class, 'finding')]/@id")[at])


def verdict(answer: TestResponse) -> str:
    """What is said of the whole."""
    return shown(answer, "//p[@id='verdict']")[0]


def target(answer: TestResponse) -> str:
    """The translation in the form, as a browser takes it."""
    return str(page(answer).get_element_by_id("target").value).removeprefix("\n")


def test_the_form_is_empty_and_says_nothing_of_any_text(reader: FlaskClient) -> None:
    answer = reader.get("/check", headers=ENGLISH)

    assert shown(answer, "//form[@id='checking']//textarea") == ["", ""]
    assert not page(answer).xpath("//*[@id='verdict']")


def test_a_finding_is_marked_in_both_texts_and_said_in_words(reader: FlaskClient) -> None:
    answer = pasted(reader)

    assert verdict(answer).startswith("✗ Does not pass errors: 1")
    assert shown(answer, "//mark[@class='error']") == ["Gencatan senjata", "weapon stop"]
    assert shown(answer, "//li[@class='finding error']/p") == [
        "1 error “weapon stop” is a wrong rendering here; write “ceasefire”, “truce”. concept"
    ]
    assert page(answer).xpath("//a[@class='permalink']/@href") == [f"/k/{CEASEFIRE}"]


def test_what_is_said_is_in_the_language_of_the_page(reader: FlaskClient) -> None:
    data = {"csrf": proof(reader), "source": SOURCE, "target": WRONG}

    answer = reader.post("/check", data=data, headers={"Accept-Language": "id"})

    assert "padanan yang keliru" in shown(answer, "//li[@class='finding error']/p")[0]


def test_a_replacement_goes_into_the_translation_which_is_checked_again_and_comes_out_again(
    reader: FlaskClient,
) -> None:
    first = pasted(reader)

    mended = pasted(reader, fix=f"{key(first)}.0")
    back = pasted(reader, target=RIGHT, before=WRONG, undo="1")

    assert (target(mended), verdict(mended)[:8]) == (RIGHT, "✓ Passes")
    assert page(mended).xpath("string(//input[@name='before']/@value)") == WRONG
    assert (target(back), page(back).xpath("//button[@name='undo']")) == (WRONG, [])


def test_every_replacement_can_be_chosen(reader: FlaskClient) -> None:
    first = pasted(reader)

    assert shown(first, "//button[@name='fix']") == ["Write “ceasefire”", "Write “truce”"]
    assert target(pasted(reader, fix=f"{key(first)}.1")) == "The truce is fragile."


def test_a_finding_that_is_there_no_more_is_told_and_the_texts_stay(reader: FlaskClient) -> None:
    gone = key(pasted(reader))

    answer = pasted(reader, target=RIGHT, fix=f"{gone}.0")

    assert (answer.status_code, target(answer)) == (404, RIGHT)
    assert shown(answer, "//*[@role='alert']")[0].startswith("This finding is there no more.")


@pytest.mark.parametrize("number", ["7", "-1", "x", ""])
def test_a_replacement_that_is_none_is_refused(reader: FlaskClient, number: str) -> None:
    answer = pasted(reader, fix=f"{key(pasted(reader))}.{number}")

    assert (answer.status_code, target(answer)) == (422, WRONG)


def test_the_direction_is_seen_from_the_texts(reader: FlaskClient) -> None:
    answer = pasted(
        reader, "The ceasefire is fragile and will not last.", "Gencetan itu rapuh dan tidak akan bertahan."
    )

    assert "(en → id)" in shown(answer, "//fieldset[@class='ways']")[0]
    assert shown(answer, "//mark") == ["ceasefire"]


def test_a_chosen_direction_is_kept_to(reader: FlaskClient) -> None:
    answer = pasted(reader, **{"from": "en"})

    assert page(answer).xpath("string(//input[@name='from'][@checked]/@value)") == "en"
    assert not page(answer).xpath("//mark")


def test_texts_are_compared_line_by_line_where_their_lines_correspond(reader: FlaskClient) -> None:
    two = pasted(reader, f"{SOURCE}\r\n\r\nHujan turun.\r\n", f"{WRONG}\n\nIt rains.")
    one = pasted(reader, f"{SOURCE}\nHujan turun.", WRONG)

    assert ("Segments: 3" in verdict(two), "Segments: 1" in verdict(one)) == (True, True)


def test_a_replacement_leaves_the_other_lines_as_they_are(reader: FlaskClient) -> None:
    first = pasted(reader, f"Hujan.\n\n{SOURCE}", f"Rain.\n\n{WRONG}")

    answer = pasted(reader, f"Hujan.\n\n{SOURCE}", f"Rain.\n\n{WRONG}", fix=f"{key(first)}.0")

    assert target(answer) == f"Rain.\n\n{RIGHT}"


def test_of_segments_that_read_alike_the_one_that_was_meant_is_mended(reader: FlaskClient) -> None:
    twice = (f"{SOURCE}\n{SOURCE}", f"{WRONG}\n{WRONG}")
    first = pasted(reader, *twice)

    answer = pasted(reader, *twice, fix=f"{key(first, 1)}.0")

    assert key(first, 0) != key(first, 1)
    assert target(answer) == f"{WRONG}\n{RIGHT}"


def test_a_translation_is_looked_at_without_its_source(reader: FlaskClient) -> None:
    answer = pasted(reader, "", "The mahkamah konstitusi ruled, and the weapon stop went on.")

    assert (answer.status_code, verdict(answer)[:2] in ("✓ ", "✗ ")) == (200, True)


def test_a_text_that_is_too_long_to_be_pasted_is_refused(reader: FlaskClient) -> None:
    answer = pasted(reader, "a " * 40_000)

    assert (answer.status_code, target(answer)) == (422, WRONG)
    assert "more than 60,000 characters" in shown(answer, "//*[@role='alert']")[0]


def test_hostile_text_is_text(reader: FlaskClient) -> None:
    answer = pasted(reader, f"{FORMULA} {SOURCE}</textarea>{IMAGE}", f"{WRONG}</textarea>{IMAGE}")

    assert not page(answer).xpath("//main//img | //main//script")
    assert target(answer) == f"{WRONG}</textarea>{IMAGE}"


def test_htmx_is_given_the_form_alone_and_a_refusal_as_an_answer(reader: FlaskClient) -> None:
    data = {"csrf": proof(reader), "source": SOURCE, "target": WRONG, "fix": "f_0.0"}

    answer = reader.post("/check", data=data, headers=HTMX)

    assert (answer.status_code, answer.text.lstrip()[:5], "<header" in answer.text) == (200, "<form", False)
    assert "This finding is there no more." in answer.text


def test_a_form_from_elsewhere_is_refused(reader: FlaskClient) -> None:
    assert reader.post("/check", data={"source": SOURCE, "target": WRONG}).status_code == 403


# let pass


def test_a_finding_is_let_pass_with_a_reason_listed_and_let_pass_no_longer(editor: FlaskClient) -> None:
    one = key(pasted(editor))

    waived = pasted(editor, path="/check/waive", waive=one, **{f"reason-{one}": "A quotation."})
    back = pasted(editor, path="/check/waive", unwaive=one)

    assert verdict(waived).startswith("✓ Passes")
    assert shown(waived, "//details[@class='waived']//small")[0].startswith("A quotation. · this segment")
    assert not page(waived).xpath("//mark")
    assert verdict(back).startswith("✗")


def test_nothing_is_let_pass_without_a_reason(editor: FlaskClient) -> None:
    one = key(pasted(editor))

    answer = pasted(editor, path="/check/waive", waive=one, **{f"reason-{one}": " "})

    assert (answer.status_code, target(answer)) == (422, WRONG)
    assert shown(answer, "//*[@role='alert']")[0].startswith("A waiver needs a reason.")
    assert verdict(answer).startswith("✗")


def test_what_is_let_pass_in_a_project_is_found_in_every_other(editor: FlaskClient) -> None:
    one = key(pasted(editor))
    given = {f"reason-{one}": "The client wants it.", f"scope-{one}": "project", "project": "Taman"}

    pasted(editor, path="/check/waive", waive=one, **given)

    assert verdict(pasted(editor, project="Taman")).startswith("✓")
    assert verdict(pasted(editor)).startswith("✗")


def test_only_an_editor_lets_pass(reader: FlaskClient) -> None:
    one = key(pasted(reader))

    answer = pasted(reader, path="/check/waive", waive=one, **{f"reason-{one}": "I may not."})

    assert answer.status_code == 401
    assert not page(pasted(reader)).xpath("//button[@name='waive']")


# taken along


def test_findings_are_taken_along_as_sarif_junit_and_json(reader: FlaskClient) -> None:
    sarif, junit, told = (pasted(reader, path=f"/check/findings.{form}") for form in ("sarif", "junit.xml", "json"))

    assert json.loads(sarif.text)["runs"][0]["results"][0]["ruleId"] == "TERM_FORBIDDEN"
    assert etree.fromstring(junit.data).xpath("string(//failure/@type)") == "TERM_FORBIDDEN"
    assert [one["code"] for one in json.loads(told.text)["findings"]] == ["TERM_FORBIDDEN"]
    assert sarif.headers["Content-Disposition"] == 'attachment; filename="findings.sarif"'


def test_a_spreadsheet_runs_nothing_of_what_was_found(reader: FlaskClient) -> None:
    answer = pasted(reader, f"={SOURCE}", f"={WRONG}", path="/check/findings.csv")

    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert (row["source"], row["target"]) == (f"'={SOURCE}", f"'={WRONG}")
    assert (row["code"], row["in_target"], row["replacements"]) == (
        "TERM_FORBIDDEN",
        "weapon stop",
        "ceasefire | truce",
    )


def test_a_form_that_findings_are_not_written_in_is_not_found(reader: FlaskClient) -> None:
    assert pasted(reader, path="/check/findings.pdf").status_code == 404
