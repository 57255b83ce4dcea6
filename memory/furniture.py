"""
What stands on a news page and is not the story.

Start with `furniture`: it looks at the lines of a page and says of each whether it is furniture, and why. A reason is a
code of `REASONS`; the report shows its words. First come the lines that betray themselves (`telltales.py`: "Baca juga",
"Foto: …", "27 menit yang lalu"), then those that only their neighbours betray: captions beside a credit, lists of other
stories, a headline in the middle of somebody else's story. Last, `_regions` finds the stretch of the page in which the
story is told; of what stands before and after it only the headline stays. In doubt a line stays: a lost sentence of the
story is worse than a kept advert.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from memory.telltales import BULLET, HEADING, REASONS, TELLTALE, like_sentence, telltale

__all__ = ["REASONS", "TELLTALE", "furniture", "like_headline", "like_prose", "telltale"]

Found = list[str | None]

_ENDS = re.compile(
    r"[.!?:;][\"'”’)\]]{0,4}(?:\s?(?:[(\[][\w*/ -]{1,14}[)\]]))?\s*$"
)  # with the reporter's initials after it, or not
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Small words that headlines write small.
_SMALL = frozenset(
    "dan di ke dari yang untuk pada dengan dalam oleh atau bagi via soal saat demi tak agar jadi akan hingga sebagai kepada"
    " the a an of in on at to for and or by with from as is vs".split()
)
# "16.41 WIB" alone above a paragraph: an entry of a live report.
_ENTRY_TIME = re.compile(r"(?:pukul )?\d{1,2}[.:]\d{2}(?: (?:WIB|WITA|WIT|GMT|AM|PM))?", re.IGNORECASE)
# A line that is a credit and no more; "Jane Doe for The Planet" is one where it stands on the page twice.
_CREDIT = re.compile(r"(?:foto|photos?|photograph|ilustrasi|illustration)\b.{0,60}|\(foto:.{0,60}\)|\S+\.\w{2,4}/[^.]{0,40}", re.IGNORECASE)
_FOR_OUTLET = re.compile(r"(?:[A-Z][\w.'’-]+ ){2,4}(?:untuk|for) (?:[Tt]he )?[A-Z][\w ]{1,30}")
# "KUPANG, SITUS.COM - ": where a story was written; "PERAHU BARU - ": what a picture shows.
_LABEL = re.compile(r"[A-Z][A-Z0-9 .,/]{2,40} (?:-|--|–|—) \S")
_NAME = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}")

# How much each kind of furniture speaks for the story being over. The rest: 2.
_CLOSES = {"byline": 5, "copyright": 8, "comments": 8, "list": 2, "time": 3, "related": 1, "advert": 1, "caption": 1}


def furniture(lines: Sequence[str]) -> Found:
    """
    For each line of a page the code of the reason why it is not part of the story, or None where it is.

    The first headline-like line stays: it is the story's own.

    >>> furniture(["Menlu Bertemu", "Menlu bertemu duta besar.", "Baca Juga: Harga Beras Naik", "Komentar (0)"])
    [None, None, 'related', 'comments']
    """
    bare = [line.strip() for line in lines]
    found: Found = [telltale(line) for line in bare]
    for rule in (
        _entries, _contents, _captions, _repeated, _cut_off, _listed, _beside_invitations, _between_buttons, _menus, _interleaved, _runs, _biographies, _regions,
    ):  # fmt: skip
        rule(bare, found)
    return found


def like_headline(line: str) -> bool:
    """
    Whether a line is written as headlines are: no full stop, nearly every word that is not a small one capitalised.

    >>> like_headline("PM Qatar: Gencatan Senjata Gaza Tak Sempurna Tanpa Penarikan Pasukan Israel")
    True
    >>> like_headline("Perjanjian ini memberikan bantuan timbal balik")
    False
    """
    if re.search(r"[.:;,][\"'”’)\]]{0,4}$", line[-8:]) or ";" in line:
        return False
    telling = [word for word in _WORD.findall(line) if word.casefold() not in _SMALL]
    return bool(telling) and sum(word[0].isupper() for word in telling) >= 0.85 * len(telling)


def like_prose(line: str) -> bool:
    """
    Whether a line tells something in sentences: it ends like one, or is long, and is not written like a headline.

    >>> like_prose("Korea Selatan menyesalkan perjanjian tersebut.")
    True
    """
    count = len(_WORD.findall(line))
    return not like_headline(line) and ((count >= 4 and bool(_ENDS.search(line[-30:]))) or count >= 10)


# What the neighbours say --------------------------------------------------------------------------------------------


def _entries(lines: Sequence[str], found: Found) -> None:
    """The times of a live report are the story's own: clocks that stand alone, each above a paragraph, twice or more."""
    clocks = [
        k
        for k in range(len(lines) - 1)
        if found[k] in ("time", "widget") and _ENTRY_TIME.fullmatch(lines[k]) and _told_at_length(lines[k + 1])
    ]
    if len(clocks) >= 2:
        for k in clocks:
            found[k] = None


def _told_at_length(line: str) -> bool:
    return like_prose(line) and len(line.split()) >= 12


