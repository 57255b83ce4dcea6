"""The README's deployment: each block is given to the program that it is for."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from glossary.lookup import Glossary
from memory.recall import Memory
from memory.stores import open_store
from memory.units import Unit, unit_id
from tests.conftest import PADANAN, ROOT, missing
from tests.database import Server
from web.settings import Settings, settings
from web.wire import Bounds

TEXT = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Deployment\n")[2].partition("\n## ")[0]
BLOCKS = dict(re.findall(r"```([\w.]+)\n(.*?)```", TEXT, re.S))


def ended(*command: object) -> subprocess.CompletedProcess[str]:
    """What came of a command."""
    told = [str(word) for word in command]
    return subprocess.run(told, capture_output=True, text=True, timeout=120, check=False)


def program(name: str, package: str) -> str:
    """Where a program is; a test without it is skipped."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if not found:
        missing(f"{name} is not here; apt-get install {package}")
    return str(found)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The service, with the program of this checkout."""
    path = tmp_path / "padanan.service"
    here = Path(PADANAN[0]).with_name("padanan")
    path.write_text(BLOCKS["ini"].replace("/opt/padanan/.venv/bin/padanan", str(here)).replace("=padanan\n", "=root\n"))
    return path


def test_systemd_takes_the_service(unit: Path) -> None:
    run = ended(program("systemd-analyze", "systemd"), "verify", unit)

    assert (run.returncode, run.stderr) == (0, "")


def test_the_service_may_do_little(unit: Path) -> None:
    run = ended(program("systemd-analyze", "systemd"), "security", "--offline=yes", "--no-pager", unit)

    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", run.stdout)
    assert exposure, run.stdout + run.stderr
    assert float(exposure[1]) < 2


def test_the_service_allows_as_many_files_as_connections() -> None:
    allowed = re.search(r"LimitNOFILE=(\d+)", BLOCKS["ini"])

    assert allowed
    assert int(allowed[1]) > Bounds().connections + 1000
    assert f"{Bounds().connections:,} connections" in TEXT
    assert int(re.search(r"TimeoutStopSec=(\d+)", BLOCKS["ini"])[1]) > Bounds().parting + 30  # type: ignore[index]


def test_what_the_environment_is_said_to_hold_is_read() -> None:
    named = set(re.findall(r"PADANAN_([A-Z]+)", TEXT))

    assert named <= {name.upper() for name in Settings.__slots__}
    assert settings({"PADANAN_PROXY": "10.0.0.1"}).proxy == "10.0.0.1"


def test_hadolint_finds_nothing_in_the_container_file(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(BLOCKS["dockerfile"])

    run = ended(Path(PADANAN[0]).with_name("hadolint"), tmp_path / "Dockerfile")

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_container_runs_as_nobody_on_a_base_that_is_pinned() -> None:
    lines = BLOCKS["dockerfile"].splitlines()

    assert re.fullmatch(r"FROM python:\d+\.\d+\.\d+-slim-\w+", lines[0])
    user = lines.index("USER 10001")
    assert user < next(at for at, line in enumerate(lines) if line.startswith("ENTRYPOINT"))
    assert not [line for line in lines[user:] if line.startswith("RUN")]
    assert "--read-only" in TEXT
    assert "--cap-drop ALL" in TEXT


def test_what_the_container_is_made_of_is_there() -> None:
    extras = re.search(r'--constraint (\S+) --editable "\.\[(\w+)\]"', BLOCKS["dockerfile"])

    assert extras
    assert (ROOT / extras[1]).is_file()
    assert f"\n{extras[2]} = [" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_nginx_takes_its_block(tmp_path: Path) -> None:
    openssl, nginx = program("openssl", "openssl"), program("nginx", "nginx-light")
    made = ended(
        *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=padanan.example", "-days", "1"),
        *("-keyout", tmp_path / "padanan.key", "-out", tmp_path / "padanan.crt"),
    )
    assert made.returncode == 0, made.stderr
    site = BLOCKS["nginx"].replace("/etc/ssl/", f"{tmp_path}/").replace("listen 80;", "listen 127.0.0.1:18080;")
    site = site.replace("listen 443 ", "listen 127.0.0.1:18443 ")
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}}}\n")

    run = ended(nginx, "-t", "-e", tmp_path / "errors", "-p", tmp_path, "-c", tmp_path / "nginx.conf")

    assert run.returncode == 0, run.stderr
    assert "[warn]" not in run.stderr


def test_nginx_lets_in_what_we_take() -> None:
    size = re.search(r"client_max_body_size (\d+)m;", BLOCKS["nginx"])

    assert size
    assert int(size[1]) * 2**20 == Settings().largest_upload
    assert float(re.search(r"client_header_timeout (\d+)s;", BLOCKS["nginx"])[1]) == Bounds().head  # type: ignore[index]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Server]:
    """A server that has read what the README tells; it has no certificate, and no standby to wait for."""
    made = Server()
    told = re.sub(r"^(?=ssl|synchronous_standby_names)", "#", BLOCKS["postgresql.conf"], flags=re.M)
    for file, more in (("postgresql.conf", told), ("pg_hba.conf", BLOCKS["pg_hba"])):
        path = made.data / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
    made.settings = {name: value for name, value in made.settings.items() if name not in told}
    yield made.start()
    made.remove()


def test_postgresql_takes_the_settings(postgresql: Server) -> None:
    names = re.findall(r"^(\w+) =", BLOCKS["postgresql.conf"], re.M)
    wrong = [name for (name,) in postgresql.execute("SELECT name FROM pg_file_settings WHERE error IS NOT NULL")]
    assert set(wrong).isdisjoint(names)
    assert postgresql.execute("SHOW synchronous_commit") == [("on",)]
    assert [name for name in names if not postgresql.execute(f"SELECT 1 FROM pg_settings WHERE name = '{name}'")] == []

    standby = re.search(r"^synchronous_standby_names = '(.*)'$", BLOCKS["postgresql.conf"], re.M)
    assert standby
    postgresql.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{standby[1]}'")
    postgresql.execute("ALTER SYSTEM RESET ALL")
    assert f"application_name={re.findall(r'standby_.', standby[1])[0]}" in TEXT


def test_postgresql_takes_who_may_come(postgresql: Server) -> None:
    rules = postgresql.execute("SELECT database, user_name, address, auth_method, error FROM pg_hba_file_rules")

    assert {row[4] for row in rules} <= {None, "hostssl record cannot match because SSL is disabled"}
    assert [row[:4] for row in rules[-2:]] == [
        (["padanan"], ["padanan"], "10.0.0.0", "scram-sha-256"),
        (["replication"], ["padanan_standby"], "10.0.0.0", "scram-sha-256"),
    ]


def test_a_node_needs_no_more_than_that_role(postgresql: Server) -> None:
    with psycopg.connect(postgresql.address(), autocommit=True) as connection:
        for statement in filter(str.strip, BLOCKS["sql"].split(";\n")):
            connection.execute(statement)  # type: ignore[call-overload]
    address = f"postgresql://padanan:change-me@127.0.0.1:{postgresql.port}/padanan"
    pair = {"id": "Gencatan senjata itu rapuh.", "en": "The ceasefire is fragile."}

    for part in ("", "access", "jobs"):
        with open_store(address, part=part) as store:
            memory = Memory(store)
            memory.remember([Unit(unit_id(pair), pair)])  # type: ignore[arg-type]
            assert [match.score for match in memory.recall(pair["id"], "id")] != []
            assert len(Glossary(store)) == 0
