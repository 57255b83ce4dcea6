"""Who does the work of a command: so many processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from glossary.partitions import Workers, workers

Command = TypeVar("Command", bound=Callable[..., Any])


def working(command: Command) -> Command:
    """Give a command `--workers` and `--cluster`; it is called with `workers`, which are let go when it is done."""

    @wraps(command)
    def call(*given: Any, many: int | None, cluster: str | None, **options: Any) -> Any:
        if many is not None and cluster is not None:
            raise click.UsageError("Give --workers or --cluster, not both: a cluster knows how many it has.")
        with _workers(many, cluster) as found:
            return command(*given, workers=found, **options)

    processes = click.option(
        "--workers",
        "many",
        type=click.IntRange(1),
        metavar="N",
        help="Work in so many processes; by default in one for each core where there is much to do, and in 1 for little.",
    )
    elsewhere = click.option(
        "--cluster", metavar="ADDRESS", help="Work on a Dask cluster instead: its scheduler, tcp://host:8786."
    )
    return processes(elsewhere(call))  # type: ignore[return-value]


def _workers(many: int | None, cluster: str | None) -> Workers:
    if cluster is None:
        return workers(many)
    from glossary.cluster import Cluster  # noqa: PLC0415 - an extra that most do without

    return Cluster(cluster)
