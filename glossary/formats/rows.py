r"""
Term lists as rows: what the columns mean, whatever the file keeps them in (`table`: CSV and TSV; `workbook`: XLSX).

A row is a concept. Several values in a cell are separated by "|", which inside a value is written "\|". Columns speak of
all terms of a row or of its preferred ones; what other terms have of their own stands in `details`, which we write and
read back, so that a list that was exported comes back equal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from glossary.formats.entries import OUR_ID
from glossary.formats.fields import TERM_FIELDS, heard, term_fields, told
from glossary.terms import LIFECYCLES, CaseMode, Concept, Enforce, Lifecycle, MatchMode, Status, Term, concept_id
from memory.errors import Invalid
from memory.formats import table as segments
from memory.formats.fields import Unreadable, tidy
from memory.formats.pair import Skipped
from memory.formats.table import guarded, unguarded
from memory.text import LANGUAGES, Language, clean, fold, squeeze

COLUMNS = {
    "key": "a name for the concept that stays; unique in the table (without the column: its preferred terms)",
    "subject": "its fields, such as diplomacy or law",
    "id": "the preferred Indonesian term",
    "en": "the preferred English term",
    "id_admitted": "Indonesian terms that are right too",
    "en_admitted": "English terms that are right too",
    "id_acronym": "Indonesian acronyms",
    "en_acronym": "English acronyms",
    "id_deprecated": "Indonesian terms to avoid",
    "en_deprecated": "English terms to avoid",
    "id_forbidden": "Indonesian renderings that are wrong",
    "en_forbidden": "English renderings that are wrong",
    "id_lookup": "Indonesian misspellings and old spellings: found, never offered",
    "en_lookup": "English ones",
    "pos": "part of speech (UPOS)",
    "type": "full or proper",
    "match": "auto; fixed where no yang may come between",
    "case": "any, as_is or title",
    "definition_id": "what it is, in Indonesian",
    "definition_en": "what it is, in English",
    "note": "what a user of it should know",
    "lifecycle": "proposed, in_review, approved, retired or rejected",
    "enforce": "off, advise or require",
    "do_not_translate": "yes where the term stays as it is in every language",
    "id_inflected": "further forms of the Indonesian term",
    "en_inflected": "further forms of the English term",
    "id_usage": "how the Indonesian term is used",
    "en_usage": "how the English term is used",
    "id_source": "who says that this is the Indonesian term",
    "en_source": "who says that this is the English term",
    "definition_source": "where the definition is from",
    "details": "what single terms have of their own, as Padanan writes it down",
}
REQUIRED = frozenset({"key", "id", "en"})
_OTHERS: tuple[tuple[str, Status], ...] = (
    ("admitted", "admitted"),
    ("acronym", "admitted"),
    ("deprecated", "deprecated"),
    ("forbidden", "forbidden"),
)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": ("full", "proper"),
    "match": get_args(MatchMode),
    "case": get_args(CaseMode),
    "enforce": ("require", *(one for one in get_args(Enforce) if one != "require")),
}
_FLAGS = {"": False, "no": False, "false": False, "yes": True, "true": True}


def is_terms(names: Iterable[str]) -> bool:
    """Whether a table with these columns is a term list."""
    return set(names) >= REQUIRED


def is_only_terms(names: Iterable[str]) -> bool:
    """Whether it is a term list and could not be a table of segments, which may have a key, an id and an en, too."""
    return is_terms(names) and not set(names).isdisjoint(set(COLUMNS) - set(segments.COLUMNS))


def concepts(
    rows: Iterable[tuple[int, Sequence[str]]], path: Path, *, lifecycle: Lifecycle = "approved"
) -> Iterator[Concept | Skipped]:
    """
    The concepts in numbered rows, the first of which is the header; `lifecycle` is theirs where a row does not say.

    A bad row is skipped with its line. Raises Invalid, at once, for a header that is none of ours.
    """
    numbered = iter(rows)
    names = header(next(numbered, (1, []))[1], path)
    return _concepts(numbered, names, lifecycle)


def header(cells: Sequence[str], path: Path) -> list[str]:
    """The columns that a first row names; Invalid where a needed one is not there, or one is unknown or there twice."""
    names = [squeeze(cell) for cell in cells]
    missing, unknown = set(LANGUAGES) - set(names), sorted(set(names) - set(COLUMNS))
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    if not (missing or unknown or twice):
        return names
    said = f"it has {', '.join(unknown or twice)}" + ("" if unknown else " twice")
    said = f"it lacks {', '.join(sorted(missing))}" if missing else said
    hint = f"Columns: {', '.join(COLUMNS)}."
    raise Invalid(f"{path.name} is no term list: {said}.", hint=hint, file=str(path), line=1)


def _concepts(
    rows: Iterable[tuple[int, Sequence[str]]], names: Sequence[str], lifecycle: Lifecycle
) -> Iterator[Concept | Skipped]:
    seen: dict[str, int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _named(cells, names)
            if (first := seen.setdefault(fold(row["key"]), line)) != line:
                raise Unreadable(f"the key “{row['key']}” is in line {first} already")
            yield _concept(row, lifecycle)
        except Unreadable as why:
            yield Skipped(line, str(why))


def _named(cells: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise Unreadable(f"it has {len(cells)} cells under {len(names)} columns; is a term with a comma not quoted?")
    row: dict[str, str] = dict.fromkeys(COLUMNS, "")
    row |= {name: unguarded(tidy(cell)) for name, cell in zip(names, cells, strict=False)}
    if "key" not in names:
        row["key"] = f"{row['id']} = {row['en']}"  # the plainest list: two columns
    if not row["key"]:
        raise Unreadable("it has no key")
    return row


def _concept(row: Mapping[str, str], lifecycle: Lifecycle) -> Concept:
    definition = {name: text for name in (*LANGUAGES, "source") if (text := row[f"definition_{name}"])}
    stage = _one_of(row["lifecycle"], (lifecycle, *LIFECYCLES), "lifecycle")
    terms = _detailed([term for one in LANGUAGES for term in _terms(one, row)], row["details"])
    if not terms:
        raise Unreadable("it has no terms")
    if stage == "approved":
        _both(terms)
    return Concept(
        id=row["key"] if OUR_ID.fullmatch(row["key"]) else concept_id("key", row["key"]),
        terms=tuple(terms),
        lifecycle=stage,  # type: ignore[arg-type]
        subject=tuple(_values(row["subject"])),
        definition=definition,
        note=row["note"],
    )


def _both(terms: Sequence[Term]) -> None:
    for one in LANGUAGES:
        if not any(term.language == one and term.status in ("preferred", "admitted") for term in terms):
            raise Unreadable(f"an approved concept needs a preferred term in “{one}”, this has none")


def _terms(one: Language, row: Mapping[str, str]) -> Iterator[Term]:
    preferred = _values(row[one])
    if len(preferred) > 1:
        said = f"a concept has one preferred term in “{one}”, this has {len(preferred)}; put the others under admitted"
        raise Unreadable(said)
    shared: dict[str, Any] = {name: _one_of(row[name], known, name) for name, known in _CHOICES.items()}
    shared |= {"pos": row["pos"], "do_not_translate": _flag(row["do_not_translate"])}
    own: dict[str, Any] = {
        "lookup_forms": tuple(_values(row[f"{one}_lookup"])),
        "inflected": tuple(_values(row[f"{one}_inflected"])),
        "usage": row[f"{one}_usage"],
        "source": row[f"{one}_source"],
    }
    yield from (Term(one, text, "preferred", **shared, **own) for text in preferred)
    for column, status in _OTHERS:
        mine = shared | ({"type": "acronym", "case": "as_is"} if column == "acronym" else {})
        yield from (Term(one, text, status, **mine) for text in _values(row[f"{one}_{column}"]))


def _one_of(word: str, known: Sequence[str], column: str) -> str:
    if word and word not in known:
        raise Unreadable(f"“{word[:40]}” is no {column}; it is one of {', '.join(dict.fromkeys(known))}")
    return word or known[0]


def _flag(word: str) -> bool:
    if word.lower() not in _FLAGS:
        raise Unreadable(f"“{word[:40]}” is not yes or no")
    return _FLAGS[word.lower()]


_VALUE = re.compile(r"(?:\\[\\|]|[^|])+")


def _values(cell: str) -> list[str]:
    pieces = (re.sub(r"\\([\\|])", r"\1", piece) for piece in _VALUE.findall(cell))
    return [value for piece in pieces if (value := squeeze(clean(piece)))]


def _joined(values: Iterable[str]) -> str:
    return "|".join(re.sub(r"([\\|])", r"\\\1", value) for value in values)


def _detailed(terms: list[Term], details: str) -> list[Term]:
    """The terms with what is theirs alone, in the order that the details give."""
    if not details:
        return terms
    said = heard(details)
    if not isinstance(said, dict) or not all(isinstance(said.get(one, {}), dict) for one in LANGUAGES):
        raise Unreadable("its details are not as Padanan writes them")
    order: dict[tuple[str, str], int] = {}
    for one in LANGUAGES:
        for text, own in said.get(one, {}).items():
            if not isinstance(own, dict):
                raise Unreadable("its details are not as Padanan writes them")
            order[one, text] = len(order)
            terms = [replace(t, **term_fields(own)) if (t.language, t.text) == (one, text) else t for t in terms]
    return sorted(
        terms, key=lambda t: (LANGUAGES.index(t.language), order.get((t.language, t.text), _unlisted(t, order)))
    )


def _unlisted(term: Term, order: Mapping[tuple[str, str], int]) -> int:
    """The place of a term that somebody has added by hand: a new preferred one is the first, any other the last."""
    return -1 if term.status == "preferred" else len(order)


def cells(here: Concept) -> list[str]:
    """A concept as the cells under `COLUMNS`, with nothing in them that a spreadsheet would run."""
    row = dict.fromkeys(COLUMNS, "") | _row(here)
    row["details"] = _details(here, row)
    return [guarded(tidy(row[column])) for column in COLUMNS]


def _row(here: Concept) -> dict[str, str]:
    row = {
        "key": here.id,
        "subject": _joined(here.subject),
        "note": here.note,
        "lifecycle": here.lifecycle,
        **{f"definition_{name}": here.definition.get(name, "") for name in (*LANGUAGES, "source")},
    }
    lead = next((t for t in here.terms if t.status == "preferred"), next(iter(here.terms), None))
    if lead is not None:
        row |= {name: getattr(lead, name) for name in ("pos", "match", "case", "enforce")}
        row["type"] = "proper" if lead.type == "proper" else "full"
        row["do_not_translate"] = "yes" if lead.do_not_translate else ""
    for one in LANGUAGES:
        row |= _side(one, here.in_language(one))
    return row


def _side(one: Language, terms: Sequence[Term]) -> dict[str, str]:
    first = next((term for term in terms if term.status == "preferred"), None)
    found: dict[str, list[str]] = {f"{one}_{column}": [] for column, _ in _OTHERS}
    for term in terms:
        if term is not first:
            found[f"{one}_{column(term)}"].append(term.text)
    row = {name: _joined(texts) for name, texts in found.items()}
    if first is not None:
        row |= {one: _joined([first.text]), f"{one}_usage": first.usage, f"{one}_source": first.source}
        row |= {f"{one}_lookup": _joined(first.lookup_forms), f"{one}_inflected": _joined(first.inflected)}
    return row


def column(term: Term) -> str:
    """The column, without its language, for a term that is not the one preferred."""
    usable = term.status in ("preferred", "admitted")
    return "acronym" if usable and term.type == "acronym" else "admitted" if usable else term.status


def _details(here: Concept, row: Mapping[str, str]) -> str:
    """What the columns would not give back, or would in another order."""
    plain = [term for one in LANGUAGES for term in _terms(one, row)]
    by_text = {(term.language, term.text): term for term in plain}
    said: dict[str, dict[str, dict[str, Any]]] = {}
    for one in LANGUAGES:
        terms = here.in_language(one)
        own = {text: _own(term, by_text[one, text]) for term in terms if (text := squeeze(clean(term.text)))}
        if any(own.values()) or list(own) != [t.text for t in plain if t.language == one]:
            said[one] = own
    return told(said) if said else ""


def _own(term: Term, plain: Term) -> dict[str, Any]:
    return {name: value for name in TERM_FIELDS if (value := getattr(term, name)) != getattr(plain, name)}
