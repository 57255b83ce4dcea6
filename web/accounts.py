"""
People: who they are, which role they have, and the one-time links by which they come.

    invite → a link → accept: name and password → a person, who signs in (`web/sessions.py`)

They live in the store of `web/access.py`. Nothing there opens a door by itself: of a password and of a link only hashes are
kept. A person is never removed, for what they have written bears their name; they are shut out.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from memory.errors import Conflict, Invalid, NotFound
from memory.stores import Change, Store
from web import passwords
from web.access import BYTES, LONGEST_NAME, Access, Role, digest, granted, now
from web.follow import caught_up

INVITED = timedelta(days=7)
_AT_ONCE = timedelta(minutes=1)  # nodes that begin within it begin at once
_PERSON, _INVITATION = "person", "invitation"
# Names with which changes are signed that no person made.
_TAKEN = {"anonymous", "cli", "serve", "editor", "padanan"}


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs in. `hash` is that of the password; `disabled` says since when they are shut out, "" that they are not."""

    id: str
    name: str
    role: Role
    hash: str
    created: str
    by: str
    disabled: str = ""
    disabled_by: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """
    What is kept of a link that makes a person, or gives one a new password: never the link itself.

    With `name` it is for whoever has or is to have that name; without, its bearer chooses one.
    """

    id: str
    name: str
    role: Role
    created: str
    by: str
    expires: str
    used: str = ""
    node: str = ""  # that shows it, of several over one database

    @property
    def valid(self) -> bool:
        """Whether it can still be accepted."""
        return not self.used and now() < self.expires


