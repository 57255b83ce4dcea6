"""
Text as the memory sees it: cleaned once, folded for comparing, cut into tokens with their places.

Start with `clean` (what every reader does to what it reads), then `fold` (what makes two spellings the same key).
Two cutters serve two needs. `tokens` is sacremoses', the linguists' convention, for mining; `lexemes` is a quick one of
ours whose classes (word, number, placeable, mark) are what fuzzy matching weighs. Neither ever rebuilds text: both
return places in it, because detokenising loses one sentence in ten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from sacremoses import MosesTokenizer

from memory.errors import Invalid

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, Language] = ("id", "en")
ABBREVIATIONS = Path(__file__).with_name("abbreviations.txt")

# What looks alike is compared alike: curly and straight quotes, the dashes, the spaces of web pages.
_ALIKE = str.maketrans(
    {
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{GRAVE ACCENT}": "'",
        "\N{ACUTE ACCENT}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{FIGURE DASH}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
    }
)
# Invisible guests: soft hyphens and joiners from word processors, byte order marks, directional marks, control characters.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def clean(text: str) -> str:
    r"""
    The text with one kind of line end, composed letters (NFC), and nothing invisible in it.

    >>> clean("per\u00adjan\u200bjian\r\nbaru")
    'perjanjian\nbaru'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def squeeze(text: str) -> str:
    r"""
    The text on one line, with single spaces.

    >>> squeeze("  kerja \n sama ")
    'kerja sama'
    """
    return " ".join(text.split())


def alike(text: str) -> str:
    """
    The text with the quotes, dashes and spaces that look alike made alike; the length may change (the ellipsis).

    >>> alike("“ya” – tidak…")
    '"ya" - tidak...'
    """
    return text.translate(_ALIKE)


def fold(text: str) -> str:
    """
    The key under which spellings of the same words meet: case, accents, quotes, dashes and white space made alike.

    >>> fold("Jum’at  –  Café")
    "jum'at - cafe"
    """
    return _folded_word(text) if len(text) <= _WORD_LENGTH else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():  # most words of either language: nothing to decompose, one mark to make alike
        return squeeze(text.replace("`", "'").lower())
    bare = unicodedata.normalize("NFKD", squeeze(alike(text)).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))


_WORD_LENGTH = 32  # characters; words come again and again, sentences do not
_folded_word = lru_cache(maxsize=2**17)(_folded)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text and its place there: `text[start:end]`, in code points."""

    text: str
    start: int
    end: int


# What Moses would break and we want whole: links, addresses, placeholders, tags, dates, amounts, Jum'at and Qur'an.
_WHOLE = [
    r"https?://[^\s<>\"”]+",
    r"www\.[^\s<>\"”]+",
    r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+",
    r"\$?\{[^{}\s]*\}",
    r"%\(\w+\)[sdif]",
    r"%(?:\d+\$)?[sdif]\b",
    r"</?[A-Za-z][^<>]*>",
    r"\d{1,4}/\d{1,2}(?:/\d{1,4})?",
    r"[^\W\d_]+['’][^\W\d_]+",
]
# Moses stops at a thousand protected matches in one call, and a paragraph without an end is somebody's attack.
_CHUNK = 2000


@cache
def _moses(language: Language) -> MosesTokenizer:
    if language == "en":
        return MosesTokenizer(lang="en")
    # Without a list of its own Indonesian silently gets the English one.
    return MosesTokenizer(lang="id", custom_nonbreaking_prefixes_file=str(ABBREVIATIONS))


def tokens(text: str, language: Language) -> list[Token]:
    """
    The tokens of a clean text by Moses' conventions, each with its place.

    >>> [token.text for token in tokens("Rapat di Jl. Merdeka, Jum'at (20/6).", "id")]
    ['Rapat', 'di', 'Jl.', 'Merdeka', ',', "Jum'at", '(', '20/6', ')', '.']
    """
    return [token for start, chunk in _chunks(text) for token in _placed(chunk, start, language)]


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces of at most some two thousand characters, cut at white space where there is any."""
    start = 0
    while len(text) - start > _CHUNK:
        end = text.rfind(" ", start + 1, start + _CHUNK)
        end = end if end > start else start + _CHUNK
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _placed(chunk: str, offset: int, language: Language) -> Iterator[Token]:
    at = 0
    for piece in _moses(language).tokenize(chunk, escape=False, protected_patterns=_WHOLE):
        start = chunk.find(piece, at)
        if start < 0:
            raise Invalid(
                f"The token {piece!r} is not in its text.", hint="Was the text cleaned first?", text=chunk[:80]
            )
        at = start + len(piece)
        yield Token(piece, offset + start, offset + at)


