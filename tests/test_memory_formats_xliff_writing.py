"""XLIFF as we write it, 1.2 and 2.1: valid by its schemas, and read whole by others; inline codes there and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

from memory.formats import codes, read, write
from memory.formats.pair import Skipped
from memory.units import Unit, UnitStatus
from tests.conftest import missing
from tests.test_memory_formats_contract import TEXTS, plain, units
from tests.test_memory_formats_tmx_writing import full
from tests.test_memory_formats_xliff import one_two, only, two, unit

# OASIS's own schemas, as Symfony ships them; the metadata of 2.x is passed over by the core's.
SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")
SUFFIXES = [".xlf", ".xliff"]
NAMES = {".xlf": "xliff-core-1.2-strict.xsd", ".xliff": "xliff-core-2.0.xsd"}


def test_a_unit_of_1_2_is_written_as_this(tmp_path: Path) -> None:
    write([full(), plain("Ya.", "Yes.")], tmp_path / "a.xlf", source="en")

    lines = (tmp_path / "a.xlf").read_text(encoding="utf-8").splitlines()

    assert lines[1:3] == [
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">',
        '<file original="memory" source-language="en" target-language="id" datatype="plaintext" tool-id="padanan" '
        'xml:space="preserve">',
    ]
    assert lines[5:-3] == [
        '<trans-unit id="1" resname="mail.7" approved="yes">',
        '<source>Click <bpt id="1">&lt;b&gt;</bpt>Save<ept id="1">&lt;/b&gt;</ept>.</source>',
        '<target state="signed-off">Klik <bpt id="1">&lt;b&gt;</bpt>Simpan<ept id="1">&lt;/b&gt;</ept>.</target>',
        '<context-group purpose="information">',
        '<context context-type="x-previous">Ya.</context>',
        '<context context-type="x-next">Tidak &amp; “bukan”.</context>',
        '<context context-type="x-project">Berita</context>',
        '<context context-type="x-subject">diplomacy</context>',
        '<context context-type="x-doubts">length_ratio copy</context>',
        '<context context-type="x-created">2024-06-20T10:11:12+00:00</context>',
        '<context context-type="x-created_by">ani</context>',
        '<context context-type="x-changed">2024-06-20T10:11:12+00:00</context>',
        '<context context-type="x-changed_by">budi &lt;b&gt;</context>',
        '<context context-type="x-uses">3</context>',
        '<context context-type="x-origin">{"file": "a.tmx", "document": "a", "position": 7, "import_id": "i_1", "kind": "machine"}</context>',
        "</context-group>",
        "</trans-unit>",
        '<trans-unit id="2" resname="">',
        "<source>Yes.</source>",
        '<target state="translated">Ya.</target>',
        '<context-group purpose="information">',
        '<context context-type="x-from">*all*</context>',
        "</context-group>",
        "</trans-unit>",
    ]


def test_a_unit_of_2_1_is_written_as_this(tmp_path: Path) -> None:
    write([full()], tmp_path / "a.xliff", source="en")

    text = (tmp_path / "a.xliff").read_text(encoding="utf-8")

    assert '<xliff version="2.1" srcLang="en" trgLang="id" xmlns="urn:oasis:names:tc:xliff:document:2.0"' in text
    assert (
        '<unit id="1" name="mail.7">\n<mda:metadata><mda:metaGroup category="padanan">\n<mda:meta type="x-previous">Ya.</mda:meta>'
        in text
    )
    assert text.partition("<originalData>")[2].splitlines()[:5] == [
        '<data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data></originalData>',
        '<segment state="reviewed">',
        '<source>Click <sc id="1" dataRef="d1"/>Save<ec startRef="1" dataRef="d2"/>.</source>',
        '<target>Klik <sc id="1" dataRef="d1"/>Simpan<ec startRef="1" dataRef="d2"/>.</target>',
        "</segment>",
    ]  # fmt: skip


class _Beside(etree.Resolver):
    """The schema of xml:lang is beside the others and not on the web."""

    def resolve(self, system_url: str, public_id: str | None, context: Any) -> Any:
        return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context) if "xml.xsd" in system_url else None


@pytest.fixture(scope="session")
def schemas() -> dict[str, etree.XMLSchema]:
    """XLIFF as its authors define it, by suffix."""
    if not SCHEMAS.is_dir():
        missing("The schemas of XLIFF are not here; apt-get install php-symfony-translation")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Beside())
    return {suffix: etree.XMLSchema(etree.parse(str(SCHEMAS / name), parser)) for suffix, name in NAMES.items()}


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(written=st.lists(units(), max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_valid_by_the_schema(
    schemas: dict[str, etree.XMLSchema],
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    written: list[Unit],
) -> None:
    path = tmp_path_factory.getbasetemp() / f"valid{suffix}"
    write(written, path)

    schema = schemas[suffix]
    assert schema.validate(etree.parse(str(path))), schema.error_log  # type: ignore[attr-defined]


def tagged(id_: str, en: str, folder: Path, suffix: str) -> etree._Element:
    """A unit of two texts as it stands in a file."""
    write([plain(id_, en)], folder / f"a{suffix}")
    (found,) = etree.parse(str(folder / f"a{suffix}")).iterfind(
        ".//{*}trans-unit" if suffix == ".xlf" else ".//{*}unit"
    )
    return found


@given(id_=TEXTS, en=TEXTS)
@settings(max_examples=100, deadline=None)
def test_ids_of_codes_are_single_and_what_refers_to_one_finds_it(
    tmp_path_factory: pytest.TempPathFactory, id_: str, en: str
) -> None:
    found = tagged(id_, en, tmp_path_factory.getbasetemp(), ".xliff")
    data = {one.get("id"): one.text for one in found.iterfind(".//{*}data")}

    assert len(set(data.values())) == len(data)
    for side in (found.find(".//{*}source"), found.find(".//{*}target")):
        assert side is not None
        ids = [code.get("id") for code in side if code.get("id")]
        assert len(set(ids)) == len(ids)
        assert {code.get("dataRef") for code in side} <= data.keys()
        assert {code.get("startRef") for code in side if code.get("startRef")} <= set(ids)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_tag_has_the_same_id_in_both_texts_wherever_it_stands(tmp_path: Path, suffix: str) -> None:
    found = tagged("<b>satu</b> dan <i>dua</i><br/>", "<br/><i>two</i> and <b>one</b>", tmp_path, suffix)
    data = {one.get("id"): one.text for one in found.iterfind(".//{*}data")}

    ids = [
        {(data.get(code.get("dataRef")) or code.text): code.get("id") or code.get("startRef") for code in side}
        for side in (found.find(".//{*}source"), found.find(".//{*}target"))
        if side is not None
    ]

    assert ids[0] == ids[1] == {"<b>": "1", "</b>": "1", "<i>": "2", "</i>": "2", "<br/>": "3"}


@pytest.mark.parametrize(
    ("text", "one", "two_"),
    [
        ("a < b & c", "a &lt; b &amp; c", "a &lt; b &amp; c"),
        ("a<br/>", 'a<ph id="1">&lt;br/&gt;</ph>', 'a<ph id="1" dataRef="d1"/>'),
        ("a</b>", 'a<it id="1" pos="close">&lt;/b&gt;</it>', 'a<ec id="1" isolated="yes" dataRef="d1"/>'),
        ("<b>a", '<it id="1" pos="open">&lt;b&gt;</it>a', '<sc id="1" isolated="yes" dataRef="d1"/>a'),
        ('<ph x="2" code="{"/>', '<ph id="1">&lt;ph x="2" code="{"/&gt;</ph>', '<ph id="1" dataRef="d1"/>'),
        ("<br/><br/>", '<ph id="1">&lt;br/&gt;</ph><ph id="2">&lt;br/&gt;</ph>', '<ph id="1" dataRef="d1"/><ph id="2" dataRef="d1"/>'),
    ],
)  # fmt: skip
def test_tags_become_codes(text: str, one: str, two_: str) -> None:
    assert (codes.xliff(text, {}), codes.xliff(text, {}, {})) == (one, two_)


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".tmx"])
def test_a_tag_too_long_for_a_code_stays_text(tmp_path: Path, suffix: str) -> None:
    long = plain(f'<a href="{"x" * 3000}">ya</a>', "<b>yes</b>")
    write([long], tmp_path / f"a{suffix}")

    assert only(tmp_path / f"a{suffix}").texts == long.texts


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_translate_toolkit_reads_every_unit(tmp_path: Path, suffix: str) -> None:
    sentences = [(f"Kapal  ke-{n} & “{chr(0x1F600 + n)}”", f"Ship no. {n} < {n + 1}\nand more") for n in range(50)]
    write([plain(*pair) for pair in sentences], tmp_path / f"a{suffix}")

    store = {".xlf": Xliff1File, ".xliff": Xliff2File}[suffix].parsefile(str(tmp_path / f"a{suffix}"))

    assert [(str(found.source), str(found.target)) for found in store.units] == sentences
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("id", "en")


@pytest.mark.parametrize(("status", "approved"), [("draft", False), ("confirmed", False), ("reviewed", True)])
def test_the_translate_toolkit_sees_what_is_approved(tmp_path: Path, status: UnitStatus, approved: bool) -> None:
    write([replace(plain("Ya.", "Yes."), status=status)], tmp_path / "a.xlf")

    (found,) = Xliff1File.parsefile(str(tmp_path / "a.xlf")).units

    assert (found.istranslated(), bool(found.isapproved()), found.isfuzzy()) == (approved, approved, not approved)


def test_what_others_say_of_a_unit_is_kept_and_said_again_in_full(tmp_path: Path) -> None:
    said = (
        '<context-group><context context-type="sourcefile">a.c</context><context context-type="sourcefile">b.c</context>'
        '<context context-type="x-project">Berita</context></context-group>'
    )
    meta = (
        '<mda:metadata xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0"><mda:metaGroup><mda:metaGroup category="x">'
        '<mda:meta type="author">ani</mda:meta></mda:metaGroup></mda:metaGroup></mda:metadata>'
    )
    texts = "<source>Ya.</source><target>Yes.</target>"

    one = only(one_two(tmp_path, unit(texts + said)))
    second = only(two(tmp_path, f'<unit id="u">{meta}<segment>{texts}</segment></unit>'))

    assert (one.properties, one.project) == ({"sourcefile": "a.c\nb.c"}, "Berita")
    assert second.properties == {"author": "ani"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('<context context-type="x-created">kemarin</context>', "“kemarin” is no date"),
        ('<context context-type="x-uses">sering</context>', "“sering” is no count of uses"),
        ('<context context-type="x-origin">sini</context>', "“sini” is no origin as Padanan writes it"),
    ],
)
def test_a_unit_that_says_what_cannot_be_is_skipped_with_its_line(tmp_path: Path, said: str, why: str) -> None:
    body = f"<source>Ya.</source><target>Yes.</target><context-group>{said}</context-group>"

    assert list(read(one_two(tmp_path, unit(), unit(body))))[1:] == [Skipped(5, why)]
