"""What aligned text teaches: counts of words that translate each other, kept in a file, and known to later alignments."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from glossary import prior
from glossary.cognates import sound
from glossary.learn import counts, learn, teach
from glossary.lexicon import Entry, Lexicon
from glossary.lookup import Glossary
from glossary.mine import mine
from memory.errors import Invalid, NotFound
from memory.recall import Memory
from memory.stores import Store, open_store
from tests.conftest import SHARED, missing
from tests.quality.alignment_terms import recall

PAIRS = [
    ("Mereka menandatangani perjanjian kemitraan.", "They signed a partnership treaty."),
    ("Perjanjian kemitraan itu berlaku.", "The partnership treaty is in force."),
    ("Parlemen menyetujui perjanjian kemitraan.", "Parliament approved the partnership treaty."),
]

MORE = [
    ("Kapal perang itu tiba kemarin pagi.", "The warship arrived yesterday morning."),
    ("Mereka melihat dua kapal perang di pelabuhan.", "They saw two warships in the harbour."),
]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A folder with two files whose lines stand beside each other."""
    for side, suffix in enumerate(("id", "en")):
        (tmp_path / f"x.{suffix}").write_text("\n".join(pair[side] for pair in PAIRS) + "\n", encoding="utf-8")
    return tmp_path


def test_words_that_were_linked_are_counted(lexicon: Lexicon) -> None:
    found = counts(PAIRS, lexicon)

    assert found["perjanjian"] == {"treaty": 3.0}
    assert found["kemitraan"] == {"partnership": 3.0}


def test_a_pair_teaches_once_however_often_it_is_given(lexicon: Lexicon) -> None:
    assert counts([*PAIRS, *PAIRS], lexicon) == counts(PAIRS, lexicon)


def test_lines_side_by_side_are_learnt_from_and_what_was_met_once_is_left_out(lines: Path, lexicon: Lexicon) -> None:
    out = lines / "prior.tsv.gz"
    report = learn([lines], out, lexicon=lexicon)
    found = prior.read(out)

    assert (report.pairs, report.passed, report.words) == (3, {}, sum(map(len, found.values())))
    assert found["perjanjian"] == {"treaty": 3.0}
    assert "parlemen" not in found


def test_a_folder_and_one_of_its_files_teach_the_same(lines: Path, lexicon: Lexicon) -> None:
    learn([lines], lines / "a.gz", lexicon=lexicon)
    learn([lines / "x.id"], lines / "b.gz", lexicon=lexicon)

    assert (lines / "a.gz").read_bytes() == (lines / "b.gz").read_bytes()


def test_document_pairs_and_tables_of_units_teach_too(tmp_path: Path, lexicon: Lexicon) -> None:
    for side, language in enumerate(("id", "en")):
        (tmp_path / f"x.{language}.txt").write_text("\n\n".join(pair[side] for pair in PAIRS), encoding="utf-8")

    assert learn([tmp_path], tmp_path / "prior.gz", lexicon=lexicon).pairs == 3


def test_what_else_stands_in_a_folder_of_lines_is_read_or_named(lines: Path, lexicon: Lexicon) -> None:
    (lines / "alone.txt").write_text("Kapal perang itu tiba di pelabuhan kemarin pagi.", encoding="utf-8")
    for side, language in enumerate(("id", "en")):
        (lines / f"y.{language}.txt").write_text("\n\n".join(pair[side] for pair in MORE), encoding="utf-8")
    report = learn([lines], lines / "prior.gz", lexicon=lexicon)

    assert report.pairs == len(PAIRS) + len(MORE)
    assert report.unread == [str(lines / "alone.txt")]


def test_a_file_without_its_other_half_is_refused(lines: Path) -> None:
    (lines / "x.en").unlink()

    with pytest.raises(NotFound, match=r"x\.id has no x\.en beside it"):
        learn([lines], lines / "prior.gz")


def test_files_of_different_length_are_refused_with_both_lengths(lines: Path) -> None:
    (lines / "x.en").write_text("One.\n", encoding="utf-8")

    with pytest.raises(Invalid, match=r"x\.id has 3 lines and x\.en 1"):
        learn([lines], lines / "prior.gz")


def test_nothing_to_learn_from_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    for suffix in ("id", "en"):
        (tmp_path / f"x.{suffix}").write_text("...\n", encoding="utf-8")

    with pytest.raises(Invalid, match="no pair of sentences"):
        learn([tmp_path], tmp_path / "prior.gz")
    assert not (tmp_path / "prior.gz").exists()


def test_a_pair_that_is_doubted_teaches_nothing_and_is_reported(lines: Path, lexicon: Lexicon) -> None:
    for suffix in ("id", "en"):
        with (lines / f"x.{suffix}").open("a", encoding="utf-8") as file:
            file.write("Klik tombol yang ada di sini.\n")

    assert learn([lines], lines / "prior.gz", lexicon=lexicon).passed == {"copy": 1}


