"""
Where the parts of an Indonesian phrase stand together in an English sentence, in an order that English has.

English has the head of a noun phrase last (*strategic partnership treaty*) or before a preposition (*treaty on strategic
partnership*). Between the parts there may be articles, *of* and its like, a possessive or a hyphen, and nothing else. Where a part is not known, only a hyphen, or *of (the)* and *for (the)*: a verb
stands before an article as readily as a noun does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glossary.anchors import Word
from memory.language import SMALL

Parts = list[set[tuple[str, ...]] | None]
"""What each part, head first, may be in English: plain words in a row; None is a part that nobody knows, any one word."""

_TIES = frozenset("of on for in to against with by".split())
_BETWEEN = frozenset("the a an ' ’ s -".split())
_TIES_UNKNOWN = frozenset("of for".split())
_MOST = 3  # words between the parts, in all


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the parts stand in a sentence (code points), and the word that stands for the unknown part, if there is one."""

    start: int
    end: int
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """How far a match is: the next word, the parts that are still wanted, the order so far (-1: a preposition)."""

    at: int
    wanted: frozenset[int]
    order: tuple[int, ...] = ()
    between: int = 0
    unknown: str = ""


def fits(parts: Parts, words: Sequence[Word]) -> list[Fit]:
    """
    The places of all parts together, from left to right; none inside another.

    >>> words = [Word(w, k, k + 1) for k, w in enumerate("a treaty of friendship and the friendship treaty".split())]
    >>> [(fit.start, fit.end) for fit in fits([{("treaty",)}, {("friendship",)}], words)]
    [(1, 4), (6, 8)]
    """
    found: list[Fit] = []
    at = 0
    while at < len(words):
        ends = list(_ends(_State(at, frozenset(range(len(parts)))), parts, words))
        if ends:
            end, unknown = min(ends)
            found.append(Fit(words[at].start, words[end - 1].end, unknown))
            at = end
        else:
            at += 1
    return found


def _ends(state: _State, parts: Parts, words: Sequence[Word]) -> Iterator[tuple[int, str]]:
    """Where a match that has got this far may end, and with which unknown word."""
    if not state.wanted:
        if _english(state.order, strict=bool(state.unknown)):
            yield state.at, state.unknown
        return
    if state.at >= len(words):
        return
    for number in sorted(state.wanted):
        for further in _taken(state, number, parts[number], words):
            yield from _ends(further, parts, words)
    if state.order and state.between < _MOST and _ties(state, words, strict=None in parts):
        order = (*state.order, -1) if words[state.at].plain in _TIES else state.order
        further = _State(state.at + 1, state.wanted, order, state.between + 1, state.unknown)
        yield from _ends(further, parts, words)


def _ties(state: _State, words: Sequence[Word], *, strict: bool) -> bool:
    """Whether the next word may stand between two parts."""
    here = words[state.at].plain
    if not strict:
        return here in _TIES or here in _BETWEEN
    return here in _TIES_UNKNOWN or here == "-" or (here == "the" and state.order[-1] == -1)


def _taken(state: _State, number: int, part: set[tuple[str, ...]] | None, words: Sequence[Word]) -> Iterator[_State]:
    wanted, order = state.wanted - {number}, (*state.order, number)
    here = words[state.at].plain
    if part is None:
        halved = state.at > 0 and not state.order and words[state.at - 1].plain == "-"  # "edge" of cutting-edge
        if here not in SMALL["en"] and here[:1].isalpha() and not halved:
            yield _State(state.at + 1, wanted, order, state.between, here)
        return
    for text in sorted(part):
        if here == text[0] and tuple(word.plain for word in words[state.at : state.at + len(text)]) == text:
            yield _State(state.at + len(text), wanted, order, state.between, state.unknown)


def _english(order: Sequence[int], *, strict: bool) -> bool:
    """Whether the head (0) ends what is before the first preposition; `strict`: and the rest is mirrored part by part."""
    groups: list[list[int]] = [[]]
    for number in order:
        if number >= 0:
            groups[-1].append(number)
        elif groups[-1]:
            groups.append([])
    if not groups[0] or groups[0][-1] != 0:
        return False
    return not strict or [n for group in groups for n in reversed(group)] == list(
        range(len([n for n in order if n >= 0]))
    )
