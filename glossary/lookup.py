"""
The glossary: propose, decide, look up.

Concepts live in the store under "concept", every version of them under "history". Nothing judged is overwritten: a
candidate whose concept exists adds evidence to it; one that was rejected comes back only with evidence that its judge
had not seen.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from glossary.headwords import HOW, Headwords, How
from glossary.review import after
from glossary.spot import Spotted, Spotter
from glossary.terms import LIFECYCLES, Candidate, Concept, Decision, Lifecycle, Term, concept, concept_id
from memory.errors import Conflict, NotFound
from memory.language import guess
from memory.stores.base import Change, Effect, Store
from memory.text import LANGUAGES, Language, fold

CONCEPT, HISTORY = "concept", "history"
_EVIDENCE = 12  # places kept with a concept; all are counted
_FOUND: tuple[Lifecycle, ...] = ("approved", "in_review", "proposed")
Outcome = Literal["new", "evidence", "known", "unchanged", "rejected"]


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


class Glossary:
    """Concepts in a store, found by their terms."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.RLock()
        self._headwords: dict[Language, Headwords] | None = None
        self._spotters = {language: Spotter(language) for language in LANGUAGES}  # of approved concepts
        self._deciding = threading.RLock()
        store.watch(self._follow)

    def __len__(self) -> int:
        """How many concepts there are, whatever their life."""
        return self.store.count(CONCEPT)

    @property
    def version(self) -> int:
        """The termbase version that answers cite; it grows with every change of the store."""
        return self.store.revision

    def warm(self) -> None:
        """Build the index now, so that the first question is answered as fast as the rest."""
        self._indexed()

    def get(self, id_: str) -> Concept:
        """The concept with this id; NotFound if there is none."""
        record = self.store.get(CONCEPT, id_)
        if record is None:
            raise NotFound(f"There is no concept {id_}.", concept=id_)
        return concept(id_, record)

    def concepts(self, lifecycle: Lifecycle | None = None, *, order: str = "term") -> list[Concept]:
        """The concepts at a stage of their life (None: at any), by "term" or, most likely first, by "confidence"."""
        found = [concept(id_, r) for id_, r in self.store.records(CONCEPT) if lifecycle in (None, r["lifecycle"])]
        if order == "confidence":
            return sorted(found, key=lambda c: (-(c.confidence or 0.0), -c.seen, _title(c), c.id))
        return sorted(found, key=lambda c: (_title(c), c.id))

    def stages(self) -> dict[Lifecycle, int]:
        """How many concepts there are at each stage of their life."""
        found = Counter(record["lifecycle"] for _, record in self.store.records(CONCEPT))
        return {stage: found[stage] for stage in LIFECYCLES}

    def history(self, id_: str) -> list[dict[str, object]]:
        """Every version of a concept, oldest first: who, when, why, and the concept as it was."""
        versions = range(1, self.get(id_).version + 1)
        found = (self.store.get(HISTORY, _version_key(id_, version)) for version in versions)
        return [record for record in found if record is not None]

    def add(self, concepts: Iterable[Concept], *, by: str, why: str) -> dict[Outcome, int]:
        """Concepts as somebody else approved them, such as a term list. One that is there with the same terms is left."""
        asked = list(concepts)
        fresh = [new for new in asked if self.store.get(CONCEPT, new.id) is None]
        self._write(fresh, by=by, why=why)
        return {"new": len(fresh), "unchanged": len(asked) - len(fresh)}

    def propose(
        self, candidates: Sequence[Candidate], *, by: str = "miner", why: str = "mined"
    ) -> list[tuple[Concept, Outcome]]:
        """
        Put candidates into the review queue, and say of each what came of it.

        new: a concept was made. evidence: a proposed concept gained evidence. known: an approved one did. rejected: it was
        rejected before, and there is nothing new. unchanged: all of it was known.
        """
        owners, found, changed = self._owners(), list[tuple[Concept, Outcome]](), dict[str, Concept]()
        for candidate in candidates:
            owner = owners.get(candidate.key)
            known = changed.get(owner.id, owner) if owner else None
            concept_, outcome = self._proposed(candidate, known)
            found.append((concept_, outcome))
            owners.setdefault(candidate.key, concept_)
            if outcome in ("new", "evidence", "known"):
                changed[concept_.id] = concept_
        self._write(list(changed.values()), by=by, why=why)
        return found

    def _proposed(self, candidate: Candidate, known: Concept | None) -> tuple[Concept, Outcome]:
        if known is None:
            return _made(candidate), "new"
        fresh = [e for e in candidate.evidence if e.key not in {old.key for old in known.evidence}]
        # The most that was counted in a document: two forms of one concept met there do not undo each other's count.
        counted = dict(known.occurrences)
        for document, times in candidate.occurrences.items():
            counted[document] = max(times, counted.get(document, 0))
        grown = replace(known, evidence=(*known.evidence, *fresh)[:_EVIDENCE], occurrences=counted)
        if grown == known:
            return known, "rejected" if known.lifecycle == "rejected" else "unchanged"
        if known.lifecycle in ("approved", "in_review", "retired"):
            return grown, "known"
        made = _made(candidate)
        merged = replace(
            grown,
            terms=_merged(known.terms, made.terms),
            confidence=max(known.confidence or 0.0, candidate.confidence),
            lifecycle="proposed",
            missing=candidate.missing if not any(t.language == "en" for t in known.terms) else (),
        )
        return merged, "evidence"

    def _owners(self) -> dict[str, Concept]:
        """
        For each folded Indonesian text the concept that has it as a term; approved ones first, then the oldest.

        Read from the store and not from the index, which inside a batch does not know what the batch has added.
        """
        stages = ("approved", "in_review", "proposed", "retired", "rejected")
        known = self.concepts()
        known.sort(key=lambda c: (stages.index(c.lifecycle), c.created.get("at", ""), c.id))
        found: dict[str, Concept] = {}
        for here in known:
            for term in here.in_language("id"):
                for form in (term.text, *term.lookup_forms):
                    found.setdefault(fold(form), here)
        return found

    def decide(self, id_: str, decision: Decision, *, version: int | None = None) -> Concept:
        """The concept after a decision. Conflict when `version` is not the present one; see `review.after` for the rest."""
        with self._deciding:
            known = self.get(id_)
            decided = replace(known, lifecycle=after(known, decision))
            seen = known.version if version is None else version
            if seen != (present := self.get(id_).version):
                raise Conflict(
                    f"The concept has changed: it is at version {present}, you saw {seen}.",
                    hint="Read it again and decide anew.",
                    concept=id_,
                )
            why = f"{decision.decision}: {decision.reason}".rstrip(": ")
            self._write([decided], by=decision.by, why=why)
            return self.get(id_)

    def _write(self, concepts: Sequence[Concept], *, by: str, why: str) -> None:
        """Store concepts, each as its next version, with its history, in one batch."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        changes = []
        for new in concepts:
            old = self.store.get(CONCEPT, new.id)
            stamp = {"at": now, "by": by}
            stamped = replace(
                new,
                version=old["version"] + 1 if old else 1,
                created=old["created"] if old else stamp,
                changed=stamp,
            )
            record = stamped.record()
            note = {"at": now, "by": by, "why": why, "version": stamped.version, "concept": {"id": new.id, **record}}
            changes += [Change(CONCEPT, new.id, record), Change(HISTORY, _version_key(new.id, stamped.version), note)]
        self.store.write(changes, by=by, why=why)

    def look_up(
        self, typed: str, source: Language | None = None, *, limit: int = 10, subject: str | None = None
    ) -> Answer:
        """
        What answers the typed text as a term of `source`, or, with None, of the language that answers more closely.
        """
        indexes = self._indexed()
        hits: list[Hit] = []
        for language in [source] if source else LANGUAGES:
            for found in indexes[language].find(typed, wanted=lambda id_: self._wanted(id_, subject)):
                here = self.get(found.key)
                hits.append(Hit(here, _term(here, language, found.form), found.how))
        hits.sort(key=_closeness)
        closest: dict[str, Hit] = {}
        for hit in hits:
            closest.setdefault(hit.concept.id, hit)
        unique = list(closest.values())
        near = not any(HOW.index(hit.how) < HOW.index("prefix") for hit in unique)
        meant = [hit.term.text for hit in unique if hit.how == "spelling"] if near else []
        return Answer(source or _source(unique, typed), tuple(unique[:limit]), tuple(dict.fromkeys(meant))[:3])

    def _wanted(self, id_: str, subject: str | None) -> bool:
        """Whether a look-up shows a concept: not rejected, not retired, and of the subject asked for."""
        record = self.store.get(CONCEPT, id_)
        return (
            record is not None and record["lifecycle"] in _FOUND and (subject is None or subject in record["subject"])
        )

    def spot(self, text: str, language: Language) -> list[Spotted]:
        """The approved terms in a running text, with their places."""
        self._indexed()
        with self._lock:
            return self._spotters[language].spot(text)

    def missing_terms(self, source: str, target: str, language: Language) -> list[Concept]:
        """The approved concepts that stand in a source text of `language` and by no term of theirs in its target."""
        other: Language = "en" if language == "id" else "id"
        there = {spotted.concept for spotted in self.spot(target, other)}
        here = dict.fromkeys(spotted.concept for spotted in self.spot(source, language))
        return [self.get(id_) for id_ in here if id_ not in there]

    def _indexed(self) -> dict[Language, Headwords]:
        with self._lock:
            if self._headwords is None:
                self._headwords = {language: Headwords(language) for language in LANGUAGES}
                for id_, record in self.store.records(CONCEPT):
                    self._file(concept(id_, record))
            return self._headwords

    def _file(self, new: Concept) -> None:
        assert self._headwords is not None  # noqa: S101 - for the type checker
        for language, headwords in self._headwords.items():
            terms = new.in_language(language)
            headwords.put(new.id, [form for t in terms for form in (t.text, *t.lookup_forms, *t.inflected)])
        for spotter in self._spotters.values() if new.lifecycle == "approved" else ():
            spotter.put(new)

    def _follow(self, effects: Sequence[Effect]) -> None:
        """Keep the index as the store is. Called by the store after every durable batch."""
        with self._lock:
            if self._headwords is None:
                return
            for effect in effects:
                if effect.kind != CONCEPT:
                    continue
                if effect.before is not None:
                    self._unfile(concept(effect.id, effect.before))
                if effect.after is not None:
                    self._file(concept(effect.id, effect.after))

    def _unfile(self, old: Concept) -> None:
        for headwords in (self._headwords or {}).values():
            headwords.drop(old.id)
        for spotter in self._spotters.values():
            spotter.drop(old.id)


def _made(candidate: Candidate) -> Concept:
    """The concept that a candidate proposes: the first rendering preferred, the others admitted."""
    kind = "proper" if candidate.proper else "full"
    case = "title" if candidate.proper else "any"
    here = [Term("id", candidate.text, "preferred", kind, "NOUN", case=case)]  # type: ignore[arg-type]
    here += [Term("id", variant, "admitted", "variant", "NOUN") for variant in candidate.variants]
    there = [
        Term("en", text, "admitted" if at else "preferred", kind, "NOUN", case=case)  # type: ignore[arg-type]
        for at, text in enumerate(candidate.renderings)
    ]
    return Concept(
        id=concept_id("mined", candidate.text),
        terms=(*here, *there),
        subject=candidate.subject,
        evidence=candidate.evidence[:_EVIDENCE],
        occurrences=candidate.occurrences,
        confidence=candidate.confidence,
        why=(candidate.method, *candidate.why),
        missing=candidate.missing,
    )


def _merged(old: Sequence[Term], new: Sequence[Term]) -> tuple[Term, ...]:
    """The old terms and those of the new that are not among them; there stays one preferred term per language."""
    known = {(term.language, fold(term.text)) for term in old}
    has_preferred = {term.language for term in old if term.status == "preferred"}
    fresh = [t for t in new if (t.language, fold(t.text)) not in known]
    return (*old, *(replace(t, status="admitted") if t.language in has_preferred else t for t in fresh))


def _term(here: Concept, language: Language, form: str) -> Term:
    return next(t for t in here.in_language(language) if form in (t.text, *t.lookup_forms, *t.inflected))


_STATUS = ("preferred", "admitted", "deprecated", "forbidden")


def _closeness(hit: Hit) -> tuple[object, ...]:
    """How it answers, then approved before proposed, preferred before admitted, shorter before longer: a total order."""
    return (
        HOW.index(hit.how),
        _FOUND.index(hit.concept.lifecycle),
        _STATUS.index(hit.term.status),
        len(hit.term.text),
        -(hit.concept.confidence or 1.0),
        fold(hit.term.text),
        hit.concept.id,
    )


def _source(hits: Sequence[Hit], typed: str) -> Language:
    return hits[0].term.language if hits else guess(typed).language or "id"


def _title(here: Concept) -> str:
    return fold(here.terms[0].text) if here.terms else ""


def _version_key(id_: str, version: int) -> str:
    return f"{id_}:{version:06d}"
