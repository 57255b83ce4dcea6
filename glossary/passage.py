"""
A passage as a check reads it: the terms of its source, each with what renders it in the target.

What several concepts share in the source is asked for once, and any of them may render it. A place in the target renders
one place of the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from glossary.findings import Passage, Span
from glossary.morphology import indonesian
from glossary.running import Running
from glossary.spot import ACCEPTED, Spotted, longest
from glossary.terms import Concept, Term
from memory.text import fold

_DEGREES = frozenset("sangat amat lebih paling cukup makin semakin sungguh begitu terlalu".split())
_BETWEEN = 3  # words that may stand between a term and its modifier with yang (Tata Bahasa Baku 7.1.5.5)
# Words that an acronym in small letters may be: they are no acronym in the wrong case.
_PLAIN_WORDS = frozenset(
    "us it who as is am an at in on or so he we me be do go no if un dan di ke se per pas apa ada".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A term that the source asks for: where, by which concepts, and the places of the target that render it."""

    places: tuple[Spotted, ...]
    concepts: tuple[str, ...]
    rendered: tuple[Spotted, ...]
    required: bool
    kept: bool = False  # it is to stay as it is
    copies: int = 0  # how often it did

    @property
    def lacking(self) -> int:
        """How many of its places nothing renders."""
        return max(0, len(self.places) - (self.copies if self.kept else len(self.rendered)))

    def with_names(self, foreign: Sequence[Spotted], known: Callable[[str], Concept]) -> Asked:
        """The same, rendered by acronyms of the source's own where the target's language has none: the KPK, the DPR."""
        names = [s for s in foreign if s.concept in self.concepts and s.term.type in _SHORT and s.accepted]
        kept = [s for s in names if _stays(s, known(s.concept))]
        return replace(self, rendered=(*self.rendered, *kept))


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage with its terms."""

    passage: Passage
    asked: tuple[Asked, ...]
    there: tuple[Spotted, ...]  # all terms of the target, those inside others too
    shown: tuple[Spotted, ...]  # the longest of them
    here: tuple[Spotted, ...]  # all terms of the source
    foreign: tuple[Spotted, ...]  # terms of the source's language in the target, where something is lacking

    @classmethod
    def of(
        cls,
        passage: Passage,
        here: Sequence[Spotted],
        there: Sequence[Spotted],
        known: Callable[[str], Concept],
        left: Callable[[], Sequence[Spotted]],
    ) -> Self:
        """A passage, given the terms found on both sides; `left` finds those of the source's language in the target."""
        shown = tuple(longest(there))
        asking = _once(passage.source, longest(spotted for spotted in here if _asks(spotted)))
        wanted = _families(asking)
        concepts = {concept for _, some in wanted for concept in some}
        free = [s for s in there if s.accepted and _counts(s) and not _taken(s, shown, concepts)]
        asked = [a for places, some in wanted if (a := _asked(passage, places, some, free, known))]
        lacking = [a for a in asked if a.lacking]
        foreign = [s for s in (left() if lacking else ()) if s.cased and not _inside(s, there)]
        named = [a.with_names(foreign, known) if a.lacking else a for a in asked]
        return cls(passage, tuple(named), tuple(there), shown, tuple(here), tuple(foreign))

    def written(self, spotted: Spotted) -> str:
        """What is written in the target at a place."""
        return self.passage.target[spotted.start : spotted.end]

    def named(self, spotted: Spotted) -> bool:
        """Whether a place of the target lies in a name that the source has letter by letter: Bill Clinton."""
        name = _running(self.passage.target, spotted.term.language).name_around(spotted.start, spotted.end)
        return bool(name) and name in self.passage.source

    def doubtful(self, asked: Asked) -> bool:
        """Whether the source may be cut otherwise: each place that nothing renders shares a word with a term that is."""
        said = {spotted.concept for spotted in self.there if spotted.accepted}
        return all(
            any(s.start < p.end and p.start < s.end and s.concept in said and _crosses(s, p) for s in self.here)
            for p in asked.places
        )

    def asked_at(self, concept: str) -> tuple[Span, ...]:
        """Where the source asks for a concept."""
        return tuple((p.start, p.end) for asked in self.asked if concept in asked.concepts for p in asked.places)

    def satisfied(self, concept: str) -> bool:
        """Whether all that the source asks of a concept is rendered."""
        asked = [a for a in self.asked if concept in a.concepts]
        return bool(asked) and not any(a.lacking for a in asked)

    def lowered(self, spotted: Spotted) -> bool:
        """Whether the source writes the concept in small letters too, as what is no name there: a foreign ministry."""
        places = [p for asked in self.asked if spotted.concept in asked.concepts for p in asked.places]
        return bool(places) and not any(p.cased for p in places)

    def concerned(self, spotted: Spotted, *, everywhere: bool = False) -> bool:
        """
        Whether a place of the target is this passage's matter: its concept stands in the source, or there is no source.

        What another concept that is asked for too rightly calls so is not.
        """
        permitted = any(
            s.accepted
            and s.cased
            and (s.start, s.end) == (spotted.start, spotted.end)
            and (s.concept == spotted.concept or not self.passage.source or self.asked_at(s.concept))
            for s in self.there
        )
        named = bool(self.asked_at(spotted.concept)) and (spotted.cased or _no_plain_word(self.written(spotted)))
        alone = everywhere or not self.passage.source
        return (named or (alone and (spotted.cased or spotted.term.case == "title"))) and not (
            permitted and not spotted.accepted
        )

    def mistaken(self, asked: Asked) -> int:
        """How many places of the target render it wrongly, each of which has a finding of its own."""
        places = {
            (spotted.start, spotted.end)
            for spotted in self.shown
            if spotted.concept in asked.concepts
            and (not spotted.accepted or (not spotted.cased and spotted.term.case == "as_is"))
            and self.concerned(spotted)
        }
        return len(places)

    @property
    def renderings(self) -> Iterator[Spotted]:
        """The places of the target that render something; without a source, all that are as they may be."""
        if self.passage.source:
            found = {(s.start, s.end, s.concept): s for asked in self.asked for s in asked.rendered}
            yield from sorted(found.values(), key=lambda s: (s.start, s.end))
        else:
            yield from (s for s in self.shown if s.accepted and s.cased)

    def distant(self, terms: Sequence[Term]) -> Span | None:
        """Where one of these Indonesian terms stands with its last modifier at a distance: … X yang komprehensif."""
        running = _running(self.passage.target, "id")
        for term in terms:
            *head, last = fold(term.text).split(" ")
            if head and term.match == "auto":
                for at in range(len(running) - len(head)):
                    if [reading.key for reading in running.readings[at : at + len(head)]] == head:
                        end = _distant(running, at + len(head), last)
                        if end is not None:
                            return running.places[at][0], running.places[end][1]
        return None


