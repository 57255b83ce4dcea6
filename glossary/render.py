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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from glossary import genitive, usage
from glossary.fixed import apart, in_order, without
from glossary.lexicon import Lexicon
from glossary.morphology import english
from glossary.options import Option, Senses, options, silent
from glossary.parts import Part
from glossary.phrases import Phrase
from memory.text import fold, words

Attested = Callable[[str], int]
"""How often English texts have these folded words, one after the other."""

_BEAM = 12
_PAIR = 1.1  # what a pair of words that English texts have is worth, per doubling of its count
# What it is worth that English at large has a pair of words, per doubling over chance, and at most.
_HABIT, _HABITS = 0.15, 1.6
_LITERAL = 5.0  # how much worse a fixed phrase is when it is read word by word
_FAR = 4.0  # how much worse than the best the other shape may be and still be shown
_SEEN = 0.4  # what it is worth that English texts have the head with "of"
_INSIDE = -1.0  # what it is worth that the rest stands inside an "of" that the head has
_FURTHER = 0.8  # how much more another head may ask for "of" than the likeliest
_WHOLE = 1.0  # how much less a head of two words asks for "of" than its last one does
_FRONT = 1.0  # what a head that English puts in front is worth there
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


def render(
    phrase: Phrase, attested: Attested, lexicon: Lexicon | None = None, *, senses: Senses = silent, limit: int = 3
) -> Composition:
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
    phrase = in_order(without(phrase))
    shapes = (_mirrored, _with_of, _ahead, _inserted)
    found = [rendering for shape in shapes for rendering in shape(phrase, attested, lexicon, senses)]
    if not found:
        return Composition(
            (), tuple(p.text for at, p in enumerate(phrase.parts) if not options(phrase.parts, at, senses))
        )
    unique = _unique(found)
    if len(unique) < limit and lexicon is not None:
        unique = _unique([*unique, *_literal(phrase, attested, lexicon, senses)])
    return Composition(tuple(_shown(unique, limit)))


def _unique(found: Iterable[Rendering]) -> list[Rendering]:
    """Renderings of different words, best first."""
    unique: dict[str, Rendering] = {}
    for rendering in sorted(found, key=lambda r: (-r.score, r.text)):
        unique.setdefault(fold(rendering.text), rendering)
    return list(unique.values())


def _shown(found: Sequence[Rendering], limit: int) -> list[Rendering]:
    """The best, and as the last of them the best in the other shape, when all others have one shape."""
    best = list(found[:limit])
    if limit > 1 and len(found) > limit and len({" of " in rendering.text for rendering in best}) == 1:
        other = next((r for r in found if (" of " in r.text) is not (" of " in best[0].text)), None)
        best = [*best[:-1], other] if other and other.score > best[0].score - _FAR else best
    return best


def _literal(phrase: Phrase, attested: Attested, lexicon: Lexicon, senses: Senses) -> Iterator[Rendering]:
    """What a phrase says word by word, where its fixed parts leave too little to choose from and English says it so."""
    for rendering in _mirrored(apart(phrase, lexicon), attested, lexicon, senses):
        if usage.shipped().usual(rendering.text):
            yield replace(rendering, score=rendering.score - _LITERAL)


def _mirrored(phrase: Phrase, attested: Attested, lexicon: Lexicon | None, senses: Senses) -> list[Rendering]:
    """The phrase read from the back, but an adjective of the head before nouns: *ekspor ilegal minyak*, illegal oil export."""
    found = [options(phrase.parts, at, senses) for at in range(len(phrase.parts))]
    if len(found) > 2 and _of_the_head(*phrase.parts[1:3]):
        found = [found[0], *found[2:], found[1]]
    return [_compound(choice, score, attested) for choice, score in _walk(found[::-1], attested, lexicon)]


def _of_the_head(part: Part, after: Part) -> bool:
    return after.pos == "NOUN" and (part.pos == "ADJ" or part.folded in ("awal", "akhir"))


