"""Over HTTP, as clients wait for it: a match and a look-up page, beside an empty route of the same server."""

from __future__ import annotations

import http.client
import json
import random
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.bench.measure import show, taken
from tests.conftest import ROOT

_EMPTY = """
import sys
from flask import Flask
from waitress.server import create_server
app = Flask("empty")
app.post("/api/v1/match")(lambda: {})
server = create_server(app, host="127.0.0.1", port=0, threads=8)
print(f"serves on http://127.0.0.1:{server.effective_port} ", file=sys.stderr, flush=True)
server.run()
"""
_TIMES = 300


def serving(directory: Path, texts: list[str]) -> None:
    """The server over a store that is there, asked by one client with these texts."""
    chance = random.Random(10)
    asked = [chance.choice(texts) for _ in range(_TIMES)]
    bodies = [json.dumps({"from": "id", "to": "en", "text": text[:1900]}).encode() for text in asked]
    with _served([sys.executable, "-c", _EMPTY]) as port:
        empty, _ = _posted(port, bodies)
    with _served([sys.executable, "-m", "web", "serve", "--port", "0", "--data", str(directory)]) as port:
        middle, late = _posted(port, bodies)
        show(
            "POST /match over HTTP, one client, p50",
            middle,
            "ms",
            f"p95 {late:.2f} ms, {middle / empty:.1f}x an empty route",
        )
        pages = [f"/?q={quote(' '.join(text.split()[:3]))}" for text in asked]
        times = _times(port, [("GET", page, b"") for page in pages])
        show("look-up page as one types, p50", times[0], "ms", f"p95 {times[1]:.2f} ms")


def _posted(port: int, bodies: list[bytes]) -> tuple[float, float]:
    return _times(port, [("POST", "/api/v1/match", body) for body in bodies])


def _times(port: int, calls: list[tuple[str, str, bytes]]) -> tuple[float, float]:
    """Median and 95th percentile of calls over one connection, in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method: str, path: str, body: bytes) -> None:
        headers = {"Content-Type": "application/json", "HX-Request": "true"}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status}")

    for call in calls[:20]:
        ask(*call)
    found = sorted(1000 * taken(lambda c=call: ask(*c)) for call in calls)  # type: ignore[misc]
    connection.close()
    return statistics.median(found), found[int(0.95 * len(found))]


@contextmanager
def _served(command: list[str]) -> Iterator[int]:
    """The port of a server that is stopped at the end."""
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        port = next(int(found[1]) for line in server.stderr if (found := re.search(r"http://[\d.]+:(\d+)", line)))
        try:
            yield port
        finally:
            server.terminate()
            server.stderr.read()
