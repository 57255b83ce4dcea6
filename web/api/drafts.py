"""What callers send: the components of request bodies. The glossary and the memory hold them to their own rules besides."""

from __future__ import annotations

from typing import Any

from glossary.findings import SEVERITIES
from glossary.terms import LIFECYCLES
from glossary.waivers import SCOPES
from memory.units import STATUSES
from web.access import GRANTED
from web.api.words import (
    FLAG,
    LANGUAGE,
    LONGEST_TERM,
    Schema,
    about,
    draft,
    many,
    number,
    one_of,
    ref,
    said,
    text,
)
from web.lookup import LONGEST, MOST

MOST_UNITS, MOST_SEGMENTS, MOST_TEXTS, LONGEST_RUNNING = 1000, 1000, 100, 200_000
_NAME = text(200)
_FORMS = many(text(LONGEST_TERM), maxItems=100)
_ENFORCE = one_of(("off", "advise", "require"))
_ID = text(64, minLength=1)
_STAYS = about({}, "Not changed by an edit.")

_TERM = draft(
    "language text",
    language=LANGUAGE,
    text=said(LONGEST_TERM),
    status=about(
        one_of(("preferred", "admitted", "deprecated", "forbidden")),
        "At most one preferred of a language and type. Where none is, the first admitted one becomes it.",
    ),
    type=one_of(("full", "short", "acronym", "abbreviation", "variant", "phrase", "proper")),
    pos=_NAME,
    enforce=_ENFORCE,
    match=about(one_of(("auto", "exact", "fixed")), "fixed: no *yang* inside."),
    case=one_of(("any", "as_is", "title")),
    lookup_forms=about(_FORMS, "Misspellings and old spellings: found, and never offered."),
    inflected=_FORMS,
    do_not_translate=FLAG,
    source=_NAME,
    usage=text(2000),
)
_CONTENT: dict[str, Schema] = {
    "terms": many(ref("TermDraft"), minItems=1, maxItems=100, uniqueItems=True),
    "subject": many(_NAME, maxItems=20),
    "definition": draft(id=text(), en=text(), source=text(2000)),
    "note": text(),
    "enforce": about(_ENFORCE, "For all its terms."),
    "why": about(text(2000), "The reason of the change, kept in the history."),
}
# A concept that was read, changed and sent back whole is an edit: what cannot be edited has to be as it was.
_AS_READ: dict[str, Schema] = {
    "id": about(_ID, "As in the path."),
    "version": about(number(1, 10**9), "The version that you saw, where you send no If-Match."),
    "lifecycle": about(one_of(LIFECYCLES), "As it is; POST …/decisions changes it."),
    **dict.fromkeys(
        (
            *("url", "seen", "created", "changed", "evidence", "occurrences", "confidence", "missing", "remarks"),
            *("approved_version", "merged_into", "similar"),
        ),
        _STAYS,
    ),
}
_WHY = about(
    {"type": ["string", "array"], "maxLength": 2000}, "A reason; or, in a concept sent back, the list as it was."
)
_REASONED = {
    "if": {"properties": {"decision": {"enum": ["reject", "retire"]}}, "required": ["decision"]},
    "then": {"properties": {"reason": said(2000)}, "required": ["reason"]},
}
_CONTEXT = draft(key=text(2000), previous=text(), next=text())
_UNIT: dict[str, Schema] = {
    "status": one_of(STATUSES),
    "source": about(one_of(("", "id", "en")), "The language it was translated from; empty: not known."),
    "context": _CONTEXT,
    "project": _NAME,
    "subject": _NAME,
    "note": text(),
    "properties": {
        "type": "object",
        "maxProperties": 100,
        "propertyNames": {"minLength": 1, "maxLength": 200},
        "additionalProperties": text(),
        "description": "What the file it is from said of it, and we have no field for.",
    },
}
_MADE_HERE = ("origin", "doubts", "created", "changed", "uses", "replaced")
_UNIT_AS_READ: dict[str, Schema] = {
    "id": about(_ID, "As in the path, or what that has become."),
    **dict.fromkeys(_MADE_HERE, _STAYS),
}
# A unit that was read somewhere is sent as it is: what follows from its texts and its arrival is made anew.
_UNIT_AS_SENT: dict[str, Schema] = dict.fromkeys(("id", *_MADE_HERE), about({}, "Not read: it is made here."))
_DIRECTION = {
    "allOf": [
        {
            "if": {"properties": {"from": {"const": here}}, "required": ["from"]},
            "then": {"properties": {"to": {"const": there}}},
        }
        for here, there in (("id", "en"), ("en", "id"))
    ]
}
_SEGMENT = draft("target", key=text(2000, default=""), source=text(default=""), target=text())

