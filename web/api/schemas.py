"""The components that requests and answers are made of, by name."""

from __future__ import annotations

from typing import Any

from web.api.answers import ANSWERS
from web.api.drafts import DRAFTS

SCHEMAS: dict[str, dict[str, Any]] = {**DRAFTS, **ANSWERS}
