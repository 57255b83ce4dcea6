"""
The termbase: concepts and their life.

Nothing judged is overwritten: a candidate whose concept exists adds evidence to it; one that was rejected comes back only
with evidence that its judge had not seen. What is done can be undone, and every version stays.

    create, propose, add → edit, merge, revive → decide → undo, remove, take back

Each change is one batch of the store, and reads what it changes inside that batch: of two who change a concept at once
the second sees what the first did, and is told when it is not what they saw.
"""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice
from typing import Any

from glossary import changes, proposals, review, undo
from glossary.archive import CONCEPT, HISTORY, REMOVED, Archive, entry, now, version_key
from glossary.proposals import Outcome
from glossary.terms import Candidate, Concept, Decision
from memory.errors import Conflict, Invalid
from memory.stores.base import Change, Store
from memory.stores.files.snapshot import without_collecting
from memory.text import clean

_TOGETHER = 10_000  # candidates that are proposed before the next are looked at


class Termbase(Archive):
    """Concepts in a store, and what may be done to them. With `four_eyes`, nobody approves what they wrote themselves."""

    def __init__(self, store: Store, *, four_eyes: bool = False) -> None:
        super().__init__(store)
        self.four_eyes = four_eyes

    def add(self, concepts: Iterable[Concept], *, by: str, why: str, run: str = "") -> dict[Outcome, int]:
        """
        Concepts as somebody else approved them, such as a term list: how many are new, and how many unchanged.

        One that is there is left as it is; one that was removed stays so and is counted as removed. Versions bear the id
        of the `run` of the miner that adds them.
        """
        asked, fresh, removed = 0, dict[str, Concept](), 0
        with without_collecting(), self.store.batch():
            for asked, new in enumerate(concepts, start=1):  # noqa: B007 - the count of all
                if self._judged_away(new.id):
                    removed += 1
                elif self.store.get(CONCEPT, new.id) is None:
                    # The number of a version of another termbase's says nothing here.
                    fresh.setdefault(new.id, replace(new, approved_version=None) if new.approved_version else new)
            self._write(list(fresh.values()), by=by, why=why, act="add", run=run)
        counts: dict[Outcome, int] = {"new": len(fresh), "unchanged": asked - len(fresh) - removed}
        return counts | ({"removed": removed} if removed else {})

    def propose(
        self, candidates: Sequence[Candidate], *, by: str = "miner", why: str = "mined"
    ) -> list[tuple[Concept, Outcome]]:
        """
        Put candidates into the review queue, and say of each what came of it: see `proposals.proposed`.

        What was removed counts as rejected, whatever is new about it.
        """
        return list(self.proposing(candidates, by=by, why=why))

    def proposing(
        self, candidates: Iterable[Candidate], *, by: str = "miner", why: str = "mined", run: str = ""
    ) -> Generator[tuple[Concept, Outcome], None, None]:
        """The same for more than memory holds, in one batch: it is durable when the last has been told of."""
        with without_collecting(), self.store.batch():
            # The store and not the views: inside a batch these do not know what the batch has added.
            owners = proposals.owners(self.store.records(CONCEPT))
            rest = iter(candidates)
            while some := list(islice(rest, _TOGETHER)):
                found, changed = list[tuple[Concept, Outcome]](), dict[str, Concept]()
                for candidate in some:
                    owner = owners.get(candidate.key, proposals.made(candidate).id)
                    here, outcome = self._proposed(candidate, owner, changed.get(owner) or self._known(owner))
                    found.append((here, outcome))
                    owners.setdefault(candidate.key, here.id)
                    if outcome in ("new", "evidence", "known"):
                        changed[here.id] = here
                self._write(list(changed.values()), by=by, why=why, act="propose", run=run)
                yield from found

    def _proposed(self, candidate: Candidate, owner: str, known: Concept | None) -> tuple[Concept, Outcome]:
        if known is None and self._judged_away(owner):
            return proposals.made(candidate), "rejected"
        return proposals.proposed(candidate, known)

    def _judged_away(self, id_: str) -> bool:
        """Whether somebody has removed a concept: what went with the run that proposed it was not judged."""
        gone = self.store.get(REMOVED, id_)
        return gone is not None and not gone.get("run")

    def create(self, draft: Concept, *, by: str, why: str = "") -> Concept:
        """
        A concept of somebody's own, proposed, under a new id that is never used again.

        Raises Invalid for what `changes.checked` refuses.
        """
        new = replace(
            changes.checked(draft),
            id=fresh_id(),
            lifecycle="proposed",
            approved_version=None,
            merged_into="",
            remarks=(),
        )
        return self._written(new, by=by, why=why, act="create")

    def edit(
        self, id_: str, given: Mapping[str, Any], *, by: str, why: str = "", version: int | None = None
    ) -> Concept:
        """
        The concept after an edit: the fields that are given replace what was there (see `changes.edited`).

        An approved concept is reviewed anew when its terms, definition or subject change, and goes on being enforced as
        it was; a note alone changes nothing of that. Without any change there is no new version. Raises Conflict when
        `version` is not the present one, Invalid for what an edit may not say.
        """
        with self.store.batch():
            known = self._present(id_, version)
            return self._edited(known, changes.edited(known, given), by=by, why=why, act="edit")

    def _edited(self, known: Concept, new: Concept, *, by: str, why: str, act: str) -> Concept:
        if new == known:
            return known
        stage, number = review.after_edit(known, new), review.standing(known)
        return self._written(replace(new, lifecycle=stage, approved_version=number), by=by, why=why, act=act)

    def decide(self, id_: str, decision: Decision, *, version: int | None = None) -> Concept:
        """
        The concept after a decision; `review.after` says which may follow which.

        An edit in review that is rejected leaves the approved version's content, as a new version. Raises Conflict when
        `version` is not the present one, Forbidden when, with four eyes, its author would approve it.
        """
        with self.store.batch():
            known = self._present(id_, version)
            if self.four_eyes:
                review.refuse_author(known, decision, self.history(id_))
            stage, number = review.after(known, decision), review.standing(known)
            if decision.decision == "reject" and stage == "approved" and number:
                known = changes.restored(known, self.snapshot(id_, number))
            decided = replace(known, lifecycle=stage, approved_version=number, merged_into="")
            why = f"{decision.decision}: {decision.reason}".rstrip(": ")
            return self._written(decided, by=decision.by, why=why, act=decision.decision)

    def revive(self, id_: str, version: int, *, by: str, why: str = "", seen: int | None = None) -> Concept:
        """
        The concept with the content of an old version, as a new version: an edit like any other.

        A removed concept comes back as a proposed one. Raises NotFound for a version that never was, Conflict when `seen`
        is not the present version.
        """
        with self.store.batch():
            known, removed = self._last(id_)
            _refuse_stale(known, seen)
            new = changes.restored(known, self.snapshot(id_, version))
            why = why or f"version {version}"
            if removed:
                return self._written(replace(new, lifecycle="proposed"), by=by, why=why, act="revive")
            return self._edited(known, new, by=by, why=why, act="revive")

    def remove(self, id_: str, *, by: str, why: str, version: int | None = None) -> None:
        """Take a concept out of lists, look-up and enforcement. Its history stays, its id is never used again."""
        with self.store.batch():
            self.store.write(_removal(self._present(id_, version), by=by, why=why), by=by, why=why)

    def take_back(self, run: str, *, by: str) -> tuple[int, list[undo.Stay]]:
        """
        Take back what a run of the miner did, in one batch: how many concepts that touched, and which ones stay.

        Those that it made are removed, and may be proposed again; others lose what it added to them. What somebody has
        decided on, changed or remarked on since stays as it is.
        """
        with without_collecting(), self.store.batch():
            written = (key.rpartition(":")[0] for key, told in self.store.records(HISTORY) if told.get("run") == run)
            ids, touched, stay = list(dict.fromkeys(written)), 0, list[undo.Stay]()
            for first in range(0, len(ids), _TOGETHER):
                known = [one for one in map(self._known, ids[first : first + _TOGETHER]) if one is not None]
                judged = self._less(known, run, by=by)
                stay += judged
                touched += len(known) - len(judged)
        return touched, stay

    def _less(self, known: Sequence[Concept], run: str, *, by: str) -> list[undo.Stay]:
        """Take out of concepts what a run did to them; those of them that stay as they are."""
        why, stay, left, gone = f"undo run {run}", list[undo.Stay](), list[Concept](), list[Change]()
        for one in known:
            life = undo.life(self.history(one.id))
            if who := undo.judge(one, life, run):
                stay.append(undo.Stay("concept", one.id, one.terms[0].text, by=who))
            elif (after := undo.without(one, life, run)) is None:
                gone += _removal(one, by=by, why=why, run=run)
            else:
                left.append(after)
        self._write(left, by=by, why=why, act="undo", run=run)
        self.store.write(gone, by=by, why=why)
        return stay

    def merge(self, id_: str, others: Sequence[str], *, by: str, why: str = "") -> Concept:
        """
        The concept with the terms, evidence and definition of others, which are retired and point to it.

        It is an edit of the one that stays. Raises Conflict when that is retired or rejected, Invalid when there is
        nothing to merge, NotFound for an unknown one.
        """
        with self.store.batch():
            known, rest = self.get(id_), [self.get(other) for other in dict.fromkeys(others)]
            if not rest or id_ in others:
                raise Invalid("A concept is merged with others than itself.", hint="Name one other.", concept=id_)
            if known.lifecycle in ("retired", "rejected"):
                raise Conflict(
                    f"A concept that is {known.lifecycle} takes no other in.", hint="Reopen it first.", concept=id_
                )
            why = why or f"merged into {id_}"
            gone = [replace(other, lifecycle="retired", merged_into=id_) for other in rest]
            self._write(gone, by=by, why=why, act="merge")
            return self._edited(known, reduce(changes.merged, rest, known), by=by, why=why, act="merge")

    def remark(self, id_: str, text: str, *, by: str) -> Concept:
        """The concept with something said of it. That makes no version, and nothing to review. Invalid without a text."""
        said = clean(text).strip()
        if not said:
            raise Invalid("A remark says something.", concept=id_)
        with self.store.batch():
            known = self.get(id_)
            new = replace(known, remarks=(*known.remarks, {"at": now(), "by": by, "text": said}))
            self.store.write([Change(CONCEPT, id_, new.record())], by=by, why="remark")
            return self.get(id_)

    def undo(self, id_: str, *, by: str, version: int | None = None) -> Concept:
        """
        The concept as it was before its last change, whatever that was, as a new version; undone again, it is done again.

        Raises Conflict when that change was somebody else's, when it made the concept, or when `version` is not the
        present one.
        """
        with self.store.batch():
            known, _ = self._last(id_)
            _refuse_stale(known, version)
            if known.changed["by"] != by:
                raise Conflict(
                    f"The last change is {known.changed['by']}'s and not {by}'s.",
                    hint="Look at its history, and revive the version that you want.",
                    concept=id_,
                )
            if known.version == 1:
                raise Conflict("There is nothing before the first version.", hint="Remove the concept.", concept=id_)
            before = replace(self.snapshot(id_, known.version - 1), remarks=known.remarks)
            if self.history(id_)[-2].get("act") == "remove":
                raise Conflict("Before it was revived the concept was removed.", hint="Remove it again.", concept=id_)
            return self._written(before, by=by, why=f"undo version {known.version}", act="undo")

    def _present(self, id_: str, version: int | None) -> Concept:
        known = self.get(id_)
        _refuse_stale(known, version)
        return known

    def _written(self, new: Concept, *, by: str, why: str, act: str) -> Concept:
        self._write([new], by=by, why=why, act=act)
        return self.get(new.id)


def _removal(known: Concept, *, by: str, why: str, run: str = "") -> list[Change]:
    """What removes a concept; with a `run`, because that was taken back."""
    last = entry(known, known.version + 1, known.created, by=by, why=why, act="remove", run=run)
    gone = {name: last[name] for name in ("at", "by", "why", "version", "run") if name in last}
    return [
        Change(CONCEPT, known.id, None),
        Change(REMOVED, known.id, gone | {"created": known.created}),
        Change(HISTORY, version_key(known.id, known.version + 1), last),
    ]


def fresh_id() -> str:
    """An id that no concept has had: 64 random bits."""
    return f"c_{secrets.token_hex(8)}"


def _refuse_stale(known: Concept, seen: int | None) -> None:
    if seen is not None and seen != known.version:
        raise Conflict(
            f"The concept has changed: it is at version {known.version}, you saw {seen}.",
            hint="Read it again and decide anew.",
            concept=known.id,
            present=known.version,
            seen=seen,
        )
