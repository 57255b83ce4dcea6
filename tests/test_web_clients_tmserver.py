"""tmserver and amaGama, asked as Weblate, Virtaal and amaGama's own clients ask: byte by byte, over a socket."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.web_served import Served, served
from tests.web_small import PAIRS

# Weblate 5.14.3 as `requests` sends it: the segment quoted with no safe characters.
WEBLATE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Weblate/5.14.3\r\nAccept-Encoding: gzip, deflate, br\r\n"
    "Accept: application/json; charset=utf-8\r\nConnection: close\r\nReferer: http://localhost\r\n\r\n"
)
# Virtaal 0.7 through libcurl.
VIRTAAL = (
    "GET {path} HTTP/1.1\r\nUser-Agent: Virtaal/0.7.1 (linux2)\r\nHost: {host}\r\nAccept: */*\r\n"
    "Accept-Encoding: deflate, gzip\r\nConnection: close\r\n\r\n"
)
HARD = (
    "a//b/",
    "/mulai",
    "two\nlines\n",
    "50% off",
    "50%2Foff",
    "apa? #1; x&y=z",
    "https://example.org/a b?c=d",
    "../../etc",
    "😀 é",
    "a+b",
    "tab\there",
    "<b>%s</b> dan “kutipan”",
    "//",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server."""
    with served(tmp_path_factory.mktemp("tmserver")) as found:
        yield found


def replayed(server: Served, request: str, path: str) -> tuple[int, Any]:
    """Status and JSON of what is answered to these bytes."""
    with closing(socket.create_connection((server.host, server.port), timeout=60)) as line:
        line.sendall(request.format(path=path, host=f"{server.host}:{server.port}").encode())
        told = b"".join(iter(lambda: line.recv(2**16), b""))
    head, _, body = told.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def unit(text: str, way: str = "id/en", root: str = "/tmserver") -> str:
    """The path of a segment, quoted as Weblate does it."""
    return f"{root}/{way}/unit/{quote(text.encode(), b'')}"


def sent(server: Served, method: str, path: str, said: object, role: str = "translator") -> requests.Response:
    """What is answered to JSON that a client with Weblate's kind of header sends."""
    headers = {"Authorization": f"Token {server.secrets[role]}"}
    return requests.request(method, server.address + path, data=json.dumps(said), headers=headers, timeout=60)


@pytest.mark.parametrize("request_", [WEBLATE, VIRTAAL], ids=["weblate", "virtaal"])
@pytest.mark.parametrize("root", ["/tmserver", "/amagama/api/v1"])
def test_an_identical_segment_is_a_hundred(server: Served, request_: str, root: str) -> None:
    status, found = replayed(server, request_, unit(PAIRS[0][1], "en/id", root))

    assert status == 200
    assert found[0] == {"source": PAIRS[0][1], "target": PAIRS[0][0], "quality": 100.0, "rank": 1, "context": ""}


def test_a_similar_segment_has_its_score(server: Served) -> None:
    _, found = replayed(server, WEBLATE, unit(PAIRS[0][0].replace("Minggu", "Senin")))

    assert [one["target"] for one in found] == [PAIRS[0][1]]
    assert 75 <= int(found[0]["quality"]) < 95


@pytest.mark.parametrize("path", ["/tmserver/languages/", "/tmserver/languages", "/amagama/api/v1/languages/"])
def test_the_languages_are_listed_as_weblate_reads_them(server: Served, path: str) -> None:
    assert replayed(server, WEBLATE, path) == (200, {"sourceLanguages": ["en", "id"], "targetLanguages": ["en", "id"]})


@pytest.mark.parametrize("way", ["en/de", "de/id", "id/id", "xx_yy/en", "id/enx"])
def test_a_pair_that_is_none_has_no_matches_and_no_error(server: Served, way: str) -> None:
    """Weblate asks en/de when its administrator saves the settings."""
    assert replayed(server, WEBLATE, unit("test", way)) == (200, [])


@pytest.mark.parametrize("way", ["id/en_us", "ID/EN", "id-ID/en-GB", "id/en_gb"])
def test_codes_may_have_a_country(server: Served, way: str) -> None:
    assert replayed(server, WEBLATE, unit(PAIRS[0][0], way))[1][0]["quality"] == 100.0


@pytest.mark.parametrize("text", HARD, ids=repr)
def test_a_segment_survives_its_way_through_the_path(server: Served, text: str) -> None:
    told = sent(server, "PUT", unit(text), {"target": f"terjemahan: {text}"})

    status, found = replayed(server, WEBLATE, unit(text))

    assert (told.status_code, status) == (200, 200)
    assert (found[0]["source"], found[0]["quality"]) == (text, 100.0)


@pytest.mark.parametrize("text", ["%ff%fe", "%00", "a" * 6000, "", "%ED%A0%80"])
def test_rubbish_in_the_path_is_no_match(server: Served, text: str) -> None:
    assert replayed(server, WEBLATE, f"/tmserver/id/en/unit/{text}") == (200, [])