class Accounts:
    """The people of an installation."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def people(self) -> list[Person]:
        """Everybody, those who are shut out too, by name."""
        store = self._access.store()
        return sorted(_people(store) if store else [], key=lambda person: person.name.casefold())

    def person(self, id_: str) -> Person:
        """One of them; NotFound if there is none."""
        store = self._access.store()
        record = store.get(_PERSON, id_) if store else None
        if record is None:
            raise NotFound(f"There is no person {id_}.", person=id_)
        return Person(**record)

    def named(self, name: str) -> Person | None:
        """The person of this name, however it is capitalised."""
        return next((person for person in self.people() if _same(person.name, name)), None)

    def proven(self, name: str, password: str) -> Person | None:
        """
        Who has this name and this password; None for a wrong name, a wrong password, and for who is shut out.

        Each of the three takes as long as success. It counts how they are now, whichever node has changed it.
        """
        if store := self._access.store():
            caught_up(store)
        person = self.named(name)
        if not passwords.fits(person.hash if person else "", password) or person is None or person.disabled:
            return None
        if passwords.old(person.hash):
            kept = passwords.hashed(password, name=person.name)
            return self._change(person.id, lambda one: replace(one, hash=kept), by=person.name, why="a newer hash")
        return person

    def change_password(self, id_: str, before: str, password: str) -> Person:
        """Give a person who knows the old password a new one; Invalid where they do not."""
        person = self.person(id_)
        if not passwords.fits(person.hash, before):
            raise Invalid("The present password is another one.", hint="Type it again.", parameter="before")
        kept = passwords.hashed(password, name=person.name)
        return self._change(id_, lambda one: replace(one, hash=kept), by=person.name, why="a new password")

    def give_role(self, id_: str, role: str, *, by: str) -> Person:
        """Give a person another role; Conflict if nobody were left to administer."""
        given = granted(role)
        return self._change(id_, lambda one: replace(one, role=given), by=by, why=f"role {given}")

    def shut_out(self, id_: str, *, by: str) -> Person:
        """Let a person in no more; Conflict if nobody were left to administer."""
        return self._change(id_, lambda one: replace(one, disabled=now(), disabled_by=by), by=by, why="shut out")

    def let_in(self, id_: str, *, by: str) -> Person:
        """Let a person in again."""
        return self._change(id_, lambda one: replace(one, disabled="", disabled_by=""), by=by, why="let in again")

    def invitations(self) -> list[Invitation]:
        """Those that can still be accepted, oldest first."""
        store = self._access.store()
        found = [Invitation(**record) for _, record in store.records(_INVITATION)] if store else []
        return sorted((one for one in found if one.valid), key=lambda one: (one.created, one.id))

    def invitation(self, secret: str) -> Invitation:
        """The invitation with this secret; NotFound for one that never was, that is used, and that has expired."""
        self._access.record(_INVITATION, digest(secret))  # made on another node a moment ago, it is here now
        return _open(self._access.store(), secret)

    def invite(self, name: str, role: str, *, by: str, lasts: timedelta = INVITED) -> tuple[str, Invitation]:
        """
        The secret of a new one-time link, which nobody can show again, and what is kept of it.

        A person of this name gets a new password and this role by it; an earlier link for the same name is worthless.
        """
        given, kept = granted(role), _name(name) if name else ""
        secret = secrets.token_urlsafe(BYTES)
        one = _invitation(secret, kept, given, by=by, lasts=lasts)
        with self._access.writing() as store:
            store.write(
                [*_outdated(store, kept), Change(_INVITATION, digest(secret), asdict(one))], by=by, why=f"invite {kept}"
            )
        return secret, one

    def withdraw(self, id_: str, *, by: str) -> None:
        """Make an invitation worthless; NotFound if there is none."""
        with self._access.writing() as store:
            hashed = next((h for h, record in store.records(_INVITATION) if record["id"] == id_), None)
            if hashed is None:
                raise NotFound(f"There is no invitation {id_}.", invitation=id_)
            store.write([Change(_INVITATION, hashed, None)], by=by, why=f"withdraw {id_}")

    def first(self, node: str = "") -> str | None:
        """
        The secret of a link for the first administrator, in place of the one before; None once there is one.

        Of several nodes that start at once over one database one shows a link: the others get None, too, for a minute.
        """
        if _administered(self.people()):
            return None
        secret = secrets.token_urlsafe(BYTES)
        one = replace(_invitation(secret, "", "admin", by="serve", lasts=INVITED), node=node)
        with self._access.writing() as store:  # another node may be at it, too
            shown = {h: i for h, record in store.records(_INVITATION) if (i := Invitation(**record)).by == "serve"}
            if _administered(_people(store)) or any(_elsewhere(known, node) for known in shown.values()):
                return None
            gone = [Change(_INVITATION, hashed, None) for hashed in shown]
            store.write([*gone, Change(_INVITATION, digest(secret), asdict(one))], by="serve", why="invite")
        return secret

    def accept(self, secret: str, name: str, password: str) -> Person:
        """
        Make the person of an invitation, or give them the password; the link is worthless from then on.

        NotFound for a link that is worthless already, Conflict for a name that somebody has, Invalid for one that cannot be.
        """
        invited = self.invitation(secret)
        chosen = invited.name or _name(name)
        kept = passwords.hashed(password, name=chosen)
        with self._access.writing() as store:
            invited = _open(store, secret)  # somebody may have been quicker
            person = _accepted(store, invited, chosen, kept)
            used = replace(invited, used=now())
            changes = [Change(_PERSON, person.id, asdict(person)), Change(_INVITATION, digest(secret), asdict(used))]
            store.write(changes, by=person.name, why=f"accept {invited.id}")
        return person

    def _change(self, id_: str, change: Callable[[Person], Person], *, by: str, why: str) -> Person:
        with self._access.writing() as store:
            record = store.get(_PERSON, id_)
            if record is None:
                raise NotFound(f"There is no person {id_}.", person=id_)
            before = Person(**record)
            after = change(before)
            if before.role == "admin" and (after.role != "admin" or after.disabled):
                _refuse_last(store, before)
            store.write([Change(_PERSON, id_, asdict(after))], by=by, why=f"{after.name}: {why}")
        return after


def _invitation(secret: str, name: str, role: Role, *, by: str, lasts: timedelta) -> Invitation:
    """What is kept of a new link."""
    expires = (datetime.now(UTC) + lasts).isoformat(timespec="microseconds")
    return Invitation(f"i_{digest(secret)[:16]}", name, role, now(), by, expires)


def _administered(people: Iterable[Person]) -> bool:
    return any(person.role == "admin" and not person.disabled for person in people)


def _elsewhere(shown: Invitation, node: str) -> bool:
    """Whether another node shows a link that can be accepted, and has begun to a moment ago."""
    lately = (datetime.now(UTC) - _AT_ONCE).isoformat(timespec="microseconds")
    return shown.valid and shown.node != node and shown.created > lately


def _people(store: Store) -> list[Person]:
    return [Person(**record) for _, record in store.records(_PERSON)]


def _open(store: Store | None, secret: str) -> Invitation:
    record = store.get(_INVITATION, digest(secret)) if store else None
    found = Invitation(**record) if record else None
    if found is None or not found.valid:
        hint = "Ask an administrator for a new one; “padanan invite” makes one, too."
        raise NotFound("This link is used, withdrawn or too old.", hint=hint)
    return found


def _accepted(store: Store, invited: Invitation, name: str, kept: str) -> Person:
    """The person whom an invitation makes; of one that names somebody, that person with another password."""
    known = next((person for person in _people(store) if _same(person.name, name)), None)
    if known and not invited.name:
        raise Conflict(f"Somebody is called {known.name} already.", hint="Choose another name.", parameter="name")
    if known:
        return replace(known, role=invited.role, hash=kept, disabled="", disabled_by="")
    return Person(f"p_{secrets.token_hex(8)}", name, invited.role, kept, now(), invited.by)


def _refuse_last(store: Store, leaving: Person) -> None:
    others = (person for person in _people(store) if person.id != leaving.id)
    if not any(person.role == "admin" and not person.disabled for person in others):
        hint = "Make somebody else an administrator first."
        raise Conflict(f"{leaving.name} is the only administrator.", hint=hint, person=leaving.id)


def _outdated(store: Store, name: str) -> list[Change]:
    """Forget the links that can be accepted no more, and those for a name that gets another."""
    found = ((hashed, Invitation(**record)) for hashed, record in store.records(_INVITATION))
    old = [hashed for hashed, one in found if not one.valid or (name and _same(one.name, name))]
    return [Change(_INVITATION, hashed, None) for hashed in old]


def _name(given: str) -> str:
    """A name that a person can have; Invalid for any other."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or name.casefold() in _TAKEN:
        said = f"“{name[:60]}” cannot be a person's name." if name else "A person needs a name."
        hint = f"Give one of at most {LONGEST_NAME} printable characters; {', '.join(sorted(_TAKEN))} are taken."
        raise Invalid(said, hint=hint, parameter="name")
    return name


def _same(name: str, other: str) -> bool:
    plain = (" ".join(unicodedata.normalize("NFKC", one).split()).casefold() for one in (name, other))
    return len(set(plain)) == 1
