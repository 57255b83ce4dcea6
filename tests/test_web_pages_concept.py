"""A concept's page: all that it says, to whom; edited, decided, revived; nobody's typing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from glossary.terms import Decision, Term
from tests.web_desk import BANK, ENGLISH, HALT, desk, glossary, page, sent, shown
from tests.web_small import CEASEFIRE, GREEN_TABLE, HAZE, HOSTILE, IMAGE, LANDSLIDE

FORM = "//form[@id='concept-form']"
DECIDE, REMARK = f"//form[@action='/k/{CEASEFIRE}/decisions']", f"//form[@action='/k/{CEASEFIRE}/remarks']"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over candidates that wait."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may decide."""
    return app.test_client()


def concept(client: FlaskClient, id_: str) -> TestResponse:
    """The page of a concept."""
    return client.get(f"/k/{id_}", headers=ENGLISH)


def form(client: FlaskClient, id_: str) -> TestResponse:
    """The form of a concept."""
    return client.get(f"/k/{id_}/edit", headers=ENGLISH)


# what it says


def test_terms_stand_by_language_and_status(editor: FlaskClient) -> None:
    answer = concept(editor, CEASEFIRE)

    assert [li.get("class") for li in page(answer).xpath("//ul[@lang='en']/li")] == [
        "preferred", "admitted", "forbidden",
    ]  # fmt: skip
    assert shown(answer, "//ul[@lang='en']/li[1]/small") == ["preferred · noun", "other spellings: cease-fire"]


def test_the_source_of_a_definition_is_no_language(app: Flask, editor: FlaskClient) -> None:
    glossary(app).edit(CEASEFIRE, {"definition": {"en": "A stop.", "source": "KBBI VI"}}, by="Rini")
    answer = concept(editor, CEASEFIRE)

    assert not page(answer).xpath("//*[@lang='source']")
    assert shown(answer, "//p[@lang='en'][@class='definition']") == ["A stop."]
    assert "Source: KBBI VI" in shown(answer, "//p[@class='note']")


def test_a_change_shows_what_differs(app: Flask, editor: FlaskClient) -> None:
    glossary(app).edit(LANDSLIDE, {"note": "Also: earth slip."}, by="Rini", why="asked for")
    answer = concept(editor, LANDSLIDE)

    assert shown(answer, "//ol/li[1]//ul")[0] == "note Also: earth slip."
    assert "Rini" in shown(answer, "//ol/li[1]/p")[0]


def test_a_change_back_to_nothing_shows_what_went(app: Flask, editor: FlaskClient) -> None:
    glossary(app).edit(CEASEFIRE, {"subject": []}, by="Rini")

    assert shown(concept(editor, CEASEFIRE), "//ol/li[1]//del") == ["approved", "security"]


def test_what_goes_on_being_enforced_is_said(app: Flask, editor: FlaskClient) -> None:
    glossary(app).edit(CEASEFIRE, {"subject": ["war"]}, by="Rini")

    assert shown(concept(editor, CEASEFIRE), "//section[@class='differences']/p") == [
        "Version 1 goes on being enforced until this is approved."
    ]


def test_hostile_terms_are_text(editor: FlaskClient) -> None:
    for answer in (concept(editor, HOSTILE), form(editor, HOSTILE)):
        assert not page(answer).xpath("//main//img | //main//script")
    assert IMAGE in page(form(editor, HOSTILE)).xpath("//input/@value")


def test_a_concept_that_was_merged_points_on(app: Flask, editor: FlaskClient) -> None:
    glossary(app).merge(CEASEFIRE, [HALT], by="Rini")

    assert page(concept(editor, HALT)).xpath("//p[@class='problem']/a/@href") == [f"/k/{CEASEFIRE}"]


def test_a_concept_that_was_removed_keeps_its_link_and_can_be_revived(app: Flask, editor: FlaskClient) -> None:
    glossary(app).remove(LANDSLIDE, by="Rini", why="A test.")
    answer = concept(editor, LANDSLIDE)

    assert answer.status_code == 410
    assert "removed by Rini" in shown(answer, "//p[@class='problem']")[0]

    assert sent(editor, answer, f"//form[@action='/k/{LANDSLIDE}/revive']").status_code == 200
    assert glossary(app).get(LANDSLIDE).lifecycle == "proposed"


def test_a_concept_that_never_was_is_not_found(editor: FlaskClient) -> None:
    assert [editor.get(path).status_code for path in ("/k/c_none", "/k/c_none/edit")] == [404, 404]


