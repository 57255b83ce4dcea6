"""
What an edit makes of a concept, and what differs between two versions of it. Pure.

Start with `edited`: the keys that are given replace what was there, and what comes of it is put in order and held to the
rules of a concept by `checked`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, get_args

from glossary.terms import STATUSES, CaseMode, Concept, Enforce, Evidence, MatchMode, Status, Term, TermType
from memory.errors import Invalid
from memory.text import LANGUAGES, Language, clean, fold, squeeze

EDITABLE = ("subject", "terms", "definition", "note", "enforce", "evidence")
_WORDS: dict[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "status": get_args(Status),
    "type": get_args(TermType),
    "enforce": get_args(Enforce),
    "match": get_args(MatchMode),
    "case": get_args(CaseMode),
}
_TERM = tuple(one.name for one in fields(Term))


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that differs between two versions.

    `field` is a field of the concept ("definition", "order" for that of its terms in a language) or, where `term` names
    one, of that term ("status"; "term" for the whole term, which then came or went). What was not there is None.
    """

    field: str
    before: object
    after: object
    language: Language | None = None
    term: str = ""


def edited(concept: Concept, changes: Mapping[str, Any]) -> Concept:
    """
    A concept with these fields replaced; absent ones stay.

    `terms` are Terms or mappings of their fields, `enforce` holds for every term. Raises Invalid for a field that cannot
    be edited, and for what `checked` refuses.
    """
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise Invalid(
            f"A concept has no {', '.join(unknown)} to edit.",
            hint=f"These can be: {', '.join(EDITABLE)}.",
            field=unknown[0],
        )
    new = concept
    if "terms" in changes:
        terms = [_clean(_term(value, at), at) for at, value in enumerate(_listed(changes["terms"], "terms"))]
        # Terms that are given back as they were stay as they stand: an old list's order is nobody's edit.
        new = new if tuple(terms) == concept.terms else _with_terms(new, terms)
    if "enforce" in changes:
        new = _with_terms(new, [_clean(replace(t, enforce=changes["enforce"]), at) for at, t in enumerate(new.terms)])
    if "evidence" in changes:
        places = _listed(changes["evidence"], "evidence")
        new = replace(new, evidence=tuple(e if isinstance(e, Evidence) else Evidence(**e) for e in places))
    texts = {name: changes.get(name, getattr(concept, name)) for name in ("subject", "definition", "note")}
    return _with_texts(new, **texts)


def checked(concept: Concept) -> Concept:
    """
    A concept whose texts are clean (NFC, single spaces) and whose terms stand best first, Indonesian before English.

    A language without a preferred term gets one: its first admitted term. Raises Invalid for a concept without terms, a
    term without text or with a word that its field does not know, the same term twice, or two preferred terms of one
    language and type.
    """
    new = _with_terms(concept, [_clean(term, at) for at, term in enumerate(concept.terms)])
    return _with_texts(new, concept.subject, concept.definition, concept.note)


def _with_terms(concept: Concept, terms: Sequence[Term]) -> Concept:
    if not terms:
        raise Invalid("A concept needs a term.", hint="Say what it is called in one language at least.", field="terms")
    ordered = sorted(_preferring(terms), key=lambda t: (LANGUAGES.index(t.language), STATUSES.index(t.status)))
    _refuse_twins(ordered)
    missing = () if any(term.language == "en" for term in ordered) else concept.missing
    return replace(concept, terms=tuple(ordered), missing=missing)


def _with_texts(concept: Concept, subject: object, definition: object, note: object) -> Concept:
    subjects = (_line(one, "subject") for one in _listed(subject, "subject"))
    return replace(
        concept,
        subject=tuple(dict.fromkeys(filter(None, subjects))),
        definition=_definition(definition),
        note=_text(note, "note").strip(),
    )


