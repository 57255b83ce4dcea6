"""
The memory: remember units, recall those like a segment, find a phrase in both languages, forget, undo an import.

A `Memory` stands on a store and keeps two indexes beside it, one per language, built when first asked and changed with
every batch that the store makes durable. Scores and their reasons are DESIGN §5; the order of matches is total, so that
pages are stable.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from memory.errors import Invalid, NotFound
from memory.index import Index
from memory.similarity import Segment, compare, differences, repair
from memory.stores.base import Change, Effect, Store
from memory.text import LANGUAGES, Language, clean, fold, lexemes, squeeze, words
from memory.units import Context, Match, Penalty, Stamp, Unit, unit

UNIT = "unit"
_DRAFT, _ALIGNED, _MACHINE, _NEGATION, _REVERSED, _MOST = 5, 3, 10, 8, 2, 30
NO_PENALTIES: Mapping[str, int] = {}
_CLOSE = 99.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """What remembering did: how many units are new, met in a new place, and known already."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a concordance: a unit and where the phrase stands in it, per language, in code points."""

    unit: Unit
    spans: dict[Language, tuple[tuple[int, int], ...]]


class Memory:
    """Units in a store, found by likeness and by phrase."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._indexes: dict[Language, Index] = {}
        self._same: dict[Language, dict[str, dict[str, None]]] = {}
        self._building = threading.RLock()
        store.watch(self._follow)

    def __len__(self) -> int:
        """How many units are remembered."""
        return self.store.count(UNIT)

    def warm(self) -> None:
        """Build the indexes now, so that the first question is answered as fast as the rest."""
        for language in LANGUAGES:
            self._index(language)

    def get(self, id_: str) -> Unit:
        """The unit with this id; NotFound if there is none."""
        record = self.store.get(UNIT, id_)
        if record is None:
            raise NotFound(f"There is no unit {id_}.", unit=id_)
        return unit(id_, record)

    def units(self) -> Iterator[Unit]:
        """Every unit, as remembered at the moment of the call."""
        return (unit(id_, record) for id_, record in self.store.records(UNIT))

    def remember(self, units: Iterable[Unit], *, by: str = "", why: str = "") -> Remembered:
        """Remember units in one durable batch. One known by its id only gains the places where it was met."""
        stamp = Stamp(datetime.now(UTC).isoformat(timespec="seconds"), by)
        fresh: dict[str, Unit] = {}
        created = updated = unchanged = 0
        for new in units:
            known = fresh.get(new.id) or self._known(new.id)
            if known is None:
                fresh[new.id], created = replace(new, created=stamp, changed=stamp), created + 1
                continue
            merged = known
            for origin in new.origin:
                merged = merged.met(origin)
            if merged == known:
                unchanged += 1
            else:
                fresh[new.id], updated = replace(merged, changed=stamp), updated + 1
        self.store.write([Change(UNIT, u.id, u.record()) for u in fresh.values()], by=by, why=why)
        return Remembered(created, updated, unchanged)

    def _known(self, id_: str) -> Unit | None:
        record = self.store.get(UNIT, id_)
        return unit(id_, record) if record is not None else None

    def forget(self, ids: Iterable[str], *, by: str = "", why: str = "") -> int:
        """Forget units; how many there were to forget."""
        known = [id_ for id_ in dict.fromkeys(ids) if self.store.get(UNIT, id_) is not None]
        self.store.write([Change(UNIT, id_, None) for id_ in known], by=by, why=why)
        return len(known)

    def undo(self, import_id: str, *, by: str = "") -> int:
        """Take an import back: units met nowhere else are forgotten, others lose the place; how many were touched."""
        if not import_id:
            raise Invalid("An import has an id.", hint="Units that came by none are forgotten one by one.")
        changes = []
        for known in self.units():
            kept = tuple(origin for origin in known.origin if origin.import_id != import_id)
            if kept != known.origin:
                changes.append(Change(UNIT, known.id, replace(known, origin=kept).record() if kept else None))
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

        The identical ones are always among the candidates; otherwise the best of what the index finds likely.
        """
        query = Segment(squeeze(clean(text)), source)
        if not query.lexemes:
            return []
        same = list(self._same_as(query.text, source))
        keys = dict.fromkeys([*same, *self._index(source).likely(text, limit=max(100, 4 * limit))])
        known = [unit(key, record) for key in keys if (record := self.store.get(UNIT, key)) is not None]
        found = [self._match(query, here, context, penalties.get(here.project, 0)) for here in known]
        found = _ambiguous(found)
        found.sort(key=lambda match: _order(match, project))
        return [match for match in found if match.score >= min_score][:limit]

    def _match(self, query: Segment, known: Unit, context: Context | None, points: int) -> Match:
        other: Language = "en" if query.language == "id" else "id"
        there, target = Segment(squeeze(known.texts[query.language]), query.language), known.texts[other]
        likeness = compare(query, there)
        penalties = list(_penalties(known, query.language, points))
        warnings: tuple[str, ...] = ()
        if likeness.negation_differs:
            penalties.append(Penalty("negation on one side only", _NEGATION))
            warnings = ("negation",)
        klass = _context_class(known, context) if likeness.identical else math.floor(likeness.score)
        mendable = not likeness.words_differ and not likeness.identical
        return Match(
            unit=known,
            source=known.texts[query.language],
            target=target,
            score=round(max(0.0, likeness.score - sum(penalty.points for penalty in penalties)), 2),
            raw=likeness.score,
            klass=klass,
            penalties=tuple(penalties),
            diff=differences(query, there),
            repaired=repair(query, there, target, other) if mendable else None,
            warnings=warnings,
        )

    def concordance(
        self, phrase: str, *, side: Language | None = None, limit: int = 20, offset: int = 0
    ) -> tuple[list[Line], int]:
        """The units in which a phrase stands, in one language or (None) in either, with its places; and how many there are."""
        parts = words(phrase)
        if not parts:
            return [], 0
        sides: Sequence[Language] = (side,) if side else LANGUAGES
        keys = dict.fromkeys(key for language in sides for key in self._index(language).containing(parts))
        lines = (self._line(key, phrase, sides) for key in keys)
        found = [line for line in lines if line is not None]
        return found[offset : offset + limit], len(found)

    def _line(self, key: str, phrase: str, sides: Sequence[Language]) -> Line | None:
        record = self.store.get(UNIT, key)
        if record is None:
            return None
        spans = {language: tuple(places(phrase, record["texts"][language])) for language in sides}
        return Line(unit(key, record), spans) if any(spans.values()) else None

    def _index(self, language: Language) -> Index:
        with self._building:
            if language not in self._indexes:
                index, same = Index(), dict[str, dict[str, None]]()
                for key, record in self.store.records(UNIT):
                    index.add(key, record["texts"][language])
                    same.setdefault(squeeze(record["texts"][language]), {})[key] = None
                self._indexes[language], self._same[language] = index, same
            return self._indexes[language]

    def _same_as(self, text: str, language: Language) -> Iterable[str]:
        self._index(language)
        return tuple(self._same[language].get(text, ()))

    def _follow(self, effects: Sequence[Effect]) -> None:
        """Keep the indexes as the store is. Called by the store after every durable batch."""
        with self._building:
            for effect in effects:
                if effect.kind != UNIT:
                    continue
                for language, index in self._indexes.items():
                    before = squeeze(effect.before["texts"][language]) if effect.before else None
                    after = squeeze(effect.after["texts"][language]) if effect.after else None
                    if before == after:
                        continue
                    if before is not None:
                        index.remove(effect.id)
                        self._same[language][before].pop(effect.id, None)
                    if after is not None:
                        index.add(effect.id, after)
                        self._same[language].setdefault(after, {})[effect.id] = None


