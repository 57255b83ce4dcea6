"""
The sentence pairs of two documents that say the same, aligned once.

How two documents were aligned is kept in the store (kind "mined"), with a sum over what the aligner was given: their
sentences and the lexicon. Who mines them again, or goes on with a run that was interrupted, finds it there; the units are
made of the documents either way, so both ways give the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from glossary.lexicon import Lexicon
from glossary.report import FileReport, aligned
from glossary.sources import Twin
from memory.align import Bead, align
from memory.quality import doubts
from memory.sentences import sentences
from memory.stores.base import Change, Store
from memory.text import LANGUAGES, Language
from memory.units import Origin, Unit, unit_id

MINED = "mined"
_ALIGNER = 1  # count up when `memory.align` comes to give other pairs: what older ones gave is then aligned anew
_DOUBTFUL = 0.2  # bead score under which a pair is remembered as doubted


def pairs(source: Twin, lexicon: Lexicon, store: Store, file: FileReport) -> tuple[list[Unit], list[Change]]:
    """The units of two documents, and what to write to the store so that they need not be aligned again."""
    here = source.documents["id"]
    texts = {
        language: [s.text for p in document.paragraphs for s in sentences(p.text, language)]
        for language, document in source.documents.items()
    }
    file.note(here)
    file.note(source.documents["en"])
    file.sentences = sum(map(len, texts.values()))
    beads, changes = _beads(texts, lexicon, store, here.name)
    aligned(beads, file)
    return list(_units(beads, texts, source.path.name, here.name)), changes


def _beads(
    texts: dict[Language, list[str]], lexicon: Lexicon, store: Store, name: str
) -> tuple[list[Bead], list[Change]]:
    """How the sentences were aligned when they were met before, or how they are now, with the record of that."""
    id_ = _sum(line for language in LANGUAGES for line in ("", language, *texts[language]))
    by = {"aligner": _ALIGNER, "lexicon": _entries(lexicon)}
    known = store.get(MINED, id_)
    if known is not None and all(known[name] == told for name, told in by.items()):
        return [Bead(tuple(source), tuple(target), score) for source, target, score in known["beads"]], []
    beads = align(texts["id"], texts["en"], anchors=lexicon.anchors)
    told = [[bead.source, bead.target, bead.score] for bead in beads]
    return beads, [Change(MINED, id_, {"document": name, **by, "beads": told})]


@lru_cache(maxsize=4)
def _entries(lexicon: Lexicon) -> str:
    return _sum(repr(entry) for entry in lexicon.all())


def _sum(parts: Iterable[str]) -> str:
    found = hashlib.blake2s(digest_size=12)
    for part in parts:
        found.update(f"{part}\x1f".encode())
    return found.hexdigest()


def _units(beads: Sequence[Bead], texts: dict[Language, list[str]], file: str, document: str) -> Iterator[Unit]:
    both = (bead for bead in beads if bead.source and bead.target)
    for position, bead in enumerate(both, start=1):
        here = " ".join(texts["id"][i] for i in bead.source)
        there = " ".join(texts["en"][j] for j in bead.target)
        pair: dict[Language, str] = {"id": here, "en": there}
        weak = ["weak_alignment"] if bead.score < _DOUBTFUL else []
        origin = Origin(file, document, position, kind="aligned")
        yield Unit(unit_id(pair), pair, (origin,), "draft", doubts=(*doubts(here, there), *weak))
