"""What happens to nodes when one of them, or the database, is killed while people work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Server
from tests.web_nodes import House, Node, house, node, sooner_or_later, taking


@pytest.fixture
def own() -> Iterator[Server]:
    """A server that may be killed; it keeps what it acknowledges."""
    server = Server({}).start()
    yield server
    server.remove()


class Writer(threading.Thread):
    """Somebody who remembers one unit after the other on a node; `acknowledged` are those that it has answered for."""

    def __init__(self, here: Node, known: House, name: str) -> None:
        super().__init__(name=name)
        self.here, self.secret = here, known.secrets["translator"]
        self.acknowledged: list[str] = []
        self.refused: list[tuple[int, str]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        at = 0
        while not self.enough.is_set():
            at += 1
            texts = {"id": f"Catatan {self.name} nomor {at}.", "en": f"Note {self.name} number {at}."}
            try:
                answer = self.here.ask("/units", self.secret, {"units": [{"texts": texts}]})
            except OSError:  # it was killed
                return
            except Exception:  # in the middle of an answer
                return
            if answer.status == 200:
                self.acknowledged.append(answer.json["items"][0]["id"])
            else:
                self.refused.append((answer.status, answer.headers.get("Retry-After", "")))
                time.sleep(0.2)


def known_by(here: Node, known: House) -> set[str]:
    """The ids of all units, as a node has them."""
    found: set[str] = set()
    after = ""
    while True:
        page = here.ask(f"/units?limit=500{f'&after={after}' if after else ''}", known.secrets["reader"]).json
        found |= {unit["id"] for unit in page["items"]}
        if not page["next"]:
            return found
        after = page["next"]


def test_a_node_that_is_killed_while_it_writes_takes_nothing_along(database: str, tmp_path: Path) -> None:
    known = house(database)
    with node(known, tmp_path / "a") as a, node(known, tmp_path / "b") as b:
        writers = [Writer(here, known, f"{here.data.name}{at}") for here in (a, b) for at in range(2)]
        for writer in writers:
            writer.start()
        sooner_or_later(lambda: all(len(writer.acknowledged) > 10 for writer in writers))
        a.kill()
        before = [len(writer.acknowledged) for writer in writers]
        sooner_or_later(
            lambda: all(len(w.acknowledged) > n + 10 for w, n in list(zip(writers, before, strict=True))[2:])
        )
        for writer in writers:
            writer.enough.set()
            writer.join()

        acknowledged = {id_ for writer in writers for id_ in writer.acknowledged}
        assert acknowledged <= known_by(b, known)
        assert [writer.refused for writer in writers] == [[]] * 4


def test_while_the_database_is_away_nodes_answer_readers_and_refuse_writers(own: Server, tmp_path: Path) -> None:
    known = house(own.create("house"))
    reader, translator = known.secrets["reader"], known.secrets["translator"]
    unit = {"units": [{"texts": {"id": "Air surut.", "en": "The water fell."}}]}
    with node(known, tmp_path / "a") as a, node(known, tmp_path / "b") as b:
        writers = [Writer(here, known, here.data.name) for here in (a, b)]
        for writer in writers:
            writer.start()
        sooner_or_later(lambda: all(len(writer.acknowledged) > 10 for writer in writers))
        own.kill()

        for here in (a, b):
            sooner_or_later(lambda here=here: not here.ask("/health").json["store"]["connected"])
            told = here.ask("/health").json
            assert (told["status"], told["store"]["state"]) == ("ok", "away")
            assert taking(lambda here=here: here.ask("/lookup?q=truce", reader).status == 200) < 5000
            assert here.ask("/lookup?q=truce", reader).json["terms"]
            assert here.ask("/match", reader, {"from": "id", "text": "Gencatan senjata itu rapuh."}).status == 200
            assert here.ask("/jobs", reader).status == 200
            assert here.ask("/stats", "pdn_nobody").status == 401
            refused = here.ask("/units", translator, unit)
            assert (refused.status, refused.json["error"]["code"]) == (503, "unavailable")
            assert int(refused.headers["Retry-After"]) > 0
            assert known.address.split("@")[0].rpartition(":")[2] not in refused.body.decode()
        sooner_or_later(lambda: all(writer.refused for writer in writers))
        silence = a.ask("/health").json["store"]["silence"]
        before = [len(writer.acknowledged) for writer in writers]

        own.start()
        sooner_or_later(lambda: all(len(w.acknowledged) > n + 10 for w, n in zip(writers, before, strict=True)))
        for writer in writers:
            writer.enough.set()
            writer.join()

        acknowledged = {id_ for writer in writers for id_ in writer.acknowledged}
        for here in (a, b):
            sooner_or_later(lambda here=here: here.ask("/health").json["store"]["state"] == "sound")
            sooner_or_later(lambda here=here: acknowledged <= known_by(here, known))
        assert {refusal for writer in writers for refusal in writer.refused} == {(503, "5")}
        assert silence > 0
        sooner_or_later(lambda: a.ask("/health").json["store"]["silence"] < 5)


def test_a_job_goes_on_when_the_database_is_back(own: Server, tmp_path: Path) -> None:
    from tests.test_web_nodes_jobs import long, over, sent

    known = house(own.create("house"))
    with node(known, tmp_path / "a") as a:
        id_ = sent(a, known, long("satu"))["id"]
        sooner_or_later(lambda: a.ask(f"/jobs/{id_}", known.secrets["reader"]).json["progress"]["stage"])
        own.kill()
        time.sleep(2)
        own.start()

        assert sooner_or_later(lambda: over(a, known, [id_]), within=240) == ["done"]
