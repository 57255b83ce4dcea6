"""
Segments as arrays of numbers: what the index files them under, and what a query is compared by.

A lexeme becomes a 64-bit code: a hash of its folded form, with its kind in the last two bits. Numbers and placeables
have codes of their own, for phrases, and one in common, `ANY`, for likeness: two segments that differ in a number only
are the same to the index. Codes say at least as often as `similarity.py` that two lexemes are the same, so that the
share of codes in common is never less than T; that is what makes the filter in `postings.py` lossless.
Start with `read`, which reads many texts at once; a query is read the same way, as one text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from memory.text import fold, lexemes, squeeze, surfaces

Array = npt.NDArray[Any]

WORD, MARK, LOOSE, TAG = range(4)  # the last two bits of a code: LOOSE is a number or a placeable, TAG one in <>
ANY = np.uint64(LOOSE)
SHORT = 6  # words up to which a text is filed by its trigrams, too
BUCKETS = 32  # of a profile
_STRIDE = np.uint64(0x9E3779B97F4A7C14)  # from a code's first occurrence to its second; leaves the kind alone


@dataclass(frozen=True)
class Reading:
    """Texts as arrays. What belongs to one text stands together, in the order of the texts."""

    sums: Array  # uint32, crc32 of each squeezed text
    lengths: Array  # uint32, lexemes of each text
    codes: Array  # uint64, the lexemes
    essences: Array  # uint32, equal for texts that differ in numbers, placeables, tags, case and accents only
    profiles: Array  # uint8, how often each bucket of characters comes in each text
    gram_counts: Array  # uint32, different trigrams of each text, 0 where it is not short
    grams: Array  # uint64, those

    @cached_property
    def bag(self) -> Array:
        """What likeness is asked by, of a single text: see `occurrences`."""
        return occurrences(self.codes, np.zeros(len(self.codes), np.int64))[0]


def read(texts: Sequence[str]) -> Reading:
    """The texts as arrays."""
    squeezed = [squeeze(text) for text in texts]
    tokens = [_tokens(text) for text in squeezed]
    gram_counts, grams = _grams([_short(found) for found in tokens])
    lengths = np.fromiter(map(len, tokens), np.uint32, len(texts))
    codes = np.fromiter(map(itemgetter(0), chain.from_iterable(tokens)), np.uint64)
    return Reading(
        sums=np.fromiter((checksum(text) for text in squeezed), np.uint32, len(texts)),
        lengths=lengths,
        codes=codes,
        essences=np.fromiter(map(_essence, tokens), np.uint32, len(texts)),
        profiles=_profiles(squeezed),
        gram_counts=gram_counts,
        grams=grams,
    )


def checksum(squeezed: str) -> int:
    """A text's crc32: equal for equal texts, and hardly ever for others."""
    return crc32(squeezed.encode("utf-8", "surrogatepass"))


class _Token(NamedTuple):
    """A lexeme as the index knows it."""

    code: int
    folded: str
    firm: str  # what remains of it when numbers, placeables and tags do not matter


def _tokens(squeezed: str) -> list[_Token]:
    """The lexemes of a text. Of placeables alone some have blanks in them; other texts are read by what stands between."""
    if "{" in squeezed or "<" in squeezed:
        return list(map(_token, surfaces(squeezed)))
    return list(chain.from_iterable(map(_piece, squeezed.split(" "))))


@lru_cache(maxsize=2**16)  # pieces come again and again
def _piece(unbroken: str) -> list[_Token]:
    """The lexemes of a text without blanks."""
    return list(map(_token, surfaces(unbroken)))


@lru_cache(maxsize=2**16)
def _token(surface: str) -> _Token:
    folded, kind = _plain(surface) if surface.isascii() and surface.isalpha() else _any(surface)
    digest = blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    firm = {LOOSE: "0", TAG: ""}.get(kind, folded)
    return _Token(int.from_bytes(digest, "little") & ~3 | kind, folded, firm)


def _plain(surface: str) -> tuple[str, int]:
    """What `_any` says of most words, without a look."""
    return surface.lower(), WORD


def _any(surface: str) -> tuple[str, int]:
    """A lexeme's folded form and its kind."""
    tag = TAG if surface.startswith("<") else LOOSE
    return fold(surface), {"word": WORD, "mark": MARK}.get(lexemes(surface)[0].kind, tag)