def _contents(lines: Sequence[str], found: Found) -> None:
    """A table of contents: two lines in a row or more that come back as subheadings, each above a paragraph."""
    heads = {lines[k]: k for k in range(len(lines) - 1) if like_prose(lines[k + 1]) and not _told_at_length(lines[k])}
    run: list[int] = []
    for number in range(len(lines) + 1):
        if number < len(lines) and heads.get(lines[number], 0) > number + 1 and found[number] is None:
            run.append(number)
            continue
        if len(run) >= 2:
            for k in run:
                found[k] = "list"
        run = []


def _captions(lines: Sequence[str], found: Found) -> None:
    """A single sentence beside a credit that stands alone, and a labelled one above the story's own first place."""
    often = Counter(lines)
    long = [k for k, line in enumerate(lines) if found[k] is None and _told_at_length(line)]
    rich = sum(not _one_sentence(lines[k]) for k in long) > len(long) / 2  # paragraphs of one sentence look like captions
    for number in range(long[0] + 1, long[-1]) if rich else range(0):
        line = lines[number]
        again = often[line] > 1 and bool(_FOR_OUTLET.fullmatch(line))
        if again:
            found[number] = "caption"
        credit = again or (found[number] == "caption" and _CREDIT.fullmatch(line) and len(line.split()) <= 8)
        if credit and found[number - 1] is None and _one_sentence(lines[number - 1]):
            found[number - 1] = "caption"
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)]
    labelled = [place for place, k in enumerate(told[:4]) if _LABEL.match(lines[k])]
    for place in labelled:
        if place + 1 in labelled:
            found[told[place]] = "caption"


def _one_sentence(line: str) -> bool:
    """Whether a line could be a caption: one sentence, and nobody speaks in it."""
    return len(line.split()) >= 7 and not line.endswith("?") and not re.search(r"[\"“”]|[.!?]\s+\S", line) and bool(_ENDS.search(line[-30:]))


def _repeated(lines: Sequence[str], found: Found) -> None:
    seen: set[str] = set()
    for number, line in enumerate(lines):
        key = line.casefold()
        if found[number] is None and key in seen and len(key) > 3 and not _ENTRY_TIME.fullmatch(line):
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
    begun, listed = False, -1
    for number, line in enumerate(lines):
        if HEADING.fullmatch(BULLET.sub("", line[:99])):
            found[number], listed = "list", 0 if begun else -1
        elif listed >= 0 and found[number] is None:
            dated = number + 1 < len(lines) and found[number + 1] == "time"
            if _told_on(line, listed) and not dated:
                listed = -1
            else:
                found[number], listed = "list", listed + 1
        begun = begun or (found[number] is None and like_prose(line))


def _told_on(line: str, listed: int) -> bool:
    """Whether a line after a list of other stories is the story again, and not one more teaser."""
    if not like_prose(line) or line.endswith("?"):
        return False
    sentences = len(re.findall(r"[.!?][\"'”’)]{0,4}(?:\s|$)", line))
    return len(line.split()) >= (12 if listed else 18) or (sentences >= 2 and len(line.split()) >= 18)


def _beside_invitations(lines: Sequence[str], found: Found) -> None:
    """The few words above an invitation are its title; the one or two below it, its button."""
    for number in [k for k, reason in enumerate(found) if reason == "invitation"]:
        for beside, most in ((number - 1, 4), (number + 1, 2)):
            if 0 <= beside < len(lines) and found[beside] is None:
                line = lines[beside]
                if len(line.split()) <= most and not _ENDS.search(line[-30:]) and not BULLET.match(line):
                    found[beside] = "widget"


def _between_buttons(lines: Sequence[str], found: Found) -> None:
    """What stands between two buttons in the middle of the story: the title of a video, a choice of a poll."""
    begun = False
    for number, line in enumerate(lines[:-1]):
        begun = begun or (found[number] is None and _told_at_length(line))
        buttons = number and found[number - 1] == found[number + 1] == "widget"
        if begun and buttons and found[number] is None and not _ENDS.search(line[-30:]):
            found[number] = "widget"


def _menus(lines: Sequence[str], found: Found) -> None:
    """Three or more short capitalised lines in a row, with no story before or no story after them."""
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)]
    run: list[int] = []
    for number in range(len(lines) + 1):
        if number < len(lines) and found[number] is None and _short_item(lines[number]):
            run.append(number)
            continue
        if len(run) >= 3 and (not told or told[0] > run[0] or told[-1] < number):
            for k in run:
                found[k] = "menu"
        if number < len(lines) and found[number] is not None and run:
            continue  # other furniture does not break a menu
        run = []


def _short_item(line: str) -> bool:
    bare = BULLET.sub("", line)
    return 0 < len(bare.split()) <= 4 and not _ENDS.search(bare[-30:]) and bare[0].isupper()


def _interleaved(lines: Sequence[str], found: Found) -> None:
    """
    A whole headline after the story has begun is another story's.

    A short one may be a subheading and stays, and so do one all in capitals and the lines of a list that the story
    announces with a colon.
    """
    begun = announced = False
    for number, line in enumerate(lines):
        if found[number] is not None:
            continue
        headline = like_headline(line) and len(_WORD.findall(line)) >= 5
        if begun and headline and not announced and not line.isupper():
            found[number] = "other_headline"
        begun = begun or like_prose(line)
        announced = line.endswith(":") or (announced and headline)


