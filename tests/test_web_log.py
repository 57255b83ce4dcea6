"""The access log: a line for every answer, and nothing in it that somebody typed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from memory.errors import Invalid
from tests.web_small import small_app
from web import log


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Whatever a test opens is closed after it."""
    yield
    for handler in list(log.logger.handlers):
        log.logger.removeHandler(handler)
        handler.close()
    log.logger.setLevel(logging.NOTSET)


def test_an_answer_makes_a_line_without_what_was_typed(tmp_path: Path) -> None:
    log.open_log(str(tmp_path / "access.log"))
    with small_app(tmp_path / "data") as app:
        client = app.test_client()
        client.get("/api/v1/lookup?q=rahasia", headers={"Authorization": "Bearer pdn_rahasia"})
        client.get("/api/v1/units/u_rahasia")
        client.get("/rahasia")
        client.get("/api/v1/health")
    lines = (tmp_path / "access.log").read_text(encoding="utf-8").splitlines()

    assert [line.split()[2:6] for line in lines] == [
        ["-", "GET", "/api/v1/lookup", "401"],
        ["reader", "GET", "/api/v1/units/<id_>", "404"],
        ["reader", "GET", "(no", "such"],
        ["reader", "GET", "/api/v1/health", "200"],
    ]
    assert "rahasia" not in "".join(lines)
    assert all(line.endswith("ms") for line in lines)


def test_no_log_no_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with small_app(tmp_path / "data") as app:
        app.test_client().get("/api/v1/health")

    assert capfd.readouterr().err == ""


def test_a_log_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be written"):
        log.open_log(str(tmp_path / "nowhere" / "access.log"))
