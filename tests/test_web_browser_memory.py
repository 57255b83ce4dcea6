"""The Memory page in a real browser: searched while typing, edited in place, taken back; files imported; a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_web_pages_imports import TABLE
from tests.web_seen import PHONE, SEEN, click, faults, other, press, ready, write
from tests.web_small import PAIRS

pytestmark = SEEN
ENGLISH = PAIRS[0][1]


def test_what_is_typed_is_found_edited_and_taken_back_without_a_new_page(seen: Page, address: str) -> None:
    seen.goto(f"{address}/memory")
    seen.evaluate("window.before = true")
    seen.locator("#q").press_sequentially("gencatan senjata")
    rows = seen.locator("article.unit")
    expect(rows).to_have_count(2)
    seen.wait_for_url(lambda url: "senjata" in url)
    expect(seen.locator("#q")).to_be_focused()
    ready(seen)
    first = rows.filter(has_text=ENGLISH)

    first.focus()
    press(seen, "e")
    expect(seen.locator(".edited textarea").first).to_be_focused()
    press(seen, "Tab")
    press(seen, "Control+A")
    write(seen, "The truce begins.")
    press(seen, "Control+Enter")
    expect(rows.filter(has_text="The truce begins.")).to_be_focused()
    press(seen, "u")

    expect(rows.filter(has_text=ENGLISH)).to_contain_text("As it was before.")
    assert seen.evaluate("window.before") is True


def test_a_row_is_deleted_and_comes_back(seen: Page, address: str) -> None:
    seen.goto(f"{address}/memory?q=gencatan")
    row = seen.locator("article.unit").filter(has_text=ENGLISH)

    click(row.locator("button", has_text="Delete"))
    expect(row).to_have_count(0)
    click(seen.locator(".gone button"))

    expect(row).to_be_visible()


def test_escape_leaves_the_form_as_it_was(seen: Page, address: str) -> None:
    seen.goto(f"{address}/memory?q=gencatan")
    press(seen, "ArrowDown")
    press(seen, "e")
    expect(seen.locator(".edited textarea").first).to_be_focused()

    press(seen, "Escape")

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

    click(seen.locator("#sending button"))

    expect(seen.locator(".job .state")).to_have_text("done")
    expect(seen.locator(".imports li .name")).to_have_text("banjir.csv")
    click(seen.locator(".imports button"))
    expect(seen.locator(".imports li.off")).to_contain_text("undone")


@pytest.mark.parametrize("look", [{}, {**PHONE, "color_scheme": "dark"}], ids=["desk", "dark phone"])
def test_axe_finds_nothing_and_a_phone_scrolls_one_way(
    browser: Browser, address: str, tmp_path: Path, look: dict[str, object]
) -> None:
    (tmp_path / "banjir.csv").write_text(TABLE, encoding="utf-8")
    with other(browser, locale="id-ID", **look) as page:
        page.goto(f"{address}/memory?how=like&q=Gencatan senjata ini rapuh.")
        found = faults(page)
        click(page.locator("article .change").first)
        expect(page.locator(".edited textarea").first).to_be_focused()
        found += faults(page)
        page.goto(f"{address}/memory/imports")
        page.locator("input[name=files]").set_input_files(tmp_path / "banjir.csv")
        click(page.locator("#sending button"))
        expect(page.locator(".job .state")).to_have_text("selesai")
        found += faults(page)

    assert found == []


def test_it_works_without_javascript(browser: Browser, address: str) -> None:
    with other(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/memory?q=gencatan")
        row = page.locator("article.unit").filter(has_text=ENGLISH)

        click(row.locator(".change"))
        page.locator("textarea[name=en]").fill("The truce begins.")
        click(page.locator(".edited button"))
        expect(page.locator("article.unit").filter(has_text="The truce begins.")).to_be_visible()
        click(page.locator(".last button"))

        expect(row).to_be_visible()
