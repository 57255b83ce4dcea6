"""What tests stand on: stores in temporary directories, the seeds mined once, the shared corpora, a browser."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as searching
from playwright.sync_api import Page

from glossary.lexicon import SEEDS, Lexicon, seeds
from glossary.lookup import Glossary
from glossary.mine import mine
from memory.recall import Memory
from memory.stores import Store, open_store
from tests import compiled
from tests.database import database, postgres  # noqa: F401  # fixtures
from web import create_app, opened, settings

if TYPE_CHECKING:
    from tests.web_cli import Run

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CASES = Path(__file__).parent / "cases"
CHROMIUM = "/usr/bin/chromium"
PADANAN = [sys.executable, "-m", "web"]

# On CI the same examples each time: what is met by chance is looked for where nobody waits to land. No example is timed.
searching.register_profile(
    "padanan",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
searching.load_profile("padanan")

compiled.once()

# Who runs us in the background hands down that Ctrl-C is ignored; the programs that are tested must not inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def missing(what: str) -> None:
    """Skip for want of something; on CI, where everything is installed, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI has to have it: {what}")
    pytest.skip(what)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with open_store(tmp_path / "store") as opened_store:
        yield opened_store


@pytest.fixture
def memory(store: Store) -> Memory:
    """An empty memory."""
    return Memory(store)


@pytest.fixture
def glossary(store: Store) -> Glossary:
    """An empty glossary, in the same store as the memory."""
    return Glossary(store)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The lexicon that ships with Padanan."""
    return seeds()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory that `padanan mine seeds` makes. Read-only: copy it to write."""
    directory = tmp_path_factory.mktemp("seeded") / "data"
    with open_store(directory) as made:
        mine([SEEDS], memory=Memory(made), glossary=Glossary(made))
    return directory


@pytest.fixture
def seeded_copy(seeded: Path, tmp_path: Path) -> Path:
    """A copy of the seeded data directory, to write to."""
    return Path(shutil.copytree(seeded, tmp_path / "data"))


@pytest.fixture
def client(seeded_copy: Path) -> Iterator[FlaskClient]:
    """A client of the app over the seeds."""
    with opened(settings({}, data=seeded_copy), writable=True) as context:
        yield create_app(context).test_client()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder beside the checkout: the user's articles and the corpora."""
    if not SHARED.is_dir():
        missing("../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def articles(shared: Path) -> list[Path]:
    """The user's five news articles."""
    return sorted((shared / "seeds").glob("*.txt"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium for pytest-playwright; it asks nobody on the network anything."""
    if not Path(CHROMIUM).exists():
        missing(f"{CHROMIUM} is not here; apt-get install chromium")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet]}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The app over the small store and candidates that wait, for somebody who may edit."""
    from tests.web_desk import desk

    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where that app answers."""
    from tests.web_desk import answering

    with answering(app) as where:
        yield where


@pytest.fixture
def seen(page: Page) -> Iterator[Page]:
    """A page that must make no complaint and ask nobody but its server."""
    from tests.web_seen import attended

    with attended(page) as watched:
        yield watched


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""
    from tests.web_cli import runner

    return runner(tmp_path, monkeypatch, capsys)
