"""
Where on a page the story is told, when its lines have been looked at one by one.

Start with `regions`: every line weighs for the story or against it, and the story is the stretch that weighs most. Of
what stands before it only the headline stays, of what stands after it only the rest of a list that it announced.
"""

from __future__ import annotations

from collections.abc import Sequence

from memory.looks import (
    BULLET,
    ENDS,
    ENTRY_TIME,
    SPEAKS,
    WORD,
    like_prose,
    like_sentence,
    told_at_length,
    whole_headline,
)
from memory.notices import addresses, personal

Found = list[str | None]

_PARAGRAPH = 14  # words
# How much each kind of furniture speaks for the story being over. The rest: 2.
_CLOSES = {"byline": 3, "copyright": 8, "comments": 8, "list": 2, "time": 3, "related": 1, "advert": 1, "caption": 1}


def regions(lines: Sequence[str], found: Found) -> None:
    """
    The story is told where its sentences outweigh the furniture most; before and after, only the headline stays.

    A page that tells nothing is left as it is.
    """
    personal_page = personal(lines, found)
    ours = [not personal_page and addresses(line) for line in lines]
    weights = [_weight(line, reason) for line, reason in zip(lines, found, strict=True)]
    first, last = _stretch([min(weight, 1.0) if own else weight for weight, own in zip(weights, ours, strict=True)])
    told = [k for k in range(first, last + 1) if found[k] is None]
    if not told or not any(like_prose(lines[k]) for k in told):
        return
    kept = _headline(lines, found, first) | _announced(lines, found, last)
    for k in (*range(first), *range(last + 1, len(lines))):
        if found[k] is None and k not in kept and (ours[k] or not _paragraph(lines[k])):
            found[k] = "other_headline" if k > last and whole_headline(lines[k]) else "menu"


def _paragraph(line: str) -> bool:
    """A whole paragraph stays wherever it stands: a lost sentence of the story is worse than a kept teaser."""
    return (
        like_prose(line)
        and bool(ENDS.search(line[-30:]))
        and not line.endswith(("?", "...", "…"))
        and len(line.split()) >= _PARAGRAPH
    )


def _weight(line: str, reason: str | None) -> float:
    """What a line says for the story (above 0) or against it; most for it where somebody speaks."""
    count = len(line.split())
    if reason is None and ENTRY_TIME.fullmatch(line):
        return 1
    if reason is not None:
        return -_CLOSES.get(reason, 2)
    ends = bool(ENDS.search(line[-30:]))
    if like_prose(line) and ends and not line.endswith("?"):
        return min(count, 40) / 2 + 4 * bool(SPEAKS.search(line[:2000]))
    if like_prose(line):
        return count / 4 if count >= 15 else 0
    return 1 if ends or BULLET.match(line) else -2


def _stretch(weights: Sequence[float]) -> tuple[int, int]:
    """
    The first and the last index of the stretch that weighs most.

    >>> _stretch([-2, 5, -1, 4, -8, 3])
    (1, 3)
    """
    best, span, total, start, against = 0.0, (0, -1), 0.0, 0, 0.0
    for k, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, k
        # However long a box in the middle of the story, a few paragraphs outweigh it.
        spared = max(0.0, against - weight - 5) if -4 < weight < 0 else 0.0
        against = 0.0 if weight > 0 else min(5, against - weight) if weight > -4 else against
        total += min(0.0, weight + spared) if weight < 0 else weight
        if total > best:
            best, span = total, (start, k)
    return span


def _headline(lines: Sequence[str], found: Found, first: int) -> set[int]:
    """Before the story: of the lines that stand together the weightiest, what stands right above it, and prose between."""
    groups: list[list[int]] = [[]]
    for k in range(first):
        if found[k] is None and len(WORD.findall(lines[k])) >= 4:
            groups[-1].append(k)
        elif groups[-1]:
            groups.append([])
    groups = _below_the_menu(lines, found, first, [group for group in groups if group])
    if not groups:
        return {first - 1}

    def size(group: list[int]) -> float:
        return sum(len(WORD.findall(lines[k])) for k in group) * (1.5 if group[-1] == first - 1 else 1)

    main = max(groups, key=size)
    return {
        k
        for group in groups
        for k in group
        if group is main
        or group[-1] == first - 1
        or size([k]) >= max(6, size(main) / 2)
        or (k > main[-1] and like_sentence(lines[k]) and told_at_length(lines[k]))
    }


def _below_the_menu(lines: Sequence[str], found: Found, first: int, groups: list[list[int]]) -> list[list[int]]:
    """
    A slogan stands above the menu, the headline below it: where a headline does, what is above the menu is let go.

    A line that stands on both sides of the menu is the headline, too.
    """
    menu = next((k for k in range(first - 1, 1, -1) if all(found[n] == "menu" for n in (k, k - 1, k - 2))), -1)
    below = [group for group in groups if group[0] > menu]
    headed = any(whole_headline(lines[k]) for group in below for k in group)
    slogans = not any(whole_headline(lines[k]) for group in groups for k in group if k < menu)
    titled = any(len(lines[k].split()) >= 6 for group in below for k in group)
    again = any(lines[k] in lines[menu:first] for group in groups for k in group if k < menu)
    return below if (headed or (titled and slogans)) and not again else groups


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