def _inserted(phrase: Phrase, attested: Attested, lexicon: Lexicon | None, senses: Senses) -> Iterator[Rendering]:
    """The phrase inside the *of* of its head: *alat transportasi udara*, means of air transport."""
    for rendering in _mirrored(phrase, attested, lexicon, senses):
        head = next((o.text for o in options(phrase.parts, 0, senses) if rendering.text.endswith(f" {o.text}")), "")
        before, _, after = head.partition(" of ")
        rest = rendering.text.removesuffix(f" {head}")
        last = words(rest)[-1]
        if after and usage.shipped().lift(last, words(after)[0]) is not None:
            gain = _usual(last, words(after)[0], attested) - _usual(last, words(before)[0], attested)
            yield replace(rendering, text=f"{before} of {rest} {after}", score=rendering.score + gain + _INSIDE)


def _ahead(phrase: Phrase, attested: Attested, lexicon: Lexicon | None, senses: Senses) -> list[Rendering]:
    """The phrase with its head in front in English too: *mantan presiden* former president, *dugaan suap* alleged bribery."""
    first, rest = phrase.parts[0], phrase.parts[1:]
    if not rest or rest[0].pos not in ("NOUN", "PROPN"):
        return []
    fits = first.folded in _BEFORE and not (first.folded == "calon" and rest[0].capital)
    before = options(phrase.parts, 0, senses, adjective=True) if fits else []
    inner = render(replace(phrase, parts=rest), attested, lexicon, senses=senses, limit=4).renderings if before else ()
    return [
        Rendering(
            f"{b.text} {r.text}".replace("- ", "-"),
            r.score + b.worth + _FRONT,
            r.attested,
            (*r.why, f"{b.part} → {b.text}"),
        )
        for b in before
        for r in inner
        if first.folded != "percobaan" or usage.shipped().usual(f"{b.text} {r.text}")
    ]


# Heads that English puts before the noun, as an adjective.
_BEFORE = frozenset("mantan bekas eks wakil dugaan total calon percobaan potensi rata-rata sesama satu-satunya".split())


def _with_of(phrase: Phrase, attested: Attested, lexicon: Lexicon | None, senses: Senses) -> list[Rendering]:
    """The phrase with *of* before its first inner noun, which is a head of its own."""
    cut = next((at for at, part in enumerate(phrase.parts) if at and _nominal(part)), 0)
    if not cut:
        return []
    ahead, behind = phrase.parts[:cut], phrase.parts[cut:]
    heads, complements = (
        _walk([options(parts, at, senses) for at in range(len(parts))][::-1], attested, lexicon)
        for parts in (ahead, behind)
    )
    odd = len(behind) == 1 and any(entry.pos == "ADJ" for entry in behind[0].entries)
    owed = _owed(phrase, cut)
    asked = [_asked(head, owed=owed, odd=odd) for head, _ in heads[:4]]
    return [
        _of(head, complement, attested, worth=min(worth, asked[0] + _FURTHER), odd=odd)
        for head, worth in zip(heads, asked, strict=False)
        for complement in complements[:4]
    ]


def _asked(head: Sequence[Option], *, owed: bool, odd: bool) -> float:
    """What "of" after a head is worth; one of two words asks less for it than its last one does (*spare part*)."""
    noun = english.singular(words(head[-1].text)[-1])
    whole = " " in head[-1].text and not owed
    return genitive.worth(noun, owed=owed, odd=odd) - (_WHOLE if whole else 0.0)


def _nominal(part: Part) -> bool:
    """Whether a part can be a head in English."""
    nouns = {entry.pos for entry in part.entries} & {"NOUN", "PROPN"}
    return part.pos in ("NOUN", "PROPN") and bool(nouns or not part.entries)


def _owed(phrase: Phrase, cut: int) -> bool:
    """
    Whether English needs the *of*: the head has an adjective of its own (*anggota tetap Dewan Keamanan*, permanent member
    of the Security Council), or is an action on something of two parts (*ratifikasi perjanjian kemitraan*).
    """
    action = bool(_ACTION.search(phrase.parts[0].folded))
    behind = sum(len(part.folded.split()) for part in phrase.parts[cut:])
    return cut > 1 or (action and behind >= 2)


_ACTION = re.compile(r"^(?:pem|pen|peng|peny|pel)\w+an$|(?:fikasi|[ln]isasi)$")


