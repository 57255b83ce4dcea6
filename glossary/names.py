"""
Names in Indonesian text: who and what is spoken of, apart from the terms.

A name is a run of words that are written and stand as proper nouns, or a single proper noun that the lexicon has. What it is the name of
is told by what stands around it (*Presiden* …, *di* …, … *mengatakan*) and by its own words (*Kementerian* …, *KCNA*);
where most mentions tell nothing it is left open. A surname met alone is counted with the one full name that has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from glossary.parts import Part, Sentence
from glossary.phrases import CALENDAR, is_country

KINDS = ("person", "place", "organisation", "")
_TITLES = frozenset(
    """
    presiden menteri perdana pemimpin ketua wakil gubernur bupati wali jenderal kolonel laksamana kapten komisaris direktur
    bicara jubir duta utusan sekretaris kepala pak bapak bu ibu tuan nyonya dokter dr profesor prof haji raja ratu pangeran
    kanselir senator hakim jaksa pengamat analis penasihat anggota luar negeri pertahanan dalam mantan panglima diplomat
    """.split()
)
_SAYING = frozenset("kata ujar ucap tutur ungkap tegas jelas sebut papar lanjut menurut".split())
_SAYS = frozenset(
    "mengatakan menyatakan menegaskan menambahkan menjelaskan mengungkapkan menyebut bertemu menuturkan".split()
)
_WHERE = frozenset(
    "di ke dari dekat kota provinsi kabupaten kecamatan desa pulau selat sungai gunung laut ibu kota".split()
)
_BODIES = frozenset(
    """
    kementerian dewan badan komisi lembaga partai universitas bank mahkamah majelis parlemen organisasi perserikatan uni
    asosiasi kantor institut yayasan pt kepolisian angkatan duma federasi komite pengadilan perusahaan media
    """.split()
)


@dataclass
class Names:
    """The names of a run: how often each was met, where, and what it was taken for."""

    mentions: Counter[str] = field(default_factory=Counter)
    documents: dict[str, dict[str, None]] = field(default_factory=dict)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)

    def note(self, sentence: Sentence, document: str) -> None:
        """Count the names of a sentence."""
        self.count(mentions(sentence), document)

    def count(self, mentioned: Iterable[tuple[str, str]], document: str) -> None:
        """Count names that were met (`mentions`)."""
        for name, kind in mentioned:
            self.mentions[name] += 1
            self.documents.setdefault(name, {})[document] = None
            self.kinds.setdefault(name, Counter())[kind] += 1

    def listed(self) -> list[dict[str, Any]]:
        """Each name with its kind ("": not told), how often it was met and where; by kind, the most frequent first."""
        whole = {name: self._whole(name) for name in self.mentions}
        seen: Counter[str] = Counter()
        where: dict[str, dict[str, None]] = {}
        kinds: dict[str, Counter[str]] = {}
        for name, count in self.mentions.items():
            seen[whole[name]] += count
            where.setdefault(whole[name], {}).update(self.documents[name])
            kinds.setdefault(whole[name], Counter()).update(self.kinds[name])
        found = [
            {"name": name, "kind": _kind(kinds[name]), "seen": count, "documents": list(where[name])}
            for name, count in seen.items()
        ]
        return sorted(found, key=lambda one: (KINDS.index(one["kind"]), -one["seen"], one["name"]))

    def _whole(self, name: str) -> str:
        """The one longer name of a person that begins or ends with this word; itself when there is none, or several."""
        if " " in name or _kind(self.kinds[name]) not in ("", "person"):
            return name
        longer = [
            other
            for other in self.mentions
            if " " in other
            and name in (other.split()[0], other.split()[-1])
            and _kind(self.kinds[other]) in ("", "person")
        ]
        return longer[0] if len(longer) == 1 else name


def _kind(told: Counter[str]) -> str:
    """What most mentions that tell anything say."""
    said = [(-count, KINDS.index(kind), kind) for kind, count in told.items() if kind]
    return min(said)[2] if said else ""


def mentions(sentence: Sentence) -> list[tuple[str, str]]:
    """The names of a sentence, each with what this mention says it is the name of ("": nothing)."""
    return list(_names(sentence.parts))


def _names(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) and _written(parts[end]) and not _known(parts[end]):
            end += 1
        run = parts[at:end]
        if len(run) == 1 and (run[0].opens or run[0].known):
            end = at  # its capital is the sentence's, or it is a word like others
        if end == at and _known(parts[at]) and (not parts[at].opens or parts[at].pos == "PROPN"):
            end = at + 1
        if end > at:
            # A dateline is in capitals throughout: MOSKOW.
            alone = end - at == 1
            text = (part.text if part.clitic or (part.known and alone) else part.surface for part in parts[at:end])
            yield " ".join(text), _told(parts, at, end)
        at = max(end, at + 1)


def _written(part: Part) -> bool:
    """Whether a part is written as one of a name, and does not only say whose name it is."""
    if part.folded in CALENDAR or not part.surface[:1].isupper() or len(part.surface) < 2:
        return False
    return part.pos == "PROPN" and not (part.known and part.opens) and not set(part.folded.split()) & (_TITLES | _WHERE)


def _known(part: Part) -> bool:
    """Whether a part is a name that the lexicon has."""
    named = any(entry.pos == "PROPN" for entry in part.entries)
    return named and part.surface[:1].isupper() and part.folded not in CALENDAR


def _told(parts: Sequence[Part], at: int, end: int) -> str:
    """What one mention says a name is the name of; "" when nothing."""
    own = parts[at]
    if is_country(own):
        return "place"
    if set(own.folded.split()) & _BODIES or re.fullmatch(r"[A-Z]{2,6}", own.text):
        return "organisation"
    before = at - 1
    while before > 0 and is_country(parts[before]):
        before -= 1  # Presiden Rusia Vladimir Putin
    ahead = parts[before].folded.split()[-1:] if before >= 0 else []
    behind = end + (end < len(parts) and parts[end].surface == ",")
    after = parts[behind].folded if behind < len(parts) else ""
    if own.known:  # *Moskow mengatakan* is a government
        return "place" if set(ahead) & _WHERE else ""
    if after in _SAYS or set(ahead) & (_TITLES | _SAYING):
        return "person"
    return "place" if set(ahead) & _WHERE else ""
