"""Files into the memory and out of it: sent, followed while they are stored, listed, taken back, downloaded. Runs are listed, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Response, make_response, redirect, render_template, request, url_for

from glossary.ledger import Undone
from memory import exchange
from memory.errors import Problem
from web import uploads
from web.api.exports import MEMORY
from web.auth import needs, who
from web.context import here
from web.jobs import Job
from web.pages.check import refused
from web.pages.frame import pages, partial
from web.undo import at_work, undo

_SHOWN = 200  # imports, latest first
_JOBS = 3  # that have ended


@pages.get("/memory/imports")
@needs("reader")
def memory_imports() -> str:
    """What was imported, what is being imported, and forms for more."""
    return _page()


@pages.post("/memory/imports")
@needs("editor", uploads=True)
def memory_bring() -> Response:
    """Have files imported."""
    files = [one for one in request.files.getlist("files") if one.filename]
    project = request.form.get("project", "").strip()[:200]

    def save(directory: Path) -> list[str]:
        return uploads.save(files, directory)

    return _done(lambda: here().jobs.add("import", save, by=who().name, project=project, content="memory"))


@pages.post("/memory/imports/<id_>/undo")
@needs("editor")
def memory_unbring(id_: str) -> Response:
    """Take an import, or a run of the miner that has ended, back; the list says what was undone, and what stays."""
    try:
        undone = undo(id_, here(), by=who().name)
    except Problem as problem:
        return refused(problem, _page(problem))
    return make_response(_page(undone=undone))


@pages.get("/memory/jobs/<id_>")
@needs("reader")
def memory_job(id_: str) -> Response:
    """How far an import is; htmx asks every second until it has ended, and then for the list."""
    job = here().jobs.get(id_)
    if not partial():
        return make_response(redirect(url_for("pages.memory_imports"), 303))
    answer = make_response(render_template("job_part.html", job=job))
    if job.over:
        answer.headers["HX-Trigger"] = "imported"
    return answer


@pages.post("/memory/jobs/<id_>/cancel")
@needs("editor")
def memory_job_cancel(id_: str) -> Response:
    """Have an import stop; it leaves nothing behind."""
    return _done(lambda: here().jobs.cancel(id_, by=who().name))


def _done(act: Callable[[], object]) -> Response:
    try:
        act()
    except Problem as problem:
        return refused(problem, _page(problem))
    return make_response(redirect(url_for("pages.memory_imports"), 303))


def _page(problem: Problem | None = None, undone: Undone | None = None) -> str:
    context = here()
    found = exchange.imports(context.memory)[::-1]
    return render_template(
        "imports_part.html" if partial() else "imports.html",
        problem=problem,
        undone=undone,
        imports=found[:_SHOWN],
        at_work=at_work(context),
        older=max(0, len(found) - _SHOWN),
        jobs=_jobs(),
        units=len(context.memory),
        projects=[name for name in context.memory.projects() if name],
        written=list(MEMORY),
    )


def _jobs() -> list[Job]:
    """The imports that wait or run, and the last that have ended, with their reports."""
    jobs = here().jobs
    found = [job for job in jobs.all() if job.kind == "import"]
    return [jobs.get(job.id) for at, job in enumerate(found) if not job.over or at < _JOBS]
