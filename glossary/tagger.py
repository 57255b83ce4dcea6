"""
The class of each word of a sentence (UPOS), from a linear-chain CRF for each language.

A word is told by its look (affixes, doubling, clitic, capital), by what the lexicon says it may be, and by its neighbours.
The Indonesian model is learnt from the Universal Dependencies treebanks GSD and CSUI, the English one from text that
another tagger tagged (see `train`; seeds/README.md has their licences); PUD is left out, to measure with. Start with
`Tagger.tag`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pycrfsuite

from glossary.lexicon import SEEDS, Lexicon, seeds
from glossary.morphology import english, indonesian
from memory.text import Language, fold

MODEL = SEEDS / "tagger.crfsuite"
MODELS: dict[Language, Path] = {"id": MODEL, "en": SEEDS / "tagger.en.crfsuite"}
Tagged = list[tuple[str, str]]
"""Words with their classes."""


class Tagger:
    """A model in memory."""

    def __init__(self, lexicon: Lexicon, model: Path = MODEL, *, language: Language = "id") -> None:
        self._lexicon, self._language = lexicon, language
        # CRFsuite keeps the sentence that it was given last, and two threads must not give it theirs at once.
        self._one_at_a_time = threading.Lock()
        self._model = pycrfsuite.Tagger()
        self._model.open(str(model))

    def tag(self, words: Sequence[str]) -> list[str]:
        """The class of each word or mark, in the order of the sentence."""
        seen = features(words, self._lexicon, self._language)
        with self._one_at_a_time:
            return list(self._model.tag(seen)) if words else []


def features(words: Sequence[str], lexicon: Lexicon, language: Language = "id") -> list[list[str]]:
    """What the model sees of each word: its own look, its neighbours', and the capitals of the whole sentence."""
    look = _look if language == "id" else _english
    own = [look(word, lexicon) for word in words]
    shouted = sum(word[:1].isupper() for word in words) > 0.6 * len(words)
    found = []
    for at, looks in enumerate(own):
        here = ["bias", *(f"0{look}" for look in looks)]
        for step in (-2, -1, 1, 2):
            if 0 <= at + step < len(words):
                near = own[at + step]
                here += [f"{step}{look}" for look in (near if abs(step) == 1 else near[:2])]
            else:
                here.append(f"{step}edge")
        if at and at + 1 < len(words):
            here.append(f"{own[at - 1][1]}|{own[at + 1][1]}")
        if at:
            here.append(f"{own[at - 1][1]}|{looks[1]}")
        if shouted:
            here.append("title")
        found.append(here)
    return found


_PREFIX = re.compile(r"^(?:memper|diper|me[mn][gy]?|me|di|ter|ber|per|pe[mn][gy]?|ke|se)(?=\w{3})")
_SUFFIX = re.compile(r"(?:kan|an|i|isasi|isme|is|if|al|ik|wan|wi|nya|lah)$")


@lru_cache(maxsize=50_000)
def _look(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The features of a word by itself: the word first, then the classes the lexicon gives it."""
    folded = fold(word)
    bare = indonesian.bare(folded)
    tags = "".join(sorted({entry.pos[:3] for entry in lexicon.entries([folded])})) or "?"
    prefix, suffix = _PREFIX.match(folded), _SUFFIX.search(folded)
    looks = [f"w={folded}", f"t={tags}", f"s={_shape(word)}", *_ends(folded)]
    looks.append(f"x={prefix[0] if prefix else ''}+{suffix[0] if suffix else ''}")
    if bare != folded:
        looks.append("clitic")
    if "-" in word:
        looks.append("double" if indonesian.single(bare) != bare else "hyphen")
    return tuple(looks)


_CLITIC = re.compile(r"(?<=\w)(?:n't|'(?:s|re|ve|ll|d|m)?)$")


@lru_cache(maxsize=50_000)
def _english(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The same of an English word, whose classes are those of what it translates."""
    folded = fold(word)
    bare = _CLITIC.sub("", folded)
    known = lexicon.english_pos
    tags = "".join(sorted(pos[:3] for pos in known.get(bare) or known.get(english.singular(bare)) or "?"))
    looks = [f"w={bare}", f"t={tags}", f"s={_shape(word)}", *_ends(bare)]
    if bare != folded:
        looks.append(f"clitic{folded[len(bare) :]}")
    if "-" in word:
        looks.append("hyphen")
    return tuple(looks)


def _shape(word: str) -> str:
    """Its capitals, small letters, digits and marks, each run of one kind as one: *COVID-19* is A-0."""
    kinds = re.sub(r"\d", "0", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", word)))
    return re.sub(r"(.)\1+", r"\1", kinds)[:8]


def _ends(folded: str) -> list[str]:
    """How it begins and ends."""
    return [f"<{folded[:k]}" for k in (2, 3, 4)] + [f">{folded[-k:]}" for k in (2, 3, 4)]


def conllu(path: Path) -> Iterator[Tagged]:
    """The sentences of a CoNLL-U file as they are written: *negaranya* is one word, and its class is that of *negara*."""
    sentence: Tagged = []
    covered = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) < 4:
            if sentence and not line:
                yield sentence
                sentence, covered = [], 0
        elif "-" in cells[0]:
            sentence.append((cells[1], ""))
            covered = int(cells[0].partition("-")[2])
        elif cells[0].isdigit() and int(cells[0]) > covered:
            sentence.append((cells[1], cells[3]))
        elif sentence and not sentence[-1][1]:
            sentence[-1] = (sentence[-1][0], cells[3])
    if sentence:
        yield sentence


def train(
    paths: Iterable[Path], out: Path = MODEL, *, lexicon: Lexicon | None = None, language: Language = "id"
) -> None:
    """Learn a model from treebanks in CoNLL-U, and write it; about half a minute for 55,000 words."""
    known = lexicon or seeds()
    trainer = pycrfsuite.Trainer(verbose=False)
    for path in paths:
        for sentence in conllu(path):
            seen = features([word for word, _ in sentence], known, language)
            trainer.append(seen, [pos for _, pos in sentence])
    trainer.set_params({"c1": 1.0, "c2": 0.001, "max_iterations": 150, "feature.minfreq": 2})
    trainer.train(str(out))


@lru_cache(maxsize=8)
def tagger(lexicon: Lexicon, language: Language = "id") -> Tagger:
    """The shipped model of a language, with the words that a lexicon knows."""
    return Tagger(lexicon, MODELS[language], language=language)
