"""Counting: units by where they come from, concepts by where they stand day by day, confidence against judgement."""

from __future__ import annotations

from datetime import date

import pytest

from glossary import archive
from glossary.coverage import coverage
from glossary.lookup import Glossary
from glossary.tally import Trust, tally
from glossary.terms import Candidate, Concept, Decision, Term
from memory.recall import Memory
from memory.stores import Store
from memory.units import Origin, Stamp, Unit, UnitStatus, unit_id


def unit(here: str, there: str, project: str = "", status: UnitStatus = "confirmed", day: str = "2026-03-01") -> Unit:
    """A unit that was aligned, and remembered on a day."""
    texts = {"id": here, "en": there}
    stamp = Stamp(f"{day}T08:00:00+00:00", "tester")
    origin = Origin("berita.tmx", kind="aligned")
    return Unit(unit_id(texts, project), texts, (origin,), status, project=project, created=stamp, changed=stamp)  # type: ignore[arg-type]


def candidate(text: str, english: str, confidence: float) -> Candidate:
    """A candidate that was mined."""
    return Candidate(text, (english,), (), {"berita.txt": 1}, "aligned", confidence=confidence)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The day on which things happen, for a test to change."""
    days = ["2026-03-01"]
    monkeypatch.setattr(archive, "now", lambda: f"{days[-1]}T08:00:00+00:00")
    return days


def test_units_are_counted_by_origin_project_and_status(store: Store, memory: Memory) -> None:
    memory.remember([unit("Satu.", "One."), unit("Dua.", "Two.", "PBB", "reviewed"), unit("Tiga.", "Three.", "PBB")])

    found = tally(store)

    assert found.units == {
        ("aligned", "", "confirmed"): 1,
        ("aligned", "PBB", "reviewed"): 1,
        ("aligned", "PBB", "confirmed"): 1,
    }
    assert found.added == {(date(2026, 3, 1), "aligned"): 3}
    assert found.revision == store.revision


def test_progress_tells_where_concepts_stood_at_the_end_of_each_day(glossary: Glossary, today: list[str]) -> None:
    (bank, _), (hall, _) = glossary.propose(
        [candidate("bank sentral", "central bank", 0.9), candidate("balai", "hall", 0.4)]
    )
    today.append("2026-03-04")
    glossary.decide(bank.id, Decision("approve", "budi"))
    glossary.decide(hall.id, Decision("reject", "budi", "bukan istilah"))
    today.append("2026-03-05")
    glossary.remove(hall.id, by="budi", why="salah ketik")

    found = tally(glossary.store)

    told = {day.day: {stage: count for stage, count in there.items() if count} for day, there in found.progress.items()}
    assert told == {1: {"proposed": 2}, 4: {"approved": 1, "rejected": 1}, 5: {"approved": 1}}
    assert found.stages["approved"] == 1


def test_trust_sets_what_was_accepted_against_how_sure_the_miner_was(glossary: Glossary) -> None:
    made = glossary.propose(
        [candidate(f"istilah {n}", f"term {n}", 0.91 + n / 100) for n in range(4)] + [candidate("lain", "other", 0.2)]
    )
    for concept, _ in made[:3]:
        glossary.decide(concept.id, Decision("approve", "budi"))
    glossary.decide(made[3][0].id, Decision("reject", "budi", "bukan istilah"))

    (bin_,) = tally(glossary.store).trust

    assert (bin_.judged, bin_.accepted, bin_.share) == (4, 3, 0.75)
    assert bin_.confidence == pytest.approx(0.925)


def test_what_nobody_judged_by_itself_says_nothing_of_trust(glossary: Glossary) -> None:
    """It waits, or it was merged into another, or nobody mined it."""
    (one, _), (other, _) = glossary.propose([candidate("satu", "one", 0.9), candidate("sebuah", "one", 0.8)])
    glossary.merge(one.id, [other.id], by="budi")
    glossary.add([Concept("c_x", (Term("id", "dua"), Term("en", "two")), "approved")], by="budi", why="list")

    assert tally(glossary.store).trust == ()


def test_an_interval_is_wide_where_few_were_judged() -> None:
    """Wilson's for 9 of 10 is .596 to .982 (Brown, Cai, DasGupta 2001 compute it so)."""
    few, many = Trust(0.9, 10, 9), Trust(0.9, 1000, 900)

    assert few.interval == pytest.approx((0.596, 0.982), abs=0.001)
    assert many.interval[1] - many.interval[0] < 0.04
    assert Trust(0.5, 3, 0).interval[0] == 0.0


def test_coverage_counts_pairs_with_an_approved_term_and_those_rendered_by_one(
    memory: Memory, glossary: Glossary
) -> None:
    terms = (
        Term("id", "gencatan senjata", "preferred"),
        Term("en", "ceasefire", "preferred"),
        Term("en", "halt", "forbidden"),
    )
    glossary.add([Concept("c_1", terms, "approved")], by="budi", why="list")
    memory.remember(
        [
            unit("Gencatan senjata dimulai.", "The ceasefire began."),
            unit("Gencatan senjatanya rapuh.", "The halt is fragile."),
            unit("Hujan turun.", "A ceasefire of rain.", "PBB"),
        ]
    )

    found = coverage(memory, glossary)

    assert (dict(found.pairs), {k: v for k, v in found.covered.items() if v}) == ({"": 2, "PBB": 1}, {"": 2})
    assert (found.met, found.rendered) == ({"c_1": 2}, {"c_1": 1})
    assert (found.share, found.consistency) == (pytest.approx(2 / 3), 0.5)


def test_a_term_is_rendered_too_where_its_english_lies_in_a_longer_term(memory: Memory, glossary: Glossary) -> None:
    """*hukum* is rendered by the “law” of “law enforcement”, though that is a term of its own."""
    concepts = [
        Concept(f"c_{number}", (Term("id", here, "preferred"), Term("en", there, "preferred")), "approved")
        for number, (here, there) in enumerate([("hukum", "law"), ("penegakan", "law enforcement")])
    ]
    glossary.add(concepts, by="budi", why="list")
    memory.remember([unit("Hukum itu ditegakkan.", "Law enforcement was done.")])

    assert coverage(memory, glossary).rendered == {"c_0": 1}


def test_an_empty_store_has_nothing_to_count(memory: Memory, glossary: Glossary) -> None:
    found, covered = tally(memory.store), coverage(memory, glossary)

    assert (found.units, found.progress, found.trust, covered.share, covered.consistency) == ({}, {}, (), 0.0, None)


def test_counting_rests_now_and_then(memory: Memory) -> None:
    memory.remember([unit(f"Nomor {n}.", f"Number {n}.") for n in range(1001)])
    rests: list[None] = []

    tally(memory.store, lambda: rests.append(None))

    assert len(rests) == 3
