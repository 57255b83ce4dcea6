"""LanguageTool's programs against the served protocol: those that run here, and the bytes of those that do not."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from language_tool_python import LanguageTool
from language_tool_python.exceptions import LanguageToolError

from tests.conftest import CASES, missing
from tests.test_web_serve import serving
from tests.web_terms import CEASEFIRE, COOPERATION, DOWNLOAD, V2, cut, termbase
from web.access import Access

REQUESTS: list[dict[str, Any]] = json.loads((CASES / "languagetool-requests.json").read_text(encoding="utf-8"))
SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's python3-uno is for Debian's Python
OFFICE = Path(__file__).with_name("office.py")
HARD = 'Dia & saya 😀 100% setuju +donlot "itu". Naskah kerjasama terlampir.'


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return termbase(tmp_path_factory.mktemp("programs") / "data")


@pytest.fixture(scope="module")
def served(data: Path) -> Iterator[tuple[str, int]]:
    """The host and port of a server over the terms."""
    with serving(data) as (_, host, port):
        yield host, port


@pytest.fixture(scope="module")
def base(served: tuple[str, int]) -> str:
    return f"http://{served[0]}:{served[1]}/languagetool"


def replayed(served: tuple[str, int], case: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The head's lines and the JSON that a program gets for the bytes that it sends."""
    body = case["body"].encode()
    lines = [f"POST {V2}/check HTTP/1.1", f"Host: {served[0]}:{served[1]}", *case["headers"]]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""])
    with socket.create_connection(served, timeout=60) as connection:
        connection.sendall(head.encode() + body)
        answer = b"".join(iter(lambda: connection.recv(2**16), b""))
    told, _, said = answer.partition(b"\r\n\r\n")
    return told.decode().split("\r\n"), json.loads(said)


@pytest.mark.parametrize("case", REQUESTS, ids=[case["label"] for case in REQUESTS])
def test_a_program_underlines_what_it_is_to_underline(served: tuple[str, int], case: dict[str, Any]) -> None:
    (status, *_), found = replayed(served, case)

    assert status == "HTTP/1.1 200 OK"
    assert [cut(case["text"], match) for match in found["matches"]] == case["marked"]


# language_tool_python


@pytest.fixture
def tool(base: str) -> Iterator[LanguageTool]:
    with LanguageTool("id-ID", remote_server=f"{base}/") as found:
        yield found


def test_language_tool_python_shows_the_word_and_what_to_write(tool: LanguageTool) -> None:
    found = tool.check(HARD)

    assert [HARD[match.offset : match.offset + match.error_length] for match in found] == ["donlot", "kerjasama"]
    assert [match.matched_text for match in found] == ["donlot", "kerjasama"]
    assert [match.replacements for match in found] == [["unduh"], ["kerja sama"]]
    assert [match.rule_id for match in found] == [f"TERM_FORBIDDEN_{DOWNLOAD.id}", f"TERM_VARIANT_{COOPERATION.id}"]
    assert {(match.category, match.rule_issue_type) for match in found} == {("TERMINOLOGY", "terminology")}


def test_language_tool_python_corrects_a_text(tool: LanguageTool) -> None:
    assert tool.correct(HARD) == HARD.replace("donlot", "unduh").replace("kerjasama", "kerja sama")


def test_language_tool_python_tells_the_line_and_column(tool: LanguageTool) -> None:
    text = (
        "Baris pertama yang cukup panjang untuk konteks.\nBaris kedua: donlot.\nBaris ketiga yang juga cukup panjang."
    )

    (match,) = tool.check(text)

    assert match.get_line_and_column(text) == (2, 14)


def test_language_tool_python_switches_rules_off(tool: LanguageTool) -> None:
    tool.disabled_rules = {"TERM_VARIANT"}

    assert len(tool.check(HARD)) == 1


def test_language_tool_python_is_told_of_an_error_in_a_sentence(base: str) -> None:
    with (
        LanguageTool("id-ID", remote_server=f"{base}/", mother_tongue="en-US") as tool,
        pytest.raises(LanguageToolError, match="200001 characters"),
    ):
        tool.check("a" * 200_001)


