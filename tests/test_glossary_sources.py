"""What a person may hand to the miner, sorted; and what is refused before anything is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary import sources
from glossary.sources import Dictionary, Single, Stored, Terms, Twin, gather
from memory.errors import Invalid, NotFound

ID = "Pemerintah mengumumkan gencatan senjata di wilayah itu setelah perundingan yang panjang.\n"
EN = "The government has announced a ceasefire in that region after the long talks that were held.\n"
DE = "Die Minister haben gestern in Berlin einen neuen Vertrag unterzeichnet, der sofort gilt.\n"
TMX = '<tmx version="1.4"><body><tu><tuv xml:lang="id"><seg>ya</seg></tuv><tuv xml:lang="en"><seg>yes</seg></tuv></tu></body></tmx>'


def lay(folder: Path, **files: str) -> Path:
    """A folder with these files; a double underscore in a name is a dot."""
    for name, content in files.items():
        path = folder / name.replace("__", ".").replace("9", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def sorts(found: list[sources.Source]) -> list[tuple[str, str]]:
    """The sources, as kind and name."""
    return [(type(source).__name__, source.path.name) for source in found]


def test_every_kind_of_file_is_known_for_what_it_is(tmp_path: Path) -> None:
    lay(
        tmp_path,
        a__txt=ID,
        b__id__txt=ID,
        b__en__txt=EN,
        c__tmx=TMX,
        d__csv="key,id,en\nk,sanksi,sanction\n",
        e__tsv="indonesian\tpos\tenglish\nperang\tNOUN\twar\n",
    )
    found, passed = gather([tmp_path])

    assert {type(source) for source in found} == {Single, Twin, Stored, Terms, Dictionary}
    assert sorts(found)[0] == ("Twin", "b.id.txt")
    assert passed == []


def test_two_files_of_one_name_are_a_pair_whatever_their_endings(tmp_path: Path) -> None:
    lay(tmp_path, x__id__md=ID, x__en__txt=EN)
    (twin,), _ = gather([tmp_path])

    assert isinstance(twin, Twin)
    assert {language: document.name for language, document in twin.documents.items()} == {
        "id": "x.id.md",
        "en": "x.en.txt",
    }


def test_halves_in_different_folders_are_no_pair(tmp_path: Path) -> None:
    lay(tmp_path, a9x__id__txt=ID, b9x__en__txt=EN)

    assert sorts(gather([tmp_path])[0]) == [("Single", "x.id.txt"), ("Single", "x.en.txt")]


def test_half_a_pair_is_a_document_in_its_language(tmp_path: Path) -> None:
    lay(tmp_path, x__en__txt=EN)
    (single,), _ = gather([tmp_path])

    assert isinstance(single, Single)
    assert single.document.language == "en"


def test_a_pair_may_be_given_by_hand(tmp_path: Path) -> None:
    lay(tmp_path, satu__txt=ID, one__txt=EN)
    (twin,), _ = gather([], pair=(tmp_path / "satu.txt", tmp_path / "one.txt"))

    assert isinstance(twin, Twin)


def test_a_swapped_pair_is_refused(tmp_path: Path) -> None:
    lay(tmp_path, x__id__txt=EN, x__en__txt=ID)

    with pytest.raises(Invalid) as refused:
        gather([tmp_path])
    assert str(refused.value) == ("x.id.txt should be in “id” and is in “en”. Are the two files of the pair swapped?")


def test_what_tells_about_a_folder_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    lay(tmp_path, a__txt=ID, README__md="x", LICENSE="x", _hidden="x", picture__png="x")
    (tmp_path / "_hidden").rename(tmp_path / ".hidden")
    found, passed = gather([tmp_path])

    assert sorts(found) == [("Single", "a.txt")]
    assert {p.path.name: p.why for p in passed} == {
        "README.md": "about the folder, not in it",
        "LICENSE": "about the folder, not in it",
        ".hidden": "hidden",
        "picture.png": "“.png” is no kind of file that can be mined",
    }


def test_an_article_about_a_licence_is_an_article(tmp_path: Path) -> None:
    lay(tmp_path, **{"license-dispute__txt": EN, "notice-of-war__txt": EN})

    assert sorts(gather([tmp_path])[0]) == [("Single", "license-dispute.txt"), ("Single", "notice-of-war.txt")]


def test_a_file_given_by_name_is_read_even_if_it_is_a_readme(tmp_path: Path) -> None:
    lay(tmp_path, README__md=ID)

    assert sorts(gather([tmp_path / "README.md"])[0]) == [("Single", "README.md")]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    lay(tmp_path, a__txt=ID)

    assert sorts(gather([tmp_path / "a.txt", tmp_path, tmp_path / "a.txt"])[0]) == [("Single", "a.txt")]


def test_no_file_is_dropped_without_a_word(tmp_path: Path) -> None:
    lay(tmp_path, x__id__txt=ID, x__en__txt=EN, x__en__md=EN)
    found, passed = gather([tmp_path])
    told = {s.path.name for s in found} | {p.path.name for p in passed}
    told |= {d.name for s in found if isinstance(s, Twin) for d in s.documents.values()}

    assert told == {"x.id.txt", "x.en.txt", "x.en.md"}


def test_folders_are_read_by_the_alphabet_and_files_in_the_order_given(tmp_path: Path) -> None:
    lay(tmp_path, b__txt=ID, a__txt=ID, sub9c__txt=ID)

    assert sorts(gather([tmp_path])[0]) == [("Single", "a.txt"), ("Single", "b.txt"), ("Single", "c.txt")]
    assert sorts(gather([tmp_path / "b.txt", tmp_path / "a.txt"])[0]) == [("Single", "b.txt"), ("Single", "a.txt")]


def test_several_bad_files_are_reported_together(tmp_path: Path) -> None:
    lay(tmp_path, a__txt="", b__txt=ID, c__csv="colour,size\nred,1\n", d__tmx="", e__txt=DE)

    with pytest.raises(Invalid) as refused:
        gather([tmp_path])
    told = refused.value.message.splitlines()
    assert told[0] == "4 files cannot be read, so nothing was done:"
    assert [line.split()[0] for line in told[1:]] == ["a.txt", "c.csv", "d.tmx", "e.txt"]
    assert refused.value.details["files"] == [str(tmp_path / name) for name in ("a.txt", "c.csv", "d.tmx", "e.txt")]


def test_one_bad_file_is_reported_in_its_own_words(tmp_path: Path) -> None:
    lay(tmp_path, a__txt="", b__txt=ID)

    with pytest.raises(Invalid) as refused:
        gather([tmp_path])
    assert str(refused.value) == "a.txt is empty. Is it the right file?"


def test_a_table_that_is_neither_is_refused_with_the_columns_it_has(tmp_path: Path) -> None:
    lay(tmp_path, a__csv="colour,size\nred,1\n")

    with pytest.raises(Invalid) as refused:
        gather([tmp_path])
    assert refused.value.message == (
        "a.csv is a table with the columns colour, size; it is no term list, no lexicon and no memory."
    )
    assert (
        refused.value.hint
        == "A term list has key, id, en …; a memory has id, en; a lexicon has indonesian, pos, english."
    )


def test_a_table_with_quoted_column_names_is_a_term_list(tmp_path: Path) -> None:
    lay(tmp_path, a__csv='"key","id","en"\n"k","sanksi","sanction"\n')

    assert sorts(gather([tmp_path])[0]) == [("Terms", "a.csv")]


def test_a_table_with_a_byte_order_mark_is_a_term_list(tmp_path: Path) -> None:
    lay(tmp_path, a__csv="\ufeffkey,id,en\nk,sanksi,sanction\n")

    assert sorts(gather([tmp_path])[0]) == [("Terms", "a.csv")]


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        gather([tmp_path / "x.txt"])
    assert str(missing.value) == f"There is no file or folder {tmp_path / 'x.txt'}. Check the path."


@pytest.mark.parametrize("files", [{}, {"README__md": "x"}])
def test_nothing_to_mine_is_said(files: dict[str, str], tmp_path: Path) -> None:
    lay(tmp_path, **files)

    with pytest.raises(Invalid) as refused:
        gather([tmp_path])
    assert str(refused.value) == (
        "There is nothing to mine. Give documents, document pairs, TMX files, or folders of them."
    )


def test_a_declared_language_wins_over_the_guess(tmp_path: Path) -> None:
    lay(tmp_path, a__txt=DE)
    (single,), _ = gather([tmp_path], language="en")

    assert isinstance(single, Single)
    assert single.document.language == "en"
