"""
Words that both languages took from the same source: *ventilasi*, ventilation; *patologi*, pathology.

Each side is written by the sound that Indonesian spelling gives such words (EYD V, unsur serapan: ph is f, c is k, -tion
is -si, -ty is -tas, -ive is -if), and sounds are compared. The aligner takes likeness as a hint for words that no
dictionary has; it proves nothing (*kabar* and cable).
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from glossary.blocks import Block

_LEAST = 0.6  # likeness of sounds under which two words are strangers
_BEGIN = 3  # letters in which sounds must begin alike
_SHORTEST = 4

# What English ends in, and what Indonesian makes of it; then single sounds.
_ENGLISH = [
    (r"s$", ""),
    (r"(?:tion|ssion|sion)$", "si"),
    (r"(?:tie|ty)$", "tas"),
    (r"(?:gy|gie)$", "gi"),
    (r"(?:ized|ised|izing|ising|ize|ise)$", "isasi"),
    (r"ive$", "if"),
    (r"ical?$", "ik"),
    (r"e$", ""),
    (r"c(?=[eiy])", "s"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"ch|ck", "k"),
    (r"sh", "s"),
    (r"qu", "ku"),
    (r"ae", "e"),
    (r"oo", "u"),
    (r"x", "ks"),
    (r"c", "k"),
    (r"y", "i"),
    (r"z", "s"),
    (r"v", "f"),
]
_INDONESIAN = [(r"(?:nya|ku|mu)$", ""), (r"kh", "k"), (r"sy", "s"), (r"y", "i"), (r"z", "s"), (r"v", "f"), (r"x", "ks")]


@lru_cache(maxsize=2**16)
def sound(word: str, language: str) -> str:
    """
    How a folded word would sound as an Indonesian loan; nothing for numbers and for words of three letters or fewer.

    >>> sound("pathologies", "en"), sound("patologi", "id"), sound("ventilation", "en")
    ('patologi', 'patologi', 'fentilasi')
    """
    if len(word) < _SHORTEST or not word.replace("-", "").isalpha():
        return ""
    found = word.replace("-", "")
    for pattern, heard in _ENGLISH if language == "en" else _INDONESIAN:
        found = re.sub(pattern, heard, found)
    return re.sub(r"(.)\1", r"\1", found)


def likeness(block: Block) -> npt.NDArray[np.float64]:
    """How alike (0–1) the two words of each cell of a block sound; 0 for strangers."""
    here, there = ([sound(w, side) for w in known] for side, known in (("id", block.sources), ("en", block.targets)))
    numbers: dict[str, int] = {"": 0}
    left, right = (
        np.array([numbers.setdefault(heard[:_BEGIN], len(numbers)) for heard in side]) for side in (here, there)
    )
    begin = left[block.left]
    found = np.zeros(len(block.codes))
    for cell in np.flatnonzero((begin > 0) & (begin == right[block.right])):
        alike = Levenshtein.normalized_similarity(here[block.left[cell]], there[block.right[cell]])
        found[cell] = alike**2 if alike >= _LEAST else 0.0
    return found
