"""
The tools: what an assistant is told of each, what it may ask, and how it is answered.

Arguments are held to their schema before they come here, and what is missing has its default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import Draft202012Validator

from glossary.findings import SEVERITIES, Passage
from glossary.fragments import fragments
from memory.errors import NotFound
from memory.text import clean
from web import shapes
from web.api.calls import defaults
from web.api.drafts import MOST_SEGMENTS
from web.api.wording import refusal
from web.api.words import LANGUAGE, LONGEST_TERM, Schema, about, draft, many, number, one_of, ref, said, text
from web.clients.mcp import answers
from web.clients.mcp.proposals import Proposer
from web.context import Context
from web.lookup import LONGEST, direction, look

INSTRUCTIONS = """\
Padanan keeps the approved Indonesian–English terms of this organisation and what it has translated before.
Before you translate, give lookup_term each term, or match_segment and lookup_term each sentence: where a term is
"approved", write what stands first under "use", in whatever form the sentence needs, and nothing under "avoid". A match of
100 is a translation to take over; a lower one is to be adapted, with its "missing_terms" put in.
When you have translated, give check_translation source and translation, mend what it finds, and check again until "ok".
"""
_FROM = about(LANGUAGE, "The language that is translated from.")
_ONE_LINE = said(LONGEST_TERM)
Answering = Callable[[Context, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it is for, the schemas of arguments and answer, and the answer. `writes` says that it adds something."""

    name: str
    title: str
    purpose: str
    takes: Schema
    gives: Schema
    answer: Answering
    writes: bool = False

    def asked(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments, with defaults for those that were not given; Invalid where they do not fit."""
        errors = list(Draft202012Validator(dict(self.takes)).iter_errors(arguments))
        if errors:
            raise refusal(errors, "The call")
        return defaults(self.takes, arguments)


def tools(proposer: Proposer | None) -> list[Tool]:
    """The tools for an assistant, who may propose terms where a proposer is given."""
    return _READING if proposer is None else [*_READING, _proposing(proposer)]


def named(known: list[Tool], name: str) -> Tool:
    """The tool of this name; NotFound if there is none."""
    found = next((tool for tool in known if tool.name == name), None)
    if found is None:
        hint = f"There are {', '.join(tool.name for tool in known)}."
        if name == _PROPOSE:
            hint = "Whoever set this up can start it with the token of a translator: PADANAN_TOKEN."
        raise NotFound(f"There is no tool {name[:60]} here.", hint=hint, tool=name[:60])
    return found


def _look_up(context: Context, given: dict[str, Any]) -> dict[str, Any]:
    subject = given["subject"] or None
    found = look(context, given["text"], direction(given["from"]), limit=int(given["limit"]), subject=subject)
    return answers.look(found, context.glossary)


def _match(context: Context, given: dict[str, Any]) -> dict[str, Any]:
    typed, source = clean(given["text"]), given["from"]
    limit, least = int(given["limit"]), float(given["min_score"])
    found = context.memory.recall(typed, source, limit=limit, min_score=least)
    shared = [] if found else fragments(typed, source, context.memory, context.lexicon)
    lacking = context.glossary.missing_terms
    return {
        "matches": [answers.match(one, lacking(typed, one.target, source)) for one in found],
        "phrases": [answers.phrase(one) for one in shared],
        "termbase_version": context.glossary.version,
    }


def _check(context: Context, given: dict[str, Any]) -> dict[str, Any]:
    passages = [
        Passage(one.get("key") or str(at), one.get("source", ""), one["target"])
        for at, one in enumerate(given["segments"], start=1)
    ]
    told = {name: given[name] for name in ("fail_on", "document", "project")}
    return shapes.checked(context.glossary.check(passages, given["from"], **told), context.glossary.version)


_PROPOSE = "propose_term"
_READING = [
    Tool(
        "lookup_term",
        "Look up terms",
        "Look up an Indonesian or English term, or find all approved terms in a sentence. Answers what each is to be "
        "called in the other language, and what it must not be called. Use it before translating.",
        draft(
            "text",
            text=about(text(LONGEST, minLength=1, pattern=r"\S"), "A term, a phrase or a sentence."),
            **{"from": about(one_of(("id", "en", "auto"), default="auto"), "The language of the text.")},
            subject=about(text(200, default=""), "Only terms of this subject; empty: all."),
            limit=about(number(1, 50, default=5), "How many terms; those inside a sentence come besides."),
        ),
        answers.LOOKUP,
        _look_up,
    ),
    Tool(
        "match_segment",
        "Find translations of similar sentences",
        "Recall from the translation memory the sentences most like one that is to be translated, with their "
        "translations, scores and the approved terms that they lack.",
        draft(
            "text from",
            text=about(said(LONGEST), "The sentence to be translated."),
            **{"from": _FROM},
            limit=number(1, 20, default=3),
            min_score=about({"type": "number", "minimum": 0, "maximum": 102, "default": 70}, "0–100, 100 identical."),
        ),
        answers.MATCHES,
        _match,
    ),
    Tool(
        "check_translation",
        "Check a translation",
        "Check a translation against the approved terms: terms that are missing, forbidden, deprecated, misspelt or not "
        "translated, each with its place and what to write instead. `ok` is false while anything is as grave as fail_on. "
        "Places are in code points.",
        answers.whole(
            draft(
                "from segments",
                **{"from": _FROM},
                segments=about(
                    many(ref("SegmentDraft"), minItems=1, maxItems=MOST_SEGMENTS),
                    "Sentences or paragraphs in their order. Without a source only what is forbidden everywhere is found.",
                ),
                fail_on=one_of(SEVERITIES, default="error"),
                document=about(text(500, default=""), "Its name: what was let pass in this document is."),
                project=about(text(200, default=""), "What was let pass in this project is."),
            )
        ),
        answers.CHECKED,
        _check,
    ),
]


def _proposing(proposer: Proposer) -> Tool:
    """The tool that adds to the review queue."""
    names = about(many(_ONE_LINE, minItems=1, maxItems=20, uniqueItems=True), "What it is called, best first.")
    return Tool(
        _PROPOSE,
        "Propose a term",
        "Propose an Indonesian–English term that the termbase lacks. An editor decides on it; until then it is a "
        "suggestion. Look it up first, and propose only what the texts at hand attest.",
        draft(
            "indonesian english",
            indonesian=names,
            english=names,
            definition=about(text(2000, default=""), "What it means, in English."),
            subject=about(many(text(200), maxItems=20, default=[]), "As in: security, law, economy."),
            note=text(2000, default=""),
            why=about(text(2000, default=""), "Where it was met, and why it should be called so."),
        ),
        answers.PROPOSED,
        proposer.propose,
        writes=True,
    )
