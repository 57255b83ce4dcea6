"""The command line, as tests run it: in a process of its own, or in this one, which is faster."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PADANAN, ROOT
from web.cli import main

Ended = subprocess.CompletedProcess[str]
Run = Callable[..., Ended]


def environment(**more: str) -> dict[str, str]:
    """This process's environment without Padanan's variables, and with those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PADANAN")}
    return {**clean, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1", **more}


def padanan(*words: object, cwd: Path, command: list[str] = PADANAN, **variables: str) -> Ended:
    """Run a command to its end."""
    told = [*command, *map(str, words)]
    return subprocess.run(
        told, cwd=cwd, env=environment(**variables), capture_output=True, text=True, timeout=60, check=False
    )


def runner(cwd: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs commands without a process of their own, which takes most of a second."""

    def run(*words: object) -> Ended:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["padanan", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(words, int(str(ended.value.code)), *capsys.readouterr())

    return run


def contents(data: Path) -> dict[str, bytes]:
    """Everything that a store holds on the disk. The lock names whoever wrote last, and is not part of it."""
    return {file.name: file.read_bytes() for file in data.iterdir() if file.is_file() and file.name != "lock"}
