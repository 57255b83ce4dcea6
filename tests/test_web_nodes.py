"""Two nodes over one database: what is done on one holds on the other within a second."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import html

from tests.database import Server
from tests.web_nodes import PASSWORD, House, Node, house, node, sooner_or_later, taking
from web import opened, rules, settings
from web.accounts import Accounts

AT_MOST = 1000.0  # milliseconds
SECRET = "tiga kucing di atap"


@dataclass
class Two:
    """Two nodes, and the house that they serve."""

    a: Node
    b: Node
    house: House
    home: Path

    def term(self, here: Node, word: str, english: str) -> dict[str, Any]:
        """A term that is approved on a node."""
        sent = {"terms": [{"language": "id", "text": word}, {"language": "en", "text": english}]}
        made = here.ask("/concepts", self.house.secrets["editor"], sent)
        assert made.status == 201, made.body
        decided = here.ask(
            f"/concepts/{made.json['id']}/decisions", self.house.secrets["editor"], {"decision": "approve"}
        )
        assert decided.status == 200, decided.body
        return dict(decided.json)


@pytest.fixture(scope="module")
def two(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two nodes over the small store."""
    home = tmp_path_factory.mktemp("nodes")
    known = house(postgres.create("nodes"))
    with node(known, home / "a") as a, node(known, home / "b") as b:
        yield Two(a, b, known, home)


def quick(times: list[float]) -> None:
    """Say how long it took, and hold the usual to what is promised: once in a while a busy machine stands still."""
    print(f"median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms of {len(times)}")
    assert statistics.median(times) < AT_MOST


def test_a_term_that_is_approved_on_one_node_is_enforced_on_the_other(two: Two) -> None:
    reader, times = two.house.secrets["reader"], []
    for at in range(20):
        word = f"perkara{'abcdefghijklmnopqrst'[at]}"
        segment = {"key": "1", "source": f"Kami membahas {word} itu.", "target": "We discussed it."}
        two.term(two.a, word, f"{word} matter")

        def missed(segment: dict[str, str] = segment) -> bool:
            found = two.b.ask("/check", reader, {"from": "id", "to": "en", "segments": [segment]}).json
            return any(finding["kind"] == "missing" for finding in found["findings"])

        times.append(taking(missed))
    quick(times)


def test_a_unit_that_is_remembered_on_one_node_is_matched_on_the_other(two: Two) -> None:
    secrets, times = two.house.secrets, []
    for at in range(20):
        texts = {"id": f"Rapat ke-{at} membahas bendungan baru.", "en": f"Meeting {at} was on the new dam."}
        assert two.a.ask("/units", secrets["translator"], {"units": [{"texts": texts}]}).status == 200

        def found(texts: dict[str, str] = texts) -> bool:
            answer = two.b.ask("/match", secrets["reader"], {"from": "id", "text": texts["id"]}).json
            return any(one["score"] >= 100 for one in answer["results"][0]["matches"])

        times.append(taking(found))
    quick(times)


def test_who_says_what_they_have_seen_is_never_shown_less(two: Two) -> None:
    for at in range(30):
        sent = {"terms": [{"language": "id", "text": f"seketika {at}"}]}
        made = two.a.ask("/concepts", two.house.secrets["editor"], sent)
        seen = made.headers["Padanan-Seen"]

        answer = two.b.ask(f"/concepts/{made.json['id']}", two.house.secrets["reader"], Padanan_Seen=seen)

        assert answer.status == 200, at


@pytest.mark.parametrize("seen", ["x", "1.2", "999999999999999.999999999999999.999999999999999", "9" * 99])
def test_who_says_nonsense_of_what_they_have_seen_is_answered_all_the_same(two: Two, seen: str) -> None:
    assert two.a.ask("/stats", two.house.secrets["reader"], Padanan_Seen=seen).status == 200


def test_a_token_that_the_terminal_makes_is_good_everywhere_at_once_and_worthless_soon_after_it_is_revoked(
    two: Two,
) -> None:
    made = json.loads(two.house.padanan(two.home, "token", "add", "Sari", "--role", "translator", "--json").stdout)

    assert [here.ask("/stats", made["token"]).status for here in (two.a, two.b)] == [200, 200]

    ended = two.a.ask(f"/tokens/{made['id']}", two.house.secrets["admin"], method="DELETE")
    assert ended.status in (200, 204)
    assert two.a.ask("/stats", made["token"]).status == 401
    sooner_or_later(lambda: two.b.ask("/stats", made["token"]).status == 401)


def test_a_stale_edit_is_a_conflict_though_the_other_was_made_elsewhere(two: Two) -> None:
    secret, here = two.house.secrets["editor"], two.term(two.a, "sengketa lahan", "land dispute")
    tag = f'"{here["version"]}"'

    first = two.a.ask(f"/concepts/{here['id']}", secret, {"note": "A"}, "PUT", If_Match=tag)
    second = two.b.ask(f"/concepts/{here['id']}", secret, {"note": "B"}, "PUT", If_Match=tag)

    assert (first.status, second.status) == (200, 409)
    assert two.b.ask(f"/concepts/{here['id']}", secret).json["note"] == "A"


def test_who_signs_in_on_one_node_is_signed_in_on_the_other_until_they_are_shut_out(two: Two) -> None:
    with opened(settings({}, store=two.house.address, data=two.home / "c"), writable=True) as context:
        accounts: Accounts = context.accounts
        person = accounts.accept(accounts.invite("Made", "editor", by="test")[0], "Made", SECRET)
        cookie = f"session={context.sessions.begin(person)}"

        assert [b"Made" in here.ask("//settings", Cookie=cookie).body for here in (two.a, two.b)] == [True, True]

        accounts.shut_out(person.id, by="test")
        for here in (two.a, two.b):
            sooner_or_later(lambda here=here: b"Made" not in here.ask("//settings", Cookie=cookie).body)


