"""`/api/v1`: what each call answers, in which shape, and what it says to a caller who asks wrongly: 4xx, never 5xx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.web_asking import API, refused
from tests.web_small import ATTACHE, CEASEFIRE, COURT, FORMULA, GREEN_TABLE, LANDSLIDE, PAIRS, small_app

QUICK = settings(max_examples=50, deadline=None)
ANSWER = {"query", "from", "to", "terms", "memory", "concordance", "did_you_mean"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client over the small store; these calls only read."""
    directory: Path = tmp_path_factory.mktemp("api") / "data"
    with small_app(directory) as app:
        yield app.test_client()


def terms(answer: TestResponse) -> list[tuple[str, str, str]]:
    """The hits of a look-up: concept, term, how."""
    assert answer.json is not None
    return [(hit["concept"]["id"], hit["term"]["text"], hit["match"]) for hit in answer.json["terms"]]


# look-up


@pytest.mark.parametrize(
    ("typed", "hits", "source"),
    [
        ("gencatan senjata", [(CEASEFIRE, "gencatan senjata", "exact")], "id"),
        ("GENCATAN  SENJATA", [(CEASEFIRE, "gencatan senjata", "folded")], "id"),
        ("gencatan senjatanya", [(CEASEFIRE, "gencatan senjata", "inflected")], "id"),
        ("genca", [(CEASEFIRE, "gencatan senjata", "prefix")], "id"),
        ("senjata", [(CEASEFIRE, "gencatan senjata", "part")], "id"),
        ("gencetan senjata", [(CEASEFIRE, "gencatan senjata", "spelling")], "id"),
        ("ceasefire", [(CEASEFIRE, "ceasefire", "exact")], "en"),
        ("ceasefires", [(CEASEFIRE, "ceasefire", "inflected")], "en"),
        ("cease-fire", [(CEASEFIRE, "ceasefire", "folded")], "en"),
        ("truce", [(CEASEFIRE, "truce", "exact")], "en"),
        ("trade attache", [(ATTACHE, "trade attaché", "folded")], "en"),
        ("tanah longsor", [(LANDSLIDE, "tanah longsor", "exact")], "id"),
    ],
)
def test_a_look_up_says_how_a_term_answers(
    api: FlaskClient, typed: str, hits: list[tuple[str, str, str]], source: str
) -> None:
    answer = api.get(f"{API}/lookup", query_string={"q": typed})

    assert answer.json is not None
    assert (terms(answer), answer.json["from"]) == (hits, source)


def test_an_answer_has_the_keys_of_the_design(api: FlaskClient) -> None:
    answer = api.get(f"{API}/lookup?q=gencatan+senjata")

    assert answer.json is not None
    assert set(answer.json) >= ANSWER
    assert set(answer.json["terms"][0]) == {"concept", "match", "term"}


def test_a_look_up_gives_terms_dictionary_and_sentences_in_one_answer(api: FlaskClient) -> None:
    answer = api.get(f"{API}/lookup?q=gencatan+senjata").json

    assert answer is not None
    assert [line["unit"]["texts"]["en"] for line in answer["concordance"]] == [PAIRS[1][1], PAIRS[0][1]]
    assert [line["spans"] for line in answer["concordance"]] == [{"id": [[0, 16]]}, {"id": [[0, 16]]}]
    assert "ceasefire" in answer["dictionary"][0]["en"]


def test_a_sentence_is_recalled_from_the_memory(api: FlaskClient) -> None:
    answer = api.get(f"{API}/lookup", query_string={"q": PAIRS[0][0]}).json

    assert answer is not None
    assert [(m["target"], m["score"], m["class"]) for m in answer["memory"]] == [(PAIRS[0][1], 100.0, 100)]


