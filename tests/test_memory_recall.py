"""The memory: remember, recall, find a phrase, forget, take an import back."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory.concordance import places
from memory.errors import Invalid, NotFound
from memory.recall import Memory, Remembered
from memory.stores import open_store
from memory.text import words
from memory.units import Context, Match, Origin, Penalty, Unit, unit, unit_id


def pair(indonesian: str, english: str, **known: Any) -> Unit:
    """A unit of these texts."""
    return Unit(
        unit_id({"id": indonesian, "en": english}, known.get("project", "")),
        {"id": indonesian, "en": english},
        **known,
    )


CEASEFIRE = pair("Gencatan senjata mulai berlaku hari ini.", "The ceasefire takes effect today.")
TREATY = pair("Perjanjian itu memuat 23 pasal.", "The treaty contains 23 articles.")
THANKS = pair("Terima kasih.", "Thank you.")


def targets(matches: list[Match]) -> list[str]:
    return [match.target for match in matches]


# Remembering --------------------------------------------------------------------------------------------------------


def test_remembering_says_what_was_new_and_what_was_known(memory: Memory) -> None:
    assert memory.remember([CEASEFIRE, TREATY]) == Remembered(created=2)
    assert memory.remember([TREATY, THANKS]) == Remembered(created=1, unchanged=1)
    assert len(memory) == 3


def test_importing_the_same_file_twice_adds_nothing(memory: Memory) -> None:
    met = [
        replace(CEASEFIRE, origin=(Origin("a.tmx", "", 1, "i1"),)),
        replace(TREATY, origin=(Origin("a.tmx", "", 2, "i1"),)),
    ]
    again = [replace(known, origin=(replace(known.origin[0], import_id="i2"),)) for known in met]
    memory.remember(met)
    before = list(memory.units())
    revision = memory.store.revision

    assert memory.remember(again) == Remembered(unchanged=2)
    assert list(memory.units()) == before
    assert memory.store.revision == revision


def test_a_unit_met_in_a_second_place_has_both(memory: Memory) -> None:
    memory.remember([replace(TREATY, origin=(Origin("a.tmx", position=1),))])

    assert memory.remember([replace(TREATY, origin=(Origin("b.tmx", position=7),))]) == Remembered(updated=1)
    assert [(origin.file, origin.position) for origin in memory.get(TREATY.id).origin] == [("a.tmx", 1), ("b.tmx", 7)]


def test_the_same_unit_twice_in_one_batch_is_one(memory: Memory) -> None:
    assert memory.remember([THANKS, THANKS]) == Remembered(created=1, unchanged=1)
    assert len(memory) == 1


def test_the_same_texts_in_another_project_are_another_unit(memory: Memory) -> None:
    other = pair("Terima kasih.", "Thank you.", project="un")

    assert memory.remember([THANKS, other]) == Remembered(created=2)


def test_white_space_makes_no_other_unit() -> None:
    assert pair("Terima  kasih. ", "Thank\nyou.").id == THANKS.id


def test_what_was_remembered_says_when_and_by_whom(memory: Memory) -> None:
    memory.remember([THANKS], by="sari")

    known = memory.get(THANKS.id)

    assert (known.created.by, known.changed.by) == ("sari", "sari")
    assert known.created.at.endswith("+00:00")


def test_an_unknown_unit_is_not_found(memory: Memory) -> None:
    with pytest.raises(NotFound, match=r"^There is no unit u_none\.$"):
        memory.get("u_none")


@given(
    texts=st.lists(st.tuples(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12)), max_size=5),
    tags=st.lists(st.sampled_from(["number_mismatch", "copy"]), max_size=2),
)
@settings(max_examples=40, deadline=None)
def test_a_unit_is_the_same_after_it_was_a_record(texts: list[tuple[str, str]], tags: list[str]) -> None:
    for here, there in texts:
        known = pair(
            here, there, doubts=tuple(tags), origin=(Origin("a", "b", 3, "i", "aligned"),), context=Context("k")
        )

        assert unit(known.id, known.record()) == known


# Recalling ----------------------------------------------------------------------------------------------------------


def test_an_identical_segment_is_a_100(memory: Memory) -> None:
    memory.remember([CEASEFIRE, TREATY])

    (match,) = memory.recall("Gencatan senjata mulai berlaku hari ini.", "id")

    assert (match.score, match.raw, match.klass, match.penalties, match.warnings) == (100.0, 100.0, 100, (), ())
    assert (match.unit.id, match.source, match.target) == (CEASEFIRE.id, *CEASEFIRE.texts.values())


def test_recall_works_from_english_too(memory: Memory) -> None:
    memory.remember([CEASEFIRE, TREATY])

    (match,) = memory.recall("The treaty contains 23 articles.", "en")

    assert (match.score, match.target) == (100.0, "Perjanjian itu memuat 23 pasal.")


def test_white_space_around_a_query_does_not_matter(memory: Memory) -> None:
    memory.remember([THANKS])

    assert [match.score for match in memory.recall(" Terima \n kasih. ", "id")] == [100.0]


@pytest.mark.parametrize(
    "query", [unicodedata.normalize("NFD", "Kafé itu tutup."), "Kafé itu tu\u00adtup.", "Kafé itu tutup.\u200b"]
)
def test_letters_composed_otherwise_and_invisible_ones_do_not_matter(memory: Memory, query: str) -> None:
    memory.remember([pair("Kafé itu tutup.", "The café is closed.")])

    assert [match.score for match in memory.recall(query, "id")] == [100.0]


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_nothing_recalls_nothing(memory: Memory, query: str) -> None:
    memory.remember([THANKS])

    assert memory.recall(query, "id") == []


def test_an_empty_memory_recalls_nothing(memory: Memory) -> None:
    assert memory.recall("Terima kasih.", "id") == []
    assert memory.concordance("terima kasih") == ([], 0)


def test_what_scores_below_the_threshold_is_not_recalled(memory: Memory) -> None:
    memory.remember([TREATY])
    query = "Perjanjian itu memuat lima pasal."

    (match,) = memory.recall(query, "id")

    assert 70 <= match.score < 94
    assert memory.recall(query, "id", min_score=match.score) == [match]
    assert memory.recall(query, "id", min_score=match.score + 0.01) == []


def test_a_changed_number_is_repaired_in_the_target(memory: Memory) -> None:
    memory.remember([TREATY])

    (match,) = memory.recall("Perjanjian itu memuat 1.250 pasal.", "id")

    assert (match.klass, match.target) == (95, "The treaty contains 23 articles.")
    assert match.repaired == "The treaty contains 1,250 articles."


def test_nothing_is_repaired_where_a_word_differs(memory: Memory) -> None:
    memory.remember([TREATY])

    (match,) = memory.recall("Undang-undang itu memuat 24 pasal.", "id", min_score=50)

    assert match.repaired is None


def test_an_identical_source_with_several_translations_is_a_99_and_ambiguous(memory: Memory) -> None:
    memory.remember([THANKS, pair("Terima kasih.", "Thanks.")])

    found = memory.recall("Terima kasih.", "id")

    assert [(m.score, m.raw, m.klass, m.ambiguous) for m in found] == [(99.0, 99.0, 99, True)] * 2
    assert set(targets(found)) == {"Thank you.", "Thanks."}


def test_translations_that_differ_in_case_only_are_not_ambiguous(memory: Memory) -> None:
    memory.remember([THANKS, pair("Terima kasih.", "THANK YOU.")])

    assert [(m.klass, m.ambiguous) for m in memory.recall("Terima kasih.", "id")] == [(100, False)] * 2


def test_the_same_pair_in_two_projects_is_not_ambiguous_and_the_own_project_comes_first(memory: Memory) -> None:
    memory.remember([THANKS, pair("Terima kasih.", "Thank you.", project="un")])

    found = memory.recall("Terima kasih.", "id", project="un")

    assert [(m.klass, m.unit.project) for m in found] == [(100, "un"), (100, "")]


def test_context_resolves_an_ambiguity(memory: Memory) -> None:
    memory.remember([THANKS, pair("Terima kasih.", "Thanks.", context=Context(key="mail.end"))])

    found = memory.recall("Terima kasih.", "id", context=Context(key="mail.end"))

    assert [(m.target, m.klass, m.score, m.ambiguous) for m in found] == [
        ("Thanks.", 101, 100.0, False),
        ("Thank you.", 100, 100.0, False),
    ]


@pytest.mark.parametrize(
    ("asked", "klass"),
    [
        (None, 100),
        (Context(), 100),
        (Context(key="k"), 101),
        (Context(previous="a", next="b"), 101),
        (Context("k", "a", "b"), 102),
        (Context("k", "a", "x"), 101),
        (Context("x", "a", "b"), 101),
        (Context(previous="a"), 100),
        (Context("x", "x", "x"), 100),
    ],
)
def test_an_identical_segment_in_its_context_is_more_than_a_100(
    memory: Memory, asked: Context | None, klass: int
) -> None:
    memory.remember([replace(THANKS, context=Context("k", "a", "b"))])

    (match,) = memory.recall("Terima kasih.", "id", context=asked)

    assert (match.klass, match.score) == (klass, 100.0)


def test_a_unit_without_context_is_in_no_context(memory: Memory) -> None:
    memory.remember([THANKS])

    assert [m.klass for m in memory.recall("Terima kasih.", "id", context=Context("", "", ""))] == [100]


def test_context_lifts_no_segment_that_is_not_identical(memory: Memory) -> None:
    memory.remember([replace(THANKS, context=Context("k", "a", "b"))])

    assert [m.klass for m in memory.recall("terima kasih.", "id", context=Context("k", "a", "b"))] == [99]


@pytest.mark.parametrize(
    ("known", "penalties"),
    [
        ({}, []),
        ({"status": "reviewed"}, []),
        ({"status": "draft"}, [("draft", 5)]),
        ({"origin": (Origin("a", kind="machine"),)}, [("machine translation", 10)]),
        ({"origin": (Origin("a", kind="aligned"),)}, [("aligned, not confirmed", 3)]),
        ({"origin": (Origin("a", kind="mined"),)}, [("aligned, not confirmed", 3)]),
        ({"origin": (Origin("a", kind="aligned"), Origin("b", kind="human"))}, []),
        ({"origin": (Origin("a", kind="machine"), Origin("b", kind="human"))}, []),
        ({"origin": (Origin("a", kind="machine"), Origin("b", kind="aligned"))}, [("aligned, not confirmed", 3)]),
        ({"status": "draft", "origin": (Origin("a", kind="machine"),)}, [("draft", 5), ("machine translation", 10)]),
    ],
)
def test_every_penalty_is_itemised_and_taken_off(
    memory: Memory, known: dict[str, Any], penalties: list[tuple[str, int]]
) -> None:
    memory.remember([replace(THANKS, **known)])

    (match,) = memory.recall("Terima kasih.", "id")

    assert match.penalties == tuple(Penalty(*penalty) for penalty in penalties)
    assert (match.raw, match.score) == (100.0, 100.0 - sum(points for _, points in penalties))


def test_a_unit_translated_the_other_way_costs_2(memory: Memory) -> None:
    memory.remember([replace(THANKS, source="id")])

    (forth,) = memory.recall("Terima kasih.", "id")
    (back,) = memory.recall("Thank you.", "en")

    assert (forth.score, forth.penalties) == (100.0, ())
    assert (back.score, back.penalties) == (98.0, (Penalty("translated the other way", 2),))


@pytest.mark.parametrize(("asked", "taken"), [(10, 10), (30, 30), (99, 30)])
def test_a_caller_may_take_points_off_a_project_up_to_30(memory: Memory, asked: int, taken: int) -> None:
    memory.remember([pair("Terima kasih.", "Thank you.", project="un")])

    (match,) = memory.recall("Terima kasih.", "id", penalties={"un": asked, "other": 5})

    assert (match.score, match.penalties) == (100.0 - taken, (Penalty("project un", taken),))


def test_a_negation_on_one_side_only_is_warned_of_and_costs_8(memory: Memory) -> None:
    memory.remember([CEASEFIRE])

    (match,) = memory.recall("Gencatan senjata tidak mulai berlaku hari ini.", "id")

    assert (match.penalties, match.warnings) == ((Penalty("negation on one side only", 8),), ("negation",))
    assert match.score == round(match.raw - 8, 2)


def test_no_score_falls_below_nought(memory: Memory) -> None:
    memory.remember([pair("Hujan tidak turun.", "No rain.", status="draft", origin=(Origin("a", kind="machine"),))])

    (match,) = memory.recall("Hujan", "id", min_score=0)

    assert match.score == max(0.0, round(match.raw - 23, 2)) >= 0.0


def test_matches_come_by_class_score_review_project_newest_and_id(memory: Memory) -> None:
    one = pair("Rapat dimulai pukul 9.", "A")
    rest = [
        pair("Rapat dimulai pukul 9.", "B", status="reviewed"),
        pair("Rapat dimulai pukul 9.", "C", project="un"),
        pair("Rapat dimulai pukul 9.", "D", context=Context("k"), status="draft"),
        pair("Rapat dimulai pukul 10.", "E"),
        pair("Rapat ditutup pukul 9.", "F"),
    ]
    memory.remember([one, *rest])

    found = memory.recall("Rapat dimulai pukul 9.", "id", limit=9, context=Context("k"), project="un")

    assert targets(found) == ["D", "B", "C", "A", "E", "F"]


def test_equal_matches_come_in_the_order_of_their_ids_whatever_the_order_of_remembering(tmp_path: Path) -> None:
    units = [pair("Terima kasih.", f"Thanks {letter}.") for letter in "abcdefg"]

    answers = []
    for number, order in enumerate((units, units[::-1])):
        with open_store(tmp_path / str(number)) as store:
            memory = Memory(store)
            memory.remember([replace(u, id=u.id) for u in order])
            answers.append([match.unit.id for match in memory.recall("Terima kasih.", "id", limit=9)])

    assert answers[0] == answers[1] == sorted(u.id for u in units)


def test_a_page_of_matches_is_the_beginning_of_a_longer_one(memory: Memory) -> None:
    memory.remember([pair(f"Rapat ke {n} dimulai pukul {n}.", f"Meeting {n}") for n in range(12)])

    long = memory.recall("Rapat ke 50 dimulai pukul 50.", "id", limit=12)

    assert len(long) == 12
    assert memory.recall("Rapat ke 50 dimulai pukul 50.", "id", limit=5) == long[:5]


def test_the_identical_one_is_found_among_many_that_are_alike(memory: Memory) -> None:
    memory.remember([pair("ya " * (n % 7 + 1) + "dan tidak", f"E {n}") for n in range(300)])
    memory.remember([THANKS, pair("ya ya ya ya ya ya ya ya dan tidak", "here")])

    assert "here" in targets(memory.recall("ya ya ya ya ya ya ya ya dan tidak", "id", limit=1))


@given(st.lists(st.sampled_from("Rapat dimulai tidak pukul 9 10 {0} di Jakarta .".split()), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_remembered_is_recalled_as_identical(memory: Memory, pieces: list[str]) -> None:
    text = " ".join(pieces)
    memory.remember([pair(text, "always the same")])

    best = memory.recall(text, "id", limit=1)

    assert [(match.source, match.raw, match.klass) for match in best] == [(text, 100.0, 100)]


# Forgetting ---------------------------------------------------------------------------------------------------------


def test_changes_are_recalled_at_once(memory: Memory) -> None:
    memory.warm()

    memory.remember([THANKS])
    assert targets(memory.recall("Terima kasih.", "id")) == ["Thank you."]
    assert memory.concordance("thank you")[1] == 1

    memory.forget([THANKS.id])
    assert memory.recall("Terima kasih.", "id") == []
    assert memory.concordance("thank you") == ([], 0)

    memory.remember([THANKS])
    assert targets(memory.recall("Terima kasih.", "id")) == ["Thank you."]


def test_a_memory_opened_again_recalls_what_the_last_one_remembered(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        Memory(store).remember([TREATY])

    with open_store(tmp_path / "store", writable=False) as store:
        assert targets(Memory(store).recall("Perjanjian itu memuat 23 pasal.", "id")) == [
            "The treaty contains 23 articles."
        ]


def test_two_memories_on_one_store_see_each_others_changes(memory: Memory) -> None:
    other = Memory(memory.store)
    other.warm()

    memory.remember([THANKS])

    assert targets(other.recall("Terima kasih.", "id")) == ["Thank you."]


def test_forgetting_says_how_many_there_were_to_forget(memory: Memory) -> None:
    memory.remember([THANKS, TREATY])

    assert memory.forget([THANKS.id, "u_none"]) == 1
    assert memory.forget([THANKS.id]) == 0
    assert [known.id for known in memory.units()] == [TREATY.id]


def test_forgetting_a_unit_named_twice_forgets_one(memory: Memory) -> None:
    memory.remember([THANKS])

    assert memory.forget([THANKS.id, THANKS.id]) == 1


def test_forgetting_one_translation_ends_an_ambiguity(memory: Memory) -> None:
    other = pair("Terima kasih.", "Thanks.")
    memory.remember([THANKS, other])
    memory.forget([other.id])

    assert [(m.target, m.klass) for m in memory.recall("Terima kasih.", "id")] == [("Thank you.", 100)]


def test_what_was_forgotten_never_crowds_out_what_is_remembered(memory: Memory) -> None:
    forgotten = [pair("Gencatan senjata di Gaza berlaku.", f"Ceasefire {n}.") for n in range(300)]
    memory.warm()
    memory.remember(forgotten)
    memory.forget(known.id for known in forgotten)
    memory.remember([pair("Gencatan senjata di Gaza utara berlaku.", "The ceasefire in northern Gaza holds.")])

    assert targets(memory.recall("Gencatan senjata di Gaza selatan berlaku.", "id")) == [
        "The ceasefire in northern Gaza holds."
    ]


def test_undoing_an_import_forgets_what_was_met_nowhere_else(memory: Memory) -> None:
    memory.remember([replace(THANKS, origin=(Origin("a.tmx", import_id="i1"),)), CEASEFIRE])
    memory.remember([replace(TREATY, origin=(Origin("a.tmx", position=2, import_id="i1"),))])
    memory.remember([replace(TREATY, origin=(Origin("b.tmx", import_id="i2"),))])

    assert memory.undo("i1") == 2
    assert {known.id for known in memory.units()} == {CEASEFIRE.id, TREATY.id}
    assert [origin.file for origin in memory.get(TREATY.id).origin] == ["b.tmx"]
    assert memory.recall("Terima kasih.", "id") == []


def test_undoing_twice_or_what_never_was_changes_nothing(memory: Memory) -> None:
    memory.remember([replace(THANKS, origin=(Origin("a.tmx", import_id="i1"),)), TREATY])
    memory.undo("i1")
    revision = memory.store.revision

    assert (memory.undo("i1"), memory.undo("i9")) == (0, 0)
    assert (memory.store.revision, len(memory)) == (revision, 1)


def test_undoing_an_import_without_a_name_is_refused_and_forgets_nothing(memory: Memory) -> None:
    memory.remember([replace(THANKS, origin=(Origin("typed by hand"),))])

    with pytest.raises(Invalid, match=r"An import has an id\."):
        memory.undo("")
    assert len(memory) == 1


# Concordance --------------------------------------------------------------------------------------------------------


@pytest.fixture
def spoken(memory: Memory) -> Memory:
    """A memory with a few units to look phrases up in."""
    memory.remember(
        [
            pair("Gencatan senjata itu, kata dia, gencatan  senjata tetap.", "The ceasefire, he said, is a ceasefire."),
            pair("😀 Gencatan Senjata!", "Truce 😀 ceasefire"),
            pair("Senjata itu gencatan.", "Unrelated words."),
            pair("Kata “Jum’at” di G-20", "The word ceasefires on Friday"),
        ]
    )
    return memory


def spans(memory: Memory, phrase: str, **options: Any) -> list[dict[str, tuple[tuple[int, int], ...]]]:
    lines, total = memory.concordance(phrase, **options)
    assert total == len(lines)
    return [dict(line.spans) for line in lines]


def test_a_phrase_is_found_in_either_language_with_all_its_places(spoken: Memory) -> None:
    """The shortest unit first."""
    assert spans(spoken, "gencatan senjata") == [{"id": ((2, 18),), "en": ()}, {"id": ((0, 16), (32, 49)), "en": ()}]
    assert spans(spoken, "ceasefire") == [{"id": (), "en": ((8, 17),)}, {"id": (), "en": ((4, 13), (29, 38))}]


def test_a_phrase_is_looked_for_on_the_side_that_was_asked(spoken: Memory) -> None:
    assert spans(spoken, "gencatan senjata", side="en") == []
    assert spans(spoken, "gencatan senjata", side="id") == [{"id": ((2, 18),)}, {"id": ((0, 16), (32, 49))}]


def test_the_words_of_a_phrase_stand_together_and_in_order(spoken: Memory) -> None:
    assert spans(spoken, "senjata gencatan") == []
    assert spans(spoken, "senjata itu gencatan") == [{"id": ((0, 20),), "en": ()}]


@pytest.mark.parametrize(
    "phrase", ["GENCATAN SENJATA", "  gencatan\tsenjata ", "“gencatan senjata”", "gencatan senjata!"]
)
def test_case_space_and_marks_of_a_phrase_do_not_matter(spoken: Memory, phrase: str) -> None:
    assert spoken.concordance(phrase) == spoken.concordance("gencatan senjata")


def test_a_part_of_a_word_is_not_found(spoken: Memory) -> None:
    assert spans(spoken, "gencat") == []


@pytest.mark.parametrize(("phrase", "place"), [("jum'at", (6, 12)), ("g-20", (17, 21))])
def test_words_with_an_apostrophe_or_a_hyphen_are_found_whole(
    spoken: Memory, phrase: str, place: tuple[int, int]
) -> None:
    assert spans(spoken, phrase, side="id") == [{"id": (place,)}]


@pytest.mark.parametrize("phrase", ["", "  ", "...", "“”"])
def test_no_words_are_found_nowhere(spoken: Memory, phrase: str) -> None:
    assert spoken.concordance(phrase) == ([], 0)


def test_pages_of_a_concordance_join_without_gap_or_overlap(memory: Memory) -> None:
    memory.remember([pair(f"Pasal {n} perjanjian", f"Article {n} of the treaty") for n in range(23)])

    whole, total = memory.concordance("perjanjian", limit=50)
    pages = [memory.concordance("perjanjian", limit=10, offset=offset) for offset in (0, 10, 20, 30)]

    assert total == 23
    assert [len(lines) for lines, _ in pages] == [10, 10, 3, 0]
    assert {count for _, count in pages} == {23}
    assert [line for lines, _ in pages for line in lines] == whole


def test_a_unit_with_the_phrase_on_both_sides_is_one_line(memory: Memory) -> None:
    memory.remember([pair("Presiden Putin tiba.", "President Putin arrived.")])

    assert spans(memory, "putin") == [{"id": ((9, 14),), "en": ((10, 15),)}]


@pytest.mark.parametrize("phrase", ["TNI/Polri", "Polri", "19:06", "dan/atau", "Jong-un", "a@b.co"])
def test_what_stands_in_a_text_is_found_whatever_joins_it(memory: Memory, phrase: str) -> None:
    memory.remember([pair("TNI/Polri dan/atau Kim Jong–un pukul 19:06, a@b.co", "x")])

    assert memory.concordance(phrase)[1] == 1


@given(st.lists(st.sampled_from("gencatan Senjata di 1.000 kapal-kapal Jum’at “ ” , 😀".split()), max_size=10))
@settings(max_examples=60, deadline=None)
def test_every_place_of_a_phrase_reads_like_it_and_none_is_missed(pieces: list[str]) -> None:
    text = "  ".join(pieces)
    there = words(text)

    for phrase in ("gencatan", "gencatan senjata", "di 1.000", "kapal-kapal", "jum'at"):
        wanted = words(phrase)
        found = [words(text[start:end]) for start, end in places(phrase, text)]

        assert found == [wanted for k in range(len(there)) if there[k : k + len(wanted)] == wanted]
