"""
Which node this is, where several serve one database: a directory of its own, under a name that stays when it starts anew.

    NODE      the node's id, made once
    worker    locked by the one process of the node that does its jobs
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from memory.errors import Unavailable
from memory.stores.files.log import private


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its id, and the name of its host for people. Where there is only one, both are empty."""

    id: str = ""
    host: str = ""


ALONE = Node()


def node(directory: Path) -> Node:
    """The node whose directory this is, made if it is new. Unavailable where nothing can be written."""
    path = directory / "NODE"
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make(path)
        return Node(path.read_text(encoding="ascii").strip(), socket.gethostname())
    except OSError as error:
        hint = "Name a directory of this node with --data, or PADANAN_DATA."
        raise Unavailable(f"{path} cannot be written: {error.strerror}.", hint=hint) from error


def _make(path: Path) -> None:
    """Write a new id there, whole or not at all; another process may be at it, too, and one of them wins."""
    beside = path.with_name(f"NODE.{secrets.token_hex(4)}")
    with open(beside, "w", encoding="ascii", opener=private) as file:
        file.write(f"n_{secrets.token_hex(8)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()


@contextmanager
def claimed(directory: Path) -> Iterator[bool]:
    """Whether this process is, for as long as the block runs, the one that does the jobs of this directory."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(directory / "worker", "a", opener=private) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
