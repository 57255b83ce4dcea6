"""Indonesian, English, or neither; the truths are in cases/language.json."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.language import guess, name_of_other
from tests.truths import truths

SENTENCE = "Kedua negara menandatangani perjanjian kemitraan yang baru di ibu kota."


@pytest.mark.parametrize("case", truths("language"))
def test_the_language_is_told(case: dict[str, Any]) -> None:
    assert guess(case["text"]).language == case["language"]


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_an_answer_and_a_share_of_certainty(text: str) -> None:
    found = guess(text)

    assert found.language in ("id", "en", None)
    assert 0.0 <= found.confidence <= 1.0


def test_the_same_text_gets_the_same_answer_every_time() -> None:
    assert len({guess(SENTENCE) for _ in range(20)}) == 1


def test_threads_get_the_answer_that_one_gets() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(guess, [SENTENCE] * 64))

    assert answers == {guess(SENTENCE)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Президент подписал новый договор о партнёрстве между двумя странами.", "ru"),
        ("Nilagdaan ng mga ministro kahapon sa Maynila ang bagong kasunduan.", "tl"),
        ("Les ministres ont signé hier à Paris un nouveau traité de partenariat.", "fr"),
        ("12345 67890", ""),
    ],
)
def test_another_language_is_named_where_it_can_be(text: str, code: str) -> None:
    assert name_of_other(text) == code
