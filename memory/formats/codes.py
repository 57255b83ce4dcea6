r"""
Inline codes as text, and back.

TMX and XLIFF put bold type, links and line breaks between the words as elements. A unit's text is plain, so a code is
spelled in it as one placeable (`memory.text.lexemes`), which fuzzy matching may repair and no word index counts as words:

    <bpt i="1">&lt;b&gt;</bpt>     <b>                              the code is a tag or a placeholder: itself
    <ph x="2">{\line }</ph>        <ph x="2" code="{\line }"/>      any other code: spelled, with what is in it
    <g id="1">teks</g>             <g id="1">teks</g>               what wraps text: where it begins, where it ends

So a TMX of Trados and a catalogue with HTML in it meet in the same text. `sub` (text inside a code: a footnote, an alt
attribute) stays within its code and is found by a concordance. Going back to TMX, tags that pair become `bpt` and `ept`,
a lone one `it` or `ph`, and spelled codes what they were: what is written reads the same again. Lost on the way are
`type` and `x` of codes that are tags, and the borders of `sub` and `hi`. Going back to XLIFF, every tag, a spelled code
too, becomes an element with the tag as its code, which has the same id wherever it stands in both languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from memory.formats.fields import Unreadable
from memory.text import lexemes

_CONTENT = frozenset("bpt ept ph it ut".split())  # their text is code
_WRAPPERS = frozenset("hi g pc mrk".split())  # their text is text
_EMPTY = frozenset("x bx ex sc ec".split())
_KEPT = ("i", "id", "x", "pos", "type", "assoc", "mtype")  # what tells one code from another
_NO_DATA: Mapping[str, str] = {}
_LONGEST = 1000  # characters of a code that is looked at


def flat(element: etree._Element, data: Mapping[str, str] = _NO_DATA) -> str:
    """The text of a segment, its codes spelled; `data` is XLIFF 2's originalData, by id."""
    if not len(element):
        return element.text or ""
    return "".join(_flat(element, data))


