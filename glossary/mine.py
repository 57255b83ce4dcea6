"""
The whole walk on one page: files become units and candidates, candidates become proposals.

    gather → read, split, align, doubt → remember → extract (pairs) or compose (Indonesian alone) → rank → propose

Nothing is stored before everything has been read. Then each file is remembered in a batch of its own, and what is proposed
in one more: a run that is interrupted keeps the files that it had finished, the same command goes on from there and comes
to the same end, and a run that is repeated adds nothing. What a run has done is kept in the same batches, and can be
taken back as one (`ledger.py`).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice, product
from pathlib import Path

from glossary import ledger, prior, sources, spool, streams
from glossary import lexicon as lexicons
from glossary.comparable import Texts, confirmed, related
from glossary.compose import compose
from glossary.course import Course, Progress, Whole, silent, unheard
from glossary.extract import extracted
from glossary.ledger import Ledger
from glossary.lexicon import SEEDS, Lexicon
from glossary.lookup import Glossary
from glossary.names import Names
from glossary.options import Senses, beside, counted
from glossary.options import silent as unasked
from glossary.pairs import pairs
from glossary.partitions import HERE, Workers, portions
from glossary.rank import place
from glossary.reading import noted
from glossary.render import Attestation, Attested
from glossary.report import FileReport, Report
from glossary.settle import Fixed
from glossary.spool import Spool
from glossary.terms import Candidate, Concept
from glossary.words import Aligner, linked
from memory.documents import Document
from memory.recall import Memory
from memory.stores.base import Change
from memory.text import LANGUAGES, Language, tokens
from memory.units import Unit

__all__ = ["Progress", "mine", "seed_english", "silent"]
_BACKGROUND = 4000  # units of the memory that help to learn word links
_TAUGHT = 1000  # units of the memory that tell what words were translated by
_TOGETHER = 2000  # units that are remembered before the next are looked at
_OFTEN = 500  # candidates between two signs of progress
_BYTES = 300  # of a file of segments, about, for each pair


def mine(
    paths: Iterable[Path],
    *,
    memory: Memory,
    glossary: Glossary,
    pair: tuple[Path, Path] | None = None,
    comparable: Sequence[tuple[Path, Path]] = (),
    language: Language | None = None,
    counts: Path | None = None,
    aligner: Aligner | None = None,
    by: str = "miner",
    name: str = "",
    progress: Progress = silent,
    whole: Whole = unheard,
    workers: Workers = HERE,
) -> Report:
    """
    Read files, remember what is parallel, and propose the terms in them.

    `comparable` are an Indonesian and an English document each, on one event, and no translations of each other. `counts`
    is a table of word pairs that `glossary.learn` wrote, believed beside what the store has learnt itself. `aligner` may
    link the words of pairs instead of ours (`glossary.eflomal`). `name` is the run's id, where it has one already (a job).
    `whole` hears how much of the run is done (0–1). `workers` do what can be done apart; whoever they are, the end is the
    same.

    Raises a Problem, and changes nothing, when a file that was given cannot be read. Whatever else ends a run early, the
    files that were finished stay remembered, and the next run goes on from there.
    """
    began, report = time.monotonic(), Report()
    given = list(paths)
    found, passed = sources.gather(given, pair=pair, comparable=comparable, language=language, workers=workers)
    asked = dict.fromkeys([*given, *(pair or ()), *(path for both in comparable for path in both)])
    kept = ledger.opened(memory, found, list(asked), by=by, id_=name)
    report.passed_over = [{"path": str(p.path), "why": p.why} for p in passed]
    lexicon = lexicons.seeds().with_entries(lexicons.kept(memory.store))
    learnt = prior.joined(prior.kept(memory.store), prior.read(counts) if counts else {})
    run = _Run(memory, glossary, by, report, kept, Course(progress, whole), lexicon, learnt, aligner, workers)
    run.read(found)
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
    ledger: Ledger
    course: Course
    lexicon: Lexicon
    learnt: prior.Counts
    aligner: Aligner | None
    workers: Workers
    units: Spool[Unit] = field(default_factory=spool.of_units)
    alone: list[Document] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    comparable: list[Texts] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    twins: list[tuple[sources.Twin, FileReport]] = field(default_factory=list)
    singles: list[tuple[Document, FileReport, Lexicon]] = field(default_factory=list)
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def read(self, found: Sequence[sources.Source]) -> None:
        """Read the sources; what is to be remembered of them waits until all have been read."""
        self._expect(found)
        aligned = pairs(self.twins, self.lexicon, self.memory.store, self.workers)  # asked for when all have been read
        done = 0
        for source in found:
            self.course("read", done, len(found))
            file = FileReport(str(source.path), _KINDS[type(source)])
            self.report.files.append(file)
            self._read(source, file, aligned)
            done += not isinstance(source, sources.Single)
        self.course.expect("documents", len(self.singles))
        self.course.expect("twins", len(self.twins))
        for number, file in enumerate(self._noted(), start=1):
            done += file.kind == _KINDS[sources.Single]
            self.course("read", done, len(found))
            self.course.did("documents", number)

    def _expect(self, found: Sequence[sources.Source]) -> None:
        stored = sum(source.path.stat().st_size for source in found if isinstance(source, sources.Stored)) / _BYTES
        told = [s.documents["id"] for s in found if isinstance(s, sources.Twin)]
        self.course.expect("documents", sum(isinstance(s, sources.Single | sources.Comparable) for s in found))
        self.course.expect("twins", len(told))
        self.course.expect("pairs", stored)
        self.course.expect_pairs(stored + sum(len(document.paragraphs) for document in told))

    def _read(
        self, source: sources.Source, file: FileReport, aligned: Iterator[tuple[list[Unit], list[Change]]]
    ) -> None:
        """Read one source, or have it wait for its turn."""
        match source:
            case sources.Twin():
                self.twins.append((source, file))
                self.waiting.append(partial(self._align, file, aligned))
            case sources.Stored():
                units = spool.of_units()
                units.extend(streams.units(source.path, file, self.course, self.workers))
                self.waiting.append(partial(self._keep, file, units))
            case sources.Terms():
                self.waiting.append(partial(self._add, file, list(streams.concepts(source.path, file))))
            case sources.Dictionary():
                self.lexicon = self.lexicon.with_entries(lexicons.read(source.path))
            case sources.Single():
                self.singles.append((source.document, file, self.lexicon))
            case sources.Comparable():
                file.related = related(source.documents, self.lexicon)
                self.singles += [(document, file, self.lexicon) for document in source.documents.values()]
                self.comparable.append(source.documents)

    def _noted(self) -> Iterator[FileReport]:
        """Note what the documents in one language say; each one's report."""
        told = ((document, lexicon) for document, _, lexicon in self.singles)
        for (document, file, _), found in zip(self.singles, noted(told, self.workers), strict=True):
            file.note(document)
            file.sentences += found.sentences
            file.names += [name for name in found.names if name not in file.names]
            self.english += found.english
            self.names.count(found.mentions, document.name)
            if document.language == "id":
                self.alone.append(document)
            yield file

    def remember(self) -> None:
        """Remember what was read, each file in a batch of its own."""
        for done, one in enumerate(self.waiting):
            self.course("remember", done, len(self.waiting))
            one()
        if self.waiting:
            self.course("remember", len(self.waiting), len(self.waiting))
        self.waiting.clear()
        self.course.expect_pairs(len(self.units))

    def _align(self, file: FileReport, aligned: Iterator[tuple[list[Unit], list[Change]]]) -> None:
        self._keep(file, *next(aligned))
        self.course.did("twins", sum(file.sentences > 0 for _, file in self.twins))

    def _keep(self, file: FileReport, units: Sequence[Unit], changes: Sequence[Change] = ()) -> None:
        name = Path(file.path).name
        why, counts = f"mined {name}", dict.fromkeys(("created", "updated", "unchanged"), 0)
        with self.memory.store.batch():
            for number, some in enumerate(portions(units, _TOGETHER)):
                if number:
                    self.course(f"remember {name}", number * _TOGETHER, len(units))
                did = self.memory.remember(self.ledger.marked(some), by=self.by, why=why)
                for what in counts:
                    counts[what] += getattr(did, what)
                file.doubted += [{"texts": u.texts, "doubts": list(u.doubts)} for u in some if u.doubts]
                self.units.extend(u for u in some if not u.doubts)
                self.course.did("remember", len(self.units))
            self.memory.store.write(changes, by=self.by, why=why)
            self.ledger.units(counts)
        file.units = counts

    def _add(self, file: FileReport, concepts: list[Concept]) -> None:
        with self.memory.store.batch():
            counts = self.glossary.add(
                concepts, by=self.by, why=f"term list {Path(file.path).name}", run=self.ledger.id
            )
            self.ledger.concepts(counts["new"])
        file.concepts = {str(outcome): count for outcome, count in counts.items()}

    def propose(self) -> None:
        """Candidates from pairs, then from Indonesian alone, ranked and proposed."""
        found: Spool[Candidate] = spool.of_values(few=_TOGETHER)
        known = set[str]()
        for _, candidate in extracted(
            self.units,
            self.lexicon,
            background=self._background(),
            terms=self._approved(),
            learnt=self.learnt,
            aligner=self.aligner,
            course=self.course,
            workers=self.workers,
        ):
            found.append(candidate)
            known.add(candidate.key)
        senses = self._senses()
        composed = compose(
            self.alone,
            self.lexicon,
            self._attested(),
            senses=senses,
            progress=lambda done, total: self.course("compose", done, total),
            workers=self.workers,
        )
        composed = confirmed(composed, self.comparable, self.lexicon, senses=senses)
        found.extend(c for c in composed if c.key not in known)
        self._propose(found)

    def _propose(self, found: Spool[Candidate]) -> None:
        order = sorted((place(candidate), number, bool(candidate.renderings)) for number, candidate in enumerate(found))
        sure = [number for _, number, rendered in order if rendered]
        self.report.unsure = [found[number] for _, number, rendered in order if not rendered]
        self.course.expect("propose", len(sure))
        self.course("propose", 0, len(sure))
        files: dict[str, list[str]] = {}
        given = (found[number] for number in sure)
        proposing = self.glossary.proposing(given, by=self.by, why="mined", run=self.ledger.id)
        with self.memory.store.batch(), closing(proposing) as proposed:
            wrote = set[str]()
            for done, (number, (concept, outcome)) in enumerate(zip(sure, proposed, strict=True), start=1):
                candidate = found[number]
                self.report.candidates.append((candidate, concept, outcome))
                if outcome in _WRITTEN and (outcome == "new" or not self.glossary.written_by(self.ledger.id, concept)):
                    wrote.add(concept.id)
                for name in candidate.occurrences:
                    files.setdefault(name, []).append(candidate.text)
                self.course.did("propose", done)
                if done % _OFTEN == 0:
                    self.course("propose", done, len(sure))
            self.ledger.concepts(len(wrote))
            self.report.run = self.ledger.end()
        self.course("propose", len(sure), len(sure))
        self.course.end()
        self.report.names = self.names.listed()
        for file in self.report.files:
            file.proposed = files.get(Path(file.path).name, [])

    def _background(self) -> list[Unit]:
        """
        Units to learn word links from: those that were remembered before the first of this run.

        Not all of them, for then a run that is repeated later would learn more, and say other things.
        """
        before = list(islice(self.memory.units(), _BACKGROUND)) if len(self.units) else []
        at = {unit.id: number for number, unit in enumerate(before)}
        first = min((at[unit.id] for unit in self.units if unit.id in at), default=len(before)) if at else 0
        return [unit for unit in before[:first] if not unit.doubts]

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
        deque(linked(cut, prior.known(self.lexicon, learnt=self.learnt), Fixed(self.lexicon), carried=own), maxlen=0)
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
_WRITTEN = ("new", "evidence", "known")
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
