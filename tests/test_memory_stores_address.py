"""Addresses of databases: what is refused, in which words, and that no password is ever in them."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from psycopg import sql

from memory.errors import Invalid, Unavailable
from memory.stores import open_store, place, repair, verify
from memory.stores.database import migrations
from memory.stores.database.address import address
from memory.stores.postgres import PostgresStore
from tests.database import ASKED, Server, free_port
from tests.test_memory_stores_following import put

SECRET = "r4hasia"


@pytest.fixture
def role(postgres: Server, database: str) -> Iterator[str]:
    """The empty database, for somebody who is asked for a password and may make nothing in it."""
    postgres.execute(f"CREATE ROLE {ASKED} LOGIN PASSWORD '{SECRET}'")
    yield database.replace("postgres@", f"{ASKED}:{SECRET}@")
    name = database.rpartition("/")[2]
    postgres.execute(f"DROP OWNED BY {ASKED} CASCADE", name)
    postgres.execute(f"REVOKE ALL ON DATABASE {name} FROM {ASKED}")
    postgres.execute(f"DROP ROLE {ASKED}")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (f"postgresql://ana:{SECRET}@db/toko", "postgresql://ana@db/toko"),
        (f"postgres://ana:{SECRET}@a:5432,b:5433/toko?sslmode=require", "postgresql://ana@a:5432,b:5433/toko"),
        (f"postgresql:///toko?host=/run/pg&user=ana&password={SECRET}", "postgresql://ana@/run/pg/toko"),
        ("postgresql://db", "postgresql://db/"),
    ],
)
def test_an_address_is_shown_without_its_password(given: str, shown: str) -> None:
    assert address(given).shown == shown
    assert SECRET not in repr(address(given))
    assert SECRET not in place.public(given)


@pytest.mark.parametrize(
    "given",
    [
        f"postgresql://ana:{SECRET}/x@db/toko",
        f"postgresql://ana:{SECRET}@db:port/toko",
        f"postgresql://db/?nobody={SECRET}",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(given: str) -> None:
    with pytest.raises(Invalid, match=r"is not the address of a database\. It is written postgresql://") as refusal:
        open_store(given)

    assert SECRET not in str(refusal.value)
    assert SECRET not in "".join(traceback.format_exception(refusal.value)).replace(repr(given), "")


def test_nobody_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    caplog.set_level(logging.DEBUG)
    with pytest.raises(
        Unavailable, match=rf"database at postgresql://ana@127.0.0.1:{port}/toko cannot be reached: .*refused"
    ) as refusal:
        open_store(f"postgresql://ana:{SECRET}@127.0.0.1:{port}/toko", beside=tmp_path)

    assert SECRET not in f"{refusal.value} {refusal.value.details} {caplog.text}"


def test_a_wrong_password(role: str) -> None:
    with pytest.raises(Unavailable, match=r"cannot be reached: .*password authentication failed.* Check the address"):
        open_store(role.replace(SECRET, "salah"))


def test_no_such_database(postgres: Server) -> None:
    with pytest.raises(Unavailable, match=r'database "tidak-ada" does not exist'):
        open_store(postgres.address("tidak-ada"))


def test_no_right_to_make_the_tables(role: str) -> None:
    with pytest.raises(Unavailable, match=r"refuses: permission denied .* The user needs CREATE on the database"):
        open_store(role)


def test_no_right_to_write(role: str, database: str, postgres: Server) -> None:
    with open_store(database) as store:
        store.write([put("air")])
    name = database.rpartition("/")[2]
    postgres.execute(f"GRANT USAGE ON SCHEMA padanan TO {ASKED}", name)
    postgres.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA padanan TO {ASKED}", name)
    with open_store(role) as store:
        assert store.count("unit") == 1
        with pytest.raises(Unavailable, match=r"permission denied for table head\. Nothing was changed\.") as refusal:
            store.write([put("api")])

    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("writable", [True, False])
def test_a_newer_schema_is_not_touched(database: str, postgres: Server, writable: bool) -> None:
    open_store(database).close()
    postgres.execute("INSERT INTO padanan.migration (step) VALUES (99)", database.rpartition("/")[2])
    with pytest.raises(Invalid, match=r"written by a newer Padanan \(step 99; .* Update Padanan"):
        open_store(database, writable=writable)


def test_an_older_schema_is_brought_up_to_date_by_whoever_may_write(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(database).close()
    monkeypatch.setattr(migrations, "STEPS", ("schema.sql", "next.sql"))
    monkeypatch.setattr(migrations, "_statements", lambda name: sql.SQL("ALTER TABLE head ADD COLUMN more text"))
    with pytest.raises(Unavailable, match=r"of an older Padanan\. Open the store for writing once"):
        open_store(database, writable=False)
    with open_store(database) as store:
        assert store.write([put("air")]) == 1
    with open_store(database, writable=False) as reader:
        assert reader.count("unit") == 1


def test_text_that_is_not_unicode_is_no_place_for_us(postgres: Server) -> None:
    postgres.execute("DROP DATABASE IF EXISTS sempit")
    postgres.execute("CREATE DATABASE sempit TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(Invalid, match=r"keeps text as SQL_ASCII, .* Make one with ENCODING 'UTF8'"):
        open_store(postgres.address("sempit"))
    postgres.execute("DROP DATABASE sempit")


def test_many_nodes_may_make_the_tables_at_once(database: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: PostgresStore(database, follow=False), range(8)))
    assert sorted(store.write([put(str(at))]) for at, store in enumerate(stores)) == list(range(1, 9))
    for store in stores:
        store.close()


def test_a_server_that_never_waits_for_its_disk_is_made_to_wait_for_us(database: str) -> None:
    with PostgresStore(database, follow=False) as store, store._writing.locked() as (connection, _):
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
    stronger = f"{database}?options=-csynchronous_commit%3Dremote_apply"
    with PostgresStore(stronger, follow=False) as store, store._writing.locked() as (connection, _):
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("remote_apply",)


def test_a_body_or_an_id_that_the_server_cannot_hold_is_refused(database: str) -> None:
    with PostgresStore(database, follow=False) as store:
        with pytest.raises(Invalid, match=r"The database cannot hold that: index row .* Nothing was changed"):
            store.write([put("".join(chr(0x4E00 + n) for n in range(5000)))])

        assert store.write([put("air")]) == 1


def test_files_are_not_looked_for_in_a_database() -> None:
    for look in (verify, repair):
        with pytest.raises(Invalid, match=r"'postgresql://ana@db/toko' is not a directory on this machine") as refusal:
            look(f"postgresql://ana:{SECRET}@db/toko")
        assert SECRET not in str(refusal.value)
