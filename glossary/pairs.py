"""
The sentence pairs of two documents that say the same, aligned once.

How two documents were aligned is kept in the store (kind "mined"), with a sum over what the aligner was given: their
sentences and the lexicon. Who mines them again, or goes on with a run that was interrupted, finds it there; the units are
made of the documents either way, so both ways give the same.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.lexicon import Lexicon
from glossary.partitions import HERE, Workers
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


def pairs(
    twins: Iterable[tuple[Twin, FileReport]], lexicon: Lexicon, store: Store, workers: Workers = HERE
) -> Iterator[tuple[list[Unit], list[Change]]]:
    """The units of each two documents, and what to write to the store so that they need not be aligned again."""
    by = {"aligner": _ALIGNER, "lexicon": _entries(lexicon)}
    done = frozenset(
        id_ for id_, record in store.records(MINED) if all(record[name] == told for name, told in by.items())
    )
    ahead: deque[tuple[Twin, FileReport]] = deque()
    for texts, id_, found in workers.map(_aligned, _Known(lexicon, done), _told(twins, ahead)):
        twin, file = ahead.popleft()
        name = twin.documents["id"].name
        for document in twin.documents.values():
            file.note(document)
        file.sentences = sum(map(len, texts.values()))
        record, changes = store.get(MINED, id_), list[Change]()
        if record is not None and all(record[what] == told for what, told in by.items()):
            beads = [Bead(tuple(source), tuple(target), score) for source, target, score in record["beads"]]
        else:
            beads = found or []
            told = [[bead.source, bead.target, bead.score] for bead in beads]
            changes.append(Change(MINED, id_, {"document": name, **by, "beads": told}))
        aligned(beads, file)
        yield list(_units(beads, texts, twin.path.name, name)), changes


Texts = dict[Language, list[str]]


class _Known(NamedTuple):
    """What the aligner is given: the lexicon, and what need not be aligned, for the store has it."""

    lexicon: Lexicon
    done: frozenset[str]


def _told(
    twins: Iterable[tuple[Twin, FileReport]], ahead: deque[tuple[Twin, FileReport]]
) -> Iterator[dict[Language, list[str]]]:
    for twin, file in twins:
        ahead.append((twin, file))
        yield {language: [p.text for p in document.paragraphs] for language, document in twin.documents.items()}


def _aligned(known: _Known, paragraphs: Texts) -> tuple[Texts, str, list[Bead] | None]:
    """The sentences of two documents, the sum over them, and how they are aligned; None where that is known."""
    texts: Texts = {
        language: [s.text for text in told for s in sentences(text, language)] for language, told in paragraphs.items()
    }
    id_ = _sum(line for language in LANGUAGES for line in ("", language, *texts[language]))
    return texts, id_, None if id_ in known.done else align(texts["id"], texts["en"], anchors=known.lexicon.anchors)


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
