"""
What every store promises.

A store keeps *records*, JSON objects, under a kind and an id that the caller chooses. It does not know what a unit or a
term is; what the kinds mean is decided above it. Start with `Store`: each method says what it promises, and
`tests/test_memory_stores.py` holds every store to it.

    changes → write() → durable → revision + 1 → listeners told

A reader never waits for a writer, and never sees a change that could still be taken back: inside `batch()` only the
thread that opened it sees its own changes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from types import TracebackType
from typing import Any, Protocol, Self

from memory.errors import Conflict, Invalid

logger = logging.getLogger(__name__)

Record = dict[str, Any]
"""One JSON object: string keys; strings, numbers, booleans, null, lists and objects below."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a caller asks for: this record from now on, or, with None, no record any more."""

    kind: str
    id: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a durable change did: the record before it and after it; None where there was or is none."""

    kind: str
    id: str
    before: Record | None
    after: Record | None


Listener = Callable[[Sequence[Effect]], None]


class Listeners:
    """Those who follow a store. One that fails is logged and noted, and the others are told all the same."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes
        self._all: list[Listener] = []
        self._telling = 0  # the thread that tells

    def add(self, listener: Listener) -> None:
        """Tell this one, too, from now on."""
        self._all.append(listener)

    def tell(self, effects: Sequence[Effect]) -> None:
        """Call everyone, in the order in which they came."""
        self._telling = get_ident()
        try:
            for listener in self._all if effects else ():
                self._call(listener, effects)
        finally:
            self._telling = 0

    def admit(self) -> None:
        """Raise Conflict if it is a listener that asks: one batch inside the telling of another would be told first."""
        if self._telling == get_ident():
            raise Conflict("A listener may only read the store that it follows.", hint="Write when it has returned.")

    def _call(self, listener: Listener, effects: Sequence[Effect]) -> None:
        try:
            listener(effects)
        except Exception as error:
            logger.exception("A listener failed; the batch it was told of is durable all the same")
            note = f"A listener failed ({type(error).__name__}: {error}): what it keeps may lag behind the store."
            if note not in self._notes:
                self._notes.append(note)


class Store(Protocol):
    """Records by kind and id, in batches that land whole or not at all."""

    @property
    def revision(self) -> int:
        """How many batches have been acknowledged since the store was made."""
        ...

    @property
    def mark(self) -> str:
        """Names the present state, so that no other state of this store has the same name, nor one of a shared store's."""
        ...

    @property
    def engine(self) -> str:
        """Which kind of store this is: "embedded" or "postgresql"."""
        ...

    @property
    def shared(self) -> bool:
        """Whether other processes write it, too, and this one follows them by itself."""
        ...

    @property
    def connected(self) -> bool:
        """Whether the last that was heard of what keeps the records was an answer."""
        ...

    @property
    def silence(self) -> float:
        """Seconds since what keeps the records last answered; 0 where it is this process."""
        ...

    @property
    def writable(self) -> bool:
        """Whether it takes changes: it is neither closed nor opened for reading only."""
        ...

    @property
    def beside(self) -> Path | None:
        """Where what is made of the records may be kept on this machine; None for nowhere."""
        ...

    @property
    def keeps(self) -> bool:
        """Whether this process may write there."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What a person looking after this store should know: a torn end dropped, a listener that failed."""
        ...

    def get(self, kind: str, id: str) -> Record | None:
        """
        The record, in constant time and without waiting for a lock; None if there is none.

        It is a new object with every call, the caller's to keep: what is stored changes by write() alone.
        """
        ...

    def records(self, kind: str) -> Iterator[tuple[str, Record]]:
        """Every id and record of a kind as they are at the moment of the call, whatever is written later."""
        ...

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        ...

    def kinds(self) -> list[str]:
        """The kinds of which there are records, in order."""
        ...

    def write(self, changes: Iterable[Change], *, by: str = "", why: str = "") -> int:
        """
        Land all changes or none, and return the new revision when they are durable.

        Records are taken as JSON at once, so that memory holds what the disk holds; the caller's objects are not kept.
        JSON has no NaN and no infinity: they become null. Not a JSON object: Invalid. No room or no disk: Unavailable;
        nothing has changed, and the store goes on. Without any change there is no batch, and the revision stays. Inside
        `batch()` the answer is the revision that the batch will have.
        """
        ...

    def batch(self) -> AbstractContextManager[None]:
        """
        Let all write() calls of the block land as one batch, durable when the block is left.

        An exception that leaves the block takes all of them back. One that leaves a single write() and is caught in
        the block takes back only that write(). Other threads that want to write wait until the block is left.
        """
        ...

    def still(self) -> AbstractContextManager[None]:
        """
        Hold what this process sees as it is while the block runs: nothing lands, no listener is told.

        Other processes do not wait for it. The block only reads.
        """
        ...

    def watch(self, listener: Listener) -> None:
        """
        Call the listener with the effects of every durable batch, whoever wrote it.

        What others wrote comes with refresh() and, on a shared store, by itself; then several batches may come as one,
        each record as it was before and as it is after all of them. Listeners run in order of revision, one at a time,
        so they should be quick, and must not write (Conflict). Effects may be unpacked anew whenever they are iterated:
        go through them once. One that raises is logged and noted and raises no further: the batch is durable, and an
        exception from write() would say that it is not.
        """
        ...

    def refresh(self) -> int:
        """Catch up with all who write; how many batches that brought. For the only writer always 0."""
        ...

    def verify(self) -> list[str]:
        """Read again all that is kept, and list what is damaged, each with its place; empty if all is well."""
        ...

    def advance(self, to: int) -> int:
        """
        Raise the revision to this one, durably, and return it; one that is as high already stays.

        For a store that takes another's place: who holds an answer of the other, with its revision, must not see an older one.
        """
        ...

    def compact(self) -> None:
        """Bring what is kept down to what the present records need. Reading and writing go on meanwhile."""
        ...

    def close(self) -> None:
        """Let go of files and connections. What was in memory can still be read; writing is Unavailable."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def checked(change: Change) -> Change:
    """A change that is what it says; Invalid for anything else, before it can do harm."""
    if not (isinstance(change.kind, str) and isinstance(change.id, str)):
        raise Invalid(f"A kind and an id are strings, not {change.kind!r} and {change.id!r}.")
    if not isinstance(change.record, dict | None):
        raise Invalid(
            f"The {change.kind} {change.id!r} cannot be stored: {type(change.record).__name__} is not a JSON object.",
            hint="A record is a dict with string keys.",
            kind=change.kind,
            id=change.id,
        )
    return change
