"""
`padanan …`: asks and prints, never decides.

Every command takes `--data` (or PADANAN_DATA) and, where it prints, `--json`. Exit codes: 0 done, 1 findings, 2 bad usage
or input, 3 store unavailable; problems become codes in `main` and nowhere else.
"""

from __future__ import annotations

import os
import sys

import click

from web.cli.command import padanan

__all__ = ["main", "padanan"]
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
    except (click.exceptions.Abort, KeyboardInterrupt) as stop:
        print(str(stop) or "Interrupted; nothing was changed.", file=sys.stderr)
        return _EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # The reader has seen enough (… | head): no failure, and nothing more to say to a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        return _told(error)
    return 0


def _told(error: Exception) -> int:
    """Say what went wrong; what is no Problem is a mistake of ours, and raised again."""
    from memory.errors import Problem, Unavailable  # noqa: PLC0415 - with the memory's libraries, which `--help` needs not

    if not isinstance(error, Problem):
        raise error
    print(f"padanan: {error.message}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)
    return _EXIT_UNAVAILABLE if isinstance(error, Unavailable) else _EXIT_PROBLEM
