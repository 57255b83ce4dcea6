"""
What all pages stand in: the navigation, the reader's language, and where a link may lead back to.

A page is a route of `pages` that says who may open it; the name of its function is its name in `_PLACES`, if it has a
place in the navigation.

    @pages.get("/statistics")
    @needs("reader")
    def statistics() -> str: …
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from flask import Blueprint, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from web.access import Role
from web.auth import who
from web.cookies import LANGUAGE
from web.forgery import proof
from web.marks import compared, marked

pages = Blueprint("pages", __name__)
LOCALES = ("id", "en")
_PLACES = {
    "index": _("Look up"),
    "review": _("Review"),
    "check": _("Check"),
    "memory": _("Memory"),
    "mine": _("Mine"),
    "statistics": _("Statistics"),
    "settings": _("Settings"),
}
_PARTS = {"concept": "index"}  # pages that belong to a place without being its first


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation, and whether the reader is there."""

    name: str
    path: str
    present: bool


@pages.app_context_processor
def pieces() -> dict[str, object]:
    """What templates may call."""
    return {
        "marked": marked,
        "compared": compared,
        "locale": str(get_locale()),
        "places": places,
        "who": who,
        "proof": proof,
        "way_here": way_here,
    }


def places() -> list[Place]:
    """Where the reader may go: the pages that there are and that their role opens."""
    views, here = current_app.view_functions, (request.endpoint or "").removeprefix("pages.").split("_")[0]
    found = []
    for endpoint, name in _PLACES.items():
        least: Role | None = getattr(views.get(f"pages.{endpoint}"), "needs", None)
        if least is not None and who().may(least):
            present = _PARTS.get(here, here) == endpoint
            found.append(Place(str(name), url_for(f"pages.{endpoint}"), present))
    return found


def partial() -> bool:
    """Whether htmx asks, and wants a part of the page: not when it restores a whole one from its history."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def ours(way: str) -> str:
    """A way that leads to a path on this host, for whoever wants to send the reader there; "/" for any other."""
    return way if re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", way) else "/"


def way_here() -> str:
    """The way to what the reader sees now, for coming back to it; "/" where that was no question."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def way_back() -> str:
    """Where the reader came from, if that is here and can be opened; `next` says it where the browser does not."""
    came = urlsplit(request.referrer or "")
    way = urlunsplit(("", "", came.path, came.query, "")) if came.netloc == request.host else "/"
    found = ours(request.args.get("next", way))
    routes = current_app.create_url_adapter(request)
    return found if routes and routes.test(urlsplit(found).path, "GET") else "/"


def locale() -> str:
    """The language of the page: the reader's choice, else the browser's, else Indonesian."""
    chosen = request.cookies.get(LANGUAGE, "")
    return chosen if chosen in LOCALES else request.accept_languages.best_match(LOCALES) or "id"
