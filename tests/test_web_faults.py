"""
A server in a bad hour: it is killed while many write, its disk is full, it is told to stop while many ask.

PADANAN_KILLS=50 kills it as often; what chance decides is decided by the number of the round.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from memory.recall import Memory
from memory.stores import open_store
from tests.test_web_serve import padanan, serving
from tests.web_small import small

KILLS = int(os.environ.get("PADANAN_KILLS", "3"))
WRITERS = 4
SOON = 60.0


@dataclass(frozen=True)
class Host:
    """A server, and an editor's token."""

    process: subprocess.Popen[str]
    port: int
    secret: str

    def ask(self, method: str, path: str, told: object = None) -> tuple[int, dict[str, str], dict[str, object]]:
        """Status, headers and JSON of an answer."""
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)) as connection:
            connection.request(method, path, None if told is None else json.dumps(told), headers)
            answer = connection.getresponse()
            body = answer.read()
            return answer.status, dict(answer.getheaders()), json.loads(body) if body[:1] == b"{" else {}


def soon(true: Callable[[], object]) -> None:
    """Wait until it is true."""
    until = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < until, "it has not become true"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small store with an editor's token; and the token."""
    data = small(tmp_path_factory.mktemp("faults") / "data")
    made = padanan(data, "token", "add", "faults", "--role", "editor", "--json")
    return data, json.loads(made.stdout)["token"]


@contextmanager
def hosted(data: Path, secret: str) -> Iterator[Host]:
    """A server over this store."""
    with serving(data) as (process, _, port):
        yield Host(process, port, secret)


def writing(host: Host, seed: int, units: list[str], concepts: list[str], stop: threading.Event) -> None:
    """Write units and concepts until the server is gone; keep what was acknowledged."""
    chance, number = random.Random(seed), 0
    while not stop.is_set():
        number += 1
        name = f"{seed}-{number}"
        try:
            if chance.random() < 0.2:
                terms = [{"language": "id", "text": f"istilah {name}"}, {"language": "en", "text": f"term {name}"}]
                status, _, told = host.ask("POST", "/api/v1/concepts", {"terms": terms})
                assert status == 201, told
                concepts.append(str(told["id"]))
            else:
                many = range(chance.choice((1, 1, 1, 20, 400)))
                texts = [{"texts": {"id": f"Kalimat {name}.{k}.", "en": f"Sentence {name}.{k}."}} for k in many]
                status, _, told = host.ask("POST", "/api/v1/units", {"units": texts})
                assert status == 200, told
                units.extend(item["id"] for item in told["items"])  # type: ignore[attr-defined]
        except (OSError, http.client.HTTPException, ValueError):
            return  # nobody said that this one was kept


def test_what_was_acknowledged_is_there_after_a_kill(stocked: tuple[Path, str], tmp_path: Path) -> None:
    data = Path(shutil.copytree(stocked[0], tmp_path / "data"))
    units: list[str] = []
    concepts: list[str] = []

    for number in range(KILLS):
        with hosted(data, stocked[1]) as host:
            stop = threading.Event()
            writers = [
                threading.Thread(target=writing, args=(host, 100 * number + at, units, concepts, stop))
                for at in range(WRITERS)
            ]
            for writer in writers:
                writer.start()
            before = len(units), len(concepts)
            soon(lambda before=before: len(units) > before[0] and len(concepts) > before[1])  # type: ignore[misc]
            time.sleep(random.Random(number).uniform(0, 0.5))
            host.process.send_signal(signal.SIGKILL)
            stop.set()
            for writer in writers:
                writer.join(SOON)
                assert not writer.is_alive()
        with open_store(data, writable=False) as store:
            written = [("unit", id_) for id_ in units] + [("concept", id_) for id_ in concepts]
            lost = [(kind, id_) for kind, id_ in written if store.get(kind, id_) is None]

        assert lost == []
    assert padanan(data, "verify").returncode == 0


