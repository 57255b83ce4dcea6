"""Jobs over HTTP: files sent, safe names and bounds, imports and mining, events, undo, and a server killed in the middle."""

import io
import json
import os
import signal
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from memory import archives
from memory.errors import Invalid
from memory.stores import open_store
from tests.conftest import CASES
from tests.test_web_serve import ask, serving
from tests.web_asking import API, Callers, callers, refused, told
from tests.web_small import small
from web import uploads
from web.access import Access

JOBS = f"{API}/jobs"
TABLE = b"id,en\nAir pasang merendam pelabuhan.,The high tide flooded the port.\n"
TERMS = b"key,id,en,en_admitted\nk1,air pasang,high tide,tide\n"
PAIR = (
    ("banjir.id.txt", b"Banjir rob melanda pelabuhan itu. Kapal tidak berlayar."),
    ("banjir.en.txt", b"A tidal flood hit the port. No ship sailed."),
)
SOON = 20.0


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Callers]:
    """Callers of the small app."""
    with callers(tmp_path) as found:
        yield found


def sent(client: FlaskClient, *files: tuple[str, bytes], **fields: str) -> TestResponse:
    """The answer to a job."""
    data = {**fields, "files": [(io.BytesIO(content), name) for name, content in files]}
    return client.post(JOBS, data=data, content_type="multipart/form-data")


def done(known: Callers, *files: tuple[str, bytes], **fields: str) -> dict[str, Any]:
    """A job of an editor's, when it has ended."""
    answer = sent(known.editor, *files, **fields)
    told(answer, 202)
    until = time.monotonic() + SOON
    while (job := told(known.nobody.get(answer.headers["Location"])))["state"] in ("queued", "running"):
        assert time.monotonic() < until
        time.sleep(0.01)
    return job


# import


def test_a_file_of_units_is_imported_and_taken_back(known: Callers) -> None:
    job = done(known, ("pasang.csv", TABLE), kind="import", project="pesisir")

    assert (job["state"], job["by"], job["files"]) == ("done", "editor Rini", ["pasang.csv"])
    (imported,) = job["report"]["imports"]
    assert (imported["created"], imported["file"], imported["by"]) == (1, "pasang.csv", "editor Rini")
    assert told(known.nobody.get(f"{API}/units?project=pesisir"))["total"] == 1
    listed: Any = told(known.nobody.get(f"{API}/imports"))["items"]
    assert [one["id"] for one in listed] == [imported["id"]]

    undone = told(known.editor.post(f"{API}/imports/{imported['id']}/undo"))
    assert undone == {"import": imported["id"], "units": 1, "concepts": 0, "stay": []}
    assert told(known.nobody.get(f"{API}/units?project=pesisir"))["total"] == 0
    assert refused(known.editor.post(f"{API}/imports/{imported['id']}/undo"), 409, "conflict")
    assert refused(known.editor.post(f"{API}/imports/i_none/undo"), 404, "not_found")


def test_a_list_of_terms_is_known_by_its_columns(known: Callers) -> None:
    job = done(known, ("istilah.csv", TERMS), ("pasang.csv", TABLE), kind="import")

    assert job["report"]["terms"] == [{"file": "istilah.csv", "new": 1, "unchanged": 0, "skipped": []}]
    assert [one["created"] for one in job["report"]["imports"]] == [1]
    found: Any = told(known.nobody.get(f"{API}/lookup?q=air+pasang&from=id"))["terms"]
    assert found[0]["concept"]["lifecycle"] == "approved"


def test_what_a_file_holds_may_be_said(known: Callers) -> None:
    plain = b"key,id,en\nk1,air pasang,high tide\n"

    assert done(known, ("a.csv", plain), kind="import", content="terms")["report"]["terms"][0]["new"] == 1
    assert done(known, ("a.csv", plain), kind="import")["report"]["imports"][0]["created"] == 1


def test_an_import_of_several_files_is_whole_or_not_at_all(known: Callers) -> None:
    job = done(known, ("a.csv", TABLE), ("b.csv", b"nothing,here\n1,2\n"), kind="import")

    assert (job["state"], job["report"], job["error"]["code"]) == ("failed", None, "invalid")
    assert "b.csv" in job["error"]["message"]
    assert told(known.nobody.get(f"{API}/imports"))["items"] == []
    assert told(known.nobody.get(f"{API}/units"))["total"] == 6


# mine


def test_a_pair_of_documents_is_mined(known: Callers) -> None:
    job = done(known, *PAIR, kind="mine")

    assert (job["state"], job["error"]) == ("done", None)
    assert job["report"]["counts"]["aligned"] == 2
    found: Any = told(known.nobody.get(f"{API}/concordance?q=pelabuhan"))["items"]
    assert found[0]["unit"]["origin"][0]["file"] == "banjir.id.txt"


