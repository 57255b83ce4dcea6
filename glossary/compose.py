"""
Indonesian text alone → candidate terms, with English composed for them.

Noun phrases are collected over all documents, their *yang* forms folded in; what only ever stands inside a longer phrase
gives way to it; and each is rendered part by part (`render.py`), attested English first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from glossary.lexicon import Lexicon
from glossary.morphology import english
from glossary.options import Senses, options, silent
from glossary.partitions import HERE, Workers
from glossary.parts import Part, parse
from glossary.phrases import Phrase, phrases
from glossary.rank import COMPOSED, confidence, standing
from glossary.render import Attested, Composition, render
from glossary.terms import Candidate, Evidence
from memory.documents import Document
from memory.sentences import sentences
from memory.text import fold, words

Progress = Callable[[int, int], None]
_KEPT = 12  # places kept as evidence


@dataclass
class _Seen:
    """An Indonesian phrase in documents without English."""

    phrase: Phrase
    occurrences: Counter[str] = field(default_factory=Counter)
    alone: int = 0
    proper: bool = True
    longer: set[str] = field(default_factory=set)
    evidence: list[Evidence] = field(default_factory=list)
    variants: Counter[str] = field(default_factory=Counter)
    tied: int = 0  # times without a yang

    def joined(self, later: _Seen) -> _Seen:
        """With what a later document has of it."""
        return _Seen(
            self.phrase if later.proper else later.phrase,
            self.occurrences + later.occurrences,
            self.alone + later.alone,
            self.proper and later.proper,
            self.longer | later.longer,
            [*self.evidence, *later.evidence][:_KEPT],
            self.variants + later.variants,
            self.tied + later.tied,
        )


def compose(
    documents: Sequence[Document],
    lexicon: Lexicon,
    attested: Attested,
    *,
    senses: Senses = silent,
    progress: Progress = lambda done, total: None,
    workers: Workers = HERE,
) -> list[Candidate]:
    """
    The candidates of documents without English, their English composed; those that live on their own.

    `senses` tells what aligned text translated each word by. `progress` hears of each document twice: when it is read, and
    when the phrases first met in it have their English. `workers` read the documents; whoever they are, the candidates are
    the same.
    """
    seen: dict[str, _Seen] = {}
    found: list[Candidate] = []
    new: list[range] = []  # the phrases that each document brought, by their number
    for done, inside in enumerate(workers.map(_collected, lexicon, documents)):
        progress(done, 2 * len(documents))
        known = len(seen)
        for key, one in inside.items():
            seen[key] = seen[key].joined(one) if key in seen else one
        new.append(range(known, len(seen)))
    met = list(seen.items())
    for done, numbers in enumerate(new, start=len(new)):
        progress(done, 2 * len(documents))
        here = [met[number] for number in numbers]
        found += [_candidate(key, one, attested, lexicon, senses) for key, one in here if one.tied]
    progress(2 * len(documents), 2 * len(documents))
    return standing(found, {k: s.alone for k, s in seen.items()}, {k: s.longer for k, s in seen.items()})


def _collected(lexicon: Lexicon, document: Document) -> dict[str, _Seen]:
    """Every phrase of a document's story; headlines, whose capitals and verbs mislead, are left out."""
    seen: dict[str, _Seen] = {}
    for paragraph in document.paragraphs:
        if paragraph.headline or paragraph.language != "id":
            continue
        for sentence in sentences(paragraph.text, "id"):
            found = phrases(parse(sentence.text, lexicon))
            for phrase in found:
                here = seen.setdefault(phrase.key, _Seen(phrase))
                here.occurrences[document.name] += 1
                here.alone += phrase.maximal
                here.tied += not phrase.yang
                here.proper = here.proper and phrase.proper
                here.longer |= {
                    o.key
                    for o in found
                    if o.maximal and o.start <= phrase.start and phrase.end <= o.end and o.key != phrase.key
                }
                if not phrase.proper:
                    here.phrase = phrase  # small letters tell more than a title's capitals
                if phrase.yang:
                    here.variants[" ".join(sentence.text[phrase.start : phrase.end].casefold().split())] += 1
                if len(here.evidence) < _KEPT:
                    spans = {"id": [[phrase.start, phrase.end]]}
                    here.evidence.append(Evidence({"id": sentence.text}, spans, document.name, paragraph.line))
    return seen


def _candidate(key: str, here: _Seen, attested: Attested, lexicon: Lexicon, senses: Senses) -> Candidate:
    composition = render(here.phrase, attested, lexicon, senses=senses)
    best = composition.renderings
    features = _features(here, composition, senses) if best else {}
    return Candidate(
        text=here.phrase.text,
        renderings=tuple(rendering.text for rendering in best),
        evidence=tuple(here.evidence),
        occurrences=dict(here.occurrences),
        method="dictionary" if len(here.phrase.parts) == 1 else "composed",
        features=features,
        confidence=confidence(features, COMPOSED) if best else 0.0,
        variants=tuple(variant for variant in here.variants if fold(variant) != key),
        missing=composition.missing,
        why=best[0].why if best else tuple(f"no translation of “{word}”" for word in composition.missing),
        proper=here.proper,
        counts={"id": {here.phrase.text: here.occurrences.total() - here.variants.total(), **here.variants}},
    )


def _features(here: _Seen, composition: Composition, senses: Senses) -> dict[str, float]:
    """What the confidence is made of; `rank.py` names each."""
    best, *others = composition.renderings
    ways = (len(options(here.phrase.parts, at, senses)) for at in range(len(here.phrase.parts)))
    return {
        "seen": min(6.0, math.log2(1 + here.occurrences.total())),
        "alone": here.alone / here.occurrences.total(),
        "parts": float(max(0, len(here.phrase.parts) - 2)),
        "first": 1 - math.exp(others[0].score - best.score) if others else 1.0,
        "attested": math.log2(1 + min(best.attested, 63)),
        "dictionary": float(len(here.phrase.parts) == 1),
        "used": min((_used(part, best.text, senses) for part in here.phrase.parts), default=0.0),
        "of": float(" of " in best.text),
        "choices": math.log2(math.prod(max(1, number) for number in ways)),
    }


def _used(part: Part, rendering: str, senses: Senses) -> float:
    """The share (0–1) that aligned text gives to the words of a rendering as English for a part."""
    there = {english.singular(word) for word in words(rendering)}
    told = [senses(part.folded) or senses(part.bare)]
    told += [senses(word) for word in part.folded.split()] if " " in part.folded else []
    shares = [sum(share for word, share in said.items() if english.singular(word) in there) for said in told]
    return min(1.0, max(shares))
