"""
Noun phrases: the taggers' against the trees of PUD, and how many Indonesian candidates are whole noun phrases.

The gold of PUD are its maximal noun phrases of two to six words: a noun and what hangs on it without a preposition. A
pattern over gold classes finds them with F1 .93 in Indonesian and .95 in English; that is the most a tagger can reach here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from glossary.lexicon import seeds
from glossary.parts import parse
from glossary.phrases import phrases
from glossary.tagger import conllu, tagger
from memory.text import Language
from tests.conftest import CASES, SHARED
from tests.quality.composition import held_out, lines

_PUD = SHARED / "corpora/pud"
_WITHIN = ("amod", "nmod", "compound", "flat", "fixed")  # relations of a noun phrase's own words
Span = tuple[int, int]
Row = list[str]  # a word of a CoNLL-U file by its columns


def _trees(path: Path) -> Iterator[list[Row]]:
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        # A place like 8.1 is of a word that was left unsaid.
        cells = (line.split("\t") for line in block.splitlines() if line and line[0] != "#")
        rows = [row for row in cells if "." not in row[0]]
        if rows:
            yield rows


def _written(rows: Sequence[Row]) -> dict[int, int]:
    """The place of each syntactic word among the words as written: *-nya* is in the word it hangs on."""
    found: dict[int, int] = {}
    place, covered = -1, 0
    for row in rows:
        if "-" in row[0]:
            place, covered = place + 1, int(row[0].partition("-")[2])
        else:
            place += int(row[0]) > covered
            found[int(row[0])] = place
    return found


def gold(rows: Sequence[Row]) -> set[Span]:
    """The maximal noun phrases of a tree: first and last written word."""
    words = {int(row[0]): row for row in rows if row[0].isdigit()}
    place = _written(rows)
    cased = {int(row[6]) for row in words.values() if row[7] == "case"}

    def held(at: int) -> set[int]:
        """A noun with all that hangs on it."""
        own = (k for k, row in words.items() if int(row[6]) == at and _holds(row) and k not in cased)
        return {place[at]}.union(*(held(k) for k in own))

    found = set()
    for at, row in words.items():
        above = words.get(int(row[6]))
        inner = above is not None and above[3] in ("NOUN", "PROPN") and row[7].split(":")[0] in _WITHIN
        if row[3] in ("NOUN", "PROPN") and not (inner and at not in cased):
            found.add(_stretch(held(at), place[at]))
    return {(first, last) for first, last in found if 2 <= last - first + 1 <= 6}


def _holds(row: Row) -> bool:
    return row[7].split(":")[0] in _WITHIN and row[7] != "nmod:tmod" and row[3] in ("NOUN", "PROPN", "ADJ")


def _stretch(places: set[int], head: int) -> Span:
    """The unbroken stretch of places around a head."""
    first = last = head
    while first - 1 in places:
        first -= 1
    while last + 1 in places:
        last += 1
    return first, last


def found(words: Sequence[str], tags: Sequence[str]) -> set[Span]:
    """The noun phrases by pattern: a noun, and nouns and adjectives after it, up to a possessor that hangs on one."""
    spans, at = set(), 0
    while at < len(tags):
        if tags[at] not in ("NOUN", "PROPN"):
            at += 1
            continue
        last = at
        while last + 1 < len(tags) and tags[last + 1] in _NOMINAL and not words[last].endswith("nya"):
            last += 1
        if 2 <= last - at + 1 <= 6:
            spans.add((at, last))
        at = last + 1
    return spans


def found_in_english(words: Sequence[str], tags: Sequence[str]) -> set[Span]:
    """The same in English, where the noun comes last, and a phrase ends with a possessor: *the city's* | *old bridge*."""
    spans, at = set(), 0
    while at < len(tags):
        last = at
        while last < len(tags) and tags[last] in _NOMINAL and not (last > at and _POSSESSOR.search(words[last - 1])):
            last += 1
        end = last
        while end > at and tags[end - 1] == "ADJ":
            end -= 1
        if 2 <= end - at <= 6:
            spans.add((at, end - 1))
        at = max(last, at + 1)
    return spans


_NOMINAL = ("NOUN", "PROPN", "ADJ")
_POSSESSOR = re.compile(r"['’]s$|s['’]$")
_PATTERNS = {"id": found, "en": found_in_english}


def by_tags(language: Language = "id") -> tuple[float, float, float]:
    """On PUD: the tagger's accuracy, F1 of the noun phrases by its classes, and by gold ones."""
    path = _PUD / f"{language}_pud.conllu"
    counts = {"ours": 0, "gold": 0}
    hits = dict(counts)
    total = right = words = 0
    for rows, sentence in zip(_trees(path), conllu(path), strict=True):
        here, classes = [word for word, _ in sentence], [pos for _, pos in sentence]
        told = tagger(seeds(), language).tag(here)
        right += sum(one == other for one, other in zip(told, classes, strict=True))
        words += len(here)
        wanted = gold(rows)
        total += len(wanted)
        for name, tags in (("ours", told), ("gold", classes)):
            spans = _PATTERNS[language](here, tags)
            counts[name] += len(spans)
            hits[name] += len(spans & wanted)
    ours, ceiling = (2 * hits[name] / (counts[name] + total) for name in ("ours", "gold"))
    return right / words, ours, ceiling


def candidates(*, test: bool) -> set[str]:
    """The whole phrases found in one half of the documents of ntrex and PUD."""
    here = [line for corpus in ("ntrex", "pud") for line in lines(corpus) if held_out(line) is test]
    told = (phrase for line in here if not line.headline for phrase in phrases(parse(line.source, seeds())))
    return {phrase.text for phrase in told if phrase.maximal and not phrase.yang}


def well_formed(*, test: bool) -> tuple[float, int]:
    """The share of whole noun phrases among the labelled candidates that are found, and how many those are."""
    labels = json.loads((CASES / "candidates.json").read_text(encoding="utf-8"))["test" if test else "dev"]
    here = candidates(test=test)
    well, ill = len(here & set(labels["well"])), len(here & set(labels["ill"]))
    return well / (well + ill), well + ill


def rows() -> Iterator[tuple[str, str, float, str]]:
    """What the tagger finds, and how well formed the candidates of the test half are."""
    for language, name, beside in (("id", "Indonesian", "rules were .805"), ("en", "English", "its teacher .892")):
        accuracy, ours, ceiling = by_tags(language)  # type: ignore[arg-type]
        yield (f"noun phrases, PUD {name}", "accuracy of the tagger", accuracy, "")
        measure = "F1 of maximal noun phrases by tags"
        yield (f"noun phrases, PUD {name}", measure, ours, f"gold classes {ceiling:.3f}, {beside}")
    share, count = well_formed(test=True)
    yield ("candidates, ntrex and PUD test", f"whole noun phrases, of {count} labelled", share, "goal .92")
