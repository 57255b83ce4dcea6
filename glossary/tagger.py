"""
The class of each word of an Indonesian sentence (UPOS), from a linear-chain CRF.

A word is told by its look (affixes, doubling, clitic, capital), by what the lexicon says it may be, and by its neighbours.
The model is learnt from the Universal Dependencies treebanks GSD and CSUI (see `train`; seeds/README.md has its licence);
PUD is left out, to measure with. Start with `Tagger.tag`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pycrfsuite

from glossary.lexicon import SEEDS, Lexicon, seeds
from glossary.morphology import indonesian
from memory.text import fold

MODEL = SEEDS / "tagger.crfsuite"
Tagged = list[tuple[str, str]]
"""Words with their classes."""


class Tagger:
    """A model in memory."""

    def __init__(self, lexicon: Lexicon, model: Path = MODEL) -> None:
        self._lexicon = lexicon
        # CRFsuite keeps the sentence that it was given last, and two threads must not give it theirs at once.
        self._one_at_a_time = threading.Lock()
        self._model = pycrfsuite.Tagger()
        self._model.open(str(model))

    def tag(self, words: Sequence[str]) -> list[str]:
        """The class of each word or mark, in the order of the sentence."""
        seen = features(words, self._lexicon)
        with self._one_at_a_time:
            return list(self._model.tag(seen)) if words else []


def features(words: Sequence[str], lexicon: Lexicon) -> list[list[str]]:
    """What the model sees of each word: its own look, its neighbours', and the capitals of the whole sentence."""
    own = [_look(word, lexicon) for word in words]
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
    shape = re.sub(r"(.)\1+", r"\1", re.sub(r"\d", "0", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", word))))
    prefix, suffix = _PREFIX.match(folded), _SUFFIX.search(folded)
    looks = [f"w={folded}", f"t={tags}", f"s={shape[:8]}"]
    looks += [f"<{folded[:k]}" for k in (2, 3, 4)] + [f">{folded[-k:]}" for k in (2, 3, 4)]
    looks.append(f"x={prefix[0] if prefix else ''}+{suffix[0] if suffix else ''}")
    if bare != folded:
        looks.append("clitic")
    if "-" in word:
        looks.append("double" if indonesian.single(bare) != bare else "hyphen")
    return tuple(looks)


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


def train(paths: Iterable[Path], out: Path = MODEL, *, lexicon: Lexicon | None = None) -> None:
    """Learn a model from treebanks in CoNLL-U, and write it; about half a minute for 55,000 words."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for path in paths:
        for sentence in conllu(path):
            trainer.append(features([word for word, _ in sentence], lexicon or seeds()), [pos for _, pos in sentence])
    trainer.set_params({"c1": 1.0, "c2": 0.001, "max_iterations": 150, "feature.minfreq": 2})
    trainer.train(str(out))


@lru_cache(maxsize=4)
def tagger(lexicon: Lexicon) -> Tagger:
    """The shipped model, with the words that a lexicon knows."""
    return Tagger(lexicon)
