"""Pages in a real browser: whatever they complain of and whomever they ask is taken down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

SEEN = [
    pytest.mark.browser_context_args(locale="en-GB", viewport={"width": 1200, "height": 850}),
    # pytest-base-url's fixture is a method, which pytest 9.2 warns of; pytest-playwright stands on it.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]


@contextmanager
def attended(page: Page) -> Iterator[Page]:
    """A page that, when the block ends, must have made no complaint and asked nobody but its server."""
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))  # data: images ask nobody
    yield page
    # Chromium says so when a test presses a key before the box has taken the cursor.
    complaints = [text for text in said if not text.startswith("Autofocus processing was blocked")]
    assert complaints == [], complaints
    assert len(asked - {""}) == 1, asked
