"""What is asked of the termbase by page and version; what is removed, revived, merged, taken back, remarked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lookup import Glossary
from glossary.terms import LIFECYCLES, Concept, Decision, Term
from glossary.views import ORDERS, Views, key
from memory.errors import Conflict, Invalid, NotFound
from tests.glossary_small import add, candidate, found, term


@pytest.fixture
def known(glossary: Glossary) -> Concept:
    """An approved concept at version 2."""
    made = glossary.create(term("gencatan senjata", "ceasefire"), by="ani")
    return glossary.decide(made.id, Decision("approve", "budi"))


def shown(glossary: Glossary, *which: object, **more: object) -> tuple[list[str], int]:
    """A page: first terms, and the total."""
    concepts, total = glossary.page(*which, **more)  # type: ignore[arg-type]
    return [c.terms[0].text for c in concepts], total


class TestPage:
    """Concepts in order, a page at a time."""

    @pytest.fixture
    def five(self, glossary: Glossary) -> Glossary:
        """Five proposed concepts."""
        glossary.propose(
            [candidate(text, text, confidence=c) for text, c in zip("becad", (0.1, 0.9, 0.5, 0.5, 0.7), strict=True)]
        )
        return glossary

    def test_pages_follow_one_another_and_say_how_many_there_are(self, five: Glossary) -> None:
        assert shown(five, "proposed", limit=2) == (["a", "b"], 5)
        assert shown(five, "proposed", limit=2, offset=4) == (["e"], 5)
        assert shown(five, "approved") == ([], 0)
        assert shown(five, None, order="confidence") == (["e", "d", "a", "c", "b"], 5)

    def test_a_change_shows_at_once(self, five: Glossary) -> None:
        stages = [five.stages()["approved"]]
        (first, *_), _ = five.page("proposed", order="confidence")
        five.decide(first.id, Decision("approve", "ani"))

        assert shown(five, "proposed", order="confidence", limit=1) == (["d"], 4)
        assert [*stages, five.stages()["approved"]] == [0, 1]

    def test_what_changed_last_stands_first(self, glossary: Glossary, monkeypatch: pytest.MonkeyPatch) -> None:
        for hour, text in enumerate(("b", "a", "c")):
            monkeypatch.setattr("glossary.archive.now", lambda hour=hour: f"2026-01-01T{hour:02}:00:00+00:00")
            add(glossary, term(text, text))

        assert shown(glossary, order="changed") == (["c", "a", "b"], 3)

    def test_a_subject_narrows_the_page(self, glossary: Glossary) -> None:
        add(glossary, term("sanksi", "sanction", subject=("law",)), term("pakta", "pact"))

        assert shown(glossary, "approved", subject="law") == (["sanksi"], 1)
        assert shown(glossary, "approved", subject="sport") == ([], 0)

    def test_an_unknown_order_is_refused(self, glossary: Glossary) -> None:
        with pytest.raises(Invalid) as refused:
            glossary.page(None, order="date")  # type: ignore[arg-type]
        assert str(refused.value) == "“date” is no order. It is one of term, confidence, changed."

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from("abcde"), st.sampled_from([*LIFECYCLES, None]), st.sampled_from("xy"), st.integers(0, 3)
            ),
            max_size=12,
        )
    )
    def test_the_history_of_views_does_not_show(self, changes: list[tuple[str, str | None, str, int]]) -> None:
        grown, present = Views([]), {}
        for order in ORDERS:
            grown.page(None, order=order, subject=None, offset=0, limit=9)
        for id_, lifecycle, text, confidence in changes:
            made = Concept(id_, (Term("id", text),), lifecycle=lifecycle or "proposed", confidence=confidence / 3)  # type: ignore[arg-type]
            if lifecycle is None:
                grown.drop(id_)
                present.pop(id_, None)
            else:
                grown.put(id_, made.record())
                present[id_] = made.record()

        for order in ORDERS:
            for stage in (None, *LIFECYCLES):
                wanted = sorted(
                    (i for i, r in present.items() if stage in (None, r["lifecycle"])),
                    key=lambda i: key(order)(i, present[i]),
                )
                assert grown.page(stage, order=order, subject=None, offset=0, limit=9) == (wanted, len(wanted))
        assert grown.stages() == {s: sum(r["lifecycle"] == s for r in present.values()) for s in LIFECYCLES}


class TestRemove:
    """What is gone, and what stays of it."""

    def test_it_is_gone_from_lists_look_up_and_enforcement(self, glossary: Glossary, known: Concept) -> None:
        glossary.warm()
        glossary.page()
        glossary.remove(known.id, by="budi", why="twice")

        assert (len(glossary), glossary.page(), glossary.stages()["approved"]) == (0, ([], 0), 0)
        assert (found(glossary, "gencatan senjata"), glossary.spot("A ceasefire.", "en")) == ([], [])
        assert glossary.enforced(known.id) is None

    def test_whoever_asks_for_it_is_told_how_to_have_it_back(self, glossary: Glossary, known: Concept) -> None:
        glossary.remove(known.id, by="budi", why="twice", version=2)
        with pytest.raises(NotFound) as gone:
            glossary.get(known.id)

        assert gone.value.hint == "Revive its version 2 to have it back."
        assert [(h["version"], h["act"]) for h in glossary.history(known.id)] == [
            (1, "create"),
            (2, "approve"),
            (3, "remove"),
        ]

    def test_revived_it_is_proposed_and_goes_on_counting(self, glossary: Glossary, known: Concept) -> None:
        glossary.remove(known.id, by="budi", why="twice")
        back = glossary.revive(known.id, 2, by="cici")

        assert (back.lifecycle, back.version, back.terms, back.created) == ("proposed", 4, known.terms, known.created)
        assert glossary.get(known.id) == back
        assert glossary.enforced(known.id) is None

    def test_a_stale_version_removes_nothing(self, glossary: Glossary, known: Concept) -> None:
        with pytest.raises(Conflict):
            glossary.remove(known.id, by="budi", why="twice", version=1)
        assert glossary.get(known.id) == known


class TestRevive:
    """Old versions made new."""

    def test_an_old_version_is_an_edit_like_any_other(self, glossary: Glossary, known: Concept) -> None:
        changed = glossary.edit(known.id, {"subject": ["law"]}, by="ani")
        glossary.decide(known.id, Decision("approve", "budi"))
        back = glossary.revive(known.id, 2, by="ani", seen=4)

        assert changed.subject == ("law",)
        assert (back.lifecycle, back.version, back.subject, back.approved_version) == ("in_review", 5, (), 4)

    def test_the_present_content_makes_no_version(self, glossary: Glossary, known: Concept) -> None:
        assert glossary.revive(known.id, 1, by="ani") == known

    def test_a_version_that_never_was_is_not_found(self, glossary: Glossary, known: Concept) -> None:
        with pytest.raises(NotFound) as missing:
            glossary.revive(known.id, 9, by="ani")
        assert missing.value.message == f"The concept {known.id} has no version 9."
        with pytest.raises(Conflict):
            glossary.revive(known.id, 1, by="ani", seen=1)


class TestUndo:
    """The last change taken back."""

    def test_a_decision_is_taken_back_with_its_stage(self, glossary: Glossary, known: Concept) -> None:
        undone = glossary.undo(known.id, by="budi", version=2)

        assert (undone.lifecycle, undone.version, undone.approved_version) == ("proposed", 3, None)
        assert glossary.spot("A ceasefire.", "en") == []

    def test_an_edit_is_taken_back_and_done_again(self, glossary: Glossary, known: Concept) -> None:
        glossary.edit(known.id, {"subject": ["law"]}, by="ani")
        undone = glossary.undo(known.id, by="ani")
        redone = glossary.undo(known.id, by="ani")

        assert (undone.lifecycle, undone.subject, undone.approved_version) == ("approved", (), 4)
        assert (redone.lifecycle, redone.subject, redone.approved_version) == ("in_review", ("law",), 2)

    def test_a_removal_is_taken_back(self, glossary: Glossary, known: Concept) -> None:
        glossary.remove(known.id, by="cici", why="twice")

        assert glossary.undo(known.id, by="cici").lifecycle == "approved"
        assert len(glossary.spot("A ceasefire.", "en")) == 1

    def test_a_change_of_somebody_else_is_not(self, glossary: Glossary, known: Concept) -> None:
        with pytest.raises(Conflict) as refused:
            glossary.undo(known.id, by="ani")
        assert refused.value.message == "The last change is budi's and not ani's."
        with pytest.raises(Conflict):
            glossary.undo(known.id, by="budi", version=1)

    def test_before_the_first_version_is_nothing(self, glossary: Glossary) -> None:
        made = glossary.create(term("sanksi", "sanction"), by="ani")

        with pytest.raises(Conflict, match="nothing before the first version"):
            glossary.undo(made.id, by="ani")

    def test_a_revival_is_not_undone_into_what_was_removed(self, glossary: Glossary, known: Concept) -> None:
        glossary.remove(known.id, by="cici", why="twice")
        glossary.revive(known.id, 2, by="cici")

        with pytest.raises(Conflict, match="Remove it again"):
            glossary.undo(known.id, by="cici")


class TestMerge:
    """Two concepts that are one."""

    def test_terms_come_as_admitted_and_the_other_points_on(self, glossary: Glossary, known: Concept) -> None:
        other = glossary.create(
            replace(
                term("gencatan senjata", "truce"),
                terms=(
                    Term("id", "gencatan senjata", "preferred", lookup_forms=("gencatan-senjata",)),
                    Term("en", "truce", "preferred"),
                    Term("en", "peace", "forbidden"),
                ),
                definition={"en": "An end of firing."},
                occurrences={"a.txt": 2},
            ),
            by="cici",
        )
        version = glossary.version
        merged = glossary.merge(known.id, [other.id], by="budi")
        gone = glossary.get(other.id)

        assert [(t.text, t.status) for t in merged.terms] == [
            ("gencatan senjata", "preferred"),
            ("ceasefire", "preferred"),
            ("truce", "admitted"),
            ("peace", "forbidden"),
        ]
        assert merged.terms[0].lookup_forms == ("gencatan-senjata",)
        assert (merged.definition, merged.seen, merged.lifecycle, merged.approved_version) == (
            {"en": "An end of firing."},
            2,
            "in_review",
            2,
        )
        assert (gone.lifecycle, gone.merged_into) == ("retired", known.id)
        assert glossary.version == version + 1
        assert glossary.decide(other.id, Decision("reopen", "budi")).merged_into == ""

    def test_what_cannot_be_merged_changes_nothing(self, glossary: Glossary, known: Concept) -> None:
        retired = term("pakta", "pact", "retired")
        add(glossary, retired)
        version = glossary.version
        for id_, others, kind in (
            (known.id, [], Invalid),
            (known.id, [known.id], Invalid),
            (known.id, ["c_0"], NotFound),
            (retired.id, [known.id], Conflict),
        ):
            with pytest.raises(kind):
                glossary.merge(id_, others, by="ani")

        assert glossary.version == version


class TestRemark:
    """What people say of a concept."""

    def test_a_remark_is_no_version_and_outlives_edits(self, glossary: Glossary, known: Concept) -> None:
        said = glossary.remark(known.id, " Is this law?\n", by="cici")
        glossary.edit(known.id, {"subject": ["law"]}, by="ani", version=2)
        glossary.decide(known.id, Decision("reject", "budi", "no"))

        assert (said.version, said.lifecycle) == (2, "approved")
        assert [(r["by"], r["text"]) for r in glossary.get(known.id).remarks] == [("cici", "Is this law?")]

    def test_it_says_something(self, glossary: Glossary, known: Concept) -> None:
        with pytest.raises(Invalid, match="says something"):
            glossary.remark(known.id, " ", by="cici")


def test_all_that_is_enforced_is_listed_as_it_is_enforced(glossary: Glossary) -> None:
    terms = (Term("id", "peluncur rudal", "preferred"), Term("en", "missile launcher", "preferred"))
    other = (Term("id", "kapal perang", "preferred"), Term("en", "warship", "preferred"))
    glossary.add([Concept("c_1", terms, "approved"), Concept("c_2", other, "approved")], by="ana", why="list")
    glossary.add([Concept("c_3", other, "proposed")], by="ana", why="list")
    drafted = [{"language": "id", "text": "peluncur rudal"}, {"language": "en", "text": "launch vehicle"}]
    glossary.edit("c_1", {"terms": drafted}, by="ana")

    assert [concept.in_language("en")[0].text for concept in glossary.all_enforced()] == ["warship", "missile launcher"]
