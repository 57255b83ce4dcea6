"""Waivers: who let which finding pass, where, why and until when."""

from __future__ import annotations

import pytest

from glossary.waivers import Waivers
from memory.errors import Invalid, NotFound
from memory.stores import Store

KEY = "f_0011223344556677"


def test_a_waiver_is_kept_with_its_reason(store: Store) -> None:
    made = Waivers(store).add(KEY, reason=" the client insists ", by="ana")

    assert Waivers(store).all() == [made]
    assert (made.reason, made.by, made.scope) == ("the client insists", "ana", "segment")
    assert Waivers(store).reasons() == {KEY: "the client insists"}


@pytest.mark.parametrize(("scope", "name"), [("document", "document"), ("project", "project")])
def test_a_waiver_for_one_document_or_project_holds_there_alone(store: Store, scope: str, name: str) -> None:
    waivers = Waivers(store)
    waivers.add(KEY, reason="quoted", by="ana", scope=scope, **{name: "a.tmx"})  # type: ignore[arg-type]

    assert waivers.reasons(**{name: "a.tmx"}) == {KEY: "quoted"}
    assert waivers.reasons(**{name: "b.tmx"}) == waivers.reasons() == {}


def test_a_waiver_runs_out(store: Store) -> None:
    waivers = Waivers(store)
    waivers.add(KEY, reason="for now", by="ana", expires="2001-01-01")
    waivers.add("f_ffff", reason="for long", by="ana", expires="2999-01-01T12:00:00+07:00")

    assert waivers.reasons() == {"f_ffff": "for long"}
    assert {waiver.expires for waiver in waivers.all()} == {"2001-01-01T00:00:00+00:00", "2999-01-01T05:00:00+00:00"}


def test_a_waiver_is_taken_back(store: Store) -> None:
    waivers = Waivers(store)
    made = waivers.add(KEY, reason="quoted", by="ana")
    waivers.remove(made.id, by="ben")

    assert waivers.all() == []
    with pytest.raises(NotFound, match=made.id):
        waivers.remove(made.id, by="ben")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "reason"),
        ({"scope": "world"}, "no scope"),
        ({"scope": "document"}, "has to name it"),
        ({"expires": "soon"}, "no date"),
        ({"key": "x"}, "no finding's key"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Store, given: dict[str, str], said: str) -> None:
    options = {"key": KEY, "reason": "quoted", **given}

    with pytest.raises(Invalid, match=said):
        Waivers(store).add(options.pop("key"), by="ana", **options)  # type: ignore[arg-type]
    assert Waivers(store).all() == []
