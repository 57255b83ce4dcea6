"""
The review queue: one candidate in view, one key for each decision, the next one at once.

A decision is a form of its own. Without JavaScript it is sent and leads to the page of the next candidate; htmx is given
only the desk, which is the part that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, make_response, redirect, render_template, request, url_for

from glossary import changes
from glossary.lookup import Glossary
from glossary.terms import Concept, Decision, Term
from memory.errors import Conflict, Invalid, NotFound, Problem
from web.auth import needs, who
from web.context import here
from web.errors import STATUS
from web.pages.frame import pages, partial
from web.pages.typed import Row, number, rows, terms, typed
from web.queue import WAITING, choices, pending
from web.reasons import reasons
from web.sitting import Done, Sitting, Step, take_back


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that could not be: why, what somebody else has changed meanwhile, and what was typed."""

    problem: Problem
    meanwhile: Sequence[changes.Change] = ()
    by: str = ""
    rows: Sequence[Row] = ()


@pages.get("/review")
@needs("editor")
def review() -> Response:
    """The queue, with the next candidate in view."""
    return _shown(Sitting.read(request.args))


@pages.post("/review/<act>")
@needs("editor")
def review_act(act: str) -> Response:
    """Approve, edit, reject, merge, or undo the last of these."""
    sitting = Sitting.read(request.form)
    if act not in _ACTS:
        raise NotFound(f"“{act}” is nothing that can be done here.", hint=f"It is one of {', '.join(_ACTS)}.")
    id_ = request.form.get("id", "")
    try:
        return _on(_ACTS[act](here().glossary, sitting, id_))
    except Problem as problem:
        return _shown(replace(sitting, at=id_ or sitting.at), _refused(here().glossary, id_, problem))


def _approve(glossary: Glossary, sitting: Sitting, id_: str) -> Sitting:
    """Approve it with the rendering that was chosen in the first place."""
    known, version = glossary.get(id_), number(request.form, "version")
    chosen = number(request.form, "first") if "first" in request.form and known.version == version else None
    wanted = list(known.terms) if chosen is None else _preferring(known.terms, chosen)
    return _approved(glossary, sitting, known, wanted, version)


def _edit(glossary: Glossary, sitting: Sitting, id_: str) -> Sitting:
    """Approve it as it was typed; or, where others are to look at it, only keep what was typed."""
    known, version = glossary.get(id_), number(request.form, "version")
    wanted = terms(typed(request.form, glossary.snapshot(id_, number(request.form, "base"))))
    if "keep" in request.form:
        kept = glossary.edit(id_, {"terms": wanted}, by=who().name, version=version)
        return replace(sitting, at="", after=kept.id)
    return _approved(glossary, sitting, known, wanted, version)


def _approved(glossary: Glossary, sitting: Sitting, known: Concept, wanted: Sequence[Term], version: int) -> Sitting:
    by, why = who().name, request.form.get("why", "")
    with glossary.store.batch():
        edited = glossary.edit(known.id, {"terms": wanted}, by=by, why=why, version=version)
        decided = glossary.decide(known.id, Decision("approve", by, why), version=edited.version)
    return sitting.having(Done("approve", (Step(known.id, version, decided.version),)))


def _preferring(known: Sequence[Term], chosen: int) -> list[Term]:
    """The terms with this one preferred in its language, and those that were preferred admitted."""
    if not 0 <= chosen < len(known):
        raise Invalid(f"There is no rendering {chosen + 1}.", hint="Choose one of those shown.")
    first = known[chosen]
    if first.status == "preferred":
        return list(known)
    rest = [
        replace(t, status="admitted") if (t.language, t.status) == (first.language, "preferred") else t
        for t in known
        if t is not first
    ]
    return [replace(first, status="preferred"), *rest]


def _reject(glossary: Glossary, sitting: Sitting, id_: str) -> Sitting:
    """Reject it, with a reason: one that was chosen, or one in the editor's own words."""
    reason = request.form.get("words", "").strip() or request.form.get("reason", "")
    version = number(request.form, "version")
    decided = glossary.decide(id_, Decision("reject", who().name, reason), version=version)
    return sitting.having(Done("reject", (Step(id_, version, decided.version),)))


