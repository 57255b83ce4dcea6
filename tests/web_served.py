"""A server over the small store for programs of other people, which ask over a socket or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.test_web_serve import serving
from tests.web_small import small
from web.access import GRANTED, Access


@dataclass(frozen=True)
class Served:
    """Where it is, where its data is, and a token for each role."""

    host: str
    port: int
    data: Path
    secrets: dict[str, str]

    @property
    def address(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{self.host}:{self.port}"


@contextmanager
def served(directory: Path) -> Iterator[Served]:
    """The small store, served by the command, with a token for each role."""
    data = small(directory / "data")
    with closing(Access(data / "access")) as access:
        secrets = {role: access.add(f"{role} Rini", role, by="test")[0] for role in GRANTED}
    with serving(data) as (_, host, port):
        yield Served(host, port, data, secrets)
