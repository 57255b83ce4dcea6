"""TBX: valid by its schemas, read by other programs, and theirs read by us."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from glossary.formats import tbx
from glossary.formats.tbx import Variant
from glossary.terms import Concept, Evidence, Term
from memory.errors import Invalid
from memory.formats.pair import Skipped
from tests.concepts import FULL, MANY, pair
from tests.conftest import CASES, missing

OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
SCHEMAS: dict[Variant, str] = {"tbx": "tbx3/TBX-Basic_DCA_integrated.rng", "martif": "TBXBasicRNGV02.rng"}


@pytest.fixture(scope="module")
def schemas(shared: Path) -> dict[Variant, etree.RelaxNG]:
    """The RELAX NG schemas of both dialects."""
    return {v: etree.RelaxNG(etree.parse(str(shared / "schemas" / name))) for v, name in SCHEMAS.items()}


def tree(concepts: list[Concept], variant: Variant = "tbx") -> etree._Element:
    """What is written, parsed."""
    file = io.BytesIO()
    tbx.write(concepts, file, variant=variant)
    return etree.fromstring(file.getvalue())


def texts(root: etree._Element, path: str) -> list[str]:
    """The texts of the elements with a local path such as termSec/term."""
    steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
    return [str(found.text) for found in root.xpath(f"//{steps}")]


def saved(content: str, folder: Path) -> Path:
    """A file with this content."""
    path = folder / "terms.tbx"
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("variant", SCHEMAS)
@given(written=MANY.filter(bool))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_valid(
    variant: Variant, schemas: dict[Variant, etree.RelaxNG], written: list[Concept]
) -> None:
    anchored = [*written, pair("sanksi", "sanction")]  # a martif of nothing is no martif

    assert schemas[variant].validate(tree(anchored, variant)), schemas[variant].error_log


@pytest.mark.parametrize("variant", SCHEMAS)
def test_the_values_are_those_of_tbx_basic(variant: Variant) -> None:
    # Its Schematron, which lxml cannot run: the picklists of the modules Min and Basic.
    known = {
        "administrativeStatus": {"preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts"},
        "partOfSpeech": {"noun", "verb", "adjective", "adverb", "other"}
        | ({"properNoun"} if variant == "martif" else set()),
        "termType": {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
    }
    kinds = ["full", "short", "acronym", "abbreviation", "variant", "phrase", "proper"]
    parts = ["NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM", ""]
    terms = [Term("en", t, "admitted", t, p) for t, p in zip(kinds, parts, strict=True)]  # type: ignore[arg-type]
    notes = tree([FULL, pair("a", "b", *terms)], variant).xpath("//*[local-name()='termNote']")

    assert {note.get("type") for note in notes} == set(known)
    assert all(note.text in known[note.get("type")] for note in notes)


def test_a_martif_offers_neither_deprecated_nor_forbidden_terms_and_no_notes_of_ours() -> None:
    root = tree([FULL, Concept("c_1", (Term("en", "crippled", "forbidden"),))], "martif")

    assert texts(root, "tig/term") == [
        "nota kesepahaman",
        "memorandum saling pengertian",
        "MoU",
        "memorandum of understanding",
        "MOU",
        "MoU",
    ]
    assert texts(root, "note") == ["Never “agreement”.", "surat resmi"]


def test_what_a_martif_says_comes_back(tmp_path: Path) -> None:
    here = pair("hak veto", "veto", subject=("law",), definition={"id": "Hak menolak.", "source": "KBBI"}, note="x")
    path = tmp_path / "terms.tbx"
    with path.open("wb") as file:
        tbx.write([here], file, variant="martif")

    assert list(tbx.read(path)) == [here]


def test_forbidden_is_deprecated_to_others_and_forbidden_to_us() -> None:
    root = tree([pair("a", "b", Term("en", "c", "forbidden"))])

    assert texts(root, "termNote")[-1] == "deprecatedTerm-admn-sts"
    assert 'padanan:status="forbidden"' in texts(root, "termSec/note")


def test_who_made_and_who_changed_a_concept_stands_where_others_look() -> None:
    stamps = {"created": {"at": "2026-03-01T08:00:00+00:00", "by": "ani"}, "changed": {"at": "kemarin", "by": "budi"}}
    root = tree([replace(FULL, **stamps)])

    assert texts(root, "transacGrp/transac") == ["origination", "modification"]
    assert (texts(root, "transacGrp/date"), texts(root, "transacGrp/transacNote")) == (["2026-03-01"], ["ani", "budi"])


def test_evidence_comes_back_to_the_character(tmp_path: Path) -> None:
    place = Evidence({"id": " per\u00adjanjian\x00\ufffe", "en": "e\u0301"}, {"id": [[1, 4]]}, "a.txt", 3, "u_1")
    here = replace(FULL, evidence=(place,), occurrences={"a.txt": 2}, confidence=0.25)
    path = tmp_path / "terms.tbx"
    with path.open("wb") as file:
        tbx.write([here], file)

    assert list(tbx.read(path)) == [here]


def test_a_concept_without_terms_cannot_be_said() -> None:
    with pytest.raises(Invalid, match="has no terms; TBX cannot say that"):
        tree([Concept("c_1", ())])


def test_a_martif_of_another_program_is_read() -> None:
    ours, named, orphan, blank = tbx.read(CASES / "terms" / "foreign-martif.tbx")

    assert isinstance(ours, Concept)
    assert (ours.lifecycle, ours.subject) == ("approved", ("law",))
    assert ours.definition == {"en": "An act by which a state binds itself.", "source": "Handbook, 12"}
    assert ours.terms == (
        Term("id", "pengesahan", "preferred", pos="NOUN", usage="Pengesahan perjanjian itu ditunda."),
        Term("id", "ratifikasi", "deprecated"),
        Term("en", "ratification", "preferred", source="Treaty Act", usage="geographicalUsage: en-GB"),
    )
    assert isinstance(named, Concept)
    assert [(t.do_not_translate, t.type, t.case) for t in named.terms] == [
        (True, "full", "any"),
        (False, "acronym", "as_is"),
    ]
    assert orphan == Skipped(44, "it has no terms in both id and en (languages: en)")
    assert blank == Skipped(47, "a term in “id” is empty")


def test_the_style_with_categories_as_tags_is_read() -> None:
    (found,) = tbx.read(CASES / "terms" / "foreign-dct.tbx", lifecycle="proposed")

    assert isinstance(found, Concept)
    assert (found.lifecycle, found.subject) == ("proposed", ("security",))
    assert found.created == {"at": "2024-05-06", "by": "Sari"}
    assert found.definition == {"id": "Penghentian baku tembak.", "source": "Kamus"}
    assert found.terms == (
        Term("id", "gencatan senjata", "preferred", pos="NOUN"),
        Term("en", "cease-fire", "deprecated"),
        Term("en", "ceasefire", "preferred"),
    )


def test_entries_of_two_strangers_with_one_id_are_two_concepts(tmp_path: Path) -> None:
    path = CASES / "terms" / "foreign-dct.tbx"
    other = saved(path.read_text(encoding="utf-8").replace("gencatan senjata", "jeda kemanusiaan"), tmp_path)
    (here,), (there,) = tbx.read(path), tbx.read(other)

    assert isinstance(here, Concept)
    assert isinstance(there, Concept)
    assert here.id != there.id


@pytest.mark.parametrize(
    ("was", "is_now", "why"),
    [
        ('"forbidden"', '"wrong"', "“wrong” is no status; it is one of preferred, admitted, deprecated, forbidden"),
        ('padanan:status="forbidden"', "padanan:status=forbidden", "“forbidden” is not JSON"),
        ("padanan:status=", "padanan:colour=", "“colour” is no field; the fields are "),
        ('padanan:lifecycle="approved"', "padanan:version=true", "“True” is no count"),
        ('padanan:lifecycle="approved"', "padanan:confidence=7", "“7” is no share between 0 and 1"),
        ('padanan:lifecycle="approved"', "padanan:evidence=[{}]", "an evidence of it has no texts or no spans"),
        ('padanan:lifecycle="approved"', 'padanan:note=["x"]', "“['x']” is no text"),
    ],
)
def test_a_note_of_ours_that_somebody_spoilt_skips_its_entry(was: str, is_now: str, why: str, tmp_path: Path) -> None:
    text = etree.tostring(tree([pair("a", "b", Term("en", "c", "forbidden"))]), encoding="unicode")
    assert was in text
    (found,) = tbx.read(saved(text.replace(was, is_now), tmp_path))

    assert isinstance(found, Skipped)
    assert found.why.startswith(why)


def test_what_is_no_tbx_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"terms\.tbx is no TBX file: it starts with <tmx>"):
        list(tbx.read(saved("<tmx/>", tmp_path)))


def test_an_entry_that_breaks_off_leaves_those_before_it(tmp_path: Path) -> None:
    text = etree.tostring(tree([FULL, pair("a", "b")]), encoding="unicode")
    found = tbx.read(saved(text[: text.rindex("<langSec")], tmp_path))

    assert next(found) == FULL
    with pytest.raises(Invalid, match="is not well-formed"):
        next(found)


def test_the_examples_of_the_standard_are_read_in_both_styles(shared: Path) -> None:
    folder = shared / "schemas" / "tbx3"
    dca, dct = (list(tbx.read(folder / f"Example_Astronomy_{style}_VALID.tbx")) for style in ("DCA", "DCT"))

    assert len(dca) == len(dct) == 45
    assert {item.why for item in dca if isinstance(item, Skipped)} >= {
        "it has no terms in both id and en (languages: en, es)"
    }


def test_the_translate_toolkit_reads_our_martif() -> None:
    from translate.storage.tbx import tbxfile

    file = io.BytesIO()
    tbx.write([FULL, pair("sanksi", "sanction")], file, variant="martif")
    units = tbxfile.parsestring(file.getvalue()).units

    assert [(unit.source, unit.target) for unit in units] == [
        ("nota kesepahaman", "memorandum of understanding"),
        ("sanksi", "sanction"),
    ]


def test_omegat_reads_our_martif_and_offers_no_wrong_term(tmp_path: Path) -> None:
    if not OMEGAT.exists() or not shutil.which("java"):
        missing("OmegaT is not here; apt-get install omegat")
    path = tmp_path / "terms.tbx"
    with path.open("wb") as file:
        tbx.write([FULL, pair("sanksi", "sanction")], file, variant="martif")

    java = ["java", f"-Duser.home={tmp_path}", "-Djava.awt.headless=true", "-cp", str(OMEGAT)]
    probe = [str(CASES / "terms" / "Probe.java"), str(path), str(tmp_path)]
    told = subprocess.run([*java, *probe], check=True, capture_output=True, timeout=120).stdout.decode()
    offered = [line.split("\t")[:2] for line in told.splitlines()]

    assert offered[0] == ["nota kesepahaman", "memorandum of understanding"]
    assert offered[-1] == ["sanksi", "sanction"]
    assert {text for both in offered for text in both} == {
        *("nota kesepahaman", "memorandum saling pengertian", "MoU"),
        *("memorandum of understanding", "MOU", "sanksi", "sanction"),
    }
    assert "padanan:" not in told
