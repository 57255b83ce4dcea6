"""
The records of one store brought into another, whatever engine each is of: in pieces, to be taken up again, and verified.

    admit      the target is empty, or an earlier run of the same move was cut off in it
    begin      the target says of itself that it is not whole: `settled` refuses it from now on
    bring      whatever differs is written, some thousand records a batch
    compare    both sides are counted, with a checksum over every kind
    finish     the target's revision is no lower than the source's, and it says that it is whole

`bring` looks at what is there and keeps no place in a list: so it may be cut off anywhere, and called again it writes what
still differs, also what has changed in the source meanwhile. At least the last `bring` and `compare` belong into a batch of
the source, so that it stands still. The kind `migration`, what a store says of its own making, is never brought along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from memory.errors import Conflict, Unavailable
from memory.stores.base import Change, Record, Store
from memory.stores.files.snapshot import now

MIGRATION, HERE, THERE = "migration", "here", "there"
UNDER_WAY, FINISHED = "under way", "finished"
_RECORDS, _BYTES = 5000, 8 * 2**20  # after which a batch is written
_OFTEN = 1000  # records between two signs of progress
_NAMED = 5  # ids of a difference
_MODULUS = 2**128
_HINT = "Name an empty or a new place; nothing was changed."

Key = tuple[str, str]
"""The kind and id of a record."""

Progress = Callable[[str, int, int], object]
"""Is told a stage, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Tally:
    """
    How many records there are of a kind, and their checksum: 32 hexadecimal digits.

    It is the sum, modulo 2^128, of the 128-bit BLAKE2b of each [id, record] as JSON with sorted keys: the order of the
    records, and that of the keys in them, does not matter.
    """

    count: int
    checksum: str


def tallies(store: Store, leave: Collection[Key] = (), seen: Callable[[], object] = lambda: None) -> dict[str, Tally]:
    """Every kind of which there are records, but for those that are left out; `seen` is called with each record."""
    found = {}
    for kind in _kinds(store):
        count = total = 0
        for id, record in store.records(kind):
            seen()
            if (kind, id) not in leave:
                count, total = count + 1, (total + _digest(id, record)) % _MODULUS
        if count:
            found[kind] = Tally(count, f"{total:032x}")
    return found


def settled(store: Store) -> None:
    """Return if a store is whole; Unavailable if a move into it has not come to its end."""
    refuse_half(store.get(MIGRATION, HERE))


def refuse_half(said: Record | None) -> None:
    """Raise Unavailable if this, what a store says of its own making, is that it is not whole."""
    if said and said["state"] != FINISHED:
        raise Unavailable(
            f"This store is not whole: what comes into it from {said['from']} has been under way since {said['began']}.",
            hint="Run the same “padanan migrate” or “padanan restore” again: it goes on where it was cut off.",
        )