def test_language_tool_python_guesses_the_language(base: str) -> None:
    with LanguageTool("auto", remote_server=f"{base}/") as tool:
        found = tool.check("They have agreed that the weapon stop is to hold. 😀")

    assert [match.replacements[0] for match in found] == ["ceasefire"]
    assert found[0].rule_id == f"TERM_FORBIDDEN_{CEASEFIRE.id}"


# pylanguagetool


def pylanguagetool(base: str, *words: str) -> tuple[int, str, str]:
    """How it ends, what it prints, what it complains of."""
    # Quiet of pkg_resources, whose end it is warned of.
    program = [sys.executable, "-W", "ignore", str(Path(sys.executable).with_name("pylanguagetool"))]
    told = [*program, "--no-color", "-a", f"{base}/v2/", *words]
    ended = subprocess.run(told, capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode, ended.stdout, ended.stderr


@pytest.fixture
def letter(tmp_path: Path) -> str:
    file = tmp_path / "surat.txt"
    file.write_text("Salam 😀 semua.\nKami donlot berkas itu.\n", encoding="utf-8")
    return str(file)


def test_pylanguagetool_prints_the_word_and_what_to_write(base: str, letter: str) -> None:
    status, said, complaints = pylanguagetool(base, "--rules", "--explain-rule", "-l", "id-ID", letter)

    assert (status, complaints) == (1, "")  # it ends with 1 where it found something
    assert said.splitlines()[:6] == [
        "Indonesian detected (100% confidence)",
        "",
        "“donlot” padanan yang keliru; tulislah “unduh”.",
        "  ✗  semua. Kami donlot berkas itu. ",
        "                 ^^^^^^",
        "  ✓  semua. Kami unduh berkas itu. ",
    ]
    assert f"TERM_FORBIDDEN_{DOWNLOAD.id}: " in said
    assert f"{base.removesuffix('/languagetool')}/k/{DOWNLOAD.id}" in said
    assert "(Padanan 0.1.0)" in said


def test_pylanguagetool_switches_a_rule_off(base: str, letter: str) -> None:
    status, said, complaints = pylanguagetool(base, "-l", "id-ID", "-d", f"TERM_FORBIDDEN_{DOWNLOAD.id}", letter)

    assert (status, complaints, "donlot" in said) == (0, "", False)


def test_pylanguagetool_is_told_of_an_error_in_a_sentence(base: str, letter: str) -> None:
    _, _, complaints = pylanguagetool(base, "-l", "de-DE", letter)

    assert "Error: “de-DE” is no language code known here. Send one of id-ID, en" in complaints


# LibreOffice


def writer(base: str, text: str, *key: str) -> list[dict[str, Any]]:
    """What Writer's spelling dialog is given for a paragraph."""
    if not shutil.which("soffice") or not Path("/usr/lib/python3/dist-packages/uno.py").exists():
        missing("LibreOffice is not here; apt-get install libreoffice-writer-nogui python3-uno")
    told = [SYSTEM_PYTHON, str(OFFICE), f"{base}/v2", "id-ID", text, *key]
    ended = subprocess.run(
        told, capture_output=True, text=True, timeout=180, check=False, env={"PATH": "/usr/bin:/bin"}
    )
    assert ended.returncode == 0, ended.stderr
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found


def test_libreoffice_underlines_terms_with_a_key_of_ours(base: str, data: Path) -> None:
    secret, _ = Access(data / "access").add("Rini", "reader", by="test")

    found = writer(base, HARD, secret)

    said = [{"offset": error["nErrorStart"], "length": error["nErrorLength"]} for error in found]
    assert [cut(HARD, place) for place in said] == ["donlot", "kerjasama"]
    assert [error["aSuggestions"] for error in found] == [["unduh"], ["kerja sama"]]
    assert found[0]["aShortComment"] == "“donlot” padanan yang keliru; tulislah “unduh”."


def test_libreoffice_underlines_nothing_with_a_wrong_key(base: str) -> None:
    assert writer(base, HARD, "pdn_salah") == []
