"""A term list into the termbase: what is new is approved, what is known is brought up to date, what makes no sense is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.bring import How
from glossary.intake import take
from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Term, concept_id
from memory.errors import Invalid

SHIP = concept_id("key", "kapal")


def listed(tmp_path: Path, *rows: str, columns: str = "key,id,en,note") -> Path:
    """A term list."""
    path = tmp_path / "terms.csv"
    path.write_text("\n".join([columns, *rows, ""]), encoding="utf-8")
    return path


def ship(glossary: Glossary, lifecycle: str = "approved") -> None:
    """A ship is known."""
    terms = (Term("id", "kapal", "preferred"), Term("en", "ship", "preferred"))
    glossary.add([Concept(SHIP, terms, lifecycle)], by="tester", why="known")  # type: ignore[arg-type]


def english(glossary: Glossary) -> list[tuple[str, str]]:
    """What a ship is called."""
    return [(term.text, term.status) for term in glossary.get(SHIP).in_language("en")]


def test_what_is_new_is_approved_and_known_the_next_time(glossary: Glossary, tmp_path: Path) -> None:
    path = listed(tmp_path, "kapal,kapal,ship,", "perahu,perahu,boat,")

    first, second = take(path, glossary, by="ani"), take(path, glossary, by="ani")

    assert first.outcomes == {"new": 2, "changed": 0, "unchanged": 0}
    assert second.outcomes == {"new": 0, "changed": 0, "unchanged": 2}
    assert (glossary.get(SHIP).lifecycle, glossary.history(SHIP)[0]["why"]) == ("approved", "terms.csv")


@pytest.mark.parametrize(
    ("how", "expected", "note"),
    [
        ("keep", [("ship", "preferred")], "Sails."),
        ("add", [("ship", "preferred"), ("vessel", "admitted")], ""),
        ("overwrite", [("vessel", "preferred")], "Sails."),
    ],
)
def test_a_change_to_what_is_approved_is_approved(
    glossary: Glossary, tmp_path: Path, how: How, expected: list[tuple[str, str]], note: str
) -> None:
    ship(glossary)

    done = take(listed(tmp_path, "kapal,kapal,vessel,Sails."), glossary, how, by="ani")

    assert (done.outcomes["changed"], english(glossary), glossary.get(SHIP).note) == (1, expected, note)
    assert glossary.get(SHIP).lifecycle == "approved"
    assert [glossary.enforced(SHIP).in_language("en")[0].text] == [expected[0][0]]  # type: ignore[union-attr]


@pytest.mark.parametrize("stage", ["proposed", "rejected"])
def test_what_waits_or_was_rejected_is_not_decided_by_a_list(glossary: Glossary, tmp_path: Path, stage: str) -> None:
    ship(glossary, "proposed")
    if stage == "rejected":
        glossary.decide(SHIP, Decision("reject", "rini", "Too general."))

    done = take(listed(tmp_path, "kapal,kapal,vessel,"), glossary, "overwrite", by="ani")

    assert (done.outcomes["changed"], glossary.get(SHIP).lifecycle) == (1, stage)


def test_an_edit_in_review_stays_in_review(glossary: Glossary, tmp_path: Path) -> None:
    ship(glossary)
    glossary.edit(SHIP, {"definition": {"en": "It floats."}}, by="rini")

    take(listed(tmp_path, "kapal,kapal,vessel,"), glossary, "add", by="ani")

    assert glossary.get(SHIP).lifecycle == "in_review"
    assert [t.text for t in glossary.enforced(SHIP).in_language("en")] == ["ship"]  # type: ignore[union-attr]


def test_what_was_removed_stays_removed_and_is_counted(glossary: Glossary, tmp_path: Path) -> None:
    ship(glossary)
    glossary.remove(SHIP, by="rini", why="Too general.")

    done = take(listed(tmp_path, "kapal,kapal,ship,"), glossary, by="ani")

    assert done.outcomes == {"new": 0, "changed": 0, "unchanged": 0, "removed": 1}


def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_taken(glossary: Glossary, tmp_path: Path) -> None:
    done = take(listed(tmp_path, ",tanpa kunci,keyless,", "kapal,kapal,ship,"), glossary, by="ani")

    assert done.record() == {"new": 1, "changed": 0, "unchanged": 0, "skipped": [{"line": 2, "why": "it has no key"}]}


@pytest.mark.parametrize("known", [True, False])
def test_an_entry_that_makes_no_sense_is_told_and_the_rest_is_taken(
    glossary: Glossary, tmp_path: Path, *, known: bool
) -> None:
    if known:
        ship(glossary)
    rows = ("kapal,kapal,ship,ship", "perahu,perahu,boat,")

    done = take(listed(tmp_path, *rows, columns="key,id,en,en_forbidden"), glossary, "overwrite", by="ani")

    assert done.outcomes == {"new": 1, "changed": 0, "unchanged": 0}
    assert [one.why for one in done.skipped] == ["“kapal”: “ship” stands twice among the terms. Keep one of them."]
    assert [here.id for here in glossary.concepts()].count(SHIP) == known


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "terms.csv gives nothing: it holds no entries"),
        ((",a,b,",), "all of its 1 entries were skipped; the first, in line 2"),
    ],
)
def test_a_list_that_gives_nothing_is_refused(
    glossary: Glossary, tmp_path: Path, rows: tuple[str, ...], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        take(listed(tmp_path, *rows), glossary, by="ani")


def test_several_lists_can_be_one_batch(glossary: Glossary, tmp_path: Path) -> None:
    with glossary.store.batch():
        take(listed(tmp_path, "kapal,kapal,ship,"), glossary, by="ani")
        done = take(listed(tmp_path, "kapal,kapal,vessel,"), glossary, "overwrite", by="ani")

    assert (done.outcomes["changed"], glossary.store.revision) == (1, 1)
    assert english(glossary) == [("vessel", "preferred")]
