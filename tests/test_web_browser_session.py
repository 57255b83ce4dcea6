"""Coming, settings and going in a real browser: from the keyboard, on a phone, in both languages, for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.test_web_serve import padanan, serving
from tests.web_seen import SEEN, attended
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


@pytest.fixture
def seen(page: Page) -> Iterator[Page]:
    """A page that must make no complaint and ask nobody else."""
    with attended(page):
        yield page


def come(page: Page, address: str) -> None:
    """Sign in, from the keyboard alone."""
    page.goto(f"{address}/sign-in?next=/settings")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/settings")


def test_an_invited_person_comes_works_and_goes_by_the_keyboard(seen: Page, house: tuple[Path, str]) -> None:
    data, address = house
    told = padanan(data, "invite", "Budi", "--role", "editor", "--address", address)
    seen.goto(told.stdout.strip())
    expect(seen.locator("#password")).to_be_focused()

    seen.keyboard.type("sepuluh perahu layar")
    seen.keyboard.press("Tab")
    seen.keyboard.type("sepuluh perahu layar")
    seen.keyboard.press("Enter")

    expect(seen.locator("header bdi")).to_have_text("Budi")
    seen.locator("header button").press("Enter")
    expect(seen).to_have_url(f"{address}/sign-in")
    seen.go_back()
    expect(seen.locator("header bdi")).to_have_count(0)


def test_what_is_shown_once_is_copied_with_a_button(
    seen: Page, context: BrowserContext, house: tuple[Path, str]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    come(seen, house[1])

    seen.locator("#tokens input[name=name]").fill("OmegaT")
    seen.keyboard.press("Enter")
    seen.locator(".once button").click()

    expect(seen.locator("#said")).to_contain_text("Copied:")
    assert re.fullmatch(r"pdn_\S{43}", seen.evaluate("navigator.clipboard.readText()"))
    seen.goto(f"{house[1]}/settings")
    expect(seen.locator("#tokens li")).to_contain_text("OmegaT")


def test_the_first_step_of_the_keyboard_leads_past_the_navigation(seen: Page, house: tuple[Path, str]) -> None:
    come(seen, house[1])

    seen.keyboard.press("Tab")
    expect(seen.locator("a.skip")).to_be_focused()
    expect(seen.locator("a.skip")).to_be_in_viewport()
    seen.keyboard.press("Enter")
    seen.keyboard.press("Tab")

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
    size = {"width": 390, "height": 800}
    with closing(
        browser.new_context(viewport=size, color_scheme=scheme, locale=language)  # type: ignore[arg-type]
    ) as context:
        page = context.new_page()
        with attended(page):
            for way in (told, f"{address}/sign-in", f"{address}/settings"):
                if way.endswith("/settings"):
                    come(page, address)
                else:
                    page.goto(way)
                found = Axe().run(page).response["violations"]
                assert [
                    (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
                ] == []
                assert page.evaluate("document.documentElement.scrollWidth") <= 390
                assert page.locator("html").get_attribute("lang") == language
