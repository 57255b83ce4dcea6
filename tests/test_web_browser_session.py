"""Coming, settings and going in a real browser: from the keyboard, on a phone, in both languages, for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.test_web_serve import padanan, serving
from tests.web_seen import PHONE, SEEN, attended, click, faults, other, press, write
from tests.web_small import small
from web.access import Access
from web.accounts import Accounts

pytestmark = SEEN
NAME, PASSWORD = "Ni Luh Ayu", "sembilan perahu layar"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A served store with one administrator: its data and its address."""
    data = small(tmp_path_factory.mktemp("browser") / "data")
    with closing(Access(data / "access")) as access:
        accounts = Accounts(access)
        accounts.accept(accounts.first() or "", NAME, PASSWORD)
    with serving(data) as (_, host, port):
        yield data, f"http://{host}:{port}"


def come(page: Page, address: str) -> None:
    """Sign in, from the keyboard alone."""
    page.goto(f"{address}/sign-in?next=/settings")
    expect(page.locator("#name")).to_be_focused()
    write(page, NAME)
    press(page, "Tab")
    write(page, PASSWORD)
    press(page, "Enter")
    page.wait_for_url(f"{address}/settings")


def test_an_invited_person_comes_works_and_goes_by_the_keyboard(seen: Page, house: tuple[Path, str]) -> None:
    data, address = house
    told = padanan(data, "invite", "Budi", "--role", "editor", "--address", address)
    seen.goto(told.stdout.strip())
    expect(seen.locator("#password")).to_be_focused()

    write(seen, "sepuluh perahu layar")
    press(seen, "Tab")
    write(seen, "sepuluh perahu layar")
    press(seen, "Enter")

    expect(seen.locator("header bdi")).to_have_text("Budi")
    seen.locator("header button").focus()
    press(seen, "Enter")
    seen.wait_for_url(f"{address}/sign-in")
    seen.go_back()
    expect(seen.locator("header bdi")).to_have_count(0)


def test_what_is_shown_once_is_copied_with_a_button(
    seen: Page, context: BrowserContext, house: tuple[Path, str]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    come(seen, house[1])

    seen.locator("#tokens input[name=name]").fill("OmegaT")
    press(seen, "Enter")
    click(seen.locator(".once button"))

    expect(seen.locator("#said")).to_contain_text("Copied:")
    assert re.fullmatch(r"pdn_\S{43}", seen.evaluate("navigator.clipboard.readText()"))
    seen.goto(f"{house[1]}/settings")
    expect(seen.locator("#tokens li")).to_contain_text("OmegaT")


def test_the_first_step_of_the_keyboard_leads_past_the_navigation(seen: Page, house: tuple[Path, str]) -> None:
    come(seen, house[1])

    press(seen, "Tab")
    expect(seen.locator("a.skip")).to_be_focused()
    expect(seen.locator("a.skip")).to_be_in_viewport()
    press(seen, "Enter")
    press(seen, "Tab")

    expect(seen.locator("#account input[name=before]")).to_be_focused()


def test_a_page_asks_the_api_with_its_session_and_the_proof(seen: Page, house: tuple[Path, str]) -> None:
    come(seen, house[1])

    told = seen.evaluate(
        """async () => {
          const proof = JSON.parse(document.body.getAttribute("hx-headers"));
          const body = JSON.stringify({terms: [{language: "id", text: "bandar udara"}]});
          const headers = {"Content-Type": "application/json", ...proof};
          const made = await fetch("/api/v1/concepts", {method: "POST", body, headers});
          return [(await made.json()).created.by, (await fetch("/api/v1/tokens")).status];
        }"""
    )

    assert told == [NAME, 200]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nobody_is_kept_out_by_how_the_pages_are_made(
    browser: Browser, house: tuple[Path, str], scheme: str, language: str
) -> None:
    data, address = house
    told = padanan(data, "invite", "Citra", "--role", "editor", "--address", address).stdout.strip()
    with other(browser, **PHONE, color_scheme=scheme, locale=language) as there, attended(there) as page:
        for way in (told, f"{address}/sign-in", f"{address}/settings"):
            if way.endswith("/settings"):
                come(page, address)
            else:
                page.goto(way)
            assert faults(page) == []
            expect(page.locator("html")).to_have_attribute("lang", language)
