"""The memory over HTTP: units, listed, written, revised, forgotten."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from memory import edit
from memory.errors import Conflict, Problem
from memory.quality import doubts
from memory.units import STATUSES, Context, Origin, Unit, unit_id
from web import shapes
from web.api.calls import Answer, api, asked, call, held
from web.api.words import about, number, one_of, text
from web.auth import needs, who
from web.context import here
from web.errors import told

_EDITED = ("texts", "status", "source", "context", "project", "subject", "note", "properties")
_ONLY_READ = ("id", "origin", "doubts", "created", "changed", "uses", "replaced")
_FILE = "api"  # where a unit was met that a program sent


@api.get("/units")
@needs("reader")
@call(
    {200: "UnitList"},
    query={
        "limit": number(1, 1000, default=50),
        "after": about(text(64, default=""), "An id: the units after it. `next` of the page before."),
        "project": about(text(200, default=""), "Only of this project; empty: of all."),
        "status": one_of((*STATUSES, ""), default=""),
    },
)
def units() -> Response:
    """List units by id."""
    given = asked()
    limit = given["limit"]
    found, total = here().memory.page(
        after=given["after"],
        limit=limit + 1,
        project=given["project"] or None,
        status=given["status"] or None,
    )
    following = found[limit - 1].id if len(found) > limit else None
    return jsonify({"items": [shapes.unit(u) for u in found[:limit]], "total": total, "next": following})


@api.post("/units")
@needs("translator")
@call({200: "UnitsKept"}, body="UnitsDraft")
def remember() -> Response:
    """Remember up to 1,000 units, durable when this is answered; per item, in order, what came of it."""
    made = [_made(one, at) for at, one in enumerate(asked()["units"])]
    kept = [unit for unit in made if isinstance(unit, Unit)]
    entered = iter(zip(kept, edit.enter(kept, here().memory, by=who().name, why="API"), strict=True))
    items = [{"error": told(one)} if isinstance(one, Problem) else _came_of(*next(entered)) for one in made]
    return jsonify({"items": items})


def _came_of(unit: Unit, status: str) -> dict[str, str]:
    return {"id": unit.id, "status": status}


def _made(given: object, at: int) -> Unit | Problem:
    """The unit that was sent, or what is wrong with it."""
    try:
        sent = held("UnitDraft", given, f"units[{at}]")
        fields = {name: value for name, value in sent.items() if name not in _ONLY_READ}
        texts, kind = edit.written(fields["texts"]), fields.pop("kind", "human")
        content = {**_content(fields), "texts": texts, "doubts": tuple(doubts(texts["id"], texts["en"]))}
        return Unit(unit_id(texts, fields.get("project", "")), origin=(Origin(_FILE, kind=kind),), **content)
    except Problem as problem:
        return problem


def _content(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "context": Context(**fields["context"])} if "context" in fields else fields


@api.get("/units/<id_>")
@needs("reader")
@call({200: "Unit"}, problems=(404,))
def unit(id_: str) -> Response:
    """Read a unit. The id of one that was revised since answers what it has become, under its new id."""
    return jsonify(shapes.unit(here().memory.get(id_)))


@api.put("/units/<id_>")
@needs("translator")
@call({200: "UnitRevised"}, body="UnitChange", problems=(404, 409))
def revise(id_: str) -> Response:
    """Revise a unit: what is given replaces what was there. New texts make it another unit; `replaced` names the old."""
    given = _content({name: value for name, value in asked().items() if name in _EDITED})
    if asked().get("id", id_) not in (id_, here().memory.get(id_).id):
        raise Conflict(f"The unit is {id_}, and the body says {asked()['id']}.", parameter="id")
    if "texts" in given:
        given["texts"] = edit.written(given["texts"])
    new = edit.revise(id_, given, here().memory, by=who().name)
    return jsonify({**shapes.unit(new), "replaced": id_ if new.id != id_ else None})


@api.delete("/units/<id_>")
@needs("editor")
@call({204: Answer()}, problems=(404,))
def forget(id_: str) -> tuple[str, int]:
    """Forget a unit, or what it has become."""
    memory = here().memory
    with memory.store.batch():
        memory.forget([memory.get(id_).id], by=who().name, why="API")
    return "", 204
