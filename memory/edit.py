"""Units one by one, as people write them: enter, revise. Files come in by `exchange.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from memory.errors import Invalid
from memory.quality import doubts
from memory.recall import MOVED, Memory
from memory.stores.base import Change
from memory.text import Language, clean, squeeze
from memory.units import UNIT, Stamp, Unit, unit_id

Entered = Literal["created", "updated", "unchanged"]


def enter(units: Sequence[Unit], memory: Memory, *, by: str, why: str = "") -> list[Entered]:
    """Remember units in one durable batch, and say of each, in order, what came of it."""
    found: list[Entered] = []
    with memory.store.batch():
        for one in units:
            did = memory.remember([one], by=by, why=why)
            found.append("created" if did.created else "updated" if did.updated else "unchanged")
    return found


def revise(id_: str, given: dict[str, Any], memory: Memory, *, by: str) -> Unit:
    """
    The unit with these fields replaced; absent ones stay.

    The id of a unit is made of its texts and project: with others it becomes another unit, and the one before is forgotten.
    Its id leads on to the other one (`Memory.get`) until a unit with the old texts is remembered again. If that other one
    is there already, the two become one. NotFound when there is no such unit.
    """
    with memory.store.batch():
        known = memory.get(id_)
        now = Stamp(datetime.now(UTC).isoformat(timespec="seconds"), by)
        texts = {**known.texts, **given.get("texts", {})}
        project = given.get("project", known.project)
        said = tuple(doubts(texts["id"], texts["en"])) if texts != known.texts else known.doubts
        new = replace(known, **{**given, "texts": texts}, id=unit_id(texts, project), doubts=said, changed=now)
        if replace(new, changed=known.changed) == known:
            return known
        if new.id == known.id:
            memory.store.write([Change(UNIT, new.id, new.kept())], by=by, why="revise")
        else:
            memory.forget([known.id], by=by, why=f"revised as {new.id}")
            memory.remember([new], by=by, why=f"revision of {known.id}")
            memory.store.write([Change(MOVED, known.id, {"to": new.id})], by=by, why="revise")
        return memory.get(new.id)


def written(texts: dict[Language, str]) -> dict[Language, str]:
    """The texts of a unit as they are kept. Invalid for one in which nothing is left."""
    found: dict[Language, str] = {language: clean(text) for language, text in texts.items()}
    for language, text in found.items():
        if not squeeze(text):
            raise Invalid(f"The text in “{language}” is empty.", hint="A unit says something in both languages.")
    return found
