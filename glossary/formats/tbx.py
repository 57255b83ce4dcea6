"""
TBX (TermBase eXchange): read as a stream, whatever its edition; written as TBX-Basic 3 or as the martif of 2008.

`tbx` (ISO 30042:2019, style DCA) is for keeping and exchanging: a concept comes back equal. `martif` (ISO 30042:2008) is for
programs that know nothing newer. OmegaT and Lokalize offer every term in it as a translation and show every note beside
it, so it has no deprecated and no forbidden terms, and no notes of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Literal

from lxml import etree

from glossary.formats import categories
from glossary.formats.entries import OURS, XML_LANG, concept, is_ours, seen
from glossary.formats.fields import CONCEPT_FIELDS, TERM_FIELDS, told
from glossary.terms import Concept, Lifecycle, Term, concept_id
from memory.errors import Invalid
from memory.formats.elements import elements, line
from memory.formats.fields import Unreadable, tidy
from memory.formats.pair import Skipped
from memory.text import LANGUAGES

Variant = Literal["tbx", "martif"]
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")  # what an xml:id may be, as far as everybody agrees


def read(path: Path, *, lifecycle: Lifecycle = "approved") -> Iterator[Concept | Skipped]:
    """
    The concepts of a TBX file, in order; `lifecycle` is theirs unless an export of ours says another.

    An entry without a term in one of our languages is skipped, unless we wrote it. Raises Invalid where the file is no
    well-formed TBX, with the line; what was yielded before was sound.
    """
    for entry in elements(path, ("tbx", "martif"), ("conceptEntry", "termEntry")):
        try:
            found = concept(entry, lifecycle)
            if not found.terms or not (is_ours(entry) or all(map(found.in_language, LANGUAGES))):
                raise Unreadable(f"it has no terms in both id and en (languages: {seen(entry)})")
        except Unreadable as why:
            yield Skipped(line(entry), str(why))
        else:
            yield found


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How an edition names its sections, how its file begins and ends, and what it is for."""

    entry: str
    language: str
    term: str
    begin: str
    end: str
    whole: bool  # all terms, and our notes
    parts: dict[str, str]


_DIALECTS: dict[Variant, _Dialect] = {
    "tbx": _Dialect(
        "conceptEntry",
        "langSec",
        "termSec",
        """<?xml version="1.0" encoding="UTF-8"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca" xml:lang="id">
<tbxHeader>
<fileDesc><sourceDesc><p>Padanan</p></sourceDesc></fileDesc>
</tbxHeader>
<text>
<body>
""",
        "</body>\n</text>\n</tbx>\n",
        whole=True,
        parts=categories.PARTS,
    ),
    "martif": _Dialect(
        "termEntry",
        "langSet",
        "tig",
        """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX-Basic" xml:lang="id">
<martifHeader>
<fileDesc><sourceDesc><p>Padanan</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc>
</martifHeader>
<text>
<body>
""",
        "</body>\n</text>\n</martif>\n",
        whole=False,
        parts={**categories.PARTS, "PROPN": "properNoun"},
    ),
}


def write(concepts: Iterable[Concept], file: IO[bytes], *, variant: Variant = "tbx") -> int:
    """
    Concepts as TBX; how many.

    A martif leaves out a concept that has only deprecated and forbidden terms. Raises Invalid for a concept without terms,
    which TBX cannot say. A file of no concepts is well-formed, and valid by no schema, for TBX wants one.
    """
    dialect, written = _DIALECTS[variant], 0
    file.write(dialect.begin.encode())
    for text in entries(concepts, variant=variant):
        file.write(text.encode())
        written += 1
    file.write(dialect.end.encode())
    return written


