"""
DeepL's API as it goes over the wire: how a token is brought, how a call is read, how an error and a time are written.

The same call comes as JSON from deepl-python and as a form from deepl-node, which flattens what is nested:

    {"dictionaries": [{"source_lang": "en"}]}      dictionaries[0].source_lang=en

and deepl-python sends the query of `GET /v2/languages` as the body of a form. `given()` reads all three alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import orjson
from flask import Blueprint, Response, jsonify, request

from memory.errors import Invalid
from memory.text import Language
from web.protocol import Protocol, bearer

blueprint = Blueprint("deepl", __name__, url_prefix="/deepl")
Direction = tuple[Language, Language]
"""From which language into which."""
DIRECTIONS: tuple[Direction, ...] = (("en", "id"), ("id", "en"))
LARGEST = 16 * 2**20  # bytes of a call that brings a glossary; percent signs make a form longer than what it says
_NESTED = re.compile(r"([a-z_]+)\[([0-9]{1,2})\]\.([a-z_]+)")
_CODE = re.compile(r"(?i)(id|en)(?:[-_][a-z]{2})?")
_SCHEME = "deepl-auth-key"
# What DeepL has another status for: its clients read 403 as a wrong key, and know neither 401 nor 422.
_STATUS: dict[int, int] = {
    HTTPStatus.UNAUTHORIZED: HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY: HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT: HTTPStatus.BAD_REQUEST,
}


def _secret() -> str | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == _SCHEME else bearer()


def refused(status: int, message: str, hint: str = "") -> tuple[Response, int]:
    """An error as DeepL's clients show it, who put a comma after the message and have a name for few statuses."""
    return jsonify({"message": f"{message} {hint}".strip()}), _STATUS.get(status, status)


PROTOCOL = Protocol("/deepl/", _secret, refused)


def given(*, largest: int | None = None) -> dict[str, Any]:
    """
    What the present call says, in its body or its address: strings, lists of strings, and what JSON nests.

    `largest` is how many bytes it may have, where that is more than what any call may. Raises Invalid for a body that is no
    JSON object.
    """
    if largest:
        request.max_content_length = max(largest, request.max_content_length or 0)
        request.max_form_memory_size = largest
    said = _plain(request.args.to_dict(flat=False))
    if not request.is_json:
        return said | _unfolded(_plain(request.form.to_dict(flat=False)))
    try:
        value = orjson.loads(request.get_data() or b"{}")
    except orjson.JSONDecodeError as error:
        raise Invalid(f"The body is no JSON: {error.msg}.", hint="Send plain JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise Invalid("The body is JSON, but no object.")
    return said | value


def _plain(values: Mapping[str, list[str]]) -> dict[str, Any]:
    """A value that is given once as itself, one that is given more often as a list."""
    return {name.removesuffix("[]"): found[0] if len(found) == 1 else found for name, found in values.items()}


def _unfolded(form: Mapping[str, Any]) -> dict[str, Any]:
    """The objects of which a form gives the fields one by one, in order."""
    objects: dict[str, dict[int, dict[str, Any]]] = {}
    plain: dict[str, Any] = {}
    for name, value in form.items():
        if nested := _NESTED.fullmatch(name):
            objects.setdefault(nested[1], {}).setdefault(int(nested[2]), {})[nested[3]] = value
        else:
            plain[name] = value
    return plain | {name: [found[at] for at in sorted(found)] for name, found in objects.items()}


def word(said: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """A value that is to be a string; Invalid where it is none, and where it is missing and has no default."""
    value = said.get(name, default)
    if value is None:
        raise Invalid(f"Missing or invalid argument: {name}.")
    if not isinstance(value, str):
        raise Invalid(f"Value for '{name}' not supported.", hint="It is to be one string.")
    return value


def whole(said: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    """A value that is to be a whole number between two, as JSON or as text."""
    value = str(said.get(name, default))
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise Invalid(f"Value for '{name}' not supported.", hint=f"It is a whole number from {least} to {most}.")
    return int(value)


def language(said: Mapping[str, Any], name: str) -> Language:
    """A language of ours by DeepL's code, whatever the case and the country: EN-US is English."""
    code = word(said, name)
    if not _CODE.fullmatch(code):
        raise Invalid(f"Value for '{name}' not supported.", hint=f"It is EN or ID, not “{code[:20]}”.")
    return "id" if code[:2].lower() == "id" else "en"


def direction(said: Mapping[str, Any]) -> Direction:
    """The two languages of a dictionary; Invalid for one language twice."""
    source, target = language(said, "source_lang"), language(said, "target_lang")
    if source == target:
        raise Invalid("Unsupported glossary source and target language pair.", hint="It is EN to ID, or ID to EN.")
    return source, target


def moment(at: str) -> str:
    """A time as DeepL writes it. Without a fraction deepl-python could not read it."""
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
