"""The memory over HTTP: units remembered, revised, listed, forgotten; findings let pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memory.stores import open_store
from memory.units import unit_id
from tests.web_asking import API, Callers, callers, refused, told
from tests.web_small import CEASEFIRE, PAIRS

UNITS = f"{API}/units"
TIDE = {"id": "Air pasang merendam pelabuhan.", "en": "The high tide flooded the port."}


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Callers]:
    """Callers of the small app."""
    with callers(tmp_path) as found:
        yield found


def kept(known: Callers, *units: object) -> list[dict[str, Any]]:
    """What came of each unit that a translator sent."""
    found: Any = told(known.translator.post(UNITS, json={"units": list(units)}))["items"]
    return list(found)


def test_each_unit_is_answered_in_order(known: Callers) -> None:
    reviewed = {"texts": TIDE, "status": "reviewed"}
    first = kept(known, {"texts": TIDE}, {"texts": {"id": "Satu sisi."}}, {"texts": {"id": "Dua.", "en": "Two."}})
    again = kept(known, {"texts": TIDE}, reviewed, reviewed)

    assert [(one.get("status"), one.get("id")) for one in first] == [
        ("created", unit_id(TIDE)),  # type: ignore[arg-type]
        (None, None),
        ("created", unit_id({"id": "Dua.", "en": "Two."})),
    ]
    assert [one["status"] for one in again] == ["unchanged", "updated", "unchanged"]


@pytest.mark.parametrize(
    ("unit", "at", "message"),
    [
        (3, "", "units[0] is to be an object; it is 3."),
        ({}, "texts", "units[0] has no texts."),
        ({"texts": {"id": "a"}}, "texts.en", "texts has no en."),
        ({"texts": {"id": "a", "en": " "}}, "texts.en", "texts.en is empty."),
        ({"texts": {"id": "a", "en": "b", "fr": "c"}}, "texts.fr", "texts has fr, which is not known."),
        ({"texts": TIDE, "status": "final"}, "status", "status is “final”."),
        ({"texts": TIDE, "colour": "x"}, "colour", "units[0] has colour, which is not known."),
        ({"texts": {"id": "a", "en": 1}}, "texts.en", "texts.en is to be a string; it is 1."),
    ],
)
def test_a_bad_unit_is_reported_and_the_others_are_kept(known: Callers, unit: object, at: str, message: str) -> None:
    bad, good = kept(known, unit, {"texts": TIDE})

    assert good["status"] == "created"
    assert (bad["error"]["code"], bad["error"]["message"]) == ("invalid", message)
    assert bad["error"]["details"].get("at", "") == at


def test_what_was_answered_is_on_the_disk(known: Callers, tmp_path: Path) -> None:
    kept(known, {"texts": TIDE})

    with open_store(tmp_path / "data", writable=False) as beside:
        record = beside.get("unit", unit_id(TIDE))  # type: ignore[arg-type]

    assert record is not None
    assert (record["created"]["by"], record["origin"][0]["file"]) == ("translator Rini", "api")


def test_a_thousand_units_are_one_batch(known: Callers) -> None:
    before = known.context.store.revision

    items = kept(known, *({"texts": {"id": f"Kapal {n}.", "en": f"Ship {n}."}} for n in range(1000)))

    assert {one["status"] for one in items} == {"created"}
    assert known.context.store.revision == before + 1


@pytest.mark.parametrize("units", [[], [{"texts": TIDE}] * 1001, {"texts": TIDE}, None])
def test_a_call_takes_one_to_a_thousand(known: Callers, units: object) -> None:
    assert refused(known.translator.post(UNITS, json={"units": units}), 422, "invalid", "units")


def test_a_unit_keeps_what_was_said_of_it(known: Callers) -> None:
    sent = {
        "texts": TIDE,
        "status": "draft",
        "source": "id",
        "context": {"key": "k1", "previous": "Sebelum.", "next": "Sesudah."},
        "project": "pesisir",
        "subject": "disaster",
        "kind": "machine",
    }

    read = told(known.nobody.get(f"{UNITS}/{kept(known, sent)[0]['id']}"))

    assert {name: read[name] for name in sent if name != "kind"} == {k: v for k, v in sent.items() if k != "kind"}
    assert read["origin"] == [{"file": "api", "document": "", "position": 0, "import_id": "", "kind": "machine"}]


def test_a_unit_that_cannot_be_right_is_doubted(known: Callers) -> None:
    (one,) = kept(known, {"texts": {"id": "Anggaran 2.500 miliar.", "en": "A budget for 30 cities."}})

    assert told(known.nobody.get(f"{UNITS}/{one['id']}"))["doubts"] == ["number_mismatch"]


def test_what_was_remembered_is_recalled_at_once(known: Callers) -> None:
    known.nobody.post(f"{API}/match", json={"from": "id", "text": TIDE["id"]})
    kept(known, {"texts": TIDE})

    found: Any = told(known.nobody.post(f"{API}/match", json={"from": "id", "text": TIDE["id"]}))

    assert [match["target"] for match in found["results"][0]["matches"]] == [TIDE["en"]]


# revise


def test_a_revision_of_the_texts_is_another_unit_with_the_same_past(known: Callers) -> None:
    (old,) = kept(known, {"texts": TIDE, "project": "pesisir"})

    new = told(known.translator.put(f"{UNITS}/{old['id']}", json={"texts": {**TIDE, "en": "High water flooded it."}}))

    assert (new["replaced"], new["project"]) == (old["id"], "pesisir")
    assert new["id"] != old["id"]
    assert refused(known.nobody.get(f"{UNITS}/{old['id']}"), 404, "not_found")
    read = told(known.nobody.get(f"{UNITS}/{new['id']}"))
    assert read["origin"] == new["origin"] != []


def test_a_revision_of_the_rest_is_the_same_unit(known: Callers) -> None:
    (one,) = kept(known, {"texts": TIDE, "status": "reviewed"})

    new = told(known.editor.put(f"{UNITS}/{one['id']}", json={"status": "draft"}))

    assert (new["id"], new["replaced"], new["status"]) == (one["id"], None, "draft")
    assert new["changed"]["by"] == "editor Rini"  # type: ignore[index]


def test_a_revision_that_changes_nothing_writes_nothing(known: Callers) -> None:
    (one,) = kept(known, {"texts": TIDE})
    before = known.context.store.revision

    read = told(known.nobody.get(f"{UNITS}/{one['id']}"))
    again = told(known.translator.put(f"{UNITS}/{one['id']}", json=read))

    assert again == {**read, "replaced": None}
    assert known.context.store.revision == before


def test_a_revision_to_texts_that_are_there_makes_the_two_one(known: Callers) -> None:
    old, other = kept(known, {"texts": {"id": "Air.", "en": "Watr."}}, {"texts": {"id": "Air.", "en": "Water."}})

    new = told(known.translator.put(f"{UNITS}/{old['id']}", json={"texts": {"id": "Air.", "en": "Water."}}))

    assert (new["id"], new["replaced"]) == (other["id"], old["id"])
    assert told(known.nobody.get(UNITS))["total"] == 7


def test_a_revision_is_of_the_unit_in_the_path(known: Callers) -> None:
    (one,) = kept(known, {"texts": TIDE})

    assert refused(known.translator.put(f"{UNITS}/{one['id']}", json={"id": "u_x"}), 409, "conflict", "id")
    assert refused(known.translator.put(f"{UNITS}/u_none", json={"status": "draft"}), 404, "not_found")


def test_a_revision_that_empties_a_text_is_refused(known: Callers) -> None:
    (one,) = kept(known, {"texts": TIDE})
    body = {"texts": {"id": "\u00ad", "en": "a"}}

    assert refused(known.translator.put(f"{UNITS}/{one['id']}", json=body), 422, "invalid", "texts")


# list, forget


def test_pages_of_units_follow_each_other_without_gap_or_overlap(known: Callers) -> None:
    seen, after, pages = [], "", 0
    while after is not None:
        page: Any = told(known.nobody.get(f"{UNITS}?limit=4&after={after}"))
        seen += [item["id"] for item in page["items"]]
        after, pages = page["next"], pages + 1
        assert page["total"] == len(PAIRS)

    assert (len(seen), seen, pages) == (6, sorted(set(seen)), 2)


def test_units_are_listed_by_project_and_status(known: Callers) -> None:
    kept(known, {"texts": TIDE, "project": "pesisir", "status": "draft"}, {"texts": TIDE, "project": "kota"})

    totals = [told(known.nobody.get(f"{UNITS}?{q}"))["total"] for q in ("project=pesisir", "status=draft", "project=x")]

    assert totals == [1, 1, 0]


def test_what_was_forgotten_is_recalled_no_more(known: Callers) -> None:
    (one,) = kept(known, {"texts": TIDE})

    assert known.editor.delete(f"{UNITS}/{one['id']}").status_code == 204
    assert refused(known.editor.delete(f"{UNITS}/{one['id']}"), 404, "not_found")
    found: Any = told(known.nobody.post(f"{API}/match", json={"from": "id", "text": TIDE["id"]}))
    assert found["results"][0]["matches"] == []


# check, waive


def test_a_finding_is_let_pass_with_a_reason_and_taken_up_again(known: Callers) -> None:
    asked = {"from": "id", "segments": [{"key": "s1", "source": PAIRS[1][0], "target": PAIRS[1][1]}]}
    before: Any = told(known.nobody.post(f"{API}/check", json=asked))
    (finding,) = before["findings"]
    assert (before["ok"], finding["segment"], finding["concept_id"]) == (False, "s1", CEASEFIRE)

    body = {"key": finding["key"], "reason": "A quotation."}
    waiver = told(known.editor.post(f"{API}/waivers", json=body), 201)
    during: Any = told(known.nobody.post(f"{API}/check", json=asked))
    assert (during["ok"], during["findings"][0]["waived"]) == (True, "A quotation.")
    assert told(known.nobody.get(f"{API}/waivers"))["items"] == [waiver]

    assert known.editor.delete(f"{API}/waivers/{waiver['id']}").status_code == 204
    assert told(known.nobody.post(f"{API}/check", json=asked))["ok"] is False
    assert refused(known.editor.delete(f"{API}/waivers/{waiver['id']}"), 404, "not_found")


def test_what_is_as_grave_as_the_caller_says_fails(known: Callers) -> None:
    segments = [{"source": PAIRS[1][0], "target": PAIRS[1][1]}]
    asked = {"from": "id", "to": "en", "segments": segments}

    assert told(known.nobody.post(f"{API}/check", json={**asked, "fail_on": "error"}))["ok"] is False
    found: Any = told(known.nobody.post(f"{API}/check", json=asked))
    assert set(found) == {"ok", "findings", "scores", "termbase_version"}
    assert set(found["scores"]) == {"terms", "exact", "inflected", "missing", "consistency"}
    assert found["findings"][0]["segment"] == "1"


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"segments": [{"target": "a"}]}, "from"),
        ({"from": "auto", "segments": [{"target": "a"}]}, "from"),
        ({"from": "id", "to": "id", "segments": [{"target": "a"}]}, "to"),
        ({"from": "id"}, "segments"),
        ({"from": "id", "segments": []}, "segments"),
        ({"from": "id", "segments": [{"source": "a"}]}, "segments"),
        ({"from": "id", "segments": [{"target": "a"}], "fail_on": "doom"}, "fail_on"),
    ],
)
def test_a_wrong_check_is_told_what_is_wrong(known: Callers, body: dict[str, object], parameter: str) -> None:
    assert refused(known.nobody.post(f"{API}/check", json=body), 422, "invalid", parameter)


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"reason": " "}, "reason"),
        ({"key": "x"}, "key"),
        ({"scope": "house"}, "scope"),
        ({"scope": "document"}, "document"),
        ({"scope": "project", "project": ""}, "project"),
        ({"expires": "soon"}, "expires"),
    ],
)
def test_a_wrong_waiver_is_told_what_is_wrong(known: Callers, more: dict[str, str], parameter: str) -> None:
    body = {"key": "f_1234567890abcdef", "reason": "A quotation.", **more}

    assert refused(known.editor.post(f"{API}/waivers", json=body), 422, "invalid", parameter)
