"""Workbooks as Excel saves them: every text once, and its number in the cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook

from memory.errors import Invalid
from memory.formats import read
from memory.formats.pair import Pair
from tests.test_memory_formats_nasty import measured

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def saved(path: Path, strings: Iterable[str], rows: Iterable[tuple[int, ...]]) -> Path:
    """A workbook whose cells hold the numbers of these shared strings, which are XML."""
    plain = path.with_name("plain.xlsx")
    Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in set(old.namelist()) - {"xl/worksheets/sheet1.xml"}:
            part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}"/></Types>'
            new.writestr(name, old.read(name).replace(b"</Types>", part.encode()))
        with new.open("xl/sharedStrings.xml", "w") as file:
            file.write(f"<sst {NAMESPACE}>".encode())
            file.writelines(f"<si>{string}</si>".encode() for string in strings)
            file.write(b"</sst>")
        with new.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(f"<worksheet {NAMESPACE}><sheetData>".encode())
            for row in rows:
                cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in row)
                file.write(f"<row>{cells}</row>".encode())
            file.write(b"</sheetData></worksheet>")
    return path


HEADER = ["<t>id</t>", "<t>en</t>"]


@pytest.mark.parametrize(
    ("string", "text"),
    [
        ("<t>Kafé “ya” 🇮🇩</t>", "Kafé “ya” 🇮🇩"),
        ("<r><t>Perjanjian </t></r><r><rPr><b/></rPr><t>itu</t></r>", "Perjanjian itu"),
        ("<t>baris_x000D_\nbaru</t>", "baris\nbaru"),
        ("<t>_x005F_x000D_</t>", "_x000D_"),
        ("<t>nama_x_y</t>", "nama_x_y"),
    ],
)
def test_a_shared_text_is_what_excel_shows(tmp_path: Path, string: str, text: str) -> None:
    path = saved(tmp_path / "a.xlsx", [*HEADER, "<t>Yes</t>", string], [(0, 1), (3, 2), (3, 3)])

    found = [item.texts for item in read(path) if isinstance(item, Pair)]

    assert found == [{"id": text, "en": "Yes"}, {"id": text, "en": text}]


def test_a_number_that_no_text_has_is_refused_with_its_row(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", HEADER, [(0, 1), (0, 7)])

    with pytest.raises(Invalid, match=r"there is no shared text 7 \(after row 1\)"):
        list(read(path))


def test_shared_texts_that_are_broken_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [*HEADER, "<t>Ya"], [(0, 1)])

    with pytest.raises(Invalid, match="is not a workbook that can be read"):
        list(read(path))


def test_shared_texts_are_read_in_constant_memory(tmp_path: Path) -> None:
    count = 60_000
    strings = (f"<t>Kalimat nomor {n} yang panjang sekali dan tetap satu kalimat saja</t>" for n in range(2 * count))
    rows = ((2 + 2 * n, 3 + 2 * n) for n in range(count))
    path = saved(tmp_path / "a.xlsx", [*HEADER, *strings], [(0, 1), *rows])

    assert measured(tmp_path, path, "read", count)[0] < 16  # MB; held as they are, they would take 25
