"""A text and its translation against the approved terms: the labelled cases, and what holds whatever is checked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.check import check
from glossary.findings import KINDS, SEVERITIES, Finding, Passage
from glossary.terms import Concept, Term
from memory.text import Language
from tests.quality.checking import Listed, judged, matches, seeds, tally
from tests.truths import truths

PRECISION, RECALL = 0.97, 0.95  # on the split that nobody who builds the checker reads


@pytest.fixture(scope="module")
def known() -> Listed:
    """The approved concepts that ship."""
    return seeds()


@pytest.mark.parametrize("case", truths("checks"))
def test_a_labelled_pair_is_judged_as_its_label_says(case: dict[str, Any], known: Listed) -> None:
    found, wanted = judged(case, known), list(case["findings"])

    for finding in found:
        fit = next((w for w in wanted if matches(finding, w, case)), None)
        assert fit is not None, finding
        wanted.remove(fit)
    assert wanted == []


def test_the_unseen_split_keeps_its_floors() -> None:
    here = tally("checks-test")

    assert here.precision >= PRECISION, here.wrong
    assert here.recall >= RECALL, here.wrong


def concept(id_: str, *terms: Term) -> Concept:
    """An approved concept."""
    return Concept(id_, terms, "approved")


CEASEFIRE = concept(
    "c_ceasefire",
    Term("id", "gencatan senjata", "preferred"),
    Term("en", "ceasefire", "preferred"),
    Term("en", "truce"),
    Term("en", "weapon stop", "forbidden"),
    Term("en", "cessation of arms", "deprecated"),
)
COOPERATION = concept(
    "c_cooperation", Term("id", "kerja sama", "preferred", match="fixed"), Term("en", "cooperation", "preferred")
)
TERMS = Listed([CEASEFIRE, COOPERATION])


def found(source: str, target: str, language: Language = "id", **options: Any) -> list[Finding]:
    """What is found in one segment."""
    return list(check([Passage("1", source, target)], language, TERMS, **options).findings)


class TestFindings:
    """What a finding tells."""

    def test_places_are_in_code_points(self) -> None:
        (finding,) = found("🕊 Gencatan senjata berlaku.", "🕊🕊 The weapon stop holds.")

        assert (finding.kind, finding.source_spans, finding.target_spans) == ("forbidden", ((2, 18),), ((7, 18),))

    def test_a_missing_term_says_what_is_wanted_in_either_language(self) -> None:
        (english,) = found("Gencatan senjata berlaku.", "It holds.")
        (indonesian,) = found("Gencatan senjata berlaku.", "It holds.", language="id")

        assert (english.kind, english.severity, english.code) == ("missing", "error", "TERM_MISSING")
        assert "“ceasefire”" in english.message
        assert "harus diterjemahkan" in found_message("Gencatan senjata berlaku.", "It holds.", "id")
        assert english.concept == indonesian.concept == "c_ceasefire"

    @pytest.mark.parametrize(
        ("target", "replacements"),
        [
            ("The weapon stop holds.", ("ceasefire", "truce")),
            ("Weapon stop holds.", ("Ceasefire", "Truce")),
            ("THE WEAPON STOP HOLDS.", ("CEASEFIRE", "TRUCE")),
            ("Two weapon stops hold.", ("ceasefires", "truces")),
        ],
    )
    def test_what_to_write_instead_wears_what_it_replaces(self, target: str, replacements: tuple[str, ...]) -> None:
        (finding,) = found("Gencatan senjata berlaku.", target)

        assert finding.replacements == replacements

    def test_a_clitic_is_carried_over(self) -> None:
        (finding,) = found("Their cooperation grows.", "Kerjasamanya meningkat.", "en")

        assert (finding.kind, finding.replacements) == ("variant", ("Kerja samanya",))

    def test_what_is_missing_says_what_is_expected(self) -> None:
        (finding,) = found("Gencatan senjata berlaku.", "It holds.")

        assert (finding.replacements, finding.expected) == ((), ("ceasefire", "truce"))

    @pytest.mark.parametrize(
        ("target", "severity"),
        [
            ("Kemitraan itu adalah yang strategis.", "advice"),
            ("Kemitraan yang sangat strategis itu.", "advice"),
            ("Kemitraan yang tidak strategis itu.", "error"),
            ("Kemitraan itu; yang lain strategis.", "error"),
        ],
    )
    def test_a_modifier_at_a_distance_is_advice(self, target: str, severity: str) -> None:
        partnership = concept(
            "c_p", Term("id", "kemitraan strategis", "preferred"), Term("en", "strategic partnership", "preferred")
        )
        (finding,) = check([Passage("1", "A strategic partnership.", target)], "en", Listed([partnership])).findings

        assert (finding.kind, finding.severity) == ("missing", severity)

    def test_without_a_source_only_the_target_is_judged(self) -> None:
        kinds = [finding.kind for finding in found("", "A weapon stop, or a cessation of arms.")]

        assert kinds == ["forbidden", "deprecated"]

    def test_a_key_stays_while_the_segment_does(self) -> None:
        (alone,) = found("Gencatan senjata berlaku.", "It holds.")
        passages = [Passage("0", "Ia datang.", "He came."), Passage("9", "Gencatan senjata  berlaku.", "It holds.")]
        (later,) = check(passages, "id", TERMS).findings
        (changed,) = found("Gencatan senjata itu berlaku.", "It holds.")

        assert alone.key == later.key != changed.key


def found_message(source: str, target: str, language: Language) -> str:
    """The message of the only finding, in a language."""
    (finding,) = check([Passage("1", source, target)], "id", TERMS, language=language).findings
    return finding.message


class TestTheVerdict:
    """Whether a document passes."""

    def test_only_what_is_grave_enough_fails(self) -> None:
        passage = [Passage("1", "Cooperation grows.", "Kerjasama meningkat.")]

        assert check(passage, "en", TERMS).ok
        assert not check(passage, "en", TERMS, fail_on="warning").ok

    def test_what_was_waived_fails_nothing_and_is_told(self) -> None:
        passage = [Passage("1", "Gencatan senjata berlaku.", "It holds.")]
        (finding,) = check(passage, "id", TERMS).findings
        checked = check(passage, "id", TERMS, waived={finding.key: "clear from the context"})

        assert checked.ok
        assert [f.waived for f in checked.findings] == ["clear from the context"]

    def test_one_term_in_one_document(self) -> None:
        passages = [
            Passage("1", "Gencatan senjata berlaku.", "The ceasefire holds."),
            Passage("2", "Gencatan senjata rapuh.", "The truce is fragile."),
        ]
        checked = check(passages, "id", TERMS)

        assert [(f.kind, f.segment, f.replacements) for f in checked.findings] == [
            ("inconsistent", "2", ("ceasefire",))
        ]
        assert (checked.scores.exact, checked.scores.missing, checked.scores.consistency) == (1.0, 0.0, 0.5)

    def test_scores_tell_exact_from_inflected_from_missing(self) -> None:
        passages = [
            Passage("1", "Gencatan senjata berlaku.", "The ceasefire holds."),
            Passage("2", "Gencatan senjata itu rapuh.", "Ceasefires are fragile."),
            Passage("3", "Gencatan senjata gagal.", "It failed."),
        ]
        scores = check(passages, "id", TERMS).scores

        assert (scores.terms, scores.exact, scores.inflected, scores.missing) == (3, 0.3333, 0.3333, 0.3333)

    def test_nothing_asked_nothing_scored(self) -> None:
        checked = check([Passage("1", "Ia datang.", "He came.")], "id", TERMS)

        assert checked.ok
        assert (checked.scores.terms, checked.scores.exact, checked.scores.consistency) == (0, None, None)


WORDS = (
    "gencatan senjata kerja sama kerjasama ceasefire truce weapon stop cooperation yang -nya , . ( ) 🕊 Kata A".split()
)
said = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(said, said, st.sampled_from(("id", "en")))
def test_findings_are_always_sound(source: str, target: str, language: Language) -> None:
    passage = Passage("1", source, target)
    checked = check([passage], language, TERMS)

    assert checked == check([passage], language, TERMS)
    assert len({finding.key for finding in checked.findings}) == len(checked.findings)
    for finding in checked.findings:
        assert finding.kind in KINDS
        assert finding.severity in SEVERITIES
        assert finding.message
        for spans, text in ((finding.source_spans, source), (finding.target_spans, target)):
            assert all(0 <= start < end <= len(text) for start, end in spans)
    assert checked.ok == all(finding.severity != "error" for finding in checked.findings)


@settings(max_examples=60, deadline=None)
@given(said)
def test_a_fix_is_never_found_wrong_itself(target: str) -> None:
    for finding in check([Passage("1", "", target)], "id", TERMS).findings:
        if finding.replacements and finding.kind != "inconsistent":
            (start, end), text = finding.target_spans[0], finding.replacements[0]
            mended = check([Passage("1", "", target[:start] + text + target[end:])], "id", TERMS).findings
            there = [f for f in mended if f.kind == finding.kind and f.target_spans[0][0] == start]
            assert there == []
