"""What a concept, a match, a line of a concordance look like as JSON. Keys are the contract of DESIGN §7."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from glossary.findings import Checked, Finding
from glossary.fragments import Fragment
from glossary.lexicon import Entry
from glossary.lookup import Hit
from glossary.spot import Spotted, targets
from glossary.terms import Concept
from memory.concordance import Line
from memory.text import Language
from memory.units import Match, Unit
from web.jobs import Job
from web.lookup import Look, Recalled

if TYPE_CHECKING:  # it brings the readers of files, which a look-up has no use for
    from glossary.ledger import Undone


def concept(here: Concept) -> dict[str, Any]:
    """A concept, its terms best first."""
    return {"id": here.id, **here.record(), "seen": here.seen, "url": f"/k/{here.id}"}


def hit(found: Hit) -> dict[str, Any]:
    """A concept that answers a look-up, by which term and how."""
    return {"concept": concept(found.concept), "match": found.how, "term": asdict(found.term)}


def unit(known: Unit) -> dict[str, Any]:
    """A unit of the memory."""
    return {"id": known.id, **known.record()}


def match(found: Match, missing: list[Concept]) -> dict[str, Any]:
    """A fuzzy match with its reasons, and the approved terms that it lacks; places in code points."""
    other: Language = "en" if found.target == found.unit.texts["en"] else "id"
    return {
        "unit": unit(found.unit),
        "source": found.source,
        "target": found.target,
        "score": found.score,
        "raw": found.raw,
        "class": found.klass,
        "penalties": [asdict(penalty) for penalty in found.penalties],
        "diff": [{"kind": s.kind, "query": list(s.query), "match": list(s.match)} for s in found.diff],
        "repaired": found.repaired,
        "ambiguous": found.ambiguous,
        "warnings": list(found.warnings),
        "missing_terms": [
            {"concept_id": lacking.id, "term": lacking.in_language(other)[0].text} for lacking in missing
        ],
    }


def recall(found: list[Recalled], version: int) -> dict[str, Any]:
    """What `POST /api/v1/match` answers: each text with its matches, or with the phrases that it shares with the memory."""
    return {"results": [_recalled(one) for one in found], "termbase_version": version}


def _recalled(found: Recalled) -> dict[str, Any]:
    matches = [match(one, lacking) for one, lacking in zip(found.matches, found.missing, strict=True)]
    return {"text": found.text, "matches": matches, "fragments": [fragment(one) for one in found.fragments]}


def line(found: Line) -> dict[str, Any]:
    """A unit with the places of a phrase in it."""
    return {"unit": unit(found.unit), "spans": {side: [list(s) for s in spans] for side, spans in found.spans.items()}}


def entry(found: Entry) -> dict[str, Any]:
    """An entry of the lexicon."""
    return {"id": found.text, "pos": found.pos, "en": list(found.english)}


def fragment(found: Fragment) -> dict[str, Any]:
    """A phrase that a segment shares with the memory; its place in code points."""
    said = [{"text": text, "count": count} for text, count in found.translations]
    return {
        "text": found.text,
        "span": list(found.span),
        "seen": found.seen,
        "translations": said,
        "units": list(found.units),
    }


def spotted(found: Spotted, here: Concept) -> dict[str, Any]:
    """A term in a text, its place in code points, and what it is to be called in the other language."""
    other: Language = "en" if found.term.language == "id" else "id"
    place = {"start": found.start, "end": found.end, "form": found.form}
    return {**place, "concept_id": found.concept, "term": found.term.text, "targets": targets(here, other)}


def answer(look: Look, version: int) -> dict[str, Any]:
    """What `GET /api/v1/lookup` answers."""
    source = look.answer.source
    other: Language = "en" if source == "id" else "id"
    return {
        "query": look.query,
        "from": source,
        "to": other,
        "terms": [hit(h) for h in look.answer.hits],
        "memory": [match(m, lacking) for m, lacking in zip(look.matches, look.missing, strict=True)],
        "fragments": [fragment(f) for f in look.fragments],
        "concordance": [line(here) for here in look.lines],
        "dictionary": [entry(e) for e in look.entries],
        "did_you_mean": list(look.answer.did_you_mean),
        "termbase_version": version,
    }


def page(items: list[dict[str, Any]], total: int, limit: int, offset: int) -> dict[str, Any]:
    """A page of a list, and the offset of the next one."""
    return {"items": items, "total": total, "next": offset + limit if offset + limit < total else None}


def whole(items: list[Any]) -> dict[str, Any]:
    """A list that is answered whole."""
    return {"items": items, "total": len(items), "next": None}


def finding(found: Finding) -> dict[str, Any]:
    """A finding; places in code points."""
    told = {name: value for name, value in asdict(found).items() if name != "concept"}
    return {**told, "code": found.code, "concept_id": found.concept}


def checked(found: Checked, version: int) -> dict[str, Any]:
    """What `POST /api/v1/check` answers."""
    return {
        "ok": found.ok,
        "findings": [finding(one) for one in found.findings],
        "scores": asdict(found.scores),
        "termbase_version": version,
    }


def undone(found: Undone) -> dict[str, Any]:
    """What came of taking an import or a run back."""
    told = {"import": found.id, "units": found.units, "concepts": found.concepts}
    return {**told, "stay": [asdict(one) for one in found.stay]}


def job(found: Job, *, report: bool = True) -> dict[str, Any]:
    """A job and how far it is; its report may be long, and is left out of lists."""
    told = {name: value for name, value in asdict(found).items() if name not in ("options", "tries")}
    return told if report else {**told, "report": None}
