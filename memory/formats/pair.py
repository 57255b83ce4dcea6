"""What a reader yields: a pair, or why a unit of the file is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from memory.errors import Invalid
from memory.text import Language
from memory.units import Context, Origin, Provenance, Stamp, Unit, UnitStatus, met, unit_id


@dataclass(frozen=True, slots=True)
class Pair:
    """
    A unit as a file tells it: its texts, its place there (1-based line; XLSX: row), and all else the file says of it.

    `source` is the language translated from, "" where the file does not say. `origin` is what an export of ours wrote
    down; the file being read is no origin yet. `properties` holds what the file says and a unit has no field for.
    """

    texts: dict[Language, str]
    line: int
    context: Context = field(default_factory=Context)
    source: Language | Literal[""] = ""
    status: UnitStatus = "confirmed"
    project: str = ""
    subject: str = ""
    note: str = ""
    created: Stamp = field(default_factory=Stamp)
    changed: Stamp = field(default_factory=Stamp)
    uses: int = 0
    doubts: tuple[str, ...] = ()
    origin: tuple[Origin, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key that the unit has in its file (TMX: tuid, PO: msgctxt)."""
        return self.context.key

    @property
    def kind(self) -> Provenance:
        """How the pair was made: by a person, unless the file says otherwise."""
        kinds = {origin.kind for origin in self.origin}
        return self.origin[0].kind if kinds and "human" not in kinds else "human"

    def unit(self, *, project: str = "", doubts: tuple[str, ...] = (), here: Origin | None = None) -> Unit:
        """
        The unit that this pair is; what was exported comes back equal.

        `project` is said instead of the file's, `doubts` where the file has none, and `here` is one more place of it.
        """
        return Unit(
            id=unit_id(self.texts, project or self.project),
            texts=self.texts,
            origin=met(self.origin, here) if here else self.origin,
            status=self.status,
            source=self.source,
            context=self.context,
            project=project or self.project,
            subject=self.subject,
            doubts=self.doubts or doubts,
            created=self.created,
            changed=self.changed,
            uses=self.uses,
            note=self.note,
            properties=self.properties,
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """A unit that was not read: its line, and why."""

    line: int
    why: str


MOST_SKIPPED = 1_000_000  # units of a file, after which it is the file that is wrong
Item = TypeVar("Item")


def bearable(items: Iterable[Item | Skipped], path: Path) -> Iterator[Item | Skipped]:
    """What a reader yields; Invalid for a file that is skipped on and on, since every skipped unit is told and kept."""
    skipped = 0
    for item in items:
        skipped += isinstance(item, Skipped)
        if isinstance(item, Skipped) and skipped > MOST_SKIPPED:
            raise Invalid(
                f"{path.name} has more than {MOST_SKIPPED:,} units that cannot be read; in line {item.line}: {item.why}.",
                hint="Is it the right file?",
                file=str(path),
                line=item.line,
            )
        yield item
