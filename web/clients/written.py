r"""
A text with its markup: what is checked of it, and where that stands in what the client has.

    {"annotation": [{"text": "Dia "}, {"markup": "<b>"}, {"text": "donlot"}, {"markup": "<br>", "interpretAs": "\n"}]}

Text is checked, markup is not, and in place of markup with an `interpretAs` that is read. Places count text and markup, in
UTF-16 units, since Java, Qt and JavaScript count so: 😀 is two.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple, Self

import orjson

from memory.errors import Invalid

_SHAPE = 'Send {"annotation": [{"text": "…"}, {"markup": "…", "interpretAs": "…"}]}.'


class Piece(NamedTuple):
    """A piece of what is checked: where it begins there, where it stands in the whole, whether it stands there as text."""

    start: int
    begins: int
    ends: int
    text: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A text: what is checked of it, the whole that the client has, and the pieces by which one is found in the other."""

    text: str
    whole: str
    pieces: tuple[Piece, ...]
    wide: tuple[int, ...]  # where in the whole characters of two UTF-16 units stand

    @classmethod
    def plain(cls, text: str) -> Self:
        """A text without markup."""
        return cls(text, text, (Piece(0, 0, len(text), True),), _wide(text))

    @classmethod
    def annotated(cls, data: str) -> Self:
        """A text from LanguageTool's JSON; Invalid for what is none."""
        said = [(*_said(part), "text" in part) for part in _annotation(data)]
        pieces, start, begins = list[Piece](), 0, 0
        for read, shown, text in said:
            if read:
                pieces.append(Piece(start, begins, begins + len(shown), text))
            start, begins = start + len(read), begins + len(shown)
        whole = "".join(shown for _, shown, _ in said)
        return cls("".join(read for read, _, _ in said), whole, tuple(pieces) or (Piece(0, 0, 0, True),), _wide(whole))

    def place(self, start: int, end: int) -> tuple[int, int]:
        """
        Where in the whole a span of what is checked stands, in code points; markup that is read for text counts whole.

        >>> Written.annotated('{"annotation": [{"markup": "<b>"}, {"text": "donlot"}]}').place(0, 6)
        (3, 9)
        """
        first, last = self._piece(start), self._piece(max(start, end - 1))
        begins = first.begins + start - first.start if first.text else first.begins
        return begins, last.begins + end - last.start if last.text else last.ends

    def units(self, at: int) -> int:
        """
        A place in the whole in UTF-16 units.

        >>> Written.plain("😀 donlot").units(2)
        3
        """
        return at + bisect_left(self.wide, at)

    def _piece(self, at: int) -> Piece:
        return self.pieces[max(0, bisect_right(self.pieces, at, key=lambda piece: piece.start) - 1)]


def _wide(text: str) -> tuple[int, ...]:
    return tuple(at for at, character in enumerate(text) if character > "\uffff") if not text.isascii() else ()


def _annotation(data: str) -> list[dict[str, object]]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"“data” is no JSON: {error.msg}.", hint=_SHAPE) from error
    if isinstance(value, dict) and isinstance(value.get("text"), str) and "annotation" not in value:
        return [value]
    found = value.get("annotation") if isinstance(value, dict) else None
    if not isinstance(found, list) or not all(isinstance(said, dict) for said in found):
        raise Invalid("“data” has no list “annotation”.", hint=_SHAPE)
    return found


def _said(said: dict[str, object]) -> tuple[str, str]:
    """What a part of an annotation is read as, and what it shows."""
    text, markup, read = said.get("text"), said.get("markup"), said.get("interpretAs", "")
    if isinstance(text, str) and markup is None:
        return text, text
    if isinstance(markup, str) and text is None and isinstance(read, str):
        return read, markup
    raise Invalid("A part of the annotation is neither text nor markup.", hint=_SHAPE)
