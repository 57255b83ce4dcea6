"""
What TBX-Basic calls things, and what we call them.

The values are the picklists of TBX-Basic (ISO 30042:2019, TBX-Basic dialect: modules Min and Basic), and beside them what
the files of other programs say for the same: TBX of 2008 (martif), Weblate, Terminologue, MultiTerm.
"""

from __future__ import annotations

from glossary.terms import Status, TermType

STATUSES: dict[Status, str] = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "deprecated": "deprecatedTerm-admn-sts",
    # There is none for what is plain wrong; a note of ours beside it says so.
    "forbidden": "deprecatedTerm-admn-sts",
}
STATUS_OF: dict[str, Status] = {
    **dict.fromkeys(("preferred", "preferredterm", "recommended", "standardizedterm"), "preferred"),
    **dict.fromkeys(("admitted", "admittedterm", "legalterm", "regulatedterm", "approved"), "admitted"),
    **dict.fromkeys(("deprecated", "deprecatedterm", "superseded", "supersededterm"), "deprecated"),
    **dict.fromkeys(("notrecommended", "not recommended", "obsolete"), "deprecated"),
    "forbidden": "forbidden",
}

TYPES: dict[TermType, str] = {
    "full": "fullForm",
    "short": "shortForm",
    "acronym": "acronym",
    "abbreviation": "abbreviation",
    "variant": "variant",
    "phrase": "phrase",
    "proper": "fullForm",
}
TYPE_OF: dict[str, TermType] = {
    **{"fullform": "full", "entryterm": "full", "shortform": "short", "acronym": "acronym", "initialism": "acronym"},
    **{"abbreviation": "abbreviation", "clippedterm": "abbreviation", "variant": "variant", "synonym": "full"},
    **{"phrase": "phrase", "phraseologicalunit": "phrase", "setphrase": "phrase"},
}

# Universal Dependencies has seventeen parts of speech, TBX-Basic five; the martif of 2008 had proper nouns, too.
PARTS = {"NOUN": "noun", "PROPN": "noun", "VERB": "verb", "ADJ": "adjective", "ADV": "adverb"}
PART_OF = {
    **{"noun": "NOUN", "propernoun": "PROPN", "proper noun": "PROPN", "verb": "VERB", "adjective": "ADJ"},
    **{"adverb": "ADV", "other": ""},
}


def status(word: str) -> Status | None:
    """
    The status that a file's word means, if any.

    >>> status("supersededTerm-admn-sts"), status("notRecommended"), status("draft")
    ('deprecated', 'deprecated', None)
    """
    return STATUS_OF.get(word.lower().removesuffix("-admn-sts"))


def term_type(word: str) -> TermType | None:
    """The type of term that a file's word means, if any."""
    return TYPE_OF.get(word.lower())


def part(word: str) -> str | None:
    """The part of speech (UPOS) that a file's word means, "" for “other”; None if it means none."""
    return PART_OF.get(word.lower())
