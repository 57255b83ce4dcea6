"""The same calls as the API's, as HTML: look up, and a concept by its permalink."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit, urlunsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import get_locale
from werkzeug.wrappers import Response as Redirect

from memory.errors import Problem
from web.auth import needs
from web.context import here
from web.lookup import direction, look
from web.marks import compared, marked

pages = Blueprint("pages", __name__)
LOCALES = ("id", "en")
_YEAR = 365 * 24 * 3600


@pages.app_context_processor
def helpers() -> dict[str, object]:
    """What templates may call."""
    return {"marked": marked, "compared": compared, "locale": str(get_locale())}


@pages.get("/")
@needs("reader")
def index() -> Response:
    """The look-up page; for htmx, which types along with the reader, only the answer."""
    query, asked = request.args.get("q", "").strip(), request.args.get("from", "")
    partial = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    found, problem = None, None
    try:
        source = direction(asked)
        found = look(here(), query, source) if query else None
    except Problem as caught:
        problem = caught
    context = here()
    page = render_template(
        "answer.html" if partial else "lookup.html",
        query=query,
        partial=partial,
        source=asked if asked in LOCALES else "auto",
        look=found,
        problem=problem,
        units=len(context.memory),
        concepts=len(context.glossary),
        entries=len(context.lexicon),
    )
    answer = make_response(page, 422 if problem and not partial else 200)
    answer.vary.update(["HX-Request", "Cookie", "Accept-Language"])
    if partial:
        # Another look-up is a step of the browser's history; typing on changes the step.
        before = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("q", [""])[0]
        goes_on = bool(before and query) and (query.startswith(before) or before.startswith(query))
        answer.headers["HX-Replace-Url" if goes_on else "HX-Push-Url"] = request.full_path.rstrip("?")
    return answer


@pages.get("/k/<id_>")
@needs("reader")
def concept(id_: str) -> str:
    """One concept: its terms, definition, evidence, history."""
    glossary = here().glossary
    found = glossary.get(id_)
    return render_template("concept.html", concept=found, history=reversed(glossary.history(id_)))


@pages.get("/language/<code>")
@needs("anyone")
def language(code: str) -> Redirect:
    """Remember the reader's language, and go back to where they were."""
    answer = redirect(_back())
    if code in LOCALES:
        answer.set_cookie("lang", code, max_age=_YEAR, samesite="Lax", httponly=True)
    return answer


def _back() -> str:
    """Where the reader came from, if that is here: a path on this host and nothing else."""
    came = urlsplit(request.referrer or "")
    way = urlunsplit(("", "", came.path, came.query, "")) if came.netloc == request.host else "/"
    asked = request.args.get("next", way)
    return asked if re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", asked) else "/"


def locale() -> str:
    """The language of the page: the reader's choice, else the browser's, else Indonesian."""
    chosen = request.cookies.get("lang", "")
    return chosen if chosen in LOCALES else request.accept_languages.best_match(LOCALES) or "id"
