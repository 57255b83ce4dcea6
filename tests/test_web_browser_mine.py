"""Mining and the statistics in a real browser: files dropped, a run followed, a candidate judged; no fault in either theme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.web_desk import alone, answering, desk, faults, glossary
from tests.web_mined import FILES, LONG, context, held
from tests.web_seen import SEEN

pytestmark = SEEN
PHONE = {"width": 390, "height": 800}


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


@pytest.fixture
def seen(page: Page) -> Iterator[Page]:
    """A page that complains of nothing and asks nobody else."""
    with alone(page) as watched:
        yield watched


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

    seen.get_by_role("button", name="Mine them").click()

    expect(seen.get_by_role("heading", name="Candidates")).to_be_visible(timeout=LONG * 1000)
    assert faults(seen) == []
    seen.get_by_role("searchbox").fill("tawanan")
    seen.get_by_role("searchbox").press("Enter")
    expect(seen.locator("details.candidate")).to_have_count(1)
    one = seen.locator("details.candidate").first
    one.locator("summary").focus()
    seen.keyboard.press("Enter")
    assert faults(seen) == []
    one.get_by_label("Reason").fill("bagian dari istilah lain")
    one.get_by_role("button", name="Reject").click()
    expect(one.locator(".stage")).to_have_text("rejected")
    assert glossary(app).get(str(one.get_attribute("id"))).lifecycle == "rejected"


def test_dropped_files_are_planned_and_left_out_again(seen: Page, address: str) -> None:
    seen.goto(f"{address}/mine")

    seen.evaluate(DROP, ["x.en.txt", "x.id.txt", "foto.png"])
    expect(seen.locator("#plan li")).to_have_count(2)
    seen.get_by_role("button", name="Leave out foto.png").click()

    expect(seen.locator("#plan li")).to_have_count(1)
    assert seen.evaluate("Array.from(document.getElementById('files').files, (file) => file.name)") == [
        "x.en.txt",
        "x.id.txt",
    ]


def test_a_run_tells_how_far_it_is_until_it_is_stopped(seen: Page, app: Flask, address: str, files: list[str]) -> None:
    with held(app):
        seen.goto(f"{address}/mine")
        seen.set_input_files("#files", files)
        seen.get_by_role("button", name="Mine them").click()
        expect(seen.locator("#live progress")).to_have_attribute("value", "20")
        assert faults(seen) == []

        seen.get_by_role("button", name="Stop it").click()
        expect(seen.get_by_text("left nothing behind")).to_be_visible()


@pytest.mark.parametrize(
    "look", [{"color_scheme": "dark"}, {"viewport": PHONE, "locale": "id-ID"}], ids=["dark", "phone"]
)
def test_the_pages_have_no_faults_in_the_dark_or_on_a_phone(
    browser: Browser, address: str, look: dict[str, Any]
) -> None:
    there = browser.new_context(**look)
    with alone(there.new_page()) as page:
        for way in ("/mine", "/statistics"):
            page.goto(address + way)
            expect(page.locator("h1")).to_be_visible()
            assert faults(page) == [], way
    there.close()


def test_the_statistics_are_walked_from_the_keyboard(seen: Page, address: str) -> None:
    seen.goto(f"{address}/statistics")
    seen.locator("#progress ~ details summary").focus()

    seen.keyboard.press("Enter")

    expect(seen.locator("section[aria-labelledby=progress] table")).to_be_visible()
    assert faults(seen) == []
