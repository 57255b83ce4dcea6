"""
Aligned text → counts of which word translates which: the prior of later alignments.

`learn` reads files and writes a table that `glossary.prior` reads, `teach` keeps one in a store; `counts` does the same for pairs at hand. A count is a
fact about text and holds none of it. Everything streams; a pair is seen once, and what was met once is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from glossary import sources
from glossary.lexicon import Lexicon, kept, seeds
from glossary.partitions import HERE, PAIRS, Workers, portions
from glossary.prior import Counts, keep, known, write
from glossary.settle import Fixed
from glossary.words import linked
from memory import formats
from memory.align import align
from memory.errors import Invalid, NotFound
from memory.files import decode, load
from memory.quality import doubts
from memory.sentences import sentences
from memory.stores.base import Store
from memory.text import LANGUAGES, clean, tokens

Texts = tuple[str, str]
Progress = Callable[[str, int, int], None]
_OFTEN = 500  # pairs between two signs of progress
_LONGEST = 100  # tokens; longer pairs are lists and tables, and cost by the square


@dataclass(slots=True)
class Learnt:
    """
    What was read: pairs learnt from, pairs passed over by reason, how many word pairs were written, and the files of
    folders that hold no pairs.
    """

    pairs: int = 0
    passed: dict[str, int] = field(default_factory=dict)
    words: int = 0
    unread: list[str] = field(default_factory=list)

    def pass_over(self, why: str) -> None:
        """Count a pair that teaches nothing."""
        self.passed[why] = self.passed.get(why, 0) + 1


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def learn(
    paths: Iterable[Path],
    out: Path,
    *,
    lexicon: Lexicon | None = None,
    least: int = 2,
    progress: Progress = silent,
    workers: Workers = HERE,
) -> Learnt:
    """
    Learn word pairs from aligned text and write those met `least` times or more to `out` (gzipped TSV).

    Reads TMX, XLIFF, PO and XLSX; document pairs (`x.id.txt`, `x.en.txt`); and lines that stand beside each other
    (`x.id`, `x.en`, in one folder). Raises a Problem, and writes nothing, when a file cannot be read, or there is no pair.
    `progress` hears of the pairs learnt from, and not how many there are. `workers` read; whoever they are, the table is the
    same.
    """
    report, found = _learnt(paths, lexicon or seeds(), progress, workers)
    report.words = write(found, out, least=least)
    return report


def teach(
    paths: Sequence[Path],
    store: Store,
    *,
    by: str,
    least: int = 2,
    progress: Progress = silent,
    workers: Workers = HERE,
) -> Learnt:
    """
    Learn word pairs from aligned text, as `learn` does, for the miner of one store to begin with (`glossary.prior.kept`).

    The same paths taught again take the place of what they taught before.
    """
    lexicon = seeds().with_entries(kept(store))
    report, found = _learnt(paths, lexicon, progress, workers)
    report.words = keep(found, store, corpus=[str(path.resolve()) for path in paths], by=by, least=least)
    return report


def _learnt(paths: Iterable[Path], lexicon: Lexicon, progress: Progress, workers: Workers) -> tuple[Learnt, Counts]:
    report = Learnt()
    texts = chain.from_iterable(_texts(path, lexicon, report, workers) for path in paths)
    found = counts(_told(texts, report, progress), lexicon, report, workers=workers)
    if not report.pairs:
        raise Invalid(
            "There is no pair of sentences to learn from.", hint="Give TMX files, document pairs, or x.id with x.en."
        )
    progress("learn", report.pairs, report.pairs)
    return report, found


def counts(
    texts: Iterable[Texts], lexicon: Lexicon, report: Learnt | None = None, *, workers: Workers = HERE
) -> Counts:
    """How often which words were linked in pairs of sentences (Indonesian, English), each pair taken once."""
    found: Counts = {}
    cut = _fresh(workers.map(_cut, None, portions(texts, PAIRS)), report or Learnt())
    # No counts beforehand but the lexicon's: what ships is learnt from text, and not from what shipped before.
    for _ in linked(cut, known(lexicon, {}), Fixed(lexicon), carried=found, workers=workers):
        pass
    return found


def _told(texts: Iterable[Texts], report: Learnt, progress: Progress) -> Iterator[Texts]:
    for number, pair in enumerate(texts):
        if number % _OFTEN == 0:
            progress("learn", report.pairs, 0)
        yield pair


class _Cut(NamedTuple):
    """A pair of texts: a sum over it, the tokens of both sides, or why it teaches nothing."""

    sum: bytes
    tokens: tuple[list[str], list[str]]
    why: str


def _cut(_: None, texts: list[Texts]) -> list[_Cut]:
    return [_tokens(clean(source), clean(target)) for source, target in texts]


def _tokens(here: str, there: str) -> _Cut:
    known_by = hashlib.blake2s(f"{here}\x1f{there}".encode("utf-8", "surrogatepass"), digest_size=10).digest()
    why = doubts(here, there)
    pair = ([], []) if why else ([t.text for t in tokens(here, "id")], [t.text for t in tokens(there, "en")])
    if not why and max(map(len, pair)) > _LONGEST:
        why = ["long"]
    return _Cut(known_by, ([], []) if why else pair, why[0] if why else "")


def _fresh(cut: Iterable[list[_Cut]], report: Learnt) -> Iterator[tuple[list[str], list[str]]]:
    seen: set[bytes] = set()
    for one in chain.from_iterable(cut):
        before = len(seen)
        seen.add(one.sum)
        why = "repeated" if len(seen) == before else one.why
        if why:
            report.pass_over(why)
            continue
        report.pairs += 1
        yield one.tokens


def _texts(path: Path, lexicon: Lexicon, report: Learnt, workers: Workers) -> Iterator[Texts]:
    """The pairs of a file, or of every file in a folder that has any."""
    if path.suffix == ".id":
        yield from _lines(path)
        return
    lines = sorted(path.glob("*.id")) if path.is_dir() else []
    yield from chain.from_iterable(_lines(inner) for inner in lines)
    beside = {inner.with_suffix(side) for inner in lines for side in (".id", ".en")}
    rest = [inner for inner in sorted(path.iterdir()) if inner not in beside] if lines else [path]
    found = _sources(rest, report, workers)
    twins = (source for source in found if isinstance(source, sources.Twin))
    aligned = workers.map(_twin, lexicon, map(_paragraphs, twins))
    for source in found:
        if isinstance(source, sources.Twin):
            yield from next(aligned)
        elif isinstance(source, sources.Stored):
            yield from _stored(source.path, report)
        else:
            report.unread.append(str(source.path))


def _sources(paths: list[Path], report: Learnt, workers: Workers) -> list[sources.Source]:
    found, passed = sources.gather(paths, workers=workers) if paths else ([], [])
    report.unread += [str(foreign.path) for foreign in passed]
    return found


def _lines(path: Path) -> Iterator[Texts]:
    other = path.with_suffix(".en")
    if not other.is_file():
        raise NotFound(f"{path.name} has no {other.name} beside it.", hint="Lines come in two files.", file=str(path))
    here, there = (decode(load(side), side).removesuffix("\n").split("\n") for side in (path, other))
    if len(here) != len(there):
        raise Invalid(
            f"{path.name} has {len(here)} lines and {other.name} {len(there)}; line for line they should be the same.",
            hint="Give documents that are not aligned as x.id.txt and x.en.txt.",
            file=str(path),
        )
    yield from zip(here, there, strict=True)


def _paragraphs(twin: sources.Twin) -> list[list[str]]:
    return [[p.text for p in twin.documents[side].paragraphs] for side in LANGUAGES]


def _twin(lexicon: Lexicon, paragraphs: list[list[str]]) -> list[Texts]:
    here, there = (
        [s.text for text in told for s in sentences(text, side)]
        for side, told in zip(LANGUAGES, paragraphs, strict=True)
    )
    return [
        (" ".join(here[i] for i in bead.source), " ".join(there[j] for j in bead.target))
        for bead in align(here, there, anchors=lexicon.anchors)
        if bead.source and bead.target
    ]


def _stored(path: Path, report: Learnt) -> Iterator[Texts]:
    for item in formats.read(path):
        if isinstance(item, formats.Skipped):
            report.pass_over("unreadable")
        else:
            yield item.texts["id"], item.texts["en"]
