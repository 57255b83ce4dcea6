"""Term lists as tables: what is written is read back, and each bad table is refused in its own words."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from glossary.formats import table, workbook
from glossary.lookup import Glossary
from glossary.terms import Concept, Term, concept_id
from memory.errors import Invalid
from memory.formats.pair import Skipped
from memory.text import Language

FULL = """\
key,subject,id,en,id_admitted,en_admitted,id_acronym,en_acronym,id_deprecated,en_deprecated,id_forbidden,en_forbidden,\
id_lookup,en_lookup,pos,type,match,case,definition_id,definition_en,note
un,diplomacy|law,Perserikatan Bangsa-Bangsa,United Nations,,,PBB,UN,,,Persatuan Bangsa-Bangsa,,Perserikatan Bangsa Bangsa,,\
PROPN,proper,fixed,title,Organisasi dunia.,The world organisation.,Never “United Nation”.
ms,law,nota kesepahaman,memorandum of understanding,memorandum saling pengertian|memo,,,MoU,nota kesefahaman,,,note of understanding,,,\
NOUN,,,,,,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test's term list lies."""
    return tmp_path / "terms.csv"


def written(concepts: list[Concept], file: Path) -> Path:
    """A term list with these concepts."""
    with file.open("w", encoding="utf-8", newline="") as out:
        table.write(concepts, out, delimiter=table.delimiter(file))
    return file


def listed(file: Path) -> list[Concept]:
    """The concepts of a list of which no row is bad."""
    found = table.read(file)
    assert all(isinstance(item, Concept) for item in found), found
    return [item for item in found if isinstance(item, Concept)]


def shape(concepts: list[Concept]) -> list[object]:
    """What a term list says of concepts: all but their ids, which come from its keys."""
    return [(c.subject, set(c.terms), c.definition, c.note, c.lifecycle) for c in concepts]


def pair(id_: str, en: str, **more: object) -> Concept:
    """An approved concept."""
    terms = (Term("id", id_, "preferred"), Term("en", en, "preferred"))
    return Concept(concept_id("key", id_), terms, lifecycle="approved", **more)  # type: ignore[arg-type]


