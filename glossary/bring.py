"""
Concepts of a file onto concepts that are known: three ways, and what comes of each.

    keep        what is known stays; only what is empty is filled
    overwrite   what the file says replaces it; what the file has no column for stays
    add         terms are added, as admitted ones; nothing is replaced

An absent column is not an empty one: only a column that is there, and empty, clears, and only under “overwrite”. Life
cycle, evidence, counts and history are never the file's to change; what an edit does to an approved concept, `review` says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from glossary.formats.rows import column
from glossary.terms import Concept, Status, Term
from memory.text import LANGUAGES, fold

How = Literal["keep", "overwrite", "add"]
Outcome = Literal["new", "changed", "unchanged"]
Present = Collection[str] | None
"""The columns of a file (`glossary.formats.rows.COLUMNS`); None where what is said is there and nothing else is: TBX."""

_ORDER: tuple[Status, ...] = ("preferred", "admitted", "deprecated", "forbidden")
# Where a term's fields stand: in a column for all terms of a row, or in one of the language for its preferred term.
_OF_ROW = ("pos", "type", "match", "case", "enforce", "do_not_translate")
_OF_FIRST = {"lookup_forms": "lookup", "inflected": "inflected", "usage": "usage", "source": "source"}


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a concept in a file: the concept as it is to be, and whether that is news."""

    concept: Concept
    outcome: Outcome


class Known:
    """The concepts that are there, found by id (which a key makes) or else by what they are called."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._by_id: dict[str, Concept] = {}
        self._by_name: dict[tuple[str, str], dict[str, None]] = {}
        for here in concepts:
            self.put(here)

    def put(self, here: Concept) -> None:
        """Know this concept, too, or know it as it is now."""
        self._by_id[here.id] = here
        if name := _name(here):
            self._by_name.setdefault(name, {})[here.id] = None

    def find(self, new: Concept) -> Concept | None:
        """
        The concept that a file's concept is, if it is known.

        The one with its id, else the one with the same preferred terms in both languages; where several have these, the one
        that shares a subject with it, for *bank* of a river is not *bank* with money in it.
        """
        if new.id in self._by_id:
            return self._by_id[new.id]
        name = _name(new)
        ids = self._by_name.get(name, {}) if name else {}
        same = [here for id_ in ids if _name(here := self._by_id[id_]) == name]
        alike = [here for here in same if set(here.subject) & set(new.subject)] if len(same) > 1 else same
        return alike[0] if len(alike) == 1 else None


def _name(here: Concept) -> tuple[str, str] | None:
    """Its preferred terms in both languages, folded."""
    firsts = [next((t.text for t in here.in_language(one) if t.status == "preferred"), "") for one in LANGUAGES]
    return (fold(firsts[0]), fold(firsts[1])) if all(firsts) else None


def bring(known: Known, found: Iterable[Concept], how: How, present: Present) -> Iterator[Brought]:
    """What comes of the concepts of a file, in order; a later one meets what an earlier one has made."""
    for new in found:
        old = known.find(new)
        merged = merge(old, new, how, present)
        known.put(merged)
        yield Brought(merged, "new" if old is None else "unchanged" if merged == old else "changed")


def merge(known: Concept | None, new: Concept, how: How, present: Present) -> Concept:
    """
    The known concept with what a file says of it; the file's own where none is known.

    `present` are the columns that the file has. What comes back is `known` itself, or equal to it, if nothing changes.
    """
    if known is None:
        return new
    if how == "add":
        return replace(known, terms=_added(known.terms, new.terms))
    said = _Said(present)
    if how == "keep":
        return replace(known, **_filled(known, new), terms=_kept(known.terms, new.terms))
    return replace(known, **_replaced(known, new, said), terms=_overwritten(known, new, said))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a file says, empty or not."""

    columns: Present

    def of_concept(self, column_: str, value: object) -> bool:
        return bool(value) if self.columns is None else column_ in self.columns

    def of_term(self, name: str, term: Term, *, first: bool) -> bool:
        """Whether the file says this field of a term; the details say all of them."""
        if self.columns is None:
            return bool(getattr(term, name) != getattr(_plain(term), name))
        if "details" in self.columns or name in ("status", "text", "language"):
            return True
        if name == "type" and term.type == "acronym":
            return True
        place = f"{term.language}_{_OF_FIRST[name]}" if name in _OF_FIRST else name
        return place in self.columns and (first or name in _OF_ROW)

    def of_place(self, place: str, filled: Collection[str]) -> bool:
        """Whether the file says which terms stand in a column."""
        return place in (filled if self.columns is None else self.columns)


