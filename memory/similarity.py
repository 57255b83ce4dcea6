"""
How alike two segments of one language are, and why.

`base = 100·(0.6·T + 0.4·C)`: T is token edit similarity over words, numbers, placeables and marks, C is character
Levenshtein with every number and placeable as one symbol; the blend measured best for Indonesian–English (tm.md §10).
Then a ladder caps and floors it by what kind of thing differs: 100 means identical, always; 99 differs only in case,
white space, number format or codes; 95–99 only in numbers or placeables; at most 94 when any word differs. Scores are
0–100. Start with `compare`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from memory.text import Language, Lexeme, alike, lexemes, squeeze, value
from memory.units import Step

_TOKENS, _CHARACTERS = 0.6, 0.4
_WORDS_DIFFER, _NUMBERS_DIFFER, _FORM_DIFFERS = 94.0, 95.0, 99.0

NEGATIONS: dict[Language, frozenset[str]] = {
    "id": frozenset("tidak tak takkan tiada bukan jangan belum tanpa".split()),
    "en": frozenset("not no never without cannot n't nor neither none nothing nobody nowhere".split()),
}


_PARTICLE = re.compile(r"(?:lah|kah|pun|nya)$")
_NUMERO = re.compile(r"(?i)(?<![\w.'’-])no\.\s+(?=\d)")  # “Resolution No. 5” denies nothing


@dataclass(frozen=True)
class Segment:
    """A text of one language, prepared for many comparisons."""

    text: str
    language: Language

    @cached_property
    def lexemes(self) -> list[Lexeme]:
        """Its words, numbers, placeables and marks."""
        return lexemes(self.text)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What each lexeme is compared as: words as written, quotes and dashes alike, numbers by value."""
        return tuple(
            value(lexeme.text, self.language) if lexeme.kind == "number" else alike(lexeme.text)
            for lexeme in self.lexemes
        )

    @cached_property
    def small_keys(self) -> tuple[str, ...]:
        """The same, in small letters."""
        return tuple(key.casefold() for key in self.keys)

    @cached_property
    def symbols(self) -> str:
        """The text on one line, each number and placeable one character of its own (private use, by its value)."""
        pieces, at = [], 0
        for lexeme, key in zip(self.lexemes, self.keys, strict=True):
            pieces.append(self.text[at : lexeme.start])
            pieces.append(lexeme.text if lexeme.kind in ("word", "mark") else _private(key))
            at = lexeme.end
        return squeeze(unicodedata.normalize("NFC", "".join([*pieces, self.text[at:]])))

    @cached_property
    def negations(self) -> int:
        """How many words deny something."""
        small = NEGATIONS[self.language]
        found = sum(key in small or key.endswith("n't") or _PARTICLE.sub("", key) in small for key in self.small_keys)
        return found - len(_NUMERO.findall(self.text)) if found and self.language == "en" else found


def _private(key: str) -> str:
    """A private-use character that stands for a number or placeable: the same key, the same character."""
    return chr(0xF0000 + hash_of(key) % 0xFFFD)


def hash_of(key: str) -> int:
    """A small hash that is the same in every process."""
    found = 0
    for character in key:
        found = (found * 31 + ord(character)) & 0x7FFFFFFF
    return found


@dataclass(frozen=True, slots=True)
class Likeness:
    """The raw score (0–100), what it is made of (0–1 each), and what kind of things differ."""

    score: float
    tokens: float
    characters: float
    identical: bool
    words_differ: bool
    numbers_differ: bool
    negation_differs: bool


def compare(query: Segment, match: Segment) -> Likeness:
    """
    How alike two segments of the same language are.

    >>> compare(Segment("Rapat dimulai pukul 9.", "id"), Segment("Rapat dimulai pukul 9.", "id")).score
    100.0
    >>> compare(Segment("Rapat dimulai pukul 9.", "id"), Segment("rapat dimulai pukul 9.", "id")).score
    99.0
    >>> 95 <= compare(Segment("Rapat dimulai pukul 9.", "id"), Segment("Rapat dimulai pukul 10.", "id")).score < 99
    True
    """
    if query.text == match.text:
        return Likeness(100.0, 1.0, 1.0, True, False, False, False)
    tokens, characters = _edit(query.keys, match.keys), _edit(query.symbols, match.symbols)
    words, numbers = _differing(query, match)
    base = 100 * (_TOKENS * tokens + _CHARACTERS * characters)
    if words:
        score = min(base, _WORDS_DIFFER)
    elif numbers:
        score = min(max(base, _NUMBERS_DIFFER), _FORM_DIFFERS - 0.01)
    else:
        score = _FORM_DIFFERS
    return Likeness(round(score, 2), tokens, characters, False, words, numbers, query.negations != match.negations)


