"""
TMX (Translation Memory eXchange 1.1–1.4b), read as a stream, and written as 1.4.

One translation unit at a time is held in memory. Inline codes are spelled as in `memory.formats.codes`. Properties are
understood as Weblate, OmegaT, memoQ, MateCat and Trados write them (`_PROPERTIES`); what is not understood is kept.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from memory.formats import codes
from memory.formats.codes import local
from memory.formats.elements import elements, line
from memory.formats.fields import (
    STATUSES,
    Unreadable,
    count,
    dated,
    direction,
    language,
    moment,
    origin,
    segment,
    stamped,
    tidy,
    traced,
)
from memory.formats.pair import Pair, Skipped
from memory.formats.replacement import replacement
from memory.text import LANGUAGES, Language, squeeze
from memory.units import Context, Stamp, Unit

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_VARIANTS = 64  # pairs that the variants of one unit may make

# What we call it, and what it is called in files: best first.
_PROPERTIES = {
    "key": ("x-context", "id"),  # Weblate and we; OmegaT
    "previous": ("x-previous", "prev", "x-context-pre", "x-context_pre"),  # we, OmegaT, memoQ, MateCat
    "next": ("x-next", "next", "x-context-post", "x-context_post"),
    "project": ("x-project", "project", "x-project_name", "x-Project:SingleString"),  # we, memoQ, MateCat, Trados
    "subject": ("x-subject", "subject", "domain", "x-Subject:SingleString"),
    "status": ("x-status", "x-ConfirmationLevel"),  # we, Trados
    "doubts": ("x-doubts",),
    "origin": ("x-origin",),
}
_OF_STAMPS = ("creationdate", "creationid", "changedate", "changeid", "usagecount")


def read(path: Path, *, source: Language | None = None, target: Language | None = None) -> Iterator[Pair | Skipped]:
    """
    The pairs of a TMX file, in order; a unit with variants in one language gives several.

    `source` and `target` say what was translated into what where the file does not. Raises Invalid where the file is no well-formed
    TMX, naming the line; what was yielded before was sound.
    """
    given = direction(source, target)
    stated: Language | Literal[""] = given[0] if given else ""
    for element in elements(path, "tmx", ("header", "tu")):
        if local(element) == "header":
            stated = language(element.get("srclang") or "") or stated
            continue
        try:
            found = list(_pairs(_told(element, stated)))
        except Unreadable as why:
            yield Skipped(line(element), str(why))
        else:
            yield from found


_OURS = frozenset(name for names in _PROPERTIES.values() for name in names)


@dataclass(slots=True)
class _Told:
    """What a unit of the file says, as it says it."""

    line: int
    source: Language | Literal[""]
    texts: dict[Language, list[str]] = field(default_factory=lambda: {"id": [], "en": []})
    seen: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    properties: dict[str, list[str]] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    def take(self, names: tuple[str, ...]) -> list[str]:
        """The values of the first of these properties that is there; it is then no longer among the others."""
        found = next((name for name in names if name in self.properties), None) if self.properties else None
        return self.properties.pop(found) if found is not None else []


def _told(unit: etree._Element, stated: Language | Literal[""]) -> _Told:
    srclang = unit.get("srclang")
    told = _Told(line(unit), stated if srclang is None else language(srclang) or "")
    told.attributes.update((str(name), str(value)) for name, value in unit.attrib.items())
    variants = []
    for child in unit:
        if _said(child, told) == "tuv":
            variants.append(child)
    # Where both the unit and its variants are signed, the unit's count; of the variants, the translation's.
    signed = [variant for variant in variants if len(variant.attrib) > 1]  # the language is one
    signed.sort(key=lambda variant: language(_tag(variant)) == told.source)
    for variant in signed:
        for name in _OF_STAMPS:
            if name in variant.attrib:
                told.attributes.setdefault(name, variant.get(name) or "")
    return told


def _said(child: etree._Element, told: _Told) -> str:
    """Note what a child of a unit or of a variant says; its name."""
    name = local(child)
    if name == "prop":
        told.properties.setdefault(child.get("type") or "", []).append(tidy("".join(map(str, child.itertext()))))
    elif name == "note":
        told.notes.append(tidy("".join(map(str, child.itertext()))))
    elif name == "tuv":
        tag = _tag(child)
        told.seen.append(tag)
        known = language(tag)
        for inner in child:
            if _said(inner, told) == "seg" and known:
                told.texts[known].append(codes.flat(inner))
    return name


def _tag(variant: etree._Element) -> str:
    return variant.get(_XML_LANG) or variant.get("lang") or ""


def _pairs(told: _Told) -> Iterator[Pair]:
    if not all(told.texts.values()):
        raise Unreadable(f"it has no text in both id and en (languages: {', '.join(told.seen) or 'none'})")
    sides = [dict.fromkeys(segment(text, one) for text in told.texts[one]) for one in LANGUAGES]
    if len(sides[0]) * len(sides[1]) > _VARIANTS:
        raise Unreadable(f"it has {len(sides[0])} variants in id and {len(sides[1])} in en, too many to pair")
    rest = {
        "context": _context(told),
        "source": told.source,
        "status": _status(told),
        "project": squeeze(" ".join(told.take(_PROPERTIES["project"]))),
        "subject": squeeze(" ".join(told.take(_PROPERTIES["subject"]))),
        "note": "\n".join(note for note in told.notes if note),
        "created": _stamp(told, "creation"),
        "changed": _stamp(told, "change"),
        "uses": count(told.attributes.get("usagecount", "")),
        "doubts": tuple(" ".join(told.take(_PROPERTIES["doubts"])).split()),
        "origin": tuple(origin(value) for value in told.take(_PROPERTIES["origin"])),
    }
    properties = {name: "\n".join(values) for name, values in told.properties.items()}
    for here, there in itertools.product(*sides):
        yield Pair({"id": here, "en": there}, told.line, properties=properties, **rest)  # type: ignore[arg-type]


_UNSIGNED, _ALONE = Stamp(), Context()  # one of each for all: most files tell neither


def _stamp(told: _Told, kind: str) -> Stamp:
    at, by = told.attributes.get(f"{kind}date", ""), told.attributes.get(f"{kind}id", "")
    return Stamp(moment(at), tidy(by)) if at or by else _UNSIGNED


def _context(told: _Told) -> Context:
    if not told.properties and "tuid" not in told.attributes:
        return _ALONE
    key, previous, following = (" ".join(told.take(_PROPERTIES[name])) for name in ("key", "previous", "next"))
    return Context(key or tidy(told.attributes.get("tuid", "")), _unwrapped(previous), _unwrapped(following))


def _unwrapped(text: str) -> str:
    # memoQ wraps a neighbour in mark-up: <seg>Perjanjian itu ditandatangani.</seg>
    return text[5:-6].strip() if text.startswith("<seg>") and text.endswith("</seg>") else text


def _status(told: _Told) -> str:
    """The status; what another program calls a status and we do not know stays a property."""
    for name in _PROPERTIES["status"]:
        words = told.properties.get(name, [])
        if words and words[0].lower() in STATUSES:
            del told.properties[name]
            return STATUSES[words[0].lower()]
    return "confirmed"


def write(units: Iterable[Unit], path: Path, *, source: Language = "id") -> int:
    """Units as TMX 1.4 that `read` takes back and other programs do; how many. `source` is what most are from."""
    written = 0
    with replacement(path) as file:
        file.write(_HEADER.format(version=version("padanan"), source=source).encode())
        for unit in units:
            file.write("".join(_lines(unit, source)).encode())
            written += 1
        file.write(b"</body>\n</tmx>\n")
    return written


_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="Padanan" creationtoolversion="{version}" segtype="sentence" o-tmf="Padanan" adminlang="en" \
srclang="{source}" datatype="plaintext"/>
<body>
"""


