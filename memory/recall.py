"""
The memory: remember units, recall those like a segment, find a phrase in both languages, forget, undo an import.

A `Memory` stands on a store and asks two indexes (`indexes.py`), one per language. Scores and their reasons are DESIGN §5; the order of matches is total, so that pages are stable.
"""

from __future__ import annotations

import sys
import threading
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from memory import matches
from memory.ceilings import ceilings
from memory.concordance import Line, holding, spans
from memory.concordance import read as read_query
from memory.errors import Invalid, NotFound
from memory.index import Index
from memory.indexes import Indexes
from memory.lists import Lists
from memory.signatures import read
from memory.similarity import Segment
from memory.stores.base import Change, Effect, Store
from memory.text import LANGUAGES, Language, clean, squeeze, surfaces, words
from memory.trace import cleaned
from memory.units import UNIT, Context, Match, Origin, Stamp, Unit, unit

MOVED = "moved"
_STEPS = 100  # edits of its texts through which an id that somebody holds leads on
NO_PENALTIES: Mapping[str, int] = {}
_LEAST = 0.2  # share of lexemes in common with less than which nothing is looked for, however low the score asked for


@dataclass(frozen=True, slots=True)
class Remembered:
    """What remembering did: how many units are new, met in a new place, and known already."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


class Memory:
    """Units in a store, found by likeness and by phrase."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._indexes = Indexes(store)
        self._lists: Lists | None = None
        self._listing = threading.RLock()
        store.watch(self._follow)

    def __len__(self) -> int:
        """How many units are remembered."""
        return self.store.count(UNIT)

    @property
    def ready(self) -> bool:
        """Whether both indexes are open, and the next question is answered at once."""
        return self._indexes.ready

    def warm(self) -> None:
        """Make the indexes now, so that the first question is answered as fast as the rest."""
        self._indexes.warm()

    def save(self) -> None:
        """Save the indexes, if this process keeps them: before the store is closed, so that the next start is quick."""
        self._indexes.save()

    def get(self, id_: str) -> Unit:
        """The unit with this id, or the one that it has become since (see `edit.revise`); NotFound if there is none."""
        at = id_
        for _ in range(_STEPS):
            known = self._known(at)
            if known is not None:
                return known
            moved = self.store.get(MOVED, at)
            if moved is None:
                break
            at = moved["to"]
        raise NotFound(f"There is no unit {id_}.", unit=id_)

    def units(self) -> Iterator[Unit]:
        """Every unit, as remembered at the moment of the call."""
        return (unit(id_, record) for id_, record in self.store.records(UNIT))

    def page(
        self, *, after: str = "", limit: int = 50, project: str | None = None, status: str | None = None
    ) -> tuple[list[Unit], int]:
        """The units by id that come after one, of a project and status (None: of any); and how many there are in all."""
        ids, total = self._listed().page(after=after, limit=limit, project=project, status=status)
        records = ((id_, self.store.get(UNIT, id_)) for id_ in ids)
        return [unit(id_, record) for id_, record in records if record is not None], total

    def projects(self) -> list[str]:
        """The projects that units belong to, "" for none, in order."""
        return self._listed().projects()

    def _listed(self) -> Lists:
        with self._listing:
            if self._lists is None:
                self._lists = Lists(self.store.records(UNIT))
            return self._lists

    def remember(self, units: Iterable[Unit], *, by: str = "", why: str = "") -> Remembered:
        """
        Remember units in one durable batch.

        One known by its id gains the places where it was met, a context where it had none, and the better status. An
        import that meets its own units again does not count as a change of them.
        """
        stamp = Stamp(datetime.now(UTC).isoformat(timespec="seconds"), by)
        told = list(units)  # before the batch: who makes them may take long, and nobody else writes meanwhile
        with self.store.batch():
            fresh, done = self._merged(told, stamp)
            here_again = [Change(MOVED, id_, None) for id_ in fresh if self.store.get(MOVED, id_) is not None]
            self.store.write([*(Change(UNIT, u.id, u.kept()) for u in fresh.values()), *here_again], by=by, why=why)
        return done

    def _merged(self, units: Iterable[Unit], stamp: Stamp) -> tuple[dict[str, Unit], Remembered]:
        """The units to be kept, by id, and what that does."""
        fresh: dict[str, Unit] = {}
        created = updated = unchanged = 0
        for new in units:
            known = fresh.get(new.id) or self._known(new.id)
            if known is None:
                fresh[new.id], created = new.stamped(stamp), created + 1
                continue
            merged = known.merged(new)
            if merged == known:
                unchanged += 1
            else:
                here = known.changed if _of_one_import((*known.origin, *new.origin)) else stamp
                fresh[new.id], updated = replace(merged, changed=here), updated + 1
        return fresh, Remembered(created, updated, unchanged)

    def _known(self, id_: str) -> Unit | None:
        record = self.store.get(UNIT, id_)
        return unit(id_, record) if record is not None else None

    def forget(self, ids: Iterable[str], *, by: str = "", why: str = "") -> int:
        """Forget units; how many there were to forget."""
        asked = dict.fromkeys(ids)
        with self.store.batch():
            known = [id_ for id_ in asked if self.store.get(UNIT, id_) is not None]
            self.store.write([Change(UNIT, id_, None) for id_ in known], by=by, why=why)
        return len(known)

    def undo(self, import_id: str, *, by: str = "", spared: Callable[[Unit], bool] = lambda known: False) -> int:
        """
        Take an import back: units met nowhere else are forgotten, others lose the place; how many were touched.

        Those of the first that are `spared` stay as they are.
        """
        if not import_id:
            raise Invalid("An import has an id.", hint="Units that came by none are forgotten one by one.")
        changes = []
        with self.store.batch():
            for known in self.units():
                kept = tuple(origin for origin in known.origin if origin.import_id != import_id)
                if kept != known.origin and (kept or not spared(known)):
                    changes.append(Change(UNIT, known.id, replace(known, origin=kept).kept() if kept else None))
            self.store.write(changes, by=by, why=f"undo import {import_id}")
        return len(changes)

    def recall(
        self,
        text: str,
        source: Language,
        *,
        limit: int = 5,
        min_score: float = 70.0,
        context: Context | None = None,
        project: str = "",
        penalties: Mapping[str, int] = NO_PENALTIES,
    ) -> list[Match]:
        """
        The units whose `source` side is most like a text, best first, at least `min_score` (0–100).

        `penalties` are points (0–30) that the caller takes off the units of a project, by its name.

        The identical ones are always among the candidates; otherwise the best of what the index finds likely. The
        places in `diff` are those of the text as it was sent and of the match's `source`.
        """
        sent = cleaned(text)
        query = Segment(sent.text, source)
        if not query.lexemes:
            return []
        segments: dict[str, Segment] = {}
        found: list[Match] = []
        scores: list[float] = []
        for ceiling, known in self._promising(query, min_score, limit):
            # Being ambiguous may yet cost those that are better a point.
            if len(scores) >= limit and scores[-limit] > ceiling + any(match.klass == 100 for match in found):
                break
            there = segments[known.id] = Segment(squeeze(known.texts[source]), source)
            found.append(matches.match(query, there, known, context, penalties.get(known.project, 0)))
            insort(scores, found[-1].score)
        found = matches.ambiguous(found)
        found.sort(key=lambda match: matches.order(match, project))
        best = [match for match in found if match.score >= min_score][:limit]
        return [matches.explained(query, segments[match.unit.id], match, sent) for match in best]

    def _promising(self, query: Segment, min_score: float, limit: int) -> Iterator[tuple[float, Unit]]:
        """The units that may score so much, with the most that each could score, the highest first."""
        index, wanted = self._index(query.language), max(100, 4 * limit)
        # Whatever scores so much has at least this share of lexemes in common, even if every character were the same.
        reading = read([query.text])
        hits = index.near(reading, wanted, min(1.0, max(_LEAST, (min_score - 40) / 60)))
        if len(hits) < limit:
            hits += index.spelt(reading, wanted)
        shares = dict.fromkeys(index.same(query.text), 1.0)
        for hit in hits:
            shares.setdefault(hit.key, hit.share)
        records = {key: record for key in shares if (record := self.store.get(UNIT, key)) is not None}
        texts = [squeeze(record["texts"][query.language]) for record in records.values()]
        most = ceilings(query.text, texts, [shares[key] for key in records])
        for ceiling, key in sorted(zip(most, records, strict=True), reverse=True):
            if ceiling >= min_score:
                yield ceiling, unit(key, records[key])

    def search(
        self, query: str, *, side: Language | None = None, limit: int = 20, offset: int = 0
    ) -> tuple[list[Line], int]:
        """
        The units that hold all that a query asks for, in one language or (None) in either; and how many there are.

        Phrases are quoted; other words may stand anywhere. Without any quotes they are first taken for a phrase, and
        looked for one by one where no unit has it. Units that have all of it in one piece come first, then shorter ones.
        """
        asked = read_query(query)
        if not asked.quoted or len(asked.phrases) < 2:
            phrase = " ".join(asked.phrases)
            lines, total = self.concordance(phrase, side=side, limit=limit, offset=offset)
            if total or len(asked.phrases) < 2:
                return lines, total
        sides: Sequence[Language] = (side,) if side else LANGUAGES
        keys = holding(asked.phrases, [self._index(language) for language in sides])
        return self._lines(keys[offset : offset + limit], asked.phrases, sides), len(keys)

    def concordance(
        self, phrase: str, *, side: Language | None = None, limit: int = 20, offset: int = 0
    ) -> tuple[list[Line], int]:
        """The units in which a phrase stands, in one language or (None) in either, with its places; and how many there are."""
        parts = surfaces(clean(phrase)) if words(phrase) else []
        if not parts:
            return [], 0
        sides: Sequence[Language] = (side,) if side else LANGUAGES
        if side:
            keys, total = self._index(side).phrase(parts, limit, offset)
        else:
            found = dict.fromkeys(
                key for language in sides for key in self._index(language).phrase(parts, sys.maxsize)[0]
            )
            keys, total = list(found)[offset : offset + limit], len(found)
        return self._lines(keys, [phrase], sides), total

    def _lines(self, keys: Iterable[str], phrases: Sequence[str], sides: Sequence[Language]) -> list[Line]:
        """The lines of units that are still there."""
        found = []
        for known in filter(None, map(self._known, keys)):
            there = {language: spans(phrases, known.texts[language]) for language in sides}
            if any(there.values()):
                found.append(Line(known, there))
        return found

    def _index(self, language: Language) -> Index:
        return self._indexes.of(language)

    def _follow(self, effects: Sequence[Effect]) -> None:
        """Keep the lists as the store is. Called by the store after every durable batch."""
        with self._listing:
            if self._lists is not None:
                for effect in effects:
                    if effect.kind == UNIT:
                        self._lists.note(effect)


def _of_one_import(places: Sequence[Origin]) -> bool:
    """Whether one import, and nothing else, has met a unit in all of these places."""
    return bool(places) and bool(places[0].import_id) and len({place.import_id for place in places}) == 1
