"""
Dictionaries in dictd's format, as FreeDict and Debian's dict-freedict-* packages have them, as entries of the lexicon.

`x.index` names each head word with a place in `x.dict`, or in `x.dict.dz`, which any gzip reads. An entry there:

    acid //ˈæs.ɪd// <adj>                  head word, pronunciations, part of speech
    1. asam, masam                         a sense: its number where there are several, its translations
    of or pertaining to an acid            what the sense is
    2. asam 2.                             … and a number at the end, where it has more than one gloss

A dictionary from English is turned round: its entries are then the Indonesian words, each with the English head words that
it translates, those first whose first translation it is.
"""

from __future__ import annotations

import gzip
import re
import string
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glossary.lexicon import Entry
from memory.errors import Invalid, NotFound
from memory.files import decode, load, reading
from memory.formats.fields import Unreadable, tidy
from memory.formats.pair import Skipped
from memory.text import Language, fold, has_word, squeeze, words

_LARGEST = 256 * 2**20  # bytes, unpacked
_DIGITS = {
    digit: value for value, digit in enumerate(string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/")
}
_POS = {
    **{"n": "NOUN", "pn": "PROPN", "v": "VERB", "adj": "ADJ", "adv": "ADV", "interjection": "INTJ", "int": "INTJ"},
    **{"numeral": "NUM", "num": "NUM", "preposition": "ADP", "prep": "ADP", "conjunction": "CCONJ", "conj": "CCONJ"},
    **{"pronoun": "PRON", "pron": "PRON", "determiner": "DET", "article": "DET", "particle": "PART"},
}
_HEAD = re.compile(r"(?P<word>.+?)(?: /.*?)?(?: <(?P<pos>[^<>]+)>)?")
_SENSE = re.compile(r"\d+\. (?=\S)")
_GLOSSES = re.compile(r"\s+\d+\.$")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DIRECTION = re.compile(r"(?i)(?:^|[-_.])(?P<source>eng?|ind?)[-_](?P<target>eng?|ind?)(?:[-_.]|$)")


@dataclass(frozen=True, slots=True)
class _Word:
    """A head word with its translations, as the file has it."""

    text: str
    pos: str
    translations: tuple[str, ...]


def read(path: Path, *, source: Language | None = None) -> Iterator[Entry | Skipped]:
    """
    The entries of the dictionary with this index: what was skipped, with its line in the index, and then the words.

    `source` is the language of the head words where the name does not say, as in freedict-eng-ind. Raises NotFound where
    the index or the text is not there, and Invalid for what is no dictionary.
    """
    from_language = source or _source(path)
    index, text = decode(load(path), path), _text(path)
    heads: list[_Word] = []
    for line, item in _items(index, text):
        if isinstance(item, str):
            yield Skipped(line, item)
        else:
            heads.append(item)
    yield from (_turned(heads) if from_language == "en" else _straight(heads))


def _source(path: Path) -> Language:
    found = _DIRECTION.search(path.name.removesuffix(".index"))
    if found is None or found["source"][0].lower() == found["target"][0].lower():
        raise Invalid(
            f"{path.name} does not say from which language to which it is.",
            hint="Name the language of its head words, or the file like freedict-eng-ind.index.",
            file=str(path),
        )
    return "en" if found["source"].lower().startswith("en") else "id"


def _text(index: Path) -> bytes:
    """The bytes that an index points into."""
    plain, packed = index.with_suffix(".dict"), index.with_suffix(".dict.dz")
    if plain.exists():
        return load(plain, largest=_LARGEST)
    if not packed.exists():
        hint = "An index and its text lie side by side."
        raise NotFound(f"There is no {plain.name} or {packed.name} beside {index.name}.", hint=hint, file=str(packed))
    try:
        with reading(packed), gzip.open(packed) as file:
            found = file.read(_LARGEST + 1)
    except (Invalid, EOFError, zlib.error) as error:
        hint = "Get it again."
        raise Invalid(f"{packed.name} cannot be unpacked: {error}.", hint=hint, file=str(packed)) from error
    if len(found) > _LARGEST:
        raise Invalid(f"{packed.name} unpacks to more than {_LARGEST / 2**20:,.0f} MB.", file=str(packed))
    return found


def _items(index: str, text: bytes) -> Iterator[tuple[int, _Word | str]]:
    """Each entry with its line in the index: a word, or why it is none. Two names of one entry give it once."""
    seen: set[tuple[int, int]] = set()
    for line, row in enumerate(index.splitlines(), start=1):
        if not row.strip() or row.startswith(("00database", "00-database")):
            continue
        try:
            place = _place(row, len(text))
            if place not in seen:
                seen.add(place)
                yield line, _word(text[place[0] : sum(place)])
        except Unreadable as why:
            yield line, str(why)


def _place(row: str, size: int) -> tuple[int, int]:
    """Where an entry begins and how long it is, in bytes."""
    cells = row.split("\t")
    if len(cells) < 3:
        raise Unreadable(f"“{row[:40]}” is no line of an index")
    start, length = (_number(cell) for cell in cells[-2:])
    if start + length > size:
        raise Unreadable(f"“{cells[0][:40]}” points behind the end of the dictionary")
    return start, length


def _number(digits: str) -> int:
    """
    A number in dictd's base 64, most significant digit first.

    >>> _number("BQk")
    5156
    """
    found = 0
    for digit in digits:
        if digit not in _DIGITS:
            raise Unreadable(f"“{digits[:40]}” is no number of an index")
        found = found * 64 + _DIGITS[digit]
    return found


def _word(raw: bytes) -> _Word:
    try:
        lines = raw.decode().strip("\n").split("\n")
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8") from None
    head = _HEAD.fullmatch(tidy(lines[0]))
    if head is None:
        raise Unreadable("it has no head word")
    if not words(head["word"]):
        raise Unreadable(f"“{head['word'][:40]}” has no letter and no digit")
    if head["pos"] and head["pos"] not in _POS:
        raise Unreadable(f"“{head['word'][:40]}” is a {head['pos'][:40]}, which the lexicon has not")
    senses = [_SENSE.sub("", line, count=1) for at, line in enumerate(lines[1:]) if at == 0 or _SENSE.match(line)]
    found = dict.fromkeys(text for sense in senses for text in _translations(sense))
    if not found:
        raise Unreadable(f"“{head['word'][:40]}” has no translation")
    return _Word(head["word"], _POS.get(head["pos"] or "", "X"), tuple(found))


def _translations(sense: str) -> Iterator[str]:
    for piece in re.split("[,;]", _REMARK.sub("", _GLOSSES.sub("", sense))):
        text = squeeze(tidy(piece))
        if has_word(text) and not text.startswith("-") and not text.endswith("-"):
            yield text


def _straight(heads: list[_Word]) -> Iterator[Entry]:
    return (Entry(word.text, word.pos, word.translations) for word in heads)


def _turned(heads: list[_Word]) -> Iterator[Entry]:
    """Indonesian words with the English ones that they translate: the closest first, then the shortest."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    spelled: dict[tuple[str, str], str] = {}
    for word in heads:
        for rank, text in enumerate(word.translations):
            key = (fold(text), word.pos)
            spelled.setdefault(key, text)
            found[key][word.text] = min(rank, found[key].get(word.text, rank))
    for key, english in found.items():
        ordered = sorted(english, key=lambda text, ranks=english: (ranks[text], len(text), text))  # type: ignore[misc]
        yield Entry(spelled[key], key[1], tuple(ordered))
