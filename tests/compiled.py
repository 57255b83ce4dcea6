"""
What every app compiles anew though it is the same: its templates and its routes. Most tests of the pages and the API make
an app of their own, which took them a tenth of a second each; here it is compiled once for the whole run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """Compiled templates, in memory; jinja holds each against the text that it was made from."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known."""
        if found := self._known.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is new."""
        self._known[bucket.key] = bucket.bytecode_to_string()


def once() -> None:
    """Let the apps of this process share what they compile."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}
    compile_builder, known = Rule._compile_builder, {}

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        key = repr((rule.rule, rule.defaults, rule._trace, append_unknown))
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    Rule._compile_builder = builder
