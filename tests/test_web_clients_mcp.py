"""`padanan mcp` as AI assistants meet it: the SDK's own client, and the command as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from mcp.types import CallToolRequestParams

from glossary.lookup import Glossary
from memory.stores import open_store
from tests.conftest import PADANAN
from tests.test_web_serve import ENVIRONMENT
from tests.web_assistant import Assistant, assistant, secret
from tests.web_small import CEASEFIRE, PAIRS, small
from web.clients.mcp.server import Desk
from web.clients.mcp.tools import Tool

FRAGILE, HALT = PAIRS[1]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant without a token, over the small store."""
    with assistant(small(tmp_path_factory.mktemp("mcp") / "data")) as found:
        found.tools()  # the client holds answers to the schemas that it has seen
        yield found


def test_without_a_token_there_are_three_tools_that_change_nothing(reading: Assistant) -> None:
    found = reading.tools()

    assert list(found) == ["lookup_term", "match_segment", "check_translation"]
    assert all(tool.annotations.read_only_hint and not tool.annotations.open_world_hint for tool in found.values())
    assert reading.client.server_info is not None
    assert reading.client.server_info.name == "padanan"
    assert all(name in (reading.client.instructions or "") for name in found)


def test_every_schema_is_sound_and_names_nothing_outside_it(reading: Assistant) -> None:
    for tool in reading.tools().values():
        for schema in (tool.input_schema, tool.output_schema):
            jsonschema.Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            assert "$ref" not in json.dumps(schema)
        assert tool.input_schema["additionalProperties"] is False


def test_an_assistant_of_the_older_protocol_is_answered_alike(reading: Assistant, tmp_path: Path) -> None:
    with assistant(small(tmp_path / "data"), mode="legacy") as older:
        assert set(older.tools()) == set(reading.tools())
        assert older.told("lookup_term", text="truce") == reading.told("lookup_term", text="truce")


def test_a_sentence_is_answered_with_the_approved_terms_in_it(reading: Assistant) -> None:
    found = reading.told("lookup_term", text=FRAGILE)

    (term,) = found["terms"]
    assert (found["from"], found["to"]) == ("id", "en")
    assert {name: term[name] for name in ("match", "matched", "approved", "use", "avoid", "definition", "note")} == {
        "match": "part",
        "matched": "gencatan senjata",
        "approved": True,
        "use": ["ceasefire", "truce"],
        "avoid": ["weapon stop"],
        "definition": "A stop to the shooting.",
        "note": "Not an armistice.",
    }
    assert found["examples"] == [{"source": FRAGILE, "target": HALT}]


def test_a_wrong_term_is_found_and_called_wrong(reading: Assistant) -> None:
    (term,) = reading.told("lookup_term", text="weapon stop", from_="en")["terms"]

    assert (term["matched"], term["matched_status"], term["use"]) == ("weapon stop", "forbidden", ["gencatan senjata"])
    assert term["source"] == ["ceasefire", "truce"]


def test_what_nobody_approved_is_told_as_a_suggestion(reading: Assistant) -> None:
    (term,) = reading.told("lookup_term", text="tanah longsor")["terms"]

    assert (term["lifecycle"], term["approved"], term["use"]) == ("proposed", False, ["landslide"])


def test_what_is_misspelt_is_answered_with_what_may_be_meant(reading: Assistant) -> None:
    assert reading.told("lookup_term", text="gencatan sejata")["did_you_mean"] == ["gencatan senjata"]


def test_while_an_edit_waits_in_review_the_approved_terms_are_told(tmp_path: Path) -> None:
    data = small(tmp_path / "data")
    with open_store(data) as store:
        terms = [{"language": "id", "text": "gencatan senjata"}, {"language": "en", "text": "armistice"}]
        Glossary(store).edit(CEASEFIRE, {"terms": terms}, by="Rini")

    with assistant(data) as asking:
        (term,) = asking.told("lookup_term", text="gencatan senjata")["terms"]

    assert (term["lifecycle"], term["approved"], term["use"]) == ("in_review", True, ["ceasefire", "truce"])


def test_a_similar_sentence_comes_with_the_terms_that_it_lacks(reading: Assistant) -> None:
    (found,) = reading.told("match_segment", text="Gencatan senjata itu sangat rapuh.", from_="id")["matches"]

    assert (found["source"], found["target"]) == (FRAGILE, HALT)
    assert 70 <= found["score"] < 95
    assert found["missing_terms"] == [{"concept_id": CEASEFIRE, "term": "ceasefire"}]


def test_a_sentence_that_differs_in_a_number_comes_repaired(reading: Assistant) -> None:
    text = "Kedua negara menandatangani perjanjian itu pada 15 Mei."

    (found,) = reading.told("match_segment", text=text, from_="id")["matches"]

    assert found["repaired"] == "The two countries signed the treaty on 15 May."


def test_where_no_sentence_is_like_it_phrases_are_told(reading: Assistant) -> None:
    text = "Menteri itu mengatakan bahwa kedua negara menandatangani banyak kontrak pelabuhan baru."

    found = reading.told("match_segment", text=text, from_="id")

    assert found["matches"] == []
    assert "negara menandatangani" in found["phrases"][0]["text"].lower()


