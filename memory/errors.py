"""
What can go wrong, in five kinds under one root.

Every problem says what happened and what was seen (`message`), what to try (`hint`), and where (`details`: file, line,
unit …). The web turns kinds into HTTP statuses in one place (`web/errors.py`), the CLI into exit codes in one place
(`web/cli.py`); nobody else looks at the kind to decide anything.
"""

from __future__ import annotations


class Problem(Exception):
    """Something a person can act on; the root of every error Padanan raises on purpose."""

    code = "problem"

    def __init__(self, message: str, *, hint: str = "", **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        """The message and, where there is one, the hint."""
        return f"{self.message} {self.hint}".strip()


class NotFound(Problem):
    """What was asked for does not exist."""

    code = "not_found"


class Conflict(Problem):
    """Somebody else has changed, holds or already owns it."""

    code = "conflict"


class Invalid(Problem):
    """The input cannot be read or makes no sense; nothing was changed."""

    code = "invalid"


class Forbidden(Problem):
    """The asker is known and may not."""

    code = "forbidden"


class Unavailable(Problem):
    """The store or a service is not to be had right now."""

    code = "unavailable"
