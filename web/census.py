"""
What the statistics are made from, counted beside other work: whoever asks gets the last count at once, and a new one is
begun where the store has changed.

Counting the terms in all pairs takes some twenty seconds of a hundred thousand, so it is not begun again before it has
rested several times as long as it took.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from glossary.coverage import Coverage, coverage
from glossary.lookup import Glossary
from glossary.tally import Tally, tally
from memory.recall import Memory

if TYPE_CHECKING:
    from memory.exchange import Imported

_BREATH = 0.003  # seconds between some hundreds of records, in which others are served
_REST = 5.0  # times as long as a count took, before the next
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counted:
    """
    The last count; parts that were never counted are None. `at` is when it ended, `counting` whether a newer one is being
    made, `failed` whether the last try came to nothing.
    """

    tally: Tally | None = None
    coverage: Coverage | None = None
    imports: tuple[Imported, ...] = ()
    at: datetime | None = None
    counting: bool = False
    failed: bool = False


class _Stopped(Exception):
    """The house is being closed."""


class Census:
    """The last count of a store, and the thread that makes the next one. Nothing is counted before somebody asks."""

    def __init__(self, memory: Memory, glossary: Glossary) -> None:
        self._memory, self._glossary = memory, glossary
        self._changed = threading.Condition()
        self._last = Counted()
        self._worker: threading.Thread | None = None
        self._again = 0.0  # the monotonic time before which pairs are not gone through again
        self._closing = False

    def now(self, patience: float = 0.1) -> Counted:
        """The last count, after so many seconds at most in which a newer one may come."""
        with self._changed:
            if self._worker is None and not self._closing and (self._old() or self._due()):
                self._worker = threading.Thread(target=self._count, name="padanan-census", daemon=True)
                self._worker.start()
            self._changed.wait_for(lambda: self._worker is None, patience)
            return replace(self._last, counting=self._worker is not None)

    def close(self) -> None:
        """Stop counting."""
        self._closing = True
        worker = self._worker
        if worker is not None:
            worker.join()

    def _old(self) -> bool:
        return self._last.tally is None or self._last.tally.revision != self._glossary.store.revision

    def _due(self) -> bool:
        """Whether the pairs are to be gone through again: not too soon, for that takes long."""
        known = self._last.coverage
        return known is None or (known.revision != self._glossary.store.revision and time.monotonic() >= self._again)

    def _count(self) -> None:
        from memory import exchange  # noqa: PLC0415 - formats of files, which a look-up in the terminal has no use for

        try:
            if self._old():
                told, imports = tally(self._memory.store, self._rest), tuple(exchange.imports(self._memory))
                self._keep(replace(self._last, tally=told, imports=imports, failed=False))
            if self._due():
                began = time.monotonic()
                found = coverage(self._memory, self._glossary, self._rest)
                self._again = time.monotonic() + _REST * (time.monotonic() - began)
                self._keep(replace(self._last, coverage=found, failed=False))
        except _Stopped:
            return
        except Exception:
            logger.exception("The statistics could not be counted")
            self._keep(replace(self._last, failed=True))
        finally:
            with self._changed:
                self._worker = None
                self._changed.notify_all()

    def _keep(self, counted: Counted) -> None:
        with self._changed:
            self._last = replace(counted, at=datetime.now(UTC))

    def _rest(self) -> None:
        if self._closing:
            raise _Stopped
        time.sleep(_BREATH)
