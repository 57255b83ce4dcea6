"""What partitions are worked on with in tests. A page of its own, for each worker imports it, and that should not take long."""

from __future__ import annotations

import os
import signal
import time

from memory.errors import Invalid


def squared(_: None, number: int) -> int:
    """Not always as fast."""
    time.sleep(0.01 * (number % 3))
    return number * number


def who(_: None, number: int) -> tuple[int, int]:
    """The number again, and the process that saw it."""
    time.sleep(0.005)
    return number, os.getpid()


def refused(_: None, number: int) -> int:
    """A Problem at five."""
    if number == 5:
        raise Invalid("There is no five.", hint="Try four.", file="x.txt")
    return number


def broken(_: None, number: int) -> int:
    """A mistake at five."""
    return 1 // (5 - number)


def dead(_: None, number: object) -> object:
    """The end of the worker at five, and at whatever is no number."""
    if number == 5 or not isinstance(number, int):
        os.kill(os.getpid(), signal.SIGKILL)
    return number
