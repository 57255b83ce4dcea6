"""deepl-node, DeepL's own client for JavaScript, which sends forms: every call of its that we answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import missing
from tests.web_served import Served, served
from tests.web_small import PAIRS

VERSION = "1.28.0"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "padanan-tests"
# Calls methods of the client one after the other; an argument {"tsv": …} becomes entries, {"answer": 0} an earlier answer.
SCRIPT = """
const deepl = require(process.argv[1]);
const { key, serverUrl, calls } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const client = new deepl.DeepLClient(key, { serverUrl, maxRetries: 0 });
const told = [], answers = [];
const plain = (one) => JSON.parse(JSON.stringify(one ?? null, (k, v) => v instanceof deepl.GlossaryEntries ? v.entries() : v));
const revived = (one) => {
    if (Array.isArray(one)) return one.map(revived);
    if (one === null || typeof one !== 'object') return one;
    if ('tsv' in one) return new deepl.GlossaryEntries({ tsv: one.tsv });
    if ('answer' in one) return 'of' in one ? answers[one.answer][one.of] : answers[one.answer];
    return Object.fromEntries(Object.entries(one).map(([k, v]) => [k, revived(v)]));
};
(async () => {
    for (const [method, ...args] of calls) {
        try { answers.push(await client[method](...args.map(revived))); told.push(plain(answers.at(-1))); }
        catch (error) { answers.push(null); told.push({ error: error.constructor.name, message: error.message }); }
    }
    console.log(JSON.stringify(told));
})();
"""
Node = Callable[..., list[Any]]


@pytest.fixture(scope="session")
def client() -> Path:
    """Where deepl-node is installed: outside of the checkout, once for all runs."""
    npm, home = shutil.which("npm"), CACHE / f"deepl-node-{VERSION}"
    if npm is None or shutil.which("node") is None:
        missing("node or npm is not here; apt-get install nodejs npm")
    elif not home.exists():
        fresh = home.with_name(f"{home.name}.{os.getpid()}")
        fresh.mkdir(parents=True)
        told = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", f"deepl-node@{VERSION}"]
        done = subprocess.run(told, cwd=fresh, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            shutil.rmtree(fresh)
            missing(f"deepl-node cannot be installed: {done.stderr[-300:]}")
        if not home.exists():
            fresh.rename(home)
    return home / "node_modules" / "deepl-node"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server."""
    with served(tmp_path_factory.mktemp("node")) as found:
        yield found


