"""
The written forms under which a term is looked for in running text, made from the term and not from the text.

What hangs on a word (clitics, plural, possessive) is told apart while reading; here are the forms that are other words:
those that the term names itself, those of a verb, and the spellings that are known to go wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from glossary.morphology import english, indonesian
from glossary.running import Running
from glossary.terms import Term
from memory.text import alike

Role = Literal["own", "inflected", "variant"]

# Bound forms are written together with a common noun (EYD V, kata turunan 1b), and often are not.
_BOUND = re.compile(
    "(antar|anti|dwi|eks|ekstra|infra|inter|intra|kontra|mono|multi|nara|non|para|pasca|poli|pra|pro|semi|sub|supra|swa|trans|tri|tuna|ultra)(?=[a-z]{4})"
)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a term: as the term itself does, inflected, or in a spelling to be put right."""

    text: str
    role: Role


def forms(term: Term, *, verb: bool = False) -> Iterator[Form]:
    """
    The forms of a term, its own first; of a `verb` those of its tenses and voices too.

    >>> [form.text for form in forms(Term("id", "kerja sama", "preferred"))]
    ['kerja sama', 'kerjasama']
    >>> [form.text for form in forms(Term("en", "sign", "preferred", pos="VERB"))]
    ['sign', 'signs', 'signed', 'signing']
    """
    yield Form(term.text, "own")
    yield from (Form(text, "inflected") for text in term.inflected)
    if term.language == "en" and (dotted := _INITIALS.sub(_with_stops, term.text)) != term.text:
        yield Form(dotted, "inflected")
    if (verb or term.pos == "VERB") and term.match == "auto":
        yield from (Form(text, "inflected") for text in _conjugated(term))
    yield from (Form(text, "variant") for text in term.lookup_forms)
    if term.language == "id" and term.type not in ("acronym", "abbreviation"):
        yield from (Form(text, "variant") for text in _misspelt(term.text))


_INITIALS = re.compile(r"(?<![\w.])[A-Z]{2,3}(?![\w.])")


def _with_stops(found: re.Match[str]) -> str:
    """An English acronym as some newspapers write it: U.N., U.S."""
    return "".join(f"{letter}." for letter in found[0])


def _conjugated(term: Term) -> Iterator[str]:
    first, space, rest = term.text.partition(" ")
    others = english.conjugated(first) if term.language == "en" else indonesian.passive(first)
    yield from (f"{other}{space}{rest}" for other in others)


def _misspelt(text: str) -> Iterator[str]:
    """Two words written as one (kerjasama), or a bound form written alone (antar negara)."""
    words = text.split(" ")
    for at, (left, right) in enumerate(pairwise(words)):
        if left.islower() and right.isalpha() and right.islower():
            yield " ".join([*words[:at], left + right, *words[at + 2 :]])
    for at, word in enumerate(words):
        if found := _BOUND.match(word):
            yield " ".join([*words[:at], found[0], word[found.end() :], *words[at + 1 :]])


def key(text: str, term: Term) -> tuple[str, ...]:
    """The words of a form, each as `running.reading` has it; the words of a longer text can be compared with them."""
    return tuple(reading.key for reading in Running(text, term.language).readings)


def same(written: str, form: str) -> bool:
    """
    Whether a form is written out letter by letter, whatever the case and the kind of quotes, dashes and spaces.

    >>> same("Jum’at", "jum'at"), same("kerja-sama", "kerja sama"), same("communique", "communiqué")
    (True, False, False)
    """
    return written == form or _plain(written) == _plain(form)


def _plain(text: str) -> str:
    return " ".join(alike(text).casefold().split())
