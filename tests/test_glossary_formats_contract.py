"""One contract for every format of terms: what is written can be read again, whole or not at all."""

from __future__ import annotations

import io
import tempfile
from dataclasses import fields, replace
from pathlib import Path
from unittest import mock

import openpyxl
import pytest
from hypothesis import given, settings

from glossary import formats, sources
from glossary.formats.fields import CONCEPT_FIELDS, TERM_FIELDS
from glossary.terms import Concept, Term
from memory.errors import Invalid, NotFound
from memory.text import LANGUAGES
from tests.concepts import FULL, MANY, SAID, pair

TABLES = [".csv", ".tsv", ".xlsx"]
OF_THE_STORE = {"approved_version", "merged_into", "remarks"}  # of one termbase, and of no other


def back(written: list[Concept], suffix: str) -> list[Concept]:
    """The concepts that come back from a file."""
    # That nothing is lost in a crash has a test of its own; here it would take most of the time.
    with tempfile.TemporaryDirectory() as folder, mock.patch("os.fsync"):
        path = Path(folder) / f"terms{suffix}"
        assert formats.write(written, path) == len(written)
        found = list(formats.read(path))
    assert all(isinstance(item, Concept) for item in found), found
    return [item for item in found if isinstance(item, Concept)]


@given(MANY)
@settings(max_examples=30, deadline=None)
def test_a_concept_written_as_tbx_comes_back_equal(written: list[Concept]) -> None:
    assert back(written, ".tbx") == written


@pytest.mark.parametrize("suffix", TABLES)
@given(written=SAID)
@settings(max_examples=30, deadline=None)
def test_what_people_say_of_a_concept_comes_back_from_a_table(suffix: str, written: list[Concept]) -> None:
    assert back(written, suffix) == written


@pytest.mark.parametrize("suffix", [".tbx", *TABLES])
def test_a_concept_that_says_everything_comes_back(suffix: str) -> None:
    assert back([FULL], suffix) == [FULL]


def test_every_field_of_a_term_and_of_a_concept_is_carried() -> None:
    assert {one.name for one in fields(Term)} == {"language", "text", *TERM_FIELDS}
    assert {one.name for one in fields(Concept)} - OF_THE_STORE == {"terms", *CONCEPT_FIELDS}


@pytest.mark.parametrize("suffix", TABLES)
def test_a_table_leaves_evidence_counts_and_history_at_home(suffix: str) -> None:
    known = replace(FULL, occurrences={"a.txt": 3}, confidence=0.5, version=4, created={"at": "", "by": "ani"})

    assert back([known], suffix) == [FULL]


@pytest.mark.parametrize("suffix", formats.SUFFIXES)
def test_a_file_that_is_not_there_is_not_found(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(formats.read(tmp_path / f"terms{suffix}"))


@pytest.mark.parametrize("suffix", formats.SUFFIXES)
@pytest.mark.parametrize("content", [b"", b" \n", b"%PDF-1.7", b"\x00\x01\x02", b"<html></html>"])
def test_what_is_no_list_of_terms_is_refused(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"terms{suffix}"
    path.write_bytes(content)

    with pytest.raises(Invalid):
        list(formats.read(path))


def test_a_name_that_ends_in_nothing_known_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"cannot be read as “\.pdf”\. One of: \.csv, \.tbx, \.tsv, \.xlsx\."):
        formats.read(tmp_path / "terms.pdf")
    with pytest.raises(Invalid, match=r"cannot be written as “\.pdf”"):
        formats.write([], tmp_path / "terms.pdf")
    with pytest.raises(Invalid, match="cannot be written as “tmx”"):
        formats.pour([], io.BytesIO(), variant="tmx")


@pytest.mark.parametrize("name", ["terms.tbx", "terms.csv", "terms.xlsx", "terms.vale.zip", "Terms.TBX"])
def test_a_failed_export_leaves_what_was_there(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("before", encoding="utf-8")

    def breaking():  # type: ignore[no-untyped-def]
        yield FULL
        raise RuntimeError("the store went away")

    with pytest.raises(RuntimeError):
        formats.write(breaking(), path)
    assert path.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_variant_chooses_the_format_whatever_the_name(tmp_path: Path) -> None:
    formats.write([FULL], tmp_path / "terms.tbx", variant="martif")

    assert b"<martif " in (tmp_path / "terms.tbx").read_bytes()


@pytest.mark.parametrize("variant", formats.WRITTEN)
def test_a_file_and_a_stream_say_the_same(variant: str, tmp_path: Path) -> None:
    stream = io.BytesIO()
    assert formats.pour([FULL], stream, variant=variant) == 1
    formats.write([FULL], tmp_path / "terms", variant=variant)

    written = (tmp_path / "terms").read_bytes()
    assert written == stream.getvalue() or variant == "xlsx"  # which notes the second it was made in
    assert len(written) > 100


@pytest.mark.parametrize("suffix", TABLES)
def test_a_file_tells_which_columns_it_has(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"terms{suffix}"
    formats.write([FULL], path)

    assert formats.present(path) == frozenset(formats.COLUMNS)


def test_tbx_has_no_empty_fields_to_tell_of(tmp_path: Path) -> None:
    path = tmp_path / "terms.tbx"
    formats.write([FULL], path)

    assert formats.present(path) is None


def test_the_lifecycle_asked_for_is_for_those_who_say_none(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("key,id,en,lifecycle\na,sanksi,sanction,\nb,pakta,pact,retired\n", encoding="utf-8")

    assert [c.lifecycle for c in formats.read(path, lifecycle="proposed") if isinstance(c, Concept)] == [
        "proposed",
        "retired",
    ]


def test_the_terms_of_a_language_stay_in_their_order() -> None:
    mixed = pair("sanksi", "sanction", Term("id", "hukuman"), Term("en", "penalty"))

    for suffix in (".tbx", *TABLES):
        (found,) = back([mixed], suffix)
        assert [found.in_language(one) for one in LANGUAGES] == [mixed.in_language(one) for one in LANGUAGES]


@pytest.mark.parametrize("suffix", [".tbx", *TABLES])
def test_the_miner_takes_a_list_of_terms_for_what_it_is(suffix: str, tmp_path: Path) -> None:
    formats.write([FULL], tmp_path / f"terms{suffix}")

    assert sources.gather([tmp_path])[0] == [sources.Terms(tmp_path / f"terms{suffix}")]


def test_a_workbook_of_segments_with_keys_is_no_list_of_terms(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["key", "id", "en", "note"], ["k", "Rapat ditunda.", "The meeting was put off.", ""]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "memory.xlsx")

    assert sources.gather([tmp_path])[0] == [sources.Stored(tmp_path / "memory.xlsx")]
