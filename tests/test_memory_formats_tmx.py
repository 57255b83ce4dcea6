"""TMX as it comes: versions 1.1 to 1.4b, encodings, languages, inline codes; and what is refused."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

import pytest

from memory.errors import Invalid, NotFound
from memory.formats.tmx import Pair, Skipped, read
from memory.text import lexemes

THANKS = '<tu><tuv xml:lang="id"><seg>Terima kasih.</seg></tuv><tuv xml:lang="en"><seg>Thank you.</seg></tuv></tu>'


def tmx(path: Path, *units: str, before: str = "", encoding: str = "UTF-8", version: str = "1.4") -> Path:
    """A TMX file whose first unit stands on line 5, or one later for each line that comes before the root."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n{before}<tmx version="{version}">\n<header srclang="id"/>\n'
    path.write_bytes("\n".join([f"{head}<body>", *units, "</body>", "</tmx>", ""]).encode(encoding))
    return path


def unit(here: str, there: str, *, attributes: str = "") -> str:
    return f'<tu{attributes}><tuv xml:lang="id"><seg>{here}</seg></tuv><tuv xml:lang="en"><seg>{there}</seg></tuv></tu>'


def refusal(path: Path) -> Invalid:
    with pytest.raises(Invalid) as caught:
        list(read(path))
    assert caught.value.details["file"] == str(path)
    return caught.value


def texts(path: Path) -> list[tuple[str, str]]:
    found = list(read(path))
    assert all(isinstance(pair, Pair) for pair in found)
    return [(pair.texts["id"], pair.texts["en"]) for pair in found if isinstance(pair, Pair)]


def test_a_unit_is_a_pair_with_its_key_and_its_line(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", THANKS, unit("Ya.", "Yes.", attributes=' tuid="mail.7"'))

    found = [pair for pair in read(path) if isinstance(pair, Pair)]

    assert [(pair.texts, pair.context.key, pair.line, pair.source) for pair in found] == [
        ({"id": "Terima kasih.", "en": "Thank you."}, "", 5, "id"),
        ({"id": "Ya.", "en": "Yes."}, "mail.7", 6, "id"),
    ]


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3", "1.4", "1.4b"])
@pytest.mark.parametrize("attribute", ["lang", "xml:lang"])
@pytest.mark.parametrize(
    ("indonesian", "english"), [("id", "en"), ("ID", "EN-US"), ("id-ID", "en_GB"), ("ID_ID", "en-Latn-US")]
)
def test_languages_are_known_by_either_attribute_in_any_case_and_region(
    tmp_path: Path, version: str, attribute: str, indonesian: str, english: str
) -> None:
    body = THANKS.replace('xml:lang="id"', f'{attribute}="{indonesian}"').replace(
        'xml:lang="en"', f'{attribute}="{english}"'
    )

    assert texts(tmx(tmp_path / "a.tmx", body, version=version)) == [("Terima kasih.", "Thank you.")]


def test_english_may_come_first(tmp_path: Path) -> None:
    body = '<tu><tuv xml:lang="en"><seg>Yes.</seg></tuv><tuv xml:lang="id"><seg>Ya.</seg></tuv></tu>'

    assert texts(tmx(tmp_path / "a.tmx", body)) == [("Ya.", "Yes.")]


def test_of_more_languages_ours_are_taken_and_every_variant_makes_a_pair(tmp_path: Path) -> None:
    body = THANKS.replace(
        "</tu>", '<tuv xml:lang="de"><seg>Danke.</seg></tuv><tuv xml:lang="en-GB"><seg>Ta.</seg></tuv></tu>'
    )

    assert texts(tmx(tmp_path / "a.tmx", body)) == [
        ("Terima kasih.", "Thank you."),
        ("Terima kasih.", "Ta."),
    ]


@pytest.mark.parametrize("tag", [f'xml:lang="{code}"' for code in ("de", "idn", "english", "")] + ['language="id"', ""])
def test_a_unit_without_both_languages_is_skipped_with_its_line_and_the_next_is_read(tmp_path: Path, tag: str) -> None:
    path = tmx(tmp_path / "a.tmx", THANKS, THANKS.replace('xml:lang="id"', tag), THANKS)

    first, skipped, last = read(path)

    assert isinstance(skipped, Skipped)
    assert skipped.line == 6
    assert skipped.why.startswith("it has no text in both id and en (languages: ")
    assert (first.line, last.line) == (5, 7)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<tu/>", "it has no text in both id and en (languages: none)"),
        (THANKS.replace('"en"', '"fr"'), "it has no text in both id and en (languages: id, fr)"),
        (
            '<tu><tuv xml:lang="id"><seg>Ya.</seg></tuv></tu>',
            "it has no text in both id and en (languages: id)",
        ),
        (
            '<tu><tuv xml:lang="id"/><tuv xml:lang="en"><seg>Yes.</seg></tuv></tu>',
            "it has no text in both id and en (languages: id, en)",
        ),
        (unit("Ya.", ""), "its text in en is empty"),
        (unit(" \n ", "Yes."), "its text in id is empty"),
    ],
)
def test_what_was_skipped_says_why(tmp_path: Path, body: str, why: str) -> None:
    assert list(read(tmx(tmp_path / "a.tmx", body))) == [Skipped(5, why)]


