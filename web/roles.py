"""The roles: what somebody may do, from nothing to everything."""

from __future__ import annotations

from typing import Literal

Role = Literal["anyone", "reader", "translator", "editor", "admin"]
ROLES: tuple[Role, ...] = ("anyone", "reader", "translator", "editor", "admin")  # each may all that those before it may
GRANTED: tuple[Role, ...] = ROLES[1:]
