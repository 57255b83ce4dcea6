"""
Office files before a reader opens them: ZIP archives of XML, which can be made to unpack to more than a machine can bear.

What an archive says of itself is not believed: every entry is unpacked once, a piece at a time, and thrown away. The
readers behind this (python-docx, openpyxl) unpack whole entries at once and make a tree of what is in them.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from memory.errors import Invalid

UNPACKED = 256 * 2**20  # bytes that all entries of an archive may come to
ENTRIES = 10_000
_TAGS = 500_000  # of all parts that are made a tree of; a novel as a Word file has half of that
_PIECE = 2**16
_METHODS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # the others may unpack a piece to gigabytes, and Office knows none
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_STREAMED = ("xl/worksheets/", "xl/sharedstrings")  # read element by element


def bounded(path: Path, *, unpacked: int | None = None) -> None:
    """
    Raise Invalid for an archive that unpacks to too much, or holds what no office program writes.

    That is: an entry that is encrypted or packed in another way than DEFLATE; XML with a DOCTYPE (forbidden by
    ECMA-376-2, 9.1); more tags than a document has. Raises what `zipfile` and `zlib` raise for one that is damaged, and
    for one that is longer than it says.
    """
    most = UNPACKED if unpacked is None else unpacked
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        declared = sum(entry.file_size for entry in entries)
        if len(entries) > ENTRIES:
            raise _too_much(path, f"holds {len(entries):,} files", f"{ENTRIES:,}")
        if declared > most:
            raise _too_much(path, f"unpacks to {declared / 2**20:,.0f} MB", f"{most / 2**20:,.0f} MB")
        tags = 0
        for entry in entries:
            if entry.flag_bits & 1 or entry.compress_type not in _METHODS:
                raise _strange(path, entry)
            tags += _tags(archive, entry, path)
            if tags > _TAGS:
                raise Invalid(
                    f"{path.name} has more than {_TAGS:,} tags in “{entry.filename[:60]}” and before it.",
                    hint="Split it, or save its text without the formatting.",
                    file=str(path),
                )


def _tags(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> int:
    """How many tags an entry has, if a reader makes a tree of it."""
    name, tags, before = entry.filename.lower(), 0, b""
    xml = name.endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            if xml and any(doctype in before + piece for doctype in _DOCTYPES):
                raise Invalid(
                    f"{path.name} has a DOCTYPE in “{entry.filename[:60]}”; such files are not read.",
                    hint="It can be made to blow up. Save it again in an office program.",
                    file=str(path),
                )
            tags += piece.count(b"<") if xml and not name.startswith(_STREAMED) else 0
            before = piece[-32:]
    return tags


def _too_much(path: Path, seen: str, most: str) -> Invalid:
    sheet = path.suffix.lower() == ".xlsx"
    hint = "Save it as CSV, which is read as a stream." if sheet else "Save it in parts, or without its pictures."
    return Invalid(f"{path.name} {seen}; the limit is {most}.", hint=hint, file=str(path))


def _strange(path: Path, entry: zipfile.ZipInfo) -> Invalid:
    how = "is encrypted" if entry.flag_bits & 1 else "is packed in a way that office programs do not use"
    return Invalid(
        f"{path.name} cannot be read: “{entry.filename[:60]}” in it {how}.",
        hint="Save it again, without a password.",
        file=str(path),
    )
