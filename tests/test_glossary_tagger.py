"""The classes of Indonesian words by their look, the lexicon and their neighbours; and a model learnt anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lexicon import Entry, Lexicon, seeds
from glossary.tagger import MODEL, Tagger, conllu, tagger, train
from tests.quality.phrases import f1

TREE = """# sent_id = 1
# text = Kapal-kapalnya tiba.
1-2	Kapal-kapalnya	_	_	_	_	_	_	_	_
1	Kapal-kapal	kapal	NOUN	_	_	3	nsubj	_	_
2	nya	nya	PRON	_	_	1	nmod	_	_
3	tiba	tiba	VERB	_	_	0	root	_	_
4	.	.	PUNCT	_	_	3	punct	_	_

# sent_id = 2
1	Ia	ia	PRON	_	_	2	nsubj	_	_
2	pergi	pergi	VERB	_	_	0	root	_	_
"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    """A treebank of two sentences of ours."""
    path = tmp_path / "ours.conllu"
    path.write_text(TREE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("sentence", "word", "pos"),
    [
        ("Pemerintah menandatangani perjanjian itu .", "menandatangani", "VERB"),
        ("Pemerintah menandatangani perjanjian itu .", "perjanjian", "NOUN"),
        ("Mereka membahas kebijakan strategis .", "strategis", "ADJ"),
        ("Ia tiba di Zwargon kemarin .", "Zwargon", "PROPN"),
        ("Ia membeli 25 buku .", "25", "NUM"),
        ("Harga beras dan gula naik .", "dan", "CCONJ"),
        ("Mereka menolak pezwargonan nasional .", "pezwargonan", "NOUN"),
        ("Ia memzwargonkan rumah itu .", "memzwargonkan", "VERB"),
        ("Kapal-kapalnya tiba .", "Kapal-kapalnya", "NOUN"),
    ],
)
def test_a_word_has_this_class_in_this_sentence(sentence: str, word: str, pos: str, lexicon: Lexicon) -> None:
    words = sentence.split()

    assert tagger(lexicon).tag(words)[words.index(word)] == pos


def test_one_word_has_two_classes_by_its_place(lexicon: Lexicon) -> None:
    noun, verb = "Laporan kerja itu tebal .".split(), "Mereka kerja di kebun .".split()

    assert tagger(lexicon).tag(noun)[1] == "NOUN"
    assert tagger(lexicon).tag(verb)[1] == "VERB"


def test_nothing_has_no_classes(lexicon: Lexicon) -> None:
    assert tagger(lexicon).tag([]) == []


def test_a_clitic_is_part_of_the_word_as_written(treebank: Path) -> None:
    assert list(conllu(treebank)) == [
        [("Kapal-kapalnya", "NOUN"), ("tiba", "VERB"), (".", "PUNCT")],
        [("Ia", "PRON"), ("pergi", "VERB")],
    ]


def test_a_model_is_learnt_and_read_again(treebank: Path, tmp_path: Path) -> None:
    train([treebank] * 4, tmp_path / "ours.crfsuite", lexicon=Lexicon([Entry("kapal", "NOUN", ("ship",))]))
    learnt = Tagger(Lexicon([]), tmp_path / "ours.crfsuite")

    assert learnt.tag(["Ia", "pergi"]) == ["PRON", "VERB"]


def test_threads_do_not_mix_their_sentences(lexicon: Lexicon) -> None:
    model = tagger(lexicon)
    told = [f"Mereka membahas {' '.join(['kebijakan strategis'] * k)} .".split() for k in range(1, 30)]
    alone = [model.tag(words) for words in told]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(model.tag, told * 5)) == alone * 5


def test_noun_phrases_are_found_as_in_the_trees_of_pud(shared: Path) -> None:
    ours, ceiling = f1()

    assert ceiling > 0.92
    assert ours >= 0.865


def test_the_shipped_model_is_small() -> None:
    assert MODEL.stat().st_size < 2_000_000


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12))
def test_every_word_gets_one_class_whatever_it_is(words: list[str]) -> None:
    found = tagger(seeds()).tag(words)

    assert len(found) == len(words)
    assert all(found)
    assert found == tagger(seeds()).tag(words)
