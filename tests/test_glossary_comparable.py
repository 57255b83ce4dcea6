"""Two reports of one event, no translations of each other: what the one attests of the other's terms."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from glossary.anchors import anchors, lines, relation
from glossary.comparable import RELATED, confirmed, related
from glossary.compose import compose
from glossary.fits import Parts, fits
from glossary.lexicon import Lexicon, seeds
from glossary.lookup import Glossary
from glossary.mine import mine
from glossary.render import Attestation
from glossary.terms import Candidate
from memory.documents import Document, Paragraph, read
from memory.errors import Invalid
from memory.recall import Memory
from memory.stores import Store
from memory.text import Language
from tests.conftest import CASES, ROOT
from tests.quality import comparables
from tests.quality.composition import CORPORA

FLOOD = (CASES / "comparable" / "banjir.id.txt", CASES / "comparable" / "banjir.en.txt")
PACT = ROOT / "seeds" / "corpus" / "01-partnership-treaty.en.txt"


def texts(here: str, there: str) -> dict[Language, Document]:
    """Two documents of one paragraph each."""
    return {
        "id": Document("a.id.txt", "id", (Paragraph(here, 1, "id"),)),
        "en": Document("a.en.txt", "en", (Paragraph(there, 1, "en"),)),
    }


def after(here: str, there: str, lexicon: Lexicon) -> dict[str, Candidate]:
    """The candidates of an Indonesian text beside an English one."""
    pair = texts(here, there)
    composed = compose([pair["id"]], lexicon, Attestation([]))
    return {candidate.text: candidate for candidate in confirmed(composed, [pair], lexicon)}


@cache
def flood() -> dict[str, tuple[Candidate, Candidate]]:
    """The candidates of the two reports of a flood: before and after."""
    pair: dict[Language, Document] = {"id": read(FLOOD[0]), "en": read(FLOOD[1])}
    composed = compose([pair["id"]], seeds(), Attestation([]))
    return {b.text: (b, a) for b, a in zip(composed, confirmed(composed, [pair], seeds()), strict=True)}


@pytest.mark.parametrize(
    ("indonesian", "english"),
    [
        ("sistem peringatan dini", "early warning system"),
        ("komisi penyelidikan independen", "independent commission of inquiry"),
        ("perjanjian pinjaman luar negeri", "foreign loan agreement"),
        ("lembaga bantuan internasional", "international aid agency"),
        ("kapal perang", "warship"),
    ],
)
def test_what_the_other_report_has_is_put_first(indonesian: str, english: str) -> None:
    assert flood()[indonesian][1].renderings[0] == english
    assert flood()[indonesian][1].method == "comparable"


def test_what_is_attested_ranks_higher_than_it_did_and_says_why() -> None:
    before, now = flood()["komisi penyelidikan independen"]

    assert now.confidence > before.confidence
    assert re.match(r"independent commission of inquiry: attested in banjir\.en\.txt, .* helmi, sandorang", now.why[0])
    assert now.counts["en"] == {"independent commission of inquiry": 1}


def test_what_the_other_report_has_not_is_left_as_it_was() -> None:
    before, now = flood()["perusahaan konstruksi"]

    assert now is before


def test_evidence_has_the_sentence_of_each_side_that_shares_most() -> None:
    place = flood()["bantuan kemanusiaan"][1].evidence[0]
    said = {side: place.texts[side][start:end] for side, ((start, end),) in place.spans.items()}

    assert said == {"id": "bantuan kemanusiaan", "en": "humanitarian aid"}
    assert place.texts["en"].startswith("Two warships have reached the coast")
    assert place.document == "banjir.id.txt"


def test_a_word_that_nobody_knows_is_proposed_where_one_phrase_fits() -> None:
    before, now = flood()["peralatan gravimonik"]

    assert (before.renderings, before.missing) == ((), ("gravimonik",))
    assert (now.renderings, now.missing) == (("gravimonic equipment",), ())
    assert now.why[0].startswith("gravimonic equipment: “gravimonik” is not known; the only phrase that fits in")
    assert now.confidence < flood()["tim penyelamat"][1].confidence


def test_what_was_expected_is_no_less_sure_for_being_met() -> None:
    met = [(b, a) for b, a in flood().values() if a.method == "comparable" and b.renderings[:1] == a.renderings[:1]]

    assert len(met) >= 5
    assert all(a.confidence >= b.confidence for b, a in met)


OPENING = "Sutan Malewa dan Batu Nusa membeli peralatan gravimonik di Marowai."


@pytest.mark.parametrize(
    ("english", "why"),
    [
        ("Sutan Malewa of Batu Nusa bought gravimonic equipment and old equipment in Marowai.", "two phrases fit"),
        (
            "Sutan Malewa of Batu Nusa stole the equipment in Marowai.",
            "an article, and so perhaps a verb, is before it",
        ),
        ("Sutan Malewa spoke. Someone bought gravimonic equipment.", "its sentence shares nothing"),
        (
            "Sutan Malewa of Batu Nusa bought it quickly. Marowai has cutting-edge equipment of Batu Nusa.",
            "half a word",
        ),
    ],
)
def test_a_word_that_nobody_knows_is_not_guessed_where(english: str, why: str, lexicon: Lexicon) -> None:
    assert after(OPENING, english, lexicon)["peralatan gravimonik"].renderings == (), why


def test_inflection_spelling_and_order_are_forgiven(lexicon: Lexicon) -> None:
    here = "Mereka membahas kebijakan pertahanan dan kerja sama ekonomi."
    there = "They spoke of defense policies, and of cooperation on economic matters."
    found = after(here, there, lexicon)

    assert found["kebijakan pertahanan"].method == "comparable"
    assert found["kerja sama ekonomi"].method != "comparable"


def test_a_capital_of_a_sentences_beginning_is_not_kept(lexicon: Lexicon) -> None:
    found = after("Mereka membahas perjanjian pinjaman luar negeri.", "Foreign borrowing pacts were signed.", lexicon)

    assert found["perjanjian pinjaman luar negeri"].renderings[0] == "foreign borrowing pacts"


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("the strategic partnership treaty", ["strategic partnership treaty"]),
        ("a treaty on strategic partnership", ["treaty on strategic partnership"]),
        ("a treaty of the strategic partnership", ["treaty of the strategic partnership"]),
        ("the strategic treaty partnership", []),
        ("the strategic and new partnership treaty", []),
        ("treaty , strategic partnership", []),
    ],
)
def test_the_head_is_last_or_before_a_preposition(english: str, expected: list[str]) -> None:
    parts: Parts = [{("treaty",)}, {("partnership",)}, {("strategic",)}]
    (line,) = lines(texts("x", english)["en"])

    assert [english[fit.start : fit.end] for fit in fits(parts, line.words)] == expected


def test_a_name_is_its_own_anchor_and_weighs_more_than_a_common_word(lexicon: Lexicon) -> None:
    found = anchors("Malewa bertemu presiden pada 17 Mei.", lexicon)

    assert "malewa" in found["malewa"].english
    assert "president" in found["presiden"].english
    assert found["malewa"].weight == found["17"].weight == 1.0 > found["presiden"].weight


def test_texts_on_different_things_are_refused(lexicon: Lexicon) -> None:
    with pytest.raises(Invalid, match=r"banjir\.id\.txt and 01-.* are not on the same event: \d+% of the names"):
        related({"id": read(FLOOD[0]), "en": read(PACT)}, lexicon)


def test_how_related_texts_are_is_a_share(lexicon: Lexicon) -> None:
    here, there = lines(read(FLOOD[0])), lines(read(FLOOD[1]))

    assert RELATED < relation(here, there, lexicon) < 1
    assert relation(here, [], lexicon) == relation([], there, lexicon) == 0


def test_a_run_proposes_them_and_remembers_no_pair(store: Store) -> None:
    report = mine([], comparable=[FLOOD], memory=Memory(store), glossary=Glossary(store))
    found = {candidate.text: candidate for candidate, _, _ in report.candidates}
    (file,) = report.files

    assert (file.kind, file.language, len(Memory(store))) == ("comparable", "id+en", 0)
    assert file.related is not None
    assert file.related > RELATED
    assert found["tim penyelamat"].renderings[0] == "rescue team"
    assert found["peralatan gravimonik"].renderings == ("gravimonic equipment",)
    assert Glossary(store).look_up("tim penyelamat", "id").hits[0].concept.why[0] == "comparable"


def test_a_run_over_unrelated_texts_does_nothing(store: Store) -> None:
    with pytest.raises(Invalid, match="not on the same event"):
        mine([FLOOD[0].parent], comparable=[(FLOOD[0], PACT)], memory=Memory(store), glossary=Glossary(store))

    assert store.revision == 0


def test_names_and_a_folder_do_not_make_comparable_texts_a_pair(store: Store) -> None:
    report = mine([FLOOD[0].parent], comparable=[FLOOD], memory=Memory(store), glossary=Glossary(store))

    assert [file.kind for file in report.files] == ["comparable"]


def test_what_is_confirmed_on_news_is_right_more_often_than_what_is_composed() -> None:
    """The dev half; `make quality` has the test half."""
    if not Path(CORPORA).is_dir():
        pytest.skip("../shared is not here")
    found = [case for case in comparables.cases(test=False, most=25) if case[1].method == "comparable"]
    now = sum(comparables.right(after, after.renderings[0], whole) for _, after, whole in found) / len(found)
    before = sum(comparables.right(b, b.renderings[0], whole) for b, _, whole in found if b.renderings) / len(found)

    assert len(found) > 40
    assert now > 0.9
    assert now > before + 0.1
