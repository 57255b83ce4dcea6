"""
The shelf: the saved indexes of a memory, beside its store.

    index/MANIFEST          per language: the mark of the store's state, the files, and which of their rows are dead
    index/<language>.<n>    one run; written once, never changed, removed when the manifest no longer names it

The manifest is replaced whole when all that it names is on the disk, so that whoever opens it finds either state. The
shelf holds nothing that the store does not: what is missing, damaged or out of date is made anew from there, and said
in the log. Only the process that keeps what is beside the store writes here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from memory import arrays
from memory.index import Index
from memory.postings import Lookup, Postings
from memory.runs import Run
from memory.signatures import Array
from memory.stores.files.directory import Directory
from memory.stores.files.log import content, frame
from memory.text import Language

logger = logging.getLogger(__name__)

_MANIFEST = "MANIFEST"
_RUN = re.compile(r"(?:id|en)\.[0-9]+")
_PARTS: dict[str, type[Lookup | Postings]] = {
    **dict.fromkeys(("key_sums", "text_sums", "essences"), Lookup),
    **dict.fromkeys(("tokens", "words", "grams"), Postings),
}
_PLAIN = [field.name for field in fields(Run) if field.init and field.name not in _PARTS]


class Shelf:
    """The files of the indexes in one directory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: dict[str, Run] = {}  # the runs in memory that are in a file, by its name

    def languages(self) -> list[str]:
        """The languages of which there is a saved index."""
        return list(self._manifest())

    def mark(self, language: Language) -> str:
        """The mark of the state that the saved index of a language is of; "" if there is none."""
        return str(self._manifest().get(language, {}).get("mark", ""))

    def load(self, language: Language) -> tuple[Index, str] | None:
        """The saved index of a language, mapped, and the mark of its state; None if there is none to be trusted."""
        entry = self._manifest().get(language)
        if entry is None:
            return None
        runs = []
        try:
            for name, dead in entry["runs"]:
                run = _run(arrays.read(self.path / name))
                run.dead[dead] = True
                runs.append((name, run))
        except (OSError, arrays.Damaged) as error:
            logger.warning("The saved index in %s cannot be used and is built anew: %s", self.path, error)
            return None
        self._files |= runs
        return Index([run for _, run in runs]), str(entry.get("mark", ""))

    def save(self, indexes: dict[Language, Index], mark: str) -> None:
        """Bring the files up to what the indexes hold, which is what the store holds in the state of this mark."""
        with self._manifest_to_write() as manifest:
            for language, index in indexes.items():
                runs = [self._saved(run, language, index) for run in index.runs]
                manifest[language] = {"mark": mark, "runs": runs}

    def confirm(self, language: Language, mark: str) -> None:
        """Say that the saved index of a language is right in this state, too."""
        with self._manifest_to_write() as manifest:
            manifest[language]["mark"] = mark

    def unsaved(self, index: Index) -> int:
        """How many rows of an index are in no file yet, of those that it has settled."""
        return sum(len(run) for run in index.settled if self._name(run) is None)

    def _saved(self, run: Run, language: Language, index: Index) -> tuple[str, list[int]]:
        """The file of a run, written if it is in none, and its dead rows. From then on the index holds the file's."""
        name = self._name(run)
        if name is None:
            name = f"{language}.{1 + max((int(path.suffix[1:]) for path in self._runs()), default=0)}"
            with Directory(self.path).replacing(self.path / name) as file:
                arrays.write(file, _arrays(run))
            mapped = _run(arrays.read(self.path / name))
            index.replace(run, mapped)
            self._files[name] = run = mapped
        return name, np.flatnonzero(run.dead).tolist()

    def _name(self, run: Run) -> str | None:
        return next((name for name, known in self._files.items() if known is run), None)

    def _manifest(self) -> dict[str, Any]:
        """What the manifest says; nothing if there is none, or it cannot be trusted."""
        try:
            body = content((self.path / _MANIFEST).read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            logger.warning("The saved index in %s cannot be read: %s", self.path, error)
            return {}
        if body is None:
            logger.warning(
                "The saved index in %s cannot be used: the checksum of its manifest does not match", self.path
            )
        return orjson.loads(body) if body else {}

    @contextmanager
    def _manifest_to_write(self) -> Iterator[dict[str, Any]]:
        """The manifest, to be replaced by what it is made in the block. A full disk costs the next start some time, no more."""
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            manifest = self._manifest()
            yield manifest
            with Directory(self.path).replacing(self.path / _MANIFEST) as file:
                file.write(frame(orjson.dumps(manifest)))
            self._sweep({name for entry in manifest.values() for name, _ in entry["runs"]})
        except (OSError, arrays.Damaged) as error:
            logger.warning("The index could not be saved in %s: %s", self.path, error)

    def _sweep(self, named: set[str]) -> None:
        """Remove the files that the manifest no longer names. Who has them mapped keeps them."""
        for path in self._runs():
            if path.name not in named:
                path.unlink(missing_ok=True)
                self._files.pop(path.name, None)

    def _runs(self) -> list[Path]:
        return [path for path in self.path.iterdir() if _RUN.fullmatch(path.name)]


def _arrays(run: Run) -> dict[str, Array]:
    """The arrays of a run by name, those of its parts as `tokens.codes` and so on."""
    found = {name: getattr(run, name) for name in _PLAIN}
    for name, kind in _PARTS.items():
        found |= {f"{name}.{field.name}": getattr(getattr(run, name), field.name) for field in fields(kind)}
    return found


def _run(found: dict[str, Array]) -> Run:
    """The run of these arrays; Damaged if they are not a run's."""
    try:
        parts: dict[str, Any] = {name: found[name] for name in _PLAIN}
        for name, kind in _PARTS.items():
            parts[name] = kind(*(found[f"{name}.{field.name}"] for field in fields(kind)))
    except KeyError as missing:
        raise arrays.Damaged(f"the array {missing} of a run is missing") from missing
    return Run(**parts)
