"""How candidates are ordered, how sure each is, and the numbers behind it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.lexicon import Entry, Lexicon
from glossary.prior import known
from glossary.rank import ALIGNED, COMPOSED, confidence, rank, standing
from glossary.scores import c_value, fisher, log_likelihood, strength, weirdness
from glossary.support import Support
from glossary.terms import Candidate
from tests.quality.fit import LESS, aligned, attested, calibration_error, composed, fit, reliability, scored


def candidate(text: str, *, sure: float = 0.5, seen: int = 1) -> Candidate:
    """A candidate with a confidence."""
    return Candidate(text, ("x",), (), {"a.txt": seen}, "composed", confidence=sure)


def test_candidates_stand_in_order_of_confidence_then_of_how_often_then_of_the_alphabet() -> None:
    found = rank([candidate("c"), candidate("b"), candidate("a", seen=2), candidate("d", sure=0.9)])

    assert [c.text for c in found] == ["d", "a", "b", "c"]


SIX = [candidate(t, sure=s, seen=n) for t, s, n in zip("abcdef", [0.1, 0.9] * 3, [1, 2, 3] * 2, strict=True)]


@settings(max_examples=40, deadline=None)
@given(st.permutations(SIX))
def test_the_order_does_not_depend_on_the_order_before(found: list[Candidate]) -> None:
    assert [c.text for c in rank(found)] == ["f", "b", "d", "c", "e", "a"]


@pytest.mark.parametrize("weights", [ALIGNED, COMPOSED])
def test_every_weight_moves_the_confidence_the_way_that_makes_sense(weights: dict[str, float]) -> None:
    plain = confidence({}, weights)

    for name in set(weights) - {"bias"}:
        more = confidence({name: 5.0}, weights)
        assert more <= plain if name in LESS else more >= plain, name


def test_nothing_is_certain() -> None:
    assert confidence({"vouched": 100.0}, ALIGNED) == 0.99


def test_a_feature_without_a_weight_is_refused() -> None:
    with pytest.raises(KeyError):
        confidence({"luck": 1.0}, ALIGNED)


def test_only_what_lives_on_its_own_stays() -> None:
    met = [candidate(text) for text in ("alone", "inside one", "inside two", "nowhere")]
    found = standing(met, {"alone": 1, "inside one": 0}, {"inside one": {"x"}, "inside two": {"x", "y"}})

    assert [c.text for c in found] == ["alone", "inside two"]


counts = st.tuples(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 500))


@settings(max_examples=60, deadline=None)
@given(counts)
def test_log_likelihood_is_finite_and_never_negative(found: tuple[int, int, int, int]) -> None:
    both, here, there, rest = found
    ratio = log_likelihood(both, both + here, both + there, both + here + there + rest)

    assert math.isfinite(ratio)
    assert ratio >= -1e-6


@settings(max_examples=60, deadline=None)
@given(counts)
def test_strength_is_between_nothing_and_twenty(found: tuple[int, int, int, int]) -> None:
    both, here, there, rest = found

    assert -1e-9 <= strength(both, both + here, both + there, both + here + there + rest) <= 20


def test_the_exact_test_counts_the_ways() -> None:
    # Two phrases of two units each in four: one way in six to share both, five in six to share one or more.
    assert fisher(2, 2, 2, 4) == pytest.approx(1 / 6)
    assert fisher(1, 2, 2, 4) == pytest.approx(5 / 6)


def test_what_meets_no_more_than_by_chance_has_no_strength() -> None:
    assert strength(10, 100, 100, 1000) == 0.0


def test_a_phrase_met_only_inside_another_has_no_c_value() -> None:
    assert c_value(2, 5, [5]) == 0
    assert c_value(3, 5, []) > c_value(2, 5, [])


def test_what_the_general_text_has_as_often_is_not_weird() -> None:
    here, general = {"inkubasi": 5, "dan": 95}, {"inkubasi": 0.0, "dan": 9900.0}

    assert weirdness(["dan"], here, general) == pytest.approx(0.0, abs=0.05)
    assert weirdness(["inkubasi"], here, general) > 2


class TestSupport:
    """Who vouches for the words of a pair."""

    @pytest.fixture
    def support(self) -> Support:
        """A lexicon of four, and no counts."""
        lexicon = Lexicon(
            [
                Entry("kasus", "NOUN", ("case",)),
                Entry("virus korona", "NOUN", ("coronavirus",)),
                Entry("gencatan senjata", "NOUN", ("ceasefire", "truce")),
                Entry("senjata", "NOUN", ("weapon",)),
            ]
        )
        return Support(lexicon, known(lexicon, {}))

    def test_a_pair_of_the_lexicon_is_vouched_for_as_a_whole(self, support: Support) -> None:
        assert support(["gencatan", "senjata"], ("truce",)) == (1.0, 1.0, True)

    def test_a_fixed_phrase_inside_is_vouched_for(self, support: Support) -> None:
        assert support(["kasus", "virus", "korona"], ("coronavirus", "case")) == (1.0, 1.0, False)

    def test_words_of_one_source_vouch_for_one_another(self, support: Support) -> None:
        assert support(["ventilasi"], ("ventilation",)) == (1.0, 1.0, False)

    def test_a_word_that_nobody_knows_is_not_vouched_for_on_either_side(self, support: Support) -> None:
        assert support(["kasus", "pezwargonan"], ("zwargoning", "case")) == (0.5, 0.5, False)


def test_a_fit_finds_what_tells_right_from_wrong_and_leaves_chance_at_nothing() -> None:
    def one(helps: float, of: float) -> Candidate:
        return Candidate("a", ("b",), (), {}, "composed", features={"helps": helps, "of": of})

    labelled = [(one(1.0, 1.0), True)] * 30 + [(one(0.0, 0.0), False)] * 30 + [(one(0.0, 1.0), True)] * 5
    weights = fit(labelled, ["helps", "of"], 1.0)

    assert weights["helps"] > 1
    assert weights["of"] == 0.0


def test_calibration_error_is_the_mean_distance_by_size() -> None:
    found = [(0.95, True)] * 9 + [(0.95, False)] + [(0.15, False)] * 10

    assert [(count, right) for _, count, _, right in reliability(found)] == [(10, 0.0), (10, 0.9)]
    assert calibration_error(found) == pytest.approx(0.5 * 0.15 + 0.5 * 0.05)


def test_the_confidence_of_aligned_candidates_can_be_believed(shared: Path) -> None:
    found = scored(aligned("test"), ALIGNED)

    assert len(found) >= 220
    assert calibration_error(found) <= 0.05


def test_the_confidence_of_composed_candidates_can_be_believed(shared: Path) -> None:
    found = scored(composed("test"), COMPOSED)

    assert len(found) >= 650
    assert calibration_error(found) <= 0.05


def test_the_confidence_of_attested_candidates_can_be_believed(shared: Path) -> None:
    found = [(one.confidence, right) for one, right in attested("test")]

    assert len(found) >= 140
    assert calibration_error(found) <= 0.05
