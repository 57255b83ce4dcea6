"""Settings: everybody's own password; for administrators tokens, people, the rules, and everything as one file."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from glossary.terms import Concept, Decision, Term
from memory.errors import Forbidden
from memory.stores import open_store
from memory.stores.backup import restore
from tests.web_asking import API
from tests.web_people import ENGLISH, PASSWORD, People, people, sent, texts
from tests.web_small import SCRIPT
from web import opened, settings
from web.roles import GRANTED


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """An app with a person for each role."""
    with people(tmp_path_factory.mktemp("settings")) as found:
        yield found


def section(client: FlaskClient, name: str) -> list[str]:
    """The rows of a section of the page."""
    return texts(client.get("/settings", headers=ENGLISH), f"//section[@id='{name}']//li")


def shown(answer: TestResponse) -> str:
    """What an answer shows this once."""
    found = html.document_fromstring(answer.text).xpath("//p[@class='once']/input/@value")
    return str(found[0]) if found else ""


def test_each_sees_the_forms_that_their_role_allows(house: People) -> None:
    forms = [
        texts(client.get("/settings", headers=ENGLISH), "//section/h2")
        for client in (house.nobody, house.reader, house.editor, house.admin)
    ]

    assert forms[:3] == [["Yourself"]] * 3
    assert forms[3] == ["Yourself", "People", "Tokens for programs", "Review", "Backup"]


def test_who_only_visits_is_asked_to_sign_in(house: People) -> None:
    assert "You are not signed in." in house.nobody.get("/settings", headers=ENGLISH).text


# oneself


def test_a_new_password_ends_every_other_session_and_renews_this_one(house: People) -> None:
    house.join("Gede", "reader")
    here, there = house.browser("Gede"), house.browser("Gede")
    before = here.get_cookie("session")

    answer = sent(here, "/settings/password", before=PASSWORD, password="dua belas bulan", again="dua belas bulan")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings?done=account#account")
    assert here.get_cookie("session") != before
    assert texts(here.get("/settings?done=account", headers=ENGLISH), "//p[@class='done']") == ["Saved."]
    assert texts(there.get("/settings", headers=ENGLISH), "//section//b") == []
    assert house.context.accounts.proven("Gede", "dua belas bulan")


@pytest.mark.parametrize(
    ("before", "password", "again", "said"),
    [
        ("wrong", "dua belas bulan", "dua belas bulan", "The present password is another one."),
        (PASSWORD, "dua belas bulan", "dua belas", "The two passwords differ."),
        (PASSWORD, "short", "short", "The password has 5 characters."),
        (PASSWORD, "", "", "The password has 0 characters."),
    ],
)
def test_a_password_that_cannot_be_changed_is_said_and_stays(
    house: People, before: str, password: str, again: str, said: str
) -> None:
    answer = sent(house.translator, "/settings/password", before=before, password=password, again=again)

    assert (answer.status_code, said in texts(answer, "//p[@role='alert']")[0]) == (422, True)
    assert house.context.accounts.proven("translator Wayan", PASSWORD)


def test_a_password_is_not_to_be_guessed_by_who_found_the_browser_open(tmp_path: Path) -> None:
    with people(tmp_path, refusals_per_minute=8) as house:
        seen = [
            sent(house.editor, "/settings/password", before="x", password=PASSWORD, again=PASSWORD).status_code
            for _ in range(4)
        ]

    # They signed in once, and four did from this address.
    assert seen == [422, 422, 422, 429]


def test_signing_out_everywhere_leaves_this_browser_signed_in(house: People) -> None:
    house.join("Komang", "reader")
    here, there = house.browser("Komang"), house.browser("Komang")
    assert "You are signed in with 2 browsers." in here.get("/settings", headers=ENGLISH).text

    assert sent(here, "/settings/everywhere").status_code == 303

    assert texts(here.get("/settings", headers=ENGLISH), "//section//b") == ["Komang"]
    assert texts(there.get("/settings", headers=ENGLISH), "//section//b") == []


# tokens


def test_a_token_is_shown_once_and_works_until_it_is_revoked(house: People) -> None:
    answer = sent(house.admin, "/settings/tokens", name="OmegaT", role="translator")
    secret = shown(answer)
    asked = {"headers": {"Authorization": f"Bearer {secret}"}}

    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert house.nobody.get(f"{API}/stats", **asked).status_code == 200
    assert secret not in house.admin.get("/settings").text
    assert [row for row in section(house.admin, "tokens") if row.startswith("OmegaT translator")]

    (token,) = [one for one in house.context.access.tokens() if one.name == "OmegaT"]
    assert sent(house.admin, f"/settings/tokens/{token.id}/revoke").status_code == 303
    assert house.nobody.get(f"{API}/stats", **asked).status_code == 401
    assert token.by == "admin Wayan"


@pytest.mark.parametrize(("name", "role", "said"), [("", "reader", "needs a name"), ("x", "owner", "is no role")])
def test_a_token_that_cannot_be_made_is_said_where_it_was_asked_for(
    house: People, name: str, role: str, said: str
) -> None:
    answer = sent(house.admin, "/settings/tokens", name=name, role=role)

    assert answer.status_code == 422
    assert said in texts(answer, "//section[@id='tokens']//p[@role='alert']")[0]


# people


def test_an_invitation_is_shown_once_and_can_be_withdrawn(house: People) -> None:
    answer = sent(house.admin, "/settings/invitations", name="Nyoman", role="editor")
    link = shown(answer)

    assert link.startswith("http://localhost/welcome/")
    assert house.nobody.get(link).status_code == 200
    assert [row for row in section(house.admin, "people") if row.startswith("Nyoman editor until")]

    (one,) = [i for i in house.context.accounts.invitations() if i.name == "Nyoman"]
    sent(house.admin, f"/settings/invitations/{one.id}/withdraw")
    assert house.nobody.get(link).status_code == 404


def test_another_role_is_theirs_from_the_next_sign_in_on(house: People) -> None:
    person = house.join("Made", "reader")
    client = house.browser("Made")

    assert sent(house.admin, f"/settings/people/{person.id}/role", role="editor").status_code == 303

    assert texts(client.get("/settings", headers=ENGLISH), "//section//b") == []
    again = house.browser("Made").get("/settings", headers=ENGLISH)
    assert texts(again, "//section[@id='account']/p[1]") == ["Made · editor"]


def test_who_is_shut_out_can_be_let_in_again(house: People) -> None:
    person = house.join("Agung", "reader")

    sent(house.admin, f"/settings/people/{person.id}/shut-out")
    assert [row for row in section(house.admin, "people") if row.startswith("Agung shut out")]
    assert house.context.accounts.proven("Agung", PASSWORD) is None

    sent(house.admin, f"/settings/people/{person.id}/let-in")
    assert house.context.accounts.proven("Agung", PASSWORD)


def test_the_last_administrator_cannot_shut_themselves_out(house: People) -> None:
    answer = sent(house.admin, f"/settings/people/{house.persons['admin'].id}/shut-out")

    assert answer.status_code == 409
    assert "only administrator" in texts(answer, "//section[@id='people']//p[@role='alert']")[0]


def test_names_are_only_text(house: People) -> None:
    house.join(SCRIPT, "reader")
    house.context.access.add(SCRIPT, "reader", by=SCRIPT)

    for client in (house.admin, house.browser(SCRIPT)):
        assert "<script>alert" not in client.get("/settings").text


@pytest.mark.parametrize("role", GRANTED[:-1])
def test_only_an_administrator_sends_the_forms_of_the_house(house: People, role: str) -> None:
    client = getattr(house, role)
    person, paths = (
        house.persons["admin"].id,
        ("tokens", "invitations", "review", "people/{}/role", "people/{}/shut-out"),
    )

    seen = {sent(client, f"/settings/{path.format(person)}", name="x", role="admin").status_code for path in paths}

    assert seen == {403}
    assert client.get("/settings/backup").status_code == 403


# the rules of the house


def test_four_eyes_are_asked_for_from_the_next_decision_on_and_after_the_next_start(tmp_path: Path) -> None:
    with people(tmp_path) as house:
        glossary, data = house.context.glossary, house.context.settings.data
        draft = Concept("", (Term("id", "bendungan", "preferred"), Term("en", "dam", "preferred")))
        made = glossary.create(draft, by="editor Wayan")

        assert sent(house.admin, "/settings/review", four_eyes="on").status_code == 303

        with pytest.raises(Forbidden):
            glossary.decide(made.id, Decision("approve", "editor Wayan"))
        ticked = texts(house.admin.get("/settings"), "//input[@name='four_eyes' and @checked]")
        assert ticked == [""]
    with opened(settings({}, data=data), writable=True) as again:
        assert again.glossary.four_eyes


def test_one_pair_of_eyes_is_enough_again_when_the_tick_is_taken_away(house: People) -> None:
    for fields, on in (({"four_eyes": "on"}, True), ({}, False)):
        sent(house.admin, "/settings/review", **fields)
        assert house.context.glossary.four_eyes is on


# everything as one file


def test_a_backup_becomes_a_store_with_the_same_terms_and_people(house: People, tmp_path: Path) -> None:
    answer = house.admin.get("/settings/backup")
    (tmp_path / "padanan.tar.gz").write_bytes(answer.data)

    assert answer.mimetype == "application/gzip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="padanan-')
    assert restore(tmp_path / "padanan.tar.gz", tmp_path / "again").damage == []
    with opened(settings({}, data=tmp_path / "again"), writable=True) as again:
        assert len(again.glossary) == len(house.context.glossary)
        assert again.store.revision == house.context.store.revision
        assert [one.name for one in again.accounts.people()] == [one.name for one in house.context.accounts.people()]
        assert list(again.store.notes) == []


def test_a_backup_holds_no_queue_and_no_password(house: People) -> None:
    packed = house.admin.get("/settings/backup").data

    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        names = archive.getnames()
        whole = b"".join(archive.extractfile(name).read() for name in names)  # type: ignore[union-attr]
    assert {name.split("/")[0] for name in names if "/" in name} == {"access"}
    assert PASSWORD.encode() not in whole


def test_asking_for_the_head_of_a_backup_leaves_nothing_open(house: People) -> None:
    assert house.admin.head("/settings/backup").status_code == 200
    with open_store(house.context.settings.data, writable=False) as store:
        assert store.verify() == []
