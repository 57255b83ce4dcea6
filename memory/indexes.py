"""
The two indexes of a memory, one per language, kept as the store is.

Opened from the shelf beside the store when first asked, brought up to the store's state if they are of another, made anew
where there are none, changed with every batch that the store makes durable, and saved.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from memory.aside import FEW, both
from memory.index import Index, indexed, runs
from memory.shelf import Shelf
from memory.stores.base import Effect, Store
from memory.text import LANGUAGES, Language
from memory.units import UNIT

_MANY = 10_000  # segments that are saved without waiting for the end
logger = logging.getLogger(__name__)


class Indexes:
    """The segments of the units in a store, by language."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open: dict[Language, Index] = {}
        self._building = threading.RLock()
        self._shelf = Shelf(store.beside / "index") if store.beside else None
        with store.still():
            self._opened_at, self._changed = store.mark, False
            store.watch(self._follow)

    @property
    def ready(self) -> bool:
        """Whether both are open."""
        return len(self._open) == len(LANGUAGES)

    def of(self, language: Language) -> Index:
        """The index of a language."""
        index = self._open.get(language)
        if index is None:
            with self._building:
                index = self._open.get(language) or self._opened(language)
                self._open[language] = index
        return index

    def warm(self) -> None:
        """Open both."""
        with self._building:
            many = self._store.count(UNIT) > FEW
            if many and not self._open and not (self._shelf and self._shelf.languages()):
                self._make_both()
        for language in LANGUAGES:
            self.of(language)

    def save(self) -> None:
        """Save them where they have changed, if this process keeps what is beside the store."""
        if self._shelf is None or not self._store.keeps:
            return
        with self._store.still(), self._building:
            if self._changed:
                self.warm()
            for language in LANGUAGES:
                saved = self._shelf.mark(language)
                if saved == self._store.mark:
                    continue
                if saved == self._opened_at and not self._changed:
                    self._shelf.confirm(language, self._store.mark)
                elif self._store.count(UNIT):
                    self.of(language).compact()
                    self._shelf.save({language: self.of(language)}, self._store.mark)

    def _make_both(self) -> None:
        """Make both of many units, of which none is saved, side by side."""
        here, there = list[tuple[str, str]](), list[tuple[str, str]]()
        for key, record in self._store.records(UNIT):
            here.append((key, record["texts"]["id"]))
            there.append((key, record["texts"]["en"]))
        made = both(runs, here, there)
        self._open = dict(zip(LANGUAGES, map(Index, made), strict=True))

    def _opened(self, language: Language) -> Index:
        """The index as it was saved, if that is how the store is, or else brought up to the store, or else made anew."""
        mark = self._store.mark  # before the records: what comes between is told once more
        saved = self._shelf.load(language) if self._shelf else None
        if saved and saved[1] == mark and len(saved[0]) == self._store.count(UNIT):
            return saved[0]
        items = ((key, record["texts"][language]) for key, record in self._store.records(UNIT))
        if saved is None:
            return indexed(items)
        different = saved[0].reconcile(items)
        logger.info(
            "The index of %s was saved at revision %s and the store is at %s: compared, and %d segments read anew",
            *(language, saved[1], mark, different),
        )
        return saved[0]

    def _follow(self, effects: Sequence[Effect]) -> None:
        """Keep the indexes as the store is. Called by the store after every durable batch."""
        with self._building:
            gone: dict[str, None] = {}
            said: dict[Language, dict[str, str]] = {language: {} for language in self._open}
            for effect in effects:
                if effect.kind == UNIT:
                    self._changed = True
                    _note(effect, gone, said)
            for language, index in self._open.items():
                index.discard(gone)
                index.extend(said[language].items())
                self._save_many(language, index)

    def _save_many(self, language: Language, index: Index) -> None:
        """Save an index when much has been filed since the last time: a fourth of it, and not in small change."""
        if self._shelf and self._store.keeps and self._shelf.unsaved(index) > max(_MANY, len(index) // 4):
            self._shelf.save({language: index}, self._store.mark)


def _note(effect: Effect, gone: dict[str, None], said: dict[Language, dict[str, str]]) -> None:
    """Note what a unit says now where it is not what it said before; or, where there is none any more, that it is gone."""
    if effect.after is None:
        gone[effect.id] = None
        for new in said.values():
            new.pop(effect.id, None)
        return
    for language, new in said.items():
        text = effect.after["texts"][language]
        if effect.before is None or effect.before["texts"][language] != text:
            new[effect.id] = text
            gone.pop(effect.id, None)
