"""Environment and options → one frozen Settings; nothing else in Padanan reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from memory.errors import Invalid

DATA = "padanan-data"
HOST, PORT, THREADS = "127.0.0.1", 8080, 8


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data is, and how the page and the API are served. Loopback unless somebody asks for more."""

    data: Path = Path(DATA)
    store: str = ""  # a store's address; "" means the directory `data`
    host: str = HOST
    port: int = PORT
    threads: int = THREADS
    largest_request: int = 2 * 2**20  # bytes
    longest_query: int = 2000  # characters

    @property
    def where(self) -> str:
        """What to hand to `open_store`."""
        return self.store or str(self.data)


def settings(environment: Mapping[str, str] = os.environ, **options: object) -> Settings:
    """
    The settings from the environment (`PADANAN_DATA`, `PADANAN_STORE`), options winning; None options are not given.

    >>> settings({"PADANAN_DATA": "/srv/padanan"}, port=9090).port
    9090
    """
    unknown = set(options) - set(Settings.__slots__)
    if unknown:
        raise Invalid(
            f"There is no setting {', '.join(sorted(unknown))}.", hint=f"Settings: {', '.join(Settings.__slots__)}."
        )
    given = {name: value for name, value in options.items() if value is not None}
    base: dict[str, object] = {"data": Path(environment.get("PADANAN_DATA") or DATA)}
    if environment.get("PADANAN_STORE") and "data" not in given:
        base["store"] = environment["PADANAN_STORE"]
    return Settings(**{**base, **given})  # type: ignore[arg-type]
