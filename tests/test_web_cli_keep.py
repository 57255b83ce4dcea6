"""`padanan token`, `verify`, `serve`: who may ask, also while a server runs, and who may write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from memory.stores import open_store
from tests.web_cli import Run, padanan
from tests.web_small import small
from web import create_app, opened, settings


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store, to copy."""
    return small(tmp_path_factory.mktemp("keep") / "data")


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """The small store, to write."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


# tokens


def test_a_token_is_shown_once_alone_on_standard_output(inside: Run, data: Path) -> None:
    ended = inside("token", "add", "Rina", "--role", "translator", "--data", data)
    listed = inside("token", "list", "--data", data)

    (secret,) = ended.stdout.split()
    assert secret.startswith("pdn_")
    assert "not shown again" in ended.stderr
    assert secret not in listed.stdout
    assert "translator Rina  since 20" in listed.stdout
    assert listed.stdout.rstrip().endswith(f"…{secret[-4:]}")


def test_a_token_as_json_is_for_programs(inside: Run, data: Path) -> None:
    ended = inside("token", "add", "Rina", "--role", "reader", "--json", "--data", data)
    listed = json.loads(inside("token", "list", "--json", "--data", data).stdout)

    told = json.loads(ended.stdout)
    assert (set(told), ended.stderr) == ({"token", "id", "name", "role"}, "")
    assert [(one["id"], one["name"], one["role"], one["revoked"]) for one in listed] == [
        (told["id"], "Rina", "reader", "")
    ]


def test_a_server_that_runs_knows_a_new_token_and_forgets_a_revoked_one(inside: Run, data: Path) -> None:
    with opened(settings({}, data=data, anonymous="none"), writable=True) as context:
        client = create_app(context).test_client()

        def asked(secret: str) -> int:
            return client.get("/api/v1/stats", headers={"Authorization": f"Bearer {secret}"}).status_code

        made = json.loads(inside("token", "add", "Rina", "--role", "reader", "--json", "--data", data).stdout)
        before = asked(made["token"])
        ended = inside("token", "revoke", made["id"], "--data", data)

        assert (before, asked(made["token"]), asked("pdn_none")) == (200, 401, 401)
        assert (ended.returncode, ended.stdout) == (0, "Revoked: Rina's, reader.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "Rina", "--role", "king"), "'king' is not one of 'reader', 'translator', 'editor', 'admin'"),
        (("add", "Rina"), "Missing option '--role'"),
        (("add", " ", "--role", "reader"), "A token needs a name."),
        (("add", "a\x1b[31m", "--role", "reader"), "A token needs a name."),
        (("revoke", "t_none"), "There is no token t_none.\n  List them: GET /api/v1/tokens, or “padanan token list”.\n"),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_is_refused(inside: Run, data: Path, words: tuple[str, ...], said: str) -> None:
    ended = inside("token", *words, "--data", data)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_a_token_is_revoked_once(inside: Run, data: Path) -> None:
    made = json.loads(inside("token", "add", "Rina", "--role", "reader", "--json", "--data", data).stdout)
    inside("token", "revoke", made["id"], "--data", data)

    ended = inside("token", "revoke", made["id"], "--data", data)

    assert (ended.returncode, "was revoked at" in ended.stderr) == (2, True)
    assert "revoked 20" in inside("token", "list", "--data", data).stdout


def test_without_tokens_the_list_says_how_to_make_one(inside: Run, data: Path) -> None:
    assert inside("token", "list", "--data", data).stdout == "There are no tokens; make one with “padanan token add”.\n"


def test_the_first_token_makes_the_store_that_it_is_for(inside: Run, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("id,en\nKapal itu tiba.,The ship arrived.\n", encoding="utf-8")

    made = inside("token", "add", "Rina", "--role", "editor", "--json", "--data", "new")
    brought = inside("import", "units.csv", "--data", "new")

    assert json.loads(made.stdout)["token"].startswith("pdn_")
    assert (made.returncode, made.stderr) == (0, "new is new and empty; fill it with “padanan mine”.\n")
    assert (brought.returncode, json.loads(inside("stats", "--json", "--data", "new").stdout)["units"]) == (0, 1)
    assert "Rina" in inside("token", "list", "--data", "new").stdout


@pytest.mark.parametrize("words", [("list",), ("revoke", "t_1")], ids=" ".join)
def test_without_a_store_there_are_no_tokens_and_none_are_made(
    inside: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """A token in an empty directory would keep a store from being made there."""
    ended = inside("token", *words, "--data", "new")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("padanan: There is no store at new.\n")
    assert list(tmp_path.iterdir()) == []


# while a server holds the store


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        (("mine", "a.txt"), "If it is a server, use POST /api/v1/jobs (kind=mine); or stop it first."),
        (("import", "a.tmx"), "If it is a server, use POST /api/v1/jobs (kind=import); or stop it first."),
        (("import", "--undo", "i_1"), "If it is a server, use POST /api/v1/imports/{id}/undo; or stop it first."),
        (("review",), "If it is a server, use its page /review, or POST /api/v1/concepts/{id}/decisions; or stop it first."),
        (("serve", "--port", "0"), "If it is a server, use that server: a store has one; or stop it first."),
        (("verify", "--repair"), "Stop it first."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_needs_the_store_for_itself_names_the_call_to_use_instead(
    inside: Run, data: Path, tmp_path: Path, words: tuple[str, ...], instead: str
) -> None:
    (tmp_path / "a.txt").write_text("Kedua negara menyepakati gencatan senjata.\n", encoding="utf-8")
    with open_store(data):
        ended = inside(*words, "--data", data)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert "is being written by another process (pid" in ended.stderr
    assert ended.stderr.splitlines()[-1] == f"  {instead}"


@pytest.mark.parametrize(
    "words",
    [("lookup", "gencatan senjata"), ("match", "gencatan senjata"), ("stats",), ("verify",), ("token", "list"),
     ("check", "--target", "A truce."), ("export", "terms", "-o", "t.csv"), ("import", "--list")],
    ids=" ".join,
)  # fmt: skip
def test_what_only_reads_works_beside_a_server(inside: Run, data: Path, words: tuple[str, ...]) -> None:
    with open_store(data):
        assert inside(*words, "--data", data).returncode == 0


def test_another_process_is_told_by_its_number(data: Path, tmp_path: Path) -> None:
    with open_store(data):
        ended = padanan("review", "--data", data, cwd=tmp_path)

    assert ended.returncode == 3
    assert "(pid " in ended.stderr
