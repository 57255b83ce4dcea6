"""A concept by its permalink: what it says, what people say of it, all its versions; edited, decided, revived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import format_datetime

from glossary import changes
from glossary.lookup import Glossary
from glossary.review import FOLLOWS
from glossary.terms import STATUSES, CaseMode, Concept, Decision, Enforce, MatchMode, TermType
from memory.errors import Conflict, Invalid, NotFound, Problem
from memory.text import LANGUAGES
from web.auth import needs, who
from web.context import here
from web.errors import STATUS
from web.pages.frame import pages
from web.pages.typed import Row, content, number, rows, typed
from web.queue import pending
from web.reasons import reasons

WORDS: Mapping[str, Sequence[str]] = {
    "language": LANGUAGES,
    "status": STATUSES,
    "type": TermType.__args__,  # type: ignore[attr-defined]
    "enforce": Enforce.__args__,  # type: ignore[attr-defined]
    "match": MatchMode.__args__,  # type: ignore[attr-defined]
    "case": CaseMode.__args__,  # type: ignore[attr-defined]
}


@pages.app_template_filter()
def moment(at: str) -> str:
    """A time of the store (ISO 8601, UTC) as the reader writes times."""
    return str(format_datetime(datetime.fromisoformat(at), "d MMM y, HH:mm"))


@pages.get("/k/<id_>")
@needs("reader")
def concept(id_: str) -> Response:
    """One concept: its terms, definition, evidence, remarks, history. One that was removed leaves its history."""
    return _shown(id_)


@pages.get("/k/<id_>/edit")
@needs("translator")
def concept_edit(id_: str) -> str:
    """The form of a concept."""
    known = here().glossary.get(id_)
    return _form(known, known, rows(known, spare=LANGUAGES))


@pages.post("/k/<id_>/edit")
@needs("translator")
def concept_edited(id_: str) -> Response:
    """Keep what was typed; or, for `more`, show the form again with another row."""
    glossary = here().glossary
    base = glossary.snapshot(id_, number(request.form, "base"))
    if "more" in request.form:
        return make_response(_form(glossary.get(id_), base, _with_spare(base), given=request.form))
    try:
        why, version = request.form.get("why", ""), number(request.form, "version")
        glossary.edit(id_, content(request.form, base), by=who().name, why=why, version=version)
    except (Conflict, Invalid) as problem:
        return _again(glossary.get(id_), base, problem)
    return _back(id_)


@pages.post("/k/<id_>/decisions")
@needs("editor")
def concept_decide(id_: str) -> Response:
    """Approve, reject, retire or reopen it."""
    decision: Any = request.form.get("decision", "")
    reason = request.form.get("reason", "")
    return _done(
        id_, lambda g: g.decide(id_, Decision(decision, who().name, reason), version=number(request.form, "version"))
    )


@pages.post("/k/<id_>/revive")
@needs("editor")
def concept_revive(id_: str) -> Response:
    """Bring back an old version."""
    return _done(
        id_,
        lambda g: g.revive(id_, number(request.form, "revived"), by=who().name, seen=number(request.form, "version")),
    )


@pages.post("/k/<id_>/remarks")
@needs("translator")
def concept_remark(id_: str) -> Response:
    """Say something of it."""
    return _done(id_, lambda g: g.remark(id_, request.form.get("text", ""), by=who().name))


def _done(id_: str, act: Any) -> Response:
    """The concept after something was done; or as it is, and why that could not be."""
    try:
        act(here().glossary)
    except NotFound:
        raise
    except Problem as problem:
        return _shown(id_, problem)
    return _back(id_)


def _back(id_: str) -> Response:
    return make_response(redirect(url_for("pages.concept", id_=id_), 303))


def _shown(id_: str, problem: Problem | None = None) -> Response:
    glossary = here().glossary
    versions = glossary.history(id_)
    removed = versions[-1] if versions[-1].get("act") == "remove" else None
    known = glossary.snapshot(id_, versions[-1]["version"]) if removed else glossary.get(id_)
    page = render_template(
        "concept.html",
        concept=known,
        removed=removed,
        history=_compared(glossary, known, versions, removed=removed is not None),
        into=_known(glossary, known.merged_into) if known.merged_into else None,
        decisions=[] if removed else [name for stage, name in FOLLOWS if stage == known.lifecycle],
        reasons=reasons(known.why),
        pending=pending(glossary, known),
        problem=problem,
        given=request.form if problem else {},
    )
    return make_response(page, _status(problem) if problem else 410 if removed else 200)


def _status(problem: Problem) -> int:
    return STATUS.get(type(problem), 400)


def _compared(
    glossary: Glossary, known: Concept, versions: Sequence[Mapping[str, Any]], *, removed: bool
) -> list[tuple[Mapping[str, Any], list[changes.Change], bool]]:
    """Every version with what it changed of the one before, and whether it can be revived; latest first."""
    found = list[tuple[Mapping[str, Any], list[changes.Change], bool]]()
    before = None
    for version in versions:
        after = glossary.snapshot(known.id, version["version"])
        revivable = version.get("act") != "remove" and (removed or changes.restored(known, after) != known)
        found.append((version, changes.diff(before, after) if before else [], revivable))
        before = after
    return found[::-1]


def _known(glossary: Glossary, id_: str) -> Concept | None:
    try:
        return glossary.get(id_)
    except NotFound:
        return None


def _with_spare(base: Concept) -> list[Row]:
    sent = typed(request.form, base)
    fresh = max((row.number for row in sent), default=0) + 1
    return [*sent, *(Row(fresh + at, row.term) for at, row in enumerate(rows(base, spare=LANGUAGES)[-2:]))]


def _again(known: Concept, base: Concept, problem: Problem) -> Response:
    """The form with what was typed, why it was not kept, and what somebody else has changed meanwhile."""
    seen = min(number(request.form, "version"), known.version)
    meanwhile = changes.diff(here().glossary.snapshot(known.id, seen), known) if isinstance(problem, Conflict) else []
    page = _form(known, base, typed(request.form, base), given=request.form, problem=problem, meanwhile=meanwhile)
    return make_response(page, _status(problem))


def _form(
    known: Concept,
    base: Concept,
    shown: Sequence[Row],
    *,
    given: Mapping[str, str] | None = None,
    problem: Problem | None = None,
    meanwhile: Sequence[changes.Change] = (),
) -> str:
    return render_template(
        "concept_edit.html",
        concept=known,
        base=base,
        rows=shown,
        given=given,
        problem=problem,
        meanwhile=meanwhile,
        words=WORDS,
    )
