"""
Looking after a store in PostgreSQL: what is wrong in its tables, and what in them nobody needs any more.

The tables are read as one state. What a node holds is compared with them where it stands at the same head; a node that
holds something else has a bug, or failing memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, LiteralString

import orjson
import psycopg
from psycopg import Connection, IsolationLevel, sql

from memory.stores.database.ledger import Head, Ledger
from memory.stores.database.present import Present

_SHOWN = 100  # findings, after which only their number is told
_TABLES = ("head", "record", "batch")


def findings(ledger: Ledger, connection: Connection, present: Present) -> list[str]:
    """What is wrong, each with its table and, for a record, its kind and id; empty if all is well."""
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        head = ledger.head(connection)
        found = [*_numbering(ledger, connection, head), *_records(ledger, connection, head, present)]
    return found if len(found) <= _SHOWN else [*found[:_SHOWN], f"and {len(found) - _SHOWN} more"]


def compacted(ledger: Ledger, connection: Connection, keep: timedelta) -> list[str]:
    """Purge what is older than that, and vacuum; notes on what the server did not let us do."""
    head = ledger.lock(connection)
    upto = _one(ledger, connection, "SELECT max(revision) FROM {batch} WHERE at < now() - %s", keep)
    if upto is not None and upto > head.purged:
        _do(ledger, connection, "DELETE FROM {record} WHERE body IS NULL AND revision <= %s", upto)
        _do(
            ledger, connection, "DELETE FROM {batch} WHERE revision < %s", upto
        )  # that one itself names the state there
        _do(ledger, connection, "UPDATE {head} SET purged = %s", upto)
    connection.execute("COMMIT")
    try:
        for table in _TABLES:
            connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(ledger.schema, table)))
    except (
        psycopg.errors.SyntaxError,
        psycopg.errors.FeatureNotSupported,
        psycopg.errors.InsufficientPrivilege,
    ) as error:
        return [f"The tables were not vacuumed: {error.diag.message_primary}."]
    return []


def _numbering(ledger: Ledger, connection: Connection, head: Head) -> Iterator[str]:
    """Whether revisions and tokens hang together."""
    late = _one(ledger, connection, "SELECT count(*) FROM {record} WHERE revision > %s", head.revision)
    if late:
        yield f"{ledger.schema}.record: {late} records are of later revisions than the head's, {head.revision}"
    beyond = _one(ledger, connection, "SELECT count(*) FROM {record} WHERE place > %s", head.place)
    if beyond:
        yield f"{ledger.schema}.record: {beyond} records have later places than the head's, {head.place}"
    if not ledger.knows(connection, head.revision, head.token):
        yield f"{ledger.schema}.head: revision {head.revision} has another token than its batch, or no batch"
    gaps = _one(
        ledger,
        connection,
        "SELECT count(*) FROM {batch} AS late WHERE revision > %s AND follows > 0"
        " AND NOT EXISTS (SELECT 1 FROM {batch} AS early WHERE early.revision = late.follows)",
        head.purged,
    )
    if gaps:
        yield f"{ledger.schema}.batch: {gaps} batches follow one that is not there"


def _records(ledger: Ledger, connection: Connection, head: Head, present: Present) -> Iterator[str]:
    """Whether every record is a JSON object, and what this node holds of it."""
    with present.landing:
        mine, tables = present.head, {kind: table.copy() for kind, table in present.tables.items()}
    same = (mine.revision, mine.token) == (head.revision, head.token)
    for kind, id, body, _ in ledger.all(connection):
        place = f"{ledger.schema}.record, {kind} {id!r}"
        held = tables.get(kind, {}).pop(id, None)
        if not _is_object(body):
            yield f"{place}: the body is not a JSON object"
        elif same and held != body:
            yield f"{place}: this node holds {'another record' if held else 'none'}"
    for kind, table in tables.items() if same else ():
        for id in table:
            yield f"{ledger.schema}.record, {kind} {id!r}: this node holds it, and the table does not"


def _is_object(body: bytes | None) -> bool:
    try:
        return isinstance(orjson.loads(body or b""), dict)
    except orjson.JSONDecodeError:
        return False


def _one(ledger: Ledger, connection: Connection, text: LiteralString, *values: object) -> Any:
    """The one value that a statement asks for."""
    row = connection.execute(ledger.said(text), values).fetchone()
    return row[0] if row else None


def _do(ledger: Ledger, connection: Connection, text: LiteralString, *values: object) -> None:
    connection.execute(ledger.said(text), values)