def _merge(glossary: Glossary, sitting: Sitting, id_: str) -> Sitting:
    """Merge it into another concept."""
    into, version = glossary.get(request.form.get("into", "")), number(request.form, "version")
    known = glossary.get(id_)
    if known.version != version:
        raise Conflict(f"The concept has changed: it is at version {known.version}, you saw {version}.", concept=id_)
    merged = glossary.merge(into.id, [id_], by=who().name)
    steps = [Step(id_, version, glossary.get(id_).version)]
    steps += [Step(into.id, into.version, merged.version)] if merged.version != into.version else []
    return sitting.having(Done("merge", tuple(steps)))


def _undo(glossary: Glossary, sitting: Sitting, _id: str) -> Sitting:
    """Take back what was done last, and show it again."""
    if not sitting.done:
        raise NotFound("There is nothing to take back.", hint="Only what you did in this sitting can be undone here.")
    last = sitting.done[-1]
    back = take_back(glossary, last, by=who().name)
    again = next((one.id for one in back if one.lifecycle in WAITING), "")
    return replace(sitting, at="" if last.act == "bulk" else again, done=sitting.done[:-1])


_ACTS: Mapping[str, Callable[[Glossary, Sitting, str], Sitting]] = {
    "approve": _approve,
    "edit": _edit,
    "reject": _reject,
    "merge": _merge,
    "undo": _undo,
}


def _refused(glossary: Glossary, id_: str, problem: Problem) -> Refused:
    """Why it could not be; where somebody was faster, what they have changed since."""
    known = _waiting(glossary, id_)
    if known is None:
        return Refused(problem)
    base = glossary.snapshot(
        id_, min(number(request.form, "base") if "base" in request.form else known.version, known.version)
    )
    sent = typed(request.form, base)
    stale = isinstance(problem, Conflict) and number(request.form, "version") != known.version
    seen = glossary.snapshot(id_, min(number(request.form, "version"), known.version)) if stale else known
    return Refused(problem, changes.diff(seen, known), known.changed["by"], sent)


def _waiting(glossary: Glossary, id_: str) -> Concept | None:
    """The concept, if it is there and still waits."""
    try:
        known = glossary.get(id_) if id_ else None
    except NotFound:
        return None
    return known if known and known.lifecycle in WAITING else None


def _on(sitting: Sitting) -> Response:
    """The next candidate."""
    if partial():
        return _shown(sitting)
    return make_response(redirect(url_for("pages.review", **sitting.query()), 303))


def _shown(sitting: Sitting, refused: Refused | None = None) -> Response:
    """The page, or for htmx the desk, with the candidate that is next. A refusal has its status, but not for htmx."""
    glossary, part = here().glossary, partial()
    queue = sitting.queue(glossary)
    known = _waiting(glossary, sitting.at) or queue.after(sitting.after)
    sitting = sitting if known and known.id == sitting.at else replace(sitting, at="")
    subjects, documents = ({}, {}) if part else choices(glossary, sitting.stage)
    page = render_template(
        "review_part.html" if part else "review.html",
        sitting=sitting,
        concept=known,
        left=len(queue),
        stages=glossary.stages(),
        similar=glossary.similar(known) if known else [],
        differences=pending(glossary, known) if known else [],
        rows=rows(known, spare=["en"]) if known else [],
        refused=refused,
        last=_last(glossary, sitting),
        reasons=reasons(known.why) if known else [],
        subjects=subjects,
        documents=documents,
    )
    answer = make_response(page, 200 if part or refused is None else STATUS.get(type(refused.problem), 400))
    answer.vary.update(["HX-Request", "Cookie", "Accept-Language"])
    if part:
        answer.headers["HX-Replace-Url"] = url_for("pages.review", **sitting.query())
    return answer


def _last(glossary: Glossary, sitting: Sitting) -> tuple[Done, Concept | None] | None:
    """What was done last, and of what."""
    if not sitting.done:
        return None
    done = sitting.done[-1]
    try:
        return done, glossary.get(done.steps[0].id) if done.steps else None
    except NotFound:
        return None
