"""Hostile requests to a server that really serves: it answers or refuses, answers the next one, and its store is whole."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import socket
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.hostile import sound
from tests.test_web_serve import padanan
from tests.web_served import Served, served

API = "/api/v1"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("hostile")) as found:
        yield found
        assert padanan(found.data, "verify").returncode == 0


@pytest.fixture(autouse=True)
def still_well(server: Served) -> Iterator[None]:
    """After each test the server answers, and quickly."""
    yield
    began = time.perf_counter()
    assert ask(server, "GET", f"{API}/health")[0] == 200
    assert json.loads(ask(server, "GET", f"{API}/lookup?q=truce")[2])["terms"][0]["match"] == "exact"
    assert time.perf_counter() - began < 5


def ask(
    server: Served, method: str, path: str, body: bytes | None = None, role: str = "editor", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Status, headers and body of an answer, within half a minute."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(server.host, server.port, timeout=60)) as connection:
        connection.request(method, path, body, {"Authorization": f"Bearer {server.secrets[role]}", **told})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def raw(server: Served, sent: bytes) -> bytes:
    """What comes back for bytes that may be no HTTP."""
    with socket.create_connection((server.host, server.port), timeout=60) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        found = b""
        while piece := connection.recv(2**16):
            found += piece
    return found


DEEP = b'{"text":' + b"[" * 100_000
BODIES = {
    "nothing": b"", "no JSON": b"{", "deep": DEEP + b"]" * 100_000 + b"}", "deep and open": DEEP, "null": b"null",
    "a list": b"[]", "a lone surrogate": rb'{"text": "\ud800", "from": "id"}', "a zero": rb'{"text": "a\u0000b", "from": "id"}',
    "no UTF-8": b'{"text": "\xff"}', "a million fields": b"{" + b",".join(b'"%d":1' % n for n in range(150_000)) + b"}",
    "a million items": b'{"texts":[' + b'"",' * 500_000 + b'""]}', "a huge number": b'{"limit":' + b"9" * 100_000 + b"}",
    "a huge exponent": b'{"limit": 1e999, "text": "a", "from": "id"}', "NaN": b'{"min_score": NaN}',
    "marks": json.dumps({"text": "a" + "\u0301" * 1900, "from": "id"}).encode(),
    "what grows": json.dumps({"text": "\ufdfa" * 1900, "from": "id"}).encode(),
    "bidi": json.dumps({"text": "\u202e\u2066abc" * 300, "from": "id"}).encode(),
    "underscores": json.dumps({"text": "_" * 2000, "from": "id"}).encode(),
    "twice": b'{"text": "a", "text": {"a": 1}, "from": "id", "from": []}',
}  # fmt: skip
CALLS = ("match", "check", "spot", "units", "concepts")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("call", CALLS)
def test_a_body_is_answered_or_refused(server: Served, call: str, body: bytes) -> None:
    status, _, told = ask(server, "POST", f"{API}/{call}", body, **JSON)

    assert status in (200, 413, 422)
    assert status == 200 or set(json.loads(told)["error"]) == {"code", "message", "hint", "details"}


@pytest.mark.parametrize("size", [3, 100])
def test_a_body_in_one_line_that_is_too_large_is_refused(server: Served, size: int) -> None:
    status = b"413"
    head = f"POST {API}/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n".encode()
    try:
        told = raw(server, head + b"Content-Length: %d\r\n\r\n" % (size * 2**20) + b"x" * (size * 2**20))
    except (ConnectionResetError, BrokenPipeError):
        return  # it does not listen to the end, which is refusal enough
    assert status in told.partition(b"\r\n")[0]


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/languagetool/v2/check", b"text=" + b"_" * 100_000 + b"&language=id", FORM),
        ("/languagetool/v2/check", b"text=" + b"a+" * 50_000 + b"&language=id", FORM),
        ("/languagetool/v2/check", b"text=" + quote("<a>" * 30_000).encode() + b"&language=id", FORM),
        ("/languagetool/v2/check", b"data=" + quote('{"annotation":' + "[" * 100_000).encode() + b"&language=id", FORM),
        ("/languagetool/v2/check", b"&".join(b"%d=" % n for n in range(200_000)), FORM),
        ("/languagetool/v2/check", b"text=%ff%fe&language=id", FORM),
        ("/languagetool/v2/check", b"text=%00%1b[31m&language=" + b"x" * 10_000, FORM),
        ("/deepl/v2/translate", DEEP, JSON),
        ("/deepl/v2/translate", b"&".join(b"text=a" for _ in range(200_000)), FORM),
        ("/deepl/v3/glossaries", b"&".join(b"dictionaries[%d].entries=a" % n for n in range(0, 10**9, 10**6)), FORM),
        ("/deepl/v3/glossaries", b"dictionaries[0]" + b"[0]" * 30_000 + b"=a", FORM),
        ("/tmserver/id/en/unit/a", DEEP, JSON),
        ("/tmserver/id/en/store/a", b'[{"source": "\\ud800", "target": 1}, 1, null, {}]', JSON),
    ],
    ids=lambda value: value[:40].decode() if isinstance(value, bytes) else str(value)[:30],
)
def test_other_protocols_answer_or_refuse(server: Served, path: str, body: bytes, headers: dict[str, str]) -> None:
    began = time.perf_counter()

    status, _, told = ask(
        server, "POST", path, body, **{name.replace("-", "_"): value for name, value in headers.items()}
    )

    assert status < 500 or status == 503, told[:300]
    assert time.perf_counter() - began < 20


INJECTED = ["a\r\nX-Injected: 1", "a\nb", "\x00", "\x1b[31m", "\u202etxt.exe", "😀", "../../etc/passwd", '"; filename="x.exe', "%0d%0aX-Injected: 1"]  # fmt: skip


@pytest.mark.parametrize("word", INJECTED, ids=ascii)
def test_nothing_that_is_typed_becomes_a_header(server: Served, word: str) -> None:
    asked = quote(word, safe="")
    paths = [
        f"{API}/lookup?q={asked}", f"{API}/concordance?q={asked}", f"{API}/export/memory.csv?project={asked}", f"/?q={asked}",
        f"{API}/export/terms.{asked}", f"/memory?q={asked}&project={asked}", f"/tmserver/id/en/unit/{asked}", f"/k/{asked}",
        f"{API}/concepts/{asked}", f"/language?to={asked}&next={asked}", f"/sign-in?next={asked}", f"/static/{asked}",
    ]  # fmt: skip
    for path in paths:
        status, headers, _ = ask(server, "GET", path)
        assert status < 500, path
        assert headers["X-Injected"] is None
        assert all("\n" not in value and "\r" not in value for value in headers.values())


@pytest.mark.parametrize(
    "query",
    [
        "limit=" + "9" * 5000,
        "limit=-1",
        "limit=1e3",
        "limit=\u0661",
        "q=" + "a" * 5000,
        "q=%ff",
        "q=%00",
        "&" * 5000,
        "q=a&" * 2000,
        "from=xx",
    ],
)
def test_queries_that_make_no_sense_are_refused(server: Served, query: str) -> None:
    assert ask(server, "GET", f"{API}/lookup?q=truce&{quote(query, safe='=&%')}")[0] in (200, 400, 414, 422, 431)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST %s/match HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST %s/match HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n{}",
        b"POST %s/match HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST %s/match HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"POST %s/match HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 50_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n continued\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: local\x1bhost\r\n\r\n", b"\x16\x03\x01" + b"\xff" * 500, b"\r\n" * 5000, b"GET\r\n\r\n",
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_hardly_http_does_no_harm(server: Served, sent: bytes) -> None:
    try:
        told = raw(server, sent.replace(b"%s", API.encode()))
    except (ConnectionResetError, BrokenPipeError):
        return
    assert b" 500 " not in told.partition(b"\r\n")[0], told[:300]


def test_a_chunked_body_is_read(server: Served) -> None:
    body = b'{"from": "id", "text": "Gencatan senjata itu rapuh."}'
    head = f"POST {API}/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"

    told = raw(server, head.encode() + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))

    assert b" 200 " in told.partition(b"\r\n")[0]


def test_a_packed_body_is_not_unpacked(server: Served) -> None:
    bomb = gzip.compress(b" " * 50 * 2**20)

    status, _, told = ask(server, "POST", f"{API}/match", bomb, Content_Encoding="gzip", **JSON)

    assert status in (415, 422), told[:200]


def form(files: dict[str, bytes], **fields: str) -> tuple[bytes, dict[str, str]]:
    """A multipart form whose file names are what they are."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n"
        for name, data in files.items()
    ]
    return b"".join(parts) + b"--x--\r\n", {"Content_Type": "multipart/form-data; boundary=x"}


