"""
Files that people write, as paragraphs: plain text, Markdown, HTML, Word.

`read` gives a `Document` or a `Problem` that says what is wrong with the file, where, and what to do about it. What is
page furniture (see `furniture.py`) is kept apart with its reason, so that a report can show what was not read as story.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree, html
from markdown_it import MarkdownIt

from memory.errors import Invalid, NotFound
from memory.furniture import REASONS, furniture, like_headline
from memory.language import guess, name_of_other
from memory.text import Language, clean, squeeze

LARGEST = 32 * 2**20  # bytes; a novel is one or two million
_UNPACKED = 256 * 2**20  # what a Word file may unpack to


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


def load(path: Path, *, largest: int = LARGEST) -> bytes:
    """The bytes of a file that is there, readable, not empty and not larger than `largest`."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise Invalid(f"{path} is a folder, not a file.", file=str(path))
        if size > largest:
            raise Invalid(
                f"{path.name} is {size / 2**20:,.0f} MB; the limit is {largest / 2**20:,.0f} MB.",
                hint="Split it, or convert it to TMX, which is read as a stream.",
                file=str(path),
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", hint="Check the path.", file=str(path)) from None
    except OSError as error:
        raise Invalid(
            f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.", file=str(path)
        ) from error
    if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Invalid(f"{path.name} is empty.", hint="Is it the right file?", file=str(path))
    return data


_MAGIC = {
    b"%PDF": ("a PDF", "Save it as .docx or .txt first."),
    b"PK\x03\x04": ("a ZIP archive or an office file", "Unpack it, or give it its right ending (.docx)."),
    b"\x89PNG": ("a PNG picture", ""),
    b"\xff\xd8\xff": ("a JPEG picture", ""),
    b"GIF8": ("a GIF picture", ""),
    b"\x1f\x8b": ("a gzip archive", "Unpack it first."),
    b"\xd0\xcf\x11\xe0": ("an old Word or Excel file", "Save it as .docx or .xlsx."),
    b"{\\rtf": ("an RTF file", "Save it as .docx or .txt."),
    b"\x7fELF": ("a program", ""),
}


def decode(data: bytes, path: Path) -> str:
    """
    The text in a file's bytes: UTF-8, or UTF-16 with its mark.

    Raises Invalid for what is binary, and for another encoding with the first place that is not UTF-8.
    """
    for magic, (kind, hint) in _MAGIC.items():
        if data.startswith(magic):
            raise Invalid(f"{path.name} is {kind}, not text.", hint=hint, file=str(path))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Invalid(f"{path.name} starts as UTF-16 and breaks at byte {error.start}.", file=str(path)) from error
    if b"\0" in data[: 2**16]:
        hint = "If it is UTF-16 text, save it with a byte order mark, or as UTF-8."
        raise Invalid(f"{path.name} is binary, not text: byte {data.index(0)} is zero.", hint=hint, file=str(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            f"{path.name} is not UTF-8: line {line} has the byte 0x{data[error.start]:02X}.",
            hint=f"It may be Windows-1252; convert it: iconv -f WINDOWS-1252 -t UTF-8 '{path.name}'.",
            file=str(path),
            line=line,
        ) from error
    return _unbroken(text, path)


# What UTF-8 quotes, dashes and accented letters become when somebody read them as Windows-1252 and saved again.
_BROKEN = re.compile("â€[™œ\x9d˜“”¦]|Ã[©¨¡³¼¶¤±]|\ufffd")


def _unbroken(text: str, path: Path) -> str:
    broken = _BROKEN.search(text)
    if broken:
        line = text.count("\n", 0, broken.start()) + 1
        raise Invalid(
            f"{path.name} has broken characters: line {line} reads {broken[0]!r}.",
            hint="UTF-8 text was saved as Windows-1252 on its way here; get the original, or repair it with ftfy.",
            file=str(path),
            line=line,
        )
    return text


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


def _markdown(path: Path) -> Iterator[_Block]:
    heading = False
    for token in MarkdownIt("commonmark").parse(clean(decode(load(path), path))):
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        if token.type == "inline" and token.map:
            pieces = [
                " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or []
            ]
            yield _Block(squeeze("".join(pieces)), token.map[0] + 1, headline=heading)


_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li td th dt dd blockquote pre div section article main body figcaption caption".split()
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
    if not declared or declared[1].lower() in (b"utf-8", b"utf8"):
        data = clean(decode(data, path)).encode("utf-8")
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, encoding="utf-8" if not declared else declared[1].decode("ascii")
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, LookupError) as error:
        raise Invalid(f"{path.name} cannot be read as HTML: {error}.", file=str(path)) from error
    yield from _walk(root, None)


def _walk(element: html.HtmlElement, reason: str | None) -> Iterator[_Block]:
    """The blocks of text below an element, in order; a block's text is its own and its inline children's."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    reason = reason or _FURNISHED.get(element.tag)
    own: list[str] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and (
            child.tag in _BLOCKS or child.find(".//p") is not None or child.tag in _FURNISHED
        ):
            yield from _flush(own, element, reason)
            yield from _walk(child, reason)
        elif isinstance(child.tag, str) and child.tag not in _SILENT:
            own.append("\n" if child.tag == "br" else str(child.text_content()))
        own.append(child.tail or "")
    yield from _flush(own, element, reason)


def _flush(own: list[str], element: html.HtmlElement, reason: str | None) -> Iterator[_Block]:
    for line in clean("".join(own)).split("\n\n"):
        if line.strip():
            heading = bool(re.fullmatch(r"h[1-6]", element.tag))
            yield _Block(squeeze(line), element.sourceline or 0, headline=heading or None, reason=reason)
    own.clear()


def _word(path: Path) -> Iterator[_Block]:
    load(path)
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _UNPACKED:
            raise Invalid(f"{path.name} unpacks to {unpacked / 2**20:,.0f} MB; that is no document.", file=str(path))
        opened = docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Invalid(
            f"{path.name} is not a Word document: {error}.", hint="Save it again as .docx.", file=str(path)
        ) from error
    for number, paragraph in enumerate(opened.paragraphs, start=1):
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        yield _Block(squeeze(clean(paragraph.text)), number, headline=style.startswith(("Heading", "Title")))


READERS: dict[str, Callable[[Path], Iterator[_Block]]] = {
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".docx": _word,
}
