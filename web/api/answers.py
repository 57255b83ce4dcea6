"""What is answered: the components of responses, as `web/shapes.py` fills them."""

from __future__ import annotations

from typing import Any

from glossary.findings import KINDS, SEVERITIES
from glossary.headwords import HOW
from glossary.terms import LIFECYCLES
from memory.units import STATUSES
from web.access import GRANTED
from web.api.words import (
    COUNT,
    COUNTS,
    FLAG,
    LANGUAGE,
    NULL_COUNT,
    NULL_STRING,
    SHARE,
    SPAN,
    STAMP,
    STRING,
    STRINGS,
    Schema,
    about,
    full,
    many,
    one_of,
    page,
    ref,
)
from web.jobs import KINDS as JOB_KINDS
from web.jobs import STATES

_NUMBER: Schema = {"type": "number"}
_TEXTS = full(id=STRING, en=STRING)
_SPANS: Schema = {"type": "object", "additionalProperties": many(SPAN)}
_OBJECT: Schema = {"type": "object"}
_FIELDS: Schema = {"type": "object", "additionalProperties": STRING}
_ERROR = full(
    code=about(STRING, "For programs: not_found, conflict, invalid, unauthorized, forbidden, unavailable …"),
    message=about(STRING, "What was seen, and where."),
    hint=about(STRING, "What to try; may be empty."),
    details=about(_OBJECT, "`parameter` and `at` name the part of a request; `present` and `seen` are versions."),
)

