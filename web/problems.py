"""
The phrases of problems, as the sources have them: what `raise Invalid(f"{path.name} is empty.")` may say, as messages to
translate: “%(name)s is empty.” Babel extracts them with `problems` and `words` (`web/translations/babel.cfg`); pages say
them in the reader's language (`web/said.py`).

A phrase is read from where a problem, the reason of a skipped unit or a penalty is made. A name in it that holds a
phrase itself (`said = "it has no target" if … else "it has no source"`) is put in, so that translators see sentences;
what else stands in braces is a place for a value, named by the last name of its expression.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import IO, Any

from babel.messages.extract import extract_python

from web.said import CONTEXT

_MADE = {
    **dict.fromkeys(("Problem", "NotFound", "Conflict", "Invalid", "Forbidden", "Unavailable", "Unauthorized"), 0),
    **dict.fromkeys(("Hurried", "Unreadable", "Penalty"), 0),
    **dict.fromkeys(("Skipped", "PassedOver", "problem"), 1),
    "phrase": 0,
}  # what is made with a phrase, and which of its arguments that is

_WORD = re.compile(r"[^\W\d_]{2}")
_Found = tuple[int, str, tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value; `counted` where it is a number with its thousands parted."""

    name: str
    counted: bool = False


Message = tuple[str | Slot, ...]


