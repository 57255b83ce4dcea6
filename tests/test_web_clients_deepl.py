"""deepl-python, DeepL's own client, its command line too: glossaries, translate, errors."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import deepl
import pytest
from deepl.api_data import MultilingualGlossaryDictionaryEntries as Dictionary

from tests.web_served import Served, served
from tests.web_small import FORMULA, IMAGE, PAIRS

APPROVED = {
    "ceasefire": "gencatan senjata",
    "truce": "gencatan senjata",
    "trade attaché": "atase perdagangan",
    "Constitutional Court": "Mahkamah Konstitusi",
    IMAGE: FORMULA,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server."""
    with served(tmp_path_factory.mktemp("deepl")) as found:
        yield found


@contextmanager
def client(server: Served, role: str = "editor") -> Iterator[deepl.DeepLClient]:
    """The client with a token of this role, or with this token; it asks once."""
    before, deepl.http_client.max_network_retries = deepl.http_client.max_network_retries, 0
    found = deepl.DeepLClient(server.secrets.get(role, role), server_url=f"{server.address}/deepl/")
    try:
        yield found
    finally:
        found.close()
        deepl.http_client.max_network_retries = before


@pytest.fixture
def editor(server: Served) -> Iterator[deepl.DeepLClient]:
    """The client of an editor."""
    with client(server) as found:
        yield found


def view(asked: deepl.DeepLClient, name: str) -> deepl.GlossaryInfo:
    """The glossary of one direction with this name."""
    return next(one for one in asked.list_glossaries() if one.name == name)


def test_languages_pairs_and_usage(editor: deepl.DeepLClient) -> None:
    targets = editor.get_target_languages()

    assert [one.code for one in editor.get_source_languages()] == ["EN", "ID"]
    assert [(one.code, one.supports_formality) for one in targets] == [
        ("EN-GB", False),
        ("EN-US", False),
        ("ID", False),
    ]
    assert {(one.source_lang, one.target_lang) for one in editor.get_glossary_languages()} == {
        ("en", "id"),
        ("id", "en"),
    }
    assert not editor.get_usage().any_limit_reached


def test_the_approved_terms_are_a_glossary_in_each_direction(editor: deepl.DeepLClient) -> None:
    there, back = view(editor, "Padanan (en → id)"), view(editor, "Padanan (id → en)")

    assert editor.get_glossary_entries(there) == APPROVED
    assert (there.entry_count, there.source_lang, there.target_lang, there.ready) == (5, "EN", "ID", True)
    assert editor.get_glossary_entries(back)["gencatan senjata"] == "ceasefire"
    # The small store is made once in a run; a wrong zone is wrong by an hour or more.
    assert abs(datetime.now(UTC) - there.creation_time) < timedelta(minutes=50)


def test_what_is_not_approved_and_what_is_forbidden_is_in_no_glossary(editor: deepl.DeepLClient) -> None:
    said = {
        term for one in editor.list_glossaries() for pair in editor.get_glossary_entries(one).items() for term in pair
    }

    assert not said & {"landslide", "tanah longsor", "meja hijau", "kabut asap", "weapon stop", "cease-fire"}


def test_each_subject_is_a_glossary_of_its_own(editor: deepl.DeepLClient) -> None:
    names = {one.name: one for one in editor.list_multilingual_glossaries()}

    assert {"Padanan", "Padanan: economy", "Padanan: law", "Padanan: security"} <= set(names)
    law = editor.get_multilingual_glossary_entries(names["Padanan: law"].glossary_id, "id", "en")
    assert law.dictionaries[0].entries == "Mahkamah Konstitusi\tConstitutional Court"


def test_nobody_changes_the_approved_terms_here(editor: deepl.DeepLClient) -> None:
    whole = editor.list_multilingual_glossaries()[0]
    change = Dictionary("en", "id", {"a": "b"})

    for call in (
        lambda: editor.delete_glossary(view(editor, "Padanan (en → id)")),
        lambda: editor.delete_multilingual_glossary(whole),
        lambda: editor.update_multilingual_glossary_name(whole, "milikku"),
        lambda: editor.update_multilingual_glossary_dictionary(whole, change),
        lambda: editor.replace_multilingual_glossary_dictionary(whole, change),
        lambda: editor.delete_multilingual_glossary_dictionary(whole, source_lang="en", target_lang="id"),
    ):
        with pytest.raises(deepl.DeepLException, match="is the approved terms, which nobody can change here"):
            call()
    assert editor.get_glossary_entries(view(editor, "Padanan (en → id)")) == APPROVED


def test_a_glossary_goes_in_and_comes_out_as_it_was(editor: deepl.DeepLClient) -> None:
    entries = {"treaty": "perjanjian", "50% & more; +1": "50% & lebih; +1", "🕊 “peace”": "damai, abadi"}

    made = editor.create_glossary("perjanjian", "EN", "ID", entries)

    assert editor.get_glossary_entries(made) == entries
    assert (made.entry_count, made.source_lang, made.ready) == (3, "EN", True)
    assert editor.get_glossary(made.glossary_id).creation_time == made.creation_time
    assert made.glossary_id in [one.glossary_id for one in editor.list_multilingual_glossaries()]
    editor.delete_glossary(made)
    with pytest.raises(deepl.GlossaryNotFoundException, match="There is no glossary"):
        editor.get_glossary_entries(made)


