"""TMX as we write it: valid by its schemas, and read whole by others; inline codes there and back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.tmx import tmxfile

from memory import formats
from memory.errors import Invalid
from memory.formats import codes, read, write
from memory.formats.fields import tidy
from memory.formats.pair import Pair
from memory.text import Language
from memory.units import Context, Origin, Stamp, Unit, unit_id
from tests.conftest import missing
from tests.test_memory_formats_contract import TEXTS, units

OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
AT = "2024-06-20T10:11:12+00:00"


def plain(here: str, there: str) -> Unit:
    """A unit of two texts."""
    texts: dict[Language, str] = {"id": here, "en": there}
    return Unit(unit_id(texts), texts)


def full() -> Unit:
    """A unit with something in every field."""
    texts: dict[Language, str] = {"id": "Klik <b>Simpan</b>.", "en": "Click <b>Save</b>."}
    return Unit(
        unit_id(texts, "Berita"),
        texts,
        (Origin("a.tmx", "a", 7, "i_1", "machine"),),
        "reviewed",
        "en",
        Context("mail.7", "Ya.", "Tidak & “bukan”."),
        "Berita",
        "diplomacy",
        ("length_ratio", "copy"),
        Stamp(AT, "ani"),
        Stamp(AT, "budi <b>"),
        3,
    )


def test_a_unit_is_written_as_this(tmp_path: Path) -> None:
    write([full(), plain("Ya.", "Yes.")], tmp_path / "a.tmx")

    lines = (tmp_path / "a.tmx").read_text(encoding="utf-8").splitlines()

    assert lines[4:-2] == [
        '<tu tuid="mail.7" srclang="en" usagecount="3" creationdate="20240620T101112Z" creationid="ani" '
        'changedate="20240620T101112Z" changeid="budi &lt;b&gt;">',
        '<prop type="x-context">mail.7</prop>',
        '<prop type="x-previous">Ya.</prop>',
        '<prop type="x-next">Tidak &amp; “bukan”.</prop>',
        '<prop type="x-project">Berita</prop>',
        '<prop type="x-subject">diplomacy</prop>',
        '<prop type="x-status">reviewed</prop>',
        '<prop type="x-doubts">length_ratio copy</prop>',
        '<prop type="x-origin">{"file": "a.tmx", "document": "a", "position": 7, "import_id": "i_1", "kind": "machine"}</prop>',
        '<tuv xml:lang="en"><seg>Click <bpt i="1">&lt;b&gt;</bpt>Save<ept i="1">&lt;/b&gt;</ept>.</seg></tuv>',
        '<tuv xml:lang="id"><seg>Klik <bpt i="1">&lt;b&gt;</bpt>Simpan<ept i="1">&lt;/b&gt;</ept>.</seg></tuv>',
        "</tu>",
        '<tu srclang="*all*">',
        '<prop type="x-status">confirmed</prop>',
        '<tuv xml:lang="id"><seg>Ya.</seg></tuv>',
        '<tuv xml:lang="en"><seg>Yes.</seg></tuv>',
        "</tu>",
    ]


@pytest.fixture(scope="session")
def schemas(shared: Path) -> tuple[etree.DTD, etree.XMLSchema]:
    """TMX 1.4 as its authors define it."""
    folder = shared / "schemas"
    return etree.DTD(str(folder / "tmx14.dtd")), etree.XMLSchema(etree.parse(str(folder / "tmx14.xsd")))


@given(written=st.lists(units(), max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_valid_by_the_dtd_and_the_schema(
    schemas: tuple[etree.DTD, etree.XMLSchema], written: list[Unit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "valid.tmx"
    write(written, path)
    tree = etree.parse(str(path))

    for schema in schemas:
        assert schema.validate(tree), schema.error_log  # type: ignore[attr-defined]


def test_the_translate_toolkit_reads_every_unit(tmp_path: Path) -> None:
    sentences = [(f"Kapal ke-{n} & “{chr(0x1F600 + n)}”", f"Ship no. {n} < {n + 1}\nand more") for n in range(50)]
    write([plain(*pair) for pair in sentences], tmp_path / "a.tmx")

    with (tmp_path / "a.tmx").open("rb") as file:
        store = tmxfile(file, "id", "en")

    assert [(str(found.source), str(found.target)) for found in store.units] == sentences


def test_the_translate_toolkit_sees_the_text_of_codes_and_the_notes_of_ours(tmp_path: Path) -> None:
    write([full()], tmp_path / "a.tmx")

    with (tmp_path / "a.tmx").open("rb") as file:
        (found,) = tmxfile(file, "id", "en").units

    assert (str(found.source), str(found.target)) == ("Klik <b>Simpan</b>.", "Click <b>Save</b>.")
    assert found.getcontext() == "mail.7"


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>id</source_lang><target_lang>en</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
</project></omegat>
"""


