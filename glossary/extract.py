"""
Aligned pairs of sentences → candidate term pairs.

An Indonesian noun phrase and the English words that its words are linked to make a pair when no word of either is linked
outside the other (Koehn, Och & Marcu 2003), tight, without function words at its edges, and noun phrases both. What is
met once counts only when each of its words is vouched for (`support.py`); the rest is weighed by how unlikely the meeting
is (`scores.py`) and by how often either side means the other. Units stream; what is kept grows with the phrases met.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from sys import intern

from glossary.fixed import Fixed
from glossary.lexicon import Lexicon
from glossary.morphology import english
from glossary.parts import parse
from glossary.phrases import PASSING, Phrase, phrases
from glossary.prior import Counts, frequencies, known
from glossary.rank import standing
from glossary.shapes import LONGEST, MARKS, acting, noun_phrase, trimmed, written
from glossary.support import Key, Support
from glossary.tagger import tagger
from glossary.terms import Candidate
from glossary.weigh import Corpus, Met, Place, candidate
from glossary.words import Linked, hull, linked
from memory.language import SMALL
from memory.text import Token, fold, tokens, words
from memory.units import Unit

_AROUND = 8  # longer phrases that a phrase is remembered to have been in
Progress = Callable[[int, int], None]


def extract(
    units: Sequence[Unit],
    lexicon: Lexicon,
    *,
    background: Sequence[Unit] = (),
    terms: Iterable[tuple[str, str]] = (),
    learnt: Counts | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Candidate]:
    """
    The term pairs in units whose two sides say the same.

    `background` are units, and `terms` approved pairs (Indonesian, English), that help to learn the word links and yield
    no candidates. `learnt` are a store's own counts of word pairs. `progress` hears how many of the units were read.
    """
    approved = list(terms)
    translations = known(lexicon, learnt=learnt, terms=approved)
    reader = _Reader(lexicon, Corpus(units, Support(lexicon, translations), frequencies()))
    cut: deque[tuple[list[Token], list[Token]]] = deque()

    def pairs() -> Iterator[tuple[list[str], list[str]]]:
        # The background comes first, for what is linked later learns from it.
        for unit in (*background, *units):
            cut.append((tokens(unit.texts["id"], "id"), tokens(unit.texts["en"], "en")))
            yield [token.text for token in cut[-1][0]], [token.text for token in cut[-1][1]]

    for at, links in enumerate(linked(pairs(), translations, Fixed(lexicon, approved)), start=-len(background)):
        here, there = cut.popleft()
        if at >= 0:
            reader.read(at, here, there, links)
            progress(at + 1, len(units))
    return reader.candidates()


@dataclass
class _Reader:
    """What was met so far, by the folded Indonesian."""

    lexicon: Lexicon
    corpus: Corpus
    met: dict[str, Met] = field(default_factory=dict)

    def read(self, at: int, here: list[Token], there: list[Token], links: Linked) -> None:
        """Note every phrase of a unit with what it is linked to."""
        unit = self.corpus.units[at]
        self.corpus.words.update(fold(token.text) for token in here)
        found = phrases(parse(unit.texts["id"], self.lexicon), witnessed=True)
        for phrase in found:
            span = _linked_span(phrase, here, there, links, self.lexicon)
            mirrored = span is not None and _mirrored(phrase, span, here, there, links)
            if phrase.turned and not mirrored:
                continue
            if span is not None and not mirrored and acting([t.text for t in there], _at(there, span), self.lexicon):
                span = None
            seen = self.met.setdefault(phrase.key, Met(phrase.text, len(phrase.parts)))
            _count(seen, phrase, found)
            if span is not None:
                self._pair(at, seen, phrase, span, mirrored=mirrored)

    def _pair(self, at: int, seen: Met, phrase: Phrase, span: tuple[int, int], *, mirrored: bool) -> None:
        """Note the English of a phrase at a place."""
        text = self.corpus.units[at].texts["en"]
        opens = not re.search(r"[\w,;)]\s*$", text[: span[0]])
        form = written(text[slice(*span)], opens=opens, proper=phrase.proper)
        key: Key = english.core(words(form))
        if key:
            self.corpus.english[key] += 1
            seen.note(key, Place(at, phrase.start, phrase.end, *span, intern(form)), mirrored=mirrored)

    def candidates(self) -> list[Candidate]:
        """The phrases with a rendering that passes, those that live on their own."""
        counts = {key: seen.count for key, seen in self.met.items()}
        told = (candidate(key, seen, counts, self.corpus) for key, seen in self.met.items())
        found = [replace(c, pos="ADJ") if _adjective(c, self.lexicon) else c for c in told if c is not None]
        alone = {key: seen.alone for key, seen in self.met.items()}
        return standing(found, alone, {key: seen.longer for key, seen in self.met.items()})


def _count(seen: Met, phrase: Phrase, found: Sequence[Phrase]) -> None:
    """Note how a phrase was met: on its own, inside others, as a name, with a yang."""
    seen.count += 1
    seen.text = seen.text if phrase.proper else phrase.text  # small letters tell more than a title's capitals
    seen.alone += phrase.maximal
    seen.yang = seen.yang or phrase.yang
    seen.capital += phrase.proper or _named(phrase)
    seen.passing, seen.turned = phrase.passing, phrase.turned
    around = {other.key for other in found if _inside(phrase, other)}
    if around and len(seen.longer) < _AROUND:
        seen.longer |= around


def _adjective(one: Candidate, lexicon: Lexicon) -> bool:
    """Whether the one English word for what begins like a clause is mostly an adjective: *tanpa gejala* asymptomatic."""
    if not one.features["turned"] or " " in one.renderings[0]:
        return False
    told = []
    for text, span in ((place.texts["en"], place.spans["en"][0]) for place in one.evidence):
        if fold(text[slice(*span)]) == fold(one.renderings[0]):
            found = tokens(text, "en")
            told.append(tagger(lexicon, "en").tag([token.text for token in found])[_at(found, span)])
    # Of verbs only participles are let through as terms: alcohol-based.
    return 2 * sum(tag in ("ADJ", "VERB") for tag in told) > len(told)


def _named(phrase: Phrase) -> bool:
    """Whether a phrase where a sentence begins is written as a name but for its first word, of which none can tell."""
    first, rest = phrase.parts[0], phrase.parts[1:]
    return first.opens and (all(part.capital for part in rest) if rest else first.pos == "PROPN")


def _inside(phrase: Phrase, other: Phrase) -> bool:
    within = other.start <= phrase.start and phrase.end <= other.end and not (other.passing or other.turned)
    return other.maximal and within and len(other.parts) > len(phrase.parts)


def _linked_span(
    phrase: Phrase, here: list[Token], there: list[Token], links: Linked, lexicon: Lexicon
) -> tuple[int, int] | None:
    """Where the English of a phrase stands, or None when it is not tight, too long, or no noun phrase."""
    inside = {k for k, token in enumerate(here) if phrase.start <= token.start < phrase.end}
    tight = hull(links.links, inside, lambda i: _content(here[i].text), lambda j: there[j].text not in MARKS)
    if tight is None:
        return None
    found = [token.text for token in there]
    own = {j for i, j in links.links if i in inside and (phrase.passing or fold(here[i].text) not in PASSING)}
    first, last = trimmed(found, *tight, own)
    said = found[first : last + 1]
    if not said or len(said) > LONGEST or not noun_phrase(said, lexicon, adjective=phrase.turned):
        return None
    return there[first].start, there[last].end


def _at(there: Sequence[Token], span: Sequence[int]) -> int:
    """The place of a span's first word."""
    return next(j for j, token in enumerate(there) if token.start == span[0])


def _mirrored(phrase: Phrase, span: tuple[int, int], here: list[Token], there: list[Token], links: Linked) -> bool:
    """
    Whether English has the first word of the phrase last, or one word for all.

    A term is turned round (*cuci tangan*, hand washing), a clause is not (*mencuci tangan*, wash hands).
    """
    # One English word for an active verb and its object leaves one of them untold.
    inside = [j for j, token in enumerate(there) if span[0] <= token.start < span[1]]
    first = next(k for k, token in enumerate(here) if token.start >= phrase.start)
    met = [j for i, j in links.links if i == first and j in inside]
    if len(inside) == 1:
        return not (phrase.turned and phrase.parts[0].folded.startswith("me"))
    return bool(met) and min(met) == inside[-1]


def _content(word: str) -> bool:
    return bool(re.search(r"\w", word)) and fold(word) not in SMALL["id"]
