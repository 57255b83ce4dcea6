"""
Files of DeepL's translation memories: a client orders an import or an export, and comes back for it.

    POST …/import → job, upload address → PUT the TMX there → GET …/jobs/{id} → completed, the new memory's id
    POST …/{id}/export → job → GET …/jobs/{id} → completed, download address → GET the TMX there

The addresses are for whoever has them, since clients bring no token there: each holds a secret of its own, and is good for
an hour. Orders are kept beside the jobs, for a client may come back to another node. The import itself is a job like any
other and outlives the hour.
"""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Response, jsonify, request, url_for
from werkzeug.datastructures import FileStorage

from memory import formats
from memory.errors import Invalid, NotFound, Problem
from memory.stores import Change, Store
from memory.text import Language
from web import uploads
from web.api.exports import sent
from web.auth import needs, who
from web.clients.deepl.memories import parts
from web.clients.deepl.parts import Part
from web.clients.deepl.wire import blueprint, given, moment, whole, word
from web.context import here
from web.follow import caught_up
from web.jobs import Job

_HOUR = 3600.0
_MOST = 1000  # errands that are remembered at once
_KIND = "errand"
_PATIENCE = 2.0  # seconds that an upload waits for its import: clients ask at once, and then after five seconds
_TMX = "application/x-tmx+xml"
_LOOKED_AT = 100  # units of a file
_LONGEST = 200  # characters of a project's name
_STATUS = {"queued": "processing", "running": "processing", "done": "completed"}


@dataclass(frozen=True, slots=True)
class Errand:
    """An order: what of, by whom, for how many bytes of a file (imports), and the secret of its address."""

    operation: str
    by: str
    name: str = ""
    project: str = ""
    bytes: int = 0
    memory: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    until: float = field(default_factory=lambda: time.time() + _HOUR)


class Errands:
    """The orders of the last hour, in a store that every node sees."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, errand: Errand) -> Errand:
        """Remember an order; those that are over are forgotten, and of too many the oldest."""
        with self._store.batch():
            known = sorted(self._store.records(_KIND), key=lambda one: float(one[1]["until"]), reverse=True)
            old = [id_ for at, (id_, one) in enumerate(known, start=1) if at >= _MOST or one["until"] < time.time()]
            changes = [Change(_KIND, errand.id, asdict(errand)), *(Change(_KIND, id_, None) for id_ in old)]
            self._store.write(changes, by=errand.by, why=errand.operation)
        return errand

    def get(self, id_: str) -> Errand | None:
        """The order with this id, if it is not over."""
        record = self._store.get(_KIND, id_)
        if record is None and caught_up(self._store):  # it may have been given to another node a moment ago
            record = self._store.get(_KIND, id_)
        return Errand(**record) if record and record["until"] > time.time() else None

    def claim(self, id_: str, secret: str, operation: str) -> Errand:
        """The order of an address; NotFound for an address that is none, or none any more."""
        found = self.get(id_)
        if found is None or found.operation != operation or not secrets.compare_digest(found.secret, secret):
            raise NotFound("This address is none, or has expired.", hint=f"Order the {operation} anew.")
        return found

    def done(self, errand: Errand) -> None:
        """Forget an order."""
        self._store.write([Change(_KIND, errand.id, None)], by=errand.by, why=f"{errand.operation} taken")


def _errands() -> Errands:
    """Those of the present app."""
    return Errands(here().jobs.store)


@blueprint.post("/v3/translation_memories/import")
@needs("editor")
def order_import() -> Response:
    """Order an import: a file's name and size now, the file itself to the address that is answered."""
    said = given()
    file, more = _object(said, "source_file"), _object(said, "parameters")
    name = word(file, "file_name")
    largest = here().settings.largest_upload
    size = whole(file, "content_length", 0, 1, largest)
    if not name.lower().endswith(".tmx"):
        raise Invalid(f"“{name[:60]}” is no TMX file.", hint="Its name is to end in .tmx.")
    project = word(more, "display_name", name).strip()
    if not project or len(project) > _LONGEST or not project.isprintable():
        raise Invalid("Value for 'display_name' not supported.", hint=f"At most {_LONGEST} printable characters.")
    errand = _errands().add(Errand("import", who().name, name, project, size))
    address = url_for("deepl.upload", id_=errand.id, secret=errand.secret, _external=True)
    return jsonify({"job_id": errand.id, "upload_url": address})


