"""How it is: counts, and whether the store can be read."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from web.api.calls import api, call
from web.auth import needs, who
from web.context import here


@api.get("/stats")
@needs("reader")
@call({200: "Stats"})
def stats() -> Response:
    """Count what there is."""
    return jsonify(counts())


def counts() -> dict[str, Any]:
    """Units, concepts by lifecycle, dictionary entries, revision."""
    context = here()
    return {
        "units": len(context.memory),
        "concepts": len(context.glossary),
        "lifecycles": context.glossary.stages(),
        "dictionary": len(context.lexicon),
        "termbase_version": context.glossary.version,
    }


@api.get("/health")
@needs("anyone")
@call({200: "Health"})
def health() -> Response:
    """Tell whether the store can be read, and how far it is; readers are told, too, what its keeper should know."""
    store, memory = here().store, here().memory
    notes = list(store.notes) if who().may("reader") else []
    told = {"units": len(memory), "concepts": len(here().glossary)}
    return jsonify(
        {
            "status": "ok",
            "revision": store.revision,
            "notes": notes,
            "store": {"state": "sound" if not store.notes else "see notes", **told},
            "index": {"state": "ready" if memory.ready else "not built yet"},
        }
    )
