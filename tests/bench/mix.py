"""
What a busy house asks: look-ups, matches and checks at random, with the same seed the same questions in the same order.

The store is made of worn lines of ../shared/corpora (see `matching.py`) and of concepts of the lexicon's words (see
`enforcement.py`), in a temporary directory or a database of its own.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from glossary.lookup import Glossary
from glossary.terms import Concept
from memory.recall import Memory
from memory.stores import Store
from memory.units import Origin, Unit, unit_id
from tests.bench.enforcement import concepts
from tests.bench.matching import corpus, worn

ROUTES = ("look-up", "match", "check")
_OFTEN = (5, 3, 2)  # of ten questions
_LONGEST = 1900  # characters of a segment that is sent


@dataclass(frozen=True)
class Stock:
    """What a store was filled with."""

    pairs: list[tuple[str, str]]
    concepts: list[Concept]


def stock(units: int, terms: int) -> Stock:
    """So many pairs and concepts."""
    # Some of the lines are there twice, and count once.
    return Stock(corpus(units + units // 8, asked=0).pairs[:units], concepts(terms))


def fill(store: Store, made: Stock) -> float:
    """Put all of it into a store, with its indexes; the seconds that took."""
    began = time.perf_counter()
    memory, glossary = Memory(store), Glossary(store)
    for first in range(0, len(made.pairs), 5000):
        memory.remember(
            [_unit(first + at, pair) for at, pair in enumerate(made.pairs[first : first + 5000])], by="bench"
        )
    glossary.add(made.concepts, by="bench", why="bench")
    memory.warm()
    memory.save()
    return time.perf_counter() - began


def _unit(number: int, pair: tuple[str, str]) -> Unit:
    texts = {"id": pair[0], "en": pair[1]}
    return Unit(unit_id(texts), texts, (Origin("bench", "bench", number),))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Question:
    """One request, as it goes over the wire."""

    route: int  # of ROUTES
    sent: bytes


def questions(made: Stock, count: int, seed: int) -> list[Question]:
    """So many questions in a fixed order."""
    chance = random.Random(seed)
    words = [word for here, _ in made.pairs[:5000] for word in here.split()]
    asked = (_look_up, _match, _check)
    kinds = chance.choices(range(len(ROUTES)), weights=_OFTEN, k=count)
    return [Question(kind, asked[kind](made, words, chance)) for kind in kinds]


def _look_up(made: Stock, words: list[str], chance: random.Random) -> bytes:
    """A term as it stands or inflected, in either language; a word; a phrase of a segment."""
    way = chance.randrange(8)
    if way < 4:
        term = chance.choice(chance.choice(made.concepts).terms).text
        asked = f"{term}nya" if way == 0 else term
    elif way < 6:
        asked = chance.choice(words)
    else:
        found = chance.choice(made.pairs)[0].split()
        start = chance.randrange(max(1, len(found) - 2))
        asked = " ".join(found[start : start + 3])
    return f"GET /api/v1/lookup?q={quote(asked[:200])} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def _match(made: Stock, words: list[str], chance: random.Random) -> bytes:
    text = worn(chance.choice(made.pairs)[0], chance.choice((0, 0.1, 0.2, 0.3, 0.4)), words, chance)
    return posted("/api/v1/match", {"from": "id", "to": "en", "text": text[:_LONGEST]})


def _check(made: Stock, _words: list[str], chance: random.Random) -> bytes:
    """Five segments, as a page of a translator's tool sends them."""
    pairs = [chance.choice(made.pairs) for _ in range(5)]
    segments = [
        {"key": str(at), "source": here[:_LONGEST], "target": there[:_LONGEST]}
        for at, (here, there) in enumerate(pairs)
    ]
    return posted("/api/v1/check", {"from": "id", "segments": segments})


def posted(path: str, told: object, *, token: str = "", method: str = "POST") -> bytes:
    """A request with a JSON body."""
    body = json.dumps(told, ensure_ascii=False).encode()
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    head += [f"Content-Length: {len(body)}", *([f"Authorization: Bearer {token}"] if token else [])]
    return "\r\n".join([*head, "", ""]).encode() + body


def spread(times: Sequence[float]) -> tuple[float, float, float]:
    """Median, 95th and 99th percentile."""
    ordered = sorted(times)
    middle, late, latest = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99))
    return middle, late, latest
