"""
What every command shares: the group it belongs to, where the data is, how it prints.

A command's module is imported when the command is called, for its libraries take most of a second and `--help` needs none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from memory.errors import Unavailable
    from web.context import Context
    from web.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
_STORE, _DATA = "padanan.store", "padanan.data"  # where click keeps what --store says, and --data before the command

# Each command with the module that it is in and what `padanan --help` says of it: how its own help begins.
COMMANDS: dict[str, tuple[str, str]] = {
    "mine": ("mining", "Read documents, document pairs and TMX files; propose the terms in them."),
    "learn": ("learning", "Count in aligned text which word translates which."),
    "import": ("imports", "Take in units, term lists or dictionaries from files."),
    "undo": ("imports", "Take an import of units, or a run of the miner, back."),
    "export": ("exports", "Write the glossary or the memory to a file."),
    "lookup": ("ask", "Look TEXT up: terms, dictionary, fuzzy matches, sentences."),
    "match": ("ask", "Recall the units most like TEXT, with their scores."),
    "check": ("checks", "Check files, a pair of documents, or a text and its translation."),
    "review": ("desk", "Go through the candidates: a key approves, rejects, changes or skips."),
    "serve": ("keep", "Serve the page and the API."),
    "mcp": ("mcp", "Answer an AI assistant over MCP: look up terms, match segments, check translations."),
    "token": ("keep", "Give programs access, and take it back."),
    "invite": ("keep", "Make a link by which NAME sets a password, once, within seven days."),
    "backup": ("backup", "Write everything to one file, whoever writes meanwhile."),
    "restore": ("backup", "Make a store of a backup, in a new directory or an empty database."),
    "migrate": ("migrate", "Bring everything to another place, directory or database, and verify it there."),
    "stats": ("ask", "Count what there is."),
    "verify": ("keep", "Check every record of the store against its checksum."),
}
# What does the work of a command while a server holds the writer's lock.
_INSTEAD = {
    "mine": "use POST /api/v1/jobs (kind=mine)",
    "import": "use POST /api/v1/jobs (kind=import)",
    "import --undo": "use POST /api/v1/imports/{id}/undo",
    "undo": "use POST /api/v1/imports/{id}/undo",
    "review": "use its page /review, or POST /api/v1/concepts/{id}/decisions",
    "serve": "use that server: a store has one",
}


class _Commands(click.Group):
    """The commands of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, imported now; None for a name that is none."""
        if cmd_name in COMMANDS:
            import_module(f"web.cli.{COMMANDS[cmd_name][0]}")
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


def stored(command: Command) -> Command:
    """Give a command `--data` and `--store`, for `choose`."""

    def keep(ctx: click.Context, _option: click.Parameter, address: str | None) -> None:
        if address is not None:
            ctx.meta[_STORE] = address

    store = click.option(
        "--store",
        expose_value=False,
        callback=keep,
        help="Database instead of a directory: postgresql://… [env PADANAN_STORE, which `ps` does not show].",
    )
    data = click.option(
        "--data",
        type=FILE,
        help="Directory of the store, or of this node beside a database [env PADANAN_DATA; default ./padanan-data].",
    )
    return data(store(command))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="padanan")
@stored
@click.pass_context
def padanan(ctx: click.Context, data: Path | None) -> None:
    """Indonesian–English glossary and translation memory: mine, review, look up, enforce."""
    ctx.meta[_DATA] = data


def choose(data: Path | None, **options: Any) -> Settings:
    """The settings of a command: `--data` and `--store` as given to it, or before it; other options; then the environment."""
    from web.settings import settings  # noqa: PLC0415 - as below

    said = click.get_current_context().meta
    return settings(data=data or said.get(_DATA), store=said.get(_STORE), **options)


def printing(command: Command) -> Command:
    """Give a command `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@contextmanager
def reading(data: Path | None) -> Iterator[Context]:
    """The store, to read; a writer may be at work beside."""
    from web.context import opened  # noqa: PLC0415 - what a store is opened with, `--help` does not wait for

    with opened(choose(data), writable=False) as context:
        yield context


@contextmanager
def writing(command: str, data: Path | None, **options: Any) -> Iterator[Context]:
    """The store, to write; where a server holds it, Unavailable says what to use instead of the command."""
    from web.context import opened  # noqa: PLC0415

    with ExitStack() as stack:
        with alone(command):
            context = stack.enter_context(opened(choose(data, **options), writable=True))
        yield context


@contextmanager
def alone(command: str) -> Iterator[None]:
    """Where another process writes to the store, say what to do instead of the command."""
    from memory.errors import Unavailable  # noqa: PLC0415

    try:
        yield
    except Unavailable as problem:
        raise (_held(problem, command) if "pid" in problem.details else problem) from None


def _held(problem: Unavailable, command: str) -> Unavailable:
    instead = _INSTEAD.get(command)
    hint = f"If it is a server, {instead}; or stop it first." if instead else "Stop it first."
    return type(problem)(problem.message, hint=hint, **problem.details)


def put(value: object) -> None:
    """Print JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))
