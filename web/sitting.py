"""
One editor's sitting at the review queue, as far as it is not in the store: which part of the queue, how far down, and
what was done of late, so that it can be taken back. It lives in the address of the page and in the fields of its forms.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Lifecycle
from memory.errors import Conflict, Problem
from web.queue import WAITING, Queue

_KEPT = 12  # things done that can be taken back one after the other
_STEP = re.compile(r"(c_[\w-]+)\.(\d{1,9})\.(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Step:
    """A concept that was changed: the version that was seen, and the one that came of it."""

    id: str
    before: int
    after: int

    def __str__(self) -> str:
        """The step in an address."""
        return f"{self.id}.{self.before}.{self.after}"


@dataclass(frozen=True, slots=True)
class Done:
    """What one key did: approve, reject or merge with its steps, or bulk with the key that its decisions share."""

    act: str
    steps: tuple[Step, ...] = ()
    bulk: str = ""

    def __str__(self) -> str:
        """What was done, in an address."""
        return "~".join([self.act, *(str(step) for step in self.steps), *([self.bulk] if self.bulk else [])])

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What an address says was done; None where it says nothing that makes sense."""
        act, _, rest = text.partition("~")
        if act == "bulk" and re.fullmatch(r"[0-9a-f]{8}", rest):
            return cls(act, bulk=rest)
        found = [_STEP.fullmatch(part) for part in rest.split("~")]
        if act not in ("approve", "reject", "merge") or not all(found):
            return None
        return cls(act, tuple(Step(m[1], int(m[2]), int(m[3])) for m in found if m))


@dataclass(frozen=True, slots=True)
class Sitting:
    """
    Which part of the queue is gone through; `after` is the concept skipped last, `at` one to show now whatever its place,
    `done` what can be taken back, oldest first.
    """

    stage: Lifecycle = "proposed"
    subject: str = ""
    document: str = ""
    after: str = ""
    at: str = ""
    done: tuple[Done, ...] = ()

    @classmethod
    def read(cls, given: MultiDict[str, str]) -> Self:
        """The sitting that an address or a form tells of; what makes no sense in it is as if it were not there."""
        stage = given.get("stage", "")
        done = filter(None, map(Done.read, given.getlist("done")[-_KEPT:]))
        return cls(
            stage if stage in WAITING else "proposed",
            given.get("subject", ""),
            given.get("document", ""),
            given.get("after", ""),
            given.get("at", ""),
            tuple(done),
        )

    def fields(self) -> Iterator[tuple[str, str]]:
        """What to write into an address or a form; what is as usual is left out."""
        for name in ("stage", "subject", "document", "after", "at"):
            value = getattr(self, name)
            if value and (name, value) != ("stage", "proposed"):
                yield name, value
        yield from (("done", str(one)) for one in self.done)

    def query(self) -> dict[str, Any]:
        """The same for an address."""
        found = MultiDict(self.fields())
        return {name: found.getlist(name) for name in found}

    def having(self, done: Done) -> Sitting:
        """The sitting after something was done: it goes on with the next one."""
        return replace(self, at="", done=(*self.done, done)[-_KEPT:])

    def queue(self, glossary: Glossary) -> Queue:
        """What is gone through."""
        return Queue(glossary, self.stage, subject=self.subject, document=self.document)


def take_back(glossary: Glossary, done: Done, *, by: str) -> list[Concept]:
    """
    Undo what was done, all of it or nothing, and give the concepts as they are then.

    Raises Conflict when one of them has been changed since.
    """
    with glossary.store.batch():
        if done.act == "bulk":
            return [glossary.undo(one.id, by=by, version=one.version) for one in decided(glossary, done.bulk, by=by)]
        return [_undone(glossary, step, by) for step in reversed(done.steps)]


def _undone(glossary: Glossary, step: Step, by: str) -> Concept:
    here = glossary.undo(step.id, by=by, version=step.after)
    if step.after - step.before > 1:  # it was edited before it was approved
        return glossary.revive(step.id, step.before, by=by, why="undo", seen=here.version)
    return here


def approve_all(
    glossary: Glossary, seen: Mapping[str, int], why: str, *, by: str
) -> tuple[Done, int, list[tuple[str, Problem]]]:
    """
    Approve these concepts, each at the version that was seen, in one batch.

    What was done, how many were approved, and those that were refused, with the reason.
    """
    done, refused = Done("bulk", bulk=secrets.token_hex(4)), list[tuple[str, Problem]]()
    with glossary.store.batch():
        for id_, version in seen.items():
            try:
                glossary.decide(id_, Decision("approve", by, f"{_mark(done.bulk)}: {why}"), version=version)
            except Problem as problem:
                refused.append((id_, problem))
    return done, len(seen) - len(refused), refused


def decided(glossary: Glossary, bulk: str, *, by: str) -> list[Concept]:
    """The concepts that somebody approved in this bulk and that nobody has changed since. Conflict if there are none."""
    mine = (one for one in glossary.concepts("approved") if one.changed["by"] == by)
    found = [one for one in mine if _mark(bulk) in glossary.history(one.id)[-1]["why"]]
    if not found:
        raise Conflict("Nothing of that bulk is left to take back.", hint="Look at the history of the concepts.")
    return found


def _mark(bulk: str) -> str:
    return f"bulk {bulk}"
