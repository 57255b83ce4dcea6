"""The longest phrases that a segment shares with the memory, and what translated them there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.fragments import Fragment, fragments
from glossary.lexicon import Lexicon
from memory.recall import Memory
from memory.text import Language
from memory.units import Origin, Unit, unit_id

PAIRS = [
    ("Mereka menolak bantuan militer.", "They reject military aid."),
    ("Kemarin bantuan militer tiba.", "Yesterday military aid arrived."),
    ("Ia meminta bantuan militer.", "He asks for military assistance."),
    ("Ia mengecam kapal perang.", "He condemns warships."),
    ("Ia mendukung kebijakan luar negeri.", "He supports foreign policy."),
    ("Namun itu untuk kita.", "But it is for us."),
]


def unit(indonesian: str, english: str) -> Unit:
    """A unit of a memory."""
    texts: dict[Language, str] = {"id": indonesian, "en": english}
    return Unit(unit_id(texts), texts, (Origin("a.tmx", "a.tmx", 1),))


@pytest.fixture
def memory(memory: Memory) -> Memory:
    """A memory of six sentences."""
    memory.remember(unit(*pair) for pair in PAIRS)
    return memory


def found(text: str, source: Language, memory: Memory, lexicon: Lexicon) -> dict[str, tuple[tuple[str, int], ...]]:
    """The phrases of a text that the memory has, and their translations."""
    return {fragment.text: fragment.translations for fragment in fragments(text, source, memory, lexicon)}


@pytest.mark.parametrize(
    ("text", "source", "phrase", "translations"),
    [
        ("Ada kapal perang di sana.", "id", "kapal perang", (("warships", 1),)),
        ("Soal kebijakan luar negeri itu.", "id", "kebijakan luar negeri", (("foreign policy", 1),)),
        ("Ada bantuan militer baru.", "id", "bantuan militer", (("military aid", 2), ("military assistance", 1))),
        ("There is military aid.", "en", "military aid", (("bantuan militer", 2),)),
        ("This foreign policy failed.", "en", "foreign policy", (("kebijakan luar negeri", 1),)),
        ("KAPAL PERANG!", "id", "KAPAL PERANG", (("warships", 1),)),
        ("Ada kapal  perang.", "id", "kapal  perang", (("warships", 1),)),
    ],
)
def test_a_shared_phrase_comes_with_what_translated_it_how_often(
    text: str,
    source: Language,
    phrase: str,
    translations: tuple[tuple[str, int], ...],
    memory: Memory,
    lexicon: Lexicon,
) -> None:
    assert found(text, source, memory, lexicon) == {phrase: translations}


def test_a_phrase_says_where_it_stands_and_which_units_have_it(memory: Memory, lexicon: Lexicon) -> None:
    text = "😀 Soal bantuan militer itu."
    (fragment,) = fragments(text, "id", memory, lexicon)

    assert (fragment.span, text[slice(*fragment.span)]) == ((7, 22), "bantuan militer")
    assert fragment.seen == 3
    assert set(fragment.units) == {unit(*pair).id for pair in PAIRS[:3]}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Cuaca cerah sekali.", "id"),
        ("The weather is fine.", "en"),
        ("", "id"),
        (" ", "en"),
        ("…", "id"),
        ("“”, 12", "id"),
        ("Kapal itu ikut perang.", "id"),
        ("Kapal; perang.", "id"),
        ("Kapal selam dan perang dunia.", "id"),
        ("kapal-perang", "id"),
        ("foreign policy", "id"),
        ("kapal perang", "en"),
    ],
)
def test_none_where_nothing_is_shared(text: str, source: Language, memory: Memory, lexicon: Lexicon) -> None:
    assert fragments(text, source, memory, lexicon) == []


def test_none_of_an_empty_memory(store: object, lexicon: Lexicon) -> None:
    assert fragments("Ada kapal perang.", "id", Memory(store), lexicon) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Kapal itu.", "Soal perang.", "militer"])
def test_one_word_is_no_phrase(text: str, memory: Memory, lexicon: Lexicon) -> None:
    assert fragments(text, "id", memory, lexicon) == []


@pytest.mark.parametrize(
    ("text", "source"), [("Itu untuk kita.", "id"), ("Namun itu untuk mereka.", "id"), ("And it is for them.", "en")]
)
def test_small_words_alone_are_no_phrase(text: str, source: Language, memory: Memory, lexicon: Lexicon) -> None:
    assert memory.concordance("itu untuk" if source == "id" else "is for", side=source)[1] == 1
    assert fragments(text, source, memory, lexicon) == []


def test_the_longest_phrase_is_told_and_none_inside_it(memory: Memory, lexicon: Lexicon) -> None:
    memory.remember([unit("Ada bantuan militer kemanusiaan.", "There is humanitarian military aid.")])

    assert list(found("Soal bantuan militer kemanusiaan itu.", "id", memory, lexicon)) == [
        "bantuan militer kemanusiaan"
    ]


def test_phrases_that_overlap_are_both_told(memory: Memory, lexicon: Lexicon) -> None:
    memory.remember(
        [
            unit("Ia menolak kerja sama ekonomi.", "He rejects economic cooperation."),
            unit("Krisis ekonomi regional parah.", "The regional economic crisis is severe."),
        ]
    )

    assert list(found("kerja sama ekonomi regional", "id", memory, lexicon)) == [
        "kerja sama ekonomi",
        "ekonomi regional",
    ]


def test_longer_phrases_come_first_then_earlier_ones(memory: Memory, lexicon: Lexicon) -> None:
    text = "Soal kapal perang, bantuan militer, kebijakan luar negeri."

    assert list(found(text, "id", memory, lexicon)) == ["kebijakan luar negeri", "kapal perang", "bantuan militer"]


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_no_more_than_the_limit(limit: int, memory: Memory, lexicon: Lexicon) -> None:
    text = "Soal kapal perang, bantuan militer, kebijakan luar negeri."
    whole = fragments(text, "id", memory, lexicon)

    assert fragments(text, "id", memory, lexicon, limit=limit) == whole[:limit]


def test_all_units_are_counted_and_eight_are_read(memory: Memory, lexicon: Lexicon) -> None:
    memory.remember(
        unit(f"Pada hari {k} mereka menolak perjanjian kemitraan.", f"On day {k} they rejected the partnership treaty.")
        for k in range(20)
    )
    (fragment,) = fragments("Kini perjanjian kemitraan gagal.", "id", memory, lexicon)

    assert (fragment.seen, len(fragment.units)) == (20, 8)
    assert fragment.translations == (("partnership treaty", 8),)


def test_capitals_make_no_other_translation(memory: Memory, lexicon: Lexicon) -> None:
    memory.remember([unit("Bantuan militer gagal.", "Military aid failed.")])

    assert found("Soal bantuan militer itu.", "id", memory, lexicon)["bantuan militer"] == (
        ("military aid", 3),
        ("military assistance", 1),
    )


def test_three_translations_at_most(memory: Memory, lexicon: Lexicon) -> None:
    others = ("support", "help", "relief")
    memory.remember(
        unit(f"Ini bantuan militer {k}.", f"This is military {other} {k}.") for k, other in enumerate(others)
    )

    assert len(found("Soal bantuan militer itu.", "id", memory, lexicon)["bantuan militer"]) == 3


def test_a_phrase_that_nothing_translates_is_not_told(memory: Memory, lexicon: Lexicon) -> None:
    memory.remember([unit("Ia membela zwargon vuntar.", "!!!")])

    assert fragments("Ini zwargon vuntar.", "id", memory, lexicon) == []


@pytest.mark.xfail(
    strict=True, reason="BUG: a longer phrase that nothing translates hides the shorter that something does"
)
def test_a_phrase_that_nothing_translates_hides_none(memory: Memory, lexicon: Lexicon) -> None:
    memory.remember([unit("Ini kapal perang zwargon.", "!!!")])

    assert found("Ada kapal perang zwargon.", "id", memory, lexicon) == {"kapal perang": (("warships", 1),)}


def test_a_phrase_may_have_a_placeable_in_it(memory: Memory, lexicon: Lexicon) -> None:
    memory.remember([unit("Berkas {0} disimpan.", "File {0} is saved.")])

    assert "berkas {0} disimpan" in found("Semua berkas {0} disimpan di sini.", "id", memory, lexicon)


def test_what_is_remembered_and_forgotten_shows_at_once(memory: Memory, lexicon: Lexicon) -> None:
    new = unit("Ia menolak sanksi ekonomi.", "He rejects economic sanctions.")
    before = found("Soal sanksi ekonomi itu.", "id", memory, lexicon)
    memory.remember([new])
    between = found("Soal sanksi ekonomi itu.", "id", memory, lexicon)
    memory.forget([new.id])

    assert (before, between) == ({}, {"sanksi ekonomi": (("economic sanctions", 1),)})
    assert found("Soal sanksi ekonomi itu.", "id", memory, lexicon) == {}


SOME = "kapal perang bantuan militer kebijakan luar negeri itu untuk kita namun , . 😀 12 kapal-kapal zwargon".split()


def test_phrases_lie_in_their_text_and_their_translations_in_the_memory(memory: Memory, lexicon: Lexicon) -> None:
    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.sampled_from(SOME), max_size=10).map(" ".join))
    def holds(text: str) -> None:
        told: list[Fragment] = fragments(text, "id", memory, lexicon)

        for fragment in told:
            assert text[slice(*fragment.span)] == fragment.text
            assert len(fragment.text.split()) >= 2
            assert fragment.seen == memory.concordance(fragment.text, side="id")[1] >= len(fragment.units) > 0
            for translation, count in fragment.translations:
                has = [
                    id_ for id_ in fragment.units if translation.casefold() in memory.get(id_).texts["en"].casefold()
                ]
                assert 0 < count <= len(has)
        assert [f.span for f in told] == [f.span for f in sorted(told, key=lambda f: (-len(f.text.split()), f.span))]

    holds()
