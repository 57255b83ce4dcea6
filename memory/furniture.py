"""
What stands on a news page and is not the story.

Start with `furniture`: it looks at the lines of a page and says of each whether it is furniture, and why. A reason is a
code of `REASONS`; the report shows its words. First come the lines that betray themselves (`telltales.py`: "Baca juga",
"Foto: …", "27 menit yang lalu"), then those that only their neighbours betray: captions beside a credit, lists of other
stories, menus. Then `regions` finds the stretch of the page in which the story is told; of what stands before and after
it only the headline stays. Last come the headlines and boxes in the middle of it. In doubt a line stays: a lost sentence
of the story is worse than a kept advert.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from memory.captions import captions
from memory.headings import lists_others
from memory.looks import (
    BULLET,
    ENDS,
    ENTRY_TIME,
    SPEAKS,
    WORD,
    like_headline,
    like_prose,
    like_sentence,
    told_at_length,
    whole_headline,
)
from memory.margins import margins
from memory.regions import Found, regions
from memory.residue import plain, residue
from memory.tails import tails
from memory.telltales import REASONS, TELLTALE, telltale

__all__ = ["REASONS", "TELLTALE", "furniture", "like_headline", "like_prose", "telltale"]

_FOREWORD = 0.1  # so much of what is told may stand above the story's own headline: a slogan, a line of a banner


def furniture(lines: Sequence[str]) -> Found:
    """
    For each line of a page the code of the reason why it is not part of the story, or None where it is.

    The first headline-like line stays: it is the story's own.

    >>> furniture(["Menlu Bertemu", "Menlu bertemu duta besar.", "Baca Juga: Harga Beras Naik", "Komentar (0)"])
    [None, None, 'related', 'comments']
    """
    bare = [plain(line.strip()) for line in lines]
    found: Found = [telltale(line) or residue(raw.strip()) for line, raw in zip(bare, lines, strict=True)]
    for rule in (
        _entries, _contents, captions, tails, _repeated, _cut_off, _listed, _beside_invitations, _between_buttons, _menus, margins, regions, _interleaved, _runs,
    ):  # fmt: skip
        rule(bare, found)
    return found


# What the neighbours say --------------------------------------------------------------------------------------------


def _entries(lines: Sequence[str], found: Found) -> None:
    """The times of a live report are the story's own: clocks that stand alone, each above a paragraph, twice or more."""
    clocks = [
        k
        for k in range(len(lines) - 1)
        if found[k] in ("time", "widget") and ENTRY_TIME.fullmatch(lines[k]) and told_at_length(lines[k + 1])
    ]
    if len(clocks) >= 2:
        for k in clocks:
            found[k] = None


def _contents(lines: Sequence[str], found: Found) -> None:
    """A table of contents: two lines in a row or more that come back as subheadings, each above a paragraph."""
    heads = {lines[k]: k for k in range(len(lines) - 1) if like_prose(lines[k + 1]) and not told_at_length(lines[k])}
    run: list[int] = []
    for number in range(len(lines) + 1):
        if number < len(lines) and heads.get(lines[number], 0) > number + 1 and found[number] is None:
            run.append(number)
            continue
        if len(run) >= 2:
            for k in run:
                found[k] = "list"
        run = []


def _repeated(lines: Sequence[str], found: Found) -> None:
    seen: set[str] = set()
    for number, line in enumerate(lines):
        key = line.casefold()
        if found[number] is None and key in seen and len(key) > 3 and not ENTRY_TIME.fullmatch(line):
            found[number] = "repeated"
        if found[number] != "list":
            seen.add(key)


def _cut_off(lines: Sequence[str], found: Found) -> None:
    """ "Trump Ingin Kembali..." beside "Trump Ingin Kembali Berkomunikasi via Telepon": teasers come in twins."""
    whole = sorted(line for line in lines if not line.endswith(("...", "…")))
    for number, line in enumerate(lines):
        stem = line.removesuffix("…").rstrip(".").rstrip() if line.endswith(("...", "…")) else line
        if found[number] is None and stem != line and len(stem.split()) <= 8:
            twin = bisect_left(whole, stem)
            if twin < len(whole) and whole[twin].startswith(stem):
                found[number] = "cut_off"


def _listed(lines: Sequence[str], found: Found) -> None:
    """After "Berita Terkait" and after "Baca Juga" alone: every line, until the story is told on."""
    begun, listed, item = False, -1, 0
    first, last = _first_told(lines, found), _last_paragraph(lines, found)
    for number, line in enumerate(lines):
        if lists_others(BULLET.sub("", line[:99])):
            found[number], listed = "list", 0 if begun else -1
        elif listed >= 0 and found[number] is None:
            dated = number + 1 < len(lines) and found[number + 1] == "time" and len(line.split()) < 20
            counted = begun and _item(line) == item + 1 > 1  # the story is itself a list, and goes on counting
            if (number <= last and _told_on(line, listed) and not dated) or counted:
                listed = -1
            else:
                found[number], listed = "list", listed + 1
        begun = number >= first
        item = _item(line) or item if found[number] is None else item


def _first_told(lines: Sequence[str], found: Found) -> int:
    """The first line of prose that is not foreword: by its end a tenth of what the page tells has been told."""
    told = [len(line.split()) if reason is None else 0 for line, reason in zip(lines, found, strict=True)]
    before = 0
    for k, line in enumerate(lines):
        before += told[k]
        if told[k] and like_prose(line) and before > _FOREWORD * sum(told):
            return k
    return len(lines)


