"""
What a person may hand to the miner, sorted: documents, document pairs, memories, term lists, dictionaries.

Everything is read, or refused with its reasons, before anything is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glossary import lexicon
from glossary.formats import table, workbook
from glossary.formats.rows import COLUMNS, is_only_terms, is_terms
from glossary.partitions import HERE, Workers
from glossary.reading import Reader
from memory import documents
from memory.documents import Document
from memory.errors import Invalid, NotFound, Problem
from memory.files import decode, load
from memory.formats import table as segments
from memory.text import LANGUAGES, Language

MEMORIES = (".tmx", ".xlf", ".xliff", ".po", ".xlsx")
TABLES = (".csv", ".tsv")
TERMS = (".tbx",)
LARGEST_MEMORY = 4 * 2**30
_ABOUT = re.compile(r"(?i)(?:readme|licen[cs]e|copying|changelog|contributing|notice)(?:\.(?:md|txt|rst|html?))?")


@dataclass(frozen=True, slots=True)
class Single:
    """A document in one language."""

    path: Path
    document: Document


@dataclass(frozen=True, slots=True)
class Twin:
    """Two documents that say the same."""

    path: Path
    documents: dict[Language, Document]


@dataclass(frozen=True, slots=True)
class Comparable:
    """An Indonesian and an English document on one event, neither a translation of the other."""

    path: Path
    documents: dict[Language, Document]


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of units."""

    path: Path


@dataclass(frozen=True, slots=True)
class Terms:
    """A term list."""

    path: Path


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A table for the lexicon."""

    path: Path


Source = Single | Twin | Comparable | Stored | Terms | Dictionary


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file in a folder that is none of ours, and why."""

    path: Path
    why: str


def gather(
    paths: Iterable[Path],
    *,
    pair: tuple[Path, Path] | None = None,
    comparable: Sequence[tuple[Path, Path]] = (),
    language: Language | None = None,
    workers: Workers = HERE,
) -> tuple[list[Source], list[PassedOver]]:
    """
    The sources in files and folders, in the order given, folders by the alphabet; and what was passed over.

    `workers` read the documents.

    Raises one Problem that lists all files which are there and cannot be read: nothing is to be done by halves.
    """
    files, passed = _files(paths)
    found: list[Source] = []
    problems: list[Problem] = []
    twins = [*([pair] if pair else []), *couples(files)]
    paired = {path for both in (*twins, *comparable) for path in both}
    twins = [twin for twin in twins if twin not in comparable]
    singles = [path for path in files if path not in paired]
    alone = [(path, language or _side(path)) for path in singles if path.suffix.lower() in documents.READERS]
    read = Reader(workers, [*((path, None) for both in (*twins, *comparable) for path in both), *alone])
    for here, there in twins:
        _try(found, problems, lambda h=here, t=there: Twin(h, _both(h, t, read)))  # type: ignore[misc]
    for here, there in comparable:
        _try(found, problems, lambda h=here, t=there: Comparable(h, _both(h, t, read)))  # type: ignore[misc]
    for path in singles:
        _try(found, problems, lambda p=path: _single(p, language, read))  # type: ignore[misc]
    if problems:
        raise _together(problems)
    if not found:
        raise Invalid(
            "There is nothing to mine.", hint="Give documents, document pairs, TMX files, or folders of them."
        )
    return found, passed


def couples(files: Sequence[Path]) -> list[tuple[Path, Path]]:
    """
    The Indonesian and the English file of each document pair, as their names say.

    >>> [(here.name, there.name) for here, there in couples([Path("damai.en.txt"), Path("damai.id.txt"), Path("x.id.txt")])]
    [('damai.id.txt', 'damai.en.txt')]
    """
    halves = ((path, _other_half(path, files)) for path in files if _side(path) == "id")
    return [(here, there) for here, there in halves if there is not None]


def kind(path: Path) -> str:
    """What a file would be mined as, by its name alone: document, memory, terms or table; "" for none of them."""
    suffix = path.suffix.lower()
    known = (("document", documents.READERS), ("memory", MEMORIES), ("terms", TERMS), ("table", TABLES))
    return next((name for name, suffixes in known if suffix in suffixes), "")


