"""A file that is checked: sent once, then gone through page by page, mended, let pass, and taken along as it is then."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Response, make_response, redirect, render_template, request, url_for

from glossary import passages
from glossary.passages import Placed
from memory import formats
from memory.errors import Invalid, NotFound, Problem
from memory.formats.fields import other
from memory.text import Language
from memory.units import Context, Unit, unit_id
from web import lookup, uploads
from web.api.exports import MEMORY, sent
from web.auth import needs
from web.context import here
from web.pages.check import Typed, form, mended, refused, shown, taken_along, waive
from web.pages.frame import pages, partial
from web.papers import Paper, Papers, read


@pages.post("/check/files")
@needs("reader", uploads=True)
def check_files() -> Response:
    """Read a file of units, or two documents that say the same, and show what is found."""
    try:
        paper = papers().add(_read())
    except Problem as problem:
        return refused(problem, form(Typed(), problem))
    return make_response(redirect(url_for("pages.check_paper", id_=paper.id), 303))


@pages.get("/check/<id_>")
@needs("reader")
def check_paper(id_: str) -> str:
    """A page of a file's segments, with what was found."""
    return _page(papers().get(id_))


@pages.post("/check/<id_>")
@needs("reader")
def check_paper_mended(id_: str) -> Response:
    """Put a replacement in, or what was typed, or take the last of these back."""

    def change(paper: Paper) -> Paper:
        if "undo" in request.form:
            return paper.taken_back()
        if "save" in request.form:
            at = request.form["save"]
            return paper.with_target(_number(at, -1), request.form.get(f"target-{at}", "").replace("\r\n", "\n"))
        return mended(paper, request.form["fix"]) if "fix" in request.form else paper

    return _done(id_, lambda: papers().change(id_, change))


@pages.post("/check/<id_>/waive")
@needs("editor")
def check_paper_waive(id_: str) -> Response:
    """Let a finding pass, or no longer."""
    return _done(id_, lambda: waive(papers().get(id_)))


@pages.post("/check/<id_>/close")
@needs("reader")
def check_paper_close(id_: str) -> Response:
    """Throw the file away; it would go by itself in a day."""
    papers().remove(id_)
    return make_response(redirect(url_for("pages.check"), 303))


@pages.get("/check/<id_>/findings.<suffix>")
@needs("reader")
def check_paper_findings(id_: str, suffix: str) -> Response:
    """What was found, as a file."""
    return taken_along(papers().get(id_), suffix)


@pages.get("/check/<id_>/segments.<suffix>")
@needs("reader")
def check_paper_segments(id_: str, suffix: str) -> Response:
    """The segments as they are now, as a file of units."""
    if suffix not in MEMORY:
        raise NotFound(f"Segments are not written as “{suffix[:20]}”.", hint=f"As {', '.join(MEMORY)} they are.")
    paper = papers().get(id_)
    units = [_unit(paper, one) for one in paper.placed]
    source = paper.placed[0].source
    return sent(lambda path: formats.write(units, path, source=source), f"segments.{suffix}", MEMORY[suffix])


def papers() -> Papers:
    """The files that are being checked."""
    return Papers(here().settings.data / "checks")


def _unit(paper: Paper, one: Placed) -> Unit:
    """A segment as a unit."""
    texts: dict[Language, str] = {one.source: one.passage.source, other(one.source): one.passage.target}
    key = one.passage.key.partition(":")[2]
    return Unit(unit_id(texts, paper.project), texts, source=one.source, context=Context(key), project=paper.project)


def _read() -> Paper:
    """What was sent, as a paper."""
    source = lookup.direction(request.form.get("from", "auto"))
    project = request.form.get("project", "").strip()[:200]
    files = [request.files.get(name) for name in ("file", "there_id", "there_en")]
    whole, pair = [one for one in files[:1] if one], [one for one in files[1:] if one]
    if len(pair) not in (0, 2) or bool(whole) == bool(pair):
        hint = "Choose one file of segments, or an Indonesian and an English document."
        raise Invalid("There is not the file, or not the pair of documents, that can be checked.", hint=hint)
    with tempfile.TemporaryDirectory(prefix="padanan-check-") as folder:
        paths = [Path(folder) / name for name in uploads.save([*whole, *pair], Path(folder))]
        if whole:
            return read(passages.of_file(paths[0], source), paths[0].name, project=project)
        translation = paths[source != "en"]
        found = passages.of_documents(paths[0], paths[1], here().lexicon, source or "id")
        return read(found, translation.name, project=project)


def _done(id_: str, act: Callable[[], object]) -> Response:
    """The page after something was done, or with why that could not be."""
    try:
        act()
    except Problem as problem:
        return refused(problem, _page(papers().get(id_), problem))
    if partial():
        return make_response(_page(papers().get(id_)))
    every, page = (request.form.get(name) or None for name in ("every", "page"))
    return make_response(redirect(url_for("pages.check_paper", id_=id_, every=every, page=page), 303))


def _number(given: str, otherwise: int) -> int:
    return int(given) if given.isdecimal() and len(given) < 7 else otherwise


def _page(paper: Paper, problem: Problem | None = None) -> str:
    every = request.values.get("every", "") == "1"
    return render_template(
        "paper_part.html" if partial() else "paper.html",
        problem=problem,
        way=url_for("pages.check_paper", id_=paper.id),
        written=list(MEMORY),
        **shown(paper, every=every, page=_number(request.values.get("page", ""), 1)),
    )
