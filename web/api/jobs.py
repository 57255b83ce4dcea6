"""Long work over HTTP: jobs with their progress; imports, and taking them back."""

from __future__ import annotations

import json as plain
from collections.abc import Iterator
from pathlib import Path

from flask import Response, jsonify, request, url_for

from memory import exchange
from memory.errors import Invalid
from web import shapes, uploads
from web.api.calls import Answer, api, call, json
from web.api.words import STRING, about, full, many, one_of, text
from web.auth import needs, who
from web.context import here
from web.jobs import KINDS, Jobs
from web.undo import undo as take_back
from web.work import CONTENTS

_CONTENT = (
    "What the files of an import hold, memory or terms; auto looks at them. Of a run of the miner: comparable says that "
    "x.id.txt and x.en.txt are on one event, and no translations of each other."
)
_LOCATED = Answer(json("Job").content, ("Location",))
_FORM = {
    "type": "object",
    "properties": {
        "files": about(many({"type": "string", "format": "binary"}, minItems=1), "Pairs are x.id.txt and x.en.txt."),
        "kind": one_of(KINDS),
        "content": about(one_of(CONTENTS, default="auto"), _CONTENT),
        "project": text(200, default=""),
    },
    "required": ["files", "kind"],
    "additionalProperties": False,
}
_EVENT = full(event=one_of(("progress", "end")), data=about(STRING, "The job as JSON, without its report."))
_EVENTS = Answer({"text/event-stream": {**_EVENT, "required": []}})


@api.post("/jobs")
@needs("editor")
@call({202: _LOCATED}, form=_FORM, problems=(413, 503))
def queue() -> tuple[Response, int]:
    """Queue an import or a run of the miner over the files that are sent."""
    request.max_content_length = here().settings.largest_upload
    if request.mimetype != "multipart/form-data":
        raise Invalid("The body is to be a form with files.", hint="Send multipart/form-data: kind, files.")
    kind = _word("kind", KINDS)
    content, project = _word("content", CONTENTS, "auto"), request.form.get("project", "")
    _refuse_unknown()
    if content == "comparable" and kind != "mine":
        raise Invalid("Comparable texts are mined, not imported.", hint="Send kind=mine.", parameter="content")
    if len(project) > 200:
        raise Invalid("project has more than 200 characters.", parameter="project")
    files = request.files.getlist("files")

    def save(directory: Path) -> list[str]:
        return uploads.save(files, directory)

    job = here().jobs.add(kind, save, by=who().name, project=project, content=content)  # type: ignore[arg-type]
    answer = jsonify(shapes.job(job))
    answer.headers["Location"] = url_for("api.job", id_=job.id)
    return answer, 202


def _word(name: str, known: tuple[str, ...], default: str = "") -> str:
    given = request.form.get(name, default)
    if given not in known:
        said = f"{name} is “{given[:60]}”." if given else f"{name} is missing."
        raise Invalid(said, hint=f"It is one of {', '.join(known)}.", parameter=name)
    return given


def _refuse_unknown() -> None:
    known = set(_FORM["properties"])  # type: ignore[call-overload]
    unknown = sorted({*request.form, *request.files} - known)
    if unknown:
        hint = f"Known: {', '.join(sorted(known))}."
        raise Invalid(f"The form has {unknown[0][:60]}, which is not known.", hint=hint, parameter=unknown[0][:60])


@api.get("/jobs")
@needs("reader")
@call({200: "JobList"})
def jobs() -> Response:
    """List the jobs, newest first, without their reports."""
    return jsonify(shapes.whole([shapes.job(one, report=False) for one in here().jobs.all()]))


@api.get("/jobs/<id_>")
@needs("reader")
@call({200: "Job"}, problems=(404,))
def job(id_: str) -> Response:
    """Read a job, with its report when it is done."""
    return jsonify(shapes.job(here().jobs.get(id_)))


@api.get("/jobs/<id_>/events")
@needs("reader")
@call({200: _EVENTS}, problems=(404,))
def events(id_: str) -> Response:
    """Follow a job: server-sent events `progress`, each with the job as JSON, and `end` when it has ended."""
    context = here()
    context.jobs.get(id_)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(_told(context.jobs, id_), mimetype="text/event-stream", headers=headers)


def _told(queue: Jobs, id_: str) -> Iterator[str]:
    yield "retry: 2000\n\n"
    for one in queue.watch(id_):
        if one is None:
            yield ": still here\n\n"
            continue
        told = plain.dumps(shapes.job(one, report=False), ensure_ascii=False)
        yield f"event: {'end' if one.over else 'progress'}\ndata: {told}\n\n"


@api.delete("/jobs/<id_>")
@needs("editor")
@call({202: "Job"}, problems=(404, 409))
def cancel(id_: str) -> tuple[Response, int]:
    """Cancel a job: it stops at its next step. An import leaves nothing, a run of the miner the files it had finished."""
    return jsonify(shapes.job(here().jobs.cancel(id_, by=who().name))), 202


@api.get("/imports")
@needs("reader")
@call({200: "ImportList"})
def imports() -> Response:
    """List the imports and the runs of the miner that changed something, oldest first."""
    return jsonify(shapes.whole([one.record() for one in exchange.imports(here().memory)]))


@api.post("/imports/<id_>/undo")
@needs("editor")
@call({200: "Undone"}, problems=(404, 409))
def undo(id_: str) -> Response:
    """Take an import back, or a run of the miner by the id of its job: what came by no other way is forgotten."""
    return jsonify(shapes.undone(take_back(id_, here(), by=who().name)))
