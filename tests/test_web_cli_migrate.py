"""`padanan migrate`, and `backup` and `restore` of databases: what is said, what is refused, what goes over and what stays."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from memory.stores import Change, open_store
from memory.stores.move import Move
from tests.test_web_serve import serving
from tests.web_cli import Run, runner
from tests.web_small import small
from web import opened
from web.access import Access
from web.settings import Settings


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store, a token, jobs that have ended and jobs that wait."""
    data = small(tmp_path_factory.mktemp("migrate") / "data")
    with closing(Access(data / "access")) as access:
        access.add("CI", "reader", by="test")
    with open_store(data, "jobs") as jobs:
        ended, waits = {"ended": "2026-11-22", "state": "done"}, {"ended": "", "state": "queued", "files": ["x.tmx"]}
        jobs.write([Change("job", "j_done", ended), Change("report", "j_done", {"terms": []})])
        jobs.write([Change("job", "j_waits", waits), Change("job", "j_lost", waits)])
    (data / "jobs" / "files" / "j_waits").mkdir(parents=True)
    (data / "jobs" / "files" / "j_waits" / "x.tmx").write_text("<tmx/>", encoding="utf-8")
    return data


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs commands."""
    monkeypatch.delenv("PADANAN_STORE", raising=False)
    monkeypatch.delenv("PADANAN_DATA", raising=False)
    return runner(tmp_path, monkeypatch, capsys)


def answers(chosen: Settings) -> tuple[object, object, object]:
    """What people see of a store."""
    with opened(chosen, writable=False) as context:
        found = context.memory.recall("Gencatan senjata itu sangat rapuh.", "id", min_score=30)
        concepts = sorted((one.id, one.version, one.lifecycle) for one in context.glossary.concepts())
        tokens = [(one.id, one.name) for one in context.access.tokens()]
        return [(match.unit.id, match.score) for match in found], concepts, tokens


def version(chosen: Settings) -> int:
    """What answers cite as the version of the termbase."""
    with opened(chosen, writable=False) as context:
        return context.glossary.version


def test_everything_goes_into_a_database_and_back(data: Path, database: str, run: Run, tmp_path: Path) -> None:
    here, there = Settings(data=data), Settings(data=tmp_path / "node", store=database)

    ended = run("migrate", "--data", data, "--to", database)

    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)
    assert "records, each of them read back and compared." in ended.stdout.splitlines()[-1]
    assert f"Start the server with PADANAN_STORE={database};" in ended.stderr
    assert answers(there) == answers(here)
    assert version(there) >= version(here)

    back = run("migrate", "--store", database, "--data", tmp_path / "node", "--to", "back", "--json")

    told = json.loads(back.stdout)
    assert (back.returncode, told["from"], told["to"]) == (0, database, str(tmp_path / "back"))
    assert set(told) == {"from", "to", "records", "written", "parts", "jobs_left"}
    assert set(told["parts"]) == {"records", "access", "jobs"}
    assert told["parts"]["access"]["token"]["count"] == 1
    assert len(told["parts"]["records"]["concept"]["checksum"]) == 32
    assert answers(Settings(data=tmp_path / "back")) == answers(here)
    assert version(Settings(data=tmp_path / "back")) >= version(there)


def test_what_waits_goes_with_its_files_or_is_named(data: Path, database: str, run: Run, tmp_path: Path) -> None:
    first, second = run("migrate", "--data", data, "--to", "b"), run("migrate", "--data", data, "--to", database)

    assert "Left behind are 1 jobs that wait (j_lost)" in first.stderr
    assert "Left behind are 2 jobs that wait (j_lost, j_waits)" in second.stderr
    assert (tmp_path / "b/jobs/files/j_waits/x.tmx").read_text(encoding="utf-8") == "<tmx/>"
    for where, ids in ((str(tmp_path / "b"), {"j_done", "j_waits"}), (database, {"j_done"})):
        with open_store(where, "jobs") as jobs:
            assert {id for id, _ in jobs.records("job")} == ids
            assert jobs.get("report", "j_done") == {"terms": []}


def test_a_second_time_goes_on_from_there(data: Path, database: str, run: Run) -> None:
    run("migrate", "--data", data, "--to", database)
    with open_store(data) as store:
        store.write([Change("word", "new", {})])

    told = json.loads(run("migrate", "--data", data, "--to", database, "--json").stdout)

    assert told["written"] == 1
    with open_store(database) as store:
        assert store.get("word", "new") == {}


def test_ctrl_c_says_how_it_goes_on_and_half_a_store_is_served_by_nobody(
    data: Path, database: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: Move) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(Move, "reopen", stop)
        ended = run("migrate", "--data", data, "--to", database)

    assert ended.returncode == 130
    assert "the same command goes on from there" in ended.stderr
    for words in (("stats",), ("serve", "--port", "0"), ("token", "list"), ("backup", "-o", "x.tar.gz"), ("verify",)):
        refused = run(*words, "--store", database, "--data", "node")
        assert (refused.returncode, "This store is not whole" in refused.stderr) == (3, True), words
        assert "Run the same “padanan migrate”" in refused.stderr
    assert run("migrate", "--data", data, "--to", database).returncode == 0
    assert run("stats", "--store", database, "--data", "node").returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--data", "none", "--to", "b"), 3, "There is no store at none"),
        (("--data", "data", "--to", "data"), 2, "is where everything is already"),
        (("--data", "data", "--to", "data/b"), 2, "one lies in the other"),
        (("--data", "data", "--to", "."), 2, "one lies in the other"),
        (("--data", "data", "--to", "taken"), 2, "is not a Padanan store"),
        (("--data", "data", "--to", "other"), 3, "holds other records (1 of the kind word)"),
        (("--data", "data", "--to", "mysql://ana:rahasia@db/x"), 2, "No store can be opened at"),
        (("--data", "data", "--to", "postgresql://ana:rahasia@127.0.0.1:1/x"), 3, "cannot be reached"),
        (("--data", "data"), 2, "--to"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    data: Path, run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("Yth.", encoding="utf-8")
    with open_store(tmp_path / "other") as store:
        store.write([Change("word", "1", {})])

    ended = run("migrate", *words)

    assert (ended.returncode, said in ended.stderr) == (code, True), ended.stderr
    assert "Traceback" not in ended.stderr
    assert "rahasia" not in ended.stderr + ended.stdout
    assert not (tmp_path / "b").exists()
    with open_store(tmp_path / "other") as store:
        assert store.revision == 1


def test_where_the_variable_names_the_target_that_is_said(
    data: Path, database: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PADANAN_STORE", database)

    ended = run("migrate", "--data", data, "--to", database)

    assert (ended.returncode, "PADANAN_STORE names the source" in ended.stderr) == (2, True)


def test_a_store_that_a_server_writes_stays_where_it_is(data: Path, run: Run, tmp_path: Path) -> None:
    with serving(data):
        ended = run("migrate", "--data", data, "--to", "b")

    assert (ended.returncode, "Stop it first." in ended.stderr) == (3, True)
    assert not (tmp_path / "b").exists()


def test_a_password_is_shown_nowhere(data: Path, database: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server trusts everybody, and takes any."""
    secret = database.replace("postgres@", "postgres:rahasia@")

    ended = run("migrate", "--data", data, "--to", secret)
    back = run("migrate", "--store", secret, "--data", "node", "--to", "b", "--json")

    assert (ended.returncode, back.returncode) == (0, 0)
    assert "rahasia" not in ended.stdout + ended.stderr + back.stdout + back.stderr
    for where in (secret, "b"):
        with open_store(where) as store:
            assert "rahasia" not in str([list(store.records(kind)) for kind in store.kinds()])


