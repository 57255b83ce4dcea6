"""
The cookies of a browser, by what they are for.

Served over https a name begins with __Host-, which binds the cookie to this host and to https (RFC 6265bis, 4.1.3.2).
"""

from __future__ import annotations

from flask import Response, request

SESSION, VISIT, LANGUAGE, SEEN = "session", "visit", "lang", "seen"


def cookie(name: str) -> str:
    """What this cookie of the present request holds; "" for none, or one that no cookie of ours can be."""
    found = request.cookies.get(_named(name), "")
    return found if len(found) <= 100 and found.isascii() and found.isprintable() else ""


def put(answer: Response, name: str, value: str, *, lasts: int | None = None) -> None:
    """Have a browser keep a cookie for so many seconds, None: until it is closed; scripts and other sites do not see it."""
    answer.set_cookie(
        _named(name), value, max_age=lasts, path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )


def drop(answer: Response, name: str) -> None:
    """Have a browser forget a cookie."""
    answer.delete_cookie(_named(name), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def _named(name: str) -> str:
    return f"__Host-{name}" if request.is_secure else name
