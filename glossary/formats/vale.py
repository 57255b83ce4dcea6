"""
A style for Vale, the linter of prose: what is forbidden, deprecated or misspelt, and what to write instead.

The archive holds `.vale.ini` and `styles/Padanan/*.yml`. A rule of Vale has one severity and one way with case, so there is
a file for each language, severity and case mode. Vale sees no source text: what is right in any concept is flagged in none.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from glossary.terms import Concept, Term
from memory.formats.fields import tidy
from memory.text import Language, fold, squeeze

_NAMES: dict[Language, str] = {"id": "Indonesian", "en": "English"}
_LEVELS = {"Forbidden": "error", "Deprecated": "warning", "Spelling": "warning"}
_INSTEAD: dict[Language, str] = {"id": "Gunakan “%s”, bukan “%s”.", "en": "Use “%s” instead of “%s”."}
_NOT: dict[Language, str] = {"id": "Jangan gunakan “%s”.", "en": "Do not use “%s”."}
# Every archive of the same terms is the same, byte for byte; ZIP knows no earlier day.
_DAY = (1980, 1, 1, 0, 0, 0)
_INI = """\
StylesPath = styles
MinAlertLevel = suggestion

[*]
BasedOnStyles = Padanan
"""
_RULE = re.compile(r"([\\.+*?()|\[\]{}^$])")


@dataclass
class _Rule:
    """What one file of the style says: for each wording its replacements, of which there may be none."""

    language: Language
    level: str
    ignorecase: bool
    swap: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def write(concepts: Iterable[Concept], file: IO[bytes]) -> int:
    """A ZIP archive with the style; how many concepts it speaks of."""
    rules, written = _rules(list(concepts))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, ".vale.ini", _ini(rules))
        for name, rule in rules.items():
            for kind, text in _files(rule):
                _put(archive, f"styles/Padanan/{name}{kind}.yml", text)
    return written


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, text)


def _rules(concepts: list[Concept]) -> tuple[dict[str, _Rule], int]:
    right = {(t.language, fold(t.text)) for here in concepts for t in here.terms if _usable(t)}
    rules: dict[str, _Rule] = {}
    spoken: set[str] = set()
    for here in concepts:
        for term, wording, level in _wrong(here):
            # A lookup form may fold to the very term it stands for; a forbidden duplicate of a right term is no fault.
            if (term.language, fold(wording)) in right:
                continue
            ignorecase = term.case == "any"
            name = _NAMES[term.language] + level + ("" if ignorecase else "Exact")
            rule = rules.setdefault(name, _Rule(term.language, level, ignorecase))
            instead = _instead(here, term)
            rule.swap[wording].extend(text for text in instead if text not in rule.swap[wording])
            spoken.add(here.id)
    return dict(sorted(rules.items())), len(spoken)


def _usable(term: Term) -> bool:
    return term.status in ("preferred", "admitted")


def _wrong(here: Concept) -> Iterator[tuple[Term, str, str]]:
    """The wordings of a concept that are not to be used, each with its term and how bad it is."""
    for term in here.terms:
        if not _usable(term):
            yield term, squeeze(tidy(term.text)), term.status.capitalize()
        for form in term.lookup_forms:
            yield term, squeeze(tidy(form)), "Spelling" if _usable(term) else term.status.capitalize()


def _instead(here: Concept, term: Term) -> list[str]:
    """What to write: the term itself where only its spelling was wrong, else the preferred terms of its language."""
    if _usable(term):
        return [term.text]
    there = here.in_language(term.language)
    return [t.text for t in there if t.status == "preferred"] or [t.text for t in there if t.status == "admitted"][:1]


def _files(rule: _Rule) -> Iterator[tuple[str, str]]:
    """The kinds of a rule's files, with their text."""
    ordered = sorted(rule.swap.items(), key=lambda item: (-len(item[0]), item[0]))
    swapped = [(wording, instead) for wording, instead in ordered if instead]
    alone = [wording for wording, instead in ordered if not instead]
    if swapped:
        lines = [f"  {_quoted(_pattern(key))}: {_quoted('|'.join(instead))}" for key, instead in swapped]
        head = ["extends: substitution", f"message: {_quoted(_INSTEAD[rule.language])}", "action:", "  name: replace"]
        yield "", _yaml([*head, *_common(rule), "swap:", *lines])
    if alone:
        lines = [f"  - {_quoted(_pattern(key))}" for key in alone]
        head = ["extends: existence", f"message: {_quoted(_NOT[rule.language])}"]
        yield "Alone", _yaml([*head, *_common(rule), "tokens:", *lines])


def _common(rule: _Rule) -> list[str]:
    ignorecase = "true" if rule.ignorecase else "false"
    return [f"level: {_LEVELS[rule.level]}", f"ignorecase: {ignorecase}", "nonword: true"]


def _yaml(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def _pattern(wording: str) -> str:
    r"""
    A regular expression for exactly these words, in any white space.

    >>> _pattern("dsb. (lain)")
    '\\bdsb\\.\\s+\\(lain\\)'
    """
    # Vale's own word ends would be lost beside a mark, so the rules are “nonword” and bring theirs.
    begin, end = (r"\b" if re.match(r"\w", edge) else "" for edge in (wording[0], wording[-1]))
    return begin + r"\s+".join(_RULE.sub(r"\\\1", word) for word in wording.split()) + end


def _quoted(text: str) -> str:
    # A JSON string is a double-quoted scalar of YAML; no other quoting of YAML can hold every character.
    return json.dumps(text, ensure_ascii=False)


def _ini(rules: dict[str, _Rule]) -> str:
    """The settings: all rules everywhere, but none of the other language in what is named x.id.txt or x.en.md."""
    lines = [_INI]
    for one, other in (("id", "en"), ("en", "id")):
        off = [name for name, rule in rules.items() if rule.language == other]
        if off:
            kinds = {name: [kind for kind, _ in _files(rules[name])] for name in off}
            lines.append(f"[*.{one}.*]\n" + "".join(f"Padanan.{n}{k} = NO\n" for n in off for k in kinds[n]))
    return "\n".join(lines)
