"""The access log: when, from where, in which role, which route, what came of it and how long it took; never what was typed."""

from __future__ import annotations

import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, g, request

from memory.errors import Invalid

logger = logging.getLogger("padanan.access")


def keep(app: Flask) -> None:
    """Write a line for every answer of an app, once `open_log` has said where to."""
    app.before_request(_begin)
    app.after_request(_end)


def open_log(where: str) -> None:
    """Begin to write to a file, or, for "-", to standard error. Invalid where that cannot be written."""
    try:
        handler = (
            logging.StreamHandler(sys.stderr) if where == "-" else logging.FileHandler(Path(where), encoding="utf-8")
        )
    except OSError as error:
        raise Invalid(f"The log {where} cannot be written: {error.strerror}.", hint="Name another file.") from error
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _begin() -> None:
    g.began = time.perf_counter()


def _end(answer: Response) -> Response:
    if logger.isEnabledFor(logging.INFO) and logger.handlers:
        # The rule and not the path: a path may hold a segment, an id, a link that opens the door.
        route = request.url_rule.rule if request.url_rule else "(no such page)"
        role = g.identity.role if "identity" in g else "-"
        took = 1000 * (time.perf_counter() - g.get("began", time.perf_counter()))
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        size = answer.content_length if answer.content_length is not None else "-"
        logger.info(
            "%s %s %s %s %s %s %s %.1fms",
            *(at, request.remote_addr, role, request.method, route, answer.status_code, size, took),
        )
    return answer
