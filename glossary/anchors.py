"""
What two texts on one event have in common, whatever their languages: names, numbers, and words whose translation is known.

An `Anchor` is an Indonesian word or number with what it may be in English; rare ones weigh more. `Page` is a text cut for
looking: sentences with their places, English words in the singular and in American spelling.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from glossary import prior
from glossary.lexicon import Lexicon
from glossary.morphology import english, indonesian
from memory.documents import Document
from memory.language import SMALL
from memory.sentences import sentences
from memory.text import fold, numbers, words

_SHARE = 0.1  # of a word's links in aligned text, from which the other word is its translation


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word or number: what it may be in English, as plain words, and its weight (0–1; a word of every text has less)."""

    text: str
    english: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of an English text: plain (see `plain`) and its place in the sentence, in code points."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """A sentence of a document: its text, the line of its paragraph, whether that is a headline."""

    text: str
    line: int
    headline: bool = False
    words: tuple[Word, ...] = field(default=(), compare=False)

    @property
    def plain(self) -> frozenset[str]:
        """Its English words and numbers."""
        return frozenset(word.plain for word in self.words) | frozenset(numbers(self.text, "en"))


def plain(word: str) -> str:
    """
    An English word as it is compared: folded, singular, American, without possessive and dots.

    >>> [plain(word) for word in ["Treaties", "defence", "Russia's", "U.N."]]
    ['treaty', 'defense', 'russia', 'un']
    """
    bare = re.sub(r"['’]s?$|\.", "", fold(word))
    return english.american(english.singular(bare))


def lines(document: Document) -> list[Line]:
    """The sentences of a document in its own language; those of an English one with their words."""
    found = []
    for paragraph in document.paragraphs:
        if paragraph.language == document.language:
            for sentence in sentences(paragraph.text, document.language):
                cut = tuple(_words(sentence.text)) if document.language == "en" else ()
                found.append(Line(sentence.text, paragraph.line, paragraph.headline, cut))
    return found


def _words(text: str) -> Iterator[Word]:
    for found in re.finditer(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)?|[^\w\s]", text):
        yield Word(plain(found[0]) or found[0], found.start(), found.end())


def anchors(text: str, lexicon: Lexicon) -> dict[str, Anchor]:
    """The anchors of an Indonesian sentence, by their folded words without clitic and doubling."""
    found = {number: Anchor(number, frozenset({number}), 1.0) for number in numbers(text, "id")}
    for word in words(text):
        if word not in SMALL["id"] and len(word) > 2 and not word[0].isdigit():
            bare = indonesian.single(indonesian.bare(word))
            found[bare] = Anchor(bare, translations(word, lexicon), 1 / math.log2(2 + _met(bare)))
    return found


@lru_cache(maxsize=50_000)
def translations(word: str, lexicon: Lexicon) -> frozenset[str]:
    """The plain English words that a folded Indonesian word may be; a name is also itself."""
    forms = {word, indonesian.single(indonesian.bare(word))}
    known = {there for form in forms for there in (*lexicon.anchors(form), *_counted(form))}
    return frozenset(plain(there) for there in {word, *known} if there not in SMALL["en"])


def _counted(word: str) -> Iterator[str]:
    row: Mapping[str, float] = prior.shipped().get(word, {})
    total = sum(row.values())
    return (there for there, count in row.items() if there[:1].isalnum() and count >= _SHARE * total)


@cache
def _met(word: str) -> float:
    return sum(prior.shipped().get(word, {}).values())


def shared(found: Iterable[Anchor], there: frozenset[str]) -> list[Anchor]:
    """Those of the anchors that an English text has, heaviest first."""
    return sorted((one for one in found if one.english & there), key=lambda one: (-one.weight, one.text))


def relation(here: Iterable[Line], there: Iterable[Line], lexicon: Lexicon) -> float:
    """The share (0–1), by weight, of the anchors of an Indonesian text that an English text has."""
    found = {key: anchor for line in here for key, anchor in anchors(line.text, lexicon).items()}
    seen = frozenset[str]().union(*(line.plain for line in there))
    weight = sum(one.weight for one in found.values())
    return sum(one.weight for one in shared(found.values(), seen)) / weight if weight else 0.0