def test_two_reports_of_one_event_are_mined_as_such(known: Callers) -> None:
    files = [(path.name, path.read_bytes()) for path in sorted((CASES / "comparable").iterdir())]
    job = done(known, *files, kind="mine", content="comparable")

    assert (job["state"], job["report"]["documents"][0]["kind"]) == ("done", "comparable")
    assert {one["method"] for one in job["report"]["candidates"]} >= {"comparable", "composed"}
    assert job["report"]["counts"]["units_created"] == 0


def test_a_report_without_its_other_half_is_refused(known: Callers) -> None:
    job = done(known, *PAIR[:1], kind="mine", content="comparable")

    assert (job["state"], job["error"]["message"]) == ("failed", "banjir.id.txt has no other half among the files.")


def test_a_list_of_jobs_has_no_reports(known: Callers) -> None:
    job = done(known, *PAIR, kind="mine")

    listed: Any = told(known.nobody.get(JOBS))

    assert (listed["total"], listed["items"][0]["id"], listed["items"][0]["report"]) == (1, job["id"], None)


# events, cancel


def test_a_job_is_followed_by_events(known: Callers) -> None:
    where = sent(known.editor, *PAIR, kind="mine").headers["Location"]

    answer = known.nobody.get(f"{where}/events")
    events = [dict(line.split(": ", 1) for line in part.splitlines()) for part in answer.text.strip().split("\n\n")]

    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert events[0] == {"retry": "2000"}
    assert {event["event"] for event in events[1:-1]} <= {"progress"}
    assert events[-1]["event"] == "end"
    assert json.loads(events[-1]["data"])["state"] == "done"


def test_a_job_that_has_ended_is_not_cancelled(known: Callers) -> None:
    job = done(known, ("a.csv", TABLE), kind="import")

    assert refused(known.editor.delete(f"{JOBS}/{job['id']}"), 409, "conflict")


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/events"), ("DELETE", "")])
def test_a_job_that_never_was_is_not_found(known: Callers, method: str, path: str) -> None:
    assert refused(known.editor.open(f"{JOBS}/j_none{path}", method=method), 404, "not_found")


def test_a_job_is_queued_and_cancelled_while_the_store_is_busy(known: Callers) -> None:
    """The queue is a store of its own: nobody who asks for a job waits for the batch of another."""
    with known.context.store.batch():
        answer = sent(known.editor, ("a.csv", TABLE), kind="import")
        ended = known.editor.delete(answer.headers["Location"])

        assert (answer.status_code, ended.status_code) == (202, 202)


# refused


@pytest.mark.parametrize(
    ("fields", "files", "parameter"),
    [
        ({}, [("a.csv", TABLE)], "kind"),
        ({"kind": "dig"}, [("a.csv", TABLE)], "kind"),
        ({"kind": "import"}, [], "files"),
        ({"kind": "import", "content": "comparable"}, [("a.csv", TABLE)], "content"),
        ({"kind": "import", "content": "words"}, [("a.csv", TABLE)], "content"),
        ({"kind": "import", "project": "p" * 201}, [("a.csv", TABLE)], "project"),
        ({"kind": "import", "colour": "red"}, [("a.csv", TABLE)], "colour"),
    ],
)
def test_a_wrong_form_is_told_what_is_wrong(
    known: Callers, fields: dict[str, str], files: list[tuple[str, bytes]], parameter: str
) -> None:
    assert refused(sent(known.editor, *files, **fields), 422, "invalid", parameter)
    assert told(known.nobody.get(JOBS))["items"] == []


def test_a_body_that_is_no_form_is_refused(known: Callers) -> None:
    assert refused(known.editor.post(JOBS, json={"kind": "mine"}), 422, "invalid")


def test_an_upload_may_be_larger_than_a_request_and_not_larger_than_the_limit(tmp_path: Path) -> None:
    with callers(tmp_path, largest_request=1000, largest_upload=5000) as known:
        assert sent(known.editor, ("a.txt", b"kata " * 500), kind="mine").status_code == 202
        assert refused(sent(known.editor, ("a.txt", b"kata " * 2000), kind="mine"), 413, "request_entity_too_large")


