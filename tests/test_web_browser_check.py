"""The Check page in a real browser: pasted, gone through and mended from the keyboard; a file; a phone; no script at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_web_pages_check import RIGHT, SOURCE, WRONG
from tests.test_web_pages_paper import TABLE
from tests.web_seen import PHONE, SEEN, click, faults, other, press, write

pytestmark = SEEN


def pasted(page: Page, address: str, target: str = WRONG) -> None:
    """Paste two texts and have them checked."""
    page.goto(f"{address}/check")
    page.locator("#source").fill(f"{SOURCE}\n{SOURCE}")
    page.locator("#target").fill(f"{target}\n{target}")
    press(page, "Control+Enter")
    expect(page.locator("#verdict")).to_be_focused()


def test_findings_are_gone_through_and_mended_from_the_keyboard(seen: Page, address: str) -> None:
    pasted(seen, address)
    seen.evaluate("window.before = true")
    findings, target = seen.locator(".finding"), seen.locator("#target")

    for key, focused in [("j", 0), ("j", 1), ("j", 1), ("k", 0)]:
        press(seen, key)
        expect(findings.nth(focused)).to_be_focused()
    press(seen, "f")

    expect(target).to_have_value(f"{RIGHT}\n{WRONG}")
    expect(findings).to_have_count(1)
    expect(findings.first).to_be_focused()
    press(seen, "u")
    expect(target).to_have_value(f"{WRONG}\n{WRONG}")
    assert seen.evaluate("window.before") is True


def test_a_finding_is_let_pass_from_the_keyboard(seen: Page, address: str) -> None:
    pasted(seen, address)

    press(seen, "j")
    press(seen, "w")
    write(seen, "Just a quotation.")
    press(seen, "Enter")

    expect(seen.locator("#verdict")).to_contain_text("Passes")
    expect(seen.locator("details.waived > summary")).to_have_text("Waived (2)")


def test_escape_leaves_the_reason_and_keys_are_letters_in_a_text(seen: Page, address: str) -> None:
    pasted(seen, address)

    press(seen, "w")
    write(seen, "jkfu")
    expect(seen.locator(".waive[open] [data-waive]")).to_have_value("jkfu")
    press(seen, "Escape")

    expect(seen.locator(".waive[open]")).to_have_count(0)
    expect(seen.locator(".finding").first).to_be_focused()


def test_a_file_is_sent_mended_and_written_anew(seen: Page, address: str, tmp_path: Path) -> None:
    (tmp_path / "naskah.csv").write_text(TABLE, encoding="utf-8")
    seen.goto(f"{address}/check")
    seen.locator("input[name=file]").set_input_files(tmp_path / "naskah.csv")
    click(seen.locator("#sending button"))
    expect(seen.locator("h1")).to_have_text("naskah.csv")

    press(seen, "f")
    expect(seen.locator("#verdict")).to_contain_text("Passes")
    click(seen.locator("nav.pager a", has_text="All segments"))
    expect(seen.locator("nav.pager a[aria-current]")).to_contain_text("All segments")
    click(seen.locator("details.edit summary").first)
    seen.locator("details.edit textarea").first.fill(WRONG)
    press(seen, "Control+Enter")

    expect(seen.locator("#verdict")).to_contain_text("Does not pass")


def test_findings_are_downloaded(seen: Page, address: str) -> None:
    pasted(seen, address)

    with seen.expect_download() as coming:
        click(seen.locator("button", has_text="CSV"))

    assert coming.value.suggested_filename == "findings.csv"


@pytest.mark.parametrize("look", [{}, {**PHONE, "color_scheme": "dark"}], ids=["desk", "dark phone"])
def test_axe_finds_nothing_and_a_phone_scrolls_one_way(
    browser: Browser, address: str, tmp_path: Path, look: dict[str, object]
) -> None:
    (tmp_path / "naskah.csv").write_text(TABLE, encoding="utf-8")
    with other(browser, locale="id-ID", **look) as page:
        pasted(page, address)
        press(page, "w")
        found = faults(page)
        page.locator("input[name=file]").set_input_files(tmp_path / "naskah.csv")
        click(page.locator("#sending button"))
        expect(page.locator("h1")).to_have_text("naskah.csv")
        click(page.locator("nav.pager a").last)
        expect(page.locator("article")).to_have_count(2)
        found += faults(page)

    assert found == []


def test_it_works_without_javascript(browser: Browser, address: str) -> None:
    with other(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/check")
        page.locator("#source").fill(SOURCE)
        page.locator("#target").fill(WRONG)
        click(page.locator("#go"))

        click(page.locator("button.fix").first)
        expect(page.locator("#target")).to_have_value(RIGHT)
        click(page.locator("#undo"))

        expect(page.locator("#target")).to_have_value(WRONG)
