"""
`padanan …`: asks and prints, never decides.

Every command takes `--data` (or PADANAN_DATA) and, where it prints, `--json`. Exit codes: 0 done, 1 findings, 2 bad usage
or input, 3 store unavailable; problems become codes in `main` and nowhere else.
"""

from __future__ import annotations

import os
import sys

import click

from memory.errors import Problem, Unavailable
from web.cli import ask, checks, desk, files, keep, mcp
from web.cli.command import padanan

__all__ = ["ask", "checks", "desk", "files", "keep", "main", "mcp", "padanan"]
_EXIT_PROBLEM, _EXIT_UNAVAILABLE, _EXIT_INTERRUPTED = 2, 3, 130


def main() -> None:
    """Run a command; a Problem becomes a message and an exit code."""
    sys.exit(_run())


def _run() -> int:
    try:
        with padanan.make_context("padanan", sys.argv[1:]) as context:
            padanan.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        print("Interrupted; nothing was changed.", file=sys.stderr)
        return _EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Problem as problem:
        print(f"padanan: {problem.message}", file=sys.stderr)
        if problem.hint:
            print(f"  {problem.hint}", file=sys.stderr)
        return _EXIT_UNAVAILABLE if isinstance(problem, Unavailable) else _EXIT_PROBLEM
    except BrokenPipeError:
        # The reader has seen enough (… | head): no failure, and nothing more to say to a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
