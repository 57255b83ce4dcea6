"""
Aligned pairs of sentences → candidate term pairs.

An Indonesian noun phrase and the English words that its words are linked to make a pair when no word of either is linked
outside the other (Koehn, Och & Marcu 2003), tight, without function words at its edges, and noun phrases both. What is
met once counts only when the lexicon vouches for each of its words; the rest is weighed by log-likelihood (Dunning 1993)
and by how often either side means the other.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from glossary.lexicon import Lexicon
from glossary.morphology import english
from glossary.parts import parse
from glossary.phrases import Phrase, phrases
from glossary.prior import known
from glossary.rank import confidence, standing
from glossary.terms import Candidate, Evidence
from glossary.words import Linked, hull, link
from memory.language import SMALL
from memory.text import Token, fold, tokens, words
from memory.units import Unit

_LONGEST = 7  # English words
_KEPT = 12  # places kept as evidence
_LIKELY = 0.25  # translation probability under which a rendering is no rendering
_SIGNIFICANT = 6.6  # log-likelihood at p < .01
Progress = Callable[[int, int], None]


@dataclass
class _Met:
    """What is known of an Indonesian phrase so far."""

    text: str
    count: int = 0
    alone: int = 0
    capital: int = 0
    parts: int = 0
    forms: dict[tuple[str, ...], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    places: dict[tuple[str, ...], list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    support: dict[tuple[str, ...], float] = field(default_factory=dict)
    longer: set[str] = field(default_factory=set)
    yang: bool = False
    documents: dict[tuple[str, ...], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def extract(
    units: Sequence[Unit],
    lexicon: Lexicon,
    *,
    background: Sequence[Unit] = (),
    terms: Iterable[tuple[str, str]] = (),
    progress: Progress = lambda done, total: None,
) -> list[Candidate]:
    """
    The term pairs in units whose two sides say the same.

    `background` are units, and `terms` approved pairs (Indonesian, English), that help to learn the word links and yield
    no candidates. `progress` hears how many of the
    units were read.
    """
    cut = [(tokens(u.texts["id"], "id"), tokens(u.texts["en"], "en")) for u in (*background, *units)]
    linked = link([([t.text for t in s], [t.text for t in e]) for s, e in cut], known(lexicon, terms=terms))
    # The background comes first, for what is linked later learns from it.
    cut, linked = cut[len(background) :], linked[len(background) :]
    met: dict[str, _Met] = {}
    there: Counter[tuple[str, ...]] = Counter()
    for at, unit in enumerate(units):
        _read(unit, *cut[at], linked[at], lexicon, met, there)
        progress(at + 1, len(units))
    found = [c for key, seen in met.items() if (c := _candidate(seen, there, len(units))) is not None]
    alone = {key: seen.alone for key, seen in met.items()}
    return standing(found, alone, {key: seen.longer for key, seen in met.items()})


def _read(
    unit: Unit,
    here: list[Token],
    there: list[Token],
    linked: Linked,
    lexicon: Lexicon,
    met: dict[str, _Met],
    english_counts: Counter[tuple[str, ...]],
) -> None:
    """Note every phrase of a unit with what it is linked to."""
    text = unit.texts["en"]
    found = phrases(parse(unit.texts["id"], lexicon))
    for phrase in found:
        seen = met.setdefault(phrase.key, _Met(phrase.text, parts=len(phrase.parts)))
        seen.count += 1
        seen.text = seen.text if phrase.proper else phrase.text  # small letters tell more than a title's capitals
        seen.alone += phrase.maximal
        seen.yang = seen.yang or phrase.yang
        seen.capital += phrase.proper
        seen.longer |= {other.key for other in found if _inside(phrase, other)}
        span = _linked_span(phrase, here, there, linked, lexicon)
        if span is None:
            continue
        start, end = span
        form = _canonical(text[start:end], opens=not re.search(r"[\w,;)]\s*$", text[:start]), proper=phrase.proper)
        key = english.core(words(form))
        english_counts[key] += 1
        seen.forms[key][form] += 1
        document = unit.origin[0].document or unit.origin[0].file if unit.origin else unit.id
        seen.documents[key][document] += 1
        seen.support[key] = _support(phrase, key, lexicon)
        if len(seen.places[key]) < _KEPT:
            spans = {"id": [[phrase.start, phrase.end]], "en": [[start, end]]}
            line = unit.origin[0].position if unit.origin else 0
            seen.places[key].append(
                Evidence({str(k): v for k, v in unit.texts.items()}, spans, document, line, unit.id)
            )


def _inside(phrase: Phrase, other: Phrase) -> bool:
    within = other.start <= phrase.start and phrase.end <= other.end
    return other.maximal and within and len(other.parts) > len(phrase.parts)


def _linked_span(
    phrase: Phrase, here: list[Token], there: list[Token], linked: Linked, lexicon: Lexicon
) -> tuple[int, int] | None:
    """Where the English of a phrase stands, or None when it is not tight, too long, or no noun phrase."""
    inside = {k for k, token in enumerate(here) if phrase.start <= token.start and token.end <= phrase.end + 4}
    inside = {k for k in inside if here[k].start < phrase.end}
    tight = hull(linked.links, inside, lambda i: _content(here[i].text), lambda j: there[j].text not in _MARKS)
    if tight is None:
        return None
    first, last = tight
    while first <= last and _edge(there[first].text):
        first += 1
    while last >= first and _edge(there[last].text):
        last -= 1
    if first > last or last - first >= _LONGEST or not _noun_phrase([t.text for t in there[first : last + 1]], lexicon):
        return None
    return there[first].start, there[last].end


_MARKS = frozenset(".,;:!?()[]\"'“”‘’–-/")
_EDGES = SMALL["en"] | frozenset(
    "a an in at was if so do its s us me him them who whom whose here very too just own same new last next first second other"
    " another many much most several few every either neither such yet still already again ago per via two three four five".split()
)


def _edge(word: str) -> bool:
    return word in _MARKS or fold(word) in _EDGES or bool(re.fullmatch(r"[\d.,:/%]+|['’]s?", word))


def _content(word: str) -> bool:
    return bool(re.search(r"\w", word)) and fold(word) not in SMALL["id"]


def _noun_phrase(found: list[str], lexicon: Lexicon) -> bool:
    """Whether English words can be a noun phrase: no marks but hyphens, no plain verb, a noun-like word at the end."""
    if any(word in _MARKS and word not in "'’" for word in found):
        return False
    tags = [
        lexicon.english_pos.get(fold(word)) or lexicon.english_pos.get(english.singular(fold(word))) for word in found
    ]
    if any(
        tag is not None and tag == frozenset({"VERB"}) and not word.endswith(("ing", "ed"))
        for tag, word in zip(tags, found, strict=True)
    ):
        return False
    inner = {fold(word) for word in found[1:-1]} & (SMALL["en"] - {"of", "the", "and", "for", "in", "on"})
    return not inner and not (tags[-1] and tags[-1] <= {"VERB", "ADV", "ADP", "AUX", "PRON", "DET", "SCONJ"})


def _canonical(text: str, *, opens: bool, proper: bool) -> str:
    """The phrase as a term is written: no capital that only a sentence's beginning or a headline gave it."""
    found = re.sub(r"['’]s?$", "", text).split(" ")
    headline = not proper and all(word[:1].isupper() for word in found if fold(word) not in SMALL["en"])
    if headline and len(found) > 1 and opens:
        return " ".join(word.lower() if word[1:].islower() else word for word in found)
    if opens and found[0][1:].islower() and not any(word[:1].isupper() for word in found[1:]):
        return " ".join([found[0].lower(), *found[1:]])
    return " ".join(found)


