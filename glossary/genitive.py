"""
English phrases with *of*: which nouns ask for one, and how what follows is written.

A noun that is nothing without what it belongs to asks for *of* (*importance of sleep*, *lack of rain*), one that names a
thing of its own is said with what comes before it (*sleep habit*, *rain forest*). How much a noun asks is what English does
with it: how much likelier than chance *of* stands after it (`usage.py`).
"""

from __future__ import annotations

import re

from glossary import usage
from glossary.morphology import english

_OWED = 1.0  # what the shape is worth where English owes it
_PLAIN, _PER_DOUBLING = -7.5, 0.7  # what it is worth after a noun that never has one, and more for each doubling
_MOST = 11  # doublings over chance, from which on they tell nothing
_ODD = 3.0  # how much less where English has an adjective for what follows: effect of the vision, visual effect
_RELATED = 0.3  # what it is worth after these nouns, which say how much, which side or what quality of something
_RELATIONAL = frozenset(
    """
    majority bulk most lack shortage absence importance series sense fate declaration percentage proportion lot suspicion
    repeal withdrawal average beginning eve depth inch kilometre metre tonne ton litre kilo kilogram barrel middle rest
    north south east west northeast northwest southeast southwest
    """.split()
)
# And after these where English has no adjective for the rest: effect of caffeine, but visual effect.
_OFTEN = _RELATIONAL | frozenset(
    "effect heart mile future culture feeling brand friend context variant sequence symbol presence".split()
)


def worth(noun: str, *, owed: bool, odd: bool) -> float:
    """
    What *of* after a noun is worth against a compound (log scale): below nothing where a compound is better.

    `owed` says that the phrase cannot do without, `odd` that English has an adjective for what would follow.

    >>> worth("importance", owed=False, odd=False) > 0 > worth("tower", owed=False, odd=False)
    True
    """
    asked = usage.shipped().lift(noun, "of") or 0
    found = _OWED if owed else _PLAIN + _PER_DOUBLING * min(asked, _MOST) - _ODD * odd
    return max(found, _RELATED) if related(noun, odd=odd) else found


def related(noun: str, *, odd: bool) -> bool:
    """Whether a noun says how much, which side or what quality of something."""
    return noun in (_RELATIONAL if odd else _OFTEN)


def belonging(noun: str, text: str, *, place: bool, odd: bool) -> str:
    """
    What follows *of* after a noun, in the number and with the article that English gives it; `place` says that it is one.

    >>> belonging("list", "phone number", place=False, odd=False), belonging("gate", "school", place=False, odd=False)
    ('phone numbers', 'the school')
    """
    if noun in _MANY and text.islower():
        ahead, _, last = text.rpartition(" ")
        return f"{ahead} {last if _ABSTRACT.search(last) else english.plural(last)}".strip()
    known = (place and not _BODY.search(text)) or text.startswith("the ") or text in _SPOKEN
    return text if known or _ABSTRACT.search(text) or related(noun, odd=odd) else f"the {text}"


# Nouns of more than one thing.
_MANY = frozenset("series set majority bulk lot string list number group team collection range variety network".split())
# Things that are not counted take no article after *of*.
_ABSTRACT = re.compile(
    r"(?:tion|sion|ment|ity|ism|ship|ance|ence|ness|(?<!agen)cy|ure|law|peace|power|trade|aid|war|energy|(?<![us])s)$"
)
# Bodies and states that take the article before their name: *of the Security Council*.
_BODY = re.compile(
    r"(?:Council|Court|Assembly|Union|Nations|Commission|Committee|Bank|States|Army|Navy|Police|House|Senate|Agency|Office"
    r"|Party|Army|Force|Republic|Kingdom|Emirates|Organi[sz]ation|Republic of \w+)$"
)
# Acronyms that are spoken as words take none.
_SPOKEN = frozenset("NATO ASEAN UNESCO UNICEF OPEC APEC ISIS FIFA UEFA NASA SARS MERS Covid-19".split())
