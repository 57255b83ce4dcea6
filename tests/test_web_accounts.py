"""People and sessions: invited once, kept by hashes alone, shut out at once; never nobody left to administer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from memory.errors import Conflict, Invalid, NotFound
from web import passwords
from web.access import Access
from web.accounts import Accounts, Person
from web.sessions import Sessions

PASSWORD = "empat ekor gajah"


@pytest.fixture
def access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Access]:
    """The store of access of a new installation, where passwords are hashed in a moment."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    with closing(Access(tmp_path / "access")) as found:
        yield found


@pytest.fixture
def accounts(access: Access) -> Accounts:
    """Its people: none yet."""
    return Accounts(access)


def join(accounts: Accounts, name: str, role: str = "editor") -> Person:
    """A new person."""
    return accounts.accept(accounts.invite(name, role, by="test")[0], name, PASSWORD)


# people


def test_whoever_comes_by_an_invitation_is_known_by_name_and_password(accounts: Accounts) -> None:
    made = join(accounts, "Ayu Lestari")

    assert accounts.proven("Ayu Lestari", PASSWORD) == made
    assert accounts.proven("  ayu  LESTARI ", PASSWORD) == made
    assert [accounts.proven(*tried) for tried in (("Ayu Lestari", "x"), ("Ayu", PASSWORD), ("", ""))] == [None] * 3


def test_a_password_typed_on_another_machine_is_the_same_password(accounts: Accounts) -> None:
    secret, _ = accounts.invite("Ayu", "editor", by="test")
    accounts.accept(secret, "Ayu", "cafe\u0301 di Bandung")

    assert accounts.proven("Ayu", "caf\u00e9 di Bandung")


def test_of_links_and_passwords_only_hashes_are_kept(accounts: Accounts, access: Access, tmp_path: Path) -> None:
    secret, _ = accounts.invite("Ayu", "editor", by="test")
    session = Sessions(access, accounts).begin(accounts.accept(secret, "Ayu", PASSWORD))

    kept = b"".join(file.read_bytes() for file in (tmp_path / "access").iterdir())

    assert b"$argon2id$" in kept
    assert [word for word in (secret, session, PASSWORD) if word.encode() in kept] == []


def test_two_who_accept_one_link_at_once_are_one_person(accounts: Accounts) -> None:
    secret, _ = accounts.invite("", "editor", by="test")
    ended: list[str] = []

    def accept(name: str) -> None:
        try:
            ended.append(accounts.accept(secret, name, PASSWORD).name)
        except NotFound:
            ended.append("too late")

    threads = [threading.Thread(target=accept, args=(name,)) for name in ("Ayu", "Budi", "Citra")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ended.count("too late") == 2
    assert len(accounts.people()) == 1


@pytest.mark.parametrize("name", ["\u202eadmin", "a\x00b", "x" * 101, "Anonymous", "CLI"])
def test_a_name_is_one_that_can_be_read_and_is_nobodys(accounts: Accounts, name: str) -> None:
    with pytest.raises(Invalid, match="cannot be a person's name"):
        accounts.invite(name, "editor", by="test")


@pytest.mark.parametrize("role", ["anyone", "owner", ""])
def test_a_person_has_one_of_four_roles(accounts: Accounts, role: str) -> None:
    with pytest.raises(Invalid, match="is no role"):
        accounts.invite("Ayu", role, by="test")


def test_names_that_differ_by_capitals_or_width_are_one_name(accounts: Accounts) -> None:
    join(accounts, "Ayu")
    secret, _ = accounts.invite("", "admin", by="test")

    for name in ("AYU", "Ａｙｕ"):
        with pytest.raises(Conflict, match="Somebody is called Ayu already"):
            accounts.accept(secret, name, PASSWORD)


def test_an_invitation_can_be_withdrawn(accounts: Accounts) -> None:
    secret, one = accounts.invite("Ayu", "editor", by="test")

    accounts.withdraw(one.id, by="test")

    assert accounts.invitations() == []
    with pytest.raises(NotFound, match="used, withdrawn or too old"):
        accounts.accept(secret, "Ayu", PASSWORD)


def test_a_second_invitation_for_a_name_makes_the_first_worthless(accounts: Accounts) -> None:
    first, _ = accounts.invite("Ayu", "admin", by="test")
    accounts.invite("ayu", "reader", by="test")

    assert [one.role for one in accounts.invitations()] == ["reader"]
    with pytest.raises(NotFound):
        accounts.accept(first, "Ayu", PASSWORD)


def test_an_expired_invitation_is_forgotten_when_the_next_is_made(accounts: Accounts, access: Access) -> None:
    accounts.invite("Ayu", "editor", by="test", lasts=timedelta(seconds=-1))
    accounts.invite("Budi", "editor", by="test")

    store = access.store()
    assert store is not None
    assert store.count("invitation") == 1


# the first administrator


def test_the_first_link_makes_an_administrator_and_is_made_no_more(accounts: Accounts) -> None:
    secret = accounts.first()
    assert secret

    person = accounts.accept(secret, "Ayu", PASSWORD)

    assert person.role == "admin"
    assert accounts.first() is None
    with pytest.raises(NotFound):
        accounts.accept(secret, "Eve", PASSWORD)


def test_a_first_link_that_nobody_used_is_replaced_at_the_next_start(accounts: Accounts) -> None:
    before, after = accounts.first(), accounts.first()

    assert before != after
    assert len(accounts.invitations()) == 1
    with pytest.raises(NotFound):
        accounts.accept(before or "", "Ayu", PASSWORD)


def test_editors_alone_do_not_keep_the_first_link_from_being_made(accounts: Accounts) -> None:
    join(accounts, "Ayu", "editor")

    assert accounts.first()


def test_the_only_administrator_can_neither_go_nor_be_put_down(accounts: Accounts) -> None:
    only = join(accounts, "Ayu", "admin")

    with pytest.raises(Conflict, match="Ayu is the only administrator"):
        accounts.shut_out(only.id, by="Ayu")
    with pytest.raises(Conflict, match="Ayu is the only administrator"):
        accounts.give_role(only.id, "editor", by="Ayu")

    second = join(accounts, "Budi", "admin")
    assert accounts.give_role(only.id, "editor", by="Budi").role == "editor"
    with pytest.raises(Conflict, match="Budi is the only administrator"):
        accounts.shut_out(second.id, by="Budi")


# passwords


def test_the_hash_of_nobody_is_made_as_those_of_today_are() -> None:
    """Were it cheaper, an unknown name could be told by the time the answer takes."""
    assert not PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4).check_needs_rehash(passwords._NOBODYS)
    assert not passwords.old(passwords._NOBODYS)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(tmp_path: Path) -> None:
    with closing(Access(tmp_path / "access")) as access:
        accounts = Accounts(access)
        join(accounts, "Ayu")

        known = min(_seconds(accounts, "Ayu") for _ in range(3))
        unknown = min(_seconds(accounts, "Nobody") for _ in range(3))

    assert 0.5 < unknown / known < 2


