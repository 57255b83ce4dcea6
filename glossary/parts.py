"""
An Indonesian sentence in parts: the longest thing the lexicon knows at each place, else a single word.

A part is a unit of meaning (*kerja sama*, *Dewan Keamanan*, *strategis*) with one class (UPOS): the tagger's for a word,
the lexicon's for a fixed phrase and where the tagger contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from glossary.formed import formed
from glossary.lexicon import Entry, Lexicon
from glossary.morphology import indonesian
from glossary.tagger import tagger
from memory.text import Token, fold, tokens, words

# A fixed phrase that starts with one of these counts or points, it names nothing: *kedua negara*.
_POINTING = frozenset(
    "kedua ketiga keempat para salah satu dua tiga empat lima lebih paling sangat setiap tiap".split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """One or more words that are a unit of meaning: their class (UPOS), their place, and what the lexicon says of them."""

    text: str
    start: int
    end: int
    pos: str
    entries: tuple[Entry, ...] = ()
    clitic: bool = False  # a possessor hangs on it: nothing of the phrase can follow
    folded: str = ""
    surface: str = ""  # as written
    opens: bool = False  # a sentence begins here, so a capital tells nothing
    tag: str = ""  # what the tagger takes its first word for
    formed: tuple[Entry, ...] = ()  # what rules make of it where the lexicon has nothing

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is."""
        return not self.opens and all(word[:1].isupper() for word in self.surface.split())

    @property
    def bare(self) -> str:
        """Its folded words without clitic and doubling."""
        return indonesian.single(indonesian.bare(self.folded))

    @property
    def known(self) -> bool:
        """Whether the lexicon has it."""
        return bool(self.entries)


@dataclass(frozen=True)
class Sentence:
    """An Indonesian sentence in parts."""

    text: str
    parts: tuple[Part, ...]
    names: tuple[str, ...] = ()


def parse(text: str, lexicon: Lexicon) -> Sentence:
    """The parts of an Indonesian sentence, and the names in it that the lexicon does not know."""
    found = tokens(text, "id")
    tags = tagger(lexicon).tag([token.text for token in found])
    parts = _resolved(list(_parts(text, found, tags, lexicon)))
    return Sentence(text, tuple(parts), tuple(dict.fromkeys(_names(parts))))


def _parts(text: str, found: Sequence[Token], tags: Sequence[str], lexicon: Lexicon) -> Iterator[Part]:
    at = 0
    folded = [fold(token.text) for token in found]
    while at < len(found):
        if not re.search(r"\w", found[at].text):
            yield Part(
                found[at].text, found[at].start, found[at].end, "PUNCT", folded=folded[at], surface=found[at].text
            )
            at += 1
            continue
        length, entries = lexicon.longest(_run(found, folded, at))
        length = max(length, 1)
        start, end = found[at].start, found[at + length - 1].end
        part = _part(text[start:end], folded[at : at + length], entries, (start, end), opens=_opens(found, at))
        rules = formed(part.bare, part.text, lexicon) if not part.entries and tags[at] in _NOMINAL else ()
        yield replace(part, tag=tags[at], formed=rules)
        at += length


def _run(found: Sequence[Token], folded: Sequence[str], at: int) -> list[str]:
    """The words from here to the next mark, at most eight."""
    end = at
    while end < min(len(found), at + 8) and re.search(r"\w", found[end].text):
        end += 1
    return list(folded[at:end])


def _opens(found: Sequence[Token], at: int) -> bool:
    """Whether a capital here may be the sentence's and not the word's own."""
    return at == 0 or not re.search(r"\w|,|\)", found[at - 1].text)