_running = lru_cache(maxsize=8)(Running)  # one text is asked about for each of its terms


def _distant(running: Running, at: int, modifier: str) -> int | None:
    """Which word is this modifier, with yang and perhaps an adverb of degree before it, at most three words further on."""
    keys = [reading.key for reading in running.readings]
    for k in range(at, min(at + _BETWEEN + 1, len(keys) - 1)):
        place = k + 2 if keys[k + 1] in _DEGREES else k + 1
        if keys[k] == "yang" and place > at + 1 and place < len(keys) and modifier in running.readings[place]:
            return place
    return None


def _asks(spotted: Spotted) -> bool:
    """Whether a find in the source stands for its concept: no piece of a hyphened word, no wrong rendering, in its capitals."""
    as_written = spotted.cased or (spotted.term.case == "title" and spotted.words > 1)
    return spotted.apart and spotted.term.status != "forbidden" and spotted.term.enforce != "off" and as_written


def _counts(spotted: Spotted) -> bool:
    """Whether a find in the target renders its concept: a name in other capitals does, an acronym does not."""
    return spotted.cased or spotted.term.case == "title"


def _families(found: Sequence[Spotted]) -> list[tuple[list[Spotted], list[str]]]:
    """Places with the concepts that share them: each place in one family, each concept in one family."""
    of: dict[str, int] = {}
    families: list[tuple[dict[Span, Spotted], dict[str, None]]] = []
    for spotted in found:
        place = (spotted.start, spotted.end)
        at = next((k for k, (places, _) in enumerate(families) if place in places), of.get(spotted.concept, -1))
        if at < 0:
            at = len(families)
            families.append(({}, {}))
        families[at][0].setdefault(place, spotted)
        families[at][1][spotted.concept] = None
        of[spotted.concept] = at
    return [(list(places.values()), list(concepts)) for places, concepts in families]


