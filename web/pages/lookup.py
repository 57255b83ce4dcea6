"""Looking up, while the reader types."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import Response, make_response, render_template, request

from memory.errors import Problem
from web.auth import needs
from web.context import here
from web.lookup import direction, look
from web.pages.frame import LOCALES, pages, partial


@pages.get("/")
@needs("reader")
def index() -> Response:
    """The look-up page; for htmx, which types along with the reader, only the answer."""
    query, asked = request.args.get("q", "").strip(), request.args.get("from", "")
    part = partial()
    found, problem = None, None
    try:
        source = direction(asked)
        found = look(here(), query, source) if query else None
    except Problem as caught:
        problem = caught
    context = here()
    page = render_template(
        "answer.html" if part else "lookup.html",
        query=query,
        partial=part,
        source=asked if asked in LOCALES else "auto",
        look=found,
        problem=problem,
        units=len(context.memory),
        concepts=len(context.glossary),
        entries=len(context.lexicon),
    )
    answer = make_response(page, 422 if problem and not part else 200)
    answer.vary.update(["HX-Request", "Cookie", "Accept-Language"])
    if part:
        # Another look-up is a step of the browser's history; typing on changes the step.
        before = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query).get("q", [""])[0]
        goes_on = bool(before and query) and (query.startswith(before) or before.startswith(query))
        answer.headers["HX-Replace-Url" if goes_on else "HX-Push-Url"] = request.full_path.rstrip("?")
    return answer
