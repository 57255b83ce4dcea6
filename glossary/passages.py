"""What can be checked in files: the passages of a file of units, or of two documents that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glossary.findings import Passage
from glossary.lexicon import Lexicon
from memory import documents, formats
from memory.align import align
from memory.documents import Document
from memory.errors import Invalid
from memory.formats import Skipped
from memory.sentences import sentences
from memory.text import Language

_SURE = 0.2  # beads below are no translations of each other to be judged


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage, its line in the file (1-based), and the language that it was translated from."""

    passage: Passage
    line: int
    source: Language


def of_file(path: Path, source: Language | None = None) -> Iterator[Placed | Skipped]:
    """
    The passages of a file of units, in order, and what was skipped.

    What the file does not say of its direction, `source` does; where neither does, it is from Indonesian.
    """
    for number, item in enumerate(formats.read(path, source=source), start=1):
        if isinstance(item, Skipped):
            yield item
            continue
        said: Language = source or item.source or "id"
        other: Language = "en" if said == "id" else "id"
        key = f"{number}:{item.key}" if item.key else str(number)
        yield Placed(Passage(key, item.texts[said], item.texts[other]), item.line, said)


def of_documents(here: Path, there: Path, lexicon: Lexicon, source: Language = "id") -> Iterator[Placed | Skipped]:
    """
    The passages of an Indonesian and an English document, aligned by sentence.

    Sentences that stand alone, or whose alignment is not sure, are skipped: what is missing there is no matter of terms.
    """
    texts: dict[Language, list[str]] = {
        "id": _sentences(documents.read(here, "id")),
        "en": _sentences(documents.read(there, "en")),
    }
    for path, found in zip((here, there), texts.values(), strict=True):
        if not found:
            raise Invalid(f"{path.name} has no sentence.", hint="Give an Indonesian and an English document.")
    for number, bead in enumerate(align(texts["id"], texts["en"], anchors=lexicon.anchors), start=1):
        said: dict[Language, str] = {"id": _joined(texts["id"], bead.source), "en": _joined(texts["en"], bead.target)}
        if not (said["id"] and said["en"]):
            yield Skipped(number, f"it stands alone: “{(said['id'] or said['en'])[:60]}”")
        elif bead.score < _SURE:
            yield Skipped(number, f"it is not surely a translation: “{said['id'][:60]}”")
        else:
            target: Language = "en" if source == "id" else "id"
            yield Placed(Passage(str(number), said[source], said[target]), 0, source)


def _sentences(document: Document) -> list[str]:
    return [s.text for p in document.paragraphs for s in sentences(p.text, p.language)]


def _joined(texts: list[str], numbers: tuple[int, ...]) -> str:
    return " ".join(texts[k] for k in numbers)
