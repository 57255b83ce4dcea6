"""
An entry of a TBX file, as a concept: TBX 3 in both its styles, and the martif of 2008.

    conceptEntry  > langSec > termSec         TBX 3, DCA: <descrip type="subjectField">law</descrip>
    conceptEntry  > langSec > termSec         TBX 3, DCT: <min:subjectField>law</min:subjectField>
    termEntry     > langSet > tig, ntig       TBX 2

All three are read as *facts*, a category with its text, and what stands in a group with it. A category that we have no
field for becomes a line of the note or of the usage, with its name before it: it is not understood, and not lost.

What a concept of ours has and TBX-Basic has not stands in notes such as `padanan:match="fixed"`, a field and its JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from glossary.formats import categories
from glossary.formats.fields import concept_fields, heard, term_fields
from glossary.terms import Concept, Lifecycle, Term, concept_id
from memory.formats.codes import local
from memory.formats.fields import Unreadable, language, tidy
from memory.text import LANGUAGES, Language, clean, squeeze

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OURS = "padanan:"
OUR_ID = re.compile(r"c_[0-9a-f]{16}")
_LANGUAGES, _TERMS = ("langSec", "langSet"), ("termSec", "tig", "ntig")
_TYPED = frozenset("descrip descripNote admin adminNote termNote transac transacNote ref xref".split())
_FLAT = ("termGrp",)  # the only group that is no fact with its circumstances
_INDENTED = re.compile(r"[ \t]*\n[ \t]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """A category and its text; `beside` is what stands in one group with it, by category."""

    kind: str
    text: str
    tag: str = ""  # the language that it itself declares
    beside: dict[str, str] = field(default_factory=dict)


def facts(section: etree._Element) -> Iterator[Fact]:
    """What a section of an entry says itself, leaving out the sections inside it."""
    for child in section:
        name = local(child)
        if name in _FLAT:
            yield from facts(child)
        elif name.endswith("Grp"):
            inner = list(facts(child))
            if inner:
                yield replace(inner[0], beside={other.kind: other.text for other in inner[1:]})
        elif name not in (*_LANGUAGES, *_TERMS):
            kind = child.get("type") or name if name in _TYPED else name
            yield Fact(kind, _text(child), child.get(XML_LANG) or "")


def _text(element: etree._Element) -> str:
    raw = "".join(map(str, element.itertext())).strip()
    # What is ours is JSON, and exact. Others indent long texts: a line break before white space is theirs.
    return raw if raw.startswith(OURS) else tidy(_INDENTED.sub(" ", raw))


def concept(entry: etree._Element, lifecycle: Lifecycle) -> Concept:
    """
    The concept that an entry is; `lifecycle` where it does not say.

    Raises Unreadable for a term without text, and for a value of ours that its field cannot hold.
    """
    sections = [child for child in entry if local(child) in _LANGUAGES]
    terms = _one_preferred([term for section in sections for term in _terms(section)])
    told = _Told(_inherited(entry))
    told.take(facts(entry), _inherited(entry))
    for section in sections:
        told.take(facts(section), language(section.get(XML_LANG) or "") or "")
    firsts = [next((t.text for t in terms if t.language == one), "") for one in LANGUAGES]
    given = entry.get("id") or ""
    # Two strangers' files both begin with an entry “c1”, so its terms have a say in what it is.
    id_ = given if OUR_ID.fullmatch(given) else concept_id("tbx", given, *firsts)
    fields: dict[str, Any] = {"id": id_, "lifecycle": lifecycle, **told.fields(), **concept_fields(told.ours)}
    return Concept(terms=tuple(terms), **fields)


def seen(entry: etree._Element) -> str:
    """The languages of an entry, for people."""
    return ", ".join(child.get(XML_LANG) or "?" for child in entry if local(child) in _LANGUAGES) or "none"


def is_ours(entry: etree._Element) -> bool:
    """Whether Padanan wrote an entry."""
    return any(fact.kind == "note" and fact.text.startswith(OURS) for fact in facts(entry))


def _inherited(element: etree._Element) -> Language | str:
    tags = (here.get(XML_LANG) for here in (element, *element.iterancestors()))
    return language(next(filter(None, tags), "") or "") or ""


def our_field(text: str) -> tuple[str, object] | None:
    """The field and the value in a note of ours; None for anybody else's note."""
    name, equals, value = text.removeprefix(OURS).partition("=")
    return (name, heard(value)) if text.startswith(OURS) and equals else None


