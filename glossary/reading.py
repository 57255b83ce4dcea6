"""
Documents, read by whoever works: paragraphs out of files, and out of Indonesian paragraphs names.

Files are opened by the process that asks, and what they hold is handed on, so that who works needs no disk in common with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from glossary.lexicon import Lexicon
from glossary.names import mentions
from glossary.partitions import HERE, Workers
from glossary.parts import parse
from memory import documents
from memory.documents import Document
from memory.errors import Problem
from memory.files import load
from memory.sentences import sentences
from memory.text import Language

Asked = tuple[Path, Language | None]
"""A file, and the language that it is in where that is said."""


class Reader:
    """Reads documents when they are asked for; those named before are read ahead, in the order in which they were named."""

    def __init__(self, workers: Workers = HERE, ahead: Iterable[Asked] = ()) -> None:
        self._named = deque(ahead) if workers is not HERE else deque[Asked]()
        self._found = workers.map(_document, None, _loaded(tuple(self._named)))

    def __call__(self, path: Path, language: Language | None = None) -> Document:
        """The document in a file; raises the Problem of a file that cannot be read (`memory.documents.read`)."""
        if (path, language) not in self._named:
            return documents.read(path, language)
        while self._named.popleft() != (path, language):
            next(self._found)  # of a pair whose other half cannot be read
        found = next(self._found)
        if isinstance(found, Problem):
            raise found
        return found


def _loaded(asked: Iterable[Asked]) -> Iterator[tuple[Path, bytes | Problem, Language | None]]:
    for path, language in asked:
        try:
            yield path, load(path), language
        except Problem as problem:
            yield path, problem, language


def _document(_: None, told: tuple[Path, bytes | Problem, Language | None]) -> Document | Problem:
    """The document in the bytes of a file."""
    path, data, language = told
    if isinstance(data, Problem):
        return data
    with TemporaryDirectory(prefix="padanan-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(data)
        try:
            return documents.read(copy, language)
        except Problem as problem:
            problem.details = {name: str(path) if name == "file" else told for name, told in problem.details.items()}
            return problem


@dataclass(slots=True)
class Noted:
    """What a document in one language says: how many sentences, which of them are English, which names."""

    sentences: int = 0
    english: list[str] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)  # all that are met
    mentions: list[tuple[str, str]] = field(default_factory=list)  # of the story: name and kind


def noted(told: Iterable[tuple[Document, Lexicon]], workers: Workers = HERE) -> Iterator[Noted]:
    """What each document says, read with its lexicon."""
    for _, same in groupby(told, key=lambda one: id(one[1])):
        alike = list(same)
        yield from workers.map(_noted, alike[0][1], (document for document, _ in alike))


def _noted(lexicon: Lexicon, document: Document) -> Noted:
    found = Noted()
    for paragraph in document.paragraphs:
        said = sentences(paragraph.text, paragraph.language)
        found.sentences += len(said)
        if paragraph.language == "en":
            found.english += [s.text for s in said]
            continue
        for sentence in said:
            parsed = parse(sentence.text, lexicon)
            if not paragraph.headline:  # its capitals tell nothing
                found.mentions += mentions(parsed)
            found.names |= dict.fromkeys(parsed.names)
    return found
