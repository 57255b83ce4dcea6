"""Units that hold phrases and words, wherever they stand in them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.concordance import places, read, spans
from memory.recall import Memory
from memory.units import Unit, unit_id

TEXTS = [
    ("Kestara mengumumkan gencatan senjata.", "Kestara announced a ceasefire."),
    ("Gencatan senjata di Kestara utara gagal kemarin malam.", "The ceasefire in northern Kestara failed last night."),
    ("Gencatan senjata itu rapuh.", "The truce is fragile."),
    ("Senjata Kestara disita sebelum gencatan.", "The arms of Kestara were seized before the truce."),
    ("Kestara damai.", "Kestara is at peace."),
]


@pytest.fixture
def told(memory: Memory) -> Memory:
    """A memory of a few sentences."""
    memory.remember([Unit(unit_id({"id": i, "en": e}), {"id": i, "en": e}) for i, e in TEXTS])
    return memory


def which(memory: Memory, query: str, **options: Any) -> list[int]:
    """The numbers of the sentences that are found, in order."""
    lines, total = memory.search(query, **options)
    assert total == len(lines)
    return [[i for i, _ in TEXTS].index(line.unit.texts["id"]) for line in lines]


@pytest.mark.parametrize(
    ("query", "phrases", "quoted"),
    [
        ('Kestara "gencatan senjata"', ("Kestara", "gencatan senjata"), True),
        ("“gencatan senjata” „Kestara utara“ damai", ("gencatan senjata", "Kestara utara", "damai"), True),
        ("gencatan   senjata", ("gencatan", "senjata"), False),
        ('damai "gencatan senjata', ("damai", "gencatan senjata"), True),
        ('gencatan senjata"', ("gencatan", "senjata"), False),
        ("damai, Damai - TNI/Polri", ("damai,", "TNI/Polri"), False),
        ('"" … ”', (), False),
    ],
)
def test_a_query_is_read_as_phrases_and_words(query: str, phrases: tuple[str, ...], quoted: bool) -> None:
    found = read(query)

    assert (found.phrases, found.quoted) == (phrases, quoted)


@pytest.mark.parametrize(
    ("query", "side", "found"),
    [
        ('Kestara "gencatan senjata"', "id", [0, 1]),
        ('"gencatan senjata" Kestara', "id", [1, 0][::-1]),
        ('"gencatan senjata" "Kestara utara"', None, [1]),
        ('"gencatan senjata" truce', None, [2]),
        ('"gencatan senjata" truce', "id", []),
        ("gencatan Kestara", "id", [0, 3, 1]),
        ("senjata Kestara", None, [3]),
        ('senjata "Kestara"', None, [3, 0, 1]),
        ("gencatan senjata", None, [2, 0, 1]),
        ('"senjata gencatan"', None, []),
        ("senjata perdamaian", None, []),
        ('Kestara ""', "id", [4, 0, 3, 1]),
    ],
)
def test_all_that_is_asked_for_stands_in_a_unit(told: Memory, query: str, side: Any, found: list[int]) -> None:
    """What has it all in one piece comes first, then the shorter; without quotes, a phrase as long as there is one."""
    assert which(told, query, side=side) == found


def test_each_phrase_and_word_is_marked_once(told: Memory) -> None:
    (line, *_), _ = told.search('kestara "gencatan senjata" senjata', side="id")

    text = line.unit.texts["id"]
    assert [text[start:end] for start, end in line.spans["id"]] == ["Kestara", "gencatan senjata"]


def test_what_stands_on_one_side_each_is_marked_on_both(told: Memory) -> None:
    (line,), _ = told.search('"gencatan senjata" truce')

    assert line.spans == {"id": ((0, 16),), "en": ((4, 9),)}


def test_what_was_forgotten_and_what_came_since_are_known_at_once(told: Memory) -> None:
    assert which(told, "utara Kestara gencatan") == [1]
    told.forget([unit.id for unit in told.units() if "utara" in unit.texts["id"]])

    assert told.search("utara Kestara gencatan") == ([], 0)


@pytest.mark.parametrize("query", ["perjanjian pasal", 'perjanjian "pasal"'])
def test_pages_join_without_gap_or_overlap(memory: Memory, query: str) -> None:
    texts = [(f"Pasal {n} suatu perjanjian" + " lama" * (n % 3), f"Article {n}") for n in range(23)]
    memory.remember([Unit(unit_id({"id": i, "en": e}), {"id": i, "en": e}) for i, e in texts])

    whole, total = memory.search(query, limit=50)
    pages = [memory.search(query, limit=10, offset=offset) for offset in (0, 10, 20, 30)]

    assert (total, {count for _, count in pages}) == (23, {23})
    assert [line for lines, _ in pages for line in lines] == whole
    assert [len(line.unit.texts["id"].split()) for line in whole] == sorted([4, 5, 6] * 7 + [4, 5])


VOCABULARY = ["damai", "gencatan", "senjata", "utara"]


@given(
    texts=st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5), min_size=1, max_size=8),
    phrases=st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=2), min_size=2, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_nothing_is_missed_and_nothing_found_that_lacks_a_phrase(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], phrases: list[list[str]]
) -> None:
    from memory.stores import open_store

    with open_store(tmp_path_factory.mktemp("store")) as store:
        memory = Memory(store)
        pairs = [{"id": " ".join(text), "en": f"Number {n}"} for n, text in enumerate(texts)]
        memory.remember([Unit(unit_id(pair), pair) for pair in pairs])  # type: ignore[arg-type]
        asked = [" ".join(phrase) for phrase in phrases]

        lines, total = memory.search(" ".join(f'"{phrase}"' for phrase in asked), limit=50)

    wanted = {unit_id(pair) for pair in pairs if all(any(places(one, pair["id"])) for one in asked)}  # type: ignore[arg-type]
    assert {line.unit.id for line in lines} == wanted
    assert total == len(lines) == len(wanted)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=8))
def test_marks_never_overlap(text: list[str]) -> None:
    asked = ["gencatan senjata", "senjata utara", "senjata", "damai"]
    said = " ".join(text)

    found = spans(asked, said)

    assert all(a[1] < b[0] for a, b in zip(found, found[1:], strict=False))
    assert all(any(s <= a and b <= e for s, e in found) for one, (a, b) in _all(asked, said) if one)


def _all(asked: list[str], said: str) -> list[tuple[str, tuple[int, int]]]:
    return [pair for one in asked for pair in product([one], places(one, said))]
