"""`padanan review`, driven through a terminal as an editor drives it: a key for a decision, and another takes it back."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pytest

from glossary.lookup import Glossary
from glossary.terms import Concept
from memory.stores import open_store
from tests.conftest import PADANAN
from tests.web_cli import Run, environment, padanan, runner
from tests.web_small import HAZE, LANDSLIDE, small

READY = "[q]uit"
# A program of this terminal's own session, as a shell starts it: only then is Ctrl-C a signal.
_OURS = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"


class Terminal:
    """A program with a terminal of its own, and who sits before it."""

    def __init__(self, words: list[str], cwd: Path) -> None:
        self._ours, theirs = pty.openpty()
        told = [sys.executable, "-c", _OURS, *words]
        self._process = subprocess.Popen(
            told, cwd=cwd, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self.shown, self._seen = "", 0

    def awaits(self, text: str) -> Self:
        """Read until the program has shown this, after what was awaited before; fail if it does not."""
        while (found := self.shown.find(text, self._seen)) < 0:
            self.shown += self._read()
        self._seen = found + len(text)
        while text == READY and termios.tcgetattr(self._ours)[3] & termios.ICANON:
            assert self._process.poll() is None, f"It has ended: {self.shown}"
            time.sleep(0.005)  # it drops what was typed before it takes key by key
        return self

    def _read(self) -> str:
        assert select.select([self._ours], [], [], 30)[0], f"It shows nothing more: {self.shown}"
        try:
            return os.read(self._ours, 4096).decode()
        except OSError:  # Linux says EIO when the other side of a terminal has gone
            raise EOFError(f"It has ended: {self.shown}") from None

    def types(self, keys: str) -> Self:
        """Press keys, when the program waits for them: what comes a moment before, Python may never hear of."""
        while Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[0] in {"R", "D"}:
            time.sleep(0.005)
        os.write(self._ours, keys.encode())
        return self

    def ends(self) -> int:
        """The code that it ends with, when all that it shows has been read."""
        while True:
            try:
                self.shown += self._read()
            except EOFError:
                return self._process.wait(timeout=30)

    def kill(self) -> None:
        """Leave nothing running."""
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store, to copy."""
    return small(tmp_path_factory.mktemp("review") / "data")


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """The small store with its two candidates: a landslide, and haze without English."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


@pytest.fixture
def sit(data: Path, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Begins a sitting, which shows the first candidate."""
    open_: list[Terminal] = []

    def begin(*words: str) -> Terminal:
        open_.append(Terminal([*PADANAN, "review", "--by", "rini", "--data", str(data), *words], tmp_path))
        return open_[-1].awaits(READY)

    yield begin
    for terminal in open_:
        terminal.kill()


@contextmanager
def glossary(data: Path) -> Iterator[Glossary]:
    """The glossary as the sitting left it."""
    with open_store(data, writable=False) as store:
        yield Glossary(store)


def concept(data: Path, id_: str) -> Concept:
    """A concept as the sitting left it."""
    with glossary(data) as found:
        return found.get(id_)


def test_a_candidate_is_shown_with_its_english_its_evidence_and_how_sure_it_is(sit: Callable[..., Terminal]) -> None:
    shown = sit().types("q").shown

    assert "tanah longsor → landslide" in shown
    assert "84% · 3× · aligned · 2 waiting" in shown
    assert "A landslide <script>" in shown


def test_a_approves_and_goes_on(sit: Callable[..., Terminal], data: Path) -> None:
    terminal = sit().types("a").awaits("kabut asap").awaits(READY).types("q")

    assert terminal.ends() == 0
    assert "1 approved, 0 rejected, 1 waiting." in terminal.shown
    assert (concept(data, LANDSLIDE).lifecycle, concept(data, LANDSLIDE).changed["by"]) == ("approved", "rini")


def test_r_rejects_with_a_reason(sit: Callable[..., Terminal], data: Path) -> None:
    terminal = sit().types("r").awaits("Reason").types("Too general.\r").awaits("rejected").awaits(READY).types("q")

    assert terminal.ends() == 0
    with glossary(data) as found:
        assert found.get(LANDSLIDE).lifecycle == "rejected"
        assert found.history(LANDSLIDE)[-1]["why"] == "reject: Too general."


def test_without_a_reason_nothing_is_rejected(sit: Callable[..., Terminal], data: Path) -> None:
    terminal = sit().types("r").awaits("Reason").types("\r").awaits("needs a reason").awaits(READY).types("q")

    assert terminal.ends() == 0
    assert concept(data, LANDSLIDE).lifecycle == "proposed"


