"""
Numbers that say whether two phrases belong together, and whether one is a term. Pure; each names its paper.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

_SMALL = 5  # met together up to so often, the exact test is taken
_MOST = 20.0


def strength(both: int, here: int, there: int, total: int) -> float:
    """
    How unlikely it is that two phrases meet so often by chance: minus the decimal logarithm of p, 0 to 20.

    Fisher's exact test up to five meetings (Johnson et al. 2007: the only one that holds there), log-likelihood beyond.

    >>> round(strength(1, 1, 1, 1000), 1), round(strength(1, 300, 300, 1000), 1), strength(40, 40, 40, 1000)
    (3.0, 0.0, 20.0)
    """
    total = max(total, here + there - both)
    if both <= _SMALL:
        return min(_MOST, -math.log10(max(fisher(both, here, there, total), 10**-_MOST)))
    if both * total <= here * there:
        return 0.0
    # The ratio is distributed as chi square with one degree of freedom (Dunning 1993).
    chance = math.erfc(math.sqrt(log_likelihood(both, here, there, total) / 2))
    return min(_MOST, -math.log10(max(chance, 10**-_MOST)))


def fisher(both: int, here: int, there: int, total: int) -> float:
    """
    The chance (0–1) that `here` and `there` of `total` units share `both` or more.

    >>> round(fisher(1, 1, 1, 10), 3), round(fisher(2, 2, 2, 4), 4)
    (0.1, 0.1667)
    """
    ways = _choose(total, there)
    met = (_choose(here, k) + _choose(total - here, there - k) - ways for k in range(both, min(here, there) + 1))
    return min(1.0, sum(math.exp(chance) for chance in met))


def _choose(of: int, some: int) -> float:
    """The logarithm of the number of ways to take `some` of so many."""
    if not 0 <= some <= of:
        return -math.inf
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)


def log_likelihood(both: int, here: int, there: int, total: int) -> float:
    """
    Dunning's log-likelihood ratio of two phrases' meeting in `both` of `total` units, met in `here` and `there` alone.

    >>> round(log_likelihood(10, 10, 10, 1000), 1), round(log_likelihood(1, 500, 2, 1000), 1)
    (112.0, 0.0)
    """
    total = max(total, here + there - both)
    table = (both, here - both, there - both, total - here - there + both)
    rows, columns = (here, total - here), (there, total - there)
    expected = [r * c / total for r in rows for c in columns]
    return 2 * sum(o * math.log(o / e) for o, e in zip(table, expected, strict=True) if o > 0 and e > 0)


def c_value(words: int, count: int, longer: Iterable[int]) -> float:
    """
    Frantzi's C-value: how often a phrase of so many words was met beyond what the phrases around it account for.

    `longer` are the counts of the phrases that it was met in.

    >>> c_value(2, 10, []), c_value(2, 10, [4, 6]), c_value(2, 10, [10])
    (10.0, 5.0, 0.0)
    """
    around = list(longer)
    return math.log2(max(words, 2)) * (count - (sum(around) / len(around) if around else 0.0))


def weirdness(
    words: Iterable[str],
    here: Mapping[str, int],
    general: Mapping[str, float],
    sizes: tuple[float, float] | None = None,
) -> float:
    """
    How much more often these words are met here than in general text (Ahmad, Gillam & Tostevin 1999).

    The decimal logarithm of the ratio, the mean over the words; 0 is as often. `sizes` are how many words there are in
    all, here and in general, for who asks often and has added them up.

    >>> weirdness(["nasi"], {"nasi": 10, "dan": 90}, {"nasi": 9.0, "dan": 990.0})
    1.0
    """
    size, rest = sizes or (sum(here.values()), sum(general.values()))
    wide = rest + 1
    found = [
        math.log10(here.get(word, 0) / size * wide / (general.get(word, 0.0) + 1)) for word in words if word in here
    ]
    return sum(found) / len(found) if found else 0.0
