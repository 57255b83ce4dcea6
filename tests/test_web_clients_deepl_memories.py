"""DeepL's translation memories: the memory and its projects, listed, searched, taken out and in by deepl-python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import deepl
import pytest
import requests

from memory import edit
from memory.formats import Pair, read
from memory.recall import Memory
from memory.text import Language
from memory.units import Origin, Unit, unit_id
from tests.test_web_clients_deepl import client
from tests.web_served import Served, served
from tests.web_small import PAIRS
from web.clients.deepl.parts import Parts

NEW = (("Rapat ditunda.", "The meeting was adjourned."), ("Sidang ditutup.", "The session was closed."))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server."""
    with served(tmp_path_factory.mktemp("memories")) as found:
        yield found


@pytest.fixture
def editor(server: Served) -> Iterator[deepl.DeepLClient]:
    """The client of an editor."""
    with client(server) as found:
        yield found


def tmx(path: Path, *, source: str = "en") -> Path:
    """A TMX file of two units, and one that has no Indonesian."""

    def unit(*texts: tuple[str, str]) -> str:
        variants = "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in texts)
        return f"<tu>{variants}</tu>"

    units = [unit(("en-GB", en), ("id", id_)) for id_, en in NEW] + [unit(("en", "Untranslated."), ("de", "Nein."))]
    about = f'creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="{source}"'
    body = f'<header {about} datatype="plaintext"/><body>{"".join(units)}</body>'
    path.write_text(f'<?xml version="1.0"?><tmx version="1.4">{body}</tmx>', encoding="utf-8")
    return path


def whole(asked: deepl.DeepLClient, source: str) -> deepl.TranslationMemoryInfo:
    """The whole memory from a language."""
    return next(
        one for one in asked.list_translation_memories() if (one.name, one.source_language) == ("Padanan", source)
    )


def test_the_memory_is_listed_from_either_language(editor: deepl.DeepLClient) -> None:
    there, back = whole(editor, "id"), whole(editor, "en")

    assert (there.target_languages, back.target_languages) == (["en"], ["id"])
    assert there.segment_count >= 6
    assert str(editor.get_translation_memory(there)) == str(there)


def test_pages_of_segments_give_each_once(editor: deepl.DeepLClient) -> None:
    memory, found, cursor = whole(editor, "en"), [], None

    while page := editor.list_translation_memory_segments(memory, page_size=2, page_cursor=cursor):
        assert len(page) <= 2
        assert page.segment_count == memory.segment_count
        found += page.segments
        cursor = page.next_page_cursor
        if cursor is None:
            break

    assert {(one.targets[0].target_text, one.source_text) for one in found} >= set(PAIRS)
    assert len({one.source_segment_id for one in found}) == len(found) == memory.segment_count


@pytest.mark.parametrize(
    ("wanted", "case", "seen"),
    [
        ("PERJANJIAN ITU", None, 1),
        ("PERJANJIAN ITU", True, 0),
        ("the treaty", True, 1),
        ("<script>", None, 1),
        ("🕊 ", None, 1),
    ],
)
def test_a_filter_is_a_part_of_either_text(
    editor: deepl.DeepLClient, wanted: str, case: bool | None, seen: int
) -> None:
    found = editor.list_translation_memory_segments(whole(editor, "id"), filter_text=wanted, filter_case_sensitive=case)

    assert len(found) == seen
    assert found.segment_count >= 6  # of the memory, whatever the filter


def test_a_filter_of_one_character_is_refused(editor: deepl.DeepLClient) -> None:
    with pytest.raises(deepl.DeepLException, match="It has at least 2 characters"):
        editor.list_translation_memory_segments(whole(editor, "id"), filter_text="a")


def test_an_import_makes_a_memory_under_the_name_that_it_is_given(editor: deepl.DeepLClient, tmp_path: Path) -> None:
    job = editor.import_translation_memory_from_filepath(
        tmx(tmp_path / "rapat.tmx"), display_name="Rapat", timeout_s=60
    )

    assert (job.operation, job.status, job.result.skipped_segment_count) == ("import", "completed", 1)
    made = editor.get_translation_memory(job.result.translation_memory_id)
    assert (made.name, made.source_language, made.segment_count) == ("Rapat", "en", 2)
    found = editor.list_translation_memory_segments(made)
    assert sorted((one.targets[0].target_text, one.source_text) for one in found) == sorted(NEW)
    told = editor.translate_text(NEW[0][1], source_lang="EN", target_lang="ID", translation_memory=made)
    assert told.text == NEW[0][0]
    editor.delete_translation_memory(made)
    with pytest.raises(deepl.DeepLException, match="There is no translation memory"):
        editor.get_translation_memory(made)


def test_an_import_of_the_same_file_twice_adds_nothing(editor: deepl.DeepLClient, tmp_path: Path) -> None:
    path = tmx(tmp_path / "dua kali.tmx")

    ids = {
        editor.import_translation_memory_from_filepath(path, timeout_s=60).result.translation_memory_id
        for _ in range(2)
    }

    (id_,) = ids
    assert editor.get_translation_memory(id_).segment_count == 2
    assert editor.get_translation_memory(id_).name == "dua kali.tmx"
    editor.delete_translation_memory(id_)


