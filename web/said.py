"""
Problems in the reader's language. The rooms below tell them in English, as a text; a page turns the text back into the
phrase and the values it was made of, and says the phrase as the catalogue has it (`web/problems.py` finds the phrases).

    said("surat.tmx is empty.")  →  “surat.tmx kosong.”

Only pages ask: the API, the log and the command line stay English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path

from flask_babel import format_datetime, format_decimal, get_locale, gettext

from web.errors import phrase

CONTEXT = "problem"  # the msgctxt that tells phrases of problems from words of pages
_CONTEXTS: tuple[object, ...] = (CONTEXT, CONTEXT.encode())  # Babel 2 reads the second of a compiled catalogue
_PLACE = re.compile(r"%\((\w+)\)([sd])")
_COUNT = re.compile(r"-?\d[\d,]*")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)

# Values that are told by the program, not given by somebody: phrases in a phrase, words that pages have, too, and times.
_PHRASES = ("why", "said", "told", "problem", "error", "reasons", "outcome", "damage", "strerror", "scope")
_WORDS = ("lifecycle", "decision", "allowed", "least", "role", "state", "what", "kind")
_TIMES = ("at", "undone", "revoked")
_ALSO = {
    "admin": "administrator",
    "queued": "waits",
    "running": "at work",
    "type": "kind of term",
    "enforcement": "checking",
    "way to match": "matching",
    "case": "upper and lower case",
    "lifecycle": "stage",
    "full": "full form",
    "short": "short form",
    "proper": "proper name",
    **{name: name.capitalize() for name in ("approve", "reject", "reopen", "retire")},
}

# Whoever sends a file can write what its problems say: so deep, so long and so often at most is a phrase looked for in a
# value. The deepest is why the first unit of a file was skipped, in a list of files that cannot be read.
_DEEPEST, _LONGEST, _SENTENCES = 2, 2000, 8


@dataclass(frozen=True, slots=True)
class Said:
    """What a page shows; `english` where that is English on a page in another language, and has to be marked so."""

    text: str
    english: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of problems: its texts and, between them, the names of its values; which of them are counts."""

    texts: tuple[str, ...]
    names: tuple[str, ...]
    counts: frozenset[str]

    @classmethod
    def of(cls, message: str) -> Phrase:
        """
        The phrase that a message of the catalogue writes.

        >>> Phrase.of("%(name)s has more than %(most)d texts.").texts
        ('', ' has more than ', ' texts.')
        """
        pieces = _PLACE.split(message)
        texts = pieces if len(pieces) == 1 else [text.replace("%%", "%") for text in pieces[::3]]
        counts = frozenset(name for name, kind in zip(pieces[1::3], pieces[2::3], strict=True) if kind == "d")
        return cls(tuple(texts), tuple(pieces[1::3]), counts)

    @property
    def weight(self) -> int:
        """How much of a text it says itself, in code points: of two phrases that fit, the heavier one was meant."""
        return sum(map(len, self.texts))

    def values(self, text: str) -> dict[str, str] | None:
        """The values that a text gives it; None for a text that is another phrase. Takes time in proportion to the text."""
        first, last = self.texts[0], self.texts[-1]
        if not self.names:
            return {} if text == first else None
        end = len(text) - len(last)
        if end < len(first) or not text.startswith(first) or not text.endswith(last):
            return None
        found = self._between(text, len(first), end)
        if found is None or not all(_COUNT.fullmatch(found[name]) for name in self.counts):
            return None
        return found

    def _between(self, text: str, at: int, end: int) -> dict[str, str] | None:
        found = {}
        for number, name in enumerate(self.names[:-1]):
            here = self._after(number, text, at, end)
            if here < 0:
                return None
            found[name], at = text[at:here], here + len(self.texts[number + 1])
        return {**found, self.names[-1]: text[at:end]}

    def _after(self, number: int, text: str, at: int, end: int) -> int:
        """Where a value ends: at the phrase's next text, which a count has to follow if one is next."""
        following = self.texts[number + 1]
        if self.names[number + 1] not in self.counts:
            return text.find(following, at, end)
        last = r"\Z" if number + 3 == len(self.texts) else ""
        counted = re.escape(following) + _COUNT.pattern + re.escape(self.texts[number + 2]) + last
        found = re.compile(counted).search(text, at)
        return found.start() if found else -1

    def filled(self, values: Mapping[str, str]) -> str:
        """The text of the phrase with these values."""
        between = (values[name] + text for name, text in zip(self.names, self.texts[1:], strict=True))
        return self.texts[0] + "".join(between)


Phrases = tuple[tuple[Phrase, Phrase], ...]  # in English and in the other language, the heaviest first