def _essence(tokens: list[_Token]) -> int:
    return checksum(" ".join([firm for _, _, firm in tokens if firm]))


def phrase(words: Sequence[str]) -> Array:
    """The codes that these words have, one after the other."""
    codes = np.fromiter((_token(surface).code for word in words for surface in surfaces(word)), np.uint64)
    return codes[spoken(codes)]


def spoken(codes: Array) -> Array:
    """Which codes are those of words, numbers and placeables: what a phrase is made of, whatever marks stand between."""
    found: Array = codes & np.uint64(3) != MARK
    return found


def _alike(codes: Array) -> Array:
    """The codes, with one for all numbers, placeables and tags."""
    found: Array = np.where(codes & ANY, ANY, codes)
    return found


def occurrences(codes: Array, rows: Array) -> tuple[Array, Array]:
    """
    Codes for likeness and their rows, where a code's second coming in a row is another code, and its third another.

    So that sets of codes say what bags of lexemes would: "kapal kapal" is not "kapal". Rows come in ascending order.
    """
    alike = _alike(codes)
    order = np.argsort(alike, kind="stable")
    alike, rows = alike[order], rows[order]
    at = np.arange(len(alike))
    first = np.ones(len(alike), bool)
    first[1:] = (alike[1:] != alike[:-1]) | (rows[1:] != rows[:-1])
    times = at - np.maximum.accumulate(np.where(first, at, 0))
    return alike + times.astype(np.uint64) * _STRIDE, rows


def _short(tokens: list[_Token]) -> str:
    """The folded words of a short text, in blanks; nothing of a longer one."""
    if len(tokens) > 4 * SHORT:
        return ""
    words = [folded for code, folded, _ in tokens if code & 3 != MARK]
    return f" {' '.join(words)} " if 0 < len(words) <= SHORT else ""


def _grams(texts: list[str]) -> tuple[Array, Array]:
    """How many different trigrams each text has, and those: three characters with no blank in the middle."""
    points, lengths = _points(texts)
    if len(points) < 3:
        return np.zeros(len(texts), np.uint32), np.empty(0, np.uint64)
    rows = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    whole = np.flatnonzero((rows[:-2] == rows[2:]) & (points[1:-1] != ord(" ")))
    a, b, c = (points[whole + k].astype(np.uint64) for k in range(3))
    found = np.sort(rows[whole] << np.uint64(40) | _mixed(a, b, c))
    found = found[np.append(True, found[1:] != found[:-1])] if len(found) else found
    counts = np.bincount((found >> np.uint64(40)).astype(np.int64), minlength=len(texts))
    return counts.astype(np.uint32), found & np.uint64(2**40 - 1)


def _mixed(a: Array, b: Array, c: Array) -> Array:
    """Three code points in forty bits: exactly, as long as they are of one plane and one of them is Latin."""
    return (a << np.uint64(27) ^ b << np.uint64(13) ^ c) & np.uint64(2**40 - 1)


def _profiles(texts: list[str]) -> Array:
    """How often each bucket of characters comes in each text."""
    points, lengths = _points(texts)
    rows = np.repeat(np.arange(len(texts)) * BUCKETS, lengths)
    counts = np.bincount(rows + _BUCKET[np.minimum(points, 255)], minlength=len(texts) * BUCKETS)
    found = np.minimum(counts, 255).astype(np.uint8).reshape(len(texts), BUCKETS)
    found[:, _DIGITS] = 0  # a number counts as one character, whichever it is
    return found


def _points(texts: list[str]) -> tuple[Array, Array]:
    """The code points of all texts, and how many each has."""
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    return points, np.fromiter(map(len, texts), np.int64, len(texts))


_DIGITS = 26


def _buckets() -> Array:
    """The bucket of each Latin-1 character: small letters one each, the rest by what they are."""
    found = np.full(256, 31)  # other letters
    for point in range(256):
        character = chr(point)
        if character.isascii() and character.isalpha():
            found[point] = ord(character.lower()) - ord("a")
        elif character.isdigit():
            found[point] = _DIGITS
        elif character == " ":
            found[point] = 27
        elif not character.isalpha():
            found[point] = 28 + point % 3
    return found


_BUCKET = _buckets()
