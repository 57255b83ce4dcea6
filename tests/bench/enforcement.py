"""Look-up, recognition and checking with many concepts: what editors and their programs wait for."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from glossary.check import check
from glossary.findings import Passage
from glossary.lexicon import seeds
from glossary.lookup import Glossary
from glossary.terms import Concept, Term
from memory.stores import open_store
from memory.text import LANGUAGES
from tests.bench.measure import percentiles, show, taken
from tests.quality.checking import Listed

WORDS = 1000
SEGMENTS = 3000


def concepts(count: int) -> list[Concept]:
    """So many concepts whose terms are nouns of the lexicon, alone and with modifiers, as real ones are."""
    chance = random.Random(7)
    entries = [entry for entry in seeds().all() if entry.pos in ("NOUN", "ADJ") and entry.english]
    found: dict[str, Concept] = {}
    while len(found) < count:
        some = [chance.choice(entries) for _ in range(chance.choice((1, 2, 2, 2, 2, 2, 3, 3, 3)))]
        here = " ".join(entry.text for entry in some)
        there = " ".join(entry.english[0] for entry in reversed(some))
        terms = (Term("id", here, "preferred"), Term("en", there, "preferred"))
        found.setdefault(here, Concept(f"c_{len(found):016x}", terms, "approved"))
    return list(found.values())


def enforcement(directory: Path, pairs: list[tuple[str, str]]) -> None:
    """Recognition and checking at 10k and 200k concepts, look-up at 50k; `pairs` are Indonesian and English segments."""
    for count in (10_000, 200_000):
        known = Listed(concepts(count))
        texts = list(_texts([here for here, _ in pairs]))
        for text in texts:
            known.spotters["id"].spot(text)
        middle, late = percentiles(known.spotters["id"].spot, texts)
        show(f"terms in {WORDS:,} words, p50 at {count:,} concepts", middle, "ms", f"p95 {late:.2f} ms")
        passages = [Passage(str(k), *pair) for k, pair in enumerate(pairs[:SEGMENTS])]
        times = [taken(lambda: check(passages, "id", known)) for _ in range(3)]  # noqa: B023 - called at once
        show(f"segments checked at {count:,} concepts", len(passages) / statistics.median(times), "/s")
    with open_store(directory) as store:
        glossary, some = Glossary(store), concepts(50_000)
        show("add 50,000 concepts", taken(lambda: glossary.add(some, by="bench", why="bench")), "s")
        show("first answer at 50,000 concepts", 1000 * taken(lambda: Glossary(store).look_up("negara")), "ms")
        for matter, asked in _questions(some).items():
            middle, late = percentiles(glossary.look_up, asked)
            show(f"look-up, {matter}, p50 at 50,000", middle, "ms", f"p95 {late:.2f} ms")


def _texts(sentences: list[str]) -> Iterator[str]:
    chance = random.Random(8)
    for _ in range(30):
        words = " ".join(chance.choice(sentences) for _ in range(WORDS // 6)).split()
        yield " ".join(words[:WORDS])


def _questions(some: list[Concept]) -> dict[str, list[str]]:
    """What readers type, by how it answers."""
    chance = random.Random(9)
    picked = [chance.choice(some) for _ in range(150)]
    here, there = ([term.text for c in picked for term in c.in_language(side)] for side in LANGUAGES)
    ways: dict[str, Callable[[str], str]] = {
        "exact, id": str,
        "inflected, id": lambda text: f"{text}nya",
        "beginning, id": lambda text: text[:2],
        "part, id": lambda text: text.split()[-1],
        "misspelt, id": lambda text: text[:3] + text[4:],
    }
    return {name: [way(text) for text in here] for name, way in ways.items()} | {"exact, en": there}
