"""Term pairs from aligned text, against the reference terms of TICO-19 (multi-word Indonesian side)."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.extract import extract
from glossary.lexicon import seeds
from glossary.morphology import english
from memory.text import fold, words
from memory.units import Origin, Unit, unit_id
from tests.conftest import SHARED


def units(corpus: str, count: int) -> list[Unit]:
    """The first lines of a corpus as units."""
    lines = [
        (SHARED / "corpora" / corpus / f"{corpus}.{side}").read_text(encoding="utf-8").splitlines()
        for side in ("id", "en")
    ]
    found = []
    for position, (here, there) in enumerate(zip(*(side[:count] for side in lines), strict=True), start=1):
        texts = {"id": here, "en": there}
        found.append(Unit(unit_id(texts), texts, (Origin(corpus, corpus, position),)))  # type: ignore[arg-type]
    return found


def key(text: str) -> tuple[str, ...]:
    """English words in the singular."""
    return english.core(words(text))


# Before English was let to witness: by the rules before the tagger, and with the tagger.
_BESIDE = {300: "before .40, then .30", 3069: "before .558, then .453"}


def recall(count: int) -> tuple[float, int]:
    """The share of reference pairs that the first units yield, and how many of the reference terms are in those units."""
    table = (SHARED / "corpora/tico19/gold_terms_attested.tsv").read_text(encoding="utf-8").splitlines()[1:]
    gold = {(fold(row[0]), key(row[1])) for line in table if (row := line.split("\t")) and " " in row[0]}
    given = units("tico19", count)
    met = {(here, there) for here, there in gold if any(here in fold(u.texts["id"]) for u in given)}
    found = {c.key: [key(r) for r in c.renderings] for c in extract(given, seeds())}
    return sum(there in found.get(here, []) for here, there in met) / len(met), len(met)


def rows() -> Iterator[tuple[str, str, float, str]]:
    """Recall of the reference terms."""
    for count, beside in _BESIDE.items():
        share, met = recall(count)
        yield (f"aligned terms, TICO {count} units", f"reference pairs found, of {met} met", share, beside)