def test_a_database_that_others_write_to_goes_over_as_it_is_at_the_end(database: str, run: Run, tmp_path: Path) -> None:
    """Each batch of theirs writes two records alike; what was acknowledged before the end is there."""
    stop, wrote = threading.Event(), 0
    with open_store(database) as store:
        store.write([Change("unit", f"u-{n}", {"n": n}) for n in range(3000)])

        def write() -> None:
            nonlocal wrote
            for n in itertools.count(1):
                if stop.is_set():
                    return
                store.write([Change("pair", side, {"n": n}) for side in ("left", "right")])
                store.write([Change("unit", f"u-{n % 3000}", None if n % 2 else {"n": -n})])
                wrote = n
                time.sleep(0.002)

        writer = threading.Thread(target=write)
        writer.start()
        while wrote < 5:
            time.sleep(0.01)
        before = wrote
        try:
            ended = run("migrate", "--store", database, "--data", "node", "--to", "b")
        finally:
            stop.set()
            writer.join()

    assert ended.returncode == 0, ended.stderr
    with open_store(tmp_path / "b") as target:
        left, right = target.get("pair", "left"), target.get("pair", "right")
        assert left == right
        assert left is not None
        assert left["n"] >= before
        assert target.get("unit", f"u-{before % 3000}") == (None if before % 2 else {"n": -before})


def test_a_backup_of_a_database_in_the_terminal(data: Path, database: str, run: Run, tmp_path: Path) -> None:
    run("migrate", "--data", data, "--to", database)

    assert run("backup", "-o", "all.tar.gz", "--store", database, "--data", "node").returncode == 0
    ended = run("restore", "all.tar.gz", "--data", "again", "--no-tokens")

    assert (ended.returncode, answers(Settings(data=data))[:2]) == (0, answers(Settings(data=tmp_path / "again"))[:2])
    first, second = ended.stderr.splitlines()
    assert first.startswith(f"{tmp_path / 'again'} is as it was at 20")
    assert second == "Ended: tokens 1, sessions 0, invitations 0. People sign in with the passwords of then."
    taken = run("restore", "all.tar.gz", "--store", database, "--data", "node")
    assert (taken.returncode, "not from the backup" in taken.stderr) == (3, True)


def test_a_restoration_into_a_database_in_the_terminal(data: Path, database: str, run: Run, tmp_path: Path) -> None:
    run("backup", "-o", "all.tar.gz", "--data", data)

    ended = run("restore", "all.tar.gz", "--store", database, "--data", "node")

    assert ended.returncode == 0
    assert f"{database} is as it was at 20" in ended.stderr
    assert "Good again, also what was ended since: tokens 1, sessions 0, invitations 0." in ended.stderr
    assert answers(Settings(data=tmp_path / "node", store=database)) == answers(Settings(data=data))


def test_no_database_no_backup(database: str, run: Run, tmp_path: Path) -> None:
    ended = run("backup", "-o", "all.tar.gz", "--store", database, "--data", "node")

    assert (ended.returncode, "There is no store at" in ended.stderr) == (3, True)
    assert list(tmp_path.glob("all*")) == []
