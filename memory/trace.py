"""
From places in a text that was cleaned and put on one line back to places in it as it was: code points.

Whatever is compared was cleaned first, and whoever asked knows only the text that they sent. Start with `cleaned`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from memory.text import clean, squeeze


class _Character(NamedTuple):
    """A character of the cleaned text, and the place of what it was made of."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Trace:
    """A text on one line, and for each of its characters the place in the text that it was; None where it is the same."""

    text: str
    characters: tuple[_Character, ...] | None

    def back(self, place: tuple[int, int]) -> tuple[int, int]:
        """The place in the text as it was; what is empty stays so."""
        if self.characters is None:
            return place
        start, end = place
        if start < end:
            return self.characters[start].start, self.characters[end - 1].end
        if start < len(self.characters):
            at = self.characters[start].start
        else:
            at = self.characters[-1].end if self.characters else 0
        return at, at


def cleaned(text: str) -> Trace:
    r"""
    A text as `squeeze(clean(text))` makes it.

    >>> trace = cleaned("  per\u00adjanjian \n baru")
    >>> trace.text, trace.back((0, 10)), trace.back((11, 15))
    ('perjanjian baru', (2, 13), (16, 20))
    """
    return squeezed(text) if clean(text) == text else _on_one_line(_composed(text))


def squeezed(text: str) -> Trace:
    """
    A text as `squeeze(text)` makes it.

    >>> squeezed("kerja  sama").back((6, 10))
    (7, 11)
    """
    return Trace(text, None) if squeeze(text) == text else _on_one_line(_plain(text))


def _plain(text: str) -> Iterator[_Character]:
    return (_Character(character, at, at + 1) for at, character in enumerate(text))


def _composed(text: str) -> Iterator[_Character]:
    """The characters of the clean text."""
    waiting: list[_Character] = []
    for character in _plain(text):
        shown = clean(character.text)
        if shown and waiting and not _leans(shown[0]):
            yield from _joined(waiting)
            waiting = []
        if shown:
            waiting.append(_Character(shown, character.start, character.end))
    yield from _joined(waiting)


def _leans(character: str) -> bool:
    """Whether a character may be composed with the one before it: marks, and the vowels and finals of Hangul."""
    return unicodedata.category(character).startswith("M") or "\u1160" <= character <= "\u11ff"


def _joined(parts: list[_Character]) -> Iterator[_Character]:
    """A letter and what leans on it, composed: the first of what remains has the place of all that it swallowed."""
    said = unicodedata.normalize("NFC", "".join(part.text for part in parts))
    swallowed = len(parts) - len(said)
    for at, character in enumerate(said):
        first = max(0, at + swallowed) if at else 0
        last = max(first, min(at + swallowed, len(parts) - 1))
        yield _Character(character, parts[first].start, parts[last].end)


def _on_one_line(characters: Iterable[_Character]) -> Trace:
    kept: list[_Character] = []
    for character in characters:
        if not character.text.isspace():
            kept.append(character)
        elif kept and kept[-1].text == " ":
            kept[-1] = kept[-1]._replace(end=character.end)
        elif kept:
            kept.append(character._replace(text=" "))
    if kept and kept[-1].text == " ":
        kept.pop()
    return Trace("".join(character.text for character in kept), tuple(kept))
