"""
What English words may be a term: where they begin and end, whether they are a noun phrase, and how they are written.

The aligner says which English words belong to an Indonesian phrase; these rules say which of them are the term.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary.lexicon import Lexicon
from glossary.morphology import english
from memory.language import SMALL
from memory.text import fold

LONGEST = 7  # English words
MARKS = frozenset(".,;:!?()[]\"'“”‘’–-/")
# Function words, and what points, counts or compares: none of them begins or ends a term.
_EDGES = SMALL["en"] | frozenset(
    "a an in at was if so do its s us me him them who whom whose here very too just own same new last next first second other"
    " another many much most several few every either neither such yet still already again ago per via two three four five".split()
)
# Function words that may stand inside: freedom of the press, rules for the road.
_INNER = frozenset("of the and for in on".split())
_NO_END = frozenset({"VERB", "ADV", "ADP", "AUX", "PRON", "DET", "SCONJ"})


def trimmed(found: Sequence[str], first: int, last: int, *, passing: bool = False) -> tuple[int, int]:
    """The first and last place of a term in words; the first is after the last when nothing is left."""
    # Beside an Indonesian *baru* the English *new* is the term's own.
    kept = _PASSING if passing else frozenset()
    while first <= last and _edge(found[first]) and fold(found[first]) not in kept:
        first += 1
    while last >= first and _edge(found[last]):
        last -= 1
    return first, last


_PASSING = frozenset("new same own other last next first second".split())


def _edge(word: str) -> bool:
    return word in MARKS or fold(word) in _EDGES or bool(re.fullmatch(r"[\d.,:/%]+|['’]s?", word))


def noun_phrase(found: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether English words can be a noun phrase: no marks but hyphens, no plain verb, a noun-like word at the end."""
    if any(word in MARKS and word not in "'’" for word in found):
        return False
    tags = [
        lexicon.english_pos.get(fold(word)) or lexicon.english_pos.get(english.singular(fold(word))) for word in found
    ]
    plain_verb = any(
        tag == frozenset({"VERB"}) and not word.endswith(("ing", "ed")) for tag, word in zip(tags, found, strict=True)
    )
    inner = {fold(word) for word in found[1:-1]} & (SMALL["en"] - _INNER)
    return not plain_verb and not inner and not (tags[-1] and tags[-1] <= _NO_END)


def written(text: str, *, opens: bool, proper: bool) -> str:
    """The phrase as a term is written: no capital that only a sentence's beginning or a headline gave it."""
    found = re.sub(r"['’]s?$", "", text).split(" ")
    headline = not proper and all(word[:1].isupper() for word in found if fold(word) not in SMALL["en"])
    if headline and len(found) > 1 and opens:
        return " ".join(word.lower() if word[1:].islower() else word for word in found)
    if opens and found[0][1:].islower() and not any(word[:1].isupper() for word in found[1:]):
        return " ".join([found[0].lower(), *found[1:]])
    return " ".join(found)
