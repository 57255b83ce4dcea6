"""
PO catalogues (gettext), read and written.

A catalogue carries less than a unit: the texts, the key (msgctxt), whether it is a draft (fuzzy), and a note. It is in
one direction: msgstr is in the language that the header names, msgid in the other of the two.
"""

from __future__ import annotations

import codecs
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import polib

from memory.errors import Invalid
from memory.files import decode, reading
from memory.formats.fields import Unreadable, direction, language, other, segment, tidy
from memory.formats.pair import Pair, Skipped
from memory.formats.replacement import replacement
from memory.text import Language
from memory.units import Context, Unit


def read(path: Path, *, source: Language | None = None, target: Language | None = None) -> Iterator[Pair | Skipped]:
    """
    The pairs of a catalogue, in order; of an entry with a plural, one for each form.

    `source` and `target` win over what the header says. Raises Invalid for what is no catalogue, with the line; what was
    yielded before was sound.
    """
    languages = direction(source, target)
    with reading(path):
        for before, lines in _pieces(_lines(path), path):
            catalogue = _catalogue(lines, before, path)
            languages = languages or _declared(catalogue, path)
            for entry in catalogue:
                yield from _entry(entry, before, languages)


def _entry(entry: polib.POEntry, before: int, languages: tuple[Language, Language]) -> Iterator[Pair | Skipped]:
    """The pairs of one entry of the piece that has so many lines before it; all of them, or why not."""
    at = max((before - len(_NO_HEADER) if before else 0) + (entry.linenum or 0), 1)  # polib starts the first in line 0
    try:
        found = list(_pairs(entry, at, languages))
    except Unreadable as why:
        yield Skipped(at, str(why))
    else:
        yield from found


def _lines(path: Path) -> Iterator[str]:
    """The lines of a catalogue; Invalid where one is none, for polib takes an unclosed string for one a letter shorter."""
    with path.open("rb") as file:
        encoding = _encoding(file.read(_FIRST), path)
    number = 0
    with path.open(encoding=encoding) as text:
        try:
            while line := text.readline(_LONGEST):
                number += 1
                if "\0" in line or not _LINE.fullmatch(line.strip()):
                    raise _malformed(path, number)
                yield line
        except UnicodeDecodeError as error:
            raise _undecodable(path, encoding, number) from error


_FIRST = 2**16  # bytes
_LONGEST = 10 * 2**20  # characters of a line, and of an entry
_LINES = 20_000  # of an entry; polib copies a text once for every line of it
# Possessive, or a line of ten million letters would take a gigabyte to come back from.
_LINE = re.compile(r'(?:#.*|(?:msg[a-z_]*+(?:\[\d+\])?\s*+)?"(?:[^"\\]++|\\.)*+"|)')


def _encoding(start: bytes, path: Path) -> str:
    """The encoding of a catalogue that starts like this: what its header says, or UTF-16 by its mark."""
    if not start.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Invalid(f"{path.name} is empty.", hint="Is it the right file?", file=str(path))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in start:
        decode(start, path)
    declared = re.search(rb'"Content-Type:[^"]*charset=([\w.:-]+)', start)
    charset = declared[1].decode("ascii") if declared else "utf-8"
    if charset.lower() in ("utf-8", "utf8", "charset"):  # CHARSET is what xgettext leaves to be filled in
        return "utf-8-sig"
    try:
        codecs.lookup(charset)
    except LookupError as error:
        raise Invalid(
            f"{path.name} says it is {charset} and is not: {error}.", hint="Convert it to UTF-8.", file=str(path)
        ) from error
    return charset


def _undecodable(path: Path, encoding: str, line: int) -> Invalid:
    """What is wrong with a file that stops being text after this line. It was read in blocks, so the place is looked for."""
    said = f"{path.name} says it is {encoding.upper().removesuffix('-SIG')} and is not"
    if encoding == "utf-16":
        return Invalid(f"{said}: it breaks after line {line}.", hint="Save it as UTF-8.", file=str(path), line=line)
    hint = "It may be Windows-1252; convert it to UTF-8."
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            try:
                raw.decode(encoding)
            except UnicodeDecodeError as error:
                told, line = f"{said}: line {number} has the byte 0x{raw[error.start]:02X}.", number
                return Invalid(told, hint=hint, file=str(path), line=line)
    return Invalid(f"{said}.", hint=hint, file=str(path), line=line)


_TOGETHER = 500  # lines, at least, that are parsed at once
_BEGINS = re.compile(r'\s*(?:#(?!~\s*(?:"|msgstr|msgid_))|msgctxt|msgid(?!_))')
_ENDS = re.compile(r"\s*(?:#~\s*)?msgstr")


def _pieces(lines: Iterable[str], path: Path) -> Iterator[tuple[int, list[str]]]:
    """A catalogue in pieces of whole entries, each with the number of lines before it."""
    piece: list[str] = []
    before = size = 0
    whole = False
    for number, line in enumerate(lines):
        begins = whole and _BEGINS.match(line) is not None
        if begins and len(piece) >= _TOGETHER:
            yield before, piece
            piece, before, size = [], number, 0
        whole = _ENDS.match(line) is not None or (whole and not begins)
        piece.append(line)
        size += len(line)
        if size > _LONGEST or len(piece) > _TOGETHER + _LINES:
            raise Invalid(
                f"{path.name} has an entry of more than 10 MB or {_LINES:,} lines after line {before + 1}.",
                hint="Is it the right file?",
                file=str(path),
                line=before + 1,
            )
    yield before, piece