def test_the_new_amagama_asks_with_a_query(server: Served) -> None:
    query = {"source": PAIRS[2][0], "min_similarity": "90", "max_candidates": "1"}

    told = requests.get(f"{server.address}/amagama/api/v1/id/en/unit", params=query, timeout=60)

    assert [one["target"] for one in told.json()] == [PAIRS[2][1]]


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("min_similarity=30", 3),
        ("min_similarity=30&max_candidates=1", 1),
        ("max_candidates=0", 0),
        ("min_similarity=100", 0),
    ],
)
def test_how_similar_and_how_many(server: Served, query: str, many: int) -> None:
    for text in ("Rapat akan dibuka besok pagi.", "Rapat akan ditutup besok siang.", "Rapat akan ditunda besok sore."):
        sent(server, "PUT", unit(text), {"target": f"({text})"})

    _, found = replayed(server, WEBLATE, unit("Rapat akan dimulai besok malam.") + f"?{query}")

    assert len(found) == many


@pytest.mark.parametrize(
    "query", ["min_similarity=abc", "min_similarity=101", "max_candidates=-1", "max_candidates=1000"]
)
def test_a_number_that_is_none_is_refused(server: Served, query: str) -> None:
    status, told = replayed(server, WEBLATE, f"{unit('test')}?{query}")

    assert (status, set(told), set(told["error"])) == (422, {"error"}, {"message"})
    assert "It is a whole number from 0 to" in told["error"]["message"]


def test_units_are_remembered_once_and_counted_by_where_they_were_met(server: Served) -> None:
    said = [
        {"source": "Selamat pagi.", "target": "Good morning."},
        {"source": "Selamat malam.", "target": "Good evening."},
    ]

    first = sent(server, "POST", "/tmserver/id/en/store/salam.po", said).json()
    again = sent(server, "POST", "/tmserver/id/en/store/salam.po", said).json()
    elsewhere = sent(server, "PUT", "/amagama/api/v1/id/en/store/berkas%2Flain.po", said[:1]).json()

    assert [one["status"] for one in [*first, *again, *elsewhere]] == ["created"] * 2 + ["unchanged"] * 2 + ["updated"]
    assert replayed(server, WEBLATE, unit("Selamat pagi."))[1][0]["rank"] == 2


def test_one_bad_unit_is_told_and_the_others_are_kept(server: Served) -> None:
    said = [{"source": 3}, {"source": "Sampai jumpa.", "target": "See you."}, "x", {"source": "Kosong.", "target": " "}]

    told = sent(server, "POST", "/tmserver/id/en/store/campur.po", said).json()

    assert ["error" in one for one in told] == [True, False, True, True]
    assert told[3]["error"]["message"] == "The text in “en” is empty."


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", unit("x"), "{"),
        ("PUT", unit("x"), "[]"),
        ("PUT", unit("x"), "{}"),
        ("PUT", unit("x", "id/de"), '{"target": "y"}'),
        ("POST", "/tmserver/id/en/store/a.po", 'msgid "x"'),
        ("POST", "/tmserver/id/en/store/a.po", "{}"),
    ],
)
def test_what_is_no_unit_is_refused(server: Served, method: str, path: str, body: str) -> None:
    headers = {"Authorization": f"Token {server.secrets['translator']}"}

    told = requests.request(method, server.address + path, data=body, headers=headers, timeout=60)

    assert told.status_code == 422
    assert told.json()["error"]["message"]


def basic(secret: str) -> str:
    """The header that an address with a password in it makes."""
    return f"Basic {base64.b64encode(f'weblate:{secret}'.encode()).decode()}"


def test_a_password_in_the_address_reads_and_does_not_write(server: Served) -> None:
    headers = {"Authorization": basic(server.secrets["translator"])}

    read = requests.get(server.address + unit("test"), headers=headers, timeout=60)
    written = requests.put(server.address + unit("test"), headers=headers, json={"target": "uji"}, timeout=60)

    assert (read.status_code, written.status_code) == (200, 401)


@pytest.mark.parametrize("given", ["Token pdn_salah", basic("pdn_salah"), "Bearer x", "Token"])
def test_a_token_that_is_none_lets_nobody_in(server: Served, given: str) -> None:
    told = requests.get(server.address + unit("test"), headers={"Authorization": given}, timeout=60)

    assert (told.status_code, set(told.json())) == (401, {"error"})


def test_a_reader_writes_nothing(server: Served) -> None:
    assert sent(server, "PUT", unit("test"), {"target": "uji"}, role="reader").status_code == 403


def test_what_is_no_call_is_told_in_json(server: Served) -> None:
    told = requests.get(f"{server.address}/tmserver/apa", timeout=60)

    assert (told.status_code, set(told.json())) == (404, {"error"})
