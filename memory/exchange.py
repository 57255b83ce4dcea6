"""
Files of units, in and out: import a file whole or not at all, take an import back, export.

An import is a record of its own (kind "import"): which file, when, by whom, what came of it. Importing the same file
twice adds nothing; an import that is interrupted has done nothing; one that was a mistake can be undone. Runs of the miner
are kept among the imports (`glossary.ledger`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from memory import formats
from memory.aside import aside
from memory.errors import Conflict, Invalid, NotFound
from memory.formats import Pair, Skipped
from memory.formats.fields import other
from memory.quality import doubts
from memory.recall import Memory
from memory.stores.base import Change
from memory.text import Language
from memory.units import Origin, Unit

IMPORT = "import"
_TOGETHER = 1000  # units handed to the store at once
_TOLD = 1000  # skipped units kept in the record of an import; all are reported to whoever imports
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """
    What an import did: units new, met in a new place, known already; and what was skipped, with its line and why.

    Of a run of the miner also how many concepts it wrote, when it last wrote units (`until`), and whether it has not come to its end.
    """

    id: str
    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    at: str = ""
    by: str = ""
    undone: str = ""
    kind: Literal["import", "mine"] = "import"
    concepts: int = 0
    until: str = ""
    unfinished: bool = False

    def record(self) -> dict[str, Any]:
        """The import as JSON values, for a store."""
        found = asdict(replace(self, skipped=self.skipped[:_TOLD]))
        return {**found, "skipped": [asdict(skipped) for skipped in self.skipped[:_TOLD]]}


def bring(
    path: Path,
    memory: Memory,
    *,
    by: str = "",
    project: str = "",
    source: Language | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Imported:
    """
    Import a file of units: TMX, XLIFF, PO, CSV, TSV, XLSX. `source` is the language translated from, where it says none.

    All of it in one durable batch, or a Problem and nothing. Units that cannot be read are skipped and named.
    """
    now = moment()
    id_ = "i_" + hashlib.blake2s(f"{path.resolve()}\x1f{now}".encode(), digest_size=8).hexdigest()
    skipped: list[Skipped] = []
    created = updated = unchanged = done = 0
    with memory.store.batch():
        units = _units(path, id_, project, source, skipped)
        while some := list(islice(units, _TOGETHER)):
            did = memory.remember(some, by=by, why=f"import {path.name}")
            created, updated, unchanged = created + did.created, updated + did.updated, unchanged + did.unchanged
            done += len(some)
            progress(f"import {path.name}", done, 0)
        refuse_empty(path, done, [(one.line, one.why) for one in skipped])
        found = Imported(id_, path.name, created, updated, unchanged, tuple(skipped), now, by)
        if created or updated:
            memory.store.write([Change(IMPORT, id_, found.record())], by=by, why=f"import {path.name}")
    return found


def _units(path: Path, import_id: str, project: str, source: Language | None, skipped: list[Skipped]) -> Iterator[Unit]:
    """The units of a file, each with where it came from; what cannot be read goes to `skipped`."""
    name = path.name
    target = other(source) if source else None
    items = formats.read(path, source=source, target=target)
    for position, (item, found) in enumerate(aside(_doubted, items, _texts), start=1):
        if isinstance(item, Skipped):
            skipped.append(item)
        else:
            here = Origin(name, name, position, import_id, item.kind)
            yield item.unit(project=project, doubts=found, here=here)


def _texts(item: Pair | Skipped) -> tuple[str, str] | None:
    """What has to be judged of an item: nothing where there is none, or where its file has judged it."""
    return None if isinstance(item, Skipped) or item.doubts else (item.texts["id"], item.texts["en"])


def _doubted(some: list[tuple[str, str] | None]) -> list[tuple[str, ...]]:
    """The doubts of each pair of texts."""
    return [tuple(doubts(*texts)) if texts else () for texts in some]


def refuse_empty(path: Path, pairs: int, skipped: Sequence[tuple[int, str]]) -> None:
    """Raise Invalid where a file gave no pair at all, with the first unit that was skipped, its line and why."""
    if pairs:
        return
    line, why = skipped[0] if skipped else (1, "")
    said = (
        f"all of its {len(skipped)} units were skipped; the first, in line {line}: {why}"
        if skipped
        else "it holds no units"
    )
    hint = "It needs units in Indonesian and English."
    raise Invalid(f"{path.name} gives nothing: {said}.", hint=hint, file=str(path), line=line)


def imports(memory: Memory) -> list[Imported]:
    """The imports that changed something, oldest first."""
    found = [imported(record) for _, record in memory.store.records(IMPORT)]
    return sorted(found, key=lambda one: (one.at, one.id))


def undo(import_id: str, memory: Memory, *, by: str = "", spared: Callable[[Unit], bool] = lambda known: False) -> int:
    """
    Take an import back; how many units it touched. Units met elsewhere too only lose the place; those `spared` stay.

    NotFound when there is no such import, Conflict when it is undone already.
    """
    with memory.store.batch():  # two who undo it at once: the second is told so
        known = kept(import_id, memory)
        if known.undone:
            what = "run over" if known.kind == "mine" else "import of"
            said = f"The {what} {known.file} was undone at {known.undone}."
            raise Conflict(said, hint="There is nothing left to undo.")
        touched = memory.undo(import_id, by=by, spared=spared)
        gone = replace(known, undone=moment())
        memory.store.write([Change(IMPORT, import_id, gone.record())], by=by, why=f"undo {import_id}")
    return touched


def kept(import_id: str, memory: Memory) -> Imported:
    """What is kept of an import; NotFound when there is none."""
    record = memory.store.get(IMPORT, import_id)
    if record is None:
        raise NotFound(f"There is no import {import_id}.", hint="List them with “padanan import --list”.")
    return imported(record)


def moment() -> str:
    """The present moment, as imports tell it (ISO 8601, UTC)."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def imported(record: dict[str, Any]) -> Imported:
    """The import that a store's record holds; what older ones lack has its default."""
    return Imported(**{**record, "skipped": tuple(Skipped(**skipped) for skipped in record["skipped"])})


def take(path: Path, memory: Memory, *, project: str | None = None) -> int:
    """Export the units, or those of one project, to a file; its format is its ending's. How many there were."""
    chosen = (unit for unit in memory.units() if project is None or unit.project == project)
    return formats.write(chosen, path)
