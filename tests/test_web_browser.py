"""The page in a real browser, over the seeds: looked up while typing, worked from the keyboard, quiet and alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.test_web_serve import serving
from tests.web_seen import PHONE, SEEN, click, other, press, ready, write

pytestmark = SEEN
TERM, ENGLISH = "gencatan senjata", "ceasefire"


@pytest.fixture(scope="module")
def address(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server over the seeds answers."""
    data = Path(shutil.copytree(seeded, tmp_path_factory.mktemp("browser") / "data"))
    with serving(data) as (_, host, port):
        yield f"http://{host}:{port}"


def typed(page: Page, address: str, text: str) -> None:
    """Open the page, type a text, and wait for its answer."""
    page.goto(address)
    page.locator("#q").press_sequentially(text)
    answered(page, text)


def answered(page: Page, text: str) -> None:
    """Wait until all of a text is answered."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [text])
    ready(page)


def test_the_answer_comes_while_typing_without_a_new_page(seen: Page, address: str) -> None:
    seen.goto(address)
    seen.evaluate("window.before = true")

    seen.locator("#q").press_sequentially(TERM)

    expect(seen.locator("article.hit h3 a").first).to_have_text(TERM)
    expect(seen.locator("article.hit ul.terms li").first).to_have_text(ENGLISH)
    assert seen.evaluate("window.before") is True


def test_the_box_has_the_cursor_when_the_page_opens(seen: Page, address: str) -> None:
    seen.goto(address)

    expect(seen.locator("#q")).to_be_focused()


def test_a_slash_goes_back_to_the_box_and_selects_what_is_in_it(seen: Page, address: str) -> None:
    seen.goto(f"{address}/?q={TERM}")
    click(seen.locator("h2").first)

    press(seen, "/")
    write(seen, "hukum")

    expect(seen.locator("#q")).to_be_focused()
    expect(seen.locator("#q")).to_have_value("hukum")


def test_a_slash_in_the_box_is_a_slash(seen: Page, address: str) -> None:
    typed(seen, address, "dan")

    press(seen, "/")

    expect(seen.locator("#q")).to_have_value("dan/")


def test_arrows_walk_over_the_hits_and_back_into_the_box(seen: Page, address: str) -> None:
    seen.goto(f"{address}/?q={TERM}")
    hits, box = seen.locator(".hit"), seen.locator("#q")

    for key, focused in [
        ("ArrowDown", hits.nth(0)),
        ("ArrowDown", hits.nth(1)),
        ("ArrowUp", hits.nth(0)),
        ("ArrowUp", box),
    ]:
        press(seen, key)
        expect(focused).to_be_focused()


def test_the_last_hit_is_the_end_of_the_way(seen: Page, address: str) -> None:
    seen.goto(f"{address}/?q={TERM}")
    hits = seen.locator(".hit")

    for _ in range(hits.count() + 2):
        press(seen, "ArrowDown")

    expect(hits.last).to_be_focused()


def test_enter_copies_the_translation_and_says_so(seen: Page, context: BrowserContext, address: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen.goto(f"{address}/?q={TERM}")

    press(seen, "ArrowDown")
    press(seen, "Enter")

    expect(seen.locator("#said")).to_have_text(f"Copied: {ENGLISH}")
    assert seen.evaluate("navigator.clipboard.readText()") == ENGLISH


def test_escape_empties_the_box_and_the_answer(seen: Page, address: str) -> None:
    seen.goto(f"{address}/?q={TERM}")

    press(seen, "ArrowDown")
    press(seen, "Escape")

    expect(seen.locator("#q")).to_be_focused()
    expect(seen.locator("#q")).to_have_value("")
    expect(seen.locator("section.start")).to_be_visible()
    expect(seen.locator(".hit")).to_have_count(0)


def test_the_back_and_forward_buttons_undo_and_redo_what_was_typed(seen: Page, address: str) -> None:
    typed(seen, address, "ceasefire")
    expect(seen.locator("article.hit h3 a").first).to_have_text("ceasefire")

    seen.go_back()
    expect(seen.locator("#q")).to_have_value("")
    expect(seen.locator("section.start")).to_be_visible()
    seen.go_forward()

    expect(seen.locator("#q")).to_have_value("ceasefire")
    expect(seen.locator("article.hit h3 a").first).to_have_text("ceasefire")


def test_the_back_button_comes_back_from_a_concept(seen: Page, address: str) -> None:
    typed(seen, address, TERM)
    click(seen.locator("article.hit h3 a").first)
    expect(seen.locator("h1")).to_have_text(TERM)

    seen.go_back()

    expect(seen.locator("#q")).to_have_value(TERM)
    expect(seen.locator("article.hit h3 a").first).to_have_text(TERM)


def test_the_direction_is_asked_for_at_once(seen: Page, address: str) -> None:
    typed(seen, address, TERM)

    seen.locator("input[value='en']").check()

    expect(seen.locator("article.hit h3 a", has_text=TERM)).to_have_count(0)
    seen.wait_for_url(lambda url: "from=en" in url)


def test_the_address_can_be_sent_to_somebody(seen: Page, address: str, browser: Browser) -> None:
    typed(seen, address, TERM)

    with other(browser, locale="id-ID") as there:
        there.goto(seen.url)

        expect(there.locator("article.hit h3 a").first).to_have_text(TERM)
        expect(there.locator("h2").first).to_contain_text("Istilah")


def test_the_switch_of_languages_keeps_what_was_typed(page: Page, address: str) -> None:
    typed(page, address, TERM)

    click(page.locator("nav a[lang=id]"))

    expect(page.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("#q")).to_have_value(TERM)


def test_typing_a_word_slowly_is_one_step_back(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    for piece, whole in [("gencat", "gencat"), ("an sen", "gencatan sen"), ("jata", TERM)]:
        page.locator("#q").press_sequentially(piece)
        answered(page, whole)

    page.go_back()

    expect(page).to_have_url(f"{address}/")


def test_the_title_follows_what_was_typed(page: Page, address: str) -> None:
    typed(page, address, TERM)
    expect(page.locator("article.hit h3 a").first).to_have_text(TERM)

    expect(page).to_have_title(f"{TERM} · Padanan")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_all_without_scrolling_sideways(browser: Browser, address: str, scheme: str) -> None:
    wide = {}
    with other(browser, **PHONE, color_scheme=scheme) as page:
        page.goto(f"{address}/?q={TERM}")
        concept = str(page.locator("article.hit h3 a").first.get_attribute("href"))
        for path in ("/", f"/?q={TERM}", "/?q=zzqx", f"/?q={'panjang' * 40}", concept, "/k/none"):
            page.goto(address + path)
            wide[path] = page.evaluate("document.documentElement.scrollWidth")

    assert set(wide.values()) == {390}


def brightness(page: Page, selector: str, name: str) -> float:
    """How bright a colour of an element is, 0–255; nothing painted is what lies below it: the page."""
    return float(
        page.evaluate(
            """([selector, name]) => {
                let at = document.querySelector(selector), colour;
                do { colour = getComputedStyle(at)[name]; at = at.parentElement; }
                while (at && colour === "rgba(0, 0, 0, 0)");
                const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            }""",
            [selector, name],
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground_in_both_schemes(browser: Browser, address: str, scheme: str) -> None:
    with other(browser, color_scheme=scheme) as page:
        page.goto(f"{address}/?q={TERM}")
        press(page, "ArrowDown")
        expect(page.locator(".hit").first).to_be_focused()
        seen = {
            what: (brightness(page, what, "color"), brightness(page, what, "backgroundColor"))
            for what in ("body", "mark", "article.hit li", "blockquote", "figcaption", ".hit:focus h3 a", "nav a")
        }

    assert [what for what, (ink, ground) in seen.items() if abs(ink - ground) < 70] == []
    assert [what for what, (ink, ground) in seen.items() if (ink > ground) != (scheme == "dark")] == []


def test_without_javascript_a_look_up_is_a_form_that_is_sent(browser: Browser, address: str) -> None:
    with other(browser, java_script_enabled=False) as page:
        page.goto(address)

        page.locator("#q").fill(TERM)
        click(page.locator("button[type=submit]"))

        expect(page.locator("article.hit h3 a").first).to_have_text(TERM)
        expect(page.locator("#q")).to_have_value(TERM)


def test_a_hostile_query_runs_nothing(seen: Page, address: str) -> None:
    hostile = "<img src=x onerror=window.hit=1>"

    seen.goto(address)
    seen.locator("#q").fill(hostile)

    expect(seen.locator(".nothing, .hit").first).to_be_visible()
    answered(seen, hostile)
    expect(seen.locator("main img")).to_have_count(0)
    assert seen.evaluate("window.hit") is None
