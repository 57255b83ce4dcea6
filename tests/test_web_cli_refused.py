"""What the command line cannot do: it says so in words, ends with 2 or 3, and leaves the store as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PADANAN
from tests.web_cli import Run, contents, environment, padanan
from tests.web_small import small

GERMAN = "Die Bundesregierung hat am Montag beschlossen, dass die neuen Regeln für den Haushalt gelten sollen.\n"
STORY = "Kedua negara menyepakati gencatan senjata di perbatasan. Mahkamah internasional menyambut perjanjian perdamaian itu.\n"
# Root reads everything; without this power it reads what a user may.
UNPRIVILEGED = (
    "import ctypes, os, sys; prctl = ctypes.CDLL(None).prctl; [prctl(24, n, 0, 0, 0) for n in (1, 2)]; "
    "os.execv(sys.executable, [sys.executable, '-m', 'web', *sys.argv[1:]])"
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store, to read."""
    return small(tmp_path_factory.mktemp("cli") / "data")


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """The small store, to write."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


# commands that fail


def broken(directory: Path) -> None:
    """Files that cannot be read, each in its own way."""
    (directory / "empty.txt").touch()
    (directory / "blank.txt").write_text(" \n\n", encoding="utf-8")
    (directory / "binary.txt").write_bytes(b"abc\0def")
    (directory / "paper.txt").write_bytes(b"%PDF-1.7 \xff\xfe")
    (directory / "paper.pdf").write_bytes(b"%PDF-1.7")
    (directory / "latin.txt").write_bytes(b"Baris satu.\nIni kalimat caf\xe9 di kota.\n")
    (directory / "mojibake.txt").write_text("Ia berkata â€œyaâ€\x9d kepada kami.\n", encoding="utf-8")
    (directory / "german.txt").write_text(GERMAN, encoding="utf-8")
    (directory / "good.txt").write_text(STORY, encoding="utf-8")
    (directory / "cut.tmx").write_text('<tmx version="1.4">\n<header/>\n<body><tu>', encoding="utf-8")
    (directory / "page.tmx").write_text("<html/>", encoding="utf-8")
    (directory / "secrets").mkdir()
    for secret in (directory / "secret.txt", directory / "secrets/secret.txt"):
        secret.write_text(STORY, encoding="utf-8")
        secret.chmod(0)
    with (directory / "huge.txt").open("wb") as huge:
        huge.truncate(33 * 2**20)  # a sparse file: it takes no room
    (directory / "folder").mkdir()


REFUSED = {
    "no arguments": (
        ("mine",),
        "Usage: padanan mine [OPTIONS] [PATHS]...\nTry 'padanan mine --help' for help.\n\n"
        "Error: Give files or folders, or --pair ID EN, or --comparable ID EN.\n",
    ),
    "missing": (("mine", "none.txt"), "padanan: There is no file or folder none.txt.\n  Check the path.\n"),
    "empty": (("mine", "empty.txt"), "padanan: empty.txt is empty.\n  Is it the right file?\n"),
    "blank": (("mine", "blank.txt"), "padanan: blank.txt is empty.\n  Is it the right file?\n"),
    "binary": (
        ("mine", "binary.txt"),
        "padanan: binary.txt is binary, not text: byte 3 is zero.\n"
        "  If it is UTF-16 text, save it with a byte order mark, or as UTF-8.\n",
    ),
    "PDF": (("mine", "paper.txt"), "padanan: paper.txt is a PDF, not text.\n  Save it as .docx or .txt first.\n"),
    "ending": (
        ("mine", "paper.pdf"),
        "padanan: paper.pdf: files ending in “.pdf” cannot be read as documents.\n"
        "  Give one of: .docx, .htm, .html, .markdown, .md, .text, .txt.\n",
    ),
    "mis-encoded": (
        ("mine", "latin.txt"),
        "padanan: latin.txt is not UTF-8: line 2 has the byte 0xE9.\n"
        "  It may be Windows-1252; convert it: iconv -f WINDOWS-1252 -t UTF-8 'latin.txt'.\n",
    ),
    "mojibake": (
        ("mine", "mojibake.txt"),
        "padanan: mojibake.txt has broken characters: line 1 reads 'â€œ'.\n"
        "  UTF-8 text was saved as Windows-1252 on its way here; get the original, or repair it with ftfy.\n",
    ),
    "wrong language": (
        ("mine", "german.txt"),
        "padanan: german.txt is in neither Indonesian nor English. It looks like “de”.\n"
        "  Padanan reads these two; if it is one of them after all, say so with --language.\n",
    ),
    "huge": (
        ("mine", "huge.txt"),
        "padanan: huge.txt is 33 MB; the limit is 32 MB.\n"
        "  Split it, or convert it to TMX, which is read as a stream.\n",
    ),
    "nothing in it": (
        ("mine", "folder"),
        "padanan: There is nothing to mine.\n  Give documents, document pairs, TMX files, or folders of them.\n",
    ),
    "some of many": (
        ("mine", "good.txt", "empty.txt", "paper.pdf"),
        "padanan: 2 files cannot be read, so nothing was done:\n  empty.txt is empty. Is it the right file?\n"
        "  paper.pdf: files ending in “.pdf” cannot be read as documents."
        " Give one of: .docx, .htm, .html, .markdown, .md, .text, .txt.\n",
    ),
    "cut off": (
        ("mine", "good.txt", "cut.tmx"),
        "read: 0 of 2\npadanan: cut.tmx is not well-formed: line 3: "
        "Premature end of data in tag tu line 3, line 3, column 11.\n"
        "  Open it in the program that wrote it and export it again.\n",
    ),
    "no TMX": (("mine", "page.tmx"), "read: 0 of 1\npadanan: page.tmx is no TMX file: it starts with <html>.\n"),
    "no such report": (
        ("mine", "good.txt", "--report", "run.pdf"),
        "padanan: A report cannot be written as “.pdf”.\n  End its name with .json or .html.\n",
    ),
    "no such table": (
        ("export", "terms", "-o", "terms.docx"),
        "padanan: Terms cannot be written as “.docx”.\n  One of: .json, .tbx, .csv, .tsv, .xlsx, .vale.zip.\n",
    ),
    "no such folder": (
        ("export", "terms", "-o", "none/terms.csv"),
        "padanan: There is no folder none.\n  Create it first.\n",
    ),
    "too long": (
        ("lookup", "a" * 2001),
        "padanan: The query has 2001 characters; the limit is 2000.\n  Look up a term or a sentence, not a document.\n",
    ),
    "blank text": (
        ("lookup", " "),
        "Usage: padanan lookup [OPTIONS] TEXT\nTry 'padanan lookup --help' for help.\n\n"
        "Error: Give a text to look up.\n",
    ),
}


USAGE = ("no arguments", "blank text")  # they name the program as it was started


@pytest.mark.parametrize("name", [*USAGE, "missing", "huge"])
def test_what_cannot_be_done_is_said_exits_2_and_changes_nothing(
    data: Path, kept: Path, tmp_path: Path, name: str
) -> None:
    words, said = REFUSED[name]
    broken(tmp_path)

    ended = padanan(*words, cwd=tmp_path, PADANAN_DATA=str(data))

    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", said)
    assert contents(data) == contents(kept)


@pytest.mark.parametrize(
    "name",
    [name for name in REFUSED if name not in USAGE],
)
def test_the_reason_is_said_in_words_and_the_store_is_as_it_was(
    inside: Run, data: Path, kept: Path, tmp_path: Path, name: str
) -> None:
    words, said = REFUSED[name]
    broken(tmp_path)

    ended = inside(*words, "--data", data)

    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", said)
    assert contents(data) == contents(kept)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("secret.txt", "Error: Invalid value for '[PATHS]...': Path 'secret.txt' is not readable.\n"),
        ("secrets", "padanan: secrets/secret.txt cannot be read: Permission denied.\n  Check its permissions.\n"),
    ],
)
def test_a_file_that_may_not_be_read_says_so(data: Path, kept: Path, tmp_path: Path, given: str, said: str) -> None:
    broken(tmp_path)
    command = [sys.executable, "-c", UNPRIVILEGED]

    ended = padanan("mine", given, "--data", data, cwd=tmp_path, command=command)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.endswith(said)
    assert contents(data) == contents(kept)


@pytest.mark.parametrize(
    "words",
    [("stats",), ("lookup", "a"), ("match", "a"), ("export", "terms", "-o", "t.csv"), ("verify",)],
    ids=" ".join,
)
def test_without_a_store_commands_exit_3_say_so_and_make_none(
    inside: Run, words: tuple[str, ...], tmp_path: Path
) -> None:
    ended = inside(*words, "--data", "none")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("padanan: There is no store at none.\n  ")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    broken(tmp_path)
    before = sorted(tmp_path.iterdir())

    ended = padanan("mine", "good.txt", "--data", ".", cwd=tmp_path)

    assert ended.returncode == 2
    assert "is not a Padanan store: it has no file CURRENT, but other files (" in ended.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_store_that_is_no_database_is_refused_without_its_password(tmp_path: Path) -> None:
    ended = padanan("stats", cwd=tmp_path, PADANAN_STORE="mysql://ana:s3cret@db/padanan")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("padanan: PADANAN_STORE (--store) is not the address of a database.\n")
    assert "s3cret" not in ended.stderr


def test_padanan_alone_shows_its_commands(tmp_path: Path) -> None:
    ended = padanan(cwd=tmp_path)

    assert ended.returncode == 2
    assert all(
        f"\n  {name} " in ended.stderr for name in ("mine", "lookup", "match", "export", "stats", "verify", "serve")
    )


def test_a_first_run_that_fails_makes_no_store(tmp_path: Path) -> None:
    padanan("mine", "none.txt", "--data", "data", cwd=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_stored(
    data: Path, kept: Path, tmp_path: Path
) -> None:
    broken(tmp_path)

    ended = padanan("mine", "good.txt", "--report", "none/run.html", "--data", data, cwd=tmp_path)

    assert ended.returncode == 2
    assert contents(data) == contents(kept)


def test_an_export_that_fails_leaves_nothing_behind(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "terms.csv").mkdir()

    ended = padanan("export", "terms", "-o", "terms.csv", "--data", kept, cwd=tmp_path)

    assert ended.returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["terms.csv"]


def test_a_memory_that_may_not_be_read_says_so(data: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secrets/secret.tmx"
    secret.parent.mkdir()
    secret.write_text(f"<tmx>{' ' * 100}</tmx>", encoding="utf-8")
    secret.chmod(0)

    ended = padanan("mine", "secrets", "--data", data, cwd=tmp_path, command=[sys.executable, "-c", UNPRIVILEGED])

    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)


def test_a_reader_who_has_seen_enough_is_no_failure(kept: Path, tmp_path: Path) -> None:
    """As in `padanan lookup … | head -1`."""
    ours, theirs = os.pipe()
    os.close(ours)
    told = [*PADANAN, "lookup", "gencatan senjata", "--data", str(kept)]

    with subprocess.Popen(told, cwd=tmp_path, env=environment(), stdout=theirs, stderr=subprocess.PIPE) as process:
        os.close(theirs)
        said = process.communicate(timeout=60)[1]

    assert (process.returncode, said) == (0, b"")