# What pages tell in the words of others: of the framework, whose sentences are these, of the system below it, and of
# requests: pages themselves have the word “project” only as a label, with a capital.
_ELSEWHERE = (
    phrase("The browser (or proxy) sent a request that this server could not understand."),
    phrase("The data value transmitted exceeds the capacity limit."),
    phrase("The method is not allowed for the requested URL."),
    phrase(
        "The requested URL was not found on the server. If you entered the URL manually please check your spelling and"
        " try again."
    ),
    *(phrase("Bad Request"), phrase("Unauthorized"), phrase("Forbidden"), phrase("Not Found"), phrase("Conflict")),
    *(phrase("Method Not Allowed"), phrase("Request Entity Too Large"), phrase("Content Too Large")),
    *(phrase("Unprocessable Entity"), phrase("Unprocessable Content"), phrase("Too Many Requests")),
    *(phrase("Internal Server Error"), phrase("Service Unavailable")),
    *(phrase("Disk quota exceeded"), phrase("File too large"), phrase("Input/output error")),
    *(phrase("No space left on device"), phrase("Permission denied"), phrase("Read-only file system")),
    phrase("project"),
)


def said(text: object) -> Said:
    """A problem's message or hint in the language of the page: as it is where that is English or has no such phrase."""
    told, locale = str(text), str(get_locale())
    if locale == "en" or not told:
        return Said(told)
    found = _translated(told, phrases(locale))
    return Said(told, english=True) if found is None else Said(found)


@lru_cache(maxsize=4)
def phrases(locale: str) -> Phrases:
    """The phrases of problems that the catalogue of a language has translated; read when the first problem is told."""
    from babel.messages.mofile import read_mo  # noqa: PLC0415 - whom nothing goes wrong for waits for no catalogue

    catalogue = Path(__file__).parent / "translations" / locale / "LC_MESSAGES" / "messages.mo"
    with catalogue.open("rb") as file:
        messages = [one for one in read_mo(file) if one.context in _CONTEXTS]
    pairs = ((Phrase.of(str(one.id)), Phrase.of(str(one.string))) for one in messages)
    return tuple(sorted(pairs, key=lambda pair: -pair[0].weight))


def fitting(text: str, known: Phrases) -> Iterator[tuple[Phrase, Phrase, dict[str, str]]]:
    """The phrases that a text may be, with their translations and the values, the likeliest first."""
    for english, other in known:
        values = english.values(text)
        if values is not None:
            yield english, other, values


def _translated(text: str, known: Phrases, depth: int = 0) -> str | None:
    for english, other, values in fitting(text, known):
        return other.filled({name: _value(english, name, value, known, depth) for name, value in values.items()})
    return None


def _value(within: Phrase, name: str, value: str, known: Phrases, depth: int) -> str:
    """A value as the page says it: a count or a time as the language writes it, a phrase or a word in its words."""
    bare = name.rstrip("23456789")
    if name in within.counts:
        return str(format_decimal(int(value.replace(",", ""))))
    if bare in _PHRASES and depth < _DEEPEST:
        return "\n".join(_told(line, known, depth + 1) for line in value.split("\n"))
    if bare in _WORDS:
        return ", ".join(_word(one) for one in value.split(", "))
    return _time(value) if bare in _TIMES and _MOMENT.fullmatch(value) else value


def _word(one: str) -> str:
    """A word of the pages; catalogues answer an empty one with their own header."""
    return str(gettext(_ALSO.get(one, one.replace("_", " ")))) if one else one


def _time(value: str) -> str:
    """A time; as it is where the calendar has none such: a value may be cut from a text that somebody has written."""
    try:
        return moment(value)
    except (ValueError, OverflowError):
        return value


def moment(at: str) -> str:
    """A time of a record (ISO 8601), as the reader's language writes it, in UTC."""
    return f"{format_datetime(datetime.fromisoformat(at), 'medium')} UTC"


def _told(line: str, known: Phrases, depth: int) -> str:
    """What a problem within a problem says: a phrase, or a message and its hint, or a word of the pages."""
    text = line.strip()
    if not text or len(text) > _LONGEST:
        return line
    whole = _translated(text, known, depth) or _halved(text, known, depth)
    return line.replace(text, str(gettext(text)) if whole is None else whole)


def _halved(text: str, known: Phrases, depth: int) -> str | None:
    for end in islice(re.finditer(r"(?<=[.?]) ", text), _SENTENCES):
        message = _translated(text[: end.start()], known, depth)
        hint = _translated(text[end.end() :], known, depth) if message else None
        if hint:
            return f"{message} {hint}"
    return None