def _part(piece: str, folded: Sequence[str], entries: Sequence[Entry], place: tuple[int, int], *, opens: bool) -> Part:
    entries = _cased(entries, piece, opens=opens)
    if len(folded) > 1 and folded[0] in _POINTING:
        return Part(piece, *place, "DET", folded=" ".join(folded), surface=piece)
    own = words(entries[0].text)[-1] if entries else ""
    clitic = indonesian.bare(folded[-1], 3 if entries else 4) != folded[-1] and own != folded[-1]
    text = entries[0].text if entries else indonesian.single(indonesian.bare(piece)) if clitic else piece
    return Part(text, *place, "", tuple(entries), clitic, " ".join(words(text)), piece, opens)


def _cased(entries: Sequence[Entry], piece: str, *, opens: bool) -> list[Entry]:
    """Those of the entries that a word written like this may be: *AS* is no axle, *barat* no political West."""
    exact = [entry for entry in entries if entry.text == piece]
    if exact and not opens:
        return exact + [entry for entry in entries if entry not in exact and entry.text.islower()]
    if piece.islower():
        return [entry for entry in entries if entry.text[:1].islower()]
    return [entry for entry in entries if not (entry.text.isupper() and len(entry.text) > 1 and not piece.isupper())]


# What nobody lists and is made like a verb is one, and what the speaker thinks: *mengabari* keluarga, saya *rasa* pemain itu.
_VERB = re.compile(r"me(?:ng|ny|n|m)\w{3,}(?:kan|i)|rasa|kira|pikir|harap|tahu")
_SPEAKERS = frozenset("saya aku kami kita anda kamu mereka untuk".split())
_NOMINAL = ("NOUN", "ADJ", "PROPN", "X")
_LINKS = {"ADP", "CCONJ", "SCONJ", "AUX", "PART"}  # what follows them has its own phrase, a number or pronoun has not
_FUNCTION = ("ADP", "CCONJ", "SCONJ", "PRON", "DET", "PART", "AUX", "NUM")


def _resolved(parts: Sequence[Part]) -> list[Part]:
    """The parts with one class each: the tagger's for a word, the lexicon's for a fixed phrase, by what stands before."""
    found: list[Part] = []
    for part, after in zip(parts, [*parts[1:], None], strict=False):
        before = found[-1] if found else None
        found.append(replace(part, pos=part.pos or _choose(part, before, after)))
    return found


def _choose(part: Part, before: Part | None, after: Part | None) -> str:
    options = {entry.pos for entry in part.entries}
    if _VERB.fullmatch(part.folded) and (not options or (before is not None and before.folded in _SPEAKERS)):
        return "VERB"
    nominal = before is not None and before.pos in ("NOUN", "ADJ", "PROPN") and not before.clitic
    # "pertahanan bersama untuk …" is a joint defence, "bersama Rusia" is with Russia.
    stranded = after is None or after.pos == "PUNCT" or {entry.pos for entry in after.entries} & _LINKS
    if "ADJ" in options and nominal and stranded and part.tag in ("ADP", "ADV", "SCONJ"):
        return "ADJ"
    if part.tag in options or not options:
        return part.tag
    # The lexicon has the function words: what it knows as a name is none (*COVID-19*).
    if options == {"PROPN"} and part.tag in _FUNCTION:
        return "PROPN"
    if "ADJ" in options and nominal and (stranded or " " in part.surface):
        return "ADJ"
    # A pronoun or a conjunction is nothing else, however it is written: *Anda*, *Untuk*. A verb may stand for its action
    # (*lingkungan belajar*), but is no adjective: *serangan itu gagal*.
    fixed = options <= set(_FUNCTION) or (options <= {*_FUNCTION, "VERB"} and part.tag == "ADJ")
    if " " not in part.surface and not fixed:
        return part.tag
    return next(pos for pos in (*_FUNCTION, "PROPN", "NOUN", "ADJ", "VERB", "ADV", "INTJ") if pos in options)


def _names(parts: Sequence[Part]) -> Iterator[str]:
    """Runs of capitalised words that the lexicon does not know."""
    run: list[str] = []
    for part in [*parts, None]:
        if part is not None and part.pos == "PROPN" and not part.known:
            run.append(part.surface)
        elif run:
            yield " ".join(run)
            run = []
