"""
The tables of a store in PostgreSQL, made and kept up to date, one numbered step after another.

The steps that a database has taken are in its table `migration`. A new step is a file beside `schema.sql` and a line in
`STEPS`; it must leave the tables such that nodes that have not been updated yet go on, or be told of in the changelog.
"""

from __future__ import annotations

from importlib.resources import files

from psycopg import Connection, errors, sql

from memory.errors import Invalid, NotFound, Unavailable
from memory.stores.database.address import Address

STEPS = ("schema.sql",)


class Outdated(Unavailable):
    """The tables lack a step; a store opened for writing takes it."""


_TRIES = 5  # several nodes may begin at once; all but one find that it is done


def prepared(connection: Connection, schema: str, address: Address, *, make: bool) -> None:
    """See to it that the schema is there as we know it: NotFound, or made if it may be; Invalid if it is newer."""
    for _ in range(_TRIES):
        step = _step(connection, schema)
        if step == len(STEPS):
            return
        if step > len(STEPS):
            raise Invalid(
                f"The store at {address.shown} was written by a newer Padanan (step {step}; this one knows {len(STEPS)}).",
                hint="Update Padanan.",
            )
        if not make:
            raise _absent(schema, address) if not step else _old(address)
        _make(connection, schema, step)
    raise Unavailable(f"The tables at {address.shown} could not be made: others make them, too.", hint="Try again.")


def _step(connection: Connection, schema: str) -> int:
    """The last step that was taken; 0 if there is no schema."""
    there = "SELECT count(*) FROM information_schema.tables WHERE table_schema = %s AND table_name = 'migration'"
    if connection.execute(there, (schema,)).fetchone() == (0,):
        return 0
    last = sql.SQL("SELECT coalesce(max(step), 0) FROM {}").format(sql.Identifier(schema, "migration"))
    return int((connection.execute(last).fetchone() or (0,))[0])


def _make(connection: Connection, schema: str, step: int) -> None:
    try:
        with connection.transaction():
            if not step:
                _begin(connection, schema)
            connection.execute(sql.SQL("SET LOCAL search_path TO {}, pg_catalog").format(sql.Identifier(schema)))
            for number, name in enumerate(STEPS[step:], step + 1):
                connection.execute(_statements(name))
                connection.execute("INSERT INTO migration (step) VALUES (%s)", (number,))
    except (errors.DuplicateSchema, errors.DuplicateTable, errors.UniqueViolation):
        return  # another node has been quicker


def _statements(name: str) -> sql.SQL:
    return sql.SQL(files("memory.stores").joinpath(name).read_text("utf-8"))


def _begin(connection: Connection, schema: str) -> None:
    name = sql.Identifier(schema)
    there = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = %s"
    if connection.execute(there, (schema,)).fetchone() == (0,):
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
    table = sql.Identifier(schema, "migration")
    columns = "(step integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
    connection.execute(sql.SQL("CREATE TABLE {} " + columns).format(table))


def _absent(schema: str, address: Address) -> NotFound:
    return NotFound(
        f"There is no store at {address.shown}: it has no schema {schema}.",
        hint="Check the address; the first import or `padanan mine` makes a store there.",
    )


def _old(address: Address) -> Outdated:
    return Outdated(
        f"The tables at {address.shown} are of an older Padanan.",
        hint="Open the store for writing once, as `padanan serve` does: that brings them up to date.",
    )
