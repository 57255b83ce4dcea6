"""
Files that somebody has tampered with: whatever is in them, a reader gives what it can, or a Problem that says what is wrong.

`PADANAN_FUZZ=20000` tries so many files of each kind instead of a few.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory import formats as segments
from memory.errors import Problem
from tests.hostile import WRITTEN, read, remade, sound

EXAMPLES = int(os.environ.get("PADANAN_FUZZ", "20"))
NAMES = [
    *WRITTEN, *(f"a{suffix}" for suffix in segments.WRITTEN), "t.tbx", "t.csv", "t.tsv", "t.xlsx", "prior.gz", "d.docx",
]  # fmt: skip
PIECES = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b'"', b"'", b"<", b">", b"&", b"&#0;", b"&#xFFFF;", b"&#xD800;", b"\\",
    b"\n", b"\r", b"\t", b"|", b",", b";", b"=", b"9" * 30, b"-1", b"null", b"true", b"{}", b'{"a":1}', b"[" * 99, b"1e999",
    b"NaN", "\u2028".encode(), "a\u0301".encode() * 20, b"id", b"en", b"*all*", b"padanan:version=-1", b"padanan:terms=[]",
    b"<![CDATA[x]]>", b"<?x y?>", b"<!--x-->", b"<!DOCTYPE a>", b"]]>", b"_x0000_", b"_xD800_", b"\xed\xa0\x80", b"\x1c",
    b"9999-12-31T23:59:59-23:59", b"msgid ", b'msgstr[99] "x"', b"#~ ", b"xml:lang", b"\\u0000", b"\\ud800", b"sep=,\n",
    b"charset=undefined", b"charset=idna", b"charset=hex", b"charset=utf-7", b"=cmd|' /C calc'!A0",
]  # fmt: skip


def tampered(chance: random.Random, data: bytes) -> bytes:
    """Bytes that are nearly what they were."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at, size = chance.randrange(len(found) + 1), chance.choice((1, 3, 10, 60))
        end, from_ = at + size, chance.randrange(len(found) + 1)
        found[at:end] = chance.choice(
            [bytes([chance.randrange(256)]), chance.choice(PIECES), b"", found[at:end] * 3, found[from_ : from_ + size]]
        )
    return bytes(found[: chance.randrange(len(found) + 1)] if chance.random() < 0.05 else found)


def hostile(chance: random.Random, path: Path) -> bytes:
    """The bytes of a file with something wrong inside of what packs it, or with the packing."""
    data = path.read_bytes()
    if chance.random() < 0.25:
        return tampered(chance, data)
    if path.suffix in (".docx", ".xlsx"):
        part = chance.random()
        return remade(data, lambda name, inside: tampered(chance, inside) if chance.random() < part / 2 else inside)
    return gzip.compress(tampered(chance, gzip.decompress(data))) if path.suffix == ".gz" else tampered(chance, data)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    sound(folder)
    return folder


def test_every_kind_is_tried_and_sound(files: Path) -> None:
    assert sorted(NAMES) == sorted(path.name for path in files.iterdir())
    for path in files.iterdir():
        assert read(path)


@contextlib.contextmanager
def quick() -> Iterator[None]:
    """What is done within takes no longer than five seconds of our own time, however busy the machine is."""
    began = time.process_time()
    yield
    assert time.process_time() - began < 5


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_tampered_with_is_read_or_refused(files: Path, tmp_path: Path, name: str) -> None:
    for other in files.glob("a-eng-ind.*"):
        (tmp_path / other.name).write_bytes(other.read_bytes())
    path = tmp_path / name

    @settings(
        max_examples=EXAMPLES,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=EXAMPLES < 100,
    )
    @given(st.integers(0, 2**64))
    def tried(seed: int) -> None:
        path.write_bytes(hostile(random.Random(seed), files / name))
        with quick(), contextlib.suppress(Problem):  # and no other exception
            read(path)

    tried()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    with quick(), contextlib.suppress(Problem):
        read(path)


# What atheris and the fuzzing above have found, kept.


def refused(path: Path, data: bytes) -> Problem:
    path.write_bytes(data)
    with pytest.raises(Problem) as caught:
        read(path)
    assert caught.value.details["file"] == str(path)
    return caught.value


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("d.html", b"<meta charset=undefined><p>Kedua negara menandatangani perjanjian."),
        ("t.csv", b'key,id,"en\rx\n'),
        ("prior.gz", gzip.compress(b"indonesian\tenglish\tcount\nkapal\tship\t\xc2\xb2\n")),
        ("prior.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + b"\xee" * 30),
        ("lexicon.lex", b"indonesian\tpos\tenglish\nkapal\tNOUN\t" + b"ship," * 40_000 + b"\tx\n"),
    ],
)
def test_what_once_crashed_a_reader_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    refused(tmp_path / name, data)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("_rels/.rels", b"<a/>"),
        ("word/document.xml", b"<a/>"),
        ("word/_rels/document.xml.rels", b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="b"/></Relationships>'),
        ("[Content_Types].xml", None),
    ],
)  # fmt: skip
def test_a_word_file_with_a_part_that_is_none_is_refused(
    files: Path, tmp_path: Path, part: str, content: bytes | None
) -> None:
    data = remade((files / "d.docx").read_bytes(), lambda name, inside: content if name == part else inside)

    problem = refused(tmp_path / "d.docx", data)

    assert problem.message.startswith("d.docx is not a Word document: ")
    assert problem.hint == "Save it again as .docx."
