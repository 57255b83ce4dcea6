"""The review queue as pages: what waits, what a key does, what is told when somebody was faster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from glossary.terms import Decision, Term
from tests.web_desk import BANK, ENGLISH, HALT, HTMX, TREATY, desk, glossary, page, sent, shown
from tests.web_small import CEASEFIRE, HAZE, IMAGE, LANDSLIDE

APPROVE, REJECT, EDIT, MERGE, UNDO = (
    f"//form[@action='/review/{act}']" for act in ("approve", "reject", "edit", "merge", "undo")
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over candidates that wait."""
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may decide."""
    return app.test_client()


def queue(editor: FlaskClient, **asked: str) -> TestResponse:
    """The page of the queue."""
    return editor.get("/review", query_string=asked, headers=ENGLISH)


def title(answer: TestResponse) -> str:
    """The Indonesian of the candidate in view."""
    return shown(answer, "//h2[@id='candidate']/span")[0]


# in view


def test_the_likeliest_candidate_is_in_view_with_both_spans_marked(editor: FlaskClient) -> None:
    answer = queue(editor)

    assert title(answer) == "bank sentral"
    assert shown(answer, "//section[@class='places']//mark") == ["bank sentral", "central bank"]


def test_why_it_is_likely_is_said_in_words(editor: FlaskClient) -> None:
    assert shown(queue(editor), "//p[@class='why']") == [
        "Why: met in both languages of aligned sentences · “central bank” in 1 of the 1 pairs"
    ]


def test_the_counts_are_those_of_the_glossary(editor: FlaskClient) -> None:
    assert shown(queue(editor), "//nav[@aria-label='Stage']/a") == ["Candidates 5", "Edits in review 0"]


def test_a_candidate_without_english_says_which_word_is_missing_and_cannot_be_approved(editor: FlaskClient) -> None:
    answer = queue(editor, at=HAZE)

    assert shown(answer, "//fieldset//p") == ["No English yet. No translation known for: kabut"]
    assert page(answer).xpath("//button[@id='a']/@disabled")


def test_similar_concepts_are_named_and_may_take_it_in(editor: FlaskClient) -> None:
    answer = queue(editor, at=HALT)

    assert shown(answer, "//p[@class='similar']") == ["Similar: gencatan senjata → ceasefire approved"]
    assert page(answer).xpath(f"{MERGE}//button/@value") == [CEASEFIRE]


def test_the_queue_is_kept_to_a_document(editor: FlaskClient) -> None:
    answer = queue(editor, document="laporan.txt")

    assert title(answer) == "penghentian tembak"
    assert "1 of them here" in shown(answer, "//div[@class='queue']")[0]


def test_the_documents_to_choose_from_are_those_of_what_waits(editor: FlaskClient) -> None:
    assert shown(queue(editor), "//select[@name='document']/option") == [
        "all documents", "berita.txt (3)", "laporan.txt (1)",
    ]  # fmt: skip


def test_a_subject_that_nobody_has_is_an_empty_queue(editor: FlaskClient) -> None:
    assert shown(queue(editor, subject="astrology"), "//section[@id='candidate']") == ["Nothing waits here."]


def test_hostile_names_of_documents_are_text(editor: FlaskClient) -> None:
    answer = queue(editor, at=LANDSLIDE)

    assert f"{IMAGE}.txt:3" in shown(answer, "//figcaption")
    assert not page(answer).xpath("//main//img")


@pytest.mark.parametrize(
    "asked", [{"stage": "x"}, {"at": "c_none"}, {"after": "c_none"}, {"done": "approve~x.1"}, {"done": "bulk~'"}]
)
def test_an_address_that_makes_no_sense_is_the_queue(editor: FlaskClient, asked: dict[str, str]) -> None:
    assert title(queue(editor, **asked)) == "bank sentral"


# decisions


def test_approving_leads_to_the_next_and_says_what_was_done(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, queue(editor), APPROVE)

    assert glossary(app).get(BANK).lifecycle == "approved"
    assert title(answer) == "perjanjian damai"
    assert shown(answer, "//*[@id='done']") == ["Approved: bank sentral → central bank"]


def test_htmx_gets_the_desk_alone_and_the_address_of_the_page(app: Flask, editor: FlaskClient) -> None:
    whole = queue(editor)
    fields = dict(page(whole).xpath(APPROVE)[0].form_values())

    answer = editor.post("/review/approve", data=fields, headers=HTMX)

    assert "<html" not in answer.text
    assert (answer.status_code, title(answer)) == (200, "perjanjian damai")
    assert answer.headers["HX-Replace-Url"] == f"/review?done=approve~{BANK}.1.2"


def test_another_rendering_is_approved_in_the_first_place(app: Flask, editor: FlaskClient) -> None:
    answer = queue(editor, at=TREATY)
    third = page(answer).xpath("//input[@name='first']/@value")[2]

    sent(editor, answer, APPROVE, first=third)

    english = glossary(app).get(TREATY).in_language("en")
    assert [(t.text, t.status) for t in english] == [
        ("peace accord", "preferred"), ("peace treaty", "admitted"), ("peace agreement", "admitted"),
    ]  # fmt: skip


def test_a_rejection_keeps_its_reason(app: Flask, editor: FlaskClient) -> None:
    sent(editor, queue(editor), REJECT, reason="not a term")
    sent(editor, queue(editor), REJECT, reason="not a term", words="A calque.")

    assert [glossary(app).history(id_)[-1]["why"] for id_ in (BANK, TREATY)] == [
        "reject: not a term", "reject: A calque.",
    ]  # fmt: skip


def test_a_rejection_without_a_reason_is_refused_and_the_candidate_stays(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, queue(editor), REJECT)

    assert answer.status_code == 422
    assert "“reject” needs a reason." in shown(answer, "//*[@role='alert']")[0]
    assert (title(answer), glossary(app).get(BANK).lifecycle) == ("bank sentral", "proposed")


def test_what_was_typed_is_approved_and_what_was_not_shown_stays(app: Flask, editor: FlaskClient) -> None:
    bank = glossary(app).get(BANK)
    spelt = [Term("id", "bank sentral", "preferred", lookup_forms=("bank central",)), bank.terms[1]]
    glossary(app).edit(BANK, {"terms": spelt}, by="Rini")

    sent(editor, queue(editor), EDIT, **{"term-1-text": "reserve bank", "term-2-text": "central bank"})

    known = glossary(app).get(BANK)
    assert [(t.text, t.status) for t in known.in_language("en")] == [
        ("reserve bank", "preferred"), ("central bank", "admitted"),
    ]  # fmt: skip
    assert (known.lifecycle, known.terms[0].lookup_forms) == ("approved", ("bank central",))


def test_what_was_typed_may_be_left_for_somebody_else_to_approve(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, queue(editor), EDIT, **{"term-1-text": "reserve bank", "keep": "1"})

    assert title(answer) == "perjanjian damai"
    assert glossary(app).get(BANK).lifecycle == "proposed"


def test_an_edit_that_makes_no_concept_is_told_and_stays_typed(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, queue(editor), EDIT, **{"term-1-text": "reserve bank", "term-0-remove": "on"})

    assert answer.status_code == 422
    assert "reserve bank" in page(answer).xpath("//details[@open]//input/@value")
    assert glossary(app).get(BANK).version == 1


def test_merging_retires_it_and_its_terms_are_reviewed_in_the_other(app: Flask, editor: FlaskClient) -> None:
    sent(editor, queue(editor, at=HALT), MERGE, into=CEASEFIRE)

    assert (glossary(app).get(HALT).lifecycle, glossary(app).get(HALT).merged_into) == ("retired", CEASEFIRE)
    assert glossary(app).get(CEASEFIRE).lifecycle == "in_review"


def test_skipping_shows_the_next_and_the_end_begins_again(editor: FlaskClient) -> None:
    answer, seen = queue(editor), list[str]()
    while page(answer).xpath("//a[@id='s']"):
        seen.append(title(answer))
        answer = editor.get(page(answer).xpath("//a[@id='s']/@href")[0], headers=ENGLISH)

    assert seen == ["bank sentral", "perjanjian damai", "penghentian tembak", "tanah longsor", "kabut asap"]
    assert shown(answer, "//section[@id='candidate']") == [
        "This is the end of the queue; 5 were skipped. Begin again from the top"
    ]
    assert title(editor.get(page(answer).xpath("//a[@id='top']/@href")[0], headers=ENGLISH)) == "bank sentral"


# taking back


@pytest.mark.parametrize("times", [1, 3])
def test_what_was_done_is_taken_back_one_after_the_other(app: Flask, editor: FlaskClient, times: int) -> None:
    answer = queue(editor)
    for _ in range(times):
        answer = sent(editor, answer, APPROVE)
    for _ in range(times):
        answer = sent(editor, answer, UNDO)

    assert title(answer) == "bank sentral"
    assert [glossary(app).get(id_).lifecycle for id_ in (BANK, TREATY, HALT)] == ["proposed"] * 3
    assert not page(answer).xpath(UNDO)


def test_an_edit_that_was_approved_is_taken_back_whole(app: Flask, editor: FlaskClient) -> None:
    before = glossary(app).get(BANK)

    sent(editor, sent(editor, queue(editor), EDIT, **{"term-1-text": "reserve bank"}), UNDO)

    after = glossary(app).get(BANK)
    assert (after.terms, after.lifecycle) == (before.terms, "proposed")


def test_a_merger_is_taken_back_on_both_sides(app: Flask, editor: FlaskClient) -> None:
    sent(editor, sent(editor, queue(editor, at=HALT), MERGE, into=CEASEFIRE), UNDO)

    assert [glossary(app).get(id_).lifecycle for id_ in (HALT, CEASEFIRE)] == ["proposed", "approved"]
    assert glossary(app).get(HALT).merged_into == ""


def test_what_somebody_changed_since_is_not_taken_back(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, queue(editor), APPROVE)
    glossary(app).edit(BANK, {"note": "Checked."}, by="Rini")

    answer = sent(editor, answer, UNDO)

    assert (answer.status_code, glossary(app).get(BANK).note) == (409, "Checked.")


# somebody was faster


def test_who_comes_late_is_told_and_shown_the_next(app: Flask, editor: FlaskClient) -> None:
    before = queue(editor)
    glossary(app).decide(BANK, Decision("reject", "Rini", "A name."))

    answer = sent(editor, before, APPROVE)

    assert (answer.status_code, title(answer)) == (409, "perjanjian damai")
    assert shown(answer, "//*[@role='alert']")[0].startswith("Somebody was faster;")
    assert glossary(app).get(BANK).lifecycle == "rejected"


def test_an_edit_that_came_between_is_shown_and_what_was_typed_stays(app: Flask, editor: FlaskClient) -> None:
    before = queue(editor)
    glossary(app).edit(BANK, {"note": "Which bank?"}, by="Rini")

    answer = sent(editor, before, EDIT, **{"term-1-text": "reserve bank"})

    assert answer.status_code == 409
    assert shown(answer, "//*[@role='alert']")[0].startswith("Rini has changed it meanwhile:")
    assert shown(answer, "//*[@role='alert']//ins") == ["Which bank?"]
    assert "reserve bank" in page(answer).xpath("//details[@open]//input/@value")
    assert glossary(app).get(BANK).note == "Which bank?"


# edits in review


def test_an_edit_in_review_shows_what_would_change(app: Flask, editor: FlaskClient) -> None:
    terms = [t for t in glossary(app).get(CEASEFIRE).terms if t.text != "truce"]
    glossary(app).edit(CEASEFIRE, {"terms": terms}, by="Rini")

    answer = queue(editor, stage="in_review")

    assert title(answer) == "gencatan senjata"
    assert shown(answer, "//section[@class='differences']//del") == ["truce"]


def test_with_four_eyes_an_author_is_told_that_somebody_else_must_look(app: Flask, editor: FlaskClient) -> None:
    glossary(app).four_eyes = True

    answer = sent(editor, queue(editor), EDIT, **{"term-1-text": "reserve bank"})

    assert answer.status_code == 403
    assert "may not approve it" in shown(answer, "//*[@role='alert']")[0]
    assert glossary(app).get(BANK).version == 1


# who may


def test_a_translator_may_not_decide(tmp_path: Path) -> None:
    with desk(tmp_path / "other", anonymous="translator") as app:
        client = app.test_client()

        assert client.get("/review").status_code == 401
        assert client.post("/review/approve").status_code == 401


def test_a_form_without_its_proof_decides_nothing(app: Flask, editor: FlaskClient) -> None:
    answer = sent(editor, queue(editor), APPROVE, csrf=None)

    assert (answer.status_code, glossary(app).get(BANK).lifecycle) == (403, "proposed")


def test_what_cannot_be_done_is_not_found(app: Flask, editor: FlaskClient) -> None:
    fields = dict(page(queue(editor)).xpath(APPROVE)[0].form_values())

    assert editor.post("/review/dance", data=fields).status_code == 404
    assert glossary(app).get(BANK).version == 1


@pytest.mark.parametrize("field", ["version", "first"])
def test_a_number_that_is_none_is_refused(app: Flask, editor: FlaskClient, field: str) -> None:
    answer = sent(editor, queue(editor), APPROVE, **{field: "٣"})

    assert (answer.status_code, glossary(app).get(BANK).version) == (422, 1)
