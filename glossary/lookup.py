"""
The glossary: a termbase that is looked up.

Terms are found as a reader types them (`headwords.py`) and as they stand in running text (`spot.py`). Both indexes are
built when the first question comes, and changed with the store from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from glossary.archive import CONCEPT
from glossary.check import check
from glossary.findings import Checked, Kind, Passage, Severity
from glossary.headwords import Found, Headwords, How, fused
from glossary.spot import Spotted, Spotter
from glossary.termbase import Termbase
from glossary.terms import STATUSES, Concept, Lifecycle, Term, concept
from glossary.waivers import Waivers
from memory.language import guess
from memory.stores.base import Effect, Record, Store
from memory.stores.files.snapshot import without_collecting
from memory.text import LANGUAGES, Language, fold

_LACKING: frozenset[Kind] = frozenset(("missing", "untranslated", "forbidden", "deprecated", "do_not_translate"))
_FOUND: tuple[Lifecycle, ...] = ("approved", "in_review", "proposed")
_ENFORCED = ("approved", "in_review")


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that answers a query: by which term, and how."""

    concept: Concept
    term: Term
    how: How


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look-up found: from which language, the hits, closest first, and what may have been meant instead."""

    source: Language
    hits: tuple[Hit, ...]
    did_you_mean: tuple[str, ...]


class _Ranked(NamedTuple):
    """A find, the text of its term, and its place in the answer."""

    found: Found
    language: Language
    text: str
    closeness: tuple[object, ...]


class Glossary(Termbase):
    """Concepts in a store, found by their terms."""

    def __init__(self, store: Store, *, four_eyes: bool = False) -> None:
        self._headwords: dict[Language, Headwords] | None = None
        self._spotters: dict[Language, Spotter] | None = None  # of what is enforced
        self.waivers = Waivers(store)
        super().__init__(store, four_eyes=four_eyes)

    def warm(self) -> None:
        """Build the indexes now, so that the first question is answered as fast as the rest."""
        with self._lock:
            self._indexed()
            self._spotting()

    def similar(self, draft: Concept) -> list[Concept]:
        """The other concepts, neither rejected nor retired, that share a term of the same language with this one."""
        with self._lock:
            indexes = self._indexed()
            ids = [id_ for term in draft.terms for id_ in indexes[term.language].same(term.text)]
        found = (self._known(id_) for id_ in dict.fromkeys(ids) if id_ != draft.id)
        return [here for here in found if here is not None]

    def look_up(
        self, typed: str, source: Language | None = None, *, limit: int = 10, subject: str | None = None
    ) -> Answer:
        """
        What answers the typed text as a term of `source`, or, with None, of the language that answers more closely.

        Rejected and retired concepts answer nothing; with a `subject` only concepts of that subject do.
        """
        wanted = partial(self._about, subject=subject) if subject is not None else None
        with self._lock:
            indexes = self._indexed()
            found = [
                (hit, language) for language in _sides(source) for hit in indexes[language].find(typed, wanted=wanted)
            ]
        ranked = sorted(
            filter(None, (self._ranked(hit, language) for hit, language in found)), key=lambda r: r.closeness
        )
        closest: dict[str, _Ranked] = {}
        for one in ranked:
            closest.setdefault(one.found.key, one)
        unique = list(closest.values())
        hits = tuple(filter(None, map(self._hit, unique[:limit])))
        first = unique[0].language if unique else guess(typed).language or "id"
        return Answer(source or first, hits, _meant(unique))

    def _ranked(self, found: Found, language: Language) -> _Ranked | None:
        """A find with its place in the answer; None when its concept has changed since."""
        record = self._told(found.key, self.store.get(CONCEPT, found.key))
        if record is None:
            return None
        for term in record["terms"]:
            if term["language"] == language and _has(term, found.form):
                return _Ranked(found, language, term["text"], _closeness(found, record, term))
        return None

    def _hit(self, ranked: _Ranked) -> Hit | None:
        record = self._told(ranked.found.key, self.store.get(CONCEPT, ranked.found.key))
        here = concept(ranked.found.key, record) if record else None
        terms = here.in_language(ranked.language) if here else []
        term = next((term for term in terms if term.text == ranked.text), None)
        return Hit(here, term, _how(ranked.found, term)) if here and term else None

    def _told(self, id_: str, record: Record | None) -> Record | None:
        """A concept as readers are told of it: while an edit is in review, as it was approved. None for what is not told."""
        if record is None or record["lifecycle"] not in _FOUND:
            return None
        number = record.get("approved_version")
        if record["lifecycle"] != "in_review" or number is None:
            return record
        return {**self.snapshot(id_, number).record(), "lifecycle": "in_review"}

    def _about(self, id_: str, subject: str) -> bool:
        """Whether a concept is of a subject."""
        record = self.store.get(CONCEPT, id_)
        return record is not None and subject in record["subject"]

    def spot(self, text: str, language: Language) -> list[Spotted]:
        """The approved terms in a running text, with their places."""
        with self._lock:
            return self._spotting()[language].spot(text)

    @property
    def spotters(self) -> Mapping[Language, Spotter]:
        """The enforced terms of each language, to be found in running text."""
        with self._lock:
            return self._spotting()

    def check(
        self,
        passages: Sequence[Passage],
        source: Language,
        *,
        fail_on: Severity = "error",
        document: str = "",
        project: str = "",
        language: Language = "en",
    ) -> Checked:
        """A document against the enforced terms; what was waived for it, its project or its segments is marked so."""
        waived = self.waivers.reasons(document=document, project=project)
        return check(passages, source, self, fail_on=fail_on, waived=waived, language=language)

    def missing_terms(self, source: str, target: str, language: Language) -> list[Concept]:
        """The enforced concepts that stand in a source text of `language` and that its target does not render."""
        findings = check([Passage("", source, target)], language, self).findings
        ids = dict.fromkeys(
            finding.concept for finding in findings if finding.kind in _LACKING and finding.source_spans
        )
        found = (self.enforced(id_) for id_ in ids)
        return [concept_ for concept_ in found if concept_ is not None]

    def _indexed(self) -> dict[Language, Headwords]:
        if self._headwords is None:
            self._headwords = {language: Headwords(language) for language in LANGUAGES}
            records = [(id_, r) for id_, found in self.store.records(CONCEPT) if (r := self._told(id_, found))]
            with without_collecting():
                for language, headwords in self._headwords.items():
                    headwords.extend((id_, _forms(record, language)) for id_, record in records)
        return self._headwords

    def _spotting(self) -> dict[Language, Spotter]:
        if self._spotters is None:
            self._spotters = {language: Spotter(language) for language in LANGUAGES}
            with without_collecting():
                for id_, record in self.store.records(CONCEPT):
                    if record["lifecycle"] in _ENFORCED:
                        self._file(id_, record)
        return self._spotters

    def _follow(self, effects: Sequence[Effect]) -> None:
        super()._follow(effects)
        with self._lock:
            for effect in effects:
                if effect.kind == CONCEPT:
                    self._find_by(effect.id, effect.after)
                    self._unfile(effect.id)
                    if effect.after is not None and effect.after["lifecycle"] in _ENFORCED:
                        self._file(effect.id, effect.after)

    def _find_by(self, id_: str, record: Record | None) -> None:
        """Have a concept found by the terms of its record and by no others."""
        told = self._told(id_, record) if self._headwords else None
        for language, headwords in (self._headwords or {}).items():
            headwords.put(id_, _forms(told, language) if told else ())

    def _file(self, id_: str, record: Record) -> None:
        """Have a concept spotted by what is enforced of it."""
        if self._spotters is not None and (enforced := self._enforced(concept(id_, record))):
            for spotter in self._spotters.values():
                spotter.put(enforced)

    def _unfile(self, id_: str) -> None:
        """Have it spotted no more."""
        for spotter in (self._spotters or {}).values():
            spotter.drop(id_)


def _sides(source: Language | None) -> tuple[Language, ...]:
    return (source,) if source else LANGUAGES


def _forms(record: Record, language: Language) -> list[str]:
    """What a concept is found by in a language."""
    terms = (term for term in record["terms"] if term["language"] == language)
    return [form for t in terms for form in (t["text"], *t["lookup_forms"], *t["inflected"])]


def _has(term: Record, form: str) -> bool:
    return form == term["text"] or form in term["lookup_forms"] or form in term["inflected"]


def _how(found: Found, term: Term) -> How:
    """How a term answers: one that is found by a spelling to be put right is not found exactly."""
    if found.form not in term.lookup_forms or found.how not in ("exact", "folded"):
        return found.how
    return "folded" if fused(fold(found.form)) == fused(fold(term.text)) else "spelling"


def _closeness(found: Found, record: Record, term: Record) -> tuple[object, ...]:
    """How it answers, then approved before proposed, preferred before admitted, shorter before longer: a total order."""
    return (
        found.rank,
        _FOUND.index(record["lifecycle"]),
        STATUSES.index(term["status"]),
        len(term["text"]),
        -(record["confidence"] or 1.0),
        fold(term["text"]),
        found.key,
    )


def _meant(unique: Sequence[_Ranked]) -> tuple[str, ...]:
    """What may have been meant, where nothing is what was typed."""
    if any(one.found.how in ("exact", "folded", "inflected") for one in unique):
        return ()
    return tuple(dict.fromkeys(one.text for one in unique if one.found.how == "spelling"))[:3]