DRAFTS: dict[str, dict[str, Any]] = {
    "TermDraft": _TERM,
    "ConceptDraft": draft("terms", **_CONTENT),
    "ConceptChange": draft(**{**_CONTENT, **_AS_READ, "why": _WHY}),
    "DecisionDraft": {
        **draft("decision", decision=one_of(("approve", "reject", "reopen", "retire")), reason=text(2000, default="")),
        **_REASONED,
    },
    "RevivalDraft": draft("version", version=number(1, 10**9), why=text(2000, default="")),
    "MergerDraft": draft("others", others=many(_ID, minItems=1, maxItems=100), why=text(2000, default="")),
    "RemarkDraft": draft("text", text=said(5000)),
    "UnitTexts": draft("id en", id=said(), en=said()),
    "UnitDraft": draft("texts", texts=ref("UnitTexts"), kind=one_of(("human", "machine")), **_UNIT, **_UNIT_AS_SENT),
    "UnitChange": draft(texts=ref("UnitTexts"), **_UNIT, **_UNIT_AS_READ),
    "UnitsDraft": draft(
        "units",
        units=about(
            many({}, minItems=1, maxItems=MOST_UNITS),
            "Each is a UnitDraft; one that is not is answered with an error in its place, and the others are kept.",
        ),
    ),
    "MatchQuestion": {
        **draft(
            "from",
            **{"from": LANGUAGE, "to": LANGUAGE},
            text=text(LONGEST),
            texts=many(text(LONGEST), minItems=1, maxItems=MOST_TEXTS),
            limit=number(1, MOST, default=5),
            min_score={"type": "number", "minimum": 0, "maximum": 102, "default": 70},
            context=_CONTEXT,
        ),
        "allOf": [
            *_DIRECTION["allOf"],
            {"if": {"required": ["text"]}, "then": {"properties": {"texts": False}}, "else": {"required": ["texts"]}},
        ],
    },
    "SpotQuestion": draft("text language", text=text(LONGEST_RUNNING), language=LANGUAGE),
    "CheckQuestion": {
        **draft(
            "from segments",
            **{"from": LANGUAGE, "to": LANGUAGE},
            segments=many(ref("SegmentDraft"), minItems=1, maxItems=MOST_SEGMENTS),
            fail_on=one_of(SEVERITIES, default="error"),
            document=text(500, default=""),
            project=text(200, default=""),
            language=about(one_of(("id", "en"), default="en"), "The language of the messages."),
        ),
        **_DIRECTION,
    },
    "SegmentDraft": _SEGMENT,
    "WaiverDraft": {
        **draft(
            "key reason",
            key=text(64, pattern="^f_"),
            reason=said(2000),
            scope=one_of(SCOPES, default="segment"),
            document=text(500, default=""),
            project=text(200, default=""),
            expires=about({"type": "string", "format": "date"}, "Spent from this day on; without it, never."),
        ),
        "allOf": [
            {
                "if": {"properties": {"scope": {"const": scope}}, "required": ["scope"]},
                "then": {"properties": {scope: said(200)}, "required": [scope]},
            }
            for scope in ("document", "project")
        ],
    },
    "TokenDraft": draft("name role", name=text(100, pattern=r"^\w[\w .,@()+/:-]*$"), role=one_of(GRANTED)),
}
