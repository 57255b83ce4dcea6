"""
What a concordance looks for, and where it stands: phrases in quotes and single words, all of them in one unit.

    Kestara "gencatan senjata"     the word and the phrase, in any order, each in either language

Start with `read`, then `holding`, which asks the indexes; `Memory.search` puts the two together.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from memory.index import Index
from memory.text import Language, clean, fold, lexemes, surfaces, words
from memory.units import Unit

_MARKS = '"“”„«»'
_PIECE = re.compile(rf"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]?|[^\s{_MARKS}]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a concordance: a unit and where the phrases stand in it, per language, in code points."""

    unit: Unit
    spans: dict[Language, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Query:
    """The phrases that a unit has to hold, a single word being one, too; and whether any of them was quoted."""

    phrases: tuple[str, ...]
    quoted: bool


def read(text: str) -> Query:
    """
    What a text asks for. A quote that is not closed ends with the text.

    >>> read('Kestara "gencatan senjata"')
    Query(phrases=('Kestara', 'gencatan senjata'), quoted=True)
    >>> read("gencatan Kestara")
    Query(phrases=('gencatan', 'Kestara'), quoted=False)
    """
    found = [(match[0] if match[1] is None else match[1], match[1] is not None) for match in _PIECE.finditer(text)]
    said = {tuple(words(phrase)): (phrase.strip(), quoted) for phrase, quoted in reversed(found) if words(phrase)}
    kept = list(reversed(said.values()))
    return Query(tuple(phrase for phrase, _ in kept), any(quoted for _, quoted in kept))


def holding(phrases: Sequence[str], indexes: Sequence[Index]) -> list[str]:
    """
    The keys of what holds all of these phrases, each in any of the indexes.

    Those in which they stand together as one phrase come first, then the shorter ones; equal ones by key.
    """
    wanted = [surfaces(clean(phrase)) for phrase in phrases]
    rarest = min(wanted, key=lambda phrase: sum(index.phrase(phrase, 0)[1] for index in indexes))
    keys = list(dict.fromkeys(key for index in indexes for key in index.phrase(rarest, sys.maxsize)[0]))
    together = [word for phrase in wanted for word in phrase]
    told = [index.holds(keys, [*wanted, together]) for index in indexes]
    *each, whole = np.any([held for _, held in told], axis=0)
    lengths = np.sum([measured for measured, _ in told], axis=0)
    order = zip((~whole).tolist(), lengths.tolist(), keys, np.all(each, axis=0).tolist(), strict=True)
    return [key for _, _, key in sorted(place[:3] for place in order if place[3])]


def spans(phrases: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """
    Where any of the phrases stands in a text, in order; places that overlap are one.

    >>> spans(["senjata", "gencatan senjata"], "Senjata, gencatan senjata")
    ((0, 7), (9, 25))
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(place for phrase in phrases for place in places(phrase, text)):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def places(phrase: str, text: str) -> Iterator[tuple[int, int]]:
    """
    Where a phrase stands in a text as whole words, whatever the case: code points.

    >>> list(places("gencatan senjata", "Gencatan senjata itu, kata dia, gencatan  senjata tetap."))
    [(0, 16), (32, 49)]
    """
    wanted = words(phrase)
    found = [(fold(lexeme.text), lexeme.start, lexeme.end) for lexeme in lexemes(text) if lexeme.kind != "mark"]
    for k in range(len(found) - len(wanted) + 1):
        if [word for word, _, _ in found[k : k + len(wanted)]] == wanted:
            yield found[k][1], found[k + len(wanted) - 1][2]
