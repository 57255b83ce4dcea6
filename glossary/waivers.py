"""
Waivers: findings that somebody let pass, with a reason, in a segment, a document or a project, for a while or for good.

A finding's key names its kind, its concept and the segment as it reads: when the segment changes, the waiver is spent.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from memory.errors import Invalid, NotFound
from memory.stores.base import Change, Store

WAIVER = "waiver"
Scope = Literal["segment", "document", "project"]
SCOPES: tuple[Scope, ...] = ("segment", "document", "project")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One finding silenced: in that segment wherever it stands, or only in a document or project; until when."""

    id: str
    key: str
    reason: str
    by: str
    at: str
    scope: Scope = "segment"
    document: str = ""
    project: str = ""
    expires: str = ""

    def covers(self, key: str, *, document: str, project: str, now: str) -> bool:
        """Whether it lets a finding pass, at a time (ISO 8601, UTC)."""
        here = self.scope == "segment" or (
            self.document == document if self.scope == "document" else self.project == project
        )
        return key == self.key and here and not (self.expires and self.expires <= now)


class Waivers:
    """The waivers of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(
        self,
        key: str,
        *,
        reason: str,
        by: str,
        scope: Scope = "segment",
        document: str = "",
        project: str = "",
        expires: str = "",
    ) -> Waiver:
        """Let a finding pass from now on. Invalid without a reason, or where the scope does not say which one."""
        if not reason.strip():
            raise Invalid("A waiver needs a reason.", hint="Say why; the next person will ask.", parameter="reason")
        if scope not in SCOPES:
            raise Invalid(f"“{scope}” is no scope.", hint=f"One of: {', '.join(SCOPES)}.", parameter="scope")
        if (scope == "document" and not document) or (scope == "project" and not project):
            raise Invalid(f"A waiver for a {scope} has to name it.", parameter=scope)
        if not key.startswith("f_"):
            raise Invalid(f"“{key[:40]}” is no finding's key.", hint="It begins with f_.", parameter="key")
        until = _moment(expires) if expires else ""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        made = Waiver(f"w_{secrets.token_hex(8)}", key, reason.strip(), by, now, scope, document, project, until)
        record = asdict(made)
        del record["id"]
        self.store.write([Change(WAIVER, made.id, record)], by=by, why=f"waive: {reason}")
        return made

    def all(self) -> list[Waiver]:
        """Every waiver, oldest first, spent ones too."""
        return sorted(self._read(), key=lambda waiver: (waiver.at, waiver.id))

    def remove(self, id_: str, *, by: str) -> None:
        """Take a waiver back; NotFound if there is none."""
        with self.store.batch():
            if self.store.get(WAIVER, id_) is None:
                raise NotFound(f"There is no waiver {id_}.", waiver=id_)
            self.store.write([Change(WAIVER, id_, None)], by=by, why="waiver taken back")

    def present(self, *, document: str = "", project: str = "") -> list[Waiver]:
        """Those that hold here and now, oldest first."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return [w for w in self.all() if w.covers(w.key, document=document, project=project, now=now)]

    def reasons(self, *, document: str = "", project: str = "") -> dict[str, str]:
        """For each finding key that is let pass here and now, the reason."""
        return {waiver.key: waiver.reason for waiver in self.present(document=document, project=project)}

    def _read(self) -> Iterator[Waiver]:
        return (_waiver(id_, record) for id_, record in self.store.records(WAIVER))


def _waiver(id_: str, record: dict[str, Any]) -> Waiver:
    return Waiver(id=id_, **record)


def _moment(text: str) -> str:
    """A date or a time as ISO 8601 in UTC; Invalid for anything else. A date means its beginning."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"“{text[:40]}” is no date.", hint="Write it as 2027-01-31.", parameter="expires") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
