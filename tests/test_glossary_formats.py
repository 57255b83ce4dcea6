"""Term lists as tables: what is written is read back, and each bad table is refused in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.formats import table
from glossary.lookup import Glossary
from glossary.terms import Concept, Term, concept_id
from memory.errors import Invalid
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


def shape(concepts: list[Concept]) -> list[object]:
    """What a term list says of concepts: all but their ids, which come from its keys."""
    return [(c.subject, set(c.terms), c.definition, c.note, c.lifecycle) for c in concepts]


def pair(id_: str, en: str, **more: object) -> Concept:
    """An approved concept."""
    terms = (Term("id", id_, "preferred"), Term("en", en, "preferred"))
    return Concept(concept_id("key", id_), terms, lifecycle="approved", **more)  # type: ignore[arg-type]


def test_a_term_list_becomes_approved_concepts(file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")
    un, mou = table.read(file)

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
    before = [c.id for c in table.read(file)]
    file.write_text(FULL.replace("United Nations", "UNO"), encoding="utf-8")

    assert [c.id for c in table.read(file)] == before
    assert before == [concept_id("key", "un"), concept_id("key", "ms")]


@pytest.mark.parametrize("name", ["terms.csv", "terms.tsv"])
def test_what_is_written_is_read_back(name: str, file: Path) -> None:
    file.write_text(FULL, encoding="utf-8")
    once = table.read(file)

    assert shape(table.read(written(once, file.with_name(name)))) == shape(once)


def test_writing_counts_what_it_wrote(file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        assert table.write([pair("sanksi", "sanction"), pair("pakta", "pact")], out) == 2


CELL = st.text(st.characters(categories=["L", "N"], include_characters=' -,;"()'), min_size=1, max_size=12).filter(
    lambda text: text == " ".join(text.split()) and text[:1] not in "=+-@'"
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL), max_size=4), st.sampled_from(["terms.csv", "terms.tsv"]))
def test_whatever_the_terms_are_called_they_come_back(tmp_path: Path, pairs: list[tuple[str, str]], name: str) -> None:
    from memory.text import clean

    once = [pair(clean(here), clean(there)) for here, there in dict(pairs).items()]
    once = list({c.id: c for c in once}.values())

    assert shape(table.read(written(once, tmp_path / name))) == shape(once)


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-isme", "@kemlu"])
def test_what_a_spreadsheet_would_run_is_guarded(cell: str, file: Path) -> None:
    assert f"'{cell}" in written([pair(cell, "x")], file).read_text(encoding="utf-8")


@pytest.mark.parametrize("cell", ["-isme", "+62"])
def test_a_guarded_cell_comes_back_without_its_guard(cell: str, file: Path) -> None:
    assert table.read(written([pair(cell, "x")], file))[0].terms[0].text == cell


def test_a_note_of_two_lines_keeps_its_words_apart(file: Path) -> None:
    back = table.read(written([pair("sanksi", "sanction", note="first line\nsecond line")], file))[0]

    assert back.note.split() == ["first", "line", "second", "line"]


def test_a_list_that_padanan_wrote_adds_nothing_to_the_glossary_it_came_from(file: Path, glossary: Glossary) -> None:
    glossary.add([pair("sanksi", "sanction")], by="ani", why="test")
    back = table.read(written(glossary.concepts(), file))

    assert glossary.add(back, by="ani", why="test") == {"new": 0, "unchanged": 1}


HEAD = "key,id,en"
NEEDED = "Columns: " + ", ".join(table.COLUMNS) + "."


@pytest.mark.parametrize(
    ("content", "line", "message", "hint"),
    [
        ("key,id\nk,sanksi\n", 1, "terms.csv is no term list: it lacks en.", NEEDED),
        ("id,english\n", 1, "terms.csv is no term list: it lacks en, key.", NEEDED),
        (f"{HEAD},colour\nk,a,b,red\n", 1, "terms.csv is no term list: it has colour.", NEEDED),
        (f"{HEAD}\n,sanksi,sanction\n", 2, "terms.csv, line 2: it has no key.", ""),
        (f"{HEAD}\nk,a,b\nk,c,d\n", 3, "terms.csv, line 3: the key “k” is there already.", ""),
        (
            f"{HEAD}\nk,sanksi,\n",
            2,
            "terms.csv, line 2: a concept needs one preferred term in “en”, this has 0.",
            "Put the others under admitted.",
        ),
        (
            f"{HEAD}\nk\n",
            2,
            "terms.csv, line 2: a concept needs one preferred term in “id”, this has 0.",
            "Put the others under admitted.",
        ),
        (
            f"{HEAD}\nk,sanksi|hukuman,sanction\n",
            2,
            "terms.csv, line 2: a concept needs one preferred term in “id”, this has 2.",
            "Put the others under admitted.",
        ),
        (f"{HEAD},type\nk,a,b,short\n", 2, "terms.csv, line 2: “short” is no type.", "It is one of full, proper."),
        (f"{HEAD},match\nk,a,b,any\n", 2, "terms.csv, line 2: “any” is no match.", "It is one of auto, exact, fixed."),
        (f"{HEAD},case\nk,a,b,up\n", 2, "terms.csv, line 2: “up” is no case.", "It is one of any, as_is, title."),
    ],
)
def test_a_bad_table_is_refused_with_its_line(content: str, line: int, message: str, hint: str, file: Path) -> None:
    file.write_text(content, encoding="utf-8")

    with pytest.raises(Invalid) as refused:
        table.read(file)
    assert (refused.value.message, refused.value.hint) == (message, hint)
    assert refused.value.details == {"file": str(file), "line": line}


def test_an_empty_table_is_refused(file: Path) -> None:
    file.write_text("", encoding="utf-8")

    with pytest.raises(Invalid, match=r"terms\.csv is empty\. Is it the right file\?"):
        table.read(file)


def test_a_header_alone_is_a_list_of_nothing(file: Path) -> None:
    file.write_text(f"{HEAD}\n", encoding="utf-8")

    assert table.read(file) == []


def test_a_row_with_more_cells_than_columns_is_refused(file: Path) -> None:
    file.write_text(f"{HEAD}\nk,perjanjian, kemitraan,treaty\n", encoding="utf-8")

    with pytest.raises(Invalid, match="line 2"):
        table.read(file)


def test_two_keys_that_make_one_id_are_refused(file: Path) -> None:
    file.write_text(f"{HEAD}\nk,perjanjian,treaty\nK,pakta,pact\n", encoding="utf-8")

    with pytest.raises(Invalid, match="is there already"):
        table.read(file)


def test_a_column_that_stands_twice_is_refused(file: Path) -> None:
    file.write_text(f"{HEAD},en\nk,perjanjian,treaty,pact\n", encoding="utf-8")

    with pytest.raises(Invalid):
        table.read(file)


def test_cells_are_cleaned(file: Path) -> None:
    file.write_text(f"{HEAD}\nk,  per\u00adjanjian   kemitraan ,partnership\u200b treaty\n", encoding="utf-8")

    assert [t.text for t in table.read(file)[0].terms] == ["perjanjian kemitraan", "partnership treaty"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_seeds_have_one_preferred_term_in_each_language(language: Language) -> None:
    from glossary.lexicon import SEEDS

    concepts = table.read(SEEDS / "terms.csv")

    assert concepts
    assert [c.id for c in concepts if sum(t.status == "preferred" for t in c.in_language(language)) != 1] == []
