"""
The pages: the same calls as the API's, as HTML. `frame.py` is what all of them stand in; each has a module here, a
template of its name, and one for the parts of it that htmx asks for.
"""

from web.pages import (
    bulk,
    check,
    concept,
    imports,
    language,
    lookup,
    memory,
    mine,
    mined,
    paper,
    review,
    session,
    settings,
    statistics,
)
from web.pages.frame import pages

__all__ = [
    "bulk",
    "check",
    "concept",
    "imports",
    "language",
    "lookup",
    "memory",
    "mine",
    "mined",
    "pages",
    "paper",
    "review",
    "session",
    "settings",
    "statistics",
]
