"""A concept in a real browser: edited from the keyboard, with nothing lost, by everybody."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.web_desk import glossary
from tests.web_seen import PHONE, SEEN, click, faults, other, press, write
from tests.web_small import CEASEFIRE, HOSTILE, LANDSLIDE

pytestmark = SEEN


def test_e_edits_and_control_enter_saves(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/k/{CEASEFIRE}")

    press(seen, "e")
    seen.wait_for_url(f"{address}/k/{CEASEFIRE}/edit")
    seen.locator("textarea[name=note]").focus()
    write(seen, " Nor a treaty.")
    press(seen, "Control+Enter")

    seen.wait_for_url(f"{address}/k/{CEASEFIRE}")
    assert "Nor a treaty." in glossary(app).get(CEASEFIRE).note


def test_escape_leaves_a_form_in_which_nothing_was_typed(seen: Page, address: str) -> None:
    seen.goto(f"{address}/k/{CEASEFIRE}/edit")
    seen.locator("input[name=term-0-text]").focus()
    write(seen, "x")
    press(seen, "Escape")
    expect(seen.locator("#concept-form")).to_be_visible()

    seen.goto(f"{address}/k/{CEASEFIRE}/edit")
    press(seen, "Escape")

    seen.wait_for_url(f"{address}/k/{CEASEFIRE}")


def test_rows_are_added_at_once_and_all_of_them_are_kept(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/k/{LANDSLIDE}/edit")
    for text in ("mudslide", "earth slip"):
        click(seen.get_by_role("button", name="Another row"))
        write(seen, text)

    press(seen, "Control+Enter")

    seen.wait_for_url(f"{address}/k/{LANDSLIDE}")
    english = {term.text for term in glossary(app).get(LANDSLIDE).in_language("en")}
    assert english == {"landslide", "mudslide", "earth slip"}


def test_enter_in_a_row_saves_and_asks_for_no_other_row(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/k/{LANDSLIDE}/edit")
    seen.locator("input[name=term-1-text]").fill("landslip")

    press(seen, "Enter")

    seen.wait_for_url(f"{address}/k/{LANDSLIDE}")
    assert glossary(app).get(LANDSLIDE).in_language("en")[0].text == "landslip"


@pytest.mark.parametrize(("scheme", "locale"), [("light", "id-ID"), ("dark", "en-GB")])
def test_everybody_can_use_it_on_a_phone_in_both_schemes(
    app: Flask, address: str, browser: Browser, scheme: str, locale: str
) -> None:
    glossary(app).edit(CEASEFIRE, {"subject": ["war"]}, by="Rini")
    glossary(app).remark(CEASEFIRE, "Which one?", by="Rini")
    found = {}

    with other(browser, **PHONE, color_scheme=scheme, locale=locale) as page:
        for way in (f"/k/{CEASEFIRE}", f"/k/{HOSTILE}", f"/k/{CEASEFIRE}/edit"):
            page.goto(f"{address}{way}")
            if unfit := faults(page):
                found[way] = unfit

    assert found == {}
