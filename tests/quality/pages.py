"""The page reader on labelled page dumps: lines of the story kept, furniture dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from memory.furniture import furniture
from memory.text import clean, squeeze
from tests.conftest import CASES


def labelled(split: str) -> Iterator[tuple[Path, list[str], list[str]]]:
    """The dumps of a split: file, labels ("+" story, "-" furniture), lines."""
    for path in sorted((CASES / "pages").glob("*.txt")):
        lines = clean(path.read_text(encoding="utf-8")).split("\n")
        if lines[0] == f"# {split}":
            rows = [line for line in lines[1:] if re.search(r"\w", line)]
            yield path, [row[0] for row in rows], [squeeze(row[1:]) for row in rows]


def shares(split: str) -> tuple[float, float]:
    """The share of story lines kept, and of furniture lines dropped."""
    kept, dropped = [], []
    for _, labels, lines in labelled(split):
        for label, reason in zip(labels, furniture(lines), strict=True):
            (kept if label == "+" else dropped).append((reason is None) == (label == "+"))
    return sum(kept) / len(kept), sum(dropped) / len(dropped)


def rows() -> Iterator[tuple[str, str, float, str]]:
    """Both shares, every split: dev and test of the pages 01 to 42, fresh the pages 43 to 66."""
    for split in ("dev", "test", "fresh"):
        kept, dropped = shares(split)
        yield ("page furniture", f"story lines kept, {split}", kept, "goal .98")
        yield ("page furniture", f"furniture lines dropped, {split}", dropped, "goal .95")