def _lines(unit: Unit, source: Language) -> Iterator[str]:
    attributes = {
        "tuid": tidy(unit.context.key),
        "srclang": "" if unit.source == source else unit.source or "*all*",
        "usagecount": str(unit.uses or ""),
        "creationdate": stamped(dated(unit.created.at, unit.id)),
        "creationid": tidy(unit.created.by),
        "changedate": stamped(dated(unit.changed.at, unit.id)),
        "changeid": tidy(unit.changed.by),
    }
    yield "<tu" + "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value) + ">\n"
    if unit.note:
        yield f"<note>{escape(tidy(unit.note))}</note>\n"
    for kind, value in _properties(unit):
        if value:
            yield f"<prop type={quoteattr(kind)}>{escape(value)}</prop>\n"
    for one in sorted(LANGUAGES, key=lambda language_: language_ != (unit.source or source)):
        yield f'<tuv xml:lang="{one}"><seg>{codes.tmx(tidy(unit.texts[one]))}</seg></tuv>\n'
    yield "</tu>\n"


def _properties(unit: Unit) -> Iterator[tuple[str, str]]:
    yield "x-context", tidy(unit.context.key)
    yield "x-previous", tidy(unit.context.previous)
    yield "x-next", tidy(unit.context.next)
    yield "x-project", tidy(unit.project)
    yield "x-subject", tidy(unit.subject)
    yield "x-status", unit.status
    yield "x-doubts", " ".join(unit.doubts)
    for place in unit.origin:
        yield "x-origin", tidy(traced(place))
    yield from ((tidy(name), tidy(value)) for name, value in unit.properties.items() if name not in _OURS)