def test_a_translation_is_checked_until_it_is_right(reading: Assistant) -> None:
    segments = [{"key": "a", "source": FRAGILE, "target": "The weapon stop is fragile."}]
    found = reading.told("check_translation", from_="id", segments=segments)
    (finding,) = found["findings"]

    start, end = finding["target_spans"][0]
    segments[0]["target"] = segments[0]["target"][:start] + finding["replacements"][0] + segments[0]["target"][end:]
    again = reading.told("check_translation", from_="id", segments=segments)

    assert (found["ok"], finding["segment"], finding["code"]) == (False, "a", "TERM_FORBIDDEN")
    assert segments[0]["target"] == "The ceasefire is fragile."
    assert (again["ok"], again["findings"], again["scores"]["exact"]) == (True, [], 1.0)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("lookup_term", {}, "text is missing."),
        ("lookup_term", {"text": "  "}, "text is empty."),
        ("lookup_term", {"text": "x" * 2001}, "text has 2001 characters; the limit is 2000. Send it in smaller parts."),
        ("lookup_term", {"text": "truce", "from_": "fr"}, "from is “fr”. It is one of id, en, auto."),
        ("match_segment", {"text": "Ya.", "from_": "id", "limt": 3}, "The call has limt, which is not known."),
        ("match_segment", {"text": 7, "from_": "id"}, "text is to be a string; it is 7."),
        ("check_translation", {"from_": "id", "segments": [{"source": "Ya."}]}, "segments[0] has no target."),
        ("check_translation", {"from_": "id", "segments": []}, "segments is empty."),
        ("translate", {}, "There is no tool translate here. There are lookup_term, match_segment, check_translation."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_call_is_said_so_that_it_can_be_mended(
    reading: Assistant, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert reading.refused(tool, **arguments) == said


def test_who_has_no_token_is_told_how_one_proposes(reading: Assistant) -> None:
    assert "PADANAN_TOKEN" in reading.refused("propose_term", indonesian=["awan"], english=["cloud"])


# The command --------------------------------------------------------------------------------------------------------


def command(
    data: Path, *options: str, given: str = "", python: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """The command as a shell would run it."""
    told = [*(python or PADANAN), "mcp", "--data", str(data), *options]
    return subprocess.run(told, cwd=data.parent, env=ENVIRONMENT, input="", capture_output=True, text=True, timeout=60, check=False)  # fmt: skip


PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


def test_standard_output_carries_the_protocol_and_nothing_else(tmp_path: Path) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    call = {"name": "lookup_term", "arguments": {"text": "truce"}}
    asked = [("initialize", 1, hello), ("notifications/initialized", None, {}), ("tools/call", 2, call)]
    lines = [{"jsonrpc": "2.0", "method": m, "params": p, **({"id": n} if n else {})} for m, n, p in asked]

    told = [*PADANAN, "mcp", "--data", str(small(tmp_path / "data"))]
    with subprocess.Popen(told, cwd=tmp_path, env=ENVIRONMENT, **PIPES) as process:  # type: ignore[call-overload]
        process.stdin.write("".join(json.dumps(line) + "\n" for line in lines))
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        rest, said = process.communicate(timeout=60)

    assert [(answer["jsonrpc"], answer["id"]) for answer in answers] == [("2.0", 1), ("2.0", 2)]
    assert answers[1]["result"]["structuredContent"]["terms"][0]["concept_id"] == CEASEFIRE
    assert (rest, said, process.returncode) == ("", "", 0)


def test_a_readers_token_lets_nothing_be_proposed_and_says_so(tmp_path: Path) -> None:
    data = small(tmp_path / "data")

    ended = command(data, "--token", secret(data, "reader"))

    assert (ended.returncode, ended.stderr) == (0, "The token is a reader's: nothing can be proposed with it.\n")


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--token", "pdn_nobody"), 2, "padanan: The token is unknown or revoked.\n"),
        (("--server", "localhost:8080"), 2, "“localhost:8080” is none, such as http://127.0.0.1:8080."),
        (("--data", "elsewhere"), 3, "padanan: There is no store at elsewhere."),
    ],
)
def test_what_cannot_be_started_is_said_in_a_sentence(
    tmp_path: Path, options: tuple[str, ...], status: int, said: str
) -> None:
    ended = command(small(tmp_path / "data"), *options)

    assert (ended.returncode, ended.stdout) == (status, "")
    assert said in ended.stderr


def test_without_the_sdk_the_command_says_what_to_install(tmp_path: Path) -> None:
    without = "import sys; sys.modules['mcp'] = None; from web.cli import main; main()"

    ended = command(tmp_path / "data", python=(sys.executable, "-c", without))

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == (
        'padanan: The Python package mcp is not installed.\n  Install what it needs: pip install "padanan[mcp]".\n'
    )


def test_a_failure_of_ours_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> dict[str, Any]:
        raise ZeroDivisionError("a secret of the house")

    class Context:
        class store:
            shared, refresh = False, staticmethod(lambda: 0)

    broken = Tool("broken", "", "", {"type": "object"}, {}, fail)
    desk = Desk(Context(), [broken])  # type: ignore[arg-type]

    # Beside, for tests in a browser leave a loop running in this thread.
    with ThreadPoolExecutor(1) as other:
        asked = CallToolRequestParams(name="broken")
        found = other.submit(anyio.run, desk.call_tool, None, asked).result()  # type: ignore[arg-type]

    assert found.is_error
    assert found.content[0].text == "Something went wrong on our side. It is logged; please report it."  # type: ignore[union-attr]
    assert "a secret of the house" in caplog.text
