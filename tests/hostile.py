"""A sound file of every kind that is read, and its reader: what hostile files are made of."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx

from glossary import formats as terms
from glossary import lexicon, prior
from glossary.formats import dictd
from memory import documents
from memory import formats as segments
from memory.units import Context, Origin, Stamp, Unit, unit_id
from tests.web_small import PAIRS, _concepts

TEXT = """Gencatan senjata mulai berlaku

Kedua negara menandatangani perjanjian itu pada 12 Mei. "Kami menolak," kata juru bicara (20/6).
Mahkamah menolak permohonan kami. Baca Juga: Harga beras naik.

- dua kapal perang
"""
MARKDOWN = f"# Judul\n\n{TEXT}\n> kutipan **tebal** [tautan](http://x.y/z)\n\n```\nkode\n```\n<div>x</div>\n"
HTML = """<!doctype html><html><head><meta charset=utf-8><title>J</title></head><body><nav>menu</nav>
<h1>Gencatan senjata</h1><p>Kedua negara <b>menandatangani</b> perjanjian itu pada 12 Mei.<br>Mahkamah menolak permohonan
kami.</p><table><tr><td>satu<td>dua</table><footer>hak cipta</footer></body></html>"""
XLIFF_1 = """<?xml version="1.0"?>
<xliff version="1.2"><file source-language="en" target-language="id"><body><group>
<trans-unit id="1" approved="yes"><source>Open <g id="1">it</g><x id="2"/></source>
<seg-source><mrk mtype="seg" mid="1">Open</mrk> <mrk mtype="seg" mid="2">it</mrk></seg-source>
<target state="final"><mrk mtype="seg" mid="1">Buka</mrk> <mrk mtype="seg" mid="2">itu</mrk></target><note>n</note>
<context-group purpose="information"><context context-type="x-uses">3</context></context-group></trans-unit>
</group></body></file></xliff>"""
XLIFF_2 = """<?xml version="1.0"?>
<xliff version="2.0" srcLang="en" trgLang="id" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"><unit id="u">
<originalData><data id="d1">&lt;b&gt;</data></originalData><notes><note>x</note></notes>
<segment id="s1" state="final"><source>Open <pc id="1" dataRefStart="d1" dataRefEnd="d1">it</pc><cp hex="0001"/></source>
<target>Buka <ph id="2" dataRef="d1"/></target></segment></unit></file></xliff>"""
PO = r"""msgid ""
msgstr "Language: id\nContent-Type: text/plain; charset=UTF-8\n"

#. c
#: a.py:3
#, fuzzy, c-format
#| msgid "old"
msgctxt "k"
msgid "%d ship"
msgid_plural "%d ships"
msgstr[0] "%d kapal"

msgid "a"
"b\n"
msgstr "c\"d"

#~ msgid "x"
#~ msgstr "y"
"""
TBX = """<?xml version="1.0"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dct" xml:lang="en"><text><body><conceptEntry id="c1">
<descripGrp><descrip type="definition">d</descrip><admin type="source">s</admin></descripGrp>
<transacGrp><transac type="transactionType">origination</transac><date>2024-01-01</date></transacGrp>
<note>padanan:enforce="off"</note><langSec xml:lang="en"><termSec><term>ship</term><termNote type="partOfSpeech">noun</termNote>
<note>padanan:match="fixed"</note></termSec></langSec><langSec xml:lang="id"><termSec><term>kapal</term></termSec></langSec>
</conceptEntry></body></text></tbx>"""
DICTIONARY = "acid //ˈæs.ɪd// <adj>\n1. asam, masam\nof or pertaining to an acid\n2. asam 2.\n"
INDEX = "acid\tA\tBG\n"
WRITTEN = {
    "d.txt": TEXT, "d.md": MARKDOWN, "d.html": HTML, "b.xlf": XLIFF_1, "b.xliff": XLIFF_2, "b.po": PO, "b.tbx": TBX,
    "lexicon.lex": "indonesian\tpos\tenglish\nkapal\tNOUN\tship;vessel\n",
    "a-eng-ind.index": INDEX, "a-eng-ind.dict": DICTIONARY,
}  # fmt: skip

READERS: dict[str, Callable[[Path], object]] = {
    "d": documents.read,
    "a": lambda path: list(segments.read(path)),
    "b": lambda path: list((terms if path.suffix == ".tbx" else segments).read(path)),  # type: ignore[attr-defined]
    "t": lambda path: (list(terms.read(path)), terms.present(path)),
    "lexicon": lexicon.read,
    "prior": prior.read,
    "a-eng-ind": lambda path: list(dictd.read(path.with_name("a-eng-ind.index"))),
}


def read(path: Path) -> object:
    """What the reader of a file gives, all of it."""
    return READERS[path.name.split(".")[0]](path)


def units() -> list[Unit]:
    """Units with all that a unit may have."""
    sides = [*PAIRS, ('=1+1 “ya” <b>x</b> {0} <ph x="1"/>', '+"q", y\n<br/> &amp; 1.000,50')]
    return [
        Unit(
            unit_id({"id": here, "en": there}), {"id": here, "en": there}, (Origin("kecil.tmx", "kecil.tmx", at),),
            context=Context(f"k{at}", "sebelum", "sesudah"), source="id", project="p", subject="s", note="catatan",
            properties={"x": "y"}, uses=3, doubts=("numbers",), created=Stamp("2024-06-20T10:11:12+00:00", "Rini"),
        )
        for at, (here, there) in enumerate(sides)
    ]  # fmt: skip


def sound(folder: Path) -> list[Path]:
    """A sound file of every kind that is read."""
    for name, content in WRITTEN.items():
        (folder / name).write_text(content, encoding="utf-8")
    for suffix in segments.WRITTEN:
        segments.write(units(), folder / f"a{suffix}")
    for suffix in ("tbx", "csv", "tsv", "xlsx"):
        terms.write(_concepts(), folder / f"t.{suffix}")
    counts = b"indonesian\tenglish\tcount\nkapal\tship\t12\n\tthe\t40\n"
    (folder / "prior.gz").write_bytes(gzip.compress(counts, mtime=0))
    word = docx.Document()
    word.add_heading("Gencatan senjata", 1)
    word.add_paragraph("Kedua negara menandatangani perjanjian itu pada 12 Mei.")
    word.add_table(2, 2).cell(0, 0).text = "Mahkamah menolak permohonan kami"
    word.save(str(folder / "d.docx"))
    return sorted(folder.iterdir())


def remade(archive: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """An archive with every entry changed; without those that become None."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return made.getvalue()
