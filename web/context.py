"""The open memory and glossary: one store, and what stands on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, current_app

from glossary.lexicon import Lexicon, seeds
from glossary.lookup import Glossary
from memory.errors import NotFound, Unavailable
from memory.recall import Memory
from memory.stores import open_store
from memory.stores.base import Store
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


@contextmanager
def opened(settings: Settings, *, writable: bool) -> Iterator[Context]:
    """
    The memory and glossary of these settings, closed at the end.

    Raises Unavailable when there is no store, when it is damaged, or when another process writes to it.
    """
    fresh = writable and not settings.store and not settings.data.exists()
    try:
        store = open_store(settings.where, writable=writable)
    except NotFound as problem:
        raise Unavailable(
            problem.message, hint="Make one with “padanan mine seeds”, or name another with --data."
        ) from problem
    try:
        with store:
            memory = Memory(store)
            try:
                yield Context(settings, store, memory, Glossary(store), seeds())
            finally:
                memory.save()
    except BaseException:
        if fresh and store.revision == 0:
            shutil.rmtree(settings.data, ignore_errors=True)  # a first run that failed leaves nothing behind
        raise


def attach(app: Flask, context: Context) -> None:
    """Give an app its context."""
    app.extensions[_KEY] = context


def here() -> Context:
    """The context of the app that handles the present request."""
    found: Context = current_app.extensions[_KEY]
    return found