def test_a_file_that_is_broken_fails_its_job_with_the_reason(editor: deepl.DeepLClient, tmp_path: Path) -> None:
    (tmp_path / "rusak.tmx").write_text("<tmx><body>", encoding="utf-8")

    with pytest.raises(deepl.DeepLException, match=r"while importing translation memory: rusak.tmx is not well-formed"):
        editor.import_translation_memory_from_filepath(tmp_path / "rusak.tmx", timeout_s=60)


def test_an_import_waits_for_a_file_of_the_size_that_was_announced(editor: deepl.DeepLClient, tmp_path: Path) -> None:
    data = tmx(tmp_path / "rapat.tmx").read_bytes()
    ordered = editor.create_translation_memory_import("rapat.tmx", len(data))

    with pytest.raises(deepl.DeepLException, match=r"HTTP status: 400.*were announced"):
        editor.upload_translation_memory_file(ordered, data[:-1])
    with pytest.raises(deepl.DeepLException, match=r"HTTP status: 400.*were announced"):
        editor.upload_translation_memory_file(ordered, data + data)

    assert editor.get_translation_memory_job(ordered.job_id).status == "awaiting_input"
    editor.upload_translation_memory_file(ordered, data)
    done = editor.get_translation_memory_job(ordered.job_id)
    assert done.status == "completed"
    with pytest.raises(deepl.DeepLException, match=r"404.*has expired"):
        editor.upload_translation_memory_file(ordered, data)  # an address is good for one file
    editor.delete_translation_memory(done.result.translation_memory_id)


def test_an_export_is_a_tmx_of_the_memory(editor: deepl.DeepLClient, tmp_path: Path) -> None:
    job = editor.export_translation_memory_to_filepath(whole(editor, "en"), tmp_path / "keluar.tmx", timeout_s=60)

    pairs = [one for one in read(tmp_path / "keluar.tmx") if isinstance(one, Pair)]
    assert job.status == "completed"
    assert {(one.texts["id"], one.texts["en"]) for one in pairs} >= set(PAIRS)


def test_the_addresses_of_files_need_no_token_and_cannot_be_guessed(server: Served, editor: deepl.DeepLClient) -> None:
    job = editor.get_translation_memory_job(editor.create_translation_memory_export(whole(editor, "id")).job_id)
    address = str(job.result.download_url)

    assert requests.get(address, timeout=60).status_code == 200
    assert requests.get(address[:-1], timeout=60).status_code == 404
    assert requests.put(address.replace("downloads", "uploads"), b"x", timeout=60).status_code == 404


@pytest.mark.parametrize(("name", "size"), [("rapat.docx", 10), ("rapat.tmx", 2**40), ("", 10)])
def test_an_import_that_cannot_be_is_refused_when_it_is_ordered(server: Served, name: str, size: int) -> None:
    told = requests.post(
        f"{server.address}/deepl/v3/translation_memories/import",
        json={"source_file": {"file_name": name, "content_length": size}},
        headers={"Authorization": f"DeepL-Auth-Key {server.secrets['editor']}"},
        timeout=60,
    )

    assert told.status_code == 400
    assert set(told.json()) == {"message"}


def test_parts_follow_the_memory(memory: Memory) -> None:
    def made(n: int, project: str) -> Unit:
        texts: dict[Language, str] = {"id": f"Kalimat {n}.", "en": f"Sentence {n}."}
        return Unit(unit_id(texts, project), texts, (Origin("a", "a", n),), project=project)

    def seen(parts: Parts) -> dict[tuple[str | None, str], list[str]]:
        return {(one.project, one.source): [known.id for known in parts.units(one)] for one in parts.all()}

    following = Parts(memory)
    units = [made(n, project) for n, project in enumerate(["", "satu", "satu", "dua"])]
    steps = [
        lambda: memory.remember(units),
        lambda: memory.remember([made(9, "tiga")]),
        lambda: edit.revise(units[1].id, {"project": "dua"}, memory, by="ana"),
        lambda: edit.revise(units[2].id, {"status": "reviewed"}, memory, by="ana"),
        lambda: memory.forget([units[2].id, units[0].id]),
    ]

    for step in steps:
        step()
        assert seen(following) == seen(Parts(memory))
    assert {project for project, _ in seen(following)} == {None, "dua", "tiga"}


def test_the_whole_memory_cannot_be_deleted(server: Served, editor: deepl.DeepLClient) -> None:
    with pytest.raises(deepl.DeepLException, match="The whole memory cannot be deleted here"):
        editor.delete_translation_memory(whole(editor, "id"))
    with client(server, "translator") as asked, pytest.raises(deepl.AuthorizationException, match="role editor"):
        asked.delete_translation_memory(whole(asked, "id"))
