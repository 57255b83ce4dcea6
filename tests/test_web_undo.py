"""A run of the miner taken back: over HTTP, from its page, from the list of imports, and in the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from glossary.ledger import Stay, Undone
from glossary.terms import Decision
from memory import exchange
from memory.exchange import Imported
from memory.stores import open_store
from memory.stores.base import Change
from tests.web_asking import API, refused, told
from tests.web_cli import Run
from tests.web_desk import ENGLISH, desk, glossary, page, sent, shown
from tests.web_mined import FILES, context, ended, held, sent_files
from tests.web_small import small
from web.show import show_imports, show_undone


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over the small store, for somebody who edits."""
    with desk(tmp_path, writes_per_minute=0) as made:
        yield made


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who may take a run back."""
    return app.test_client()


@pytest.fixture
def run(app: Flask, editor: FlaskClient) -> str:
    """The path of a run over a pair and an article, done."""
    path = sent_files(editor, FILES).headers["Location"]
    assert ended(app, path).state == "done"
    return path


def counted(app: Flask) -> tuple[int, int]:
    """How many units and concepts there are."""
    return len(context(app).memory), len(glossary(app))


def kept(app: Flask, run: Imported) -> None:
    """Keep a run among the imports."""
    context(app).memory.store.write([Change(exchange.IMPORT, run.id, run.record())], by=run.by, why="run of the miner")


def judged(app: Flask, path: str) -> str:
    """A concept that the run proposed, approved since."""
    report: Any = context(app).jobs.get(path.rpartition("/")[2]).report
    id_ = next(one["concept"] for one in report["candidates"] if one["outcome"] == "new")
    glossary(app).decide(id_, Decision("approve", "ani"))
    return str(id_)


# over HTTP


def test_a_run_is_listed_among_the_imports_and_taken_back_by_the_id_of_its_job(
    app: Flask, editor: FlaskClient, run: str
) -> None:
    id_, stays = run.rpartition("/")[2], judged(app, run)
    (listed,) = told(editor.get(f"{API}/imports"))["items"]  # type: ignore[misc]
    assert (listed["id"], listed["kind"], listed["unfinished"]) == (id_, "mine", False)
    proofs = {"X-CSRF-Token": "", **ENGLISH}

    undone: Any = told(editor.post(f"{API}/imports/{id_}/undo", headers=proofs))

    assert (undone["import"], undone["units"], undone["concepts"]) == (id_, listed["created"], listed["concepts"] - 1)
    assert [(one["kind"], one["id"], one["by"]) for one in undone["stay"]] == [("concept", stays, "ani")]
    assert refused(editor.post(f"{API}/imports/{id_}/undo", headers=proofs), 409, "conflict")


# from the pages


def test_a_run_is_taken_back_from_its_page_which_says_what_stays(app: Flask, editor: FlaskClient) -> None:
    before = counted(app)
    run = sent_files(editor, FILES).headers["Location"]
    ended(app, run)
    stays = judged(app, run)

    answer = sent(editor, editor.get(run, headers=ENGLISH), f"//form[@action='{run}/undo']")

    assert counted(app) == (before[0], before[1] + 1)
    assert page(answer).xpath("//div[@role='status']//a/@href") == [f"/k/{stays}"]
    assert "Staying: 1 (changed or decided on since)." in shown(answer, "//div[@role='status']/p")[0]
    assert not page(editor.get(run)).xpath(f"//form[@action='{run}/undo']")
    assert shown(editor.get(run, headers=ENGLISH), "//p[@class='note']")[0].startswith("Taken back at ")


def test_a_run_is_taken_back_from_the_list_of_imports(app: Flask, editor: FlaskClient) -> None:
    before = counted(app)
    run = sent_files(editor, FILES).headers["Location"]
    ended(app, run)
    answer = editor.get("/memory/imports", headers=ENGLISH)
    assert shown(answer, "//ul[contains(@class, 'imports')]/li/span[1]/small") == ["mined"]

    back = sent(editor, answer, "//ul[contains(@class, 'imports')]//form")

    assert counted(app) == before
    assert shown(back, "//ul[contains(@class, 'imports')]/li/span[4]")[0].startswith("undone")
    assert re.fullmatch(r"Undone\. Pairs: [1-9]\d*, concepts: [1-9]\d*\.", shown(back, "//div[@role='status']/p")[0])


def test_the_list_says_what_stays_too(app: Flask, editor: FlaskClient, run: str) -> None:
    stays = judged(app, run)

    back = sent(editor, editor.get("/memory/imports", headers=ENGLISH), "//ul[contains(@class, 'imports')]//form")

    assert page(back).xpath("//div[@role='status']//a/@href") == [f"/k/{stays}"]


def test_a_run_that_goes_on_is_not_taken_back_and_one_that_changed_nothing_offers_it_not(
    app: Flask, editor: FlaskClient, run: str
) -> None:
    (proof,) = set(page(editor.get(run)).xpath(f"//form[@action='{run}/undo']//input[@name='csrf']/@value"))
    again = sent_files(editor, FILES).headers["Location"]
    ended(app, again)
    with held(app):
        busy = sent_files(editor, {"a.txt": "isi"}).headers["Location"]
        answer = editor.post(f"{busy}/undo", data={"csrf": proof}, headers=ENGLISH)

    assert (answer.status_code, shown(answer, "//p[@role='alert']")) == (409, ["The run is going on. Stop it first."])
    assert not page(editor.get(again)).xpath(f"//form[@action='{again}/undo']")
    assert editor.post(f"{again}/undo", data={"csrf": proof}, headers=ENGLISH).status_code == 404


def test_a_run_at_work_is_listed_as_not_finished_and_taken_back_nowhere(app: Flask, editor: FlaskClient) -> None:
    """What it has stored so far is kept under the id of its job; undone now, the run would fail."""
    with held(app):
        id_ = sent_files(editor, {"a.txt": "isi"}).headers["Location"].rpartition("/")[2]
        kept(app, Imported(id_, "a.txt", at="2026-11-22T13:14:31.920+00:00", by="ani", kind="mine", unfinished=True))
        kept(app, Imported("r_1", "b.txt", at="2026-11-22T13:14:31.920+00:00", by="ani", kind="mine", unfinished=True))
        listed = editor.get("/memory/imports", headers=ENGLISH)
        proof = {"csrf": page(listed).xpath("string(//input[@name='csrf']/@value)")}
        answers = [
            editor.post(f"{way}/{id_}/undo", data=proof, headers=ENGLISH) for way in ("/mine", "/memory/imports")
        ]
        over_http = editor.post(f"{API}/imports/{id_}/undo", headers={"X-CSRF-Token": "", **ENGLISH})

    assert shown(listed, "//ul[contains(@class, 'imports')]/li/span[1]/small") == ["mined · not finished"] * 2
    assert page(listed).xpath("//ul[contains(@class, 'imports')]//form/@action") == ["/memory/imports/r_1/undo"]
    assert [(answer.status_code, *shown(answer, "//p[@role='alert']")) for answer in answers] == [
        (409, "The run is going on. Stop it first.")
    ] * 2
    assert refused(over_http, 409, "conflict")
    assert not exchange.kept(id_, context(app).memory).undone


def test_in_indonesian_a_button_is_called_by_the_word_that_is_seen(app: Flask, editor: FlaskClient, run: str) -> None:
    """WCAG 2.5.3: whoever speaks to the browser says what is written on the button. To cancel has another word."""
    indonesian = {"Accept-Language": "id"}
    (button,) = page(editor.get("/memory/imports", headers=indonesian)).xpath(
        "//ul[contains(@class, 'imports')]//button"
    )
    form = f"//form[@action='{run}/undo']"

    assert button.text == "Urungkan"
    assert button.get("aria-label").startswith("Urungkan penambangan ")
    assert shown(editor.get(run, headers=indonesian), f"{form}/button") == ["Urungkan penambangan"]
    sent(editor, editor.get(run, headers=ENGLISH), form)
    assert shown(editor.get(run, headers=indonesian), "//p[@class='note']")[0].startswith("Diurungkan pada ")


def test_a_reader_takes_nothing_back(tmp_path: Path) -> None:
    with desk(tmp_path / "reader", anonymous="reader") as app:
        assert app.test_client().post("/mine/j_1/undo").status_code in (302, 303, 401, 403)


# in the terminal


@pytest.mark.parametrize("count", [1, 2000])
def test_what_was_undone_and_what_stays_reads_well_with_any_number(
    count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    show_undone(Undone("r_1", count, count, (Stay("concept", "k_1", "kapal", "ani"),) * count))

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        f"Undone. Units: {count:,}, concepts: {count:,}.",
        f"Staying: {count:,} (changed or decided on since).",
    ]


def test_a_run_that_has_not_come_to_its_end_is_listed_as_not_finished(capsys: pytest.CaptureFixture[str]) -> None:
    show_imports([Imported("r_1", "a.txt", kind="mine", unfinished=True)], as_json=False)

    assert capsys.readouterr().out.endswith(" 0 concepts mined, not finished\n")


def known(data: Path) -> dict[str, list[Any]]:
    """The units and concepts of a store."""
    with open_store(data, writable=False) as store:
        return {kind: list(store.records(kind)) for kind in ("unit", "concept")}


def test_a_run_says_how_to_take_it_back_and_is(inside: Run, tmp_path: Path) -> None:
    data = small(tmp_path / "data")
    before = known(data)
    (tmp_path / "t.txt").write_text("Menteri memuji kerja sama keamanan maritim itu.\n", encoding="utf-8")
    ended_ = inside("mine", "t.txt", "--language", "id", "--data", data)
    (id_,) = re.findall(r"“padanan undo (r_\w+)” takes it back; ", ended_.stdout)
    listed = inside("import", "--list", "--data", data)

    undone = inside("undo", id_, "--data", data)

    assert re.search(rf"^{id_}  t\.txt: 0 created, .* \d+ concepts mined$", listed.stdout, re.M)
    assert re.fullmatch(r"Undone\. Units: 0, concepts: \d+\.\n", undone.stdout)
    assert known(data) == before
    assert inside("undo", id_, "--data", data).returncode == 2
    assert json.loads(inside("mine", "t.txt", "--language", "id", "--json", "--data", data).stdout)["run"] != id_
