"""
Cells that a spreadsheet would run (CSV injection), in everything that we export as a table.

What begins with = + - @ or their full-width forms gets an apostrophe before it, as OWASP advises, and loses it again when
it comes back. Tab and line end, which OWASP names too, never begin a cell, for texts are kept without white space around
them. What stands after a separator inside of a text is not guarded: who opens a file with the wrong separator sees that.
"""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary import formats as terms
from glossary.terms import Concept, Term, concept_id
from memory import formats as segments
from memory.formats.pair import Pair
from memory.formats.table import guarded, unguarded
from memory.units import Context, Unit, unit_id

STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    " =",
    "＝",
    "＋",
    "－",
    "＠",
    "'=",
    "''=",
    "'",
    "\u200b=",
    "\ufeff=",
    "\u202e=",
]
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COMMAND = "cmd|' /C calc'!A0"
SUFFIXES = [".csv", ".tsv", ".xlsx"]


def unit(text: str) -> Unit:
    texts = {"id": text, "en": f"x {text}"}
    return Unit(
        unit_id(texts), texts, context=Context(text, text, text), note=text, project=text.strip(), properties={"x": text},  # type: ignore[arg-type]
    )  # fmt: skip


def concept(number: int, text: str) -> Concept:
    sides = (
        Term("id", text, "preferred", usage=text, lookup_forms=(text,)),
        Term("en", text, "preferred", source=text),
    )
    return Concept(concept_id("hostile", str(number)), sides, "approved", (text,), {"id": text}, text)


def cells(path: Path) -> list[list[str]]:
    """The cells of a table as a spreadsheet takes them; none of a workbook may be a formula."""
    if path.suffix == ".xlsx":
        (sheet,) = openpyxl.load_workbook(path).worksheets
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
        return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ","))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_cell_of_a_memory_runs_and_all_come_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    sound = tmp_path / "a.tmx"
    segments.write([unit(start + COMMAND) for start in STARTS], sound)
    units = [item.unit() for item in segments.read(sound) if isinstance(item, Pair)]  # as the memory would hold them
    assert len(units) == len(STARTS)

    segments.write(units, path)

    assert not [cell for row in cells(path) for cell in row if cell.startswith(RUNS)]
    assert [item.unit() for item in segments.read(path) if isinstance(item, Pair)] == units


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_cell_of_a_term_list_runs_and_all_come_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    concepts = [concept(at, start + COMMAND) for at, start in enumerate(STARTS) if start[0] in "=+-@＝＋－＠'"]

    terms.write(concepts, path)

    assert not [cell for row in cells(path) for cell in row if cell.startswith(RUNS)]
    assert list(terms.read(path)) == concepts


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.text("'=+-@＝＠ab", max_size=8))
def test_a_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(RUNS)
