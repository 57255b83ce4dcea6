"""
Forged requests: a page elsewhere can have a browser post to us, with its cookies, but cannot know what our forms say.

Each form carries a proof made of a secret that only this browser's cookie holds: the session's, or before sign-in that of a
visit. The proof is made anew for each secret, so it ends with the session (OWASP: HMAC token bound to the session).
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from flask import Response, g, request

from web.cookies import SESSION, VISIT, cookie, put

FIELD, HEADER = "csrf", "X-CSRF-Token"
_BYTES = 24


def proof() -> str:
    """What a form of the present answer carries; a browser without any cookie of ours is given one with the answer."""
    secret = _secret()
    if not secret:
        secret = g.visit = secrets.token_urlsafe(_BYTES)
    return _proof(secret)


def genuine(given: str) -> bool:
    """Whether this is the proof that the forms of this browser carry."""
    secret = _secret()
    return bool(secret) and hmac.compare_digest(_proof(secret).encode(), given.encode("utf-8", "surrogatepass"))


def foreign() -> bool:
    """Whether the browser says that a page of another origin sends this."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    return (origin is not None and urlsplit(origin).netloc != request.host) or site not in ("same-origin", "none")


def remember(answer: Response) -> Response:
    """Give a new visitor's browser its secret."""
    if visit := g.pop("visit", ""):
        put(answer, VISIT, visit)
    return answer


def _secret() -> str:
    """The secret of this browser: of its session, where it has one that holds, else of its visit; "" for none yet."""
    session: str = g.get("session", "") and cookie(SESSION)
    return session or g.get("visit", "") or cookie(VISIT)


def _proof(secret: str) -> str:
    return hmac.new(secret.encode(), b"padanan forms", sha256).hexdigest()
