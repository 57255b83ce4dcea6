"""
What the door of this room names and does not carry: the app and what it stands on, imported when somebody asks for them.

Python imports the door before anything behind it. With the app behind it, `padanan --help` would take most of a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {"Context": "web.context", "create_app": "web.app", "opened": "web.context"}


def late(name: str) -> Any:
    """A name of the door, for its `__getattr__` (PEP 562); AttributeError for what it has not."""
    if name not in _WHERE:
        raise AttributeError(f"module 'web' has no attribute {name!r}", name=name)
    return getattr(import_module(_WHERE[name]), name)
