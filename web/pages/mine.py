"""Mining from the page: files are dropped, shown as what they will be mined as, sent, and followed until they are done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Response, make_response, redirect, render_template, request, stream_with_context, url_for

from glossary import sources
from glossary.ledger import Undone
from memory import exchange
from memory.errors import Conflict, Invalid, NotFound, Problem, Unavailable
from memory.exchange import Imported
from web import uploads
from web.auth import needs, who
from web.context import here
from web.errors import STATUS
from web.jobs import Job, Jobs
from web.pages.frame import pages, partial
from web.pages.mined import reported
from web.said import moment
from web.undo import undo

STEPS = (
    "begin",
    "read",
    "remember",
    "extract",
    "compose",
    "propose",
)  # of the miner; others are shown by their own name
_PLANNED = 1000  # names that a plan is made for
_LISTED = 30


@dataclass(frozen=True, slots=True)
class Planned:
    """What will be mined together: a pair, or one file; as what, "" for a file that cannot be mined."""

    kind: str
    names: tuple[str, ...]


@pages.get("/mine")
@needs("reader")
def mine() -> Response:
    """Where files are dropped, and the runs of late."""
    return _shown()


@pages.get("/mine/plan")
@needs("editor")
def mine_plan() -> str:
    """What files of these names would be mined as: shown before they are sent."""
    return render_template("mine_plan.html", plan=planned(request.args.getlist("name")[:_PLANNED]))


@pages.post("/mine")
@needs("editor", uploads=True)
def mine_sent() -> Response:
    """Queue a run over the files that are sent."""
    request.max_content_length = here().settings.largest_upload
    files = [file for file in request.files.getlist("files") if file.filename]
    try:
        job = here().jobs.add("mine", lambda directory: uploads.save(files, directory), by=who().name)
    except (Invalid, Unavailable) as problem:
        return _shown(problem)
    way = url_for("pages.mine_job", id_=job.id)
    return make_response("", 204, {"HX-Redirect": way}) if partial() else make_response(redirect(way, 303))


@pages.get("/mine/<id_>")
@needs("reader")
def mine_job(id_: str) -> Response:
    """A run: how far it is, or what came of it."""
    return _run(_mined(id_))


@pages.get("/mine/<id_>/events")
@needs("reader")
def mine_events(id_: str) -> Response:
    """Follow a run: server-sent events, each with the part of the page that tells how far it is, and `end` at its end."""
    queue, headers = here().jobs, {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    _mined(id_)
    return Response(stream_with_context(_told(queue, id_)), mimetype="text/event-stream", headers=headers)


@pages.post("/mine/<id_>/cancel")
@needs("editor")
def mine_cancel(id_: str) -> Response:
    """Have a run stop; it leaves the files that it had finished. One that has ended meanwhile is shown as it is."""
    job = _mined(id_)
    try:
        here().jobs.cancel(id_, by=who().name)
    except Conflict as problem:
        return _run(_mined(job.id), problem)
    return make_response(redirect(url_for("pages.mine_job", id_=id_), 303))


@pages.post("/mine/<id_>/undo")
@needs("editor")
def mine_undo(id_: str) -> Response:
    """Take a run back that has ended; where some of it stays, its page says what."""
    job = _mined(id_)
    try:
        undone = undo(id_, here(), by=who().name)
    except Problem as problem:
        return _run(job, problem)
    return _run(job, undone=undone)


def planned(names: Sequence[str]) -> list[Planned]:
    """Files by name as what they will be mined as: pairs first, then each as it was given."""
    paths = list(dict.fromkeys(Path(name) for name in names if name))
    pairs = sources.couples(paths)
    paired = {path for pair in pairs for path in pair}
    found = [Planned("pair", (here.name, there.name)) for here, there in pairs]
    return found + [Planned(sources.kind(path), (path.name,)) for path in paths if path not in paired]


def _shown(problem: Problem | None = None) -> Response:
    runs = [job for job in here().jobs.all() if job.kind == "mine"]
    largest = here().settings.largest_upload
    page = render_template(
        "mine.html", runs=runs[:_LISTED], problem=problem, largest=largest, moment=moment, STEPS=STEPS
    )
    return make_response(page, STATUS[type(problem)] if problem else 200)


def _run(job: Job, problem: Problem | None = None, undone: Undone | None = None) -> Response:
    extra = reported(job) if job.state == "done" else {"ahead": here().jobs.ahead(job)}
    told = {"problem": problem, "undone": undone, "kept": _kept(job)}
    page = render_template("mine_job.html", job=job, moment=moment, STEPS=STEPS, **told, **extra)
    answer = make_response(page, STATUS[type(problem)] if problem else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _kept(job: Job) -> Imported | None:
    """What is kept of a run that changed something."""
    try:
        return exchange.kept(job.id, here().memory)
    except NotFound:
        return None


def _mined(id_: str) -> Job:
    job = here().jobs.get(id_)
    if job.kind != "mine":
        raise NotFound(f"The job {id_} is no run of the miner.", hint="Imports are on the page of the memory.", job=id_)
    return job


def _told(queue: Jobs, id_: str) -> Iterator[str]:
    yield "retry: 2000\n\n"
    for job in queue.watch(id_):
        if job is None:
            yield ": still here\n\n"
            continue
        part = render_template("mine_progress.html", job=job, ahead=queue.ahead(job), STEPS=STEPS)
        lines = "".join(f"data: {line}\n" for line in part.splitlines() if line)
        yield f"event: {'end' if job.over else 'progress'}\n{lines}\n"
