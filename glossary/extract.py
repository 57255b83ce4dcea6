"""
Aligned pairs of sentences → candidate term pairs.

An Indonesian noun phrase and the English words that its words are linked to make a pair when no word of either is linked
outside the other (Koehn, Och & Marcu 2003), tight, without function words at its edges, and noun phrases both. What is
met once counts only when each of its words is vouched for (`support.py`); the rest is weighed by how unlikely the meeting
is (`scores.py`) and by how often either side means the other. Units stream; what is kept grows with the phrases met.
"""

from __future__ import annotations

import re
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from sys import intern
from typing import NamedTuple

from glossary.course import Course
from glossary.lexicon import Lexicon
from glossary.met import Harvest, Met, Place, Read, Rendering
from glossary.morphology import english
from glossary.partitions import HERE, PAIRS, Workers, portions
from glossary.parts import parse
from glossary.phrases import PASSING, Phrase, phrases
from glossary.prior import Counts, frequencies, known
from glossary.rank import standing
from glossary.settle import Fixed
from glossary.shapes import LONGEST, MARKS, acting, noun_phrase, trimmed, written
from glossary.support import Key, Support
from glossary.tagger import tagger
from glossary.terms import Candidate
from glossary.weigh import Corpus, candidate, document
from glossary.words import BLOCK, Aligner, Linked, hull, linked
from memory.language import SMALL
from memory.text import Token, fold, tokens, words
from memory.units import Unit

