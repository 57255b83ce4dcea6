"""What is said to a caller whose request does not fit its schema: which part, what was seen, what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jsonschema_rs import ValidationError

from memory.errors import Invalid

_SHOWN = 60  # characters of what was sent
_KINDS = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def refusal(errors: Sequence[ValidationError], whole: str) -> Invalid:
    """
    The problem that says the first of these errors.

    `parameter` in its details is the outermost key concerned, `at` the way to the place, as in `terms[0].text`; `whole`
    names what was sent, "The body" or "The query".
    """
    error = min(errors, key=lambda e: (len(e.instance_path), "required" in e.kind.name))
    way = list(error.instance_path)
    if error.kind.name in _OF_A_KEY:
        key, told, hint = _OF_A_KEY[error.kind.name](error, _way(way) or whole)
        way = [*way, key]
    else:
        told, hint = _of_a_value(error, _way(way) or whole)
    details = {"parameter": str(way[0]), "at": _way(way)} if way else {}
    return Invalid(told, hint=hint, **details)


def _way(parts: Sequence[str | int]) -> str:
    """
    The way to a place in JSON.

    >>> _way(["terms", 0, "text"])
    'terms[0].text'
    """
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _missing(error: ValidationError, whole: str) -> tuple[str, str, str]:
    key = str(error.kind.value)
    return key, f"{whole} has no {key}." if " " not in whole else f"{key} is missing.", ""


def _unexpected(error: ValidationError, whole: str) -> tuple[str, str, str]:
    unknown = sorted(str(name) for name in error.kind.value)
    return unknown[0][:_SHOWN], f"{whole} has {', '.join(unknown)[:_SHOWN]}, which is not known.", ""


_OF_A_KEY: dict[str, Callable[[ValidationError, str], tuple[str, str, str]]] = {
    "required": _missing,
    "additionalProperties": _unexpected,
    "unevaluatedProperties": _unexpected,
}


def _of_a_value(error: ValidationError, name: str) -> tuple[str, str]:
    limit, seen = error.kind.value, error.instance
    if error.kind.name in ("minItems", "minLength", "pattern") and not str(seen or "").strip():
        return f"{name} is empty.", ""
    told = _OF_A_VALUE.get(error.kind.name)
    if told is None:
        return f"{name} does not fit: {error.message[:200]}.", ""
    said, hint = told(limit, seen)
    return f"{name} {said}.", hint


_PARTS = "Send it in smaller parts."
_OF_A_VALUE: dict[str, Callable[[Any, Any], tuple[str, str]]] = {
    "type": lambda types, seen: (f"is to be {_kinds(types)}; it is {_show(seen)}", ""),
    "enum": lambda known, seen: (f"is {_show(seen)}", f"It is one of {', '.join(str(one) for one in known if one)}."),
    "const": lambda only, seen: (f"is {_show(seen)}; here it is to be “{only}”", ""),
    "minimum": lambda least, seen: (f"is {_show(seen)}; it is {least} or more", ""),
    "maximum": lambda most, seen: (f"is {_show(seen)}; it is {most} or less", ""),
    "maxLength": lambda most, seen: (f"has {len(seen)} characters; the limit is {most}", _PARTS),
    "maxItems": lambda most, seen: (f"has {len(seen)} items; the limit is {most}", _PARTS),
    "pattern": lambda form, seen: (f"is {_show(seen)}, which is not of the form {form}", ""),
    "format": lambda form, seen: (f"is {_show(seen)}, which is no {form}", ""),
    "falseSchema": lambda _, seen: (f"is {_show(seen)}, and not wanted with the rest of what was sent", ""),
}


def _kinds(types: Sequence[str]) -> str:
    return " or ".join(_KINDS[kind] for kind in types)


def _show(value: Any) -> str:
    if isinstance(value, str):
        return f"“{value[:_SHOWN]}”"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return str(value)[:_SHOWN]
    return _KINDS["array" if isinstance(value, list) else "object"]
