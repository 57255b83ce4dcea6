"""Files out: what is in them, what they are called, and that nothing of them is left on a disk."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from glossary import formats as terms
from memory import formats as segments
from memory.formats import Pair
from tests.web_asking import API, Callers, callers, refused, told
from tests.web_small import ATTACHE, CEASEFIRE, COURT, FORMULA, HOSTILE, LANDSLIDE, PAIRS
from web.api.exports import MEMORY, TERMS


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    """Callers of the small app; these calls only read."""
    with callers(tmp_path_factory.mktemp("exports")) as found:
        yield found


def test_terms_are_exported_as_a_table_of_the_approved_ones(known: Callers) -> None:
    answer = known.nobody.get(f"{API}/export/terms.csv")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(answer.text))}

    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("text/csv", 'attachment; filename="terms.csv"')
    assert set(rows) == {CEASEFIRE, HOSTILE, ATTACHE, COURT}
    assert {k: rows[CEASEFIRE][k] for k in ("id", "en", "en_admitted", "en_forbidden", "en_lookup")} == {
        "id": "gencatan senjata",
        "en": "ceasefire",
        "en_admitted": "truce",
        "en_forbidden": "weapon stop",
        "en_lookup": "cease-fire",
    }


@pytest.mark.parametrize(("suffix", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_no_cell_of_an_export_is_a_formula(known: Callers, suffix: str, delimiter: str) -> None:
    answer = known.nobody.get(f"{API}/export/terms.{suffix}?lifecycle=all")
    cells = [cell for row in csv.reader(io.StringIO(answer.text), delimiter=delimiter) for cell in row]

    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []
    assert f"'{FORMULA}" in cells


def test_an_export_as_json_is_the_concepts_of_the_api(known: Callers) -> None:
    exported = known.nobody.get(f"{API}/export/terms.json?lifecycle=all")

    assert exported.mimetype == "application/json"
    assert exported.json == told(known.nobody.get(f"{API}/concepts"))["items"]


def test_an_export_of_nothing_is_well_formed(known: Callers) -> None:
    assert known.nobody.get(f"{API}/export/terms.json?lifecycle=retired").json == []
    assert len(known.nobody.get(f"{API}/export/terms.csv?lifecycle=retired").text.splitlines()) == 1


@pytest.mark.parametrize("suffix", ["tbx", "csv", "tsv", "xlsx"])
def test_terms_that_went_out_come_in_again(known: Callers, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"terms.{suffix}"
    path.write_bytes(known.nobody.get(f"{API}/export/terms.{suffix}?lifecycle=proposed").data)

    assert LANDSLIDE in [one.id for one in terms.read(path) if not isinstance(one, terms.Skipped)]


def test_martif_is_tbx_version_2_without_what_nobody_is_to_write(known: Callers) -> None:
    answer = known.nobody.get(f"{API}/export/terms.martif")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="terms-v2.tbx"'
    assert etree.fromstring(answer.data).tag == "martif"
    assert "ceasefire" in answer.text
    assert "weapon stop" not in answer.text


def test_a_style_for_vale_is_an_archive(known: Callers) -> None:
    with zipfile.ZipFile(io.BytesIO(known.nobody.get(f"{API}/export/terms.vale.zip").data)) as archive:
        names = archive.namelist()
        styles = b"".join(archive.read(name) for name in names)

    assert ".vale.ini" in names
    assert b"weapon" in styles


@pytest.mark.parametrize("suffix", MEMORY)
def test_units_that_went_out_come_in_again(known: Callers, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"memory.{suffix}"
    answer = known.nobody.get(f"{API}/export/memory.{suffix}")
    path.write_bytes(answer.data)

    read = {(p.texts["id"], p.texts["en"]) for p in segments.read(path) if isinstance(p, Pair)}

    assert read == set(PAIRS)
    assert answer.content_length == len(answer.data)
    assert answer.mimetype == MEMORY[suffix]


def test_an_export_may_be_of_one_project_and_from_either_language(tmp_path: Path) -> None:
    with callers(tmp_path) as known:
        unit = {"texts": {"id": "Air pasang.", "en": "High tide."}, "project": "pesisir"}
        known.translator.post(f"{API}/units", json={"units": [unit]})

        answer = known.nobody.get(f"{API}/export/memory.tmx?project=pesisir&from=en")

    assert answer.text.count("<tu ") == 1
    assert 'srclang="en"' in answer.text


def test_an_omegat_project_finds_its_memory_and_its_glossary(known: Callers) -> None:
    with zipfile.ZipFile(io.BytesIO(known.nobody.get(f"{API}/export/omegat.zip?from=id").data)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}

    assert set(files) == {"tm/padanan.tmx", "glossary/padanan.tbx", "glossary/padanan.utf8"}
    assert PAIRS[0][1] in files["tm/padanan.tmx"]
    assert "<martif" in files["glossary/padanan.tbx"]
    rows = [line.split("\t") for line in files["glossary/padanan.utf8"].splitlines()]
    assert ["gencatan senjata", "truce", "A stop to the shooting."] in rows
    assert {len(row) for row in rows} == {3}
    assert "weapon stop" not in "".join(files.values())


def test_an_omegat_project_may_go_the_other_way(known: Callers) -> None:
    with zipfile.ZipFile(io.BytesIO(known.nobody.get(f"{API}/export/omegat.zip?from=en").data)) as archive:
        rows = archive.read("glossary/padanan.utf8").decode().splitlines()

    assert "trade attaché\tatase perdagangan\t" in rows


def test_nothing_of_an_export_stays_on_the_disk(
    known: Callers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    for suffix in TERMS:
        known.nobody.get(f"{API}/export/terms.{suffix}").close()
        known.nobody.head(f"{API}/export/terms.{suffix}").close()
    known.nobody.get(f"{API}/export/omegat.zip").close()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("terms.exe", "suffix"),
        ("memory.docx", "suffix"),
        ("terms.csv?lifecycle=dead", "lifecycle"),
        ("memory.tmx?from=fr", "from"),
    ],
)
def test_what_cannot_be_exported_is_said_by_name(known: Callers, path: str, parameter: str) -> None:
    assert refused(known.nobody.get(f"{API}/export/{path}"), 422, "invalid", parameter)
