"""
A finding as LanguageTool shows it: a squiggle under a place, what to say of it, what to write instead.

Rules are named `TERM_<KIND>_<concept>`; whoever wants a kind of finding on or off as a whole names `TERM_<KIND>`. What the
source asks for and nothing renders has no place of its own: the whole segment is underlined, and nothing is offered in
its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from glossary.findings import Finding, Kind, Span
from memory.errors import Invalid
from memory.sentences import sentences
from memory.text import Language
from web.clients.written import Written

CATEGORY = "TERMINOLOGY"
_AROUND = 40  # characters of context on either side, as LanguageTool gives
_NAMES = ("Terminology", "Peristilahan")
_RULES: dict[Kind, tuple[tuple[str, str], tuple[str, str]]] = {
    "missing": (("Term not rendered", "Istilah belum diterjemahkan"),
                ("An approved term of the source is not rendered by an approved term.",
                 "Istilah baku dalam teks sumber tidak diterjemahkan dengan padanan bakunya.")),
    "forbidden": (("Wrong rendering", "Padanan keliru"),
                  ("A wrong rendering of a term.", "Padanan yang keliru untuk sebuah istilah.")),
    "deprecated": (("No longer used", "Tidak dipakai lagi"),
                   ("A term that is no longer used.", "Istilah yang tidak dipakai lagi.")),
    "variant": (("Spelling of a term", "Ejaan istilah"),
                ("A term is not spelt as the termbase spells it.", "Ejaan istilah tidak sesuai dengan basis istilah.")),
    "untranslated": (("Left untranslated", "Belum diterjemahkan"),
                     ("A term of the source was left as it is.", "Istilah dari teks sumber dibiarkan apa adanya.")),
    "do_not_translate": (("Not to be translated", "Jangan diterjemahkan"),
                         ("What is to stay as it is was changed.", "Yang harus tetap apa adanya telah diubah.")),
    "case": (("Capitals of a term", "Huruf kapital istilah"),
             ("A term has other capitals than the termbase gives it.",
              "Huruf kapital istilah tidak sesuai dengan basis istilah.")),
    "inconsistent": (("Two terms for one concept", "Dua istilah untuk satu konsep"),
                     ("A concept is called differently in one text.", "Satu konsep disebut berbeda dalam satu teks.")),
    "ambiguous": (("Several meanings", "Beberapa makna"),
                  ("A term of the source belongs to several concepts.",
                   "Istilah dalam teks sumber mewakili beberapa konsep.")),
}  # fmt: skip


def rule(finding: Finding) -> str:
    """The name of the rule that a finding breaks."""
    return f"{finding.code}_{finding.concept}"


@dataclass(frozen=True, slots=True)
class Rules:
    """
    Which findings a client wants to see.

    Advice and worse is shown unless it is disabled, mere information only on the level `picky` or when its rule is
    enabled; with `only` what is enabled, and nothing else.
    """

    enabled: frozenset[str]
    disabled: frozenset[str]
    categories: frozenset[str]
    no_categories: frozenset[str]
    only: bool
    picky: bool

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """The rules of a request; Invalid where it wants nothing but what it names, and names nothing."""
        level = given.get("level") or "default"
        if level not in ("default", "picky"):
            raise Invalid(f"“{level}” is no level.", hint="It is default or picky.")
        lists = ("enabledRules", "disabledRules", "enabledCategories", "disabledCategories")
        enabled, disabled, categories, no_categories = (_names(given.get(name, "")) for name in lists)
        only = given.get("enabledOnly", "").lower() in ("true", "yes")
        if only and not enabled and not categories:
            raise Invalid("enabledOnly is set, and no rules or categories are enabled.", hint="Send enabledRules.")
        return cls(enabled, disabled, categories, no_categories, only, level == "picky")

    def show(self, finding: Finding) -> bool:
        """Whether a finding is wanted. What somebody let pass is not."""
        names = {rule(finding), finding.code}
        if finding.waived is not None or names & self.disabled:
            return False
        named = bool(names & self.enabled)
        if CATEGORY in self.no_categories and not named:
            return False
        if self.only:
            return named or CATEGORY in self.categories
        return named or self.picky or finding.severity != "info"


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.strip() for name in listed.split(",") if name.strip())


class Squiggles:
    """Makes matches of findings in one text. `site` is the address that permalinks begin with."""

    def __init__(self, written: Written, language: Language, *, told: Language, site: str) -> None:
        self._written = written
        self._sentences = sentences(written.text, language)
        self._starts = [sentence.start for sentence in self._sentences]
        self._told = told == "id"
        self._site = site

    def of(self, finding: Finding, segment: Span) -> Iterator[dict[str, Any]]:
        """A match for each place of a finding in a segment, or one for the segment whole; replacements at the first."""
        starts, ends = segment
        places = [(starts + start, starts + end) for start, end in finding.target_spans]
        for nth, place in enumerate(places or [(starts, ends)]):
            yield self._match(finding, place, finding.replacements if places and not nth else ())

    def _match(self, finding: Finding, place: Span, replacements: tuple[str, ...]) -> dict[str, Any]:
        written = self._written
        start, end = written.place(*place)
        short, description = (words[self._told] for words in _RULES[finding.kind])
        offset, length = written.units(start), written.units(end) - written.units(start)
        return {
            "message": finding.message,
            "shortMessage": short,
            "replacements": [{"value": text} for text in replacements],
            "offset": offset,
            "length": length,
            "context": self._context(start, end),
            "sentence": self._sentence(place),
            "type": {"typeName": "Hint" if finding.severity in ("advice", "info") else "Other"},
            "rule": {
                "id": rule(finding),
                "description": description,
                "issueType": "terminology",
                "category": {"id": CATEGORY, "name": _NAMES[self._told]},
                "urls": [{"value": f"{self._site}/k/{finding.concept}"}],
            },
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }

    def _context(self, start: int, end: int) -> dict[str, Any]:
        """
        What stands around a place, on one line.

        LanguageTool puts "..." where it cuts. We leave the text bare, since clients find the context in the text again;
        and we cut after a character of two units, for Python's clients show the place in code points.
        """
        whole, wide = self._written.whole, self._written.wide
        before = bisect_left(wide, start)
        first = max(0, start - _AROUND, wide[before - 1] + 1 if before else 0)
        around = whole[first : end + _AROUND].replace("\n", " ")
        return {
            "text": around,
            "offset": start - first,
            "length": self._written.units(end) - self._written.units(start),
        }

    def _sentence(self, place: Span) -> str:
        """The sentence in which a place begins, to the end of the one in which it ends."""
        if not self._sentences:
            return self._written.text
        first, last = (max(0, bisect_right(self._starts, at) - 1) for at in (place[0], max(place[0], place[1] - 1)))
        return self._written.text[self._sentences[first].start : self._sentences[last].end]
