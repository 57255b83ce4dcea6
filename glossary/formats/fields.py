"""
Fields of concepts and terms as JSON values in a file, for what a format has no place of its own for.

`told` spells a value, `term_fields` and `concept_fields` take values back. Anybody may have written the file, so every
value is looked at: what a field cannot hold raises `Unreadable`, and the reader skips the entry with that reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from glossary.terms import LIFECYCLES, CaseMode, Enforce, Evidence, MatchMode, Status, TermType
from memory.formats.fields import Unreadable, tidy
from memory.text import squeeze

# JSON itself escapes what stands below the space. XML cannot hold some of these, and nobody sees the others.
_UNWRITABLE = re.compile("[\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029]")


def told(value: object) -> str:
    """
    A value as JSON on one line, with nothing in it that XML or a cell could not hold.

    >>> told(("kerjasama", "kerja-sama"))
    '["kerjasama", "kerja-sama"]'
    """
    said = json.dumps(value, ensure_ascii=False)
    return _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", said)


def heard(text: str) -> Any:
    """The value that `told` spelled."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(f"“{text[:40]}” is not JSON") from None


def _is(value: object, kind: type, what: str) -> Any:
    # To Python True is an int; to nobody else.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Unreadable(f"“{str(value)[:40]}” is no {what}")
    return value


def _text(value: object) -> str:
    return tidy(_is(value, str, "text"))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(squeeze(_text(one)) for one in _is(value, list, "list of texts"))


def _flag(value: object) -> bool:
    return bool(_is(value, bool, "yes or no"))


def _count(value: object) -> int:
    if _is(value, int, "count") < 0:
        raise Unreadable(f"“{value}” is no count")
    return int(value)  # type: ignore[call-overload,no-any-return]


def _share(value: object) -> float | None:
    if value is None:
        return None
    found = float(_is(value, int if isinstance(value, int) else float, "share"))
    if not 0 <= found <= 1:
        raise Unreadable(f"“{value}” is no share between 0 and 1")
    return found


def _by_name(inner: Callable[[object], Any]) -> Callable[[object], dict[str, Any]]:
    return lambda value: {name: inner(one) for name, one in _is(value, dict, "object").items()}


def _one_of(known: tuple[str, ...], what: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in known:
            raise Unreadable(f"“{str(value)[:40]}” is no {what}; it is one of {', '.join(known)}")
        return str(value)

    return check


def _exact(value: object) -> str:
    # Not tidied: the spans of an evidence count its code points.
    return str(_is(value, str, "text"))


def _spans(value: object) -> list[list[int]]:
    found = [[_count(end) for end in _is(span, list, "span")] for span in _is(value, list, "list of spans")]
    if any(len(span) != 2 for span in found):
        raise Unreadable("a span of its evidence has not two ends")
    return found


_PLACE: Mapping[str, Callable[[object], Any]] = {
    "texts": _by_name(_exact),
    "spans": _by_name(_spans),
    "document": _exact,
    "line": _count,
    "unit": _exact,
}


def _places(value: object) -> tuple[Evidence, ...]:
    found = [_checked(_is(one, dict, "evidence"), _PLACE) for one in _is(value, list, "list of evidence")]
    if any(not {"texts", "spans"} <= one.keys() for one in found):
        raise Unreadable("an evidence of it has no texts or no spans")
    return tuple(Evidence(**one) for one in found)


_TERM: Mapping[str, Callable[[object], Any]] = {
    "status": _one_of(get_args(Status), "status"),
    "type": _one_of(get_args(TermType), "type"),
    "pos": _text,
    "enforce": _one_of(get_args(Enforce), "enforcement"),
    "match": _one_of(get_args(MatchMode), "way to match"),
    "case": _one_of(get_args(CaseMode), "case"),
    "lookup_forms": _texts,
    "inflected": _texts,
    "do_not_translate": _flag,
    "source": _text,
    "usage": _text,
}
_CONCEPT: Mapping[str, Callable[[object], Any]] = {
    "id": _text,
    "lifecycle": _one_of(LIFECYCLES, "lifecycle"),
    "subject": _texts,
    "definition": _by_name(_text),
    "note": _text,
    "evidence": _places,
    "occurrences": _by_name(_count),
    "confidence": _share,
    "why": lambda value: tuple(map(_text, _is(value, list, "list of texts"))),
    "missing": _texts,
    "version": _count,
    "created": _by_name(_text),
    "changed": _by_name(_text),
}
TERM_FIELDS, CONCEPT_FIELDS = tuple(_TERM), tuple(_CONCEPT)


def _checked(values: Mapping[str, object], known: Mapping[str, Callable[[object], Any]]) -> dict[str, Any]:
    for name in values:
        if name not in known:
            raise Unreadable(f"“{name[:40]}” is no field; the fields are {', '.join(known)}")
    return {name: known[name](value) for name, value in values.items()}


def term_fields(values: Mapping[str, object]) -> dict[str, Any]:
    """Fields of a term (all but its language and text), each with a value that it can hold."""
    return _checked(values, _TERM)


def concept_fields(values: Mapping[str, object]) -> dict[str, Any]:
    """Fields of a concept (all but its terms), each with a value that it can hold."""
    return _checked(values, _CONCEPT)