@dataclass
class _Told:
    """What an entry says above its terms, gathered."""

    language: str
    subject: list[str] = field(default_factory=list)
    definition: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    created: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    ours: dict[str, object] = field(default_factory=dict)

    def take(self, found: Iterable[Fact], inherited: str) -> None:
        for fact in found:
            if not fact.text:
                continue
            if fact.kind == "note" and (own := our_field(fact.text)):
                self.ours[own[0]] = own[1]
            elif fact.kind == "subjectField":
                self.subject.append(squeeze(fact.text))
            elif fact.kind == "definition":
                self._define(fact, language(fact.tag) or inherited)
            elif fact.kind in ("transactionType", "responsibility", "date"):
                self._stamp(fact)
            else:
                self.notes.append(fact.text if fact.kind == "note" else f"{fact.kind}: {fact.text}")

    def _define(self, fact: Fact, one: str) -> None:
        if one not in LANGUAGES or one in self.definition:
            self.notes.append(f"definition: {fact.text}")
            return
        self.definition[one] = fact.text
        # A concept has one source for its definitions; a file may name one for each.
        sources = [self.definition.get("source", ""), fact.beside.get("source", "")]
        if said := "; ".join(filter(None, dict.fromkeys(sources))):
            self.definition["source"] = said

    def _stamp(self, fact: Fact) -> None:
        stamp = {"at": fact.beside.get("date", ""), "by": fact.beside.get("responsibility", "")}
        if fact.text in ("origination", "creation", "input"):
            self.created = stamp
        elif fact.text == "modification":
            self.changed = stamp

    def fields(self) -> dict[str, Any]:
        return {
            "subject": tuple(dict.fromkeys(self.subject)),
            "definition": self.definition,
            "note": "\n".join(self.notes),
            "created": self.created,
            "changed": self.changed,
        }


def _terms(section: etree._Element) -> list[Term]:
    tag = section.get(XML_LANG) or ""
    one = language(tag)
    if one is None:
        return []
    found = [_term(child, one, tag) for child in section if local(child) in _TERMS]
    if found and not any(stated for _, stated in found):
        # Where a file grades no term, the first is its choice.
        found[0] = (replace(found[0][0], status="preferred"), True)
    return [term for term, _ in found]


def _term(section: etree._Element, one: Language, tag: str) -> tuple[Term, bool]:
    """A term, and whether the file says what its status is."""
    text, values, usage, ours = "", dict[str, Any](), list[str](), dict[str, object]()
    for fact in facts(section):
        own = our_field(fact.text) if fact.kind == "note" else None
        if own:
            ours[own[0]] = own[1]
        elif fact.kind == "term":
            text = squeeze(clean(fact.text))
        elif fact.kind in ("note", "context") and fact.text:
            usage.append(fact.text)
        elif known := _understood(fact):
            values |= known
        elif fact.text:
            usage.append(f"{fact.kind}: {fact.text}")
    if not text:
        raise Unreadable(f"a term in “{tag}” is empty")
    if values.get("type") == "acronym":
        values["case"] = "as_is"
    values |= {"usage": "\n".join(usage), **term_fields(ours)}
    return Term(one, text, **values), "status" in values


def _understood(fact: Fact) -> dict[str, Any]:
    """The field of a term that a fact is, if there is one that can hold it."""
    if fact.kind in ("administrativeStatus", "normativeAuthorization"):
        status = categories.status(fact.text)
        return {"status": status} if status else {}
    if fact.kind == "termType":
        kind = categories.term_type(fact.text)
        return {"type": kind} if kind else {}
    if fact.kind == "partOfSpeech":
        part = categories.part(fact.text)
        return {} if part is None else {"pos": part}
    if fact.kind == "source":
        return {"source": fact.text}
    # Weblate's way to say that a term stays as it is.
    if fact.kind.lower() == "translation needed":
        return {"do_not_translate": fact.text.lower() == "no"}
    return {}


def _one_preferred(terms: list[Term]) -> list[Term]:
    """The terms with at most one preferred in each language and type: the first."""
    taken: set[tuple[str, str]] = set()
    found = []
    for term in terms:
        again = term.status == "preferred" and (term.language, term.type) in taken
        found.append(replace(term, status="admitted") if again else term)
        if term.status == "preferred":
            taken.add((term.language, term.type))
    return found