Progress = Callable[[int, int], None]
_OFTEN = 500  # phrases between two signs of progress
Texts = tuple[str, str]
Spans = tuple["array[int]", "array[int]"]
"""Where the tokens of both sides begin and end, one number after the other."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def extract(
    units: Sequence[Unit],
    lexicon: Lexicon,
    *,
    background: Sequence[Unit] = (),
    terms: Iterable[tuple[str, str]] = (),
    learnt: Counts | None = None,
    progress: Progress = silent,
    workers: Workers = HERE,
    size: int = PAIRS,
) -> list[Candidate]:
    """
    The term pairs in units whose two sides say the same, in the order in which their phrases were first met.

    `background` are units, and `terms` approved pairs (Indonesian, English), that help to learn the word links and yield
    no candidates. `learnt` are a store's own counts of word pairs. `progress` hears how many of the units were read. `workers` read partitions of so many pairs; whoever
    reads them, the candidates are the same.
    """

    def hear(stage: str, done: int, total: int) -> None:
        if stage == "extract":
            progress(done, total)

    course = Course(hear)
    kinds = {
        "background": background,
        "terms": terms,
        "learnt": learnt,
        "course": course,
        "workers": workers,
        "size": size,
    }
    found = extracted(units, lexicon, **kinds)  # type: ignore[arg-type]
    return [candidate for _, candidate in sorted(found, key=lambda item: item[0])]


def extracted(
    units: Sequence[Unit],
    lexicon: Lexicon,
    *,
    course: Course,
    background: Sequence[Unit] = (),
    terms: Iterable[tuple[str, str]] = (),
    learnt: Counts | None = None,
    aligner: Aligner | None = None,
    workers: Workers = HERE,
    size: int = PAIRS,
) -> Iterator[tuple[tuple[int, int], Candidate]]:
    """
    The same one by one, by the alphabet, each with its place in the order of `extract`. `aligner` may link the words
    instead of `glossary.words.linked`.

    What is in memory does not grow with the units, but for their words and the sums of their phrases.
    """
    approved = list(terms)
    translations, settled = known(lexicon, learnt=learnt, terms=approved), Fixed(lexicon, approved)
    harvest = Harvest()
    walk = _Walk(units, background, size)
    link = aligner or linked
    links = link(walk.pairs(workers, lexicon), translations, settled, workers=workers, progress=walk.linking(course))
    for read, count in workers.map(_read, lexicon, walk.partitions(links)):
        harvest.join(read)
        for _ in range(count):
            walk.done += 1
            course("extract", walk.done, len(units))
        course.did("extract", walk.done)
    yield from _candidates(
        harvest, Corpus(units, Support(lexicon, translations), frequencies(), harvest), lexicon, course
    )


class _Partition(NamedTuple):
    """Units that are read together: the number of the first, their texts, tokens, links, and documents."""

    first: int
    texts: list[Texts]
    cut: list[Spans]
    links: list[Linked]
    documents: list[str]


@dataclass
class _Walk:
    """
    Through the units twice at once: ahead they are cut into tokens, and behind, when their words are linked, into partitions.

    The background comes first, for what is linked later learns from it.
    """

    units: Sequence[Unit]
    background: Sequence[Unit]
    size: int
    done: int = 0  # units that were read
    _waiting: deque[tuple[Unit, Spans]] = field(default_factory=deque)

    def linking(self, course: Course) -> Callable[[float], None]:
        """Tells how many pairs are linked; by a step of its own only while no unit was read."""
        first = min(BLOCK, len(self.background) + len(self.units))

        def tell(share: float) -> None:
            course.did("link", share)
            if not self.done:
                course("link", min(first, round(share)), first)

        return tell

    def pairs(self, workers: Workers, lexicon: Lexicon) -> Iterator[tuple[list[str], list[str]]]:
        """The tokens of every unit, its background first."""
        for some in (self.background, self.units):
            ahead: deque[list[Unit]] = deque()
            for found in workers.map(_cut, lexicon, _told(portions(some, self.size), ahead)):
                for unit, spans in zip(ahead.popleft(), found, strict=True):
                    if some is self.units:
                        self._waiting.append((unit, spans))
                    here, there = map(_words, _texts(unit), spans)
                    yield here, there

    def partitions(self, links: Iterator[Linked]) -> Iterator[_Partition]:
        """The units with their links, in partitions."""
        for _ in self.background:
            next(links)
        first = 0
        for found in portions(links, self.size):
            some = [self._waiting.popleft() for _ in found]
            texts = [_texts(unit) for unit, _ in some]
            yield _Partition(first, texts, [cut for _, cut in some], found, [document(unit) for unit, _ in some])
            first += len(some)


def _told(some: Iterable[list[Unit]], ahead: deque[list[Unit]]) -> Iterator[list[Texts]]:
    for portion in some:
        ahead.append(portion)
        yield [_texts(unit) for unit in portion]


def _texts(unit: Unit) -> Texts:
    return unit.texts["id"], unit.texts["en"]


def _cut(_: Lexicon, some: list[Texts]) -> list[Spans]:
    """Where the tokens of pairs of texts are."""
    return [(_spans(tokens(here, "id")), _spans(tokens(there, "en"))) for here, there in some]


def _spans(found: Iterable[Token]) -> array[int]:
    return array("I", [at for token in found for at in (token.start, token.end)])


def _words(text: str, spans: array[int]) -> list[str]:
    return [text[start:end] for start, end in zip(spans[::2], spans[1::2], strict=True)]


def _tokens(text: str, spans: array[int]) -> list[Token]:
    return [Token(text[start:end], start, end) for start, end in zip(spans[::2], spans[1::2], strict=True)]


def _read(lexicon: Lexicon, partition: _Partition) -> tuple[Read, int]:
    """What a partition holds, and how many units it has."""
    reader = _Reader(lexicon)
    for at, (texts, spans, links, name) in enumerate(zip(*partition[1:], strict=True), start=partition.first):
        here, there = (_tokens(text, at) for text, at in zip(texts, spans, strict=True))
        reader.read(at, texts, here, there, links, name)
    return reader.found, len(partition.texts)


@dataclass
class _Reader:
    """What was met so far, by the folded Indonesian."""

    lexicon: Lexicon
    found: Read = field(default_factory=Read)

    def read(self, at: int, texts: Texts, here: list[Token], there: list[Token], links: Linked, document: str) -> None:
        """Note every phrase of a unit with what it is linked to."""
        self.found.words.update(fold(token.text) for token in here)
        inside = phrases(parse(texts[0], self.lexicon), witnessed=True)
        for number, phrase in enumerate(inside):
            span = _linked_span(phrase, here, there, links, self.lexicon)
            mirrored = span is not None and _mirrored(phrase, span, here, there, links)
            if phrase.turned and not mirrored:
                continue
            if span is not None and not mirrored and acting([t.text for t in there], _at(there, span), self.lexicon):
                span = None
            new = Met(phrase.text, len(phrase.parts), (at, number))
            seen = self.found.met.setdefault(phrase.key, new)
            _count(seen, phrase, inside)
            if span is not None:
                key, place = _pair(at, texts[1], phrase, span)
                if key:
                    self.found.english[key] += 1
                    seen.renderings.setdefault(key, Rendering()).note(place, document, mirrored=mirrored)


def _pair(at: int, text: str, phrase: Phrase, span: tuple[int, int]) -> tuple[Key, Place]:
    """The English of a phrase at a place."""
    opens = not re.search(r"[\w,;)]\s*$", text[: span[0]])
    form = written(text[slice(*span)], opens=opens, proper=phrase.proper)
    return english.core(words(form)), Place(at, phrase.start, phrase.end, *span, intern(form))


def _candidates(
    harvest: Harvest, corpus: Corpus, lexicon: Lexicon, course: Course
) -> Iterator[tuple[tuple[int, int], Candidate]]:
    """The phrases with a rendering that passes, those that live on their own."""
    total, elsewhere = len(harvest), list[tuple[tuple[int, int], Candidate]]()
    course.expect("weigh", total)
    for done, (key, seen) in enumerate(harvest.met(), start=1):
        one = candidate(key, seen, corpus)
        if one is not None and _adjective(one, lexicon):
            one = replace(one, pos="ADJ")
        if one is not None and one.key != key:
            elsewhere.append((seen.first, one))  # its text folds to another phrase than the one it is of
        elif one is not None and standing([one], {key: seen.alone}, {key: seen.longer}):
            yield seen.first, one
        if done % _OFTEN == 0 or done == total:
            course.did("weigh", done)
            course("weigh", done, total)
    wanted = {one.key for _, one in elsewhere}
    there = {key: seen for key, seen in harvest.met() if key in wanted} if wanted else {}
    alone, longer = {k: seen.alone for k, seen in there.items()}, {k: seen.longer for k, seen in there.items()}
    yield from ((first, one) for first, one in elsewhere if standing([one], alone, longer))


def _count(seen: Met, phrase: Phrase, found: Sequence[Phrase]) -> None:
    """Note how a phrase was met: on its own, inside others, as a name, with a yang."""
    seen.count += 1
    if not phrase.proper:
        seen.text, seen.small = phrase.text, True  # small letters tell more than a title's capitals
    seen.alone += phrase.maximal
    seen.yang = seen.yang or phrase.yang
    seen.capital += phrase.proper or _named(phrase)
    seen.passing, seen.turned = phrase.passing, phrase.turned
    seen.inside(frozenset(other.key for other in found if _inside(phrase, other)))


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