def _edit(a: Sequence[str], b: Sequence[str]) -> float:
    return float(Levenshtein.normalized_similarity(a, b))


def _differing(query: Segment, match: Segment) -> tuple[bool, bool]:
    """Whether words or marks differ (case aside), and whether numbers or placeables do."""
    here, there = _split(query), _split(match)
    return here[0] != there[0], here[1] != there[1]


def _split(segment: Segment) -> tuple[list[str], list[str]]:
    """The words and marks, with a blank where a number or placeable stands; and those. Codes (tags) are left out."""
    firm, loose = [], []
    for lexeme, key in zip(segment.lexemes, segment.small_keys, strict=True):
        if lexeme.kind == "placeable" and lexeme.text.startswith("<"):
            continue
        if lexeme.kind in ("number", "placeable"):
            loose.append(key)
            firm.append("\N{BULLET}")
        else:
            firm.append(key)
    return firm, loose


def differences(query: Segment, match: Segment) -> tuple[Step, ...]:
    """
    What to change in the match to get the query, lexeme by lexeme, as places in both texts (code points).

    >>> [(s.kind, "Ia tidak tahu."[slice(*s.query)]) for s in differences(Segment("Ia tidak tahu.", "id"), Segment("Ia tahu.", "id"))]
    [('equal', 'Ia'), ('insert', 'tidak'), ('equal', 'tahu.')]
    """
    steps = []
    for step in Levenshtein.opcodes(match.keys, query.keys):
        kind = {"replace": "replace", "insert": "insert", "delete": "delete", "equal": "equal"}[step.tag]
        steps.append(
            Step(
                kind,  # type: ignore[arg-type]
                _place(query.lexemes, step.dest_start, step.dest_end),
                _place(match.lexemes, step.src_start, step.src_end),
            )
        )
    return tuple(steps)


def _place(found: list[Lexeme], start: int, end: int) -> tuple[int, int]:
    """Where the lexemes from start to end stand; where nothing stands, the empty place before the next one."""
    if start < end:
        return found[start].start, found[end - 1].end
    at = found[start].start if start < len(found) else (found[-1].end if found else 0)
    return at, at


def repair(query: Segment, match: Segment, target: str, language: Language) -> str | None:
    """
    The target with the query's numbers and placeables in place of the match's; None where that is not certain.

    Certain means: the same number of them on both sides, and each that changed stands in the target exactly as often as
    in the match. Amounts are written as the target's language writes them, clock times and versions as in the query.

    >>> old, new = Segment("Anggaran 1.500 miliar", "id"), Segment("Anggaran 2.750,5 miliar", "id")
    >>> repair(new, old, "A budget of 1,500 billion", "en")
    'A budget of 2,750.5 billion'
    """
    here, old = _loose(query), _loose(match)
    if len(here) != len(old):
        return None
    swaps: dict[str, Lexeme] = {}
    for a, b in zip(old, here, strict=True):
        before = _key(a, match.language)
        if _key(swaps.setdefault(before, b), query.language) != _key(b, query.language):
            return None  # one number becomes two different ones: who knows which is where in the target
    there = [(lexeme, _key(lexeme, language)) for lexeme in lexemes(target) if lexeme.kind in ("number", "placeable")]
    changed = {key: lexeme for key, lexeme in swaps.items() if key != _key(lexeme, query.language)}
    for key in changed:
        if sum(k == key for _, k in there) != sum(_key(lexeme, match.language) == key for lexeme in old):
            return None
    pieces, at = [], 0
    for lexeme, key in there:
        if key in changed:
            new = _written(changed[key], query.language, lexeme, language)
            if new is None:
                return None
            pieces += [target[at : lexeme.start], new]
            at = lexeme.end
    return "".join([*pieces, target[at:]]) if pieces else None


def _loose(segment: Segment) -> list[Lexeme]:
    return [lexeme for lexeme in segment.lexemes if lexeme.kind in ("number", "placeable")]


def _key(lexeme: Lexeme, language: Language) -> str:
    return value(lexeme.text, language) if lexeme.kind == "number" else lexeme.text


_SWAPPED = str.maketrans(".,", ",.")
_AMOUNT: dict[Language, re.Pattern[str]] = {
    "id": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
}


def _written(new: Lexeme, written: Language, old: Lexeme, wanted: Language) -> str | None:
    """
    A number as the other language writes it, 1.000,50 as 1,000.50; None where it would not have the same value.

    What is no amount in its own language stays as it is, and so does what takes the place of none: in Indonesian “09.30”
    and “4.2” are a time and a version.
    """
    amounts = _AMOUNT[written].fullmatch(new.text) and _AMOUNT[wanted].fullmatch(old.text)
    text = new.text.translate(_SWAPPED) if amounts and written != wanted else new.text
    return text if new.kind == "placeable" or value(text, wanted) == value(new.text, written) else None