def _limit(process: subprocess.Popen[str], size: int) -> None:
    """No file of a process may become larger than this: what it writes beyond is refused as on a full disk."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _unit(name: str) -> dict[str, object]:
    return {"units": [{"texts": {"id": f"Kalimat {name}.", "en": f"Sentence {name}."}}]}


def test_a_store_that_may_not_grow_refuses_writes_answers_reads_and_goes_on(
    stocked: tuple[Path, str], tmp_path: Path
) -> None:
    data = Path(shutil.copytree(stocked[0], tmp_path / "data"))
    journal = max(data.glob("journal.*.jsonl"))

    with hosted(data, stocked[1]) as host:
        _limit(host.process, journal.stat().st_size + 2000)
        kept, refused = _fill(host)
        assert "could not be written" in str(refused["message"])
        assert "Make room" in str(refused["hint"])
        assert host.ask("GET", "/api/v1/lookup?q=truce")[0] == 200
        assert host.ask("POST", "/api/v1/match", {"from": "id", "text": "Gencatan senjata itu rapuh."})[0] == 200
        _limit(host.process, resource.RLIM_INFINITY)
        status, _, told = host.ask("POST", "/api/v1/units", _unit("again"))

    assert status == 200
    _there(data, [*kept, told["items"][0]["id"]])  # type: ignore[index]


def _fill(host: Host) -> tuple[list[str], dict[str, object]]:
    """Write until it is refused: what was acknowledged, and the refusal."""
    kept: list[str] = []
    for number in range(3000):
        status, _, told = host.ask("POST", "/api/v1/units", _unit(f"{number} {'x' * 200}"))
        if status != 200:
            assert status == 503, told
            return kept, told["error"]  # type: ignore[return-value]
        kept.append(told["items"][0]["id"])  # type: ignore[index]
    raise AssertionError("it never refused")


def _there(data: Path, ids: list[str]) -> None:
    """Everything that was acknowledged is there, and nothing is damaged."""
    with open_store(data) as store:
        memory = Memory(store)
        assert [id_ for id_ in ids if memory.get(id_).id != id_] == []
        assert store.verify() == []


@contextmanager
def _small_disk(place: Path, size: str) -> Iterator[Path]:
    """A disk of this size; a test that may not mount one is skipped."""
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=False)
    if mounted.returncode:
        pytest.skip("no disk may be mounted here; the test above does it by a limit")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_said_and_survived(stocked: tuple[Path, str], tmp_path: Path) -> None:
    with _small_disk(tmp_path / "disk", "4m") as disk:
        data = Path(shutil.copytree(stocked[0], disk / "data"))
        with hosted(data, stocked[1]) as host:
            ballast = disk / "ballast"
            free = shutil.disk_usage(disk).free
            ballast.write_bytes(b"x" * (free - 3 * 4096))
            kept, refused = _fill(host)
            assert re.search("No space left on device", str(refused["message"]))
            reads = [host.ask("GET", path)[0] for path in ("/api/v1/lookup?q=truce", "/api/v1/health", "/api/v1/stats")]
            assert reads == [200, 200, 200]
            ballast.unlink()
            status, _, told = host.ask("POST", "/api/v1/units", _unit("again"))
            assert status == 200
        _there(data, [*kept, told["items"][0]["id"]])  # type: ignore[index]


def test_files_that_find_no_room_are_refused_by_an_answer(stocked: tuple[Path, str], tmp_path: Path) -> None:
    data = Path(shutil.copytree(stocked[0], tmp_path / "data"))
    form = (
        b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nimport\r\n--b\r\nContent-Disposition: form-data; '
    )
    form += b'name="files"; filename="a.csv"\r\n\r\nid,en\n' + b"satu,one\n" * 5000 + b"\r\n--b--\r\n"

    with hosted(data, stocked[1]) as host:
        host.ask("GET", "/api/v1/jobs")
        _limit(host.process, 1000)
        export, _, told = host.ask("GET", "/api/v1/export/memory.tmx")
        with closing(http.client.HTTPConnection("127.0.0.1", host.port, timeout=SOON)) as connection:
            kind = {"Content-Type": "multipart/form-data; boundary=b", "Authorization": f"Bearer {host.secret}"}
            connection.request("POST", "/api/v1/jobs", form, kind)
            upload = connection.getresponse()
            said = json.loads(upload.read())
        _limit(host.process, resource.RLIM_INFINITY)
        again = host.ask("GET", "/api/v1/export/memory.tmx")[0]

    assert (export, told["error"]["code"]) == (503, "unavailable")  # type: ignore[index]
    assert (upload.status, said["error"]["code"]) == (503, "unavailable")
    assert upload.headers["Retry-After"] == "60"
    assert again == 200
    assert list((data / "jobs" / "files").iterdir()) == []


def test_a_stop_under_load_leaves_no_answer_half_said(stocked: tuple[Path, str], tmp_path: Path) -> None:
    data = Path(shutil.copytree(stocked[0], tmp_path / "data"))
    outcomes: list[str] = []

    def asking(host: Host, stop: threading.Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=SOON)
        while not stop.is_set():
            try:
                connection.request("GET", "/api/v1/lookup?q=truce")
                answer = connection.getresponse()
            except OSError:  # refused, or closed before it was asked: it may be asked elsewhere
                outcomes.append("not asked")
                break
            body = answer.read()  # IncompleteRead would end the thread, and the test
            outcomes.append("whole" if answer.status == 200 and json.loads(body)["terms"] else f"{answer.status}")
        connection.close()

    with hosted(data, stocked[1]) as host:
        stop = threading.Event()
        clients = [threading.Thread(target=asking, args=(host, stop)) for _ in range(8)]
        for client in clients:
            client.start()
        soon(lambda: len(outcomes) > 200)
        host.process.send_signal(signal.SIGTERM)
        ended = host.process.wait(SOON)
        for client in clients:
            client.join(SOON)
        said = host.process.stderr.read() if host.process.stderr else ""

    assert (ended, said) == (0, "")
    assert set(outcomes) == {"whole", "not asked"}
    assert outcomes.count("not asked") == 8


def test_a_client_that_gives_up_costs_the_server_nothing_lasting(stocked: tuple[Path, str], tmp_path: Path) -> None:
    data = Path(shutil.copytree(stocked[0], tmp_path / "data"))

    with hosted(data, stocked[1]) as host:
        host.ask("GET", "/api/v1/export/memory.tmx")
        place = Path(f"/proc/{host.process.pid}")
        before = _held(place)
        for number in range(200):
            connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=SOON)
            connection.request("GET", ("/api/v1/export/memory.tmx", "/", "/api/v1/lookup?q=truce")[number % 3])
            connection.close()
        soon(lambda: not _more(_held(place), before))
        host.process.send_signal(signal.SIGTERM)
        said = host.process.communicate(timeout=SOON)[1]

    assert said == ""


def _more(now: tuple[int, int], before: tuple[int, int]) -> bool:
    """Whether more files or threads are open than before."""
    return any(here > there for here, there in zip(now, before, strict=True))


def _held(place: Path) -> tuple[int, int]:
    return len(list((place / "fd").iterdir())), len(list((place / "task").iterdir()))
