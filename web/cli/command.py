"""What every command shares: the group it belongs to, where the data is, how it prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from web.context import Context, opened
from web.settings import settings

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="padanan")
def padanan() -> None:
    """Indonesian–English glossary and translation memory: mine, review, look up, enforce."""


def stored(command: Command) -> Command:
    """Give a command `--data`, and the settings that come of it."""
    option = click.option(
        "--data", type=FILE, help="Directory of the store [env PADANAN_DATA; default ./padanan-data]."
    )
    return option(command)


def printing(command: Command) -> Command:
    """Give a command `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@contextmanager
def reading(data: Path | None) -> Iterator[Context]:
    """The store, to read; a writer may be at work beside."""
    with opened(settings(data=data), writable=False) as context:
        yield context


def put(value: object) -> None:
    """Print JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))