def test_a_reader_sees_no_forms(tmp_path: Path) -> None:
    with desk(tmp_path / "other", anonymous="reader") as app:
        client = app.test_client()

        assert not page(concept(client, CEASEFIRE)).xpath("//main//form | //a[@id='edit']")
        assert client.get(f"/k/{CEASEFIRE}/edit").status_code == 401


def test_a_translator_edits_and_speaks_but_does_not_decide(tmp_path: Path) -> None:
    with desk(tmp_path / "other", anonymous="translator") as app:
        client = app.test_client()
        answer = concept(client, CEASEFIRE)

        assert page(answer).xpath("//main//form/@action") == [f"/k/{CEASEFIRE}/remarks"]
        assert sent(client, form(client, CEASEFIRE), FORM, note="New.").status_code == 200
        assert [client.post(f"/k/{CEASEFIRE}/{way}").status_code for way in ("decisions", "revive")] == [401, 401]


# edited


def test_the_form_sent_back_as_it_came_changes_nothing(app: Flask, editor: FlaskClient) -> None:
    ids = (CEASEFIRE, LANDSLIDE, HOSTILE, HAZE, BANK, GREEN_TABLE)
    before = [glossary(app).get(id_) for id_ in ids]

    for id_ in ids:
        assert sent(editor, form(editor, id_), FORM).status_code == 200

    assert [glossary(app).get(id_) for id_ in ids] == before


def test_every_field_of_a_term_can_be_edited(app: Flask, editor: FlaskClient) -> None:
    typed = {
        "text": "kas negara", "language": "id", "status": "preferred", "type": "phrase", "enforce": "advise",
        "match": "fixed", "case": "as_is", "lookup_forms": "kasnegara; kas  Negara;", "inflected": "kas-kas negara",
        "pos": "NOUN", "source": "KBBI", "usage": "formal", "do_not_translate": "on",
    }  # fmt: skip

    sent(editor, form(editor, BANK), FORM, **{f"term-0-{name}": value for name, value in typed.items()})

    assert glossary(app).get(BANK).terms[0] == Term(
        "id", "kas negara", "preferred", "phrase", "NOUN", "advise", "fixed", "as_is",
        ("kasnegara", "kas Negara"), ("kas-kas negara",), True, "KBBI", "formal",
    )  # fmt: skip


def test_a_spare_row_adds_a_term_and_a_tick_takes_one_away(app: Flask, editor: FlaskClient) -> None:
    sent(editor, form(editor, CEASEFIRE), FORM, **{"term-2-remove": "on", "term-5-text": "armistice"})

    english = glossary(app).get(CEASEFIRE).in_language("en")
    assert [t.text for t in english] == ["ceasefire", "armistice", "weapon stop"]


def test_another_row_is_to_be_had_without_javascript_and_keeps_what_was_typed(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, form(editor, BANK), FORM, **{"term-3-text": "reserve bank", "note": "Kept.", "more": "1"})

    assert page(answer).xpath("//input[@name='term-3-text']/@value") == ["reserve bank"]
    assert [int(row.split("-")[1]) for row in page(answer).xpath("//input/@name[contains(., '-text')]")] == [
        0,
        1,
        2,
        3,
        4,
        5,
    ]
    assert shown(answer, "//textarea[@name='note']") == ["Kept."]
    assert glossary(app).get(BANK).version == 1


def test_line_ends_of_a_note_are_no_change(app: Flask, editor: FlaskClient) -> None:
    glossary(app).edit(BANK, {"note": "one\ntwo"}, by="Rini")

    sent(editor, form(editor, BANK), FORM, note="one\r\ntwo")

    assert glossary(app).get(BANK).version == 2


