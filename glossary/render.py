"""
English for an Indonesian noun phrase that nobody has translated yet, part by part.

Indonesian puts the head first, English last, so the order is mirrored: *perjanjian kemitraan strategis komprehensif* is
read from the back (Daille & Morin 2008 call it compositional translation; 89% of two-part terms mirror exactly). Each
part brings its translations in order of use, modifiers theirs as adjectives where English has one. The combination that
English texts attest best comes first, and the plural where English only attests the plural (*sanctions*). A part without
a translation leaves the English empty and is named: nothing is guessed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from glossary.lexicon import Lexicon
from glossary.morphology import english
from glossary.parts import Part
from glossary.phrases import Phrase
from memory.language import SMALL
from memory.text import fold, words

Attested = Callable[[str], int]
"""How often English texts have these folded words, one after the other."""

Senses = Callable[[str], Mapping[str, float]]
"""
What a folded Indonesian word was translated by in aligned text: folded English words with their shares (0–1).

The shares of a word that was seldom met sum to less than one.
"""


def silent(word: str) -> Mapping[str, float]:
    """No aligned text to ask: nothing for any word."""
    return {}


_BEAM = 12
_RANKED = 0.55  # what a translation is worth against the one before it
_PAIR = 0.9  # what a pair of words that English texts have is worth, per doubling of its count
_FAR = 1.5  # how much worse than the best a rendering may be and still be shown
_PHRASE = 0.5  # what the whole phrase is worth, likewise


class Attestation:
    """Counts of one, two and three words in a row in English texts; a cheap witness of what English says."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for text in texts:
            found = words(text)
            for length in (1, 2, 3):
                self._counts.update(" ".join(found[k : k + length]) for k in range(len(found) - length + 1))

    def __call__(self, phrase: str) -> int:
        """How often these folded words stand in a row; longer phrases are as frequent as their rarest three."""
        found = phrase.split()
        if len(found) <= 3:
            return self._counts[phrase]
        return min(self._counts[" ".join(found[k : k + 3])] for k in range(len(found) - 2))


