"""
English composed for Indonesian alone, on sentences whose human translation is known but not shown.

A rendering counts when the translation has it, plural and article aside. That is stricter than a reader: a good synonym
counts as wrong, and a translator's freedom too; 0.62 of top renderings were right when a person read the baseline.
"""

from __future__ import annotations

from collections.abc import Iterator

from glossary.lexicon import seeds
from glossary.mine import seed_english
from glossary.morphology import english
from glossary.parts import parse
from glossary.phrases import phrases
from glossary.render import Attestation, render
from memory.text import words
from tests.conftest import SHARED


def plain(text: str) -> str:
    """Words without articles, singular, between blanks."""
    return f" {' '.join(english.singular(w.removesuffix(chr(39) + 's')) for w in words(text) if w not in ('the', 'a', 'an'))} "


def hits(corpus: str, split: int) -> tuple[int, int, int, int]:
    """Phrases rendered, first rendering attested, any attested, phrases without English; lines of one split (mod 5)."""
    lexicon, attested = seeds(), Attestation(seed_english())
    total = first = any_ = without = 0
    lines = [
        (SHARED / "corpora" / corpus / f"{corpus}.{side}").read_text(encoding="utf-8").splitlines()
        for side in ("id", "en")
    ]
    for number, (here, there) in enumerate(zip(*lines, strict=True)):
        if number % 5 != split:
            continue
        translation = plain(there)
        for phrase in phrases(parse(here, lexicon)):
            found = render(phrase, attested).renderings if phrase.maximal else None
            if found is None:
                continue
            without += not found
            if found:
                marks = [plain(rendering.text) in translation for rendering in found]
                total, first, any_ = total + 1, first + marks[0], any_ + any(marks)
    return total, first, any_, without


def rows() -> Iterator[tuple[str, str, float, str]]:
    """Shares on the test split of two corpora."""
    for corpus in ("ntrex", "pud"):
        total, first, any_, without = hits(corpus, 4)
        yield (f"composed English, {corpus} test", f"first rendering in the translation, of {total}", first / total, "")
        yield (
            f"composed English, {corpus} test",
            "one of three in the translation",
            any_ / total,
            f"{without} without English",
        )
