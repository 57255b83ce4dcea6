"""
Units that people change and forget by hand, and the last of it taken back.

What somebody did last is a record of its own (kind "unit_change", by their name): the units as they were and as they
became. It is durable with what was done, so that it can be taken back after a restart, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from memory import edit
from memory.errors import Conflict, NotFound
from memory.recall import MOVED, Memory
from memory.stores.base import Change, Record
from memory.text import Language
from memory.units import UNIT, Unit, unit, unit_id

LAST = "unit_change"
Act = Literal["revise", "forget"]
_Units = Mapping[str, Record | None]  # by id; None where there is none


@dataclass(frozen=True, slots=True)
class Last:
    """What somebody did last, when (ISO 8601, UTC), and the units concerned before and after it."""

    act: Act
    at: str
    before: _Units
    after: _Units

    @property
    def unit(self) -> Unit:
        """The unit as it was before."""
        return next(unit(id_, record) for id_, record in self.before.items() if record is not None)


def seal(known: Unit) -> str:
    """A short name for a unit as it is now; another one when anything of it has changed."""
    said = json.dumps([known.id, known.record()], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2s(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def revise(id_: str, given: dict[str, Any], memory: Memory, *, by: str, seen: str) -> Unit:
    """
    The unit with these fields replaced, as `edit.revise` does it.

    NotFound when there is no such unit; Conflict when it is no longer as `seen`, its seal, says.
    """
    with memory.store.batch():
        known = _as_seen(id_, memory, seen)
        texts: dict[Language, str] = {**known.texts, **given.get("texts", {})}
        ids = (known.id, unit_id(texts, given.get("project", known.project)))
        before = _now(memory, ids)
        new = edit.revise(known.id, given, memory, by=by)
        if new != known:
            _note("revise", before, memory, by)
        return new


def forget(id_: str, memory: Memory, *, by: str, seen: str) -> Unit:
    """Forget a unit, and give it as it was. NotFound and Conflict as in `revise`."""
    with memory.store.batch():
        known = _as_seen(id_, memory, seen)
        before = _now(memory, (known.id,))
        memory.forget([known.id], by=by, why="forgotten by hand")
        _note("forget", before, memory, by)
        return known


def last(memory: Memory, *, by: str) -> Last | None:
    """What somebody did last, if it can still be taken back."""
    record = memory.store.get(LAST, by)
    if record is None:
        return None
    found = Last(**record)
    return found if _now(memory, tuple(found.after)) == found.after else None


def undo(memory: Memory, *, by: str, at: str) -> Last:
    """
    Take back what somebody did last, which was `at` that time.

    NotFound when there is nothing to take back, Conflict when they or somebody else have changed something since.
    """
    with memory.store.batch():
        record = memory.store.get(LAST, by)
        if record is None:
            raise NotFound("There is nothing to take back.", hint="The last change by hand can be taken back once.")
        found = Last(**record)
        if found.at != at or _now(memory, tuple(found.after)) != found.after:
            raise Conflict("It has been changed since, and stays as it is.", hint="Look it up and edit it.")
        changes = [Change(UNIT, id_, was) for id_, was in found.before.items()]
        changes += [Change(MOVED, id_, None) for id_ in found.before if memory.store.get(MOVED, id_) is not None]
        memory.store.write([*changes, Change(LAST, by, None)], by=by, why=f"undo {found.act}")
        return found


def _as_seen(id_: str, memory: Memory, seen: str) -> Unit:
    known = memory.get(id_)
    if seal(known) != seen:
        changed = known.changed
        raise Conflict(
            f"The unit was changed by {changed.by or 'somebody'} at {changed.at}, after you had opened it.",
            hint="See what it says now, and save again if yours is better.",
            unit=id_,
        )
    return known


def _now(memory: Memory, ids: tuple[str, ...]) -> dict[str, Record | None]:
    return {id_: memory.store.get(UNIT, id_) for id_ in ids}


def _note(act: Act, before: _Units, memory: Memory, by: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    done = Last(act, now, before, _now(memory, tuple(before)))
    record = {"act": done.act, "at": done.at, "before": dict(done.before), "after": dict(done.after)}
    memory.store.write([Change(LAST, by, cast(Record, record))], by=by, why=act)
