"""
Blocks at the end of a page that their first line opens: whom the press may ask, notes to editors, references, comments.

Start with `tails`. What stands below "- Selesai -", "Kontak media" or "References" is no part of the story, whatever it
looks like: addresses, whole paragraphs about the sender, titles of papers. A heading opens such a block only in the
second half of what the page tells, and only where nobody is quoted below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from memory.looks import BULLET, SPEAKS, like_prose, told_at_length
from memory.regions import Found

_OPENS = re.compile(
    r"\W*(?:ends?|selesai|tamat|sekian)\W*"
    r"|(?:(?:media|press|pers|public relations) )?(?:contacts?|enquir(?:y|ies)|inquiries|kontak|narahubung)(?: (?:media|pers|person|details|information|for (?:the )?(?:media|press)))?\s*:?"
    r"|for (?:more|further|additional|media|press)\b.{0,30}\b(?:information|details|enquiries|inquiries|interviews)\b.{0,90}"
    r"|(?:untuk )?(?:informasi|keterangan)\b.{0,20}\b(?:lanjut|selanjutnya)\b.{0,50}"
    r"|(?:notes?|catatan) (?:to|for|untuk|bagi|kepada) (?:the )?(?:editors?|redaksi|media|wartawan|pers|press)\s*:?"
    r"|lampiran\s*:?|attachments?\s*:?|downloads?\s*:?|berkas(?: unduhan)?\s*:?"
    r"|references?\s*:?|bibliography|footnotes|citations|referensi\s*:?|rujukan\s*:?|daftar (?:pustaka|rujukan|referensi)|catatan kaki",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|tentang|mengenai|sekilas(?: tentang)?) (?:the )?((?-i:[A-Z])[\w.&'’-]*)(?: [\w.&'’-]+){0,7}\s*:?",
    re.IGNORECASE,
)
# The tools below every comment.
_TOOL = re.compile(
    r"(?:reply|balas|report|laporkan|permalink|flag|like|suka|edit)(?:\s*\(\d+\))?|score\s*:\s*-?\d+|-?\d+ (?:points?|likes?|upvotes?|suka)|(?:upvote|downvote)\b.{0,10}",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(?:reply|balas)\b.{0,12}|score\s*:\s*-?\d+|-?\d+ points?", re.IGNORECASE)


def tails(lines: Sequence[str], found: Found) -> None:
    """Mark every line of the blocks that close a page, up to its end."""
    _comments(lines, found)
    start = next(_starts(lines, found), len(lines))
    reason = found[start] if start < len(lines) else None
    for k in range(start, len(lines)):
        found[k] = found[k] or reason or "notice"


def _starts(lines: Sequence[str], found: Found) -> Iterator[int]:
    """Where such a block begins: at a heading, with most of the story above it and no quotation below."""
    told = [len(line.split()) if found[k] is None and like_prose(line) else 0 for k, line in enumerate(lines)]
    quoted = [k for k, line in enumerate(lines) if told[k] and re.search(r"[\"“]", line) and SPEAKS.search(line)]
    for k, line in enumerate(lines):
        bare = BULLET.sub("", line)
        heads = _OPENS.fullmatch(bare) or _about(lines, k) or (found[k] == "comments" and not like_prose(line))
        opens = heads and k > max(quoted, default=0)
        if opens and sum(told[:k]) > sum(told[k:]) and any(told_at_length(lines[n]) for n in range(k) if told[n]):
            yield k


def _about(lines: Sequence[str], number: int) -> bool:
    """Whether a line is "About X", and the next one begins with X: what the sender says of itself."""
    heading = _ABOUT.fullmatch(lines[number])
    following = lines[number + 1].split()[:3] if number + 1 < len(lines) else []
    return bool(heading) and heading[1] in following if heading else False


def _comments(lines: Sequence[str], found: Found) -> None:
    """Readers' comments, each with its answer button: from their heading, or the first name, to the last button."""
    begun = next((k for k, line in enumerate(lines) if found[k] is None and told_at_length(line)), len(lines))
    tools = [k for k, line in enumerate(lines) if k > begun and _TOOL.fullmatch(line)]
    answers = [k for k in tools if _ANSWER.fullmatch(lines[k])]
    if len(answers) < 2:
        return
    headings = [k for k in range(begun, answers[0]) if found[k] == "comments"]
    for k in range(headings[-1] if headings else _first_name(lines, found, answers[0]), tools[-1] + 1):
        found[k] = found[k] or "comments"


def _first_name(lines: Sequence[str], found: Found, button: int) -> int:
    """Above the first button: the comment, above that its time, above that who wrote it."""
    times = [k for k in range(max(0, button - 6), button) if found[k] == "time"]
    return max(times[-1] - 1, 0) if times else button
