"""
What a job does: import files of units or terms, in one batch or not at all; or mine documents, file by file.

A run of the miner works in one process for each core, where there is so much to do, and is kept under the id of its job.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glossary.formats import SUFFIXES, Skipped, read, rows, table, workbook
from glossary.lookup import Glossary
from glossary.mine import mine
from glossary.partitions import workers
from glossary.sources import couples
from glossary.terms import Concept
from memory import exchange
from memory.errors import Invalid
from memory.files import decode, load
from memory.recall import Memory
from web.jobs import Job, Progress

CONTENTS = ("auto", "memory", "terms", "comparable")


def work(job: Job, files: Sequence[Path], progress: Progress, *, memory: Memory, glossary: Glossary) -> dict[str, Any]:
    """Do a job with this memory and glossary, and report."""
    progress("begin", 0, len(files))
    if job.kind == "mine":
        pairs = _comparable(files) if job.options.get("content") == "comparable" else []
        with workers() as team:
            mined = mine(
                files,
                comparable=pairs,
                memory=memory,
                glossary=glossary,
                by=job.by,
                name=job.id,
                progress=progress,
                whole=progress.whole,
                workers=team,
            )
        return mined.as_json()
    report: dict[str, Any] = {"imports": [], "terms": []}
    with memory.store.batch():
        for path in files:
            if _holds_terms(path, job.options.get("content", "auto")):
                report["terms"].append(_approved(path, glossary, job.by))
            else:
                did = exchange.bring(path, memory, by=job.by, project=job.project, progress=progress)
                report["imports"].append(did.record())
        progress("import", len(files), len(files))
    return report


def _comparable(files: Sequence[Path]) -> list[tuple[Path, Path]]:
    """The files two by two, by their names; Invalid where one has no other half."""
    pairs = couples(files)
    alone = [path.name for path in files if not any(path in pair for pair in pairs)]
    if alone:
        hint = "Comparable texts are sent as x.id.txt with x.en.txt."
        raise Invalid(f"{alone[0]} has no other half among the files.", hint=hint, file=alone[0])
    return pairs


def _holds_terms(path: Path, content: str) -> bool:
    """Whether a file is a list of terms: by what was said of it, else by its ending, else by its columns."""
    suffix = path.suffix.lower()
    if content != "auto" or suffix not in SUFFIXES:
        return content == "terms"
    if suffix in (".csv", ".tsv"):
        return rows.is_only_terms(table.header(decode(load(path), path), path))
    return suffix == ".tbx" or rows.is_only_terms(workbook.header(path))


def _approved(path: Path, glossary: Glossary, by: str) -> dict[str, Any]:
    """What came of a term list: how many concepts are new, and the entries that were skipped."""
    found = list(read(path))
    concepts = [one for one in found if isinstance(one, Concept)]
    skipped = [{"line": one.line, "why": one.why} for one in found if isinstance(one, Skipped)]
    counts = {str(outcome): count for outcome, count in glossary.add(concepts, by=by, why=path.name).items()}
    return {"file": path.name, **counts, "skipped": skipped}
