"""What only its place on a page betrays: tails, captions without a mark, the page's own voice, the lines of a masthead."""

from __future__ import annotations

import pytest

from memory.furniture import furniture

HEADLINE = "Old Ferry Bell Returns to the Harbour of Marlow"
STORY = [
    "The brass bell of the old ferry has come back to the harbour after forty years in a barn.",
    "A farmer found it under a pile of sacks and rang it once, to the surprise of his geese.",
    "The council will hang it at the end of the pier before the first sailing in spring.",
]
PAGE = [HEADLINE, *STORY]
MORE = [
    "It was cast in 1884 and rang for every departure until the engine of the ferry grew louder than the bell.",
    "The farmer asked for nothing in return, but he was given a season ticket and a tin of biscuits.",
    "Two smiths from the next village are making a bracket of iron, because the old one was sold for scrap.",
]


@pytest.mark.parametrize(
    "tail",
    [
        ["- ENDS -", "The harbour trust was founded in 1911 by nine captains who could not agree on a flag."],
        ["Media contact:", "Ada Quill, Press Officer", "ada.quill@marlow.example"],
        ["Notes to editors", "Photographs of the bell and the barn can be had from the trust on request."],
        ["About Marlow Trust", "Marlow Trust looks after the harbour, the pier and the two lights on the mole."],
        ["References", "Quill, A. Bells of the northern harbours. Marlow Papers 4, 11-19 (2019)."],
        ["Catatan untuk redaksi:", "Foto lonceng dan lumbung dapat diminta kepada pengurus pelabuhan."],
        ["Lampiran", "lonceng-01.jpg"],
    ],
    ids=lambda tail: tail[0],
)
def test_a_heading_opens_a_block_to_the_end_of_the_page(tail: list[str]) -> None:
    found = furniture([*PAGE, *tail])

    assert found[: len(PAGE)] == [None] * len(PAGE)
    assert None not in found[len(PAGE) :]


def test_such_a_heading_opens_nothing_above_most_of_the_story() -> None:
    assert furniture([HEADLINE, STORY[0], "References", *STORY[1:]])[3:] == [None, None]


def test_nor_where_somebody_is_quoted_below_it() -> None:
    quoted = '"It still sounds like breakfast," said the harbour master, who used to hear it from his bed.'

    assert furniture([*PAGE, "About Marlow Trust", "Marlow Trust owns the pier.", quoted])[-1] is None


def test_the_comments_of_readers_go_with_their_buttons() -> None:
    comment = "I remember it well, it woke the whole street on Sundays and nobody minded in the least."
    block = [
        "2 comments",
        "pierwalker",
        "May 3, 2024 at 8:12 am",
        comment,
        "Reply",
        "dot_h",
        "Score: 4",
        "Good bell.",
        "Reply",
    ]

    found = furniture([*PAGE, *block])

    assert found[: len(PAGE)] == [None] * len(PAGE)
    assert None not in found[len(PAGE) :]


def test_the_text_that_stands_in_for_a_picture_and_its_caption_are_captions() -> None:
    alt = "A brass bell on a wooden cart beside the pier"
    lines = [HEADLINE, alt, f"{alt} — Marlow Post/P. Dubray", *STORY]

    assert furniture(lines) == [None, "caption", "caption", None, None, None]


def test_an_outlet_in_brackets_signs_a_caption_above_the_story_only() -> None:
    shown = "Two men carry the brass bell of the ferry down the steps of the pier in Marlow. (Marlow Post)"

    assert furniture([HEADLINE, shown, *STORY])[1] == "caption"
    assert furniture([*PAGE, shown])[-1] is None


def test_a_biography_is_known_by_the_name_in_the_byline() -> None:
    about = "Annika Moe has covered harbours and other quiet places for eleven years."
    lines = [HEADLINE, "By science reporter Annika Moe and Pascal Bray", *STORY, about]

    assert furniture(lines) == [None, "byline", None, None, None, "byline"]


def test_the_pages_own_voice_goes_on_beside_a_notice() -> None:
    lines = ["We value your privacy.", "Let us know if you agree to all of them.", *PAGE, *MORE]

    assert furniture(lines)[:3] == ["notice", "notice", None]


def test_a_letter_that_says_we_throughout_is_story() -> None:
    letter = [line.replace("The council", "We").replace("A farmer", "You") for line in STORY]

    assert furniture([HEADLINE, *letter, "Sign up for our newsletter."]) == [None] * 4 + ["invitation"]


def test_a_slogan_above_the_menu_is_no_headline() -> None:
    lines = ["Marlow Post", "The voice of the lower river since 1891", "News", "Sport", "Tides", *PAGE]

    assert furniture(lines)[:5] == ["menu"] * 5
    assert furniture(lines)[5] is None


def test_a_headline_below_a_few_words_of_foreword_is_the_storys_own() -> None:
    lines = ["A morning look at the river.", *PAGE, *MORE]

    assert furniture(lines)[1] is None


def test_a_short_headline_at_the_end_of_a_menu_stays() -> None:
    lines = ["News", "Sport", "Tides", "Goat Visits Library Again", "By Annika Moe", *STORY]

    assert furniture(lines)[:4] == ["menu", "menu", "menu", None]


def test_the_items_of_a_timetable_that_the_story_announces_stay() -> None:
    items = ["- Marlow: Monday and Thursday", "- Cedar Fork: Tuesday and Friday", "- Old Mill Road: Wednesday"]

    assert furniture([*PAGE, "The bell will ring on these days:", *items])[-3:] == [None] * 3


def test_below_the_last_paragraph_a_list_of_other_stories_goes_to_the_end() -> None:
    teasers = [
        "Rain Ends Long Summer",
        "The driest summer in Marlow ended at six minutes past nine.",
        "Geese Win Prize",
    ]

    assert furniture([*PAGE, "Read next", *teasers])[len(PAGE) :] == ["list"] * 4
