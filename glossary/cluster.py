"""
Partitions on a Dask cluster (`padanan[dask]`): many machines where one is too small.

Each worker of the cluster has to have the same Padanan installed; it needs none of the files, for they are read here and
sent. A worker that is lost is made up for by another, and the end is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from glossary.partitions import AHEAD, Found, Item, Shared, Work, failed, in_order
from memory.errors import Problem, Unavailable

_PATIENCE = 10  # seconds to wait for a scheduler
_EACH = 3  # partitions on their way for each thread of the cluster, at least


class Cluster:
    """The workers of a cluster, by the address of its scheduler."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra that most do without
        except ModuleNotFoundError as missing:
            raise Unavailable(
                "Work on a cluster needs Dask, which is not installed here.", hint="pip install 'padanan[dask]'"
            ) from missing
        connect: Any = Client  # it has no types
        try:
            self._client: Any = connect(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Unavailable(
                f"There is no cluster at {address}: {error}.", hint="Is its scheduler running there? dask scheduler"
            ) from error
        self._shared: list[tuple[object, Any]] = []
        try:
            self._many = sum(self._client.nthreads().values())
            self._same()
        except BaseException:
            self._client.close()
            raise

    def _same(self) -> None:
        """Refuse a cluster without workers, and one whose workers have no Padanan."""
        if not self._many:
            raise Unavailable("The cluster has no workers.", hint="Start some: dask worker tcp://…")
        try:
            self._client.run(_here)
        except ModuleNotFoundError as missing:
            raise Unavailable(
                f"The workers of the cluster lack {missing.name}.", hint="Install the same Padanan where they run."
            ) from missing

    def map(self, work: Work[Shared, Item, Found], shared: Shared, items: Iterable[Item]) -> Iterator[Found]:
        """What work finds in each item, in order."""
        known = self._told(shared)

        def hand_over(item: Item) -> Any:
            return self._client.submit(_at, work, known, item, pure=False)

        return in_order(hand_over, items, _result, ahead=max(AHEAD, _EACH * self._many), drop=lambda one: one.cancel())

    def each(self, work: Callable[[Item], Found], items: Sequence[Item]) -> Iterator[Found]:
        """What work finds in each item; here, for arrays are not worth their way."""
        return map(work, items)

    def _told(self, shared: object) -> Any:
        """What is shared, where the cluster keeps it."""
        for known, future in self._shared:
            if known is shared:
                return future
        future = self._client.scatter([shared], broadcast=True, hash=False)[0]
        self._shared.append((shared, future))
        return future

    def __enter__(self) -> Self:
        """The cluster, to be let go at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let it go; what is on its way is forgotten, and whoever else works there is left alone."""
        self._shared.clear()
        self._client.close()


def _here() -> None:
    import glossary.extract  # noqa: F401, PLC0415 - whether it is there is the question


def _at(work: Work[Any, Item, Found], shared: Any, item: Item) -> Found:
    return work(shared, item)


def _result(one: Any) -> Any:
    try:
        return one.result()
    except Problem:
        raise
    except Exception as error:
        raise failed(error) from error
