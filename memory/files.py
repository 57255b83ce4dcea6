"""
The bytes of a file, and the text in them; or what is wrong with it, where, and what to try.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memory.errors import Invalid, NotFound

LARGEST = 32 * 2**20  # bytes; a novel is one or two million


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Inside, a file that is not there is NotFound, and one that cannot be read Invalid."""
    try:
        yield
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", hint="Check the path.", file=str(path)) from None
    except OSError as error:
        hint = "Check its permissions."
        raise Invalid(f"{path} cannot be read: {error.strerror}.", hint=hint, file=str(path)) from error


def load(path: Path, *, largest: int | None = None) -> bytes:
    """The bytes of a file that is there, readable, not empty and not larger than `largest` (default LARGEST)."""
    largest = LARGEST if largest is None else largest
    with reading(path):
        size = path.stat().st_size
        if path.is_dir():
            raise Invalid(f"{path} is a folder, not a file.", hint="Name a file in it.", file=str(path))
        if size > largest:
            raise Invalid(
                f"{path.name} is {math.ceil(size / 2**20):,} MB; the limit is {largest / 2**20:,.0f} MB.",
                hint="Split it, or convert it to TMX, which is read as a stream.",
                file=str(path),
            )
        data = path.read_bytes()
    if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Invalid(f"{path.name} is empty.", hint="Is it the right file?", file=str(path))
    return data


_MAGIC = {
    b"%PDF": ("a PDF", "Save it as .docx or .txt first."),
    b"PK\x03\x04": ("a ZIP archive or an office file", "Unpack it, or give it its right ending (.docx)."),
    b"\x89PNG": ("a PNG picture", "Have its text recognised first."),
    b"\xff\xd8\xff": ("a JPEG picture", "Have its text recognised first."),
    b"GIF8": ("a GIF picture", "Have its text recognised first."),
    b"\x1f\x8b": ("a gzip archive", "Unpack it first."),
    b"\xd0\xcf\x11\xe0": ("an old Word or Excel file", "Save it as .docx or .xlsx."),
    b"{\\rtf": ("an RTF file", "Save it as .docx or .txt."),
    b"\x7fELF": ("a program", "Is it the right file?"),
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
            hint = "It was cut off or damaged on its way; get it again."
            raise Invalid(
                f"{path.name} starts as UTF-16 and breaks at byte {error.start}.", hint=hint, file=str(path)
            ) from error
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
