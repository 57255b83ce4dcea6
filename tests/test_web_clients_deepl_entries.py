"""Glossaries as DeepL has them: what an entry may be, what a view shows, how calls and errors look on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.terms import Concept, Decision, Term, concept_id
from memory.errors import Invalid
from tests.web_asking import Callers, callers
from tests.web_small import CEASEFIRE
from web.clients.deepl import books, entries, glossaries, wire
from web.clients.deepl.wire import Direction

EN_ID: Direction = ("en", "id")
TERMS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=20)
TERM = TERMS.map(str.strip).filter(bool)


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Callers]:
    """Callers of the small app."""
    with callers(tmp_path) as found:
        yield found


def key(known: Callers, role: str = "translator") -> dict[str, str]:
    """The header that DeepL's clients send."""
    return {"Authorization": f"DeepL-Auth-Key {known.secrets[role]}"}


def refused(answer: Any, status: int, said: str) -> bool:
    """Whether an answer is an error of DeepL's shape."""
    assert (answer.status_code, set(answer.json)) == (status, {"message"}), answer.text
    assert said in answer.json["message"]
    return True


@given(st.dictionaries(TERM, TERM, min_size=1, max_size=5), st.sampled_from(entries.FORMATS))
def test_what_is_written_is_read(found: dict[str, str], form: str) -> None:
    assert entries.read(entries.write(found, form), form, EN_ID) == found


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("a\tb\r\nc\td\r\n\r\n", "tsv", {"a": "b", "c": "d"}),
        ("\ufeffa \t b\n\n", "tsv", {"a": "b"}),
        ('a "quoted"\tb,c', "tsv", {'a "quoted"': "b,c"}),
        ('"a, b","c ""d"""\n', "csv", {"a, b": 'c "d"'}),
        ("a,b,EN-GB,id\nc,d,en,ID\n", "csv", {"a": "b", "c": "d"}),
    ],
)
def test_forms_of_entries(text: str, form: str, found: dict[str, str]) -> None:
    assert entries.read(text, form, EN_ID) == found


