"""
Sub-segment matches: the longest phrases that a segment shares with the memory, and the words that translate them there.

In prose one sentence in fifty has a match worth editing (research: 1–2% of news sentences reach 70 among 27,000), but
most have phrases that somebody has translated before. `fragments` finds them by growing each phrase as long as the memory
still has it, and reads their translation off the word links of the units that have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from glossary.blocks import Pair
from glossary.lexicon import Lexicon
from glossary.prior import known
from glossary.settle import Fixed
from glossary.words import Linked, hull, link
from memory.concordance import Line
from memory.language import SMALL
from memory.recall import Memory
from memory.text import Language, Lexeme, fold, lexemes, tokens

_UNITS = 12  # units whose word links are read for one phrase

Linking = Callable[[Sequence[Pair]], list[Linked]]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A phrase of a segment: its place there (code points), how many units have it, what translates it how often."""

    text: str
    span: tuple[int, int]
    seen: int
    translations: tuple[tuple[str, int], ...]
    units: tuple[str, ...]


def fragments(text: str, source: Language, memory: Memory, lexicon: Lexicon, *, limit: int = 6) -> list[Fragment]:
    """The longest phrases, of two words or more, that a segment shares with the memory, longest first."""
    beforehand, settled = known(lexicon), Fixed(lexicon)
    shared = sorted(_shared(text, source, memory), key=lambda s: (-len(text[s[0] : s[1]].split()), s[:2]))
    found = (_fragment(text, source, *one, partial(link, translations=beforehand, settle=settled)) for one in shared)
    return list(islice((fragment for fragment in found if fragment.translations), limit))


def _shared(text: str, source: Language, memory: Memory) -> Iterator[tuple[int, int, list[Line], int]]:
    """The phrases that cannot be made longer: start, end, some of the units that have them, and how many do."""
    for run in _runs(text):
        reached, start = 0, 0
        while start < len(run):
            end = start + 1
            best: tuple[list[Line], int] = ([], 0)
            while end < len(run):
                lines, total = memory.concordance(_phrase(text, run, start, end + 1), side=source, limit=_UNITS)
                if not total:
                    break
                end, best = end + 1, (lines, total)
            telling = any(fold(lexeme.text) not in SMALL[source] for lexeme in run[start:end])
            if end - start >= 2 and end > reached and telling:
                yield run[start].start, run[end - 1].end, best[0], best[1]
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


def _fragment(
    text: str, source: Language, start: int, end: int, lines: Sequence[Line], total: int, linking: Linking
) -> Fragment:
    other: Language = "en" if source == "id" else "id"
    cut = {line.unit.id: (tokens(line.unit.texts["id"], "id"), tokens(line.unit.texts["en"], "en")) for line in lines}
    linked = linking([([t.text for t in i], [t.text for t in e]) for i, e in cut.values()])
    said: Counter[str] = Counter()
    for line, (indonesian, english), links in zip(lines, cut.values(), linked, strict=True):
        here, there = (indonesian, english) if source == "id" else (english, indonesian)
        pairs = links.links if source == "id" else {(j, i) for i, j in links.links}
        first, last = line.spans[source][0]
        inside = {k for k, token in enumerate(here) if first <= token.start and token.end <= last}
        matters = {k for k, token in enumerate(here) if _tells(token.text, source)}
        counts = {k for k, token in enumerate(there) if token.text[:1].isalnum()}
        tight = hull(pairs, inside, matters.__contains__, counts.__contains__)
        if tight:
            said[line.unit.texts[other][there[tight[0]].start : there[tight[1]].end]] += 1
    units = tuple(line.unit.id for line in lines)
    return Fragment(text[start:end], (start, end), total, _told(said), units)


def _told(said: Counter[str]) -> tuple[tuple[str, int], ...]:
    """What was said most, whatever its capitals; of those the form met most often."""
    forms: dict[str, list[tuple[str, int]]] = {}
    for form, count in said.most_common():
        forms.setdefault(fold(form), []).append((form, count))
    merged = [(found[0][0], sum(count for _, count in found)) for found in forms.values()]
    return tuple(sorted(merged, key=lambda item: (-item[1], item[0]))[:3])


def _tells(word: str, language: Language) -> bool:
    return word[:1].isalnum() and fold(word) not in SMALL[language]