@blueprint.put("/v3/translation_memories/uploads/<id_>/<secret>")
@needs("anyone")  # the address is the key
def upload(id_: str, secret: str) -> Response:
    """Take the file of an import, and begin."""
    errand = _errands().claim(id_, secret, "import")
    request.max_content_length = errand.bytes + 1  # werkzeug takes a body that ends at the limit for one that was cut
    if request.content_length != errand.bytes:
        raise Invalid(f"The file has {request.content_length} bytes; {errand.bytes} were announced.")
    with tempfile.TemporaryDirectory(prefix="padanan-") as directory:
        path = Path(directory, "sent.tmx")
        with path.open("wb") as file:
            file.writelines(iter(lambda: request.stream.read(2**16), b""))
        _begin(errand, path)
    _errands().done(errand)
    _wait(errand)
    return Response(status=200)


def _begin(errand: Errand, path: Path) -> Job:
    """Queue the import of a file."""

    def save(directory: Path) -> list[str]:
        with path.open("rb") as file:
            return uploads.save([FileStorage(file, filename=errand.name)], directory)

    options = {"content": "memory", "deepl": errand.id, "source": _source(path)}
    return here().jobs.add("import", save, by=errand.by, project=errand.project, **options)


def _source(path: Path) -> Language:
    """The language that the first pairs of a file are translated from; Indonesian where they do not say."""
    try:
        pairs = (one for one in islice(formats.read(path), _LOOKED_AT) if isinstance(one, formats.Pair))
        return next((pair.source for pair in pairs if pair.source), "id")
    except Problem:
        return "id"  # the job will say what is wrong with it


def _wait(errand: Errand) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and not ((job := _job(errand.id)) and job.over):
        time.sleep(0.02)


@blueprint.post("/v3/translation_memories/<id_>/export")
@needs("reader")
def order_export(id_: str) -> tuple[Response, int]:
    """Order an export."""
    errand = _errands().add(Errand("export", who().name, memory=parts().get(id_).id))
    return jsonify({"job_id": errand.id, "parameters": {"translation_memory_id": errand.memory}}), 202


@blueprint.get("/v3/translation_memories/downloads/<id_>/<secret>")
@needs("anyone")  # the address is the key
def download(id_: str, secret: str) -> Response:
    """Give the file of an export, written now."""
    known = parts()
    part = known.get(_errands().claim(id_, secret, "export").memory)
    return sent(lambda path: formats.write(known.units(part), path, source=part.source), "memory.tmx", _TMX)


@blueprint.get("/v3/translation_memories/jobs/<id_>")
@needs("reader")
def job(id_: str) -> Response:
    """Tell how far an import or export is."""
    if running := _job(id_):
        return jsonify(_of_job(id_, running))
    errand = _errands().get(id_)
    if errand is None:
        raise NotFound(f"There is no job {id_[:60]}.", hint="An import whose file never came is over after an hour.")
    return jsonify(_ordered(errand))


def _job(id_: str) -> Job | None:
    """The job of an import whose file has come."""
    jobs = here().jobs
    return next((jobs.get(one.id) for one in jobs.all() if one.options.get("deepl") == id_), None)


def _ordered(errand: Errand) -> dict[str, Any]:
    """An export, which is always ready, or an import that waits for its file."""
    result: dict[str, Any] = {"status": "awaiting_input", "status_metadata": {"required_action": "upload_file"}}
    told = {"source_file": {"content_length": errand.bytes}, "parameters": {"display_name": errand.project}}
    if errand.operation == "export":
        address = url_for("deepl.download", id_=errand.id, secret=errand.secret, _external=True)
        result, told = (
            {"status": "completed", "download_url": address},
            {"parameters": {"translation_memory_id": errand.memory}},
        )
    return _about(errand.id, errand.operation, errand.at, result) | told


def _of_job(id_: str, running: Job) -> dict[str, Any]:
    result: dict[str, Any] = {"status": _STATUS.get(running.state, "failed")}
    if running.state == "done" and running.report:
        part = Part(running.project, "en" if running.options.get("source") == "en" else "id")
        result["translation_memory_id"] = part.id
        result["skipped_segment_count"] = sum(len(one["skipped"]) for one in running.report["imports"])
    elif result["status"] == "failed":
        error = running.error or {"message": "The import was cancelled.", "hint": ""}
        result["error"] = {"message": f"{error['message']} {error['hint']}".strip()}
    about = _about(id_, "import", running.created, result)
    return about | {"parameters": {"display_name": running.project}}


def _about(id_: str, operation: str, at: str, result: Mapping[str, Any]) -> dict[str, Any]:
    about = {"job_id": id_, "operation": operation, "product": "translation_memory", "creation_time": moment(at)}
    return {**about, "results": [dict(result)]}


def _object(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = said.get(name) or {}
    if not isinstance(value, dict):
        raise Invalid(f"Missing or invalid argument: {name}.")
    return value
