"""
The English that a part of a phrase may be in its place, each translation with its worth.

The lexicon gives the translations in order of use, aligned text says how often each was chosen (`Senses`), and the place
decides what is wanted: a head is a noun, a modifier is an adjective where English has one (*militer*: military).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from glossary.morphology import english
from glossary.parts import Part
from memory.language import SMALL
from memory.text import words

Senses = Callable[[str], Mapping[str, float]]
"""
What a folded Indonesian word was translated by in aligned text: folded English words with their shares (0–1).

The shares of a word that was seldom met sum to less than one.
"""


def silent(word: str) -> Mapping[str, float]:
    """No aligned text to ask: nothing for any word."""
    return {}


def counted(counts: Mapping[str, Mapping[str, float]]) -> Senses:
    """
    What word-pair counts say: folded Indonesian word → folded English word → how often the two were linked.

    >>> counted({"kapal": {"ship": 6.0, "vessel": 3.0, "": 5.0}})("kapal")
    {'ship': 0.5, 'vessel': 0.25}
    """

    @cache
    def senses(word: str) -> Mapping[str, float]:
        found = {there: count for there, count in counts.get(word, {}).items() if there}
        total = sum(found.values()) + _UNSEEN
        return {there: count / total for there, count in found.items()}

    return senses


def beside(own: Senses, general: Senses) -> Senses:
    """
    What a memory's own text says, and for what it leaves open a quarter of what other text says.

    >>> own = counted({"kapal": {"vessel": 3.0}})
    >>> beside(own, counted({"kapal": {"ship": 3.0}}))("kapal")
    {'vessel': 0.5, 'ship': 0.0625}
    """

    @cache
    def senses(word: str) -> Mapping[str, float]:
        found = dict(own(word))
        open_ = 1 - sum(found.values())
        for there, share in general(word).items():
            found[there] = found.get(there, 0.0) + _GENERAL * open_ * share
        return found

    return senses


_GENERAL = 0.25  # other text has other senses: *tindakan* is action there, and measures in a treaty
_UNSEEN = 3.0  # links that a word may have beyond those that were counted
_RANKED = 0.55  # what a translation is worth against the one before it
_USED = 2.0  # what aligned text is believed against the order of the lexicon
_NEW = 0.2  # share from which aligned text adds a translation that the lexicon has not
_WORST = 0.02  # share of the best under which a translation is not tried


@dataclass(frozen=True, slots=True)
class Option:
    """A translation of a part in its role, what it is worth (log, 0 is best), and the part it translates."""

    text: str
    worth: float
    part: str
    capital: bool = False  # written with a capital where no sentence asks for one


def options(parts: Sequence[Part], at: int, senses: Senses, *, adjective: bool = False) -> list[Option]:
    """
    The translations of a part in its place, best first; `adjective` asks for a head that stands before a noun in English.

    A modifier with a modifier of its own is a noun as readily as an adjective: *teknologi militer* is military
    technology. A verb that stands for its action is a gerund: *lingkungan belajar*, learning environment.
    """
    part, head = parts[at], at == 0
    roles = {"ADJ": 1.0} if adjective else _roles(part, head=head, modified=_modified(parts, at))
    shares = _by_lexicon(part, roles)
    said = {} if adjective else _cleaned([senses(part.folded), senses(part.bare)])
    for text, share in _by_use(said, shares).items():
        role = shares[text] if text in shares else (roles.get("NOUN", 0.3) * 0.5, 0.0)
        shares[text] = (role[0], role[1] + _USED * share)
    fit = {text: worth for text, worth in shares.items() if _fits(text, head=head and not adjective)}
    worth = {text: role * share for text, (role, share) in (fit or shares).items()}
    best = max(worth.values(), default=1.0) or 1.0
    kept = {text: math.log(share / best) for text, share in worth.items() if share > _WORST * best}
    return [
        Option(text, kept[text], part.text, part.capital)
        for text in _spelt_once(sorted(kept, key=lambda text: -kept[text]))
    ]


def _modified(parts: Sequence[Part], at: int) -> bool:
    return at > 0 and at + 1 < len(parts) and parts[at + 1].pos == "ADJ"


def _roles(part: Part, *, head: bool, modified: bool) -> dict[str, float]:
    """The classes of entries that can stand in a place, each with how readily."""
    if part.pos == "PROPN":
        return (
            {"PROPN": 1.0, "NOUN": 0.3, "ADJ": 0.1, "VERB": 0.05}
            if head
            else {"PROPN": 1.0, "ADJ": 0.3, "NOUN": 0.2, "VERB": 0.05, "NUM": 0.3}
        )
    if head:
        return {"NOUN": 1.0, "PROPN": 0.3, "VERB": 0.05, "ADJ": 0.03}
    if modified:
        return {"NOUN": 1.0, "ADJ": 1.0, "PROPN": 0.3, "VERB": 0.1}
    return {"ADJ": 1.0, "NOUN": 0.3, "PROPN": 0.3, "NUM": 0.3, "VERB": 0.05}


def _by_lexicon(part: Part, roles: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """What the lexicon has for a part: how readily it stands here, and its share by its place in the entry."""
    found: dict[str, tuple[float, float]] = {}
    known = part.entries or part.formed
    best = max((roles.get(entry.pos, 0.0) for entry in known), default=0.0)
    for entry in known:
        if entry.pos in roles and (entry.pos != "PROPN" or part.surface != part.surface.casefold()):
            for rank, text in enumerate(entry.english):
                form = english.gerund(text) if entry.pos == "VERB" else text
                here = (roles[entry.pos] / best, _RANKED**rank)
                found[form] = max(found.get(form, here), here)
    return found


def _cleaned(told: Iterable[Mapping[str, float]]) -> Counter[str]:
    """The first of several answers that says anything: words in the singular that can stand in a term."""
    found: Counter[str] = Counter()
    for said in told:
        for word, share in said.items():
            one = english.singular(word.strip("'’"))
            if one.replace("-", "").isalpha() and len(one) > 2 and one not in SMALL["en"]:
                found[one] += share  # type: ignore[assignment]
        if found:
            break
    return found


def _by_use(said: Mapping[str, float], known: Iterable[str]) -> dict[str, float]:
    """What aligned text has for a part: shares of what the lexicon knows, and of what it should have known."""
    plain = {text: [english.singular(word) for word in words(text)] for text in known}
    found = {text: min((said.get(word, 0.0) for word in parts), default=0.0) for text, parts in plain.items()}
    taken = {word for parts in plain.values() for word in parts}
    return found | {word: share for word, share in said.items() if share >= _NEW and word not in taken}


def _spelt_once(texts: Iterable[str]) -> list[str]:
    """Without the second spelling of the same words: labour, labor."""
    kept: dict[str, str] = {}
    for text in texts:
        kept.setdefault(" ".join(english.american(word) for word in words(text)) or text, text)
    return list(kept.values())


def _fits(text: str, *, head: bool) -> bool:
    """Whether a translation can stand in its place: no clause before a noun ("country of origin" only as a head)."""
    return head or not set(words(text)) & {"of", "to", "with", "by", "in", "for", "that"}
