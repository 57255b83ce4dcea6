"""Who may do what: roles and routes; 401 for who is not known, 403 for who may not."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from memory.errors import Invalid
from tests.web_asking import API, Callers, callers, refused
from tests.web_small import small_app
from web import create_app, opened, settings
from web.access import GRANTED, ROLES
from web.auth import WRITES


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callers]:
    """Callers of an app that lets nobody in without a token."""
    with callers(tmp_path_factory.mktemp("auth"), anonymous="none") as found:
        yield found


# routes


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Every route: method, a path, the role that it declares."""
    found = []
    for rule in app.url_map.iter_rules():
        way = {"suffix": "csv", "filename": "padanan.css", "code": "id"}
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<path:{name}>", "x").replace(f"<int:{name}>", "1")
            path = path.replace(f"<{name}>", way.get(name, "none"))
        least = getattr(app.view_functions[rule.endpoint], "needs", None)
        found += [(method, path, least) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


def ours(app: Flask) -> list[tuple[str, str, str]]:
    """The routes of the page and the API; those of other programs' protocols refuse in words of their own."""
    theirs = ("/languagetool/", "/deepl/", "/tmserver/", "/amagama/")
    return [route for route in routes(app) if not route[1].startswith(theirs)]


def test_every_route_says_who_may_use_it(known: Callers) -> None:
    undeclared = [path for _, path, least in routes(known.app) if least not in ROLES]

    assert undeclared == []


def test_only_what_tells_nothing_is_open_to_anyone(known: Callers) -> None:
    free = {path for _, path, least in ours(known.app) if least == "anyone"}

    assert free == {
        "/static/x",
        "/language/id",
        "/sign-in",
        "/sign-out",
        "/welcome/none",
        "/api/v1/health",
        "/api/v1/openapi.json",
        "/api/docs",
    }


@pytest.mark.parametrize("role", GRANTED)
def test_every_route_is_open_from_its_role_on_and_closed_below_it(known: Callers, role: str) -> None:
    client = known.client(known.secrets[role])

    for method, path, least in ours(known.app):
        answer = client.open(path, method=method)
        may = ROLES.index(role) >= ROLES.index(least)  # type: ignore[arg-type]
        assert (answer.status_code != 403) == may, (method, path, least, answer.status_code)
        assert answer.status_code != 401
        answer.close()


def test_without_a_token_everything_else_is_refused(known: Callers) -> None:
    for method, path, least in ours(known.app):
        answer = known.nobody.open(path, method=method)
        assert (answer.status_code == 401) == (least != "anyone"), (method, path, least, answer.status_code)
        answer.close()


def test_whoever_writes_is_at_least_a_translator(known: Callers) -> None:
    questions = {f"{API}/match", f"{API}/spot", f"{API}/check"}
    themselves = {"/sign-in", "/sign-out", "/welcome/none", "/settings/password", "/settings/everywhere"}
    open_ = {path for method, path, least in ours(known.app) if method in WRITES and least in ("anyone", "reader")}

    # The page Check holds what a reader gave it for a while; it changes neither terms nor memory.
    assert {path for path in open_ if not path.startswith("/check")} == questions | themselves


def test_a_route_that_declares_nothing_is_refused_to_the_highest(tmp_path: Path) -> None:
    with callers(tmp_path) as known:
        known.app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")

        answer = known.admin.get("/api/v1/forgotten")

    assert refused(answer, 403, "forbidden")


# 401, 403


def test_who_brings_no_token_is_told_how_to_come_by_one(known: Callers) -> None:
    answer = known.nobody.get(f"{API}/stats")

    assert refused(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "padanan token add" in (answer.json or {})["error"]["hint"]


@pytest.mark.parametrize(
    "said",
    [
        "Bearer pdn_wrong",
        "Bearer",
        "Bearer ",
        "",
        "Basic cmluaTpyaW5p",
        "pdn_x",
        "Bearer a b",
        "bearer \xff",
        "Bearer " + "x" * 5000,
    ],
)
@pytest.mark.parametrize("path", ["/stats", "/health"])
def test_a_token_that_is_none_is_refused_even_where_none_is_needed(known: Callers, path: str, said: str) -> None:
    answer = known.nobody.get(API + path, headers={"Authorization": said})

    assert refused(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_scheme_may_be_written_in_any_case(known: Callers) -> None:
    answer = known.nobody.get(f"{API}/stats", headers={"Authorization": f"bEARER {known.secrets['reader']}"})

    assert answer.status_code == 200


def test_too_low_a_role_is_told_which_one_is_needed(known: Callers) -> None:
    answer = known.reader.post(f"{API}/units", json={})

    assert refused(answer, 403, "forbidden")
    error = (answer.json or {})["error"]
    assert error["message"] == "This needs the role translator; reader Rini has the role reader."
    assert error["details"] == {"role": "translator"}


def test_a_path_that_is_none_is_not_found_whoever_asks(known: Callers) -> None:
    assert [c.get(f"{API}/none").status_code for c in (known.nobody, known.reader)] == [404, 404]


def test_a_token_revoked_over_http_is_worthless_at_once(tmp_path: Path) -> None:
    with callers(tmp_path) as known:
        made = known.admin.post(f"{API}/tokens", json={"name": "CI", "role": "editor"})
        assert made.headers["Cache-Control"] == "no-store"
        client = known.client((made.json or {})["token"])
        assert client.get(f"{API}/stats").status_code == 200

        ended = known.admin.delete(f"{API}/tokens/{(made.json or {})['id']}")

        assert (ended.status_code, (ended.json or {})["revoked_by"]) == (200, "admin Rini")
        assert refused(client.get(f"{API}/stats"), 401, "unauthorized")


def test_a_list_of_tokens_shows_none(known: Callers) -> None:
    listed = known.admin.get(f"{API}/tokens")

    assert [item["role"] for item in (listed.json or {})["items"]] == list(GRANTED)
    assert [secret for secret in known.secrets.values() if secret[:-4] in listed.text] == []


def test_a_change_is_signed_with_the_name_of_the_token(known: Callers) -> None:
    body = {"terms": [{"language": "id", "text": "tanggul"}]}

    made = known.translator.post(f"{API}/concepts", json=body)

    assert (made.json or {})["created"]["by"] == "translator Rini"


# who brings nothing


@pytest.mark.parametrize(
    ("host", "anonymous", "visitor"),
    [
        ("127.0.0.1", "", "reader"),
        ("localhost", "", "reader"),
        ("0.0.0.0", "", "anyone"),
        ("127.0.0.1", "none", "anyone"),
        ("0.0.0.0", "reader", "reader"),
        ("127.0.0.1", "editor", "editor"),
    ],
)
def test_who_brings_no_token_reads_on_this_machine_and_nothing_elsewhere(
    host: str, anonymous: str, visitor: str
) -> None:
    assert settings({"PADANAN_ANONYMOUS": anonymous}, host=host).visitor == visitor


@pytest.mark.parametrize("role", ["everyone", "Reader", "anyone"])
def test_a_role_that_is_none_does_not_open_the_house(role: str) -> None:
    with pytest.raises(Invalid, match="PADANAN_ANONYMOUS is"):
        settings({"PADANAN_ANONYMOUS": role})


def test_a_page_of_another_site_cannot_write_though_everybody_may(tmp_path: Path) -> None:
    with callers(tmp_path, anonymous="admin") as known:
        foreign = known.nobody.delete(f"{API}/units/u_x", headers={"Origin": "http://evil.example"})
        ours = known.nobody.delete(f"{API}/units/u_x", headers={"Origin": "http://localhost"})

    assert (foreign.status_code, ours.status_code) == (403, 404)


# pace


def test_many_wrong_tokens_are_slowed_down_and_a_right_one_is_not(tmp_path: Path) -> None:
    with callers(tmp_path, refusals_per_minute=3) as known:
        wrong = known.client("pdn_wrong")

        seen = [wrong.get(f"{API}/stats").status_code for _ in range(5)]
        answer = wrong.get(f"{API}/stats")

        assert seen == [401, 401, 401, 429, 429]
        assert refused(answer, 429, "too_many_requests")
        assert 1 <= int(answer.headers["Retry-After"]) <= 20
        assert known.reader.get(f"{API}/stats").status_code == 200


def test_too_many_writes_are_refused_per_caller_and_questions_are_not(tmp_path: Path) -> None:
    with callers(tmp_path, writes_per_minute=2) as known:
        seen = [known.editor.delete(f"{API}/units/u_none").status_code for _ in range(3)]

        assert seen == [404, 404, 429]
        assert known.admin.delete(f"{API}/units/u_none").status_code == 404
        asked = [known.editor.post(f"{API}/match", json={"from": "id", "text": "a"}).status_code for _ in range(4)]
        assert asked == [200] * 4


def test_readers_do_not_wait_behind_writers_who_wait_for_the_store(tmp_path: Path) -> None:
    """While a batch is open, as many writers wait as there are threads to spare; the next one is told to come back."""
    with callers(tmp_path, threads=2) as known, known.context.store.batch():
        body = {"units": [{"texts": {"id": "Air pasang.", "en": "High tide."}}]}
        waiting = threading.Thread(target=lambda: known.translator.post(f"{API}/units", json=body))
        waiting.start()
        deadline = time.monotonic() + 60
        while (answer := known.editor.delete(f"{API}/waivers/w_none")).status_code != 503:
            assert time.monotonic() < deadline
        assert refused(answer, 503, "unavailable")
        assert answer.headers["Retry-After"] == "5"
        assert known.reader.get(f"{API}/stats").status_code == 200
    waiting.join()


def test_a_turn_is_given_back_by_a_write_that_failed(tmp_path: Path) -> None:
    with callers(tmp_path, threads=2) as known:
        seen = {known.editor.delete(f"{API}/units/u_none").status_code for _ in range(10)}

    assert seen == {404}


def test_what_a_small_app_holds_open_is_let_go_of(tmp_path: Path) -> None:
    with small_app(tmp_path / "data") as app:
        app.extensions["padanan"].access.add("x", "reader", by="test")
        app.test_client().get(f"{API}/stats", headers={"Authorization": "Bearer pdn_x"})

    with opened(settings({}, data=tmp_path / "data"), writable=True) as context:
        assert create_app(context)
