"""What goes wrong is told on Indonesian pages in Indonesian, whole, and on English pages as it always was."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web_desk import BANK, desk, page, shown
from tests.web_people import people
from tests.web_small import CEASEFIRE

INDONESIAN, ENGLISH = {"Accept-Language": "id"}, {"Accept-Language": "en"}
LARGEST = 20_000
TOLD = "//*[contains(@class, 'problem')] | //main/h1/following-sibling::p[2]"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app over candidates that wait, for somebody who may edit and sends little."""
    with desk(tmp_path_factory.mktemp("said"), largest_upload=LARGEST) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may edit."""
    return app.test_client()


def proof(client: FlaskClient) -> str:
    """What the forms of this browser carry."""
    return str(page(client.get("/check")).xpath("string(//form[@id='checking']//input[@name='csrf']/@value)"))


def posted(client: FlaskClient, path: str, language: Mapping[str, str] = INDONESIAN, **fields: object) -> TestResponse:
    """The answer to a form."""
    return client.post(path, data={"csrf": proof(client), **fields}, headers=language, follow_redirects=True)


def told(answer: TestResponse) -> str:
    """What the page tells of the problem; no word of it is marked as another language."""
    assert page(answer).get("lang") in ("id", None), "the page is in Indonesian"
    (found,) = shown(answer, TOLD)
    assert not page(answer).xpath(f"({TOLD})//*[@lang='en'] | ({TOLD})[@lang='en']")
    return found


def run(app: Flask, client: FlaskClient, path: str, name: str, data: bytes) -> None:
    """Send a file, and wait until its job has ended."""
    answer = posted(client, path, files=(io.BytesIO(data), name))
    assert answer.status_code == 200
    until = time.monotonic() + 30
    while any(not job.over for job in app.extensions["padanan"].jobs.all()):
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?q=kapal&from=fr", "“fr” bukan bahasa yang dikenal di sini. Isi from dengan id, en, atau auto."),
        (
            f"/?q={'a' * 2001}",
            "Kueri sepanjang 2001 karakter; batasnya 2000. Carilah istilah atau kalimat, bukan dokumen.",
        ),
        ("/k/tiada", "Tidak ada konsep tiada."),
        ("/k/%3Cb%3E%25(id)s", "Tidak ada konsep <b>%(id)s."),
        ("/mine/tiada", "Tidak ada pekerjaan tiada. Yang disimpan hanya 200 pekerjaan terakhir yang sudah berakhir."),
        (
            "/tiada",
            "Alamat itu tidak ditemukan di server ini. Jika alamatnya diketik sendiri, periksa ejaannya dan coba lagi.",
        ),
        ("/memory?status=lama", "Tidak ada “phrase” atau tidak ada “lama”. Status: draft, confirmed, reviewed."),
    ],
)
def test_a_page_that_cannot_be_had_says_why(editor: FlaskClient, path: str, said: str) -> None:
    assert told(editor.get(path, headers=INDONESIAN)) == said


def test_the_heading_of_such_a_page_is_indonesian_too(editor: FlaskClient) -> None:
    assert shown(editor.get("/tiada", headers=INDONESIAN), "//h1") == ["404 Tidak Ditemukan"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("kosong.csv", b"", "kosong.csv kosong. Apakah berkasnya benar?"),
        ("buku.csv", b"%PDF-1.7", "buku.csv adalah PDF, bukan teks. Simpan dahulu sebagai .docx atau .txt."),
        ("a.csv", b"kata,arti\n", "a.csv bukan tabel segmen: kolomnya kata, arti."),
        ("b.csv", b"id,en\n,x\n", "yang pertama, pada baris 2: teksnya dalam id kosong."),
        ("c.csv", "id,en\ncafé,café\n".encode("latin-1"), "c.csv bukan UTF-8: baris 2 memuat bita 0xE9."),
        ("d.tmx", b"<tmx><body>", "d.tmx bukan XML yang utuh: baris 1: "),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(app: Flask, name: str, data: bytes, said: str) -> None:
    client = app.test_client()
    run(app, client, "/memory/imports", name, data)

    answer = client.get("/memory/imports", headers=INDONESIAN)

    (first, *_) = page(answer).xpath("//div[contains(@class, 'job')]/span[@class='problem']")
    assert said in " ".join(first.text_content().split())
    assert not first.xpath("self::*[@lang] | .//*[@lang]")


def test_why_units_were_skipped_is_said(app: Flask, editor: FlaskClient) -> None:
    run(app, editor, "/memory/imports", "hujan.csv", b"id,en\nHujan reda.,The rain stopped.\n,x\nsatu,dua,tiga\n")

    answer = editor.get("/memory/imports", headers=INDONESIAN)

    assert shown(answer, "//ul[@class='skipped']/li") == [
        "3: teksnya dalam id kosong",
        "4: ada 3 sel di bawah 2 kolom; apakah teks yang berkoma tidak diapit tanda kutip?",
    ]
    assert not page(answer).xpath("//ul[@class='skipped']/descendant-or-self::*[@lang]")


def test_a_run_of_the_miner_that_failed_says_why(app: Flask, editor: FlaskClient) -> None:
    run(app, editor, "/mine", "surat.txt", b"\xd0\xcf\x11\xe0")
    job = next(job for job in app.extensions["padanan"].jobs.all() if job.kind == "mine")

    answer = editor.get(f"/mine/{job.id}", headers=INDONESIAN)

    assert told(answer) == "surat.txt adalah berkas Word atau Excel lama, bukan teks."
    assert "Simpan sebagai .docx atau .xlsx." in answer.text


def test_what_is_too_large_is_said(editor: FlaskClient) -> None:
    answer = posted(editor, "/mine", files=(io.BytesIO(b"x" * (LARGEST + 1)), "besar.txt"))

    assert (answer.status_code, told(answer)) == (413, "Data yang dikirim melebihi batas.")


def test_a_file_that_was_not_sent_is_said(editor: FlaskClient) -> None:
    assert told(posted(editor, "/mine")).startswith("Tidak ada berkas.")


def test_a_concept_that_somebody_else_has_changed_is_said(editor: FlaskClient) -> None:
    answer = posted(editor, f"/k/{CEASEFIRE}/decisions", decision="retire", version="7", reason="lama")

    assert "Konsep sudah berubah: sekarang versi 1, sedangkan yang Anda lihat versi 7." in told(answer)


def test_what_cannot_be_done_in_review_is_said(editor: FlaskClient) -> None:
    answer = posted(editor, "/review/%3Cb%3E", id=BANK, version="1")

    assert "“<b>” tidak dapat dilakukan di sini." in told(answer)


def test_a_role_that_does_not_do_is_said(tmp_path: Path) -> None:
    with people(tmp_path) as house:
        answer = house.reader.get("/review", headers=INDONESIAN)

    assert "Ini memerlukan peran " in told(answer)
    assert told(answer).endswith(" ialah pembaca. Mintalah peran itu kepada pengelola.")


def test_a_form_that_is_too_old_is_said(editor: FlaskClient) -> None:
    answer = editor.post("/mine", data={"csrf": "lama"}, headers=INDONESIAN)

    assert told(answer).startswith("Formulir itu tidak dikirim dari halaman Anda, atau sudah terlalu lama.")


def test_english_pages_tell_it_in_english(editor: FlaskClient) -> None:
    answer = editor.get("/?q=kapal&from=fr", headers=ENGLISH)

    assert shown(answer, TOLD) == ["“fr” is no language here. from is id, en or auto."]


def test_what_is_in_no_catalogue_is_marked_as_english(app: Flask, editor: FlaskClient) -> None:
    """A job of an older version may have told its problem in other words."""
    with app.test_request_context(headers=INDONESIAN):
        macro = app.jinja_env.get_template("pieces.html").module.wrong  # type: ignore[attr-defined]
        shown_ = str(macro({"message": "The <moon> is cheese.", "hint": "Try again."}))

    assert shown_ == (
        '<p class="problem" role="alert"><span lang="en">The &lt;moon&gt; is cheese.</span> Coba lagi.</p>'
    )


def test_the_api_stays_english(editor: FlaskClient) -> None:
    answer = editor.get("/api/v1/lookup?q=a&from=fr", headers=INDONESIAN)

    assert answer.get_json()["error"]["message"] == "from is “fr”."