@pytest.mark.parametrize(("source", "other"), [("id", "en"), ("en", "id")])
def test_a_look_up_goes_in_both_directions(api: FlaskClient, source: str, other: str) -> None:
    typed = {"id": "Mahkamah Konstitusi", "en": "Constitutional Court"}[source]

    answer = api.get(f"{API}/lookup", query_string={"q": typed, "from": source})

    assert answer.json is not None
    assert (answer.json["from"], answer.json["to"]) == (source, other)
    assert terms(answer) == [(COURT, typed, "exact")]


def test_the_direction_that_was_asked_for_is_kept_where_nothing_answers(api: FlaskClient) -> None:
    answer = api.get(f"{API}/lookup", query_string={"q": "gencatan senjata", "from": "en"})

    assert answer.json is not None
    assert (answer.json["from"], answer.json["to"], terms(answer)) == ("en", "id", [])


@pytest.mark.parametrize("auto", ["", "&from=", "&from=auto"])
def test_without_a_direction_the_language_that_answers_is_taken(api: FlaskClient, auto: str) -> None:
    answer = api.get(f"{API}/lookup?q=truce{auto}").json

    assert answer is not None
    assert (answer["from"], answer["to"]) == ("en", "id")


def test_a_misspelling_is_asked_about(api: FlaskClient) -> None:
    answer = api.get(f"{API}/lookup?q=gencetan+senjata").json

    assert answer is not None
    assert answer["did_you_mean"] == ["gencatan senjata"]


def test_what_was_rejected_does_not_answer(api: FlaskClient) -> None:
    assert terms(api.get(f"{API}/lookup?q=meja+hijau")) == []


def test_a_subject_narrows_the_answer(api: FlaskClient) -> None:
    found = [terms(api.get(f"{API}/lookup?q=gencatan+senjata&subject={s}")) for s in ("security", "economy", "")]

    assert [len(hits) for hits in found] == [1, 0, 1]


def test_a_limit_is_kept(api: FlaskClient) -> None:
    answer = api.get(f"{API}/lookup?q=gencatan+senjata&limit=1").json

    assert answer is not None
    assert [len(answer[key]) for key in ("terms", "concordance", "dictionary")] == [1, 1, 1]


@pytest.mark.parametrize("typed", ["-", "!!!", "%00", "%F0%9F%95%8A%EF%B8%8F%E2%80%8D", "%E2%80%8B"])
def test_what_has_no_word_in_it_finds_nothing(api: FlaskClient, typed: str) -> None:
    answer = api.get(f"{API}/lookup?q={typed}").json

    assert answer is not None
    assert [answer[key] for key in ("terms", "memory", "concordance", "dictionary", "did_you_mean")] == [[]] * 5


def test_text_that_was_typed_decomposed_is_found_composed(api: FlaskClient) -> None:
    answer = api.get(f"{API}/lookup", query_string={"q": "trade attache\u0301"})

    assert terms(answer) == [(ATTACHE, "trade attaché", "exact")]


@pytest.mark.parametrize(
    "encoded", ["gencatan+senjata", "gencatan%20senjata", "%67encatan%20%73enjata", "gencatan%C2%A0senjata"]
)
def test_percent_encoding_does_not_matter(api: FlaskClient, encoded: str) -> None:
    assert [hit[0] for hit in terms(api.get(f"{API}/lookup?q={encoded}"))] == [CEASEFIRE]


def test_indonesian_and_english_are_sent_as_they_are_written(api: FlaskClient) -> None:
    """No \\u escapes: a person reads the answers, too."""
    assert "trade attaché".encode() in api.get(f"{API}/lookup?q=atase").data


# errors


