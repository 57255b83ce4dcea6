"""
Sub-segment matches: the longest phrases that a segment shares with the memory, and the words that translate them there.

In prose one sentence in fifty has a match worth editing (research: 1–2% of news sentences reach 70 among 27,000), but
most have phrases that somebody has translated before. `fragments` finds them by growing each phrase as long as the memory
still has it, and reads their translation off the word links of the units that have them.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from glossary.lexicon import Lexicon
from glossary.partitions import portions
from glossary.prior import known
from glossary.settle import Fixed
from glossary.words import Links, apart, hull
from memory.concordance import Line
from memory.language import SMALL
from memory.recall import Memory
from memory.text import Language, Lexeme, Token, fold, lexemes, tokens
from memory.units import Unit

_UNITS = 8  # units whose word links are read for one phrase
_KEPT = 1000  # units whose links are remembered, about 10 KB each


@dataclass(frozen=True, slots=True)
class Fragment:
    """A phrase of a segment: its place there (code points), how many units have it, what translates it how often."""

    text: str
    span: tuple[int, int]
    seen: int
    translations: tuple[tuple[str, int], ...]
    units: tuple[str, ...]


class _Shared(NamedTuple):
    """A phrase that cannot be made longer: its place, and how many units have it."""

    start: int
    end: int
    seen: int


class _Cut(NamedTuple):
    """A unit's tokens, and the links between them."""

    tokens: dict[Language, list[Token]]
    links: Links


def fragments(text: str, source: Language, memory: Memory, lexicon: Lexicon, *, limit: int = 6) -> list[Fragment]:
    """The longest phrases, of two words or more, that a segment shares with the memory, longest first."""
    shared = sorted(_shared(text, source, memory), key=lambda s: (-len(text[s.start : s.end].split()), s.start, s.end))
    found: list[Fragment] = []
    for some in portions(shared, max(1, limit)):
        told = [memory.concordance(text[one.start : one.end], side=source, limit=_UNITS)[0] for one in some]
        cut = _reader(lexicon)(line.unit for lines in told for line in lines)
        read = (_fragment(text, source, one, lines, cut) for one, lines in zip(some, told, strict=True))
        found += [fragment for fragment in read if fragment.translations]
        if len(found) >= limit:
            break
    return found[:limit]


def _shared(text: str, source: Language, memory: Memory) -> Iterator[_Shared]:
    """The phrases that cannot be made longer."""
    for run in _runs(text):
        reached, start = 0, 0
        while start < len(run):
            end, seen = start + 1, 0
            while end < len(run):
                _, total = memory.concordance(_phrase(text, run, start, end + 1), side=source, limit=0)
                if not total:
                    break
                end, seen = end + 1, total
            telling = any(fold(lexeme.text) not in SMALL[source] for lexeme in run[start:end])
            if end - start >= 2 and end > reached and telling:
                yield _Shared(run[start].start, run[end - 1].end, seen)
            reached, start = max(reached, end), start + 1


def _runs(text: str) -> Iterator[list[Lexeme]]:
    """The words and numbers of a text, cut at its marks."""
    run: list[Lexeme] = []
    for lexeme in lexemes(text):
        if lexeme.kind == "mark":
            yield run
            run = []
        else:
            run.append(lexeme)
    yield run


def _phrase(text: str, run: Sequence[Lexeme], start: int, end: int) -> str:
    return text[run[start].start : run[end - 1].end]


class _Reader:
    """Cuts units into tokens and links them, each by itself, and remembers the last of them: phrases come again."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._known, self._settled = known(lexicon), Fixed(lexicon)
        self._lock, self._kept = Lock(), OrderedDict[tuple[str, str], _Cut]()

    def __call__(self, units: Iterable[Unit]) -> dict[str, _Cut]:
        """The units by their ids."""
        asked = {unit.id: (unit.texts["id"], unit.texts["en"]) for unit in units}
        with self._lock:
            found = {texts: self._kept[texts] for texts in asked.values() if texts in self._kept}
        found |= self._linked([texts for texts in dict.fromkeys(asked.values()) if texts not in found])
        with self._lock:
            self._kept |= found
            for texts in found:
                self._kept.move_to_end(texts)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return {id_: found[texts] for id_, texts in asked.items()}

    def _linked(self, asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], _Cut]:
        cut: list[dict[Language, list[Token]]] = [
            {"id": tokens(here, "id"), "en": tokens(there, "en")} for here, there in asked
        ]
        pairs = [([t.text for t in one["id"]], [t.text for t in one["en"]]) for one in cut]
        linked = apart(pairs, self._known, self._settled)
        return {texts: _Cut(one, links.links) for texts, one, links in zip(asked, cut, linked, strict=True)}


_reader = lru_cache(maxsize=2)(_Reader)


def _fragment(text: str, source: Language, shared: _Shared, lines: Sequence[Line], cut: Mapping[str, _Cut]) -> Fragment:
    other: Language = "en" if source == "id" else "id"
    said: Counter[str] = Counter()
    for line in lines:
        here, there = cut[line.unit.id].tokens[source], cut[line.unit.id].tokens[other]
        links = cut[line.unit.id].links
        pairs = links if source == "id" else {(j, i) for i, j in links}
        first, last = line.spans[source][0]
        inside = {k for k, token in enumerate(here) if first <= token.start and token.end <= last}
        matters = {k for k, token in enumerate(here) if _tells(token.text, source)}
        counts = {k for k, token in enumerate(there) if token.text[:1].isalnum()}
        tight = hull(pairs, inside, matters.__contains__, counts.__contains__)
        if tight:
            said[line.unit.texts[other][there[tight[0]].start : there[tight[1]].end]] += 1
    units = tuple(line.unit.id for line in lines)
    return Fragment(text[shared.start : shared.end], shared[:2], shared.seen, _told(said), units)


def _told(said: Counter[str]) -> tuple[tuple[str, int], ...]:
    """What was said most, whatever its capitals; of those the form met most often."""
    forms: dict[str, list[tuple[str, int]]] = {}
    for form, count in said.most_common():
        forms.setdefault(fold(form), []).append((form, count))
    merged = [(found[0][0], sum(count for _, count in found)) for found in forms.values()]
    return tuple(sorted(merged, key=lambda item: (-item[1], item[0]))[:3])


def _tells(word: str, language: Language) -> bool:
    return word[:1].isalnum() and fold(word) not in SMALL[language]
