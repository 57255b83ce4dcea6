"""The termbase over HTTP: propose, edit, decide, revive, merge, remark; and who was first when two edit at once."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web_asking import API, Callers, callers, refused, told
from tests.web_small import CEASEFIRE, COURT, GREEN_TABLE, HAZE, LANDSLIDE

CONCEPTS = f"{API}/concepts"
TIDE = {
    "subject": ["disaster"],
    "terms": [
        {"language": "id", "text": "banjir rob"},
        {"language": "en", "text": "tidal flood", "status": "preferred"},
        {"language": "en", "text": "tidal inundation"},
    ],
    "definition": {"en": "A flood that the tide brings."},
    "enforce": "require",
}


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Callers]:
    """Callers of the small app."""
    with callers(tmp_path) as found:
        yield found


def proposed(known: Callers, **more: object) -> dict[str, Any]:
    """A concept of a translator's, proposed."""
    return told(known.translator.post(CONCEPTS, json={**TIDE, **more}), 201)


def decided(known: Callers, id_: str, decision: str, reason: str = "") -> dict[str, Any]:
    """A concept after an editor's decision."""
    return told(known.editor.post(f"{CONCEPTS}/{id_}/decisions", json={"decision": decision, "reason": reason}))


# propose


def test_a_proposal_is_answered_with_the_concept_and_where_it_is(known: Callers) -> None:
    answer = known.translator.post(CONCEPTS, json={**TIDE, "why": "met in Semarang"})
    made = told(answer, 201)

    assert (made["lifecycle"], made["version"], made["subject"]) == ("proposed", 1, ["disaster"])
    assert (answer.headers["Location"], answer.headers["ETag"]) == (f"{CONCEPTS}/{made['id']}", '"1"')
    read = told(known.nobody.get(answer.headers["Location"]))
    assert read == {name: value for name, value in made.items() if name != "similar"}
    history: Any = told(known.nobody.get(f"{CONCEPTS}/{made['id']}/history"))["items"]
    assert [(entry["by"], entry["why"]) for entry in history] == [("translator Rini", "met in Semarang")]


def test_the_first_term_of_a_language_is_preferred_where_none_is(known: Callers) -> None:
    made = proposed(known)

    assert [(t["text"], t["status"]) for t in made["terms"]] == [
        ("banjir rob", "preferred"),
        ("tidal flood", "preferred"),
        ("tidal inundation", "admitted"),
    ]
    assert {t["enforce"] for t in made["terms"]} == {"require"}


def test_a_proposal_names_the_concepts_that_share_a_term_with_it(known: Callers) -> None:
    first = proposed(known)

    assert first["similar"] == []
    assert proposed(known)["similar"] == [first["id"]]


def test_what_was_proposed_is_looked_up_and_once_approved_enforced(known: Callers) -> None:
    made = proposed(known)
    asked = {"from": "id", "segments": [{"source": "Banjir rob di Semarang.", "target": "Tides in Semarang."}]}

    before = told(known.nobody.post(f"{API}/check", json=asked))
    decided(known, made["id"], "approve")
    after = told(known.nobody.post(f"{API}/check", json=asked))

    assert (before["ok"], after["ok"]) == (True, False)
    found: Any = told(known.nobody.get(f"{API}/lookup?q=banjir+rob"))["terms"]
    assert [hit["concept"]["id"] for hit in found] == [made["id"]]


@pytest.mark.parametrize(
    ("body", "parameter", "at"),
    [
        ({}, "terms", "terms"),
        ({"terms": []}, "terms", "terms"),
        ({"terms": [{"language": "id"}]}, "terms", "terms[0].text"),
        ({"terms": [{"language": "fr", "text": "a"}]}, "terms", "terms[0].language"),
        ({"terms": [{"language": "id", "text": " "}]}, "terms", "terms[0].text"),
        ({"terms": [{"language": "id", "text": "a", "state": "x"}]}, "terms", "terms[0].state"),
        ({"terms": [{"language": "id", "text": "a", "status": "good"}]}, "terms", "terms[0].status"),
        ({**TIDE, "lifecycle": "approved"}, "lifecycle", "lifecycle"),
        ({**TIDE, "subject": "disaster"}, "subject", "subject"),
        ({**TIDE, "definition": {"fr": "a"}}, "definition", "definition.fr"),
        ({**TIDE, "enforce": "always"}, "enforce", "enforce"),
    ],
)
def test_a_wrong_proposal_is_told_where_it_is_wrong(
    known: Callers, body: dict[str, object], parameter: str, at: str
) -> None:
    answer = known.translator.post(CONCEPTS, json=body)

    assert refused(answer, 422, "invalid", parameter)
    assert (answer.json or {})["error"]["details"]["at"] == at


def test_two_preferred_terms_of_a_kind_are_refused(known: Callers) -> None:
    both = [{"language": "en", "text": text, "status": "preferred"} for text in ("tide", "flood")]

    assert refused(known.translator.post(CONCEPTS, json={"terms": both}), 422, "invalid")


