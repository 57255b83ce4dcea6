"""The review queue in a real browser: worked from the keyboard alone, on a phone, in the dark, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from glossary.terms import Decision
from tests.web_desk import BANK, HALT, TREATY, alone, faults, glossary
from tests.web_seen import SEEN
from tests.web_small import CEASEFIRE, LANDSLIDE

pytestmark = SEEN


@pytest.fixture
def seen(page: Page) -> Iterator[Page]:
    """A page that complains of nothing and asks nobody else."""
    with alone(page) as watched:
        yield watched


def in_view(page: Page, text: str) -> None:
    """Wait until this candidate is in view, and has the focus."""
    expect(page.locator("#candidate span").first).to_have_text(text)
    expect(page.locator("#candidate")).to_be_focused()


def stages(app: Flask, *ids: str) -> list[str]:
    """Where concepts stand in their life."""
    return [glossary(app).get(id_).lifecycle for id_ in ids]


def test_the_queue_is_worked_with_one_key_each(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")
    seen.evaluate("window.before = true")
    in_view(seen, "bank sentral")

    seen.keyboard.press("a")
    in_view(seen, "perjanjian damai")
    expect(seen.locator("#heard")).to_have_text("Approved: bank sentral → central bank")

    seen.keyboard.press("3")
    seen.keyboard.press("a")
    in_view(seen, "penghentian tembak")

    seen.keyboard.press("m")
    in_view(seen, "tanah longsor")

    seen.keyboard.press("s")
    in_view(seen, "kabut asap")

    assert stages(app, BANK, TREATY, HALT) == ["approved", "approved", "retired"]
    assert glossary(app).get(TREATY).in_language("en")[0].text == "peace accord"
    assert seen.evaluate("window.before") is True

    for text in ("penghentian tembak", "perjanjian damai", "bank sentral"):
        seen.keyboard.press("u")
        in_view(seen, text)
    assert stages(app, BANK, TREATY, HALT, CEASEFIRE) == ["proposed", "proposed", "proposed", "approved"]


def test_a_reason_is_a_digit_or_is_typed(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")

    seen.keyboard.press("r")
    seen.keyboard.press("2")
    in_view(seen, "perjanjian damai")
    seen.keyboard.press("r")
    seen.locator("#r input[name=words]").focus()
    seen.keyboard.type("Sebuah nama.")
    seen.keyboard.press("Enter")
    in_view(seen, "penghentian tembak")

    assert [glossary(app).history(id_)[-1]["why"] for id_ in (BANK, TREATY)] == [
        "reject: wrong translation", "reject: Sebuah nama.",
    ]  # fmt: skip


def test_an_edit_is_typed_over_and_approved_with_enter(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")

    seen.keyboard.press("e")
    expect(seen.locator("#e input[lang=en]").first).to_be_focused()
    seen.keyboard.type("reserve bank")
    seen.keyboard.press("Enter")
    in_view(seen, "perjanjian damai")

    assert glossary(app).get(BANK).in_language("en")[0].text == "reserve bank"
    assert stages(app, BANK) == ["approved"]


def test_escape_leaves_an_edit_and_keys_are_keys_again(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")
    seen.keyboard.press("e")
    seen.keyboard.type("as")

    seen.keyboard.press("Escape")
    in_view(seen, "bank sentral")
    seen.keyboard.press("s")

    in_view(seen, "perjanjian damai")
    assert stages(app, BANK) == ["proposed"]


def test_who_comes_late_is_told_and_shown_the_next(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")
    glossary(app).decide(BANK, Decision("reject", "Rini", "A name."))

    seen.keyboard.press("a")

    in_view(seen, "perjanjian damai")
    expect(seen.locator("#refused")).to_contain_text("Somebody was faster")


def test_the_address_follows_so_that_a_reload_stays(seen: Page, address: str) -> None:
    seen.goto(f"{address}/review")
    seen.keyboard.press("s")
    in_view(seen, "perjanjian damai")

    seen.reload()

    in_view(seen, "perjanjian damai")


def test_a_document_is_chosen_at_once(seen: Page, address: str) -> None:
    seen.goto(f"{address}/review")

    seen.locator("select[name=document]").select_option("laporan.txt")

    in_view(seen, "penghentian tembak")


def test_without_javascript_the_same_forms_are_sent(app: Flask, address: str, browser: Browser) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = plain.new_page()
    page.goto(f"{address}/review")

    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Reject", exact=False).last.click()
    page.get_by_role("button", name="not a term").click()
    page.get_by_role("button", name="undo").click()

    expect(page.locator("#candidate span").first).to_have_text("perjanjian damai")
    assert stages(app, BANK, TREATY) == ["approved", "proposed"]
    plain.close()


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-GB"), ("dark", "id-ID")])
def test_everybody_can_use_it_on_a_phone_in_both_schemes(
    app: Flask, address: str, browser: Browser, scheme: str, locale: str
) -> None:
    phone = browser.new_context(
        viewport={"width": 390, "height": 800}, color_scheme=scheme, locale=locale, bypass_csp=True
    )
    page = phone.new_page()
    found = {}

    for way, keys in (
        ("/review", "ae"), (f"/review?at={HALT}", "r"), (f"/review?at={LANDSLIDE}", ""), ("/review?stage=in_review", ""),
        ("/review/bulk?least=0", ""),
    ):  # fmt: skip
        page.goto(f"{address}{way}")
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_load_state("networkidle")
        if unfit := faults(page):
            found[way] = unfit
    phone.close()

    assert found == {}
