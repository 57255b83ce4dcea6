"""
Sentences that speak of the page and not of the world, and what a text browser leaves of a page's mark-up.

The labelled sentences are cases/notices.json: `notices` are furniture, `stories` are told with the same words.
"""

from __future__ import annotations

import json

import pytest

from memory.headings import leads_elsewhere, lists_others
from memory.notices import addresses, notice, personal
from memory.residue import plain, residue
from memory.telltales import REASONS, telltale
from tests.conftest import CASES

SENTENCES = json.loads((CASES / "notices.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SENTENCES["notices"], ids=lambda case: case["line"][:40])
def test_a_sentence_in_which_the_page_speaks_of_itself_is_furniture(case: dict[str, str]) -> None:
    assert telltale(case["line"]) in REASONS


@pytest.mark.parametrize("case", SENTENCES["stories"], ids=lambda case: case["line"][:40])
def test_the_same_words_said_of_the_world_are_story(case: dict[str, str]) -> None:
    assert telltale(case["line"]) is None


def test_the_united_states_are_not_taken_for_us() -> None:
    assert addresses("Tell us more about the bridge.")
    assert not addresses("The US donations reached the hospital.")


def test_what_somebody_is_quoted_or_reported_to_say_is_never_a_notice() -> None:
    said = "Your support keeps our newsletter free"

    assert notice(f"{said}.") == "invitation"
    assert notice(f"“{said}.”") is None
    assert notice(f"{said}, the editor said.") is None


def test_a_page_that_says_we_in_one_paragraph_of_five_and_more_is_personal() -> None:
    we = "We walked to the harbour before dawn, because the ferry leaves when the tide allows it."
    they = "They walked to the harbour before dawn, because the ferry leaves when the tide allows it."

    assert personal([we, they, they], [None] * 3)
    assert not personal([we, *[they] * 4], [None] * 5)


@pytest.mark.parametrize(
    ("line", "bare", "reason"),
    [
        ("* [11]Baca juga: Harga Beras Naik", "Baca juga: Harga Beras Naik", "menu"),
        ("[IMG: lambang desa]", "[IMG: lambang desa]", "caption"),
        ("Nama: ________ [Kirim]", "Nama: [Kirim]", "widget"),
        ("[Kirim]", "[Kirim]", "widget"),
        ("[9]Menteri itu tiba di Ambon pada hari Senin.", "Menteri itu tiba di Ambon pada hari Senin.", None),
        ("Harga naik dua kali [3] sejak Mei.", "Harga naik dua kali sejak Mei.", None),
        ("Foto [1/2] memperlihatkan jembatan.", "Foto [1/2] memperlihatkan jembatan.", None),
    ],
)
def test_the_marks_of_a_text_browser_are_stripped_and_may_betray_a_line(
    line: str, bare: str, reason: str | None
) -> None:
    assert (plain(line), residue(line)) == (bare, reason)


@pytest.mark.parametrize(
    "line",
    [
        "More on this story",
        "Read next",
        "You may also like",
        "Recommended reading",
        "Further reading:",
        "In case you missed it",
        "Most viewed",
        "Artikel terkait lainnya",
        "Mungkin Anda juga suka",
        "Rekomendasi untuk Anda",
        "Bacaan terkait",
    ],
)
def test_a_heading_made_of_the_words_of_such_headings_lists_other_stories(line: str) -> None:
    assert lists_others(line)


@pytest.mark.parametrize(
    "line", ["More rain", "What to do next", "The next day", "Hari ini", "Cerita dari pasar", "About us"]
)
def test_a_subheading_of_the_story_lists_nothing(line: str) -> None:
    assert not lists_others(line)


def test_such_a_heading_and_a_headline_behind_its_colon_lead_elsewhere() -> None:
    assert leads_elsewhere("Related news: Rice Prices Rise Again")
    assert not leads_elsewhere("Next: the harbour, the market and the hill")