def ended(server: Served, told: bytes) -> str:
    """How a job ended."""
    id_ = json.loads(told)["id"]
    for _ in range(300):
        job = json.loads(ask(server, "GET", f"{API}/jobs/{id_}")[2])
        if job["state"] not in ("waiting", "queued", "running"):
            return str(job["state"])
        time.sleep(0.1)
    return "never"


@pytest.mark.parametrize(
    "name",
    ["../../../x.tmx", "/etc/x.tmx", "..\\\\x.tmx", "a%00.tmx", "con.tmx", "x" * 300 + ".tmx", "\u202exmt.tmx"],
    ids=ascii,
)
def test_file_names_lead_nowhere(server: Served, tmp_path: Path, name: str) -> None:
    before = {path for path in server.data.parent.rglob("*") if "jobs" not in path.parts}
    sound(tmp_path)
    body, headers = form({name: (tmp_path / "a.tmx").read_bytes()}, kind="import")

    status, _, told = ask(server, "POST", f"{API}/jobs", body, **headers)

    assert status == 202, told
    ended(server, told)
    assert {path for path in server.data.parent.rglob("*") if "jobs" not in path.parts} <= before | set(
        server.data.iterdir()
    )


def test_a_bomb_is_refused_at_the_door(server: Served) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<x/>" * 600_000)
    body, headers = form({"a.docx": packed.getvalue()}, kind="mine")

    status, _, told = ask(server, "POST", f"{API}/jobs", body, **headers)

    assert (status, json.loads(told)["error"]["code"]) == (422, "invalid")


@pytest.mark.parametrize("kind", ["import", "mine"])
def test_a_file_that_breaks_its_reader_ends_its_job(server: Served, kind: str) -> None:
    body, headers = form({"a.tmx": b'<tmx version="1.4"><body>' + b"<x/>" * 300_000}, kind=kind)

    status, _, told = ask(server, "POST", f"{API}/jobs", body, **headers)

    assert status == 202
    assert ended(server, told) == "failed"
