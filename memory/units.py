"""What the memory holds: a unit is the same thing said in Indonesian and in English, with where it came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any, Literal

from memory.text import Language, squeeze

UNIT = "unit"
"""What units are kept under in a store."""
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
    note: str = ""  # what a translator should know
    properties: dict[str, str] = field(default_factory=dict)  # what its file said and we have no field for

    def met(self, origin: Origin) -> Unit:
        """The same unit, met once more; meeting it again in the same place adds nothing."""
        origins = met(self.origin, origin)
        return self if origins is self.origin else replace(self, origin=origins)

    def merged(self, other: Unit) -> Unit:
        """The unit, with what another meeting of its texts adds: places, a context, a note, a property where it has none."""
        found = self
        for origin in other.origin:
            found = found.met(origin)
        context = self.context if self.context != Context() else other.context
        status = max(self.status, other.status, key=STATUSES.index)
        properties = {**other.properties, **self.properties}
        return replace(found, context=context, status=status, note=self.note or other.note, properties=properties)

    def stamped(self, stamp: Stamp) -> Unit:
        """The same unit, made and changed at this time where it says no other."""
        created, changed = (told if told.at else stamp for told in (self.created, self.changed))
        return Unit(
            *(self.id, self.texts, self.origin, self.status, self.source, self.context, self.project, self.subject),
            *(self.doubts, created, changed, self.uses, self.note, self.properties),
        )

    def kept(self) -> dict[str, Any]:
        """What a store keeps of the unit: its record, without what is empty or as in most; `unit` puts that back."""
        return {
            "texts": self.texts,
            "origin": [_ORIGIN.unusual(origin) for origin in self.origin],
            **_PLAIN.unusual(self),
            **{name: told for name, part in _PARTS.items() if (told := part.unusual(getattr(self, name)))},
            **({"properties": self.properties} if self.properties else {}),
        }

    def record(self) -> dict[str, Any]:
        """The unit as JSON values, with every field."""
        return {
            "texts": dict(self.texts),
            "origin": [_ORIGIN.all(origin) for origin in self.origin],
            "status": self.status,
            "source": self.source,
            "context": _CONTEXT.all(self.context),
            "project": self.project,
            "subject": self.subject,
            "doubts": list(self.doubts),
            "created": _STAMP.all(self.created),
            "changed": _STAMP.all(self.changed),
            "uses": self.uses,
            "note": self.note,
            "properties": dict(self.properties),
        }


def met(places: tuple[Origin, ...], origin: Origin) -> tuple[Origin, ...]:
    """The places where a unit was met, with one more, unless it is among them."""
    here = (origin.file, origin.document, origin.position)
    return places if any((o.file, o.document, o.position) == here for o in places) else (*places, origin)


class _Fields:
    """Fields of a class, and what most of its objects have in them. Said by hand: asdict takes most of an import."""

    def __init__(self, kind: type, *others: str) -> None:
        found = {f.name: f.default for f in fields(kind) if f.name not in others}
        self._names, self._usual = tuple(found), tuple(found.values())
        self._values = attrgetter(*found)

    def all(self, of: object) -> dict[str, Any]:
        """Every field."""
        return dict(zip(self._names, self._values(of), strict=True))

    def unusual(self, of: object) -> dict[str, Any]:
        """The fields that are not as in most."""
        values = self._values(of)
        if values == self._usual:
            return {}
        told = zip(self._names, values, self._usual, strict=True)
        return {name: value for name, value, usual in told if value != usual}


_ORIGIN, _CONTEXT, _STAMP = map(_Fields, (Origin, Context, Stamp))
_PARTS = {"context": _CONTEXT, "created": _STAMP, "changed": _STAMP}
_PLAIN = _Fields(Unit, "id", "texts", "origin", "properties", *_PARTS)


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
        note=told("note", ""),
        properties=told("properties") or {},
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
