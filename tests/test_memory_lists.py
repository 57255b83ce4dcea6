"""Lists of units: by id, by project and status, a page at a time, whatever happens to the store meanwhile."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from memory.lists import Lists
from memory.recall import Memory
from memory.stores.base import Effect, Record
from memory.units import Unit, unit_id


def made(text: str, project: str = "", status: str = "confirmed") -> Unit:
    """A unit."""
    texts = {"id": text, "en": text}
    return Unit(unit_id(texts, project), texts, project=project, status=status)  # type: ignore[arg-type]


def test_pages_follow_one_another_to_the_end(memory: Memory) -> None:
    memory.remember(made(f"Kapal {k}", "laut" if k % 2 else "") for k in range(25))
    found: list[str] = []
    while (page := memory.page(after=found[-1] if found else "", limit=4, project="laut"))[0]:
        found += [unit.id for unit in page[0]]
        assert page[1] == 12

    assert found == sorted(unit.id for unit in memory.units() if unit.project == "laut")


def test_a_list_knows_at_once_what_changed(memory: Memory) -> None:
    first = made("Satu", "a")
    memory.remember([first])
    assert memory.page()[1] == 1

    memory.remember([made("Dua", "b", "draft")])
    memory.forget([first.id])

    assert [unit.texts["id"] for unit in memory.page()[0]] == ["Dua"]
    assert memory.page(status="confirmed") == ([], 0)
    assert memory.projects() == ["b"]


records = st.one_of(
    st.none(),
    st.builds(
        lambda p, s: {"project": p, "status": s}, st.sampled_from(("", "a", "b")), st.sampled_from(("draft", "x"))
    ),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("uvwxyz"), records), max_size=30))
def test_a_list_that_was_changed_is_that_of_what_is_there(history: list[tuple[str, Record | None]]) -> None:
    there: dict[str, Record] = {}
    lists = Lists([])
    for id_, record in history:
        lists.note(Effect("unit", id_, there.get(id_), record))
        there.pop(id_, None)
        if record is not None:
            there[id_] = record

    for project in (None, "a"):
        for status in (None, "draft"):
            wanted = [
                id_
                for id_ in sorted(there)
                if project in (None, there[id_]["project"]) and status in (None, there[id_]["status"])
            ]
            assert lists.page(after="", limit=99, project=project, status=status) == (wanted, len(wanted))
