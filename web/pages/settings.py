"""Settings: the reader's own, and for administrators those of the house. Each form is sent to a route of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Response, make_response, redirect, render_template, request, url_for

from memory.errors import Conflict, Invalid, Problem
from web import rules
from web.access import GRANTED
from web.accounts import Person
from web.auth import knock, me, needs, who
from web.backup import backup
from web.context import here
from web.errors import status
from web.pages.frame import pages
from web.pages.session import signed_in

Shown = dict[str, str]


@pages.get("/settings")
@needs("reader")
def settings() -> Response:
    """The forms that the reader's role allows."""
    return _page(request.args.get("done", ""))


@pages.post("/settings/password")
@needs("reader")
def settings_password() -> Response:
    """Change one's own password; every other browser is signed out, and this one gets a new session."""
    try:
        if request.form.get("password") != request.form.get("again"):
            raise Invalid("The two passwords differ.", parameter="again")
        person = _myself(request.form.get("before", ""), request.form.get("password", ""))
    except (Invalid, Conflict) as problem:
        return _page("", "account", problem)
    here().sessions.end_all(person, by=person.name)
    return signed_in(person, _way("account"))


@pages.post("/settings/everywhere")
@needs("reader")
def settings_everywhere() -> Response:
    """Sign out in every other browser."""
    person = me()
    if person is None:
        raise _unknown()
    here().sessions.end_all(person, by=person.name)
    return signed_in(person, _way("account"))


@pages.post("/settings/tokens")
@needs("admin")
def settings_token() -> Response:
    """Make a token, and show it this once."""

    def make() -> Shown:
        secret, token = here().access.add(request.form.get("name", ""), request.form.get("role", ""), by=who().name)
        return {"secret": secret, "whose": token.name}

    return _tried("tokens", make)


@pages.post("/settings/tokens/<id_>/revoke")
@needs("admin")
def settings_revoke(id_: str) -> Response:
    """Make a token worthless."""
    return _tried("tokens", lambda: here().access.revoke(id_, by=who().name))


@pages.post("/settings/invitations")
@needs("admin")
def settings_invite() -> Response:
    """Make a one-time link, and show it this once."""

    def make() -> Shown:
        name, role = request.form.get("name", ""), request.form.get("role", "")
        secret, invited = here().accounts.invite(name, role, by=who().name)
        return {"secret": url_for("pages.welcome", secret=secret, _external=True), "whose": invited.name}

    return _tried("people", make)


@pages.post("/settings/invitations/<id_>/withdraw")
@needs("admin")
def settings_withdraw(id_: str) -> Response:
    """Make an invitation worthless."""
    return _tried("people", lambda: here().accounts.withdraw(id_, by=who().name))


@pages.post("/settings/people/<id_>/role")
@needs("admin")
def settings_role(id_: str) -> Response:
    """Give a person another role; they sign in anew."""

    def give() -> None:
        person = here().accounts.give_role(id_, request.form.get("role", ""), by=who().name)
        here().sessions.end_all(person, by=who().name)

    return _tried("people", give)


@pages.post("/settings/people/<id_>/shut-out")
@needs("admin")
def settings_shut_out(id_: str) -> Response:
    """Let a person in no more, from their next click on."""

    def shut() -> None:
        person = here().accounts.shut_out(id_, by=who().name)
        here().sessions.end_all(person, by=who().name)

    return _tried("people", shut)


@pages.post("/settings/people/<id_>/let-in")
@needs("admin")
def settings_let_in(id_: str) -> Response:
    """Let a person in again."""
    return _tried("people", lambda: here().accounts.let_in(id_, by=who().name))


@pages.post("/settings/review")
@needs("admin")
def settings_review() -> Response:
    """Say whether one may approve what one wrote oneself."""
    context, on = here(), "four_eyes" in request.form
    return _tried("review", lambda: rules.set_four_eyes(context.store, on, by=who().name))


@pages.get("/settings/backup")
@needs("admin")
def settings_backup() -> Response:
    """Everything, as one file that “padanan restore” makes a store of again."""
    moment, archive = datetime.now(UTC), backup(here().settings)
    if request.method == "HEAD":
        archive.close()  # of an answer without a body nobody else does
    answer = Response(archive, mimetype="application/gzip")
    answer.headers["Content-Disposition"] = f'attachment; filename="padanan-{moment:%Y%m%d-%H%M}.tar.gz"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _tried(section: str, act: Callable[[], object]) -> Response:
    """Do it, and come back to its section: with what went wrong, or with what can be shown only now."""
    try:
        shown = act()
    except (Invalid, Conflict) as problem:
        return _page("", section, problem)
    if section in ("tokens", "people") and isinstance(shown, dict):
        return _page("", section, shown=shown)
    return make_response(redirect(_way(section), 303))


def _page(done: str, section: str = "", problem: Problem | None = None, shown: Shown | None = None) -> Response:
    context, person = here(), me()
    admin = who().may("admin")
    page = render_template(
        "settings.html",
        done=done,
        section=section,
        problem=problem,
        shown=shown,
        person=person,
        browsers=context.sessions.count(person) if person else 0,
        roles=GRANTED,
        tokens=context.access.tokens() if admin else [],
        people=context.accounts.people() if admin else [],
        invitations=context.accounts.invitations() if admin else [],
        four_eyes=context.glossary.four_eyes,
        sent=request.form,
    )
    answer = make_response(page, status(problem) if problem else 201 if shown else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _way(section: str) -> str:
    return url_for("pages.settings", done=section, _anchor=section)


def _myself(before: str, password: str) -> Person:
    person = me()
    if person is None:
        raise _unknown()
    knock(person.name)
    return here().accounts.change_password(person.id, before, password)


def _unknown() -> Conflict:
    return Conflict("Nobody is signed in with this browser.", hint="Sign in first.")
