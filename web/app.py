"""The Flask app: context, languages, headers, routes."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_babel import Babel, format_decimal

from web import errors, log, seen
from web.auth import Guard, who
from web.context import Context, attach
from web.forgery import remember
from web.pages import pages
from web.pages.frame import locale
from web.said import said
from web.settings import LOOPBACK

# Everything from here, nothing inline; Pico draws its icons as data: images.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(context: Context) -> Flask:
    """The app over an open memory and glossary."""
    from web import clients  # noqa: PLC0415 - as are the protocols of other programs
    from web.api import api, docs  # noqa: PLC0415 - the schemas of every call, which a look-up in the terminal has no use for

    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = context.settings.largest_request
    if context.settings.local:
        # A page elsewhere may make its own name point here (DNS rebinding); to that name we do not answer.
        app.config["TRUSTED_HOSTS"] = [*LOOPBACK, "[::1]"]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    app.jinja_env.filters["decimal"] = format_decimal
    app.jinja_env.filters["said"] = said
    Babel(app, default_locale="en", locale_selector=locale)
    attach(app, context)
    log.keep(app)
    if context.store.shared:
        seen.keep(app)
    Guard(app, context.settings)
    app.register_blueprint(api)
    app.register_blueprint(docs)
    app.register_blueprint(pages)
    clients.register(app)
    errors.register(app)
    app.after_request(remember)
    app.after_request(_headers)
    return app


def _headers(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", _POLICY)
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if answer.mimetype == "text/html":
        answer.vary.add("Cookie")
    if who().how == "session" and request.endpoint != "static":
        # After signing out, the button Back shows nothing.
        answer.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return answer
