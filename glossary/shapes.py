"""
What English words may be a term: where they begin and end, whether they are a noun phrase, and how they are written.

The aligner says which English words belong to an Indonesian phrase; these rules say which of them are the term.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from glossary.lexicon import Lexicon
from glossary.morphology import english
from glossary.tagger import tagger
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
_ARTICLES = frozenset("a an the".split())
_NO_END = frozenset({"VERB", "ADV", "ADP", "AUX", "PRON", "DET", "SCONJ"})


def trimmed(found: Sequence[str], first: int, last: int, own: Container[int] = ()) -> tuple[int, int]:
    """
    The first and last place of a term in words; the first is after the last when nothing is left.

    `own` are places that a word of the Indonesian term is linked to: *last* is the term's in *nama belakang*, last name.
    """
    while first <= last and _edge(found[first]) and not (first in own and fold(found[first]) in _QUALIFYING):
        first += 1
    while last >= first and _edge(found[last]):
        last -= 1
    return first, last


_QUALIFYING = frozenset("new same own other last next first second".split())


def _edge(word: str) -> bool:
    return word in MARKS or fold(word) in _EDGES or bool(re.fullmatch(r"[\d.,:/%]+|['’]s?", word))


def noun_phrase(found: Sequence[str], lexicon: Lexicon, *, adjective: bool = False) -> bool:
    """
    Whether English words can be a noun phrase: no marks but hyphens, no plain verb, a noun-like word at the end.

    A single adjective counts when `adjective` says so: asymptomatic.
    """
    if any((word in MARKS and word not in "'’") or _RUN_ON.search(word) for word in found) or _clause(found):
        return False
    tags = [_tags(word, lexicon) for word in found]
    if any(tag == {"VERB"} and not word.endswith(("ing", "ed")) for tag, word in zip(tags, found, strict=True)):
        return False
    no_end = _NO_END if found[-1][:1].isupper() or (adjective and len(found) == 1) else _NO_END | {"ADJ"}
    return not (tags[-1] and tags[-1] <= no_end)


_RUN_ON = re.compile(r"[a-z]\.[A-Z]")  # two sentences without a space between them


def acting(found: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """
    Whether a word of an English sentence is a plain verb or an adverb where it stands: *use* printer metrics.

    The tagger is asked only about a word that the lexicon says can be one: *faulty* in faulty reagents cannot.
    """
    tags = _tags(found[at], lexicon)
    if found[at].endswith(("ing", "ed")) or not tags & _ACTING:
        return False
    return tagger(lexicon, "en").tag(found)[at] in _ACTING


_ACTING = frozenset({"VERB", "ADV"})


def _tags(word: str, lexicon: Lexicon) -> frozenset[str]:
    known = lexicon.english_pos
    return known.get(fold(word)) or known.get(english.singular(fold(word))) or frozenset()


def _clause(found: Sequence[str]) -> bool:
    """Whether a function word stands inside that a term has not, or an article that follows no preposition: *sets the line*."""
    small = [fold(word) for word in found]
    inner = set(small[1:-1]) & (SMALL["en"] - _INNER)
    return bool(inner) or any(w in _ARTICLES and before not in _INNER for before, w in pairwise(small))


def written(text: str, *, opens: bool, proper: bool) -> str:
    """The phrase as a term is written: no capital that only a sentence's beginning or a headline gave it."""
    found = re.sub(r"['’]s?$", "", text).split(" ")
    headline = not proper and all(word[:1].isupper() for word in found if fold(word) not in SMALL["en"])
    if headline and len(found) > 1 and opens:
        return " ".join(word.lower() if word[1:].islower() else word for word in found)
    if opens and found[0][1:].islower() and not any(word[:1].isupper() for word in found[1:]):
        return " ".join([found[0].lower(), *found[1:]])
    return " ".join(found)
