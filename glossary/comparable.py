"""
Two texts on one event that are no translations of each other: terms of the one attested in the other.

What was composed for an Indonesian phrase (`compose.py`) is looked for in the English text: its parts may stand there in
any of their translations, inflected and in any order that English has, with nothing else between them but articles and
prepositions. What is found is proposed with a sentence of each side, those that share most names, numbers and known words
(`anchors.py`). Where one word of a phrase has no translation, and the English sentences at its anchors have one phrase
that fits the others, and one only, its word is proposed for it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from glossary.anchors import Anchor, Line, anchors, lines, plain, relation, shared
from glossary.fits import Fit, Parts, fits
from glossary.lexicon import Lexicon
from glossary.options import Senses, options, silent
from glossary.parts import parse
from glossary.phrases import Phrase, phrases
from glossary.rank import COMPARABLE, confidence
from glossary.render import render
from glossary.terms import Candidate, Evidence
from memory.documents import Document
from memory.errors import Invalid
from memory.text import Language, fold, words

Texts = dict[Language, Document]
RELATED = 0.15  # share of anchors under which two texts are on different things: 3% of unrelated news have more
_AT = 2  # anchors besides the phrase that a sentence shares where a word is guessed
_KEPT = 12  # places kept as evidence
_SHOWN = 4  # renderings of a candidate
_TRIED = 12  # compositions that are looked for


@dataclass
class _Met:
    """An Indonesian phrase: the sentences it stands in, with its places there."""

    phrase: Phrase
    places: list[tuple[Line, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """What an English text has for a phrase: its forms with their counts, and where, best place first."""

    forms: Counter[str]
    places: list[tuple[list[Anchor], Evidence]]
    guessed: str = ""  # the word that nobody knew


def related(texts: Texts, lexicon: Lexicon) -> float:
    """The share of anchors (0–1) that two texts have in common. Raises Invalid when that says they are on different things."""
    here, there = texts["id"], texts["en"]
    share = relation(lines(here), lines(there), lexicon)
    if share < RELATED:
        raise Invalid(
            f"{here.name} and {there.name} are not on the same event: {share:.0%} of the names, numbers and known words "
            f"of the first are in the second.",
            hint=f"Comparable texts share {RELATED:.0%} at least. Mine them one by one.",
            file=here.name,
        )
    return share


def confirmed(
    candidates: Sequence[Candidate], texts: Sequence[Texts], lexicon: Lexicon, *, senses: Senses = silent
) -> list[Candidate]:
    """
    The candidates, in their order, each as it is when what the English texts say is counted in.

    Those that are attested have the method "comparable", the attested English first, evidence on both sides, and the
    confidence of what is attested: no less than they had where that is what was expected.
    """
    found = {candidate.key: candidate for candidate in candidates}
    for pair in texts:
        for key, seen in _attested(pair, found, lexicon, senses).items():
            found[key] = _with(found[key], seen, pair["en"].name)
    return list(found.values())


def _attested(texts: Texts, wanted: dict[str, Candidate], lexicon: Lexicon, senses: Senses) -> dict[str, _Found]:
    here, there = lines(texts["id"]), lines(texts["en"])
    known = {line: anchors(line.text, lexicon) for line in here}
    found = {}
    for key, met in _phrases(here, lexicon).items():
        if key in wanted:
            matches = _matches(met.phrase, there, lexicon, senses)
            seen = _placed(met, matches, known, texts["id"].name) if matches else None
            seen = seen or _guess(met, there, known, lexicon, senses, texts["id"].name)
            if seen:
                found[key] = seen
    return found


def _phrases(here: Sequence[Line], lexicon: Lexicon) -> dict[str, _Met]:
    """The phrases of a story by their keys, small letters preferred; headlines are left out, as in composing."""
    found: dict[str, _Met] = {}
    for line in here:
        for phrase in phrases(parse(line.text, lexicon)) if not line.headline else ():
            met = found.setdefault(fold(phrase.text), _Met(phrase))
            met.phrase = met.phrase if phrase.proper else phrase
            met.places.append((line, phrase.start, phrase.end))
    return found


def _parts(phrase: Phrase, senses: Senses) -> Parts:
    """What each part may be in English, in any role; None for a part that nobody can translate."""
    found: Parts = []
    for at, part in enumerate(phrase.parts):
        texts = {text for entry in part.entries for text in entry.english}
        texts |= {option.text for option in options(phrase.parts, at, senses)}
        texts |= {part.surface} if part.capital and not part.known else set()
        told = {tuple(plain(word) for word in words(text.replace("-", " "))) for text in texts}
        found.append(told - {()} or None)
    return found


def _matches(phrase: Phrase, there: Sequence[Line], lexicon: Lexicon, senses: Senses) -> list[tuple[Line, Fit]]:
    """Where an English text has all of a phrase's parts, or one of its compositions as it is."""
    parts = _parts(phrase, senses)
    if None in parts:
        return []
    found = [(line, fit) for line in there for fit in fits(parts, line.words)]
    if not found:
        composed = render(phrase, lambda _: 0, lexicon, senses=senses, limit=_TRIED).renderings
        whole: Parts = [{tuple(plain(word) for word in words(one.text.replace("-", " "))) for one in composed}]
        found = [(line, fit) for line in there for fit in fits(whole, line.words)] if composed else []
    return found


