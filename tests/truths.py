"""The truths that a linguist can edit: `tests/cases/*.json`, in labelled groups; those in "known to fail" have to fail."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import CASES


def truths(name: str) -> list[Any]:
    """The cases of a file as parameters, each known by its label."""
    groups = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=case["label"], marks=_marks(group, case))
        for group, cases in groups.items()
        for case in cases
    ]


def _marks(group: str, case: dict[str, Any]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=case["reason"])] if group == "known to fail" else []