@pytest.mark.parametrize(
    ("query", "parameter", "message"),
    [
        ("", "q", "q is missing."),
        ("q=", "q", "q is empty."),
        ("q=+%09", "q", "q is empty."),
        ("q=a&from=fr", "from", "from is “fr”."),
        ("q=a&from=ID", "from", "from is “ID”."),
        ("q=a&from=id%00", "from", "from is “id\x00”."),
        ("q=a&limit=0", "limit", "limit is 0; it is 1 or more."),
        ("q=a&limit=101", "limit", "limit is 101; it is 100 or less."),
        ("q=a&limit=-1", "limit", "limit is -1; it is 1 or more."),
        ("q=a&limit=ten", "limit", "limit is to be a whole number; it is “ten”."),
        ("q=a&limit=1.5", "limit", "limit is to be a whole number; it is “1.5”."),
        ("q=a&limit=1e2", "limit", "limit is to be a whole number; it is “1e2”."),
        (f"q={'a' * 2001}", "q", "q has 2001 characters; the limit is 2000."),
    ],
)
def test_a_wrong_look_up_is_told_what_is_wrong_with_it(
    api: FlaskClient, query: str, parameter: str, message: str
) -> None:
    answer = api.get(f"{API}/lookup?{query}")

    assert refused(answer, 422, "invalid", parameter)
    assert answer.json is not None
    assert answer.json["error"]["message"] == message


def test_a_number_too_long_for_python_is_refused_like_any_other(api: FlaskClient) -> None:
    assert refused(api.get(f"{API}/lookup?q=a&limit={'9' * 5000}"), 422, "invalid", "limit")


def test_a_query_may_be_as_long_as_the_limit(api: FlaskClient) -> None:
    assert api.get(f"{API}/lookup?q={'a' * 2000}").status_code == 200


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/concordance", "q"),
        ("/concordance?q=+", "q"),
        ("/concordance?q=a&side=fr", "side"),
        ("/concordance?q=a&limit=0", "limit"),
        ("/concordance?q=a&offset=-1", "offset"),
        ("/concordance?q=a&offset=x", "offset"),
        ("/concepts?lifecycle=dead", "lifecycle"),
        ("/concepts?order=random", "order"),
        ("/concepts?limit=1001", "limit"),
        ("/concepts?offset=1000000001", "offset"),
        ("/export/terms.exe", "suffix"),
        ("/export/terms.csv?lifecycle=dead", "lifecycle"),
    ],
)
def test_a_wrong_parameter_is_named(api: FlaskClient, path: str, parameter: str) -> None:
    assert refused(api.get(API + path), 422, "invalid", parameter)


def test_a_phrase_has_the_same_limit_as_a_query(api: FlaskClient) -> None:
    assert refused(api.get(f"{API}/concordance?q={'a' * 2001}"), 422, "invalid", "q")


@pytest.mark.parametrize("digits", ["%D9%A1", "1_0", "+7", "%EF%BC%97"])
def test_a_number_is_written_in_plain_digits(api: FlaskClient, digits: str) -> None:
    assert refused(api.get(f"{API}/lookup?q=a&limit={digits}"), 422, "invalid", "limit")