Kind = Literal["word", "number", "placeable", "mark"]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A token with its class: what fuzzy matching may repair (numbers, placeables) and what it may not (words)."""

    text: str
    kind: Kind
    start: int
    end: int


# RFC 5321, 4.5.3.1.1: 64 before the @. Without the bound each of ten thousand underscores asks all that follow for one.
_ADDRESS = r"[\w.+-]{1,64}+@[\w-]++(?:\.[\w-]++)++"
_SIGNED = r"""
    https?://[^\s<>"”]+ | www\.[^\s<>"”]+ | \$?\{[^{}]{0,200}(?:\{[^{}]{0,200}\}[^{}]{0,200}){0,12}\}
    | %\(\w+\)[sdif] | %(?:\d+\$)?[sdif]\b | </?[A-Za-z][^<>]*> | &\w+;
"""
_LEXEME = re.compile(
    rf"""
    (?P<placeable> {_ADDRESS} | {_SIGNED} )
  | (?P<word>      (?:Rp|IDR|USD|EUR|SGD|RM|US)(?=\d) | (?=[\d]*[^\W\d_]) \w+ (?: [-\u2010\u2011\u2013'’.]\w+ )* )
  | (?P<number>    \d+ (?: [.,:/]\d+ )* )
  | (?P<mark>      \.\.\. | [^\w\s] | _ )
    """,
    re.VERBOSE,
)


def lexemes(text: str) -> list[Lexeme]:
    """
    The text's words, numbers, placeables and marks, in order.

    >>> [(lexeme.text, lexeme.kind) for lexeme in lexemes("Simpan {0} di 1.000,50 kapal-kapal!")]
    [('Simpan', 'word'), ('{0}', 'placeable'), ('di', 'word'), ('1.000,50', 'number'), ('kapal-kapal', 'word'), ('!', 'mark')]
    """
    return [Lexeme(m[0], m.lastgroup, m.start(), m.end()) for m in _LEXEME.finditer(text)]  # type: ignore[arg-type]


_PLACEABLE, _AT = re.compile(_SIGNED, re.VERBOSE), re.compile(_ADDRESS)
_SIGN = re.compile(r"[<{%&]|www\.|://")  # without one of these a text has none


def placeables(text: str) -> Iterator[tuple[int, int]]:
    """
    The places of links, addresses, placeholders, tags and entities: what is no word of the text.

    >>> list(placeables("Buka {0} di www.contoh.id atau halo@contoh.id"))
    [(5, 8), (12, 25), (31, 45)]
    """
    if _SIGN.search(text):
        yield from (match.span() for match in _PLACEABLE.finditer(text))
    if "@" in text:
        yield from (match.span() for match in _AT.finditer(text))


_SURFACE = re.compile(re.sub(r"\(\?P<\w+>", "(?:", _LEXEME.pattern), re.VERBOSE)


def surfaces(text: str) -> list[str]:
    """
    The texts of the lexemes alone, ten times as fast: for the index, which reads a million segments.

    >>> surfaces("Simpan {0} di kapal-kapal!")
    ['Simpan', '{0}', 'di', 'kapal-kapal', '!']
    """
    return _SURFACE.findall(text)


def words(text: str) -> list[str]:
    """
    The folded words of a text: what the index and the concordance look for.

    >>> words("Gencatan Senjata, 21 hari")
    ['gencatan', 'senjata', '21', 'hari']
    """
    return [fold(match[0]) for match in _LEXEME.finditer(text) if match.lastgroup != "mark"]


def value(number: str, language: Language) -> str:
    """
    A number's value, written one way whatever the language's marks: Indonesian 1.000,50 is English 1,000.50.

    >>> value("1.000,50", "id"), value("1,000.50", "en"), value("19:06", "id")
    ('1000.5', '1000.5', '19:06')
    """
    if re.search(r"[:/]", number):
        return number
    thousands, decimal = (".", ",") if language == "id" else (",", ".")
    # Only before three digits does a mark group thousands; 2.5 is two and a half in either language.
    if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", number):
        number = number.replace(thousands, decimal) if number.count(thousands) == 1 else number
    whole, _, part = number.replace(thousands, "").partition(decimal)
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + ("." + part if part else "")


def numbers(text: str, language: Language) -> list[str]:
    """
    The values of the numbers in a text, in order.

    >>> numbers("naik 5,4 persen menjadi 1.200", "id")
    ['5.4', '1200']
    """
    found = _LEXEME.finditer(text) if any(map(str.isdigit, text)) else ()
    return [value(match[0], language) for match in found if match.lastgroup == "number"]


def has_word(text: str) -> bool:
    """
    Whether a text has a word in it, and not only marks, numbers and placeables.

    >>> has_word("{0} 12 %"), has_word("12 kapal")
    (False, True)
    """
    return any(match.lastgroup == "word" for match in _LEXEME.finditer(text))
