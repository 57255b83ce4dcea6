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
    """
    Tell how it is: 200 while anything can be answered. Readers are told, too, what the keeper of the store should know.

    A database that is away leaves its nodes able to read: `connected` is false, and nothing can be changed.
    """
    context = here()
    store, memory = context.store, context.memory
    notes = list(store.notes) if who().may("reader") else []
    state = "see notes" if store.notes else "sound"
    return jsonify(
        {
            "status": "ok",
            "revision": store.revision,
            "notes": notes,
            "store": {
                "state": state if store.connected else "away",
                "engine": store.engine,
                "connected": store.connected,
                "silence": round(store.silence, 1),
                "units": len(memory),
                "concepts": len(context.glossary),
            },
            "index": {"state": "ready" if memory.ready else "not built yet"},
        }
    )