def test_a_multilingual_glossary_is_merged_replaced_renamed_and_taken_apart(editor: deepl.DeepLClient) -> None:
    both = [Dictionary("en", "id", {"a": "b", "c": "d"}), Dictionary("id", "en", {"e": "f"})]
    made = editor.create_multilingual_glossary("dua arah", both)

    merged = editor.update_multilingual_glossary_dictionary(made, Dictionary("EN-GB", "id", {"a": "B", "g": "h"}))
    there = editor.get_multilingual_glossary_entries(made, "en", "id").dictionaries[0].entries
    replaced = editor.replace_multilingual_glossary_dictionary(made, Dictionary("en", "id", {"z": "y"}))
    editor.update_multilingual_glossary_name(made, "satu arah")
    editor.delete_multilingual_glossary_dictionary(made, source_lang="EN", target_lang="ID")
    left = editor.get_multilingual_glossary(made.glossary_id)

    assert [one.entry_count for one in merged.dictionaries] == [3, 1]
    assert there.splitlines() == ["a\tB", "c\td", "g\th"]
    assert replaced.entry_count == 1
    assert (left.name, [(one.source_lang, one.target_lang) for one in left.dictionaries]) == (
        "satu arah",
        [("ID", "EN")],
    )
    editor.delete_multilingual_glossary(made)


def test_version_2_does_not_show_a_glossary_of_two_directions(editor: deepl.DeepLClient) -> None:
    both = [Dictionary("en", "id", {"a": "b"}), Dictionary("id", "en", {"e": "f"})]
    made = editor.create_multilingual_glossary("dua arah", both)

    assert made.glossary_id not in [one.glossary_id for one in editor.list_glossaries()]
    with pytest.raises(deepl.DeepLException, match="has 2 dictionaries; glossaries of version 2 have one"):
        editor.get_glossary(made.glossary_id)
    editor.delete_multilingual_glossary(made)


def test_what_the_memory_holds_word_for_word_is_answered(editor: deepl.DeepLClient) -> None:
    there = editor.translate_text([PAIRS[0][0], PAIRS[2][0]], source_lang="ID", target_lang="EN-US")
    back = editor.translate_text(f"  {PAIRS[5][1]}\n", target_lang="ID")

    assert [one.text for one in there] == [PAIRS[0][1], PAIRS[2][1]]
    assert (there[0].detected_source_lang, there[0].billed_characters) == ("ID", 0)
    assert (back.text, back.detected_source_lang) == (PAIRS[5][0], "EN")


def test_nothing_is_invented(editor: deepl.DeepLClient) -> None:
    almost = PAIRS[0][0].replace("Minggu", "Senin")

    with pytest.raises(deepl.DeepLException, match=r"Text 2 of 2, “.*Senin.”, is not in the memory from ID to EN"):
        editor.translate_text([PAIRS[0][0], almost], source_lang="ID", target_lang="EN-GB")


def test_a_glossary_that_is_named_answers_its_entries(editor: deepl.DeepLClient) -> None:
    named = view(editor, "Padanan (en → id)")

    assert editor.translate_text("truce", source_lang="EN", target_lang="ID", glossary=named).text == "gencatan senjata"
    with pytest.raises(deepl.DeepLException, match="is not in the memory"):
        editor.translate_text("truce", source_lang="EN", target_lang="ID")


def test_with_markup_signs_in_a_text_are_spelt_as_markup(editor: deepl.DeepLClient) -> None:
    made = editor.create_glossary("markah", "EN", "ID", {"R&D": "litbang & pengembangan"})

    told = editor.translate_text("R&amp;D", source_lang="EN", target_lang="ID", glossary=made, tag_handling="xml")

    assert told.text == "litbang &amp; pengembangan"
    editor.delete_glossary(made)


def test_a_wrong_key_is_a_wrong_key(server: Served) -> None:
    with client(server, "pdn_salah") as asked, pytest.raises(deepl.AuthorizationException, match="unknown, revoked"):
        asked.get_usage()


def test_a_reader_reads_and_does_not_write(server: Served) -> None:
    with client(server, "reader") as asked:
        assert asked.get_glossary_entries(view(asked, "Padanan (en → id)")) == APPROVED
        with pytest.raises(deepl.AuthorizationException, match="needs the role translator"):
            asked.create_glossary("milikku", "EN", "ID", {"a": "b"})


@pytest.mark.parametrize(("source", "target"), [("EN", "DE"), ("DE", "ID"), ("ID", "ID")])
def test_other_languages_are_refused(editor: deepl.DeepLClient, source: str, target: str) -> None:
    with pytest.raises(
        deepl.DeepLException, match=r"Bad request, message: (Value for '(sour|targ)|Unsupported glossary)"
    ):
        editor.create_glossary("bahasa lain", source, target, {"a": "b"})


@pytest.mark.parametrize("call", ["get_all_style_rules", "rephrase_text"])
def test_what_is_no_matter_of_ours_is_said_to_be_none(editor: deepl.DeepLClient, call: str) -> None:
    words = ("teks",) if call == "rephrase_text" else ()

    with pytest.raises(
        deepl.DeepLException, match=r"is not served here. Glossaries, translation memories and translate are"
    ):
        getattr(editor, call)(*words)


def command(server: Served, *words: str) -> str:
    """What the client's command line prints."""
    told = [sys.executable, "-m", "deepl", "--server-url", f"{server.address}/deepl/", "--auth-key"]
    done = subprocess.run(
        [*told, server.secrets["translator"], *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_makes_lists_and_translates(server: Served, tmp_path: Path) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([["summit, the", "konferensi tingkat tinggi"], ["envoy", "utusan"]])
    (tmp_path / "istilah.csv").write_text(table.getvalue(), encoding="utf-8")
    told = ["--name", "istilah", "--from", "EN", "--to", "ID", "--csv", "--file", str(tmp_path / "istilah.csv")]

    made = command(server, "glossary", "create", *told)
    listed = command(server, "glossary", "list")
    translated = command(server, "text", "--from", "ID", "--to", "EN-US", PAIRS[0][0])

    assert "istilah" in made
    assert "Padanan" in listed
    assert translated.strip() == PAIRS[0][1]