def _seconds(accounts: Accounts, name: str) -> float:
    began = time.process_time()  # of all threads that hash; others on the machine make it no longer
    assert accounts.proven(name, "wrong wrong wrong") is None
    return time.process_time() - began


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = join(accounts, "Ayu")
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=128, parallelism=1))

    assert accounts.proven("Ayu", PASSWORD)

    assert "m=128,t=2" in accounts.person(made.id).hash
    assert accounts.proven("Ayu", PASSWORD)


def test_a_password_is_changed_by_who_knows_it(accounts: Accounts) -> None:
    made = join(accounts, "Ayu")

    with pytest.raises(Invalid, match="The present password is another one"):
        accounts.change_password(made.id, "wrong", "lima ekor gajah")
    accounts.change_password(made.id, PASSWORD, "lima ekor gajah")

    assert accounts.proven("Ayu", PASSWORD) is None
    assert accounts.proven("Ayu", "lima ekor gajah")


@pytest.mark.parametrize("password", ["x" * 9, "aaaaaaaaaaaa", "ayu lestari", "x" * 1001])
def test_a_password_that_is_guessed_first_will_not_do(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.hashed(password, name="Ayu Lestari")


# sessions


def test_sessions_end_one_by_one_or_all_at_once(accounts: Accounts, access: Access) -> None:
    sessions = Sessions(access, accounts)
    ayu, budi = join(accounts, "Ayu"), join(accounts, "Budi")
    first, second, other = sessions.begin(ayu), sessions.begin(ayu), sessions.begin(budi)

    sessions.end(first, by="Ayu")
    assert [sessions.find(one) for one in (first, second, other)] == [None, ayu, budi]

    assert sessions.end_all(ayu, by="Ayu") == 1
    assert [sessions.find(one) for one in (first, second, other)] == [None, None, budi]


def test_another_process_sees_who_was_shut_out(accounts: Accounts, access: Access, tmp_path: Path) -> None:
    person = join(accounts, "Ayu")
    secret = Sessions(access, accounts).begin(person)

    with closing(Access(tmp_path / "access")) as terminal:
        Accounts(terminal).shut_out(person.id, by="cli")

    assert Sessions(access, accounts).find(secret) is None


def test_a_session_is_found_though_the_moment_cannot_be_noted(
    accounts: Accounts, access: Access, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sessions = Sessions(access, accounts)
    person = join(accounts, "Ayu")
    secret = sessions.begin(person)
    monkeypatch.setattr("web.sessions._NOTED", timedelta(0))
    monkeypatch.setattr("web.access._PATIENCE", 0.0)

    with Access(tmp := access._place[0]).writing():  # another process is at it
        assert sessions.find(secret) == person

    assert tmp.exists()
    assert "It cannot be noted that Ayu was seen" in caplog.text


def test_of_two_nodes_that_start_at_once_one_shows_the_first_link(accounts: Accounts) -> None:
    secret = accounts.first("n_1")

    assert accounts.first("n_2") is None
    assert len(accounts.invitations()) == 1
    assert accounts.accept(secret or "", "Ayu", PASSWORD).role == "admin"


def test_a_node_that_starts_anew_shows_another_link_and_so_does_one_that_starts_later(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, again = accounts.first("n_1"), accounts.first("n_1")
    monkeypatch.setattr("web.accounts._AT_ONCE", timedelta(0))
    later = accounts.first("n_2")

    assert len({before, again, later} - {None}) == 3
    assert len(accounts.invitations()) == 1


def test_nodes_that_start_at_once_over_an_empty_database_show_one_link(database: str) -> None:
    nodes = [Access(database, "access") for _ in range(4)]
    begin = threading.Barrier(len(nodes))

    def start(number: int) -> str | None:
        begin.wait()
        return Accounts(nodes[number]).first(f"n_{number}")

    with ThreadPoolExecutor(len(nodes)) as threads:
        shown = [secret for secret in threads.map(start, range(len(nodes))) if secret]
    for one in nodes:
        one.close()

    assert len(shown) == 1
    with closing(Access(database, "access")) as access:
        assert [one.by for one in Accounts(access).invitations()] == ["serve"]
        assert Accounts(access).accept(shown[0], "Ayu", PASSWORD).role == "admin"
