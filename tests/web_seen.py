"""
Pages in a real browser: worked only when they are ready for it, and whatever they complain of or whom they ask taken down.

A page hears a key or a button only when its script has run and what htmx has put in is wired. So tests press, type and
click with the functions here, which wait for that; what leads to another page, they follow with an `expect` of what is
on that page alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE = 30_000  # ms, which a busy machine may take; what has come is seen at once
LOOK = {"locale": "en-GB", "reduced_motion": "reduce"}  # a colour half-way to another has no contrast to be measured
PHONE = {"viewport": {"width": 390, "height": 844}}
SEEN = [
    pytest.mark.browser_context_args(**LOOK, viewport={"width": 1200, "height": 850}),
    # pytest-base-url's fixture is a method, which pytest 9.2 warns of; pytest-playwright stands on it.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
]
_BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"

expect.set_options(timeout=PATIENCE)


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


@contextmanager
def other(browser: Browser, **look: object) -> Iterator[Page]:
    """A page of a browser beside the one of the test, which looks like this and is closed when the block ends."""
    context = browser.new_context(**{**LOOK, **look})  # type: ignore[arg-type]
    try:
        yield context.new_page()
    finally:
        context.close()


def ready(page: Page) -> Page:
    """The page, loaded, its scripts run, no answer on its way or half put in."""
    page.wait_for_load_state()
    expect(page.locator(_BUSY)).to_have_count(0)
    return page


def press(page: Page, *keys: str) -> None:
    """Press keys, each when the page is ready for it."""
    for key in keys:
        ready(page).keyboard.press(key)


def write(page: Page, text: str) -> None:
    """Type into what has the cursor."""
    ready(page).keyboard.type(text)


def click(target: Locator) -> None:
    """Click on something, when it is there and its page is ready."""
    expect(target).to_be_visible()
    ready(target.page)
    target.click()


def faults(page: Page) -> list[str]:
    """What axe-core finds serious or critical on a page, and what is wider than it."""
    found = Axe().run(ready(page)).response
    assert found["passes"]
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    told = [f"{one['id']}: {node['html']}" for one in serious for node in one["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return [*told, *(["it scrolls sideways"] if wide else [])]