def entries(concepts: Iterable[Concept], *, variant: Variant = "tbx") -> Iterator[str]:
    """The entries of a TBX file, one at a time."""
    dialect = _DIALECTS[variant]
    for here in concepts:
        if not here.terms:
            raise Invalid(
                f"The concept {here.id} has no terms; TBX cannot say that.", hint="Give it one.", concept=here.id
            )
        terms = [term for term in here.terms if dialect.whole or term.status in ("preferred", "admitted")]
        if terms:
            yield etree.tostring(_entry(here, terms, dialect), encoding="unicode", pretty_print=True)


def _entry(here: Concept, terms: list[Term], dialect: _Dialect) -> etree._Element:
    entry = etree.Element(dialect.entry, id=here.id if _NAME.fullmatch(here.id) else concept_id("xml", here.id))
    for subject in here.subject:
        _say(entry, "descrip", subject, "subjectField")
    spoken = dict.fromkeys(term.language for term in terms)
    for language in (one for one in LANGUAGES if one not in spoken):
        _define(entry, here, language)
    _stamp(entry, "origination", here.created)
    _stamp(entry, "modification", here.changed)
    _note(entry, here.note)
    above = len(entry)
    by_language = [term for language in spoken for term in terms if term.language == language]
    sections = []
    for one in spoken:
        section = etree.SubElement(entry, dialect.language, {XML_LANG: str(one)})
        _define(section, here, one)
        sections += [_term(section, term, dialect) for term in by_language if term.language == one]
    if dialect.whole:
        _complete(entry, above, here, sections, by_language)
    return entry


def _say(parent: etree._Element, name: str, text: str, kind: str = "") -> None:
    if text := tidy(text):
        etree.SubElement(parent, name, {"type": kind} if kind else {}).text = text


def _note(parent: etree._Element, text: str) -> None:
    if not text.startswith(OURS):  # whoever writes like us is quoted by `_complete`
        _say(parent, "note", text)


def _define(parent: etree._Element, here: Concept, language: str) -> None:
    text = here.definition.get(language, "")
    if not tidy(text):
        return
    group = etree.SubElement(parent, "descripGrp")
    _say(group, "descrip", text, "definition")
    if parent.get(XML_LANG) is None:
        group[0].set(XML_LANG, language)
    _say(group, "admin", here.definition.get("source", ""), "source")


def _stamp(parent: etree._Element, kind: str, stamp: dict[str, str]) -> None:
    day, by = _day(stamp.get("at", "")), stamp.get("by", "")
    if not (day or by):
        return
    group = etree.SubElement(parent, "transacGrp")
    _say(group, "transac", kind, "transactionType")
    _say(group, "date", day)
    _say(group, "transacNote", by, "responsibility")


def _day(at: str) -> str:
    try:
        return date.fromisoformat(at[:10]).isoformat()
    except ValueError:
        return ""


def _term(parent: etree._Element, term: Term, dialect: _Dialect) -> etree._Element:
    section = etree.SubElement(parent, dialect.term)
    _say(section, "term", term.text)
    _say(section, "termNote", categories.TYPES[term.type], "termType")
    if term.pos:
        _say(section, "termNote", dialect.parts.get(term.pos, "other"), "partOfSpeech")
    _say(section, "termNote", categories.STATUSES[term.status], "administrativeStatus")
    _say(section, "admin", term.source, "source")
    _note(section, term.usage)
    return section


def _complete(entry: etree._Element, at: int, here: Concept, sections: list[etree._Element], terms: list[Term]) -> None:
    """Read an entry as anybody else would, and add a note of ours for every field that does not come back."""
    back = concept(entry, "approved")
    for section, term, read_back in zip(sections, terms, back.terms, strict=True):
        for name in TERM_FIELDS:
            if (value := getattr(term, name)) != getattr(read_back, name):
                etree.SubElement(section, "note").text = f"{OURS}{name}={told(value)}"
    record = {"id": here.id, **here.record()}
    for name in reversed(CONCEPT_FIELDS):
        if name == "lifecycle" or getattr(here, name) != getattr(back, name):
            note = etree.Element("note")
            note.text = f"{OURS}{name}={told(record[name])}"
            entry.insert(at, note)
