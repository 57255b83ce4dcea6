"""
What the tools answer, and its schemas.

An assistant pays for every word that it reads: evidence, history and whatever else the API tells of a concept stay out,
and what to write stands under `use`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glossary.fragments import Fragment
from glossary.headwords import HOW
from glossary.lookup import Glossary, Hit
from glossary.spot import ACCEPTED, targets
from glossary.terms import LIFECYCLES, STATUSES, Concept
from memory.text import Language
from memory.units import STATUSES as UNIT_STATUSES
from memory.units import Match
from web import shapes
from web.api.schemas import SCHEMAS
from web.api.words import (
    COUNT,
    FLAG,
    LANGUAGE,
    NULL_STRING,
    STRING,
    STRINGS,
    Schema,
    about,
    full,
    many,
    one_of,
    ref,
)
from web.lookup import Look

EXAMPLES = 3
_AVOIDED = tuple(status for status in STATUSES if status not in ACCEPTED)
_VERSION = about(COUNT, "Grows with every change of the termbase.")
_TERM = full(
    concept_id=STRING,
    match=about(one_of(HOW), "How the text that was asked for meets the term; part: the term stands inside it."),
    matched=about(STRING, "The term that was met."),
    matched_status=about(one_of(STATUSES), "A forbidden or deprecated term is found too, and not to be written."),
    lifecycle=one_of(LIFECYCLES),
    approved=about(FLAG, "Whether it is to be kept to. What is not approved is only a suggestion."),
    source=about(STRINGS, "What it may be called in the language of the text, preferred first."),
    use=about(STRINGS, "What to call it in the translation: preferred first, then what is admitted. May be empty."),
    avoid=about(STRINGS, "What not to call it in the translation."),
    definition=STRING,
    note=STRING,
    subject=STRINGS,
)
_MATCH = full(
    **{
        "score": about({"type": "number"}, "0–100; 100 means identical."),
        "class": about(COUNT, "100 and more: identical; 99: but for case, numbers or codes; else the score."),
        "source": about(STRING, "The sentence that was translated before."),
        "target": about(STRING, "Its translation."),
        "repaired": about(NULL_STRING, "The translation with its numbers as in the text, where only these differ."),
        "status": one_of(UNIT_STATUSES),
        "penalties": many(full(reason=STRING, points={"type": "number"})),
        "warnings": STRINGS,
        "missing_terms": about(
            many(full(concept_id=STRING, term=STRING)), "Approved terms that the translation lacks: mend it with them."
        ),
    }
)
_PHRASE = full(text=STRING, seen=COUNT, translations=many(full(text=STRING, count=COUNT)))


def whole(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with the components that it names written out, for whoever cannot look them up."""
    name = schema.get("$ref")
    if name:
        return whole(SCHEMAS[name.rpartition("/")[2]])
    return {key: _whole(value) for key, value in schema.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, Mapping):
        return whole(value)
    return [_whole(one) for one in value] if isinstance(value, list) else value


LOOKUP: Schema = whole(
    full(
        **{
            "query": STRING,
            "from": LANGUAGE,
            "to": LANGUAGE,
            "terms": about(many(_TERM), "Closest first."),
            "dictionary": about(many(ref("Entry")), "Words of the dictionary, which nobody approved."),
            "examples": about(many(full(source=STRING, target=STRING)), "Sentences of the memory that have the text."),
            "did_you_mean": STRINGS,
            "termbase_version": _VERSION,
        }
    )
)
MATCHES: Schema = whole(
    full(
        matches=about(many(_MATCH), "Best first."),
        phrases=about(many(_PHRASE), "Where no sentence is like it: phrases that were translated before."),
        termbase_version=_VERSION,
    )
)
CHECKED: Schema = whole(ref("Checked"))
PROPOSED: Schema = full(
    concept_id=STRING,
    lifecycle=one_of(LIFECYCLES),
    created=about(FLAG, "False where the termbase had the same pair of terms already, and nothing was added."),
    similar=about(STRINGS, "Other concepts that have one of its terms."),
    termbase_version=_VERSION,
)


def look(found: Look, glossary: Glossary) -> dict[str, Any]:
    """What a look-up found, shaped as `LOOKUP`."""
    source = found.answer.source
    other: Language = "en" if source == "id" else "id"
    units = [line.unit for line in found.lines[:EXAMPLES]]
    return {
        "query": found.query,
        "from": source,
        "to": other,
        "terms": [_term(hit, glossary.enforced(hit.concept.id), source, other) for hit in found.answer.hits],
        "dictionary": [shapes.entry(entry) for entry in found.entries],
        "examples": [{"source": unit.texts[source], "target": unit.texts[other]} for unit in units],
        "did_you_mean": list(found.answer.did_you_mean),
        "termbase_version": glossary.version,
    }


def _term(hit: Hit, enforced: Concept | None, source: Language, other: Language) -> dict[str, Any]:
    # While an edit waits in review, what was approved before is what counts.
    here = enforced or hit.concept
    return {
        "concept_id": here.id,
        "match": hit.how,
        "matched": hit.term.text,
        "matched_status": hit.term.status,
        "lifecycle": hit.concept.lifecycle,
        "approved": enforced is not None,
        "source": targets(here, source),
        "use": targets(here, other),
        "avoid": targets(here, other, _AVOIDED),
        "definition": here.definition.get(other) or here.definition.get(source, ""),
        "note": here.note,
        "subject": list(here.subject),
    }


def match(found: Match, missing: list[Concept]) -> dict[str, Any]:
    """A fuzzy match and the approved terms that it lacks."""
    told = shapes.match(found, missing)
    return {**{name: told[name] for name in _MATCH["required"] if name != "status"}, "status": found.unit.status}


def phrase(found: Fragment) -> dict[str, Any]:
    """A phrase that the text shares with the memory, and what it was translated with."""
    said = [{"text": text, "count": count} for text, count in found.translations]
    return {"text": found.text, "seen": found.seen, "translations": said}
