"""`padanan import` and `padanan export`: every kind of file in and out, and what is told of what was skipped."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from glossary.lookup import Glossary
from glossary.terms import Concept
from memory.stores import open_store
from tests.web_cli import Run, contents, padanan
from tests.web_small import CEASEFIRE, PAIRS, small

TERMS = "key,id,en,en_admitted,note\nperjanjian,perjanjian,treaty,agreement,\n,tanpa kunci,without a key,,\n"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small store, to read."""
    return small(tmp_path_factory.mktemp("files") / "data")


@pytest.fixture
def data(kept: Path, tmp_path: Path) -> Path:
    """The small store, to write."""
    return Path(shutil.copytree(kept, tmp_path / "data"))


def concept(data: Path, id_: str) -> Concept:
    """A concept of a store."""
    with open_store(data, writable=False) as store:
        return Glossary(store).get(id_)


def known(data: Path) -> dict[str, tuple[str, ...]]:
    """The approved concepts: their Indonesian, and their English in order."""
    with open_store(data, writable=False) as store:
        found = Glossary(store).concepts("approved")
    return {here.in_language("id")[0].text: tuple(t.text for t in here.in_language("en")) for here in found}


# terms


@pytest.mark.parametrize("name", ["terms.tbx", "terms.csv", "terms.tsv", "terms.xlsx"])
def test_terms_that_were_exported_are_imported_elsewhere_and_known_again(
    inside: Run, kept: Path, tmp_path: Path, name: str
) -> None:
    inside("export", "terms", "-o", name, "--data", kept)

    first = inside("import", "--terms", name, "--json", "--data", "new")
    second = inside("import", "--terms", name, "--json", "--data", "new")

    assert json.loads(first.stdout)[name] == {"new": 4, "changed": 0, "unchanged": 0, "skipped": []}
    assert json.loads(second.stdout)[name] == {"new": 0, "changed": 0, "unchanged": 4, "skipped": []}
    assert known(tmp_path / "new") == known(kept)


def test_older_programs_get_the_older_tbx_without_wrong_terms(inside: Run, kept: Path, tmp_path: Path) -> None:
    inside("export", "terms", "-o", "old.tbx", "--tbx", "v2", "--data", kept)
    inside("export", "terms", "-o", "new.tbx", "--data", kept)

    old, new = ((tmp_path / name).read_text("utf-8") for name in ("old.tbx", "new.tbx"))
    assert ("<martif" in old, "weapon stop" in old) == (True, False)
    assert ("<martif" in new, "weapon stop" in new) == (False, True)


