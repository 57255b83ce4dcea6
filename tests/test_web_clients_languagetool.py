"""LanguageTool's protocol: what is found, where and in which words; what is refused, and how."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from glossary.findings import KINDS, Finding, Kind
from tests.web_terms import (
    ACCORD,
    CEASEFIRE,
    COOPERATION,
    DOWNLOAD,
    V2,
    annotated,
    cut,
    matches,
    refused,
    rules,
    termbase,
)
from web import create_app, opened, settings
from web.clients.squiggles import Squiggles
from web.clients.written import Written
from web.context import Context


@pytest.fixture(scope="module")
def padanan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    data = termbase(tmp_path_factory.mktemp("languagetool") / "data")
    with opened(settings({}, data=data), writable=True) as found:
        yield found


@pytest.fixture(scope="module")
def client(padanan: Context) -> FlaskClient:
    return create_app(padanan).test_client()


# what is found


def test_a_match_has_every_key_that_a_client_reads(client: FlaskClient) -> None:
    text = "Kami donlot berkas itu."

    answer = client.post(f"{V2}/check", data={"text": text, "language": "id-ID"}).json

    assert answer["software"] == {
        "name": "Padanan",
        "version": "0.1.0",
        "apiVersion": 1,
        "premium": False,
        "status": "",
    }
    told = {"name": "Indonesian", "code": "id-ID"}
    assert answer["language"] == {**told, "detectedLanguage": {**told, "confidence": 1.0}}
    assert answer["matches"] == [
        {
            "message": "“donlot” padanan yang keliru; tulislah “unduh”.",
            "shortMessage": "Padanan keliru",
            "replacements": [{"value": "unduh"}],
            "offset": 5,
            "length": 6,
            "context": {"text": text, "offset": 5, "length": 6},
            "sentence": text,
            "type": {"typeName": "Other"},
            "rule": {
                "id": f"TERM_FORBIDDEN_{DOWNLOAD.id}",
                "description": "Padanan yang keliru untuk sebuah istilah.",
                "issueType": "terminology",
                "category": {"id": "TERMINOLOGY", "name": "Peristilahan"},
                "urls": [{"value": f"http://localhost/k/{DOWNLOAD.id}"}],
            },
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }
    ]


def test_the_address_of_a_match_is_that_of_its_concept(client: FlaskClient) -> None:
    url = matches(client, "Kami donlot berkas itu.")[0]["rule"]["urls"][0]["value"]

    assert "unduh" in client.get(url).text


@pytest.mark.parametrize(
    ("text", "language", "rule", "instead"),
    [
        ("Kerjasamanya baik.", "id", f"TERM_VARIANT_{COOPERATION.id}", "Kerja samanya"),
        ("Traktat itu lama.", "id-ID", f"TERM_DEPRECATED_{ACCORD.id}", "Perjanjian"),
        ("The weapon stop holds.", "en-GB", f"TERM_FORBIDDEN_{CEASEFIRE.id}", "ceasefire"),
        ("The weapon stop holds.", "en", f"TERM_FORBIDDEN_{CEASEFIRE.id}", "ceasefire"),
    ],
)
def test_a_text_alone_is_read_for_its_own_terms(
    client: FlaskClient, text: str, language: str, rule: str, instead: str
) -> None:
    found = matches(client, text, language)

    assert rules(found) == [rule]
    assert found[0]["replacements"][0] == {"value": instead}


@pytest.mark.parametrize("text", ["", "  \n\n ", "Kami mengunduh berkas itu.", "😀"])
def test_a_clean_text_has_no_matches(client: FlaskClient, text: str) -> None:
    assert matches(client, text) == []


def test_a_text_can_be_asked_for_in_the_address(client: FlaskClient) -> None:
    answer = client.get(f"{V2}/check", query_string={"text": "Kami donlot.", "language": "id"})

    assert rules(answer.json["matches"]) == [f"TERM_FORBIDDEN_{DOWNLOAD.id}"]


def test_a_form_in_parts_is_read_too(client: FlaskClient) -> None:
    given = {"text": "Kami donlot.", "language": "id"}

    answer = client.post(f"{V2}/check", data=given, content_type="multipart/form-data")

    assert len(answer.json["matches"]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_finding_is_said_in_both_languages(kind: Kind) -> None:
    finding = Finding("0", kind, "info", "c_1", "term", target_spans=((0, 1), (2, 3)), replacements=("x",))

    made = [
        list(Squiggles(Written.plain("a b"), "id", told=told, site="").of(finding, (0, 3))) for told in ("id", "en")
    ]

    assert [[match["offset"] for match in of] for of in made] == [[0, 2], [0, 2]]
    assert [[len(match["replacements"]) for match in of] for of in made] == [[1, 0], [1, 0]]
    assert made[0][0]["shortMessage"] != made[1][0]["shortMessage"]
    assert made[0][0]["rule"]["description"] != made[1][0]["rule"]["description"]


# places


@pytest.mark.parametrize(
    "text",
    [
        "😀 donlot 😀 donlot",
        "👩🏽‍🚀👩🏽‍🚀 donlot",
        "Baris satu.\r\n\r\nDonlot 🕊\n\n\n  donlot",
        "e\u0301 donlot",
        "\u00addonlot",
    ],
)
def test_places_are_utf_16_units_of_the_text_as_it_was_sent(client: FlaskClient, text: str) -> None:
    found = matches(client, text)

    assert [cut(text, match) for match in found] == [w for w in ("Donlot", "donlot") for _ in range(text.count(w))]


def test_the_context_is_found_in_the_text_again(client: FlaskClient) -> None:
    text = "Baris pertama yang cukup panjang untuk dipotong.\nLalu 😀 kami donlot berkas\nitu dan seterusnya sampai akhir baris."

    (match,) = matches(client, text)

    context = match["context"]
    assert context["text"] in text.replace("\n", " ")
    # In units and in code points alike: Python's clients show the place in code points.
    assert cut(context["text"], context) == "donlot"
    assert context["text"][context["offset"] :][: context["length"]] == "donlot"


def test_the_sentence_is_the_one_around_the_place(client: FlaskClient) -> None:
    (match,) = matches(client, "Ini kalimat pertama. Kami donlot berkas di Jl. Sudirman. Selesai.")

    assert match["sentence"] == "Kami donlot berkas di Jl. Sudirman."


def test_places_in_an_annotated_text_count_its_markup(client: FlaskClient) -> None:
    data = annotated(("text", "😀 Kami "), ("markup", "<b title='donlot'>"), ("text", "donlot"), ("markup", "</b>"))

    answer = client.post(f"{V2}/check", data={"data": data, "language": "id"}).json

    assert [cut("😀 Kami <b title='donlot'>donlot</b>", match) for match in answer["matches"]] == ["donlot"]


def test_markup_is_read_for_what_it_stands_for(client: FlaskClient) -> None:
    parts = [
        ("text", "Ini kerja"),
        ("markup", "&nbsp;", " "),
        ("text", "sama. Ini don"),
        ("markup", "<i/>"),
        ("text", "lot"),
    ]
    data = annotated(*parts, ("markup", "<donlot/>", " donlot"))

    answer = client.post(f"{V2}/check", data={"data": data, "language": "id"}).json

    whole = "".join(part[1] for part in parts) + "<donlot/>"
    assert [cut(whole, match) for match in answer["matches"]] == ["don<i/>lot", "<donlot/>"]


@pytest.mark.parametrize("data", ['{"text": "Kami donlot."}', '{"annotation": [{"text": "Kami donlot."}]}'])
def test_data_may_be_plain(client: FlaskClient, data: str) -> None:
    answer = client.post(f"{V2}/check", data={"data": data, "language": "id"}).json

    assert [match["offset"] for match in answer["matches"]] == [5]


# what is refused, and how


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"language": "id"}, ["Neither"]),
        ({"text": "a", "data": "{}", "language": "id"}, ["Both"]),
        ({"text": "a"}, ["language"]),
        ({"text": "a", "language": ""}, ["language"]),
        ({"text": "a", "language": "de-DE"}, ["“de-DE”", "id-ID"]),
        ({"text": "a", "language": "en-US", "sourceText": "b", "sourceLanguage": "fr"}, ["“fr”"]),
        ({"text": "a", "language": "id", "level": "hard"}, ["“hard”"]),
        ({"text": "a", "language": "id", "enabledOnly": "true"}, ["enabledOnly"]),
        ({"data": "{", "language": "id"}, ["JSON"]),
        ({"data": '{"annotation": [{"text": "\\ud800"}]}', "language": "id"}, ["JSON"]),
        ({"data": "[]", "language": "id"}, ["annotation"]),
        ({"data": '{"annotation": ["a"]}', "language": "id"}, ["annotation"]),
        ({"data": '{"annotation": [{"text": "a", "markup": "b"}]}', "language": "id"}, ["neither text nor markup"]),
        (
            {"data": '{"annotation": [{"markup": "a", "interpretAs": 1}]}', "language": "id"},
            ["neither text nor markup"],
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    client: FlaskClient, given: dict[str, str], words: list[str]
) -> None:
    refused(client.post(f"{V2}/check", data=given), HTTPStatus.BAD_REQUEST, *words)