def _plain(term: Term) -> Term:
    """A term of which nothing is said but its text; its status always is."""
    return Term(term.language, term.text, "admitted" if term.status != "admitted" else "preferred")


def _key(term: Term) -> tuple[str, str]:
    return term.language, fold(term.text)


def _finder(terms: Sequence[Term]) -> Callable[[Term], Term | None]:
    """Finds a term by its text, or else by what it folds to: “Café” and “cafe” may both be terms, and may be one."""
    exact = {(term.language, term.text): term for term in terms}
    folded = {_key(term): term for term in reversed(terms)}
    return lambda term: exact.get((term.language, term.text)) or folded.get(_key(term))


def _added(old: Sequence[Term], new: Sequence[Term]) -> tuple[Term, ...]:
    """The old terms, and those of the new that are not among them: what is right as admitted, what is wrong as it is."""
    fresh = {_key(term): term for term in reversed(new)}
    found = [_with_forms(term, fresh.pop(_key(term), term)) for term in old]
    rest = [term for term in new if _key(term) in fresh and fresh[_key(term)] is term]
    return (*found, *(replace(t, status="admitted") if t.status == "preferred" else t for t in rest))


def _with_forms(term: Term, other: Term) -> Term:
    return replace(
        term,
        lookup_forms=_joined(term.lookup_forms, other.lookup_forms),
        inflected=_joined(term.inflected, other.inflected),
    )


def _joined(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return (*old, *(form for form in dict.fromkeys(new) if form not in old))


def _filled(known: Concept, new: Concept) -> dict[str, Any]:
    """The fields of the known concept, the empty ones as the file has them."""
    return {
        "subject": known.subject or new.subject,
        "definition": _defined(known.definition, new.definition),
        "note": known.note or new.note,
    }


def _defined(known: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    # A source goes with its definition, or it would vouch for another's words.
    own = {name: text for name, text in new.items() if name != "source" or known.keys().isdisjoint(LANGUAGES)}
    return own | known


def _kept(old: Sequence[Term], new: Sequence[Term]) -> tuple[Term, ...]:
    """The old terms, their empty fields filled; and the new of columns in which the old have none."""
    said = _finder(new)
    found = [_with_empty_filled(term, said(term) or term) for term in old]
    taken, places = {_key(term) for term in old}, {_place(term) for term in old}
    return tuple(found) + tuple(t for t in new if _key(t) not in taken and _place(t) not in places)


def _with_empty_filled(term: Term, other: Term) -> Term:
    empty = [name for name in ("pos", *_OF_FIRST) if not getattr(term, name)]
    return replace(term, **{name: getattr(other, name) for name in empty})


def _place(term: Term) -> str:
    """The column in which a term stands."""
    return term.language if term.status == "preferred" else f"{term.language}_{column(term)}"


def _replaced(known: Concept, new: Concept, said: _Said) -> dict[str, Any]:
    definition = dict(known.definition)
    for name in (*LANGUAGES, "source"):
        if said.of_concept(f"definition_{name}", new.definition.get(name)):
            definition |= {name: new.definition.get(name, "")}
    return {
        "subject": new.subject if said.of_concept("subject", new.subject) else known.subject,
        "definition": {name: text for name, text in definition.items() if text},
        "note": new.note if said.of_concept("note", new.note) else known.note,
    }


def _overwritten(known: Concept, new: Concept, said: _Said) -> tuple[Term, ...]:
    """The file's terms, each with what only the known one says, and the known ones of columns that the file has not."""
    before = _finder(known.terms)
    filled = {_place(term) for term in new.terms}
    stated = [_restated(term, before(term), said) for term in new.terms]
    again = {_key(term) for term in stated}
    kept = [t for t in known.terms if _key(t) not in again and not said.of_place(_place(t), filled)]
    return _ordered([*stated, *kept], known.terms)


def _ordered(terms: list[Term], before: Sequence[Term]) -> tuple[Term, ...]:
    """The terms as they were ordered before, if they are the same; else best first."""
    now = {_rank(term): term for term in terms}
    if len(terms) == len(before) and now.keys() == {_rank(term) for term in before}:
        return tuple(now[_rank(term)] for term in before)
    return tuple(sorted(terms, key=lambda t: (LANGUAGES.index(t.language), _ORDER.index(t.status))))


def _rank(term: Term) -> tuple[str, str, str]:
    return term.language, term.text, term.status


def _restated(term: Term, known: Term | None, said: _Said) -> Term:
    if known is None:
        return term
    first = term.status == "preferred"
    names = (*_OF_ROW, *_OF_FIRST)
    return replace(term, **{name: getattr(known, name) for name in names if not said.of_term(name, term, first=first)})
