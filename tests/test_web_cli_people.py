"""The keeper's commands for people and for everything: the first link, `invite`, `backup`, `restore`."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import PADANAN
from tests.test_web_serve import ENVIRONMENT, padanan
from tests.web_small import small
from web.access import Access
from web.accounts import Accounts

PASSWORD = "tujuh kerbau putih"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store."""
    return small(tmp_path_factory.mktemp("people") / "data")


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """A copy of the small store."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


def started(data: Path) -> tuple[list[str], int]:
    """What a server says when it starts, and the status with which it answers the link that it shows, 0 without one."""
    told = [*PADANAN, "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(told, cwd=data.parent, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        while not said or not said[-1].startswith("Padanan serves on "):
            said.append(process.stderr.readline())
            assert said[-1], f"it has ended: {''.join(said)}"
        link = re.search(r"http://([^/]+)(/welcome/\S+)", said[0])
        status = 0
        if link:
            with closing(http.client.HTTPConnection(link[1], timeout=60)) as asking:
                asking.request("GET", link[2])
                status = asking.getresponse().status
        process.kill()
    return said, status


def test_a_server_without_an_administrator_shows_a_link_that_works_once(data: Path) -> None:
    said, status = started(data)
    assert said[0].startswith("Nobody administers yet. Make yourself the administrator, once: http://127.0.0.1:")
    assert (len(said), status) == (2, 200)
    before = said[0].split("/welcome/")[1].strip()

    again, _ = started(data)
    secret = again[0].split("/welcome/")[1].strip()

    assert secret != before
    with closing(Access(data / "access")) as access:
        Accounts(access).accept(secret, "Ayu", PASSWORD)
    assert len(started(data)[0]) == 1


def test_an_invitation_made_in_the_terminal_is_good_in_the_browser(data: Path) -> None:
    ended = padanan(data, "invite", "Budi Santoso", "--role", "editor", "--address", "https://kamus.example/")

    link = ended.stdout.strip()
    assert (ended.returncode, link.startswith("https://kamus.example/welcome/")) == (0, True)
    assert re.fullmatch(r"It is for Budi Santoso, editor, until \d{4}-\d\d-\d\d, and works once\.\n", ended.stderr)
    with closing(Access(data / "access")) as access:
        person = Accounts(access).accept(link.rpartition("/")[2], "", PASSWORD)
    assert (person.name, person.role, person.by) == ("Budi Santoso", "editor", "cli")


def test_an_invitation_as_json(data: Path) -> None:
    told = json.loads(padanan(data, "invite", "Budi", "--role", "admin", "--json").stdout)

    assert set(told) == {"link", "name", "role", "expires"}
    assert told["link"].startswith("http://127.0.0.1:8080/welcome/")


def test_the_first_invitation_makes_the_store_that_it_is_for(tmp_path: Path) -> None:
    new = tmp_path / "new"

    ended = padanan(new, "invite", "Budi", "--role", "admin")

    assert (ended.returncode, ended.stdout.startswith("http://127.0.0.1:8080/welcome/")) == (0, True)
    assert ended.stderr.startswith(f"{new} is new and empty; fill it with “padanan mine”.\n")
    with closing(Access(new / "access")) as access:
        assert Accounts(access).accept(ended.stdout.strip().rpartition("/")[2], "", PASSWORD).name == "Budi"


def test_a_backup_restores_the_store_and_who_has_access(data: Path, tmp_path: Path) -> None:
    secret = json.loads(padanan(data, "token", "add", "CI", "--role", "reader", "--json").stdout)["token"]
    file, again = tmp_path / "all.tar.gz", tmp_path / "again"

    assert padanan(data, "backup", "-o", str(file)).returncode == 0
    ended = padanan(again, "restore", str(file))

    first, second, third = ended.stderr.splitlines()
    assert (ended.returncode, first.startswith(f"{again} is as it was at 20")) == (0, True)
    assert second == "Good again, also what was ended since: tokens 1, sessions 0, invitations 0."
    assert "“padanan token revoke ID”" in third
    assert padanan(again, "stats").stdout == padanan(data, "stats").stdout
    with closing(Access(again / "access")) as access:
        assert access.find(secret)


def test_a_backup_overwrites_nothing(data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.tar.gz").write_text("mine")

    ended = padanan(data, "backup", "-o", str(tmp_path / "mine.tar.gz"))

    assert (ended.returncode, (tmp_path / "mine.tar.gz").read_text()) == (2, "mine")
    assert ended.stderr.startswith(f"padanan: {tmp_path / 'mine.tar.gz'} is there already.")


@pytest.mark.parametrize(
    ("words", "code"), [(("backup", "-o", "x.tar.gz"), 3), (("restore", "none.tar.gz"), 2), (("backup",), 2)]
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_leaves_nothing(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    ended = padanan(tmp_path / "none", *words)

    assert (ended.returncode, "Traceback" in ended.stderr, bool(ended.stderr)) == (code, False, True)
    assert list(tmp_path.iterdir()) == []
