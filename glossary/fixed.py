"""
Fixed phrases: taken apart where that helps, and put together where a run of words is one in English already.

A phrase that the lexicon has as one part has few translations; read word by word it has more, some of them what English
says too (*sekolah swasta*: private school, independent school).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import groupby

from glossary.lexicon import Entry, Lexicon
from glossary.parts import Part
from glossary.phrases import Phrase
from memory.text import fold


def apart(phrase: Phrase, lexicon: Lexicon) -> Phrase:
    """A phrase with its fixed parts as words, if the lexicon has every word; else as it is."""
    parts = tuple(word for part in phrase.parts for word in _words(part, lexicon))
    return replace(phrase, parts=parts) if all(part.entries for part in parts) else phrase


def _words(part: Part, lexicon: Lexicon) -> Iterator[Part]:
    """The words of a fixed phrase as parts: a noun, and what says more about it."""
    known = part.folded.split()
    for at, word in enumerate(known):
        entries = tuple(entry for entry in lexicon.entries([word]) if entry.pos in ("NOUN", "ADJ", "VERB"))
        classes = {entry.pos for entry in entries}
        pos = "ADJ" if at and "ADJ" in classes and "NOUN" not in classes else "NOUN"
        yield part if len(known) == 1 else replace(part, text=word, folded=word, surface=word, pos=pos, entries=entries)


def without(phrase: Phrase) -> Phrase:
    """The phrase with *bebas* and *anti* and their noun as one adjective: *kawasan bebas rokok*, smoke-free area."""
    parts: list[Part] = []
    for part in phrase.parts:
        shape = _AFFIXED.get(parts[-1].folded) if len(parts) > 1 else None
        nouns = [text for entry in part.entries if entry.pos == "NOUN" for text in entry.english]
        if shape and nouns:
            made = (Entry(part.text, "ADJ", tuple(shape.format(noun) for noun in nouns)),)
            parts[-1] = replace(_one(parts[-1], part), pos="ADJ", entries=made, formed=())
        else:
            parts.append(part)
    return replace(phrase, parts=tuple(parts))


_AFFIXED = {"bebas": "{}-free", "anti": "anti-{}"}


def in_order(phrase: Phrase) -> Phrase:
    """The phrase with English words in a row as one part: they are in their order already (*steam cylinder*)."""
    parts: list[Part] = []
    for stays, run in groupby(phrase.parts, key=_stays):
        same = list(run)
        parts += [reduce(_one, same)] if stays else same
    return replace(phrase, parts=tuple(parts))


def _stays(part: Part) -> bool:
    return any(part.folded in map(fold, entry.english) for entry in part.formed)


def _one(left: Part, right: Part) -> Part:
    text, surface = f"{left.text} {right.text}", f"{left.surface} {right.surface}"
    entries = tuple(Entry(text, pos, (text,)) for pos in ("NOUN", "PROPN", "ADJ"))
    return replace(
        left, text=text, end=right.end, folded=f"{left.folded} {right.folded}", surface=surface, formed=entries
    )
