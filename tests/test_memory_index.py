"""Which segments are likely, and which contain a phrase: the index, filed, changed, asked, merged."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Thread
from types import FrameType
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory import index as index_module
from memory.ceilings import ceilings
from memory.index import SHARE, Index, indexed
from memory.postings import Postings
from memory.signatures import read
from memory.similarity import Segment, compare
from memory.text import squeeze, surfaces, words

SEGMENTS = {
    "gaza": "Gencatan senjata di Gaza mulai berlaku pada hari Minggu",
    "treaty": "Perjanjian kemitraan strategis itu memuat 23 pasal",
    "talks": "Perundingan gencatan senjata di Jenewa terhenti dua kali",
    "thanks": "Terima kasih",
    "ship": "Kapal perang itu berlayar",
}
HUGE = 10**9


@pytest.fixture
def index() -> Index:
    """An index of five segments."""
    found = Index()
    for key, text in SEGMENTS.items():
        found.add(key, text)
    return found


def test_an_empty_index_knows_nothing() -> None:
    index = Index()

    assert (len(index), index.likely("gencatan senjata"), index.containing(["gencatan"])) == (0, [], [])
    assert (index.phrase(["gencatan"], 10), index.same("Terima kasih")) == (([], 0), [])


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_is_like_an_empty_text(index: Index, text: str) -> None:
    index.add("empty", text)

    assert len(index) == 6
    assert (index.likely(text), index.phrase([text], 10), index.containing([text])) == ([], ([], 0), [])
    assert index.same(text) == ["empty"]


# likely ones


@pytest.mark.parametrize("key", SEGMENTS)
def test_the_segment_itself_is_the_likeliest(index: Index, key: str) -> None:
    assert index.likely(SEGMENTS[key])[0] == key


def test_the_segments_that_share_words_are_likely_and_the_others_are_not(index: Index) -> None:
    assert set(index.likely("Perundingan tentang gencatan senjata yang berlaku lama sekali")) == {"talks", "gaza"}


def test_case_accents_and_quotes_do_not_matter(index: Index) -> None:
    assert index.likely("PERJANJIAN kemitraan “stratégis” itu")[0] == "treaty"


def test_a_short_segment_is_found_though_all_its_words_are_misspelt(index: Index) -> None:
    assert index.likely("terimah kasi")[0] == "thanks"


def test_no_more_are_likely_than_were_asked_for(index: Index) -> None:
    assert len(index.likely("gencatan senjata di", limit=1)) == 1


def test_likely_ones_of_equal_worth_come_in_the_order_of_their_keys() -> None:
    index = Index()
    for key in ("c", "a", "b"):
        index.add(key, "satu dua tiga empat lima enam tujuh")

    assert index.likely("satu dua tiga empat lima enam tujuh", limit=2) == ["a", "b"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Halaman 12 dari 30", "Halaman 7 dari 9"),
        ("Buka {file} di %s", "Buka {folder} di %d"),
        ("<b>Simpan</b>", "Simpan"),
        ("<b>Simpan</b>", '<a href="x"><i>Simpan</i></a>'),
        ("SIMPAN SEMUA", "Simpan semua"),
    ],
)
def test_what_differs_in_numbers_placeables_tags_and_case_only_is_always_likely(query: str, text: str) -> None:
    index = indexed([("key", text), *((str(n), f"Simpan berkas nomor {n} itu") for n in range(200))])

    (first,) = index.near(read([query]), limit=1, share=1.0)

    assert (first.key, first.share) == ("key", 1.0)


WORDS = st.sampled_from("satu dua tiga Dua, . 7 12 {0} <b> kapal-kapal".split())
TEXTS = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)


@given(st.lists(TEXTS, min_size=1, max_size=30), TEXTS, st.sampled_from([0.2, 1 / 3, SHARE, 0.5, 0.75, 1.0]))
@settings(max_examples=150, deadline=None)
def test_whatever_reaches_the_bound_is_found(texts: list[str], query: str, share: float) -> None:
    index = indexed((str(n), text) for n, text in enumerate(texts))
    asked = Segment(squeeze(query), "id")

    found = {hit.key: hit for hit in index.near(read([query]), HUGE, share)}

    for number, text in enumerate(texts):
        likeness = compare(asked, Segment(squeeze(text), "id"))
        if likeness.tokens >= share or not likeness.words_differ:
            assert found[str(number)].share >= likeness.tokens - 1e-9


@given(st.lists(TEXTS, min_size=1, max_size=30), TEXTS, st.sampled_from([0.2, SHARE, 0.5, 1.0]))
@settings(max_examples=100, deadline=None)
def test_the_filter_finds_what_counting_finds(texts: list[str], query: str, share: float) -> None:
    index = indexed((str(n), text) for n, text in enumerate(texts))
    found = {hit.key: hit.share for hit in index.near(read([query]), HUGE, share)}

    for key, text in enumerate(texts):
        shared = _shared(query, text)
        if found.get(str(key)) != 1:  # which also those have that differ in tags only
            assert found.get(str(key), 0) == pytest.approx(shared if shared >= share - 1e-9 else 0)


def _shared(a: str, b: str) -> float:
    """The share of lexemes in common, numbers and placeables being all one, counted by hand."""
    here, there = (Counter("0" if s[0] in "0123456789{<" else s.casefold() for s in surfaces(t)) for t in (a, b))
    return sum((here & there).values()) / max(sum(here.values()), sum(there.values()))


@given(TEXTS | st.text(max_size=40), st.lists(TEXTS | st.text(max_size=40), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_nothing_scores_more_than_its_ceiling(query: str, texts: list[str]) -> None:
    asked, squeezed = Segment(squeeze(query), "id"), [squeeze(text) for text in texts]
    likenesses = [compare(asked, Segment(text, "id")) for text in squeezed]
    shares = [1.0 if not likeness.words_differ else likeness.tokens for likeness in likenesses]

    most = ceilings(asked.text, squeezed, shares)

    assert all(likeness.score <= ceiling for likeness, ceiling in zip(likenesses, most, strict=True))


# phrases


@pytest.mark.parametrize(
    ("parts", "keys"),
    [
        (["gencatan", "senjata"], ["talks", "gaza"]),
        (["senjata", "gencatan", "jenewa"], ["talks"]),
        (["senjata", "senjata"], ["talks", "gaza"]),
        (["gencatan", "kemitraan"], []),
        (["gencat"], []),
        (["23"], ["treaty"]),
        ([], []),
    ],
)
def test_containing_asks_for_all_words_whole_and_gives_the_shortest_first(
    index: Index, parts: list[str], keys: list[str]
) -> None:
    assert index.containing(parts) == keys


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("gencatan senjata", ["talks", "gaza"]),
        ("Gencatan, Senjata!", ["talks", "gaza"]),
        ("senjata gencatan", []),
        ("itu memuat 23", ["treaty"]),
        ("memuat 24", []),
        ("kasih Terima", []),
        ("hari Minggu Perjanjian", []),
    ],
)
def test_the_words_of_a_phrase_stand_one_after_the_other_in_one_segment(
    index: Index, phrase: str, keys: list[str]
) -> None:
    assert index.phrase(surfaces(phrase), 10) == (keys, len(keys))


def test_a_phrase_is_counted_whole_and_answered_by_the_page() -> None:
    index = indexed((f"{n:03d}", "dua kali " * (1 + n % 3)) for n in range(100))
    everything = index.phrase(["dua", "kali"], HUGE)[0]

    pages = [index.phrase(["dua", "kali"], 30, offset) for offset in (0, 30, 60, 90, 120)]

    assert [total for _, total in pages] == [100] * 5
    assert [key for keys, _ in pages for key in keys] == everything == sorted(everything, key=lambda k: (int(k) % 3, k))


@given(st.lists(TEXTS, max_size=25), st.lists(WORDS, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_a_phrase_is_found_wherever_reading_finds_it(texts: list[str], phrase: list[str]) -> None:
    index = indexed((str(n), text) for n, text in enumerate(texts))
    parts = words(" ".join(phrase))

    found, total = index.phrase(phrase, HUGE)

    assert set(found) == {str(n) for n, text in enumerate(texts) if parts and _stands(parts, words(text))}
    assert total == len(found)


def _stands(parts: list[str], there: list[str]) -> bool:
    return any(there[k : k + len(parts)] == parts for k in range(len(there)))


# filing and removing


def test_filing_a_key_again_replaces_what_was_under_it(index: Index) -> None:
    index.add("gaza", "Hujan turun di desa")

    assert len(index) == 5
    assert index.likely("hujan turun")[0] == "gaza"
    assert index.containing(["gaza"]) == []


def test_a_removed_segment_is_found_no_more(index: Index) -> None:
    index.remove("talks")

    assert len(index) == 4
    assert index.containing(["gencatan", "senjata"]) == ["gaza"]
    assert "talks" not in index.likely(SEGMENTS["talks"])
    assert index.same(SEGMENTS["talks"]) == []


def test_removing_what_is_not_there_changes_nothing(index: Index) -> None:
    index.remove("unknown")
    index.discard(["gaz", "g", ""])

    assert len(index) == 5


def test_two_keys_of_one_checksum_are_two_keys() -> None:
    assert crc32(b"plumless") == crc32(b"buckeroo")
    index = indexed([("plumless", "satu"), ("buckeroo", "dua")])
    index.remove("buckeroo")

    assert (index.likely("satu"), index.likely("dua"), len(index)) == (["plumless"], [], 1)


def test_what_was_removed_never_crowds_out_what_is_left() -> None:
    for text in ("satu dua tiga", "satu dua tiga empat lima enam tujuh delapan"):
        index = Index()
        for _ in range(300):
            index.add("key", text)

        assert index.likely(text) == ["key"]


@pytest.fixture(params=[(1000, 256, 4096), (7, 3, 12), (1, 0, 0), (5, 0, 0)])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int, int]]:
    """Sizes of runs from which things happen: the usual ones, and some so small that all of it happens in a test."""
    for name, value in zip(("_WAITING", "_TAIL", "_SHORT"), request.param, strict=True):
        monkeypatch.setattr(index_module, name, value)
    return request.param


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.usefixtures("sizes")
def test_an_index_answers_alike_however_it_came_about(seed: int) -> None:
    chance = random.Random(seed)
    vocabulary = "satu dua tiga empat lima enam , . 7 12 {0} <b> kapal-kapal Jum’at".split()
    left = {f"u{n}": " ".join(chance.choices(vocabulary, k=chance.randint(1, 9))) for n in range(120)}
    fresh, grown = indexed(left.items()), Index()
    steps = [("add", key) for key in left] + [("add", f"x{n}") for n in range(60)] + [("ask", "")] * 9
    chance.shuffle(steps)
    for step, key in steps:
        if step == "ask":
            grown.likely("satu dua")
        else:
            grown.add(key, "dua tiga salah")
    grown.extend(chance.sample(list(left.items()), len(left)))
    grown.discard([f"x{n}" for n in range(60)])
    merged = indexed(left.items())
    merged.extend((key, left[key]) for key in list(left)[::2])
    merged.compact()

    assert len(fresh) == len(grown) == len(merged) == len(left)
    for _ in range(40):
        text = " ".join(chance.choices(vocabulary, k=chance.randint(1, 9)))
        answers = [_answers(index, text) for index in (fresh, grown, merged)]
        assert answers[0] == answers[1] == answers[2]


def _answers(index: Index, text: str) -> list[object]:
    parts = text.split()[:2]
    return [
        index.near(read([text]), 7, 0.3),
        index.spelt(read([text]), 7),
        index.likely(text, 5),
        index.phrase(parts, 4, 1),
        index.containing(parts),
        index.same(text),
    ]


def test_runs_are_few_however_much_is_filed_and_in_whatever_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "_SHORT", 200)
    monkeypatch.setattr(index_module, "_TAIL", 10)
    monkeypatch.setattr(index_module, "_WAITING", 20)
    chance, index, filed = random.Random(0), Index(), 0
    for _ in range(300):
        count = chance.choice((1, 1, 2, 20, 50))
        index.extend((str(filed + n), f"teks {filed + n}") for n in range(count))
        index.same("teks 1")
        filed += count

        assert len(index.runs) <= 8
    assert len(index) == filed


@pytest.mark.parametrize("left", [0, 1, 70])
def test_compacting_leaves_the_living(left: int) -> None:
    items = {f"u{n}": f"teks nomor {n} satu dua" for n in range(100)}
    index = indexed(items.items())
    index.discard(list(items)[left:])

    index.compact()

    assert len(index) == sum(map(len, index.runs)) == left
    assert _answers(index, "teks nomor 3") == _answers(indexed(list(items.items())[:left]), "teks nomor 3")
    Index().compact()


@pytest.mark.usefixtures("sizes")
def test_reconciling_reads_only_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {str(n): f"teks nomor {n} satu dua" for n in range(50)}
    after = {**{str(n): before[str(n)] for n in range(10, 50)}, "5": "teks yang lain", "60": "teks baru"}
    index = indexed(before.items())

    different = index.reconcile(iter(after.items()))

    assert different == 10
    assert len(index) == len(after)
    assert _answers(index, "teks nomor 3") == _answers(indexed(after.items()), "teks nomor 3")


FILED = st.lists(
    st.tuples(st.integers(0, 5), st.one_of(st.none(), st.lists(WORDS, min_size=1, max_size=8))), max_size=25
)


@given(FILED, st.lists(WORDS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_whatever_was_filed_and_removed_the_index_holds_what_is_left(
    filed: list[tuple[int, list[str] | None]], parts: list[str]
) -> None:
    index, left = Index(), dict[str, str]()
    for number, text in filed:
        left.pop(str(number), None)
        if text is None:
            index.remove(str(number))
        else:
            index.add(str(number), " ".join(text))
            left[str(number)] = " ".join(text)
    wanted = set(words(" ".join(parts)))

    assert len(index) == len(left)
    assert set(index.containing(parts)) == {key for key, text in left.items() if wanted and wanted <= set(words(text))}
    assert set(index.likely(" ".join(parts))) <= left.keys()


def test_codes_beyond_the_last_and_between_are_unknown() -> None:
    postings, _ = Postings.of(np.array([4, 8, 4], np.uint64), np.array([0, 1, 2]))

    assert [values.tolist() for values in postings.within(np.array([0, 4, 6, 8, 99], np.uint64), 0, 3)] == [[1], [0, 2]]
    assert postings.under(np.uint64(6)).tolist() == postings.under(np.uint64(99)).tolist() == []


@pytest.mark.parametrize(
    "ask", [lambda i: i.likely("gencatan senjata di Gaza"), lambda i: i.containing(["gencatan", "senjata"])]
)
def test_another_thread_may_file_at_any_moment_of_a_question(index: Index, ask: Callable[[Index], list[str]]) -> None:
    failed: list[Exception] = []
    filed: list[str] = []
    filing: list[Thread] = []

    def file(key: str) -> None:
        try:
            index.add(key, "gencatan senjata di Gaza")
        except Exception as error:
            failed.append(error)

    def step(frame: FrameType, event: str, arg: object) -> Any:
        # Called before every single operation that the index carries out for the question.
        if not frame.f_code.co_filename.endswith(("index.py", "runs.py")):
            return None
        frame.f_trace_opcodes = True
        if len(filed) < 1000 and not (filing and filing[-1].is_alive()):
            filed.append(f"new {len(filed)}")
            filing.append(Thread(target=file, args=[filed[-1]]))
            filing[-1].start()
            filing[-1].join(0.05)
        return step

    tracing = sys.gettrace()
    sys.settrace(step)
    try:
        ask(index)
    finally:
        sys.settrace(tracing)
    for thread in filing:
        thread.join()

    assert failed == []
    assert len(filed) > 0
    assert set(index.containing(["gencatan"])) == {"gaza", "talks", *filed}
