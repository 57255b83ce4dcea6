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

from flask import Flask, current_app, g, request

from memory.errors import Forbidden, Unavailable
from web.access import ROLES, Role
from web.accounts import Person
from web.context import here
from web.cookies import SESSION, cookie
from web.errors import Hurried, Unauthorized
from web.forgery import FIELD, HEADER, foreign, genuine
from web.pace import Pace, Turns
from web.protocol import bearer, spoken
from web.settings import Settings

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_GUARD = "padanan guard"
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


_NOBODY = Identity("anonymous", "anyone", "anonymous")


def needs(least: Role, *, uploads: bool = False) -> Callable[[View], View]:
    """
    Declare the least role that a route needs; "anyone" lets everybody in.

    A page with `uploads` takes as much as a job may bring, not only as much as a form.
    """

    def declared(view: View) -> View:
        view.needs, view.uploads = least, uploads  # type: ignore[attr-defined]
        return view

    return declared


def who() -> Identity:
    """Who makes the present request; whoever is refused before that is known is nobody."""
    found: Identity = g.get("identity", _NOBODY)
    return found


def me() -> Person | None:
    """The person who is signed in; None for a program and for a visitor."""
    found: Person | None = g.get("person")
    return found


def knock(name: str) -> None:
    """Take a try at a password; Hurried after too many from this address, or with this name."""
    guard: Guard = current_app.extensions[_GUARD]
    guard.knock(name)


class Guard:
    """Lets in who may, one app's worth of paces and turns."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._writes = Pace(settings.writes_per_minute)
        self._refusals = Pace(settings.refusals_per_minute)
        self._knocks = Pace(settings.refusals_per_minute // 2)
        # While a job stores what it found, writers wait; readers must not wait behind them for a thread.
        self._turns = Turns(max(1, settings.threads // 2))
        app.extensions[_GUARD] = self
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
            g.identity = _browser()
            return  # no such path or method; said so further on
        g.identity = asker = self._asker()
        least: Role | None = getattr(current_app.view_functions[request.endpoint], "needs", None)
        if least is None:
            raise Forbidden("This route does not say who may use it, so nobody may.", hint="Please report it.")
        if not asker.may(least):
            raise _refusal(asker, least)
        if request.method in WRITES:
            writes = ROLES.index(least) > ROLES.index("reader")
            if asker.how != "token" and (writes or on_page()):
                _refuse_forged()
            if writes:
                self._write(asker)

    def knock(self, name: str) -> None:
        """Take a try at a password; Hurried after too many from this address, or with this name."""
        paces = ((self._refusals, request.remote_addr or ""), (self._knocks, " ".join(name.casefold().split())))
        wait = max(pace.wait(caller) for pace, caller in paces)
        if wait:
            raise Hurried("Too many passwords were tried.", hint=f"Wait {wait} s.", retry_after=wait)

    def leave(self, _error: BaseException | None) -> None:
        """Give a writer's turn back."""
        if g.pop("turn", False):
            self._turns.give_back()

    def _asker(self) -> Identity:
        protocol = spoken()
        secret = protocol.secret() if protocol else bearer()
        if secret is None:
            return _browser()
        token = here().access.find(secret) if secret else None
        if token is None:
            if wait := self._refusals.wait(request.remote_addr or ""):
                raise Hurried("Too many wrong tokens came from here.", hint=f"Wait {wait} s.", retry_after=wait)
            hint = "Send “Authorization: Bearer pdn_…”; “padanan token add” makes a token."
            raise Unauthorized("The token is unknown, revoked or malformed.", hint=hint)
        return Identity(token.name, token.role, "token")

    def _write(self, asker: Identity) -> None:
        caller = asker.name if asker.how != "anonymous" else request.remote_addr or ""
        if wait := self._writes.wait(f"{asker.how} {caller}"):
            hint = f"Wait {wait} s, or send more in one call: POST /units takes 1,000."
            raise Hurried("Too many changes in one minute.", hint=hint, retry_after=wait)
        if not self._turns.take(patience=0.0 if here().jobs.busy else _PATIENCE):
            hint = f"Perhaps a long job is being stored; try again in {_WAIT} s."
            raise Unavailable("Too many changes are waiting to be stored.", hint=hint, retry_after=_WAIT)
        g.turn = True


def _browser() -> Identity:
    """Who asks without a token: who is signed in, or a visitor."""
    person = here().sessions.find(cookie(SESSION)) if spoken() is None else None
    g.session = person is not None
    if person is None or not (on_page() or _own_script()):
        return Identity("anonymous", here().settings.visitor, "anonymous")
    g.person = person
    return Identity(person.name, person.role, "session")


def _own_script() -> bool:
    """
    Whether a page of ours asks the API: it sends the proof that forms carry.

    A link and an EventSource can send none; for them, which only read, the browser's word is taken (Fetch Metadata).
    """
    given = request.headers.get(HEADER)
    if given is None and request.method in ("GET", "HEAD"):
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    return genuine(given or "")


def _refusal(asker: Identity, least: Role) -> Unauthorized | Forbidden:
    if asker.how == "anonymous" and on_page():
        return Unauthorized(f"This needs the role {least}.", hint="Sign in.", role=least)
    if asker.how == "anonymous":
        hint = "Send “Authorization: Bearer pdn_…”; “padanan token add” makes a token."
        return Unauthorized(f"This needs the role {least}, and you brought no token.", hint=hint, role=least)
    return Forbidden(
        f"This needs the role {least}; {asker.name} has the role {asker.role}.",
        hint=f"Ask an administrator for {'that role' if asker.how == 'session' else 'a token with that role'}.",
        role=least,
    )


def _refuse_forged() -> None:
    """Refuse what a page of another site has a browser send. A browser sends no token by itself, so those are left alone."""
    if foreign():
        raise Forbidden("A page of another site may not write here.", hint="Programs bring a token.")
    if on_page() and not genuine(request.headers.get(HEADER) or _field()):
        raise Forbidden("The form was not sent from a page of yours, or is too old.", hint="Reload it, and send again.")


def on_page() -> bool:
    """Whether the present request is for a page: neither for the API nor in another program's protocol."""
    return spoken() is None and not request.path.startswith("/api/v1/")


def _field() -> str:
    """What the form says; one with files is read no further than files may go."""
    if getattr(current_app.view_functions[request.endpoint or ""], "uploads", False):
        request.max_content_length = here().settings.largest_upload
    return request.form.get(FIELD, "")
