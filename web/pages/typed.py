"""
What was typed into the form of a concept, as what an edit takes.

The rows of its terms are fields `term-<row>-<name>`. A row begins with what its term was in the version that the form was
made from, so that a short form leaves alone what it does not show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from glossary.terms import Concept, Term
from memory.errors import Invalid
from memory.text import LANGUAGES

_PLAIN = ("language", "text", "status", "type", "pos", "enforce", "match", "case", "source", "usage")
_LISTS = ("lookup_forms", "inflected")
_ROW = re.compile(r"term-(\d{1,3})-text")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form: its number, its term, and whether that is to go."""

    number: int
    term: Term
    removed: bool = False


def rows(concept: Concept, *, spare: Sequence[str] = ()) -> list[Row]:
    """The rows that a form begins with: the terms, and an empty one for each spare language."""
    terms = [*concept.terms, *(Term(language, "") for language in spare)]  # type: ignore[arg-type]
    return [Row(number, term) for number, term in enumerate(terms)]


def typed(form: Mapping[str, str], base: Concept) -> list[Row]:
    """The rows as they were sent; `base` is the version that the form was made from."""
    numbers = sorted({int(found[1]) for name in form if (found := _ROW.fullmatch(name))})
    return [_row(form, number, base) for number in numbers]


def _row(form: Mapping[str, str], number: int, base: Concept) -> Row:
    start = f"term-{number}-"
    given = {name.removeprefix(start): value for name, value in form.items() if name.startswith(start)}
    old = base.terms[number] if number < len(base.terms) else Term("en", "")
    fields: dict[str, Any] = {name: given[name] for name in _PLAIN if name in given}
    fields |= {name: tuple(filter(None, map(str.strip, given[name].split(";")))) for name in _LISTS if name in given}
    if "whole" in given:  # a box that is not ticked sends nothing
        fields["do_not_translate"] = "do_not_translate" in given
    return Row(number, replace(old, **fields), "remove" in given)


def terms(sent: Sequence[Row]) -> list[Term]:
    """The terms that are left: rows without a text are none."""
    return [row.term for row in sent if row.term.text.strip() and not row.removed]


def content(form: Mapping[str, str], base: Concept) -> dict[str, Any]:
    """What `Termbase.edit` takes."""
    definition = {
        part: form.get(f"definition-{part}", base.definition.get(part, "")) for part in (*LANGUAGES, "source")
    }
    subject = form.get("subject")
    return {
        "terms": terms(typed(form, base)),
        "definition": definition,
        "subject": base.subject if subject is None else [one.strip() for one in subject.split(",")],
        "note": form.get("note", base.note),
    }


def number(form: Mapping[str, str], name: str) -> int:
    """The whole number of a field, such as the version that was seen. Invalid for anything else."""
    given = form.get(name, "")
    if not re.fullmatch(r"[0-9]{1,9}", given):
        raise Invalid(f"The form says “{given[:20]}” as its {name}.", hint="Reload the page, and send it again.")
    return int(given)
