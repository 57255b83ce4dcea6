"""
Terms in running text, with their places.

A trie over the words of the terms of one language, changed with the termbase. At each word of the text it follows what
the word may be without inflection: a possessor or particle on the last word (*keamanannya*), a doubled head (*kapal-kapal
barang*), a *yang* before a modifier, unless the term is `fixed` or `exact`; in English the plural and the possessive.
Whole words only. Acronyms (`as_is`) must be written as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from typing import Literal, NamedTuple

from glossary.forms import Form, forms, key, same
from glossary.morphology import indonesian
from glossary.running import SMALL, Running
from glossary.terms import Concept, Status, Term
from memory.text import Language, alike

Written = Literal["exact", "inflected", "yang", "variant"]
ACCEPTED: tuple[Status, ...] = ("preferred", "admitted")


class Spotted(NamedTuple):
    """
    A term found in a text: its place (code points), in which form, and whose it is.

    `cased` tells whether its capitals are as the term wants them; `apart` whether it is no piece of a longer hyphened
    word, such as *state* in *state-owned*.
    """

    start: int
    end: int
    form: Written
    concept: str
    term: Term
    words: int = 1
    cased: bool = True
    apart: bool = True
    literal: bool = True  # written letter by letter

    @property
    def accepted(self) -> bool:
        """Whether it may be written so: a preferred or admitted term, in no spelling to be put right."""
        return self.term.status in ACCEPTED and self.form != "variant"


class _Entry(NamedTuple):
    """A form that ends at a node."""

    concept: str
    term: Term
    form: Form


class _Node:
    """Where a path of words leads: further words, and the forms that end here."""

    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.entries: tuple[_Entry, ...] = ()


class _End(NamedTuple):
    """A path through a text: its first word, the word after it, the node, how it went there."""

    begin: int
    at: int
    node: _Node
    clitic: bool = False
    doubled: bool = False
    yang: bool = False


class Spotter:
    """The terms of one language, ready to be found."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._root = _Node()
        self._paths: dict[str, tuple[tuple[str, ...], ...]] = {}

    def put(self, concept: Concept) -> None:
        """Know the terms of a concept, whatever their status; what was known of it before is forgotten."""
        self.drop(concept.id)
        paths: dict[tuple[str, ...], None] = {}
        verb = any(_like_a_verb(term) for term in concept.in_language("id"))
        for term in concept.in_language(self.language):
            for form in forms(term, verb=verb and term.pos in ("", "VERB")):
                if path := key(form.text, term):
                    node = self._root
                    for word in path:
                        node = node.next.setdefault(word, _Node())
                    node.entries += (_Entry(concept.id, term, form),)
                    paths[path] = None
        if paths:
            self._paths[concept.id] = tuple(paths)

    def drop(self, concept: str) -> None:
        """Forget a concept; unknown ones are ignored."""
        for path in self._paths.pop(concept, ()):
            nodes = [self._root]
            for word in path:
                nodes.append(nodes[-1].next[word])
            nodes[-1].entries = tuple(entry for entry in nodes[-1].entries if entry.concept != concept)
            for word, parent, node in zip(reversed(path), reversed(nodes[:-1]), reversed(nodes[1:]), strict=True):
                if node.next or node.entries:
                    break
                del parent.next[word]

    def spot(self, text: str) -> list[Spotted]:
        """
        The preferred and admitted terms in a text from left to right, the longest at each place.

        Several concepts may share a term: then each is reported, at the same place.
        """
        return self.longest(text, permitted)

    def longest(self, text: str, wanted: Callable[[Spotted], bool]) -> list[Spotted]:
        """The terms in a text that are `wanted` and lie in no longer one that is; see `longest`."""
        running = Running(text, self.language)
        ends = self._paths_through(running)
        ends.sort(key=lambda end: (end.begin - end.at, end.begin))
        covered = bytearray(len(running) + 1)
        found: dict[tuple[int, int], list[Spotted]] = {}
        for (begin, stop), some in groupby(ends, key=lambda end: (end.begin, end.at)):
            if covered[begin] or covered[stop - 1]:
                continue
            if here := [spotted for spotted in _finds(running, some) if wanted(spotted)]:
                covered[begin:stop] = b"\x01" * (stop - begin)
                found[begin, stop] = here
        return [spotted for place in sorted(found) for spotted in found[place]]

    def all(self, text: str) -> list[Spotted]:
        """Every term in a text, whatever its status, its spelling and its capitals, those inside others too."""
        running = Running(text, self.language)
        ends = self._paths_through(running)
        return [s for _, some in groupby(ends, key=lambda end: (end.begin, end.at)) for s in _finds(running, some)]

    def _paths_through(self, running: Running) -> list[_End]:
        """Where terms begin and end in a text, in order of their beginning and then their end."""
        begins, tied, found = self._root.next, running.tied, list[_End]()
        for at, (word, bare) in enumerate(running.readings):
            node, last = begins.get(word), begins.get(bare) if bare else None
            if node is None and last is None:
                continue
            if at in tied or (node is not None and node.next and self._goes_on(running, at, node)):
                found += self._from(running, at)
                continue
            # Most words: no hyphen at either side, and no term that goes on with the next one.
            if node is not None and node.entries:
                found.append(_End(at, at + 1, node))
            if last is not None and last.entries:
                found.append(_End(at, at + 1, last, True))
        return found

    @staticmethod
    def _goes_on(running: Running, at: int, node: _Node) -> bool:
        """Whether a term that begins with a word may go on with the next."""
        if at + 1 >= len(running.readings):
            return False
        word, bare = running.readings[at + 1]
        return word in node.next or bare in node.next or word == "yang"

    def _from(self, running: Running, at: int) -> list[_End]:
        """Where terms end that begin at a word. A double is one word: nothing begins or ends in its middle."""
        ends = list[_End]()
        if at and running.doubled(at - 1):
            return ends
        self._beyond(running, _End(at, at, self._root), ends)
        if running.doubled(at):
            ends[:] = [end for end in ends if end.at > at + 1]
            self._double(running, at, ends)
        return sorted(ends, key=_place)

    def _double(self, running: Running, at: int, ends: list[_End]) -> None:
        """Where terms end that begin with a word that is said twice, when that is its plural."""
        word, second = running.readings[at].key, running.readings[at + 1]
        head = self._root.next.get(word)
        if head is None or f"{word}-{word}" in indonesian.DOUBLES:
            return
        doubled = _End(at, at + 2, head, clitic=second.key != word, doubled=True)
        if head.entries:
            ends.append(doubled)
        if second.key == word:
            self._further(running, doubled, ends)

    def _beyond(self, running: Running, here: _End, ends: list[_End]) -> None:
        """Where terms end that have come so far and go on to the next word."""
        at, following = here.at, here.node.next
        word, bare = running.readings[at]
        if after := following.get(word):
            there = _End(here.begin, at + 1, after, here.clitic, here.doubled, here.yang)
            if after.entries:
                ends.append(there)
            if at + 1 < len(running.readings):
                self._further(running, there, ends)
        if bare and (last := following.get(bare)) and last.entries:
            ends.append(_End(here.begin, at + 1, last, True, here.doubled, here.yang))

    def _further(self, running: Running, here: _End, ends: list[_End]) -> None:
        """Where terms end that have come so far and may go on at the next word, if there is one."""
        at, node = here.at, here.node
        if at >= len(running.readings):
            return
        if node.entries and running.clinging(at):
            ends.append(here._replace(at=at + 1, clitic=True))
        if node.next:
            self._beyond(running, here, ends)
            if self.language == "id" and running.readings[at].key == "yang" and at + 1 < len(running.readings):
                self._beyond(running, here._replace(at=at + 1, yang=True), ends)


