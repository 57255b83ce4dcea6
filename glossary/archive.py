"""
Concepts in a store, every version of them, and what is asked of them by id and in order.

Concepts live in the store under "concept", every version under "history", and what was removed leaves the number of its
last version under "removed", so that no id is ever used again. Versions that a run of the miner wrote bear its id as `run`;
so does what was removed because its run was taken back: that may be proposed again. What may be done to a concept is
`termbase.py`'s.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from glossary import review, views
from glossary.terms import Concept, Lifecycle, concept
from glossary.views import Order, Views
from memory.errors import NotFound
from memory.stores.base import Change, Effect, Record, Store
from memory.text import fold

CONCEPT, HISTORY, REMOVED = "concept", "history", "removed"


class Archive:
    """The concepts of a store and their versions."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.RLock()
        self._views: Views | None = None
        store.watch(self._follow)

    def __len__(self) -> int:
        """How many concepts there are, whatever their life."""
        return self.store.count(CONCEPT)

    @property
    def version(self) -> int:
        """The termbase version that answers cite; it grows with every change of the store."""
        return self.store.revision

    def get(self, id_: str) -> Concept:
        """The concept with this id; NotFound if there is none, or none any more."""
        record = self.store.get(CONCEPT, id_)
        if record is not None:
            return concept(id_, record)
        gone = self.store.get(REMOVED, id_)
        if gone is None:
            raise NotFound(f"There is no concept {id_}.", concept=id_)
        raise NotFound(
            f"The concept {id_} was removed by {gone['by']} on {gone['at'][:10]}.",
            hint=f"Revive its version {gone['version'] - 1} to have it back.",
            concept=id_,
            version=gone["version"],
        )

    def enforced(self, id_: str) -> Concept | None:
        """
        The concept as it is enforced: as it is when it is approved, as it was when an edit of it waits in review.

        None where nothing of it is enforced, and for an unknown id.
        """
        record = self.store.get(CONCEPT, id_)
        return self._enforced(concept(id_, record)) if record is not None else None

    def _enforced(self, known: Concept) -> Concept | None:
        number = review.standing(known)
        return known if number == known.version else self.snapshot(known.id, number) if number else None

    def snapshot(self, id_: str, version: int) -> Concept:
        """The concept as it was at a version; NotFound if it had no such version."""
        record = self.store.get(HISTORY, version_key(id_, version))
        if record is None:
            raise NotFound(
                f"The concept {id_} has no version {version}.",
                hint="Its history has them all.",
                concept=id_,
                version=version,
            )
        return concept(id_, {name: value for name, value in record["concept"].items() if name != "id"})

    def concepts(self, lifecycle: Lifecycle | None = None, *, order: str = "term") -> list[Concept]:
        """All concepts at a stage of their life (None: at any), in an order of `views.key`, as the calling thread sees them."""
        made = views.key(order)
        found = [
            (made(id_, r), id_, r) for id_, r in self.store.records(CONCEPT) if lifecycle in (None, r["lifecycle"])
        ]
        return [concept(id_, record) for _, id_, record in sorted(found, key=lambda item: item[0])]

    def all_enforced(self) -> list[Concept]:
        """Every concept as it is enforced, by term: the approved ones, and of those in review what was approved before."""
        waiting = filter(None, map(self._enforced, self.concepts("in_review")))
        return sorted([*self.concepts("approved"), *waiting], key=lambda c: (fold(c.terms[0].text), c.id))

    def page(
        self,
        lifecycle: Lifecycle | None = None,
        *,
        order: Order = "term",
        offset: int = 0,
        limit: int = 50,
        subject: str | None = None,
    ) -> tuple[list[Concept], int]:
        """
        A page of the concepts at a stage (None: at any) and of a subject, and how many there are on all pages.

        Orders are those of `views.key`. As of the last durable batch.
        """
        with self._lock:
            ids, total = self._viewed().page(lifecycle, order=order, subject=subject, offset=offset, limit=limit)
        records = ((id_, self.store.get(CONCEPT, id_)) for id_ in ids)
        return [concept(id_, record) for id_, record in records if record is not None], total

    def stages(self) -> dict[Lifecycle, int]:
        """How many concepts there are at each stage of their life."""
        with self._lock:
            return self._viewed().stages()

    def history(self, id_: str) -> list[dict[str, Any]]:
        """
        Every version of a concept, oldest first, also of a removed one: `at`, `by`, `why`, `act`, and the `concept` as it was.

        Acts are create, add, propose, edit, merge, revive, undo, remove and the decisions. Versions from before acts were
        recorded have none.
        """
        last = self._last(id_)[0].version
        found = (self.store.get(HISTORY, version_key(id_, version)) for version in range(1, last + 1))
        return [record for record in found if record is not None]

    def written_by(self, run: str, known: Concept) -> bool:
        """Whether a run of the miner wrote this version of a concept."""
        return (self.store.get(HISTORY, version_key(known.id, known.version)) or {}).get("run") == run

    def _known(self, id_: str) -> Concept | None:
        record = self.store.get(CONCEPT, id_)
        return concept(id_, record) if record is not None else None

    def _last(self, id_: str) -> tuple[Concept, bool]:
        """The concept as it is, or as it was removed; and whether it was. Raises NotFound if there never was one."""
        gone = self.store.get(REMOVED, id_)
        return (self.snapshot(id_, gone["version"]), True) if gone else (self.get(id_), False)

    def _write(self, concepts: Sequence[Concept], *, by: str, why: str, act: str, run: str = "") -> None:
        """Store concepts, each as its next version, with its history, in one batch."""
        entries = [entry(new, *self._next(new.id), by=by, why=why, act=act, run=run) for new in concepts]
        present = [(e["concept"]["id"], {n: v for n, v in e["concept"].items() if n != "id"}) for e in entries]
        changes = [Change(CONCEPT, id_, record) for id_, record in present]
        changes += [Change(HISTORY, version_key(e["concept"]["id"], e["version"]), e) for e in entries]
        changes += [Change(REMOVED, id_, None) for id_, _ in present if self.store.get(REMOVED, id_) is not None]
        self.store.write(changes, by=by, why=why)

    def _next(self, id_: str) -> tuple[int, dict[str, str] | None]:
        """The number of a concept's next version, and who made its first: nobody yet, where it is new."""
        old = self.store.get(CONCEPT, id_)
        if old is not None:
            return old["version"] + 1, old["created"]
        gone = self.store.get(REMOVED, id_)
        return (gone["version"] + 1, gone["created"]) if gone else (1, None)

    def _viewed(self) -> Views:
        if self._views is None:
            self._views = Views(self.store.records(CONCEPT))
        return self._views

    def _follow(self, effects: Sequence[Effect]) -> None:
        """Keep what is in memory as the store is. Called by the store after every durable batch."""
        with self._lock:
            for effect in effects:
                if effect.kind == CONCEPT and self._views is not None:
                    self._show(self._views, effect.id, effect.after)

    @staticmethod
    def _show(shown: Views, id_: str, record: Record | None) -> None:
        if record is None:
            shown.drop(id_)
        else:
            shown.put(id_, record)


def entry(
    new: Concept, version: int, created: dict[str, str] | None, *, by: str, why: str, act: str, run: str = ""
) -> Record:
    """
    What history keeps of a version: who made it, when and why, and the concept with its number and stamps.

    Where a run of the miner made it, or the undoing of one, also which.
    """
    stamp = {"at": now(), "by": by}
    number = version if new.lifecycle == "approved" else review.standing(new)
    stamped = replace(new, version=version, created=created or stamp, changed=stamp, approved_version=number)
    told = {**stamp, "why": why, "act": act, "version": version, "concept": {"id": new.id, **stamped.record()}}
    return {**told, "run": run} if run else told


def now() -> str:
    """The time, in UTC, to the second (ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def version_key(id_: str, version: int) -> str:
    """What a version is kept under."""
    return f"{id_}:{version:06d}"
