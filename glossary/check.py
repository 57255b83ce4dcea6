"""
A text and its translation against the approved terms → findings. Pure: the same passages and terms, the same answer.

    source ──spot→ what is asked for ┐
                                     ├─ one to one → rendered, or a finding that says what stands there instead
    target ──spot→ what is there ────┘

The longest term counts, in the source as in the target; what lies inside it is not asked for again. Any preferred or
admitted term of a concept renders it, in any form that grammar gives it (DESIGN §6): morphology may lift a failure, and
makes none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Protocol, cast

from glossary.findings import SEVERITIES, Checked, Finding, Kind, Passage, Scores, Severity, finding_key
from glossary.message import message
from glossary.passage import Asked, Reading
from glossary.spot import ACCEPTED, Spotted, Spotter, longest, targets
from glossary.suggest import dressed, titled
from glossary.terms import Concept, Term
from memory.text import Language, fold

NOTHING: Mapping[str, str] = {}


class Terms(Protocol):
    """What a check has to know of a termbase."""

    @property
    def spotters(self) -> Mapping[Language, Spotter]:
        """The terms of each language."""
        ...

    def enforced(self, id: str) -> Concept | None:
        """A concept as it is to be kept to."""
        ...


def check(
    passages: Sequence[Passage],
    source: Language,
    terms: Terms,
    *,
    fail_on: Severity = "error",
    waived: Mapping[str, str] = NOTHING,
    language: Language = "en",
) -> Checked:
    """
    The findings of a document, whose `source` language its passages are translated from.

    `waived` gives the reason for each finding's key that somebody let pass. `ok` is false when a finding that nobody let
    pass is at least as grave as `fail_on`. Messages are in `language`.
    """
    judge = _Judge(source, terms, language)
    readings = [judge.read(passage) for passage in passages]
    found = [list(judge.findings(reading)) for reading in readings]
    for reading, finding in judge.inconsistent(readings):
        found[reading].append(finding)
    ordered = [f for reading, some in zip(readings, found, strict=True) for f in _keyed(some, reading.passage, waived)]
    graver = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    ok = not any(finding.severity in graver and finding.waived is None for finding in ordered)
    return Checked(ok, tuple(ordered), _scores(readings))


class _Judge:
    """Reads passages and tells what is wrong with them, rule by rule."""

    def __init__(self, source: Language, terms: Terms, language: Language) -> None:
        self.source: Language = source
        self.target: Language = "en" if source == "id" else "id"
        self._language: Language = language
        self._spotters = terms.spotters
        self._concept = cache(terms.enforced)

    def read(self, passage: Passage) -> Reading:
        """A passage with its terms, and what is asked for paired with what renders it."""
        here = self._spotted(passage.source, self.source) if passage.source else []
        there = self._spotted(passage.target, self.target)
        return Reading.of(passage, here, there, self._known, lambda: self._spotted(passage.target, self.source))

    def _spotted(self, text: str, language: Language) -> list[Spotted]:
        # A concept that somebody removes while we read is still spotted, and no longer enforced.
        return [s for s in self._spotters[language].all(text) if self._concept(s.concept) is not None]

    def _known(self, id_: str) -> Concept:
        return cast(Concept, self._concept(id_))

    def findings(self, reading: Reading) -> Iterator[Finding]:
        """Everything but what only the whole document shows."""
        for asked in reading.asked:
            if asked.kept:
                yield from self._altered(reading, asked)
            elif asked.lacking:
                yield from self._lacking(reading, asked)
            if self._ambiguous(asked):
                yield self._finding("ambiguous", "info", reading, asked)
        for spotted in reading.shown:
            yield from self._wrong(reading, spotted)

    def _altered(self, reading: Reading, asked: Asked) -> Iterator[Finding]:
        """What is not to be translated was."""
        if asked.lacking:
            written = asked.places[0].term.text
            yield self._finding("do_not_translate", "error", reading, asked, replacements=(written,))

    def _lacking(self, reading: Reading, asked: Asked) -> Iterator[Finding]:
        """A term of the source that the target does not render as often: why, if something stands there instead."""
        mistaken, left = reading.mistaken(asked), self._left(reading, asked)
        named = [spotted for spotted in left if reading.named(spotted)]
        if mistaken >= asked.lacking or (mistaken and not asked.rendered) or len(named) >= asked.lacking:
            return
        if len(left) > len(named):
            yield self._untranslated(reading, asked, [spotted for spotted in left if spotted not in named])
        elif reading.doubtful(asked):
            return
        elif asked.rendered:
            yield self._finding("missing", "advice", reading, asked)
        elif self.target == "id" and (place := reading.distant(self._accepted(asked))):
            yield self._finding("missing", "advice", reading, asked, spans=(place,))
        else:
            yield self._finding("missing", "error" if asked.required else "advice", reading, asked)

    def _left(self, reading: Reading, asked: Asked) -> list[Spotted]:
        """Where the source's own term stands in the target."""
        accepted = {fold(text) for text in self._wanted(asked)}
        found = longest(s for s in reading.foreign if s not in asked.rendered)
        return [s for s in found if s.concept in asked.concepts and fold(reading.written(s)) not in accepted]

    def _untranslated(self, reading: Reading, asked: Asked, left: Sequence[Spotted]) -> Finding:
        written = reading.written(left[0])
        wanted = tuple(dressed(text, written, left[0].term.text, self.target) for text in self._wanted(asked))
        severity: Severity = "error" if asked.required else "advice"
        spans = tuple((spotted.start, spotted.end) for spotted in left)
        return self._finding("untranslated", severity, reading, asked, spans=spans, replacements=wanted)

    def _ambiguous(self, asked: Asked) -> bool:
        """Whether several concepts share the term, which are called differently in the target."""
        called = [{fold(text) for text in targets(self._known(concept), self.target)} for concept in asked.concepts]
        return any(not (one & other) for one, other in pairwise(called))

    def _wrong(self, reading: Reading, spotted: Spotted) -> Iterator[Finding]:
        """What stands in the target and may not, or not so."""
        if spotted.accepted:
            if not spotted.cased and reading.concerned(spotted) and not reading.lowered(spotted):
                yield self._miscased(reading, spotted)
        elif spotted.form == "variant" and spotted.term.status in ("preferred", "admitted"):
            yield self._instead("variant", "warning", reading, spotted, (spotted.term.text,))
        elif reading.concerned(spotted, everywhere=not self._known(spotted.concept).in_language(self.source)):
            forbidden = spotted.term.status == "forbidden"
            if forbidden or not reading.satisfied(spotted.concept):
                kind: Kind = "forbidden" if forbidden else "deprecated"
                grave = forbidden or (reading.passage.source and spotted.term.enforce == "require")
                wanted = targets(self._known(spotted.concept), self.target)
                yield self._instead(kind, "error" if grave else "warning", reading, spotted, wanted)

    def _miscased(self, reading: Reading, spotted: Spotted) -> Finding:
        text = spotted.term.text
        wanted = text if spotted.term.case == "as_is" else titled(text)
        return self._instead("case", "warning", reading, spotted, (wanted,))

    def _instead(
        self, kind: Kind, severity: Severity, reading: Reading, spotted: Spotted, wanted: Sequence[str]
    ) -> Finding:
        """A finding about what is written in the target, with what to write instead."""
        written = reading.written(spotted)
        base = spotted.term.text
        texts = tuple(dict.fromkeys(dressed(text, written, base, self.target) for text in wanted))
        return Finding(
            segment=reading.passage.key,
            kind=kind,
            severity=severity,
            concept=spotted.concept,
            term=spotted.term.text,
            source_spans=reading.asked_at(spotted.concept),
            target_spans=((spotted.start, spotted.end),),
            message=message(kind, self._language, written=written, wanted=_either(texts), term=spotted.term.text),
            replacements=texts,
            expected=tuple(targets(self._known(spotted.concept), self.target)),
        )

    def _finding(
        self,
        kind: Kind,
        severity: Severity,
        reading: Reading,
        asked: Asked,
        *,
        spans: tuple[tuple[int, int], ...] = (),
        replacements: tuple[str, ...] = (),
    ) -> Finding:
        """A finding about what the source asks for."""
        concept = asked.concepts[0]
        written = reading.passage.target[slice(*spans[0])] if spans else ""
        wanted = _either(self._wanted(asked)[:2] if kind != "ambiguous" else self._wanted(asked))
        told = {"written": written, "wanted": wanted, "term": asked.places[0].term.text}
        times = len(asked.places) if kind == "missing" and asked.rendered else 0
        return Finding(
            segment=reading.passage.key,
            kind=kind,
            severity=severity,
            concept=concept,
            term=asked.places[0].term.text,
            source_spans=tuple((place.start, place.end) for place in asked.places),
            target_spans=spans,
            message=message(kind, self._language, asked=times, distant=kind == "missing" and bool(spans), **told),
            replacements=replacements,
            expected=tuple(self._wanted(asked)) or replacements,
        )

    def _wanted(self, asked: Asked) -> list[str]:
        """What the concepts may be called in the target, each preferred term first."""
        return [text for concept in asked.concepts for text in targets(self._known(concept), self.target)]

    def _accepted(self, asked: Asked) -> list[Term]:
        """The terms that may render it."""
        family = [self._known(concept) for concept in asked.concepts]
        return [term for here in family for term in here.in_language(self.target) if term.status in ACCEPTED]

    def inconsistent(self, readings: Sequence[Reading]) -> Iterator[tuple[int, Finding]]:
        """One concept called differently in one document, with the number of the reading: all but the first term used."""
        used: dict[tuple[str, bool], str] = {}
        for number, reading in enumerate(readings):
            for spotted in reading.renderings:
                short = spotted.term.type in ("acronym", "abbreviation", "short")
                first = used.setdefault((spotted.concept, short), spotted.term.text)
                if first != spotted.term.text:
                    yield number, self._instead("inconsistent", "info", reading, spotted, (first,))