def _term(value: object, at: int) -> Term:
    if isinstance(value, Term):
        return value
    if not isinstance(value, Mapping):
        raise Invalid(f"Term {at + 1} is no object.", hint="A term has language and text.", field=f"terms[{at}]")
    unknown = sorted(set(value) - set(_TERM))
    lacking = [name for name in ("language", "text") if not value.get(name)]
    if unknown or lacking:
        said = f"has a field {unknown[0]}, which terms have not" if unknown else f"has no {lacking[0]}"
        raise Invalid(f"Term {at + 1} {said}.", hint=f"Its fields: {', '.join(_TERM)}.", field=f"terms[{at}]")
    return Term(**value)


def _clean(term: Term, at: int) -> Term:
    for name, known in _WORDS.items():
        if getattr(term, name) not in known:
            said = f"Term {at + 1} has “{str(getattr(term, name))[:40]}” as its {name}."
            raise Invalid(said, hint=f"It is one of {', '.join(known)}.", field=f"terms[{at}].{name}")
    place = f"terms[{at}]"
    text = _line(term.text, f"{place}.text")
    if not text:
        raise Invalid(f"Term {at + 1} has no text.", hint="Write it, or leave the term out.", field=f"{place}.text")
    forms = {
        name: tuple(
            dict.fromkeys(filter(None, (_line(f, f"{place}.{name}") for f in _listed(getattr(term, name), name))))
        )
        for name in ("lookup_forms", "inflected")
    }
    plain = {name: _line(getattr(term, name), f"{place}.{name}") for name in ("pos", "source", "usage")}
    return replace(term, text=text, do_not_translate=bool(term.do_not_translate), **forms, **plain)  # type: ignore[arg-type]


def _preferring(terms: Sequence[Term]) -> Iterator[Term]:
    """The terms, the first admitted one of each language without a preferred one preferred."""
    settled = {term.language for term in terms if term.status == "preferred"}
    for term in terms:
        if term.status == "admitted" and term.language not in settled:
            settled.add(term.language)
            yield replace(term, status="preferred")
        else:
            yield term


def _refuse_twins(terms: Sequence[Term]) -> None:
    written = Counter((term.language, term.text) for term in terms)
    twice = next((which for which, times in written.items() if times > 1), None)
    if twice:
        raise Invalid(f"“{twice[1]}” stands twice among the terms.", hint="Keep one of them.", field="terms")
    preferred = Counter((term.language, term.type) for term in terms if term.status == "preferred")
    for (language, kind), times in preferred.items():
        if times > 1:
            texts = [t.text for t in terms if (t.language, t.type, t.status) == (language, kind, "preferred")]
            raise Invalid(
                f"{times} {kind} terms are preferred in “{language}”: {', '.join(texts)}.",
                hint="Prefer one and admit the others.",
                field="terms",
            )


def _definition(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping) or set(given) - {*LANGUAGES, "source"}:
        raise Invalid("A definition has a text per language.", hint="Its fields: id, en, source.", field="definition")
    found = {str(name): _text(text, f"definition.{name}").strip() for name, text in given.items()}
    return {name: text for name, text in found.items() if text}


def _listed(given: object, name: str) -> Sequence[Any]:
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise Invalid(f"{name} is no list.", field=name)
    return tuple(given)


def _text(given: object, name: str) -> str:
    if not isinstance(given, str):
        raise Invalid(f"{name} is no text.", field=name)
    return clean(given)


def _line(given: object, name: str) -> str:
    return squeeze(_text(given, name))


def restored(concept: Concept, old: Concept) -> Concept:
    """A concept with the content of an old version; its evidence and what was said of it stay."""
    return replace(
        concept, terms=old.terms, definition=old.definition, subject=old.subject, note=old.note, missing=old.missing
    )


def merged(concept: Concept, other: Concept) -> Concept:
    """A concept with what another one knows: its terms as admitted ones, its evidence, a definition where it had none."""
    known = {evidence.key for evidence in concept.evidence}
    counted = dict(concept.occurrences)
    for document, times in other.occurrences.items():
        counted[document] = max(times, counted.get(document, 0))
    new = replace(
        concept,
        terms=_joined(joined(concept.terms, other.terms), other.terms),
        definition={**other.definition, **concept.definition},
        evidence=(*concept.evidence, *(e for e in other.evidence if e.key not in known)),
        occurrences=counted,
    )
    return checked(new)


