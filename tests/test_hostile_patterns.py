"""Texts that make a regular expression try again and again: twice the text may take twice the time, and not four times."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from glossary.findings import Passage
from glossary.lookup import Glossary
from memory import quality, text
from memory.ceilings import ceilings
from memory.documents import read
from memory.errors import Problem
from memory.formats import codes
from memory.recall import Memory
from memory.sentences import sentences
from memory.stores import open_store
from tests.web_small import small
from web.clients import bodies
from web.clients.languagetool import _PARAGRAPH

# What patterns look for, over and over; taken from the literals and classes of every pattern that meets a user's text.
PUMPS = [
    "a", "A", "é", "1", "a+", "a.", "a-", "a@", "a@a.", ".", "(", "[", '"', "“", "'", "<", "<a", "<a ", "</", "<a>", "{", "{a",
    "{{", "${", "{}", "&", "&a", "%", "%(", "%(a", "http://", "www.", "www.a ", "A.", "A. ", "1.", "1,", "1:", "1/", "1. ", "-",
    "- ", "\n", "\n ", " \n", "\t", "\u0301", "\ufdfa", "😀", "_", "a_", "Rp1", "dll. ", "a’", "gencatan senjata ",
    "ceasefire ", "Mahkamah ", "1.000", "...", "?!", '<ph x="1"/>', "<ph ", "<b></b>", "&language=", "&a=", "%41", "\u202e",
    "a\u2028", "foto ", "(foto", "baca juga ", "kata ", "©", "cookie ", "?.", ";:", "* ", "> ", "`", "![", "[a](", "**", "#",
]  # fmt: skip


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Callable[[str], object]]]:
    """What is done with a text that somebody sends."""
    path = tmp_path_factory.mktemp("pumped") / "x.txt"
    with open_store(small(path.parent / "data")) as store:
        memory, glossary = Memory(store), Glossary(store)

        def document(pumped: str, suffix: str) -> object:
            story = path.with_suffix(suffix)
            story.write_text(f"Kedua negara menandatangani perjanjian.\n\n{pumped}!", encoding="utf-8")
            return read(story, "id")

        yield {
            "lexemes": text.lexemes,
            "words": text.words,
            "placeables": lambda pumped: list(text.placeables(pumped)),
            "sentences": lambda pumped: sentences(pumped, "id"),
            "doubts": lambda pumped: quality.doubts(pumped, f"{pumped}x"),
            "ceilings": lambda pumped: ceilings(pumped, [f"{pumped}x"], [0.5]),
            "tmx": codes.tmx,
            "xliff": lambda pumped: codes.xliff(pumped, {}, {}),
            "recall": lambda pumped: memory.recall(pumped, "id"),
            "concordance": memory.search,
            "check": lambda pumped: glossary.check([Passage("1", pumped, pumped)], "id"),
            "spot": glossary.spotters["id"].all,
            "lookup": glossary.look_up,
            "form": lambda pumped: bodies.read(f"text={pumped}&language=id"),
            "paragraphs": lambda pumped: sum(1 for _ in _PARAGRAPH.finditer(pumped)),
            "txt": lambda pumped: document(pumped, ".txt"),
            "md": lambda pumped: document(pumped, ".md"),
            "html": lambda pumped: document(pumped, ".html"),
        }


KINDS = (
    "lexemes words placeables sentences doubts ceilings tmx xliff recall concordance check spot lookup form paragraphs "
    "txt md html"
)


def took(do: Callable[[str], object], pumped: str) -> float:
    """Seconds of CPU, so that a busy machine tells no lies."""
    began = time.process_time()
    with suppress(Problem):
        do(pumped)
    return time.process_time() - began


@pytest.mark.parametrize("kind", KINDS.split())
def test_the_time_for_a_pumped_text_is_near_linear(known: dict[str, Callable[[str], object]], kind: str) -> None:
    do, size = known[kind], 2000
    do("Gencatan senjata itu rapuh.")
    slow = {}
    for pump in PUMPS:
        first = took(do, pump * (size // len(pump)))
        if (
            first > 0.03
        ):  # so that a pattern which is asked four times as much in 8000 characters would take half a second
            again = min(took(do, pump * (4 * size // len(pump))) for _ in range(2))
            if again > 10 * first and again > 0.5:
                slow[pump] = (first, again)

    assert slow == {}
    for pump in ("_", "a+", "<", "{", "1. ", "-", "gencatan senjata ", "<a>"):  # which once took minutes
        assert took(do, pump * (10_000 // len(pump))) < 2.5, pump


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of text that stands in a module of ours, alone or in a table, with its place."""
    for room in ("memory", "glossary", "web"):
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if not module.name.endswith("__main__"):
                for name, value in vars(importlib.import_module(module.name)).items():
                    yield from ((f"{module.name}.{name}", pattern) for pattern in _patterns(value))


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns(one)
    elif isinstance(value, dict):
        yield from _patterns(list(value.values()))


def test_no_pattern_runs_away_within_a_line() -> None:
    """What reads page furniture looks at lines of at most 600 characters, so what is quadratic there does no harm."""
    found = {pattern.pattern: (name, pattern) for name, pattern in patterns()}
    assert len(found) > 200

    slow = set()
    for name, pattern in found.values():
        literals = re.findall(r"[a-z]{2,}", pattern.pattern)[:3]
        for pump in (*PUMPS[::3], *literals):
            for way in (pattern.search, pattern.fullmatch):
                if took(way, f"{pump * (240 // len(pump))}\x01") > 0.2:
                    slow.add((name, pump))

    assert slow == set()
