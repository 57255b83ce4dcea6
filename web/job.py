"""A job: what is to be done, by whom it was asked for, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

Kind = Literal["import", "mine"]
State = Literal["queued", "running", "done", "failed", "cancelled"]
KINDS: tuple[Kind, ...] = ("import", "mine")
STATES: tuple[State, ...] = ("queued", "running", "done", "failed", "cancelled")
_OPEN = ("queued", "running")
_APART = ("id", "report", "silent")  # what is not in the record of a job
UNBEGUN: Mapping[str, Any] = {"stage": "", "done": 0, "total": 0, "left": None, "share": None}
"""The progress of a job that has not begun: its stage, and the share done of the whole, where that is known (0–1)."""


@dataclass(frozen=True, slots=True)
class Job:
    """
    A piece of long work, and how far it is. `options` is what `Work` wants to know besides the files.

    Where several nodes serve one database, `node` has the files and does the work, on the machine `host`; `silent` says
    that nothing is heard of it, and the job waits for it.
    """

    id: str
    kind: Kind
    files: tuple[str, ...]
    by: str
    created: str
    project: str = ""
    options: dict[str, str] = field(default_factory=dict)
    state: State = "queued"
    started: str = ""
    ended: str = ""
    progress: dict[str, Any] = field(default_factory=lambda: dict(UNBEGUN))
    report: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    tries: int = 0
    node: str = ""
    host: str = ""
    silent: bool = False

    @property
    def over(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.state not in _OPEN

    def record(self) -> dict[str, Any]:
        """The job as it is kept; its report is kept apart."""
        return {name: value for name, value in asdict(self).items() if name not in _APART}


class Progress(Protocol):
    """Hears how far a job is. Raises where the job is to stop."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A stage has got this far; a total of 0 is not known."""
        ...

    def whole(self, share: float) -> None:
        """So much of all stages together is done (0–1): from now on the time left is that of the whole."""
        ...


Work = Callable[[Job, Sequence[Path], Progress], dict[str, Any]]
"""Does a job with its files, tells its progress, and returns the report."""


def job(id_: str, record: Mapping[str, Any], report: dict[str, Any] | None = None) -> Job:
    """A job as it was kept. Those of old have their report in the record."""
    kept = {**record, "files": tuple(record["files"])}
    kept["progress"] = {**UNBEGUN, **kept["progress"]}
    return Job(id=id_, **(kept if report is None else {**kept, "report": report}))


def named(told: Any, place: str) -> Any:
    """The same, with the files named as the caller named them: where they lie here is nobody's business."""
    if isinstance(told, str):
        return told.replace(place, "")
    if isinstance(told, Mapping):
        return {key: named(value, place) for key, value in told.items()}
    return [named(value, place) for value in told] if isinstance(told, list | tuple) else told


def now() -> str:
    """The present moment, as it is kept."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