def test_counts_are_read_as_they_were_written(tmp_path: Path) -> None:
    given = {"": {"the": 5.0}, "perjanjian": {"": 2.0, "treaty": 9.0}, "kapal": {"ship": 1.0}}
    written = prior.write(given, tmp_path / "prior.gz")

    assert written == 3
    assert prior.read(tmp_path / "prior.gz") == {"": {"the": 5.0}, "perjanjian": {"": 2.0, "treaty": 9.0}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n", "its first line is not indonesian / english / count"),
        ("indonesian\tenglish\tcount\nkapal\tship\n", "line 2: two words and a count are needed"),
        ("indonesian\tenglish\tcount\nkapal\tship\tx\n", "line 2: two words and a count are needed"),
    ],
)
def test_a_file_that_holds_no_counts_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "prior.gz").write_bytes(gzip.compress(text.encode()))

    with pytest.raises(Invalid, match=message):
        prior.read(tmp_path / "prior.gz")


def test_a_file_that_is_not_compressed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "prior.gz").write_text("indonesian\tenglish\tcount\n" * 9, encoding="utf-8")

    with pytest.raises(Invalid, match=r"prior\.gz holds no counts"):
        prior.read(tmp_path / "prior.gz")


def test_lexicon_counts_and_approved_terms_are_known_together() -> None:
    lexicon = Lexicon([Entry("perjanjian", "NOUN", ("treaty",))])
    known = prior.known(lexicon, {"perjanjian": {"agreement": 4.0, "": 5.0}}, terms=[("perjanjian zwar", "frob pact")])

    assert set(known("perjanjian")) == {"treaty", "treaties", "agreement", "", "frob", "pact"}
    assert set(known("zwar")) == {"frob", "pact"}
    assert known("blon") == {}


def test_a_count_never_weighs_more_than_a_text_can_answer() -> None:
    known = prior.known(Lexicon([]), {"kapal": {"ship": 9000.0, "vessel": 3.0}})

    assert known("kapal") == {"ship": prior.MOST, "vessel": 3.0}


def test_a_word_that_was_never_counted_is_known_by_its_form_without_clitic() -> None:
    assert prior.known(Lexicon([]), {"kapal": {"ship": 3.0}})("kapal-kapalnya") == {"ship": 3.0}


def test_the_counts_that_ship_are_whole_and_small() -> None:
    found = prior.shipped()

    assert found["perjanjian"]["agreement"] >= 2
    assert found[""]["the"] > 5_000
    assert found["kebijakan"]["policy"] >= 5
    assert prior.SHIPPED.stat().st_size < 2**20


@pytest.mark.parametrize(
    ("indonesian", "english"),
    [("komunikasi", "communication"), ("patologi", "pathology"), ("imunitas", "immunity"), ("mikroskop", "microscope")],
)
def test_a_loan_sounds_like_what_it_was_taken_from(indonesian: str, english: str) -> None:
    assert sound(indonesian, "id") == sound(english, "en")


def test_numbers_and_short_words_sound_like_nothing() -> None:
    assert {sound(word, "id") for word in ("2024", "dan", "n95", "?")} == {""}


# Measured tight over many draws: dev .909, test .935 at 10 units; .935, .911 at 100. Fewer draws scatter by three points.
@pytest.mark.parametrize(("size", "draws", "floor"), [(10, 40, 0.89), (100, 6, 0.89)])
def test_reference_terms_are_linked_in_small_documents(size: int, draws: int, floor: float) -> None:
    if not SHARED.is_dir():
        missing("../shared")
    found = recall(size, draws)

    assert found["test", True] >= floor, found
    assert found["dev", True] >= floor - 0.05, found


TAUGHT = [
    ("Flarbonik itu bagus.", "The wumpus is good."),
    ("Flarbonik tiba kemarin.", "The wumpus arrived yesterday."),
    ("Mereka melihat flarbonik.", "They saw the wumpus."),
]


def taught(folder: Path, store: Store) -> None:
    """Let a store learn the word that nobody knows."""
    for side, suffix in enumerate(("id", "en")):
        (folder / f"t.{suffix}").write_text("\n".join(pair[side] for pair in TAUGHT) + "\n", encoding="utf-8")
    assert teach([folder / "t.id"], store, by="ani").pairs == len(TAUGHT)


def test_a_store_that_learnt_mines_pairs_that_it_would_have_passed_over(tmp_path: Path) -> None:
    for side, text in (("id", "Mereka membeli kapal flarbonik."), ("en", "They bought a wumpus ship.")):
        (tmp_path / f"new.{side}.txt").write_text(text + "\n", encoding="utf-8")
    pair = (tmp_path / "new.id.txt", tmp_path / "new.en.txt")
    found = []
    for name in ("fresh", "wise"):
        with open_store(tmp_path / name) as store:
            if name == "wise":
                taught(tmp_path, store)
            report = mine([], pair=pair, memory=Memory(store), glossary=Glossary(store))
            found.append({c.text: c.renderings for c, _, _ in report.candidates})

    assert found == [{}, {"kapal flarbonik": ("wumpus ship",)}]


def test_what_is_learnt_again_takes_the_place_of_what_was(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        taught(tmp_path, store)
        once = prior.kept(store)
        taught(tmp_path, store)

        assert once["flarbonik"]["wumpus"] == 3.0
        assert prior.kept(store) == once


def test_what_a_store_learnt_counts_for_more_than_what_ships(lexicon: Lexicon) -> None:
    known = prior.known(Lexicon([]), {"kapal": {"ship": 90.0}}, learnt={"kapal": {"vessel": 90.0}})

    assert known("kapal")["vessel"] > known("kapal")["ship"] == prior.MOST