def _either(texts: Sequence[str]) -> str:
    return "”, “".join(texts)


def _keyed(findings: Sequence[Finding], passage: Passage, waived: Mapping[str, str]) -> list[Finding]:
    """The findings of a passage in order of place, each with its key and, if somebody let it pass, why."""
    seen: Counter[tuple[Kind, str]] = Counter()
    keyed = []
    for finding in sorted(findings, key=_place):
        nth = seen[finding.kind, finding.concept]
        seen[finding.kind, finding.concept] += 1
        key = finding_key(finding.kind, finding.concept, passage, nth)
        keyed.append(replace(finding, key=key, waived=waived.get(key)))
    return keyed


def _place(finding: Finding) -> tuple[object, ...]:
    first = finding.source_spans or finding.target_spans
    return (first[0], SEVERITIES.index(finding.severity), finding.kind, finding.concept, finding.target_spans)


def _scores(readings: Sequence[Reading]) -> Scores:
    """How the terms of all passages were rendered."""
    forms: Counter[str] = Counter()
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for asked in reading.asked:
            forms["asked"] += len(asked.places)
            written = asked.copies if asked.kept else sum(s.form == "exact" for s in asked.rendered)
            forms["exact"] += min(written, len(asked.places))
            forms["missing"] += asked.lacking
        for spotted in reading.renderings:
            used[spotted.concept][spotted.term.text] += 1
    total, counts = forms["asked"], used.values()
    if not total:
        return Scores()
    exact, missing = forms["exact"] / total, forms["missing"] / total
    inflected = max(0.0, 1 - exact - missing)
    most, all_ = sum(max(count.values()) for count in counts), sum(count.total() for count in counts)
    shares = [round(share, 4) for share in (exact, inflected, missing)]
    return Scores(total, shares[0], shares[1], shares[2], round(most / all_, 4) if all_ else None)
