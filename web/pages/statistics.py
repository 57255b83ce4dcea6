"""The statistics: plots with a table beside each, and the same as CSV."""

from __future__ import annotations

from flask import Response, make_response, render_template
from flask_babel import format_date, format_datetime, format_percent

from glossary.terms import LIFECYCLES
from web import figures, plot
from web.auth import needs
from web.context import here
from web.pages.frame import pages, partial

# The lowest layer first: what is done, what waits, what was refused.
_LAYERS = ("approved", "in_review", "proposed", "rejected", "retired")
_PATIENCE = 60.0  # seconds; a file cannot say that its numbers come later


@pages.get("/statistics")
@needs("reader")
def statistics() -> Response:
    """The plots of the last count; for htmx, which asks while a newer one is being made, only what changes."""
    context = here()
    counted = context.census.now()
    used = list(figures.used(counted, context.glossary))
    page = render_template(
        "statistics_part.html" if partial() else "statistics.html",
        counted=counted,
        pairs=len(context.memory),
        stages=context.glossary.stages(),
        projects=figures.projects(counted),
        progress=figures.progress(counted),
        growth=figures.growth(counted),
        kinds=[(name, figures.by(counted, part)) for part, name in enumerate(("origin", "project", "status"))],
        most_used=figures.most_used(used),
        wavering=figures.wavering(used),
        imports=counted.imports[::-1][:10],
        layers=_LAYERS,
        lifecycles=LIFECYCLES,
        plot=plot,
        day=lambda day: format_date(day, "d MMM"),
        date=lambda day: format_date(day, "medium"),
        moment=lambda at: format_datetime(at, "medium"),
        percent=lambda share: format_percent(share, "#,##0%"),
    )
    answer = make_response(page)
    answer.headers["Vary"] = "HX-Request"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/statistics/<name>.csv")
@needs("reader")
def statistics_csv(name: str) -> Response:
    """What a plot shows, as CSV."""
    context = here()
    text = figures.written(name, context.census.now(_PATIENCE), context.glossary)
    headers = {"Content-Disposition": f'attachment; filename="padanan-{name}.csv"', "Cache-Control": "no-store"}
    return Response(text, mimetype="text/csv", headers=headers)
