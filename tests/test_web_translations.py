"""The page's words, and the phrases of problems that it tells: every one is extracted, translated, compiled; the catalogue holds nothing else."""

import html
import io
import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.conftest import ROOT

CATALOGUES = ROOT / "web/translations/id/LC_MESSAGES"
ENGLISH = {"report.html", "docs.html"}  # one is mailed; the other is the OpenAPI document, for programmers
TEMPLATES = sorted(p for p in (ROOT / "web/templates").glob("*.html") if p.name not in ENGLISH)
NAMES = {"Padanan"}
ROOMS = ("memory", "glossary", "web")


def catalogue() -> Catalog:
    """The Indonesian catalogue."""
    with (CATALOGUES / "messages.po").open("rb") as file:
        return read_po(file, locale="id")


def extracted() -> set[tuple[str, str]]:
    """What the sources ask to be translated, as `make translations` finds it: contexts and messages."""
    with (ROOT / "web/translations/babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, directory_filter=_of_rooms)
    return {(context or "", str(message)) for _, _, message, _, context in found}


def _of_rooms(directory: object) -> bool:
    path = Path(str(directory))
    return path == ROOT or (path.relative_to(ROOT).parts[0] in ROOMS and not path.name.startswith((".", "_")))


def test_the_compiled_catalogue_is_the_one_that_is_read() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())

    assert (CATALOGUES / "messages.mo").read_bytes() == compiled.getvalue(), "run: make translations"


def test_every_message_is_translated_and_none_is_doubtful() -> None:
    wanting = [message.id for message in catalogue() if message.id and (not message.string or message.fuzzy)]

    assert wanting == []


def test_the_catalogue_holds_the_words_of_the_page_and_no_others() -> None:
    assert {(message.context or "", str(message.id)) for message in catalogue() if message.id} == extracted()


def test_translations_keep_the_places_for_values() -> None:
    def places(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)[sd]", text))

    wrong = [m.id for m in catalogue() if m.id and places(str(m.id)) != places(str(m.string))]

    assert wrong == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_word_of_a_template_stands_outside_the_catalogue(template: Path) -> None:
    """What is left when Jinja and the tags are taken out is what every reader sees in one language."""
    bare = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text(encoding="utf-8"))
    spoken = re.findall(r'(?:title|placeholder|aria-label|alt|data-copied)="([^"]*)"', bare)
    words = re.findall(r"[^\W\d_]{2,}", html.unescape(" ".join([re.sub(r"(?s)<[^>]*>", " ", bare), *spoken])))

    assert set(words) - NAMES - {"Enter", "Esc"} == set()
