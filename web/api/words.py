"""The words in which schemas are written: JSON Schema, short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = Mapping[str, Any]

LONGEST_TEXT = 20_000  # characters of a segment, a definition, a note
LONGEST_TERM = 500


def ref(component: str) -> Schema:
    """A component by its name."""
    return {"$ref": f"#/components/schemas/{component}"}


def full(**properties: Schema) -> dict[str, Any]:
    """An object of an answer, which has all of these; later releases may add to it."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def draft(required: str = "", /, **properties: Schema) -> dict[str, Any]:
    """An object of a question, which has nothing else; `required` names, by spaces, what has to be there."""
    found = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": required.split()} if required else found


def many(schema: Schema, **bounds: object) -> dict[str, Any]:
    """A list."""
    return {"type": "array", "items": schema, **bounds}


def page(schema: Schema, following: Schema) -> dict[str, Any]:
    """A page of a list: `total` counts all pages, `next` is what to ask for the next one, null on the last."""
    return full(items=many(schema), total=COUNT, next=following)


def text(longest: int = LONGEST_TEXT, **more: object) -> dict[str, Any]:
    """A text that may be empty."""
    return {"type": "string", "maxLength": longest, **more}


def said(longest: int = LONGEST_TEXT, **more: object) -> dict[str, Any]:
    r"""A text with a letter or a digit in it."""
    return text(longest, minLength=1, pattern=r"\w", **more)


def one_of(words: Iterable[str], **more: object) -> dict[str, Any]:
    """One of these words."""
    return {"type": "string", "enum": list(words), **more}


def about(schema: Schema, description: str) -> dict[str, Any]:
    """A schema with a sentence on what it is."""
    return {**schema, "description": description}


def number(least: int, most: int, **more: object) -> dict[str, Any]:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most, **more}


STRING: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NULL_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
SHARE: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
NULL_STRING: Schema = {"type": ["string", "null"]}
STRINGS: Schema = many(STRING)
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
SPAN: Schema = about(many(COUNT, minItems=2, maxItems=2), "A place: from, to (exclusive), in code points.")
LANGUAGE: Schema = one_of(("id", "en"))
STAMP: Schema = {"type": "object", "properties": {"at": STRING, "by": STRING}}
OFFSET: Schema = number(0, 10**9, default=0)
