"""
What is known of word translations before a text is read: counts of words that were linked in other text.

`known` puts together what the lexicon says, what the counts that ship with Padanan say (`seeds/prior.tsv.gz`), what a store
has learnt (`kept`; `glossary.learn` makes both), and approved terms, as pseudo-counts for `glossary.words.link`. The empty word stands for nothing:
English *the* has no counterpart in most Indonesian sentences, and that is counted like any other.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from glossary.lexicon import SEEDS, Lexicon
from glossary.morphology import english, indonesian
from memory.errors import Invalid
from memory.files import load
from memory.stores.base import Change, Store
from memory.text import words

Translations = Callable[[str], Mapping[str, float]]
"""What a folded Indonesian word may be in English, each folded word with its pseudo-count; "" is nothing, on either side."""
Counts = dict[str, dict[str, float]]
"""Folded Indonesian word → folded English word → how often the two were linked; "" is nothing, on either side."""

LEARNT = "learnt"  # the kind of record in a store
HEADER = ["indonesian", "english", "count"]
SHIPPED = SEEDS / "prior.tsv.gz"
MOST = 5.0  # what a pair of words may count beforehand: a text must be able to disagree
_LEXICON = 2.0  # pseudo-counts that the lexicon gives to a word it knows
_OWN = 10.0  # what a pair of words may count by what a store has learnt, which is nearer to its texts
_TERM = 6.0  # pseudo-counts that an approved term gives to each of its words
_LARGEST = 256 * 2**20  # bytes, unpacked
_WORDS = 20_000  # whose translations are kept at hand, about a kilobyte each
_NOTHING = 0.1  # of the counts of words without a counterpart


def known(
    lexicon: Lexicon,
    counts: Counts | None = None,
    *,
    learnt: Counts | None = None,
    terms: Iterable[tuple[str, str]] = (),
) -> Callable[[str], dict[str, float]]:
    """
    What is known of each word: from the lexicon, from counts (those that ship with Padanan, when None are given), from
    what a store has `learnt`, and from `terms`, approved pairs (Indonesian, English).
    """
    counted, own = shipped() if counts is None else counts, learnt or {}
    approved = of_terms(terms)

    @lru_cache(maxsize=_WORDS)
    def translations(word: str) -> dict[str, float]:
        found = {other: _LEXICON * share for other, share in _inflected(lexicon, word).items()} if word else {}
        bare = indonesian.single(indonesian.bare(word))
        _add(found, word, counted.get(word) or counted.get(bare, {}))
        _add(found, word, own.get(word) or own.get(bare, {}), most=_OWN)
        _add(found, word, approved.get(word, {}), most=_OWN)
        return found

    return translations


def _add(found: dict[str, float], word: str, counts: Mapping[str, float], *, most: float = MOST) -> None:
    for other, count in counts.items():
        weight = min(count, most) if word and other else _NOTHING * count
        found[other] = found.get(other, 0.0) + weight


def _inflected(lexicon: Lexicon, word: str) -> dict[str, float]:
    """What the lexicon translates a word by, alone and in fixed phrases, and the plurals of that."""
    plain = {**lexicon.in_phrases(word), **lexicon.translations(word)}
    # English inflects what the lexicon has as a head word: treaty, treaties.
    return {**{english.plural(w): share / 2 for w, share in plain.items()}, **plain}


def joined(*tables: Counts) -> Counts:
    """
    Counts added up.

    >>> joined({"kapal": {"ship": 2.0}}, {"kapal": {"ship": 1.0, "vessel": 1.0}})
    {'kapal': {'ship': 3.0, 'vessel': 1.0}}
    """
    found: Counts = {}
    for table in tables:
        for word, row in table.items():
            here = found.setdefault(word, {})
            for other, count in row.items():
                here[other] = here.get(other, 0.0) + count
    return found


def of_terms(terms: Iterable[tuple[str, str]]) -> Counts:
    """Each word of a term may be each word of its translation."""
    found: Counts = {}
    for here, there in terms:
        others = words(there)
        for word in words(here):
            row = found.setdefault(word, {})
            for other in others:
                row[other] = row.get(other, 0.0) + _TERM / len(others)
    return found


@cache
def shipped() -> Counts:
    """The counts that ship with Padanan."""
    return read(SHIPPED)


def frequencies() -> dict[str, float]:
    """How often each folded Indonesian word stands in the text of the counts that ship with Padanan."""
    return {word: sum(row.values()) for word, row in shipped().items() if word}


def read(path: Path) -> Counts:
    """
    Counts from a file that `write` wrote.

    Raises Invalid with the line for a wrong header, a wrong number of columns, or a count that is none.
    """
    return _unpacked(load(path), path.name, str(path))


def _unpacked(data: bytes, name: str, file: str = "") -> Counts:
    found: Counts = {}
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            unpacked = packed.read(_LARGEST + 1)
        if len(unpacked) > _LARGEST:
            raise Invalid(f"{name} unpacks to more than {_LARGEST / 2**20:,.0f} MB.", file=file)
        text = unpacked.decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as problem:
        raise Invalid(f"{name} holds no counts: {problem}.", hint="Make it anew.", file=file) from problem
    rows = (line.split("\t") for line in text.removesuffix("\n").split("\n"))
    if next(rows, None) != HEADER:
        raise Invalid(f"{name} holds no counts: its first line is not {' / '.join(HEADER)}.", file=file, line=1)
    for line, row in enumerate(rows, start=2):
        if len(row) != len(HEADER) or not re.fullmatch("[0-9]{1,15}", row[2]):
            raise Invalid(f"{name}, line {line}: two words and a count are needed.", file=file, line=line)
        found.setdefault(row[0], {})[row[1]] = float(row[2])
    return found


def write(counts: Counts, path: Path, *, least: int = 2) -> int:
    """Write the counts of `least` or more, by the alphabet; how many there are. The same counts make the same bytes."""
    data, rows = _packed(counts, least)
    from memory.formats.replacement import replacement  # noqa: PLC0415 - it brings the readers of all kinds of files

    with replacement(path) as file:
        file.write(data)
    return rows


def _packed(counts: Counts, least: int) -> tuple[bytes, int]:
    rows = [
        f"{here}\t{there}\t{round(count)}\n"
        for here, row in sorted(counts.items())
        for there, count in sorted(row.items())
        if round(count) >= least and not {"\t", "\n", "\r"} & {*here, *there}
    ]
    text = "\t".join(HEADER) + "\n" + "".join(rows)
    return gzip.compress(text.encode("utf-8"), mtime=0), len(rows)


def keep(counts: Counts, store: Store, *, corpus: Iterable[str], by: str, least: int = 2) -> int:
    """
    Keep the counts of `least` or more in a store; how many there are.

    `corpus` names what they were learnt from: when the same is learnt again, its counts take the place of its old ones.
    """
    names = sorted(corpus)
    id_ = hashlib.blake2s("\x1f".join(names).encode(), digest_size=8).hexdigest()
    data, rows = _packed(counts, least)
    record = {"corpus": names, "words": rows, "counts": base64.b64encode(data).decode("ascii")}
    if store.get(LEARNT, id_) != record:
        store.write([Change(LEARNT, id_, record)], by=by, why=f"learnt {', '.join(Path(name).name for name in names)}")
    return rows


def kept(store: Store) -> Counts:
    """All that a store has learnt."""
    return joined(*(_unpacked(base64.b64decode(record["counts"]), id_) for id_, record in store.records(LEARNT)))
