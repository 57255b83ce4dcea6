"""
Elements of an XML file, one at a time, in little memory whatever the file's size.

Nothing outside the file is ever fetched. A DOCTYPE line that names a DTD is tolerated, for old tools write one; a file
that brings declarations of its own is refused, for entities can be made to blow up.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from lxml import etree

from memory.errors import Invalid
from memory.files import reading
from memory.formats.bound import Bound
from memory.formats.codes import local

_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_QUIET = {"remove_comments": True, "remove_pis": True}
_FIRST = 2**16  # bytes


def elements(
    path: Path, root: str | tuple[str, ...], wanted: tuple[str, ...], passed: tuple[str, ...] = ()
) -> Iterator[etree._Element]:
    """
    The elements with a wanted name, each whole, in order; once the next is asked for, the last is gone.

    `passed` are elements to forget, too, when they end. Raises Invalid, with the line, where the file is not well-formed
    or does not start with `root` (or one of them); what was yielded before was sound.
    """
    with reading(path), path.open("rb") as file:
        _check(file, path, root)
        names = [f"{{*}}{name}" for name in (*wanted, *passed)]
        bound = Bound(file, path)
        events = etree.iterparse(bound, events=("end",), tag=names, **_OPTIONS, **_QUIET)
        try:
            for _, element in events:
                bound.ended(line(element))
                if local(element) in wanted:
                    yield element
                _forget(element)
        except etree.XMLSyntaxError as error:
            raise _broken(error, events.error_log, path) from error


def _forget(element: etree._Element) -> None:
    element.clear(keep_tail=False)  # type: ignore[call-arg]
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def line(element: etree._Element) -> int:
    """The line on which an element starts."""
    return element.sourceline or 0  # type: ignore[return-value]


def _check(file: IO[bytes], path: Path, root: str | tuple[str, ...]) -> None:
    """Look at how the file starts, and go back there."""
    start = file.read(_FIRST)
    if not start.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Invalid(f"{path.name} is empty.", hint="Is it the right file?", file=str(path))
    _honest(start, path)
    first = _first(file, path)
    roots = (root,) if isinstance(root, str) else root
    if local(first) not in roots:
        raise Invalid(
            f"{path.name} is no {roots[0].upper()} file: it starts with <{local(first)}>.", file=str(path), line=1
        )
    declared: Any = first.getroottree().docinfo.internalDTD  # the stubs do not know what a DTD can tell
    if declared is not None and any(True for _ in (*declared.iterentities(), *declared.iterelements())):
        raise Invalid(
            f"{path.name} declares entities or elements of its own; such files are not read.",
            hint="They can be made to blow up. Export it again without a DOCTYPE subset.",
            file=str(path),
            line=1,
        )
    file.seek(0)


def _first(file: IO[bytes], path: Path) -> etree._Element:
    """The first element, as far as it is read when it starts."""
    file.seek(0)
    events = etree.iterparse(Bound(file, path), events=("start",), **_OPTIONS)
    try:
        first: etree._Element = next(events)[1]
    except etree.XMLSyntaxError as error:
        raise _broken(error, events.error_log, path) from error
    return first


_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml [^>]*encoding=["']([\w.:-]+)""")
_ONE_BYTE = re.compile(r"(?i)iso[-_]?8859|latin|windows-|cp\d|ascii")


def _honest(start: bytes, path: Path) -> None:
    """Refuse UTF-8 that says it is something else: read as Latin-1, each “é” of it would be “Ã©”."""
    found = _DECLARED.match(start)
    declared = found[1].decode("ascii") if found else ""
    if declared.upper().startswith("UTF-16"):
        raise _misdeclared(path, declared)  # or its first line could not be made out, a byte at a time
    if not _ONE_BYTE.match(declared) or start.isascii():
        return
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return
    raise _misdeclared(path, declared)


def _misdeclared(path: Path, declared: str) -> Invalid:
    return Invalid(
        f"{path.name} says it is {declared} and is UTF-8.",
        hint='Put encoding="UTF-8" into its first line.',
        file=str(path),
        line=1,
    )


def _broken(error: etree.XMLSyntaxError, log: Any, path: Path) -> Invalid:
    at, said = error.lineno or 0, error.msg or "it ends too early"
    if not at and len(log):  # lxml knows nothing of an entity that is not declared; its log does
        at, said = log[0].line, log[0].message
    hint = "Open it in the program that wrote it and export it again."
    if re.search(r"(?i)encod|utf-8|input conversion", said):
        hint = "It is not in the encoding that its first line says; it may be Windows-1252."
    if re.search(r"(?i)too long|huge", said):
        hint = "A text of more than 10 MB is no segment."
    said = said.splitlines()[0].rstrip(".")[:160]
    return Invalid(f"{path.name} is not well-formed: line {at}: {said}.", hint=hint, file=str(path), line=at)