def _support(phrase: Phrase, key: tuple[str, ...], lexicon: Lexicon) -> float:
    """The share of the phrase's words that the lexicon translates by a word of the English."""
    there = {word[:5] for word in key}
    found = words(phrase.text)
    backed = sum(bool(there & {w[:5] for w in lexicon.anchors(word)} or word[:5] in there) for word in found)
    whole = any(english.core(words(e))[-1:] == key[-1:] for entry in lexicon.entries(found) for e in entry.english)
    return 1.0 if whole else backed / len(found)


def _candidate(seen: _Met, there: Counter[tuple[str, ...]], total: int) -> Candidate | None:
    """A phrase with the renderings that pass, best first; None when none does."""
    ranked: list[tuple[float, tuple[str, ...], float]] = []
    for key, forms in seen.forms.items():
        both = forms.total()
        probable = math.sqrt(both / seen.count * both / there[key])
        strong = log_likelihood(both, seen.count, there[key], total) >= _SIGNIFICANT
        vouched = seen.support[key] >= (1.0 if both == 1 else 0.5)
        if both / seen.count >= _LIKELY and vouched and (both == 1 or strong or seen.support[key] == 1.0):
            ranked.append((both * probable * (0.5 + seen.support[key]), key, probable))
    if not ranked:
        return None
    ranked.sort(key=lambda item: (-item[0], item[1]))
    best = ranked[0][1]
    features = {
        "seen": math.log2(1 + seen.forms[best].total()),
        "alone": seen.alone / seen.count,
        "aligned": 1.0,
        "probable": ranked[0][2],
        "parts": max(0, seen.parts - 2),
        "dictionary": seen.support[best],
    }
    documents: Counter[str] = Counter()
    for _, key, _ in ranked:
        documents.update(seen.documents[key])
    return Candidate(
        text=seen.text,
        renderings=tuple(seen.forms[key].most_common(1)[0][0] for _, key, _ in ranked[:4]),
        evidence=tuple(place for _, key, _ in ranked for place in seen.places[key])[:_KEPT],
        occurrences=dict(documents),
        method="aligned",
        features=features,
        confidence=confidence(features),
        variants=(_with_yang(seen.text),) if seen.yang else (),
        why=tuple(
            f"{seen.forms[key].most_common(1)[0][0]}: {seen.forms[key].total()} of {seen.count}"
            for _, key, _ in ranked[:4]
        ),
        proper=seen.capital == seen.count,
        counts={
            "id": {seen.text: seen.count},
            "en": {seen.forms[key].most_common(1)[0][0]: seen.forms[key].total() for _, key, _ in ranked[:4]},
        },
    )


def _with_yang(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} yang {last}"


def log_likelihood(both: int, here: int, there: int, total: int) -> float:
    """
    Dunning's log-likelihood ratio of two phrases' meeting in `both` of `total` units, met in `here` and `there` alone.

    >>> round(log_likelihood(10, 10, 10, 1000), 1), round(log_likelihood(1, 500, 2, 1000), 1)
    (112.0, 0.0)
    """
    total = max(total, here + there - both)
    table = (both, here - both, there - both, total - here - there + both)
    rows, columns = (here, total - here), (there, total - there)
    expected = [r * c / total for r in rows for c in columns]
    return 2 * sum(o * math.log(o / e) for o, e in zip(table, expected, strict=True) if o > 0 and e > 0)
