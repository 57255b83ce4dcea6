"""Mining from the page: what is shown before files are sent, how a run is followed, and what its report says and takes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.web_desk import ENGLISH, HTMX, desk, glossary, page, sent, shown
from tests.web_mined import FILES, INDONESIAN, TRANSLATED, context, ended, held, sent_files
from tests.web_small import SCRIPT
from web.pages.mine import Planned, planned
from web.remaining import Remaining


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app over the small store, for somebody who edits."""
    with desk(tmp_path_factory.mktemp("mine"), writes_per_minute=0) as made:
        yield made


@pytest.fixture(scope="module")
def run(app: Flask) -> str:
    """The path of a run over a pair and an article, done."""
    path = sent_files(app.test_client(), FILES).headers["Location"]
    assert ended(app, path).state == "done"
    return path


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may send files."""
    return app.test_client()


# before they are sent


def test_files_are_planned_by_their_names_pairs_first() -> None:
    names = ["a.txt", "damai.en.txt", "klien.TMX", "foto.png", "damai.id.txt", "istilah.tbx", "kata.csv", "a.txt"]

    assert planned(names) == [
        Planned("pair", ("damai.id.txt", "damai.en.txt")),
        Planned("document", ("a.txt",)),
        Planned("memory", ("klien.TMX",)),
        Planned("", ("foto.png",)),
        Planned("terms", ("istilah.tbx",)),
        Planned("table", ("kata.csv",)),
    ]


def test_half_of_a_pair_is_a_document() -> None:
    assert planned(["damai.id.txt"]) == [Planned("document", ("damai.id.txt",))]


def test_the_plan_is_shown_in_the_page_and_warns_of_what_cannot_be_mined(editor: FlaskClient) -> None:
    answer = editor.get("/mine/plan?name=x.en.txt&name=x.id.txt&name=foto.png", headers=HTMX)

    assert shown(answer, "//li") == ["pair x.id.txt + x.en.txt ×", "cannot be mined foto.png ×"]
    assert "leave it out" in shown(answer, "//p[@class='problem']")[0]


def test_hostile_names_are_shown_and_run_nothing(editor: FlaskClient) -> None:
    answer = editor.get("/mine/plan", query_string={"name": f"{SCRIPT}.txt"}, headers=HTMX)

    assert html.fragment_fromstring(answer.text, create_parent=True).xpath(".//script") == []
    assert "<script>alert('hujan')<" not in answer.text


# sent and followed


def test_without_a_file_the_page_says_so(editor: FlaskClient) -> None:
    answer = sent_files(editor, {})

    assert (answer.status_code, shown(answer, "//p[@role='alert']")) == (
        422,
        ["There is no file. Send multipart/form-data with one or more “files”."],
    )


def test_files_lead_to_the_page_of_their_run(app: Flask, editor: FlaskClient) -> None:
    with held(app):
        plain, htmx = (
            sent_files(editor, {"a.txt": "isi"}),
            sent_files(editor, {"a.txt": "isi"}, **{"HX-Request": "true"}),
        )

    assert plain.status_code == 303
    assert (htmx.status_code, htmx.headers["HX-Redirect"][:8]) == (204, "/mine/j_")


def test_a_form_without_its_proof_sends_nothing(app: Flask, editor: FlaskClient) -> None:
    before = len(context(app).jobs.all())

    answer = editor.post("/mine", data={}, content_type="multipart/form-data")

    assert (answer.status_code, len(context(app).jobs.all())) == (403, before)


def test_a_run_is_followed_by_events_that_are_parts_of_the_page(app: Flask, editor: FlaskClient) -> None:
    with held(app) as go_on:
        path = sent_files(editor, {"a.txt": "isi"}).headers["Location"]
        waiting = iter(editor.get(f"{path}/events", headers=ENGLISH, buffered=False).response)
        said = ""
        while "20 of 80" not in said:
            said += next(waiting).decode()  # type: ignore[union-attr]
        go_on.set()
        rest = "".join(piece.decode() for piece in waiting)  # type: ignore[union-attr]

    told = html.fragment_fromstring(said.rpartition("event: progress\n")[2].replace("data: ", ""), create_parent=True)
    assert told.xpath("string(.//li[@aria-current='step'])") == "finding terms in pairs"
    assert told.xpath(".//progress/@value") == ["20"]
    assert rest.count("event: end\n") == 1
    assert ended(app, path).state == "done"


def test_a_run_that_is_stopped_says_that_it_left_nothing(app: Flask, editor: FlaskClient) -> None:
    with held(app):
        path = sent_files(editor, {"a.txt": "isi"}).headers["Location"]
        sent(editor, editor.get(path, headers=ENGLISH), f"//form[@action='{path}/cancel']")
        ended(app, path)

    assert shown(editor.get(path, headers=ENGLISH), "//p[@class='nothing']") == [
        "The run was stopped, and left nothing behind."
    ]


def test_a_run_that_has_ended_is_stopped_no_more(editor: FlaskClient, run: str) -> None:
    (proof,) = page(editor.get("/mine")).xpath("//form[@id='mining']//input[@name='csrf']/@value")

    answer = editor.post(f"{run}/cancel", data={"csrf": proof}, headers=ENGLISH)

    assert answer.status_code == 409
    assert "has ended" in shown(answer, "//p[@role='alert']")[0]


def test_a_run_that_failed_says_why(app: Flask, editor: FlaskClient) -> None:
    path = sent_files(editor, {"x.id.txt": TRANSLATED, "x.en.txt": INDONESIAN}).headers["Location"]
    ended(app, path)

    answer = editor.get(path, headers=ENGLISH)

    assert shown(answer, "//h2") == ["Nothing was stored"]
    assert "should be in “id” and is in “en”" in shown(answer, "//p[@class='problem']")[0]


def test_a_step_is_said_to_go_on_as_long_as_its_pace_tells() -> None:
    now = [0.0]
    remaining = Remaining(lambda: now[0])
    said = []
    for at, done in ((0, 10), (0.5, 12), (2, 20), (4, 30)):
        now[0] = at
        said.append(remaining.seconds({"stage": "extract", "done": done, "total": 50}))

    assert said == [None, None, 6.0, 4.0]
    assert remaining.seconds({"stage": "compose", "done": 0, "total": 0}) is None


# the report


def test_the_report_tells_of_each_document_what_came_of_it(editor: FlaskClient, run: str) -> None:
    answer = editor.get(run, headers=ENGLISH)
    pair, alone = (shown(answer, f"//section[@aria-labelledby='documents']//tbody/tr[{k}]/*") for k in (1, 2))

    assert pair[:2] == ["damai.id.txt", "pair id+en"]
    assert pair[2:8] == ["10", "0", "5", "0", "1", "0"]  # read, dropped, aligned, loose, doubted, skipped
    assert (alone[0], alone[3]) == ("berita.txt", "1")
    assert page(answer).xpath("//a[starts-with(@href, '/review?document=')]/@href") == [
        "/review?document=damai.id.txt",
        "/review?document=berita.txt",
    ]


def test_no_path_of_the_server_is_told(editor: FlaskClient, run: str) -> None:
    pages = [editor.get(way).text for way in (run, f"{run}/documents/1", f"{run}/report.html")]

    assert all("/jobs/files/" not in text for text in pages)


def test_a_document_tells_what_was_dropped_and_doubted_and_why(editor: FlaskClient, run: str) -> None:
    pair, alone = (editor.get(f"{run}/documents/{number}", headers=ENGLISH) for number in (1, 2))

    assert shown(alone, "//tbody/tr/td") == [
        "5",
        "Baca juga: Harga Beras Naik di Pasar Induk",
        "a link to another story",
    ]
    assert shown(pair, "//article/p[@class='why']") == ["numbers differ"]
    assert "Menteri Tinjau Perbatasan" in shown(alone, "//p[@class='read']/b")


def test_a_candidate_shows_both_sentences_with_its_places_and_why_it_scored_so(editor: FlaskClient, run: str) -> None:
    one = page(editor.get(f"{run}?q=tawanan+perang", headers=ENGLISH)).xpath("//details[@class='candidate']")[0]

    told = " ".join(one.text_content().split())
    assert one.xpath(".//blockquote[@lang='id']/mark/text()")[0].lower() == "pertukaran tawanan perang"
    assert one.xpath(".//blockquote[@lang='en']/mark/text()")[0].lower() == "exchange of prisoners of war"
    assert "met in both languages of aligned sentences" in told
    assert one.xpath(".//dl[@class='features']/div/dt/text()")


def test_candidates_are_chosen_by_letters_outcome_and_document(editor: FlaskClient, run: str) -> None:
    def found(**asked: str) -> list[str]:
        return shown(editor.get(run, query_string=asked, headers=ENGLISH), "//details[@class='candidate']/summary/b")

    assert found(q="maritim") == ["kerja sama keamanan maritim"]
    assert set(found(document="berita.txt")).isdisjoint(found(document="damai.id.txt", q="tawanan"))
    assert found(outcome="new")
    assert found(q="zzz") == []
    assert "No candidate is like that." in editor.get(f"{run}?q=zzz", headers=ENGLISH).text


def test_a_candidate_is_approved_from_the_report_and_the_way_leads_back(
    app: Flask, editor: FlaskClient, run: str
) -> None:
    answer = editor.get(f"{run}?q=tawanan+perang", headers=ENGLISH)
    (id_,) = set(page(answer).xpath("//details[@class='candidate'][1]/@id"))

    after = sent(editor, answer, f"//details[@id='{id_}']//form", decision="approve")

    assert glossary(app).get(id_).lifecycle == "approved"
    assert after.request.full_path == f"{run}?q=tawanan+perang"
    assert shown(after, f"//details[@id='{id_}']//span[@class='stage approved']") == ["approved"]


def test_htmx_is_given_the_decision_or_why_it_could_not_be(app: Flask, editor: FlaskClient, run: str) -> None:
    answer = editor.get(f"{run}?q=maritim", headers=ENGLISH)
    form = page(answer).xpath("//details[@class='candidate']//form")[0]
    fields = dict(form.form_values())

    without = editor.post(form.get("action"), data={**fields, "decision": "reject"}, headers=HTMX)
    done = editor.post(form.get("action"), data={**fields, "decision": "reject", "reason": "frasa bebas"}, headers=HTMX)
    again = editor.post(form.get("action"), data={**fields, "decision": "approve"}, headers=HTMX)

    assert "needs a reason" in shown(without, "//p[@role='alert']")[0]
    assert shown(done, "//span[@class='stage rejected']") == ["rejected"]
    assert "has changed" in shown(again, "//p[@role='alert']")[0]
    assert glossary(app).get(fields["concept"]).lifecycle == "rejected"


def test_without_htmx_a_stale_decision_is_a_conflict(editor: FlaskClient, run: str) -> None:
    answer = editor.get(run, headers=ENGLISH)

    stale = sent(editor, answer, "(//details[@class='candidate']//form)[1]", decision="approve", version="99")

    assert stale.status_code == 409


def test_the_report_is_kept_as_a_page_or_as_json(editor: FlaskClient, run: str) -> None:
    whole, told = (editor.get(f"{run}/report.{suffix}") for suffix in ("html", "json"))

    assert "attachment" in whole.headers["Content-Disposition"]
    assert html.document_fromstring(whole.text).xpath("string(//h1)") == "What was mined"
    assert json.loads(told.text)["counts"]["files"] == 2


@pytest.mark.parametrize("way", ["documents/9", "documents/0", "report.pdf"])
def test_what_a_run_has_not_is_not_found(editor: FlaskClient, run: str, way: str) -> None:
    assert editor.get(f"{run}/{way}").status_code == 404


def test_a_page_beyond_the_last_shows_nothing_and_breaks_nothing(editor: FlaskClient, run: str) -> None:
    for given in ("9999", "-1", "x", "0", "99999999999999999999"):
        assert editor.get(run, query_string={"page": given}).status_code == 200


# who may


def test_a_reader_looks_and_sends_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    with desk(tmp_path_factory.mktemp("reader"), anonymous="reader") as app:
        reader = app.test_client()
        answer = reader.get("/mine", headers=ENGLISH)

        assert page(answer).xpath("//form[@id='mining']") == []
        assert sent_files(reader, {"a.txt": "isi"}).status_code in (302, 303, 401, 403)
        assert reader.get("/mine/plan?name=a.txt").status_code in (302, 303, 401, 403)
        assert context(app).jobs.all() == []


def test_an_import_is_no_run_of_the_miner(app: Flask, editor: FlaskClient) -> None:
    def save(directory: object) -> list[str]:
        return []

    job = context(app).jobs.add("import", save, by="rina")

    assert editor.get(f"/mine/{job.id}").status_code == 404