def test_what_was_typed_over_a_stale_version_stays_and_the_change_is_shown(app: Flask, editor: FlaskClient) -> None:
    before = form(editor, CEASEFIRE)
    glossary(app).edit(CEASEFIRE, {"note": "Rini's note."}, by="Rini")

    answer = sent(editor, before, FORM, **{"definition-en": "Mine.", "term-1-text": "cessation"})

    assert answer.status_code == 409
    assert shown(answer, "//*[@role='alert']/p")[0].startswith("Rini has changed it meanwhile.")
    assert shown(answer, "//*[@role='alert']//ins") == ["Rini's note."]
    assert shown(answer, "//textarea[@name='definition-en']") == ["Mine."]
    assert "cessation" in page(answer).xpath("//input/@value")
    assert glossary(app).get(CEASEFIRE).version == 2

    assert sent(editor, answer, FORM).status_code == 200
    assert glossary(app).get(CEASEFIRE).definition["en"] == "Mine."
    assert glossary(app).get(CEASEFIRE).in_language("en")[0].text == "cessation"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"term-3-text": "central bank"}, "stands twice"),
        ({"term-2-text": "bank", "term-2-status": "preferred"}, "are preferred"),
        ({"term-1-status": "loved"}, "“loved”"),
    ],
)
def test_a_form_that_makes_no_concept_is_told_and_kept(
    app: Flask, editor: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = sent(editor, form(editor, BANK), FORM, note="Kept.", **typed)

    assert answer.status_code == 422
    assert said in shown(answer, "//*[@role='alert']")[0]
    assert shown(answer, "//textarea[@name='note']") == ["Kept."]
    assert glossary(app).get(BANK).version == 1


# decided, revived, discussed


def test_only_decisions_that_may_follow_are_offered(editor: FlaskClient) -> None:
    offered = {
        id_: page(concept(editor, id_)).xpath("//button[@name='decision']/@value")
        for id_ in (LANDSLIDE, CEASEFIRE, GREEN_TABLE)
    }

    assert offered == {LANDSLIDE: ["approve", "reject"], CEASEFIRE: ["reopen", "retire"], GREEN_TABLE: ["reopen"]}


def test_a_decision_keeps_its_reason(app: Flask, editor: FlaskClient) -> None:
    sent(editor, concept(editor, CEASEFIRE), DECIDE, decision="retire", reason="Out of use.")

    assert glossary(app).get(CEASEFIRE).lifecycle == "retired"
    assert glossary(app).history(CEASEFIRE)[-1]["why"] == "retire: Out of use."


@pytest.mark.parametrize("given", [{"decision": "retire", "reason": " "}, {"decision": "dance"}, {}])
def test_a_decision_that_cannot_be_is_told(app: Flask, editor: FlaskClient, given: dict[str, str]) -> None:
    answer = sent(editor, concept(editor, CEASEFIRE), DECIDE, **given)

    assert answer.status_code in (409, 422)
    assert shown(answer, "//*[@role='alert']")
    assert glossary(app).get(CEASEFIRE).version == 1


def test_a_decision_over_a_version_that_was_not_seen_is_refused(app: Flask, editor: FlaskClient) -> None:
    before = concept(editor, CEASEFIRE)
    glossary(app).edit(CEASEFIRE, {"note": "Wait."}, by="Rini")

    assert sent(editor, before, DECIDE, decision="retire", reason="Old.").status_code == 409
    assert glossary(app).get(CEASEFIRE).lifecycle == "approved"


def test_an_old_version_is_revived(app: Flask, editor: FlaskClient) -> None:
    glossary(app).edit(LANDSLIDE, {"note": "Wrong."}, by="Rini")
    answer = concept(editor, LANDSLIDE)

    assert shown(answer, "//ol//button") == ["Revive version 1"]
    sent(editor, answer, f"//form[@action='/k/{LANDSLIDE}/revive']")
    assert (glossary(app).get(LANDSLIDE).note, glossary(app).get(LANDSLIDE).version) == ("", 3)


def test_a_remark_is_seen_by_all_and_makes_no_version(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, concept(editor, CEASEFIRE), REMARK, text=f"Is {IMAGE} meant?")

    assert shown(answer, "//section[@id='remarks']/article/p[1]") == [f"Is {IMAGE} meant?"]
    assert glossary(app).get(CEASEFIRE).version == 1


def test_a_remark_that_says_nothing_is_refused(app: Flask, editor: FlaskClient) -> None:
    assert sent(editor, concept(editor, CEASEFIRE), REMARK, text=" ").status_code == 422
    assert glossary(app).get(CEASEFIRE).remarks == ()


def test_a_rejected_edit_leaves_what_was_approved(app: Flask, editor: FlaskClient) -> None:
    glossary(app).edit(CEASEFIRE, {"subject": ["war"]}, by="Rini")

    sent(editor, concept(editor, CEASEFIRE), DECIDE, decision="reject", reason="No.")

    assert (glossary(app).get(CEASEFIRE).lifecycle, glossary(app).get(CEASEFIRE).subject) == ("approved", ("security",))


def test_a_form_without_its_proof_changes_nothing(app: Flask, editor: FlaskClient) -> None:
    glossary(app).decide(BANK, Decision("approve", "Rini"))
    answers = [
        sent(editor, form(editor, CEASEFIRE), FORM, csrf=None, note="x"),
        sent(editor, concept(editor, CEASEFIRE), DECIDE, csrf=None, decision="retire", reason="x"),
        sent(editor, concept(editor, CEASEFIRE), REMARK, csrf=None, text="x"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert glossary(app).get(CEASEFIRE).version == 1
