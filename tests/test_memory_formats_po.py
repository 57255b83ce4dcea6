"""PO catalogues: languages, contexts, plurals, drafts, notes; and what is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from memory.errors import Invalid
from memory.formats import read, write
from memory.formats.pair import Pair, Skipped
from memory.text import Language
from memory.units import Context, Unit, unit_id

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset={charset}\\n"\n"Language: {language}\\n"\n{more}\n'


def po(folder: Path, *entries: str, language: str = "id", charset: str = "UTF-8", more: str = "") -> Path:
    """A catalogue whose first entry stands on line 7."""
    path = folder / "a.po"
    text = HEADER.format(language=language, charset=charset, more=more) + "\n" + "\n\n".join(entries) + "\n"
    path.write_bytes(text.encode(charset))
    return path


YES = 'msgid "Yes."\nmsgstr "Ya."'


def test_an_entry_is_a_pair(tmp_path: Path) -> None:
    entry = (
        "# sopan\n#. Shown on the button.\n#: app.c:12 app.c:40\n#, fuzzy, c-format\n#| msgid \"Yeah.\"\n"
        'msgctxt "button"\nmsgid ""\n"Yes, "\n"%s.\\n"\nmsgstr "Ya, %s.\\n"'
    )  # fmt: skip

    (found,) = read(po(tmp_path, entry))

    assert isinstance(found, Pair)
    assert found.texts == {"id": "Ya, %s.", "en": "Yes, %s."}
    assert (found.key, found.source, found.status) == ("button", "en", "draft")
    assert found.note == "sopan\nShown on the button."
    assert found.properties == {"occurrences": "app.c:12 app.c:40", "flags": "c-format"}


@pytest.mark.parametrize(("language", "source"), [("id", "en"), ("id_ID", "en"), ("in", "en"), ("en_GB", "id")])
def test_the_header_says_the_language_of_the_translation(tmp_path: Path, language: str, source: Language) -> None:
    (found,) = read(po(tmp_path, YES, language=language))

    assert isinstance(found, Pair)
    assert (found.source, found.texts[source]) == (source, "Yes.")


def test_the_caller_wins_over_the_header(tmp_path: Path) -> None:
    (found,) = read(po(tmp_path, 'msgid "Ya."\nmsgstr "Yes."', language="de"), target="en")

    assert isinstance(found, Pair)
    assert found.texts == {"id": "Ya.", "en": "Yes."}


@pytest.mark.parametrize("language", ["", "de", "ms_MY"])
def test_a_catalogue_in_another_language_is_refused(tmp_path: Path, language: str) -> None:
    with pytest.raises(Invalid) as caught:
        list(read(po(tmp_path, YES, language=language)))

    said = language or "nothing"
    assert (
        str(caught.value)
        == f"a.po does not say that it is in id or en; its header says Language: {said}. Say with --from what it is translated from."
    )


def test_indonesian_has_one_form_for_two_of_english(tmp_path: Path) -> None:
    entry = 'msgid "{0} ship"\nmsgid_plural "{0} ships"\nmsgstr[0] "{0} kapal"'

    found = [pair.texts for pair in read(po(tmp_path, entry)) if isinstance(pair, Pair)]

    assert found == [{"id": "{0} kapal", "en": "{0} ship"}, {"id": "{0} kapal", "en": "{0} ships"}]


def test_each_form_of_an_english_plural_is_a_pair(tmp_path: Path) -> None:
    entry = 'msgid "{0} kapal"\nmsgid_plural "{0} kapal"\nmsgstr[0] "{0} ship"\nmsgstr[1] "{0} ships"'

    found = [pair.texts["en"] for pair in read(po(tmp_path, entry, language="en")) if isinstance(pair, Pair)]

    assert found == ["{0} ship", "{0} ships"]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('msgid "No."\nmsgstr ""', "it is not translated"),
        ('msgid "{0} ship"\nmsgid_plural "{0} ships"\nmsgstr[0] ""', "it is not translated"),
        ('#~ msgid "No."\n#~ msgstr "Tidak."', "it is obsolete"),
    ],
)
def test_what_is_no_pair_is_skipped_with_its_line(tmp_path: Path, entry: str, why: str) -> None:
    assert list(read(po(tmp_path, YES, entry)))[1:] == [Skipped(10, why)]


def test_a_catalogue_in_latin_1_that_says_so_is_read(tmp_path: Path) -> None:
    (found,) = read(po(tmp_path, 'msgid "Café"\nmsgstr "Kafé"', charset="ISO-8859-1"))

    assert isinstance(found, Pair)
    assert found.texts == {"id": "Kafé", "en": "Café"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEADER.format(language="id", charset="UTF-8", more="").encode() + 'msgid "Café"'.encode("latin-1"), "line 6 has the byte 0xE9"),
        (HEADER.format(language="id", charset="klingon", more="").encode(), "says it is klingon and is not"),
        (b'msgid "a\nmsgstr "b"\n', "line 1 cannot be read"),
        (b'msgid "a"\nmsgstr "b" c\n', "line 2 cannot be read"),
        (b"Terima kasih.\n", "line 1 cannot be read"),
        (b'msgid "a"\nmsgstr[x] "b"\n', "line 2 cannot be read"),
        (b'msgid "a"\nmsgstr "b\0c"\n', "byte 19 is zero"),
    ],
)  # fmt: skip
def test_what_is_no_catalogue_is_refused_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.po").write_bytes(content)

    with pytest.raises(Invalid) as caught:
        list(read(tmp_path / "a.po", target="id"))

    assert said in caught.value.message
    assert caught.value.details["file"] == str(tmp_path / "a.po")


def unit(id_: str, en: str, key: str = "", project: str = "") -> Unit:
    texts: dict[Language, str] = {"id": id_, "en": en}
    return Unit(unit_id(texts, project), texts, context=Context(key), project=project, status="draft")


def test_a_catalogue_is_written_as_this(tmp_path: Path) -> None:
    write([unit("Ya,\n“{0}”.", 'Yes, "{0}".', key="button")], tmp_path / "a.po", source="en")

    assert (tmp_path / "a.po").read_text(encoding="utf-8").split("\n\n", 1)[1] == (
        '#, fuzzy\nmsgctxt "button"\nmsgid "Yes, \\"{0}\\"."\nmsgstr ""\n"Ya,\\n"\n"“{0}”."\n'
    )


def test_gettext_finds_nothing_wrong_with_what_is_written(tmp_path: Path) -> None:
    if not shutil.which("msgfmt"):
        pytest.skip("msgfmt is not here; polib, by which the contract is tested, is the other witness")
    write([unit("Ya.", "Yes."), unit("Ya.", "Yeah.", key="k"), unit("Tidak\n\\t “x”", "No")], tmp_path / "a.po")

    done = subprocess.run(
        ["msgfmt", "--check", "-o", "/dev/null", "a.po"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "error" not in done.stderr
    assert done.returncode == 0


def test_two_translations_of_one_text_do_not_fit_into_a_catalogue(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        write([unit("Ya.", "Yes."), unit("Ya.", "Yeah.")], tmp_path / "a.po")

    assert "have the same source text and key; a PO file holds one of them." in caught.value.message
    assert caught.value.hint == "Export as TMX, which holds both."
    assert list(tmp_path.iterdir()) == []


# A catalogue is parsed in pieces ------------------------------------------------------------------------------------


def test_pieces_lose_no_entry_and_no_line_number(tmp_path: Path) -> None:
    entries = [
        *(f'# c {n}\n#: a.c:{n}\nmsgctxt "k{n}"\nmsgid ""\n"Yes\\n"\n"{n}."\nmsgstr ""\n"Ya {n}."' for n in range(300)),
        *(f'#~ msgid "No {n}."\n#~ msgid_plural "No {n}"\n#~ msgstr[0] ""\n#~ "Ti"\n#~ "dak."' for n in range(300)),
        *(f'msgid "{{0}} ship {n}"\nmsgid_plural "{{0}} ships {n}"\nmsgstr[0] "{{0}} kapal {n}"' for n in range(300)),
    ]
    path = po(tmp_path, *entries)
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n#~", "\n#~"), encoding="utf-8")
    whole = polib.pofile(str(path))

    found = list(read(path))

    expected = [entry.linenum for entry in whole for _ in range(2 if entry.msgid_plural and not entry.obsolete else 1)]
    assert [item.line for item in found] == expected
    assert [item.key for item in found[:300] if isinstance(item, Pair)] == [f"k{n}" for n in range(300)]
    assert found[300] == Skipped(found[300].line, "it is obsolete")
    last = found[-1]
    assert isinstance(last, Pair)
    assert last.texts == {"id": "{0} kapal 299", "en": "{0} ships 299"}


def test_entries_without_blank_lines_between_them_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text("".join(f'msgid "Yes {n}"\nmsgstr "Ya {n}"\n' for n in range(700)), encoding="utf-8")

    assert [item.line for item in read(path, target="id")] == [2 * n + 1 for n in range(700)]


def test_an_entry_without_a_text_is_named_wherever_it_stands(tmp_path: Path) -> None:
    many = [f'msgid "Yes {n}"\nmsgstr "Ya {n}"' for n in range(400)]
    empty = 'msgctxt "k"\nmsgid ""\nmsgstr "kosong"'

    found = list(read(po(tmp_path, *many, empty, *many)))

    assert [item for item in found if isinstance(item, Skipped)] == [Skipped(7 + 3 * 400, "its text in en is empty")]
    assert len(found) == 801


@pytest.mark.parametrize("odd", ["\u2028", "\x0c", "\x85", "\x1c"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, odd: str) -> None:
    (found,) = read(po(tmp_path, f'msgid "Yes{odd} sir"\nmsgstr "Ya{odd} pak"'))

    assert isinstance(found, Pair)
    assert "".join(found.texts["en"].split()) == "Yessir"


def test_a_catalogue_in_utf_16_is_read_by_its_mark(tmp_path: Path) -> None:
    (found,) = read(po(tmp_path, YES, charset="UTF-16"))

    assert isinstance(found, Pair)
    assert found.texts == {"id": "Ya.", "en": "Yes."}


def test_a_broken_line_far_down_is_named_and_what_stood_before_was_sound(tmp_path: Path) -> None:
    many = [f'msgid "Yes {n}"\nmsgstr "Ya {n}"' for n in range(400)]
    found = read(po(tmp_path, *many, 'msgid "No"\nmsgstr "Tidak'))

    assert isinstance(next(found), Pair)
    with pytest.raises(Invalid, match="line 1208 cannot be read"):
        list(found)


def test_an_entry_without_end_is_refused(tmp_path: Path) -> None:
    path = po(tmp_path, 'msgid ""\n' + f'"{"x" * 1000}"\n' * 12_000)

    with pytest.raises(Invalid, match=r"a\.po has an entry of more than 10 MB or 20,000 lines after line 1\."):
        list(read(path))


def test_the_same_unit_twice_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="have the same source text and key"):
        write([unit("Ya.", "Yes."), unit("Ya.", "Yes.")], tmp_path / "a.po")
