"""What an AI assistant proposes: straight into the store, or over the API of the server that writes to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from glossary.lookup import Glossary
from memory.stores import open_store
from tests.test_web_serve import ask
from tests.web_assistant import assistant, secret
from tests.web_served import Served, served
from tests.web_small import GREEN_TABLE, small
from web.access import Access

CLOUD = {"indonesian": ["komputasi awan"], "english": ["cloud computing"], "definition": "Computers for rent.", "why": "In the law."}  # fmt: skip


def test_a_translators_assistant_proposes_and_finds_what_it_proposed(tmp_path: Path) -> None:
    data = small(tmp_path / "data")
    with assistant(data, token=secret(data, "translator")) as asking:
        assert not asking.tools()["propose_term"].annotations.read_only_hint
        made = asking.told("propose_term", **CLOUD)
        twin = asking.told("propose_term", indonesian=["Komputasi awan"], english=["cloud computing", "the cloud"])
        (term,) = asking.told("lookup_term", text="komputasi awan")["terms"]

    assert (made["lifecycle"], made["created"], made["similar"]) == ("proposed", True, [])
    assert (twin["concept_id"], twin["created"]) == (made["concept_id"], False)
    assert (term["concept_id"], term["approved"], term["use"]) == (made["concept_id"], False, ["cloud computing"])
    with open_store(data, writable=False) as store:
        (version,) = Glossary(store).history(made["concept_id"])
    assert (version["by"], version["why"]) == ("translator Budi", "In the law.")
    assert version["concept"]["definition"] == {"en": "Computers for rent."}


def test_what_an_editor_rejected_is_not_proposed_again(tmp_path: Path) -> None:
    data = small(tmp_path / "data")
    with assistant(data, token=secret(data, "translator")) as asking:
        said = asking.refused("propose_term", indonesian=["meja hijau"], english=["green table"])

    assert said == (
        "meja hijau = green table was rejected (reject: A calque.). Ask an editor to reopen it if that was wrong."
    )
    with open_store(data, writable=False) as store:
        assert Glossary(store).get(GREEN_TABLE).lifecycle == "rejected"


def test_a_token_that_is_revoked_meanwhile_proposes_no_more(tmp_path: Path) -> None:
    data = small(tmp_path / "data")
    with assistant(data, token=secret(data, "translator")) as asking:
        with closing(Access(data / "access")) as access:
            access.revoke(access.tokens()[0].id, by="test")

        assert asking.refused("propose_term", **CLOUD).startswith("The token is unknown or revoked.")


# Beside a server ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small store, served."""
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


def test_beside_a_server_proposals_go_to_it_and_what_it_decides_is_seen(running: Served) -> None:
    editor = {"Authorization": f"Bearer {running.secrets['editor']}", "Content-Type": "application/json"}
    with assistant(running.data, "--server", running.address, token=running.secrets["translator"]) as asking:
        made = asking.told("propose_term", **CLOUD)
        path = f"/api/v1/concepts/{made['concept_id']}"
        status, _, _ = ask(
            running.host, running.port, f"{path}/decisions", body='{"decision":"approve"}', headers=editor
        )
        (term,) = asking.told("lookup_term", text="cloud computing")["terms"]
    history = json.loads(ask(running.host, running.port, f"{path}/history")[2])["items"]

    assert (status, made["created"], term["approved"]) == (200, True, True)
    assert history[0]["by"] == "translator Rini"


def test_a_proposal_that_only_the_server_could_store_says_how(running: Served) -> None:
    with assistant(running.data, token=running.secrets["translator"]) as asking:
        said = asking.refused("propose_term", indonesian=["awan"], english=["cloud"])

    assert said.startswith(f"{running.data} is being written by another process")
    assert said.endswith("start “padanan mcp” with --server and its address: it is asked then.")


def test_what_the_server_refuses_is_said_as_it_says_it(running: Served) -> None:
    with assistant(running.data, "--server", running.address, token=running.secrets["translator"]) as asking:
        said = asking.refused("propose_term", indonesian=["langit", "Langit "], english=["sky", "sky "])

    assert said == "“sky” stands twice among the terms. Keep one of them."


@pytest.mark.parametrize(
    ("path", "said"), [("", "No server answers at"), ("/elsewhere", "answered 404, and not as a Padanan does.")]
)
def test_an_address_where_no_padanan_is_is_named(running: Served, path: str, said: str) -> None:
    address = "http://127.0.0.1:9" if not path else running.address + path
    with assistant(running.data, "--server", address, token=running.secrets["translator"]) as asking:
        found = asking.refused("propose_term", indonesian=["awan"], english=["cloud"])

    assert said in found
    assert address in found
