"""
Captions that do not say "Foto:": only the credit at their end or beside them betrays them, or that they stand twice.

Start with `captions`. A caption is a single sentence in which nobody speaks. News agencies write whole stories in such
sentences, so each rule asks for more: a credit, a twin, a place above the story.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from memory.looks import ENDS, SPEAKS, like_headline, like_prose, like_sentence, told_at_length
from memory.regions import Found

# A line that is a credit and no more; "Jane Doe for The Planet" is one where it stands on the page twice.
CREDIT = re.compile(
    r"(?:foto|photos?|photograph|ilustrasi|illustration)\b.{0,60}|\(foto:.{0,60}\)|\S+\.\w{2,4}/[^.]{0,40}",
    re.IGNORECASE,
)
_FOR_OUTLET = re.compile(r"(?:[A-Z][\w.'’-]+ ){2,4}(?:untuk|for) (?:[Tt]he )?[A-Z][\w ]{1,30}")
# "KUPANG, SITUS.COM - ": where a story was written; "PERAHU BARU - ": what a picture shows.
_LABEL = re.compile(r"[A-Z][A-Z0-9 .,/]{2,40} (?:-|--|–|—) \S")
# "… in Tull. Folio Science/P. Dubray", "… — Folio Science/P. Dubray": outlet and photographer behind a stop or a dash.
_SIGNED = re.compile(
    r".{15,}(?:[.!?)][\"”’]?|\s[—–-])\s\(?(?:[A-Z][\w.&'’-]*\s|&\s){0,3}[A-Z][\w.&'’-]*\s?/\s?[A-Z][\w.'’ -]{1,40}\)?\.?"
)
_SIGNATURE = re.compile(r"(?:[A-Z][\w.&'’-]*\s|&\s){0,3}[A-Z][\w.&'’-]*\s?/\s?(?:[A-Z]\.\s?){1,3}[A-Z][\w'’-]+\.?")
# "… in Tull. (KPNW)": an outlet alone in brackets is a reporter's initials where the story ends, and a credit above it.
_OUTLET = re.compile(r".{15,}[.!?]\s\([A-Z][\w.&'’-]*(?:\s[A-Z&][\w.&'’-]*){0,3}\)\.?")


def captions(lines: Sequence[str], found: Found) -> None:
    """The captions of a page, by their signatures, by their twins and by the credits beside them."""
    for number, line in enumerate(lines):
        if found[number] is None and not _spoken(line) and (_SIGNED.fullmatch(line) or _SIGNATURE.fullmatch(line)):
            found[number] = "caption"
    _above(lines, found)
    _twins(lines, found)
    _credited(lines, found)


def _spoken(line: str) -> bool:
    return bool(re.search(r"[\"“”]", line) or SPEAKS.search(line))


def _above(lines: Sequence[str], found: Found) -> None:
    """Above the story's first paragraph: a sentence with an outlet in brackets, and open lines beside a lone credit."""
    told = [k for k, line in enumerate(lines) if found[k] is None and told_at_length(line) and like_sentence(line)]
    signed = [k for k, line in enumerate(lines) if found[k] is None and _OUTLET.fullmatch(line) and not _spoken(line)]
    for k in signed:
        if told and k <= told[0] and k != told[-1]:
            found[k] = "caption"
    first = next((k for k in told if found[k] is None), 0)
    titled = False
    for k in range(first):
        credit = any(found[n] == "caption" and _alone(lines[n]) for n in (k - 1, k + 1) if n >= 0)
        open_ended = not ENDS.search(lines[k][-30:]) and not like_headline(lines[k])
        if titled and credit and open_ended and found[k] is None and 5 <= len(lines[k].split()) <= 25:
            found[k] = "caption"
        titled = titled or (found[k] is None and len(lines[k].split()) >= 5)


def _alone(line: str) -> bool:
    """Whether a credit stands by itself, without the sentence that it belongs to."""
    return len(line.split()) <= 8 and bool(
        CREDIT.fullmatch(line) or _SIGNATURE.fullmatch(line) or re.fullmatch(r"\([^()]*\)", line)
    )


def _twins(lines: Sequence[str], found: Found) -> None:
    """The text that stands in for a picture, and the caption below that begins with the same words."""
    for k in range(len(lines) - 1):
        text, caption = lines[k], lines[k + 1]
        stem = text.rstrip(".").casefold()
        if (
            len(text.split()) >= 5
            and len(caption) > len(text)
            and caption.casefold().startswith(stem)
            and not _spoken(caption)
        ):
            if found[k] is None and not like_headline(text):
                found[k] = "caption"
            found[k + 1] = found[k + 1] or "caption"


def _credited(lines: Sequence[str], found: Found) -> None:
    """A single sentence beside a credit that stands alone, and a labelled one above the story's own first place."""
    often = Counter(lines)
    long = [k for k, line in enumerate(lines) if found[k] is None and told_at_length(line)]
    rich = (
        sum(not _one_sentence(lines[k]) for k in long) > len(long) / 2
    )  # paragraphs of one sentence look like captions
    for number in range(long[0] + 1, long[-1]) if rich else range(0):
        line = lines[number]
        again = often[line] > 1 and bool(_FOR_OUTLET.fullmatch(line))
        if again:
            found[number] = "caption"
        credit = again or (found[number] == "caption" and CREDIT.fullmatch(line) and len(line.split()) <= 8)
        if credit and found[number - 1] is None and _one_sentence(lines[number - 1]):
            found[number - 1] = "caption"
    told = [k for k, line in enumerate(lines) if found[k] is None and like_prose(line)]
    labelled = [place for place, k in enumerate(told[:4]) if _LABEL.match(lines[k])]
    for place in labelled:
        if place + 1 in labelled:
            found[told[place]] = "caption"


def _one_sentence(line: str) -> bool:
    """Whether a line could be a caption: one sentence, and nobody speaks in it."""
    return (
        len(line.split()) >= 7
        and not line.endswith("?")
        and not re.search(r"[\"“”]|[.!?]\s+\S", line)
        and bool(ENDS.search(line[-30:]))
    )
