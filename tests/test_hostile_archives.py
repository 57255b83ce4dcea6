"""Archives that unpack to more than they look like, or to what no office program writes: docx, xlsx, uploads, copies of a store."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from memory import archives
from memory.errors import Invalid, Problem
from memory.stores.backup import restore
from tests.conftest import ROOT
from tests.hostile import read, remade, sound
from tests.test_memory_formats_nasty import BOMB

MB = 2**20
MAIN = {".docx": "word/document.xml", ".xlsx": "xl/worksheets/sheet1.xml"}
BODY = {".docx": b"<w:body>", ".xlsx": b"<sheetData>"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    sound(folder)
    return folder


@pytest.fixture(params=[".docx", ".xlsx"])
def office(request: pytest.FixtureRequest, files: Path, tmp_path: Path) -> Path:
    """A sound office file to be spoilt."""
    path = tmp_path / {".docx": "d.docx", ".xlsx": "a.xlsx"}[request.param]
    path.write_bytes((files / path.name).read_bytes())
    return path


def spoilt(path: Path, change: Callable[[bytes], bytes], part: str = "") -> Path:
    """The file with its main part, or another one, changed."""
    wanted = part or MAIN[path.suffix]
    path.write_bytes(remade(path.read_bytes(), lambda name, data: change(data) if name == wanted else data))
    return path


def within(path: Path, inside: bytes) -> Path:
    """The file with this at the start of its body."""
    return spoilt(path, lambda data: data.replace(BODY[path.suffix], BODY[path.suffix] + inside, 1))


def refusal(path: Path) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read(path)
    assert caught.value.details["file"] == str(path)
    assert caught.value.hint
    return caught.value


def entry(path: Path, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr(name, content)
    return path


@pytest.mark.parametrize("place", ["text", "attribute"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_an_office_file_are_refused_unread(office: Path, place: str, encoding: str) -> None:
    inside = {"text": b"&j;", "attribute": b'<x y="&j;"/>'}[place]
    doctype = (BOMB.format("x") + "]>").encode()
    head = b'<?xml version="1.0" encoding="%s"?>' % encoding.encode()
    within(office, inside)
    spoilt(office, lambda data: (head + doctype + data.partition(b"?>")[2]).decode().encode(encoding))

    assert "DOCTYPE" in refusal(office).message


def test_a_file_from_elsewhere_is_not_put_into_a_document(office: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("rahasia", encoding="utf-8")
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY j SYSTEM "file://{tmp_path}/secret">]>'.encode()
    within(office, b"&j;")

    assert "DOCTYPE" in refusal(spoilt(office, lambda data: doctype + data.partition(b"?>")[2])).message


def test_xinclude_is_not_followed(office: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("rahasia", encoding="utf-8")
    within(
        office,
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="file://%s/secret"/>'
        % bytes(tmp_path),
    )

    assert "rahasia" not in repr(read(office))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_no_office_program_uses_is_refused(office: Path, method: int) -> None:
    """A piece of these may unpack to gigabytes, whatever is read of it."""
    entry(office, "x.bin", b"\0" * MB, method)

    assert refusal(office).message.endswith("“x.bin” in it is packed in a way that office programs do not use.")


def test_an_encrypted_entry_is_refused(office: Path) -> None:
    entry(office, "x.bin", b"x")
    data = bytearray(office.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    office.write_bytes(data)

    assert "encrypted" in refusal(office).message


def test_more_files_than_a_document_has_are_refused(office: Path) -> None:
    with zipfile.ZipFile(office, "a") as archive:
        for number in range(archives.ENTRIES):
            archive.writestr(f"x/{number}", b"")

    assert refusal(office).message.endswith("files; the limit is 10,000.")


def test_more_tags_than_a_document_has_are_refused(office: Path) -> None:
    part = {".docx": "word/styles.xml", ".xlsx": "xl/styles.xml"}[office.suffix]

    assert "500,000 tags" in refusal(spoilt(office, lambda data: data + b"<x/>" * 500_001, part)).message


def test_entries_that_lie_on_each_other_count_as_often_as_they_are_there(office: Path) -> None:
    """As in D. Fifield's “A better zip bomb” (2019): one kernel of zeros, named by every entry."""
    with zipfile.ZipFile(office, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.bin", b"\0" * 10 * MB)
        kernel = archive.getinfo("x.bin")
        for number in range(30):
            twin = zipfile.ZipInfo(f"{number}.bin")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(twin, name, getattr(kernel, name))
            archive.filelist.append(twin)

    assert "unpacks to 31" in refusal(office).message


def test_an_archive_in_an_archive_stays_packed(office: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 20 * MB)
    entry(office, "word/embeddings/inner.zip", inner.getvalue())

    assert read(office)


MEASURE = """
import resource, sys
from pathlib import Path
from tests.hostile import read
from memory.errors import Problem
read(Path(sys.argv[1]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in map(Path, sys.argv[2:]):
    try:
        read(path)
        came = "read"
    except Problem as problem:
        assert problem.details["file"] == str(path)
        came = type(problem).__name__
    print(came, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def measured(sound_one: Path, *paths: Path, seconds: float = 100) -> list[tuple[str, int]]:
    """What came of reading each file, and how many MB more than a sound one all took so far; in 2 GB and so many seconds."""
    ended = subprocess.run(
        [sys.executable, "-c", MEASURE, str(sound_one), *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31)),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-500:]
    return [(came, int(more)) for came, more in map(str.split, ended.stdout.splitlines())]


def long(pump: bytes, size: int) -> bytes:
    return pump * (size // len(pump))


@pytest.mark.parametrize(
    ("name", "inside", "most"),
    [
        ("d.docx", long(b"<w:p/>", 20 * MB), 40),
        ("d.docx", b'<w:tbl><w:tblGrid/><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>', 40),
        ("d.docx", b"<w:p>" + long(b"<w:r><w:t>a </w:t></w:r>", MB // 2) + b"</w:p>", 150),
        ("a.xlsx", long(b"<x/>", 20 * MB), 80),
        ("a.xlsx", b"<row>" + long(b"<c/>", 20 * MB) + b"</row>", 80),
        ("a.xlsx", b'<row r="1"><c r="ZZZZZZ1" t="inlineStr"><is><t>x</t></is></c></row>', 40),
    ],
    ids=["paragraphs", "a wide cell", "runs", "unknown tags", "cells", "a far cell"],
)  # fmt: skip
def test_a_small_office_file_takes_little_memory(
    files: Path, tmp_path: Path, name: str, inside: bytes, most: int
) -> None:
    path = tmp_path / name
    path.write_bytes((files / name).read_bytes())
    within(path, inside)
    assert path.stat().st_size < 200_000

    ((_, more),) = measured(files / name, path)

    assert more < most


def test_a_size_that_is_a_lie_is_found_before_a_reader_believes_it(office: Path, files: Path) -> None:
    part = MAIN[office.suffix]
    spoilt(office, lambda _: b"\0" * 60 * MB)
    with zipfile.ZipFile(office) as archive:
        size = archive.getinfo(part).file_size.to_bytes(4, "little")
    office.write_bytes(office.read_bytes().replace(size, (1000).to_bytes(4, "little")))

    ((came, more),) = measured(files / office.name, office)

    assert came == "Invalid"
    assert more < 20


@pytest.mark.parametrize("wrong", ["../../x.txt", "/etc/x.txt", "C:\\x.txt", "a/../../x.txt"])
def test_names_that_lead_out_of_an_archive_write_nothing(office: Path, tmp_path: Path, wrong: str) -> None:
    before = set(tmp_path.parent.rglob("*"))

    read(entry(office, wrong, b"x"))

    assert set(tmp_path.parent.rglob("*")) == before


def test_a_link_in_an_archive_is_not_followed(office: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("rahasia", encoding="utf-8")
    link = zipfile.ZipInfo("word/media/x.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(office, "a") as archive:
        archive.writestr(link, str(tmp_path / "secret"))

    try:
        assert "rahasia" not in repr(read(office))
    except Problem as problem:
        pytest.fail(str(problem))


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
@pytest.mark.parametrize("name", ["../outside", "/tmp/padanan-outside", "access/../../outside", "journal.1.jsonl"])
def test_a_copy_of_a_store_unpacks_into_its_own_place_alone(tmp_path: Path, kind: bytes, name: str) -> None:
    (tmp_path / "in").mkdir()
    before = set(tmp_path.rglob("*"))
    with tarfile.open(tmp_path / "in" / "a.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname, member.size = kind, "/etc/passwd", 5 if kind == tarfile.REGTYPE else 0
        archive.addfile(member, io.BytesIO(b"aaaaa"))

    with pytest.raises(Problem):
        restore(tmp_path / "in" / "a.tar.gz", tmp_path / "in" / "data")

    assert set(tmp_path.rglob("*")) - before == {tmp_path / "in" / "a.tar.gz"}
    assert not Path("/tmp/padanan-outside").exists()
