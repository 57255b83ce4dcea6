"""Tables of segments, CSV, TSV and XLSX: columns, separators, quotes, formulas; and what is refused."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from memory.errors import Invalid
from memory.formats import read, table, workbook, write
from memory.formats.pair import Pair, Skipped
from memory.text import Language
from memory.units import Context, Stamp, Unit, unit_id


def put(path: Path, content: str | bytes) -> Path:
    """A file with this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def pairs(path: Path, **options: Language) -> list[tuple[str, str]]:
    found = list(read(path, **options))
    assert all(isinstance(item, Pair) for item in found), found
    return [(item.texts["id"], item.texts["en"]) for item in found if isinstance(item, Pair)]


def unit(id_: str, en: str) -> Unit:
    texts: dict[Language, str] = {"id": id_, "en": en}
    return Unit(unit_id(texts), texts)


# Columns ------------------------------------------------------------------------------------------------------------


def test_a_row_is_a_pair_with_what_its_columns_say(tmp_path: Path) -> None:
    content = (
        "key,en,id,status,project,subject,note,uses,created,created_by,client\n"
        "mail.7,Yes.,Ya.,Reviewed,Berita,diplomacy,sopan,3,2024-06-20,ani,Deplu\n"
    )

    assert list(read(put(tmp_path / "a.csv", content))) == [
        Pair(
            texts={"id": "Ya.", "en": "Yes."},
            line=2,
            context=Context("mail.7"),
            status="reviewed",
            project="Berita",
            subject="diplomacy",
            note="sopan",
            created=Stamp("2024-06-20T00:00:00+00:00", "ani"),
            uses=3,
            properties={"client": "Deplu"},
        )
    ]


@pytest.mark.parametrize(
    "first", ["id,en", "ID,EN", "Indonesian,English", "Bahasa Indonesia,Bahasa Inggris", "id-ID,en_GB", "in,eng"]
)
def test_languages_are_known_by_code_and_by_name(tmp_path: Path, first: str) -> None:
    assert pairs(put(tmp_path / "a.csv", f"{first}\nYa.,Yes.\n")) == [("Ya.", "Yes.")]


@pytest.mark.parametrize("options", [{"source": "id"}, {"target": "en"}, {"source": "id", "target": "en"}])
def test_source_and_target_are_what_the_caller_says(tmp_path: Path, options: dict[str, Language]) -> None:
    path = put(tmp_path / "a.csv", "id,Source,Target\nk1,Ya.,Yes.\n")

    (found,) = read(path, **options)

    assert isinstance(found, Pair)
    assert (found.texts, found.key, found.source) == ({"id": "Ya.", "en": "Yes."}, "k1", "id")


def test_columns_of_a_catalogue_in_csv_are_understood(tmp_path: Path) -> None:
    # As Weblate writes it: there "id" is a number and "target" may be anything.
    path = put(
        tmp_path / "a.csv", '"location","source","target","id","context","translator_comments"\n"a.c","Yes.","Ya.","","btn","sopan"\n'
    )  # fmt: skip

    (found,) = read(path, source="en")

    assert isinstance(found, Pair)
    assert (found.texts, found.key, found.note) == ({"id": "Ya.", "en": "Yes."}, "btn", "sopan")


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ("id,fr\nYa.,Oui.\n", "its columns are id, fr.", "It needs id and en, or source and target; it may have from, key,"),
        ("Ya.,Yes.\n", "its columns are Ya., Yes..", "It needs id and en"),
        ("source,target\nYa.,Yes.\n", "its columns are source, target.", "Say with --from what language source is in"),
        ("\n\n", "is empty", ""),
    ],
)  # fmt: skip
def test_a_first_row_that_is_no_header_is_refused_with_what_is_seen_and_wanted(
    tmp_path: Path, content: str, message: str, hint: str
) -> None:
    for path in (put(tmp_path / "a.csv", content), put(tmp_path / "a.tsv", content.replace(",", "\t"))):
        with pytest.raises(Invalid) as caught:
            list(read(path))

        assert message in caught.value.message
        assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ya.,", "its text in en is empty"),
        ("Ya.", "its text in en is empty"),
        ("Ya.,Yes.,perhaps", "“perhaps” is no status; it is one of draft, confirmed, reviewed"),
        ("Ya.,Yes.,,kemarin", "“kemarin” is no date"),
        ("Ya.,Yes.,,,viele", "“viele” is no count of uses"),
        ("Ya.,Yes.,,,,fr", "“fr” is no language it can be from"),
        ("Ya.,Yes.,,,,,{", "“{” is no origin as Padanan writes it"),
        ("Ya, ya.,Yes, yes.,,,,,,x", "it has 10 cells under 7 columns; is a text with a comma not quoted?"),
    ],
)
def test_a_row_that_cannot_be_read_is_skipped_with_its_line(tmp_path: Path, row: str, why: str) -> None:
    path = put(tmp_path / "a.csv", f"id,en,status,created,uses,from,origin\nA,A\n{row}\nB,B\n")

    first, skipped, last = read(path)

    assert skipped == Skipped(3, why)
    assert (first.line, last.line) == (2, 4)