@pytest.mark.parametrize(
    ("text", "form", "why"),
    [
        ("a\tb\nc", "tsv", "entry 2 has 1 parts"),
        ("a\tb\tc", "tsv", "entry 1 has 3 parts"),
        ("a\tb\ten\tid", "tsv", "entry 1 has 4 parts"),
        ("a\t ", "tsv", "entry 1: a term is empty"),
        ("a\tb\n\na\tc", "tsv", "entry 3: the source “a” stands twice"),
        ("a\x07\tb", "tsv", "has a control character"),
        ("a\u2028\tb\u2028c", "tsv", "has a control character or a line end"),
        (f"{'é' * 513}\tb", "tsv", "has more than 1024 bytes"),
        ("", "tsv", "there is none"),
        (" \n\t\n", "tsv", "there is none"),
        ('a,"b', "csv", "after entry"),
        ("a,b,id,en", "csv", "entry 1 is id to en"),
        ("a,b", "xml", "Value for 'entries_format' not supported"),
    ],
)
def test_what_is_no_entry_is_refused_with_its_place(text: str, form: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        entries.read(text, form, EN_ID)


def test_a_view_follows_what_is_approved_and_keeps_its_id(known: Callers) -> None:
    reader = known.app.test_client()
    before = reader.get("/deepl/v3/glossaries").json["glossaries"][0]
    glossary = known.context.glossary
    glossary.edit(CEASEFIRE, {"terms": [_term("id", "jeda kemanusiaan"), _term("en", "humanitarian pause")]}, by="ana")
    path = f"/deepl/v3/glossaries/{before['glossary_id']}/entries?source_lang=EN&target_lang=ID"

    in_review = reader.get(path).json["dictionaries"][0]["entries"]
    glossary.decide(CEASEFIRE, Decision("approve", "budi"))
    approved = reader.get(path).json["dictionaries"][0]["entries"]

    assert "truce\tgencatan senjata" in in_review  # what was approved goes on being enforced
    assert "jeda kemanusiaan" not in in_review
    assert "humanitarian pause\tjeda kemanusiaan" in approved
    assert "truce" not in approved


def _term(language: str, text: str) -> dict[str, str]:
    return {"language": language, "text": text, "status": "preferred"}


def test_of_two_concepts_with_one_name_the_preferred_has_it_and_the_other_is_counted(known: Callers) -> None:
    bank, shore = Term("en", "bank", "admitted"), Term("en", "bank", "preferred")
    both = [
        Concept(
            concept_id("t", "1"), (Term("id", "bank", "preferred"), Term("en", "lender", "preferred"), bank), "approved"
        ),
        Concept(concept_id("t", "2"), (Term("id", "tepi sungai", "preferred"), shore), "approved"),
    ]
    known.context.glossary.add(both, by="ana", why="test")
    reader = known.app.test_client()
    view = next(g for g in reader.get("/deepl/v2/glossaries").json["glossaries"] if g["name"] == "Padanan (en → id)")

    told = reader.get(f"/deepl/v2/glossaries/{view['glossary_id']}/entries")

    assert "bank\ttepi sungai" in told.text.split("\n")
    assert "lender\tbank" in told.text.split("\n")
    assert told.headers["Padanan-Left-Out"] == "1"
    assert len(told.text.split("\n")) == view["entry_count"]


@pytest.mark.parametrize(
    ("accepted", "mime", "text"),
    [
        ("text/tab-separated-values", "text/tab-separated-values", "a\tb, c"),
        ("application/json, text/plain, */*", "text/tab-separated-values", "a\tb, c"),
        ("text/csv", "text/csv", 'a,"b, c"'),
    ],
)
def test_entries_are_tsv_unless_csv_alone_is_accepted(known: Callers, accepted: str, mime: str, text: str) -> None:
    said = {"name": "x", "source_lang": "en", "target_lang": "id", "entries": "a\tb, c"}
    made = known.nobody.post("/deepl/v2/glossaries", json=said, headers=key(known)).json

    told = known.nobody.get(f"/deepl/v2/glossaries/{made['glossary_id']}/entries", headers={"Accept": accepted})

    assert (told.mimetype, told.text) == (mime, text)


def test_a_form_says_what_json_says(known: Callers) -> None:
    said = [{"source_lang": "en", "target_lang": "id", "entries": "a\tb"}]
    form = {f"dictionaries[0].{name}": value for name, value in said[0].items()}

    one = known.nobody.post("/deepl/v3/glossaries", json={"name": "x", "dictionaries": said}, headers=key(known))
    other = known.nobody.post("/deepl/v3/glossaries", data={"name": "x", **form}, headers=key(known))

    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json["dictionaries"] == other.json["dictionaries"]


@pytest.mark.parametrize("sent", [{"data": {"type": "target"}}, {"query_string": {"type": "target"}}])
def test_the_query_of_languages_may_come_as_a_form(known: Callers, sent: dict[str, Any]) -> None:
    told = known.nobody.get("/deepl/v2/languages", **sent)

    assert [one["language"] for one in told.json] == ["EN-GB", "EN-US", "ID"]


@pytest.mark.parametrize(
    ("method", "path", "said", "status", "why"),
    [
        ("post", "/v2/glossaries", {}, 400, "Missing or invalid argument: source_lang"),
        (
            "post",
            "/v2/glossaries",
            {"source_lang": "en", "target_lang": "id", "entries": "a\tb"},
            400,
            "argument: name",
        ),
        ("post", "/v2/glossaries", {"source_lang": 3, "target_lang": "id"}, 400, "It is to be one string"),
        ("post", "/v3/glossaries", {"name": "x", "dictionaries": {}}, 400, "argument: dictionaries"),
        ("post", "/v3/glossaries", {"name": "x", "dictionaries": ["a"]}, 400, "argument: dictionaries"),
        ("patch", "/v3/glossaries/none", {"name": "y"}, 404, "There is no glossary none"),
        ("patch", "/v3/glossaries/none", {}, 400, "name or dictionaries"),
        ("post", "/v2/translate", {"target_lang": "id"}, 400, "argument: text"),
        ("post", "/v2/translate", {"text": [], "target_lang": "id"}, 400, "argument: text"),
        ("post", "/v2/translate", {"text": ["a"] * 51, "target_lang": "id"}, 400, "at most 50"),
        ("post", "/v2/translate", {"text": ["a"], "target_lang": "id", "glossary_id": "x"}, 404, "no glossary x"),
        ("post", "/v2/translate", {"text": ["a"], "target_lang": "id", "source_lang": "id"}, 400, "are the same"),
        ("post", "/v2/languages", {"type": "both"}, 400, "Value for 'type' not supported"),
        ("post", "/v2/document", {}, 404, "POST /v2/document is not served here"),
    ],
)
def test_what_makes_no_sense_is_refused_in_deepls_shape(
    known: Callers, method: str, path: str, said: dict[str, Any], status: int, why: str
) -> None:
    assert refused(getattr(known.nobody, method)(f"/deepl{path}", json=said, headers=key(known)), status, why)


@pytest.mark.parametrize(
    ("status", "targets", "answered"),
    [("confirmed", ["A truce."], True), ("draft", ["A truce."], False), ("reviewed", ["A truce.", "A pause."], False)],
)
def test_only_one_confirmed_translation_is_an_answer(
    known: Callers, status: str, targets: list[str], answered: bool
) -> None:
    units = [{"texts": {"id": "Jeda tembak.", "en": target}, "status": status} for target in targets]
    assert known.translator.post("/api/v1/units", json={"units": units}).status_code == 200

    told = known.nobody.post("/deepl/v2/translate", json={"text": ["Jeda tembak."], "target_lang": "EN-GB"})

    assert told.status_code == (200 if answered else 404)


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"text": NaN}', b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(known: Callers, body: bytes) -> None:
    told = known.nobody.post("/deepl/v2/translate", data=body, content_type="application/json")

    assert refused(told, 400, "The body is")