class Move:
    """
    One store on its way into another.

    `origin` names the source, always alike and without secrets: by it an earlier run is known. `opened` opens the target
    for writing, unfinished or not; it is closed and opened again to see what it really holds. `leave` are records that stay
    behind.
    """

    def __init__(
        self,
        source: Store,
        opened: Callable[[], Store],
        *,
        origin: str,
        place: str = "The target",
        leave: Collection[Key] = (),
        progress: Progress = lambda stage, done, total: None,
    ) -> None:
        self.source, self.origin, self.place, self.leave, self._progress = source, origin, place, leave, progress
        self._revision = source.revision
        self._opened = opened
        self._open()

    def admit(self) -> None:
        """Raise Unavailable if the target holds anything that may be worth keeping; nothing is changed."""
        said = self._said()
        if said is None:
            if kinds := _kinds(self.target):
                what = f"{self.target.count(kinds[0]):,} of the kind {kinds[0]}"
                raise Unavailable(f"{self.place} holds other records ({what}).", hint=_HINT)
        elif said["from"] != self.origin:
            raise Unavailable(
                f"{self.place} holds what comes from {said['from']} ({said['state']}), not from {self.origin}.",
                hint=_HINT,
            )
        elif said["state"] == FINISHED and said["revision"] != self.target.revision:
            raise Unavailable(
                f"{self.place} was made of {self.origin} at {said['ended']}, and has been written since.",
                hint="Go on working with it; to bring everything anew, name an empty or a new place.",
            )

    def begin(self) -> None:
        """Have the target say that it is not whole."""
        said = self._said() or {"from": self.origin, "began": now()}
        if said.get("state") != UNDER_WAY:
            self._write([Change(MIGRATION, HERE, {**said, "state": UNDER_WAY})])

    def bring(self, stage: str = "copy") -> int:
        """Write what differs, and remove what the source has not (or leaves behind); how many records that were."""
        total = sum(self.source.count(kind) for kind in _kinds(self.source))
        piece: list[Change] = []
        size = brought = 0
        for at, (change, weight) in enumerate(self._steps()):
            if change:
                piece.append(change)
                size += weight
            if len(piece) >= _RECORDS or size >= _BYTES:
                self._write(piece)
                brought, size, piece = brought + len(piece), 0, []
            if at % _OFTEN == 0 and at < total:
                self._progress(stage, at, total)
        self._write(piece)
        self._progress(stage, total, total)
        return brought + len(piece)

    def reopen(self) -> None:
        """Let go of the target and open it anew: from then on it is what its files or its database say."""
        self.target.close()
        del self.target  # or memory would hold it twice
        expected = self._at
        self._open()
        self._expect(self._at, expected)

    def compare(self) -> dict[str, Tally]:
        """What both sides hold, kind by kind; Unavailable, with the kind and some ids, where they differ."""
        self._revision = self.source.revision
        kinds, done = _kinds(self.source), 0
        total = 2 * sum(self.source.count(kind) for kind in kinds)

        def seen() -> None:
            nonlocal done
            done += 1
            if done % _OFTEN == 0:
                self._progress("verify", min(done, total), total)

        here, there = tallies(self.source, self.leave, seen), tallies(self.target, (), seen)
        self._progress("verify", total, total)
        for kind in sorted(here.keys() | there.keys()):
            if here.get(kind) != there.get(kind):
                raise self._difference(kind, here.get(kind), there.get(kind))
        return here

    def finish(self) -> None:
        """Raise the target's revision to what the source's was when they were compared, and have it say that it is whole."""
        self._at = self.target.advance(self._revision)
        said = {**(self._said() or {}), "state": FINISHED, "ended": now(), "revision": self._at + 1}
        self._write([Change(MIGRATION, HERE, said)])

    def depart(self) -> None:
        """
        Have the source say where it has gone.

        At the end of a batch of a shared source that lands only if nobody has written since the batch began: then what
        was compared in it is what there was.
        """
        said = {"to": self.place, "at": now()}
        self._revision = self.source.write(
            [Change(MIGRATION, THERE, said)], by="padanan", why=f"brought to {self.place}"
        )

    def close(self) -> None:
        """Let go of the target."""
        self.target.close()

    def _open(self) -> None:
        self.target = self._opened()
        try:
            with self.target.batch():  # which brings it up to its database, of which it may have read an older copy
                self._at = self.target.revision
        except BaseException:
            self.target.close()
            raise

    def _said(self) -> Record | None:
        return self.target.get(MIGRATION, HERE)

    def _steps(self) -> Iterator[tuple[Change | None, int]]:
        """Record by record: the change that is wanted, if any, and its bytes."""
        for kind in _kinds(self.source):
            for id, record in self.source.records(kind):
                new = b"" if (kind, id) in self.leave else _canonical(record)
                same = not new or new == _canonical(self.target.get(kind, id))
                yield None if same else Change(kind, id, record), len(new)
        for kind in _kinds(self.target):
            for id, _ in self.target.records(kind):
                gone = (kind, id) in self.leave or self.source.get(kind, id) is None
                yield Change(kind, id, None) if gone else None, 0

    def _write(self, changes: list[Change]) -> None:
        if changes:
            self._expect(self.target.write(changes, by="padanan", why=f"brought from {self.origin}"), self._at + 1)

    def _expect(self, revision: int, expected: int) -> None:
        if revision != expected:
            raise Conflict(
                f"Somebody else writes to {self.place}: it is at revision {revision}, and {expected} was to come.",
                hint="Stop whoever works with it, another migration perhaps, and call this again.",
            )
        self._at = revision

    def _difference(self, kind: str, here: Tally | None, there: Tally | None) -> Unavailable:
        ids = []
        for (name, id), what in self._differing():
            if name == kind:
                ids.append(f"{id!r} {what}")
            if len(ids) == _NAMED:
                break
        counts = " and ".join(f"{tally.count if tally else 0:,}" for tally in (here, there))
        return Unavailable(
            f"The {kind} records differ: {self.origin} holds {counts} {self.place} ({'; '.join(ids)}).",
            hint="It is not to be used. Call this again; if they go on differing, please report it.",
            kind=kind,
        )

    def _differing(self) -> Iterator[tuple[Key, str]]:
        for change, _ in self._steps():
            if change:
                held = self.target.get(change.kind, change.id) is not None
                what = "is only in the target" if change.record is None else "differs" if held else "is missing"
                yield (change.kind, change.id), what


def _kinds(store: Store) -> list[str]:
    return [kind for kind in store.kinds() if kind != MIGRATION]


def _canonical(record: Any) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


def _digest(id: str, record: Record) -> int:
    return int.from_bytes(blake2b(_canonical([id, record]), digest_size=16).digest())