def places(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    """
    Where a phrase stands in a text as whole words, whatever the case: code points.

    >>> list(places("gencatan senjata", "Gencatan senjata itu, kata dia, gencatan  senjata tetap."))
    [(0, 16), (32, 49)]
    """
    wanted = words(phrase)
    found = [(fold(lexeme.text), lexeme.start, lexeme.end) for lexeme in lexemes(text) if lexeme.kind != "mark"]
    for k in range(len(found) - len(wanted) + 1):
        if [word for word, _, _ in found[k : k + len(wanted)]] == wanted:
            yield found[k][1], found[k + len(wanted) - 1][2]


def _penalties(known: Unit, asked: Language, points: int) -> Iterator[Penalty]:
    if known.status == "draft":
        yield Penalty("draft", _DRAFT)
    kinds = {origin.kind for origin in known.origin}
    if kinds and kinds <= {"machine"}:
        yield Penalty("machine translation", _MACHINE)
    elif kinds and kinds <= {"aligned", "machine", "mined"}:
        yield Penalty("aligned, not confirmed", _ALIGNED)
    if known.source and known.source != asked:
        yield Penalty("translated the other way", _REVERSED)
    if points:
        yield Penalty(f"project {known.project}", min(points, _MOST))


def _context_class(known: Unit, context: Context | None) -> int:
    if context is None:
        return 100
    there = known.context
    key = bool(context.key) and context.key == there.key
    around = bool(context.previous or context.next) and (context.previous, context.next) == (there.previous, there.next)
    return 100 + key + around


def _ambiguous(found: list[Match]) -> list[Match]:
    """Identical sources with different targets are no 100s: a person must choose."""
    same = [match for match in found if match.klass == 100]
    if len({fold(match.target) for match in same}) < 2:
        return found
    return [
        replace(match, klass=99, raw=_CLOSE, score=round(match.score - (match.raw - _CLOSE), 2), ambiguous=True)
        if match.klass == 100
        else match
        for match in found
    ]


def _order(match: Match, project: str) -> tuple[object, ...]:
    """Class, score, reviewed, same project, newest, id: a total order."""
    newest = "".join(chr(0x10FFFF - ord(character)) for character in match.unit.changed.at)
    context = -match.klass if match.klass >= 100 else 0
    return (
        context,
        -match.score,
        match.unit.status != "reviewed",
        match.unit.project != project,
        newest,
        match.unit.id,
    )
