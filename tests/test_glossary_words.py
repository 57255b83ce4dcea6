"""Which word translates which: alignment of small corpora with the lexicon as prior."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.prior import Counts
from glossary.words import Linked, apart, link, linked, tally

KNOWN = {
    "perjanjian": {"treaty": 0.7, "agreement": 0.3},
    "baru": {"new": 1.0},
    "damai": {"peace": 0.6, "peaceful": 0.4},
    "kapal": {"ship": 1.0},
    "perang": {"war": 1.0},
}
Pairs = list[tuple[list[str], list[str]]]


def known(word: str) -> dict[str, float]:
    """A lexicon of five words."""
    return KNOWN.get(word, {})


def nothing(_: str) -> dict[str, float]:
    """No lexicon."""
    return {}


def words(linked: Linked) -> set[tuple[str, str]]:
    """The links of a pair, as words."""
    return {(linked.source[i], linked.target[j]) for i, j in linked.links}


def cut(*pairs: tuple[str, str]) -> Pairs:
    """Sentences as lists of words."""
    return [(source.split(), target.split()) for source, target in pairs]


def test_known_words_meet_across_the_mirrored_order() -> None:
    found = link(cut(("perjanjian damai baru", "new peace treaty")), known)[0]

    assert words(found) == {("perjanjian", "treaty"), ("damai", "peace"), ("baru", "new")}


def test_unknown_words_are_learnt_from_meeting_again() -> None:
    corpus = cut(
        ("dia melihat zwar merah kemarin", "he saw red frob yesterday"),
        ("kami membeli zwar hitam kemarin", "we bought black frob yesterday"),
        ("dia membeli blon merah tadi", "he bought red quux before"),
        ("kami melihat blon hitam tadi", "we saw black quux before"),
    )
    found = link(corpus, nothing)

    assert {("zwar", "frob"), ("merah", "red")} <= words(found[0])
    assert {("blon", "quux"), ("hitam", "black")} <= words(found[3])


def test_names_and_numbers_are_themselves() -> None:
    found = link(cut(("pada 2024 Zarwick tiba", "in 2024 Zarwick arrived")), nothing)[0]

    assert {("2024", "2024"), ("Zarwick", "Zarwick")} <= words(found)


def test_names_and_numbers_are_themselves_wherever_they_stand() -> None:
    found = link(cut(("pada 2024 Zarwick tiba", "Zarwick arrived in 2024")), nothing)[0]

    assert {("2024", "2024"), ("Zarwick", "Zarwick")} <= words(found)


def test_a_passive_turned_active_keeps_its_known_words() -> None:
    found = link(cut(("perjanjian itu ditolak Zarwick", "Zarwick rejected the treaty")), known)[0]

    assert {("perjanjian", "treaty"), ("Zarwick", "Zarwick")} <= words(found)


def test_case_is_folded_for_meeting_and_kept_in_the_answer() -> None:
    found = link(cut(("Perjanjian BARU", "New Treaty")), known)[0]

    assert (found.source, found.target) == (("Perjanjian", "BARU"), ("New", "Treaty"))
    assert words(found) == {("Perjanjian", "Treaty"), ("BARU", "New")}


def test_what_only_english_says_stays_unlinked_where_the_lexicon_is_sure() -> None:
    found = link(cut(("perjanjian baru", "the very new treaty")), known)[0]

    assert words(found) >= {("perjanjian", "treaty"), ("baru", "new")}


@pytest.mark.parametrize(("source", "target"), [("", ""), ("", "new treaty"), ("perjanjian baru", "")])
def test_an_empty_side_has_no_links(source: str, target: str) -> None:
    found = link(cut((source, target), ("perjanjian baru", "new treaty")), known)

    assert found[0].links == frozenset()
    assert words(found[1]) == {("perjanjian", "treaty"), ("baru", "new")}


def test_no_pairs_no_links() -> None:
    assert link([], known) == []


def test_what_is_linked_later_learns_from_what_was_linked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    taught = cut(("zwar baru", "new frob"), ("perjanjian zwar", "frob treaty"), ("kapal zwar", "frob ship"))
    puzzle = cut(("zwar blon", "frob quux"))
    monkeypatch.setattr("glossary.words.BLOCK", 3)

    assert ("zwar", "frob") in words(list(linked(iter(taught + puzzle), known))[3])


def test_a_stream_is_cut_into_blocks_and_every_pair_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = cut(("perjanjian baru", "new treaty"), ("kapal perang", "war ship"), ("", "new")) * 3
    monkeypatch.setattr("glossary.words.BLOCK", 2)

    assert [([*one.source], [*one.target]) for one in linked(iter(corpus), known)] == corpus


def test_words_that_sound_alike_meet_without_a_lexicon() -> None:
    found = link(cut(("ventilasi zwar buruk", "poor frob ventilation")), nothing)[0]

    assert ("ventilasi", "ventilation") in words(found)


def test_what_english_says_for_nothing_stays_alone_where_counts_say_so() -> None:
    counted = {**KNOWN, "": {"the": 9000.0}}
    found = link(cut(("perjanjian zwar", "the treaty")), lambda word: counted.get(word, {}))[0]

    assert ("perjanjian", "treaty") in words(found)
    assert not any(english == "the" for _, english in words(found))


def test_a_count_beforehand_gives_way_to_what_the_text_says_often() -> None:
    corpus = cut(*[(f"kapal {k}", f"vessel {k}") for k in "abcdefghijklmnopqrst"])

    assert all(("kapal", "vessel") in words(one) for one in link(corpus, known))


def test_words_linked_and_words_alone_are_counted() -> None:
    counts: Counts = {}
    tally([Linked(("Perjanjian", "itu"), ("the", "treaty"), frozenset({(0, 1)}))] * 2, counts)

    assert counts == {"perjanjian": {"treaty": 2.0}, "itu": {"": 2.0}, "": {"the": 2.0}}


def test_a_pair_too_wide_to_compute_with_has_no_links_and_harms_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossary.blocks._WIDEST", 8)
    found = link(cut(("perjanjian baru", "new treaty"), ("kapal perang baru", "new war ship")), known)

    assert (len(found[0].links), len(found[1].links)) == (2, 0)


SOURCE = ["perjanjian", "baru", "damai", "kapal", "perang", "zwar", "2024", ","]
TARGET = ["treaty", "new", "peace", "ship", "war", "frob", "2024", ","]
corpora = st.lists(
    st.tuples(st.lists(st.sampled_from(SOURCE), max_size=7), st.lists(st.sampled_from(TARGET), max_size=7)), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(corpora)
def test_links_stay_within_their_pair(corpus: Pairs) -> None:
    found = link(corpus, known)

    assert [(list(one.source), list(one.target)) for one in found] == corpus
    for one in found:
        assert all(0 <= i < len(one.source) and 0 <= j < len(one.target) for i, j in one.links)


@settings(max_examples=40, deadline=None)
@given(corpora)
def test_the_same_pairs_always_get_the_same_links(corpus: Pairs) -> None:
    assert link(corpus, known) == link(corpus, known)


@settings(max_examples=40, deadline=None)
@given(corpora)
def test_every_link_covers_a_word_that_nothing_else_covers_or_both_sides_agreed_on_it(corpus: Pairs) -> None:
    for one in link(corpus, known):
        rows, columns = ({link[side] for link in one.links} for side in (0, 1))

        assert len(one.links) <= len(rows) + len(columns)


def test_no_mark_translates_a_word() -> None:
    (found,) = link([(["bernapas", "?"], ["breathing"])], lambda word: {"breathing": 9.0} if word == "?" else {})

    assert {(i, j) for i, j in found.links if i == 1} == set()


def test_pairs_that_are_read_apart_learn_nothing_of_one_another() -> None:
    corpus = cut(("dia melihat zwar merah", "he saw red frob"), ("kami membeli zwar hitam", "we bought black frob"))
    together, alone = apart(corpus, known), [apart([pair], known)[0] for pair in corpus]

    assert together == alone
    assert words(apart(cut(("perjanjian zwar baru", "new frob treaty")), known)[0]) >= {("perjanjian", "treaty")}