# edit


def test_an_edit_replaces_what_is_given_and_leaves_the_rest(known: Callers) -> None:
    made = proposed(known)

    edited = told(known.translator.put(f"{CONCEPTS}/{made['id']}", json={"note": "Java's north coast."}))

    assert (edited["note"], edited["version"], edited["terms"]) == ("Java's north coast.", 2, made["terms"])


@pytest.mark.parametrize("seen", ['"1"', 'W/"1"', "1", "*"])
def test_an_edit_of_the_version_that_was_seen_is_taken(known: Callers, seen: str) -> None:
    made = proposed(known)

    answer = known.translator.put(f"{CONCEPTS}/{made['id']}", json={"note": "n"}, headers={"If-Match": seen})

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "", {"note": "m"}),
        ("DELETE", "", None),
        ("POST", "/decisions", {"decision": "approve"}),
        ("POST", "/revive", {"version": 1}),
    ],
)
def test_a_change_of_a_version_that_is_past_is_a_conflict(
    known: Callers, method: str, path: str, body: dict[str, object] | None
) -> None:
    made = proposed(known)
    known.translator.put(f"{CONCEPTS}/{made['id']}", json={"note": "n"})

    answer = known.editor.open(f"{CONCEPTS}/{made['id']}{path}", method=method, json=body, headers={"If-Match": '"1"'})

    assert refused(answer, 409, "conflict")
    details = (answer.json or {})["error"]["details"]
    assert (details["present"], details["seen"]) == (2, 1)


@pytest.mark.parametrize("seen", ["", "x", '"a"', "-1", '"1", "2"', "1.0"])
def test_a_version_that_is_none_is_refused(known: Callers, seen: str) -> None:
    answer = known.translator.put(f"{CONCEPTS}/{CEASEFIRE}", json={"note": "n"}, headers={"If-Match": seen})

    assert refused(answer, 422, "invalid", "If-Match")


def test_a_concept_that_was_read_is_sent_back_whole(known: Callers) -> None:
    """The version in it counts as the one that was seen."""
    read = told(known.nobody.get(f"{CONCEPTS}/{COURT}"))

    first = known.translator.put(f"{CONCEPTS}/{COURT}", json={**read, "note": "n"})
    second = known.translator.put(f"{CONCEPTS}/{COURT}", json={**read, "note": "m"})

    assert told(first)["version"] == 2
    assert refused(second, 409, "conflict")


def test_who_sends_back_what_is_past_is_told_so_whatever_else_has_changed(known: Callers) -> None:
    read = told(known.nobody.get(f"{CONCEPTS}/{LANDSLIDE}"))
    decided(known, LANDSLIDE, "approve")

    answer = known.translator.put(f"{CONCEPTS}/{LANDSLIDE}", json={**read, "note": "n"})

    assert refused(answer, 409, "conflict")
    assert (answer.json or {})["error"]["details"]["present"] == 2


@pytest.mark.parametrize(("name", "value"), [("lifecycle", "approved"), ("id", COURT)])
def test_an_edit_moves_no_concept_through_its_life(known: Callers, name: str, value: str) -> None:
    answer = known.translator.put(f"{CONCEPTS}/{LANDSLIDE}", json={name: value})

    assert refused(answer, 409, "conflict", name)


