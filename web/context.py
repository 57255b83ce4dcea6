"""The open memory and glossary: one store, and what stands on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from glossary.lexicon import Lexicon, kept, seeds
from glossary.lookup import Glossary
from memory.errors import NotFound, Unavailable
from memory.recall import Memory
from memory.stores import open_store
from memory.stores.base import Store
from web.access import Access
from web.accounts import Accounts
from web.census import Census
from web.jobs import Job, Jobs, Progress
from web.rules import four_eyes
from web.sessions import Sessions
from web.settings import Settings

_KEY = "padanan"


@dataclass(frozen=True, slots=True)
class Context:
    """What every answer is made from."""

    settings: Settings
    store: Store
    memory: Memory
    glossary: Glossary
    lexicon: Lexicon
    access: Access
    accounts: Accounts
    sessions: Sessions
    jobs: Jobs
    census: Census


@contextmanager
def opened(settings: Settings, *, writable: bool) -> Iterator[Context]:
    """
    The memory and glossary of these settings, closed at the end.

    Raises Unavailable when there is no store, when it is damaged, or when another process writes to it.
    """
    fresh = writable and not settings.store and not settings.data.exists()
    access = settings.data / "access"
    try:
        store = open_store(settings.where, writable=writable)
    except NotFound as problem:
        raise Unavailable(
            problem.message, hint="Make one with “padanan mine seeds”, or name another with --data."
        ) from problem
    try:
        with store:
            memory, glossary = Memory(store), Glossary(store, four_eyes=four_eyes(store))
            tokens, jobs = Access(access), _jobs(settings, memory, glossary)
            census = Census(memory, glossary)
            try:
                lexicon = seeds().with_entries(kept(store))
                accounts = Accounts(tokens)
                sessions = Sessions(tokens, accounts)
                yield Context(settings, store, memory, glossary, lexicon, tokens, accounts, sessions, jobs, census)
            finally:
                census.close()
                jobs.close()  # before the store, which a job may be writing to
                tokens.close()
                memory.save()
    except BaseException:
        if fresh and store.revision == 0 and not access.exists():
            shutil.rmtree(settings.data, ignore_errors=True)  # a first run that failed leaves nothing behind
        raise


def _jobs(settings: Settings, memory: Memory, glossary: Glossary) -> Jobs:
    def work(job: Job, files: Sequence[Path], progress: Progress) -> dict[str, Any]:
        from web import work  # noqa: PLC0415 - readers of many kinds of files, which a look-up in the terminal has no use for

        return work.work(job, files, progress, memory=memory, glossary=glossary)

    watchers = max(1, settings.threads // 2)
    return Jobs(settings.data / "jobs", work, most=settings.most_jobs, watchers=watchers)


def attach(app: Flask, context: Context) -> None:
    """Give an app its context."""
    app.extensions[_KEY] = context


def here() -> Context:
    """The context of the app that handles the present request."""
    found: Context = current_app.extensions[_KEY]
    return found
