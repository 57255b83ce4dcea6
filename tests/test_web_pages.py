"""The pages: whole without JavaScript, in both languages, safe whatever is in a query, a term or a document's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from werkzeug.test import TestResponse

from tests.web_small import CEASEFIRE, FORMULA, GREEN_TABLE, HAZE, HOSTILE, IMAGE, LANDSLIDE, PAIRS, SCRIPT, small_app

QUICK = settings(max_examples=40, deadline=None)
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
HTMX = {"HX-Request": "true", **ENGLISH}
# Every kind of answer there is: pages, partials, redirects, JSON, files, errors of ours and of the framework.
EVERYWHERE = (
    "/", "/?q=truce", "/?q=x&from=fr", f"/k/{CEASEFIRE}", "/k/none", "/nothing", "/language/en", "/language/fr",
    "/static/padanan.css", "/static/lookup.js", "/static/icon.svg", "/static/none", "/api/v1/lookup?q=a",
    "/api/v1/lookup", "/api/v1/concordance?q=a", "/api/v1/concepts", f"/api/v1/concepts/{CEASEFIRE}",
    f"/api/v1/concepts/{CEASEFIRE}/history", "/api/v1/units/none", "/api/v1/export/terms.csv",
    "/api/v1/export/terms.json", "/api/v1/stats", "/api/v1/health", "/api/v1/match",
)  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app over the small store."""
    with small_app(tmp_path_factory.mktemp("pages") / "data") as made:
        yield made


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Somebody who has not been here before."""
    return app.test_client()


def page(answer: TestResponse) -> html.HtmlElement:
    """An answer as a tree."""
    return html.document_fromstring(answer.text)


def shown(answer: TestResponse, path: str) -> list[str]:
    """The texts of the elements at an XPath, on one line each."""
    return [" ".join(element.text_content().split()) for element in page(answer).xpath(path)]


# without JavaScript


def test_a_look_up_is_a_form_that_any_browser_can_send(reader: FlaskClient) -> None:
    form = page(reader.get("/", headers=ENGLISH)).get_element_by_id("ask")

    assert (form.get("action"), form.get("method")) == ("/", "get")
    assert sorted(set(form.form_values())) == [("from", "auto"), ("q", "")]
    assert form.xpath("string(.//button[@type='submit'])") == "Look up"


def test_an_answer_is_in_the_page_before_any_script_runs(reader: FlaskClient) -> None:
    answer = reader.get("/?q=gencatan+senjata", headers=ENGLISH)

    assert shown(answer, "//h2") == ["Terms 1", "Dictionary", "Sentences"]
    assert shown(answer, "//article[contains(@class, 'hit approved')]//h3") == ["gencatan senjata exact"]
    assert shown(answer, "//article[contains(@class, 'hit approved')]//li") == [
        "ceasefire",
        "truce",
        "weapon stop wrong",
    ]
    assert shown(answer, "//mark") == ["Gencatan senjata", "Gencatan senjata"]


def test_the_query_and_the_direction_stay_in_the_form(reader: FlaskClient) -> None:
    form = page(reader.get("/?q=truce&from=en")).get_element_by_id("ask")

    assert sorted(form.form_values()) == [("from", "en"), ("q", "truce")]


def test_the_title_names_the_query(reader: FlaskClient) -> None:
    assert shown(reader.get("/?q=truce"), "//title") == ["truce · Padanan"]


def test_the_empty_page_says_what_there_is_and_offers_examples(reader: FlaskClient) -> None:
    answer = reader.get("/", headers=ENGLISH)

    assert shown(answer, "//section[@class='start']/p")[0].startswith("7 concepts, 6 sentence pairs, ")
    assert "/?q=ceasefire" in page(answer).xpath("//section[@class='start']//a/@href")


def test_a_sentence_shows_what_differs_from_the_remembered_one(reader: FlaskClient) -> None:
    answer = reader.get("/", query_string={"q": "Gencatan senjata mulai berlaku pada hari Senin."})

    assert (shown(answer, "//del"), shown(answer, "//ins")) == (["Minggu"], ["Senin"])
    assert re.fullmatch(r"\d\d%", shown(answer, "//p[@class='score']")[0])


def test_a_changed_number_is_shown_repaired(reader: FlaskClient) -> None:
    answer = reader.get("/", query_string={"q": "Kedua negara menandatangani perjanjian itu pada 15 Mei."})

    assert "The two countries signed the treaty on 15 May." in shown(answer, "//article//p[@lang='en']")


def test_a_misspelling_gets_a_link_to_what_was_meant(reader: FlaskClient) -> None:
    answer = reader.get("/?q=gencetan+senjata")

    assert page(answer).xpath("//p[@class='meant']/a/@href") == ["/?q=gencatan+senjata"]


def test_nothing_found_says_so_and_what_to_try(reader: FlaskClient) -> None:
    answer = reader.get("/?q=zzqx", headers=ENGLISH)

    assert shown(answer, "//p[@class='nothing']") == [
        "Nothing found for “zzqx”. Try fewer words, or the other direction."
    ]


def test_a_query_of_blanks_is_the_empty_page(reader: FlaskClient) -> None:
    assert shown(reader.get("/?q=+%09", headers=ENGLISH), "//section[@class='start']/p")


@pytest.mark.parametrize(
    ("path", "said"), [("/?q=a&from=fr", "“fr” is no language here."), (f"/?q={'a' * 2001}", "2001")]
)
def test_a_wrong_question_is_answered_on_the_page(reader: FlaskClient, path: str, said: str) -> None:
    answer = reader.get(path, headers=ENGLISH)

    assert answer.status_code == 422
    assert said in shown(answer, "//p[@role='alert']")[0]


# htmx


def test_htmx_gets_only_the_answer(reader: FlaskClient) -> None:
    answer = reader.get("/?q=truce", headers=HTMX)

    assert "<html" not in answer.text
    assert "<form" not in answer.text
    assert shown(answer, "//h3") == ["truce exact"]


def test_the_part_that_htmx_gets_is_the_part_of_the_page(reader: FlaskClient) -> None:
    whole, part = (reader.get("/?q=gencatan+senjata", headers=headers) for headers in (ENGLISH, HTMX))

    articles = [
        [html.tostring(a, with_tail=False) for a in page(answer).xpath("//section")] for answer in (whole, part)
    ]
    assert articles[0] == articles[1] != []


def test_htmx_gets_the_whole_page_when_it_restores_history(reader: FlaskClient) -> None:
    answer = reader.get("/?q=truce", headers={**HTMX, "HX-History-Restore-Request": "true"})

    assert page(answer).get_element_by_id("ask") is not None


def test_htmx_gets_a_wrong_question_answered_with_what_is_wrong(reader: FlaskClient) -> None:
    """With status 200: htmx throws other answers away."""
    answer = reader.get("/?q=a&from=fr", headers=HTMX)

    assert answer.status_code == 200
    assert shown(answer, "//p[@role='alert']") == ["“fr” is no language here. from is id, en or auto."]


def test_caches_are_told_that_htmx_gets_another_answer(reader: FlaskClient) -> None:
    assert "HX-Request" in reader.get("/?q=truce").vary


@pytest.mark.parametrize("header", ["Accept-Language", "Cookie"])
def test_caches_are_told_that_pages_come_in_two_languages(reader: FlaskClient, header: str) -> None:
    assert header in reader.get("/").vary


# languages


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("id", "id"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en-GB,en;q=0.9", "en"),
        ("en-US", "en"),
        ("fr,en;q=0.5,id;q=0.4", "en"),
        ("fr", "id"),
        ("", "id"),
        ("*", "id"),
        ("in;q=x,;;,", "id"),
    ],
)
def test_the_page_speaks_the_language_of_the_browser_or_else_indonesian(
    reader: FlaskClient, accepted: str, language: str
) -> None:
    answer = reader.get("/?q=gencatan+senjata", headers={"Accept-Language": accepted})

    assert page(answer).get("lang") == language
    assert shown(answer, "//h2")[0] == {"id": "Istilah 1", "en": "Terms 1"}[language]


def test_the_switch_wins_over_the_browser_and_goes_back(reader: FlaskClient) -> None:
    answer = reader.get("/language/id?next=/?q%3Dtruce", headers=ENGLISH)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/?q=truce")
    assert page(reader.get("/", headers=ENGLISH)).get("lang") == "id"


def test_the_switch_is_remembered_for_a_year_where_no_script_and_no_other_site_reaches_it(reader: FlaskClient) -> None:
    reader.get("/language/en")
    cookie = reader.get_cookie("lang")

    assert cookie is not None
    assert (cookie.value, cookie.max_age, cookie.http_only, cookie.same_site) == ("en", 31536000, True, "Lax")


def test_a_language_that_is_none_is_not_remembered(reader: FlaskClient) -> None:
    reader.get("/language/fr")

    assert reader.get_cookie("lang") is None


def test_a_cookie_that_is_no_language_is_passed_over(reader: FlaskClient) -> None:
    reader.set_cookie("lang", "../../etc")

    assert page(reader.get("/", headers=ENGLISH)).get("lang") == "en"


def test_the_switch_on_a_page_leads_back_to_that_page(reader: FlaskClient) -> None:
    link = page(reader.get("/?q=gencatan+senjata&from=id")).xpath("//nav/a[@lang='en']/@href")[0]

    came = {"Referer": "http://localhost/?q=gencatan+senjata&from=id"}
    assert reader.get(link, headers=came).headers["Location"] == "/?q=gencatan+senjata&from=id"


def test_numbers_are_written_as_the_reader_writes_them(reader: FlaskClient) -> None:
    told = [
        shown(reader.get("/", headers={"Accept-Language": a}), "//section[@class='start']/p")[0] for a in ("id", "en")
    ]

    assert re.search(r"\d\d\.\d{3} entri kamus", told[0])
    assert re.search(r"\d\d,\d{3} dictionary entries", told[1])


def test_each_text_says_which_language_it_is_in(reader: FlaskClient) -> None:
    """A screen reader changes its voice by it."""
    answer = page(reader.get("/", query_string={"q": PAIRS[5][0]}))

    assert {p.get("lang") for p in answer.xpath("//article[contains(@class, 'pair')]/p[@lang]")} == {"id", "en"}


def test_an_error_is_told_in_the_language_of_the_page(reader: FlaskClient) -> None:
    told = [reader.get("/nothing", headers={"Accept-Language": accepted}) for accepted in ("id", "en")]

    assert shown(told[0], "//main/p")[0] != shown(told[1], "//main/p")[0]


# redirects


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "evil.example", "", " //evil.example", "%2F%2Fevil.example", "http:/evil.example",
    ],
)  # fmt: skip
def test_the_switch_leads_to_no_other_site(reader: FlaskClient, back: str) -> None:
    answer = reader.get("/language/id", query_string={"next": back})

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("back", ["/\t/evil.example", "/\t\t/evil.example"])
def test_the_switch_leads_to_no_other_site_by_way_of_a_tab(reader: FlaskClient, back: str) -> None:
    answer = reader.get("/language/id", query_string={"next": back})
    as_browsers_read_it = answer.headers["Location"].replace("\\", "/")

    assert urlsplit(urljoin("http://here/language/id", as_browsers_read_it)).netloc == "here"


@pytest.mark.parametrize("back", ["/\r\nSet-Cookie: a=b", "/\n/evil.example", "/\revil"])
def test_a_line_end_in_the_way_back_is_no_crash(reader: FlaskClient, back: str) -> None:
    answer = reader.get("/language/id", query_string={"next": back})

    assert answer.status_code < 500
    assert "a=b" not in str(answer.headers)


# headers


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_every_answer_carries_the_policy(reader: FlaskClient, path: str, method: str) -> None:
    headers = reader.open(path, method=method, buffered=True).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))

    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert (policy["base-uri"], policy["frame-ancestors"], policy["form-action"]) == ("'none'", "'none'", "'self'")
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_crash_carries_the_policy_and_tells_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.lookup.look", lambda *_: 1 / 0)

    answer = app.test_client().get("/?q=a", headers=ENGLISH)

    assert (answer.status_code, "Content-Security-Policy" in answer.headers) == (500, True)
    assert shown(answer, "//main/p")[0] == "Something went wrong on our side; it is logged."
    assert "division" not in answer.text


def test_a_crash_of_the_api_has_the_shape_of_every_error(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.asking.look", lambda *_, **__: 1 / 0)

    answer = app.test_client().get("/api/v1/lookup?q=a")

    assert answer.status_code == 500
    assert answer.json == {
        "error": {
            "code": "internal",
            "message": "Something went wrong on our side.",
            "hint": "It is logged; please report it.",
            "details": {},
        }
    }


@pytest.mark.parametrize("path", ["/", "/?q=gencatan+senjata", f"/k/{CEASEFIRE}", f"/k/{HOSTILE}", "/nothing"])
def test_a_page_needs_nothing_that_the_policy_forbids(reader: FlaskClient, path: str) -> None:
    tree = page(reader.get(path))

    assert tree.xpath("//script[not(@src)] | //style | //*[@style] | //@*[starts-with(name(), 'on')]/..") == []
    assert tree.xpath("//*[starts-with(@href, 'javascript:')]") == []


@pytest.mark.parametrize("path", ["/", f"/k/{CEASEFIRE}", "/nothing"])
def test_a_page_loads_only_what_lies_here(reader: FlaskClient, path: str) -> None:
    loaded = page(reader.get(path)).xpath("//script/@src | //link/@href | //img/@src")

    assert len(loaded) == (5 if path == "/nothing" else 6)
    assert {reader.get(url, buffered=True).status_code for url in loaded} == {200}
    assert all(url.startswith("/static/") for url in loaded)


# hostile input


@pytest.mark.parametrize(
    "query",
    [
        "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' autofocus onfocus=alert(1) x='", "{{ 7*7 }}",
        "%(query)s %s %d", "</title><script>x</script>", "javascript:alert(1)", "--><svg onload=alert(1)>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("headers", [ENGLISH, HTMX], ids=["page", "htmx"])
def test_a_hostile_query_is_only_text(reader: FlaskClient, query: str, headers: dict[str, str]) -> None:
    answer = reader.get("/", query_string={"q": query}, headers=headers)

    assert answer.status_code == 200
    tree = page(answer)
    assert tree.xpath("//script[not(@src)] | //img | //svg | //@*[starts-with(name(), 'on')]/..") == []
    assert tree.xpath("//input[@name='q']/@value") in ([], [query])


@QUICK
@given(query=st.text(max_size=60), source=st.sampled_from(["", "id", "en"]))
def test_whatever_is_typed_makes_a_page_with_it_in_the_box(app: Flask, query: str, source: str) -> None:
    answer = app.test_client().get("/", query_string={"q": query, "from": source})

    assert answer.status_code == 200
    assert len(page(answer).xpath("//input[@name='q']")) == 1
    assert len(page(answer).xpath("//script")) == 3


def test_a_hostile_term_is_only_text(reader: FlaskClient) -> None:
    answer = reader.get(f"/k/{HOSTILE}")

    assert page(answer).xpath("//img | //script[not(@src)]") == []
    assert shown(answer, "//h1") == [FORMULA]
    assert shown(answer, "//ul[@class='whole'][@lang='en']/li/b") == [IMAGE]
    assert shown(answer, "//p[@class='note']") == [SCRIPT]


def test_a_hostile_document_and_its_sentences_are_only_text(reader: FlaskClient) -> None:
    answer = reader.get("/?q=tanah+longsor")

    assert page(answer).xpath("//img | //script[not(@src)]") == []
    assert shown(answer, "//figcaption") == [f"{IMAGE}.txt:3"]
    assert PAIRS[4][1] in shown(answer, "//article//p[@lang='en']")


def test_what_is_copied_is_the_term_letter_by_letter(reader: FlaskClient) -> None:
    answer = reader.get("/", query_string={"q": FORMULA})

    assert IMAGE in page(answer).xpath("//article/@data-copy")


# concepts by permalink


def test_a_concept_shows_its_terms_definitions_note_and_history(reader: FlaskClient) -> None:
    answer = reader.get(f"/k/{CEASEFIRE}", headers=ENGLISH)

    assert shown(answer, "//h1") == ["gencatan senjata"]
    assert shown(answer, "//p[@class='facts']") == ["security approved version 1"]
    assert shown(answer, "//p[@class='definition']") == ["Penghentian tembak-menembak.", "A stop to the shooting."]
    assert shown(answer, "//p[@class='note']") == ["Not an armistice."]
    assert len(shown(answer, "//ol[@class='history']/li")) == 1


def test_a_definition_in_an_answer_is_in_the_readers_language(reader: FlaskClient) -> None:
    told = [reader.get("/?q=truce", headers={"Accept-Language": accepted}) for accepted in ("id", "en")]

    assert [shown(t, "//p[@class='definition']") for t in told] == [
        ["Penghentian tembak-menembak."],
        ["A stop to the shooting."],
    ]


def test_a_rejected_concept_keeps_its_permalink_and_its_reasons(reader: FlaskClient) -> None:
    answer = reader.get(f"/k/{GREEN_TABLE}", headers=ENGLISH)

    assert shown(answer, "//p[@class='facts']") == ["rejected version 2"]
    assert [line.split(" · ")[-1] for line in shown(answer, "//ol[@class='history']/li/p")] == [
        "reject: A calque.",
        "a small glossary",
    ]


def test_a_concept_without_english_says_which_word_is_missing(reader: FlaskClient) -> None:
    for path in (f"/k/{HAZE}", "/?q=kabut+asap"):
        assert shown(reader.get(path, headers=ENGLISH), "//p[@class='problem']") == ["No translation known for: kabut"]


def test_evidence_is_shown_with_its_document_and_line(reader: FlaskClient) -> None:
    answer = reader.get(f"/k/{LANDSLIDE}", headers=ENGLISH)

    assert shown(answer, "//figure//mark") == ["Tanah longsor", "landslide"]
    assert shown(answer, "//p[@class='facts']") == ["proposed 84% seen 3× version 1"]


def test_a_concept_that_is_none_gets_a_page_that_leads_back(reader: FlaskClient) -> None:
    answer = reader.get("/k/c_none", headers=ENGLISH)

    assert (answer.status_code, shown(answer, "//main/p")) == (
        404,
        ["There is nothing here.", "There is no concept c_none.", "Back to the look-up"],
    )
    assert page(answer).xpath("//main//a/@href") == ["/"]


@pytest.mark.parametrize("path", ["/nothing", "/k/", "/k/a/b", "/static/../app.py", "/static/none.css"])
def test_a_page_that_is_none_is_not_found(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)

    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_pages_are_not_posted_to(reader: FlaskClient) -> None:
    assert reader.post("/?q=a").status_code == 405
