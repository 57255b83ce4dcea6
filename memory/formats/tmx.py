"""
TMX (Translation Memory eXchange 1.1–1.4b), read as a stream.

One translation unit at a time is held in memory. Inline codes (`bpt ept ph it hi sub ut`) keep their text. No entity is
resolved and no network is asked; a file that declares entities of its own is refused. A unit without both languages is
reported with its line, and skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from memory.errors import Invalid
from memory.text import LANGUAGES, Language, clean, squeeze

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit as a file tells it: the texts, its key (TMX: tuid), and its place in the file (1-based line)."""

    texts: dict[Language, str]
    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A unit that could not be read: its line, and why."""

    line: int
    why: str


def read(path: Path) -> Iterator[Pair | Skipped]:
    """
    The units of a TMX file, in order.

    Raises Invalid where the file is no well-formed TMX, naming the line; what was yielded before was sound.
    """
    try:
        events = etree.iterparse(
            str(path),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        rooted = False
        for event, element in events:
            if not rooted:
                _root(element, path)
                rooted = True
            if event == "end" and element.tag == "tu":
                yield _pair(element)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = getattr(error, "lineno", None) or 0
        raise Invalid(
            f"{path.name} is not well-formed: line {line}: {error.msg}.",
            hint="Open it in the program that wrote it and export it again.",
            file=str(path),
            line=line,
        ) from error


def _root(element: etree._Element, path: Path) -> None:
    if element.tag != "tmx":
        raise Invalid(f"{path.name} is no TMX file: it starts with <{element.tag}>.", file=str(path), line=1)
    internal = element.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):  # type: ignore[attr-defined]
        raise Invalid(
            f"{path.name} declares entities of its own; such files are not read.",
            hint="They can be made to blow up. Export it again without a DOCTYPE subset.",
            file=str(path),
            line=1,
        )


def _pair(element: etree._Element) -> Pair | Skipped:
    texts: dict[Language, str] = {}
    seen = []
    for variant in element.iterfind("tuv"):
        tag = variant.get(_XML_LANG) or variant.get("lang") or ""
        seen.append(tag)
        language = tag.replace("_", "-").split("-")[0].lower()
        segment = variant.find("seg")
        if language in LANGUAGES and language not in texts and segment is not None:
            texts[language] = squeeze(clean("".join(str(piece) for piece in segment.itertext())))
    line: int = element.sourceline or 0  # type: ignore[assignment]
    if all(texts.get(language) for language in LANGUAGES):
        return Pair(texts, element.get("tuid") or "", line)
    return Skipped(line, f"it has no text in both id and en (languages: {', '.join(seen) or 'none'})")