class _Text(str):
    """A text whose lines end where a catalogue's do; to str, U+2028 and form feeds within a string end one, too."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


# polib takes the first entry without a msgid for the header, and drops it.
_NO_HEADER = ['msgid ""\n', 'msgstr ""\n']


def _catalogue(lines: list[str], before: int, path: Path) -> polib.POFile:
    """A piece of a catalogue, parsed; `before` is how many lines stand before it."""
    dummy = _NO_HEADER if before else []
    try:
        return polib.pofile(_Text("".join([*dummy, *lines])), encoding="utf-8")
    except (OSError, ValueError, IndexError) as error:
        at = re.search(r"line (\d+)", str(error))
        raise _malformed(path, before - len(dummy) + int(at[1]) if at else before + 1) from error


def _malformed(path: Path, line: int) -> Invalid:
    return Invalid(
        f"{path.name} is no PO catalogue: line {line} cannot be read.",
        hint="Run msgfmt --check on it, which says more.",
        file=str(path),
        line=line,
    )


def _declared(catalogue: polib.POFile, path: Path) -> tuple[Language, Language]:
    said = catalogue.metadata.get("Language", "")
    target = language(said)
    source = language(catalogue.metadata.get("X-Source-Language", "")) or (other(target) if target else None)
    if target is None or source == target or source is None:
        raise Invalid(
            f"{path.name} does not say that it is in id or en; its header says Language: {said or 'nothing'}.",
            hint="Say with --from what it is translated from.",
            file=str(path),
            line=1,
        )
    return source, target


def _pairs(entry: polib.POEntry, at: int, languages: tuple[Language, Language]) -> Iterator[Pair]:
    if entry.obsolete:
        raise Unreadable("it is obsolete")
    here, there = languages
    properties = {
        "occurrences": " ".join(f"{file}:{line}" if line else file for file, line in entry.occurrences),
        "flags": ", ".join(flag for flag in entry.flags if flag != "fuzzy"),
    }
    for text, translation in _forms(entry):
        if not translation.strip():
            raise Unreadable("it is not translated")
        yield Pair(
            {here: segment(text, here), there: segment(translation, there)},
            at,
            Context(tidy(entry.msgctxt or "")),
            here,
            "draft" if entry.fuzzy else "confirmed",
            note="\n".join(tidy(note) for note in (entry.tcomment, entry.comment) if note.strip()),
            properties={name: value for name, value in properties.items() if value},
        )


def _forms(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """
    The texts of an entry with their translations.

    Indonesian has one form where English has two: “{0} kapal” translates “{0} ship” and “{0} ships”.
    """
    if not entry.msgid_plural:
        yield entry.msgid, entry.msgstr
        return
    forms = [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)] or [""]
    for number in range(max(2, len(forms))):
        yield entry.msgid if number == 0 else entry.msgid_plural, forms[min(number, len(forms) - 1)]


def write(units: Iterable[Unit], path: Path, *, source: Language = "id") -> int:
    """
    Units as a catalogue from `source` into the other language; how many.

    Raises Invalid for two units with the same key and source text: a catalogue holds one translation of each.
    """
    target = other(source)
    written = 0
    with replacement(path) as file, closing(sqlite3.connect("")) as seen:  # on the disk: there may be millions
        seen.execute("CREATE TABLE seen (key TEXT, text TEXT, unit TEXT, PRIMARY KEY (key, text)) WITHOUT ROWID")
        file.write(_HEADER.format(target=target, source=source, forms=_FORMS[target]).encode())
        for unit in units:
            key, text = tidy(unit.context.key), tidy(unit.texts[source])
            _alone(key, text, unit, seen)
            entry = polib.POEntry(
                msgid=text,
                msgstr=tidy(unit.texts[target]),
                msgctxt=key or None,
                flags=[*(["fuzzy"] if unit.status == "draft" else []), *_flags(unit)],
                tcomment=tidy(unit.note),
                occurrences=_occurrences(unit),
            )
            file.write(f"\n{entry}".encode())
            written += 1
    return written


def _flags(unit: Unit) -> list[str]:
    return [flag for flag in tidy(unit.properties.get("flags", "")).split(", ") if flag]


def _occurrences(unit: Unit) -> list[tuple[str, str]]:
    """Where the text is used, as (file, line)."""
    places = tidy(unit.properties.get("occurrences", "")).split()
    return [(file or line, line if file else "") for file, _, line in (place.rpartition(":") for place in places)]


def _alone(key: str, text: str, unit: Unit, seen: sqlite3.Connection) -> None:
    """Raise Invalid where a unit with this key and source text has been seen."""
    try:
        seen.execute("INSERT INTO seen VALUES (?, ?, ?)", (key, text, unit.id))
    except sqlite3.IntegrityError:
        (twin,) = seen.execute("SELECT unit FROM seen WHERE key = ? AND text = ?", (key, text)).fetchone()
        raise Invalid(
            f"The units {twin} and {unit.id} have the same source text and key; a PO file holds one of them.",
            hint="Export as TMX, which holds both.",
            units=[twin, unit.id],
        ) from None


_FORMS = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
_HEADER = r"""msgid ""
msgstr ""
"Language: {target}\n"
"X-Source-Language: {source}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {forms}\n"
"""