def test_a_style_for_vale_is_a_zip_of_rules(inside: Run, kept: Path, tmp_path: Path) -> None:
    ended = inside("export", "terms", "-o", "padanan.vale.zip", "--data", kept)

    assert ended.returncode == 0
    with zipfile.ZipFile(tmp_path / "padanan.vale.zip") as archive:
        assert any("weapon" in archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "terms.csv", "--tbx", "v2"), "--tbx is for files that end in .tbx."),
        (("-o", "terms.zip"), "Terms cannot be written as “.zip”."),
        (("-o", "terms"), "Terms cannot be written as “terms”."),
    ],
)
def test_an_export_that_makes_no_sense_writes_nothing(
    inside: Run, kept: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    ended = inside("export", "terms", *words, "--data", kept)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_a_term_list_did_and_what_was_skipped_is_told(inside: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text(TERMS, encoding="utf-8")

    ended = inside("import", "--terms", "terms.csv", "--data", data)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "terms.csv: 1 new, 0 changed, 0 unchanged, 1 skipped",
        "  line 3: it has no key",
    ]
    assert known(data)["perjanjian"] == ("treaty", "agreement")


@pytest.mark.parametrize(
    ("how", "outcome", "english"),
    [
        ("keep", "unchanged", [("ceasefire", "preferred"), ("truce", "admitted"), ("weapon stop", "forbidden")]),
        ("add", "changed", [("ceasefire", "preferred"), ("truce", "admitted"), ("armistice", "admitted"), ("weapon stop", "forbidden")]),
        ("overwrite", "changed", [("armistice", "preferred"), ("truce", "admitted"), ("weapon stop", "forbidden")]),
    ],
)  # fmt: skip
def test_three_ways_with_a_concept_that_is_known(
    inside: Run, data: Path, tmp_path: Path, how: str, outcome: str, english: list[tuple[str, str]]
) -> None:
    (tmp_path / "terms.csv").write_text(f"key,id,en\n{CEASEFIRE},gencatan senjata,armistice\n", encoding="utf-8")

    ended = inside("import", "--terms", "--how", how, "terms.csv", "--json", "--data", data)

    assert json.loads(ended.stdout)["terms.csv"][outcome] == 1
    here = concept(data, CEASEFIRE)
    assert [(t.text, t.status) for t in here.in_language("en")] == english
    assert here.lifecycle == "approved"


def test_tbx_is_a_list_of_terms_unasked(inside: Run, kept: Path) -> None:
    inside("export", "terms", "-o", "terms.tbx", "--data", kept)

    assert inside("import", "terms.tbx", "--data", "new").stdout == "terms.tbx: 4 new, 0 changed, 0 unchanged\n"


# dictionaries


def dictionary(directory: Path, *entries: str, name: str = "freedict-ind-eng") -> Path:
    """A dictionary in dictd's format."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    def number(value: int) -> str:
        return (number(value // 64) if value >= 64 else "") + digits[value % 64]

    at, lines, text = 0, [], b""
    for entry in entries:
        raw = entry.encode() + b"\n"
        lines.append(f"{entry.split(' <')[0]}\t{number(at)}\t{number(len(raw))}\n")
        at, text = at + len(raw), text + raw
    (directory / f"{name}.dict").write_bytes(text)
    index = directory / f"{name}.index"
    index.write_text("".join(lines), encoding="utf-8")
    return index


def test_a_dictionary_is_looked_up_from_then_on(inside: Run, data: Path, tmp_path: Path) -> None:
    index = dictionary(tmp_path, "kelindan <n>\nthread, strand", "rusak <suffix>\nbroken")
    before = json.loads(inside("lookup", "kelindan", "--json", "--data", data).stdout)["dictionary"]

    ended = inside("import", "--dictionary", index.name, "--data", data)
    again = inside("import", "--dictionary", index.name, "--json", "--data", data)

    after = json.loads(inside("lookup", "kelindan", "--json", "--data", data).stdout)["dictionary"]
    assert (before, [entry["en"] for entry in after]) == ([], [["thread", "strand"]])
    assert ended.stdout.splitlines()[0] == f"{index.name}: 1 new, 0 changed, 0 unchanged, 1 skipped"
    assert json.loads(again.stdout)[index.name]["unchanged"] == 1


def test_mining_knows_an_imported_dictionary(inside: Run, data: Path, tmp_path: Path) -> None:
    index = dictionary(tmp_path, "kelindan <n>\nskein")
    (tmp_path / "berita.txt").write_text("Pemerintah membahas kerja sama kelindan.\n", encoding="utf-8")
    inside("import", "--dictionary", index.name, "--data", data)

    ended = inside("mine", "berita.txt", "--data", data)

    assert "kerja sama kelindan → skein cooperation" in ended.stdout


def test_a_dictionary_may_have_to_be_told_its_language(inside: Run, data: Path, tmp_path: Path) -> None:
    dictionary(tmp_path, "kelindan <n>\nskein", name="kamus")

    untold = inside("import", "--dictionary", "kamus.index", "--data", data)
    told = inside("import", "--dictionary", "kamus.index", "--from", "id", "--data", data)

    assert (untold.returncode, told.returncode) == (2, 0)
    assert "does not say from which language to which it is" in untold.stderr


# units


def test_units_are_imported_once_listed_and_taken_back(inside: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "u.tsv").write_text("source\ttarget\nThe ship sails.\tKapal itu berlayar.\nOnly.\t\n", encoding="utf-8")

    untold = inside("import", "u.tsv", "--data", data)
    did = json.loads(inside("import", "u.tsv", "--from", "en", "--json", "--data", data).stdout)[0]
    listed = inside("import", "--list", "--data", data)
    undone = inside("import", "--undo", did["id"], "--json", "--data", data)
    twice = inside("import", "--undo", did["id"], "--data", data)

    assert "Say with --from what language source is in." in untold.stderr
    assert (did["created"], [one["line"] for one in did["skipped"]]) == (1, [3])
    assert f"{did['id']}  u.tsv: 1 created, 0 updated, 0 unchanged, 1 skipped" in listed.stdout
    assert (json.loads(undone.stdout)["units"], twice.returncode) == (1, 2)


@pytest.mark.parametrize("name", ["u.tmx", "u.xlf", "u.xliff", "u.po", "u.csv", "u.tsv", "u.xlsx"])
def test_units_that_were_exported_are_imported_elsewhere(inside: Run, kept: Path, name: str) -> None:
    out = inside("export", "memory", "-o", name, "--data", kept)

    did = json.loads(inside("import", name, "--json", "--data", "new").stdout)[0]

    assert (out.returncode, out.stderr) == (0, f"6 units written to {name}.\n")
    assert (did["created"], did["skipped"]) == (len(PAIRS), [])


def test_before_any_import_the_list_says_so(inside: Run, kept: Path) -> None:
    assert inside("import", "--list", "--data", kept).stdout == "Nothing was imported yet.\n"


# what cannot be done


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Error: Give files, or --list, or --undo ID."),
        (("good.csv", "--how", "add"), "Error: --how is for term lists (--terms)."),
        (("--terms", "good.csv", "--project", "p"), "Error: --project is for units (--memory)."),
        (("--terms", "good.csv", "--from", "id"), "Error: --from is for units and dictionaries."),
        (("good.csv", "x.tbx"), "padanan: Some of the files hold terms, others units."),
        (("--terms", "good.csv", "none.csv"), "padanan: There is no file none.csv."),
        (("--terms", "good.csv", "head.csv"), "padanan: head.csv gives nothing: it holds no entries."),
        (("--terms", "good.csv", "half.csv"), "the first, in line 2: it has no key"),
        (("--terms", "good.csv", "list.docx"), "padanan: list.docx: terms cannot be read as “.docx”."),
        (("--dictionary", "good.csv"), "padanan: good.csv does not say from which language to which it is."),
        (("--undo", "i_none"), "padanan: There is no import i_none."),
    ],
)  # fmt: skip
def test_an_import_that_cannot_be_done_whole_is_not_done(
    inside: Run, data: Path, kept: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "good.csv").write_text("key,id,en\nkapal,kapal,ship\n", encoding="utf-8")
    (tmp_path / "head.csv").write_text("key,id,en\n", encoding="utf-8")
    (tmp_path / "half.csv").write_text("key,id,en\n,kapal,ship\n", encoding="utf-8")

    ended = inside("import", *words, "--data", data)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert contents(data) == contents(kept)


def test_an_import_needs_the_store_for_itself(data: Path, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("key,id,en\nkapal,kapal,ship\n", encoding="utf-8")

    with open_store(data):
        ended = padanan("import", "--terms", "good.csv", "--data", data, cwd=tmp_path)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert "is being written by another process" in ended.stderr
    assert ended.stderr.splitlines()[1] == (
        "  If it is a server, use POST /api/v1/jobs (kind=import); or stop it first."
    )
