"""Units changed and forgotten by hand, and the last of it taken back: all of it, or not at all."""

from __future__ import annotations

import pytest

from memory import amend
from memory.errors import Conflict, NotFound
from memory.recall import Memory
from memory.units import Origin, Unit, unit_id


def known(memory: Memory, here: str, there: str, **more: object) -> Unit:
    """A unit that is remembered."""
    texts = {"id": here, "en": there}
    made = Unit(unit_id(texts, str(more.get("project", ""))), texts, (Origin("a.tmx", position=1),), **more)  # type: ignore[arg-type]
    memory.remember([made], by="import")
    return memory.get(made.id)


def changed(memory: Memory, one: Unit, there: str, by: str = "Sari") -> Unit:
    """The unit with another translation."""
    return amend.revise(one.id, {"texts": {"en": there}}, memory, by=by, seen=amend.seal(one))


def test_a_revision_is_taken_back_to_what_was_there_whole(memory: Memory) -> None:
    one = known(memory, "Hujan.", "Rian.", project="Taman", status="draft", note="From the radio.")

    new = changed(memory, one, "Rain.")
    last = amend.last(memory, by="Sari")
    assert last is not None
    amend.undo(memory, by="Sari", at=last.at)

    assert last.unit == one
    assert memory.get(one.id) == one
    with pytest.raises(NotFound):
        memory.get(new.id)


def test_a_forgotten_unit_comes_back_whole(memory: Memory) -> None:
    one = known(memory, "Hujan.", "Rain.", status="reviewed")

    amend.forget(one.id, memory, by="Sari", seen=amend.seal(one))
    last = amend.last(memory, by="Sari")
    assert last is not None
    assert len(memory) == 0
    amend.undo(memory, by="Sari", at=last.at)

    assert memory.get(one.id) == one
    assert memory.recall("Hujan.", "id")[0].unit == one


def test_a_unit_that_became_one_with_another_is_two_again(memory: Memory) -> None:
    one, other = known(memory, "Hujan.", "Rian."), known(memory, "Hujan.", "Rain.", status="reviewed")

    new = changed(memory, one, "Rain.")
    last = amend.last(memory, by="Sari")
    assert last is not None
    assert (new.id, len(memory)) == (other.id, 1)
    amend.undo(memory, by="Sari", at=last.at)

    assert (memory.get(one.id), memory.get(other.id)) == (one, other)


def test_what_was_seen_otherwise_is_not_written_over(memory: Memory) -> None:
    one = known(memory, "Hujan.", "Rain.")
    amend.revise(one.id, {"status": "reviewed"}, memory, by="Budi", seen=amend.seal(one))

    with pytest.raises(Conflict, match="changed by Budi"):
        amend.revise(one.id, {"status": "draft"}, memory, by="Sari", seen=amend.seal(one))
    with pytest.raises(Conflict):
        amend.forget(one.id, memory, by="Sari", seen=amend.seal(one))

    assert memory.get(one.id).status == "reviewed"
    assert amend.last(memory, by="Sari") is None


def test_what_somebody_else_has_changed_since_stays(memory: Memory) -> None:
    one = known(memory, "Hujan.", "Rian.")
    new = changed(memory, one, "Rain.")
    last = amend.last(memory, by="Sari")
    changed(memory, new, "It rains.", by="Budi")

    assert last is not None
    assert amend.last(memory, by="Sari") is None
    with pytest.raises(Conflict, match="changed since"):
        amend.undo(memory, by="Sari", at=last.at)


def test_only_the_last_change_is_taken_back_and_only_once(memory: Memory) -> None:
    one = known(memory, "Hujan.", "Rian.")
    new = changed(memory, one, "Rain.")
    first = amend.last(memory, by="Sari")
    amend.forget(new.id, memory, by="Sari", seen=amend.seal(new))
    second = amend.last(memory, by="Sari")
    assert first is not None
    assert second is not None

    with pytest.raises(Conflict):
        amend.undo(memory, by="Sari", at=first.at + "0")
    amend.undo(memory, by="Sari", at=second.at)

    assert memory.get(new.id) == new
    with pytest.raises(NotFound, match="nothing to take back"):
        amend.undo(memory, by="Sari", at=second.at)


def test_everybody_has_a_last_change_of_their_own(memory: Memory) -> None:
    one, other = known(memory, "Hujan.", "Rain."), known(memory, "Banjir.", "Flood.")

    amend.forget(one.id, memory, by="Sari", seen=amend.seal(one))
    amend.forget(other.id, memory, by="Budi", seen=amend.seal(other))

    last = amend.last(memory, by="Sari")
    assert last is not None
    assert last.unit == one


def test_a_revision_that_changes_nothing_is_no_change(memory: Memory) -> None:
    one = known(memory, "Hujan.", "Rain.")
    revision = memory.store.revision

    assert changed(memory, one, "Rain.") == one

    assert (memory.store.revision, amend.last(memory, by="Sari")) == (revision, None)