def _place(end: _End) -> tuple[int, int]:
    return end.begin, end.at


def _finds(running: Running, ends: Iterable[_End]) -> list[Spotted]:
    """The terms that begin and end at a place, each concept's once: in the form that is written there."""
    met = [spotted for end in ends for entry in end.node.entries if (spotted := _spotted(running, end, entry))]
    if len(met) < 2:
        return met
    best: dict[str, Spotted] = {}
    for spotted in met:
        other = best.get(spotted.concept)
        if other is None or _plainness(spotted) < _plainness(other):
            best[spotted.concept] = spotted
    return list(best.values())


def _spotted(running: Running, end: _End, entry: _Entry) -> Spotted | None:
    """The form that ends there as a find, if the term may be written so."""
    term, text = entry.term, running.text
    start, stop = running.places[end.begin][0], running.places[end.at - 1][1]
    if term.text.endswith(".") and text[stop : stop + 1] == ".":
        stop += 1
    written = text[start:stop]
    literal = written == entry.form.text or same(written, entry.form.text)
    if not literal and not _allowed(running, end, term):
        return None
    return Spotted(
        start,
        stop,
        _written(running, end, entry, literal),
        entry.concept,
        term,
        end.at - end.begin,
        _cased(term, written, entry.form.text),
        running.apart(end.begin, end.at - 1),
        literal,
    )


