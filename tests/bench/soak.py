"""
`python -m tests.bench soak --minutes 30`: a house at work for a while, and whether its servers grow.

Clients ask the mix of `mix.py` at a steady, low rate. Beside them one writes as people do: units, a concept proposed and
approved, a small import, a check of what was approved; and takes back what it wrote some rounds ago, so that the store ends
as large as it began, but for the history of concepts, and only what is not let go of remains. Every ten seconds the memory, the open files and the threads
of all servers' processes are counted. The verdict is on memory: the mean of the last third against the mean of the first
third, after clients without a pause and a fourth of the time to warm up in, may have grown by 5%.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import ENGINES, Answered, Caller, asking, family, kept, nodes, resident, served
from tests.bench.mix import ROUTES, posted, questions, spread, stock
from tests.conftest import PADANAN, ROOT

GROWTH = 0.05
_EVERY = 10.0  # seconds
_HELD = 30  # rounds after which the writer takes back what it wrote
_BOUNDARY = "padanan-soak"


@dataclass(frozen=True)
class Sample:
    """All processes of all servers at a moment."""

    at: float
    memory: int  # bytes
    files: int
    threads: int


def sample(roots: Sequence[int], began: float) -> Sample:
    """How much they hold now."""
    pids = [pid for root in roots for pid in family(root)]
    files = sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids)
    threads = sum(len(os.listdir(f"/proc/{pid}/task")) for pid in pids)
    # Rss: a share of what is held in common grows when a stranger ends.
    memory = sum(resident(pid, "Rss") for pid in pids)
    return Sample(time.perf_counter() - began, memory, files, threads)


def verdict(samples: Sequence[Sample], warm: float) -> tuple[float, str]:
    """The growth of the last third against the first, after so many seconds to warm up; and what there was of everything."""
    counted = [one for one in samples if one.at >= warm]
    third = max(1, len(counted) // 3)
    first, last = (statistics.mean(one.memory for one in part) for part in (counted[:third], counted[-third:]))
    said = [f"memory {first / 2**20:.1f} → {last / 2**20:.1f} MiB ({last / first - 1:+.1%})"]
    for name in ("files", "threads"):
        before, after = ([getattr(one, name) for one in part] for part in (counted[:third], counted[-third:]))
        said.append(f"{name} {min(before)}–{max(before)} → {min(after)}–{max(after)}")
    return last / first - 1, ", ".join(said)


class Writer:
    """One who writes, a round at a time, and takes back what was written some rounds ago. Nodes are written in turn."""

    def __init__(self, ports: Sequence[int], token: str) -> None:
        self._callers, self._token = [Caller(port) for port in ports], token
        self._undo: deque[list[bytes]] = deque()
        self.rounds, self.wrong = 0, list[str]()

    def ask(self, sent: bytes, *right: int) -> dict[str, object]:
        """What is answered; anything but these statuses is noted as wrong."""
        status, body = self._callers[self.rounds % len(self._callers)].ask(sent)
        if status not in (right or (200,)):
            self.wrong.append(f"{sent.split(b' HTTP', 1)[0].decode()}: {status} {body[:300].decode(errors='replace')}")
            return {}
        return json.loads(body) if body else {}  # type: ignore[no-any-return]

    def round(self) -> None:
        """One round."""
        number = self.rounds
        undo = [*self._units(number), *self._concept(number)]
        if number % 15 == 0:
            undo += self._import(number)
        self._undo.append(undo)
        if len(self._undo) > _HELD:
            for sent in self._undo.popleft():
                self.ask(sent, 200, 204)
        self.rounds += 1

    def _request(self, method: str, path: str, told: object = None) -> bytes:
        return posted(path, told, token=self._token, method=method)

    def _units(self, number: int) -> list[bytes]:
        texts = [{"id": f"Kalimat nomor {number}-{k}.", "en": f"Sentence number {number}-{k}."} for k in range(5)]
        told = self.ask(self._request("POST", "/api/v1/units", {"units": [{"texts": pair} for pair in texts]}))
        items: list[dict[str, str]] = told.get("items", [])  # type: ignore[assignment]
        return [self._request("DELETE", f"/api/v1/units/{item['id']}") for item in items]

    def _concept(self, number: int) -> list[bytes]:
        word, other = f"istilah {_word(number)}", f"term {_word(number)}"
        terms = [{"language": "id", "text": word}, {"language": "en", "text": other}]
        made = self.ask(self._request("POST", "/api/v1/concepts", {"terms": terms}), 201, 200)
        if "id" not in made:
            return []
        place = f"/api/v1/concepts/{made['id']}"
        self.ask(self._request("POST", f"{place}/decisions", {"decision": "approve"}))
        segment = {"key": "1", "source": f"Itu {word}.", "target": "That is something else."}
        found = self.ask(self._request("POST", "/api/v1/check", {"from": "id", "segments": [segment]}))
        if found.get("ok"):
            self.wrong.append(f"{word} was approved and is not missed")
        return [self._request("DELETE", place)]

    def _import(self, number: int) -> list[bytes]:
        """An import of fifty rows by a job, waited for."""
        rows = "".join(f"Baris {k} dari berkas {number}.,Row {k} of file {number}.\n" for k in range(50))
        fields = "".join(
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("kind", "import"), ("content", "memory"))
        )
        file = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="f{number}.csv"\r\n\r\nid,en\n{rows}\r\n'
        body = f"{fields}{file}--{_BOUNDARY}--\r\n".encode()
        head = (
            f"POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self._token}\r\n"
            f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        job = self.ask(head.encode() + body, 202)
        until = time.monotonic() + 60
        while job.get("state") in ("queued", "running") and time.monotonic() < until:
            time.sleep(0.1)
            job = self.ask(f"GET /api/v1/jobs/{job['id']} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        if job.get("state") != "done":
            self.wrong.append(f"the import ended so: {job}")
            return []
        # One that changed nothing, for its rows were there, is no import to take back.
        ids = [one["id"] for one in job["report"]["imports"] if one["created"]]  # type: ignore[index]
        return [self._request("POST", f"/api/v1/imports/{id_}/undo", {}) for id_ in ids]


def _word(number: int) -> str:
    """A word of letters for a number, as terms are words."""
    return "".join("bdfgjklmnprstwyz"[int(digit, 16)] + "a" for digit in f"{number + 256:x}")


def soak(servers: Sequence[tuple[int, int]], made: object, token: str, minutes: float, rate: float) -> bool:
    """Whether these servers, each a port and a process id, hold the verdict; the samples are printed as they come."""
    ports, roots = [port for port, _ in servers], [pid for _, pid in servers]
    lists = [questions(made, 3000, seed=500 + at) for at in range(2)]  # type: ignore[arg-type]
    asking(ports, lists, 4 * minutes)  # as fast as they can, which fills the caches of words
    answered: list[Answered] = []
    clients = threading.Thread(target=lambda: answered.append(asking(ports, lists, 60 * minutes, rate / len(lists))))
    clients.start()
    writer, began, samples = Writer(ports, token), time.perf_counter(), list[Sample]()
    while clients.is_alive():
        elapsed = time.perf_counter() - began
        if elapsed >= len(samples) * _EVERY:
            samples.append(now := sample(roots, began))
            print(
                f"  {now.at:7.0f} s  {now.memory / 2**20:8.1f} MiB  {now.files:4} files  {now.threads:3} threads"
                f"  {writer.rounds:5} rounds  load average {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        if elapsed < 60 * minutes - 5:
            writer.round()
        time.sleep(1)
    clients.join()
    growth, said = verdict(samples, warm=15 * minutes)
    print(f"  {said}; {writer.rounds} rounds of writing", flush=True)
    for route, times in zip(ROUTES, answered[0].times, strict=True):
        middle, late, latest = (1000 * one for one in spread(times))
        print(f"    {route:42} p50 {middle:7.2f}  p95 {late:7.2f}  p99 {latest:7.2f} ms  {len(times):,}", flush=True)
    wrong = [*writer.wrong, *answered[0].wrong]
    for one in wrong[:20]:
        print(f"    WRONG {one}", flush=True)
    held = growth <= GROWTH and not wrong
    print(
        f"  {'held' if held else 'NOT HELD'}: growth {growth:+.1%}, allowed {GROWTH:+.0%}; {len(wrong)} wrong answers",
        flush=True,
    )
    return held


def token(words: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """A token of an editor, for the store that these words of the command line name."""
    command = [*PADANAN, "token", "add", "soak", "--role", "editor", "--json", *words]
    run = subprocess.run(command, cwd=ROOT, env=dict(environment), check=True, capture_output=True, text=True)
    return str(json.loads(run.stdout)["token"])


def main(words: Sequence[str]) -> None:
    """The command."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench soak", description=__doc__)
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--rate", type=float, default=20, help="questions a second")
    asked.add_argument("--units", type=int, default=100_000)
    asked.add_argument("--concepts", type=int, default=10_000)
    asked.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    asked.add_argument("--folder", type=Path, help="keep the store there, and take it from there the next time")
    chosen = asked.parse_args(words)
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        made = stock(chosen.units, chosen.concepts)
        print(f"soak: {chosen.engine}, {len(made.pairs):,} units, {chosen.rate:.0f} questions/s", flush=True)
        with ExitStack() as running:
            if chosen.engine == "postgresql":
                servers, environment = running.enter_context(nodes(folder, made))
                secret = token([], environment)
            else:
                data = ["--data", str(kept(folder, made))]
                secret = token(data)
                command = [*PADANAN, "serve", "--port", "0", *data]
                servers = [running.enter_context(served(command, folder / "server.log"))]
            held = soak(servers, made, secret, chosen.minutes, chosen.rate)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
