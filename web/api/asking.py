"""Questions: look up, match, find a phrase, spot terms."""

from __future__ import annotations

from flask import Response, jsonify

from memory.text import LANGUAGES
from memory.units import Context
from web import shapes
from web.api.calls import api, asked, call
from web.api.words import OFFSET, about, number, one_of, text
from web.auth import needs
from web.context import here
from web.lookup import LIMIT, LONGEST, MOST, direction, look, recall

_TYPED = about(text(LONGEST, minLength=1, pattern=r"\S"), "A term, a phrase or a sentence.")
_ASKED = (
    "“Quoted phrases” and words, all of which a unit holds, on either side. Without quotes: a phrase, or, where no unit has "
    "that, words that stand anywhere."
)


@api.get("/lookup")
@needs("reader")
@call(
    {200: "Lookup"},
    query={
        "q": _TYPED,
        "from": one_of(("id", "en", "auto", ""), default="auto"),
        "limit": number(1, MOST, default=LIMIT),
        "subject": text(200, default=""),
    },
)
def lookup() -> Response:
    """Look a text up: terms, matches, sentences and the dictionary, in either direction."""
    given = asked()
    found = look(here(), given["q"], direction(given["from"]), limit=given["limit"], subject=given["subject"] or None)
    return jsonify(shapes.answer(found, here().glossary.version))


@api.post("/match")
@needs("reader")
@call({200: "MatchResults"}, body="MatchQuestion")
def match() -> Response:
    """Recall the units most like one text or each of a list."""
    given = asked()
    source, around = given["from"], Context(**given["context"]) if "context" in given else None
    texts = [given["text"]] if "text" in given else given["texts"]
    limit, least = int(given["limit"]), float(given["min_score"])
    found = [recall(here(), text, source, limit=limit, min_score=least, around=around) for text in texts]
    return jsonify(shapes.recall(found, here().glossary.version))


@api.post("/spot")
@needs("reader")
@call({200: "SpottedList"}, body="SpotQuestion")
def spot() -> Response:
    """Find the approved terms in a running text, with their places (code points) and what they are to be called."""
    given, glossary = asked(), here().glossary
    found = [(s, glossary.enforced(s.concept)) for s in glossary.spot(given["text"], given["language"])]
    items = [shapes.spotted(spotted, concept) for spotted, concept in found if concept is not None]
    return jsonify({**shapes.whole(items), "termbase_version": glossary.version})


@api.get("/concordance")
@needs("reader")
@call(
    {200: "Concordance"},
    query={
        "q": about(_TYPED, _ASKED),
        "side": one_of((*LANGUAGES, "both"), default="both"),
        "limit": number(1, MOST, default=20),
        "offset": OFFSET,
    },
)
def concordance() -> Response:
    """Find the units that hold phrases and words, with their places."""
    given = asked()
    side = None if given["side"] == "both" else given["side"]
    limit, offset = given["limit"], given["offset"]
    lines, total = here().memory.search(given["q"], side=side, limit=limit, offset=offset)
    found = shapes.page([shapes.line(line) for line in lines], total, limit, offset)
    return jsonify({**found, "termbase_version": here().glossary.version})