@pytest.fixture
def node(client: Path, server: Served) -> Node:
    """Calls deepl-node and gives what it answers, each as JSON."""

    def call(*calls: list[Any], role: str = "editor") -> list[Any]:
        told = {"key": server.secrets[role], "serverUrl": f"{server.address}/deepl", "calls": calls}
        done = subprocess.run(
            ["node", "-e", SCRIPT, str(client)],
            input=json.dumps(told),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        found: list[Any] = json.loads(done.stdout)
        return found

    return call


def test_languages_pairs_and_usage(node: Node) -> None:
    source, target, pairs, usage = node(
        ["getSourceLanguages"], ["getTargetLanguages"], ["getGlossaryLanguagePairs"], ["getUsage"]
    )

    assert [one["code"] for one in source] == ["en", "id"]
    assert [one["code"] for one in target] == ["en-GB", "en-US", "id"]
    assert {(one["sourceLang"], one["targetLang"]) for one in pairs} == {("en", "id"), ("id", "en")}
    assert usage["character"]["count"] == 0


def test_a_glossary_goes_in_and_comes_out_as_it_was(node: Node) -> None:
    tsv = "treaty\tperjanjian\n50% & more; +1\t50% & lebih; +1\n🕊 peace\t🕊 damai"

    made, read, entries, gone, after = node(
        ["createGlossary", "perjanjian", "en", "id", {"tsv": tsv}],
        ["getGlossary", {"answer": 0, "of": "glossaryId"}],
        ["getGlossaryEntries", {"answer": 0, "of": "glossaryId"}],
        ["deleteGlossary", {"answer": 0, "of": "glossaryId"}],
        ["getGlossary", {"answer": 0, "of": "glossaryId"}],
    )

    assert read == made
    assert (made["name"], made["ready"], made["sourceLang"], made["entryCount"]) == ("perjanjian", True, "en", 3)
    assert "\n".join(f"{source}\t{target}" for source, target in entries.items()) == tsv
    assert gone is None
    assert after["error"] == "GlossaryNotFoundError"
    assert "There is no glossary" in after["message"]


def test_a_glossary_of_several_megabytes_goes_through_a_form(node: Node) -> None:
    tsv = "\n".join(f"istilah nomor {n} — “panjang” {'x' * 60}\tterm number {n} {'y' * 60}" for n in range(20_000))

    made, gone = node(
        ["createGlossary", "besar", "id", "en", {"tsv": tsv}], ["deleteGlossary", {"answer": 0, "of": "glossaryId"}]
    )

    assert len(tsv) > 2 * 2**20  # more than any other call may have
    assert made["entryCount"] == 20_000
    assert gone is None


def test_a_multilingual_glossary_is_made_merged_replaced_and_taken_apart(node: Node) -> None:
    here = {"answer": 0}
    dictionaries = [
        {"sourceLangCode": "en", "targetLangCode": "id", "entries": {"tsv": "a\tb\nc\td"}},
        {"sourceLangCode": "id", "targetLangCode": "en", "entries": {"tsv": "e\tf"}},
    ]
    change = {"sourceLangCode": "en", "targetLangCode": "id", "entries": {"tsv": "a\tB\ng\th"}}

    made, merged, entries, replaced, renamed, _, left, _ = node(
        ["createMultilingualGlossary", "dua arah", dictionaries],
        ["updateMultilingualGlossaryDictionary", here, change],
        ["getMultilingualGlossaryDictionaryEntries", here, "en", "id"],
        ["replaceMultilingualGlossaryDictionary", here, change],
        ["updateMultilingualGlossaryName", here, "satu arah"],
        ["deleteMultilingualGlossaryDictionary", here, "en", "id"],
        ["getMultilingualGlossary", {"answer": 0, "of": "glossaryId"}],
        ["deleteMultilingualGlossary", here],
    )

    assert [one["entryCount"] for one in made["dictionaries"]] == [2, 1]
    assert [one["entryCount"] for one in merged["dictionaries"]] == [3, 1]
    assert entries["entries"] == {"a": "B", "c": "d", "g": "h"}
    assert (replaced["entryCount"], renamed["name"]) == (2, "satu arah")
    assert [one["sourceLangCode"] for one in left["dictionaries"]] == ["id"]


def test_a_glossary_file_as_deepls_site_writes_it(node: Node) -> None:
    made, entries, _ = node(
        ["createMultilingualGlossaryWithCsv", "csv", "en", "id", '"treaty, the",perjanjian,EN,ID\r\n'],
        ["getMultilingualGlossaryDictionaryEntries", {"answer": 0}, "en", "id"],
        ["deleteMultilingualGlossary", {"answer": 0}],
    )

    assert made["dictionaries"][0]["entryCount"] == 1
    assert entries["entries"] == {"treaty, the": "perjanjian"}


def test_what_the_memory_knows_is_answered_and_nothing_else(node: Node) -> None:
    known, unknown = node(
        ["translateText", [PAIRS[0][0], PAIRS[5][0]], "id", "en-GB"],
        ["translateText", [PAIRS[0][0], "Selamat datang."], None, "en-US"],
    )

    assert [one["text"] for one in known] == [PAIRS[0][1], PAIRS[5][1]]
    assert known[0]["detectedSourceLang"] == "id"
    assert unknown["error"] == "DeepLError"
    assert "Not found, message: Text 2 of 2, “Selamat datang.”, is not in the memory" in unknown["message"]


def test_a_translation_memory_goes_out_and_in(node: Node, tmp_path: Path) -> None:
    file = tmp_path / "keluar.tmx"
    listed, exported = node(
        ["listTranslationMemories"],
        ["createTranslationMemoryExport", {"answer": 0, "of": 0}],
    )
    job = exported["jobId"]
    ready, downloaded, imported = node(
        ["getTranslationMemoryJob", job],
        ["downloadTranslationMemoryExport", {"answer": 0}, str(file)],
        ["importTranslationMemoryFromFilepath", str(file), {"displayName": "Dari Node"}],
    )
    fresh = imported["results"][0]["translationMemoryId"]
    memory, page, found, gone = node(
        ["getTranslationMemory", fresh],
        ["listTranslationMemorySegments", fresh, {"pageSize": 4}],
        ["listTranslationMemorySegments", fresh, {"filterText": "the tre", "filterCaseSensitive": True}],
        ["deleteTranslationMemory", fresh],
    )

    assert (listed[0]["name"], listed[0]["segmentCount"]) == ("Padanan", 6)
    assert ready["results"][0]["status"] == "completed"
    assert downloaded is None
    assert (memory["name"], memory["segmentCount"], memory["sourceLanguage"]) == ("Dari Node", 6, "id")
    assert (len(page["segments"]), page["segmentCount"], bool(page["nextPageCursor"])) == (4, 6, True)
    assert [one["targets"][0]["targetText"] for one in found["segments"]] == [PAIRS[2][1]]
    assert gone is None


@pytest.mark.parametrize(
    ("role", "call", "error"),
    [
        ("reader", ["createGlossary", "x", "en", "id", {"tsv": "a\tb"}], "AuthorizationError"),
        ("translator", ["createTranslationMemoryImport", "a.tmx", 10], "AuthorizationError"),
        ("editor", ["createGlossary", "x", "en", "de", {"tsv": "a\tb"}], "DeepLError"),
        ("editor", ["getMultilingualGlossary", "11111111-2222-3333-4444-555555555555"], "GlossaryNotFoundError"),
        ("editor", ["getAllStyleRules"], "DeepLError"),
    ],
)
def test_what_is_refused_is_an_error_that_says_why(node: Node, role: str, call: list[Any], error: str) -> None:
    (told,) = node(call, role=role)

    assert told["error"] == error
    assert "message: " in told["message"]