@pytest.mark.parametrize("path", ["/concepts/c_none", "/concepts/c_none/history", "/units/u_none", "/concepts/%00"])
def test_what_is_not_there_is_not_found(api: FlaskClient, path: str) -> None:
    assert refused(api.get(API + path), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/lookup/", "/concepts/", "/concepts/a/b/c", "/export/terms", "/../lookup"]
)
def test_a_path_that_is_none_is_not_found(api: FlaskClient, path: str) -> None:
    assert refused(api.get(API + path), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_is_none_is_refused(api: FlaskClient, method: str) -> None:
    assert refused(api.open(f"{API}/lookup?q=a", method=method), 405, "method_not_allowed")


def test_a_refused_method_is_told_which_ones_there_are(api: FlaskClient) -> None:
    answer = api.post(f"{API}/lookup?q=a")

    assert set(answer.allow or ()) >= {"GET", "HEAD"}


# match


def test_a_text_is_matched_with_its_reasons(api: FlaskClient) -> None:
    asked = "Kedua negara menandatangani perjanjian itu pada 15 Mei."

    answer = api.post(f"{API}/match", json={"from": "id", "text": asked}).json

    assert answer is not None
    assert set(answer) == {"results", "termbase_version"}
    assert [result["text"] for result in answer["results"]] == [asked]
    best = answer["results"][0]["matches"][0]
    assert best["repaired"] == "The two countries signed the treaty on 15 May."
    assert 95 <= best["score"] < 100


def test_a_match_names_the_approved_terms_that_its_suggestion_lacks(api: FlaskClient) -> None:
    """The second sentence says *gencatan senjata*, and its English neither *ceasefire* nor *truce*."""
    asked = [text for text, _ in PAIRS[:2]]

    answer = api.post(f"{API}/match", json={"from": "id", "texts": asked, "limit": 1}).json

    assert answer is not None
    assert [result["matches"][0]["missing_terms"] for result in answer["results"]] == [
        [],
        [{"concept_id": CEASEFIRE, "term": "ceasefire"}],
    ]


def test_texts_are_answered_in_order(api: FlaskClient) -> None:
    asked = [PAIRS[5][1], "nothing like it at all", PAIRS[0][1]]

    answer = api.post(f"{API}/match", json={"from": "en", "texts": asked}).json

    assert answer is not None
    assert [result["text"] for result in answer["results"]] == asked
    assert [[m["target"] for m in result["matches"]] for result in answer["results"]] == [
        [PAIRS[5][0]],
        [],
        [PAIRS[0][0]],
    ]


def test_a_match_must_reach_the_score_that_was_asked_for(api: FlaskClient) -> None:
    asked = {"from": "id", "text": "Gencatan senjata mulai berlaku pada hari Senin."}

    found = [api.post(f"{API}/match", json={**asked, "min_score": score}).json for score in (60, 99)]

    assert [[m["target"] for m in a["results"][0]["matches"]] for a in found if a] == [[PAIRS[0][1]], []]


def test_context_makes_an_identical_match_more(api: FlaskClient) -> None:
    asked = {"from": "id", "text": PAIRS[0][0], "context": {"key": "other", "previous": "", "next": ""}}

    answer = api.post(f"{API}/match", json=asked).json

    assert answer is not None
    assert answer["results"][0]["matches"][0]["class"] == 100


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "from"),
        ({"text": "a"}, "from"),
        ({"from": "auto", "text": "a"}, "from"),
        ({"from": "fr", "text": "a"}, "from"),
        ({"from": ["id"], "text": "a"}, "from"),
        ({"from": {}, "text": "a"}, "from"),
        ({"from": "id"}, "texts"),
        ({"from": "id", "text": None}, "text"),
        ({"from": "id", "text": 1}, "text"),
        ({"from": "id", "text": "a", "texts": ["a"]}, "texts"),
        ({"from": "id", "to": "id", "text": "a"}, "to"),
        ({"from": "id", "texts": "a"}, "texts"),
        ({"from": "id", "texts": []}, "texts"),
        ({"from": "id", "texts": ["a", 1]}, "texts"),
        ({"from": "id", "texts": ["a"] * 101}, "texts"),
        ({"from": "id", "text": "a" * 2001}, "text"),
        ({"from": "id", "text": "a", "limit": 0}, "limit"),
        ({"from": "id", "text": "a", "limit": 1.5}, "limit"),
        ({"from": "id", "text": "a", "limit": True}, "limit"),
        ({"from": "id", "text": "a", "limit": []}, "limit"),
        ({"from": "id", "text": "a", "min_score": -1}, "min_score"),
        ({"from": "id", "text": "a", "min_score": 103}, "min_score"),
        ({"from": "id", "text": "a", "context": []}, "context"),
        ({"from": "id", "text": "a", "context": {"before": "b"}}, "context"),
        ({"from": "id", "text": "a", "context": {"key": 1}}, "context"),
    ],
)
def test_a_wrong_match_is_told_which_key_is_wrong(api: FlaskClient, body: dict[str, object], parameter: str) -> None:
    assert refused(api.post(f"{API}/match", json=body), 422, "invalid", parameter)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a"', b"null", b"\xff\xfe", b'{"from": "id", "limit": NaN'])
