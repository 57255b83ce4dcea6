"""The rules of the house, which an administrator sets while it is open; kept in the store beside what they rule."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.lookup import Glossary
from memory.stores import Change, Effect, Store

_RULES, _REVIEW = "rules", "review"


def four_eyes(store: Store) -> bool:
    """Whether nobody may approve what they wrote themselves; not so until somebody says it."""
    record = store.get(_RULES, _REVIEW)
    return bool(record and record["four_eyes"])


def set_four_eyes(store: Store, on: bool, *, by: str) -> None:
    """Say whether that is so, from the next decision on."""
    why = "four eyes for each approval" if on else "one pair of eyes is enough"
    store.write([Change(_RULES, _REVIEW, {"four_eyes": on})], by=by, why=why)


def hold(glossary: Glossary) -> None:
    """Hold a glossary to the rules as they are, and as they are changed, whoever changes them."""

    def follow(effects: Sequence[Effect]) -> None:
        if any((effect.kind, effect.id) == (_RULES, _REVIEW) for effect in effects):
            glossary.four_eyes = four_eyes(glossary.store)

    glossary.store.watch(follow)
    glossary.four_eyes = four_eyes(glossary.store)
