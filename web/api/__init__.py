"""
`/api/v1`: parse, call, shape. What the calls promise is DESIGN §7; how they are declared is `calls.py`.

    asking     lookup, match, concordance, spot         checks   check, waivers
    termbase   concepts and the review queue            jobs     jobs, imports
    units      the memory                               exports  files out
    tokens     who may do what                          status   stats, health
    openapi    the document, and the page that shows it
"""

from web.api import asking, checks, exports, jobs, status, termbase, tokens, units
from web.api.calls import api
from web.api.openapi import docs

__all__ = ["api", "asking", "checks", "docs", "exports", "jobs", "status", "termbase", "tokens", "units"]
