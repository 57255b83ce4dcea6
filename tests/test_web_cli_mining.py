"""`padanan mine --comparable` and `padanan learn`, as people run them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from glossary import prior
from tests.conftest import CASES, ROOT
from tests.web_cli import Run, contents
from tests.web_small import small
from web.context import opened
from web.settings import settings

FLOOD = (CASES / "comparable" / "banjir.id.txt", CASES / "comparable" / "banjir.en.txt")
CORPUS = ROOT / "seeds" / "corpus"
PACT = CORPUS / "01-partnership-treaty.en.txt"
LINES = {"id": "Perjanjian itu berlaku.\nKapal perang tiba.\n", "en": "The treaty is in force.\nThe warship arrived.\n"}


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Two files whose lines stand beside each other."""
    for side, text in LINES.items():
        (tmp_path / f"x.{side}").write_text(text, encoding="utf-8")
    return tmp_path / "x.id"


# mine


def test_two_reports_of_one_event_are_mined_together(inside: Run, tmp_path: Path) -> None:
    ended = inside("mine", "--comparable", *FLOOD, "--data", tmp_path / "data")

    assert ended.returncode == 0
    assert re.match(r"banjir\.id\.txt: \d+ paragraphs, .* \d\d% in common\n", ended.stdout)
    assert "kapal perang → warship  [new]" in ended.stdout
    assert "\nnames: Sutan Malewa 2×, Marowai 3×, Batu Nusa 2×, " in ended.stdout


def test_the_report_names_the_method_the_counts_and_the_names(inside: Run, tmp_path: Path) -> None:
    told = json.loads(inside("mine", "--comparable", *FLOOD, "--json", "--data", tmp_path / "data").stdout)
    (found,) = (one for one in told["candidates"] if one["id"] == "komisi penyelidikan independen")

    assert (found["method"], found["counts"]["en"]) == ("comparable", {"independent commission of inquiry": 1})
    assert set(found["evidence"][0]["spans"]) == {"id", "en"}
    assert {"name": "Sutan Malewa", "kind": "person", "seen": 2, "documents": ["banjir.id.txt"]} in told["names"]


def test_texts_on_different_things_are_refused_and_nothing_is_done(inside: Run, tmp_path: Path) -> None:
    data = small(tmp_path / "data")
    before = contents(data)
    ended = inside("mine", "--comparable", FLOOD[0], PACT, "--data", data)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "are not on the same event" in ended.stderr
    assert contents(data) == before


# learn


def test_lines_side_by_side_are_learnt_from(inside: Run, lines: Path, tmp_path: Path) -> None:
    ended = inside("learn", lines, "-o", tmp_path / "counts.tsv.gz", "--least", "1")

    assert ended.returncode == 0
    assert ended.stdout.startswith(f"{tmp_path}/counts.tsv.gz: ")
    assert ended.stdout.endswith("from 2 pairs of sentences.\n")
    assert prior.read(tmp_path / "counts.tsv.gz")["perjanjian"] == {"treaty": 1.0}
    assert ended.stderr.splitlines()[-1] == "learn: 2 of 2"


def test_what_was_learnt_is_told_as_json(inside: Run, lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "counts.tsv.gz"
    (tmp_path / "x.en").write_text(LINES["en"].replace("The warship arrived.", ""), encoding="utf-8")
    told = json.loads(inside("learn", lines, "-o", out, "--json").stdout)

    assert (told["file"], told["pairs"], told["unread"]) == (str(out), 1, [])
    assert sum(told["passed"].values()) == 1


def test_a_store_keeps_what_it_learnt_once(inside: Run, lines: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ended = inside("learn", lines, "--least", "1", "--data", data)
    before = contents(data)
    inside("learn", lines, "--least", "1", "--data", data)

    assert ended.stdout.startswith("learnt: ")
    assert contents(data) == before
    with opened(settings(data=data), writable=False) as context:
        assert prior.kept(context.memory.store)["perjanjian"] == {"treaty": 1.0}


def test_a_table_helps_the_run_that_it_is_given_to(inside: Run, lines: Path, tmp_path: Path) -> None:
    (tmp_path / "x.id").write_text(
        "Flarbonik itu bagus.\n" * 3 + "Flarbonik tiba.\nFlarbonik pergi.\n", encoding="utf-8"
    )
    (tmp_path / "x.en").write_text(
        "The wumpus is good.\n" * 3 + "The wumpus came.\nThe wumpus left.\n", encoding="utf-8"
    )
    table, text = tmp_path / "counts.tsv.gz", tmp_path / "new.txt"
    text.write_text("Mereka membeli kapal flarbonik. Kapal flarbonik itu baru.\n", encoding="utf-8")
    inside("learn", lines, "-o", table)

    plain = json.loads(inside("mine", text, "--language", "id", "--json", "--data", tmp_path / "a").stdout)
    helped = json.loads(
        inside("mine", text, "--language", "id", "--prior", table, "--json", "--data", tmp_path / "b").stdout
    )

    assert [one["id"] for one in plain["candidates"]] == []
    assert [(one["id"], one["en"][0]) for one in helped["candidates"]] == [("kapal flarbonik", "wumpus ship")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere.tmx", "-o", "c.gz"), "There is no file or folder nowhere.tmx."),
        (("x.id", "-o", "no/c.gz"), "no/c.gz cannot be written."),
        (("x.id", "-o", "."), ". cannot be written."),
        (("-o", "c.gz"), "Missing argument 'CORPUS...'"),
    ],
)
def test_what_cannot_be_learnt_from_or_written_is_told(
    words: tuple[str, ...], message: str, inside: Run, lines: Path
) -> None:
    ended = inside("learn", *words)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert not (lines.parent / "c.gz").exists()


# who works


@pytest.mark.parametrize("command", ["mine", "learn"])
def test_workers_and_a_cluster_at_once_are_refused(command: str, inside: Run, lines: Path) -> None:
    more = ["-o", "c.gz"] if command == "learn" else []
    ended = inside(command, lines, *more, "--workers", 2, "--cluster", "tcp://127.0.0.1:1")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Give --workers or --cluster, not both" in ended.stderr


def test_without_dask_a_cluster_is_refused(inside: Run, lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ended = inside("learn", lines, "-o", "c.gz", "--cluster", "tcp://127.0.0.1:1")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.splitlines() == [
        "padanan: Work on a cluster needs Dask, which is not installed here.",
        "  pip install 'padanan[dask]'",
    ]


@pytest.mark.filterwarnings("ignore")  # Dask's own, of what it left open
def test_a_cluster_that_is_not_there_is_told(
    inside: Run, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glossary.cluster._PATIENCE", 0.3)
    ended = inside("mine", lines.parent, "--cluster", "tcp://127.0.0.1:1", "--data", tmp_path / "data")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert "There is no cluster at tcp://127.0.0.1:1" in ended.stderr
    assert not (tmp_path / "data").exists()


def test_two_workers_learn_the_same_table(inside: Run, lines: Path, tmp_path: Path) -> None:
    for many in (1, 2):
        inside("learn", lines, "-o", tmp_path / f"{many}.gz", "--least", 1, "--workers", many)

    assert (tmp_path / "1.gz").read_bytes() == (tmp_path / "2.gz").read_bytes()
