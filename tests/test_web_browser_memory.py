"""The Memory page in a real browser: searched while typing, edited in place, taken back; files imported; a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_web_pages_imports import TABLE
from tests.web_desk import faults
from tests.web_seen import SEEN, attended
from tests.web_small import PAIRS

pytestmark = SEEN
ENGLISH = PAIRS[0][1]


@pytest.fixture
def seen(page: Page) -> Iterator[Page]:
    """A page that complains of nothing and asks nobody else."""
    with attended(page) as watched:
        yield watched


def test_what_is_typed_is_found_edited_and_taken_back_without_a_new_page(seen: Page, address: str) -> None:
    seen.goto(f"{address}/memory")
    seen.evaluate("window.before = true")
    seen.locator("#q").press_sequentially("gencatan senjata")
    rows = seen.locator("article.unit")
    expect(rows).to_have_count(2)
    seen.wait_for_url(lambda url: "senjata" in url)
    expect(seen.locator("#q")).to_be_focused()
    first = rows.filter(has_text=ENGLISH)

    first.focus()
    seen.keyboard.press("e")
    expect(seen.locator(".edited textarea").first).to_be_focused()
    seen.keyboard.press("Tab")
    seen.keyboard.press("Control+A")
    seen.keyboard.type("The truce begins.")
    seen.keyboard.press("Control+Enter")
    expect(rows.filter(has_text="The truce begins.")).to_be_focused()
    seen.keyboard.press("u")

    expect(rows.filter(has_text=ENGLISH)).to_contain_text("As it was before.")
    assert seen.evaluate("window.before") is True


def test_a_row_is_deleted_and_comes_back(seen: Page, address: str) -> None:
    seen.goto(f"{address}/memory?q=gencatan")
    row = seen.locator("article.unit").filter(has_text=ENGLISH)

    row.locator("button", has_text="Delete").click()
    expect(row).to_have_count(0)
    seen.locator(".gone button").click()

    expect(row).to_be_visible()


def test_escape_leaves_the_form_as_it_was(seen: Page, address: str) -> None:
    seen.goto(f"{address}/memory?q=gencatan")
    seen.keyboard.press("ArrowDown")
    seen.keyboard.press("e")
    expect(seen.locator(".edited textarea").first).to_be_focused()

    seen.keyboard.press("Escape")

    expect(seen.locator(".edited")).to_have_count(0)
    expect(seen.locator("article.unit").first).to_be_focused()


def test_the_ways_to_search_are_asked_for_at_once(seen: Page, address: str) -> None:
    seen.goto(f"{address}/memory?q=Gencatan senjata ini rapuh.")

    seen.locator("input[value=like]").check()

    expect(seen.locator("article del")).to_have_text("itu")


def test_an_import_is_followed_to_its_end_and_listed(seen: Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "banjir.csv").write_text(TABLE, encoding="utf-8")
    seen.goto(f"{address}/memory/imports")
    seen.locator("input[name=files]").set_input_files(tmp_path / "banjir.csv")

    seen.locator("#sending button").click()

    expect(seen.locator(".job .state")).to_have_text("done")
    expect(seen.locator(".imports li .name")).to_have_text("banjir.csv")
    seen.locator(".imports button").click()
    expect(seen.locator(".imports li.off")).to_contain_text("undone")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_axe_finds_nothing_and_a_phone_scrolls_one_way(
    browser: Browser, address: str, tmp_path: Path, scheme: str, width: int
) -> None:
    (tmp_path / "banjir.csv").write_text(TABLE, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        locale="id-ID",  # type: ignore[arg-type]
    )
    page = context.new_page()

    page.goto(f"{address}/memory?how=like&q=Gencatan senjata ini rapuh.")
    found = faults(page)
    page.locator("article .change").first.click()
    expect(page.locator(".edited textarea").first).to_be_focused()
    found += faults(page)
    page.goto(f"{address}/memory/imports")
    page.locator("input[name=files]").set_input_files(tmp_path / "banjir.csv")
    page.locator("#sending button").click()
    expect(page.locator(".job .state")).to_have_text("selesai")
    found += faults(page)
    context.close()

    assert found == []


def test_it_works_without_javascript(browser: Browser, address: str) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = plain.new_page()
    page.goto(f"{address}/memory?q=gencatan")
    row = page.locator("article.unit").filter(has_text=ENGLISH)

    row.locator(".change").click()
    page.locator("textarea[name=en]").fill("The truce begins.")
    page.locator(".edited button").click()
    expect(page.locator("article.unit").filter(has_text="The truce begins.")).to_be_visible()
    page.locator(".last button").click()

    expect(row).to_be_visible()
    plain.close()
