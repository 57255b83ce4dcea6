"""Enforcement over HTTP: check a document, let a finding pass."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, jsonify

from glossary.findings import Passage
from web import shapes
from web.api.calls import Answer, api, asked, call
from web.auth import needs, who
from web.context import here


@api.post("/check")
@needs("reader")
@call({200: "Checked"}, body="CheckQuestion")
def check() -> Response:
    """Check segments against the approved terms. Without a source only what is forbidden everywhere is found."""
    given, glossary = asked(), here().glossary
    passages = [
        Passage(one.get("key", str(at)), one.get("source", ""), one["target"])
        for at, one in enumerate(given["segments"], start=1)
    ]
    found = glossary.check(
        passages,
        given["from"],
        fail_on=given["fail_on"],
        document=given["document"],
        project=given["project"],
        language=given["language"],
    )
    return jsonify(shapes.checked(found, glossary.version))


@api.get("/waivers")
@needs("reader")
@call({200: "WaiverList"})
def waivers() -> Response:
    """List the findings that were let pass, oldest first, spent ones too."""
    return jsonify(shapes.whole([asdict(one) for one in here().glossary.waivers.all()]))


@api.post("/waivers")
@needs("editor")
@call({201: "Waiver"}, body="WaiverDraft")
def waive() -> tuple[Response, int]:
    """Let a finding pass, by its key, with a reason."""
    return jsonify(asdict(here().glossary.waivers.add(**asked(), by=who().name))), 201


@api.delete("/waivers/<id_>")
@needs("editor")
@call({204: Answer()}, problems=(404,))
def unwaive(id_: str) -> tuple[str, int]:
    """Take a waiver back."""
    here().glossary.waivers.remove(id_, by=who().name)
    return "", 204
