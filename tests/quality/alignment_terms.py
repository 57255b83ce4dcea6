"""
Word links against the reference terms of TICO-19, in documents of ten, a hundred and a thousand units.

An occurrence is recovered when the words of the Indonesian term are linked to the words of the English one and to no
other, from its first word to its last (*tight*), or when an edge word may stay without a link, as the extractor reads
phrases (*consistent*; counted once a unit). Terms are split by a hash of their Indonesian into dev, which the aligner's
constants were chosen on, and test. Documents are drawn with fixed seeds.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from shutil import which

from glossary import eflomal
from glossary.lexicon import seeds
from glossary.prior import known
from glossary.settle import Fixed
from glossary.words import link
from memory.text import Language, clean, fold, tokens
from tests.conftest import SHARED

Words = tuple[str, ...]
Links = frozenset[tuple[int, int]]
Align = Callable[[list[tuple[Words, Words]]], list[Links]]

DRAWS = {10: 200, 100: 100, 1000: 4}  # with twenty documents of a hundred, chance alone moves a split by .02
# Tight, test (dev): the aligner before this one on 200, 20 and 4 draws; and eflomal, on the first 60, 5 and 1 of them, with
# the counts in ../shared/corpora/priors, which know ntrex, pud and flores too.
BESIDE = {
    10: "before .922 (.891), eflomal .816 (.796)",
    100: "before .896 (.901), eflomal .823 (.767)",
    1000: "before .937 (.897), eflomal .898 (.873)",
}


@dataclass(frozen=True, slots=True)
class Gold:
    """A reference pair in a unit, and where each side begins in it."""

    unit: int
    source: Words
    target: Words
    here: tuple[int, ...]
    there: tuple[int, ...]

    @property
    def split(self) -> str:
        """The split that the Indonesian term is in."""
        return "dev" if int(hashlib.sha1(" ".join(self.source).encode()).hexdigest(), 16) % 2 else "test"


def cut(text: str, language: Language) -> Words:
    """Folded tokens."""
    return tuple(fold(token.text) for token in tokens(clean(text), language))


@cache
def units() -> list[tuple[Words, Words]]:
    """The units of TICO-19, as folded tokens."""
    here, there = (
        (SHARED / "corpora/tico19" / f"tico19.{side}").read_text(encoding="utf-8").split("\n") for side in ("id", "en")
    )
    return [(cut(a, "id"), cut(b, "en")) for a, b in zip(here, there, strict=True) if a.strip() and b.strip()]


@cache
def gold() -> list[Gold]:
    """The reference pairs whose sides differ, wherever both sides stand in one unit."""
    table = (SHARED / "corpora/tico19/gold_terms_attested.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = dict.fromkeys((cut(row[0], "id"), cut(row[1], "en")) for line in table if (row := line.split("\t")))
    found = []
    for number, (source, target) in enumerate(units()):
        for here, there in rows:
            starts = tuple(places(source, here)), tuple(places(target, there))
            if here != there and all(starts):
                found.append(Gold(number, here, there, *starts))
    return found


def places(words: Words, term: Words) -> Iterator[int]:
    """Where a term begins in a sentence."""
    return (at for at in range(len(words) - len(term) + 1) if words[at : at + len(term)] == term)


def recovered(links: Links, one: Gold, *, tight: bool) -> int:
    """How many of a pair's places in a unit the links recover."""
    return sum(_exact(links, range(at, at + len(one.source)), one, tight) for at in one.here)


def _exact(links: Links, inside: range, one: Gold, tight: bool) -> bool:
    met = {j for i, j in links if i in inside}
    if not met or min(met) not in one.there or max(met) - min(met) + 1 != len(one.target):
        return False
    back = {i for i, j in links if min(met) <= j <= max(met)}
    return {min(back), max(back)} == {inside[0], inside[-1]} if tight else back <= set(inside)


def ours(pairs: Sequence[tuple[Words, Words]]) -> list[Links]:
    """The links that the product makes."""
    return [one.links for one in link(pairs, known(seeds()), Fixed(seeds()))]


def eflomals(pairs: Sequence[tuple[Words, Words]]) -> list[Links]:
    """The links that eflomal makes, knowing beforehand what ours knows."""
    return [one.links for one in eflomal.linked(pairs, known(seeds()))]


def recall(size: int, draws: int, align: Align = ours) -> dict[tuple[str, bool], float]:
    """The share of occurrences recovered over documents of `size` units, by split and by whether it has to be tight."""
    hit: dict[tuple[str, bool], list[int]] = {(s, t): [0, 0] for s in ("dev", "test") for t in (True, False)}
    for draw in range(draws):
        chosen = sorted(random.Random(f"0-{size}-{draw}").sample(range(len(units())), size))
        links = dict(zip(chosen, align([units()[k] for k in chosen]), strict=True))
        for one in _in(chosen):
            for tight in (True, False):
                due = min(len(one.here), len(one.there)) if tight else 1
                tally = hit[one.split, tight]
                tally[0] += min(due, recovered(links[one.unit], one, tight=tight))
                tally[1] += due
    return {key: found / due for key, (found, due) in hit.items()}


def _in(chosen: Iterable[int]) -> Iterator[Gold]:
    wanted = set(chosen)
    return (one for one in gold() if one.unit in wanted)


def rows() -> Iterator[tuple[str, str, float, str]]:
    """Both readings of the test split, and the dev split beside them."""
    for size, draws in DRAWS.items():
        found = recall(size, draws)
        for tight, name in ((True, "tight"), (False, "consistent")):
            beside = f"dev {found['dev', tight]:.3f}" + (f"; {BESIDE[size]}" if tight else "")
            yield (f"aligned words, TICO {size} units", f"{name} occurrences, test", found["test", tight], beside)
        if which(eflomal.PROGRAM):
            theirs = recall(size, max(1, draws // 4), eflomals)
            beside = f"dev {theirs['dev', True]:.3f}; on a fourth of the documents"
            yield (f"eflomal, TICO {size} units", "tight occurrences, test", theirs["test", True], beside)
