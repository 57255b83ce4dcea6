"""
What the page says of itself beside its notices, what an outlet says of itself by name, and who the authors are.

Start with `margins`. None of these sentences betrays itself by its words; the company it keeps does: a notice above it,
the outlet's name from the top of the page, an author's from the byline. Pages that say we or you throughout (letters,
recipes, reviews) are the story's own voice, and there the first rule holds its tongue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from memory.captions import CREDIT
from memory.looks import SPEAKS, like_prose, like_sentence, told_at_length
from memory.notices import addresses, personal
from memory.regions import Found

_OWN = frozenset({"notice", "invitation", "comments"})
_NAME = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}")
_IS = r"(?:is|are|was|has|may|does|adalah|merupakan|telah|tidak|bukan|berhak|tergabung|dikelola|diterbitkan)\b"
# Whoever writes for a living, said of somebody by name.
_WRITES = re.compile(
    r"(?:adalah|merupakan|is|was|,)\s(?:an?\s|the\s|seorang\s)?.{0,50}\b(?:reporter|journalist|writer|author|editor|correspondent|columnist|freelancer?|wartawan|jurnalis|penulis|kolumnis|fotografer|photographer|kontributor|contributor)\b"
    r"|\b(?:is|was|covers?|writes|wrote|has (?:covered|written|reported|reviewed)|adalah|menulis|meliput)\b",
)
_AUTHOR = (
    "Penulis adalah",
    "Penulis merupakan",
    "The author is",
    "The writer is",
    "About the author",
    "Tentang penulis",
)


def margins(lines: Sequence[str], found: Found) -> None:
    """Mark what stands in the margins of the story."""
    begun = next((k for k, line in enumerate(lines) if found[k] is None and told_at_length(line)), len(lines))
    if not personal(lines, found):
        _joined(lines, found, begun)
    _outlet(lines, found, begun)
    _biographies(lines, found)


def _joined(lines: Sequence[str], found: Found, begun: int) -> None:
    """A line that says we or you, right above or below a notice: the notice goes on."""
    for order, step in ((range(1, len(lines)), -1), (range(len(lines) - 2, -1, -1), 1)):
        for k in order:
            beside = found[k + step] in _OWN and found[k] is None and addresses(lines[k])
            if beside and (k > begun or like_sentence(lines[k])):
                found[k] = "notice"


def _outlet(lines: Sequence[str], found: Found, begun: int) -> None:
    """Below the story, under other furniture: "Folio Science is part of …", by a name from the top of the page."""
    top = [re.sub(r"\W+$", "", lines[k]) for k in range(begun) if found[k] not in _OWN and len(lines[k].split()) <= 4]
    names = [name for number, name in enumerate(top) if name and (number == 0 or " " in name) and name[0].isupper()]
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)]
    if not names or not told:
        return
    says = re.compile(rf"(?:{'|'.join(re.escape(name) for name in names)})\s+{_IS}")
    for k in told[len(told) // 2 :]:
        if k and found[k - 1] is not None and says.match(lines[k]) and not SPEAKS.search(lines[k]):
            found[k] = "notice"


def _biographies(lines: Sequence[str], found: Found) -> None:
    """ "Jane Doe is the author of …" among the last lines, where a byline names Jane Doe, or by what she does."""
    bylines = [line for line, reason in zip(lines, found, strict=True) if reason == "byline" or CREDIT.fullmatch(line)]
    names = {name.removeprefix("By ").removeprefix("Oleh ") for line in bylines for name in _NAME.findall(line)}
    names |= {re.sub(r"^\S+ (?=\S+ )", "", name) for name in names if name.count(" ") > 1} | names
    starts = (*names, *(name.split()[0] + " covers " for name in names), *_AUTHOR)
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)][-6:]
    for k in told:
        spoken = SPEAKS.search(lines[k]) or re.search(r"[\"“”]", lines[k])
        if lines[k].startswith(starts) and not spoken and _WRITES.search(lines[k][:100]):
            found[k] = "byline"
