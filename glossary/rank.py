"""
Candidates ordered, each with one confidence (0–1) and the reasons for it.

Duplicates are folded before: the *yang* form is a variant, and a phrase that was only ever met inside a longer one gives
way to it (Frantzi's C-value asks the same question: does it live on its own?). The confidence is a small logistic model
over the features named in `WEIGHTS`, so that every number can be explained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from glossary.terms import Candidate

# Fitted once on the automatically labelled Indonesian side of ntrex (a rendering counts when the aligned English
# sentence has it, see tests/quality/fit.py), then frozen here. Log-odds per unit of each feature.
WEIGHTS = {
    "bias": -0.6,
    "seen": 0.25,  # log2 of how often it was met
    "alone": 0.6,  # share of its places where it stands on its own
    "first": 1.2,  # how much better the best rendering is than the next (0–1)
    "attested": 0.35,  # log2 of how often English texts have the rendering
    "dictionary": 1.2,  # a fixed phrase of the lexicon
    "aligned": 0.8,  # both sides were met in one unit
    "probable": 1.6,  # translation probability both ways (0–1)
    "parts": -0.25,  # parts beyond two
    "missing": -3.0,  # a part has no translation
}


ALIGNED = {
    "bias": -3.0, "seen": 0.2, "strength": 1.0, "forth": 1.0, "back": 1.0, "here": 1.0, "there": 1.0, "whole": 0.5,
    "mirrored": 0.5, "one": -0.3, "alone": 0.6, "cvalue": 0.1, "weird": 0.1, "parts": -0.25, "passing": -1.0,
    "turned": -0.5, "proper": 0.0,
}


def confidence(features: dict[str, float], weights: dict[str, float] = WEIGHTS) -> float:
    """
    How likely it is that an editor will accept the pair (0–1).

    >>> confidence({"aligned": 1.0, "probable": 0.9, "seen": 2.0}) > confidence({"seen": 2.0})
    True
    """
    odds = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return round(1 / (1 + math.exp(-odds)), 3)


def rank(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates by confidence, then by how often they were met, then by the alphabet: a total order."""
    return sorted(candidates, key=lambda c: (-c.confidence, -sum(c.occurrences.values()), c.key))


def standing(candidates: Iterable[Candidate], alone: dict[str, int], longer: dict[str, set[str]]) -> list[Candidate]:
    """
    Those that live on their own: met outside a longer candidate (`alone`), or inside two different ones (`longer`).
    """
    return [c for c in candidates if alone.get(c.key, 0) > 0 or len(longer.get(c.key, ())) >= 2]
