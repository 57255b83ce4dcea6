"""Coming and going: sign in, sign out, and the one-time link by which a person comes the first time."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from memory.errors import Conflict, Invalid, Problem
from web.accounts import Person
from web.auth import knock, me, needs, who
from web.context import here
from web.cookies import SESSION, VISIT, cookie, drop, put
from web.errors import Hurried, status
from web.pages.frame import ours, pages
from web.sessions import ABSOLUTE


@pages.get("/sign-in")
@needs("anyone")
def sign_in() -> Response:
    """Ask who it is; whoever is signed in goes on."""
    return _going(ours(request.args.get("next", "/"))) if me() else _asking()


@pages.post("/sign-in")
@needs("anyone")
def sign_in_sent() -> Response:
    """Sign in, and go where the reader wanted to."""
    name = request.form.get("name", "")
    try:
        knock(name)
    except Hurried as problem:
        return _asking(_("Too many attempts. Wait a moment, then try again."), problem)
    person = here().accounts.proven(name, request.form.get("password", ""))
    if person is None:
        wrong = Invalid("The name or the password is wrong.")
        return _asking(_("The name or the password is wrong."), wrong)
    return signed_in(person, ours(request.form.get("next", "/")))


@pages.post("/sign-out")
@needs("anyone")
def sign_out() -> Response:
    """Sign out."""
    if me():
        here().sessions.end(cookie(SESSION), by=who().name)
    answer = _going(url_for("pages.sign_in"))
    drop(answer, SESSION)
    drop(answer, VISIT)
    return answer


@pages.get("/welcome/<secret>")
@needs("anyone")
def welcome(secret: str) -> Response:
    """Ask a person who was invited for a name and a password."""
    return _welcoming(secret)


@pages.post("/welcome/<secret>")
@needs("anyone")
def welcome_sent(secret: str) -> Response:
    """Make the person, and sign them in."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            raise Invalid("The two passwords differ.", parameter="again")
        person = here().accounts.accept(secret, name, password)
    except (Invalid, Conflict) as problem:
        return _welcoming(secret, problem)
    here().sessions.end_all(person, by=person.name)
    return signed_in(person, url_for("pages.index"))


def signed_in(person: Person, way: str) -> Response:
    """Sign a person in with this browser, whatever it held before, and send them on their way."""
    context, before = here(), cookie(SESSION)
    if before:
        context.sessions.end(before, by=person.name)
    answer = _going(way)
    put(answer, SESSION, context.sessions.begin(person), lasts=int(ABSOLUTE.total_seconds()))
    drop(answer, VISIT)
    return answer


def _asking(said: str = "", problem: Problem | None = None) -> Response:
    name, way = request.form.get("name", ""), request.values.get("next", "/")
    page = render_template("sign_in.html", said=said, name=name, next=ours(way))
    answer = _private(page, problem)
    if problem and "retry_after" in problem.details:
        answer.headers["Retry-After"] = str(problem.details["retry_after"])
    return answer


def _welcoming(secret: str, problem: Problem | None = None) -> Response:
    invited = here().accounts.invitation(secret)
    name = invited.name or request.form.get("name", "")
    return _private(render_template("welcome.html", invited=invited, name=name, problem=problem), problem)


def _private(page: str, problem: Problem | None) -> Response:
    answer = make_response(page, status(problem) if problem else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _going(way: str) -> Response:
    answer = make_response(redirect(way, 303))
    answer.headers["Cache-Control"] = "no-store"
    return answer
