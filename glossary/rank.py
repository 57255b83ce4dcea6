"""
Candidates ordered, each with one confidence (0–1) and the reasons for it.

The confidence is the chance that a candidate's first rendering is right: that it says the same, and both sides are whole.
A small logistic model says it for candidates of aligned text, another for those composed of Indonesian alone, a third for
those that another text on the event attests, so that every number can be explained. Whether a phrase lives on its own is asked before (`standing`; Frantzi's C-value asks it too).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from glossary.terms import Candidate

# Log-odds per unit of each feature, fitted by `python -m tests.quality.fit` and tested there on text that was not fitted.
ALIGNED = {
    "bias": -4.57,
    "seen": 0.2,  # log2 of how often the pair was met, at most 6
    "strength": 0.36,  # how unlikely it is that the two meet by chance (0–1; 1 is p = 1e-20)
    "forth": 0.0,  # share of the phrase's places that have this English
    "back": 0.0,  # share of the English's places that have this phrase
    "vouched": 6.6,  # share of its words that are vouched for, on the side that has fewer; or how well the two vouch for one another
    "whole": 1.13,  # the lexicon has the pair
    "mirrored": 1.34,  # share of places where English has the head last
    "one": -1.03,  # one English word for two or more
    "alone": 0.0,  # share of its places where it stands on its own
    "cvalue": 0.0,  # log2 of the C-value, at most 6
    "weird": 0.0,  # how much more often its words are met here than in general text (decimal log)
    "parts": 0.0,  # parts beyond two
    "passing": 0.0,  # it ends in an adjective that mostly says something about one mention
    "turned": 0.0,  # it begins like a clause
    "proper": -1.21,  # it is written as a name
}
COMPOSED = {
    "bias": -0.97,
    "seen": 0.52,  # log2 of how often it was met, at most 6
    "alone": 0.05,  # share of its places where it stands on its own
    "parts": -0.28,  # parts beyond two
    "first": 2.52,  # how much better the first rendering is than the next (0–1)
    "attested": 0.0,  # log2 of how often English texts have it, at most 6
    "dictionary": 0.11,  # a fixed phrase of the lexicon
    "used": 1.04,  # how often aligned text has its least used word for that part (0–1)
    "of": 0.0,  # it has an "of"
    "choices": -0.52,  # log2 of how many ways there are to put it
}
COMPARABLE = {
    "bias": -3.73,
    "composed": 0.38,  # how sure its first rendering was before the English text was read (0–1)
    "expected": 0.16,  # the English text has that rendering
    "listed": 1.66,  # it has one of those that were composed
    "attested": 0.0,  # log2 of how often the English text has the phrase, at most 6
    "agreed": 2.29,  # share of its places that have this rendering
    "anchors": 1.13,  # log2 of the names, numbers and known words that the two sentences share, at most 4
    "guessed": -0.33,  # a word of it is known from its place alone
    "parts": 0.0,  # words beyond two
    "proper": 0.0,  # it is written as a name
}


def confidence(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """
    How likely the first rendering is to be right (0–1, in hundredths, never 1), by the weights of its kind of candidate.

    >>> confidence({"seen": 2.0}, {"bias": -1.0, "seen": 0.5})
    0.5
    """
    odds = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return round(min(0.99, 1 / (1 + math.exp(-odds))), 2)


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates in their order (`place`)."""
    return sorted(candidates, key=place)


def place(candidate: Candidate) -> tuple[float, int, str]:
    """Where a candidate stands: by confidence, then by how often it was met, then by the alphabet: a total order."""
    return -candidate.confidence, -sum(candidate.occurrences.values()), candidate.key


def standing(
    candidates: Iterable[Candidate], alone: Mapping[str, int], longer: Mapping[str, Collection[str]]
) -> list[Candidate]:
    """
    Those that live on their own: met outside a longer candidate (`alone`), or inside two different ones (`longer`).
    """
    return [c for c in candidates if alone.get(c.key, 0) > 0 or len(longer.get(c.key, ())) >= 2]
