"""
What a line looks like: a sentence, prose, a headline, an item of a list, the time of an entry.

These shapes are asked for by every page that tells the story from the furniture: `telltales.py`, `notices.py`,
`furniture.py`, `regions.py` and the rest.
"""

from __future__ import annotations

import re

BULLET = re.compile(r"^\s*(?:[-–•*·▪●»›>]|\d{1,2}[.)])\s+")
SPEAKS = re.compile(
    r"\b(?:kata|ujar|ucap|tutur|ungkap|jelas|katanya|ujarnya|said|says|told|menurut|me\w{2,9}kan bahwa|mengatakan|menyatakan|menuturkan|menjelaskan|menambahkan|mengaku|menyebut)\b",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"[.!?:;][\"'”’)\]]{0,4}(?:\s?(?:[(\[][\w*/ -]{1,14}[)\]]))?\s*$"
)  # with the reporter's initials after it, or not
WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Small words that headlines write small.
_SMALL = frozenset(
    "dan di ke dari yang untuk pada dengan dalam oleh atau bagi via soal saat demi tak agar jadi akan hingga sebagai kepada"
    " the a an of in on at to for and or by with from as is vs".split()
)
# "16.41 WIB" alone above a paragraph: an entry of a live report.
ENTRY_TIME = re.compile(r"(?:pukul )?\d{1,2}[.:]\d{2}(?: (?:WIB|WITA|WIT|GMT|AM|PM))?", re.IGNORECASE)


def like_sentence(line: str) -> bool:
    """
    Whether a line could be a sentence of a story: it ends like one, in five words or more, mostly in small letters.

    >>> like_sentence("By Monday the troops had left the city."), like_sentence("By Helena Brandt")
    (True, False)
    """
    words = line.split()
    small = sum(word[0].islower() for word in words)
    return len(words) >= 5 and small >= 2 and bool(re.search(r"[.!?][\"'”’)\]]{0,4}$", line[-8:]))


def like_headline(line: str) -> bool:
    """
    Whether a line is written as headlines are: no full stop, nearly every word that is not a small one capitalised.

    >>> like_headline("Gubernur Sulteng: Jembatan Baru Tak Cukup Tanpa Perbaikan Jalan Desa")
    True
    >>> like_headline("Perjanjian ini memberikan bantuan timbal balik")
    False
    """
    if re.search(r"[.:;,][\"'”’)\]]{0,4}$", line[-8:]) or ";" in line:
        return False
    telling = [word for word in WORD.findall(line) if word.casefold() not in _SMALL]
    return bool(telling) and sum(word[0].isupper() for word in telling) >= 0.85 * len(telling)


def like_prose(line: str) -> bool:
    """
    Whether a line tells something in sentences: it ends like one, or is long, and is not written like a headline.

    >>> like_prose("Korea Selatan menyesalkan perjanjian tersebut.")
    True
    """
    count = len(WORD.findall(line))
    return not like_headline(line) and ((count >= 4 and bool(ENDS.search(line[-30:]))) or count >= 10)


def told_at_length(line: str) -> bool:
    """Whether a line is prose of the length that paragraphs of a story have, and teasers seldom."""
    return like_prose(line) and len(line.split()) >= 12


def whole_headline(line: str) -> bool:
    """Whether a headline is too long for a subheading."""
    return like_headline(line) and len(WORD.findall(line)) >= 5
