"""The statistics: each plot with its table and its CSV, in both languages, for every reader, safe whatever terms say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from glossary.terms import Decision
from memory.units import Origin, Unit, unit_id
from tests.web_desk import BANK, ENGLISH, HALT, HTMX, TREATY, desk, page, shown
from tests.web_mined import context
from tests.web_small import FORMULA, IMAGE
from web.figures import FIGURES

LONG = 30.0


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app over candidates of which three are judged, to readers."""
    with desk(tmp_path_factory.mktemp("statistics"), anonymous="reader") as made:
        known = context(made).glossary
        known.decide(BANK, Decision("approve", "budi"))
        known.decide(TREATY, Decision("approve", "budi"))
        known.decide(HALT, Decision("reject", "budi", "bukan istilah"))
        texts = {"id": f"Soal {FORMULA} dibahas.", "en": f"The {IMAGE} came up."}
        unit = Unit(unit_id(texts, FORMULA), texts, (Origin("a"),), project=FORMULA)  # type: ignore[arg-type]
        context(made).memory.remember([unit])
        context(made).census.now(LONG)
        yield made


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    """Somebody who looks."""
    return app.test_client()


def rows(reader: FlaskClient, name: str) -> list[list[str]]:
    """A figure as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(reader.get(f"/statistics/{name}.csv").text)))


def test_the_tiles_say_what_there_is(reader: FlaskClient) -> None:
    answer = reader.get("/statistics", headers=ENGLISH)

    assert dict(zip(shown(answer, "//dl//dt"), shown(answer, "//dl//dd"), strict=True)) == {
        "Sentence pairs": "7",
        "Approved concepts": "6",
        "Waiting for review": "2",
        "Pairs with an approved term": "29%",
        "Terms rendered as approved": "50%",
    }


def test_every_plot_is_told_in_a_table_and_as_csv(reader: FlaskClient) -> None:
    tree = page(reader.get("/statistics", headers=ENGLISH))

    for section in tree.xpath("//section[@class='figure']"):
        assert section.xpath(".//table") or section.xpath("./p[@class='nothing']")
        assert section.xpath("./h2/a[@download]")
    assert {link.rpartition("/")[2][:-4] for link in tree.xpath("//a[@download]/@href")} == set(FIGURES)
    assert all(drawn.get("aria-label") for drawn in tree.xpath("//svg[@role='img']"))


def test_nothing_in_the_page_is_styled_inline(reader: FlaskClient) -> None:
    """The content security policy would not have it."""
    assert page(reader.get("/statistics")).xpath("//@style | //style | //@onclick | //main//script") == []


def test_the_judged_are_set_against_their_confidence(reader: FlaskClient) -> None:
    head, *told = rows(reader, "confidence")

    assert head == ["confidence", "judged", "accepted", "share", "low", "high"]
    assert [row[:4] for row in told] == [["0.96", "3", "2", "0.6667"]]
    assert len(page(reader.get("/statistics")).xpath("//circle")) == 1


def test_coverage_is_told_by_project(reader: FlaskClient) -> None:
    assert sorted(rows(reader, "coverage")[1:]) == [["", "6", "2", "0.3333"], [f"'{FORMULA}", "1", "0", "0.0"]]


def test_concepts_are_told_with_how_often_they_are_rendered_as_approved(reader: FlaskClient) -> None:
    answer = reader.get("/statistics", headers=ENGLISH)

    assert rows(reader, "concepts")[1][1:] == ["gencatan senjata", "ceasefire; truce; weapon stop", "2", "1", "0.5"]
    assert shown(answer, "//section[@aria-labelledby='concepts']//tbody//a") == ["gencatan senjata"]


def test_no_cell_of_a_spreadsheet_runs(reader: FlaskClient) -> None:
    cells = [cell for name in FIGURES for row in rows(reader, name)[1:] for cell in row]

    assert f"'{FORMULA}" in cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_hostile_projects_are_shown_and_run_nothing(reader: FlaskClient) -> None:
    answer = reader.get("/statistics")

    assert FORMULA in shown(answer, "//section[@aria-labelledby='coverage']//tbody/tr/th")
    assert page(answer).xpath("//img") == []


def test_an_unknown_figure_is_not_found(reader: FlaskClient) -> None:
    assert reader.get("/statistics/weather.csv").status_code == 404


def test_numbers_and_days_are_written_as_the_reader_writes_them(reader: FlaskClient) -> None:
    answer = reader.get("/statistics", headers={"Accept-Language": "id"})

    assert shown(answer, "//h1") == ["Statistik"]
    assert "Pasangan kalimat" in shown(answer, "//dl//dt")


def test_htmx_is_given_what_changes(reader: FlaskClient) -> None:
    answer = reader.get("/statistics", headers=HTMX)

    assert "<html" not in answer.text
    assert page(answer).xpath("//div[@id='figures']")
    assert "HX-Request" in answer.headers["Vary"]


def test_while_it_is_counted_the_page_asks_again_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk(tmp_path, anonymous="reader") as app:
        monkeypatch.setattr("web.census._BREATH", 0.4)
        answer = app.test_client().get("/statistics", headers=ENGLISH)

    (figures,) = page(answer).xpath("//div[@id='figures']")
    assert figures.get("hx-trigger") == "load delay:1s"
    assert "newer numbers are being counted …" in figures.text_content()
    assert shown(answer, "//dl//dd")[0] == "6"


def test_an_empty_house_has_nothing_to_plot_and_says_so(tmp_path: Path) -> None:
    from web import create_app, opened, settings

    with opened(settings({}, data=tmp_path / "data"), writable=True) as empty:
        empty.census.now(LONG)
        answer = create_app(empty).test_client().get("/statistics", headers=ENGLISH)

    assert shown(answer, "//section[@class='figure']/p[@class='nothing']")[0] == "No concepts yet."
    assert page(answer).xpath("//svg[@role='img']") == []


def test_whoever_may_not_read_sees_no_numbers(tmp_path: Path) -> None:
    with desk(tmp_path, anonymous="none") as app:
        answers = [app.test_client().get(way) for way in ("/statistics", "/statistics/units.csv")]

    assert all(answer.status_code in (302, 303, 401, 403) for answer in answers)
