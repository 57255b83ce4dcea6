"""The index of head words: how forms are found, and that its history does not show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from glossary.headwords import HOW, Headwords
from glossary.spellings import SPELT, Spellings
from memory.text import Language


class TestHeadwords:
    """The index behind a look-up."""

    def test_a_key_that_is_dropped_is_found_no_more(self) -> None:
        headwords = Headwords("id")
        headwords.put("k", ["kerja sama"])
        headwords.drop("k")
        headwords.drop("unknown")

        assert headwords.find("kerja sama") == []

    def test_a_key_put_again_is_found_by_its_new_forms_only(self) -> None:
        headwords = Headwords("id")
        headwords.put("k", ["kerja sama"])
        headwords.put("k", ["kolaborasi"])

        assert headwords.find("kerja sama") == []
        assert [hit.key for hit in headwords.find("kolaborasi")] == ["k"]

    def test_two_keys_may_have_the_same_form(self) -> None:
        headwords = Headwords("en")
        headwords.put("a", ["bank"])
        headwords.put("b", ["bank"])
        headwords.drop("a")

        assert [(hit.key, hit.how) for hit in headwords.find("bank")] == [("b", "exact")]

    def test_forms_that_differ_only_in_case_can_be_dropped(self) -> None:
        headwords = Headwords("id")
        headwords.put("k", ["Kerja Sama", "kerja sama"])
        headwords.drop("k")

        assert headwords.find("kerja sama") == []

    def test_forms_that_differ_only_in_case_are_both_exact(self) -> None:
        headwords = Headwords("id")
        headwords.put("k", ["AS", "as"])

        assert [hit.how for typed in ("AS", "as") for hit in headwords.find(typed)] == ["exact", "exact"]

    FORMS = ("kerja sama", "kapal perang", "kapal selam", "kapal-kapal", "perang", "kerjasama", "sama")

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from(FORMS), max_size=3)), max_size=8),
        st.sampled_from(FORMS),
    )
    def test_the_history_of_an_index_does_not_show(self, puts: list[tuple[str, list[str]]], typed: str) -> None:
        grown, fresh = Headwords("id"), Headwords("id")
        for key, forms in puts:
            grown.put(key, forms)
        for key, forms in dict(puts).items():
            fresh.put(key, forms)
        answers = [{(hit.key, hit.how) for hit in index.find(typed)} for index in (grown, fresh)]
        filed = {key for key, forms in dict(puts).items() if typed in forms}

        assert answers[0] == answers[1]
        assert {key for key, how in answers[0] if how == "exact"} == filed
        assert all(how in HOW for _, how in answers[0])

    def test_many_at_once_are_as_one_by_one(self) -> None:
        grown, built = Headwords("id"), Headwords("id")
        items = [(str(at), [form, form.title()]) for at, form in enumerate(self.FORMS)]
        for key, forms in items:
            grown.put(key, forms)
        built.extend(items)

        for typed in (*self.FORMS, "ke", "sam", "kerja sma"):
            assert built.find(typed) == grown.find(typed)

    def test_of_a_key_given_twice_the_last_counts(self) -> None:
        headwords = Headwords("id")
        headwords.extend([("k", ["kerja sama"]), ("k", ["kolaborasi"])])

        assert (headwords.same("kerja sama"), headwords.same("KOLABORASI")) == ([], ["k"])

    @pytest.mark.parametrize(
        ("language", "form", "typed", "head"),
        [
            ("id", "kapal selam nuklir", "kapal", True),
            ("id", "kapal selam nuklir", "kapal selam", True),
            ("id", "kapal selam nuklir", "selam", False),
            ("id", "kapal selam nuklir", "kap", False),
            ("en", "partnership treaty", "treaty", True),
            ("en", "partnership treaty", "treaties", True),
            ("en", "treaty obligation", "treaty", False),
            ("en", "treaty of friendship", "treaty", True),
            ("en", "treaty of friendship", "friendship", False),
            ("en", "UN Security Council", "security council", True),
        ],
    )
    def test_a_head_is_told_from_a_modifier(self, language: Language, form: str, typed: str, head: bool) -> None:
        headwords = Headwords(language)
        headwords.put("k", [form])

        assert [hit.head for hit in headwords.find(typed)] == [head]


class TestSpellings:
    """Forms that are spelt almost alike."""

    def test_the_most_similar_stands_first(self) -> None:
        spellings = Spellings()
        for form in ("gencatan senjata", "gencetan senjata", "perlucutan senjata"):
            spellings.add(form)

        assert spellings.near("gencatan sejata", 9) == ["gencatan senjata", "gencetan senjata"]
        assert spellings.near("gencatan sejata", 1) == ["gencatan senjata"]

    def test_what_is_removed_is_not_found(self) -> None:
        spellings = Spellings()
        spellings.add("kapal")
        assert spellings.near("kapla", 9) == []  # two of five letters
        assert spellings.near("kapa", 9) == ["kapal"]
        spellings.remove("kapal")

        assert spellings.near("kapa", 9) == []

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.text("abkn -é漢", min_size=1, max_size=9), unique=True),
        st.text("abkn -é漢", min_size=1, max_size=9),
    )
    def test_letters_rule_out_nothing_that_levenshtein_takes(self, forms: list[str], typed: str) -> None:
        spellings = Spellings()
        for form in forms:
            spellings.add(form)
        wanted = {form for form in forms if Levenshtein.normalized_similarity(typed, form) >= SPELT}

        assert set(spellings.near(typed, 99)) == wanted
