"""Programs that take files: OmegaT with the project of the API, Weblate's reader with TBX and TMX, Vale with its style."""

from __future__ import annotations

import configparser
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from translate.storage.tbx import tbxfile
from translate.storage.tmx import tmxfile

from tests.conftest import CASES, missing
from tests.test_web_serve import ask
from tests.web_served import Served, served
from tests.web_small import PAIRS

OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
# A project as OmegaT makes a new one.
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>{}</source_lang><target_lang>{}</target_lang>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>
</project></omegat>
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small store, served."""
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


def exported(running: Served, name: str) -> bytes:
    """A file of the API."""
    status, _, body = ask(running.host, running.port, f"/api/v1/export/{name}")
    assert status == 200, body
    return body


def omegat(running: Served, folder: Path, source: str, texts: list[str]) -> tuple[dict[str, Any], str]:
    """What OmegaT reads, what it offers for the segments of a document, and the document as it translates it by itself."""
    if not OMEGAT.exists() or not shutil.which("java"):
        missing("OmegaT is not here; apt-get install omegat")
    project = folder / "project"
    for name in ("source", "target", "tm/auto", "omegat", "glossary", "dictionary"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT.format(source, "en" if source == "id" else "id"), encoding="utf-8")
    (project / "source" / "a.txt").write_text("\n\n".join(texts), encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(exported(running, f"omegat.zip?from={source}"))) as archive:
        archive.extractall(project)
    shutil.copy(project / "tm" / "padanan.tmx", project / "tm" / "auto")
    java = ["java", f"-Duser.home={folder}", f"-Dprobe={folder / 'found.json'}", "-Djava.awt.headless=true"]
    told = ["-jar", str(OMEGAT), str(project), "--mode=console-translate", f"--script={CASES / 'omegat/probe.groovy'}"]
    # Without -Dfile.encoding: Debian's own command gives none.
    ended = subprocess.run(
        [*java, *told, f"--config-dir={folder / 'config'}"], capture_output=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()
    found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return found, (project / "target" / "a.txt").read_text(encoding="utf-8")


def test_omegat_offers_our_translations_and_our_terms(running: Served, tmp_path: Path) -> None:
    texts = [PAIRS[0][0], "Gencatan senjata itu sangat rapuh.", "Atase perdagangan di Mahkamah Konstitusi."]

    read, translated = omegat(running, tmp_path, "id", texts)
    found = read["segments"]

    assert [segment["source"] for segment in found] == texts
    assert found[0]["matches"][0] == [*PAIRS[0], 100, "padanan.tmx"]
    assert found[1]["matches"][0][:2] == list(PAIRS[1])
    assert 60 <= found[1]["matches"][0][2] < 100
    assert [sorted(segment["terms"]) for segment in found] == [
        [["gencatan senjata", "ceasefire"], ["gencatan senjata", "truce"]],
        [["gencatan senjata", "ceasefire"], ["gencatan senjata", "truce"]],
        [["Mahkamah Konstitusi", "Constitutional Court"], ["atase perdagangan", "trade attaché"]],
    ]
    assert read["glossaries"] == {"padanan.tbx": 5, "padanan.utf8": 5}  # a pair of terms each
    assert translated == "\n\n".join([PAIRS[0][1], *texts[1:]])


def test_omegat_goes_the_other_way_too(running: Served, tmp_path: Path) -> None:
    read, translated = omegat(running, tmp_path, "en", [PAIRS[3][1], "A truce and a trade attaché."])
    found = read["segments"]

    assert found[0]["matches"][0] == [PAIRS[3][1], PAIRS[3][0], 100, "padanan.tmx"]
    assert sorted(found[1]["terms"]) == [["trade attaché", "atase perdagangan"], ["truce", "gencatan senjata"]]
    assert translated == f"{PAIRS[3][0]}\n\nA truce and a trade attaché."


# Weblate reads files with the Translate Toolkit ----------------------------------------------------------------------


@pytest.mark.parametrize(("source", "target"), [("id", "en"), ("en", "id")])
def test_weblates_reader_takes_the_glossary(running: Served, source: str, target: str) -> None:
    found = tbxfile.parsestring(exported(running, "terms.martif"), source, target)

    terms = {(unit.source, unit.target) for unit in found.units}
    pair = {"id": "gencatan senjata", "en": "ceasefire"}
    assert len(terms) == 4
    assert (pair[source], pair[target]) in terms
    assert b"weapon stop" not in exported(running, "terms.martif")


@pytest.mark.parametrize("source", ["id", "en"])
def test_weblate_imports_the_memory_by_its_header_and_its_languages(running: Served, source: str) -> None:
    found = tmxfile.parsestring(exported(running, f"memory.tmx?from={source}"))

    header = next(found.document.getroot().iterchildren(found.namespaced("header")))
    pairs = [
        {node.get("{http://www.w3.org/XML/1998/namespace}lang"): unit.getNodeText(node) for node in nodes}
        for unit in found.units
        if (nodes := unit.getlanguageNodes())
    ]

    assert header.get("srclang") == source
    assert {(pair["id"], pair["en"]) for pair in pairs} >= {PAIRS[0], PAIRS[3]}
    assert len(pairs) == len(PAIRS)


# Vale ---------------------------------------------------------------------------------------------------------------

# What each of Vale's extension points may say, by its documentation.
ALWAYS = {"extends", "message", "level", "scope", "link", "limit", "action"}
MAY_SAY = {
    "substitution": ALWAYS | {"ignorecase", "nonword", "swap", "pos", "exceptions", "vocab", "capitalize"},
    "existence": ALWAYS | {"ignorecase", "nonword", "tokens", "raw", "append", "exceptions", "vocab"},
}


def alerts(folder: Path, text: str) -> set[tuple[str, str, str]]:
    """Check, severity and message of what the rules of an unpacked style find, as Vale applies them."""
    settings = configparser.ConfigParser(delimiters="=")
    settings.optionxform = str  # type: ignore[assignment, method-assign]
    settings.read_string("[top]\n" + (folder / ".vale.ini").read_text(encoding="utf-8"))
    found = set()
    for rule in sorted((folder / settings["top"]["StylesPath"] / settings["*"]["BasedOnStyles"]).iterdir()):
        said = yaml.safe_load(rule.read_text(encoding="utf-8"))
        assert set(said) <= MAY_SAY[said["extends"]]
        assert said["level"] in ("suggestion", "warning", "error")
        for pattern, instead in (said.get("swap") or dict.fromkeys(said["tokens"])).items():
            for match in re.finditer(pattern, text, re.IGNORECASE if said["ignorecase"] else 0):
                words = (instead, match[0]) if instead else (match[0],)
                found.add((f"Padanan.{rule.stem}", said["level"], said["message"] % words))
    return found


def test_the_style_for_vale_unpacks_to_rules_that_find_what_is_wrong(running: Served, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(running, "terms.vale.zip"))) as archive:
        archive.extractall(tmp_path)

    found = alerts(tmp_path, "The Weapon stop was called a cease-fire, and then a ceasefire or truce.")

    assert found == {
        ("Padanan.EnglishForbidden", "error", "Use “ceasefire” instead of “Weapon stop”."),
        ("Padanan.EnglishSpelling", "warning", "Use “ceasefire” instead of “cease-fire”."),
    }