def _flat(element: etree._Element, data: Mapping[str, str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not isinstance(child.tag, str):
            raise Unreadable(f"it uses {child.text}, which nothing in the file explains")
        yield _spelled(child, data)
        yield child.tail or ""


def _spelled(element: etree._Element, data: Mapping[str, str]) -> str:
    name = local(element)
    if name in _WRAPPERS:
        begin, end = (data.get(element.get(f"dataRef{side}") or "", "") for side in ("Start", "End"))
        if not (_native(begin) and _native(end)):
            begin, end = spell(name, _kept(element), "")[:-2] + ">", f"</{name}>"
        return begin + flat(element, data) + end
    if name in _CONTENT or name in _EMPTY:
        code = data.get(element.get("dataRef") or "") or "".join(_code(element))
        return code if _native(code) else spell(name, _kept(element), code)
    if name == "cp":
        return _character(element.get("hex") or "")
    return flat(element, data)


def _code(element: etree._Element) -> Iterator[str]:
    for piece in element.iter():
        if not isinstance(piece.tag, str):
            raise Unreadable(f"it uses {piece.text}, which nothing in the file explains")
    yield from (str(text) for text in element.itertext())


def _character(hexadecimal: str) -> str:
    """What XLIFF 2 writes as cp, for XML cannot hold it; nearly always it is cleaned away next."""
    try:
        return chr(int(hexadecimal, 16))
    except (ValueError, OverflowError):
        raise Unreadable(f"“{hexadecimal[:20]}” is no character") from None


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _kept(element: etree._Element) -> dict[str, str]:
    return {name: value for name in _KEPT if (value := element.get(name)) is not None}


@lru_cache(maxsize=4096)
def _native(code: str) -> bool:
    """Whether a code is a placeable as it stands."""
    if not code or len(code) > _LONGEST:
        return False
    found = lexemes(code)
    return len(found) == 1 and found[0].kind == "placeable" and found[0].text == code


_QUOTED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_TO_QUOTE = re.compile('[&<>"]')
_UNQUOTED = {quoted: character for character, quoted in _QUOTED.items()}


def spell(name: str, attributes: Mapping[str, str], code: str) -> str:
    r"""
    A code that is no placeable by itself, as one.

    >>> spell("ph", {"x": "2"}, r"{\line }")
    '<ph x="2" code="{\\line }"/>'
    """
    all_ = {**attributes, "code": code} if code else attributes
    told = "".join(f' {key}="{_TO_QUOTE.sub(_quote, value)}"' for key, value in all_.items())
    return f"<{name}{told}/>"


def _quote(found: re.Match[str]) -> str:
    return _QUOTED[found[0]]


_SPELLED = re.compile(r'<(bpt|ept|ph|it|ut)((?: [a-z]+="[^"<>]*")*)/>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"<>]*)"')
_ALLOWED = {
    "bpt": {"i", "x", "type"},
    "ept": {"i"},
    "ph": {"x", "assoc", "type"},
    "it": {"pos", "x", "type"},
    "ut": {"x"},
}
_REQUIRED = {"bpt": {"i"}, "ept": {"i"}, "it": {"pos"}}
_TAG = re.compile(rf"(</?[A-Za-z][^<>]{{0,{_LONGEST - 4}}}>)")  # what reads as itself again


def tmx(text: str) -> str:
    """
    A text as the content of TMX's seg, tags and spelled codes as its elements.

    >>> tmx("Klik <b>Simpan</b> & tutup")
    'Klik <bpt i="1">&lt;b&gt;</bpt>Simpan<ept i="1">&lt;/b&gt;</ept> &amp; tutup'
    """
    if "<" not in text:
        return escape(text)
    pieces = _TAG.split(text)
    own = {at: code for at in range(1, len(pieces), 2) if (code := _parsed(pieces[at]))}
    taken = [int(i) for _, attributes, _ in own.values() if re.fullmatch("[0-9]{1,9}", i := attributes.get("i", ""))]
    partners = _partners(
        {at: pieces[at] for at in range(1, len(pieces), 2) if at not in own}, max(taken, default=0) + 1
    )
    return "".join(
        escape(piece) if at % 2 == 0 else _element(*own.get(at) or (*partners[at], piece))
        for at, piece in enumerate(pieces)
    )


Ids = dict[tuple[str, int], str]

# The elements of a tag that is whole in itself (ph), one of a pair (bpt, ept), or alone where it begins or ends something.
_ONE = {
    "ph": '<ph id="{id}">{code}</ph>',
    "bpt": '<bpt id="{id}">{code}</bpt>',
    "ept": '<ept id="{id}">{code}</ept>',
    "begin": '<it id="{id}" pos="open">{code}</it>',
    "end": '<it id="{id}" pos="close">{code}</it>',
}
_TWO = {
    "ph": '<ph id="{id}" dataRef="{data}"/>',
    "bpt": '<sc id="{id}" dataRef="{data}"/>',
    "ept": '<ec startRef="{id}" dataRef="{data}"/>',
    "begin": '<sc id="{id}" isolated="yes" dataRef="{data}"/>',
    "end": '<ec id="{id}" isolated="yes" dataRef="{data}"/>',
}


def xliff(text: str, ids: Ids, data: dict[str, str] | None = None) -> str:
    """
    A text as the content of XLIFF's source or target, its tags as elements.

    `ids` is one for both texts of a unit and is filled: a tag's id by the tag and how many there were. So is `data`, what
    XLIFF 2's originalData has to hold, ids by code; without it the elements are those of 1.2.

    >>> xliff("Klik <b>Simpan</b>", {})
    'Klik <bpt id="1">&lt;b&gt;</bpt>Simpan<ept id="1">&lt;/b&gt;</ept>'
    >>> xliff("<br/> & ", {}, {})
    '<ph id="1" dataRef="d1"/> &amp; '
    """
    if "<" not in text:
        return escape(text)
    pieces = _TAG.split(text)
    tags = {at: pieces[at] for at in range(1, len(pieces), 2)}
    partners = _partners(tags, 1)
    known, shapes = _known(tags, partners, ids), _ONE if data is None else _TWO
    for at, tag in tags.items():
        name, attributes = partners[at]
        place = "" if data is None else data.setdefault(tag, f"d{len(data) + 1}")
        pieces[at] = shapes[attributes.get("pos", name)].format(id=known[at], code=escape(tag), data=place)
    return "".join(piece if at in tags else escape(piece) for at, piece in enumerate(pieces))


def _known(tags: Mapping[int, str], partners: Mapping[int, tuple[str, dict[str, str]]], ids: Ids) -> dict[int, str]:
    """The id of each tag, by its place; what ends something has the id of what begins it."""
    found: dict[int, str] = {}
    begun: dict[str, str] = {}
    seen = Counter[str]()
    for at, tag in tags.items():
        name, attributes = partners[at]
        if name == "ept":
            found[at] = begun[attributes["i"]]
            continue
        seen[tag] += 1
        found[at] = ids.setdefault((tag, seen[tag]), str(len(ids) + 1))
        if name == "bpt":
            begun[attributes["i"]] = found[at]
    return found


def _element(name: str, attributes: Mapping[str, str], code: str) -> str:
    told = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{told}>{escape(code)}</{name}>"


def _parsed(tag: str) -> tuple[str, dict[str, str], str] | None:
    """The name, attributes and content of a code that we spelled and TMX knows; None for anything else."""
    found = _SPELLED.fullmatch(tag)
    if not found:
        return None
    name, told = found[1], dict(_ATTRIBUTE.findall(found[2]))
    values = {key: re.sub("&(?:amp|lt|gt|quot);", lambda m: _UNQUOTED[m[0]], value) for key, value in told.items()}
    code = values.pop("code", "")
    valid = values.keys() <= _ALLOWED[name] and values.keys() >= _REQUIRED.get(name, set())
    valid = valid and values.get("pos", "begin") in ("begin", "end")
    # What would not read as the same code again is a tag like any other.
    return (name, values, code) if valid and not _native(code) and spell(name, values, code) == tag else None


def _partners(tags: Mapping[int, str], number: int) -> dict[int, tuple[str, dict[str, str]]]:
    """What each tag is in TMX, by its place: one of a pair, alone, or whole in itself."""
    found: dict[int, tuple[str, dict[str, str]]] = {}
    open_: dict[str, list[int]] = {}
    for at, tag in tags.items():
        name = re.split(r"[\s/>]", tag.lstrip("</"), maxsplit=1)[0]
        if tag.endswith("/>"):
            found[at] = ("ph", {})
        elif not tag.startswith("</"):
            found[at] = ("it", {"pos": "begin"})
            open_.setdefault(name, []).append(at)
        elif open_.get(name):
            found[open_[name].pop()], found[at] = ("bpt", {"i": str(number)}), ("ept", {"i": str(number)})
            number += 1
        else:
            found[at] = ("it", {"pos": "end"})
    return found