def test_e_approves_with_another_english_and_keeps_the_first(sit: Callable[..., Terminal], data: Path) -> None:
    terminal = sit().types("e").awaits("English [landslide]").types("mudslide\r").awaits("approved").awaits(READY)

    assert terminal.types("q").ends() == 0
    here = concept(data, LANDSLIDE)
    assert [(t.text, t.status) for t in here.in_language("en")] == [
        ("mudslide", "preferred"),
        ("landslide", "admitted"),
    ]
    assert here.lifecycle == "approved"


@pytest.mark.parametrize(
    ("keys", "prompt", "typed"), [("a", "", ""), ("r", "Reason", "No.\r"), ("e", "English", "mudslide\r")]
)
def test_u_takes_the_last_decision_back_whole(
    sit: Callable[..., Terminal], data: Path, keys: str, prompt: str, typed: str
) -> None:
    before = concept(data, LANDSLIDE)

    terminal = sit().types(keys)
    if prompt:
        terminal.awaits(prompt).types(typed)
    terminal.awaits("kabut asap").awaits(READY).types("u").awaits("taken back").awaits(READY).types("q")

    assert terminal.ends() == 0
    assert "0 approved, 0 rejected, 2 waiting." in terminal.shown
    after = concept(data, LANDSLIDE)
    assert (after.lifecycle, after.terms, after.evidence) == ("proposed", before.terms, before.evidence)


def test_what_cannot_be_approved_says_why_and_stays(sit: Callable[..., Terminal], data: Path) -> None:
    terminal = sit().types("s").awaits("kabut asap").awaits(READY).types("a").awaits("a term in both languages")

    assert terminal.awaits(READY).types("s").ends() == 0  # nothing is left to show
    assert "0 approved, 0 rejected, 2 waiting." in terminal.shown
    assert concept(data, HAZE).lifecycle == "proposed"


@pytest.mark.parametrize("key", ["x", "?", "\x1b[A", "é", "\r"])
def test_any_other_key_explains_the_keys(sit: Callable[..., Terminal], key: str) -> None:
    terminal = sit().types(key).awaits("u undo the last decision").awaits(READY).types("q")

    assert terminal.ends() == 0


def test_undo_before_any_decision_says_so(sit: Callable[..., Terminal]) -> None:
    assert sit().types("u").awaits("Nothing was decided yet.").awaits(READY).types("q").ends() == 0


@pytest.mark.parametrize("key", ["\x03", "\x04", "q"], ids=["Ctrl-C", "Ctrl-D", "q"])
def test_however_it_is_left_what_was_decided_stays(sit: Callable[..., Terminal], data: Path, key: str) -> None:
    terminal = sit().types("a").awaits("kabut asap").awaits(READY).types(key)

    assert terminal.ends() == 0
    assert "1 approved, 0 rejected, 1 waiting." in terminal.shown
    assert "Interrupted" not in terminal.shown
    assert concept(data, LANDSLIDE).lifecycle == "approved"


def test_ctrl_c_in_the_middle_of_a_reason_rejects_nothing(sit: Callable[..., Terminal], data: Path) -> None:
    terminal = sit().types("r").awaits("Reason").types("Too gen\x03")

    assert terminal.ends() == 0
    assert "0 approved, 0 rejected, 2 waiting." in terminal.shown
    assert concept(data, LANDSLIDE).lifecycle == "proposed"


def test_a_killed_sitting_leaves_what_was_decided(sit: Callable[..., Terminal], data: Path) -> None:
    sit().types("a").awaits("kabut asap").kill()

    assert concept(data, LANDSLIDE).lifecycle == "approved"


def test_keys_may_come_from_a_pipe_a_line_each(data: Path, tmp_path: Path) -> None:
    command = [*PADANAN, "review", "--data", str(data)]

    ended = subprocess.run(
        command,
        cwd=tmp_path,
        env=environment(),
        input="s\nr\nA calque.\nu\na\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "0 approved, 0 rejected, 2 waiting."
    assert "needs a term in both languages" in ended.stdout


def test_an_empty_queue_is_said(data: Path, tmp_path: Path) -> None:
    ended = padanan("review", "--subject", "law", "--data", data, cwd=tmp_path)

    assert (ended.returncode, ended.stdout.strip()) == (0, "0 approved, 0 rejected, 0 waiting.")


def test_a_sitting_needs_the_store_for_itself(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run: Run = runner(tmp_path, monkeypatch, capsys)
    with open_store(data):
        ended = run("review", "--data", data)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert "use its page /review, or POST /api/v1/concepts/{id}/decisions" in ended.stderr