def test_lines_are_counted_beyond_what_fits_in_16_bits(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", "\n" * 70_000 + THANKS.replace("en", "de"), THANKS)

    assert [found.line for found in read(path)] == [70_005, 70_006]


@pytest.mark.parametrize("tag", ["in", "IN-ID"])
def test_indonesian_is_known_by_its_old_code_too(tmp_path: Path, tag: str) -> None:
    path = tmx(tmp_path / "a.tmx", THANKS.replace('"id"', f'"{tag}"'))

    assert [type(found) for found in read(path)] == [Pair]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_the_declared_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmx(tmp_path / "a.tmx", unit("Kafé «ya».", "Café."), encoding=encoding)

    assert texts(path) == [("Kafé «ya».", "Café.")]


def test_texts_are_cleaned_and_keep_the_line_breaks_inside(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", unit("  per\u00adjan\u200bjian\nitu ", "cafe\u0301"))

    assert texts(path) == [("perjanjian\nitu", "café")]


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ('Klik <bpt i="1">&lt;b&gt;</bpt>Simpan<ept i="1">&lt;/b&gt;</ept>', "Klik <b>Simpan</b>"),
        ('Simpan <ph x="1">{0}</ph> berkas', "Simpan {0} berkas"),
        ('<it pos="begin">&lt;i&gt;</it>Ya', "<i>Ya"),
        ("kata <hi>penting</hi> itu", "kata <hi>penting</hi> itu"),
        ("kode <ut>\\b</ut> lama", 'kode <ut code="\\b"/> lama'),
        ('satu<ph x="1"/> dua', 'satu<ph x="1"/> dua'),
        ("Lihat <ph>[<sub>catatan</sub>]</ph> ini", 'Lihat <ph code="[catatan]"/> ini'),
        ("a &amp; b &lt; c &#233;", "a & b < c é"),
        ("a<!-- rahasia --> b<?pi x?>", "a b"),
        ("<![CDATA[a < b]]>", "a < b"),
    ],
)
def test_inline_codes_are_spelled_as_placeables_and_comments_are_gone(tmp_path: Path, segment: str, text: str) -> None:
    assert texts(tmx(tmp_path / "a.tmx", unit(segment, "x"))) == [(text, "x")]


def test_notes_and_properties_are_no_text(tmp_path: Path) -> None:
    body = THANKS.replace("<tu>", '<tu><note>catatan</note><prop type="x">y</prop>').replace(
        "<seg>", "<note>n</note><seg>"
    )

    assert texts(tmx(tmp_path / "a.tmx", body)) == [("Terima kasih.", "Thank you.")]


def test_a_header_with_notes_and_an_empty_body_has_no_units(tmp_path: Path) -> None:
    assert list(read(tmx(tmp_path / "a.tmx"))) == []


# What is refused ----------------------------------------------------------------------------------------------------