def _allowed(running: Running, end: _End, term: Term) -> bool:
    """Whether what is not written letter by letter may be the term: no mark in between, no yang where it takes none."""
    if end.yang and (term.match != "auto" or term.status == "forbidden"):
        return False
    return all(running.goes_on(k) for k in range(end.begin + 1, end.at))


def _written(running: Running, end: _End, entry: _Entry, literal: bool) -> Written:
    if entry.form.role == "variant" or (not literal and entry.form.role == "own" and _hyphened(running, end)):
        return "variant"
    if end.yang and not literal:
        return "yang"
    return "exact" if literal and entry.form.role == "own" else "inflected"


def _like_a_verb(term: Term) -> bool:
    return term.pos in ("", "VERB") and indonesian.is_verb(term.text.split(" ")[0])


def _hyphened(running: Running, end: _End) -> bool:
    """Whether an Indonesian term is written with a hyphen that it has not: kerja-sama."""
    if running.language == "en" or end.doubled:
        return False
    inside = [k for k in range(end.begin + 1, end.at) if running.joined(k) and not running.clinging(k)]
    return bool(inside) and end.node.entries[0].form.text.count("-") == 0


def _cased(term: Term, written: str, form: str) -> bool:
    if term.case == "as_is":
        start = alike(written).startswith
        return start(alike(form)) or (form[0].islower() and start(alike(form[0].upper() + form[1:])))
    if term.case == "title" and not written.isupper():
        words = written.replace("-", " ").split()
        return all(not word[0].islower() or word in SMALL for word in words)
    return True


def permitted(spotted: Spotted) -> bool:
    """Whether it is a term as it may be written; an acronym in other capitals is another word, a name is not."""
    return spotted.accepted and (spotted.cased or spotted.term.case != "as_is")


_PLAIN: tuple[Written, ...] = ("exact", "inflected", "yang", "variant")


def _plainness(spotted: Spotted) -> tuple[object, ...]:
    """Of several forms of a concept at one place, the one that is written there letter by letter; a permitted one first."""
    return (
        not spotted.cased,
        not spotted.literal,
        _PLAIN.index(spotted.form),
        not spotted.accepted,
        spotted.term.status,
        spotted.term.text,
    )


def longest(found: Iterable[Spotted]) -> list[Spotted]:
    """
    Those that lie in no longer one and overlap none, in order of place; those at the same place stay together.

    Of two that overlap the one of more words stays, of two of as many the first.
    """
    ordered = sorted(found, key=lambda s: (-s.words, s.start, -s.end))
    covered = bytearray(max((spotted.end for spotted in ordered), default=0))
    kept: dict[tuple[int, int], list[Spotted]] = {}
    for spotted in ordered:
        place = (spotted.start, spotted.end)
        if place in kept:
            kept[place].append(spotted)
        elif not any(covered[slice(*place)]):
            covered[slice(*place)] = b"\x01" * (spotted.end - spotted.start)
            kept[place] = [spotted]
    return [spotted for place in sorted(kept) for spotted in kept[place]]


def targets(concept: Concept, language: Language, statuses: Collection[Status] = ACCEPTED) -> list[str]:
    """What a concept may be called in a language, preferred first."""
    terms = sorted(concept.in_language(language), key=lambda term: term.status != "preferred")
    return [term.text for term in terms if term.status in statuses]
