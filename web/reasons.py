"""Why a candidate was proposed, cut into what a page says in words. The miner writes it as text: `Concept.why`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_METHODS = ("aligned", "composed", "dictionary")
_COUNTED = re.compile(r"(?P<text>.+): (?P<count>\d+) of (?P<of>\d+)")
_PART = re.compile(r"(?P<text>.+?) → (?P<other>.+)")
_LACKING = re.compile(r"no translation of “(?P<text>.+)”")


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason: by which method; how often a rendering stands where the term does; what a part was rendered by; which
    word has no translation; or, as it is, whatever else was written.
    """

    kind: Literal["method", "counted", "part", "lacking", "plain"]
    text: str
    other: str = ""
    count: int = 0
    of: int = 0


def reasons(why: Iterable[str]) -> list[Reason]:
    """
    The reasons of a concept, in their order.

    >>> reasons(("aligned", "central bank: 5 of 6"))[1]
    Reason(kind='counted', text='central bank', other='', count=5, of=6)
    """
    return [_reason(text) for text in why]


def _reason(text: str) -> Reason:
    if text in _METHODS:
        return Reason("method", text)
    if found := _COUNTED.fullmatch(text):
        return Reason("counted", found["text"], count=int(found["count"]), of=int(found["of"]))
    if found := _LACKING.fullmatch(text):
        return Reason("lacking", found["text"])
    if found := _PART.fullmatch(text):
        return Reason("part", found["text"], found["other"])
    return Reason("plain", text)
