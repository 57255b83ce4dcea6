"""The door: guessed passwords are slowed down, and a one-time link makes one person, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web_people import ENGLISH, PASSWORD, People, people, proof, sent, texts


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """An app that lets nobody in who is not signed in."""
    with people(tmp_path_factory.mktemp("welcome"), anonymous="none") as found:
        yield found


@pytest.fixture
def visitor(house: People) -> FlaskClient:
    """A browser that has not been here before."""
    return house.app.test_client()


# guessing


def test_guessing_is_slowed_down_by_address(tmp_path: Path) -> None:
    with people(tmp_path, refusals_per_minute=6) as house:
        guesser = house.app.test_client()
        held = proof(guesser)

        answers = [
            guesser.post("/sign-in", data={"csrf": held, "name": f"n{n}", "password": "x"}, headers=ENGLISH)
            for n in range(4)
        ]

        # Four have signed in from here already.
        assert [answer.status_code for answer in answers] == [422, 422, 429, 429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10
        assert texts(answers[-1], "//p[@role='alert']") == ["Too many attempts. Wait a moment, then try again."]


def test_guessing_is_slowed_down_by_name_wherever_it_comes_from(tmp_path: Path) -> None:
    with people(tmp_path, refusals_per_minute=10) as house:
        guesser = house.app.test_client()
        held = proof(guesser)

        seen = [
            guesser.post(
                "/sign-in",
                data={"csrf": held, "name": "Editor  WAYAN", "password": "x"},
                environ_overrides={"REMOTE_ADDR": f"192.0.2.{n}"},
            ).status_code
            for n in range(6)
        ]

        # Their own sign-in was the first of five.
        assert seen == [422, 422, 422, 422, 429, 429]


# coming


def test_an_invitation_makes_a_person_once(house: People, visitor: FlaskClient) -> None:
    secret, _ = house.context.accounts.invite("", "translator", by="admin Wayan")
    way = f"/welcome/{secret}"
    assert texts(visitor.get(way, headers=ENGLISH), "//main/p/b") == ["translator"]

    answer = sent(visitor, way, name=" Sari  Dewi ", password=PASSWORD, again=PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert texts(visitor.get("/", headers=ENGLISH), "//nav//bdi") == ["Sari Dewi"]
    assert [house.nobody.get(way).status_code, sent(house.app.test_client(), way).status_code] == [404, 404]


@pytest.mark.parametrize(
    ("name", "password", "again", "said"),
    [
        ("", PASSWORD, PASSWORD, "A person needs a name."),
        ("anonymous", PASSWORD, PASSWORD, "cannot be a person's name"),
        ("EDITOR wayan", PASSWORD, PASSWORD, "Somebody is called editor Wayan already."),
        ("Ketut", "short", "short", "The password has 5 characters."),
        ("Ketut Wijaya", "ketut wijaya", "ketut wijaya", "would be guessed first"),
        ("Ketut", PASSWORD, PASSWORD + "x", "The two passwords differ."),
    ],
)
def test_what_cannot_be_a_name_or_a_password_is_said_and_the_link_stays_good(
    house: People, visitor: FlaskClient, name: str, password: str, again: str, said: str
) -> None:
    secret, _ = house.context.accounts.invite("", "reader", by="test")

    answer = sent(visitor, f"/welcome/{secret}", name=name, password=password, again=again)

    assert answer.status_code in (409, 422)
    assert said in texts(answer, "//p[@role='alert']")[0]
    assert house.context.accounts.invitation(secret).valid
    assert password not in answer.text or password.casefold() == name.casefold()


def test_an_expired_invitation_makes_nobody(house: People, visitor: FlaskClient) -> None:
    secret, _ = house.context.accounts.invite("Late", "admin", by="test", lasts=timedelta(seconds=-1))

    answer = sent(visitor, f"/welcome/{secret}", password=PASSWORD, again=PASSWORD)

    assert (answer.status_code, house.context.accounts.named("Late")) == (404, None)


def test_an_invitation_for_who_is_here_gives_a_new_password_and_ends_their_sessions(house: People) -> None:
    house.join("Putu", "editor")
    old = house.browser("Putu")
    secret, _ = house.context.accounts.invite("putu", "editor", by="test")

    answer = sent(
        house.app.test_client(),
        f"/welcome/{secret}",
        name="someone else",
        password="lain sama sekali",
        again="lain sama sekali",
    )

    assert answer.status_code == 303
    assert old.get("/settings").status_code == 401
    assert house.context.accounts.proven("Putu", "lain sama sekali")
    assert house.context.accounts.proven("Putu", PASSWORD) is None
