"""
What others offer for fuzzy matching, asked for the units most like a query. Nothing here is ours to test.

All of PostgreSQL's ways share one server of our own, which ends with the bench: trigrams as Weblate asks them, and the
index of `memory/postings.py` as a column, which is the other way for a house of many nodes: each of them asking the database
instead of holding an index of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from memory.signatures import Array, occurrences, read
from tests.database import Server

Ask = Callable[[str], list[int]]


def tantivy(texts: list[str], folder: Path, hits: int) -> Ask:
    """Lucene's kind of index, in Rust: any of the words, by BM25."""
    import tantivy as engine

    folder.mkdir()
    schema = engine.SchemaBuilder().add_text_field("text").add_unsigned_field("row", stored=True).build()
    index = engine.Index(schema, path=str(folder))
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for row, text in enumerate(texts):
        writer.add_document(engine.Document(text=text, row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> list[int]:
        words = "".join(c.lower() if c.isalnum() else " " for c in query).split()
        terms = [(engine.Occur.Should, engine.Query.term_query(schema, "text", word)) for word in words]
        found: list[Any] = searcher.search(engine.Query.boolean_query(terms), hits).hits
        return [searcher.doc(place)["row"][0] for _, place in found]

    return ask


@cache
def _server() -> psycopg.Connection[Any]:
    """A connection to a server for all of the bench."""
    settings = {"shared_buffers": "1GB", "maintenance_work_mem": "1GB", "fsync": "off"}
    made = Server(settings).start()
    return psycopg.connect(made.address(), autocommit=True, prepare_threshold=1)


def trigrams(texts: list[str], hits: int) -> Ask:
    """pg_trgm's GiST index in order of distance, as Weblate asks it."""
    server = _server()
    server.execute("DROP TABLE IF EXISTS unit; CREATE EXTENSION IF NOT EXISTS pg_trgm")
    server.execute("CREATE TABLE unit (row int, text text)")
    with server.cursor().copy("COPY unit FROM STDIN") as into:
        for row in enumerate(texts):
            into.write_row(row)
    server.execute("CREATE INDEX ON unit USING gist (text gist_trgm_ops)")
    server.execute("ANALYZE unit")

    def ask(query: str) -> list[int]:
        found = server.execute("SELECT row FROM unit ORDER BY text <-> %s LIMIT %s", (query, hits))
        return [row for (row,) in found]

    return ask


def signatures(texts: list[str], least: float, best: Callable[[str, Sequence[int]], list[int]]) -> Ask:
    """
    Pairs of rare words in an `int[]` with GIN: what shares a pair with the query, and has a length that it may have.

    Two texts of a likeness of at least `least` (0–1) share two of each other's rarest words, so many of them as `_pairs`
    takes. What the database finds is put in order here, by `best`.
    """
    server, rarity = _server(), _Rarity(texts)
    server.execute("DROP TABLE IF EXISTS pairs")
    server.execute("CREATE TABLE pairs (row int, ntok int, pairs int[])")
    with server.cursor().copy("COPY pairs FROM STDIN") as into:
        for row, codes in enumerate(rarity.rarest_first()):
            into.write_row((row, len(codes), _pairs(codes, least)))
    server.execute("CREATE INDEX ON pairs USING gin (pairs)")
    server.execute("VACUUM ANALYZE pairs")

    def ask(query: str) -> list[int]:
        codes = rarity.of(query)
        low, high = math.ceil(least * len(codes) - 1e-6), math.floor(len(codes) / least + 1e-6)
        found = server.execute(
            "SELECT row FROM pairs WHERE pairs && %s AND ntok BETWEEN %s AND %s", (_pairs(codes, least), low, high)
        )
        return best(query, [row for (row,) in found])

    return ask


class _Rarity:
    """The words of texts, each with its number of coming (see `occurrences`), and in how many texts that is."""

    def __init__(self, texts: list[str]) -> None:
        reading = read(texts)
        rows = np.repeat(np.arange(len(texts)), reading.lengths)
        self._codes, self._rows = occurrences(reading.codes, rows)
        self._many = len(texts)
        self._known, self._counts = np.unique(self._codes, return_counts=True)

    def rarest_first(self) -> Iterator[Array]:
        """The words of each text."""
        order = np.lexsort((self._codes, self._frequency(self._codes), self._rows))
        ends = np.searchsorted(self._rows[order], np.arange(1, self._many))
        yield from np.split(self._codes[order], ends)

    def of(self, query: str) -> Array:
        """Those of a query."""
        codes = read([query]).bag
        found: Array = codes[np.lexsort((codes, self._frequency(codes)))]
        return found

    def _frequency(self, codes: Array) -> Array:
        at = np.minimum(np.searchsorted(self._known, codes), len(self._known) - 1)
        found: Array = np.where(self._known[at] == codes, self._counts[at], 0)
        return found


def _pairs(codes: Array, least: float) -> list[int]:
    """
    Hashes of the pairs of a text's rarest words; where one word in common may be enough, of single ones, too.

    Two texts of m words or fewer that are alike have `need` of m in common, so at least two among the first m - need + 2.
    """
    many = len(codes)
    need = math.ceil(least * many - 1e-6)
    rare = codes[: many - max(need, 2) + 2].astype(np.uint64)
    one, other = np.triu_indices(len(rare), 1 if need > 1 else 0)
    first, second = np.minimum(rare[one], rare[other]), np.maximum(rare[one], rare[other])
    mixed = (first * np.uint64(0x9E3779B97F4A7C15)) ^ (second * np.uint64(0xC2B2AE3D27D4EB4F))
    found: list[int] = np.unique((mixed >> np.uint64(32)).astype(np.uint32).view(np.int32)).tolist()
    return found