# CSV and TSV --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_separator_is_found_whatever_the_name_says(tmp_path: Path, separator: str, suffix: str, end: str) -> None:
    rows = [["id", "note", "en"], ['Ya, "itu"; ya', "a\tb", "Yes,\nthat"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)

    assert pairs(put(tmp_path / f"a{suffix}", text.getvalue())) == [('Ya, "itu"; ya', "Yes,\nthat")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_marked_utf_16_are_read(tmp_path: Path, encoding: str) -> None:
    assert pairs(put(tmp_path / "a.csv", "id,en\n“Kafé” 🇮🇩,“Café”\n".encode(encoding))) == [("“Kafé” 🇮🇩", "“Café”")]


def test_the_line_by_which_excel_names_the_separator_is_no_header(tmp_path: Path) -> None:
    (found,) = read(put(tmp_path / "a.csv", "sep=;\nid;en\nYa, ya.;Yes.\n"))

    assert (found.line, isinstance(found, Pair)) == (3, True)


def test_lines_are_those_of_the_file_where_cells_have_several(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", 'id,en\n"a\nb\nc",x\n\nd,y\n')

    assert [found.line for found in read(path)] == [2, 6]


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("id,en\nYa,Yes\n“Kafé”,x\n".encode("cp1252"), "a.csv is not UTF-8: line 3 has the byte 0x93.", 3),
        (b'id,en\nYa,Yes\n"Ya" kata dia,x\n', "a.csv, line 3: ',' expected after '\"'", 3),
        (b'id,en\nYa,Yes\n"Ya,x\n', "a.csv, line 3: unexpected end of data", 3),
        (b'id,en\nYa,Yes\n"' + b"x" * 200_000, "a.csv, line 3: field larger than field limit", 3),
        (b"id,en\nYa\0,Yes\n", "a.csv is binary, not text: byte 8 is zero.", None),
        (b"PK\x03\x04\n", "a.csv is a ZIP archive or an office file", None),
        (b"id,en\nYa,Yes\n" + "x,y\n".encode("utf-16"), "is binary, not text", None),
        ("id,en\nYa,Yes\n".encode("utf-16") + b"\0", "a.csv is not UTF-16: it breaks after line", None),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str, line: int | None) -> None:
    with pytest.raises(Invalid) as caught:
        list(read(put(tmp_path / "a.csv", content)))

    assert message in caught.value.message
    assert line is None or caught.value.details["line"] == line


def test_a_cell_that_looks_like_a_formula_is_guarded_and_comes_back(tmp_path: Path) -> None:
    units = [unit('=HYPERLINK("http://x")', "+1"), unit("-5 derajat", "@ani"), unit("'=1", "''+2"), unit("'tis", "'")]

    for name in ("a.csv", "a.tsv", "a.xlsx"):
        write(units, tmp_path / name)

    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        cells = [row[:2] for row in csv.reader(file)][1:]
    assert cells == [
        ['\'=HYPERLINK("http://x")', "'+1"],
        ["'-5 derajat", "'@ani"],
        ["''=1", "'''+2"],
        ["'tis", "'"],
    ]
    for name in ("a.csv", "a.tsv", "a.xlsx"):
        assert pairs(tmp_path / name) == [(u.texts["id"], u.texts["en"]) for u in units]


def test_the_first_column_is_the_language_translated_from(tmp_path: Path) -> None:
    write([unit("Ya.", "Yes.")], tmp_path / "a.csv", source="en")

    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[0].startswith("en,id,from,key,")


def test_every_column_that_is_written_is_one_that_is_told_of() -> None:
    assert set(table.titles("id")) == set(table.COLUMNS)


# XLSX ---------------------------------------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_the_texts_that_they_show(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        ("id", "en", "uses", "created", None),
        (2024, 1.5, 3, datetime(2024, 6, 20, 10, 11, 12)),
        (None, None),
        ("Ya.", None),
        ("Ya.", True, None, None, "astray"),
    )

    number, missing, astray = read(path)

    assert isinstance(number, Pair)
    assert (number.texts, number.uses) == ({"id": "2024", "en": "1.5"}, 3)
    assert number.created.at == "2024-06-20T10:11:12+00:00"
    assert missing == Skipped(4, "its text in en is empty")
    assert isinstance(astray, Pair)


def test_a_workbook_without_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"a\.xlsx is no table of segments: its columns are Istilah, Term\."):
        list(read(sheet(tmp_path / "a.xlsx", ("Istilah", "Term"), ("Ya.", "Yes."))))


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(tmp_path / "a.xlsx", ("id", "en"), ("Ya.", "Yes."))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"\0" * 2**22)
    monkeypatch.setattr(workbook, "_UNPACKED", 2**21)

    with pytest.raises(Invalid) as caught:
        list(read(path))

    assert caught.value.message == "a.xlsx unpacks to 4 MB; the limit is 2 MB."
    assert caught.value.hint == "Save it as CSV, which is read as a stream."


