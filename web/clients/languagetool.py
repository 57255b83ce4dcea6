"""
LanguageTool's protocol (its HTTP API, version 2) at `/languagetool/v2`: findings as squiggles where people write.

    POST /languagetool/v2/check   text=Kami donlot berkas itu.&language=id-ID

Every text is read for what the termbase forbids, no longer uses or writes otherwise. Where the client sends the source
too (`sourceText` and `sourceLanguage`, or OmegaT's `srctext` and `motherTongue`), the translation is checked against it.
What clients send stands in `bodies.py`, what they are answered in `squiggles.py`; errors are sentences, not JSON, since
clients read any JSON as an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from glossary.findings import Finding, Passage, Span
from memory.errors import Invalid
from memory.language import Guess, guess
from memory.text import LANGUAGES, Language
from web.auth import needs
from web.clients.bodies import fields
from web.clients.squiggles import Rules, Squiggles
from web.clients.written import Written
from web.context import here
from web.protocol import Protocol, bearer

blueprint = Blueprint("languagetool", __name__, url_prefix="/languagetool/v2")
MOST = 500_000  # characters of one text: a book is checked in half a second
_PLAIN = "text/plain; charset=utf-8"
# As LanguageTool calls them. LibreOffice offers a checker only for a locale whose longCode is here letter by letter.
_NAMES = {
    "id-ID": "Indonesian",
    "en": "English",
    "en-US": "English (US)",
    "en-GB": "English (GB)",
    "en-AU": "English (Australian)",
    "en-CA": "English (Canadian)",
    "en-NZ": "English (New Zealand)",
    "en-ZA": "English (South African)",
}
_CODE = re.compile(r"(id|en)(?:[-_]([A-Za-z]{2}))?", re.IGNORECASE)
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![^\S\n]*\n)[^\n]+)*")  # lines with no blank one between them


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of a text: which, by LanguageTool's code, how sure we are of it (0–1)."""

    language: Language
    code: str
    confidence: float = 1.0

    def record(self) -> dict[str, Any]:
        """As LanguageTool names it."""
        name = {"name": _NAMES.get(self.code, "English"), "code": self.code}
        return {**name, "detectedLanguage": {**name, "confidence": round(self.confidence, 4)}}


@blueprint.route("/check", methods=["GET", "POST"])
@needs("reader")
def check() -> Response:
    """Check a text, in UTF-16 units; with its source as a translation."""
    given = fields()
    written, rules, site = _written(given), Rules.of(given), request.url_root.rstrip("/")
    source_language, source = _source(given)
    spoken = _spoken(given, written.text, source_language)
    if source_language == spoken.language:
        source = ""
    told = _told(spoken.language)
    squiggles = Squiggles(written, spoken.language, told=told, site=site)
    shown = [
        match
        for finding, segment in _findings(written.text, source, spoken.language, told)
        if rules.show(finding)
        for match in squiggles.of(finding, segment)
    ]
    shown.sort(key=lambda match: (match["offset"], -match["length"]))
    answer = {**_software(), "warnings": {"incompleteResults": False}, "language": spoken.record(), "matches": shown}
    return jsonify(answer)


@blueprint.get("/languages")
@needs("anyone")  # LibreOffice asks before it sends its key; nothing of the termbase is said here
def languages() -> Response:
    """List the languages, with all three names that clients compare."""
    return jsonify([{"name": name, "code": code[:2], "longCode": code} for code, name in _NAMES.items()])


@blueprint.get("/info")
@needs("anyone")
def info() -> Response:
    """Say which program this is."""
    return jsonify(_software())


@blueprint.get("/maxtextlength")
@needs("anyone")
def maxtextlength() -> Response:
    """Say how many characters one text may have."""
    return Response(str(MOST), content_type=_PLAIN)


@blueprint.get("/healthcheck")
@needs("anyone")
def healthcheck() -> Response:
    """Say that the server answers."""
    return Response("OK", content_type=_PLAIN)


@blueprint.after_request
def _across(answer: Response) -> Response:
    """
    Let programs that are web pages inside read the answer: Obsidian is app://obsidian.md.

    No page of the web has such an origin, so none can ask a server on its reader's machine what the termbase says.
    """
    origin = request.headers.get("Origin", "")
    answer.vary.add("Origin")
    if urlsplit(origin).scheme not in ("", "http", "https"):
        answer.headers["Access-Control-Allow-Origin"] = origin
    return answer


