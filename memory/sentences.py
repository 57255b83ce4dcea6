"""
Where sentences end.

sentencex proposes boundaries; Indonesian then has its say: a boundary after "Jl.", "Tbk." or "No. 5" is none, and a
closing quote belongs to the sentence it closes. Places are kept, so that a sentence can always be shown in its document.
"""

from __future__ import annotations

import re
from functools import cache

from sentencex import get_sentence_boundaries

from memory.text import ABBREVIATIONS, Language, Token


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Those that never end a sentence, and those that do not before a number."""
    lines = [line.strip() for line in ABBREVIATIONS.read_text(encoding="utf-8").splitlines()]
    entries = [line for line in lines if line and not line.startswith("#")]
    numeric = {entry.split()[0] for entry in entries if "#NUMERIC_ONLY#" in entry}
    return frozenset(entry for entry in entries if " " not in entry), frozenset(numeric)


# These close a list or a name as often as they stand inside a sentence: only a small letter after them says "go on".
_OFTEN_LAST = frozenset(
    "dkk dll dsb dst etc Tbk Ltd Inc Co Jr Sr tsb S.H S.E S.Sos S.Pd S.T S.Kom M.H M.Si M.Sc M.A M.M Ph.D".split()
)


def sentences(text: str, language: Language) -> list[Token]:
    """
    The sentences of a paragraph with their places, without the white space around them.

    >>> [s.text for s in sentences("Ia tiba di Jl. Sudirman. Dr. Ali, dkk. menunggu. Apa? Ya!", "id")]
    ['Ia tiba di Jl. Sudirman.', 'Dr. Ali, dkk. menunggu.', 'Apa?', 'Ya!']
    """
    found: list[Token] = []
    for start, end in _spans(text, language):
        goes_on = bool(found) and _goes_on(found[-1].text, text[start:end])
        begin = found.pop().start if goes_on else start
        found.append(Token(text[begin:end], begin, end))
    return found


def _spans(text: str, language: Language) -> list[tuple[int, int]]:
    """sentencex's boundaries, trimmed; empty ones left out."""
    spans = []
    for boundary in get_sentence_boundaries(language, text):
        start, end = boundary["start_index"], boundary["end_index"]
        piece = text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if start < end:
            spans.append((start, end))
    return spans


def _goes_on(left: str, right: str) -> bool:
    """Whether what was cut in two is one sentence: "dan dsb. | sudah", "Jl. | Sudirman", "… kata dia | .”"."""
    if not re.search(r"\w", right):
        return True
    last = re.search(r"(\S+)\.$", left)
    if not last:
        return False
    word = last[1].lstrip("(\"'“‘")
    always, numeric = _abbreviations()
    if word in _OFTEN_LAST:
        return right[:1].islower()
    return word in always or (word in numeric and right[:1].isdigit())
