"""The memory: searched by likeness or by phrase, edited in place, with the last change taken back."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for

from memory import amend
from memory.edit import written
from memory.errors import Invalid, NotFound, Problem
from memory.text import LANGUAGES, Language
from memory.units import STATUSES, Unit
from web import lookup
from web.auth import needs, who
from web.context import here
from web.errors import status
from web.pages.frame import ours, pages, partial
from web.segments import Found, Question, find

_FIELDS = ("q", "how", "from", "project", "status", "file", "after")


@pages.get("/memory")
@needs("reader")
def memory() -> Response:
    """The search, with what it finds; for htmx, which searches while the reader types, only what it finds."""
    question, found, problem = Question(), Found(), None
    try:
        question = _question()
        found = find(here(), question)
    except Problem as caught:
        problem = caught
    part = partial()
    page = render_template(
        "memory_part.html" if part else "memory.html",
        question=question,
        found=found,
        problem=problem,
        asked={name: value for name in _FIELDS[:-1] if (value := request.args.get(name))},
        units=len(here().memory),
        projects=[] if part else [name for name in here().memory.projects() if name],
        last=_last(),
        **_ROW,
    )
    answer = make_response(page, status(problem) if problem and not part else 200)
    answer.vary.update(["HX-Request", "Cookie", "Accept-Language"])
    if part:
        answer.headers["HX-Replace-Url"] = request.full_path.rstrip("?")
    return answer


@pages.get("/memory/<id_>")
@needs("reader")
def memory_unit(id_: str) -> Response:
    """One unit: by its permalink, or, for htmx, its row."""
    return _row(here().memory.get(id_))


@pages.get("/memory/<id_>/edit")
@needs("translator")
def memory_edit(id_: str) -> Response:
    """The form of a unit, in its row."""
    return _row(here().memory.get(id_), edited=True)


@pages.post("/memory/<id_>/edit")
@needs("translator")
def memory_edited(id_: str) -> Response:
    """Keep what was typed. What has changed meanwhile is shown beside it, and nothing is lost."""
    try:
        given: dict[str, Any] = {"texts": written(_texts()), "status": _status()}
        new = amend.revise(id_, given, here().memory, by=who().name, seen=request.form.get("seen", ""))
    except NotFound:
        raise
    except Problem as problem:
        return _row(here().memory.get(id_), edited=True, problem=problem, typed=request.form)
    return _row(new, done="revise") if partial() else _back(new.id)


@pages.post("/memory/<id_>/forget")
@needs("editor")
def memory_forget(id_: str) -> Response:
    """Forget a unit."""
    try:
        gone = amend.forget(id_, here().memory, by=who().name, seen=request.form.get("seen", ""))
    except NotFound:
        raise
    except Problem as problem:
        return _row(here().memory.get(id_), problem=problem)
    return _row(gone, done="forget") if partial() else _back()


@pages.post("/memory/undo")
@needs("translator")
def memory_undo() -> Response:
    """Take back what one did last."""
    taken = amend.undo(here().memory, by=who().name, at=request.form.get("at", ""))
    return _row(taken.unit, done="undo") if partial() else _back(taken.unit.id)


_ROW = {"seal": amend.seal, "statuses": STATUSES, "languages": LANGUAGES}


def _question() -> Question:
    given = {name: request.args.get(name, "").strip() for name in _FIELDS}
    return Question(
        given["q"],
        given["how"] or "phrase",  # type: ignore[arg-type]
        lookup.direction(given["from"]),
        *(given[name] for name in ("project", "status", "file", "after")),
    )


def _row(
    unit: Unit, *, edited: bool = False, done: str = "", problem: Problem | None = None, typed: Any = None
) -> Response:
    """A unit as a row of the list, alone for htmx and on a page of its own for everybody else."""
    page = render_template(
        "unit_part.html" if partial() else "unit.html",
        unit=unit,
        edited=edited,
        done=done,
        problem=problem,
        typed=typed,
        last=_last(),
        way=ours(request.values.get("next", url_for("pages.memory"))),
        **_ROW,
    )
    return make_response(page, status(problem) if problem and not partial() else 200)


def _texts() -> dict[Language, str]:
    return {language: request.form.get(language, "").replace("\r\n", "\n") for language in LANGUAGES}


def _status() -> str:
    given = request.form.get("status", "")
    if given not in STATUSES:
        raise Invalid(f"“{given[:20]}” is no status.", hint=f"It is one of {', '.join(STATUSES)}.")
    return given


def _last() -> amend.Last | None:
    return amend.last(here().memory, by=who().name) if who().may("translator") else None


def _back(id_: str = "") -> Response:
    """Where the reader came from; at the unit, if it is there."""
    way = ours(request.form.get("next", url_for("pages.memory")))
    return make_response(redirect(f"{way}#{id_}" if id_ else way, 303))
