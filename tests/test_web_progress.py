"""Progress: plain lines where nobody watches, a bar on a terminal, nothing on standard output."""

import io
import sys

import pytest

from web.progress import Progress
from web.remaining import Remaining


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_a_stage_is_told_at_its_beginning_and_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        for done in range(101):
            progress("read", done, 100)

    told = capsys.readouterr()
    assert told.err.splitlines() == ["read: 0 of 100", "read: 100 of 100"]
    assert told.out == ""


def test_a_total_that_is_not_known_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress("read big.tmx", 500, 0)

    assert capsys.readouterr().err == "read big.tmx: 500\n"


def test_a_long_stage_is_told_every_five_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100.0, 102.0, 104.9, 105.0, 109.0, 110.0])
    monkeypatch.setattr("web.progress.time.monotonic", lambda: next(clock))

    with Progress() as progress:
        for done in range(6):
            progress("align", done, 90)

    assert capsys.readouterr().err.splitlines() == ["align: 0 of 90", "align: 3 of 90", "align: 5 of 90"]


def test_every_stage_gets_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        for stage in ("read", "extract", "propose"):
            progress(stage, 0, 2)

    assert capsys.readouterr().err.splitlines() == ["read: 0 of 2", "extract: 0 of 2", "propose: 0 of 2"]


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(quiet=True) as progress:
        progress("read", 1, 1)

    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_each_stage_is_a_bar_that_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    with Progress() as progress:
        for stage in ("read", "extract"):
            for done in range(4):
                progress(stage, done, 3)

    shown = terminal.getvalue()
    assert shown.count("\n") == 2
    assert "read: 100%" in shown
    assert "extract: 100%" in shown
    assert "3/3" in shown


def test_no_bar_is_left_half_drawn_by_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    def cut_off() -> None:
        with Progress() as progress:
            progress("read", 1, 3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_off()

    assert terminal.getvalue().endswith("\n")


def test_a_long_stage_says_how_long_it_will_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("web.progress.time.monotonic", lambda: now[0])
    progress = Progress()
    progress._remaining = Remaining(lambda: now[0])

    for done, at in enumerate((0.0, 10.0, 20.0, 400.0, 500.0)):
        now[0] = at
        progress("align", 10 * done, 40)

    assert capsys.readouterr().err.splitlines() == [
        "align: 0 of 40",
        "align: 10 of 40, about 30 s left",
        "align: 20 of 40, about 20 s left",
        "align: 30 of 40, about 2 min left",
        "align: 40 of 40",
    ]
