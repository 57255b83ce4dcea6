"""
The English tagger that ships, `seeds/tagger.en.crfsuite`, made anew: `python -m tests.quality.tagging TAGGED.conllu…`

It is learnt from sentences that another tagger tagged, one that was itself learnt from a treebank (seeds/README.md names
both). They were cut by our own cutters (`memory.sentences`, `memory.text.tokens`) and written in CoNLL-U, a word a line,
with its form in the second column and its class (UPOS) in the fourth. A word with a clitic (*minister's*, *doesn't*) was
cut in two for that tagger, as treebanks cut it, and has the class of its first part; a mark is PUNCT, a sign of money or
of reckoning SYM, a number NUM, and a number with a word that it counts (*10-year*) ADJ.

How good the model is, `phrases.by_tags` measures on PUD, of which neither tagger has seen anything.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from glossary.tagger import MODELS, train


def make(tagged: Iterable[Path], out: Path = MODELS["en"]) -> None:
    """Learn the English model from tagged sentences, and write it; about three minutes for 170,000 words."""
    train(tagged, out, language="en")


if __name__ == "__main__":
    if not sys.argv[1:]:
        raise SystemExit("No tagged sentences were named. Name the CoNLL-U files to learn from.")
    make([Path(name) for name in sys.argv[1:]])
