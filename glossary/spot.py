"""
Terms in running text, with their places.

A trie over folded words, one per language, changed with the termbase. At each word of the text it follows what the word
may be without inflection: a possessor or particle on the last word (*keamanannya*), a doubled head (*kapal-kapal barang*), a
*yang* before a modifier, unless the term is `fixed`; in English the plural and the possessive. Whole words only; the
longest term wins, and what lies inside it is not reported again. Acronyms (`as_is`) must be written as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from glossary.morphology import english, indonesian
from glossary.terms import Concept, Status, Term
from memory.text import Language, fold

Form = Literal["exact", "inflected", "yang"]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENFORCED: tuple[Status, ...] = ("preferred", "admitted")


@dataclass(frozen=True, slots=True)
class Spotted:
    """A term found in a text: its place (code points), in which form, and whose it is."""

    start: int
    end: int
    form: Form
    concept: str
    term: Term


@dataclass(slots=True)
class _Node:
    """Where a path of words leads: further words, and the terms that end here."""

    next: dict[str, _Node] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)  # by concept


class Spotter:
    """The terms of one language, ready to be found."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._root = _Node()
        self._paths: dict[str, dict[tuple[str, ...], None]] = {}

    def put(self, concept: Concept, statuses: Sequence[Status] = _ENFORCED) -> None:
        """Know the terms of a concept that have one of these statuses; what was known of it before is forgotten."""
        self.drop(concept.id)
        for term in concept.in_language(self.language):
            if term.status in statuses:
                for form in (term.text, *term.inflected):
                    self._add(concept.id, term, self._key(form))

    def _add(self, concept: str, term: Term, key: tuple[str, ...]) -> None:
        if not key:
            return
        node = self._root
        for word in key:
            node = node.next.setdefault(word, _Node())
        node.terms.setdefault(concept, term)
        self._paths.setdefault(concept, {})[key] = None  # "sanction" and "sanctions" are one path

    def drop(self, concept: str) -> None:
        """Forget a concept; unknown ones are ignored."""
        for key in self._paths.pop(concept, ()):
            nodes = [self._root]
            for word in key:
                nodes.append(nodes[-1].next[word])
            nodes[-1].terms.pop(concept, None)
            for word, parent, node in zip(reversed(key), reversed(nodes[:-1]), reversed(nodes[1:]), strict=True):
                if node.next or node.terms:
                    break
                del parent.next[word]

    def _key(self, text: str) -> tuple[str, ...]:
        found = [fold(word) for word in _WORD.findall(text)]
        return tuple(english.singular(word) for word in found) if self.language == "en" else tuple(found)

    def spot(self, text: str) -> list[Spotted]:
        """
        The terms in a text from left to right, the longest at each place.

        Several concepts may share a term: then each is reported, at the same place.
        """
        places = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        folded = [fold(text[start:end]) for start, end in places]
        found: list[Spotted] = []
        at = 0
        while at < len(places):
            here = self._longest(text, places, folded, at)
            found += here
            at = (
                next((k for k in range(at + 1, len(places)) if places[k][0] >= here[0].end), len(places))
                if here
                else at + 1
            )
        return found

    def _longest(self, text: str, places: Sequence[tuple[int, int]], folded: Sequence[str], at: int) -> list[Spotted]:
        """The terms that begin at a word and reach furthest, each concept's once."""
        best: dict[str, Spotted] = {}
        reached = at
        for end, form, node in sorted(self._ends(folded, at, self._root), key=lambda item: -item[0]):
            if best and end < reached:
                break
            start, stop = places[at][0], places[end - 1][1]
            for concept, term in node.terms.items():
                if _cased(term, text[start:stop]):
                    exact = fold(text[start:stop]) == fold(term.text)
                    best.setdefault(concept, Spotted(start, stop, "exact" if exact else form, concept, term))
                    reached = end
        return list(best.values())

    def _ends(self, folded: Sequence[str], at: int, node: _Node) -> Iterator[tuple[int, Form, _Node]]:
        """Where terms end that begin before `at` and have led to this node: the word after, the form, the node."""
        if node.terms:
            yield at, "inflected", node
        if at >= len(folded) or not node.next:
            return
        word = self._plain(folded[at])
        after = node.next.get(word)
        if after is not None:
            yield from self._ends(folded, at + 1, after)
            if node is self._root and self.language == "id" and at + 1 < len(folded) and _bare(folded[at + 1]) == word:
                yield from self._ends(folded, at + 2, after)  # kapal-kapal barang
        if self.language == "id" and node is not self._root:
            yield from self._indonesian(folded, at, node)
        elif self.language == "id" and _bare(word) != word and (last := node.next.get(_bare(word))) and last.terms:
            yield at + 1, "inflected", last

    def _indonesian(self, folded: Sequence[str], at: int, node: _Node) -> Iterator[tuple[int, Form, _Node]]:
        """A last word with something hanging on it, or a yang before the next."""
        last = node.next.get(_bare(folded[at]))
        if last is not None and last.terms and _bare(folded[at]) != folded[at]:
            yield at + 1, "inflected", last
        if folded[at] == "yang" and at + 1 < len(folded) and folded[at + 1] in node.next:
            for end, _, ended in self._ends(folded, at + 1, node):
                if end > at + 1 and all(term.match != "fixed" for term in ended.terms.values()):
                    yield end, "yang", ended

    def _plain(self, word: str) -> str:
        """An English word without plural and possessive; an Indonesian one as it is."""
        return english.singular(re.sub(r"'s?$", "", word)) if self.language == "en" else word


_bare = lru_cache(maxsize=2**16)(indonesian.bare)


def _cased(term: Term, written: str) -> bool:
    return term.case != "as_is" or written.replace("’", "'").startswith(term.text)


def targets(concept: Concept, language: Language) -> list[str]:
    """What a concept may be called in a language, preferred first."""
    terms = sorted(concept.in_language(language), key=lambda term: term.status != "preferred")
    return [term.text for term in terms if term.status in _ENFORCED]
