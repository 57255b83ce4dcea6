"""
Terms of texts that are no translations of each other: documents of ntrex, of which each side lost half of its sentences.

The sentences of each side are drawn by lot and shuffled, so half of what is left on one side has no translation on the
other: a stand-in for two reports of one event. A candidate is right when its first English stands in the translation of a
sentence in which its Indonesian was met, whether that translation was among what was shown or not. Beside it stands how
often the English that was composed for the same phrases is right, of which the comparable text said nothing.

Few words of news are unknown, so what is guessed is measured with a lexicon that lacks every sixth noun and adjective.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from zlib import crc32

from glossary.anchors import lines as cut
from glossary.anchors import relation
from glossary.comparable import RELATED, Texts, confirmed
from glossary.compose import compose
from glossary.lexicon import Entry, Lexicon, seeds
from glossary.mine import seed_english
from glossary.render import Attestation
from glossary.terms import Candidate
from memory.documents import Document, Paragraph
from memory.text import Language
from tests.quality.composition import Line, has, held_out, lines, plain, shipped
from tests.quality.priors import unseen

_LEAST = 8  # sentences of a document that is worth halving


def _halves(found: list[Line], lot: random.Random) -> Texts:
    """Half of the sentences of each side, shuffled."""

    def side(language: Language) -> Document:
        chosen = lot.sample(found, len(found) // 2)
        texts = [line.source if language == "id" else line.translation for line in chosen]
        paragraphs = tuple(Paragraph(text, at, language) for at, text in enumerate(texts, start=1))
        return Document(f"{found[0].document}.{language}", language, paragraphs)

    return {"id": side("id"), "en": side("en")}


def documents(*, test: bool) -> list[tuple[list[Line], Texts]]:
    """The documents of one half of ntrex, whole, and as two comparable texts."""
    found = defaultdict(list)
    for line in lines("ntrex"):
        if held_out(line) is test and not line.headline:
            found[line.document].append(line)
    lot = random.Random(20240620)
    return [(whole, _halves(whole, lot)) for whole in found.values() if len(whole) >= _LEAST]


def right(candidate: Candidate, rendering: str, whole: list[Line]) -> bool:
    """Whether a rendering stands in the translation of a sentence that has the candidate."""
    met = {place.texts["id"] for place in candidate.evidence}
    return any(has(plain(line.translation), rendering) for line in whole if line.source.strip() in met)


@cache
@unseen()
def cases(
    *, test: bool, most: int | None = None, lacking: int | None = None
) -> list[tuple[Candidate, Candidate, list[Line]]]:
    """What was composed of each of the first documents, what its comparable text made of it, and the document."""
    found, lexicon = [], seeds() if lacking is None else _without(lacking)
    for whole, texts in documents(test=test)[:most]:
        english = [paragraph.text for paragraph in texts["en"].paragraphs]
        composed = compose([texts["id"]], lexicon, Attestation([*seed_english(), *english]), senses=shipped())
        after = confirmed(composed, [texts], lexicon, senses=shipped())
        found += [(before, now, whole) for before, now in zip(composed, after, strict=True)]
    return found


def _without(lot: int) -> Lexicon:
    """The lexicon without a sixth of its single nouns and adjectives."""

    def drawn(entry: Entry) -> bool:
        return entry.pos in ("NOUN", "ADJ") and " " not in entry.text and crc32(entry.text.encode()) % 6 == lot

    return Lexicon(entry for entry in seeds().all() if not drawn(entry))


def labelled(*, test: bool) -> list[tuple[Candidate, bool]]:
    """What comparable texts had a say in, each with whether its first English is right; with gaps in the lexicon, too."""
    found = [case for case in cases(test=test) if case[1].method == "comparable"]
    gaps = [case for lot in range(3) for case in cases(test=test, lacking=lot) if not case[0].renderings]
    found += [case for case in gaps if case[1].renderings]
    return [(now, right(now, now.renderings[0], whole)) for _, now, whole in found]


@unseen()
def relations(*, test: bool) -> tuple[float, float]:
    """The shares of comparable texts that are taken, and of texts on different things that are refused."""
    found = [texts for _, texts in documents(test=test)]
    same = [relation(cut(t["id"]), cut(t["en"]), seeds()) for t in found]
    other = [relation(cut(a["id"]), cut(b["en"]), seeds()) for a, b in pairwise(found)]
    return sum(s >= RELATED for s in same) / len(same), sum(s < RELATED for s in other) / len(other)


def rows() -> Iterator[tuple[str, str, float, str]]:
    """What is confirmed and what of it is right, on the test half."""
    found = cases(test=True)
    taken, refused = relations(test=True)
    yield ("comparable texts, ntrex test", f"pairs taken as related, of {len(documents(test=True))}", taken, "")
    yield ("comparable texts, ntrex test", "unrelated pairs refused", refused, "")
    some = [(b, n, w) for b, n, w in found if n.method == "comparable" and b.renderings]
    share = sum(right(n, n.renderings[0], w) for _, n, w in some) / len(some)
    beside = sum(right(b, b.renderings[0], w) for b, _, w in some) / len(some)
    measure = f"attested: right, of {len(some)} of {len(found)} candidates"
    yield ("comparable texts, ntrex test", measure, share, f"composed: {beside:.3f}")
    gaps = [case for lot in range(3) for case in cases(test=True, lacking=lot) if not case[0].renderings]
    guessed = [(n, w) for _, n, w in gaps if n.renderings]
    share = sum(right(n, n.renderings[0], w) for n, w in guessed) / len(guessed)
    measure = f"guessed: right, of {len(guessed)} of {len(gaps)} without English"
    yield ("comparable texts, ntrex test", measure, share, "composed: none")
