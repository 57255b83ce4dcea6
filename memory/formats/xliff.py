"""
XLIFF 1.2 and 2.x, read as a stream, and written: as 1.2 in a file that ends in .xlf, as 2.1 in one that ends in .xliff.

The two speak of the same things in other words: a trans-unit (1.2), or each segment of a unit (2.x), is a pair. Inline
codes are spelled as in `memory.formats.codes`; alternative translations are not the translation and are passed over. A
state of its own vocabulary becomes a status by `_STATES`; a unit without one is taken to be confirmed. What XLIFF has no
word for stands under a name of `_OURS`: in 1.2 as a context of a type of one's own, in 2.x by its Metadata module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from memory.errors import Invalid
from memory.formats import codes
from memory.formats.codes import local
from memory.formats.elements import elements, line
from memory.formats.fields import (
    Unreadable,
    count,
    dated,
    direction,
    language,
    moment,
    origin,
    other,
    segment,
    tidy,
    traced,
)
from memory.formats.pair import Pair, Skipped
from memory.formats.replacement import replacement
from memory.text import Language, squeeze
from memory.units import Context, Stamp, Unit, UnitStatus

_STATES: dict[str, UnitStatus] = {
    **dict.fromkeys(("final", "signed-off", "reviewed"), "reviewed"),
    "translated": "confirmed",
    "needs-review-translation": "draft",  # the other needs-… and new, initial: a draft as well
}

_WRITTEN: dict[UnitStatus, tuple[str, str]] = {  # by 1.2, by 2.1
    "draft": ("needs-review-translation", "initial"),
    "confirmed": ("translated", "translated"),
    "reviewed": ("signed-off", "reviewed"),
}
_PROPERTY = "x-property-"  # a type of one's own begins with x-
_OURS = tuple(f"x-{name}" for name in (
    *("from", "previous", "next", "project", "subject", "doubts", "origin"),
    *("created", "created_by", "changed", "changed_by", "uses"),
))  # fmt: skip

_Sides = tuple[str, str]
_Told = dict[str, list[str]]


def read(path: Path, *, source: Language | None = None, target: Language | None = None) -> Iterator[Pair | Skipped]:
    """
    The pairs of an XLIFF file, in order. What the file does not say of its languages, `source` and `target` say.

    Raises Invalid where it is no well-formed XLIFF of version 1 or 2, naming the line; what was yielded before was sound.
    """
    given = direction(source, target)
    for element in elements(path, "xliff", ("trans-unit", "unit"), passed=("file", "group", "header", "skeleton")):
        _versioned(element, path)
        reader = _unit if local(element) == "unit" else _trans_unit
        at = line(element)
        try:
            here = _languages(element, given)
            found = list(reader(element, here, at))
        except Unreadable as why:
            yield Skipped(at, str(why))
        else:
            yield from found


def _versioned(element: etree._Element, path: Path) -> None:
    version = element.getroottree().getroot().get("version") or "1.2"
    if version[:1] not in ("1", "2"):
        raise Invalid(
            f"{path.name} is XLIFF {version[:20]}; versions 1.2 and 2.x can be read.",
            file=str(path),
            line=line(element),
        )


def _languages(element: etree._Element, given: tuple[Language, Language] | None) -> tuple[Language, Language]:
    """From which language to which: as the file says, else as the caller does, else the other of the two."""
    top = element.getroottree().getroot()
    file = next(element.iterancestors("{*}file"), top)
    said = (file.get("source-language") or top.get("srcLang"), file.get("target-language") or top.get("trgLang"))
    here, there = (language(tag) if tag else side for tag, side in zip(said, given or (None, None), strict=True))
    here = here or (other(there) if there and not said[0] else None)
    there = there or (other(here) if here and not said[1] else None)
    if here is None or there is None or here == there:
        raise Unreadable(f"it is from {said[0] or 'no language'} to {said[1] or 'no language'}, not between id and en")
    return here, there


def _trans_unit(unit: etree._Element, languages: tuple[Language, Language], at: int) -> Iterator[Pair | Skipped]:
    """The pairs of a trans-unit: one, or one for each mrk that marks a segment in both languages."""
    if unit.get("translate") == "no":
        raise Unreadable("it is not to be translated")
    parts = {name: unit.find(f"{{*}}{name}") for name in ("source", "seg-source", "target")}
    here, there = parts["seg-source"] if parts["seg-source"] is not None else parts["source"], parts["target"]
    if here is None or there is None:
        raise Unreadable("it has no target" if there is None else "it has no source")
    key = _key(unit, "resname")
    marked = (_marked(here), _marked(there))
    shared = [number for number in marked[0] if number in marked[1]]
    if shared and len(marked[0]) > 1:
        sides = {f"{key}/{number}": (codes.flat(marked[0][number]), codes.flat(marked[1][number])) for number in shared}
    else:
        sides = {key: (_unmarked(parts["source"], here), _unmarked(there, there))}
    approved: UnitStatus | None = "reviewed" if unit.get("approved") == "yes" else None
    status = approved or _status(there.get("state"))
    for key_, texts in sides.items():
        yield _pair(texts, languages, at, key_, status, _notes(unit), _contexts(unit))


def _marked(element: etree._Element) -> dict[str, etree._Element]:
    """The segments that mrk marks, by their number."""
    return {mark.get("mid") or "": mark for mark in element.iterfind(".//{*}mrk") if mark.get("mtype") == "seg"}


def _unmarked(element: etree._Element | None, instead: etree._Element) -> str:
    """The text, where a single mrk around all of it is no code but says that it is a segment."""
    whole = instead if element is None else element
    marks = _marked(whole)
    return codes.flat(next(iter(marks.values())) if len(marks) == 1 and len(whole) == 1 else whole)


def _key(unit: etree._Element, name: str) -> str:
    """The name of a unit, else its id; a name that is empty says that it has no key."""
    named = unit.get(name)
    return tidy((unit.get("id") or "") if named is None else named)


def _contexts(unit: etree._Element) -> _Told:
    return _told(unit.iterfind("{*}context-group/{*}context"), "context-type")


def _told(found: Iterable[etree._Element], name: str) -> _Told:
    told: _Told = {}
    for child in found:
        told.setdefault(child.get(name) or "", []).append(tidy("".join(map(str, child.itertext()))))
    return told


def _unit(unit: etree._Element, languages: tuple[Language, Language], at: int) -> Iterator[Pair | Skipped]:
    """The pairs of a unit, one for each segment; a segment that is none is skipped alone."""
    if unit.get("translate") == "no":
        raise Unreadable("it is not to be translated")
    data = {
        child.get("id") or "": "".join(map(str, child.itertext())) for child in unit.iterfind("{*}originalData/{*}data")
    }
    told = _told(unit.iterfind("{*}metadata//{*}meta"), "type")
    segments = unit.findall("{*}segment")
    for number, part in enumerate(segments, start=1):
        key = _key(unit, "name") + (f"/{part.get('id') or number}" if len(segments) > 1 else "")
        try:
            texts = (_side(part, "source", data), _side(part, "target", data))
            yield _pair(texts, languages, at, key, _status(part.get("state")), _notes(unit), told)
        except Unreadable as why:
            yield Skipped(line(part), str(why))


def _side(part: etree._Element, name: str, data: Mapping[str, str]) -> str:
    element = part.find(f"{{*}}{name}")
    if element is None:
        raise Unreadable(f"it has no {name}")
    return codes.flat(element, data)


def _notes(unit: etree._Element) -> str:
    found = [*unit.iterfind("{*}note"), *unit.iterfind("{*}notes/{*}note")]
    return "\n".join(text for note in found if (text := tidy("".join(map(str, note.itertext())))))


def _status(state: str | None) -> UnitStatus:
    return "confirmed" if state is None else _STATES.get(state, "draft")


def _pair(
    texts: _Sides,
    languages: tuple[Language, Language],
    at: int,
    key: str,
    status: UnitStatus,
    note: str,
    told: _Told,
) -> Pair:
    said = {name: "\n".join(told.get(name, ())) for name in _OURS}
    source: Language | Literal[""] = languages[0]
    return Pair(
        texts={one: segment(text, one) for one, text in zip(languages, texts, strict=True)},
        line=at,
        context=Context(key, said["x-previous"], said["x-next"]),
        source=language(said["x-from"]) or "" if said["x-from"] else source,
        status=status,
        project=squeeze(said["x-project"]),
        subject=squeeze(said["x-subject"]),
        note=note,
        created=Stamp(moment(said["x-created"]), said["x-created_by"]),
        changed=Stamp(moment(said["x-changed"]), said["x-changed_by"]),
        uses=count(said["x-uses"]),
        doubts=tuple(said["x-doubts"].split()),
        origin=tuple(origin(text) for text in told.get("x-origin", ())),
        properties={
            name.removeprefix(_PROPERTY): "\n".join(values) for name, values in told.items() if name not in _OURS
        },
    )


def write(units: Iterable[Unit], path: Path, *, source: Language = "id") -> int:
    """
    Units as XLIFF from `source` into the other language, which `read` takes back and other programs do; how many.

    A file that ends in .xliff is given version 2.1, any other 1.2.
    """
    head, lines, tail = (
        (_HEAD_2, _lines_2, _TAIL_2) if path.suffix.lower() == ".xliff" else (_HEAD_1, _lines_1, _TAIL_1)
    )
    written = 0
    with replacement(path) as file:
        file.write(head.format(version=version("padanan"), source=source, target=other(source)).encode())
        for written, unit in enumerate(units, start=1):
            file.write("\n".join(lines(unit, source, written)).encode() + b"\n")
        file.write(tail.encode())
    return written


_HEAD_1 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="memory" source-language="{source}" target-language="{target}" datatype="plaintext" \
tool-id="padanan" xml:space="preserve">
<header><tool tool-id="padanan" tool-name="Padanan" tool-version="{version}"/></header>
<body>
"""
_TAIL_1 = "</body>\n</file>\n</xliff>\n"
# A file of 2.1 has to have something in it, and a group need not.
_HEAD_2 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="2.1" srcLang="{source}" trgLang="{target}" xmlns="urn:oasis:names:tc:xliff:document:2.0" \
xmlns:mda="urn:oasis:names:tc:xliff:metadata:2.0">
<file id="memory" xml:space="preserve">
<group id="units">
"""
_TAIL_2 = "</group>\n</file>\n</xliff>\n"


def _lines_1(unit: Unit, source: Language, number: int) -> Iterator[str]:
    ids: codes.Ids = {}
    approved = ' approved="yes"' if unit.status == "reviewed" else ""
    here, there = (codes.xliff(tidy(unit.texts[one]), ids) for one in (source, other(source)))
    yield f'<trans-unit id="{number}" resname={quoteattr(tidy(unit.context.key))}{approved}>'
    yield f"<source>{here}</source>"
    yield f'<target state="{_WRITTEN[unit.status][0]}">{there}</target>'
    if said := [
        f"<context context-type={quoteattr(name)}>{escape(value)}</context>" for name, value in _said(unit, source)
    ]:
        yield "\n".join(['<context-group purpose="information">', *said, "</context-group>"])
    if unit.note:
        yield f"<note>{escape(tidy(unit.note))}</note>"
    yield "</trans-unit>"


def _lines_2(unit: Unit, source: Language, number: int) -> Iterator[str]:
    ids: codes.Ids = {}
    data: dict[str, str] = {}
    here, there = (codes.xliff(tidy(unit.texts[one]), ids, data) for one in (source, other(source)))
    yield f'<unit id="{number}" name={quoteattr(tidy(unit.context.key))}>'
    if said := [f"<mda:meta type={quoteattr(name)}>{escape(value)}</mda:meta>" for name, value in _said(unit, source)]:
        yield "\n".join(['<mda:metadata><mda:metaGroup category="padanan">', *said, "</mda:metaGroup></mda:metadata>"])
    if unit.note:
        yield f"<notes><note>{escape(tidy(unit.note))}</note></notes>"
    if data:
        held = (f'<data id="{id_}">{escape(code)}</data>' for code, id_ in data.items())
        yield f"<originalData>{''.join(held)}</originalData>"
    yield f'<segment state="{_WRITTEN[unit.status][1]}">'
    yield f"<source>{here}</source>\n<target>{there}</target>\n</segment>\n</unit>"


def _said(unit: Unit, source: Language) -> Iterator[tuple[str, str]]:
    """What XLIFF has no word for, under our names."""
    told = {
        "x-from": "" if unit.source == source else unit.source or "*all*",
        "x-previous": tidy(unit.context.previous),
        "x-next": tidy(unit.context.next),
        "x-project": tidy(unit.project),
        "x-subject": tidy(unit.subject),
        "x-doubts": " ".join(unit.doubts),
        "x-created": dated(unit.created.at, unit.id),
        "x-created_by": tidy(unit.created.by),
        "x-changed": dated(unit.changed.at, unit.id),
        "x-changed_by": tidy(unit.changed.by),
        "x-uses": str(unit.uses or ""),
    }
    yield from ((name, value) for name, value in told.items() if value)
    yield from (("x-origin", tidy(traced(place))) for place in unit.origin)
    yield from ((_PROPERTY + tidy(name), tidy(value)) for name, value in unit.properties.items() if value)