def test_of_two_edits_of_one_version_exactly_one_is_taken(known: Callers) -> None:
    made = proposed(known)
    statuses: list[int] = []
    both = threading.Barrier(6)

    def edit(text: str) -> None:
        both.wait()
        headers = {"If-Match": '"1"'}
        answer = known.client(known.secrets["translator"]).put(
            f"{CONCEPTS}/{made['id']}", json={"note": text}, headers=headers
        )
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=edit, args=(f"note {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200, 409, 409, 409, 409, 409]
    assert told(known.nobody.get(f"{CONCEPTS}/{made['id']}"))["version"] == 2


def test_an_edit_of_an_approved_concept_is_reviewed_and_the_old_one_enforced_meanwhile(known: Callers) -> None:
    terms = [{"language": "id", "text": "gencatan senjata"}, {"language": "en", "text": "armistice"}]
    asked = {"from": "id", "segments": [{"source": "Gencatan senjata mulai.", "target": "The armistice begins."}]}

    edited = told(known.translator.put(f"{CONCEPTS}/{CEASEFIRE}", json={"terms": terms}))

    assert (edited["lifecycle"], edited["approved_version"]) == ("in_review", 1)
    assert told(known.nobody.post(f"{API}/check", json=asked))["ok"] is False
    decided(known, CEASEFIRE, "approve")
    assert told(known.nobody.post(f"{API}/check", json=asked))["ok"] is True


# decide, remove, revive


def test_a_decision_is_recorded_with_who_and_why(known: Callers) -> None:
    after = decided(known, LANDSLIDE, "reject", "Not a term.")

    assert (after["lifecycle"], after["version"]) == ("rejected", 2)
    history: Any = told(known.nobody.get(f"{CONCEPTS}/{LANDSLIDE}/history"))["items"]
    assert (history[-1]["by"], history[-1]["why"]) == ("editor Rini", "reject: Not a term.")


@pytest.mark.parametrize("body", [{"decision": "reject"}, {"decision": "retire", "reason": "  "}])
def test_some_decisions_want_a_reason(known: Callers, body: dict[str, str]) -> None:
    assert refused(known.editor.post(f"{CONCEPTS}/{LANDSLIDE}/decisions", json=body), 422, "invalid", "reason")


@pytest.mark.parametrize(
    ("id_", "decision", "status"), [(GREEN_TABLE, "approve", 409), (HAZE, "approve", 422), (CEASEFIRE, "approve", 409)]
)
def test_a_decision_that_cannot_follow_is_refused(known: Callers, id_: str, decision: str, status: int) -> None:
    answer = known.editor.post(f"{CONCEPTS}/{id_}/decisions", json={"decision": decision})

    assert refused(answer, status, "conflict" if status == 409 else "invalid")


def test_what_was_removed_is_gone_and_comes_back(known: Callers) -> None:
    gone = known.editor.delete(f"{CONCEPTS}/{CEASEFIRE}?why=twin")

    assert (gone.status_code, gone.data) == (204, b"")
    assert refused(known.nobody.get(f"{CONCEPTS}/{CEASEFIRE}"), 404, "not_found")
    assert told(known.nobody.get(f"{API}/lookup?q=truce"))["terms"] == []
    back = told(known.editor.post(f"{CONCEPTS}/{CEASEFIRE}/revive", json={"version": 1, "why": "no twin"}))
    assert (back["lifecycle"], back["id"]) == ("proposed", CEASEFIRE)


def test_an_old_version_lives_again_as_a_new_one(known: Callers) -> None:
    known.translator.put(f"{CONCEPTS}/{LANDSLIDE}", json={"note": "wrong"})

    revived = told(known.editor.post(f"{CONCEPTS}/{LANDSLIDE}/revive", json={"version": 1}))

    assert (revived["note"], revived["version"]) == ("", 3)
    never = known.editor.post(f"{CONCEPTS}/{LANDSLIDE}/revive", json={"version": 9})
    assert refused(never, 404, "not_found")


# merge, remark


def test_others_are_merged_into_one_and_point_to_it(known: Callers) -> None:
    other = proposed(known, terms=[{"language": "id", "text": "longsoran"}, {"language": "en", "text": "landslip"}])

    merged = told(known.editor.post(f"{CONCEPTS}/{LANDSLIDE}/merge", json={"others": [other["id"]]}))

    assert {t["text"] for t in merged["terms"]} == {"tanah longsor", "landslide", "longsoran", "landslip"}
    gone = told(known.nobody.get(f"{CONCEPTS}/{other['id']}"))
    assert (gone["lifecycle"], gone["merged_into"]) == ("retired", LANDSLIDE)


@pytest.mark.parametrize(
    ("others", "status"), [([], 422), ([LANDSLIDE], 422), (["c_none"], 422), (LANDSLIDE, 422), ([COURT, 1], 422)]
)
def test_what_cannot_be_merged_is_refused(known: Callers, others: object, status: int) -> None:
    answer = known.editor.post(f"{CONCEPTS}/{LANDSLIDE}/merge", json={"others": others})

    assert answer.status_code == status


def test_a_remark_makes_no_version(known: Callers) -> None:
    answer = known.translator.post(f"{CONCEPTS}/{COURT}/remarks", json={"text": "Also “the Court”."})

    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    said: Any = told(known.nobody.get(f"{CONCEPTS}/{COURT}/remarks"))["items"]
    assert [(one["by"], one["text"]) for one in said] == [("translator Rini", "Also “the Court”.")]


@pytest.mark.parametrize("path", ["", "/history", "/remarks"])
def test_a_concept_that_never_was_is_not_found(known: Callers, path: str) -> None:
    assert refused(known.nobody.get(f"{CONCEPTS}/c_none{path}"), 404, "not_found")


@pytest.mark.parametrize("path", ["/decisions", "/revive", "/merge", "/remarks"])
def test_nothing_is_done_to_a_concept_that_never_was(known: Callers, path: str) -> None:
    bodies: dict[str, object] = {
        "/decisions": {"decision": "approve"},
        "/revive": {"version": 1},
        "/merge": {"others": [COURT]},
        "/remarks": {"text": "a"},
    }

    assert refused(known.editor.post(f"{CONCEPTS}/c_none{path}", json=bodies[path]), 404, "not_found")


def test_concepts_of_a_subject_are_listed_the_last_changed_first(known: Callers) -> None:
    first, second = proposed(known), proposed(known)
    known.translator.put(f"{CONCEPTS}/{first['id']}", json={"note": "later"})

    listed: Any = told(known.nobody.get(f"{CONCEPTS}?subject=disaster&order=changed"))

    assert {item["id"] for item in listed["items"]} == {first["id"], second["id"]}
    assert listed["total"] == 2
