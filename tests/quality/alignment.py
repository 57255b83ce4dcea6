"""The aligner on our own documents (gold) and on ntrex, merged, split and dropped by a seeded script."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

from glossary.lexicon import SEEDS, seeds
from memory.align import Anchors, align, no_anchors
from memory.documents import read
from memory.sentences import sentences
from memory.text import LANGUAGES
from tests.conftest import CASES, SHARED

Gold = set[tuple[str, str]]


def scored(found: Gold, gold: Gold) -> float:
    """F1 of pairs: both sides to the letter."""
    both = len(found & gold)
    return 2 * both / (len(found) + len(gold)) if both else 0.0


def pairs(source: list[str], target: list[str], anchors: Anchors) -> Gold:
    """The pairs that the aligner makes of two lists of sentences."""
    return {
        (" ".join(source[i] for i in bead.source), " ".join(target[j] for j in bead.target))
        for bead in align(source, target, anchors=anchors)
        if bead.source and bead.target
    }


def own(anchors: Anchors) -> float:
    """F1 on the documents of the seeds."""
    gold: Gold = set()
    found: Gold = set()
    for name, beads in json.loads((CASES / "beads.json").read_text(encoding="utf-8")).items():
        texts = []
        for language in LANGUAGES:
            document = read(SEEDS / "corpus" / f"{name}.{language}.txt")
            texts.append([s.text for p in document.paragraphs for s in sentences(p.text, language)])
        found |= pairs(texts[0], texts[1], anchors)
        gold |= {(here, there) for here, there in beads if here and there}
    return scored(found, gold)


def damaged(split: int, *, seed: int = 7) -> tuple[list[str], list[str], Gold]:
    """Ntrex lines of a split as two documents: 4% dropped on each side, 8% of neighbours merged on either."""
    chance = random.Random(seed)
    lines = [
        (SHARED / "corpora/ntrex" / f"ntrex.{side}").read_text(encoding="utf-8").splitlines() for side in LANGUAGES
    ]
    chosen = [
        (" ".join(a.split()), " ".join(b.split()))
        for k, (a, b) in enumerate(zip(*lines, strict=True))
        if (k // 40) % 5 == split
    ]
    source: list[str] = []
    target: list[str] = []
    gold: Gold = set()
    at = 0
    while at < len(chosen):
        (here, there), luck = chosen[at], chance.random()
        at += 1
        if luck < 0.04:
            source.append(here)
        elif luck < 0.08:
            target.append(there)
        elif luck < 0.16 and at < len(chosen):
            after = chosen[at]
            at += 1
            merged = luck < 0.12
            source += [f"{here} {after[0]}"] if merged else [here, after[0]]
            target += [there, after[1]] if merged else [f"{there} {after[1]}"]
            gold.add((f"{here} {after[0]}", f"{there} {after[1]}"))
        else:
            source.append(here)
            target.append(there)
            gold.add((here, there))
    return source, target, gold


def rows() -> Iterator[tuple[str, str, float, str]]:
    """F1 with the lexicon, beside lengths and numbers alone."""
    known = seeds().anchors
    yield ("sentence alignment, our seeds", "F1", own(known), f"without lexicon {own(no_anchors):.3f}")
    if SHARED.is_dir():
        source, target, gold = damaged(4)
        alone = scored(pairs(source, target, no_anchors), gold)
        yield (
            "sentence alignment, ntrex test",
            "F1",
            scored(pairs(source, target, known), gold),
            f"without lexicon {alone:.3f}",
        )
