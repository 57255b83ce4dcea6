"""The seeds: enough of them, well-formed, in agreement with each other, and without the answers of the acceptance."""

import gzip
import json
import re
from collections import Counter

import pytest

from glossary.formats import table
from glossary.lexicon import SEEDS, Lexicon, read
from glossary.terms import Concept
from memory.text import fold
from tests.conftest import CASES

HELD_OUT = [
    "perjanjian kemitraan strategis komprehensif",
    "comprehensive strategic partnership treaty",
    "dewan keamanan pbb",
    "un security council",
    "tindakan pemaksaan sepihak",
    "unilateral coercive measures",
]


@pytest.fixture(scope="module")
def concepts() -> list[Concept]:
    return table.read(SEEDS / "terms.csv")


def test_the_lexicon_has_thousands_of_entries_each_once() -> None:
    entries = read(SEEDS / "lexicon.tsv")
    twice = [key for key, count in Counter((e.text, e.pos) for e in entries).items() if count > 1]

    assert len(entries) >= 10_000
    assert twice == []


def test_lexicon_translations_are_plain_words() -> None:
    entries = read(SEEDS / "lexicon.tsv")
    odd = [e for e in entries if any(not t or re.search(r"[()\[\];]|\betc\b|\s{2}", t) for t in e.english)]
    prefixed = [e for e in entries if e.pos == "VERB" and any(t.startswith("to ") for t in e.english)]

    assert odd + prefixed == []


def test_no_entry_repeats_a_translation() -> None:
    assert [
        e
        for e in read(SEEDS / "lexicon.tsv")
        if len({t.casefold() for t in e.english}) < len(e.english) and e.pos != "PROPN"
    ] == []


def test_there_are_concepts_of_every_field(concepts: list[Concept]) -> None:
    fields = Counter(subject for concept in concepts for subject in concept.subject)

    assert len(concepts) >= 150
    assert min(fields[f] for f in ("diplomacy", "security", "law", "government", "economy")) >= 25


def test_no_two_concepts_share_a_preferred_term_in_one_field(concepts: list[Concept]) -> None:
    named = Counter(
        (subject, term.language, fold(term.text))
        for concept in concepts
        for subject in concept.subject
        for term in concept.terms
        if term.status == "preferred" and term.language == "id"
    )

    assert [key for key, count in named.items() if count > 1] == []


def test_nothing_is_both_right_and_wrong_in_one_concept(concepts: list[Concept]) -> None:
    for concept in concepts:
        right = {(t.language, fold(t.text)) for t in concept.terms if t.status in ("preferred", "admitted")}
        wrong = {(t.language, fold(t.text)) for t in concept.terms if t.status in ("deprecated", "forbidden")}

        assert right & wrong == set(), concept.id


def test_what_one_concept_forbids_no_other_offers(concepts: list[Concept]) -> None:
    offered = {
        (t.language, fold(t.text)): c.id for c in concepts for t in c.terms if t.status in ("preferred", "admitted")
    }
    clashes = [
        (t.text, offered[t.language, fold(t.text)])
        for c in concepts
        for t in c.terms
        if t.status == "forbidden" and (t.language, fold(t.text)) in offered
    ]

    assert clashes == []


def test_terms_and_lexicon_agree(concepts: list[Concept], lexicon: Lexicon) -> None:
    """A preferred term that the lexicon has as an entry is translated there by one of the concept's terms."""
    apart = []
    for concept in concepts:
        here = next(t for t in concept.terms if t.language == "id" and t.status == "preferred")
        entries = [
            e for e in lexicon.entries(fold(here.text).split()) if fold(e.text) == fold(here.text) and e.pos != "ADJ"
        ]
        offered = {
            fold(t.text).replace("-", " ") for t in concept.in_language("en") if t.status in ("preferred", "admitted")
        }
        if entries and not any(fold(t).replace("-", " ") in offered for e in entries for t in e.english):
            apart.append((here.text, sorted(offered), [e.english for e in entries]))

    assert apart == []


def test_the_corpus_has_enough_documents_and_pairs() -> None:
    beads = json.loads((CASES / "beads.json").read_text(encoding="utf-8"))
    files = sorted(path.name for path in (SEEDS / "corpus").iterdir())

    assert files == sorted(f"{name}.{side}.txt" for name in beads for side in ("id", "en"))
    assert len(beads) >= 12
    assert sum(bool(here and there) for pairs in beads.values() for here, there in pairs) >= 300


def test_the_corpus_is_as_irregular_as_the_world() -> None:
    beads = json.loads((CASES / "beads.json").read_text(encoding="utf-8"))

    one_sided = sum(not (here and there) for pairs in beads.values() for here, there in pairs)
    merged = sum(
        len(re.findall(r"[.!?][”\"]? [A-Z“\"]", text)) > 0
        for pairs in beads.values()
        for pair in pairs
        for text in pair
    )

    assert one_sided >= 16
    assert merged >= 24


def test_no_seed_holds_the_answers() -> None:
    files = [path for path in SEEDS.rglob("*") if path.is_file() and path.suffix not in (".crfsuite", ".gz")]
    lines = [(path.name, fold(line)) for path in files for line in path.read_text(encoding="utf-8").splitlines()]

    lines += [
        ("prior.tsv.gz", line) for line in gzip.decompress((SEEDS / "prior.tsv.gz").read_bytes()).decode().splitlines()
    ]

    assert [(name, phrase) for name, line in lines for phrase in HELD_OUT if re.search(rf"\b{phrase}\b", line)] == []


def test_the_readme_of_the_seeds_counts_them_right(concepts: list[Concept]) -> None:
    text = (SEEDS / "README.md").read_text(encoding="utf-8")
    entries = len(read(SEEDS / "lexicon.tsv"))
    pairs = sum(len(pairs) for pairs in json.loads((CASES / "beads.json").read_text(encoding="utf-8")).values())

    assert f"{entries:,} entries" in text
    assert f"{len(concepts)} concepts" in text
    assert f"16 documents, {pairs} pairs" in text