def words(
    file: IO[bytes], keywords: Mapping[str, Any], tags: list[str], options: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """Babel's extractor for modules of the web: what `_("…")` marks, and the phrases of problems."""
    yield from extract_python(file, keywords, tags, dict(options))  # type: ignore[arg-type]
    file.seek(0)
    yield from problems(file, keywords, tags, options)


def problems(
    file: IO[bytes], keywords: Mapping[str, Any], tags: list[str], options: Mapping[str, Any]
) -> Iterator[_Found]:
    """Babel's extractor for the phrases of problems, each as pgettext("problem", …) would name it."""
    for line, phrase in phrases(file.read().decode("utf-8")):
        yield line, "pgettext", (CONTEXT, message(phrase)), []


def phrases(source: str) -> list[tuple[int, Message]]:
    """
    The phrases that problems of a module may say, each with the line of the call that makes the problem.

    >>> [message(phrase) for _, phrase in phrases('raise Invalid(f"{path.name} is empty.", hint="Write into it.")')]
    ['%(name)s is empty.', 'Write into it.']
    """
    module = _Module(ast.parse(source))
    return [(call.lineno, phrase) for call in module.calls() for said in _said(call) for phrase in module.phrases(said)]


def message(phrase: Message) -> str:
    """
    A phrase as gettext has it; a name that stands twice is numbered.

    >>> message((Slot("name"), " has more than ", Slot("most", counted=True), " texts."))
    '%(name)s has more than %(most)d texts.'
    """
    names: list[str] = []
    text = ""
    for piece in phrase:
        if isinstance(piece, str):
            text += piece if len(phrase) == 1 else piece.replace("%", "%%")
            continue
        names.append(piece.name)
        times = names.count(piece.name)
        text += f"%({piece.name}{times if times > 1 else ''}){'d' if piece.counted else 's'}"
    return text


def _said(call: ast.Call) -> Iterator[ast.expr]:
    at = _MADE.get(_called(call))
    if at is not None:
        yield from call.args[at : at + 1]
        yield from (one.value for one in call.keywords if one.arg == "hint")


def _called(call: ast.Call) -> str:
    """The name of what is called: a function, a class or a method."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _about(expression: ast.expr) -> str:
    """What an expression is about, in one word: its last name; nothing where it has none."""
    match expression:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name.strip("_").lower()
        case ast.Call(args=[first, *_]) | ast.BoolOp(values=[first, *_]) if _about(first):
            return _about(first)
        case ast.Call(func=ast.Attribute(value=inner)) if _about(inner):
            return _about(inner)
        case ast.Call(func=inner) | ast.Subscript(value=inner) | ast.BinOp(left=inner) | ast.GeneratorExp(elt=inner):
            return _about(inner)
        case ast.IfExp(body=inner):
            return _about(inner)
    return ""


def _joined(parts: Iterable[Sequence[Message]]) -> list[Message]:
    """Every way to put parts together that can each be said in several ways."""
    return [tuple(piece for part in way for piece in part) for way in product(*parts)]


def _merged(phrase: Message) -> Message:
    """A phrase whose neighbouring texts are one."""
    found: list[str | Slot] = []
    for piece in phrase:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece:
            found.append(piece)
    return tuple(found)


def _telling(phrase: Message) -> bool:
    """Whether there are words in it, or it puts something before a problem: “kapal”: A concept needs a term."""
    return any(_WORD.search(p) if isinstance(p, str) else p.name == "problem" and len(phrase) > 1 for p in phrase)


class _Module:
    """What the expressions of a module say, where they say phrases."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree, self._within = tree, dict[ast.AST, ast.AST]()  # each node, and the function around it
        self._inside = defaultdict[ast.AST, list[ast.AST]](list)
        self._functions: dict[str, ast.FunctionDef] = {}
        self._place(tree, tree)

    def _place(self, node: ast.AST, scope: ast.AST) -> None:
        for inner in ast.iter_child_nodes(node):
            self._within[inner] = scope
            self._inside[scope].append(inner)
            if isinstance(inner, ast.FunctionDef):
                self._functions[inner.name] = inner
            self._place(inner, inner if isinstance(inner, ast.FunctionDef) else scope)

    def calls(self) -> Iterator[ast.Call]:
        """The calls in the module, from its top."""
        return (node for node in self._within if isinstance(node, ast.Call))

    def phrases(self, expression: ast.expr) -> list[Message]:
        """What an expression may say; nothing for one that only hands on what was said elsewhere."""
        found = (_merged(phrase) for phrase in self._read(expression, frozenset()))
        return [phrase for phrase in found if _telling(phrase)]

    def _read(self, here: ast.expr, seen: frozenset[ast.AST]) -> list[Message]:
        match here:
            case ast.Constant(value=str(text)):
                return [(text,)]
            case ast.JoinedStr(values=parts):
                return _joined(self._read(part, seen) for part in parts)
            case ast.FormattedValue():
                return self._value(here, seen)
            case ast.IfExp(body=one, orelse=other):
                return [*self._read(one, seen), *self._read(other, seen)]
            case ast.BoolOp(values=ways):
                return [phrase for way in ways for phrase in self._read(way, seen)]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined((self._read(left, seen), self._read(right, seen)))
            case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(elt=one), other]):
                return [*self._read(one, seen), *self._read(other, seen)]
        return [phrase for held in self._held(here, seen) for phrase in self._read(held, seen | {held})] or _slot(here)

    def _value(self, here: ast.FormattedValue, seen: frozenset[ast.AST]) -> list[Message]:
        """A value within a phrase: what it says itself, where it does, and a place for what else it may be."""
        if here.format_spec or here.conversion != -1:
            return _slot(here.value, counted="," in ast.unparse(here.format_spec) if here.format_spec else False)
        found = self._read(here.value, seen)
        named = isinstance(here.value, ast.Name | ast.Call | ast.Attribute)
        said = [p for p in found if any(isinstance(x, str) and (not named or " " in x) for x in p)]
        blank = [("",)] if said and ("",) in found and isinstance(here.value, ast.Name) else []
        other = [phrase for phrase in found if phrase not in said and phrase != ("",)]
        return said + blank + (_slot(here.value) if other else [])

    def _held(self, here: ast.expr, seen: frozenset[ast.AST]) -> list[ast.expr]:
        """What a name may hold, or a function of the module give back."""
        if isinstance(here, ast.Call) and (function := self._functions.get(_called(here))):
            held = [node.value for node in self._inside[function] if isinstance(node, ast.Return) and node.value]
        elif isinstance(here, ast.Name):
            held = self._assigned(here, self._within[here]) or self._given(here.id, self._within[here])
        elif isinstance(here, ast.Attribute) and ast.unparse(here.value) == "self":
            held = [value for node in self._within for value in _set(node, here)]
        else:
            return []
        return [value for value in held if value not in seen]

    def _assigned(self, name: ast.Name, scope: ast.AST) -> list[ast.expr]:
        """What a name is set to in its function, or at the top of the module."""
        found = [value for node in self._inside[scope] for value in (*_set(node, name), *self._listed(node, name))]
        outside = isinstance(scope, ast.FunctionDef) and name.id not in _parameters(scope)
        return found if found or not outside else self._assigned(name, self._within[scope])

    def _listed(self, node: ast.AST, name: ast.Name) -> Iterator[ast.expr]:
        """What a loop over a table of the module sets a name to: `for kind, (said, hint) in _TABLE.items()`."""
        match node:
            case ast.For(target=ast.Tuple(elts=[_, target]), iter=ast.Call(func=ast.Attribute(value=table))):
                pass
            case ast.comprehension(target=ast.Tuple(elts=[_, target]), iter=ast.Call(func=ast.Attribute(value=table))):
                pass
            case _:
                return
        for held in (held for top in self._inside[self._tree] for held in _set(top, table)):
            for value in held.values if isinstance(held, ast.Dict) else ():
                yield from _set(ast.Assign(targets=[target], value=value), name)

    def _given(self, name: str, scope: ast.AST) -> list[ast.expr]:
        """What the calls of a function give as one of its parameters."""
        if not isinstance(scope, ast.FunctionDef) or name not in _parameters(scope):
            return []
        at = [one for one in _parameters(scope) if one not in ("self", "cls")].index(name)
        calls = [call for call in self.calls() if _called(call) == scope.name]
        placed = [call.args[at] for call in calls if at < len(call.args)]
        return placed + [one.value for call in calls for one in call.keywords if one.arg == name]


def _set(node: ast.AST, name: ast.expr) -> Iterator[ast.expr]:
    """What an assignment sets a name to."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = list(zip(targets, values, strict=False))
        case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
            pairs = [(target, value)]
        case _:
            return
    yield from (
        value for target, value in pairs if type(target) is type(name) and ast.unparse(target) == ast.unparse(name)
    )


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


def _slot(expression: ast.expr, *, counted: bool = False) -> list[Message]:
    return [(Slot(_about(expression) or "value", counted),)]
