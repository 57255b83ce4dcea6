"""
What was met of a phrase, and the candidate that comes of it: its renderings weighed, best first, each with its counts.

A rendering passes when it is a likely one, meets its phrase more often than chance allows, and is vouched for at least in
part; met once, it has to be vouched for wholly. The numbers that the confidence is made of are named in `rank.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from glossary.met import KEPT, Harvest, Met, Rendering
from glossary.rank import ALIGNED, confidence
from glossary.scores import c_value, strength, weirdness
from glossary.support import Key, Support
from glossary.terms import Candidate, Evidence
from memory.text import fold, words
from memory.units import Unit

_SHOWN = 4  # renderings of a candidate
_LIKELY = 0.25  # share of a phrase's places under which a rendering is no rendering
_SECOND = 0.1  # the same for one that is vouched for wholly
_SIGNIFICANT = 1.3  # p < .05: in seven units nothing can be much less likely
_CERTAIN = 5.0  # needs nobody to vouch for its words
_OFTEN = 3  # a passing adjective or a verb that was met so often with its noun may belong to it


@dataclass
class Corpus:
    """The units that are read, and what is counted over all of them."""

    units: Sequence[Unit]
    support: Support
    general: Mapping[str, float]  # how often Indonesian words stand in other text
    harvest: Harvest

    @cached_property
    def sizes(self) -> tuple[float, float]:
        """How many Indonesian words there are here, and in other text."""
        return self.harvest.words.total(), sum(self.general.values())


class _Weighed(NamedTuple):
    worth: float
    key: Key
    features: dict[str, float]


def candidate(key: str, seen: Met, corpus: Corpus) -> Candidate | None:
    """A phrase with the renderings that pass, best first; None when none does."""
    if (seen.passing or seen.turned) and seen.count < _OFTEN:
        return None
    weighed = sorted(_weighed(key, seen, corpus), key=lambda item: (-item.worth, item.key))
    if not weighed:
        return None
    features = weighed[0].features | _termhood(key, seen, corpus)
    best = [seen.renderings[item.key] for item in weighed]
    said = tuple(rendering.text for rendering in best[:_SHOWN])
    return Candidate(
        text=seen.text,
        renderings=said,
        evidence=tuple(_evidence(best, corpus.units)),
        occurrences=_documents(best),
        method="aligned",
        features=features,
        confidence=confidence(features, ALIGNED),
        variants=(_with_yang(seen.text),) if seen.yang else (),
        why=tuple(f"{rendering.text}: {rendering.count} of {seen.count}" for rendering in best[:_SHOWN]),
        proper=seen.capital == seen.count or fold(said[0]) == fold(seen.text),
        counts={"id": {seen.text: seen.count}, "en": {rendering.text: rendering.count for rendering in best[:_SHOWN]}},
    )


def _weighed(key: str, seen: Met, corpus: Corpus) -> Iterator[_Weighed]:
    """The renderings that pass."""
    for there, rendering in seen.renderings.items():
        both, met = rendering.count, corpus.harvest.english(there)
        forth, back = both / seen.count, both / met
        strong = strength(both, seen.count, met, len(corpus.units))
        here, explained, whole = corpus.support(words(seen.text), there)
        sure = here == explained == 1.0
        likely = forth >= _LIKELY or (sure and forth >= _SECOND)
        # Two that meet so often, and seldom others, vouch for one another.
        mutual = min(forth, back) if both > 1 and strong >= _CERTAIN else 0.0
        known = both > 1 and strong >= _SIGNIFICANT and max(here, explained) >= 0.5
        meant = sure or known or mutual >= 0.5
        if likely and meant:
            yield _Weighed(
                both * math.sqrt(forth * back) * (0.5 + here),
                there,
                {
                    "seen": min(6.0, math.log2(1 + both)),
                    "strength": strong / 20,
                    "forth": forth,
                    "back": back,
                    "vouched": max(mutual, min(here, explained)),
                    "whole": float(whole),
                    "mirrored": rendering.mirrored / both,
                    "one": float(len(there) == 1),
                },
            )


def _termhood(key: str, seen: Met, corpus: Corpus) -> dict[str, float]:
    """What the phrase is like as a term, whatever its English."""
    around = [count for other in sorted(seen.longer) if (count := corpus.harvest.phrases(other))]
    alone = max(0.0, c_value(len(key.split()), seen.count, around))
    return {
        "alone": seen.alone / seen.count,
        "cvalue": min(6.0, math.log2(1 + alone)),
        "weird": max(-1.0, min(3.0, weirdness(key.split(), corpus.harvest.words, corpus.general, corpus.sizes))),
        "parts": float(max(0, seen.parts - 2)),
        "passing": float(seen.passing),
        "turned": float(seen.turned),
        "proper": float(seen.capital == seen.count),
    }


def _evidence(best: Sequence[Rendering], units: Sequence[Unit]) -> Iterator[Evidence]:
    """The first places, those of the best rendering before others."""
    for place in islice((place for rendering in best for place in rendering.places), KEPT):
        unit = units[place.unit]
        spans = {"id": [[place.start, place.end]], "en": [[place.en_start, place.en_end]]}
        texts = {str(language): text for language, text in unit.texts.items()}
        line = unit.origin[0].position if unit.origin else 0
        yield Evidence(texts, spans, document(unit), line, unit.id)


def _documents(best: Sequence[Rendering]) -> dict[str, int]:
    found = Counter[str]()
    for rendering in best:
        found.update(rendering.documents)
    return dict(found)


def document(unit: Unit) -> str:
    """The name of the document that a unit was met in."""
    return unit.origin[0].document or unit.origin[0].file if unit.origin else unit.id


def _with_yang(text: str) -> str:
    head, _, last = text.rpartition(" ")
    return f"{head} yang {last}"