def _runs(lines: Sequence[str], found: Found) -> None:
    """
    Short lines in a row in the middle of the story: a box. The last may be the subheading of what follows.

    So are long lines in a row without a full stop, where the story's own end with one. What the story announces with a
    colon stays, and so do items that end like items.
    """
    told = [k for k, line in enumerate(lines) if found[k] is None and _told_at_length(line)]
    if len(told) < 2:
        return
    stops = sum(bool(_ENDS.search(lines[k][-30:])) for k in told) >= 0.75 * len(told)
    run: list[int] = []
    announced = False
    for number in range(told[0], told[-1] + 1):
        line = lines[number]
        open_ended = not _ENDS.search(line[-30:]) and (len(line.split()) < 9 or stops)
        if found[number] is not None:
            continue
        if open_ended and not announced and not _ENTRY_TIME.fullmatch(line):
            run.append(number)
            continue
        box = run if sum(len(lines[k].split()) for k in run) >= 9 * len(run) else run[:-1]
        if len(run) >= 3:
            for k in box:
                if not BULLET.match(lines[k]):
                    found[k] = "list"
        run = []
        announced = line.endswith(":") or (announced and open_ended)


def _biographies(lines: Sequence[str], found: Found) -> None:
    """ "Jane Doe is the author of …" among the last lines, where a byline names Jane Doe."""
    bylines = [line for line, reason in zip(lines, found, strict=True) if reason in ("byline", "caption") and len(line) < 120]
    names = {name.removeprefix("By ").removeprefix("Oleh ") for line in bylines for name in _NAME.findall(line)}
    names |= {re.sub(r"^\S+ (?=\S+ )", "", name) for name in names if name.count(" ") > 1} | names
    starts = tuple(names) + tuple(name.split()[0] + " covers " for name in names)
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)][-6:]
    for k in told if starts else []:
        if lines[k].startswith(starts) and re.search(r"\b(?:adalah|is|was|covers|writes|menulis|meliput)\b", lines[k][:80]):
            found[k] = "byline"


# Where the story is told ----------------------------------------------------------------------------------------------


def _regions(lines: Sequence[str], found: Found) -> None:
    """
    The story is told where its sentences outweigh the furniture most; before and after, only the headline stays.

    A page that tells nothing is left as it is.
    """
    first, last = _stretch([_weight(line, reason) for line, reason in zip(lines, found, strict=True)])
    told = [k for k in range(first, last + 1) if found[k] is None]
    if not told or not any(like_prose(lines[k]) for k in told):
        return
    kept = _headline(lines, found, first) | _announced(lines, found, last)
    for k in (*range(first), *range(last + 1, len(lines))):
        if found[k] is None and k not in kept:
            found[k] = "menu"


def _weight(line: str, reason: str | None) -> float:
    """What a line says for the story (above 0) or against it."""
    count = len(line.split())
    if reason is None and _ENTRY_TIME.fullmatch(line):
        return 1
    if reason is not None:
        return -_CLOSES.get(reason, 2)
    if like_prose(line):
        return min(count, 40) / 2 if _ENDS.search(line[-30:]) and not line.endswith("?") else (0 if count < 15 else count / 4)
    return 1 if _ENDS.search(line[-30:]) or BULLET.match(line) else -2


def _stretch(weights: Sequence[float]) -> tuple[int, int]:
    """
    The first and the last index of the stretch that weighs most.

    >>> _stretch([-2, 5, -1, 4, -8, 3])
    (1, 3)
    """
    best, span, total, start = 0.0, (0, -1), 0.0, 0
    for k, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, k
        total += weight
        if total > best:
            best, span = total, (start, k)
    return span


def _headline(lines: Sequence[str], found: Found, first: int) -> set[int]:
    """Before the story: of the lines that stand together the weightiest, what stands right above it, and prose between."""
    groups: list[list[int]] = [[]]
    for k in range(first):
        if found[k] is None and len(_WORD.findall(lines[k])) >= 4:
            groups[-1].append(k)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    if not groups:
        return {first - 1}

    def size(group: list[int]) -> float:
        return sum(len(_WORD.findall(lines[k])) for k in group) * (1.5 if group[-1] == first - 1 else 1)

    main = max(groups, key=size)
    return {
        k
        for group in groups
        for k in group
        if group is main or group[-1] == first - 1 or size([k]) >= max(6, size(main) / 2) or (k > main[-1] and like_sentence(lines[k]) and _told_at_length(lines[k]))
    }


def _announced(lines: Sequence[str], found: Found, last: int) -> set[int]:
    """After the story's last sentence: what is left of a list that it announced with a colon."""
    if not any(found[k] is None and lines[k].endswith(":") for k in range(max(0, last - 8), last + 1)):
        return set()
    kept: set[int] = set()
    for k in range(last + 1, len(lines)):
        if found[k] is not None:
            break
        kept.add(k)
    return kept
