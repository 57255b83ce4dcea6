"""
XLIFF 1.2 and 2.x, read as a stream.

The two speak of the same things in other words: a trans-unit (1.2), or each segment of a unit (2.x), is a pair. Inline
codes are spelled as in `memory.formats.codes`; alternative translations are not the translation and are passed over. A
state of its own vocabulary becomes a status by `_STATES`; a unit without one is taken to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from lxml import etree

from memory.errors import Invalid
from memory.formats import codes
from memory.formats.codes import local
from memory.formats.elements import elements, line
from memory.formats.fields import Unreadable, direction, language, other, segment, tidy
from memory.formats.pair import Pair, Skipped
from memory.text import Language
from memory.units import Context, UnitStatus

_STATES: dict[str, UnitStatus] = {
    **dict.fromkeys(("final", "signed-off", "reviewed"), "reviewed"),
    "translated": "confirmed",
    "needs-review-translation": "draft",  # the other needs-… and new, initial: a draft as well
}

_Sides = tuple[str, str]


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
    key = tidy(unit.get("resname") or unit.get("id") or "")
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


def _contexts(unit: etree._Element) -> dict[str, str]:
    found = unit.iterfind("{*}context-group/{*}context")
    return {child.get("context-type") or "": tidy("".join(map(str, child.itertext()))) for child in found}


def _unit(unit: etree._Element, languages: tuple[Language, Language], at: int) -> Iterator[Pair | Skipped]:
    """The pairs of a unit, one for each segment; a segment that is none is skipped alone."""
    if unit.get("translate") == "no":
        raise Unreadable("it is not to be translated")
    data = {
        child.get("id") or "": "".join(map(str, child.itertext())) for child in unit.iterfind("{*}originalData/{*}data")
    }
    segments = unit.findall("{*}segment")
    for number, part in enumerate(segments, start=1):
        key = tidy(unit.get("name") or unit.get("id") or "")
        key += f"/{part.get('id') or number}" if len(segments) > 1 else ""
        try:
            texts = (_side(part, "source", data), _side(part, "target", data))
            yield _pair(texts, languages, at, key, _status(part.get("state")), _notes(unit), {})
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
    properties: dict[str, str],
) -> Pair:
    sides = {one: segment(text, one) for one, text in zip(languages, texts, strict=True)}
    source: Language | Literal[""] = languages[0]
    return Pair(sides, at, Context(key), source, status, note=note, properties=properties)
