"""TMX as each program writes it: what its properties, notes and stamps become. The files are ours, in their manner."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.formats.pair import Pair, Skipped
from memory.formats.tmx import read
from memory.units import Context, Origin, Stamp

HERE, THERE = "Menteri itu tiba.", "The minister arrived."
SIDES = f'<tuv xml:lang="id"><seg>{HERE}</seg></tuv><tuv xml:lang="en"><seg>{THERE}</seg></tuv>'


def tmx(folder: Path, *units: str, header: str = 'srclang="id"') -> list[Pair | Skipped]:
    """What is read from a TMX file of these units."""
    path = folder / "a.tmx"
    path.write_text(f'<tmx version="1.4"><header {header}/><body>\n' + "\n".join(units) + "\n</body></tmx>", "utf-8")
    return list(read(path))


def one(folder: Path, unit: str, header: str = 'srclang="id"') -> Pair:
    """The only pair of a file with one unit."""
    (found,) = tmx(folder, unit, header=header)
    assert isinstance(found, Pair), found
    return found


def test_weblate_writes_the_context_as_a_property(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        f'<tu tuid="berita/ui/4711"><note>Shown on the button.</note><prop type="x-context">button|arrive</prop>{SIDES}</tu>',
        header='creationtool="Translate Toolkit" srclang="en"',
    )

    assert (found.key, found.note, found.source) == ("button|arrive", "Shown on the button.", "en")


def test_omegat_signs_the_translation_and_names_file_and_neighbours(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        '<tu><prop type="file">berita.txt</prop><prop type="id">12</prop><prop type="prev">Hujan turun.</prop>'
        '<prop type="next">Ia pulang.</prop><note>cek nama</note>'
        f'<tuv lang="ID"><seg>{HERE}</seg></tuv>'
        '<tuv lang="EN-US" changeid="ani" changedate="20240620T101112Z" creationid="budi" creationdate="20240101T000000Z">'
        f"<seg>{THERE}</seg></tuv></tu>",
        header='creationtool="OmegaT" srclang="ID"',
    )

    assert found == Pair(
        texts={"id": HERE, "en": THERE},
        line=2,
        context=Context("12", "Hujan turun.", "Ia pulang."),
        source="id",
        note="cek nama",
        created=Stamp("2024-01-01T00:00:00+00:00", "budi"),
        changed=Stamp("2024-06-20T10:11:12+00:00", "ani"),
        properties={"file": "berita.txt"},
    )


def test_memoq_wraps_the_neighbours_in_markup(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        '<tu changedate="20240620T101112Z" creationid="ani" changeid="ani"><prop type="client">Deplu</prop>'
        '<prop type="project">Berita</prop><prop type="domain">diplomasi</prop><prop type="aligned">no</prop>'
        '<prop type="x-context-pre">&lt;seg&gt;Hujan turun.&lt;/seg&gt;</prop>'
        f'<prop type="x-context-post">&lt;seg&gt;Ia pulang.&lt;/seg&gt;</prop>{SIDES}</tu>',
    )

    assert (found.context.previous, found.context.next) == ("Hujan turun.", "Ia pulang.")
    assert (found.project, found.subject) == ("Berita", "diplomasi")
    assert found.properties == {"client": "Deplu", "aligned": "no"}


@pytest.mark.parametrize(
    ("word", "status"),
    [("Draft", "draft"), ("Translated", "confirmed"), ("ApprovedTranslation", "reviewed"), ("ApprovedSignOff", "reviewed")],
)  # fmt: skip
def test_trados_tells_how_far_a_translation_is(tmp_path: Path, word: str, status: str) -> None:
    found = one(
        tmp_path,
        f'<tu creationdate="20240620T101112Z" creationid="TRADOS\\ani" usagecount="4">'
        f'<prop type="x-LastUsedBy">ani</prop><prop type="x-Context">0, 0</prop>'
        f'<prop type="x-ConfirmationLevel">{word}</prop><prop type="x-Project:SingleString">Berita</prop>{SIDES}</tu>',
    )

    assert (found.status, found.project, found.uses, found.created.by) == (status, "Berita", 4, "TRADOS\\ani")
    assert found.key == ""
    assert found.properties == {"x-LastUsedBy": "ani", "x-Context": "0, 0"}


def test_matecat_names_project_and_neighbours_its_own_way(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        '<tu tuid="77" srclang="id-ID"><prop type="x-project_name">Berita</prop>'
        '<prop type="x-context_pre">Hujan turun.</prop><prop type="x-context_post">Ia pulang.</prop>'
        f'<tuv xml:lang="id-ID"><seg>{HERE}</seg></tuv><tuv xml:lang="en-GB"><seg>{THERE}</seg></tuv></tu>',
        header='srclang="*all*"',
    )

    assert (found.project, found.context, found.source) == ("Berita", Context("77", "Hujan turun.", "Ia pulang."), "id")


def test_a_status_that_nobody_knows_stays_a_property(tmp_path: Path) -> None:
    found = one(tmp_path, f'<tu><prop type="x-status">hampir</prop>{SIDES}</tu>')

    assert (found.status, found.properties) == ("confirmed", {"x-status": "hampir"})


@pytest.mark.parametrize(("header", "unit", "source"), [
    ('srclang="*all*"', "", ""), ('srclang="id"', "", "id"), ("", "", ""),
    ('srclang="id"', ' srclang="en-US"', "en"), ('srclang="id"', ' srclang="*all*"', ""), ('srclang="fr"', "", ""),
])  # fmt: skip
def test_the_source_is_what_the_unit_says_or_else_the_header(
    tmp_path: Path, header: str, unit: str, source: str
) -> None:
    assert one(tmp_path, f"<tu{unit}>{SIDES}</tu>", header=header).source == source


def test_the_caller_says_the_source_where_the_file_does_not(tmp_path: Path) -> None:
    tmx(tmp_path, f"<tu>{SIDES}</tu>", header="")

    assert [found.source for found in read(tmp_path / "a.tmx", target="id") if isinstance(found, Pair)] == ["en"]


def test_every_variant_pairs_with_every_other_once(tmp_path: Path) -> None:
    variants = "".join(
        f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>'
        for tag, text in [("id", "Ya."), ("id-ID", "Iya."), ("en-US", "Yes."), ("en-GB", "Aye."), ("en", "Yes.")]
    )

    found = tmx(tmp_path, f"<tu>{variants}</tu>")

    assert [tuple(pair.texts.values()) for pair in found if isinstance(pair, Pair)] == [
        ("Ya.", "Yes."),
        ("Ya.", "Aye."),
        ("Iya.", "Yes."),
        ("Iya.", "Aye."),
    ]


def test_variants_without_end_are_no_unit(tmp_path: Path) -> None:
    variants = "".join(f'<tuv xml:lang="{tag}"><seg>{n}</seg></tuv>' for n in range(500) for tag in ("id", "en"))

    assert tmx(tmp_path, f"<tu>{variants}</tu>") == [
        Skipped(2, "it has 500 variants in id and 500 in en, too many to pair")
    ]


@pytest.mark.parametrize(
    ("attributes", "inside", "why"),
    [
        ('creationdate="yesterday"', "", "“yesterday” is no date"),
        ('changedate="20241399T000000Z"', "", "“20241399T000000Z” is no date"),
        ('creationdate="0001-01-01T00:00:00+14:00"', "", "“0001-01-01T00:00:00+14:00” is no date"),
        ('usagecount="-1"', "", "“-1” is no count of uses"),
        ('usagecount="99999999999999999999"', "", "“99999999999999999999” is no count of uses"),
        ("", '<prop type="x-origin">{}</prop>', "“{}” is no origin as Padanan writes it"),
        ("", '<prop type="x-origin">[[[[</prop>', "“[[[[” is no origin as Padanan writes it"),
        ("", '<prop type="x-origin">{"file": "a", "kind": "god"}</prop>', '“{"file": "a", "kind": "god"}” is no origin as Padanan writes it'),
    ],
)  # fmt: skip
def test_what_a_unit_says_wrongly_skips_it_and_no_other(tmp_path: Path, attributes: str, inside: str, why: str) -> None:
    wrong, right = tmx(tmp_path, f"<tu {attributes}>{inside}{SIDES}</tu>", f"<tu>{SIDES}</tu>")

    assert wrong == Skipped(2, why)
    assert isinstance(right, Pair)


@pytest.mark.parametrize(
    "date", ["20240620T101112Z", "2024-06-20T10:11:12Z", "2024-06-20T17:11:12+07:00", "20240620T101112"]
)
def test_dates_are_read_as_tmx_and_as_iso_8601_write_them(tmp_path: Path, date: str) -> None:
    assert one(tmp_path, f'<tu creationdate="{date}">{SIDES}</tu>').created.at == "2024-06-20T10:11:12+00:00"


def test_what_we_export_tells_where_it_was_met(tmp_path: Path) -> None:
    told = '{"file": "a.id.txt", "document": "a", "position": 3, "import_id": "i", "kind": "aligned"}'

    found = one(tmp_path, f'<tu><prop type="x-origin">{told}</prop>{SIDES}</tu>')

    assert (found.origin, found.kind) == ((Origin("a.id.txt", "a", 3, "i", "aligned"),), "aligned")


def test_the_corpus_of_tico_19_is_read_whole(shared: Path) -> None:
    found = list(read(shared / "corpora" / "tico19" / "tico19.en-id.tmx"))

    assert len(found) == 3071
    assert [item for item in found if isinstance(item, Skipped)] == []