def test_a_body_that_is_no_json_object_is_refused(api: FlaskClient, body: bytes) -> None:
    answer = api.post(f"{API}/match", data=body, content_type="application/json")

    assert refused(answer, 422, "invalid")


def test_a_body_that_is_not_said_to_be_json_is_refused(api: FlaskClient) -> None:
    """A form on another site may post text/plain without being asked; JSON it may not."""
    answer = api.post(f"{API}/match", data=b'{"from": "id", "text": "a"}', content_type="text/plain")

    assert refused(answer, 422, "invalid")


def test_a_body_that_is_too_large_is_refused(api: FlaskClient) -> None:
    answer = api.post(f"{API}/match", data=b" " * (2 * 2**20 + 1), content_type="application/json")

    assert refused(answer, 413, "request_entity_too_large")


def test_a_body_nested_without_end_is_refused(api: FlaskClient) -> None:
    answer = api.post(f"{API}/match", data=b"[" * 100_000, content_type="application/json")

    assert refused(answer, 422, "invalid")


@pytest.mark.parametrize("body", [b'{"from": "id", "text": "\\ud800"}', b'{"from": "\\ud800", "text": "a"}'])
def test_half_a_character_is_refused(api: FlaskClient, body: bytes) -> None:
    answer = api.post(f"{API}/match", data=body, content_type="application/json")

    assert answer.status_code in {200, 422}


def test_an_unknown_key_is_refused_by_name(api: FlaskClient) -> None:
    answer = api.post(f"{API}/match", json={"from": "id", "text": "a", "minscore": 99})

    assert answer.status_code == 422


# concordance, concepts, units


def test_a_concordance_marks_the_phrase_on_both_sides(api: FlaskClient) -> None:
    answer = api.get(f"{API}/concordance?q=12").json

    assert answer is not None
    assert (answer["total"], answer["next"]) == (1, None)
    assert answer["items"][0]["spans"] == {"id": [[48, 50]], "en": [[39, 41]]}


def test_places_are_counted_in_code_points(api: FlaskClient) -> None:
    line = api.get(f"{API}/concordance", query_string={"q": "abadi", "side": "id"}).json["items"][0]  # type: ignore[index]

    assert line["spans"] == {"id": [[13, 18]]}
    assert line["unit"]["texts"]["id"][13:18] == "abadi"


def test_a_quoted_phrase_is_that_phrase(api: FlaskClient) -> None:
    found = [
        api.get(f"{API}/concordance", query_string={"q": q}).json for q in ('"gencatan senjata"', "“gencatan senjata”")
    ]

    assert [answer["total"] for answer in found if answer] == [2, 2]


@pytest.mark.parametrize(
    ("q", "total"),
    [
        ('ceasefire "gencatan senjata"', 1),
        ("senjata gencatan", 2),
        ('"senjata gencatan"', 0),
        ('12 "gencatan senjata"', 0),
    ],
)
def test_a_concordance_holds_all_that_is_asked_for(api: FlaskClient, q: str, total: int) -> None:
    answer: Any = api.get(f"{API}/concordance", query_string={"q": q}).json

    assert (answer["total"], len(answer["items"])) == (total, total)


def test_every_answer_says_which_version_of_the_termbase_it_goes_by(api: FlaskClient) -> None:
    version = api.get(f"{API}/stats").json["termbase_version"]  # type: ignore[index]
    answers: Any = [
        api.post(f"{API}/match", json={"from": "id", "text": PAIRS[0][0]}).json,
        api.get(f"{API}/concordance?q=abadi").json,
        api.get(f"{API}/lookup?q=abadi").json,
    ]

    assert [answer["termbase_version"] for answer in answers] == [version] * 3


