"""
How files spell what units are made of: texts, languages, dates, counts, statuses, origins.

Each function takes a file's spelling and gives ours, or raises `Unreadable` with the reason for which a reader skips the
unit. The other way round, `dated`, `stamped` and `traced` spell for every writer.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache

from memory.errors import Invalid
from memory.text import LANGUAGES, Language, clean
from memory.units import Origin, UnitStatus

LONGEST = 100_000  # characters; a segment is a sentence, and a chapter of a novel has some thirty thousand


class Unreadable(ValueError):
    """Why a unit of a file cannot be read; the file may go on."""


# Neither is a character, and XML can hold none of them: half pairs of UTF-16, and the two that Unicode sets aside.
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


def tidy(text: str) -> str:
    r"""
    A text as units hold it: clean, without white space around it; line breaks inside it are meant and stay.

    >>> tidy(" Nama:\r\nIbu\u200fkota ")
    'Nama:\nIbukota'
    """
    if text.isascii() and text.isprintable():  # nothing to clean, and three texts in four
        return text.strip()
    return clean(_NO_CHARACTER.sub("", text)).strip()


def segment(text: str, name: str) -> str:
    """The tidy text of one side of a pair."""
    found = tidy(text)
    if not found:
        raise Unreadable(f"its text in {name} is empty")
    if len(found) > LONGEST:
        raise Unreadable(f"its text in {name} has {len(found):,} characters; a segment has at most {LONGEST:,}")
    return found


_SPELLINGS: dict[str, Language] = {
    **{"id": "id", "ind": "id", "indonesian": "id", "indonesia": "id", "bahasa indonesia": "id"},
    **{"en": "en", "eng": "en", "english": "en", "inggris": "en", "bahasa inggris": "en"},
    # Java wrote Indonesian by its old code until 2021, and with Java many translation tools.
    "in": "id",
}


@lru_cache(maxsize=256)
def language(tag: str) -> Language | None:
    """
    The language that a tag or a name means, whatever its region; None for one that is not ours.

    >>> language("id_ID"), language("EN-GB"), language("in-ID"), language("Bahasa Inggris"), language("fr")
    ('id', 'en', 'id', 'en', None)
    """
    return _SPELLINGS.get(re.split("[-_]", tag.strip().lower())[0])


def other(one: Language) -> Language:
    """The other of the two languages."""
    return "en" if one == "id" else "id"


def direction(source: Language | None, target: Language | None) -> tuple[Language, Language] | None:
    """From which language to which, as far as the two say; one of them says both."""
    if source and source == target:
        raise Invalid(f"Source and target are both “{source}”.", hint=f"They are two of {', '.join(LANGUAGES)}.")
    if source:
        return source, other(source)
    return (other(target), target) if target else None


def moment(text: str) -> str:
    """
    A date as units hold it, ISO 8601 in UTC; without a zone it is taken to be UTC.

    >>> moment("20240620T171112Z"), moment("2024-06-20T17:11:12+07:00")
    ('2024-06-20T17:11:12+00:00', '2024-06-20T10:11:12+00:00')
    """
    if not text:
        return ""
    try:
        found = datetime.fromisoformat(text.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable(f"“{text[:40]}” is no date") from None
    return found.isoformat(timespec="seconds")


def dated(at: str, unit_id: str) -> str:
    """A unit's date, to write; Invalid, with the unit's id, where the memory holds one that is none."""
    try:
        return moment(at)
    except Unreadable as why:
        raise Invalid(
            f"The unit {unit_id} cannot be written: {why}.", hint="Change its date, or forget it.", unit=unit_id
        ) from why


def stamped(at: str) -> str:
    """
    A unit's date as TMX spells it.

    >>> stamped("2024-06-20T10:11:12+00:00")
    '20240620T101112Z'
    """
    return at[:19].replace("-", "").replace(":", "") + "Z" if at else ""


def count(text: str) -> int:
    """A count of uses."""
    if not text:
        return 0
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise Unreadable(f"“{text[:40]}” is no count of uses")
    return int(text)


# Ours first, then what Trados, Phrase and XLIFF call the same.
STATUSES: dict[str, UnitStatus] = {
    **dict.fromkeys("draft unspecified new initial fuzzy rejectedtranslation rejectedsignoff".split(), "draft"),
    **dict.fromkeys("confirmed translated".split(), "confirmed"),
    **dict.fromkeys("reviewed approved approvedtranslation approvedsignoff final signed-off".split(), "reviewed"),
}


def status(text: str) -> UnitStatus:
    """The status that a word means."""
    found = STATUSES.get(text.strip().lower())
    if found is None:
        raise Unreadable(f"“{text[:40]}” is no status; it is one of draft, confirmed, reviewed")
    return found


def traced(origin: Origin) -> str:
    """An origin, spelled out."""
    return json.dumps(asdict(origin), ensure_ascii=False)


def origin(text: str) -> Origin:
    """The origin that was spelled out."""
    try:
        found = Origin(**json.loads(text))
    except (ValueError, TypeError, RecursionError):
        raise Unreadable(f"“{text[:40]}” is no origin as Padanan writes it") from None
    if not isinstance(found.position, int) or found.kind not in ("human", "aligned", "machine", "mined"):
        raise Unreadable(f"“{text[:40]}” is no origin as Padanan writes it")
    return found
