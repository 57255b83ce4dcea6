"""The classes of words by their look, the lexicon and their neighbours; and models learnt anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lexicon import Entry, Lexicon, seeds
from glossary.tagger import MODELS, Tagger, conllu, tagger, train
from memory.text import Language
from tests.quality import tagging
from tests.quality.phrases import by_tags, found_in_english

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


@pytest.mark.parametrize(
    ("sentence", "word", "pos"),
    [
        ("The parliament ratified a defence treaty .", "treaty", "NOUN"),
        ("The parliament ratified a defence treaty .", "ratified", "VERB"),
        ("They discussed strategic cooperation .", "strategic", "ADJ"),
        ("The minister's visit was postponed .", "minister's", "NOUN"),
        ("It doesn't help the farmers .", "doesn't", "AUX"),
        ("He lives in Zwargonia .", "Zwargonia", "PROPN"),
        ("She bought 25 books .", "25", "NUM"),
        ("The zwargonization of the islands went on .", "zwargonization", "NOUN"),
        ("The treaty was signed quickly .", "quickly", "ADV"),
        ("Rice and sugar are dear .", "and", "CCONJ"),
    ],
)
def test_an_english_word_has_this_class_in_this_sentence(sentence: str, word: str, pos: str, lexicon: Lexicon) -> None:
    words = sentence.split()

    assert tagger(lexicon, "en").tag(words)[words.index(word)] == pos


def test_an_english_word_has_two_classes_by_its_place(lexicon: Lexicon) -> None:
    noun, verb = "The use of force is forbidden .".split(), "You can use printer metrics .".split()

    assert tagger(lexicon, "en").tag(noun)[1] == "NOUN"
    assert tagger(lexicon, "en").tag(verb)[2] == "VERB"


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_has_no_classes(language: Language, lexicon: Lexicon) -> None:
    assert tagger(lexicon, language).tag([]) == []


def test_a_clitic_is_part_of_the_word_as_written(treebank: Path) -> None:
    assert list(conllu(treebank)) == [
        [("Kapal-kapalnya", "NOUN"), ("tiba", "VERB"), (".", "PUNCT")],
        [("Ia", "PRON"), ("pergi", "VERB")],
    ]


def test_a_model_is_learnt_and_read_again(treebank: Path, tmp_path: Path) -> None:
    train([treebank] * 4, tmp_path / "ours.crfsuite", lexicon=Lexicon([Entry("kapal", "NOUN", ("ship",))]))
    learnt = Tagger(Lexicon([]), tmp_path / "ours.crfsuite")

    assert learnt.tag(["Ia", "pergi"]) == ["PRON", "VERB"]


def test_an_english_model_is_learnt_and_read_again(tmp_path: Path) -> None:
    told = [[("Ships", "NOUN"), ("sail", "VERB")], [("She", "PRON"), ("sings", "VERB")]]
    treebank = tmp_path / "ours.conllu"
    rows = ("\n".join(f"{k}\t{w}\t_\t{pos}" for k, (w, pos) in enumerate(one, 1)) for one in told * 4)
    treebank.write_text("\n\n".join(rows), encoding="utf-8")

    tagging.make([treebank], tmp_path / "ours.crfsuite")
    learnt = Tagger(seeds(), tmp_path / "ours.crfsuite", language="en")

    assert [learnt.tag([word for word, _ in one]) for one in told[:2]] == [["NOUN", "VERB"], ["PRON", "VERB"]]


def test_an_english_phrase_ends_with_its_noun_and_after_a_possessor() -> None:
    words = "the old city's new bridge is strong".split()
    tags = ["DET", "ADJ", "NOUN", "ADJ", "NOUN", "AUX", "ADJ"]

    assert found_in_english(words, tags) == {(1, 2), (3, 4)}


def test_threads_do_not_mix_their_sentences(lexicon: Lexicon) -> None:
    model = tagger(lexicon)
    told = [f"Mereka membahas {' '.join(['kebijakan strategis'] * k)} .".split() for k in range(1, 30)]
    alone = [model.tag(words) for words in told]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(model.tag, told * 5)) == alone * 5


# Measured: .941 and .871 in Indonesian, .939 and .885 in English.
@pytest.mark.parametrize(("language", "right", "phrases"), [("id", 0.935, 0.865), ("en", 0.93, 0.875)])
def test_noun_phrases_are_found_as_in_the_trees_of_pud(
    language: Language, right: float, phrases: float, shared: Path
) -> None:
    accuracy, ours, ceiling = by_tags(language)

    assert ceiling > 0.92
    assert ours >= phrases
    assert accuracy >= right


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_shipped_models_are_small(language: Language) -> None:
    assert MODELS[language].stat().st_size < 1_500_000


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12), st.sampled_from(["id", "en"]))
def test_every_word_gets_one_class_whatever_it_is(words: list[str], language: Language) -> None:
    found = tagger(seeds(), language).tag(words)

    assert len(found) == len(words)
    assert all(found)
    assert found == tagger(seeds(), language).tag(words)