def _try(found: list[Source], problems: list[Problem], read: Callable[[], Source]) -> None:
    try:
        found.append(read())
    except Problem as problem:
        problems.append(problem)


def _together(problems: list[Problem]) -> Problem:
    if len(problems) == 1:
        return problems[0]
    told = "\n".join(f"  {problem}" for problem in problems)
    return Invalid(
        f"{len(problems)} files cannot be read, so nothing was done:\n{told}",
        files=[problem.details.get("file") for problem in problems],
    )


def _files(paths: Iterable[Path]) -> tuple[list[Path], list[PassedOver]]:
    files: dict[Path, None] = {}
    passed: list[PassedOver] = []
    for path in paths:
        if not path.exists():
            raise NotFound(f"There is no file or folder {path}.", hint="Check the path.", file=str(path))
        if path.is_file():
            files[path] = None
            continue
        for inner in sorted(p for p in path.rglob("*") if p.is_file()):
            why = _foreign(inner, path)
            if why:
                passed.append(PassedOver(inner, why))
            else:
                files[inner] = None
    return list(files), passed


def _foreign(path: Path, folder: Path) -> str:
    """Why a file in a folder is none of ours, or nothing."""
    if any(part.startswith(".") for part in path.relative_to(folder).parts):
        return "hidden"
    if _ABOUT.fullmatch(path.name):
        return "about the folder, not in it"
    if not kind(path):
        return f"“{path.suffix or path.name}” is no kind of file that can be mined"
    return ""


def _side(path: Path) -> Language | None:
    """The language that a name declares: x.id.txt, x.en.docx."""
    marked = path.name.lower().split(".")[-2:-1]
    return marked[0] if marked and marked[0] in LANGUAGES else None


def _other_half(path: Path, files: Sequence[Path]) -> Path | None:
    side = _side(path)
    if side is None or path.suffix.lower() not in documents.READERS:
        return None
    other = "en" if side == "id" else "id"
    stem = path.name[: -len(path.suffix) - len(side)]
    for suffix in (path.suffix, *documents.READERS):
        candidate = path.with_name(f"{stem}{other}{suffix}")
        if candidate in files:
            return candidate
    return None


def _both(here: Path, there: Path, read: Reader) -> dict[Language, Document]:
    found: dict[Language, Document] = {"id": read(here), "en": read(there)}
    for path, (language, seen) in zip((here, there), found.items(), strict=True):
        if seen.language != language:
            raise Invalid(
                f"{path.name} should be in “{language}” and is in “{seen.language}”.",
                hint="Are the two files of the pair swapped?",
                file=str(path),
            )
        # What the pair declares wins over a guess at a short paragraph.
        declared = tuple(replace(paragraph, language=language) for paragraph in seen.paragraphs)
        found[language] = replace(seen, paragraphs=declared)
    return found


def _single(path: Path, language: Language | None, read: Reader) -> Source:
    suffix = path.suffix.lower()
    if suffix in TERMS or (suffix == ".xlsx" and is_only_terms(workbook.header(path))):
        return Terms(path)
    if suffix in MEMORIES:
        size = path.stat().st_size
        if size < 64 or size > LARGEST_MEMORY:
            load(path, largest=LARGEST_MEMORY)  # which says what is wrong with a file of that size
        return Stored(path)
    if suffix in TABLES:
        return _table(path)
    return Single(path, read(path, language or _side(path)))


def _table(path: Path) -> Source:
    header = table.header(decode(load(path), path), path)
    if header == lexicon.HEADER:
        return Dictionary(path)
    if is_terms(header) and set(header) <= set(COLUMNS):
        return Terms(path)
    if segments.header(header) is not None:
        return Stored(path)
    raise Invalid(
        f"{path.name} is a table with the columns {', '.join(header)[:80]}; it is no term list, no lexicon and no memory.",
        hint=f"A term list has key, id, en …; a memory has id, en; a lexicon has {', '.join(lexicon.HEADER)}.",
        file=str(path),
        line=1,
    )
