"""The language of the pages, chosen by the reader."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response as Redirect

from web.auth import needs
from web.cookies import LANGUAGE
from web.pages.frame import LOCALES, pages, way_back

_YEAR = 365 * 24 * 3600


@pages.get("/language/<code>")
@needs("anyone")
def language(code: str) -> Redirect:
    """Remember the reader's language, and go back to where they were."""
    answer = redirect(way_back())
    if code in LOCALES:
        answer.set_cookie(LANGUAGE, code, max_age=_YEAR, samesite="Lax", httponly=True)
    return answer
