"""A concept in a real browser: edited from the keyboard, with nothing lost, by everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.web_desk import alone, faults, glossary
from tests.web_seen import SEEN
from tests.web_small import CEASEFIRE, HOSTILE, LANDSLIDE

pytestmark = SEEN


@pytest.fixture
def seen(page: Page) -> Iterator[Page]:
    """A page that complains of nothing and asks nobody else."""
    with alone(page) as watched:
        yield watched


def test_e_edits_and_control_enter_saves(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/k/{CEASEFIRE}")

    seen.keyboard.press("e")
    seen.locator("textarea[name=note]").focus()
    seen.keyboard.type(" Nor a treaty.")
    seen.keyboard.press("Control+Enter")

    seen.wait_for_url(f"{address}/k/{CEASEFIRE}")
    assert "Nor a treaty." in glossary(app).get(CEASEFIRE).note


def test_escape_leaves_a_form_in_which_nothing_was_typed(seen: Page, address: str) -> None:
    seen.goto(f"{address}/k/{CEASEFIRE}/edit")
    seen.locator("input[name=term-0-text]").focus()
    seen.keyboard.type("x")
    seen.keyboard.press("Escape")
    expect(seen.locator("#concept-form")).to_be_visible()

    seen.goto(f"{address}/k/{CEASEFIRE}/edit")
    seen.keyboard.press("Escape")

    seen.wait_for_url(f"{address}/k/{CEASEFIRE}")


def test_rows_are_added_at_once_and_all_of_them_are_kept(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/k/{LANDSLIDE}/edit")
    for text in ("mudslide", "earth slip"):
        seen.get_by_role("button", name="Another row").click()
        seen.keyboard.type(text)

    seen.keyboard.press("Control+Enter")

    seen.wait_for_url(f"{address}/k/{LANDSLIDE}")
    english = {term.text for term in glossary(app).get(LANDSLIDE).in_language("en")}
    assert english == {"landslide", "mudslide", "earth slip"}


def test_enter_in_a_row_saves_and_asks_for_no_other_row(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/k/{LANDSLIDE}/edit")
    seen.locator("input[name=term-1-text]").fill("landslip")

    seen.keyboard.press("Enter")

    seen.wait_for_url(f"{address}/k/{LANDSLIDE}")
    assert glossary(app).get(LANDSLIDE).in_language("en")[0].text == "landslip"


@pytest.mark.parametrize(("scheme", "locale"), [("light", "id-ID"), ("dark", "en-GB")])
def test_everybody_can_use_it_on_a_phone_in_both_schemes(
    app: Flask, address: str, browser: Browser, scheme: str, locale: str
) -> None:
    glossary(app).edit(CEASEFIRE, {"subject": ["war"]}, by="Rini")
    glossary(app).remark(CEASEFIRE, "Which one?", by="Rini")
    phone = browser.new_context(
        viewport={"width": 390, "height": 800}, color_scheme=scheme, locale=locale, bypass_csp=True
    )
    page = phone.new_page()
    found = {}

    for way in (f"/k/{CEASEFIRE}", f"/k/{HOSTILE}", f"/k/{CEASEFIRE}/edit"):
        page.goto(f"{address}{way}")
        if unfit := faults(page):
            found[way] = unfit
    phone.close()

    assert found == {}
