"""
The whole walk on one page: files become units and candidates, candidates become proposals.

    gather → read, split, align, doubt → remember → extract (pairs) or compose (Indonesian alone) → rank → propose

Nothing is stored before everything has been read. Then each file is remembered in a batch of its own, and what is proposed
in one more: a run that is interrupted keeps the files that it had finished, the same command goes on from there and comes
to the same end, and a run that is repeated adds nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice, product, takewhile
from pathlib import Path

from glossary import lexicon as lexicons
from glossary import prior, sources, streams
from glossary.comparable import Texts, confirmed, related
from glossary.compose import compose
from glossary.extract import extract
from glossary.fixed import Fixed
from glossary.lexicon import SEEDS, Lexicon
from glossary.lookup import Glossary
from glossary.names import Names
from glossary.options import Senses, beside, counted
from glossary.options import silent as unasked
from glossary.pairs import pairs
from glossary.parts import parse
from glossary.rank import rank
from glossary.render import Attestation, Attested
from glossary.report import FileReport, Report
from glossary.terms import Concept
from glossary.words import linked, tally
from memory.documents import Document
from memory.recall import Memory, Remembered
from memory.sentences import sentences
from memory.stores.base import Change
from memory.text import LANGUAGES, Language, tokens
from memory.units import Unit

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is (0: not known)."""

_BACKGROUND = 4000  # units of the memory that help to learn word links
_TAUGHT = 1000  # units of the memory that tell what words were translated by


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def mine(
    paths: Iterable[Path],
    *,
    memory: Memory,
    glossary: Glossary,
    pair: tuple[Path, Path] | None = None,
    comparable: Sequence[tuple[Path, Path]] = (),
    language: Language | None = None,
    counts: Path | None = None,
    by: str = "miner",
    progress: Progress = silent,
) -> Report:
    """
    Read files, remember what is parallel, and propose the terms in them.

    `comparable` are an Indonesian and an English document each, on one event, and no translations of each other. `counts`
    is a table of word pairs that `glossary.learn` wrote, believed beside what the store has learnt itself.

    Raises a Problem, and changes nothing, when a file that was given cannot be read. Whatever else ends a run early, the
    files that were finished stay remembered, and the next run goes on from there.
    """
    began, report = time.monotonic(), Report()
    found, passed = sources.gather(paths, pair=pair, comparable=comparable, language=language)
    report.passed_over = [{"path": str(p.path), "why": p.why} for p in passed]
    lexicon = lexicons.seeds().with_entries(lexicons.kept(memory.store))
    learnt = prior.joined(prior.kept(memory.store), prior.read(counts) if counts else {})
    run = _Run(memory, glossary, by, report, progress, lexicon, learnt)
    for done, source in enumerate(found):
        progress("read", done, len(found))
        run.read(source)
    progress("read", len(found), len(found))
    run.remember()
    run.propose()
    report.seconds = time.monotonic() - began
    return report