def test_places_of_a_difference_are_those_of_the_text_as_sent(api: FlaskClient) -> None:
    sent = "  " + PAIRS[0][0].replace(" ", "  ") + "\u200b !"

    result = api.post(f"{API}/match", json={"from": "id", "text": sent}).json["results"][0]  # type: ignore[index]
    match = result["matches"][0]
    same, new = match["diff"]

    assert result["text"] == sent
    assert [sent[slice(*step["query"])] for step in (same, new)] == [sent[2:-3], "!"]
    assert match["source"][slice(*same["match"])] == PAIRS[0][0]


@pytest.mark.parametrize(("side", "total"), [("id", 0), ("en", 1), ("both", 1)])
def test_a_concordance_looks_on_the_side_it_was_asked_for(api: FlaskClient, side: str, total: int) -> None:
    assert api.get(f"{API}/concordance?q=ceasefire&side={side}").json["total"] == total  # type: ignore[index]


def test_pages_follow_each_other_without_gap_or_overlap(api: FlaskClient) -> None:
    seen, at, steps = [], 0, 0
    while at is not None:
        page = api.get(f"{API}/concepts?limit=2&offset={at}").json
        assert page is not None
        seen += [item["id"] for item in page["items"]]
        at, steps = page["next"], steps + 1

    assert (len(seen), len(set(seen)), page["total"], steps) == (7, 7, 7, 4)


def test_a_page_past_the_end_is_empty(api: FlaskClient) -> None:
    assert api.get(f"{API}/concepts?offset=999").json == {"items": [], "total": 7, "next": None}


def test_the_review_queue_is_what_was_proposed_likeliest_first(api: FlaskClient) -> None:
    queue = api.get(f"{API}/concepts?lifecycle=proposed&order=confidence").json

    assert queue is not None
    assert [item["confidence"] for item in queue["items"]] == [0.84, 0.3]


@pytest.mark.parametrize(
    ("stage", "total"), [("approved", 4), ("proposed", 2), ("rejected", 1), ("retired", 0), ("all", 7)]
)
def test_concepts_are_listed_by_the_stage_of_their_life(api: FlaskClient, stage: str, total: int) -> None:
    assert api.get(f"{API}/concepts?lifecycle={stage}").json["total"] == total  # type: ignore[index]


def test_a_concept_is_answered_with_its_version_as_etag(api: FlaskClient) -> None:
    answer = api.get(f"{API}/concepts/{GREEN_TABLE}")

    assert answer.json is not None
    assert (answer.json["version"], answer.headers["ETag"]) == (2, '"2"')


def test_a_history_is_told_from_the_beginning_with_who_and_why(api: FlaskClient) -> None:
    told = api.get(f"{API}/concepts/{GREEN_TABLE}/history").json

    assert told is not None
    assert [(e["version"], e["by"], e["why"], e["concept"]["lifecycle"]) for e in told["items"]] == [
        (1, "tester", "a small glossary", "proposed"),
        (2, "editor", "reject: A calque.", "rejected"),
    ]


def test_a_unit_is_answered_by_its_id(api: FlaskClient) -> None:
    line = api.get(f"{API}/concordance?q=Mahkamah").json["items"][0]  # type: ignore[index]

    assert api.get(f"{API}/units/{line['unit']['id']}").json == line["unit"]


# stats, health


def test_stats_count_what_there_is(api: FlaskClient) -> None:
    told = api.get(f"{API}/stats").json

    assert told is not None
    assert (told["units"], told["concepts"], told["lifecycles"]) == (
        6,
        7,
        {"proposed": 2, "in_review": 0, "approved": 4, "retired": 0, "rejected": 1},
    )
    assert told["dictionary"] > 10_000
    assert told["termbase_version"] == api.get(f"{API}/lookup?q=a").json["termbase_version"]  # type: ignore[index]


