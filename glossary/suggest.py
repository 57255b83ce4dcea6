"""
What to write instead: a term in the dress of what stands there, its capitals, its clitic, its plural.

    Kerjasamanya → Kerja samanya        TRUCES → CEASEFIRES
"""

from __future__ import annotations

import re

from glossary.morphology import english, indonesian
from glossary.running import SMALL
from memory.text import Language

_POSSESSIVE = re.compile(r"['’]s?$")


def dressed(text: str, written: str, base: str, language: Language) -> str:
    """
    A term in place of what is written, which is a form of `base`.

    >>> dressed("kerja sama", "Kerjasamanya", "kerjasama", "id"), dressed("ceasefire", "TRUCES", "truce", "en")
    ('Kerja samanya', 'CEASEFIRES')
    >>> dressed("nota kesepahaman", "Memorandum Kesepahaman", "memorandum kesepahaman", "id")
    'Nota Kesepahaman'
    """
    formed = _english(text, written, base) if language == "en" else _indonesian(text, written, base)
    return _capitals(formed, written, base)


def _english(text: str, written: str, base: str) -> str:
    last, other = written.rsplit(maxsplit=1)[-1], base.rsplit(maxsplit=1)[-1]
    ending = found[0] if (found := _POSSESSIVE.search(last)) else ""
    last, other = _POSSESSIVE.sub("", last).casefold(), other.casefold()
    if last != other and english.singular(last) == english.singular(other) != last:
        *before, final = text.split(" ")
        text = " ".join([*before, english.plural(final)])
    return text + ending


def _indonesian(text: str, written: str, base: str) -> str:
    ending = next((e for c in indonesian.CLITICS for e in (f"-{c}", c) if _hangs(e, written, base)), "")
    head, _, rest = written.partition("-")
    doubled = (
        head and rest.casefold().startswith(head.casefold()) and not base.casefold().startswith(f"{head}-".casefold())
    )
    if doubled:
        first, space, others = text.partition(" ")
        text = f"{first}-{first}{space}{others}"
    ending = ending.lstrip("-")
    return f"{text}-{ending}" if ending and text[-1:].isupper() else text + ending


def _hangs(ending: str, written: str, base: str) -> bool:
    """Whether what is written has this clitic and the term itself does not."""
    return written.casefold().endswith(ending) and not base.casefold().endswith(ending)


def _capitals(text: str, written: str, base: str) -> str:
    """The text with the capitals of what is written, where those are not the base's own."""
    if any(character.isupper() for character in text):
        return text.upper() if _shouted(written) and not _shouted(base) else text
    if _shouted(written) and not _shouted(base):
        return text.upper()
    words = [word for word in re.split(r"[\s-]+", written) if word and word not in SMALL]
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return titled(text)
    return text[:1].upper() + text[1:] if written[:1].isupper() and not base[:1].isupper() else text


def _shouted(text: str) -> bool:
    return text.isupper() and sum(character.isalpha() for character in text) > 1


def titled(text: str) -> str:
    """
    A name with capitals, but for the function words (EYD V, huruf kapital 12).

    >>> titled("kementerian pendidikan dan kebudayaan")
    'Kementerian Pendidikan dan Kebudayaan'
    """
    words = text.split(" ")
    return " ".join(
        word if at and word in SMALL else "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
        for at, word in enumerate(words)
    )
