"""
Files that people write, as paragraphs: plain text, Markdown, HTML, Word.

`read` gives a `Document` or a `Problem` that says what is wrong with the file, where, and what to do about it. What is
page furniture (see `furniture.py`) is kept apart with its reason, so that a report can show what was not read as story.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree, html
from markdown_it import MarkdownIt

from memory import archives
from memory.errors import Invalid
from memory.files import decode, load
from memory.furniture import REASONS, furniture, like_headline
from memory.language import guess, name_of_other
from memory.text import Language, clean, squeeze


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the story: its text on one line, where it starts (1-based line or block), its language."""

    text: str
    line: int
    language: Language
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is not part of the story, and the code of the reason why (`furniture.REASONS`)."""

    text: str
    line: int
    reason: str

    @property
    def why(self) -> str:
        """The reason in words."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says: its paragraphs in order, its language (that of most of its letters), and what was dropped."""

    name: str
    language: Language
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    line: int
    headline: bool | None = None  # None: the format does not say
    reason: str | None = None  # furniture by its mark-up


def read(path: Path, language: Language | None = None) -> Document:
    """
    The document in a file.

    `language` is the declared one and wins over any guess. Raises NotFound or Invalid: missing, unreadable, empty,
    binary, wrongly encoded, too large, of an unknown kind, or in neither Indonesian nor English.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Invalid(
            f"{path.name}: files ending in “{path.suffix or path.name}” cannot be read as documents.",
            hint=f"Give one of: {', '.join(sorted(READERS))}.",
            file=str(path),
        )
    return document(list(reader(path)), path, language)


def document(blocks: list[_Block], path: Path, language: Language | None) -> Document:
    """The blocks of a file as a document, the furniture apart."""
    blocks = [block for block in blocks if re.search(r"\w", block.text) or block.reason]
    if not blocks:
        raise Invalid(f"{path.name} has no text in it.", hint="Is it the right file?", file=str(path))
    paged = path.suffix.lower() in (".txt", ".html", ".htm")
    found = furniture([block.text for block in blocks]) if paged else [None] * len(blocks)
    reasons = [block.reason or reason for block, reason in zip(blocks, found, strict=True)]
    story = [block for block, reason in zip(blocks, reasons, strict=True) if reason is None]
    if not story:
        raise Invalid(
            f"{path.name} has no story: all of its {len(blocks)} lines are page furniture.",
            hint=f"The first is {REASONS[reasons[0] or 'menu']}: {blocks[0].text[:60]!r}.",
            file=str(path),
        )
    main = language or _main_language(story, path)
    paragraphs = tuple(
        Paragraph(
            block.text,
            block.line,
            language or guess(block.text).language or main,
            like_headline(block.text) if block.headline is None else block.headline,
        )
        for block in story
    )
    dropped = tuple(Dropped(b.text, b.line, r) for b, r in zip(blocks, reasons, strict=True) if r is not None)
    return Document(path.name, main, paragraphs, dropped)


def _main_language(blocks: list[_Block], path: Path) -> Language:
    letters: Counter[Language] = Counter()
    for block in blocks:
        found = guess(block.text).language
        if found:
            letters[found] += len(block.text)
    whole = " ".join(block.text for block in blocks)
    if not letters or letters.total() < 0.34 * len(whole):
        other = name_of_other(whole)
        seen = f" It looks like “{other}”." if other and other not in ("id", "en") else ""
        raise Invalid(
            f"{path.name} is in neither Indonesian nor English.{seen}",
            hint="Padanan reads these two; if it is one of them after all, say so with --language.",
            file=str(path),
            line=blocks[0].line,
        )
    return letters.most_common(1)[0][0]


def _plain(path: Path) -> Iterator[_Block]:
    """A line is a paragraph, unless its block is wrapped at a margin."""
    lines = clean(decode(load(path), path)).split("\n")
    start = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        if _wrapped(lines[start:end]):
            yield _Block(squeeze(" ".join(lines[start:end])), start + 1)
        else:
            yield from (_Block(squeeze(lines[k]), k + 1) for k in range(start, end))
        start = end


def _wrapped(lines: list[str]) -> bool:
    """Whether these lines are one paragraph broken at a margin: all but the last fill it, and most stop in mid-sentence."""
    body, longest = lines[:-1], max(len(line) for line in lines)
    if len(lines) < 2 or longest > 110:
        return False
    full = sum(len(line.rstrip()) > 0.75 * longest for line in body)
    open_ended = sum(not re.search(r"[.!?:][\"”’')]*$", line.rstrip()) for line in body)
    carried = sum(line.lstrip()[:1].islower() for line in lines[1:])
    return full >= 0.8 * len(body) and open_ended >= 0.6 * len(body) and carried >= 1


_MARKDOWN = 4 * 2**20  # bytes, two novels: a mark that opens a link and does not close it takes 27 µs


def _markdown(path: Path) -> Iterator[_Block]:
    heading = False
    for token in MarkdownIt("commonmark").parse(clean(decode(load(path, largest=_MARKDOWN), path))):
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        if token.type == "inline" and token.map:
            pieces = [
                " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or []
            ]
            yield _Block(squeeze("".join(pieces)), token.map[0] + 1, headline=heading)


# What stands in a line of text; every other element begins a block of its own.
_INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark nobr q rb rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr
    """.split()
)
_SILENT = frozenset("script style noscript template svg iframe object head".split())
_FURNISHED = {
    "nav": "menu",
    "aside": "list",
    "footer": "menu",
    "form": "widget",
    "button": "widget",
    "figcaption": "caption",
}


