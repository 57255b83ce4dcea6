"""Imports and runs of the miner taken back by people: from the pages, and over HTTP."""

from __future__ import annotations

from glossary import ledger
from glossary.ledger import Undone
from memory.errors import Conflict
from web.context import Context


def undo(id_: str, context: Context, *, by: str) -> Undone:
    """
    Take an import or a run of the miner back, unless its job is waiting or at work.

    NotFound when there is no such import, Conflict when its job has not ended or it is undone already.
    """
    if id_ in at_work(context):
        raise Conflict("The run is going on.", hint="Stop it first.", job=id_)
    return ledger.undo(id_, context.memory, context.glossary, by=by)


def at_work(context: Context) -> set[str]:
    """The ids of the jobs that have not ended; a run of the miner is kept under that of its job."""
    return {job.id for job in context.jobs.all() if not job.over}
