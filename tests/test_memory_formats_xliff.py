"""XLIFF 1.2 and 2.x: segments, states, notes, inline codes; and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.errors import Invalid
from memory.formats import read
from memory.formats.pair import Pair, Skipped
from memory.text import lexemes
from memory.units import Context


def one_two(folder: Path, *units: str, languages: str = 'source-language="id" target-language="en-GB"') -> Path:
    """An XLIFF 1.2 file whose first unit stands on line 4."""
    path = folder / "a.xlf"
    path.write_text(
        '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
        f'<file original="a.txt" datatype="plaintext" {languages}><header/><body>\n' + "\n".join(units) + "</body></file></xliff>",
        encoding="utf-8",
    )  # fmt: skip
    return path


def two(folder: Path, *units: str, languages: str = 'srcLang="id" trgLang="en"', version: str = "2.0") -> Path:
    """An XLIFF 2 file whose first unit stands on line 4."""
    path = folder / "a.xliff"
    path.write_text(
        f'<?xml version="1.0"?>\n<xliff version="{version}" xmlns="urn:oasis:names:tc:xliff:document:2.0" {languages}>\n'
        '<file id="f1">\n' + "\n".join(units) + "</file></xliff>",
        encoding="utf-8",
    )
    return path


def only(path: Path) -> Pair:
    (found,) = read(path)
    assert isinstance(found, Pair), found
    return found


def unit(inside: str = "<source>Ya.</source><target>Yes.</target>", attributes: str = 'id="1"') -> str:
    return f"<trans-unit {attributes}>{inside}</trans-unit>"


def test_a_trans_unit_is_a_pair(tmp_path: Path) -> None:
    body = (
        '<source>Ya.</source><target state="needs-review-translation">Yes.</target><note>singkat</note><note>sopan</note>'
        '<context-group><context context-type="sourcefile">a.c</context></context-group>'
        "<alt-trans><source>Ya!</source><target>Yeah!</target></alt-trans>"
    )

    assert list(read(one_two(tmp_path, unit(body, 'id="1" resname="mail.yes"')))) == [
        Pair(
            texts={"id": "Ya.", "en": "Yes."},
            line=4,
            context=Context("mail.yes"),
            source="id",
            status="draft",
            note="singkat\nsopan",
            properties={"sourcefile": "a.c"},
        )
    ]


@pytest.mark.parametrize(
    ("attributes", "state", "status"),
    [
        ("", "", "confirmed"), ("", ' state="translated"', "confirmed"), ("", ' state="final"', "reviewed"),
        ("", ' state="signed-off"', "reviewed"), ("", ' state="new"', "draft"), ("", ' state="needs-translation"', "draft"),
        (' approved="yes"', ' state="translated"', "reviewed"), (' approved="no"', "", "confirmed"),
    ],
)  # fmt: skip
def test_states_of_1_2_become_statuses(tmp_path: Path, attributes: str, state: str, status: str) -> None:
    body = unit(f"<source>Ya.</source><target{state}>Yes.</target>", f'id="1"{attributes}')

    assert only(one_two(tmp_path, body)).status == status


@pytest.mark.parametrize(
    ("state", "status"),
    [("", "confirmed"), ("initial", "draft"), ("translated", "confirmed"), ("reviewed", "reviewed"), ("final", "reviewed")],
)  # fmt: skip
def test_states_of_2_become_statuses(tmp_path: Path, state: str, status: str) -> None:
    told = f' state="{state}"' if state else ""
    body = f'<unit id="u"><segment{told}><source>Ya.</source><target>Yes.</target></segment></unit>'

    assert only(two(tmp_path, body)).status == status


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
def test_each_segment_of_a_unit_is_a_pair(tmp_path: Path, version: str) -> None:
    body = (
        '<group id="g"><unit id="u1" name="mail"><notes><note>singkat</note></notes>'
        "<segment><source>Ya.</source><target>Yes.</target></segment><ignorable><source> </source></ignorable>\n"
        '<segment id="s2"><source>Tidak.</source></segment>'
        '<segment id="s3"><source>Mari.</source><target>Come.</target></segment></unit></group>'
    )

    first, missing, last = read(two(tmp_path, body, version=version))

    assert isinstance(first, Pair)
    assert isinstance(last, Pair)
    assert (first.texts, first.key, first.note) == ({"id": "Ya.", "en": "Yes."}, "mail/1", "singkat")
    assert missing == Skipped(5, "it has no target")
    assert (last.texts, last.key) == ({"id": "Mari.", "en": "Come."}, "mail/s3")


def test_segments_that_mrk_marks_are_pairs(tmp_path: Path) -> None:
    body = (
        '<source>Ya. Mari.</source><seg-source><mrk mtype="seg" mid="0">Ya.</mrk> <mrk mtype="seg" mid="1">Mari.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="0">Yes.</mrk> <mrk mtype="seg" mid="1">Come.</mrk></target>'
    )

    found = [(p.key, p.texts) for p in read(one_two(tmp_path, unit(body))) if isinstance(p, Pair)]

    assert found == [("1/0", {"id": "Ya.", "en": "Yes."}), ("1/1", {"id": "Mari.", "en": "Come."})]


def test_a_single_mark_around_all_is_no_code(tmp_path: Path) -> None:
    body = (
        '<source>Ya.</source><seg-source><mrk mtype="seg" mid="0">Ya.</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="0">Yes.</mrk></target>'
    )

    assert only(one_two(tmp_path, unit(body))).texts == {"id": "Ya.", "en": "Yes."}


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ('<g id="1" ctype="bold">Ya</g>', '<g id="1">Ya</g>'),
        ('<x id="1"/>Ya', '<x id="1"/>Ya'),
        ('<bx id="1"/>Ya<ex id="2"/>', '<bx id="1"/>Ya<ex id="2"/>'),
        ('<ph id="1">&lt;br/&gt;</ph>Ya', "<br/>Ya"),
        ('<ph id="1">\\b </ph>Ya', '<ph id="1" code="\\b "/>Ya'),
        ('<mrk mtype="term">Ya</mrk>', '<mrk mtype="term">Ya</mrk>'),
        ('<g id="1"><g id="2">Ya</g></g>', '<g id="1"><g id="2">Ya</g></g>'),
    ],
)
def test_codes_of_1_2_are_placeables(tmp_path: Path, inline: str, text: str) -> None:
    found = only(one_two(tmp_path, unit(f"<source>{inline}</source><target>Yes</target>"))).texts["id"]

    assert found == text
    assert [lexeme.text for lexeme in lexemes(found) if lexeme.kind == "word"] == ["Ya"]


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ('<pc id="1">Ya</pc>', '<pc id="1">Ya</pc>'),
        ('<pc id="1" dataRefStart="a" dataRefEnd="b">Ya</pc>', "<b>Ya</b>"),
        ('<pc id="1" dataRefStart="a" dataRefEnd="none">Ya</pc>', '<pc id="1">Ya</pc>'),
        ('<ph id="1" dataRef="c"/>Ya', "{0}Ya"),
        ('<ph id="1"/>Ya', '<ph id="1"/>Ya'),
        ('<sc id="1" dataRef="a"/>Ya<ec dataRef="b"/>', "<b>Ya</b>"),
        ('<mrk id="1" type="term">Ya</mrk>', '<mrk id="1" type="term">Ya</mrk>'),
        ('Ya<cp hex="0001"/>', "Ya"),
    ],
)
def test_codes_of_2_are_placeables_with_what_originaldata_says(tmp_path: Path, inline: str, text: str) -> None:
    data = '<originalData><data id="a">&lt;b&gt;</data><data id="b">&lt;/b&gt;</data><data id="c">{0}</data></originalData>'
    body = f'<unit id="u">{data}<segment><source>{inline}</source><target>Yes</target></segment></unit>'

    assert only(two(tmp_path, body)).texts["id"] == text


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (unit("<source>Ya.</source>"), "it has no target"),
        (unit("<target>Yes.</target>"), "it has no source"),
        (unit("<source>Ya.</source><target/>"), "its text in en is empty"),
        (unit(attributes='id="1" translate="no"'), "it is not to be translated"),
    ],
)
def test_a_unit_that_is_no_pair_is_skipped_with_its_line(tmp_path: Path, body: str, why: str) -> None:
    assert list(read(one_two(tmp_path, unit(), body)))[1:] == [Skipped(5, why)]


@pytest.mark.parametrize(
    ("languages", "why"),
    [
        ('source-language="fr" target-language="en"', "it is from fr to en, not between id and en"),
        ('source-language="en-US" target-language="en-GB"', "it is from en-US to en-GB, not between id and en"),
        ("", "it is from no language to no language, not between id and en"),
    ],
)
def test_other_languages_are_skipped(tmp_path: Path, languages: str, why: str) -> None:
    assert list(read(one_two(tmp_path, unit(), languages=languages))) == [Skipped(4, why)]


@pytest.mark.parametrize("languages", ['source-language="en"', 'target-language="id"'])
def test_one_language_says_the_other(tmp_path: Path, languages: str) -> None:
    found = only(one_two(tmp_path, unit(), languages=languages))

    assert (found.texts, found.source) == ({"en": "Ya.", "id": "Yes."}, "en")


def test_the_caller_says_the_languages_where_the_file_does_not(tmp_path: Path) -> None:
    (found,) = read(one_two(tmp_path, unit(), languages=""), source="id")

    assert isinstance(found, Pair)
    assert found.texts == {"id": "Ya.", "en": "Yes."}


def test_a_version_of_the_future_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"a\.xliff is XLIFF 3\.0; versions 1\.2 and 2\.x can be read"):
        list(read(two(tmp_path, '<unit id="1"/>', version="3.0")))


def test_a_file_that_breaks_gives_what_was_sound_and_its_line(tmp_path: Path) -> None:
    path = one_two(tmp_path, unit(), unit("<source>Ya."))
    found = read(path)

    assert isinstance(next(found), Pair)
    with pytest.raises(Invalid, match="line 5"):
        next(found)


def test_a_tmx_named_xlf_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.xlf").write_text("<tmx/>", encoding="utf-8")

    with pytest.raises(Invalid, match="is no XLIFF file: it starts with <tmx>"):
        list(read(tmp_path / "a.xlf"))
