"""Problems as answers: kinds become statuses here and nowhere else; API callers get JSON, readers a page, and
other programs what their protocol says (`web/protocol.py`).
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from memory.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Unavailable
from web.protocol import spoken


class Unauthorized(Problem):
    """The asker is not known: no token where one is needed, or one that is none."""

    code = "unauthorized"


class Hurried(Problem):
    """The asker has asked too often; `retry_after` in the details says how many seconds to wait."""

    code = "too_many_requests"


_AGAIN = 5  # seconds after which to ask again for what is not to be had, where nothing better is known
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
STATUS: dict[type[Problem], HTTPStatus] = {
    Unauthorized: HTTPStatus.UNAUTHORIZED,
    Hurried: HTTPStatus.TOO_MANY_REQUESTS,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    Forbidden: HTTPStatus.FORBIDDEN,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def phrase(text: str) -> str:
    """The text: it marks a phrase for the catalogue of pages (`web/said.py`) where no problem is made of it."""
    return text


def register(app: Flask) -> None:
    """Answer every problem, and every error of the framework, in one shape."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(Exception, _crash)


def told(problem: Problem) -> dict[str, object]:
    """A problem as JSON, in the one shape that errors have; answers hold it under "error"."""
    return _told(problem.code, problem.message, problem.hint, problem.details)


def _told(code: str, message: str, hint: str, details: Mapping[str, object]) -> dict[str, object]:
    return {"code": code, "message": message, "hint": hint, "details": dict(details)}


def status(problem: Problem) -> HTTPStatus:
    """The status of an answer that tells of a problem."""
    return next((s for kind, s in STATUS.items() if isinstance(problem, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def _problem(problem: Problem) -> Response:
    answer = make_response(*_answer(status(problem), problem.code, problem.message, problem.hint, problem.details))
    if status(problem) is HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="padanan"'
        if "HX-Request" in request.headers:
            answer.headers["HX-Redirect"] = url_for("pages.sign_in", next=_shown())
    if isinstance(problem, Unavailable) or "retry_after" in problem.details:
        answer.headers["Retry-After"] = str(problem.details.get("retry_after", _AGAIN))
    return answer


def _shown() -> str:
    """The path of the page that htmx asks from."""
    return urlunsplit(("", "", *urlsplit(request.headers.get("HX-Current-URL", "/"))[2:4], ""))


def _http(error: HTTPException) -> Response:
    said = HTTPStatus(error.code or 500)
    told = _answer(said, said.phrase.lower().replace(" ", "_"), error.description or said.description, "", {})
    answer = make_response(*told)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value  # RFC 9110 wants Allow with a 405
    return answer


def _disk(error: OSError) -> Response | tuple[Response | str, int]:
    """A file that finds no room is no fault of the program; the store says so itself, files on their way say it here."""
    if error.errno not in _FULL:
        return _crash(error)
    hint = "Whoever keeps this server has to make room on its disk."
    return _problem(Unavailable(f"The file could not be written: {error.strerror}.", hint=hint, retry_after=60))


def _crash(error: Exception) -> tuple[Response | str, int]:
    current_app.logger.exception("An answer failed", exc_info=error)
    message, hint = phrase("Something went wrong on our side."), "It is logged; please report it."
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", message, hint, {})


def _answer(
    status: HTTPStatus, code: str, message: str, hint: str, details: dict[str, object]
) -> tuple[Response | str, int]:
    if protocol := spoken():
        return protocol.refused(status, message, hint)
    if request.path.startswith("/api/"):
        return jsonify({"error": _told(code, message, hint, details)}), status
    return render_template("error.html", status=status, message=message, hint=hint), status
