"""
Which word translates which, in pairs of sentences: the links that everything else reads off.

`link` folds the words, takes the pairs block by block (`glossary.blocks`), asks in both directions which word made which
(`glossary.hmm`), with what is known beforehand (`glossary.prior`) and words that sound alike (`glossary.cognates`), and
joins the two directions where they agree and next to where they agree (Och & Ney 2003). Each block learns from those
before it, so memory does not grow with the text. Deterministic; no randomness, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

import numpy as np

from glossary.blocks import Block, Pair
from glossary.cognates import likeness
from glossary.hmm import Beforehand, Progress, Shares, posteriors, silent
from glossary.partitions import HERE, Workers
from glossary.prior import MOST, Counts, Translations
from memory.text import fold

BLOCK = 8000  # sentence pairs that are learnt from at once
_SAME = 6.0  # pseudo-counts of a word for being itself: names, numbers
_SURE, _NEAR = 0.25, 0.5  # chances that make a link where both directions agree, and next to a link


Links = frozenset[tuple[int, int]]
Settle = Callable[[Sequence[str], Sequence[str], Links], Links]
"""The links of a pair of sentences, given both, as they should be: `glossary.settle.Fixed` is one."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A pair of token lists and the links between them: (source index, target index)."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: Links


class Aligner(Protocol):
    """What links the words of pairs, in order: `linked`, or an outside program that does what it does."""

    def __call__(
        self,
        pairs: Iterable[Pair],
        translations: Translations,
        settle: Settle,
        *,
        workers: Workers,
        progress: Progress,
    ) -> Iterator[Linked]:
        """The links of each pair, as `settle` wants them, with what is known of words beforehand."""
        ...


def as_they_are(source: Sequence[str], target: Sequence[str], links: Links) -> Links:
    """Settles nothing."""
    return links


def link(pairs: Sequence[Pair], translations: Translations, settle: Settle = as_they_are) -> list[Linked]:
    """
    The word links of sentence pairs (Indonesian, English), learnt from all of them together.

    >>> known = {"perjanjian": {"treaty": 1.0}, "baru": {"new": 1.0}}
    >>> found = link([(["perjanjian", "baru"], ["new", "treaty"])], lambda word: known.get(word, {}))
    >>> sorted(found[0].links)
    [(0, 1), (1, 0)]
    """
    return list(linked(pairs, translations, settle))


def apart(pairs: Sequence[Pair], translations: Translations, settle: Settle = as_they_are) -> list[Linked]:
    """The same of each pair by itself, whatever the others: what is known beforehand has to do."""
    return [_settled(one, settle) for one in _block(pairs, lambda word: dict(translations(word)), learn=False)]


def linked(
    pairs: Iterable[Pair],
    translations: Translations,
    settle: Settle = as_they_are,
    *,
    carried: Counts | None = None,
    workers: Workers = HERE,
    progress: Progress = silent,
) -> Iterator[Linked]:
    """
    The same from a stream, some thousand pairs at a time; each thousand learns from those before it.

    What was linked is counted in `carried`. `progress` hears how many pairs are linked, in steps and counting parts.
    """
    stream = iter(pairs)
    carried = {} if carried is None else carried
    done = 0

    def known(word: str) -> dict[str, float]:
        found = dict(translations(word))
        for other, count in carried.get(word, {}).items():
            # A link that was made once may have been made by chance.
            if count > 1 and word and other:
                found[other] = found.get(other, 0.0) + min(count, MOST)
        return found

    while block := list(islice(stream, BLOCK)):
        made = _block(block, known, workers, _from(done, len(block), progress))
        found = [_settled(one, settle) for one in made]
        done += len(block)
        del block, made
        tally(found, carried)
        yield from found


def _settled(one: Linked, settle: Settle) -> Linked:
    return replace(one, links=settle(one.source, one.target, one.links))


def _from(done: int, size: int, progress: Progress) -> Progress:
    return lambda share: progress(done + share * size)


