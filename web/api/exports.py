"""Files out: terms, units, and both as an OmegaT project wants them. Written whole, then streamed, then gone."""

from __future__ import annotations

import json as plain
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from flask import Response, request

from glossary import formats as terms
from glossary.terms import LIFECYCLES, Concept
from memory import formats as segments
from memory.text import Language
from memory.units import Unit
from web import shapes
from web.api.calls import Answer, api, asked, call
from web.api.termbase import stage
from web.api.words import LANGUAGE, Schema, about, one_of, text
from web.auth import needs
from web.context import here

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TBX, _ZIP = "application/x-tbx", "application/zip"
TERMS = {
    "json": "application/json",
    "tbx": _TBX,
    "martif": _TBX,
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": _SHEET,
    "vale.zip": _ZIP,
}
MEMORY = {
    "tmx": "application/x-tmx+xml",
    "xlf": "application/x-xliff+xml",
    "po": "text/x-gettext-translation",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": _SHEET,
}
_TEXT: Schema = {"type": "string", "format": "binary"}
_PIECE = 2**16
_STAGE = one_of((*LIFECYCLES, "all"), default="approved")
_PROJECT = about(text(200, default=""), "Only the units of this project; empty: all.")
_FROM = about({**LANGUAGE, "default": "id"}, "The language that comes first.")


def _file(kinds: Iterable[str]) -> Answer:
    json_list = {"type": "array", "items": {"$ref": "#/components/schemas/Concept"}}
    content = {kind: json_list if kind == "application/json" else _TEXT for kind in kinds}
    return Answer(content, ("Content-Disposition",))


@api.get("/export/terms.<suffix>")
@needs("reader")
@call({200: _file(TERMS.values())}, way={"suffix": one_of(TERMS)}, query={"lifecycle": _STAGE})
def export_terms(suffix: str) -> Response:
    """Export the concepts at a stage of their life; martif is TBX version 2, without deprecated and forbidden terms."""
    chosen, glossary = stage(asked()["lifecycle"]), here().glossary
    # A list to work with has what is enforced, also while an edit of it waits.
    found = glossary.all_enforced() if chosen == "approved" else glossary.concepts(chosen)

    def write(path: Path) -> None:
        if suffix == "json":
            path.write_text("".join(as_json(found)), encoding="utf-8")
        else:
            terms.write(found, path, variant=suffix)

    return sent(write, "terms-v2.tbx" if suffix == "martif" else f"terms.{suffix}", TERMS[suffix])


def as_json(found: Iterable[Concept]) -> Iterator[str]:
    """Concepts as the JSON list of the API, piece by piece."""
    yield "["
    for at, item in enumerate(found):
        yield (",\n" if at else "\n") + plain.dumps(shapes.concept(item), ensure_ascii=False)
    yield "\n]\n"


@api.get("/export/memory.<suffix>")
@needs("reader")
@call({200: _file(MEMORY.values())}, way={"suffix": one_of(MEMORY)}, query={"project": _PROJECT, "from": _FROM})
def export_memory(suffix: str) -> Response:
    """Export the units, or those of one project."""
    source, project = asked()["from"], asked()["project"]
    return sent(lambda path: segments.write(_units(project), path, source=source), f"memory.{suffix}", MEMORY[suffix])


@api.get("/export/omegat.zip")
@needs("reader")
@call({200: _file([_ZIP])}, query={"project": _PROJECT, "from": _FROM})
def export_omegat() -> Response:
    """Export units and approved terms as the folders of an OmegaT project: unpack it there."""
    source, project = asked()["from"], asked()["project"]
    approved = here().glossary.all_enforced()

    def write(path: Path) -> None:
        made = path.parent / "made"
        made.mkdir()
        segments.write(_units(project), made / "padanan.tmx", source=source)
        terms.write(approved, made / "padanan.tbx", variant="martif")
        (made / "padanan.utf8").write_text("".join(_lines(approved, source)), encoding="utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(made / "padanan.tmx", "tm/padanan.tmx")
            archive.write(made / "padanan.tbx", "glossary/padanan.tbx")
            archive.write(made / "padanan.utf8", "glossary/padanan.utf8")

    return sent(write, "omegat.zip", _ZIP)


def _lines(found: Iterable[Concept], source: Language) -> Iterator[str]:
    """OmegaT's own glossary, in UTF-8 by its ending: source, target, comment."""
    target: Language = "en" if source == "id" else "id"
    for here_ in found:
        accepted = [[t.text for t in here_.in_language(side) if _accepted(t.status)] for side in (source, target)]
        comment = here_.definition.get(target) or here_.definition.get(source) or here_.note
        for cells in ((one, other, comment) for one in accepted[0] for other in accepted[1]):
            yield "\t".join(" ".join(cell.split()) for cell in cells) + "\n"


def _accepted(status: str) -> bool:
    # OmegaT offers whatever stands in a glossary.
    return status in ("preferred", "admitted")


def _units(project: str) -> Iterator[Unit]:
    return (unit for unit in here().memory.units() if not project or unit.project == project)


def sent(write: Callable[[Path], object], name: str, mime: str) -> Response:
    """A file that is written now, sent as it is read, and on no disk any more once it has been."""
    directory = Path(tempfile.mkdtemp(prefix="padanan-"))
    try:
        write(directory / name)
        file = (directory / name).open("rb")
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    # Where the server sends files itself, who reads slowly holds a connection, and no thread.
    wrapper = request.environ.get("wsgi.file_wrapper")
    whole = wrapper(file, _PIECE) if wrapper else _pieces(file)
    answer = Response(whole, mimetype=mime, headers=headers, direct_passthrough=wrapper is not None)
    answer.call_on_close(file.close)  # a HEAD reads no piece
    answer.content_length = os.fstat(file.fileno()).st_size
    return answer


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
