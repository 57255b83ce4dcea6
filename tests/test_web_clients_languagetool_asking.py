"""LanguageTool's protocol: translations, languages, rules, as the client asks."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.web_terms import (
    CEASEFIRE,
    COOPERATION,
    DOWNLOAD,
    V2,
    cut,
    matches,
    rules,
    termbase,
)
from web import create_app, opened, settings
from web.context import Context


@pytest.fixture(scope="module")
def padanan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    data = termbase(tmp_path_factory.mktemp("languagetool") / "data")
    with opened(settings({}, data=data), writable=True) as found:
        yield found


@pytest.fixture(scope="module")
def client(padanan: Context) -> FlaskClient:
    return create_app(padanan).test_client()


# translations


@pytest.mark.parametrize(
    "source",
    [
        {"sourceText": "Gencatan senjata itu rapuh.", "sourceLanguage": "id-ID"},
        {"sourceText": "Gencatan senjata itu rapuh.", "motherTongue": "id"},
        {"srctext": "Gencatan senjata itu rapuh.", "motherTongue": "id-ID"},
    ],
)
def test_a_translation_without_a_term_is_underlined_whole(client: FlaskClient, source: dict[str, str]) -> None:
    text = "😀 The halt is fragile.\n\nIt may fail."

    (match,) = matches(client, text, "en-US", **source)

    assert match["rule"]["id"] == f"TERM_MISSING_{CEASEFIRE.id}"
    assert match["message"].startswith("“gencatan senjata” is to be rendered “ceasefire”")
    assert (cut(text, match), match["replacements"]) == (text, [])
    assert match["context"]["text"] == text.replace("\n", " ")
    assert match["sentence"] == text


@pytest.mark.parametrize("text", ["The ceasefire is fragile.", "The truce is fragile."])
def test_a_translation_with_its_terms_is_clean(client: FlaskClient, text: str) -> None:
    source = {"sourceText": "Gencatan senjata itu rapuh.", "sourceLanguage": "id"}

    assert matches(client, text, "en-US", **source) == []


def test_a_term_left_as_it_was_has_its_place_and_its_rendering(client: FlaskClient) -> None:
    source = {"srctext": "The ceasefire holds.", "motherTongue": "en-US"}
    text = "🕊 Ceasefire itu bertahan."

    (match,) = matches(client, text, "id", **source)

    assert match["rule"]["id"] == f"TERM_UNTRANSLATED_{CEASEFIRE.id}"
    assert (cut(text, match), match["replacements"]) == ("Ceasefire", [{"value": "Gencatan senjata"}])


def test_a_source_tells_the_language_of_a_translation(client: FlaskClient) -> None:
    given = {"text": "Ya.", "language": "auto", "sourceText": "The ceasefire.", "sourceLanguage": "en-GB"}

    answer = client.post(f"{V2}/check", data=given).json

    assert answer["language"]["code"] == "id-ID"
    assert rules(answer["matches"]) == [f"TERM_MISSING_{CEASEFIRE.id}"]


@pytest.mark.parametrize("tongue", ["de-DE", "en-US", "", "tlh"])
def test_a_source_in_another_language_is_not_compared(client: FlaskClient, tongue: str) -> None:
    given = {"srctext": "Der Waffenstillstand hält.", "motherTongue": tongue}

    found = matches(client, "The weapon stop holds.", "en-US", **given)

    assert rules(found) == [f"TERM_FORBIDDEN_{CEASEFIRE.id}"]


# languages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kedua negara itu menandatangani perjanjian yang baru.", "id-ID"),
        ("The two countries have signed a new treaty.", "en-US"),
        ("kerjasama", "id-ID"),
        ("weapon stop", "en-US"),
    ],
)
def test_a_language_can_be_guessed(client: FlaskClient, text: str, code: str) -> None:
    answer = client.post(f"{V2}/check", data={"text": text, "language": "auto"}).json

    assert answer["language"]["code"] == code
    assert 0 <= answer["language"]["detectedLanguage"]["confidence"] <= 1


def test_a_guess_keeps_to_the_variant_that_the_client_prefers(client: FlaskClient) -> None:
    given = {"text": "The two countries have signed.", "language": "auto", "preferredVariants": "de-AT,en-GB"}

    answer = client.post(f"{V2}/check", data=given).json

    assert answer["language"]["name"] == "English (GB)"


@pytest.mark.parametrize(("code", "answered"), [("id", "id-ID"), ("ID_id", "id-ID"), ("en", "en"), ("en_us", "en-US")])
def test_codes_are_read_as_clients_write_them(client: FlaskClient, code: str, answered: str) -> None:
    answer = client.post(f"{V2}/check", data={"text": "a", "language": code}).json

    assert answer["language"]["code"] == answered


@pytest.mark.parametrize(
    ("asked", "language", "message"),
    [
        ({}, "id", "“kerjasama” ditulis “kerja sama”."),
        ({"Accept-Language": "*"}, "id", "“kerjasama” ditulis “kerja sama”."),
        ({"Accept-Language": "en-US,*"}, "id", "“kerjasama” is spelt “kerja sama”."),
        ({"Accept-Language": "de, id-ID;q=0.9, en;q=0.5"}, "id", "“kerjasama” ditulis “kerja sama”."),
        ({"Accept-Language": "de"}, "id", "“kerjasama” ditulis “kerja sama”."),
    ],
)
def test_messages_are_in_the_language_that_is_asked_for_else_in_the_texts(
    client: FlaskClient, asked: dict[str, str], language: str, message: str
) -> None:
    answer = client.post(f"{V2}/check", data={"text": "kerjasama", "language": language}, headers=asked).json

    assert answer["matches"][0]["message"] == message


# rules


BOTH = "Kami donlot naskah kerjasama."
DONLOT, SPELT = f"TERM_FORBIDDEN_{DOWNLOAD.id}", f"TERM_VARIANT_{COOPERATION.id}"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, [DONLOT, SPELT]),
        ({"disabledRules": ""}, [DONLOT, SPELT]),
        ({"disabledRules": f"OTHER, {DONLOT}"}, [SPELT]),
        ({"disabledRules": "TERM_VARIANT"}, [DONLOT]),
        ({"disabledCategories": "TERMINOLOGY"}, []),
        ({"disabledCategories": "TERMINOLOGY", "enabledRules": SPELT}, [SPELT]),
        ({"disabledCategories": "TYPOS"}, [DONLOT, SPELT]),
        ({"enabledOnly": "true", "enabledRules": "TERM_VARIANT"}, [SPELT]),
        ({"enabledOnly": "yes", "enabledCategories": "TERMINOLOGY"}, [DONLOT, SPELT]),
        ({"enabledOnly": "true", "enabledCategories": "TYPOS"}, []),
        ({"enabledOnly": "true", "enabledRules": f"{DONLOT},{SPELT}", "disabledRules": SPELT}, [DONLOT]),
        ({"enabledOnly": "false", "enabledRules": "X"}, [DONLOT, SPELT]),
    ],
)
def test_rules_are_shown_as_the_client_wants(client: FlaskClient, asked: dict[str, str], shown: list[str]) -> None:
    assert rules(matches(client, BOTH, **asked)) == shown


@pytest.mark.parametrize(
    ("asked", "shown"),
    [({}, 0), ({"level": "default"}, 0), ({"level": "picky"}, 1), ({"enabledRules": "TERM_INCONSISTENT"}, 1)],
)
def test_information_is_for_the_picky(client: FlaskClient, asked: dict[str, str], shown: int) -> None:
    assert len(matches(client, "The ceasefire holds. The truce is new.", "en", **asked)) == shown


def test_what_somebody_let_pass_is_not_shown(client: FlaskClient, padanan: Context) -> None:
    asked = {"segments": [{"target": "Kami donlot peta."}], "from": "en", "to": "id"}
    key = client.post("/api/v1/check", json=asked).json["findings"][0]["key"]
    waiver = padanan.glossary.waivers.add(key, reason="A quotation.", by="Rini")

    silent = matches(client, "Lalu donlot.\n\nKami donlot peta.")

    assert [match["offset"] for match in silent] == [5]
    padanan.glossary.waivers.remove(waiver.id, by="Rini")