def _last_paragraph(lines: Sequence[str], found: Found) -> int:
    """The last line that is as long as paragraphs are, or in which somebody is quoted: no list holds the story below it."""
    long = (
        k
        for k in range(len(lines) - 1, -1, -1)
        if found[k] is None
        and like_sentence(lines[k])
        and (len(lines[k].split()) >= 12 or (re.match(r"[\"“]", lines[k]) and SPEAKS.search(lines[k])))
    )
    return next(long, 0)


def _item(line: str) -> int:
    """The number that a line is counted by: 3 of "3. Museum Radio"; 0 of none."""
    counted = re.match(r"(\d{1,2})[.)]\s+\S", line)
    return int(counted[1]) if counted else 0


def _told_on(line: str, listed: int) -> bool:
    """Whether a line after a list of other stories is the story again, and not one more teaser."""
    if not like_prose(line) or line.endswith("?"):
        return False
    if listed and re.match(r"[\"“]", line) and SPEAKS.search(line[:2000]) and ENDS.search(line[-30:]):
        return True  # nobody is quoted in a list of links
    if like_sentence(line) and len(line.split()) >= 8:
        return True  # nor do links end with a full stop
    sentences = len(re.findall(r"[.!?][\"'”’)]{0,4}(?:\s|$)", line))
    return len(line.split()) >= (12 if listed else 18) or (sentences >= 2 and len(line.split()) >= 18)


def _beside_invitations(lines: Sequence[str], found: Found) -> None:
    """The few words above an invitation are its title; the one or two below it, its button."""
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)][:1]
    for number in [k for k, reason in enumerate(found) if reason == "invitation" and told and k > told[0]]:
        for beside, most in ((number - 1, 4), (number + 1, 2)):
            if 0 <= beside < len(lines) and found[beside] is None:
                line = lines[beside]
                if len(line.split()) <= most and not ENDS.search(line[-30:]) and not BULLET.match(line):
                    found[beside] = "widget"


def _between_buttons(lines: Sequence[str], found: Found) -> None:
    """What stands between two buttons in the middle of the story: the title of a video, a choice of a poll."""
    begun = False
    for number, line in enumerate(lines[:-1]):
        begun = begun or (found[number] is None and told_at_length(line))
        buttons = number and all(found[k] == "widget" and WORD.search(lines[k]) for k in (number - 1, number + 1))
        if begun and buttons and found[number] is None and not ENDS.search(line[-30:]):
            found[number] = "widget"


def _menus(lines: Sequence[str], found: Found) -> None:
    """Three or more short capitalised lines in a row, with no story before or no story after them."""
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)]
    run: list[int] = []
    for number in range(len(lines) + 1):
        if number < len(lines) and found[number] is None and _short_item(lines[number]):
            run.append(number)
            continue
        outside = run and (not told or told[0] > run[0] or told[-1] < number)
        announced = run and run[0] > 0 and lines[run[0] - 1].endswith(":")
        if len(run) >= 3 and outside and not announced:
            title = _title(lines, found, run, told[0]) if told else None
            for k in run:
                found[k] = None if k == title else "menu"
        if number < len(lines) and found[number] is not None and run:
            continue  # other furniture does not break a menu
        run = []


def _title(lines: Sequence[str], found: Found, run: Sequence[int], first: int) -> int | None:
    """The story's own short headline among the lines of a menu: the last of four words, where no other line is longer."""
    if any(found[k] is None and len(lines[k].split()) > 4 for k in range(first)):
        return None
    return next((k for k in reversed(run) if k < first and len(WORD.findall(lines[k])) == 4), None)


def _short_item(line: str) -> bool:
    bare = BULLET.sub("", line)
    return 0 < len(bare.split()) <= 4 and not ENDS.search(bare[-30:]) and bare[0].isupper()


def _interleaved(lines: Sequence[str], found: Found) -> None:
    """
    A whole headline after the story has begun is another story's.

    A short one may be a subheading and stays, and so do one all in capitals and the lines of a list that the story
    announces with a colon.
    """
    begun = announced = False
    first = _first_told(lines, found)
    for number, line in enumerate(lines):
        if found[number] is not None:
            continue
        headline = whole_headline(line)
        item = announced and (headline or bool(BULLET.match(line)))
        if begun and headline and not item and not line.isupper():
            found[number] = "other_headline"
        begun = number >= first
        announced = line.endswith(":") or item


def _runs(lines: Sequence[str], found: Found) -> None:
    """
    Short lines in a row in the middle of the story: a box. The last may be the subheading of what follows.

    So are long lines in a row without a full stop, where the story's own end with one. What the story announces with a
    colon stays, and so do items that end like items.
    """
    told = [k for k, line in enumerate(lines) if found[k] is None and told_at_length(line)]
    while told and not ENDS.search(lines[told[0]][-30:]):
        del told[0]  # a headline in small letters
    if len(told) < 2:
        return
    stops = sum(bool(ENDS.search(lines[k][-30:])) for k in told) >= 0.75 * len(told)
    run: list[int] = []
    announced = False
    for number in range(told[0], told[-1] + 1):
        line = lines[number]
        open_ended = not ENDS.search(line[-30:]) and (len(line.split()) < 9 or stops)
        if found[number] is not None:
            continue
        if open_ended and not announced and not ENTRY_TIME.fullmatch(line):
            run.append(number)
            continue
        beside = run and (found[run[0] - 1] is not None or found[run[-1] + 1] is not None)
        box = run if sum(len(lines[k].split()) for k in run) >= 9 * len(run) else run[:-1]
        long = box is run
        if len(run) >= 3 and (beside or long):
            for k in box:
                if not BULLET.match(lines[k]) and ":" not in lines[k]:
                    found[k] = "list"
        run = []
        announced = line.endswith(":") or (announced and open_ended)