def _of(
    head: tuple[list[Option], float],
    complement: tuple[list[Option], float],
    attested: Attested,
    *,
    worth: float,
    odd: bool,
) -> Rendering:
    left, right = [_compound(choice, score, attested) for choice, score in (head, complement)]
    noun = english.singular(words(left.text)[-1])
    place = _is_place(complement[0][-1])
    text = f"{left.text} of {genitive.belonging(noun, right.text, place=place, odd=odd)}"
    seen = attested(fold(f"{words(left.text)[-1]} of")) > 0
    whole = attested(fold(text))
    score = head[1] + complement[1] + worth + (_SEEN if seen else 0.0)
    return Rendering(text, score + _PHRASE * math.log2(1 + min(whole, 64)), whole, (*left.why, *right.why))


def _is_place(option: Option) -> bool:
    return option.text[:1].isupper() and not option.text.isupper()


def _walk(
    mirrored: Sequence[Sequence[Option]], attested: Attested, lexicon: Lexicon | None
) -> list[tuple[list[Option], float]]:
    """The best combinations, from the first English word to the last."""
    beam: list[tuple[list[Option], float]] = [([], 0.0)]
    for found in mirrored:
        wider = [
            ([*choice, option], score + option.worth + _joined(choice, option, attested, lexicon))
            for choice, score in beam
            for option in found
        ]
        beam = sorted(wider, key=lambda item: (-item[1], [option.text for option in item[0]]))[:_BEAM]
    return beam


def _joined(choice: Sequence[Option], option: Option, attested: Attested, lexicon: Lexicon | None) -> float:
    """What it is worth that English texts have the last word of one part before the first of the next, in either number."""
    if not choice:
        return 0.0
    left, right = words(choice[-1].text)[-1], words(option.text)
    if left == right[0]:
        return -5.0  # "state state": two parts, one translation
    if lexicon is not None and _elsewhere((left, right[0]), choice[-1].part, option.part, lexicon):
        return 0.0
    return _usual(left, right[0], attested)


def _usual(left: str, right: str, attested: Attested) -> float:
    """What it is worth that English has one word before another, in either number."""
    seen = sum(attested(f"{left} {form}") for form in {right, english.plural(right)})
    lift = usage.shipped().lift(left, right)
    habit = _HABITS if seen else 0.0 if lift is None else min(_HABITS, _HABIT * (lift + 3))
    return _PAIR * math.log2(1 + min(seen, 64)) / 2 + habit


def _elsewhere(pair: tuple[str, str], modifier: str, head: str, lexicon: Lexicon) -> bool:
    """Whether a pair of English words translates the same modifier with another head: *kemitraan strategis*."""
    owners = [fold(entry.text) for entry in lexicon.english.get(pair, [])]
    return any(fold(modifier) in owner for owner in owners) and not any(fold(head) in owner for owner in owners)


def _compound(choice: Sequence[Option], score: float, attested: Attested) -> Rendering:
    """The phrase in singular or plural, whichever English texts attest more; singular where they say nothing."""
    why = tuple(f"{option.part} → {option.text}" for option in choice)
    body, head = [option.text for option in choice[:-1]], choice[-1].text
    ahead, noun = head.rpartition(" ")[0], head.rpartition(" ")[2]
    many = f"{ahead} {english.plural(noun)}".strip()
    before = words(" ".join([*body, ahead]))[-1:]
    seen = {form: attested(fold(f"{before[0]} {form.rpartition(' ')[2]}")) if before else 0 for form in (head, many)}
    best = many if seen[many] > seen[head] and noun[:1].islower() else head
    text = " ".join([*body, best])
    whole = attested(fold(text))
    if all(option.capital for option in choice):
        text = _titled(text)
    return Rendering(text, score + _PHRASE * math.log2(1 + min(whole, 64)), whole, why)


_SMALL = frozenset("of the and for in on to a an".split())


def _titled(text: str) -> str:
    """An institution's or document's name in English capitals."""
    return " ".join(
        word if word in _SMALL or word[:1].isupper() else word[:1].upper() + word[1:] for word in text.split()
    )
