"""The command line, run as people run it: what it prints, how it ends, how soon."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import termios
from pathlib import Path

import click
import pytest

from tests.conftest import PADANAN
from tests.web_cli import Run, environment, padanan
from tests.web_small import CEASEFIRE, COURT, FORMULA, PAIRS, small
from web.cli import padanan as commands
from web.cli.command import COMMANDS

STORY = "Kedua negara menyepakati gencatan senjata di perbatasan. Mahkamah internasional menyambut perjanjian perdamaian itu.\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store, to read."""
    return small(tmp_path_factory.mktemp("cli") / "data")


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """The small store, to write."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


# commands that print


def test_a_look_up_prints_terms_dictionary_and_sentences(kept: Path, tmp_path: Path) -> None:
    ended = padanan("lookup", "gencatan senjata", "--data", kept, cwd=tmp_path)

    lines = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert lines[0] == "gencatan senjata → ceasefire, truce  [exact, approved]"
    assert lines[1].startswith("gencatan senjata (noun) → ceasefire")
    assert lines[2:] == [f"·  {PAIRS[1][0]}", f"   {PAIRS[1][1]}", f"·  {PAIRS[0][0]}", f"   {PAIRS[0][1]}"]


def test_a_look_up_as_json_is_the_answer_of_the_api(inside: Run, kept: Path) -> None:
    ended = inside("lookup", "Constitutional Court", "--from", "en", "--limit", "1", "--json", "--data", kept)

    told = json.loads(ended.stdout)
    assert (told["from"], told["to"], told["terms"][0]["concept"]["id"]) == ("en", "id", COURT)
    assert set(told) >= {"query", "from", "to", "terms", "memory", "concordance", "did_you_mean", "termbase_version"}


def test_a_look_up_of_nothing_says_so_and_is_no_failure(inside: Run, kept: Path) -> None:
    ended = inside("lookup", "zzqx", "--data", kept)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "Nothing found for “zzqx”.\n", "")


def test_a_match_prints_its_score_and_its_difference(inside: Run, kept: Path) -> None:
    ended = inside("match", "Kedua negara menandatangani perjanjian itu pada 15 Mei.", "--data", kept)

    assert ended.returncode == 0
    assert "[-12-]{+15+}" in ended.stdout
    assert "The two countries signed the treaty on 15 May." in ended.stdout


def test_a_match_as_json_has_the_shape_of_the_api(inside: Run, kept: Path) -> None:
    ended = inside("match", PAIRS[5][1], "--from", "en", "--json", "--data", kept)

    told = json.loads(ended.stdout)["results"][0]
    assert (told["text"], told["matches"][0]["target"], told["matches"][0]["score"]) == (
        PAIRS[5][1],
        PAIRS[5][0],
        100.0,
    )


def test_a_match_of_nothing_tells_the_phrases_that_are_known_as_the_api_does(inside: Run, kept: Path) -> None:
    asked = ("match", "Kemarin para menteri luar negeri kedua negara gagal.", "--data", kept)
    told = json.loads(inside(*asked, "--json").stdout)
    (result,) = told["results"]

    assert (result["matches"], told["termbase_version"]) == ([], 3)
    assert [one["text"] for one in result["fragments"]] == ["kedua negara"]
    assert "≈  kedua negara → " in inside(*asked).stdout


def test_the_data_directory_may_be_named_before_the_command(kept: Path, tmp_path: Path) -> None:
    before = padanan("--data", str(kept), "stats", "--json", cwd=tmp_path)
    both = padanan("--data", str(tmp_path / "none"), "stats", "--json", "--data", str(kept), cwd=tmp_path)

    assert before.stdout == both.stdout
    assert json.loads(before.stdout)["units"] == 6


def test_the_data_directory_may_come_from_the_environment(kept: Path, tmp_path: Path) -> None:
    ended = padanan("stats", "--json", cwd=tmp_path, PADANAN_DATA=str(kept))

    told = json.loads(ended.stdout)
    assert (told["units"], told["concepts"], told["lifecycles"]["approved"], told["termbase_version"]) == (6, 7, 4, 3)


def test_stats_are_printed_for_people(inside: Run, kept: Path) -> None:
    ended = inside("stats", "--data", kept)

    assert ended.stdout.splitlines()[:3] == [
        "units              6",
        "concepts           7",
        "lifecycles         proposed 2, in_review 0, approved 4, retired 0, rejected 1",
    ]


def test_terms_are_exported_approved_ones_unless_told_otherwise(inside: Run, kept: Path, tmp_path: Path) -> None:
    ended = inside("export", "terms", "-o", "terms.json", "--data", kept)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "4 concepts written to terms.json.\n")
    assert CEASEFIRE in {concept["id"] for concept in json.loads((tmp_path / "terms.json").read_text(encoding="utf-8"))}
    assert [file.name for file in tmp_path.iterdir()] == ["terms.json"]


def test_an_exported_table_holds_no_formula(inside: Run, kept: Path, tmp_path: Path) -> None:
    inside("export", "terms", "-o", "terms.tsv", "--lifecycle", "all", "--data", kept)

    cells = [cell for line in (tmp_path / "terms.tsv").read_text("utf-8").splitlines() for cell in line.split("\t")]
    assert [cell for cell in cells if cell.startswith(("=", '"='))] == []
    assert FORMULA[:10] in "".join(cells)


def test_a_sound_store_is_said_to_be_sound(inside: Run, kept: Path) -> None:
    ended = inside("verify", "--json", "--data", kept)

    assert (ended.returncode, json.loads(ended.stdout)) == (0, {"ok": True, "damage": []})


def test_a_damaged_store_is_found_out_mended_and_sound_again(inside: Run, data: Path) -> None:
    journal = data / "journal.1.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"Gencatan", b"Gencaten", 1))

    found = inside("verify", "--data", data)
    mended = inside("verify", "--repair", "--data", data)
    again = inside("verify", "--data", data)

    assert [found.returncode, mended.returncode, again.returncode] == [3, 0, 0]
    assert found.stderr.startswith(
        "padanan: The store has 1 damaged places.\n  Mend it with “padanan verify --repair”."
    )


def test_mining_prints_a_line_for_each_file_and_its_candidates(inside: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "berita.txt").write_text(STORY, encoding="utf-8")

    ended = inside("mine", "berita.txt", "--data", data, "--report", "run.html")

    assert ended.returncode == 0
    assert ended.stdout.splitlines()[0].startswith("berita.txt: 1 paragraphs, 2 sentences")
    assert "gencatan senjata → ceasefire" in ended.stdout
    assert ended.stdout.splitlines()[-1].endswith("s; report in run.html")
    assert "gencatan senjata" in (tmp_path / "run.html").read_text(encoding="utf-8")


def test_mining_as_json_prints_the_report_and_nothing_else(inside: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "berita.txt").write_text(STORY, encoding="utf-8")

    ended = inside("mine", "berita.txt", "--json", "--data", data, "--report", "run.json")

    told = json.loads(ended.stdout)
    assert (ended.stderr, told["counts"]["files"], told["counts"]["known"]) == ("", 1, 1)
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8")) == told


def test_away_from_a_terminal_progress_is_lines_on_standard_error(inside: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "berita.txt").write_text(STORY, encoding="utf-8")

    ended = inside("mine", "berita.txt", "--data", data)

    assert ended.stderr.splitlines()[:2] == ["read: 0 of 1", "read: 1 of 1"]
    assert "\r" not in ended.stderr


def test_on_a_terminal_progress_is_a_bar(data: Path, tmp_path: Path) -> None:
    (tmp_path / "berita.txt").write_text(STORY, encoding="utf-8")
    told = [*PADANAN, "mine", "berita.txt", "--data", str(data)]
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))

    shown = b""
    with subprocess.Popen(told, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # Linux says EIO when the other side of a terminal has gone
            os.close(ours)

    assert process.returncode == 0
    assert b"read: 100%|" in shown
    assert b"\r" in shown


# how soon


SLOW = ("babel", "docx", "flask", "lxml", "memory", "glossary", "numpy", "openpyxl", "sacremoses", "waitress")
LOOKING = ("flask_babel", "jsonschema_rs", "openpyxl", "polib", "waitress", "web.api", "web.pages", "web.work")


@pytest.mark.parametrize(("words", "idle"), [(["--help"], SLOW), (["--version"], SLOW)])
def test_help_waits_for_no_library(tmp_path: Path, words: list[str], idle: tuple[str, ...]) -> None:
    assert loaded(words, tmp_path) & set(idle) == set()


def test_a_look_up_waits_for_no_reader_of_files_and_no_server(kept: Path, tmp_path: Path) -> None:
    found = loaded(["lookup", "gencatan senjata", "--data", str(kept)], tmp_path)

    assert "glossary.lookup" in found
    assert found & set(LOOKING) == set()


def loaded(words: list[str], cwd: Path) -> set[str]:
    """What a command has imported when it ends."""
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); from web.cli import main; main()"
    ended = padanan(*words, cwd=cwd, command=[sys.executable, "-c", code])
    assert ended.returncode == 0, ended.stderr
    return set(ended.stderr.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    command = commands.get_command(click.Context(commands), name)

    assert command is not None
    assert " ".join((command.help or "").split()).startswith(COMMANDS[name][1].removesuffix("."))


# interrupted


def test_an_interrupted_run_says_so_and_has_proposed_nothing(data: Path, shared: Path, tmp_path: Path) -> None:
    pairs = (shared / "corpora/tico19/tico19.en-id.tmx").read_text(encoding="utf-8").split("</tu>")[:1000]
    (tmp_path / "some.tmx").write_text("</tu>".join([*pairs, "</body></tmx>"]), encoding="utf-8")
    told = [*PADANAN, "mine", "some.tmx", "--data", str(data)]

    with subprocess.Popen(
        told, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        while not process.stderr.readline().startswith("extract"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=60)

    assert (process.returncode, printed) == (130, "")
    assert (
        said.splitlines()[-1]
        == "Interrupted; the files that were finished are kept, and the same command goes on from there."
    )
    assert "Traceback" not in said
    assert json.loads(padanan("stats", "--json", "--data", data, cwd=tmp_path).stdout)["lifecycles"]["proposed"] == 2
    assert padanan("verify", "--data", data, cwd=tmp_path).returncode == 0
