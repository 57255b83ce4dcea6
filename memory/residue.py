"""
What a text browser leaves of a page's mark-up: numbered links, fields to fill in, stand-ins for pictures.

`plain` gives a line without these marks, so that "[11]Baca juga: …" is recognised like "Baca juga: …". `residue` says of
the line as it stood whether the marks alone betray it. The marks are those of lynx, links and w3m (`-dump`).
"""

from __future__ import annotations

import re

from memory.looks import like_sentence

_PICTURE = re.compile(r"\[\s*(?:IMG|INLINE|IMAGE|EMBED|USEMAP|LOGO|ICON)\b[^\]]*\]", re.IGNORECASE)
# "[11]Berita", "see [9]the report": the number of a link stands before its words, a footnote's behind a word.
_NUMBER = re.compile(r"(?:(?<=\s)|^)\[\d{1,3}\]\s?(?=\S)|\[link\]", re.IGNORECASE)
_FIELD = re.compile(r"_{3,}|\[[_ ]+\]")
_BUTTON = re.compile(r"\[\s*[A-Z][\w ]{1,24}\]")
_LINKS = re.compile(r"(?:[*+o•-]\s+)?\[\d{1,3}\]\s?\S.*")


def plain(line: str) -> str:
    """
    The line without the marks of a text browser; a line that is nothing but marks stays as it is.

    >>> plain("* [11]Baca juga: Harga Beras Naik"), plain("Nama __________"), plain("[IMG: logo]")
    ('Baca juga: Harga Beras Naik', 'Nama', '[IMG: logo]')
    """
    bare = _NUMBER.sub("", _FIELD.sub(" ", _PICTURE.sub(" ", line)))
    if bare == line:
        return line
    return re.sub(r"^[*+o]\s+", "", re.sub(r"\s+", " ", bare).strip()) or line


def residue(line: str) -> str | None:
    """
    The reason that a line's marks give, or None: a picture's stand-in, a field, a button, a line that is one link.

    >>> residue("[IMG: logo]"), residue("Cari: ______ [Cari]"), residue("[9]Menteri itu tiba di Ambon pada hari Senin.")
    ('caption', 'widget', None)
    """
    if _PICTURE.fullmatch(line):
        return "caption"
    if (_FIELD.search(line) and len(line.split()) <= 12) or _BUTTON.fullmatch(line):
        return "widget"
    # A sentence may begin with a link, a headline of this page seldom is one.
    return "menu" if _LINKS.fullmatch(line) and not like_sentence(plain(line)) else None