def _written(given: dict[str, str]) -> Written:
    """What is to be checked, from `text` or `data`."""
    if ("text" in given) == ("data" in given):
        said = "Both “text” and “data” are" if "text" in given else "Neither “text” nor “data” is"
        raise Invalid(f"{said} there.", hint="Send one of them.")
    written = Written.plain(given["text"]) if "text" in given else Written.annotated(given["data"])
    if len(written.text) > MOST:
        raise RequestEntityTooLarge(f"The text has {len(written.text)} characters; {MOST} are read at once.")
    return written


def _source(given: dict[str, str]) -> tuple[Language | None, str]:
    """
    The source of a translation and its language; None and no text where there is none that we know.

    `sourceLanguage` has to be one of ours. `motherTongue` may be any: clients send it with every text, and a translation
    from German is read for its own terms alone.
    """
    text = given.get("sourceText") or given.get("srctext") or ""
    if code := given.get("sourceLanguage"):
        return _known(code).language, text
    known = _CODE.fullmatch(given.get("motherTongue", ""))
    return (_side(known[1]), text) if known and text else (None, "")


def _spoken(given: dict[str, str], text: str, source: Language | None) -> Spoken:
    """The language of the text: the one that the client names, else the one that a source is not in, else a guess."""
    code = given.get("language", "").strip()
    if not code:
        raise Invalid("There is no “language”.", hint=f"Send one of {', '.join(_NAMES)}, auto.")
    if code.lower() != "auto":
        return _known(code)
    if source:
        return _known("en" if source == "id" else "id", given.get("preferredVariants", ""))
    found = guess(text)
    language = found.language or _by_terms(text)
    return _known(language, given.get("preferredVariants", ""), found)


def _known(code: str, variants: str = "", found: Guess | None = None) -> Spoken:
    """A language by its code, or by one of ours and the variants that the client would rather have."""
    known = _CODE.fullmatch(code.strip())
    if known is None:
        raise Invalid(f"“{code[:60]}” is no language code known here.", hint=f"Send one of {', '.join(_NAMES)}, auto.")
    language = _side(known[1])
    if found is None and not variants:
        named = f"en-{known[2].upper()}" if known[2] else "en"
        return Spoken(language, "id-ID" if language == "id" else named)
    wanted = (v.strip() for v in variants.split(",") if language == "en" and v.strip() in _NAMES and v[:2] == "en")
    default = "id-ID" if language == "id" else "en-US"
    return Spoken(language, next(wanted, default), found.confidence if found else 1.0)


def _side(code: str) -> Language:
    return "id" if code.lower() == "id" else "en"


def _by_terms(text: str) -> Language:
    """The language in which more of the words are terms, where nothing else tells: “donlot” alone."""
    spotters = here().glossary.spotters
    return max(LANGUAGES, key=lambda language: len(spotters[language].all(text)))


def _told(language: Language) -> Language:
    """The language of messages: the one that the client prefers, else the text's."""
    asked = (_CODE.fullmatch(code) for code, _ in request.accept_languages)
    return next((_side(known[1]) for known in asked if known), language)


def _findings(text: str, source: str, language: Language, told: Language) -> list[tuple[Finding, Span]]:
    """The findings of a text, each with the segment that it is in; a translation is one segment, else paragraphs are."""
    end = len(text.rstrip())
    whole = [(len(text[:end]) - len(text[:end].lstrip()), end)]
    spans = whole if source else [paragraph.span() for paragraph in _PARAGRAPH.finditer(text)]
    segments = {str(at): span for at, span in enumerate(spans) if text[slice(*span)].strip()}
    passages = [Passage(key, source, text[slice(*span)]) for key, span in segments.items()]
    other: Language = "en" if language == "id" else "id"
    return [(f, segments[f.segment]) for f in here().glossary.check(passages, other, language=told).findings]


@cache
def _software() -> dict[str, Any]:
    """The program, with the version of LanguageTool's answers that OmegaT looks for."""
    return {
        "software": {"name": "Padanan", "version": version("padanan"), "apiVersion": 1, "premium": False, "status": ""}
    }


def _secret() -> str | None:
    """The token: a bearer's, a password, or the key that clients send in the form beside a user's name."""
    if request.authorization and request.authorization.type == "basic":
        return request.authorization.password or ""
    return bearer() if "Authorization" in request.headers else fields().get("apiKey") or None


def _refused(status: HTTPStatus, message: str, hint: str) -> tuple[Response, int]:
    """An error as LanguageTool says it, who knows no 422."""
    code = HTTPStatus.BAD_REQUEST if status is HTTPStatus.UNPROCESSABLE_ENTITY else status
    return Response(f"Error: {message} {hint}".strip(), content_type=_PLAIN), code


PROTOCOL = Protocol("/languagetool/", _secret, _refused)
