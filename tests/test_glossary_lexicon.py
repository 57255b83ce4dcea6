"""Word translations: the longest entry at a place, forms of a word, both directions; and tables that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lexicon import HEADER, Entry, Lexicon, countries, read
from memory.errors import Invalid
from memory.text import fold

SMALL = Lexicon(
    [
        Entry("kerja", "NOUN", ("work", "job")),
        Entry("kerja sama", "NOUN", ("cooperation", "collaboration")),
        Entry("sama", "ADJ", ("same",)),
        Entry("kapal", "NOUN", ("ship",)),
        Entry("kapal perang", "NOUN", ("warship",)),
        Entry("menandatangani", "VERB", ("sign",)),
        Entry("tanda tangan", "NOUN", ("signature", "sign")),
        Entry("hasilnya", "ADV", ("as a result",)),
        Entry("hasil", "NOUN", ("result",)),
    ]
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Where a test's lexicon table lies."""
    return tmp_path / "mine.tsv"


def texts(entries: list[Entry]) -> list[str]:
    """The head words of entries."""
    return [entry.text for entry in entries]


@pytest.mark.parametrize(
    ("words", "length", "found"),
    [
        ("kerja sama ekonomi", 2, ["kerja sama"]),
        ("kerja keras", 1, ["kerja"]),
        ("kapal-kapal perang", 2, ["kapal perang"]),
        ("kapal perangnya", 2, ["kapal perang"]),
        ("kapal-kapal perangnya", 2, ["kapal perang"]),
        ("kapal-kapal", 1, ["kapal"]),
        ("zwargon kerja", 0, []),
    ],
)
def test_the_longest_entry_at_a_place_wins(words: str, length: int, found: list[str]) -> None:
    seen, entries = SMALL.longest(words.split())

    assert (seen, texts(entries)) == (length, found)


def test_a_word_of_its_own_is_believed_before_its_clitic_is_cut() -> None:
    assert texts(SMALL.entries(["hasilnya"])) == ["hasilnya"]


def test_a_word_without_entry_is_found_without_its_clitic() -> None:
    assert texts(SMALL.entries(["kapalnya"])) == ["kapal"]


def test_a_passive_is_found_by_its_active() -> None:
    assert texts(SMALL.verbs("ditandatangani")) == ["menandatangani"]
    assert SMALL.verbs("kapal") == []


def test_shares_go_down_by_rank_and_sum_to_one() -> None:
    found = SMALL.translations("kerja")

    assert list(found) == ["work", "job"]
    assert found["work"] > found["job"]
    assert sum(found.values()) == pytest.approx(1.0)


def test_an_unknown_word_has_no_translations_and_no_anchors() -> None:
    assert SMALL.translations("zwargon") == {}
    assert SMALL.anchors("zwargon") == frozenset()


def test_english_leads_back_in_either_number() -> None:
    assert texts(SMALL.from_english(["warship"])) == ["kapal perang"]
    assert texts(SMALL.from_english(["warships"])) == ["kapal perang"]
    assert texts(SMALL.from_english(["signed"])) == ["menandatangani", "tanda tangan"]
    assert SMALL.from_english(["submarine"]) == []


def test_an_entry_without_words_is_no_entry() -> None:
    assert len(Lexicon([Entry("…", "NOUN", ("x",))])) == 0


def test_countries_have_cldr_names_and_no_regions_of_the_world() -> None:
    found = {entry.text: entry.english for entry in countries()}

    assert found["Korea Utara"] == ("North Korea",)
    assert found["Selandia Baru"] == ("New Zealand",)
    assert "Dunia" not in found


def test_the_seeds_have_each_entry_once_and_no_empty_translation(lexicon: Lexicon) -> None:
    seen = [(entry.text, entry.pos) for entry in lexicon.all()]
    empty = [entry for entry in lexicon.all() if not all(text.strip() for text in entry.english)]

    assert len(seen) == len(set(seen))
    assert empty == []


def test_a_table_is_read_line_by_line(table: Path) -> None:
    table.write_text("indonesian\tpos\tenglish\nperang\tNOUN\twar; warfare\n", encoding="utf-8")

    assert read(table) == [Entry("perang", "NOUN", ("war", "warfare"))]


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("kata\tkelas\tinggris\n", "mine.tsv is no lexicon: its first line is not indonesian / pos / english.", 1),
        ("perang\tNOUN\n", "mine.tsv, line 2: 2 columns, three are needed.", 2),
        ("perang\tNOUN\twar\tx\n", "mine.tsv, line 2: 4 columns, three are needed.", 2),
        ("a\tNOUN\tb\n\nc\tNOUN\td\n", "mine.tsv, line 3: 0 columns, three are needed.", 3),
        ("perang\tN\twar\n", "mine.tsv, line 2: “N” is no part of speech.", 2),
        ("simbolo\tNOUN\t?\n", "mine.tsv, line 2: “?” has no letter and no digit.", 2),
        ("a\tNOUN\tb\neuro\tNOUN\teuro; €\n", "mine.tsv, line 3: “€” has no letter and no digit.", 3),
        ("—\tNOUN\tdash\n", "mine.tsv, line 2: “—” has no letter and no digit.", 2),
    ],
)
def test_a_bad_table_is_refused_with_its_line(content: str, message: str, line: int, table: Path) -> None:
    header = "" if line == 1 else "\t".join(HEADER) + "\n"
    table.write_text(header + content, encoding="utf-8")

    with pytest.raises(Invalid) as refused:
        read(table)
    assert refused.value.message == message
    assert refused.value.details == {"file": str(table), "line": line}


def test_a_number_is_a_translation(table: Path) -> None:
    table.write_text("indonesian\tpos\tenglish\nseribu\tNUM\t1,000\n", encoding="utf-8")

    assert read(table) == [Entry("seribu", "NUM", ("1,000",))]


def test_an_empty_cell_is_called_empty(table: Path) -> None:
    table.write_text("indonesian\tpos\tenglish\nperang\tNOUN\t \n", encoding="utf-8")

    with pytest.raises(Invalid) as refused:
        read(table)
    assert "3 columns" not in refused.value.message


def test_a_semicolon_at_the_end_adds_no_translation(table: Path) -> None:
    table.write_text("indonesian\tpos\tenglish\nperang\tNOUN\twar;\n", encoding="utf-8")

    assert read(table)[0].english == ("war",)


def test_an_empty_table_is_refused(table: Path) -> None:
    table.write_text("", encoding="utf-8")

    with pytest.raises(Invalid, match=r"mine\.tsv is empty"):
        read(table)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_table_saved_by_a_spreadsheet_is_read(encoding: str, table: Path) -> None:
    table.write_text("indonesian\tpos\tenglish\nperang\tNOUN\twar\n", encoding=encoding)

    assert read(table) == [Entry("perang", "NOUN", ("war",))]


def test_a_table_in_another_encoding_is_refused_as_a_problem(table: Path) -> None:
    table.write_bytes("indonesian\tpos\tenglish\ncafé\tNOUN\tcafé\n".encode("latin-1"))

    with pytest.raises(Invalid):
        read(table)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("kerja sama kapal perang kapal-kapal kerjanya zwargon hasilnya".split()), min_size=1))
def test_the_longest_entry_is_one_of_the_words_it_takes(words: list[str]) -> None:
    length, entries = SMALL.longest(words)

    assert 0 <= length <= len(words)
    assert bool(length) is bool(entries)
    assert entries == (SMALL.entries(words[:length]) if length else [])
    assert all(fold(entry.text).split()[0] in words[0] for entry in entries)
