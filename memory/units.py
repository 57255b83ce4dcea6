"""What the memory holds: a unit is the same thing said in Indonesian and in English, with where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from memory.text import Language, squeeze

Provenance = Literal["human", "aligned", "machine", "mined"]
UnitStatus = Literal["draft", "confirmed", "reviewed"]
STATUSES: tuple[UnitStatus, ...] = ("draft", "confirmed", "reviewed")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a unit was met: file, document in it, position (1-based), the import that brought it, and how it was made."""

    file: str
    document: str = ""
    position: int = 0
    import_id: str = ""
    kind: Provenance = "human"


@dataclass(frozen=True, slots=True)
class Stamp:
    """When (ISO 8601, UTC) and by whom."""

    at: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What stood around a unit: its key in the source file, the segment before and the one after, in the source language."""

    key: str = ""
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A pair of segments and what is known of it. One pair of texts is one unit, however often it is met."""

    id: str
    texts: dict[Language, str]
    origin: tuple[Origin, ...] = ()
    status: UnitStatus = "confirmed"
    source: Language | Literal[""] = ""  # the language it was translated from, where that is known
    context: Context = field(default_factory=Context)
    project: str = ""
    subject: str = ""
    doubts: tuple[str, ...] = ()
    created: Stamp = field(default_factory=Stamp)
    changed: Stamp = field(default_factory=Stamp)
    uses: int = 0

    def met(self, origin: Origin) -> Unit:
        """The same unit, met once more; meeting it again in the same place adds nothing."""
        places = {(o.file, o.document, o.position) for o in self.origin}
        known = (origin.file, origin.document, origin.position) in places
        return self if known else replace(self, origin=(*self.origin, origin))

    def merged(self, other: Unit) -> Unit:
        """The unit, with what another meeting of its texts adds: places, a context where it has none, a better status."""
        found = self
        for origin in other.origin:
            found = found.met(origin)
        context = self.context if self.context != Context() else other.context
        status = max(self.status, other.status, key=STATUSES.index)
        return replace(found, context=context, status=status)

    def kept(self) -> dict[str, Any]:
        """What a store keeps of the unit: its record, without what is empty or as in most; `unit` puts that back."""
        plain = {name: value for name, usual in _USUAL.items() if (value := getattr(self, name)) != usual}
        return {
            "texts": self.texts,
            "origin": [_unlike(origin, _ORIGIN) for origin in self.origin],
            **plain,
            **{name: told for name in _PARTS if (told := _unlike(getattr(self, name), _PARTS[name]))},
        }

    def record(self) -> dict[str, Any]:
        """The unit as JSON values, with every field."""
        return {
            "texts": dict(self.texts),
            "origin": [{name: getattr(origin, name) for name in _ORIGIN} for origin in self.origin],
            "status": self.status,
            "source": self.source,
            "context": {name: getattr(self.context, name) for name in _CONTEXT},
            "project": self.project,
            "subject": self.subject,
            "doubts": list(self.doubts),
            "created": {"at": self.created.at, "by": self.created.by},
            "changed": {"at": self.changed.at, "by": self.changed.by},
            "uses": self.uses,
        }


# dataclasses.asdict would copy every value and take most of the time of an import.
_ORIGIN, _CONTEXT = ({f.name: f.default for f in fields(kind)} for kind in (Origin, Context))
_PARTS = {"context": _CONTEXT, **dict.fromkeys(("created", "changed"), {f.name: f.default for f in fields(Stamp)})}
_USUAL = {
    f.name: f.default for f in fields(Unit) if f.name in ("status", "source", "project", "subject", "doubts", "uses")
}


def _unlike(part: Origin | Context | Stamp, usual: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a part of a unit that are not as in most."""
    return {name: value for name, default in usual.items() if (value := getattr(part, name)) != default}


def unit_id(texts: dict[Language, str], project: str = "") -> str:
    """
    The id of the unit with these texts: the same texts in the same project always have the same id.

    >>> unit_id({"id": "Terima kasih.", "en": "Thank you."}) == unit_id({"en": "Thank you.", "id": "Terima  kasih."})
    True
    """
    content = "\x1f".join([squeeze(texts["id"]), squeeze(texts["en"]), project])
    return "u_" + hashlib.blake2s(content.encode(), digest_size=10).hexdigest()


def unit(id_: str, record: dict[str, Any]) -> Unit:
    """The unit that a store's record holds, whether or not it names what is as in most."""
    told = record.get
    return Unit(
        id=id_,
        texts=record["texts"],
        origin=tuple([Origin(**origin) for origin in record["origin"]]),
        status=told("status", "confirmed"),
        source=told("source", ""),
        context=Context(**told("context", {})),
        project=told("project", ""),
        subject=told("subject", ""),
        doubts=tuple(told("doubts", ())),
        created=Stamp(**told("created", {})),
        changed=Stamp(**told("changed", {})),
        uses=told("uses", 0),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a difference: equal, replace, insert or delete; places in the query and in the match, code points."""

    kind: Literal["equal", "replace", "insert", "delete"]
    query: tuple[int, int]
    match: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken off a score, and what for."""

    reason: str
    points: int


@dataclass(frozen=True, slots=True)
class Match:
    """
    A unit that is like a query, and why it counts as much as it does.

    `score` is `raw` less the penalties, both 0–100; `klass` is 102, 101, 100 or 99 for what is identical or nearly so, and
    otherwise the whole score. `repaired` is the target with the query's numbers or placeables in it, None where none was
    needed or none is certain. `warnings` name what a score does not tell, such as a negation on one side only.
    """

    unit: Unit
    source: str
    target: str
    score: float
    raw: float
    klass: int
    penalties: tuple[Penalty, ...] = ()
    diff: tuple[Step, ...] = ()
    repaired: str | None = None
    ambiguous: bool = False
    warnings: tuple[str, ...] = ()