def _guess(
    met: _Met, there: Sequence[Line], known: dict[Line, dict[str, Anchor]], lexicon: Lexicon, senses: Senses, name: str
) -> _Found | None:
    """The only English phrase at the anchors that has all parts of a phrase but the one that nobody knows."""
    parts = _parts(met.phrase, senses)
    if parts.count(None) != 1 or len(parts) < 2:
        return None
    own = set(met.phrase.key.split())
    taken = {word for line, _, _ in met.places for anchor in known[line].values() for word in anchor.english}
    near = [line for line in there if any(len(_common(known[h], line, own)) >= _AT for h, _, _ in met.places)]
    matches = [(line, fit) for line in near for fit in fits(parts, line.words) if fit.unknown not in taken]
    matches = [(line, fit) for line, fit in matches if _noun_like(fit.unknown, lexicon)]
    if len({fit.unknown for _, fit in matches}) != 1:
        return None
    seen = _placed(met, matches, known, name)
    return replace(seen, guessed=met.phrase.parts[parts.index(None)].text)


def _noun_like(word: str, lexicon: Lexicon) -> bool:
    tags = lexicon.english_pos.get(word)
    return (
        len(word) > 2
        and word.isalpha()
        and not word.endswith("ly")
        and (tags is None or bool(tags & {"NOUN", "ADJ", "PROPN"}))
    )


def _common(known: dict[str, Anchor], there: Line, own: set[str]) -> list[Anchor]:
    return shared((anchor for key, anchor in known.items() if key not in own), there.plain)


def _placed(met: _Met, matches: list[tuple[Line, Fit]], known: dict[Line, dict[str, Anchor]], name: str) -> _Found:
    """Each match with the Indonesian sentence that has most in common with it."""
    own = set(met.phrase.key.split())
    forms: Counter[str] = Counter()
    places = []
    for line, fit in matches:
        forms[_form(line, fit, proper=met.phrase.proper)] += 1
        common = {here: _common(known[here], line, own) for here, _, _ in met.places}
        here, start, end = max(met.places, key=lambda place: sum(a.weight for a in common[place[0]]))
        spans = {"id": [[start, end]], "en": [[fit.start, fit.end]]}
        evidence = Evidence({"id": here.text, "en": line.text}, spans, name, here.line)
        places.append((common[here], evidence))
    places.sort(key=lambda place: -sum(anchor.weight for anchor in place[0]))
    return _Found(forms, places)


def _form(line: Line, fit: Fit, *, proper: bool) -> str:
    """The phrase as a term is written: no capital that only the sentence's beginning or a headline gave it."""
    text = line.text[fit.start : fit.end]
    first, _, rest = text.partition(" ")
    opens = not line.text[: fit.start].strip(" \"“‘'") or line.headline
    lone = first[1:].islower() and not any(word[:1].isupper() for word in rest.split())
    if line.headline and not proper:
        return " ".join(word.lower() if word[1:].islower() else word for word in text.split())
    return f"{first.lower()} {rest}".strip() if opens and lone and not proper else text


def _features(candidate: Candidate, seen: _Found, first: str, count: int) -> dict[str, float]:
    """What the confidence is made of; see `glossary.rank.COMPARABLE`."""
    before = [tuple(plain(word) for word in words(text)) for text in candidate.renderings]
    said = tuple(plain(word) for word in words(first))
    return {
        "composed": candidate.confidence,
        "expected": float(said in before[:1]),
        "listed": float(said in before),
        "attested": math.log2(1 + min(seen.forms.total(), 63)),
        "agreed": count / seen.forms.total(),
        "anchors": math.log2(1 + min(len(seen.places[0][0]), 15)),
        "guessed": float(bool(seen.guessed)),
        "parts": float(max(0, len(candidate.key.split()) - 2)),
        "proper": float(candidate.proper),
    }


def _sure(candidate: Candidate, features: dict[str, float]) -> float:
    """The confidence of what is attested; what was expected is no less sure for being met."""
    sure = confidence(features, COMPARABLE)
    return max(sure, candidate.confidence) if features["expected"] else sure


def _with(candidate: Candidate, seen: _Found, there: str) -> Candidate:
    """A candidate with what was found for it."""
    grouped: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for form, count in seen.forms.items():
        grouped[tuple(plain(word) for word in words(form))][form] += count
    ordered = sorted(grouped, key=lambda key: (-grouped[key].total(), key))
    # A phrase is written as it was composed, in the singular, also where the text has only its plural.
    written = {tuple(plain(word) for word in words(text)): text for text in reversed(candidate.renderings)}
    attested = [written.get(key, grouped[key].most_common(1)[0][0]) for key in ordered]
    rest = [text for text in candidate.renderings if tuple(plain(word) for word in words(text)) not in grouped]
    common = ", ".join(anchor.text for anchor in seen.places[0][0][:5]) or "nothing else"
    how = f"“{seen.guessed}” is not known; the only phrase that fits in" if seen.guessed else "attested in"
    features = _features(candidate, seen, attested[0], grouped[ordered[0]].total())
    evidence = {place.key: place for place in (*(place for _, place in seen.places), *candidate.evidence)}
    return replace(
        candidate,
        renderings=tuple([*attested, *rest][:_SHOWN]),
        evidence=tuple(evidence.values())[:_KEPT],
        method="comparable",
        features=features,
        confidence=_sure(candidate, features),
        missing=(),
        counts={
            **candidate.counts,
            "en": {text: grouped[key].total() for text, key in zip(attested, ordered, strict=True)},
        },
        why=(f"{attested[0]}: {how} {there}, in a sentence that shares {common}", *candidate.why),
    )
