"""
Word translations: what the seeds know, what CLDR knows of countries, and what alignment has learnt.

An `Entry` is a head word or fixed phrase with its part of speech and its translations in order of use. The lexicon finds
an entry by its folded words, forgiving what inflection adds; it finds the longest entry at a place in a sentence, because
*kerja sama* is one word in two pieces; and it hands the aligner its `anchors`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from babel import Locale

from glossary.morphology import english, indonesian
from memory.errors import Invalid
from memory.files import decode, load
from memory.stores.base import Change, Store
from memory.text import fold, words

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
LEXICON = "lexicon"  # the kind of record in a store
HEADER = ["indonesian", "pos", "english"]
_IN_PHRASE = 0.05  # share of a word that only a fixed phrase around it is translated by
POS = frozenset("NOUN VERB ADJ ADV ADP CCONJ SCONJ PRON DET NUM PART AUX PROPN INTJ".split())


@dataclass(frozen=True, slots=True)
class Entry:
    """An Indonesian head word or phrase, its part of speech (UPOS), and its English, most used first."""

    text: str
    pos: str
    english: tuple[str, ...]


class Lexicon:
    """Entries by their folded Indonesian words."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        self._longest: dict[str, int] = {}
        for entry in entries:
            key = tuple(words(entry.text))
            if not key:
                continue
            self._entries[key].append(entry)
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def with_entries(self, entries: Iterable[Entry]) -> Lexicon:
        """A lexicon with those of the entries that this one has not, after its own; this one if there are none."""
        known = set(self.all())
        fresh = [entry for entry in dict.fromkeys(entries) if entry not in known]
        return Lexicon([*self.all(), *fresh]) if fresh else self

    def __len__(self) -> int:
        """How many entries there are."""
        return sum(len(entries) for entries in self._entries.values())

    def all(self) -> Iterator[Entry]:
        """Every entry."""
        return (entry for entries in self._entries.values() for entry in entries)

    def knows(self, word: str) -> bool:
        """Whether a single folded word has an entry."""
        return (word,) in self._entries

    def entries(self, key: Sequence[str]) -> list[Entry]:
        """The entries of these folded words; of their forms without clitic or doubling, where they have none."""
        for form in self._forms(tuple(key)):
            if form in self._entries:
                return self._entries[form]
        return []

    def _forms(self, key: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        first = indonesian.single(key[0])
        short = indonesian.bare(key[-1], 3) if key[-1].endswith("nya") else key[-1]  # kasnya, golnya
        for last in dict.fromkeys([*indonesian.forms(key[-1]), short]):
            yield (*key[:-1], last)
            if first != key[0] and len(key) > 1:
                yield (first, *key[1:-1], last)

    def longest(self, key: Sequence[str]) -> tuple[int, list[Entry]]:
        """
        How many of these folded words, from the first on, the longest entry takes, and the entries it has.

        Zero words and no entries when even the first is unknown.
        """
        first = indonesian.single(indonesian.bare(key[0]))
        reach = max(self._longest.get(key[0], 0), self._longest.get(first, 0), 1)
        for length in range(min(reach, len(key)), 0, -1):
            found = self.entries(key[:length])
            if found:
                return length, found
        return 0, []

    def verbs(self, word: str) -> list[Entry]:
        """The verb entries of a word, or, where it is a passive in di-, of its active."""
        own = [entry for entry in self.entries([word]) if entry.pos == "VERB"]
        if own or not word.startswith("di"):
            return own
        return [e for a in indonesian.active(word) for e in self._entries.get((a,), []) if e.pos == "VERB"]

    def anchors(self, word: str) -> frozenset[str]:
        """What a folded Indonesian word may be in English, as folded words; for `memory.align`."""
        return _anchored(self, word)

    def translations(self, word: str) -> dict[str, float]:
        """The single English words that a folded Indonesian word may be, each with a share (0–1) by its rank."""
        found: dict[str, float] = defaultdict(float)
        for entry in [*self.entries([word]), *self.verbs(word)]:
            for rank, translation in enumerate(entry.english):
                parts = words(translation)
                for part in parts:
                    found[part] += 0.6**rank / len(parts)
        total = sum(found.values())
        return {part: weight / total for part, weight in found.items()}

    def in_phrases(self, word: str) -> dict[str, float]:
        """The English words of the fixed phrases that a folded word is part of, each with a small share."""
        return self._phrases.get(word, {})

    @cached_property
    def _phrases(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for key, entries in self._entries.items():
            for word in key if len(key) > 1 else ():
                for part in (part for entry in entries for part in words(entry.english[0])):
                    found[word][part] = _IN_PHRASE
        return dict(found)

    @cached_property
    def english(self) -> dict[tuple[str, ...], list[Entry]]:
        """The entries by the folded words of each of their translations."""
        found: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for entries in self._entries.values():
            for entry in entries:
                for translation in entry.english:
                    found[tuple(words(translation))].append(entry)
        return dict(found)

    @cached_property
    def english_pos(self) -> dict[str, frozenset[str]]:
        """The parts of speech that single English words have as translations."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, entries in self.english.items():
            if len(key) == 1:
                found[key[0]] |= {entry.pos for entry in entries}
        return {word: frozenset(tags) for word, tags in found.items()}

    def from_english(self, key: Sequence[str]) -> list[Entry]:
        """The entries that one of these folded English words, or its dictionary form, translates."""
        for last in english.forms(key[-1]):
            found = self.english.get((*key[:-1], last))
            if found:
                return found
        return []


@cache
def _anchored(lexicon: Lexicon, word: str) -> frozenset[str]:
    parts = [part for half in {word, *word.split("-")} for part in lexicon.translations(half)]
    return frozenset(parts)


def read(path: Path) -> list[Entry]:
    """
    The entries of a lexicon table: tab-separated, with a header line; translations separated by semicolons.

    Raises Invalid with the line for a wrong header, a wrong number of columns, an unknown part of speech, or a text that is
    no word in either language (“?”, “€”).
    """
    rows = (line.split("\t") if line else [] for line in decode(load(path), path).splitlines())
    if next(rows, None) != HEADER:
        raise Invalid(f"{path.name} is no lexicon: its first line is not {' / '.join(HEADER)}.", file=str(path), line=1)
    return [_entry(row, path, number) for number, row in enumerate(rows, start=2)]


def _entry(row: list[str], path: Path, line: int) -> Entry:
    if len(row) != len(HEADER):
        raise Invalid(f"{path.name}, line {line}: {len(row)} columns, three are needed.", file=str(path), line=line)
    english = tuple(text for part in row[2].split(";") if (text := part.strip()))
    if not row[0].strip() or not english:
        empty = HEADER[0] if not row[0].strip() else HEADER[2]
        raise Invalid(f"{path.name}, line {line}: “{empty}” is empty.", file=str(path), line=line)
    if row[1] not in POS:
        raise Invalid(f"{path.name}, line {line}: “{row[1]}” is no part of speech.", file=str(path), line=line)
    if wordless := [text for text in (row[0].strip(), *english) if not words(text)]:
        raise Invalid(
            f"{path.name}, line {line}: “{wordless[0]}” has no letter and no digit.",
            hint="Write it in words, or leave it out.",
            file=str(path),
            line=line,
        )
    return Entry(row[0].strip(), row[1], english)


def keep(entries: Iterable[Entry], store: Store, *, by: str, why: str) -> dict[str, int]:
    """
    Keep imported entries in a store: how many are new, changed (they gained translations) and unchanged.

    The same word as the same part of speech is one entry; its translations stay in the order in which they came.
    """
    told = list(entries)
    with store.batch():  # what is there is read in it, so that nobody changes it meanwhile
        changes, counts = _grown(told, store)
        store.write(changes, by=by, why=why)
    return counts


def _grown(entries: Iterable[Entry], store: Store) -> tuple[list[Change], dict[str, int]]:
    """What entries change of those in a store, and how many are new, changed and unchanged."""
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    changes: dict[str, Change] = {}
    for entry in entries:
        id_ = hashlib.blake2s(f"{fold(entry.text)}\x1f{entry.pos}".encode(), digest_size=8).hexdigest()
        change = changes.get(id_)
        old = change.record if change else store.get(LEXICON, id_)
        english = list(dict.fromkeys([*(old["english"] if old else ()), *entry.english]))
        if old and english == old["english"]:
            counts["unchanged"] += 1
            continue
        counts["changed" if old else "new"] += 1
        text = old["text"] if old else entry.text
        changes[id_] = Change(LEXICON, id_, {"text": text, "pos": entry.pos, "english": english})
    return list(changes.values()), counts


def kept(store: Store) -> Iterator[Entry]:
    """The imported entries in a store, without translations that have neither letter nor digit: they would be no English."""
    for _, record in store.records(LEXICON):
        if english := tuple(text for text in record["english"] if words(text)):
            yield Entry(record["text"], record["pos"], english)


def countries() -> list[Entry]:
    """
    The names of countries and territories, as CLDR has them in both languages.

    >>> [entry.english for entry in countries() if entry.text == "Jerman"]
    [('Germany',)]
    """
    here, there = Locale("id").territories, Locale("en").territories
    return [
        Entry(here[code], "PROPN", (there[code],))
        for code in sorted(here)
        if code.isalpha() and code in there and "(" not in here[code]
    ]


@cache
def seeds() -> Lexicon:
    """The lexicon that ships with Padanan, and CLDR's countries where it has no name for one."""
    own = read(SEEDS / "lexicon.tsv")
    known = {fold(entry.text) for entry in own}
    return Lexicon([*own, *(entry for entry in countries() if fold(entry.text) not in known)])