def test_a_queue_that_is_full_says_when_to_come_back(tmp_path: Path) -> None:
    with callers(tmp_path, most_jobs=0) as known:
        answer = sent(known.editor, ("a.csv", TABLE), kind="import")

    assert refused(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "60"


# names and bounds


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["x.id.txt", "x.en.txt"], ["x.id.txt", "x.en.txt"]),
        (["../../etc/passwd"], ["etc_passwd"]),
        (["..\\..\\a.TMX"], ["a.tmx"]),
        (["berita café.id.txt", "berita café.en.txt"], ["berita_cafe.id.txt", "berita_cafe.en.txt"]),
        (["新聞.id.txt", "新聞.en.txt", "天氣.id.txt"], ["file.id.txt", "file.en.txt", "file-2.id.txt"]),
        (["a.csv", "a.csv"], ["a.csv", "again-a.csv"]),
        ([".hidden", "CON.txt"], ["file.hidden", "CON.txt"]),
        (["a" * 300 + ".txt"], ["a" * 100 + ".txt"]),
    ],
)
def test_files_are_kept_under_safe_names_and_pairs_stay_pairs(
    tmp_path: Path, given: list[str], kept: list[str]
) -> None:
    found = uploads.save([FileStorage(io.BytesIO(b"isi"), filename=name) for name in given], tmp_path)

    assert found == kept
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def archive(path: Path, **entries: bytes) -> Path:
    """An archive with these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return path


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "UNPACKED", 10_000)

    uploads.bounded(archive(tmp_path / "small.docx", a=bytes(9_000)))
    with pytest.raises(Invalid, match="unpacks to"):
        uploads.bounded(archive(tmp_path / "big.docx", a=bytes(6_000), b=bytes(6_000)))


def test_an_archive_that_lies_about_its_size_is_bounded_by_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such an archive is damaged, and its reader says so."""
    monkeypatch.setattr(archives, "UNPACKED", 10_000)
    path = archive(tmp_path / "liar.xlsx", a=bytes(50_000))
    path.write_bytes(path.read_bytes().replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    uploads.bounded(path)

    with zipfile.ZipFile(path) as lying, pytest.raises(zipfile.BadZipFile):
        lying.read("a")


def test_a_bomb_is_refused_before_it_is_queued(known: Callers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(archives, "UNPACKED", 10_000)
    bomb = archive(tmp_path / "bomb.docx", a=bytes(20_000)).read_bytes()

    assert refused(sent(known.editor, ("bomb.docx", bomb), kind="mine"), 422, "invalid")
    assert told(known.nobody.get(JOBS))["items"] == []


def test_what_is_no_archive_passes(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 not really")

    uploads.bounded(tmp_path / "a.docx")


# the server


def test_a_server_that_is_asked_to_stop_waits_for_no_job(tmp_path: Path) -> None:
    """Nor for who follows it: the job is taken back, and is the first that the next server does."""
    data, token = granted(tmp_path)
    with serving(data) as (process, host, port):
        where = imported(host, port, token, 12_000)
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=60) == 0
    with open_store(data / "jobs", writable=False) as beside:
        record = beside.get("job", where.rpartition("/")[2]) or {}
    assert (record["state"], record["tries"]) == ("queued", 0)


def form(name: str, content: bytes) -> tuple[bytes, str]:
    """A multipart body with one file to import, and its content type."""
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nimport\r\n',
        f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode(),
        content,
        b"\r\n--x--\r\n",
    ]
    return b"".join(parts), "multipart/form-data; boundary=x"


def granted(directory: Path) -> tuple[Path, dict[str, str]]:
    """A small store, and the header of an editor's token for it."""
    data = small(directory / "data")
    with closing(Access(data / "access")) as access:
        return data, {"Authorization": f"Bearer {access.add('CI', 'editor', by='test')[0]}"}


def imported(host: str, port: int, token: dict[str, str], count: int) -> str:
    """Where the running import of so many units is."""
    rows = "".join(f"Kapal nomor {n} berlayar.,Ship number {n} sailed.\n" for n in range(count))
    body, kind = form("kapal.csv", f"id,en\n{rows}".encode())
    status, headers, _ = ask(host, port, JOBS, body=body, headers={**token, "Content-Type": kind})
    assert status == 202
    while (state := json.loads(ask(host, port, headers["Location"])[2])["state"]) == "queued":
        time.sleep(0.01)
    assert state == "running"
    return headers["Location"]


def test_a_job_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    data, token = granted(tmp_path)
    with serving(data) as (process, host, port):
        where = imported(host, port, token, 12_000)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with open_store(data, writable=False) as beside:
        assert beside.count("unit") == 6

    with serving(data) as (_, host, port):
        until = time.monotonic() + 60
        while (job := json.loads(ask(host, port, where)[2]))["state"] != "done":
            assert time.monotonic() < until, job
            time.sleep(0.1)
        units = json.loads(ask(host, port, f"{API}/stats")[2])["units"]

    assert (job["report"]["imports"][0]["created"], units) == (12_000, 12_006)
