"""Mining and the statistics in a real browser: files dropped, a run followed, a candidate judged; no fault in either theme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.web_desk import answering, desk, glossary
from tests.web_mined import FILES, LONG, context, held
from tests.web_seen import PHONE, SEEN, attended, click, faults, other, press

pytestmark = SEEN


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app over candidates that wait."""
    with desk(tmp_path_factory.mktemp("mined"), writes_per_minute=0) as made:
        context(made).census.now(LONG)
        yield made


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """Where it answers."""
    with answering(app) as where:
        yield where


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Files of a pair and of an article."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in FILES]


def counted(page: Page, address: str) -> None:
    """Open the statistics, and wait for the numbers that take the place of older ones."""
    page.goto(f"{address}/statistics")
    expect(page.locator("#figures:not([hx-get])")).to_be_visible(timeout=LONG * 1000)


DROP = """names => {
  const held = new DataTransfer();
  for (const name of names) held.items.add(new File(["isi"], name, { type: "text/plain" }));
  for (const kind of ["dragover", "drop"])
    document.querySelector(".drop").dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


def test_files_are_sent_a_run_is_followed_and_a_candidate_is_judged(
    seen: Page, app: Flask, address: str, files: list[str]
) -> None:
    seen.goto(f"{address}/mine")
    seen.set_input_files("#files", files[:1])
    seen.set_input_files("#files", files[1:])
    expect(seen.locator("#plan li").first).to_contain_text("damai.id.txt + damai.en.txt")

    click(seen.get_by_role("button", name="Mine them"))

    expect(seen.get_by_role("heading", name="Candidates")).to_be_visible(timeout=LONG * 1000)
    assert faults(seen) == []
    seen.get_by_role("searchbox").fill("tawanan")
    press(seen, "Enter")
    expect(seen.locator("details.candidate")).to_have_count(1)
    one = seen.locator("details.candidate").first
    one.locator("summary").focus()
    press(seen, "Enter")
    assert faults(seen) == []
    one.get_by_label("Reason").fill("bagian dari istilah lain")
    click(one.get_by_role("button", name="Reject"))
    expect(one.locator(".stage")).to_have_text("rejected")
    assert glossary(app).get(str(one.get_attribute("id"))).lifecycle == "rejected"


def test_dropped_files_are_planned_and_left_out_again(seen: Page, address: str) -> None:
    seen.goto(f"{address}/mine")

    seen.evaluate(DROP, ["x.en.txt", "x.id.txt", "foto.png"])
    expect(seen.locator("#plan li")).to_have_count(2)
    click(seen.get_by_role("button", name="Leave out foto.png"))

    expect(seen.locator("#plan li")).to_have_count(1)
    assert seen.evaluate("Array.from(document.getElementById('files').files, (file) => file.name)") == [
        "x.en.txt",
        "x.id.txt",
    ]


def test_a_run_tells_how_far_it_is_until_it_is_stopped(seen: Page, app: Flask, address: str, files: list[str]) -> None:
    with held(app):
        seen.goto(f"{address}/mine")
        seen.set_input_files("#files", files)
        click(seen.get_by_role("button", name="Mine them"))
        expect(seen.locator("#live progress")).to_have_attribute("value", "20")
        assert faults(seen) == []

        click(seen.get_by_role("button", name="Stop it"))
        expect(seen.get_by_text("left nothing behind")).to_be_visible()


@pytest.mark.parametrize("look", [{"color_scheme": "dark"}, {**PHONE, "locale": "id-ID"}], ids=["dark", "phone"])
def test_the_pages_have_no_faults_in_the_dark_or_on_a_phone(
    browser: Browser, address: str, look: dict[str, Any]
) -> None:
    with other(browser, **look) as there, attended(there) as page:
        page.goto(f"{address}/mine")
        assert faults(page) == []
        counted(page, address)
        assert faults(page) == []


def test_the_statistics_are_walked_from_the_keyboard(seen: Page, address: str) -> None:
    counted(seen, address)
    seen.locator("#progress ~ details summary").focus()

    press(seen, "Enter")

    expect(seen.locator("section[aria-labelledby=progress] table")).to_be_visible()
    assert faults(seen) == []