def test_a_browser_that_is_sent_on_to_another_node_sees_what_it_has_just_done(two: Two) -> None:
    with opened(settings({}, store=two.house.address, data=two.home / "c"), writable=True) as context:
        context.accounts.accept(context.accounts.invite("Wayan", "editor", by="test")[0], "Wayan", SECRET)
    here, there = (f"http://{one.host}:{one.port}" for one in (two.a, two.b))
    for _ in range(5):
        with requests.Session() as browser:
            form = html.document_fromstring(browser.get(f"{here}/sign-in").text)
            fields = {"csrf": form.xpath("//main//input[@name='csrf']/@value")[0], "name": "Wayan", "password": SECRET}
            assert browser.post(f"{here}/sign-in", fields, allow_redirects=False).status_code == 303

            assert "Wayan" in browser.get(f"{there}/settings").text


def test_a_rule_of_the_house_holds_on_every_node(two: Two) -> None:
    secret, terms = two.house.secrets["editor"], {"id": "empat mata", "en": "four eyes"}
    sent = {"terms": [{"language": language, "text": text} for language, text in terms.items()]}
    made = two.a.ask("/concepts", secret, sent).json
    with opened(settings({}, store=two.house.address, data=two.home / "c"), writable=True) as context:
        rules.set_four_eyes(context.store, True, by="test")
        refused = two.b.ask(f"/concepts/{made['id']}/decisions", secret, {"decision": "approve"})
        rules.set_four_eyes(context.store, False, by="test")
        allowed = two.a.ask(f"/concepts/{made['id']}/decisions", secret, {"decision": "approve"})

    assert (refused.status, allowed.status) == (403, 200)


def test_a_dictionary_that_the_terminal_imports_is_looked_up_on_every_node(two: Two, tmp_path: Path) -> None:
    (tmp_path / "kecil.index").write_text("zirafah\tA\tY\n", encoding="utf-8")
    (tmp_path / "kecil.dict").write_text("zirafah <n>\n    giraffe\n", encoding="utf-8")
    ended = two.house.padanan(two.home, "import", "--dictionary", tmp_path / "kecil.index", "--from", "id")
    assert ended.returncode == 0, ended.stderr

    for here in (two.a, two.b):
        assert "giraffe" in here.ask("/lookup?q=zirafah&from=id", two.house.secrets["reader"]).body.decode()


def test_deepls_clients_may_come_back_to_another_node(two: Two) -> None:
    """They order on one node, send the file to another, and ask a third time wherever."""
    sent = {"Authorization": f"DeepL-Auth-Key {two.house.secrets['editor']}"}
    tmx = (
        b'<tmx version="1.4"><header srclang="id"/><body><tu><tuv xml:lang="id"><seg>Kabut turun.</seg></tuv>'
        b'<tuv xml:lang="en"><seg>Fog came down.</seg></tuv></tu></body></tmx>'
    )
    order = {"source_file": {"file_name": "a.tmx", "content_length": len(tmx)}}

    ordered = two.a.ask("//deepl/v3/translation_memories/import", given=order, **sent).json
    way = ordered["upload_url"].split("/", 3)[3]
    assert two.b.ask(f"//{way}", given=tmx, method="PUT", Content_Type="application/x-tmx+xml").status == 200
    status = f"//deepl/v3/translation_memories/jobs/{ordered['job_id']}"
    sooner_or_later(lambda: two.a.ask(status, **sent).json["results"][0]["status"] == "completed")


def test_health_says_that_the_database_answers(two: Two) -> None:
    told = two.a.ask("/health").json

    assert (told["status"], told["store"]["engine"], told["store"]["connected"]) == ("ok", "postgresql", True)
    assert told["store"]["silence"] < 5
    assert told["index"]["state"] == "ready"


@pytest.mark.parametrize(
    "words",
    [("stats", "--json"), ("lookup", "truce"), ("match", "Gencatan senjata"), ("verify",), ("token", "list")],
    ids=" ".join,
)
def test_commands_work_beside_the_nodes(two: Two, words: tuple[str, ...]) -> None:
    ended = two.house.padanan(two.home, *words)

    assert (ended.returncode, ended.stderr) == (0, "")


def test_mining_in_the_terminal_is_seen_on_the_nodes(two: Two, tmp_path: Path) -> None:
    path = tmp_path / "berita.txt"
    path.write_text("Pasukan penjaga perdamaian tiba. Pasukan penjaga perdamaian berpatroli.\n", encoding="utf-8")

    ended = two.house.padanan(two.home, "mine", path)

    assert ended.returncode == 0, ended.stderr
    for here in (two.a, two.b):
        found = here.ask("/concepts?lifecycle=proposed&limit=100", two.house.secrets["reader"]).body.decode()
        assert "pasukan penjaga perdamaian" in found


def test_a_store_can_be_named_on_the_command_line(two: Two) -> None:
    ended = House("", {}).padanan(two.home, "stats", "--json", "--store", two.house.address)

    assert json.loads(ended.stdout)["units"] >= 6


def test_a_database_that_is_not_there_is_told_without_its_password(two: Two) -> None:
    began = time.monotonic()
    nowhere = House(f"postgresql://ana:{PASSWORD}@127.0.0.1:9/padanan", {})

    for words in (("stats",), ("serve", "--port", "0"), ("token", "list"), ("verify",)):
        ended = nowhere.padanan(two.home, *words)

        assert ended.returncode == 3, ended
        assert ended.stderr.startswith(
            "padanan: The database at postgresql://ana@127.0.0.1:9/padanan cannot be reached"
        )
        assert PASSWORD not in ended.stdout + ended.stderr
    assert time.monotonic() - began < 200
