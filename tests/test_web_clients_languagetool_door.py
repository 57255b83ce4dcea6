"""LanguageTool's protocol: what can be asked of the server, who may ask, and how a body is read."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.web_asking import Callers
from tests.web_terms import V2, refused, termbase
from web import create_app, opened, settings
from web.clients.bodies import read
from web.clients.languagetool import MOST
from web.clients.written import Written

FORM = "application/x-www-form-urlencoded"
TEXT = {"text": "Kami donlot.", "language": "id"}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    """Callers of an app that lets nobody in without a token."""
    data = termbase(tmp_path_factory.mktemp("door") / "data")
    with opened(settings({}, data=data, anonymous="none", refusals_per_minute=0), writable=True) as context:
        yield Callers(create_app(context))


@pytest.fixture
def client(known: Callers) -> FlaskClient:
    return known.reader


# what there is


def test_the_languages_have_all_three_names(known: Callers) -> None:
    found = known.nobody.get(f"{V2}/languages").json

    assert found[0] == {"name": "Indonesian", "code": "id", "longCode": "id-ID"}
    assert {"name": "English (US)", "code": "en", "longCode": "en-US"} in found
    assert all(set(one) == {"name", "code", "longCode"} for one in found)


def test_the_server_says_what_it_is(known: Callers) -> None:
    assert known.nobody.get(f"{V2}/info").json["software"]["name"] == "Padanan"
    assert known.nobody.get(f"{V2}/healthcheck").text == "OK"
    assert known.nobody.get(f"{V2}/maxtextlength").text == str(MOST)


def test_a_text_of_the_greatest_length_is_read_and_no_longer_one(client: FlaskClient) -> None:
    text = ("Kami mengunduh berkas itu. " * (MOST // 27 + 1))[:MOST]

    assert client.post(f"{V2}/check", data={"text": text, "language": "id"}).status_code == 200
    answer = client.post(f"{V2}/check", data={"text": text + "x", "language": "id"})
    refused(answer, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(MOST))


def test_a_body_over_the_limit_is_refused_in_a_sentence(client: FlaskClient) -> None:
    body = "language=id&text=" + "x" * 3 * 2**20

    answer = client.post(f"{V2}/check", data=body, content_type=FORM)

    refused(answer, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "words", 404), ("DELETE", "check", 405)])
def test_what_there_is_not_is_said_in_a_sentence(client: FlaskClient, method: str, path: str, status: int) -> None:
    refused(client.open(f"{V2}/{path}", method=method), HTTPStatus(status))


# who may ask


@pytest.mark.parametrize("user", ["rini", ""])
def test_the_key_of_the_form_is_a_token(known: Callers, user: str) -> None:
    given = {**TEXT, "username": user, "apiKey": known.secrets["reader"]}

    assert len(known.nobody.post(f"{V2}/check", data=given).json["matches"]) == 1


def test_the_key_may_stand_in_a_body_as_libreoffice_sends_it(known: Callers) -> None:
    body = f"text=Dia & kami donlot.&language=id-ID&username=rini&apiKey={known.secrets['reader']}"

    answer = known.nobody.post(f"{V2}/check", data=body.encode(), content_type=FORM)

    assert [match["offset"] for match in answer.json["matches"]] == [11]


def test_a_password_is_a_token(known: Callers) -> None:
    answer = known.nobody.post(f"{V2}/check", data=TEXT, auth=("rini", known.secrets["reader"]))

    assert answer.status_code == 200


def test_without_a_token_only_the_text_is_refused(known: Callers) -> None:
    refused(known.nobody.post(f"{V2}/check", data=TEXT), HTTPStatus.UNAUTHORIZED, "token")
    assert known.nobody.get(f"{V2}/languages").status_code == 200


@pytest.mark.parametrize("key", ["pdn_wrong", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")])
def test_a_wrong_key_is_refused(known: Callers, key: str) -> None:
    answer = known.nobody.post(f"{V2}/check", data={**TEXT, "apiKey": key})

    refused(answer, HTTPStatus.UNAUTHORIZED, "token")


def test_a_wrong_password_is_refused(known: Callers) -> None:
    answer = known.nobody.post(f"{V2}/check", data=TEXT, auth=("rini", "rahasia"))

    refused(answer, HTTPStatus.UNAUTHORIZED, "token")


# which pages may read the answer


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("app://obsidian.md", True),
        ("capacitor://localhost", True),
        ("moz-extension://0c0ffee0-0000-4000-8000-000000000000", True),
        ("https://evil.example", False),
        ("http://127.0.0.1:8000", False),
        ("null", False),
    ],
)
def test_programs_may_read_the_answer_and_pages_of_the_web_may_not(
    client: FlaskClient, origin: str, *, may: bool
) -> None:
    answer = client.post(f"{V2}/check", data=TEXT, headers={"Origin": origin})

    assert answer.headers.get("Access-Control-Allow-Origin") == (origin if may else None)
    assert "Origin" in answer.headers["Vary"]


# bodies


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("text=a+b%26c&language=id", "a b&c"),
        ("language=id&text=a%20b", "a b"),
        ("text=R&D&language=id", "R&D"),
        ("text=R & D&language=id", "R & D"),
        ("text=100%&language=id", "100%"),
        ("text=é&language=id", "é"),
        ("text=a\r\nb&language=id", "a\r\nb"),
        ("text=a &language=en b&language=id", "a &language=en b"),
        ("text=a=b&c=d e&language=id&username=u&apiKey=k", "a=b&c=d e"),
        ("text=&language=id", ""),
        ("text= &language=id", " "),
        ("text=a%20b&motherTongue=en&language=id", "a b"),
        ("text=a%20b&language=id&disabledRules=X|Y", "a b"),
        ("text=a &amp; b 50%25&language=id", "a &amp; b 50%25"),
    ],
)
def test_a_text_is_read_as_it_was_meant(body: str, text: str) -> None:
    found = read(body)

    assert (found["text"], found["language"]) == (text, "id")


def test_what_lokalize_replaces_is_put_back(known: Callers) -> None:
    body = "text=a &amp; b 50%25 %2525&language=id"

    assert read(body, agent="Mozilla/5.0")["text"] == "a & b 50% %25"
    assert read(body, agent="Mozilla/5.0 (X11; Linux) Gecko")["text"] == "a &amp; b 50%25 %2525"


@pytest.mark.parametrize(
    "body", [b"\xff", b"text=\xff&language=id", b"text=%FF&language=id", b"text=a&language=id" + b"&x=1" * 101]
)
def test_a_body_that_cannot_be_read_is_refused(client: FlaskClient, body: bytes) -> None:
    refused(client.post(f"{V2}/check", data=body, content_type=FORM), HTTPStatus.BAD_REQUEST)


@pytest.mark.parametrize(
    "text",
    ["\n" * 200_000, "a" + " " * 200_000 + "b", "\n \n  " * 40_000, "&language=x" * 15_000 + " &"],
    ids=["lines", "spaces", "blank lines", "languages"],
)
def test_no_text_makes_it_slow(client: FlaskClient, text: str) -> None:
    body = f"text={text}&language=id&".encode()[:-1]

    answer = client.post(f"{V2}/check", data=body, content_type=FORM)

    assert answer.json["matches"] == []


def test_an_annotation_of_many_parts_is_one_text() -> None:
    data = '{"annotation": [' + ", ".join(['{"text": "😀"}', '{"markup": "<b>"}'] * 3) + "]}"

    written = Written.annotated(data)

    assert (written.text, written.whole) == ("😀😀😀", "😀<b>" * 3)
    assert [written.place(at, at + 1) for at in range(3)] == [(0, 1), (4, 5), (8, 9)]
    assert written.units(8) == 10