_TERMBASE: dict[str, dict[str, Any]] = {
    "Term": full(
        language=LANGUAGE,
        text=STRING,
        status=one_of(("preferred", "admitted", "deprecated", "forbidden")),
        type=STRING,
        pos=STRING,
        enforce=one_of(("off", "advise", "require")),
        match=STRING,
        case=STRING,
        lookup_forms=STRINGS,
        inflected=STRINGS,
        do_not_translate=FLAG,
        source=STRING,
        usage=STRING,
    ),
    "Evidence": full(texts=_FIELDS, spans=_SPANS, document=STRING, line=COUNT, unit=STRING),
    "Concept": full(
        id=STRING,
        terms=about(many(ref("Term")), "Best first in each language: the first English term is the proposal."),
        lifecycle=one_of(LIFECYCLES),
        subject=STRINGS,
        definition=_FIELDS,
        note=STRING,
        evidence=many(ref("Evidence")),
        occurrences=about(COUNTS, "How often it was met, by document."),
        confidence=about(SHARE, "The miner's; null for what a person proposed."),
        why=STRINGS,
        missing=about(STRINGS, "Words without a translation."),
        version=COUNT,
        created=STAMP,
        changed=STAMP,
        seen=COUNT,
        url=about(STRING, "Its permalink."),
    ),
    "ConceptList": page(ref("Concept"), about(NULL_COUNT, "The next offset.")),
    "HistoryList": page(
        full(version=COUNT, at=STRING, by=STRING, why=STRING, concept=about(_OBJECT, "The concept as it was.")),
        NULL_COUNT,
    ),
    "Remark": full(at=STRING, by=STRING, text=STRING),
    "RemarkList": page(ref("Remark"), NULL_COUNT),
    "Hit": full(concept=ref("Concept"), match=one_of(HOW), term=ref("Term")),
    "Spotted": full(start=COUNT, end=COUNT, form=STRING, concept_id=STRING, term=STRING, targets=STRINGS),
    "SpottedList": full(items=many(ref("Spotted")), total=COUNT, next=NULL_COUNT, termbase_version=COUNT),
    "Finding": full(
        segment=about(STRING, "The key of the segment."),
        kind=one_of(KINDS),
        severity=one_of(SEVERITIES),
        code=STRING,
        concept_id=STRING,
        term=STRING,
        source_spans=many(SPAN),
        target_spans=many(SPAN),
        message=STRING,
        replacements=about(STRINGS, "What to write in place of the first of target_spans."),
        expected=about(STRINGS, "What the concept may be called in the target, best first."),
        key=about(STRING, "What a waiver names."),
        waived=about(NULL_STRING, "The reason for which somebody let it pass."),
    ),
    "Checked": full(
        ok=about(FLAG, "No unwaived finding is as grave as `fail_on`."),
        findings=many(ref("Finding")),
        scores=full(terms=COUNT, exact=SHARE, inflected=SHARE, missing=SHARE, consistency=SHARE),
        termbase_version=COUNT,
    ),
    "Waiver": full(
        id=STRING,
        key=STRING,
        reason=STRING,
        by=STRING,
        at=STRING,
        scope=STRING,
        document=STRING,
        project=STRING,
        expires=STRING,
    ),
    "WaiverList": page(ref("Waiver"), NULL_COUNT),
}
_MEMORY: dict[str, dict[str, Any]] = {
    "Unit": full(
        id=STRING,
        texts=_TEXTS,
        origin=many(full(file=STRING, document=STRING, position=COUNT, import_id=STRING, kind=STRING)),
        status=one_of(STATUSES),
        source=one_of(("", "id", "en")),
        context=full(key=STRING, previous=STRING, next=STRING),
        project=STRING,
        subject=STRING,
        doubts=STRINGS,
        created=STAMP,
        changed=STAMP,
        uses=COUNT,
        note=STRING,
        properties={"type": "object", "additionalProperties": STRING},
    ),
    "UnitList": page(ref("Unit"), about(NULL_STRING, "The last id of this page: ask for `after` it.")),
    "UnitRevised": {
        **full(replaced=about(NULL_STRING, "The id before the edit, where new texts made it another unit.")),
        "allOf": [ref("Unit")],
    },
    "UnitsKept": full(
        items=many(
            {
                "anyOf": [
                    full(id=STRING, status=one_of(("created", "updated", "unchanged"))),
                    full(error=_ERROR),
                ]
            }
        )
    ),
    "Match": full(
        **{
            "unit": ref("Unit"),
            "source": STRING,
            "target": STRING,
            "score": about(_NUMBER, "0–100: raw less the penalties."),
            "raw": _NUMBER,
            "class": about(COUNT, "102, 101, 100 and 99 for what is identical or nearly so."),
            "penalties": many(full(reason=STRING, points=_NUMBER)),
            "diff": about(
                many(full(kind=STRING, query=SPAN, match=SPAN)),
                "`query` are places in the text as sent, `match` in `source`.",
            ),
            "repaired": NULL_STRING,
            "ambiguous": FLAG,
            "warnings": STRINGS,
            "missing_terms": many(full(concept_id=STRING, term=STRING)),
        }
    ),
    "Fragment": full(
        text=STRING, span=SPAN, seen=COUNT, translations=many(full(text=STRING, count=COUNT)), units=STRINGS
    ),
    "MatchResults": full(
        results=many(full(text=STRING, matches=many(ref("Match")), fragments=many(ref("Fragment")))),
        termbase_version=COUNT,
    ),
    "Line": full(unit=ref("Unit"), spans=_SPANS),
    "Concordance": full(
        items=many(ref("Line")),
        total=COUNT,
        next=about(NULL_COUNT, "The next offset."),
        termbase_version=COUNT,
    ),
    "Entry": full(id=STRING, pos=STRING, en=STRINGS),
    "Import": full(
        id=STRING,
        file=STRING,
        created=COUNT,
        updated=COUNT,
        unchanged=COUNT,
        skipped=many(full(line=COUNT, why=STRING)),
        at=STRING,
        by=STRING,
        undone=about(STRING, "When it was taken back; empty where it was not."),
        kind=about(one_of(JOB_KINDS), "mine: a run of the miner."),
        concepts=about(COUNT, "How many a run added or added to."),
        until=about(STRING, "When a run last stored something."),
        unfinished=about(FLAG, "A run that has not come to its end."),
    ),
    "ImportList": page(ref("Import"), NULL_COUNT),
    "Undone": full(
        **{
            "import": STRING,
            "units": about(COUNT, "How many it touched."),
            "concepts": about(COUNT, "How many it touched."),
            "stay": about(
                many(full(kind=one_of(("unit", "concept")), id=STRING, text=STRING, by=STRING)),
                "What somebody has changed or decided on since, and so stays; `by` was the last.",
            ),
        }
    ),
}
_WORK: dict[str, dict[str, Any]] = {
    "Job": full(
        id=STRING,
        kind=one_of(JOB_KINDS),
        state=one_of(STATES),
        files=STRINGS,
        project=STRING,
        by=STRING,
        created=STRING,
        started=STRING,
        ended=STRING,
        progress=full(
            stage=STRING,
            done=COUNT,
            total=about(COUNT, "0: not known."),
            left=about(
                {"type": ["number", "null"]},
                "Seconds until the job is done or, where `share` is null, its stage; null where that cannot be told.",
            ),
            share=about({"type": ["number", "null"]}, "How much of all stages is done (0–1); null where not known."),
        ),
        report=about({"type": ["object", "null"]}, "What was done; null until it is, and in lists."),
        error=about({"anyOf": [_ERROR, {"type": "null"}]}, "Why it failed."),
        node=about(STRING, "Which node has its files and does it; empty where there is only one."),
        host=about(STRING, "The machine of that node."),
        silent=about({"type": "boolean"}, "That node is not heard of: the job waits until it is back."),
    ),
    "JobList": page(ref("Job"), NULL_COUNT),
    "Token": full(
        id=STRING,
        name=STRING,
        role=one_of(GRANTED),
        created=STRING,
        by=STRING,
        last_four=STRING,
        revoked=about(STRING, "When; empty while it is valid."),
        revoked_by=STRING,
    ),
    "TokenList": page(ref("Token"), NULL_COUNT),
    "NewToken": {
        **full(token=about(STRING, "The token itself; nobody can show it again.")),
        "allOf": [ref("Token")],
    },
    "Stats": full(units=COUNT, concepts=COUNT, lifecycles=COUNTS, dictionary=COUNT, termbase_version=COUNT),
    "Health": full(
        status=STRING,
        revision=COUNT,
        notes=STRINGS,
        store=full(
            state=about(one_of(("sound", "see notes", "away")), "away: it can be read, and takes no changes."),
            engine=one_of(("embedded", "postgresql")),
            connected=about({"type": "boolean"}, "Whether the database answers; true without one."),
            silence=about({"type": "number", "minimum": 0}, "Seconds since it did."),
            units=COUNT,
            concepts=COUNT,
        ),
        index=full(state=STRING),
    ),
    "Error": full(error=_ERROR),
}
_ASKED: dict[str, dict[str, Any]] = {
    "Lookup": full(
        **{
            "query": STRING,
            "from": LANGUAGE,
            "to": LANGUAGE,
            "terms": many(ref("Hit")),
            "memory": many(ref("Match")),
            "fragments": many(ref("Fragment")),
            "concordance": many(ref("Line")),
            "dictionary": many(ref("Entry")),
            "did_you_mean": STRINGS,
            "termbase_version": COUNT,
        }
    ),
}
ANSWERS: dict[str, dict[str, Any]] = {**_ASKED, **_TERMBASE, **_MEMORY, **_WORK}