def _html(path: Path) -> Iterator[_Block]:
    data = load(path)
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2048])
    charset = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        text = decode(data, path) if charset in ("utf-8", "utf8") else data.decode(charset)
        parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
        root = html.document_fromstring(clean(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, UnicodeError) as error:
        hint = "Save the page again as UTF-8."
        raise Invalid(f"{path.name} cannot be read as HTML: {error}.", hint=hint, file=str(path)) from error
    yield from _walk(root, None)


def _walk(element: html.HtmlElement, reason: str | None) -> Iterator[_Block]:
    """The blocks of text below an element, in order; a block's text is its own and its inline children's."""
    reason = reason or _FURNISHED.get(element.tag)
    own: list[str] = [element.text or ""]
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _SILENT:
            pass
        elif _is_inline(child):
            own.append(_line(child))
        else:
            yield from _flush(own, element, reason)
            yield from _walk(child, reason)
        own.append(child.tail or "")
    yield from _flush(own, element, reason)


def _is_inline(element: html.HtmlElement) -> bool:
    """Whether an element stands in a line, and nothing in it begins a block."""
    inside = (part.tag for part in element.iter() if isinstance(part.tag, str))
    return all(tag in _INLINE or tag in _SILENT for tag in inside)


def _line(element: html.HtmlElement) -> str:
    """The text of an inline element, its scripts left out."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return ""
    if element.tag == "br":
        return "\n"
    return (element.text or "") + "".join(_line(child) + (child.tail or "") for child in element)


def _flush(own: list[str], element: html.HtmlElement, reason: str | None) -> Iterator[_Block]:
    for line in clean("".join(own)).split("\n\n"):
        if line.strip():
            heading = bool(re.fullmatch(r"h[1-6]", element.tag))
            yield _Block(squeeze(line), element.sourceline or 0, headline=heading or None, reason=reason)
    own.clear()


_DAMAGED = (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, TypeError, AttributeError, IndexError)
_UNREADABLE = (*_DAMAGED, etree.LxmlError, zlib.error, EOFError, OSError, NotImplementedError, RecursionError)


def _word(path: Path) -> Iterator[_Block]:
    load(path)
    try:
        archives.bounded(path)
        opened = docx.Document(str(path))
        headings = {style.style_id for style in opened.styles if (style.name or "").startswith(("Heading", "Title"))}
        for number, paragraph in enumerate(_paragraphs(opened), start=1):
            yield _Block(squeeze(clean(paragraph.text)), number, headline=paragraph._p.style in headings)
    except _UNREADABLE as error:
        raise Invalid(
            f"{path.name} is not a Word document: {str(error)[:160]}.", hint="Save it again as .docx.", file=str(path)
        ) from error


def _paragraphs(container: WordDocument | Cell) -> Iterator[WordParagraph]:
    """The paragraphs of a Word document in reading order, those in the cells of its tables too."""
    for inner in container.iter_inner_content():
        if isinstance(inner, WordParagraph):
            yield inner
        else:
            for row in inner.rows:
                for cell in row._tr.tc_lst:  # row.cells would give a cell as often as it says that it is wide
                    yield from _paragraphs(Cell(cell, inner))


READERS: dict[str, Callable[[Path], Iterator[_Block]]] = {
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".docx": _word,
}
