"""The census: the last count at once, a new one where the store has changed, and no more often than it may cost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from glossary.lookup import Glossary
from glossary.terms import Concept, Term
from memory.recall import Memory
from memory.units import Origin, Unit, unit_id
from web import census
from web.census import Census

LONG = 20.0


@pytest.fixture
def counter(memory: Memory, glossary: Glossary) -> Iterator[Census]:
    """A census of an empty store."""
    with closing(Census(memory, glossary)) as made:
        yield made


def say(memory: Memory, here: str) -> None:
    """Remember one more pair."""
    texts = {"id": here, "en": "The ceasefire."}
    memory.remember([Unit(unit_id(texts), texts, (Origin("a"),))])  # type: ignore[arg-type]


def test_a_count_is_of_the_store_as_it_is(counter: Census, memory: Memory, glossary: Glossary) -> None:
    terms = (Term("id", "gencatan senjata", "preferred"), Term("en", "ceasefire", "preferred"))
    glossary.add([Concept("c_1", terms, "approved")], by="budi", why="list")
    say(memory, "Gencatan senjata.")

    found = counter.now(LONG)

    assert found.tally is not None
    assert found.coverage is not None
    assert (found.tally.stages["approved"], found.coverage.share, found.counting) == (1, 1.0, False)


def test_it_is_not_counted_again_where_nothing_has_changed(counter: Census) -> None:
    first = counter.now(LONG)

    assert counter.now(LONG) == first


def test_whoever_asks_while_it_is_counted_gets_the_last_count(
    counter: Census, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counter.now(LONG)
    say(memory, "Satu.")
    go_on, counted = threading.Event(), census.tally
    monkeypatch.setattr(census, "tally", lambda *given: (go_on.wait(LONG), counted(*given))[1])

    meanwhile = counter.now(0)
    go_on.set()
    after = counter.now(LONG)

    assert (meanwhile.counting, meanwhile.tally) == (True, before.tally)
    assert after.tally is not None
    assert sum(after.tally.units.values()) == 1


def test_pairs_are_gone_through_again_only_after_a_rest(
    counter: Census, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(census, "_REST", 1e9)
    counter.now(LONG)
    say(memory, "Satu.")

    found = counter.now(LONG)

    assert found.tally is not None
    assert found.coverage is not None
    assert (sum(found.tally.units.values()), sum(found.coverage.pairs.values())) == (1, 0)


def test_a_count_that_fails_is_logged_and_told(
    counter: Census, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(census, "coverage", lambda *given: 1 / 0)

    with caplog.at_level(logging.ERROR):
        found = counter.now(LONG)

    assert (found.failed, found.coverage, found.tally is None) == (True, None, False)
    assert "could not be counted" in caplog.text


def test_a_house_that_is_closed_waits_for_no_count(memory: Memory, glossary: Glossary) -> None:
    for number in range(600):
        say(memory, f"Kalimat {number}.")
    counter = Census(memory, glossary)
    counter.now(0)

    counter.close()

    assert counter.now(0).counting is False
