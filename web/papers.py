"""
Papers: what somebody checks on the page, segment by segment, with what they have mended of it.

One that was pasted lives in the form that it was pasted into. One that was read of a file lies in `<data>/checks` for a
day after it was last touched, under a name that nobody can guess: whoever has its address and may read can open it. Of
several nodes only the one that has it shows it.
"""

from __future__ import annotations

import fcntl
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from glossary.findings import Finding, Passage
from glossary.passages import Placed
from memory.errors import Invalid, NotFound
from memory.formats import Skipped
from memory.formats.replacement import replacement
from memory.stores.files.log import private
from memory.text import Language

MOST = 5000  # segments of a paper; more are for the command
_KEPT = 24 * 3600  # seconds
_PAPERS = 200
_STEPS = 50  # that can be taken back
_NAME = re.compile(r"p_[0-9a-f]{32}")
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Step:
    """What the target of a segment was before it was mended."""

    at: int
    before: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is being checked: its segments, what was not read of it, and the steps that can be taken back."""

    placed: tuple[Placed, ...]
    name: str = ""
    project: str = ""
    skipped: tuple[tuple[int, str], ...] = ()
    steps: tuple[Step, ...] = ()
    id: str = ""

    @property
    def path(self) -> Path | None:
        """The file that it was read of."""
        return Path(self.name) if self.name else None

    def mended(self, finding: Finding, number: int) -> Paper:
        """The paper with a finding's replacement in place of what is wrong. Invalid where there is none to put there."""
        if not finding.target_spans or not 0 <= number < len(finding.replacements):
            raise Invalid("There is nothing to put in its place.", hint="Write it into the translation.")
        at = next(at for at, one in enumerate(self.placed) if one.passage.key == finding.segment)
        target, (start, end) = self.placed[at].passage.target, finding.target_spans[0]
        return self.with_target(at, target[:start] + finding.replacements[number] + target[end:])

    def with_target(self, at: int, target: str) -> Paper:
        """The paper with another translation of its segment `at` (0-based). Invalid for none, and for no such segment."""
        if not 0 <= at < len(self.placed):
            raise Invalid("There is no such segment.", hint="Reload the page.")
        if not target.strip():
            raise Invalid("The translation is empty.", hint="A segment that is not translated is no matter of terms.")
        before = self.placed[at].passage.target
        if before == target:
            return self
        return replace(self._with(at, target), steps=(*self.steps, Step(at, before))[-_STEPS:])

    def taken_back(self) -> Paper:
        """The paper before its last step. NotFound when there is none."""
        if not self.steps:
            raise NotFound("There is nothing to take back.")
        last = self.steps[-1]
        return replace(self._with(last.at, last.before), steps=self.steps[:-1])

    def _with(self, at: int, target: str) -> Paper:
        one = self.placed[at]
        new = replace(one, passage=replace(one.passage, target=target))
        return replace(self, placed=(*self.placed[:at], new, *self.placed[at + 1 :]))


def pasted(source: str, target: str, language: Language, *, project: str = "") -> Paper:
    r"""
    What was pasted as a paper: line by line where both texts have their lines in the same places, else as one segment.

    >>> [one.passage.target for one in pasted("satu\n\ndua", "one\n\ntwo", "id").placed]
    ['one', '', 'two']
    """
    here, there = source.split("\n"), target.split("\n")
    if not source.strip():
        here = [""] * len(there)
    elif [bool(line.strip()) for line in here] != [bool(line.strip()) for line in there]:
        here, there = [source], [target]
    placed = (Placed(Passage(str(at), *said), at, language) for at, said in enumerate(zip(here, there, strict=True), 1))
    return Paper(tuple(placed), project=project)


def joined(paper: Paper) -> str:
    """The translation of a pasted paper, as it is to stand in the form."""
    return "\n".join(one.passage.target for one in paper.placed)


def read(items: Iterable[Placed | Skipped], name: str, *, project: str = "") -> Paper:
    """What was read of a file as a paper. Invalid where nothing can be checked, or more than a page can show."""
    placed, skipped = list[Placed](), list[tuple[int, str]]()
    for item in items:
        if isinstance(item, Skipped):
            skipped.append((item.line, item.why))
        else:
            placed.append(item)
        if max(len(placed), len(skipped)) > MOST:
            hint = "Check it with “padanan check”, or in parts."
            raise Invalid(f"{name} has more than {MOST:,} segments.", hint=hint, file=name)
    if not placed:
        line, why = skipped[0] if skipped else (0, "")
        said = f"; the first: line {line}: {why}" if skipped else ""
        raise Invalid(
            f"{name} has nothing to check{said}.", hint="It needs units in Indonesian and English.", file=name
        )
    return Paper(tuple(placed), name, project, tuple(skipped))


class Papers:
    """The papers that lie in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def add(self, paper: Paper) -> Paper:
        """Keep a paper, and give it with its name. Those that nobody has touched for a day go."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clear()
        return self._put(replace(paper, id=f"p_{secrets.token_hex(16)}"))

    def get(self, id_: str) -> Paper:
        """The paper with this name; NotFound if there is none any more."""
        try:
            said = self._path(id_).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            hint = "A file is kept for a day; send it again."
            raise NotFound("There is no such file to check.", hint=hint) from error
        told = json.loads(said)
        placed = (Placed(Passage(*passage), line, source) for passage, line, source in told["placed"])
        steps = (Step(**step) for step in told["steps"])
        skipped = tuple((line, why) for line, why in told["skipped"])
        return Paper(tuple(placed), told["name"], told["project"], skipped, tuple(steps), id_)

    def change(self, id_: str, how: Callable[[Paper], Paper]) -> Paper:
        """Change a paper, one after the other."""
        self.get(id_)
        with self._alone():
            paper = self.get(id_)
            changed = how(paper)
            return changed if changed is paper else self._put(changed)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else changes a paper here meanwhile, in this process or another that serves the directory."""
        with _lock, open(self._directory / "lock", "a", opener=private) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def remove(self, id_: str) -> None:
        """Throw a paper away."""
        self._path(id_).unlink(missing_ok=True)

    def _put(self, paper: Paper) -> Paper:
        said = {
            "name": paper.name,
            "project": paper.project,
            "placed": [
                [[one.passage.key, one.passage.source, one.passage.target], one.line, one.source]
                for one in paper.placed
            ],
            "skipped": paper.skipped,
            "steps": [asdict(step) for step in paper.steps],
        }
        with replacement(self._path(paper.id)) as file:
            file.write(json.dumps(said).encode())
        return paper

    def _path(self, id_: str) -> Path:
        if not _NAME.fullmatch(id_):
            raise NotFound("There is no such file to check.", hint="Look at the address.")
        return self._directory / f"{id_}.json"

    def _clear(self) -> None:
        """Throw away what is old, and, of too many, the oldest."""
        with suppress(FileNotFoundError):  # somebody else may be clearing up, too
            there = sorted(self._directory.glob("p_*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for at, path in enumerate(there):
                if at >= _PAPERS or path.stat().st_mtime < time.time() - _KEPT:
                    path.unlink(missing_ok=True)
