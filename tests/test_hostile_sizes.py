"""Files of a hundred megabytes in one line, and of a million tiny pieces: refused or read, in memory that does not follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.errors import Invalid
from memory.formats import pair
from tests.hostile import read, sound
from tests.test_hostile_archives import measured

MB = 2**20
SENTENCE = b"kapal perang itu "
TMX = (
    b'<tmx version="1.4"><header srclang="id"/><body><tu><tuv xml:lang="id"><seg>',
    b"</seg></tuv></tu></body></tmx>",
)
XLIFF = (b'<xliff version="1.2"><file source-language="id" target-language="en"><body>', b"</body></file></xliff>")
UNIT = (XLIFF[0] + b'<trans-unit id="1"><source>a</source>', b"<target>b</target></trans-unit>" + XLIFF[1])
TBX = (b'<tbx type="TBX-Basic"><text><body><conceptEntry>', b"</conceptEntry></body></text></tbx>")
PO = b'msgid ""\nmsgstr "Language: en\\n"\n\n'

# What is said over and over, what stands before and behind it, and how many MB it may take.
LARGE = [
    ("d.txt", b"", SENTENCE, b"", 2),
    ("d.md", b"", SENTENCE, b"", 2),
    ("d.html", b"<p>", SENTENCE, b"</p>", 2),
    ("lexicon.lex", b"indonesian\tpos\tenglish\nkapal\tNOUN\t", b"ship;", b"\n", 2),
    ("t.tsv", b"key\tid\ten\n", SENTENCE, b"\tx\tx\n", 2),
    ("a.csv", b"id,en\n", SENTENCE, b",x\n", 20),
    ("a.csv", b"id,en\n", b"a,", b"\n", 20),
    ("a.csv", b'id,en\n"', b"kapal\n", b'",x\n', 20),
    ("a.csv", b"id,en\n", b'"a\n",', b"\n", 20),
    ("a.tmx", TMX[0], SENTENCE, TMX[1], 60),
    ("a.tmx", TMX[0], b"<hi/>", TMX[1], 60),
    ("a.tmx", TMX[0].partition(b"<body>")[0], b"<x/>", b"</tmx>", 60),
    ("a.tmx", b"<!--", SENTENCE, b"-->" + TMX[0], 60),
    ("a.tmx", b'<tmx version="', SENTENCE, b'"/>', 60),
    ("a.xlf", UNIT[0], b"<note>n</note>", UNIT[1], 60),
    ("a.xlf", XLIFF[0], b"<x/>", XLIFF[1], 60),
    ("t.tbx", TBX[0], b'<langSec xml:lang="id"><termSec><term>a</term></termSec></langSec>', TBX[1], 60),
    ("a.po", PO + b'msgid "', SENTENCE, b'"\nmsgstr "x"\n', 60),
    ("a.po", PO + b'msgid "a"\n', b'"kapal"\n', b'msgstr "x"\n', 60),
    ("a.po", PO, b"#\n", b'msgid "a"\nmsgstr "x"\n', 60),
    ("a.csv", b"", b"kapal,", b"\n", 200),
]


def written(path: Path, before: bytes, pump: bytes, behind: bytes) -> Path:
    """A file of a hundred megabytes; after 24 of them come zeros, to which nobody should come."""
    path.parent.mkdir()
    with path.open("wb") as file:
        file.write(before)
        for _ in range(24):
            file.write(pump * (MB // len(pump)))
        file.truncate(100 * MB)
        file.seek(0, 2)
        file.write(behind)
    return path


def test_a_hundred_megabytes_without_an_end_are_refused(tmp_path: Path) -> None:
    large = [written(tmp_path / str(number) / name, *content) for number, (name, *content, _) in enumerate(LARGE)]
    (tmp_path / "sound").mkdir()
    sound(tmp_path / "sound")

    found = measured(tmp_path / "sound" / "a.tmx", *large)

    assert [(came, more < most) for (came, more), (*_, most) in zip(found, LARGE, strict=True)] == [
        ("Invalid", True) for _ in LARGE
    ], found


@pytest.mark.parametrize(("name", "row"), [("a.csv", "x,\n"), ("t.csv", "x,,\n")])
def test_a_file_that_is_skipped_on_and_on_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, row: str
) -> None:
    """Each unit that is skipped is named to whoever imports, so a hundred million of them would be kept."""
    monkeypatch.setattr(pair, "MOST_SKIPPED", 1000)
    path = tmp_path / name
    path.write_text(("id,en\n" if name == "a.csv" else "key,id,en\n") + row * 2000, encoding="utf-8")

    with pytest.raises(Invalid, match=r"has more than 1,000 units that cannot be read; in line 100[23]: ") as caught:
        read(path)

    assert caught.value.details["line"] in (1002, 1003)
