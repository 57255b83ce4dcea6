"""
Who asks, and whether they may.

Every route says the least role that it needs, where it stands:

    @api.delete("/units/<id_>")
    @needs("editor")

and one that says nothing is refused to everybody. `Guard` stands before every request; `who()` then tells who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from memory.errors import Forbidden, Unavailable
from web.access import ROLES, Role
from web.context import here
from web.errors import Hurried, Unauthorized
from web.pace import Pace, Turns
from web.protocol import bearer, spoken
from web.settings import Settings

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_PATIENCE = 2.0  # seconds that a writer waits for others; while a job is at work they will not be done so soon
_WAIT = 5  # seconds after which a writer who found no turn may come again
View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: the name that changes are signed with, the role, and how they made themselves known."""

    name: str
    role: Role
    how: Literal["token", "session", "anonymous"]

    def may(self, least: Role) -> bool:
        """Whether the role is at least this one."""
        return ROLES.index(self.role) >= ROLES.index(least)


def needs(least: Role) -> Callable[[View], View]:
    """Declare the least role that a route needs; "anyone" lets everybody in."""

    def declared(view: View) -> View:
        view.needs = least  # type: ignore[attr-defined]
        return view

    return declared


def who() -> Identity:
    """Who makes the present request."""
    found: Identity = g.identity
    return found


class Guard:
    """Lets in who may, one app's worth of paces and turns."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._writes = Pace(settings.writes_per_minute)
        self._refusals = Pace(settings.refusals_per_minute)
        # While a job stores what it found, writers wait; readers must not wait behind them for a thread.
        self._turns = Turns(max(1, settings.threads // 2))
        needs("anyone")(app.view_functions["static"])
        app.before_request(self.admit)
        app.teardown_request(self.leave)

    def admit(self) -> None:
        """
        Find out who asks, and refuse who may not.

        Raises Unauthorized for a token that is none and for want of one, Forbidden for too low a role, Hurried for too many
        tries, Unavailable when too many are writing.
        """
        if request.endpoint is None:
            return  # no such path or method; said so further on
        g.identity = asker = self._asker()
        least: Role | None = getattr(current_app.view_functions[request.endpoint], "needs", None)
        if least is None:
            raise Forbidden("This route does not say who may use it, so nobody may.", hint="Please report it.")
        if not asker.may(least):
            raise _refusal(asker, least)
        if request.method in WRITES and ROLES.index(least) > ROLES.index("reader"):
            self._write(asker)

    def leave(self, _error: BaseException | None) -> None:
        """Give a writer's turn back."""
        if g.pop("turn", False):
            self._turns.give_back()

    def _asker(self) -> Identity:
        protocol = spoken()
        secret = protocol.secret() if protocol else bearer()
        if secret is None:
            return Identity("anonymous", here().settings.visitor, "anonymous")
        token = here().access.find(secret) if secret else None
        if token is None:
            if wait := self._refusals.wait(request.remote_addr or ""):
                raise Hurried("Too many wrong tokens came from here.", hint=f"Wait {wait} s.", retry_after=wait)
            hint = "Send “Authorization: Bearer pdn_…”; “padanan token add” makes a token."
            raise Unauthorized("The token is unknown, revoked or malformed.", hint=hint)
        return Identity(token.name, token.role, "token")

    def _write(self, asker: Identity) -> None:
        if asker.how != "token" and _foreign():
            raise Forbidden("A page of another site may not write here.", hint="Programs bring a token.")
        caller = asker.name if asker.how != "anonymous" else request.remote_addr or ""
        if wait := self._writes.wait(f"{asker.how} {caller}"):
            hint = f"Wait {wait} s, or send more in one call: POST /units takes 1,000."
            raise Hurried("Too many changes in one minute.", hint=hint, retry_after=wait)
        if not self._turns.take(patience=0.0 if here().jobs.busy else _PATIENCE):
            hint = f"Perhaps a long job is being stored; try again in {_WAIT} s."
            raise Unavailable("Too many changes are waiting to be stored.", hint=hint, retry_after=_WAIT)
        g.turn = True


def _refusal(asker: Identity, least: Role) -> Unauthorized | Forbidden:
    if asker.how == "anonymous":
        hint = "Send “Authorization: Bearer pdn_…”; “padanan token add” makes a token."
        return Unauthorized(f"This needs the role {least}, and you brought no token.", hint=hint, role=least)
    return Forbidden(
        f"This needs the role {least}; {asker.name} has the role {asker.role}.",
        hint="Ask an administrator for a token with that role.",
        role=least,
    )


def _foreign() -> bool:
    """Whether the browser says that a page of another origin sends this."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host
