"""A backup of either engine makes either engine again; what opens doors is told, or shut; one moment of everything."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from memory.errors import Unavailable
from memory.stores import Change, open_store
from memory.stores import move as moving
from memory.stores.move import Move, Tally, tallies
from tests.database import Server
from tests.test_memory_stores_move import STRANGE
from web.access import Access
from web.accounts import Accounts
from web.backup import Doors, backup, restore
from web.sessions import Sessions
from web.settings import Settings

Make = Callable[[], Settings]


def quiet(stage: str, done: int, total: int) -> None:
    """Nobody looks."""


@pytest.fixture
def databases(postgres: Server) -> Iterator[Callable[[], str]]:
    """Makes empty databases."""
    names = [f"backup_{n}" for n in range(3)]
    left = iter(names)
    yield lambda: postgres.create(next(left))
    for name in names:
        postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def new(tmp_path: Path, databases: Callable[[], str]) -> Callable[[str], Settings]:
    """The settings of a new place of an engine."""
    numbers = itertools.count()

    def made(engine: str) -> Settings:
        data = tmp_path / f"data{next(numbers)}"
        return Settings(data=data, store=databases() if engine == "database" else "")

    return made


def filled(settings: Settings) -> dict[str, str]:
    """Records, a token that is good and one that is revoked, a person who is signed in, an invitation; the secrets."""
    with open_store(settings.where) as store:
        for n in range(30):
            store.write([Change("history", f"c-{n % 7}", {"version": n})], by="ani", why="edit")
        store.write([Change("strange", id, {"said": id, "n": [1, 1.5, None, {"é": id}]}) for id in STRANGE])
        store.write([Change("history", "c-3", None)])
    with closing(Access(settings.where, "access")) as access:
        accounts = Accounts(access)
        good, _ = access.add("CI", "reader", by="test")
        _, bad = access.add("old", "admin", by="test")
        access.revoke(bad.id, by="test")
        invited, _ = accounts.invite("Ayu", "admin", by="test")
        person = accounts.accept(invited, "Ayu", "tujuh kerbau putih")
        session = Sessions(access, accounts).begin(person)
        invitation, _ = accounts.invite("Budi", "editor", by="test")
    return {"token": good, "session": session, "invitation": invitation}


def saved(settings: Settings, archive: Path) -> Path:
    """Write the backup."""
    with closing(backup(settings)) as pieces:
        archive.write_bytes(b"".join(pieces))
    return archive


def everything(settings: Settings, part: str = "") -> dict[str, Tally]:
    """Every kind, counted and summed up."""
    with open_store(settings.where, part, writable=False) as store:
        return {kind: tally for kind, tally in tallies(store).items() if kind != moving.MIGRATION}


@pytest.mark.parametrize("there", ["directory", "database"])
@pytest.mark.parametrize("here", ["directory", "database"])
def test_a_backup_of_either_engine_makes_either_engine(
    here: str, there: str, new: Callable[[str], Settings], tmp_path: Path
) -> None:
    source, target = new(here), new(there)
    secrets = filled(source)
    with open_store(source.where) as store:
        revision, order = store.revision, [id for id, _ in store.records("strange")]
    archive = saved(source, tmp_path / "all.tar.gz")

    restored = restore(archive, target, quiet, tokens=True)

    assert (restored.damage, restored.doors) == ([], Doors(tokens=1, sessions=1, invitations=1))
    assert abs(time.time() - restored.moment.timestamp()) < 600
    for part in ("", "access"):
        assert everything(target, part) == everything(source, part)
    with open_store(target.where) as store:
        assert (store.revision >= revision, store.verify(), list(store.notes)) == (True, [], [])
        assert [id for id, _ in store.records("strange")] == order
    with closing(Access(target.where, "access")) as access:
        assert access.find(secrets["token"])
        person = Sessions(access, Accounts(access)).find(secrets["session"])
        assert person is not None
        assert person.name == "Ayu"


@pytest.mark.parametrize("there", ["directory", "database"])
def test_without_tokens_nothing_is_open_but_passwords(
    there: str, new: Callable[[str], Settings], tmp_path: Path
) -> None:
    source, target = new("directory"), new(there)
    secrets = filled(source)
    archive = saved(source, tmp_path / "all.tar.gz")

    restored = restore(archive, target, quiet, tokens=False)

    assert restored.doors == Doors(tokens=1, sessions=1, invitations=1)
    with closing(Access(target.where, "access")) as access:
        accounts = Accounts(access)
        assert access.find(secrets["token"]) is None
        assert {(one.name, one.revoked_by) for one in access.tokens()} == {("CI", "restore"), ("old", "test")}
        assert Sessions(access, accounts).find(secrets["session"]) is None
        assert accounts.invitations() == []
        assert accounts.proven("Ayu", "tujuh kerbau putih") is not None
    assert everything(target) == everything(source)


def test_a_backup_of_a_database_that_is_written_to_is_one_moment_of_all_parts(
    new: Callable[[str], Settings], tmp_path: Path
) -> None:
    """Access is written first, then the records; of one moment, access is never behind and at most one ahead."""
    source, stop = new("database"), threading.Event()
    with open_store(source.where) as store, open_store(source.where, "access") as access:

        def write() -> None:
            for n in itertools.count(1):
                if stop.is_set():
                    return
                for one in (access, store):
                    one.write([Change("pair", side, {"n": n, "pad": "x" * 200}) for side in ("left", "right")])

        for one in (access, store):
            one.write([Change("pair", side, {"n": 0}) for side in ("left", "right")])
        writer = threading.Thread(target=write)
        writer.start()
        try:
            archives = []
            for n in range(8):
                before = store.revision
                archives.append(saved(source, tmp_path / f"{n}.tar.gz"))
                while store.revision == before and writer.is_alive():
                    time.sleep(0.001)
        finally:
            stop.set()
            writer.join()

    seen = []
    for n, archive in enumerate(archives):
        data = tmp_path / f"again{n}"
        restore(archive, Settings(data=data), quiet, tokens=True)
        with open_store(data) as store, open_store(data, "access") as access:
            pairs = [(one.get("pair", side) or {})["n"] for one in (access, store) for side in ("left", "right")]
            assert pairs[0] == pairs[1]
            assert pairs[2] == pairs[3] == store.revision - 1
            assert pairs[0] - pairs[2] in (0, 1)
            seen.append(pairs[2])
    assert seen == sorted(set(seen))


def test_a_database_with_content_is_not_restored_over(new: Callable[[str], Settings], tmp_path: Path) -> None:
    source, target = new("directory"), new("database")
    filled(source)
    filled(target)
    before = [everything(target, part) for part in ("", "access")]

    with pytest.raises(Unavailable, match="holds other records"):
        restore(saved(source, tmp_path / "all.tar.gz"), target, quiet, tokens=True)

    assert [everything(target, part) for part in ("", "access")] == before


def test_half_a_database_is_neither_opened_nor_backed_up_until_the_same_backup_is_whole(
    new: Callable[[str], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = new("directory"), new("database")
    filled(source)
    archive = saved(source, tmp_path / "all.tar.gz")
    with monkeypatch.context() as during:
        during.setattr(Move, "reopen", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            restore(archive, target, quiet, tokens=True)

    for part in ("", "access"):
        with pytest.raises(Unavailable, match="not whole: what comes into it from the backup"):
            open_store(target.where, part)
    with pytest.raises(Unavailable, match="not whole"):
        backup(target)
    filled(other := new("directory"))
    with pytest.raises(Unavailable, match=r"holds what comes from the backup .* not from the backup"):
        restore(saved(other, tmp_path / "other.tar.gz"), target, quiet, tokens=True)
    restore(archive, target, quiet, tokens=True)

    assert everything(target, "access") == everything(source, "access")
    saved(target, tmp_path / "again.tar.gz")


def test_a_damaged_backup_does_not_go_into_a_database(new: Callable[[str], Settings], tmp_path: Path) -> None:
    source, target = new("directory"), new("database")
    filled(source)
    journal = source.data / "journal.1.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"version":3', b'"version":4', 1))

    with pytest.raises(Unavailable, match=r"damaged in 1 places: .*the checksum does not match"):
        restore(saved(source, tmp_path / "all.tar.gz"), target, quiet, tokens=True)

    restored = restore(tmp_path / "all.tar.gz", replace(target, store=""), quiet, tokens=True)
    assert (len(restored.damage), restored.doors) == (1, None)


def test_without_access_there_is_nothing_to_tell(new: Callable[[str], Settings], tmp_path: Path) -> None:
    source, target = new("database"), new("directory")
    with open_store(source.where) as store:
        store.write([Change("word", "1", json.loads("{}"))])

    restored = restore(saved(source, tmp_path / "all.tar.gz"), target, quiet, tokens=False)

    assert restored.doors == Doors()
    assert not (target.data / "access").exists()
