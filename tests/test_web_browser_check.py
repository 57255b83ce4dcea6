"""The Check page in a real browser: pasted, gone through and mended from the keyboard; a file; a phone; no script at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_web_pages_check import RIGHT, SOURCE, WRONG
from tests.test_web_pages_paper import TABLE
from tests.web_desk import faults
from tests.web_seen import SEEN, attended

pytestmark = SEEN


@pytest.fixture
def seen(page: Page) -> Iterator[Page]:
    """A page that complains of nothing and asks nobody else."""
    with attended(page) as watched:
        yield watched


def pasted(page: Page, address: str, target: str = WRONG) -> None:
    """Paste two texts and have them checked."""
    page.goto(f"{address}/check")
    page.locator("#source").fill(f"{SOURCE}\n{SOURCE}")
    page.locator("#target").fill(f"{target}\n{target}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#verdict")).to_be_focused()


def test_findings_are_gone_through_and_mended_from_the_keyboard(seen: Page, address: str) -> None:
    pasted(seen, address)
    seen.evaluate("window.before = true")
    findings, target = seen.locator(".finding"), seen.locator("#target")

    for key, focused in [("j", 0), ("j", 1), ("j", 1), ("k", 0)]:
        seen.keyboard.press(key)
        expect(findings.nth(focused)).to_be_focused()
    seen.keyboard.press("f")

    expect(target).to_have_value(f"{RIGHT}\n{WRONG}")
    expect(findings).to_have_count(1)
    expect(findings.first).to_be_focused()
    seen.keyboard.press("u")
    expect(target).to_have_value(f"{WRONG}\n{WRONG}")
    assert seen.evaluate("window.before") is True


def test_a_finding_is_let_pass_from_the_keyboard(seen: Page, address: str) -> None:
    pasted(seen, address)

    seen.keyboard.press("j")
    seen.keyboard.press("w")
    seen.keyboard.type("Just a quotation.")
    seen.keyboard.press("Enter")

    expect(seen.locator("#verdict")).to_contain_text("Passes")
    expect(seen.locator("details.waived > summary")).to_have_text("Waived (2)")


def test_escape_leaves_the_reason_and_keys_are_letters_in_a_text(seen: Page, address: str) -> None:
    pasted(seen, address)

    seen.keyboard.press("w")
    seen.keyboard.type("jkfu")
    expect(seen.locator(".waive[open] [data-waive]")).to_have_value("jkfu")
    seen.keyboard.press("Escape")

    expect(seen.locator(".waive[open]")).to_have_count(0)
    expect(seen.locator(".finding").first).to_be_focused()


def test_a_file_is_sent_mended_and_written_anew(seen: Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "naskah.csv").write_text(TABLE, encoding="utf-8")
    seen.goto(f"{address}/check")
    seen.locator("input[name=file]").set_input_files(tmp_path / "naskah.csv")
    seen.locator("#sending button").click()
    expect(seen.locator("h1")).to_have_text("naskah.csv")
    seen.wait_for_load_state()  # keys count from then on

    seen.keyboard.press("f")
    expect(seen.locator("#verdict")).to_contain_text("Passes")
    seen.locator("nav.pager a", has_text="All segments").click()
    seen.locator("details.edit summary").first.click()
    seen.locator("details.edit textarea").first.fill(WRONG)
    seen.keyboard.press("Control+Enter")

    expect(seen.locator("#verdict")).to_contain_text("Does not pass")


def test_findings_are_downloaded(seen: Page, address: str) -> None:
    pasted(seen, address)

    with seen.expect_download() as coming:
        seen.locator("button", has_text="CSV").click()

    assert coming.value.suggested_filename == "findings.csv"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 390)])
def test_axe_finds_nothing_and_a_phone_scrolls_one_way(
    browser: Browser, address: str, tmp_path: Path, scheme: str, width: int
) -> None:
    (tmp_path / "naskah.csv").write_text(TABLE, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
        locale="id-ID",  # type: ignore[arg-type]
    )
    page = context.new_page()

    pasted(page, address)
    page.keyboard.press("w")
    found = faults(page)
    page.locator("input[name=file]").set_input_files(tmp_path / "naskah.csv")
    page.locator("#sending button").click()
    page.locator("nav.pager a").last.click()
    expect(page.locator("article")).to_have_count(2)
    found += faults(page)
    context.close()

    assert found == []


def test_it_works_without_javascript(browser: Browser, address: str) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = plain.new_page()
    page.goto(f"{address}/check")
    page.locator("#source").fill(SOURCE)
    page.locator("#target").fill(WRONG)
    page.locator("#go").click()

    page.locator("button.fix").first.click()
    expect(page.locator("#target")).to_have_value(RIGHT)
    page.locator("#undo").click()

    expect(page.locator("#target")).to_have_value(WRONG)
    plain.close()
