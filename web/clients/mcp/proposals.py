"""
How an assistant's proposal reaches the store: over the API of a running server, or, where none runs, straight into it.

A server that runs is the only one that writes, so it is asked where the caller names it; otherwise the store is opened for
writing for the moment of the proposal. Either way the token says who proposes, and is looked at anew each time.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from glossary.changes import edited
from glossary.lookup import Glossary
from glossary.terms import Concept
from memory.errors import Conflict, Forbidden, Problem, Unavailable
from memory.stores import open_store
from memory.text import fold
from web.access import ROLES, Access, Token
from web.context import Context

_LEAST = ROLES.index("translator")
_PATIENCE = 10.0  # seconds that the server may take to store a proposal


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes: by the token that an assistant was given, and the address of the server, "" where none runs."""

    secret: str
    server: str = ""

    def propose(self, context: Context, given: Mapping[str, Any]) -> dict[str, Any]:
        """
        Propose a concept, and say what came of it, shaped as `answers.PROPOSED`.

        The same pair of terms is not proposed twice: the answer then is the concept that has it. Raises Conflict where an
        editor has rejected the pair, Forbidden for a token that was revoked, Unavailable when the store or the server cannot
        be had.
        """
        token = _bearer(context.access, self.secret)
        content = _content(given)
        draft = edited(Concept("", ()), content)
        if twin := _twin(context.glossary, draft):
            return _told(twin, context.glossary, created=False)
        if self.server:
            made = self._posted({**content, "why": given["why"]})
        else:
            made = _stored(context, draft, by=token.name, why=given["why"])
        context.store.refresh()
        return _told(context.glossary.get(made), context.glossary, created=True)

    def _posted(self, content: Mapping[str, Any]) -> str:
        """The id under which the server has it."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.secret}"}
        address = urlsplit(self.server)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        try:
            with closing(kind(address.netloc, timeout=_PATIENCE)) as connection:
                path = f"{address.path.rstrip('/')}/api/v1/concepts"
                connection.request("POST", path, orjson.dumps(content), headers)
                answer = connection.getresponse()
                return _id(self.server, answer.status, answer.read())
        except (OSError, http.client.HTTPException) as error:
            hint = "Start “padanan serve”, or name its address with --server."
            raise Unavailable(f"No server answers at {self.server}: {error}.", hint=hint) from error


def proposer(access: Access, secret: str, server: str = "") -> Proposer | None:
    """Who proposes with this token; None for a reader, who may not, and Forbidden for a token that is none."""
    return Proposer(secret, server) if ROLES.index(_bearer(access, secret).role) >= _LEAST else None


def _bearer(access: Access, secret: str) -> Token:
    token = access.find(secret)
    if token is None:
        hint = "“padanan token add NAME --role translator” makes one."
        raise Forbidden("The token is unknown or revoked.", hint=hint)
    return token


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    """A proposal as the API takes one."""
    sides = (("id", given["indonesian"]), ("en", given["english"]))
    terms = [{"language": language, "text": text} for language, texts in sides for text in texts]
    definition = {"en": given["definition"]} if given["definition"].strip() else {}
    return {"terms": terms, "definition": definition, "subject": list(given["subject"]), "note": given["note"]}


def _twin(glossary: Glossary, draft: Concept) -> Concept | None:
    """The concept that has the draft's first terms in both languages; Conflict where one that had them was rejected."""
    wanted = _pair(draft)
    twin = next((one for one in glossary.similar(draft) if wanted <= _called(one)), None)
    if twin is not None:
        return twin
    for one in glossary.concepts("rejected"):
        if wanted <= _called(one):
            why = glossary.history(one.id)[-1]["why"]
            raise Conflict(
                f"{' = '.join(text for _, text in sorted(wanted, reverse=True))} was rejected ({why}).",
                hint="Ask an editor to reopen it if that was wrong.",
                concept=one.id,
            )
    return None


def _pair(draft: Concept) -> set[tuple[str, str]]:
    return {(side, fold(draft.in_language(side)[0].text)) for side in ("id", "en")}


def _called(concept: Concept) -> set[tuple[str, str]]:
    return {(term.language, fold(term.text)) for term in concept.terms}


def _stored(context: Context, draft: Concept, *, by: str, why: str) -> str:
    if context.store.writable:
        return context.glossary.create(draft, by=by, why=why).id
    try:
        with open_store(context.settings.where) as store:
            return Glossary(store).create(draft, by=by, why=why).id
    except Unavailable as problem:
        if "pid" not in problem.details:
            raise
        hint = "If that is “padanan serve”, start “padanan mcp” with --server and its address: it is asked then."
        raise Unavailable(problem.message, hint=hint) from problem


def _id(server: str, status: int, body: bytes) -> str:
    """The id of the concept that a server has made; what it refused is said as the server says it."""
    try:
        said = orjson.loads(body)
        if status == http.client.CREATED:
            return str(said["id"])
        error = said["error"]
        refusal = Problem(error["message"], hint=error["hint"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        hint = "Name the address where the page of Padanan is."
        raise Unavailable(f"{server} answered {status}, and not as a Padanan does.", hint=hint) from error
    raise refusal


def _told(concept: Concept, glossary: Glossary, *, created: bool) -> dict[str, Any]:
    return {
        "concept_id": concept.id,
        "lifecycle": concept.lifecycle,
        "created": created,
        "similar": [other.id for other in glossary.similar(concept)],
        "termbase_version": glossary.version,
    }
