"""
The statements that a store in PostgreSQL is made of, on a connection that is handed in.

    lock → add, put → finish  the writing side, in one transaction that the caller ends
    head, knows, since, all   the reading side; the caller sees to it that they are of one moment

`../schema.sql` says what the tables mean. Errors are psycopg's; `link.py` makes ours of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import LiteralString, NamedTuple
from uuid import UUID

import orjson
from psycopg import Connection, Cursor, sql
from psycopg.rows import TupleRow

from memory.errors import Unavailable

_MANY = 1000
"""Rows that are worth a COPY."""
_AT_ONCE = 5000
"""Rows for one statement: a few MB."""
_FETCHED = 1000
"""Rows for one fetch: the server keeps them in work_mem, and would write more than that to its disk first."""
PATIENCE = 60
"""Seconds for which a batch waits for the one of another node."""


class Head(NamedTuple):
    """Where a store stands."""

    revision: int
    token: UUID
    place: int
    purged: int


class Row(NamedTuple):
    """A record as it is now: its body packed, or None; `place` is 0 for "as it was"."""

    kind: str
    id: str
    body: bytes | None
    place: int


def keyed(name: str) -> str:
    r"""
    A kind or an id, or who and why, as a column holds it; TypeError for what is not Unicode.

    >>> print(keyed('a "b"\0'))
    a \"b\"\u0000
    """
    return orjson.dumps(name)[1:-1].decode()


def unkeyed(held: str) -> str:
    r"""
    The name that is held so.

    >>> unkeyed(keyed('a "b"\0'))
    'a "b"\x00'
    """
    return held if "\\" not in held else str(orjson.loads(f'"{held}"'))


class Ledger:
    """The statements for one schema."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self._head = self.said("SELECT revision, token, place, purged FROM {head}")
        self._id = self.said("SELECT id FROM {head}")
        self._knows = self.said("SELECT 1 FROM {batch} WHERE revision = %s AND token = %s")
        self._since = self.said("SELECT kind, id, body, place FROM {record} WHERE revision > %s ORDER BY place")
        self._all = self.said("SELECT kind, id, body, place FROM {record} WHERE body IS NOT NULL")
        self._lock = self.said(
            "BEGIN ISOLATION LEVEL READ COMMITTED;"
            # Off or local on the server would weaken what an answer promises; what is stronger stays as it is.
            " SELECT set_config('synchronous_commit', 'on', true)"
            " WHERE current_setting('synchronous_commit') IN ('off', 'local');"
            " SET LOCAL lock_timeout = {patience};"
            " SELECT revision, token, place, purged FROM {head} FOR UPDATE"
        )
        self._gone = self.said("SELECT EXISTS (SELECT 1 FROM {record} WHERE body IS NULL)")
        self._copy = self.said("COPY {record} (kind, id, body, revision, place) FROM STDIN (FORMAT BINARY)")
        self._put = self.said(
            "INSERT INTO {record} AS known (kind, id, body, revision, place)"
            " SELECT kind, id, body, %s, place"
            " FROM unnest(%b::text[], %b::text[], %b::text[], %b::bigint[]) AS new (kind, id, body, place)"
            " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, revision = excluded.revision,"
            " place = CASE excluded.place WHEN 0 THEN known.place ELSE excluded.place END"
        )
        self._stand = self.said("UPDATE {head} SET revision = %s, token = %s, place = %s")
        self._sign = self.said(
            "INSERT INTO {batch} (revision, token, follows, by_whom, why) SELECT %s, %s, revision, %s, %s FROM {head}"
        )
        self._token = self.said("SELECT 1 FROM {batch} WHERE token = %s")
        self._again = self.said("UPDATE {head} SET revision = revision")

    def said(self, text: LiteralString) -> sql.Composed:
        """A statement on the tables {head}, {record} and {batch} of this schema."""
        tables = {name: sql.Identifier(self.schema, name) for name in ("head", "record", "batch")}
        return sql.SQL(text).format(**tables, patience=sql.Literal(PATIENCE * 1000))

    # Reading ----------------------------------------------------------------------------------------------------------

    def head(self, connection: Connection) -> Head:
        """Where the store stands."""
        return _one(connection.execute(self._head))

    def knows(self, connection: Connection, revision: int, token: UUID) -> bool:
        """Whether this state is part of the store's history, as far as that is kept."""
        if revision == 0:
            return connection.execute(self._id).fetchone() == (token,)
        return connection.execute(self._knows, (revision, token)).fetchone() is not None

    def since(self, connection: Connection, revision: int) -> list[Row]:
        """The records that later batches have changed, and the tombstones, by place."""
        return [_row(*row) for row in connection.execute(self._since, (revision,))]

    def all(self, connection: Connection) -> Iterator[Row]:
        """Every record, in no order; inside a transaction."""
        with connection.cursor("padanan_all") as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(self._all)
            for row in cursor:
                yield _row(*row)

    # Writing ----------------------------------------------------------------------------------------------------------

    def lock(self, connection: Connection) -> Head:
        """Begin a batch: nobody else has one until this transaction ends."""
        for result in connection.execute(self._lock).results():
            if result.rowcount == 1 and result.description and len(result.description) == len(Head._fields):
                return _one(result)
        raise _lost()

    def add(self, connection: Connection, rows: Sequence[Row], revision: int) -> Sequence[Row]:
        """
        Add those of many records that are new, the quickest way there is; the rest, to be `put`.

        A record may come back to where a tombstone is. While there is any, nothing is known to be new.
        """
        if len(rows) < _MANY or connection.execute(self._gone).fetchone() != (False,):
            return rows
        with connection.cursor() as cursor, cursor.copy(self._copy) as into:
            into.set_types(("text", "text", "text", "int8", "int8"))
            for kind, id, body, place in rows:
                if body is not None and place:
                    into.write_row((keyed(kind), keyed(id), body.decode(), revision, place))
        return [row for row in rows if row.body is None or not row.place]

    def put(self, connection: Connection, rows: Iterable[Row], revision: int) -> None:
        """Set these records as of this revision, those that are there and those that are not."""
        waiting = iter(rows)
        while some := list(islice(waiting, _AT_ONCE)):
            connection.execute(self._put, (revision, *_columns(some)))

    def finish(self, connection: Connection, head: Head, *, by: str, why: str, told: bool) -> None:
        """Say where the store stands when this batch is committed and, if `told`, let the others know."""
        connection.execute(self._sign, (head.revision, head.token, keyed(by), keyed(why)))
        connection.execute(self._stand, (head.revision, head.token, head.place))
        if told:
            connection.execute("SELECT pg_catalog.pg_notify(%s, %s)", (self.schema, str(head.revision)))

    def landed(self, connection: Connection, token: UUID) -> bool:
        """
        Whether a batch whose answer was lost is there; begins and ends a transaction of its own.

        The lock waits until the connection that was cut has ended, one way or the other. The update waits, where the
        server replicates synchronously, until the standby has all up to it: what a cut connection did not wait for.
        """
        self.lock(connection)
        there = connection.execute(self._token, (token,)).fetchone() is not None
        if there:
            connection.execute(self._again)
        connection.execute("COMMIT")
        return there


def _one(cursor: Cursor[TupleRow]) -> Head:
    found = cursor.fetchone()
    if found is None:
        raise _lost()
    return Head(*found)


def _lost() -> Unavailable:
    return Unavailable(
        "The store in the database has lost the row that says where it stands.", hint="Restore it from a backup."
    )


def _row(kind: str, id: str, body: str | None, place: int) -> Row:
    return Row(unkeyed(kind), unkeyed(id), None if body is None else body.encode(), place)


def _columns(rows: Sequence[Row]) -> tuple[list[str], list[str], list[str | None], list[int]]:
    return (
        [keyed(row.kind) for row in rows],
        [keyed(row.id) for row in rows],
        [None if row.body is None else row.body.decode() for row in rows],
        [row.place for row in rows],
    )