BILLION = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 16))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!ENTITY l0 "lol">{BILLION}',
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY x PUBLIC "p" "http://127.0.0.1:9/x">',
        '<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;',
        '<!ENTITY harmless "ya">',
        "<!ELEMENT x ANY>",
    ],
)
def test_a_file_that_declares_entities_or_elements_is_refused_before_any_is_resolved(
    tmp_path: Path, declared: str
) -> None:
    path = tmx(tmp_path / "a.tmx", unit("&x;&l15;", "x"), before=f"<!DOCTYPE tmx [{declared}]>\n")

    problem = refusal(path)

    assert problem.message == "a.tmx declares entities or elements of its own; such files are not read."
    assert problem.hint == "They can be made to blow up. Export it again without a DOCTYPE subset."
    assert problem.details["line"] == 1


@pytest.mark.parametrize("before", ['<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n', "<!DOCTYPE tmx>\n"])
def test_a_doctype_that_only_names_a_dtd_is_read_and_the_dtd_is_not_asked_for(tmp_path: Path, before: str) -> None:
    assert texts(tmx(tmp_path / "a.tmx", THANKS, before=before)) == [("Terima kasih.", "Thank you.")]


def test_a_tmx_in_its_namespace_is_read(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", THANKS)
    path.write_text(path.read_text(encoding="utf-8").replace("<tmx ", '<tmx xmlns="http://www.lisa.org/tmx14" '))

    assert texts(path) == [("Terima kasih.", "Thank you.")]


def test_a_truncated_file_gives_what_was_sound_and_then_says_where_it_breaks(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", THANKS, unit("Ya.", "Yes."))
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[: whole.index("Yes.")], encoding="utf-8")
    units = read(path)

    assert next(units).line == 5
    with pytest.raises(Invalid) as caught:
        next(units)

    assert caught.value.message.startswith("a.tmx is not well-formed: line 6: ")
    assert caught.value.hint == "Open it in the program that wrote it and export it again."
    assert caught.value.details == {"file": str(path), "line": 6}


def test_a_missing_end_tag_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", THANKS, THANKS.replace("</tuv>", "", 1))

    assert refusal(path).details["line"] == 6


def test_bytes_that_are_not_the_declared_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", THANKS, unit("Kafé", "x"))
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))

    assert refusal(path).details["line"] == 6


@pytest.mark.parametrize(("content", "line"), [("Terima kasih.", 1), ("{}", 1)])
def test_what_is_no_xml_is_refused(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(content, encoding="utf-8")

    assert refusal(path).message.startswith(f"a.tmx is not well-formed: line {line}: ")


@pytest.mark.parametrize("root", ["html", "xliff", "TMX"])
def test_xml_with_another_root_is_no_tmx(tmp_path: Path, root: str) -> None:
    path = tmp_path / "a.tmx"
    path.write_text(f"<{root}/>", encoding="utf-8")

    problem = refusal(path)

    assert (problem.message, problem.details["line"]) == (f"a.tmx is no TMX file: it starts with <{root}>.", 1)


@pytest.mark.parametrize("folder", [False, True])
def test_a_missing_file_or_a_folder_is_a_problem(tmp_path: Path, folder: bool) -> None:
    path = tmp_path / "a.tmx"
    if folder:
        path.mkdir()

    with pytest.raises((NotFound, Invalid)):
        list(read(path))


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(b"")

    assert refusal(path).message == "a.tmx is empty."


def test_an_entity_that_nobody_declared_is_refused_with_its_line(tmp_path: Path) -> None:
    assert refusal(tmx(tmp_path / "a.tmx", THANKS, unit("a&b;", "x"))).details["line"] == 6


def test_codes_come_through_as_placeables(tmp_path: Path) -> None:
    path = tmx(tmp_path / "a.tmx", unit('<ph x="1">{0}</ph> ya <bpt i="1">&lt;b&gt;</bpt>', "x"))
    ((text, _),) = texts(path)

    assert [lexeme.kind for lexeme in lexemes(text)] == ["placeable", "word", "placeable"]


def test_a_file_that_is_refused_is_closed(tmp_path: Path) -> None:
    refusal(tmx(tmp_path / "a.tmx", THANKS, before='<!DOCTYPE tmx [<!ENTITY x "y">]>\n'))

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        gc.collect()

    assert [str(warning.message) for warning in caught] == []