def _taken(spotted: Spotted, shown: Sequence[Spotted], concepts: set[str]) -> bool:
    """Whether a place lies in a longer one that renders another term of the source."""
    return any(
        s.concept in concepts
        and s.accepted
        and s.concept != spotted.concept
        and (s.start <= spotted.start and spotted.end <= s.end)
        and (s.end - s.start) > (spotted.end - spotted.start)
        for s in shown
    )


def _asked(
    passage: Passage,
    places: Sequence[Spotted],
    concepts: Sequence[str],
    free: Sequence[Spotted],
    known: Callable[[str], Concept],
) -> Asked | None:
    """What is asked for at these places; None where nobody insists on it."""
    family = [known(concept) for concept in concepts]
    target = "en" if places[0].term.language == "id" else "id"
    kept = any(place.term.do_not_translate for place in places)
    theirs = [t for c in family for t in c.in_language(target) if t.status in ACCEPTED]  # type: ignore[arg-type]
    if not kept and all(term.enforce == "off" for term in theirs):
        return None
    first = next((term for term in theirs if term.status == "preferred"), theirs[0] if theirs else None)
    required = places[0].term.enforce == "require" and (first is None or first.enforce == "require")
    rendered = longest(spotted for spotted in free if spotted.concept in concepts)
    one_each = {(spotted.start, spotted.end): spotted for spotted in reversed(rendered)}
    copies = _copies(places[0].term.text, passage.target) if kept else 0
    return Asked(tuple(places), tuple(concepts), tuple(sorted(one_each.values(), key=_start)), required, kept, copies)


def _crosses(one: Spotted, other: Spotted) -> bool:
    """Whether two places overlap and neither lies in the other."""
    return (one.start < other.start < one.end < other.end) or (other.start < one.start < other.end < one.end)


_SHORT = ("acronym", "abbreviation")


def _stays(spotted: Spotted, concept: Concept) -> bool:
    """Whether an acronym is kept in the other language: that of a name for which that language has none."""
    others = [t for t in concept.terms if t.language != spotted.term.language and t.status in ACCEPTED]
    return any(t.case == "title" for t in concept.terms) and not any(t.type in _SHORT for t in others)


def _once(source: str, found: list[Spotted]) -> list[Spotted]:
    """What the source asks for; an acronym in brackets after its own full name is no second time."""
    ends = {(s.concept, s.end) for s in found}
    bracketed = {(s.concept, s.start) for s in found if any((s.concept, at) in ends for at in _before(source, s.start))}
    return [s for s in found if (s.concept, s.start) not in bracketed]


def _before(source: str, start: int) -> Iterator[int]:
    """The places before a place from which brackets alone lead to it, with space before them."""
    at = start
    while at and source[at - 1] in '(“"':
        at -= 1
        yield at
    while 0 < at < start and source[at - 1].isspace():
        at -= 1
        yield at


def _inside(spotted: Spotted, there: Sequence[Spotted]) -> bool:
    """Whether a place lies in one that is a term of the target's own."""
    return any(s.start <= spotted.start and spotted.end <= s.end for s in there if s.accepted)


def _start(spotted: Spotted) -> int:
    return spotted.start


def _copies(text: str, target: str) -> int:
    """How often a text stands in another letter by letter, as whole words, be it with a clitic or an ending."""
    endings = "|".join(indonesian.CLITICS)
    pattern = rf"(?<!\w){re.escape(text)}(?:-?(?:{endings})|['’]?s)?(?!\w)"
    return len(re.findall(pattern, target))


def _no_plain_word(written: str) -> bool:
    return fold(written) not in _PLAIN_WORDS
