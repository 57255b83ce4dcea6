"""The review queue in a real browser: worked from the keyboard alone, on a phone, in the dark, without JavaScript."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from glossary.terms import Decision
from tests.web_desk import BANK, HALT, TREATY, glossary
from tests.web_seen import PHONE, SEEN, click, faults, other, press, write
from tests.web_small import CEASEFIRE, LANDSLIDE

pytestmark = SEEN


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

    press(seen, "a")
    in_view(seen, "perjanjian damai")
    expect(seen.locator("#heard")).to_have_text("Approved: bank sentral → central bank")

    press(seen, "3")
    press(seen, "a")
    in_view(seen, "penghentian tembak")

    press(seen, "m")
    in_view(seen, "tanah longsor")

    press(seen, "s")
    in_view(seen, "kabut asap")

    assert stages(app, BANK, TREATY, HALT) == ["approved", "approved", "retired"]
    assert glossary(app).get(TREATY).in_language("en")[0].text == "peace accord"
    assert seen.evaluate("window.before") is True

    for text in ("penghentian tembak", "perjanjian damai", "bank sentral"):
        press(seen, "u")
        in_view(seen, text)
    assert stages(app, BANK, TREATY, HALT, CEASEFIRE) == ["proposed", "proposed", "proposed", "approved"]


def test_a_reason_is_a_digit_or_is_typed(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")

    press(seen, "r")
    press(seen, "2")
    in_view(seen, "perjanjian damai")
    press(seen, "r")
    seen.locator("#r input[name=words]").focus()
    write(seen, "Sebuah nama.")
    press(seen, "Enter")
    in_view(seen, "penghentian tembak")

    assert [glossary(app).history(id_)[-1]["why"] for id_ in (BANK, TREATY)] == [
        "reject: wrong translation", "reject: Sebuah nama.",
    ]  # fmt: skip


def test_an_edit_is_typed_over_and_approved_with_enter(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")

    press(seen, "e")
    expect(seen.locator("#e input[lang=en]").first).to_be_focused()
    write(seen, "reserve bank")
    press(seen, "Enter")
    in_view(seen, "perjanjian damai")

    assert glossary(app).get(BANK).in_language("en")[0].text == "reserve bank"
    assert stages(app, BANK) == ["approved"]


def test_escape_leaves_an_edit_and_keys_are_keys_again(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")
    press(seen, "e")
    write(seen, "as")

    press(seen, "Escape")
    in_view(seen, "bank sentral")
    press(seen, "s")

    in_view(seen, "perjanjian damai")
    assert stages(app, BANK) == ["proposed"]


def test_who_comes_late_is_told_and_shown_the_next(seen: Page, app: Flask, address: str) -> None:
    seen.goto(f"{address}/review")
    glossary(app).decide(BANK, Decision("reject", "Rini", "A name."))

    press(seen, "a")

    in_view(seen, "perjanjian damai")
    expect(seen.locator("#refused")).to_contain_text("Somebody was faster")


def test_the_address_follows_so_that_a_reload_stays(seen: Page, address: str) -> None:
    seen.goto(f"{address}/review")
    press(seen, "s")
    in_view(seen, "perjanjian damai")

    seen.reload()

    in_view(seen, "perjanjian damai")


def test_a_document_is_chosen_at_once(seen: Page, address: str) -> None:
    seen.goto(f"{address}/review")

    seen.locator("select[name=document]").select_option("laporan.txt")

    in_view(seen, "penghentian tembak")


def test_without_javascript_the_same_forms_are_sent(app: Flask, address: str, browser: Browser) -> None:
    with other(browser, java_script_enabled=False) as page:
        shown = page.locator("#candidate span").first
        page.goto(f"{address}/review")

        click(page.get_by_role("button", name="Approve"))
        expect(shown).to_have_text("perjanjian damai")
        click(page.get_by_text("Reject", exact=False).last)
        click(page.get_by_role("button", name="not a term"))
        expect(shown).to_have_text("penghentian tembak")
        click(page.get_by_role("button", name="undo"))

        expect(shown).to_have_text("perjanjian damai")
    assert stages(app, BANK, TREATY) == ["approved", "proposed"]


@pytest.mark.parametrize(("scheme", "locale"), [("light", "en-GB"), ("dark", "id-ID")])
def test_everybody_can_use_it_on_a_phone_in_both_schemes(
    app: Flask, address: str, browser: Browser, scheme: str, locale: str
) -> None:
    found = {}

    with other(browser, **PHONE, color_scheme=scheme, locale=locale) as page:
        for way, keys in (
            ("/review", "ae"), (f"/review?at={HALT}", "r"), (f"/review?at={LANDSLIDE}", ""),
            ("/review?stage=in_review", ""), ("/review/bulk?least=0", ""),
        ):  # fmt: skip
            page.goto(f"{address}{way}")
            press(page, *keys)
            if unfit := faults(page):
                found[way] = unfit

    assert found == {}
