"""
Reasons to distrust a pair of segments.

Each check is a small function whose docstring is what the report says; `doubts` asks them all and names those that
object. Scored first, accepted later: a doubted unit is remembered, shown with its doubts, and kept out of mining.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from memory.language import speaks
from memory.text import fold, has_word, lexemes, numbers

_LONGEST_RATIO = 2.6  # Indonesian runs some 5% longer than English; beyond this one side says more than the other
# Clock times (19.06 is 7:06 p.m.) and the months of dates (21/6 is 21 June) are said in other numbers or in words.
_PARTS = re.compile(r"(?<![\d.,])(?:[0-2]?\d[.:][0-5]\d(?![\d.,]*\d)|([0-3]?\d)/[01]?\d(?:/\d{2,4})?)")
_DIGIT = re.compile(r"\d")
_SHORT = 24  # characters under which a ratio says nothing


def wrong_language(source: str, target: str) -> bool:
    """One side is in the other's language."""
    return not (speaks(source, "id") and speaks(target, "en"))


def length_ratio(source: str, target: str) -> bool:
    """One side is far longer than the other."""
    shorter, longer = sorted((len(source), len(target)))
    return longer >= _SHORT and longer > _LONGEST_RATIO * max(shorter, 1)


def copy(source: str, target: str) -> bool:
    """Both sides are the same text."""
    alike = abs(len(source) - len(target)) <= 2 and fold(source) == fold(target)
    return alike and sum(lexeme.kind == "word" for lexeme in lexemes(source)) > 3


def number_mismatch(source: str, target: str) -> bool:
    """Numbers of one side are missing on the other."""
    if not (_DIGIT.search(source) or _DIGIT.search(target)):
        return False
    here, there = (
        Counter(numbers(_PARTS.sub(r" \1 ", source), "id")),
        Counter(numbers(_PARTS.sub(r" \1 ", target), "en")),
    )
    lost = sum((here - there).values()) + sum((there - here).values())
    return lost >= 2 and lost > (here + there).total() / 2


def markup_only(source: str, target: str) -> bool:
    """A side has no words, only marks, numbers or placeables."""
    return not (has_word(source) and has_word(target))


def empty(source: str, target: str) -> bool:
    """A side is empty."""
    return not source.strip() or not target.strip()


CHECKS: dict[str, Callable[[str, str], bool]] = {
    check.__name__: check for check in (empty, markup_only, copy, wrong_language, length_ratio, number_mismatch)
}


def doubts(source: str, target: str) -> list[str]:
    """
    The names of the checks that object to an Indonesian and an English segment as a pair.

    >>> doubts("Anggaran 2.500 miliar untuk 14 provinsi", "A budget for 30 cities in 2031")
    ['number_mismatch']
    >>> doubts("Terima kasih.", "Thank you.")
    []
    """
    if empty(source, target):
        return ["empty"]
    return [name for name, check in CHECKS.items() if check(source, target)]


def why(doubt: str) -> str:
    """
    A doubt in words.

    >>> why("copy")
    'Both sides are the same text.'
    """
    return re.sub(r"\s+", " ", CHECKS[doubt].__doc__ or doubt).strip()
