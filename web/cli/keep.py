"""Looking after the store and the server: verify, serve, tokens."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from memory import stores
from memory.errors import Invalid, NotFound, Unavailable
from web.access import GRANTED, Access
from web.accounts import Accounts
from web.cli.command import alone, choose, padanan, printing, put, stored, writing
from web.settings import HOST, PORT, Settings


@padanan.command()
@click.option("--repair", "mend", is_flag=True, help="Recover everything undamaged; the damaged files are kept beside.")
@stored
@printing
def verify(data: Path | None, mend: bool, as_json: bool) -> None:
    """Check every record of the store against its checksum; of a database, every record of every part."""
    chosen = choose(data)
    if chosen.store and mend:
        raise Invalid(
            "A database is not repaired by us.", hint="Restore it from a backup; “padanan verify” says what is wrong."
        )
    try:
        with alone("verify --repair"):
            damage = stores.repair(chosen.where) if mend else _damage(chosen)
    except NotFound as problem:
        raise Unavailable(problem.message, hint=problem.hint) from problem
    if as_json:
        put({"ok": mend or not damage, "damage": damage})
    else:
        print("\n".join(damage) if damage else "The store is sound.")
    if damage and not mend:
        raise Unavailable(
            f"The store has {len(damage)} damaged places.", hint="Mend it with “padanan verify --repair”."
        )


def _damage(chosen: Settings) -> list[str]:
    """What is damaged: of a directory its own files; of a database every part that there is."""
    if not chosen.store:
        return stores.verify(chosen.where)
    damage: list[str] = []
    for part in ("", "access", "jobs"):
        try:
            store = stores.open_store(chosen.store, part, writable=False)
        except NotFound:
            if not part:
                raise
            continue  # nobody has needed it yet
        with store:
            damage += [f"{part}: {one}" if part else one for one in store.verify()]
    return damage


@padanan.command()
@click.option("--host", help="Address to serve on [default 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on [default 8080].")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer, over a database; the embedded store has one writer, and so one process [default 1].",
)
@click.option(
    "--log", help="Write an access log there, “-” for standard error: routes and times, nothing that was typed."
)
@click.option("--threads", type=click.IntRange(1, 64), help="Threads that answer [default 8].")
@stored
def serve(
    host: str | None, port: int | None, threads: int | None, workers: int | None, log: str | None, data: Path | None
) -> None:
    """
    Serve the page and the API.

    It is then the only process that writes to the directory of a store; over a database there may be any number.
    """
    from web.crew import Crew  # noqa: PLC0415 - only this needs the server
    from web.serve import serve as serve_app  # noqa: PLC0415

    chosen = choose(data, host=host, port=port, threads=threads, log=log)
    if workers and workers > 1:
        if not chosen.store:
            hint = "Several need PostgreSQL (PADANAN_STORE=postgresql://…); or give the one more threads: --threads 16."
            raise Invalid(f"The embedded store is served by one process, not by {workers}.", hint=hint)
        Crew(chosen, workers).run()
        return
    if not chosen.store and not chosen.data.exists():
        print(f"{chosen.data} is new and empty; fill it with “padanan mine”.", file=sys.stderr)
    with writing("serve", data, host=host, port=port, threads=threads, log=log) as context:
        serve_app(context)


@padanan.group()
def token() -> None:
    """Give programs access, and take it back."""


@token.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(GRANTED), required=True, help="What its bearer may do.")
@stored
@printing
def token_add(name: str, role: str, data: Path | None, as_json: bool) -> None:
    """Make a token for NAME; it is shown this once."""
    secret, made = _access(data, fresh=True).add(name, role, by="cli")
    if as_json:
        put({"token": secret, "id": made.id, "name": made.name, "role": made.role})
    else:
        print(secret)
        print(f"Keep it: it is not shown again. It is {made.name}'s, {made.role}, {made.id}.", file=sys.stderr)


@token.command("list")
@stored
@printing
def token_list(data: Path | None, as_json: bool) -> None:
    """List the tokens: whose they are, and what for."""
    with closing(_access(data)) as access:
        found = access.tokens()
    if as_json:
        put([asdict(one) for one in found])
        return
    for one in found:
        state = f"revoked {one.revoked[:10]} by {one.revoked_by}" if one.revoked else f"…{one.last_four}"
        print(f"{one.id}  {one.role:10} {one.name}  since {one.created[:10]}  {state}")
    if not found:
        print("There are no tokens; make one with “padanan token add”.")


@token.command("revoke")
@click.argument("id_", metavar="ID")
@stored
@printing
def token_revoke(id_: str, data: Path | None, as_json: bool) -> None:
    """Make a token worthless from now on."""
    ended = _access(data).revoke(id_, by="cli")
    put(asdict(ended)) if as_json else print(f"Revoked: {ended.name}'s, {ended.role}.")


@padanan.command()
@click.argument("name")
@click.option("--role", type=click.Choice(GRANTED), required=True, help="What NAME may do.")
@click.option("--address", default=f"http://{HOST}:{PORT}", show_default=True, help="Where people reach the server.")
@stored
@printing
def invite(name: str, role: str, address: str, data: Path | None, as_json: bool) -> None:
    """Make a link by which NAME sets a password, once, within seven days; who is known gets a new one."""
    secret, made = Accounts(_access(data, fresh=True)).invite(name, role, by="cli")
    link = f"{address.rstrip('/')}/welcome/{secret}"
    if as_json:
        put({"link": link, "name": made.name, "role": made.role, "expires": made.expires})
    else:
        print(link)
        print(f"It is for {made.name}, {made.role}, until {made.expires[:10]}, and works once.", file=sys.stderr)


def _access(data: Path | None, *, fresh: bool = False) -> Access:
    """
    Who may do what with a store; a `fresh` one is made where there is none.

    Alone in a directory the tokens would keep a store from being made there later.
    """
    chosen = choose(data)
    if not chosen.store and not (chosen.data / "CURRENT").is_file():
        if not fresh:
            hint = "Make one with “padanan mine seeds”, or name another with --data."
            raise Unavailable(f"There is no store at {chosen.data}.", hint=hint)
        stores.open_store(chosen.where).close()
        print(f"{chosen.data} is new and empty; fill it with “padanan mine”.", file=sys.stderr)
    return Access(chosen.where, "access")
