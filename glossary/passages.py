"""What can be checked in files: the passages of a file of units, or of two documents that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glossary.findings import Passage
from glossary.lexicon import Lexicon
from memory import documents, formats
from memory.align import align
from memory.errors import Invalid
from memory.formats import Skipped
from memory.formats.fields import other
from memory.sentences import sentences
from memory.text import LANGUAGES, Language

_SURE = 0.2  # beads below are no translations of each other to be judged
_SHOWN = 60  # characters of a sentence that is skipped


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage, its line in the file (1-based; XLSX: row, 0: not known), and the language it was translated from."""

    passage: Passage
    line: int
    source: Language


def of_file(path: Path, source: Language | None = None) -> Iterator[Placed | Skipped]:
    """
    The passages of a file of units, in order, and what was skipped.

    What the file does not say of its direction, `source` does; where neither does, it is from Indonesian.
    """
    target = other(source) if source else None
    for number, item in enumerate(formats.read(path, source=source, target=target), start=1):
        if isinstance(item, Skipped):
            yield item
            continue
        said: Language = item.source or source or "id"
        key = f"{number}:{item.key}" if item.key else str(number)
        yield Placed(Passage(key, item.texts[said], item.texts[other(said)]), item.line, said)


def of_documents(here: Path, there: Path, lexicon: Lexicon, source: Language = "id") -> Iterator[Placed | Skipped]:
    """
    The passages of an Indonesian and an English document, aligned by sentence; their lines are those of the translation.

    Sentences that stand alone, or whose alignment is not sure, are skipped: what is missing there is no matter of terms.
    """
    target = other(source)
    texts: dict[Language, list[_Said]] = {"id": _sentences(here, "id"), "en": _sentences(there, "en")}
    beads = align([s.text for s in texts["id"]], [s.text for s in texts["en"]], anchors=lexicon.anchors)
    for number, bead in enumerate(beads, start=1):
        places: dict[Language, tuple[int, ...]] = {"id": bead.source, "en": bead.target}
        said: dict[Language, list[_Said]] = {side: [texts[side][at] for at in places[side]] for side in LANGUAGES}
        alone = next((side for side in LANGUAGES if not said[side]), None)
        if alone:
            yield _alone(said[other(alone)][0], of_target=alone == source)
        elif bead.score < _SURE:
            yield Skipped(said[target][0].line, f"it is not surely a translation: “{said[target][0].text[:_SHOWN]}”")
        else:
            joined = {side: " ".join(one.text for one in said[side]) for side in LANGUAGES}
            yield Placed(Passage(str(number), joined[source], joined[target]), said[target][0].line, source)


def _alone(said: _Said, *, of_target: bool) -> Skipped:
    if of_target:
        return Skipped(said.line, f"it translates nothing: “{said.text[:_SHOWN]}”")
    return Skipped(0, f"line {said.line} of the source is not translated: “{said.text[:_SHOWN]}”")


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, and the line of its paragraph."""

    text: str
    line: int


def _sentences(path: Path, language: Language) -> list[_Said]:
    paragraphs = documents.read(path, language).paragraphs
    found = [_Said(s.text, p.line) for p in paragraphs for s in sentences(p.text, language)]
    if not found:
        raise Invalid(f"{path.name} has no sentence.", hint="Give an Indonesian and an English document.")
    return found
