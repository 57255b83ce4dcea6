"""
The whole walk on one page: files become units and candidates, candidates become proposals.

    gather → read, split, align, doubt → remember → extract (pairs) or compose (Indonesian alone) → rank → propose

Nothing is stored before everything has been read, and everything is stored in one batch: a run that is interrupted has
done nothing, and a run that is repeated adds nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice, product, takewhile
from pathlib import Path

from glossary import formats as lists
from glossary import lexicon as lexicons
from glossary import prior, sources
from glossary.compose import compose
from glossary.extract import extract
from glossary.lexicon import SEEDS, Lexicon
from glossary.lookup import Glossary
from glossary.options import Senses, beside, counted
from glossary.options import silent as unasked
from glossary.parts import parse
from glossary.rank import rank
from glossary.render import Attestation, Attested
from glossary.report import FileReport, Report, aligned
from glossary.terms import Concept
from glossary.words import linked, tally
from memory import formats
from memory.align import align
from memory.documents import Document
from memory.exchange import refuse_empty
from memory.quality import doubts
from memory.recall import Memory, Remembered
from memory.sentences import sentences
from memory.text import LANGUAGES, Language, tokens
from memory.units import Origin, Unit, unit_id

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is (0: not known)."""

_DOUBTFUL = 0.2  # bead score under which a pair is remembered as doubted
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
    language: Language | None = None,
    by: str = "miner",
    progress: Progress = silent,
) -> Report:
    """
    Read files, remember what is parallel, and propose the terms in them.

    Raises a Problem, and changes nothing, when a file that was given cannot be read.
    """
    began, report = time.monotonic(), Report()
    found, passed = sources.gather(paths, pair=pair, language=language)
    report.passed_over = [{"path": str(p.path), "why": p.why} for p in passed]
    with memory.store.batch():
        lexicon = lexicons.seeds().with_entries(lexicons.kept(memory.store))
        run = _Run(memory, glossary, by, report, progress, lexicon)
        for done, source in enumerate(found):
            progress("read", done, len(found))
            run.read(source)
        progress("read", len(found), len(found))
        run.propose()
    report.seconds = time.monotonic() - began
    return report


@dataclass
class _Run:
    """One run: what it has read so far."""

    memory: Memory
    glossary: Glossary
    by: str
    report: Report
    progress: Progress
    lexicon: Lexicon
    units: list[Unit] = field(default_factory=list)
    alone: list[Document] = field(default_factory=list)
    english: list[str] = field(default_factory=list)

    def read(self, source: sources.Source) -> None:
        """Read one source, and remember what is parallel in it."""
        kind = {sources.Single: "document", sources.Twin: "pair", sources.Stored: "memory", sources.Terms: "terms"}
        file = FileReport(str(source.path), kind.get(type(source), "dictionary"))
        self.report.files.append(file)
        match source:
            case sources.Twin():
                self._remember(file, list(_pairs(source, self.lexicon, file)))
            case sources.Stored():
                self._remember(file, list(_stored(source.path, file, self.progress)))
            case sources.Terms():
                found = list(_listed(source.path, file))
                counts = self.glossary.add(found, by=self.by, why=f"term list {source.path.name}")
                file.concepts = {str(outcome): count for outcome, count in counts.items()}
            case sources.Dictionary():
                self.lexicon = self.lexicon.with_entries(lexicons.read(source.path))
            case sources.Single():
                self._note(source.document, file)

    def _remember(self, file: FileReport, units: list[Unit]) -> None:
        did: Remembered = self.memory.remember(units, by=self.by, why=f"mined {Path(file.path).name}")
        file.units = {"created": did.created, "updated": did.updated, "unchanged": did.unchanged}
        file.doubted = [{"texts": u.texts, "doubts": list(u.doubts)} for u in units if u.doubts]
        self.units += [u for u in units if not u.doubts]

    def _note(self, document: Document, file: FileReport) -> None:
        file.note(document)
        for paragraph in document.paragraphs:
            found = sentences(paragraph.text, paragraph.language)
            file.sentences += len(found)
            if paragraph.language == "en":
                self.english += [s.text for s in found]
            else:
                names = (name for s in found for name in parse(s.text, self.lexicon).names)
                file.names += [name for name in names if name not in file.names]
        if document.language == "id":
            self.alone.append(document)

    def propose(self) -> None:
        """Candidates from pairs, then from Indonesian alone, ranked and proposed."""
        aligned_ = extract(
            self.units,
            self.lexicon,
            background=self._background(),
            terms=self._approved(),
            progress=lambda done, total: self.progress("extract", done, total),
        )
        composed = compose(
            self.alone,
            self.lexicon,
            self._attested(),
            senses=self._senses(),
            progress=lambda done, total: self.progress("compose", done, total),
        )
        known = {candidate.key for candidate in aligned_}
        ranked = rank([*aligned_, *(c for c in composed if c.key not in known)])
        sure = [candidate for candidate in ranked if candidate.renderings]
        self.report.unsure = [candidate for candidate in ranked if not candidate.renderings]
        self.progress("propose", 0, len(sure))
        outcomes = self.glossary.propose(sure, by=self.by, why="mined")
        self.progress("propose", len(sure), len(sure))
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
        tally(linked(cut, prior.known(self.lexicon)), own)
        own = prior.joined(prior.of_terms(self._approved()), own)
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


@cache
def seed_english() -> tuple[str, ...]:
    """The English side of the corpus that ships with Padanan."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((SEEDS / "corpus").glob("*.en.txt")))


def _pairs(source: sources.Twin, lexicon: Lexicon, file: FileReport) -> Iterator[Unit]:
    """The sentence pairs of two documents."""
    here, there = source.documents["id"], source.documents["en"]
    file.note(here)
    file.note(there)
    texts = {
        language: [s.text for p in document.paragraphs for s in sentences(p.text, language)]
        for language, document in source.documents.items()
    }
    file.sentences = len(texts["id"]) + len(texts["en"])
    beads = align(texts["id"], texts["en"], anchors=lexicon.anchors)
    aligned(beads, file)
    position = 0
    for bead in beads:
        if bead.source and bead.target:
            position += 1
            pair = {
                "id": " ".join(texts["id"][i] for i in bead.source),
                "en": " ".join(texts["en"][j] for j in bead.target),
            }
            origin = Origin(source.path.name, here.name, position, kind="aligned")
            weak = ["weak_alignment"] if bead.score < _DOUBTFUL else []
            yield Unit(unit_id(pair), pair, (origin,), "draft", doubts=(*doubts(pair["id"], pair["en"]), *weak))  # type: ignore[arg-type]


def _listed(path: Path, file: FileReport) -> Iterator[Concept]:
    """The concepts of a term list; what cannot be read is reported and passed over."""
    for item in lists.read(path):
        if isinstance(item, lists.Skipped):
            file.skipped.append({"line": item.line, "why": item.why})
        else:
            yield item


def _stored(path: Path, file: FileReport, progress: Progress) -> Iterator[Unit]:
    """The units of a file of segments; what cannot be read is reported and passed over."""
    count = 0
    for position, item in enumerate(formats.read(path), start=1):
        if position % 500 == 0:
            progress(f"read {path.name}", position, 0)
        if isinstance(item, formats.Skipped):
            file.skipped.append({"line": item.line, "why": item.why})
            continue
        found = tuple(doubts(item.texts["id"], item.texts["en"]))
        here = Origin(path.name, path.name, position, kind=item.kind)
        count += 1
        yield replace(item.unit(), doubts=found).met(here)
    refuse_empty(path, count, [(skipped["line"], skipped["why"]) for skipped in file.skipped])
