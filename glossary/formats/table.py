"""
Term lists as tables: read into concepts, written from them.

The columns are those of `seeds/terms.csv`, documented in `COLUMNS`. Several values in a cell are separated by "|".
A table is CSV or, by its ending, tab-separated; UTF-8 either way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from glossary.terms import Concept, Lifecycle, Status, Term, TermType, concept_id
from memory.errors import Invalid
from memory.files import decode, load
from memory.text import LANGUAGES, Language, clean, fold, squeeze

COLUMNS = {
    "key": "a name for the concept that stays; unique in the table",
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
}
_OTHERS: tuple[tuple[str, Status, TermType | None], ...] = (
    ("admitted", "admitted", None),
    ("acronym", "admitted", "acronym"),
    ("deprecated", "deprecated", None),
    ("forbidden", "forbidden", None),
)


def is_terms(header: Iterable[str]) -> bool:
    """Whether a table with these columns is a term list."""
    return {"key", "id", "en"} <= set(header)


def read(path: Path, *, lifecycle: Lifecycle = "approved") -> list[Concept]:
    """
    The concepts of a term list, all of them or a Problem.

    Raises Invalid with the line for a missing column, a missing or repeated key, a concept without a preferred term in
    both languages, or a word that a column does not know.
    """
    rows = csv.DictReader(io.StringIO(decode(load(path), path), newline=""), delimiter=delimiter(path))
    header = list(rows.fieldnames or ())
    missing, unknown = {"key", "id", "en"} - set(header), set(header) - set(COLUMNS)
    twice = {column for column in header if header.count(column) > 1}
    if missing or unknown or twice:
        what = f"it has {', '.join(sorted(unknown or twice))}" + (" twice" if twice and not unknown else "")
        what = f"it lacks {', '.join(sorted(missing))}" if missing else what
        raise Invalid(
            f"{path.name} is no term list: {what}.", hint=f"Columns: {', '.join(COLUMNS)}.", file=str(path), line=1
        )
    found: dict[str, Concept] = {}
    for row in rows:
        line = rows.line_num
        key = (row["key"] or "").strip()
        if None in row:
            said = f"it has more cells than the header's {len(header)}"
            hint = "A term with a comma in it belongs in quotation marks."
            raise Invalid(f"{path.name}, line {line}: {said}.", hint=hint, file=str(path), line=line)
        if not key or fold(key) in found:
            said = f"the key “{key}” is there already" if key else "it has no key"
            raise Invalid(f"{path.name}, line {line}: {said}.", file=str(path), line=line)
        found[fold(key)] = _concept(row, path, line, lifecycle)
    return list(found.values())


def delimiter(path: Path) -> str:
    """What separates the cells of a table, by its ending."""
    return "\t" if path.suffix.lower() in (".tsv", ".tab") else ","


def _concept(row: dict[str, str], path: Path, line: int, lifecycle: Lifecycle) -> Concept:
    def values(column: str) -> list[str]:
        return [squeeze(clean(value)) for value in unguarded(row.get(column) or "").split("|") if value.strip()]

    terms = [term for language in LANGUAGES for term in _terms(language, values, path, line)]
    definition: dict[str, str] = {
        language: text for language in LANGUAGES if (text := " ".join(values(f"definition_{language}")))
    }
    return Concept(
        id=row["key"] if _OURS.fullmatch(row["key"]) else concept_id("key", row["key"]),
        terms=tuple(terms),
        lifecycle=lifecycle,
        subject=tuple(values("subject")),
        definition=definition,
        note=" ".join(values("note")),
    )


def _terms(language: Language, values: Callable[[str], list[str]], path: Path, line: int) -> Iterator[Term]:
    preferred = values(language)
    if len(preferred) != 1:
        raise Invalid(
            f"{path.name}, line {line}: a concept needs one preferred term in “{language}”, this has {len(preferred)}.",
            hint="Put the others under admitted.",
            file=str(path),
            line=line,
        )
    kind = _one_of(values("type"), ("full", "proper"), "type", path, line)
    match = _one_of(values("match"), ("auto", "exact", "fixed"), "match", path, line)
    case = _one_of(values("case"), ("any", "as_is", "title"), "case", path, line)
    pos = "".join(values("pos")[:1])
    forms = tuple(values(f"{language}_lookup"))
    yield Term(language, preferred[0], "preferred", kind, pos, match=match, case=case, lookup_forms=forms)  # type: ignore[arg-type]
    for column, status, other in _OTHERS:
        for text in values(f"{language}_{column}"):
            exact = "as_is" if other == "acronym" else case
            yield Term(language, text, status, other or kind, pos, match=match, case=exact)  # type: ignore[arg-type]


def _one_of(found: list[str], known: tuple[str, ...], column: str, path: Path, line: int) -> str:
    if not found:
        return known[0]
    if found[0] not in known:
        raise Invalid(
            f"{path.name}, line {line}: “{found[0]}” is no {column}.",
            hint=f"It is one of {', '.join(known)}.",
            file=str(path),
            line=line,
        )
    return found[0]


def write(concepts: Iterable[Concept], file: IO[str], *, delimiter: str = ",") -> int:
    """Concepts as a term list that `read` takes back; how many."""
    rows = csv.DictWriter(file, list(COLUMNS), delimiter=delimiter, lineterminator="\n")
    rows.writeheader()
    count = 0
    for here in concepts:
        rows.writerow({column: guarded(value) for column, value in _row(here).items()})
        count += 1
    return count


_FORMULA = ("=", "+", "-", "@", "\t", "\n")
_OURS = re.compile(r"c_[0-9a-f]{16}")  # a list that Padanan wrote names concepts by their ids


def guarded(cell: str) -> str:
    """
    A cell that no spreadsheet will run: what begins like a formula gets an apostrophe before it.

    >>> guarded("=1+1"), guarded("kerja sama")
    ("'=1+1", 'kerja sama')
    """
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{cell}" if cell[:1] in _FORMULA else cell


def unguarded(cell: str) -> str:
    """
    A cell without the apostrophe that `guarded` gave it.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _row(here: Concept) -> dict[str, str]:
    row = {
        "key": here.id,
        "subject": "|".join(here.subject),
        "note": here.note,
        "definition_id": here.definition.get("id", ""),
        "definition_en": here.definition.get("en", ""),
    }
    for language in LANGUAGES:
        terms = here.in_language(language)
        first = next((t for t in terms if t.status == "preferred"), terms[0] if terms else None)
        if first is not None:
            row |= {language: first.text, "pos": first.pos, "match": first.match, "case": first.case}
            row["type"] = "proper" if first.type == "proper" else "full"
            row[f"{language}_lookup"] = "|".join(form for t in terms for form in t.lookup_forms)
        rest = [t for t in terms if t is not first]
        for column, status, kind in _OTHERS:
            chosen = [t.text for t in rest if t.status == status and (t.type == "acronym") == (kind == "acronym")]
            row[f"{language}_{column}"] = "|".join(chosen)
    return row
