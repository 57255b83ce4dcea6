"""What can be checked in files: their passages, in which direction, on which line; and what is left out, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary import passages
from glossary.lexicon import Lexicon
from glossary.passages import Placed, of_documents, of_file
from memory.errors import Invalid, NotFound
from memory.formats import Skipped

HERE = "Gencatan senjata itu rapuh.\n\nMahkamah menolak permohonan kami kemarin sore.\n\nPerjanjian itu ditandatangani pada 12 Mei.\n"
THERE = "The ceasefire is fragile.\n\nThe court refused our application yesterday afternoon.\n\nThe treaty was signed on 12 May.\n"


def told(item: Placed | Skipped) -> tuple[object, ...]:
    """A passage or what was skipped, as the tests name it."""
    if isinstance(item, Skipped):
        return item.line, item.why
    return item.passage.key, item.line, item.source, item.passage.source, item.passage.target


def written(path: Path, text: str) -> Path:
    """A file with this text."""
    path.write_text(text, encoding="utf-8")
    return path


# files of units


def test_each_unit_keeps_its_own_direction_and_its_key_in_the_file(tmp_path: Path) -> None:
    rows = "from\tkey\tid\ten\nid\tsatu\tYa.\tYes.\nen\t\tTidak.\tNo.\n\tlagi\tLagi.\tAgain.\n\t\tHanya.\t\n"

    found = [told(item) for item in of_file(written(tmp_path / "a.tsv", rows))]

    assert found == [
        ("1:satu", 2, "id", "Ya.", "Yes."),
        ("2", 3, "en", "No.", "Tidak."),
        ("3:lagi", 4, "id", "Lagi.", "Again."),
        (5, "its text in en is empty"),
    ]


def test_who_asks_says_the_direction_where_the_file_does_not(tmp_path: Path) -> None:
    rows = "from\tid\ten\nid\tYa.\tYes.\n\tTidak.\tNo.\n"

    found = [told(item)[2:] for item in of_file(written(tmp_path / "a.tsv", rows), "en")]

    assert found == [("id", "Ya.", "Yes."), ("en", "No.", "Tidak.")]


def test_a_table_of_source_and_target_needs_to_be_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tsv", "source\ttarget\nNo.\tTidak.\n")

    with pytest.raises(Invalid, match="Say with --from"):
        list(of_file(path))

    assert [told(item) for item in of_file(path, "en")] == [("1", 2, "en", "No.", "Tidak.")]


def test_keys_are_unique_even_where_the_file_repeats_one(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tsv", "key\tid\ten\nsatu\tYa.\tYes.\nsatu\tYa.\tYep.\n")

    assert [told(item)[0] for item in of_file(path)] == ["1:satu", "2:satu"]


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(of_file(tmp_path / "none.tmx"))


# documents


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two documents that say the same."""
    return written(tmp_path / "a.id.txt", HERE), written(tmp_path / "a.en.txt", THERE)


def test_documents_are_aligned_by_sentence_and_placed_in_the_translation(
    pair: tuple[Path, Path], lexicon: Lexicon
) -> None:
    found = [told(item) for item in of_documents(*pair, lexicon)]

    assert found == [
        (str(number), 2 * number - 1, "id", here, there)
        for number, here, there in zip((1, 2, 3), HERE.split("\n\n"), THERE.split("\n\n"), strict=True)
        for here, there in [(here.strip(), there.strip())]
    ]


def test_documents_may_be_translated_from_english(pair: tuple[Path, Path], lexicon: Lexicon) -> None:
    first = next(iter(of_documents(*pair, lexicon, "en")))

    assert told(first) == ("1", 1, "en", "The ceasefire is fragile.", "Gencatan senjata itu rapuh.")


def test_a_sentence_that_stands_alone_is_skipped_with_its_line(tmp_path: Path, lexicon: Lexicon) -> None:
    more = "Tidak ada yang tahu mengapa panen cengkih gagal di perbukitan Ternate tahun itu."
    here, there = written(tmp_path / "a.id.txt", f"{HERE}\n{more}\n"), written(tmp_path / "a.en.txt", THERE)

    from_id = [told(item) for item in of_documents(here, there, lexicon) if isinstance(item, Skipped)]
    from_en = [told(item) for item in of_documents(here, there, lexicon, "en") if isinstance(item, Skipped)]

    assert from_id == [(0, f"line 7 of the source is not translated: “{more[:60]}”")]
    assert from_en == [(7, f"it translates nothing: “{more[:60]}”")]


def test_what_the_aligner_is_not_sure_of_is_not_judged(
    pair: tuple[Path, Path], lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "_SURE", 1.1)

    first = next(iter(of_documents(*pair, lexicon)))

    assert told(first) == (1, "it is not surely a translation: “The ceasefire is fragile.”")


def test_a_document_without_a_sentence_is_refused(tmp_path: Path, lexicon: Lexicon) -> None:
    here, there = written(tmp_path / "a.id.txt", HERE), written(tmp_path / "a.en.txt", "\n")

    with pytest.raises(Invalid, match=r"a\.en\.txt"):
        list(of_documents(here, there, lexicon))
