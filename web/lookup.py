"""One look-up, and one match, as the page, the API and the terminal all ask them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from glossary.fragments import Fragment, fragments
from glossary.lexicon import Entry
from glossary.lookup import Answer, Hit
from glossary.terms import Concept
from memory.concordance import Line
from memory.errors import Invalid
from memory.text import Language, clean, squeeze, words
from memory.trace import cleaned
from memory.units import Context as Around
from memory.units import Match
from web.context import Context

LIMIT, MOST = 10, 100
LONGEST = 2000  # characters of what is looked up
_SENTENCE = 5  # words from which what was typed may be a sentence, worth looking for parts of
_MIN_SCORE = 60.0  # a reader of a page can judge what a machine must not apply


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a look-up found."""

    query: str
    answer: Answer
    matches: list[Match]
    lines: list[Line]
    entries: list[Entry]
    fragments: list[Fragment]
    missing: list[list[Concept]]  # of each match: the approved terms that it lacks


@dataclass(frozen=True, slots=True)
class Recalled:
    """The matches of a segment, or, where there are none, the phrases that it shares with the memory (places in it)."""

    text: str
    matches: list[Match]
    missing: list[list[Concept]]  # of each match: the approved terms that it lacks
    fragments: list[Fragment]


def direction(text: str | None) -> Language | None:
    """The source language in a request: "id", "en", or None for "auto" and for nothing. Invalid for anything else."""
    if text in (None, "", "auto"):
        return None
    if text not in ("id", "en"):
        raise Invalid(f"“{text}” is no language here.", hint="from is id, en or auto.", parameter="from")
    return text  # type: ignore[return-value]


def look(
    context: Context, query: str, source: Language | None = None, *, limit: int = LIMIT, subject: str | None = None
) -> Look:
    """Terms, fuzzy matches, sentences with the phrase, and the dictionary's entries for what was typed."""
    text = squeeze(clean(query))
    if len(text) > LONGEST:
        raise Invalid(
            f"The query has {len(text)} characters; the limit is {LONGEST}.",
            hint="Look up a term or a sentence, not a document.",
            parameter="q",
        )
    answer = context.glossary.look_up(text, source, limit=limit, subject=subject)
    answer = _with_terms_inside(context, text, answer, subject)
    matches = context.memory.recall(text, answer.source, limit=min(limit, 5), min_score=_MIN_SCORE)
    lines, _ = context.memory.concordance(text, side=answer.source, limit=limit)
    key = words(text)
    entries: list[Entry] = []
    if key and len(key) <= 6:
        entries = context.lexicon.entries(key) if answer.source == "id" else context.lexicon.from_english(key)
        if not entries and len(key) == 1 and answer.source == "id":
            entries = context.lexicon.verbs(key[0])
    shared = [] if matches or len(key) < _SENTENCE else fragments(text, answer.source, context.memory, context.lexicon)
    missing = [context.glossary.missing_terms(text, m.target, answer.source) for m in matches]
    return Look(text, answer, matches, lines, entries[:limit], shared, missing)


def recall(
    context: Context, text: str, source: Language, *, limit: int, min_score: float, around: Around | None = None
) -> Recalled:
    """What the memory has for a segment, as tools and the terminal ask it."""
    matches = context.memory.recall(text, source, limit=limit, min_score=min_score, context=around)
    sent = cleaned(text)
    shared = [] if matches else fragments(sent.text, source, context.memory, context.lexicon)
    missing = [context.glossary.missing_terms(text, match.target, source) for match in matches]
    return Recalled(text, matches, missing, [replace(one, span=sent.back(one.span)) for one in shared])


def _with_terms_inside(context: Context, text: str, answer: Answer, subject: str | None) -> Answer:
    """The answer, and the approved terms that stand inside a typed sentence."""
    known = {hit.concept.id for hit in answer.hits}
    found = [(context.glossary.enforced(s.concept), s.term) for s in context.glossary.spot(text, answer.source)]
    inside = [
        Hit(here, term, "part")
        for here, term in found
        if here is not None and here.id not in known and (subject is None or subject in here.subject)
    ]
    return replace(answer, hits=(*answer.hits, *{hit.concept.id: hit for hit in inside}.values()))