def test_health_says_how_far_the_store_and_its_indexes_are(tmp_path: Path) -> None:
    with small_app(tmp_path / "data") as app:
        api = app.test_client()
        store = {"state": "sound", "engine": "embedded", "connected": True, "silence": 0.0, "units": 6, "concepts": 7}
        told = {"status": "ok", "revision": 3, "notes": [], "store": store}

        assert api.get(f"{API}/health").json == told | {"index": {"state": "not built yet"}}
        for side in ("id", "en"):
            api.post(f"{API}/match", json={"from": side, "text": "Kapal itu tiba."})
        assert api.get(f"{API}/health").json == told | {"index": {"state": "ready"}}


# fuzz


def sane(answer: TestResponse) -> bool:
    """Whether an answer is one that a caller can use, or a refusal that says why."""
    if answer.status_code == 422:
        return refused(answer, 422, "invalid", (answer.json or {})["error"]["details"].get("parameter"))
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    assert answer.json is not None
    return True


words = st.sampled_from(
    ["gencatan", "senjata", "ceasefire", "treaty", "12", "pada", "%", "“", "-", "\u0301", "🕊", "\n", FORMULA]
)
texts = st.one_of(st.text(max_size=40), st.lists(words, max_size=8).map(" ".join))
sides = st.one_of(st.sampled_from(["id", "en", "auto", ""]), st.text(max_size=5))
numbers = st.one_of(st.integers().map(str), st.sampled_from(["", "1", "100", "0x1", "NaN", "1 "]), st.text(max_size=5))


@QUICK
@given(q=texts, source=sides, limit=numbers)
def test_whatever_is_looked_up_is_answered_or_refused(api: FlaskClient, q: str, source: str, limit: str) -> None:
    answer = api.get(f"{API}/lookup", query_string={"q": q, "from": source, "limit": limit})

    assert sane(answer)
    if answer.status_code == 200:
        assert set(answer.json or {}) >= ANSWER


@QUICK
@given(q=st.binary(min_size=1, max_size=40))
def test_bytes_that_are_no_text_are_answered_or_refused(api: FlaskClient, q: bytes) -> None:
    assert sane(api.get(f"{API}/lookup?q={quote_from_bytes(q, safe='')}"))


@QUICK
@given(q=texts, side=st.one_of(st.just("both"), sides), limit=numbers, offset=numbers)
def test_whatever_phrase_is_sought_its_places_are_places_in_the_texts(
    api: FlaskClient, q: str, side: str, limit: str, offset: str
) -> None:
    answer = api.get(f"{API}/concordance", query_string={"q": q, "side": side, "limit": limit, "offset": offset})

    assert sane(answer)
    for line in (answer.json or {}).get("items", []):
        for language, spans in line["spans"].items():
            assert all(0 <= start < end <= len(line["unit"]["texts"][language]) for start, end in spans)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)
calls = st.fixed_dictionaries(
    {},
    optional={
        "from": st.one_of(st.sampled_from(["id", "en"]), values),
        "text": st.one_of(texts, values),
        "texts": st.one_of(st.lists(texts, min_size=1, max_size=3), values),
        "limit": st.one_of(st.integers(1, 100), values),
        "min_score": st.one_of(st.integers(0, 100), values),
        "context": st.one_of(st.dictionaries(st.sampled_from(["key", "previous", "next"]), texts), values),
    },
)


@QUICK
@given(body=st.one_of(calls, values))
def test_whatever_is_posted_is_answered_or_refused(api: FlaskClient, body: object) -> None:
    assert sane(api.post(f"{API}/match", json=body))


@QUICK
@given(text=texts)
def test_every_score_is_a_score_and_100_is_identity(api: FlaskClient, text: str) -> None:
    answer = api.post(f"{API}/match", json={"from": "id", "text": text, "min_score": 0}).json

    assert answer is not None
    for match in answer["results"][0]["matches"]:
        assert 0 <= match["score"] <= match["raw"] <= 100
        if match["raw"] == 100:
            assert " ".join(match["source"].split()) == " ".join(text.split())