@pytest.mark.parametrize("given", ["DeepL-Auth-Key pdn_salah", "DeepL-Auth-Key", "Basic cGRuOnBkbg==", "Bearer x"])
def test_a_key_that_is_none_is_forbidden_as_deepl_has_it(known: Callers, given: str) -> None:
    assert refused(known.nobody.get("/deepl/v2/usage", headers={"Authorization": given}), 403, "unknown, revoked")


def test_a_native_token_works_as_well(known: Callers) -> None:
    assert known.reader.get("/deepl/v2/usage").status_code == 200


def test_who_reads_writes_nothing(known: Callers) -> None:
    said = {"name": "x", "source_lang": "en", "target_lang": "id", "entries": "a\tb"}

    assert refused(known.nobody.post("/deepl/v2/glossaries", json=said), 403, "needs the role translator")
    assert refused(known.reader.post("/deepl/v2/glossaries", json=said), 403, "needs the role translator")


def test_there_is_a_most_of_glossaries_and_of_bytes(known: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"name": "x", "source_lang": "en", "target_lang": "id", "entries": "a\tb"}
    monkeypatch.setattr(glossaries, "MOST", 1)
    made = known.nobody.post("/deepl/v2/glossaries", json=said, headers=key(known))

    one_more = known.nobody.post("/deepl/v2/glossaries", json=said, headers=key(known))
    monkeypatch.setattr(entries, "LARGEST", 5)
    path, more = f"/deepl/v3/glossaries/{made.json['glossary_id']}", [{**said, "entries": "cc\tdd"}]
    larger = known.nobody.patch(path, json={"dictionaries": more}, headers=key(known))

    assert refused(one_more, 456, "There are 1 glossaries already")
    assert refused(larger, 400, "A glossary has at most")
    assert known.nobody.get(path).json["dictionaries"][0]["entry_count"] == 1


def test_a_call_that_is_too_large_is_refused(known: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossaries, "LARGEST", 3 * 2**20)
    said = {"name": "x", "source_lang": "en", "target_lang": "id", "entries": "a" * (4 * 2**20)}

    told = known.nobody.post("/deepl/v2/glossaries", data=said, headers=key(known))

    assert told.status_code == 413
    assert set(told.json) == {"message"}


def test_what_is_kept_is_in_the_store_with_who_made_it(known: Callers) -> None:
    said = {"name": "tetap", "source_lang": "en", "target_lang": "id", "entries": "a\tb"}
    made = known.nobody.post("/deepl/v2/glossaries", json=said, headers=key(known)).json

    (kept,) = books.Books(known.context.glossary).kept()

    assert (kept.id, kept.name, kept.dictionaries) == (made["glossary_id"], "tetap", {EN_ID: {"a": "b"}})
    assert known.context.store.get(books.KIND, kept.id)["created"]["by"] == "translator Rini"


def test_a_time_has_a_fraction() -> None:
    assert wire.moment("2026-11-22T07:00:00+07:00") == "2026-11-22T00:00:00.000000Z"
