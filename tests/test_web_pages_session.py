"""Coming and going: cookies, forged forms, planted sessions, guessed passwords, doors that are shut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.web_asking import API, refused
from tests.web_people import ENGLISH, PASSWORD, People, people, proof, sent, texts
from web import sessions
from web.access import GRANTED


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """An app that lets nobody in who is not signed in."""
    with people(tmp_path_factory.mktemp("session"), anonymous="none") as found:
        yield found


@pytest.fixture
def visitor(house: People) -> FlaskClient:
    """A browser that has not been here before."""
    return house.app.test_client()


def session(client: FlaskClient) -> str:
    """What the browser's cookie holds; "" for none."""
    found = client.get_cookie("session")
    return found.value if found else ""


def cookies(answer: TestResponse) -> dict[str, str]:
    """The cookies that an answer sets, each with its flags."""
    return {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


# signing in


def test_who_gives_name_and_password_is_signed_in_and_goes_where_they_wanted(visitor: FlaskClient) -> None:
    asked = visitor.get("/settings", headers=ENGLISH)
    assert (asked.status_code, texts(asked, "//h1")) == (401, ["Sign in"])

    answer = sent(visitor, "/sign-in", name="EDITOR  wayan", password=PASSWORD, next="/settings")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings")
    assert texts(visitor.get("/settings", headers=ENGLISH), "//section[@id='account']/p[1]") == [
        "editor Wayan · editor"
    ]


def test_a_page_that_is_refused_asks_for_the_password_and_leads_back_to_itself(visitor: FlaskClient) -> None:
    answer = visitor.get("/?q=truce&from=en")

    assert 'name="next" value="/?q=truce&amp;from=en"' in answer.text


@pytest.mark.parametrize(("name", "password"), [("editor Wayan", "wrong wrong"), ("Nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(visitor: FlaskClient, name: str, password: str) -> None:
    answer = sent(visitor, "/sign-in", name=name, password=password)

    assert (answer.status_code, texts(answer, "//p[@role='alert']")) == (422, ["The name or the password is wrong."])
    assert session(visitor) == ""
    assert password not in answer.text or not password


@pytest.mark.parametrize(
    "way", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", ""]
)
def test_signing_in_leads_to_no_other_site(house: People, way: str) -> None:
    answer = sent(house.app.test_client(), "/sign-in", name="editor Wayan", password=PASSWORD, next=way)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_hostile_name_is_only_text(visitor: FlaskClient) -> None:
    answer = sent(visitor, "/sign-in", name='"><script>alert(1)</script>', password="x")

    assert "<script>alert" not in answer.text


# cookies


def test_the_cookie_is_for_this_host_alone_and_for_no_script(house: People) -> None:
    client = house.app.test_client()

    answer = sent(client, "/sign-in", name="editor Wayan", password=PASSWORD)

    flags = cookies(answer)["session"]
    assert all(flag in flags for flag in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"))
    assert "Domain" not in flags
    assert "Secure" not in flags


def test_over_https_the_cookie_is_bound_to_host_and_https(house: People) -> None:
    client, https = house.app.test_client(), "https://localhost"
    asked = client.get("/sign-in", base_url=https)
    given = html.document_fromstring(asked.text).xpath("//main//input[@name='csrf']/@value")[0]

    answer = client.post("/sign-in", base_url=https, data={"csrf": given, "name": "editor Wayan", "password": PASSWORD})

    assert "__Host-visit" in cookies(asked)
    flags = cookies(answer)["__Host-session"]
    assert all(flag in flags for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Strict-Transport-Security" in answer.headers
    assert client.get("/settings", base_url=https).status_code == 200


def test_the_secret_of_a_session_is_nowhere_on_the_disk(house: People) -> None:
    kept = b"".join(file.read_bytes() for file in (house.context.settings.data / "access").iterdir())

    assert b"editor Wayan" in kept
    assert session(house.editor).encode() not in kept
    assert PASSWORD.encode() not in kept


@pytest.mark.parametrize("planted", ["x", "x" * 4000, "é", "", "pdn_x"])
def test_a_cookie_that_is_none_of_ours_is_nobody(visitor: FlaskClient, planted: str) -> None:
    visitor.set_cookie("session", planted)

    assert visitor.get("/settings").status_code == 401


def test_a_session_that_was_planted_is_worth_nothing_after_signing_in(house: People, visitor: FlaskClient) -> None:
    planted = session(house.reader)
    visitor.set_cookie("session", planted)

    answer = visitor.post(
        "/sign-in", data={"csrf": proof(visitor), "name": "translator Wayan", "password": PASSWORD}, headers=ENGLISH
    )

    assert answer.status_code == 303
    assert session(visitor) not in ("", planted)
    assert house.context.sessions.find(planted) is None
    house.reader = house.browser("reader Wayan")


# forged forms


@pytest.mark.parametrize("given", [None, "", "x" * 64, "é", "\ud800"])
def test_a_form_without_its_proof_is_refused(house: People, given: str | None) -> None:
    data = {} if given is None else {"csrf": given.encode("utf-8", "replace").decode()}

    answer = house.admin.post("/settings/tokens", data={"name": "x", "role": "admin", **data})

    assert answer.status_code == 403
    assert [token for token in house.context.access.tokens() if token.name == "x"] == []


def test_the_proof_of_another_browser_is_none(house: People) -> None:
    answer = house.admin.post("/settings/tokens", data={"csrf": proof(house.editor), "name": "x", "role": "admin"})

    assert answer.status_code == 403


def test_a_proof_from_before_signing_in_is_none_after(house: People, visitor: FlaskClient) -> None:
    before = proof(visitor)
    assert (
        visitor.post("/sign-in", data={"csrf": before, "name": "editor Wayan", "password": PASSWORD}).status_code == 303
    )

    assert visitor.post("/sign-out", data={"csrf": before}).status_code == 403
    assert sent(visitor, "/sign-out").status_code == 303


def test_whoever_can_plant_a_cookie_still_does_not_know_the_proof_of_a_session(house: People) -> None:
    """Cookies are shared by all ports of a machine, so another program there may set one."""
    stranger, client = house.app.test_client(), house.browser("editor Wayan")
    known = proof(stranger)
    visit = stranger.get_cookie("visit")
    assert visit is not None

    client.set_cookie("visit", visit.value)

    assert client.post("/sign-out", data={"csrf": known}).status_code == 403


def test_signing_in_itself_cannot_be_forged(visitor: FlaskClient) -> None:
    answer = visitor.post("/sign-in", data={"name": "editor Wayan", "password": PASSWORD})

    assert (answer.status_code, session(visitor)) == (403, "")


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},  # another port of this machine
    ],
)
def test_a_page_of_another_origin_is_refused_though_it_knows_the_proof(house: People, said: dict[str, str]) -> None:
    answer = house.admin.post(
        "/settings/review", data={"csrf": proof(house.admin)}, headers={"Host": "localhost", **said}
    )

    assert answer.status_code == 403


def test_htmx_sends_the_proof_as_a_header(house: People) -> None:
    answer = house.admin.post("/settings/review", headers={"X-CSRF-Token": proof(house.admin)})

    assert answer.status_code == 303


def test_a_program_with_a_token_needs_no_proof(house: People) -> None:
    secret, _ = house.context.access.add("script", "admin", by="test")

    answer = house.nobody.post("/settings/review", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 303


# the API, from a page


def test_the_api_takes_a_session_only_with_the_proof(house: People) -> None:
    body = {"terms": [{"language": "id", "text": "pasang surut"}]}

    bare = house.editor.post(f"{API}/concepts", json=body)
    proven = house.editor.post(f"{API}/concepts", json=body, headers={"X-CSRF-Token": proof(house.editor)})

    assert refused(bare, 401, "unauthorized")
    assert (proven.status_code, (proven.json or {})["created"]["by"]) == (201, "editor Wayan")


@pytest.mark.parametrize(("site", "status"), [("same-origin", 200), ("cross-site", 401), ("same-site", 401), ("", 401)])
def test_a_link_of_a_page_reads_from_the_api_by_the_word_of_the_browser(house: People, site: str, status: int) -> None:
    answer = house.reader.get(f"{API}/stats", headers={"Sec-Fetch-Site": site} if site else {})

    assert answer.status_code == status


def test_the_browsers_word_is_not_enough_to_write(house: People) -> None:
    answer = house.editor.delete(f"{API}/units/u_none", headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 401


# going


def test_whoever_signs_out_is_out_and_the_cookie_gone(house: People) -> None:
    client = house.browser("editor Wayan")
    held = session(client)

    answer = sent(client, "/sign-out")

    assert (answer.headers["Location"], session(client)) == ("/sign-in", "")
    assert house.context.sessions.find(held) is None
    assert client.get("/settings").status_code == 401


def test_what_the_signed_in_saw_is_kept_nowhere(house: People) -> None:
    for path in ("/", "/settings", f"{API}/stats"):
        said = house.editor.get(path, headers={"Sec-Fetch-Site": "same-origin"}).headers["Cache-Control"]
        assert said == "no-store"
    assert "Cookie" in house.editor.get("/").vary


def test_who_is_shut_out_is_out_at_the_next_click_and_cannot_come_back(house: People) -> None:
    person = house.join("Dewi", "translator")
    client = house.browser("Dewi")

    house.context.accounts.shut_out(person.id, by="test")

    assert client.get("/settings").status_code == 401
    assert sent(house.app.test_client(), "/sign-in", name="Dewi", password=PASSWORD).status_code == 422


@pytest.mark.parametrize(("unseen", "holds"), [(timedelta(days=2), True), (timedelta(days=4), False)])
def test_a_session_ends_after_days_of_silence(
    house: People, monkeypatch: pytest.MonkeyPatch, unseen: timedelta, holds: bool
) -> None:
    client = house.browser("editor Wayan")

    _later(monkeypatch, unseen)

    assert (client.get("/settings").status_code == 200) == holds


def test_a_session_ends_after_a_month_however_busy_it_was(house: People, monkeypatch: pytest.MonkeyPatch) -> None:
    client = house.browser("editor Wayan")

    seen = []
    for day in range(2, 33, 2):
        with monkeypatch.context() as later:
            _later(later, timedelta(days=day))
            seen.append(client.get("/settings").status_code)

    assert seen == [200] * 14 + [401] * 2


def _later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + by

    monkeypatch.setattr(sessions, "datetime", Later)
    monkeypatch.setattr(sessions, "now", lambda: Later.now().isoformat(timespec="microseconds"))


# every route, every role


@pytest.mark.parametrize("role", GRANTED)
def test_every_page_is_open_from_its_role_on_and_closed_below_it_to_who_is_signed_in(house: People, role: str) -> None:
    from tests.test_web_auth import ours
    from web.roles import ROLES

    client = house.browser(f"{role} Wayan")
    ends = {"/sign-out", "/settings/everywhere"}
    for method, path, least in ours(house.app):
        if path in ends or path.startswith("/static/"):
            continue
        proven = {"X-CSRF-Token": proof(client), "Sec-Fetch-Site": "same-origin"}
        answer = client.open(path, method=method, headers=proven, buffered=False)
        may = ROLES.index(role) >= ROLES.index(least)  # type: ignore[arg-type]
        assert (answer.status_code != 403) == may, (method, path, least, answer.status_code)
        assert answer.status_code != 401
        answer.close()


def test_navigation_shows_only_what_the_role_opens(house: People) -> None:
    def shown(client: FlaskClient) -> list[str]:
        return texts(client.get("/sign-in" if client is house.nobody else "/", headers=ENGLISH), "//header/nav[1]/a")

    assert shown(house.nobody) == []
    assert set(shown(house.reader)) < set(shown(house.editor))
    assert shown(house.reader)[0] == "Look up"
    assert shown(house.admin)[-1] == "Settings"