def rewritten(path: Path, member: str, old: bytes, new: bytes) -> Path:
    """The same workbook with something else in one of its files."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert old in files[member]
    files[member] = files[member].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'"><!ENTITY b "' + b"&a;" * 50_000 + b'">]>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</worksheet>", b""),
        (b"<sheetData>", b"<sheetData><row>"),
        (b'<row r="2"', b'<row r="two"'),
        (b'<row r="2"', b'<row r="99999999999"'),
        (b'r="A2"', b'r="22"'),
    ],
)
def test_a_damaged_sheet_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = rewritten(sheet(tmp_path / "a.xlsx", ("id", "en"), ("Ya.", "Yes.")), SHEET, old, new)

    with pytest.raises(Invalid, match=r"a\.xlsx"):
        list(read(path))


def test_an_entity_bomb_in_a_sheet_does_not_go_off(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", ("id", "en"), (5, 6))
    rewritten(path, SHEET, b"<worksheet", BOMB + b"<worksheet")
    rewritten(path, SHEET, b"<v>5</v>", b"<v>&b;</v>")

    with pytest.raises(
        Invalid, match=r"a\.xlsx has a DOCTYPE in “xl/worksheets/sheet1\.xml”; such files are not read\."
    ):
        list(read(path))


def test_a_text_that_no_cell_holds_is_refused_rather_than_cut(tmp_path: Path) -> None:
    long = unit("x" * 40_000, "y")

    with pytest.raises(Invalid) as caught:
        write([long], tmp_path / "a.xlsx")

    assert caught.value.message == f"The unit {long.id} has a text of 40,000 characters; a cell holds 32,767."
    assert list(tmp_path.iterdir()) == []


def test_more_units_than_a_sheet_has_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_ROWS", 3)

    assert write([unit("a", "b")] * 2, tmp_path / "a.xlsx") == 2
    with pytest.raises(Invalid, match="A sheet holds 2 units at most"):
        write([unit("a", "b")] * 3, tmp_path / "a.xlsx")


def test_a_workbook_that_fails_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    with pytest.raises(Invalid):
        write([unit("a", "b"), unit("x" * 40_000, "y")], tmp_path / "a.xlsx")

    assert list(scratch.iterdir()) == []