def tally(found: Iterable[Linked], counts: Counts) -> None:
    """Add to counts how often words were linked, and how often they stood alone."""
    for one in found:
        here, there = [fold(w) for w in one.source], [fold(w) for w in one.target]
        rows, columns = {i for i, _ in one.links}, {j for _, j in one.links}
        met = [(here[i], there[j]) for i, j in one.links]
        met += [(word, "") for i, word in enumerate(here) if i not in rows]
        met += [("", word) for j, word in enumerate(there) if j not in columns]
        for word, other in met:
            row = counts.setdefault(word, {})
            row[other] = row.get(other, 0.0) + 1


def hull(
    links: Iterable[tuple[int, int]],
    inside: Container[int],
    matters: Callable[[int], bool],
    counts: Callable[[int], bool],
) -> tuple[int, int] | None:
    """
    The first and last target word that the source words `inside` are linked to, or None.

    None also when a source word outside, one that `matters`, is linked to between them: then the two are no pair of
    phrases (Koehn, Och & Marcu 2003). Only target words that `counts` are looked at.
    """
    targets = {j for i, j in links if i in inside and counts(j)}
    if not targets:
        return None
    first, last = min(targets), max(targets)
    if any(first <= j <= last and i not in inside and matters(i) for i, j in links):
        return None
    return first, last


def _block(
    pairs: Sequence[Pair],
    known: Callable[[str], dict[str, float]],
    workers: Workers = HERE,
    progress: Progress = silent,
    *,
    learn: bool = True,
) -> list[Linked]:
    block = Block([([fold(w) or w for w in source], [fold(w) or w for w in target]) for source, target in pairs])
    links: list[Links] = [frozenset()] * len(pairs)
    for batch, forth, back in posteriors(block, _beforehand(block, known), workers.each, progress, learn=learn):
        for at, number in enumerate(batch.pairs):
            rows, columns = (len(side) for side in pairs[number])
            links[number] = _joined(forth[at, :rows, :columns], back[at, :rows, :columns])
    return [Linked(tuple(s), tuple(t), found) for (s, t), found in zip(pairs, links, strict=True)]


def _beforehand(block: Block, known: Callable[[str], dict[str, float]]) -> Beforehand:
    """What is known of the words of a block: the translations given, and that names and numbers are themselves."""
    weights: dict[tuple[int, int], float] = {}
    totals, source_alone = np.zeros(len(block.sources)), np.zeros(len(block.sources))
    target_alone = np.zeros(len(block.targets))
    for word, number in block.sources.items():
        found = known(word)
        if word:
            found[word] = found.get(word, 0.0) + _SAME
            totals[number] = sum(found.values())
        for other, weight in found.items():
            if not word and other in block.targets:
                target_alone[block.targets[other]] = weight
            elif not other:
                source_alone[number] = weight
            elif other in block.targets:
                weights[number, block.targets[other]] = weight
    cells = np.zeros(len(block.codes))
    places, met = block.places(weights)
    cells[places] = met
    return Beforehand(cells, totals, source_alone, target_alone, likeness(block))


def _joined(forth: Shares, back: Shares) -> Links:
    """Where both directions agree, then neighbours of links that either direction believes in and that cover a new word."""
    if not forth.size:
        return frozenset()
    agreed = forth * back
    links = {
        (int(i), int(j))
        for j, i in enumerate(agreed.argmax(axis=0))
        if agreed[i].argmax() == j and max(forth[i, j], back[i, j]) > _SURE
    }
    either = np.maximum(forth, back)
    wanted = sorted((-either[i, j], int(i), int(j)) for i, j in np.argwhere(either > _NEAR))
    return grown(links, [(i, j) for _, i, j in wanted])


def grown(links: set[tuple[int, int]], wanted: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """
    Links, and those of the wanted ones that touch a link and cover a word that has none, in order, until none does.

    >>> sorted(grown({(0, 1)}, [(1, 1), (1, 0), (3, 3)]))
    [(0, 1), (1, 0), (1, 1)]
    """
    found, before = set(links), -1
    while len(found) > before:
        before = len(found)
        rows, columns = {i for i, _ in found}, {j for _, j in found}
        for i, j in wanted:
            near = any((i + di, j + dj) in found for di in (-1, 0, 1) for dj in (-1, 0, 1))
            if (i, j) not in found and near and (i not in rows or j not in columns):
                found.add((i, j))
                rows.add(i)
                columns.add(j)
    return frozenset(found)
