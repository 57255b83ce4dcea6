"""Jobs of several nodes: each is done by the node that has its files, and seen and stopped from all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from memory.errors import Conflict
from tests.test_web_jobs import Bench, ended, file
from tests.web_nodes import SOON, House, Node, house, node, sooner_or_later
from web.jobs import Job, Jobs, Progress
from web.node import claimed
from web.node import node as found_node

SILENCE = 3.0  # seconds, in which a busy machine comes to tell that it works


@contextmanager
def queue(address: str, directory: Path, work: Any, *, silence: float = 60.0) -> Iterator[Jobs]:
    """The jobs of a node, which begins to work."""
    with closing(Jobs(directory, work, most=5, watchers=2, address=address, silence=silence)) as found:
        found.resume()
        yield found


class Slow(Bench):
    """Work that goes on until it is let go, telling how far it is."""

    def __call__(self, job: Job, files: Sequence[Path], progress: Progress) -> dict[str, Any]:
        self.begun.set()
        done = 0
        while not self.go_on.wait(0.05):
            done += 1
            progress("slow", done, 0)
        self.done.append(job.id)
        return {"read": [path.read_text(encoding="utf-8") for path in files]}


@pytest.fixture
def slow() -> Iterator[Slow]:
    """Work that is held up; it is let go at the end, whatever happens."""
    work = Slow()
    work.go_on.clear()
    yield work
    work.go_on.set()


def test_a_job_is_seen_everywhere_with_its_progress_and_its_report(database: str, tmp_path: Path, slow: Slow) -> None:
    with queue(database, tmp_path / "a", slow) as a, queue(database, tmp_path / "b", Bench()) as b:
        id_ = a.add("mine", file, by="ana").id

        seen = sooner_or_later(lambda: (job := b.get(id_)).progress["done"] > 5 and job)
        assert (seen.state, seen.progress["stage"], seen.silent, b.busy) == ("running", "slow", False, True)
        assert [job.id for job in b.all()] == [id_]
        watched = threading.Thread(target=lambda: told.extend(b.watch(id_)))
        told: list[Job | None] = []
        watched.start()
        slow.go_on.set()
        watched.join(SOON)

        assert ended(b, id_).report == {"read": ["isi"]}
        assert told[-1] is not None
        assert told[-1].state == "done"
        sooner_or_later(lambda: not b.busy)


def test_a_running_job_is_stopped_from_another_node(database: str, tmp_path: Path, slow: Slow) -> None:
    with queue(database, tmp_path / "a", slow) as a, queue(database, tmp_path / "b", Bench()) as b:
        id_ = a.add("mine", file, by="ana").id
        assert slow.begun.wait(SOON)

        assert b.cancel(id_, by="budi").state == "running"
        assert ended(a, id_).state == "cancelled"
        with pytest.raises(Conflict, match="has ended: it is cancelled"):
            b.cancel(id_, by="budi")
        assert slow.done == []
        sooner_or_later(lambda: not list((tmp_path / "a/files").iterdir()))


def test_a_waiting_job_is_taken_out_of_another_nodes_queue(database: str, tmp_path: Path, slow: Slow) -> None:
    with queue(database, tmp_path / "a", slow) as a, queue(database, tmp_path / "b", Bench()) as b:
        first, second = (a.add("mine", file, by="ana").id for _ in range(2))
        assert slow.begun.wait(SOON)

        assert b.cancel(second, by="budi").state == "cancelled"
        sooner_or_later(lambda: a.get(second).state == "cancelled")
        slow.go_on.set()
        assert ended(b, first).state == "done"
        assert slow.done == [first]
        sooner_or_later(lambda: not list((tmp_path / "a/files").iterdir()))


def test_nodes_work_beside_each_other_each_on_what_it_took_in(database: str, tmp_path: Path) -> None:
    benches = [Bench(), Bench()]
    with (
        queue(database, tmp_path / "a", benches[0]) as a,
        queue(database, tmp_path / "b", benches[1]) as b,
    ):
        ids = [[here.add("mine", file, by="ana").id for _ in range(3)] for here in (a, b)]
        assert [ended(a, id_).tries for id_ in [*ids[0], *ids[1]]] == [1] * 6

    assert [bench.done for bench in benches] == ids


def test_of_several_processes_of_a_node_one_does_its_jobs(database: str, tmp_path: Path) -> None:
    benches = [Bench(), Bench(), Bench()]
    with (
        queue(database, tmp_path / "a", benches[0]) as one,
        queue(database, tmp_path / "a", benches[1]) as two,
        queue(database, tmp_path / "a", benches[2]) as three,
    ):
        ids = [here.add("mine", file, by="ana").id for _ in range(2) for here in (one, two, three)]
        assert {ended(two, id_).tries for id_ in ids} == {1}

    assert sorted(bench.done for bench in benches if bench.done) == [ids]


def test_when_the_process_that_works_ends_another_one_of_its_node_goes_on(
    database: str, tmp_path: Path, slow: Slow
) -> None:
    after = Bench()
    with queue(database, tmp_path / "a", slow) as one:
        id_ = one.add("mine", file, by="ana").id
        assert slow.begun.wait(SOON)
        other = Jobs(tmp_path / "a", after, most=5, watchers=2, address=database)
        other.resume()
    with closing(other):
        assert ended(other, id_).state == "done"
    assert after.done == [id_]


def test_a_job_of_a_node_that_is_gone_waits_for_it_and_can_be_cancelled_meanwhile(
    database: str, tmp_path: Path, slow: Slow
) -> None:
    with queue(database, tmp_path / "a", slow) as a:
        ids = [a.add("mine", file, by="ana").id for _ in range(3)]
        assert slow.begun.wait(SOON)
        with queue(database, tmp_path / "b", Bench(), silence=SILENCE) as b:
            time.sleep(2 * SILENCE)
            assert not b.get(ids[0]).silent  # it works, and says so
            a._roster.tell = lambda *_: None  # type: ignore[method-assign]  # a node that hangs, or is cut off
            sooner_or_later(lambda: b.get(ids[0]).silent)
            assert [b.get(id_).state for id_ in ids] == ["running", "queued", "queued"]
            assert all(b.get(id_).silent for id_ in ids)
            assert [b.cancel(id_, by="budi").state for id_ in ids[:2]] == ["cancelled", "cancelled"]
            assert not b.get(ids[2]).over


def test_what_was_done_all_the_same_is_told_so(database: str, tmp_path: Path, slow: Slow) -> None:
    """The node was only cut off, and the job was past its last step when it was given up elsewhere."""
    work = Bench()
    work.go_on.clear()
    with queue(database, tmp_path / "a", work) as a:
        id_ = a.add("mine", file, by="ana").id
        assert work.begun.wait(SOON)
        with queue(database, tmp_path / "b", Bench(), silence=0.0) as b:
            sooner_or_later(lambda: b.get(id_).silent)
            a._worker.heard = lambda *_: None  # type: ignore[method-assign]
            assert b.cancel(id_, by="budi").state == "cancelled"
            work.go_on.set()

            sooner_or_later(lambda: b.get(id_).state == "done")


def test_a_node_has_one_name_whoever_asks_first(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(found_node(tmp_path / "a").id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert set(found) == {found_node(tmp_path / "a").id}
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["NODE"]


def test_one_process_is_the_worker(tmp_path: Path) -> None:
    with claimed(tmp_path) as first, claimed(tmp_path) as second:
        assert (first, second) == (True, False)
    with claimed(tmp_path) as again:
        assert again


# with real servers


def sent(here: Node, known: House, text: str, kind: str = "mine") -> dict[str, Any]:
    """A job that a node has taken in, over one file."""
    name = "a.txt" if kind == "mine" else "a.csv"
    parts = [
        f'--XX\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n',
        f'--XX\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n{text}\r\n--XX--\r\n',
    ]
    form = "multipart/form-data; boundary=XX"
    answer = here.ask("/jobs", known.secrets["editor"], "".join(parts).encode(), Content_Type=form)
    assert answer.status == 202, answer.body
    return dict(answer.json)


def long(name: str) -> str:
    """An article that keeps the miner busy for a while."""
    said = "Pemerintah daerah {} nomor {} membahas rancangan undang-undang itu dengan para anggota dewan di kota."
    return "\n\n".join(said.format(name, at) for at in range(500))


def test_a_node_that_dies_takes_up_its_own_jobs_when_it_is_back(database: str, tmp_path: Path) -> None:
    known = house(database)
    reader, editor = known.secrets["reader"], known.secrets["editor"]
    with node(known, tmp_path / "b") as b:
        with node(known, tmp_path / "a") as a:
            ids = [sent(a, known, long(name))["id"] for name in ("satu", "dua", "tiga")]
            way = f"/jobs/{ids[0]}"
            sooner_or_later(lambda: b.ask(way, reader).json["state"] == "running")
            sooner_or_later(lambda: b.ask(way, reader).json["progress"]["stage"])
            a.kill()

        gone = sooner_or_later(lambda: (job := b.ask(way, reader).json)["silent"] and job, within=120)
        assert (gone["state"], gone["node"][:2], bool(gone["host"])) == ("running", "n_", True)
        assert [job["id"] for job in b.ask("/jobs", reader).json["items"]] == ids[::-1]
        assert b.ask(f"/jobs/{ids[1]}", editor, method="DELETE").json["state"] == "cancelled"

        with node(known, tmp_path / "a"):
            states = sooner_or_later(lambda: over(b, known, ids), within=240)

    assert states == ["done", "cancelled", "done"]
    assert list((tmp_path / "a/jobs/files").iterdir()) == []


def over(here: Node, known: House, ids: list[str]) -> list[str]:
    """The states of jobs when all have ended, as a node tells them."""
    states = [here.ask(f"/jobs/{id_}", known.secrets["reader"]).json["state"] for id_ in ids]
    return [] if {"queued", "running"} & set(states) else states