def joined(old: Sequence[Term], new: Sequence[Term]) -> tuple[Term, ...]:
    """
    The old terms and those of the new that are not among them.

    What was preferred is admitted where the old terms have a preferred one; forbidden and deprecated terms stay so.
    """
    known = {(term.language, fold(term.text)) for term in old}
    settled = {term.language for term in old if term.status == "preferred"}
    fresh = [term for term in new if (term.language, fold(term.text)) not in known]
    demoted = (replace(t, status="admitted") if t.status == "preferred" and t.language in settled else t for t in fresh)
    return (*old, *demoted)


def _joined(terms: Sequence[Term], others: Sequence[Term]) -> tuple[Term, ...]:
    """The terms, each with the look-up forms and inflected forms that the same term has among the others."""
    there = {(term.language, fold(term.text)): term for term in others}

    def both(term: Term) -> Term:
        twin = there.get((term.language, fold(term.text)), term)
        return replace(
            term,
            lookup_forms=tuple(dict.fromkeys((*term.lookup_forms, *twin.lookup_forms))),
            inflected=tuple(dict.fromkeys((*term.inflected, *twin.inflected))),
        )

    return tuple(map(both, terms))


def diff(old: Concept | None, new: Concept) -> list[Change]:
    """
    What differs between two versions: the concept's own fields, then term by term, in the order of the new version.

    A term is known by its text. One that only is written otherwise now, in the same language and with the same status
    and type, is one change of "text"; the rest came or went as a whole.
    """
    before = old or Concept(new.id, (), lifecycle=new.lifecycle)
    found = [
        Change(name, getattr(before, name), getattr(new, name))
        for name in ("lifecycle", "subject", "note", "merged_into")
        if getattr(before, name) != getattr(new, name)
    ]
    for part in dict.fromkeys((*before.definition, *new.definition)):
        if before.definition.get(part) != new.definition.get(part):
            language: Any = part if part in LANGUAGES else None
            found.append(Change("definition", before.definition.get(part), new.definition.get(part), language))
    for one, other in _paired(before.terms, new.terms):
        found += _between(one, other)
    return found + [change for language in LANGUAGES for change in _moved(before, new, language)]


def _moved(old: Concept, new: Concept, language: Language) -> Iterator[Change]:
    """Another order of terms that are there before and after."""
    here, there = [t.text for t in old.in_language(language)], [t.text for t in new.in_language(language)]
    before, after = tuple(t for t in here if t in there), tuple(t for t in there if t in here)
    if before != after:
        yield Change("order", before, after, language)


def _paired(old: Sequence[Term], new: Sequence[Term]) -> Iterator[tuple[Term | None, Term | None]]:
    """Each old term with what became of it, in the order of the new ones; those that went come last."""
    left = {(term.language, term.text): term for term in old}
    same = {id(term): left.pop((term.language, term.text), None) for term in new}
    for term in new:
        twin = same[id(term)]
        if twin is None:
            like = (
                t for t in left.values() if (t.language, t.status, t.type) == (term.language, term.status, term.type)
            )
            twin = next(like, None)
            if twin is not None:
                del left[twin.language, twin.text]
        yield twin, term
    yield from ((term, None) for term in left.values())


def _between(old: Term | None, new: Term | None) -> Iterator[Change]:
    if old is None or new is None:
        here = new or old
        assert here is not None  # noqa: S101 - _paired gives one of them
        yield Change("term", old and old.text, new and new.text, here.language, here.text)
        return
    for name in _TERM:
        if getattr(old, name) != getattr(new, name):
            yield Change(name, getattr(old, name), getattr(new, name), new.language, new.text)
