"""One contract for every format of segments: what is written can be read again, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from memory import formats
from memory.errors import Invalid, NotFound
from memory.formats.fields import tidy
from memory.formats.pair import Pair
from memory.text import Language
from memory.units import Context, Origin, Stamp, Unit, unit_id

FULL = [".tmx", ".xlf", ".xliff", ".csv", ".tsv", ".xlsx"]  # what carries all of a unit
SOME = [".po"]  # what carries its texts, its key and whether it is a draft

# Words, and what has broken formats before.
PIECES = st.sampled_from(
    [
        *(
            "perjanjian",
            "Café",
            "anak-anak",
            "1.000,50",
            " ",
            "  ",
            "\n",
            "\t",
            "\r\n",
            "\u2028",
            "🇮🇩👩🏽‍🚀",
            "漢字",
            "e\u0301",
        ),
        *("<b>", "</b>", "<br/>", "<", ">", "&", "&amp;", "&nbsp;", "]]>", "<!--", "<?x?>", "{0}", "%s", "%(nama)s"),
        *(
            '<ph x="1"/>',
            '<ph x="2" code="{\\b "/>',
            '<bpt i="1" code="x"/>',
            '<ept i="1"/>',
            '<it pos="mid" code="y"/>',
        ),
        *('"', "'", '""', "\\n", "\\", '\\"', ",", ";", "|", "=", "+", "-", "@", "#", "_x000D_", "_x0041_"),
        *("\u200f", "\u202e", "\u00ad", "\ufeff", "\x00", "\x0b", "\x1f", "\x85", "\ufffe", "\uffff"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), min_size=1, max_size=12).map("".join).map(tidy).filter(bool)
WORDS = st.text("abcdefghij_", min_size=1, max_size=8)
NAMES = st.one_of(st.just(""), TEXTS)
LINES = st.one_of(st.just(""), TEXTS.map(lambda text: " ".join(text.split())))
PROPERTIES = st.text("abcxyz_-:", min_size=1, max_size=8).filter(lambda name: name not in ("id", "key"))
STAMPS = st.builds(
    lambda at, by: Stamp(at.isoformat(timespec="seconds") + "+00:00" if at else "", by),
    st.none() | st.datetimes(min_value=datetime(1900, 1, 1)),
    LINES,
)
ORIGINS = st.builds(
    Origin, NAMES, NAMES, st.integers(0, 10**9), NAMES, st.sampled_from(["human", "aligned", "machine", "mined"])
)


@st.composite
def units(draw: st.DrawFn) -> Unit:
    """A unit with anything that one may hold."""
    texts: dict[Language, str] = {"id": draw(TEXTS), "en": draw(TEXTS)}
    project = draw(LINES)
    return Unit(
        id=unit_id(texts, project),
        texts=texts,
        origin=tuple(draw(st.lists(ORIGINS, max_size=2))),
        status=draw(st.sampled_from(["draft", "confirmed", "reviewed"])),
        source=draw(st.sampled_from(["", "id", "en"])),
        context=draw(st.builds(Context, NAMES, NAMES, NAMES)),
        project=project,
        subject=draw(LINES),
        doubts=tuple(draw(st.lists(WORDS, max_size=2))),
        created=draw(STAMPS),
        changed=draw(STAMPS),
        uses=draw(st.integers(0, 10**6)),
        note=draw(NAMES),
        properties=draw(st.dictionaries(PROPERTIES, TEXTS, max_size=2)),
    )


def plain(id_: str, en: str, key: str = "") -> Unit:
    """A unit of two texts."""
    texts: dict[Language, str] = {"id": id_, "en": en}
    return Unit(unit_id(texts), texts, context=Context(key))


def back(written: list[Unit], suffix: str, source: Language = "id") -> list[Unit]:
    """The units that come back from a file."""
    # That nothing is lost in a crash has a test of its own; here it would take most of the time.
    with tempfile.TemporaryDirectory() as folder, mock.patch("os.fsync"):
        path = Path(folder) / f"memory{suffix}"
        assert formats.write(written, path, source=source) == len(written)
        found = list(formats.read(path))
    assert all(isinstance(item, Pair) for item in found), found
    return [item.unit() for item in found if isinstance(item, Pair)]


@pytest.mark.parametrize("suffix", FULL)
@given(written=st.lists(units(), max_size=4), source=st.sampled_from(["id", "en"]))
@settings(max_examples=60, deadline=None)
def test_a_unit_that_is_written_comes_back_equal(suffix: str, written: list[Unit], source: Language) -> None:
    assert back(written, suffix, source) == written


@pytest.mark.parametrize("suffix", SOME)
@given(written=st.lists(units(), max_size=4, unique_by=lambda u: u.texts["id"]))
@settings(max_examples=60, deadline=None)
@example(written=[plain("baris satu\nbaris dua\n\ntiga", ("x " * 100).strip())])
def test_a_catalogue_gives_back_texts_key_and_draft(suffix: str, written: list[Unit]) -> None:
    expected = [(u.texts, u.context.key, u.status == "draft", "id") for u in written]

    assert [(u.texts, u.context.key, u.status == "draft", u.source) for u in back(written, suffix)] == expected


@pytest.mark.parametrize("suffix", [*FULL, *SOME])
def test_texts_are_cleaned_on_their_way_out(suffix: str) -> None:
    texts: dict[Language, str] = {"id": " per\u00adjan\u200fjian\r\nitu\x00\ud800 ", "en": "\u202athe treaty\ufffe"}
    wild = Unit("u_wild", texts)

    (found,) = back([wild], suffix)

    assert found.texts == {"id": "perjanjian\nitu", "en": "the treaty"}


@pytest.mark.parametrize("suffix", [*FULL, *SOME])
def test_no_units_make_a_file_without_units(suffix: str) -> None:
    assert back([], suffix) == []


@pytest.mark.parametrize("suffix", [*FULL, *SOME])
def test_the_same_units_make_the_same_units_twice(suffix: str) -> None:
    once = back([plain("Ya.", "Yes.", "a"), plain("Tidak.", "No.", "b")], suffix)

    assert back(once, suffix) == once


@pytest.mark.parametrize("suffix", [*FULL, *SOME])
def test_what_fails_halfway_leaves_the_old_file_and_no_other(tmp_path: Path, suffix: str) -> None:
    def failing() -> Iterator[Unit]:
        yield plain("Ya.", "Yes.")
        raise RuntimeError("the store is gone")

    path = tmp_path / f"memory{suffix}"
    path.write_bytes(b"what was there")

    with pytest.raises(RuntimeError, match="the store is gone"):
        formats.write(failing(), path)

    assert path.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", [*FULL, *SOME])
def test_a_file_is_durable_before_it_takes_its_place(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, put = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: (done.append("sync"), sync(number))[1])
    monkeypatch.setattr(Path, "replace", lambda path, to: (done.append(path.name), put(path, to))[1])

    formats.write([plain("Ya.", "Yes.")], tmp_path / f"memory{suffix}")

    assert done == ["sync", f"memory{suffix}.partial", "sync"]


@pytest.mark.parametrize("suffix", [*FULL, *SOME])
def test_a_folder_that_is_not_there_is_not_found(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(NotFound, match="There is no folder"):
        formats.write([], tmp_path / "none" / f"memory{suffix}")


@pytest.mark.parametrize("suffix", formats.SUFFIXES)
def test_a_file_that_is_not_there_is_not_found(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(NotFound, match="There is no file"):
        list(formats.read(tmp_path / f"memory{suffix}"))


@pytest.mark.parametrize("suffix", formats.SUFFIXES)
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf\n", b"\0" * 100, b"\x89PNG\r\n\x1a\n\0\0", os.urandom(3000)])
def test_a_file_of_nothing_or_of_noise_is_invalid_and_named(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"memory{suffix}"
    path.write_bytes(content)

    with pytest.raises(Invalid) as caught:
        list(formats.read(path))

    assert path.name in caught.value.message
    assert caught.value.details["file"] == str(path)


def test_an_ending_that_nobody_knows_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as read:
        formats.read(tmp_path / "memory.sdltm")
    with pytest.raises(Invalid) as written:
        formats.write([], tmp_path / "memory.tbx")

    assert str(read.value) == (
        "memory.sdltm: files of segments ending in “.sdltm” cannot be read. "
        "These can: .csv, .po, .tmx, .tsv, .xlf, .xliff, .xlsx."
    )
    assert str(written.value) == (
        "memory.tbx: files of segments ending in “.tbx” cannot be written. "
        "These can: .csv, .po, .tmx, .tsv, .xlf, .xliff, .xlsx."
    )


@pytest.mark.parametrize("suffix", formats.SUFFIXES)
def test_source_and_target_cannot_be_the_same(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"memory{suffix}"
    path.write_text('msgid "a"\nmsgstr "b"\n')

    with pytest.raises(Invalid, match="Source and target are both “en”"):
        list(formats.read(path, source="en", target="en"))


def test_an_origin_that_says_machine_is_not_taken_for_a_person() -> None:
    pair = Pair({"id": "Ya.", "en": "Yes."}, 1, origin=(Origin("a.txt", kind="machine"),))

    assert (pair.kind, replace(pair, origin=()).kind) == ("machine", "human")