def test_a_term_list_becomes_approved_concepts(file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")
    un, mou = listed(file)

    assert (un.lifecycle, un.subject, un.note) == ("approved", ("diplomacy", "law"), "Never “United Nation”.")
    assert un.definition == {"id": "Organisasi dunia.", "en": "The world organisation."}
    assert [(t.language, t.text, t.status, t.type, t.match, t.case) for t in un.terms] == [
        ("id", "Perserikatan Bangsa-Bangsa", "preferred", "proper", "fixed", "title"),
        ("id", "PBB", "admitted", "acronym", "fixed", "as_is"),
        ("id", "Persatuan Bangsa-Bangsa", "forbidden", "proper", "fixed", "title"),
        ("en", "United Nations", "preferred", "proper", "fixed", "title"),
        ("en", "UN", "admitted", "acronym", "fixed", "as_is"),
    ]
    assert un.terms[0].lookup_forms == ("Perserikatan Bangsa Bangsa",)
    assert [(t.text, t.status) for t in mou.terms] == [
        ("nota kesepahaman", "preferred"),
        ("memorandum saling pengertian", "admitted"),
        ("memo", "admitted"),
        ("nota kesefahaman", "deprecated"),
        ("memorandum of understanding", "preferred"),
        ("MoU", "admitted"),
        ("note of understanding", "forbidden"),
    ]
    assert {t.pos for t in mou.terms} == {"NOUN"}


def test_the_same_key_always_makes_the_same_concept(file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")
    before = [c.id for c in listed(file)]
    file.write_text(FULL.replace("United Nations", "UNO"), encoding="utf-8")

    assert [c.id for c in listed(file)] == before
    assert before == [concept_id("key", "un"), concept_id("key", "ms")]


@pytest.mark.parametrize("name", ["terms.csv", "terms.tsv"])
def test_what_is_written_is_read_back(name: str, file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")
    once = listed(file)

    assert shape(listed(written(once, file.with_name(name)))) == shape(once)


def test_writing_counts_what_it_wrote(file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        assert table.write([pair("sanksi", "sanction"), pair("pakta", "pact")], out) == 2


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-isme", "@kemlu"])
def test_what_a_spreadsheet_would_run_is_guarded(cell: str, file: Path) -> None:
    assert f"'{cell}" in written([pair(cell, "x")], file).read_text(encoding="utf-8")


@pytest.mark.parametrize("cell", ["-isme", "+62"])
def test_a_guarded_cell_comes_back_without_its_guard(cell: str, file: Path) -> None:
    assert listed(written([pair(cell, "x")], file))[0].terms[0].text == cell


def test_a_note_of_two_lines_keeps_its_words_apart(file: Path) -> None:
    back = listed(written([pair("sanksi", "sanction", note="first line\nsecond line")], file))[0]

    assert back.note.split() == ["first", "line", "second", "line"]


def test_a_list_that_padanan_wrote_adds_nothing_to_the_glossary_it_came_from(file: Path, glossary: Glossary) -> None:
    glossary.add([pair("sanksi", "sanction")], by="ani", why="test")
    back = listed(written(glossary.concepts(), file))

    assert glossary.add(back, by="ani", why="test") == {"new": 0, "unchanged": 1}


HEAD = "key,id,en"
NEEDED = "Columns: " + ", ".join(table.COLUMNS) + "."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("key,id\nk,sanksi\n", "terms.csv is no term list: it lacks en."),
        ("id,english\n", "terms.csv is no term list: it lacks en."),
        (f"{HEAD},colour\nk,a,b,red\n", "terms.csv is no term list: it has colour."),
        (f"{HEAD},en\nk,perjanjian,treaty,pact\n", "terms.csv is no term list: it has en twice."),
    ],
)
def test_a_header_that_is_none_of_ours_is_refused(content: str, message: str, file: Path) -> None:
    file.write_text(content, encoding="utf-8")

    with pytest.raises(Invalid) as refused:
        table.read(file)
    assert (refused.value.message, refused.value.hint) == (message, NEEDED)
    assert refused.value.details == {"file": str(file), "line": 1}


@pytest.mark.parametrize(
    ("header", "row", "why"),
    [
        (HEAD, ",sanksi,sanction", "it has no key"),
        (HEAD, "first,c,d", "the key “first” is in line 2 already"),
        (HEAD, "FIRST,c,d", "the key “FIRST” is in line 2 already"),
        (HEAD, "k,sanksi,", "an approved concept needs a preferred term in “en”, this has none"),
        (HEAD, "k", "it has no terms"),
        (
            HEAD,
            "k,sanksi|hukuman,sanction",
            "a concept has one preferred term in “id”, this has 2; put the others under admitted",
        ),
        (
            HEAD,
            "k,perjanjian, kemitraan,treaty",
            "it has 4 cells under 3 columns; is a term with a comma not quoted?",
        ),
        (f"{HEAD},type", "k,a,b,short", "“short” is no type; it is one of full, proper"),
        (f"{HEAD},match", "k,a,b,any", "“any” is no match; it is one of auto, exact, fixed"),
        (f"{HEAD},case", "k,a,b,up", "“up” is no case; it is one of any, as_is, title"),
        (f"{HEAD},enforce", "k,a,b,must", "“must” is no enforce; it is one of require, off, advise"),
        (f"{HEAD},do_not_translate", "k,a,b,maybe", "“maybe” is not yes or no"),
        (
            f"{HEAD},lifecycle",
            "k,a,b,done",
            "“done” is no lifecycle; it is one of approved, proposed, in_review, retired, rejected",
        ),
        (f"{HEAD},details", "k,a,b,red", "“red” is not JSON"),
        (f"{HEAD},details", "k,a,b,[1]", "its details are not as Padanan writes them"),
        (f"{HEAD},details", 'k,a,b,"{""id"":{""a"":1}}"', "its details are not as Padanan writes them"),
        (
            f"{HEAD},details",
            'k,a,b,"{""id"":{""a"":{""colour"":1}}}"',
            "“colour” is no field; the fields are status, type, pos, enforce, match, case, lookup_forms, inflected, "
            "do_not_translate, source, usage",
        ),
        (f"{HEAD},details", 'k,a,b,"{""id"":{""a"":{""inflected"":""x""}}}"', "“x” is no list of texts"),
    ],
)
def test_a_bad_row_is_skipped_with_its_line_and_the_others_are_read(
    header: str, row: str, why: str, file: Path
) -> None:
    file.write_text(f"{header}\nfirst,pakta,pact\n{row}\nlast,sanksi,sanction\n", encoding="utf-8")

    first, bad, last = table.read(file)
    assert bad == Skipped(3, why)
    assert [c.terms[0].text for c in (first, last) if isinstance(c, Concept)] == ["pakta", "sanksi"]


def test_the_line_of_a_row_is_where_it_starts(file: Path) -> None:
    file.write_text(f'{HEAD},note\n\nk,a,b,"satu\ndua"\n,c,d,\n', encoding="utf-8")

    assert table.read(file)[1] == Skipped(5, "it has no key")


def test_a_quotation_mark_that_is_not_closed_is_refused_with_its_line(file: Path) -> None:
    file.write_text(f'{HEAD}\nk,pakta,pact\nl,"sanksi,sanction\nm,a,b\n', encoding="utf-8")

    with pytest.raises(Invalid, match=r"terms\.csv, line 3: unexpected end of data\. Is a quotation mark not closed"):
        table.read(file)


def test_an_empty_table_is_refused(file: Path) -> None:
    file.write_text("", encoding="utf-8")

    with pytest.raises(Invalid, match=r"terms\.csv is empty\. Is it the right file\?"):
        table.read(file)


def test_a_header_alone_is_a_list_of_nothing(file: Path) -> None:
    file.write_text(f"{HEAD}\n", encoding="utf-8")

    assert table.read(file) == []


def test_a_spreadsheet_with_semicolons_is_read(file: Path) -> None:
    file.write_text("key;id;en\r\nk;perjanjian, kemitraan;partnership, agreement\r\n", encoding="utf-8-sig")

    assert [t.text for t in listed(file)[0].terms] == ["perjanjian, kemitraan", "partnership, agreement"]


def test_a_concept_that_waits_for_review_may_lack_its_english(file: Path) -> None:
    file.write_text(f"{HEAD},lifecycle\nk,sanksi,,proposed\n", encoding="utf-8")

    assert [t.text for t in listed(file)[0].terms] == ["sanksi"]


def test_a_new_preferred_term_comes_first_whatever_the_details_say(file: Path) -> None:
    here = pair("sanksi", "sanction")
    here = replace(here, terms=(*here.terms, Term("en", "penalty", usage="sport")))
    text = written([here], file).read_text(encoding="utf-8").replace("sanksi,sanction", "sanksi,measure")
    file.write_text(text, encoding="utf-8")

    (found,) = listed(file)
    assert [(t.text, t.usage) for t in found.in_language("en")] == [("measure", ""), ("penalty", "sport")]


def test_cells_are_cleaned(file: Path) -> None:
    file.write_text(f"{HEAD}\nk,  per\u00adjanjian   kemitraan ,partnership\u200b treaty\n", encoding="utf-8")

    assert [t.text for t in listed(file)[0].terms] == ["perjanjian kemitraan", "partnership treaty"]


def test_a_workbook_says_in_which_row_it_is_bad(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["key", "id", "en", None], ["k", "sanksi", "sanction"], [None], ["l", 62, None]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "terms.xlsx")

    assert list(workbook.read(tmp_path / "terms.xlsx"))[1:] == [
        Skipped(4, "an approved concept needs a preferred term in “en”, this has none")
    ]


def test_a_workbook_refuses_what_no_cell_holds(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"has a text of 40,000 characters; a cell holds 32,767\."):
        workbook.write([pair("sanksi", "sanction", note="x" * 40_000)], io.BytesIO())


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_seeds_have_one_preferred_term_in_each_language(language: Language) -> None:
    from glossary.lexicon import SEEDS

    concepts = listed(SEEDS / "terms.csv")

    assert concepts
    assert [c.id for c in concepts if sum(t.status == "preferred" for t in c.in_language(language)) != 1] == []