@dataclass
class _Run:
    """One run: what it has read so far, and what of that is to be remembered, file by file."""

    memory: Memory
    glossary: Glossary
    by: str
    report: Report
    progress: Progress
    lexicon: Lexicon
    learnt: prior.Counts
    units: list[Unit] = field(default_factory=list)
    alone: list[Document] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    comparable: list[Texts] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def read(self, source: sources.Source) -> None:
        """Read one source; what is to be remembered of it waits until all have been read."""
        file = FileReport(str(source.path), _KINDS[type(source)])
        self.report.files.append(file)
        match source:
            case sources.Twin():
                self.waiting.append(partial(self._align, file, source, self.lexicon))
            case sources.Stored():
                self.waiting.append(partial(self._keep, file, list(streams.units(source.path, file, self.progress))))
            case sources.Terms():
                self.waiting.append(partial(self._add, file, list(streams.concepts(source.path, file))))
            case sources.Dictionary():
                self.lexicon = self.lexicon.with_entries(lexicons.read(source.path))
            case sources.Single():
                self._note(source.document, file)
            case sources.Comparable():
                file.related = related(source.documents, self.lexicon)
                for document in source.documents.values():
                    self._note(document, file)
                self.comparable.append(source.documents)

    def remember(self) -> None:
        """Remember what was read, each file in a batch of its own."""
        for done, one in enumerate(self.waiting):
            self.progress("remember", done, len(self.waiting))
            one()
        if self.waiting:
            self.progress("remember", len(self.waiting), len(self.waiting))

    def _align(self, file: FileReport, source: sources.Twin, lexicon: Lexicon) -> None:
        self._keep(file, *pairs(source, lexicon, self.memory.store, file))

    def _keep(self, file: FileReport, units: list[Unit], changes: Sequence[Change] = ()) -> None:
        why = f"mined {Path(file.path).name}"
        with self.memory.store.batch():
            did: Remembered = self.memory.remember(units, by=self.by, why=why)
            self.memory.store.write(changes, by=self.by, why=why)
        file.units = {"created": did.created, "updated": did.updated, "unchanged": did.unchanged}
        file.doubted = [{"texts": u.texts, "doubts": list(u.doubts)} for u in units if u.doubts]
        self.units += [u for u in units if not u.doubts]

    def _add(self, file: FileReport, concepts: list[Concept]) -> None:
        counts = self.glossary.add(concepts, by=self.by, why=f"term list {Path(file.path).name}")
        file.concepts = {str(outcome): count for outcome, count in counts.items()}

    def _note(self, document: Document, file: FileReport) -> None:
        file.note(document)
        for paragraph in document.paragraphs:
            found = sentences(paragraph.text, paragraph.language)
            file.sentences += len(found)
            if paragraph.language == "en":
                self.english += [s.text for s in found]
                continue
            for sentence in found:
                parsed = parse(sentence.text, self.lexicon)
                if not paragraph.headline:  # its capitals tell nothing
                    self.names.note(parsed, document.name)
                file.names += [name for name in parsed.names if name not in file.names]
        if document.language == "id":
            self.alone.append(document)

    def propose(self) -> None:
        """Candidates from pairs, then from Indonesian alone, ranked and proposed."""
        aligned_ = extract(
            self.units,
            self.lexicon,
            background=self._background(),
            terms=self._approved(),
            learnt=self.learnt,
            progress=lambda done, total: self.progress("extract", done, total),
        )
        senses = self._senses()
        composed = compose(
            self.alone,
            self.lexicon,
            self._attested(),
            senses=senses,
            progress=lambda done, total: self.progress("compose", done, total),
        )
        composed = confirmed(composed, self.comparable, self.lexicon, senses=senses)
        known = {candidate.key for candidate in aligned_}
        ranked = rank([*aligned_, *(c for c in composed if c.key not in known)])
        sure = [candidate for candidate in ranked if candidate.renderings]
        self.report.unsure = [candidate for candidate in ranked if not candidate.renderings]
        self.progress("propose", 0, len(sure))
        outcomes = self.glossary.propose(sure, by=self.by, why="mined")
        self.progress("propose", len(sure), len(sure))
        self.report.names = self.names.listed()
        self.report.candidates = [(c, concept, outcome) for c, (concept, outcome) in zip(sure, outcomes, strict=True)]
        for file in self.report.files:
            name = Path(file.path).name
            file.proposed = [c.text for c in sure if name in c.occurrences]

    def _background(self) -> list[Unit]:
        """
        Units to learn word links from: those that were remembered before the first of this run.

        Not all of them, for then a run that is repeated later would learn more, and say other things.
        """
        here = {unit.id for unit in self.units}
        before = takewhile(lambda unit: unit.id not in here, self.memory.units()) if here else iter(())
        return [unit for unit in islice(before, _BACKGROUND) if not unit.doubts]

    def _senses(self) -> Senses:
        """How words were translated: in the text that Padanan ships with, in approved terms, in units of the memory."""
        if not self.alone:
            return unasked
        units = islice((unit for unit in self.memory.units() if not unit.doubts), _TAUGHT)
        own: prior.Counts = {}
        cut = (
            ([t.text for t in tokens(u.texts["id"], "id")], [t.text for t in tokens(u.texts["en"], "en")])
            for u in units
        )
        tally(linked(cut, prior.known(self.lexicon, learnt=self.learnt), Fixed(self.lexicon)), own)
        own = prior.joined(prior.of_terms(self._approved()), own, self.learnt)
        return beside(counted(own), counted(prior.shipped()))

    def _approved(self) -> Iterator[tuple[str, str]]:
        """The approved terms that may stand for one another, for word links to learn from."""
        for concept in self.glossary.concepts("approved"):
            here, there = ([t.text for t in concept.in_language(side) if t.status in _GOOD] for side in LANGUAGES)
            yield from product(here, there)

    def _attested(self) -> Attested:
        """What English says: the seeds, the approved terms, the English of this run, and the memory."""
        approved = (
            t.text for c in self.glossary.concepts("approved") for t in c.in_language("en") if t.status in _GOOD
        )
        seen = Attestation([*seed_english(), *approved, *self.english])
        if not len(self.memory):
            return seen
        remembered = cache(lambda phrase: self.memory.concordance(phrase, side="en", limit=0)[1])
        return lambda phrase: seen(phrase) + (remembered(phrase) if " " in phrase else 0)


_GOOD = ("preferred", "admitted")
_KINDS: dict[type[sources.Source], str] = {
    sources.Single: "document",
    sources.Twin: "pair",
    sources.Comparable: "comparable",
    sources.Stored: "memory",
    sources.Terms: "terms",
    sources.Dictionary: "dictionary",
}


@cache
def seed_english() -> tuple[str, ...]:
    """The English side of the corpus that ships with Padanan."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((SEEDS / "corpus").glob("*.en.txt")))
