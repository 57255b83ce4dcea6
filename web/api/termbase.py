"""The termbase over HTTP: concepts, their history, the review queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, url_for

from glossary.changes import edited
from glossary.terms import LIFECYCLES, Concept, Decision
from memory.errors import Conflict, Invalid, NotFound
from web import shapes
from web.api.calls import Answer, api, asked, call, json, seen_version
from web.api.words import OFFSET, number, one_of, text
from web.auth import needs, who
from web.context import here

_EDITED = ("subject", "terms", "definition", "note", "enforce")
_TAGGED = Answer(json("Concept").content, ("ETag",))


@api.get("/concepts")
@needs("reader")
@call(
    {200: "ConceptList"},
    query={
        "lifecycle": one_of((*LIFECYCLES, "all", ""), default="all"),
        "order": one_of(("term", "confidence", "changed"), default="term"),
        "subject": text(200, default=""),
        "limit": number(1, 1000, default=50),
        "offset": OFFSET,
    },
)
def concepts() -> Response:
    """List concepts; the review queue is `?lifecycle=proposed&order=confidence`."""
    given = asked()
    limit, offset = given["limit"], given["offset"]
    found, total = here().glossary.page(
        stage(given["lifecycle"]), order=given["order"], offset=offset, limit=limit, subject=given["subject"] or None
    )
    return jsonify(shapes.page([shapes.concept(c) for c in found], total, limit, offset))


def stage(given: str) -> Any:
    """The lifecycle that was asked for, None for all."""
    return None if given in ("", "all") else given


@api.post("/concepts")
@needs("translator")
@call({201: Answer(json("Concept").content, ("ETag", "Location"))}, body="ConceptDraft")
def propose() -> tuple[Response, int]:
    """Propose a concept; an editor approves it by a decision. `similar` names those that share a term with it."""
    given, glossary = asked(), here().glossary
    draft = edited(Concept("", ()), _content(given))
    made = glossary.create(draft, by=who().name, why=given.get("why", ""))
    answer = _tagged(made, similar=[other.id for other in glossary.similar(made)])
    answer.headers["Location"] = url_for("api.concept", id_=made.id)
    return answer, 201


@api.get("/concepts/<id_>")
@needs("reader")
@call({200: _TAGGED}, problems=(404,))
def concept(id_: str) -> Response:
    """Read a concept; its version is the ETag."""
    return _tagged(here().glossary.get(id_))


@api.put("/concepts/<id_>")
@needs("translator")
@call({200: _TAGGED}, body="ConceptChange", problems=(404, 409), seen=True)
def edit(id_: str) -> Response:
    """Edit a concept: what is given replaces what was there, the rest stays. An approved one is then reviewed anew."""
    given, seen = asked(), seen_version()
    why = given.get("why", "")
    version = seen if seen is not None else given.get("version")
    known = here().glossary.get(id_)
    if version in (None, known.version):
        _refuse_other(known, given)
    return _tagged(
        here().glossary.edit(
            id_,
            _content(given),
            by=who().name,
            why=why if isinstance(why, str) else "",
            version=None if version is None else int(version),
        )
    )


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in _EDITED if name in given}


def _refuse_other(known: Concept, given: Mapping[str, Any]) -> None:
    """An edit does not move a concept through its life, and is not of another concept than the path's."""
    for name, present in (("id", known.id), ("lifecycle", known.lifecycle)):
        if given.get(name, present) != present:
            raise Conflict(
                f"The concept's {name} is {present}, and the body says {given[name]}.",
                hint="POST …/decisions moves a concept through its life." if name == "lifecycle" else "",
                parameter=name,
            )


@api.delete("/concepts/<id_>")
@needs("editor")
@call({204: Answer()}, query={"why": text(2000, default="")}, problems=(404, 409), seen=True)
def remove(id_: str) -> tuple[str, int]:
    """Remove a concept from lists, look-up and enforcement. Its history stays; `revive` brings it back."""
    here().glossary.remove(id_, by=who().name, why=asked()["why"], version=seen_version())
    return "", 204


@api.get("/concepts/<id_>/history")
@needs("reader")
@call({200: "HistoryList"}, problems=(404,))
def history(id_: str) -> Response:
    """Read every version of a concept, oldest first."""
    return jsonify(shapes.whole(here().glossary.history(id_)))


@api.post("/concepts/<id_>/decisions")
@needs("editor")
@call({200: _TAGGED}, body="DecisionDraft", problems=(404, 409), seen=True)
def decide(id_: str) -> Response:
    """Approve, reject, reopen or retire a concept; reject and retire want a reason."""
    given = asked()
    decision = Decision(given["decision"], who().name, given["reason"])
    return _tagged(here().glossary.decide(id_, decision, version=seen_version()))


@api.post("/concepts/<id_>/revive")
@needs("editor")
@call({200: _TAGGED}, body="RevivalDraft", problems=(404, 409), seen=True)
def revive(id_: str) -> Response:
    """Bring back the content of an old version, as a new one; also of a concept that was removed."""
    given = asked()
    return _tagged(
        here().glossary.revive(id_, int(given["version"]), by=who().name, why=given["why"], seen=seen_version())
    )


@api.post("/concepts/<id_>/merge")
@needs("editor")
@call({200: _TAGGED}, body="MergerDraft", problems=(404, 409))
def merge(id_: str) -> Response:
    """Merge other concepts into this one; they are retired and point to it."""
    given, glossary = asked(), here().glossary
    glossary.get(id_)
    for other in given["others"]:
        _refuse_unknown(other)
    return _tagged(glossary.merge(id_, given["others"], by=who().name, why=given["why"]))


def _refuse_unknown(id_: str) -> None:
    # That a concept of the body is not there is a fault of the body; 404 is for the one of the path.
    try:
        here().glossary.get(id_)
    except NotFound as problem:
        told = f"{id_} cannot be merged: {problem.message}"
        raise Invalid(told, hint=problem.hint, parameter="others") from problem


@api.get("/concepts/<id_>/remarks")
@needs("reader")
@call({200: "RemarkList"}, problems=(404,))
def remarks(id_: str) -> Response:
    """Read what people said of a concept, oldest first."""
    return jsonify(shapes.whole(list(here().glossary.get(id_).remarks)))


@api.post("/concepts/<id_>/remarks")
@needs("translator")
@call({201: _TAGGED}, body="RemarkDraft", problems=(404,))
def remark(id_: str) -> tuple[Response, int]:
    """Say something of a concept. That makes no new version."""
    return _tagged(here().glossary.remark(id_, asked()["text"], by=who().name)), 201


def _tagged(found: Concept, **more: object) -> Response:
    answer = jsonify({**shapes.concept(found), **more})
    answer.set_etag(str(found.version))
    return answer
