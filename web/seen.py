"""
What somebody has seen, no node hides: where several serve one database, another one shows a change within a second, and to
whoever made it at once.

The answer to a change says how far its node was, in a header for programs and a cookie for browsers. A node that is asked
with either is at least so far, or asks the database first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Flask, Response, request

from memory.stores import Store
from web.auth import WRITES, on_page
from web.context import here
from web.cookies import SEEN, cookie, put
from web.follow import caught_up

HEADER = "Padanan-Seen"
_LASTS = 60  # seconds; by then every node has long come so far
_TOLD = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15}){2}")


def keep(app: Flask) -> None:
    """Have an app that shares its store keep up with what its askers have seen."""
    app.before_request(_catch_up)
    app.after_request(_tell)


def _stores() -> Sequence[Store]:
    context = here()
    access = context.access.store()
    return [context.store, context.jobs.store, *([access] if access else [])]


def _catch_up() -> None:
    told = request.headers.get(HEADER) or cookie(SEEN)
    if not _TOLD.fullmatch(told):
        return
    for store, seen in zip(_stores(), map(int, told.split(".")), strict=False):
        if store.revision < seen:
            caught_up(store)


def _tell(answer: Response) -> Response:
    if request.method in WRITES:
        told = ".".join(str(store.revision) for store in _stores())
        answer.headers[HEADER] = told
        if on_page():
            put(answer, SEEN, told, lasts=_LASTS)
    return answer