@dataclass(frozen=True, slots=True)
class Rendering:
    """An English phrase for a term: its score (log scale, for ordering only) and how it came about."""

    text: str
    score: float
    attested: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """What can be said in English of a phrase: renderings, best first, or the words that nobody can translate."""

    renderings: tuple[Rendering, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Option:
    """A translation of a part in its role, what it is worth (log), and the part it translates."""

    text: str
    worth: float
    part: str
    capital: bool = False  # written with a capital where no sentence asks for one


def render(phrase: Phrase, attested: Attested, lexicon: Lexicon | None = None, *, senses: Senses = silent, limit: int = 3) -> Composition:
    """
    The likeliest English renderings of an Indonesian noun phrase, best first.

    The lexicon, where it is given, tells whose translation a pair of English words already is: that English texts are
    full of *strategic partnership* says nothing for *kerja sama strategis*.

    >>> from glossary.lexicon import seeds
    >>> from glossary.parts import parse
    >>> from glossary.phrases import phrases
    >>> found = phrases(parse("Mereka membahas kerja sama ekonomi regional.", seeds()))[0]
    >>> render(found, lambda _: 0).renderings[0].text
    'regional economic cooperation'
    """
    options = [_options(phrase.parts, at, senses) for at in range(len(phrase.parts))]
    missing = tuple(part.text for part, found in zip(phrase.parts, options, strict=True) if not found)
    if missing:
        return Composition((), missing)
    renderings = [
        rendering
        for choice, score in _walk(options[::-1], attested, lexicon)
        for rendering in _compound(choice, score, attested)
    ]
    cut = _complement(phrase)
    if cut:
        heads, complements = (_walk(o[::-1], attested, lexicon) for o in (options[:cut], options[cut:]))
        renderings += [_of(h, c, attested, owed=_owed(phrase, cut)) for h in heads[:3] for c in complements[:3]]
    unique: dict[str, Rendering] = {}
    for rendering in sorted(renderings, key=lambda r: (-r.score, r.text)):
        unique.setdefault(fold(rendering.text), rendering)
    found = list(unique.values())
    return Composition(tuple(r for r in found[:limit] if r.score > found[0].score - _FAR))


def _options(parts: Sequence[Part], at: int, senses: Senses) -> list[_Option]:
    """
    The translations of a part in its place, each with its worth.

    The head is a noun. A modifier is an adjective where English has one (*militer*: military), unless it has a modifier
    of its own: *teknologi militer* is military technology, and then both readings are as good. A verb that stands for
    its action is a gerund (*lingkungan belajar*, learning environment).
    """
    part, head = parts[at], at == 0
    modified = at + 1 < len(parts) and parts[at + 1].pos == "ADJ" and not head
    shares = _by_lexicon(part, _roles(part, head=head, modified=modified))
    said = senses(part.folded) or senses(part.bare)
    for text, share in _by_use(said, shares, head=head).items():
        shares[text] = shares.get(text, 0.0) + _USED * share
    return [
        _Option(text, math.log(share), part.text, part.capital)
        for text, share in shares.items()
        if _fits(text, head=head)
    ]


_USED = 2.0  # what aligned text is believed against the order of the lexicon
_NEW = 0.15  # share from which aligned text adds a translation that the lexicon has not


def _roles(part: Part, *, head: bool, modified: bool) -> dict[str, float]:
    """The classes of entries that can stand in a place, each with how readily."""
    if part.pos == "PROPN":
        return {"PROPN": 1.0, "ADJ": 0.2, "NOUN": 0.1} if not head else {"PROPN": 1.0, "NOUN": 0.2}
    if head:
        return {"NOUN": 1.0, "PROPN": 0.2, "VERB": 0.05, "ADJ": 0.02}
    if modified:
        return {"NOUN": 1.0, "ADJ": 1.0, "PROPN": 0.2, "VERB": 0.05}
    return {"ADJ": 1.0, "NOUN": 0.2, "PROPN": 0.2, "NUM": 0.2, "VERB": 0.05}


def _by_lexicon(part: Part, roles: Mapping[str, float]) -> dict[str, float]:
    """What the lexicon has for a part, each with a share by its place in the entry and by what suits the role."""
    ranked: dict[str, float] = {}
    best = max((roles.get(entry.pos, 0.0) for entry in part.entries), default=1.0) or 1.0
    for entry in part.entries:
        if entry.pos in roles and (entry.pos != "PROPN" or part.surface[:1].isupper()):
            for rank, text in enumerate(entry.english):
                form = english.gerund(text) if entry.pos == "VERB" else text
                ranked[form] = max(ranked.get(form, 0.0), roles[entry.pos] / best * _RANKED**rank)
    return ranked


def _by_use(said: Mapping[str, float], known: Mapping[str, float], *, head: bool) -> dict[str, float]:
    """What aligned text has for a part: shares for what the lexicon knows, and what it should have known."""
    found: dict[str, float] = {}
    plain = {text: [english.singular(word) for word in words(text)] for text in known}
    counted: Counter[str] = Counter()
    for word, share in said.items():
        counted[english.singular(word)] += share  # type: ignore[assignment]
    for text, parts in plain.items():
        found[text] = min((counted[word] for word in parts), default=0.0)
    taken = {word for parts in plain.values() for word in parts}
    for word, share in counted.items():
        if share >= _NEW and word not in taken and word not in SMALL["en"]:
            found[word] = share
    return found


def _complement(phrase: Phrase) -> int:
    """Where the noun phrase begins that English says after *of*: the first noun after the head's own adjectives; or 0."""
    for at, part in enumerate(phrase.parts):
        if at and part.pos in ("NOUN", "PROPN"):
            return at
    return 0


def _owed(phrase: Phrase, cut: int) -> bool:
    """
    Whether English needs the *of*: the head has an adjective of its own (*anggota tetap Dewan Keamanan*, permanent member
    of the Security Council), or is an action on something of two parts (*ratifikasi perjanjian kemitraan*).
    """
    action = bool(_ACTION.search(phrase.parts[0].folded))
    return cut > 1 or (action and len(phrase.parts) - cut >= 2)


_ACTION = re.compile(r"^(?:pem|pen|peng|peny|pel)\w+an$|(?:fikasi|[ln]isasi)$")


# Things that are not counted take no article after *of*.
_ABSTRACT = re.compile(
    r"(?:tion|sion|ment|ity|ism|ship|ance|ence|ness|(?<!agen)cy|ure|law|peace|power|trade|aid|war|energy|s)$"
)


def _of(
    head: tuple[list[_Option], float], complement: tuple[list[_Option], float], attested: Attested, *, owed: bool
) -> Rendering:
    left, right = [next(iter(_compound(choice, score, attested))) for choice, score in (head, complement)]
    article = "" if _ABSTRACT.search(right.text) or _is_place(complement[0][-1]) else "the "
    text = f"{left.text} of {article}{right.text}"
    seen = attested(fold(f"{words(left.text)[-1]} of")) > 0
    whole = attested(fold(text))
    worth = head[1] + complement[1] + (1.0 if owed else -1.6) + (0.4 if seen else 0.0)
    return Rendering(text, worth + _PHRASE * math.log2(1 + min(whole, 64)), whole, (*left.why, *right.why))


def _is_place(option: _Option) -> bool:
    return option.text[:1].isupper() and not option.text.isupper()


def _fits(text: str, *, head: bool) -> bool:
    """Whether a translation can stand in its place: no clause before a noun ("country of origin" only as a head)."""
    return head or not set(words(text)) & {"of", "to", "with", "by", "in", "for", "that"}


def _walk(
    mirrored: Sequence[Sequence[_Option]], attested: Attested, lexicon: Lexicon | None
) -> list[tuple[list[_Option], float]]:
    """The best combinations, from the first English word to the last."""
    beam: list[tuple[list[_Option], float]] = [([], 0.0)]
    for options in mirrored:
        wider = [
            ([*choice, option], score + option.worth + _joined(choice, option, attested, lexicon))
            for choice, score in beam
            for option in options
        ]
        beam = sorted(wider, key=lambda item: (-item[1], [option.text for option in item[0]]))[:_BEAM]
    return beam


def _joined(choice: Sequence[_Option], option: _Option, attested: Attested, lexicon: Lexicon | None) -> float:
    """What it is worth that English texts have the last word of one part before the first of the next, in either number."""
    if not choice:
        return 0.0
    left, right = words(choice[-1].text)[-1], words(option.text)
    if left == right[0]:
        return -5.0  # "state state": two parts, one translation
    if lexicon is not None and _elsewhere((left, right[0]), choice[-1].part, option.part, lexicon):
        return 0.0
    seen = sum(attested(f"{left} {form}") for form in {right[0], english.plural(right[0])})
    return _PAIR * math.log2(1 + min(seen, 64)) / 2


def _elsewhere(pair: tuple[str, str], modifier: str, head: str, lexicon: Lexicon) -> bool:
    """Whether a pair of English words translates the same modifier with another head: *kemitraan strategis*."""
    owners = [fold(entry.text) for entry in lexicon.english.get(pair, [])]
    return any(fold(modifier) in owner for owner in owners) and not any(fold(head) in owner for owner in owners)


def _compound(choice: Sequence[_Option], score: float, attested: Attested) -> Iterable[Rendering]:
    """The phrase in singular or plural, whichever English texts attest more; singular where they say nothing."""
    why = tuple(f"{option.part} → {option.text}" for option in choice)
    body, head = [option.text for option in choice[:-1]], choice[-1].text
    ahead, noun = head.rpartition(" ")[0], head.rpartition(" ")[2]
    many = f"{ahead} {english.plural(noun)}".strip()
    before = words(body[-1])[-1] if body else ""
    seen = {form: attested(fold(f"{before} {form}").strip()) if before else 0 for form in (head, many)}
    best = many if seen[many] > seen[head] and noun[:1].islower() else head
    text = " ".join([*body, best])
    whole = attested(fold(text))
    if all(option.capital for option in choice):
        text = _titled(text)
    yield Rendering(text, score + _PHRASE * math.log2(1 + min(whole, 64)), whole, why)


_SMALL = frozenset("of the and for in on to a an".split())


def _titled(text: str) -> str:
    """An institution's or document's name in English capitals."""
    return " ".join(
        word if word in _SMALL or word[:1].isupper() else word[:1].upper() + word[1:] for word in text.split()
    )
