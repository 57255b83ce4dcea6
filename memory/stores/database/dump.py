"""
Stores in a database as the files of embedded ones: a snapshot each, and a journal that is still empty.

All are read in one transaction and so of one state of the database: whoever writes meanwhile does not wait, and no part is
older or newer than another. Records go from the database to a temporary file as they are, a few thousand at a time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import closing
from tempfile import TemporaryFile

import orjson
from psycopg import Connection, IsolationLevel, sql

from memory.errors import NotFound
from memory.stores.backup import Part
from memory.stores.database.address import address, schema
from memory.stores.database.ledger import Ledger
from memory.stores.database.link import Link
from memory.stores.database.migrations import Outdated, prepared
from memory.stores.files.directory import FORMAT
from memory.stores.files.log import frame
from memory.stores.files.snapshot import now
from memory.stores.move import HERE, MIGRATION, refuse_half

_AT_ONCE = 2000
_RECORDS = "SELECT kind, id, body FROM {} WHERE body IS NOT NULL ORDER BY place"
_SAID = "SELECT body FROM {} WHERE kind = %s AND id = %s"


def seek(where: str, part: str = "") -> None:
    """Return if there is such a part of a store in a database; NotFound if there is none. Nothing is read or made."""
    with closing(Link(address(where), "primary")) as link, link.reaching() as connection:
        try:
            prepared(connection, schema(part), link.address, make=False)
        except Outdated:  # it is there, and will be brought up to date by whoever opens it to write
            return


def dumped(where: str, parts: Mapping[str, str]) -> list[Part]:
    """
    The files of these parts of a store, each in its folder of an archive, all as of one moment.

    A part that is not there is left out; without the first NotFound. Unavailable for a part that is not whole.
    """
    first, *others = parts
    with closing(Link(address(where), "primary")) as link, link.reaching() as connection:
        prepared(connection, schema(parts[first]), link.address, make=False)
        there = [first, *(folder for folder in others if _there(connection, link, parts[folder]))]
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        files: list[Part] = []
        try:
            with connection.transaction():
                for folder in there:
                    files += _files(connection, schema(parts[folder]), folder and f"{folder}/")
        except BaseException:
            for file in files:
                file.file.close()
            raise
        return files


def _there(connection: Connection, link: Link, part: str) -> bool:
    try:
        prepared(connection, schema(part), link.address, make=False)
    except NotFound:
        return False
    return True


def _files(connection: Connection, name: str, folder: str) -> Iterator[Part]:
    table = sql.Identifier(name, "record")
    said = connection.execute(sql.SQL(_SAID).format(table), (MIGRATION, HERE)).fetchone()
    refuse_half(orjson.loads(said[0]) if said and said[0] else None)
    current = frame(orjson.dumps({"padanan": FORMAT, "generation": 1}))
    yield Part(f"{folder}CURRENT", io.BytesIO(current), len(current))
    yield _snapshot(connection, name, f"{folder}snapshot.1.jsonl")
    yield Part(f"{folder}journal.1.jsonl", io.BytesIO(), 0)


def _snapshot(connection: Connection, name: str, path: str) -> Part:
    """As `snapshot.py` describes it."""
    revision = Ledger(name).head(connection).revision
    file = TemporaryFile()  # noqa: SIM115  # it is open until the archive is written
    try:
        file.write(frame(orjson.dumps({"padanan": FORMAT, "revision": revision, "at": now()})))
        count = 0
        with connection.cursor("padanan_dump") as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(sql.SQL(_RECORDS).format(sql.Identifier(name, "record")))
            for kind, id, body in cursor:  # kinds and ids are kept as the inside of a JSON string
                file.write(frame(f'["{kind}","{id}",{body}]'.encode()))
                count += 1
        file.write(frame(orjson.dumps({"lines": count})))
        return Part(path, file, file.tell())
    except BaseException:
        file.close()
        raise
