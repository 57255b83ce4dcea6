"""The dictionary: the words that ship with Padanan, and those that were imported, by whomever and whenever."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from glossary.lexicon import LEXICON, Lexicon, kept, seeds
from memory.stores import Effect, Store


class Dictionary:
    """The lexicon of a store, as it is. It is made anew when somebody asks after an import, which takes most of a second."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._making = threading.Lock()
        self._made: Lexicon | None = None
        self._stale = True
        store.watch(self._follow)

    def now(self) -> Lexicon:
        """The lexicon."""
        if self._stale or self._made is None:
            with self._making:
                if self._stale or self._made is None:
                    self._stale = False  # before it is read: what comes meanwhile makes it stale again
                    self._made = seeds().with_entries(kept(self._store))
        return self._made

    def _follow(self, effects: Sequence[Effect]) -> None:
        self._stale = self._stale or any(effect.kind == LEXICON for effect in effects)
