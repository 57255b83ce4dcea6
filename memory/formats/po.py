"""
PO catalogues (gettext), read and written.

A catalogue carries less than a unit: the texts, the key (msgctxt), whether it is a draft (fuzzy), and a note. It is in
one direction: msgstr is in the language that the header names, msgid in the other of the two. It has no streamed form,
so a file of more than 32 MB is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from memory.errors import Invalid
from memory.files import decode, load
from memory.formats.fields import Unreadable, direction, language, other, segment, tidy
from memory.formats.pair import Pair, Skipped
from memory.formats.replacement import replacement
from memory.text import Language
from memory.units import Context, Unit


def read(path: Path, *, source: Language | None = None, target: Language | None = None) -> Iterator[Pair | Skipped]:
    """
    The pairs of a catalogue, in order; of an entry with a plural, one for each form.

    `source` and `target` win over what the header says. Raises Invalid for what is no catalogue, with the line.
    """
    catalogue = _catalogue(path)
    languages = direction(source, target) or _declared(catalogue, path)
    for entry in catalogue:
        try:
            found = list(_pairs(entry, languages))
        except Unreadable as why:
            yield Skipped(entry.linenum or 0, str(why))
        else:
            yield from found


def _catalogue(path: Path) -> polib.POFile:
    text, charset = _text(path)
    # polib takes an unclosed string for one that is a letter shorter, so every line is looked at first.
    for number, line in enumerate(text.split("\n"), start=1):
        if not _LINE.fullmatch(line.strip()):
            raise _malformed(path, number)
    try:
        return polib.pofile(str(path), encoding=charset)
    except (OSError, ValueError, IndexError) as error:
        at = re.search(r"line (\d+)", str(error))
        raise _malformed(path, int(at[1]) if at else 0) from error


_LINE = re.compile(r'(?:#.*|(?:msg[a-z_]*(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"|)')


def _malformed(path: Path, line: int) -> Invalid:
    return Invalid(
        f"{path.name} is no PO catalogue: line {line} cannot be read.",
        hint="Run msgfmt --check on it, which says more.",
        file=str(path),
        line=line,
    )


def _text(path: Path) -> tuple[str, str]:
    """What a catalogue says, and the encoding in which it says it."""
    data = load(path)
    declared = re.search(rb'"Content-Type:[^"]*charset=([\w.:-]+)', data)
    charset = declared[1].decode("ascii") if declared else "utf-8"
    if charset.lower() in ("utf-8", "utf8", "charset"):  # CHARSET is what xgettext leaves to be filled in
        charset = "utf-8-sig"
    try:
        return data.decode(charset) if b"\0" not in data else decode(data, path), charset
    except (UnicodeDecodeError, LookupError) as error:
        decode(data, path)
        raise Invalid(
            f"{path.name} says it is {charset} and is not: {error}.", hint="Convert it to UTF-8.", file=str(path)
        ) from error


def _declared(catalogue: polib.POFile, path: Path) -> tuple[Language, Language]:
    said = catalogue.metadata.get("Language", "")
    target = language(said)
    source = language(catalogue.metadata.get("X-Source-Language", "")) or (other(target) if target else None)
    if target is None or source == target or source is None:
        raise Invalid(
            f"{path.name} does not say that it is in id or en; its header says Language: {said or 'nothing'}.",
            hint="Say it with --to.",
            file=str(path),
            line=1,
        )
    return source, target


def _pairs(entry: polib.POEntry, languages: tuple[Language, Language]) -> Iterator[Pair]:
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
            entry.linenum or 0,
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
    seen: dict[tuple[str, str], str] = {}
    with replacement(path) as file:
        file.write(_HEADER.format(target=target, source=source, forms=_FORMS[target]).encode())
        for unit in units:
            key, text = tidy(unit.context.key), tidy(unit.texts[source])
            twin = seen.setdefault((key, text), unit.id)
            if twin != unit.id:
                raise Invalid(
                    f"The units {twin} and {unit.id} have the same source text and key; a PO file holds one of them.",
                    hint="Export as TMX, which holds both.",
                    units=[twin, unit.id],
                )
            entry = polib.POEntry(
                msgid=text,
                msgstr=tidy(unit.texts[target]),
                msgctxt=key or None,
                flags=["fuzzy"] if unit.status == "draft" else [],
            )
            file.write(f"\n{entry}".encode())
    return len(seen)


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
