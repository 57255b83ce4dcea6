"""Dictionaries of dictd and FreeDict: their words, turned round where they are from English."""

from __future__ import annotations

import gzip
import string
from pathlib import Path

import pytest

from glossary import lexicon
from glossary.formats import dictd
from glossary.lexicon import Entry, Lexicon
from glossary.lookup import Glossary
from glossary.mine import mine
from memory.errors import Invalid, NotFound
from memory.formats.pair import Skipped
from memory.recall import Memory
from memory.stores import Store
from tests.conftest import missing

DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
ENGLISH = (
    "House /haʊs/ //hʌʊs// <n>\n1. balai, rumah\na place to live in\n2. dewan 2.\na chamber\n 3.\na hall\n",
    "home //həʊm// <n>\nrumah, kampung (halaman)\nwhere one lives\n",
    "dwelling <n>\ntempat tinggal, rumah\n",
    "run <v>\nberlari\n",
    "un- <prefix>\ntak-\n",
    "hello\nhalo\n",
    "thing <n>\n",
)


def number(value: int) -> str:
    """A number as dictd writes it."""
    return (number(value // 64) if value >= 64 else "") + DIGITS[value % 64]


def written(folder: Path, entries: tuple[str, ...], name: str = "freedict-eng-ind", *, packed: bool = True) -> Path:
    """A dictionary of these entries; its index."""
    rows, at = ["00databaseshort\tA\tB", "house\tA\t" + number(len(entries[0].encode()))], 0
    for entry in entries:
        head, size = entry.split(" /")[0].split(" <")[0].split("\n")[0], len(entry.encode())
        rows.append(f"{head.lower()}\t{number(at)}\t{number(size)}")
        at += size
    text = "".join(entries).encode()
    (folder / f"{name}.dict{'.dz' if packed else ''}").write_bytes(gzip.compress(text) if packed else text)
    index = folder / f"{name}.index"
    index.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return index


@pytest.mark.parametrize("packed", [True, False])
def test_a_dictionary_from_english_is_turned_round(packed: bool, tmp_path: Path) -> None:
    found = list(dictd.read(written(tmp_path, ENGLISH, packed=packed)))

    assert [item for item in found if isinstance(item, Entry)] == [
        Entry("balai", "NOUN", ("House",)),
        Entry("rumah", "NOUN", ("home", "House", "dwelling")),
        Entry("dewan", "NOUN", ("House",)),
        Entry("kampung", "NOUN", ("home",)),
        Entry("tempat tinggal", "NOUN", ("dwelling",)),
        Entry("berlari", "VERB", ("run",)),
        Entry("halo", "X", ("hello",)),
    ]
    assert [item for item in found if isinstance(item, Skipped)] == [
        Skipped(7, "“un-” is a prefix, which the lexicon has not"),
        Skipped(9, "“thing” has no translation"),
    ]


def test_a_dictionary_from_indonesian_is_taken_as_it_is(tmp_path: Path) -> None:
    index = written(tmp_path, ("rumah <n>\nhouse, home\n",), "freedict-ind-eng")

    assert list(dictd.read(index)) == [Entry("rumah", "NOUN", ("house", "home"))]


@pytest.mark.parametrize(("name", "good"), [("freedict-ind-eng", "rumah"), ("freedict-eng-ind", "house")])
def test_a_head_without_a_word_is_skipped_and_named(name: str, good: str, tmp_path: Path) -> None:
    index = written(tmp_path, ("% <n>\npersen\n", f"{good} <n>\nkapal\n"), name)
    found = list(dictd.read(index))

    assert [item for item in found if isinstance(item, Skipped)] == [Skipped(2, "“%” has no letter and no digit")]
    assert len(found) == 2


def test_a_name_that_tells_no_direction_needs_to_be_told_one(tmp_path: Path) -> None:
    index = written(tmp_path, ("rumah <n>\nhouse\n",), "kamus")

    assert list(dictd.read(index, source="id")) == [Entry("rumah", "NOUN", ("house",))]
    with pytest.raises(Invalid, match=r"kamus\.index does not say from which language to which it is"):
        list(dictd.read(index))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("word", "“word” is no line of an index"),
        ("word\tA\t!", "“!” is no number of an index"),
        ("word\tA\tBQk", "“word” points behind the end of the dictionary"),
    ],
)
def test_a_bad_line_of_the_index_is_skipped(row: str, why: str, tmp_path: Path) -> None:
    index = written(tmp_path, ENGLISH[:1])
    index.write_text(index.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")

    assert Skipped(4, why) in list(dictd.read(index))


def test_an_index_without_its_text_is_refused(tmp_path: Path) -> None:
    index = written(tmp_path, ENGLISH)
    (tmp_path / "freedict-eng-ind.dict.dz").unlink()

    with pytest.raises(NotFound, match=r"There is no freedict-eng-ind\.dict or freedict-eng-ind\.dict\.dz beside"):
        list(dictd.read(index))


@pytest.mark.parametrize("damaged", [b"plain text", gzip.compress(b"x" * 1000)[:-9]])
def test_a_text_that_cannot_be_unpacked_is_refused(damaged: bytes, tmp_path: Path) -> None:
    index = written(tmp_path, ENGLISH)
    (tmp_path / "freedict-eng-ind.dict.dz").write_bytes(damaged)

    with pytest.raises(Invalid, match="cannot be"):
        list(dictd.read(index))


def test_the_dictionary_of_freedict_is_read() -> None:
    index = Path("/usr/share/dictd/freedict-eng-ind.index")
    if not index.exists():
        missing("apt-get install dict-freedict-eng-ind")
    found = list(dictd.read(index))
    entries = Lexicon(item for item in found if isinstance(item, Entry))

    assert len(entries) > 10_000
    assert sum(isinstance(item, Skipped) for item in found) < len(entries) / 50
    assert entries.entries(["air"])[0].english == ("water",)


def test_a_lexicon_gains_the_entries_that_it_has_not() -> None:
    house, home = Entry("rumah", "NOUN", ("house",)), Entry("rumah", "NOUN", ("home",))
    known = Lexicon([house])

    assert known.with_entries([house]) is known
    assert known.with_entries([home, home, house]).entries(["rumah"]) == [house, home]


def test_a_translation_without_a_word_that_a_store_has_is_not_used(store: Store) -> None:
    told = [Entry("simbolo", "NOUN", ("?",)), Entry("persen", "NOUN", ("%", "per cent"))]
    lexicon.keep(told, store, by="ani", why="kamus")

    assert list(lexicon.kept(store)) == [Entry("persen", "NOUN", ("per cent",))]


def test_a_run_over_text_with_such_an_entry_comes_to_its_end(store: Store, tmp_path: Path) -> None:
    lexicon.keep([Entry("simbolo", "NOUN", ("?",))], store, by="ani", why="kamus")
    text = tmp_path / "harga.id.txt"
    text.write_text("Pemerintah menetapkan harga simbolo nasional. Harga simbolo nasional naik.\n", encoding="utf-8")
    report = mine([text], memory=Memory(store), glossary=Glossary(store))

    assert [(file.kind, file.sentences) for file in report.files] == [("document", 2)]


def test_imported_entries_are_kept_and_gather_their_translations(store: Store) -> None:
    first, second = Entry("rumah", "NOUN", ("house",)), Entry("Rumah", "NOUN", ("home", "house"))

    assert lexicon.keep([first, first], store, by="ani", why="kamus") == {"new": 1, "changed": 0, "unchanged": 1}
    assert lexicon.keep([second], store, by="ani", why="kamus") == {"new": 0, "changed": 1, "unchanged": 0}
    assert lexicon.keep([second], store, by="ani", why="kamus") == {"new": 0, "changed": 0, "unchanged": 1}
    assert list(lexicon.kept(store)) == [Entry("rumah", "NOUN", ("house", "home"))]
    assert store.revision == 2
