"""Many candidates approved at once: shown first, each with a box that leaves it out; taken back together."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Response, make_response, redirect, render_template, request, url_for

from glossary.terms import Concept
from memory.errors import Invalid, Problem
from web.auth import needs, who
from web.context import here
from web.pages.frame import pages
from web.sitting import Done, Sitting, approve_all

_MOST = 300  # at once; a person is to have read them
_LEAST = 95  # percent


@pages.get("/review/bulk")
@needs("editor")
def review_bulk() -> str:
    """What would be approved above a confidence."""
    return _shown(Sitting.read(request.args), _percent(request.args.get("least", "")))


@pages.post("/review/bulk")
@needs("editor")
def review_bulk_approve() -> Response:
    """Approve those that are ticked; whoever has changed since is left, and said to be."""
    sitting, least, glossary = Sitting.read(request.form), _percent(request.form.get("least", "")), here().glossary
    seen = dict(map(_seen, request.form.getlist("concept")[:_MOST]))
    if not seen:
        raise Invalid("Nothing is ticked.", hint="Tick what is to be approved.")
    done, count, refused = approve_all(glossary, seen, f"{least}%", by=who().name)
    sitting = sitting.having(done) if count else sitting
    if refused:
        told = [(glossary.get(id_), problem) for id_, problem in refused]
        return make_response(_shown(sitting, least, done if count else None, count, told), 409)
    return make_response(redirect(url_for("pages.review", **sitting.query()), 303))


def _seen(given: str) -> tuple[str, int]:
    id_, _, version = given.rpartition(".")
    if not id_ or not re.fullmatch(r"[0-9]{1,9}", version):
        raise Invalid(f"The form says “{given[:40]}” as a concept.", hint="Reload the page, and send it again.")
    return id_, int(version)


def _percent(given: str) -> int:
    return min(100, int(given)) if re.fullmatch(r"[0-9]{1,3}", given) else _LEAST


def _shown(
    sitting: Sitting,
    least: int,
    done: Done | None = None,
    count: int = 0,
    refused: list[tuple[Concept, Problem]] | None = None,
) -> str:
    glossary = here().glossary
    sitting = replace(sitting, stage="proposed", at="")
    found = sitting.queue(glossary).confident(least / 100, most=_MOST)
    whole = [one for one in found if one.in_language("id") and one.in_language("en")]
    return render_template(
        "bulk.html",
        sitting=sitting,
        least=least,
        candidates=[(one, glossary.similar(one)) for one in whole],
        wanting=len(found) - len(whole),
        most=_MOST,
        done=done,
        count=count,
        refused=refused or [],
    )
