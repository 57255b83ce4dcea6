"""The open memory and glossary: one store, alone or shared with other nodes, and what stands on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from glossary.lexicon import Lexicon
from glossary.lookup import Glossary
from memory.errors import NotFound, Unavailable
from memory.recall import Memory
from memory.stores import open_store
from memory.stores.base import Store
from web.access import Access
from web.accounts import Accounts
from web.census import Census
from web.dictionary import Dictionary
from web.jobs import Job, Jobs, Progress
from web.node import node
from web.rules import hold
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
    dictionary: Dictionary
    access: Access
    accounts: Accounts
    sessions: Sessions
    jobs: Jobs
    census: Census

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon as it is now."""
        return self.dictionary.now()


@contextmanager
def opened(settings: Settings, *, writable: bool) -> Iterator[Context]:
    """
    The memory and glossary of these settings, closed at the end.

    Raises Unavailable when there is no store, when it is damaged, when another process writes to its directory, or when its
    database is away.
    """
    fresh = writable and not settings.store and not settings.data.exists()
    access = settings.data / "access"
    if settings.store and writable:
        node(settings.data / "jobs")  # says in a sentence where this machine has no room for what is the node's own
    try:
        store = open_store(settings.where, writable=writable, beside=settings.data)
    except NotFound as problem:
        other = "check PADANAN_STORE and --store" if settings.store else "name another with --data"
        raise Unavailable(problem.message, hint=f"Make one with “padanan mine seeds”, or {other}.") from problem
    try:
        with store:
            memory, glossary = Memory(store), Glossary(store)
            hold(glossary)
            dictionary = Dictionary(store)
            tokens, jobs = Access(settings.where, "access"), _jobs(settings, memory, glossary)
            census = Census(memory, glossary)
            try:
                accounts = Accounts(tokens)
                sessions = Sessions(tokens, accounts)
                yield Context(settings, store, memory, glossary, dictionary, tokens, accounts, sessions, jobs, census)
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
    directory, address = settings.data / "jobs", settings.store
    return Jobs(directory, work, most=settings.most_jobs, watchers=watchers, address=address)


def attach(app: Flask, context: Context) -> None:
    """Give an app its context."""
    app.extensions[_KEY] = context


def here() -> Context:
    """The context of the app that handles the present request."""
    found: Context = current_app.extensions[_KEY]
    return found
