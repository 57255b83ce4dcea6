"""eflomal behind our interface: with a program that answers as it does, and with its own where it is installed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from glossary import eflomal
from memory.errors import Invalid, Unavailable
from tests.conftest import PADANAN

PAIRS = [
    (["Perjanjian", "baru"], ["new", "treaty"]),
    ([], ["nothing"]),
    (["kapal  induk", "itu"], ["the", "carrier"]),
]
KNOWN = {"perjanjian": {"treaty": 4.0, "": 9.0}, "baru": {"new": 2.5}, "kapal induk": {"carrier": 3.0}}


def program(place: Path, body: str) -> str:
    """A program of this body in place of eflomal's; `told` holds the file of each option."""
    made = place / "eflomal-align"
    head = f"#!{sys.executable}\nimport sys\ntold = dict(zip(sys.argv[1::2], sys.argv[2::2]))\n"
    made.write_text(head + body, encoding="utf-8")
    made.chmod(made.stat().st_mode | stat.S_IXUSR)
    return str(made)


def test_links_of_both_directions_are_joined(tmp_path: Path) -> None:
    answers = "open(told['-f'], 'w').write('0-1 1-0\\n0-1 1-0\\n'); open(told['-r'], 'w').write('0-1 1-0\\n0-1\\n')"

    found = list(eflomal.linked(PAIRS, lambda word: KNOWN.get(word, {}), program=program(tmp_path, answers)))

    assert [sorted(one.links) for one in found] == [[(0, 1), (1, 0)], [], [(0, 1), (1, 0)]]
    assert found[0].source == ("Perjanjian", "baru")


def test_it_is_told_folded_words_and_what_is_known_of_them(tmp_path: Path) -> None:
    copies = "".join(f"open({str(tmp_path / name)!r}, 'w').write(open(told['-{name}']).read())\n" for name in "stp")
    ends = "open(told['-f'], 'w'); open(told['-r'], 'w')"

    list(eflomal.linked(PAIRS, lambda word: KNOWN.get(word, {}), program=program(tmp_path, copies + ends)))

    assert (tmp_path / "s").read_text("utf-8") == "perjanjian baru\nkapal_induk itu\n"
    assert (tmp_path / "t").read_text("utf-8") == "new treaty\nthe carrier\n"
    assert sorted((tmp_path / "p").read_text("utf-8").splitlines()) == [
        "LEX\tbaru\tnew\t2.5",
        "LEX\tkapal_induk\tcarrier\t3",
        "LEX\tperjanjian\ttreaty\t4",
    ]


def test_what_it_complains_of_is_passed_on(tmp_path: Path) -> None:
    fails = program(tmp_path, "sys.exit('Mismatched file sizes')")

    with pytest.raises(Invalid, match="Mismatched file sizes"):
        list(eflomal.linked(PAIRS, lambda word: {}, program=fails))


def test_without_the_program_it_says_how_to_have_it(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="pip install eflomal"):
        list(eflomal.linked(PAIRS, lambda word: {}, program=str(tmp_path / "nothing")))


@pytest.mark.skipif(which(eflomal.PROGRAM) is None, reason="eflomal is not installed; it is GPL and wants a C compiler")
def test_the_program_itself_finds_what_it_knows() -> None:
    sentences = [
        ("perjanjian baru itu", "that new treaty"),
        ("kapal baru", "new ship"),
        ("perjanjian itu", "that treaty"),
    ]
    pairs = [(here.split(), there.split()) for here, there in sentences * 20]
    known = {"perjanjian": {"treaty": 5.0}, "baru": {"new": 5.0}, "itu": {"that": 5.0}, "kapal": {"ship": 5.0}}

    found = list(eflomal.linked(pairs, lambda word: known.get(word, {})))

    assert {(0, 2), (1, 1), (2, 0)} == set(found[0].links)


def test_no_pair_is_no_work(tmp_path: Path) -> None:
    assert list(eflomal.linked([([], ["a"])], lambda word: {}, program=program(tmp_path, "sys.exit('asked')"))) == [
        eflomal.Linked((), ("a",), frozenset())
    ]


def test_the_miner_may_ask_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("id\ten\nKesepakatan dagang itu batal.\tThe trade accord is void.\n", encoding="utf-8")
    links = "0-2 1-1 2-0 3-4"
    asked = f"open(told['-f'], 'w').write('{links}\\n'); open(told['-r'], 'w').write('{links}\\n')\n"
    program(tmp_path, asked + f"open({str(tmp_path / 'asked')!r}, 'w')\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    run = [*PADANAN, "mine", str(pairs), "--data", str(tmp_path / "data")]

    asked_it = subprocess.run([*run, "--aligner", "eflomal", "--json"], capture_output=True, text=True, check=False)

    assert (asked_it.returncode, (tmp_path / "asked").exists()) == (0, True)
    assert "Kesepakatan dagang" in asked_it.stdout or "kesepakatan dagang" in asked_it.stdout


def test_the_miner_does_not_begin_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.tsv").write_text("id\ten\nKapal itu tiba.\tThe ship arrived.\n", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    run = [*PADANAN, "mine", str(tmp_path / "x.tsv"), "--aligner", "eflomal", "--data", str(tmp_path / "data")]

    ended = subprocess.run(run, capture_output=True, text=True, check=False)

    assert (ended.returncode, "pip install eflomal" in ended.stderr) == (3, True)