def test_omegat_translates_a_document_from_what_is_written(tmp_path: Path) -> None:
    if not OMEGAT.exists() or not shutil.which("java"):
        missing("OmegaT is not here; apt-get install omegat")
    project = tmp_path / "project"
    for folder in ("source", "target", "tm/auto", "omegat", "glossary", "dictionary"):
        (project / folder).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    here = ["Perdana menteri tiba di Jakarta.", "Kafé & “kopi” 🇮🇩 a < b.", "Ya, {0} kapal; “100%”."]
    there = ["The prime minister arrived in Jakarta.", "Café & “coffee” 🇮🇩 a < b.", "Yes, {0} ships; “100%”."]
    (project / "source" / "a.txt").write_text("\n\n".join(here), encoding="utf-8")
    write([full(), *map(plain, here, there)], project / "tm" / "auto" / "memory.tmx")

    options = ["--mode=console-translate", f"--config-dir={tmp_path / 'config'}"]
    java = ["java", f"-Duser.home={tmp_path}", "-Dfile.encoding=UTF-8", "-jar", str(OMEGAT)]
    subprocess.run([*java, str(project), *options], check=True, capture_output=True, timeout=120)

    translated = (project / "target" / "a.txt").read_text(encoding="utf-8")
    assert translated.split("\n\n") == there


# Inline codes there and back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("segment", "text", "again"),
    [
        ("Klik <ph>&lt;br/&gt;</ph>", "Klik <br/>", None),
        ('<bpt i="4">&lt;i&gt;</bpt>a<ept i="4">&lt;/i&gt;</ept>', "<i>a</i>", '<bpt i="1">&lt;i&gt;</bpt>a<ept i="1">&lt;/i&gt;</ept>'),
        ('<bpt i="4" type="bold">{\\b </bpt>a<ept i="4">}</ept>', '<bpt i="4" type="bold" code="{\\b "/>a<ept i="4" code="}"/>', None),
        ('<it pos="end">&lt;/i&gt;</it>a', "</i>a", None),
        ('<it pos="begin" x="2">[</it>a', '<it x="2" pos="begin" code="["/>a', '<it x="2" pos="begin">[</it>a'),
        ('<ph x="1"/>a', '<ph x="1"/>a', '<ph x="1"></ph>a'),
        ('<ph x="1" assoc="p">&amp;&lt;"</ph>', '<ph x="1" assoc="p" code="&amp;&lt;&quot;"/>', None),
        ("<ut>\\par</ut>", '<ut code="\\par"/>', None),
        ("<ph>{0}</ph>", "{0}", "{0}"),
        ("<hi>kata</hi>", "<hi>kata</hi>", '<bpt i="1">&lt;hi&gt;</bpt>kata<ept i="1">&lt;/hi&gt;</ept>'),
        ("<ph>\\fn{<sub>lihat</sub>}</ph>", '<ph code="\\fn{lihat}"/>', "<ph>\\fn{lihat}</ph>"),
    ],
)  # fmt: skip
def test_codes_become_text_and_the_text_becomes_the_codes(segment: str, text: str, again: str | None) -> None:
    element = etree.fromstring(f"<seg>{segment}</seg>")

    assert codes.flat(element) == text
    assert codes.tmx(text) == (again or segment)


@given(text=TEXTS)
@settings(max_examples=500, deadline=None)
def test_any_text_reads_the_same_after_its_tags_were_made_codes(text: str) -> None:
    element = etree.fromstring(f"<seg>{codes.tmx(text)}</seg>")

    assert tidy(codes.flat(element)) == text


def test_tags_may_overlap_and_repeat() -> None:
    assert codes.tmx("<a><b></a><a></b></a>") == (
        '<bpt i="1">&lt;a&gt;</bpt><bpt i="2">&lt;b&gt;</bpt><ept i="1">&lt;/a&gt;</ept>'
        '<bpt i="3">&lt;a&gt;</bpt><ept i="2">&lt;/b&gt;</ept><ept i="3">&lt;/a&gt;</ept>'
    )


def test_numbers_of_pairs_do_not_meet_those_that_are_spelled() -> None:
    assert 'i="8">&lt;b&gt;' in codes.tmx('<bpt i="7" code="{"/><b>a</b><ept i="7" code="}"/>')


@pytest.mark.parametrize("suffix", [".tmx", ".csv", ".xlsx"])
def test_a_date_that_is_none_is_refused_with_the_unit_it_is_of(tmp_path: Path, suffix: str) -> None:
    texts: dict[Language, str] = {"id": "Ya.", "en": "Yes."}

    with pytest.raises(Invalid) as caught:
        formats.write([Unit("u_1", texts, created=Stamp("kemarin"))], tmp_path / f"a{suffix}")

    assert caught.value.message == "The unit u_1 cannot be written: “kemarin” is no date."
    assert caught.value.details == {"unit": "u_1"}


def test_a_date_is_written_in_utc(tmp_path: Path) -> None:
    texts: dict[Language, str] = {"id": "Ya.", "en": "Yes."}
    write([Unit("u_1", texts, created=Stamp("2024-06-20T17:11:12.345+07:00"))], tmp_path / "a.tmx")

    (found,) = read(tmp_path / "a.tmx")

    assert isinstance(found, Pair)
    assert found.created == Stamp(AT)
